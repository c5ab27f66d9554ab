"""Who did what."""

import sqlalchemy as sa
from alembic import op

from commonlist.storage.columns import Integer, Text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables of the ledger."""
    op.create_table(
        "ledger",
        sa.Column("number", Integer, autoincrement=False, nullable=False),
        sa.Column("at", Text, nullable=False),
        sa.Column("who", Text, nullable=False),
        sa.Column("act", Text, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary()),
        sa.Column("what", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("number"),
    )
    for column in ("at", "who", "act"):
        op.create_index(f"ix_ledger_{column}", "ledger", [column])
    op.create_table(
        "ledger_node",
        sa.Column("level", Integer, autoincrement=False, nullable=False),
        sa.Column("place", Integer, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "place"),
        sqlite_with_rowid=False,
    )
