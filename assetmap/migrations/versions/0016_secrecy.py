"""What is secret, what is withheld because it could give that away, and the directory without such words."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NAMELESS = "Name withheld"
#: The columns of each table in which words may say too much; publication reads the views without them.
REDACTED = {
    "service": ("name", "description", "url", "email", "fees", "accreditations", "alert"),
    "organization": ("name", "description", "email", "website", "logo", "uri"),
    "cost_option": ("option", "amount_description"),
    "schedule": ("description", "schedule_link", "notes"),
    "contact": ("name", "title"),
    "phone": ("description",),
    "service_area": ("name", "extent", "uri", "service_area"),
    "funding": ("source",),
    "location": ("name", "description"),
    "accessibility": ("description", "details", "url"),
}
REQUIRED = {("service", "name"), ("organization", "name")}
WITHHELD_NOW = """
CREATE VIEW withheld_now AS
SELECT withheld.*
FROM withheld
WHERE state <> 'released'
  AND NOT EXISTS (SELECT FROM secret_service AS secret
                  WHERE secret.service_id = withheld.secret_id AND secret.lifted_at IS NOT NULL)
"""
WITHHELD_SERVICE = """
CREATE VIEW withheld_service AS
SELECT DISTINCT service_id FROM withheld_now WHERE whole
"""
SECRETIVE_SERVICE = """
CREATE VIEW secretive_service AS
SELECT held.service_id
FROM location
JOIN service_at_location AS held ON held.location_id = location.id
WHERE location.confidential
UNION
SELECT service_id FROM withheld_now WHERE whole
"""
KNOWN = """
INSERT INTO secret_service (service_id)
SELECT DISTINCT held.service_id
FROM location
JOIN service_at_location AS held ON held.location_id = location.id
WHERE location.confidential
"""


def upgrade() -> None:
    op.create_table(
        "secret_service",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("marked", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (why IS NULL)",
            name=op.f("ck_secret_service_lift_explained"),
        ),
        _of_service("secret_service", "service_id"),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_secret_service")),
    )
    op.create_table(
        "secret_place",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("uprn", sa.Text(), nullable=True),
        sa.Column("point", Geometry("POINT", srid=27700, spatial_index=False), nullable=True),
        sa.Column("district_code", sa.Text(), nullable=True),
        _of_service("secret_place", "service_id"),
        sa.ForeignKeyConstraint(
            ["district_code"],
            ["area.code"],
            name=op.f("fk_secret_place_district_code_area"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret_place")),
    )
    op.create_index("ix_secret_place_service_id", "secret_place", ["service_id"])
    op.create_index("ix_secret_place_point", "secret_place", ["point"], postgresql_using="gist")
    op.create_table(
        "withheld",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("secret_id", sa.Uuid(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("reasons", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("evidence", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'waiting'"), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'kept', 'released', 'joined')", name=op.f("ck_withheld_state_known")
        ),
        sa.CheckConstraint("service_id <> secret_id", name=op.f("ck_withheld_two_services")),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)"
            " AND (decided_by IS NULL) = (why IS NULL)",
            name=op.f("ck_withheld_decision_explained"),
        ),
        _of_service("withheld", "service_id"),
        _of_service("withheld", "secret_id"),
        sa.PrimaryKeyConstraint("service_id", "secret_id", name=op.f("pk_withheld")),
    )
    op.create_index("ix_withheld_secret_id", "withheld", ["secret_id"])
    op.create_table(
        "withheld_field",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        _of_service("withheld_field", "service_id"),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_withheld_field")),
    )
    op.create_index("ix_withheld_field_service_id", "withheld_field", ["service_id"])
    op.create_index("ix_location_confidential", "location", ["id"], postgresql_where=sa.text("confidential"))
    op.execute(KNOWN)
    op.execute(WITHHELD_NOW)
    op.execute(WITHHELD_SERVICE)
    op.execute(SECRETIVE_SERVICE)
    for table, fields in REDACTED.items():
        op.execute(_view(table, fields))


def downgrade() -> None:
    for table in REDACTED:
        op.execute(f"DROP VIEW redacted_{table}")
    op.execute("DROP VIEW secretive_service")
    op.execute("DROP VIEW withheld_service")
    op.execute("DROP VIEW withheld_now")
    op.drop_index("ix_location_confidential", "location")
    for table in ("withheld_field", "withheld", "secret_place", "secret_service"):
        op.drop_table(table)


def _of_service(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        ["service.id"],
        name=op.f(f"fk_{table}_{column}_service"),
        onupdate="CASCADE",
        ondelete="CASCADE",
    )


def _view(table: str, fields: tuple[str, ...]) -> str:
    """The table without what is withheld, its columns under their names and in their order."""
    columns = [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]
    shown = []
    for column in columns:
        plain = f'told."{column}"'
        instead = f"'{NAMELESS}'" if (table, column) in REQUIRED else "NULL"
        redacted = f"CASE WHEN '{column}' = ANY (without.fields) THEN {instead} ELSE {plain} END"
        shown.append(f'{redacted} AS "{column}"' if column in fields else plain)
    return (
        f"CREATE VIEW redacted_{table} AS SELECT {', '.join(shown)} FROM {table} AS told"  # noqa: S608
        " LEFT JOIN withheld_field AS without ON without.owner_id = told.id"
        " WHERE without.owner_id IS NULL OR NOT '*' = ANY (without.fields)"
    )
