"""Spreadsheets of every make, read as one header and rows of text."""

from assetmap.ingest.readers.table import Table, open_table

__all__ = ["Table", "open_table"]
