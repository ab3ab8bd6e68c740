"""Run the command line with `python -m assetmap`."""

from assetmap.cli import main

main()
