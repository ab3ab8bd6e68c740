"""How a secret service is reached, though its source's row is kept for a short time only."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "secret_way",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name=op.f("fk_secret_way_service_id_service"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("service_id", "kind", "value", name=op.f("pk_secret_way")),
    )


def downgrade() -> None:
    op.drop_table("secret_way")
