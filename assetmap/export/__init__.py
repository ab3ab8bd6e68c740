"""The listing as files to take away: CSV, a workbook, GeoJSON, GeoPackage, and HSDS tables."""
