"""Users, machine tokens, sessions, failed sign-ins."""

import sqlalchemy as sa
from alembic import op

from commonlist.storage.columns import Integer, Text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables of people."""
    op.create_table(
        "person",
        sa.Column("name", Text, nullable=False),
        sa.Column("role", Text, nullable=False),
        sa.Column("party", Text, nullable=False),
        sa.Column("password", Text, nullable=False),
        sa.Column("subject", Text),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created", Text, nullable=False),
        sa.Column("last_sign_in", Text),
        sa.PrimaryKeyConstraint("name"),
        sa.UniqueConstraint("subject"),
    )
    op.create_table(
        "token",
        sa.Column("id", Integer, nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("digest", Text, nullable=False),
        sa.Column("start", Text, nullable=False),
        sa.Column("owner", Text),
        sa.Column("role", Text, nullable=False),
        sa.Column("party", Text, nullable=False),
        sa.Column("created", Text, nullable=False),
        sa.Column("expires", Text),
        sa.Column("last_used", Text),
        sa.Column("revoked", Text),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
        sa.ForeignKeyConstraint(["owner"], ["person.name"]),
    )
    op.create_table(
        "session",
        sa.Column("digest", Text, nullable=False),
        sa.Column("person", Text, nullable=False),
        sa.Column("agent", Text, nullable=False),
        sa.Column("created", Text, nullable=False),
        sa.Column("seen", Text, nullable=False),
        sa.Column("expires", Text, nullable=False),
        sa.PrimaryKeyConstraint("digest"),
        sa.ForeignKeyConstraint(["person"], ["person.name"]),
    )
    op.create_index("ix_session_person", "session", ["person"])
    op.create_table(
        "attempt",
        sa.Column("bucket", Integer, autoincrement=False, nullable=False),
        sa.Column("since", Text, nullable=False),
        sa.Column("count", Integer, nullable=False),
        sa.PrimaryKeyConstraint("bucket"),
    )
