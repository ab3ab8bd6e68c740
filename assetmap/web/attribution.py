"""What the licences of the data ask to be shown, on every page and on every map that leaves the site."""

from pathlib import Path

from assetmap.geography.attribution import pack_licence


def on_maps(data_dir: Path) -> str:
    """Return the sentence about boundaries, which is all that a map has room for."""
    found = pack_licence(data_dir)
    return next((sentence for sentence in found.sentences if "OS data" in sentence), found.attribution)
