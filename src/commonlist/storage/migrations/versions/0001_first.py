"""The first schema."""

import sqlalchemy as sa
from alembic import op

from commonlist.storage.columns import Integer, Text

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "comparison",
        sa.Column("left", Text, nullable=False),
        sa.Column("right", Text, nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("left", "right"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "docket",
        sa.Column("name", Text, nullable=False),
        sa.Column("position", Integer, nullable=False),
        sa.Column("line", Text, nullable=False),
        sa.Column("record", Text, nullable=False),
        sa.PrimaryKeyConstraint("name", "position"),
    )
    op.create_table(
        "entity",
        sa.Column("id", Text, nullable=False),
        sa.Column("redirect", Text, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "judgement",
        sa.Column("id", Integer, nullable=False),
        sa.Column("left", Text, nullable=False),
        sa.Column("right", Text, nullable=False),
        sa.Column("verdict", Text, nullable=False),
        sa.Column("author", Text, nullable=False),
        sa.Column("reason", Text, nullable=False),
        sa.Column("made_at", Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("left", "right", "verdict", "author", "reason", "made_at"),
    )
    op.create_table(
        "member",
        sa.Column("record", Text, nullable=False),
        sa.Column("entity", Text, nullable=False),
        sa.Column("body_digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("record"),
    )
    op.create_index(op.f("ix_member_entity"), "member", ["entity"], unique=False)
    op.create_table(
        "overlay",
        sa.Column("id", Integer, nullable=False),
        sa.Column("record", Text, nullable=False),
        sa.Column("field", Text, nullable=False),
        sa.Column("value", Text, nullable=False),
        sa.Column("author", Text, nullable=False),
        sa.Column("reason", Text, nullable=False),
        sa.Column("made_at", Text, nullable=False),
        sa.Column("undone_at", Text, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "relation",
        sa.Column("id", Integer, nullable=False),
        sa.Column("child", Text, nullable=False),
        sa.Column("parent", Text, nullable=False),
        sa.Column("role", Text, nullable=False),
        sa.Column("since", Text, nullable=True),
        sa.Column("until", Text, nullable=True),
        sa.Column("author", Text, nullable=False),
        sa.Column("basis", Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("child", "parent", "role", "since", "until", "author"),
    )
    op.create_table(
        "source",
        sa.Column("name", Text, nullable=False),
        sa.Column("format", Text, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "stance",
        sa.Column("id", Integer, nullable=False),
        sa.Column("record", Text, nullable=False),
        sa.Column("party", Text, nullable=False),
        sa.Column("stand", Text, nullable=False),
        sa.Column("since", Text, nullable=False),
        sa.Column("confidence", Text, nullable=False),
        sa.Column("source", Text, nullable=False),
        sa.Column("note", Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("record", "party", "stand", "since", "source"),
    )
    op.create_table(
        "state",
        sa.Column("key", Text, nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "record",
        sa.Column("id", Integer, nullable=False),
        sa.Column("source", Text, nullable=False),
        sa.Column("entry", Text, nullable=False),
        sa.Column("kind", Text, nullable=False),
        sa.Column("caption", Text, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source"],
            ["source.name"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source", "entry", "digest"),
    )
    op.create_table(
        "snapshot",
        sa.Column("id", Integer, nullable=False),
        sa.Column("source", Text, nullable=False),
        sa.Column("digest", Text, nullable=False),
        sa.Column("generated", Text, nullable=True),
        sa.Column("day", Text, nullable=False),
        sa.Column("scope", Text, nullable=False),
        sa.Column("language", Text, nullable=False),
        sa.Column("translation", sa.Boolean(), nullable=False),
        sa.Column("held_at", Text, nullable=False),
        sa.Column("reader", Text, nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source"],
            ["source.name"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source", "digest"),
    )
    op.create_table(
        "act",
        sa.Column("record_id", Integer, nullable=False),
        sa.Column("position", Integer, nullable=False),
        sa.Column("topic", Text, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
        ),
        sa.PrimaryKeyConstraint("record_id", "position"),
        sqlite_with_rowid=False,
    )
    op.create_index("act_topic", "act", ["topic"], unique=False)
    op.create_table(
        "fault",
        sa.Column("id", Integer, nullable=False),
        sa.Column("snapshot_id", Integer, nullable=False),
        sa.Column("place", Text, nullable=False),
        sa.Column("entry", Text, nullable=False),
        sa.Column("reason", Text, nullable=False),
        sa.Column("raw", Text, nullable=False),
        sa.Column("looked_at", Text, nullable=True),
        sa.Column("looked_by", Text, nullable=True),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshot.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_fault_snapshot_id"), "fault", ["snapshot_id"], unique=False)
    op.create_table(
        "presence",
        sa.Column("snapshot_id", Integer, nullable=False),
        sa.Column("record_id", Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshot.id"],
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "record_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "snapshot_file",
        sa.Column("snapshot_id", Integer, nullable=False),
        sa.Column("position", Integer, nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("digest", Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshot.id"],
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "position"),
    )
