"""The database: engine, private cluster and migrations."""
