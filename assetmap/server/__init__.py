"""The web server: gunicorn's processes, with AssetMap and its deadlines in them."""
