"""Into what entities were taken apart."""

import sqlalchemy as sa
from alembic import op

from commonlist.storage.columns import Text

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table of splits."""
    op.create_table(
        "split",
        sa.Column("entity", Text, nullable=False),
        sa.Column("part", Text, nullable=False),
        sa.PrimaryKeyConstraint("entity", "part"),
    )
