"""The same service twice: finding likely duplicates, judging them, and remembering what was decided."""
