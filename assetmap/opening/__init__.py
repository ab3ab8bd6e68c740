"""When a service is open: what people type, read into values and said again in plain English."""

from assetmap.opening.describe import describe
from assetmap.opening.parse import parse_day, parse_opening
from assetmap.opening.value import DAYS, Opening, Parsed, parts

__all__ = ["DAYS", "Opening", "Parsed", "describe", "parse_day", "parse_opening", "parts"]
