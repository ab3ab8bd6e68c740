"""What Alembic runs around each migration: the caller's connection, and which tables are ours."""

from alembic import context
from geoalchemy2 import alembic_helpers

from assetmap.model import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    compare_server_default=True,
    # PostGIS keeps tables of its own beside ours, and GeoAlchemy2 knows them.
    include_object=alembic_helpers.include_object,
    process_revision_directives=alembic_helpers.writer,
    render_item=alembic_helpers.render_item,
)

with context.begin_transaction():
    context.run_migrations()
