"""Customers told apart from entities."""

import sqlalchemy as sa
from alembic import op

from commonlist.storage.columns import Integer, Text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table of clearances."""
    op.create_table(
        "clearance",
        sa.Column("id", Integer, nullable=False),
        sa.Column("query", Text, nullable=False),
        sa.Column("query_digest", Text, nullable=False),
        sa.Column("entity", Text, nullable=False),
        sa.Column("entity_digest", Text, nullable=False),
        sa.Column("reason", Text, nullable=False),
        sa.Column("author", Text, nullable=False),
        sa.Column("made_at", Text, nullable=False),
        sa.Column("expires", Text, nullable=False),
        sa.Column("cleared", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
