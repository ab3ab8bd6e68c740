"""The ways in which feeds say the same thing, each put into the words of Open Referral UK 3.0."""

from assetmap.feeds.dialects.dialect import Dialect, recognise, translate

__all__ = ["Dialect", "recognise", "translate"]
