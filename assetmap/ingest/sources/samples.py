"""Invented community services that show what a full directory looks like."""

from assetmap.ingest.rules import Rules
from assetmap.ingest.sources.source import Source

SAMPLES = Source(
    name="samples",
    title="Sample services",
    licence="CC0-1.0",
    attribution="Sample services: invented for AssetMap, beside a few organisations that exist.",
    rules=Rules(constants={"sample": "yes"}),
)
