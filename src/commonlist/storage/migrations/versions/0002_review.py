"""What a person may look at, and judgements that wait for a second reader."""

import sqlalchemy as sa
from alembic import op

from commonlist.storage.columns import Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of suggestions; judgements made so far count at once."""
    op.create_table(
        "suggestion",
        sa.Column("left", Text, nullable=False),
        sa.Column("right", Text, nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("why", Text, nullable=False),
        sa.Column("joined", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("left", "right"),
        sqlite_with_rowid=False,
    )
    op.add_column(
        "judgement",
        sa.Column("second", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
