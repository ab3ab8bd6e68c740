"""Feeds of other systems: fetched politely, read in whatever dialect they speak, mended, and judged."""
