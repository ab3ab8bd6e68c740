"""What spreadsheets hold, read into what the directory keeps; each module reads one kind of cell."""
