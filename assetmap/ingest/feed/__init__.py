"""Feeds into the directory: their services are mended, staged, placed and published as a sheet's rows are."""
