"""The quarantine: entries that could not be read, until somebody has looked at them."""

from collections.abc import Sequence
from datetime import datetime

from commonlist.ledger import Act, Entry
from commonlist.storage import Workspace, ledger, lists
from commonlist.values.dates import stamp


def look_at(workspace: Workspace, ids: Sequence[int], author: str, now: datetime) -> int:
    """Mark entries as looked at; return how many of them nobody had looked at before."""
    at = stamp(now)
    with workspace.writing() as connection:
        done = lists.look_at(connection, ids, author, at)
        if done:
            what = {"entries": list(done)}
            entry = Entry(at=at, who=author, act=Act.QUARANTINE, basis="looked at", what=what)
            ledger.append(connection, entry)
    return len(done)
