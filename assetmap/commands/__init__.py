"""The commands of `assetmap`, one module each."""
