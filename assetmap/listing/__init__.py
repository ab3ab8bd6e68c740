"""The published listing: the one gate into it (publish), and everything that is asked of it (search)."""
