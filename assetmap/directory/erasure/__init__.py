"""Erasing a text from everything that is kept, so that it doesn't come back with the next import."""
