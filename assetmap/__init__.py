"""AssetMap: a directory, map and coverage analysis of community services for social prescribing."""

__version__ = "0.1.0"
