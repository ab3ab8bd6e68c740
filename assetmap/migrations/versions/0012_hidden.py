"""What was taken down, and the secret of the digests by which it is known again."""

import secrets

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEYED_DIGEST = """
CREATE FUNCTION keyed_digest(secret bytea, said text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256(secret || sha256(secret || convert_to(said, 'UTF8')))
$$
"""


def upgrade() -> None:
    op.create_table(
        "digest_secret",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("number = 1", name=op.f("ck_digest_secret_only_one")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_digest_secret")),
    )
    table = sa.table("digest_secret", sa.column("number"), sa.column("secret"))
    op.get_bind().execute(sa.insert(table), {"number": 1, "secret": secrets.token_bytes(32)})
    op.execute(KEYED_DIGEST)
    create_hidden()
    op.create_table(
        "published_hidden",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_hidden")),
    )
    op.create_index("ix_published_hidden_service_id", "published_hidden", ["service_id"])


def create_hidden() -> None:
    op.create_table(
        "hidden",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "digests", postgresql.ARRAY(sa.LargeBinary()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("hidden_by", sa.Text(), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('service', 'place', 'contact')", name=op.f("ck_hidden_kind_known")),
        sa.CheckConstraint("btrim(why) <> ''", name=op.f("ck_hidden_reason_given")),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["location.id"],
            name=op.f("fk_hidden_location_id_location"),
            onupdate="CASCADE",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hidden")),
    )
    op.create_index(op.f("ix_hidden_location_id"), "hidden", ["location_id"])
    op.create_table(
        "hidden_service",
        sa.Column("hidden_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        of_hidden("hidden_service"),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name=op.f("fk_hidden_service_service_id_service"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hidden_id", "service_id", name=op.f("pk_hidden_service")),
    )
    op.create_index("ix_hidden_service_service_id", "hidden_service", ["service_id"])
    op.create_table(
        "hidden_key",
        sa.Column("hidden_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        of_hidden("hidden_key"),
        sa.PrimaryKeyConstraint("hidden_id", "digest", name=op.f("pk_hidden_key")),
    )
    op.create_index("ix_hidden_key_digest", "hidden_key", ["digest"])


def of_hidden(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_hidden_id_hidden")
    return sa.ForeignKeyConstraint(["hidden_id"], ["hidden.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    op.drop_table("published_hidden")
    op.drop_table("hidden_key")
    op.drop_table("hidden_service")
    op.drop_table("hidden")
    op.execute("DROP FUNCTION keyed_digest(bytea, text)")
    op.drop_table("digest_secret")
