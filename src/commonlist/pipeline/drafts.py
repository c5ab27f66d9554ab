"""A customer's file that was sent and waits for somebody to say which column holds what.

It lies where jobs have their files, under an id of its own; what nobody confirms is swept away
with the files of no job.
"""

import secrets
from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO

import msgspec

from commonlist.access import Principal
from commonlist.errors import CommonlistError, FormatError, InputError, UnknownNameError
from commonlist.pipeline import jobs
from commonlist.pipeline.inputs import CustomerFile
from commonlist.pipeline.jobs import INPUT, ScreenFile, Shown, plain_name
from commonlist.screening.headings import guessed
from commonlist.screening.reading import Row
from commonlist.screening.receipts import Columns
from commonlist.screening.terms import Terms
from commonlist.settings import Settings
from commonlist.storage import Workspace
from commonlist.storage.jobs import Files

MOST = 10
"""Files of one person that are kept at a time; the oldest gives way."""
_OWNER = "owner"
_SHOWN = 5
"""Rows that are shown of a file."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was sent: its columns, its first rows, what the columns seem to hold."""

    id: str
    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    guess: Columns


class _Owner(msgspec.Struct, frozen=True):
    name: str
    party: str
    file: str

    def of(self) -> tuple[str, str]:
        return self.name, self.party


def keep(
    workspace: Workspace, name: str, given: IO[bytes], principal: Principal, settings: Settings
) -> Draft:
    """Keep a file that was sent.

    Raises:
        InputError: it is too large, or its name is none.
        FormatError: it is no table.
    """
    files, draft_id = Files(workspace.folder), secrets.token_hex(16)
    owner = _Owner(principal.name, principal.party, plain_name(name))
    try:
        if files.put(draft_id, INPUT, given, settings.upload_megabytes << 20) < 0:
            raise InputError(
                f"a file is larger than {settings.upload_megabytes:,} megabytes; cut it, or raise"
                " 'upload_megabytes'"
            )
        path = files.folder(draft_id) / _OWNER
        path.write_bytes(msgspec.json.encode(owner))
        path.chmod(0o600)
        _give_way(files, owner)
        return _read(workspace, draft_id, owner)
    except BaseException:
        files.remove(draft_id)
        raise


def read(workspace: Workspace, draft_id: str, principal: Principal) -> Draft:
    """Return a file that waits, with its first rows.

    Raises:
        UnknownNameError: it is another's, or was swept away.
    """
    return _read(workspace, draft_id, _owner(workspace, draft_id, principal))


def begin(
    workspace: Workspace,
    draft_id: str,
    columns: Columns,
    terms: Terms,
    form: str,
    principal: Principal,
    settings: Settings,
    now: datetime,
) -> Shown:
    """Make a job of a file that waits.

    Raises:
        UnknownNameError: see `read`; or no such list or rule.
        InputError: columns or terms that make no sense.
    """
    owner = _owner(workspace, draft_id, principal)
    asked = ScreenFile(name=owner.file, columns=columns, terms=terms, format=form)
    files = Files(workspace.folder)
    with (files.folder(draft_id) / INPUT).open("rb") as given:
        made = jobs.add(workspace, asked, {INPUT: given}, principal, settings, now)
    files.remove(draft_id)
    return made


def _give_way(files: Files, owner: _Owner) -> None:
    """Remove the oldest files of somebody beyond as many as are kept."""
    theirs = []
    for path in files.named(_OWNER):
        with suppress(OSError):  # swept away just now
            who = _read_owner(path)
            if who is not None and who.of() == owner.of():
                theirs.append((path.stat().st_mtime_ns, path))
    for _, path in sorted(theirs)[:-MOST]:
        files.remove(path.parent.name)


def _owner(workspace: Workspace, draft_id: str, principal: Principal) -> _Owner:
    owner = _read_owner(Files(workspace.folder).folder(draft_id) / _OWNER)
    if owner is None or owner.of() != (principal.name, principal.party):
        raise UnknownNameError("there is no such file any more; send it again")
    return owner


def _read_owner(path: Path) -> _Owner | None:
    """Return whose a file is, None if it is gone."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Owner)
    except (OSError, msgspec.MsgspecError):
        return None


def _read(workspace: Workspace, draft_id: str, owner: _Owner) -> Draft:
    path = Files(workspace.folder).folder(draft_id) / INPUT
    try:
        with CustomerFile(path) as given:
            rows = [row.cells for row in islice(given, 2 * _SHOWN) if isinstance(row, Row)]
            header = tuple(given.header)
    except CommonlistError as error:
        raise FormatError(str(error).replace(str(path), owner.file)) from None
    return Draft(
        id=draft_id,
        name=owner.file,
        header=header,
        rows=tuple(map(tuple, rows[:_SHOWN])),
        guess=guessed([column for column in header if column]),
    )
