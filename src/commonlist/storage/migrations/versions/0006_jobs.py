"""Jobs, watches, events."""

import sqlalchemy as sa
from alembic import op

from commonlist.storage.columns import Integer, Text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables."""
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
        sa.Column("url", Text, nullable=False),
        sa.Column("secret", Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_job_state", "job", ["state"])
    op.create_table(
        "watch",
        sa.Column("id", Text, nullable=False),
        sa.Column("who", Text, nullable=False),
        sa.Column("party", Text, nullable=False),
        sa.Column("made_at", Text, nullable=False),
        sa.Column("about", sa.LargeBinary(), nullable=False),
        sa.Column("url", Text, nullable=False),
        sa.Column("secret", Text, nullable=False),
        sa.Column("seen", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "event",
        sa.Column("id", Integer, nullable=False),
        sa.Column("kind", Text, nullable=False),
        sa.Column("of", Text, nullable=False),
        sa.Column("who", Text, nullable=False),
        sa.Column("party", Text, nullable=False),
        sa.Column("at", Text, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("url", Text, nullable=False),
        sa.Column("secret", Text, nullable=False),
        sa.Column("due_at", Text, nullable=False),
        sa.Column("tries", Integer, nullable=False),
        sa.Column("sent_at", Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_of", "event", ["of"])
    op.create_index("ix_event_due_at", "event", ["due_at"])
