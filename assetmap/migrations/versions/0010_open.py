"""The hours that published records are found by stay in the row."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Documents lie apart, so that rows are short; hours would go with them, and each be looked up to be compared.
UPGRADE = """
ALTER TABLE published_service ALTER COLUMN open SET STORAGE MAIN;
ALTER TABLE published_place ALTER COLUMN open SET STORAGE MAIN;
UPDATE published_service SET open = open + '{}' WHERE open IS NOT NULL;
UPDATE published_place SET open = open + '{}' WHERE open IS NOT NULL;
"""
DOWNGRADE = """
ALTER TABLE published_service ALTER COLUMN open SET STORAGE EXTENDED;
ALTER TABLE published_place ALTER COLUMN open SET STORAGE EXTENDED;
"""


def upgrade() -> None:
    op.execute(UPGRADE)


def downgrade() -> None:
    op.execute(DOWNGRADE)
