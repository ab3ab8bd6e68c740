"""Run the command line with `python -m assetmap`."""

from assetmap.cli import run

run()
