"""Folium maps of our own: a ground that needs no tile server, services in view, and wards by provision."""
