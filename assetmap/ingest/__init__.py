"""Spreadsheets in: read, placed, compared with what is there, saved and published in one transaction."""
