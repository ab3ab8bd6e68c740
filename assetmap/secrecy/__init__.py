"""Keeping secret what one source marks as secret, whatever another source or another row says of it."""
