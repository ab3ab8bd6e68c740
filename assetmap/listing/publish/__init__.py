"""Publish: from the directory to the listing, the one gate to what the public may see.

Everything happens in SQL and in the caller's transaction: the rows that the listing should hold are built
beside it, some thousand services at a time, and only those that differ are written. Two publications take
turns.
"""

from assetmap.listing.publish.gate import Published, count_listed, publish, publish_day, publish_sources

__all__ = ["Published", "count_listed", "publish", "publish_day", "publish_sources"]
