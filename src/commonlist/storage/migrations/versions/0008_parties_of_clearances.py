"""Whose clearance it is."""

import sqlalchemy as sa
from alembic import op

from commonlist.storage.columns import Text

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Let those that there are be the house's."""
    op.add_column("clearance", sa.Column("party", Text, nullable=False, server_default=""))
