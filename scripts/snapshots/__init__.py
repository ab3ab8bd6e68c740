"""What a revision of AssetMap makes of the same sources, as text in which ids stand as what they mean.

Imports within are relative, because the package is known by another name where it runs inside a revision.
"""
