"""A workspace put back from a backup, with a word in its ledger."""

from datetime import datetime
from pathlib import Path

from commonlist.ledger import LOCAL, Act, Entry
from commonlist.storage import Workspace
from commonlist.storage.backups import Contents
from commonlist.values.dates import stamp


def restore(workspace: Workspace, file: Path, now: datetime, who: str = LOCAL) -> Contents:
    """Put what a backup holds into an empty workspace; see `storage.backups.read`."""

    def entry(found: Contents) -> Entry:
        what = {"did": "backup restored", "made_at": found.made_at, "rows": found.rows}
        return Entry(at=stamp(now), who=who, act=Act.ADMINISTRATION, what=what)

    return workspace.restore(file, entry)
