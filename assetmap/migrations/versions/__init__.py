"""The migrations, in order; each can be undone."""
