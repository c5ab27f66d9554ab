"""Jobs."""

import sqlalchemy as sa
from alembic import op

from commonlist.storage.columns import Integer, Text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table of jobs."""
    op.create_table(
        "job",
        sa.Column("id", Text, nullable=False),
        sa.Column("kind", Text, nullable=False),
        sa.Column("who", Text, nullable=False),
        sa.Column("party", Text, nullable=False),
        sa.Column("made_at", Text, nullable=False),
        sa.Column("asked", sa.LargeBinary(), nullable=False),
        sa.Column("state", Text, nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("tries", Integer, nullable=False),
        sa.Column("error", Text, nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=False),
        sa.Column("ended_at", Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_job_state", "job", ["state"])
