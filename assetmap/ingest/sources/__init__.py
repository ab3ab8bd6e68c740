"""Spreadsheets that AssetMap knows: each a value with its licence and how to read it."""

from assetmap.ingest.sources.registry import find_source
from assetmap.ingest.sources.source import Source

__all__ = ["Source", "find_source"]
