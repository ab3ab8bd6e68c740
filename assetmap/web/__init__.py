"""The pages that people use, and the maps in them."""
