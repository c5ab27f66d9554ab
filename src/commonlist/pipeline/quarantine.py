"""The quarantine: entries that could not be read, until somebody has looked at them."""

from collections.abc import Sequence
from datetime import datetime

from commonlist.storage import Workspace, lists


def look_at(workspace: Workspace, ids: Sequence[int], author: str, now: datetime) -> int:
    """Mark entries as looked at; return how many there were."""
    with workspace.writing() as connection:
        return lists.look_at(connection, ids, author, now.strftime("%Y-%m-%dT%H:%M:%SZ"))
