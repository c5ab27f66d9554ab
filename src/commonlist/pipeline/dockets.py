"""Dockets: names on the table, from a file; each becomes a record of the source ``docket``."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from commonlist import __version__
from commonlist.agreement.voices import Stance, Stand
from commonlist.errors import FormatError, UnknownNameError
from commonlist.parties import is_party
from commonlist.pipeline.opinions import day, rows_of
from commonlist.records import Confidence, Kind, Name, Record
from commonlist.sources import History, Source
from commonlist.sources.reading import Input, text_of
from commonlist.storage import Workspace, lists, opinions
from commonlist.storage.lists import Snapshot
from commonlist.values.text import clean, slug

SOURCE = Source(
    name="docket",
    title="Names put on the table",
    party="",
    authority="",
    history=History.FRAGMENT,
)


def put_docket(workspace: Workspace, name: str, given: Input, now: datetime) -> int:
    """Store a docket under a name (replacing one of that name) and return its number of lines.

    The file has a name on each line; or it is a CSV with column names: ``name`` (needed),
    ``line`` (what the row is called on the docket; several rows of one line are decided
    together), ``aliases`` (split by `` | ``), ``name_original_script`` and ``kind`` (organization
    unless said).

    Raises:
        FormatError: with the line; nothing is stored.
    """
    rows = list(_rows(name, given))
    if not rows:
        raise FormatError(f"{given.name}: no name; put one a line under the column 'name'")
    with (
        given.open() as stream,
        workspace.archive.staged(stream) as staged,
        workspace.writing() as connection,
    ):
        digest = hashlib.sha256(f"{name}\n{staged.digest}".encode()).hexdigest()
        lists.put_source(connection, SOURCE, "docket")
        if lists.find_snapshot(connection, SOURCE.name, digest) is None:
            snapshot = Snapshot(
                source=SOURCE.name,
                digest=digest,
                day=now.date().isoformat(),
                scope="part",
                held_at=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
                reader=__version__,
                counts={"records": len(rows)},
            )
            made = (record for _, record in rows)
            lists.add_snapshot(connection, snapshot, [(given.name, staged.digest)], made)
        opinions.put_docket(connection, name, [(line, record.key) for line, record in rows])
        staged.keep()
    return len({line for line, _ in rows})


def put_stances(workspace: Workspace, docket: str, given: Input) -> int:
    """Store stances on the lines of a docket; return how many were new.

    The file is a CSV: ``party``, ``subject`` (a line of the docket), ``stance`` (supports,
    opposes, conditional, reserved, reported), ``since`` (ISO, may be partial or empty),
    ``confidence`` (stated, second-hand, recalled), ``source``, ``note``.

    Raises:
        UnknownNameError: no such docket.
        FormatError: with the line; nothing is stored.
    """
    with workspace.reading() as connection:
        lines = lines_of(opinions.dockets(connection), docket)
    stances = list(_stances(given, lines))
    with workspace.writing() as connection:
        return opinions.add_stances(connection, stances)


def lines_of(
    dockets: dict[str, tuple[tuple[str, str], ...]], name: str
) -> dict[str, tuple[str, ...]]:
    """Return the record keys of each line of a docket, in order.

    Raises:
        UnknownNameError: there is none of that name.
    """
    if name not in dockets:
        there = ", ".join(dockets) or "none yet: commonlist docket add NAME FILE"
        raise UnknownNameError(f"no docket {name!r}; there are: {there}")
    found: dict[str, list[str]] = {}
    for line, key in dockets[name]:
        found.setdefault(line, []).append(key)
    return {line: tuple(keys) for line, keys in found.items()}


def _rows(docket: str, given: Input) -> Iterator[tuple[str, Record]]:
    seen: dict[str, int] = {}
    for number, row in _named(given):
        name = clean(row["name"])
        if not name:
            raise FormatError(f"{given.name}: line {number}: the name is empty")
        line = clean(row.get("line", "")) or name
        made = slug(line) or "name"
        seen[made] = seen.get(made, 0) + 1
        entry = f"{docket}/{made}" + (f"-{seen[made]}" if seen[made] > 1 else "")
        yield (
            line,
            Record(
                source=SOURCE.name,
                entry=entry,
                kind=_kind(row.get("kind", ""), f"{given.name}: line {number}"),
                names=_names(name, row),
            ),
        )


def _named(given: Input) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV with a column ``name``; of any other text each line is a name."""
    lines = text_of(given, "utf-8-sig").splitlines()
    first = next((line for line in lines if line.strip()), "")
    if "name" in [column.strip() for column in first.split(",")]:
        yield from rows_of(given, "name")
        return
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, {"name": line}


def _kind(text: str, where: str) -> Kind:
    try:
        return Kind(text or "organization")
    except ValueError:
        raise FormatError(f"{where}: kind {text!r} is not {', '.join(Kind)}") from None


def _names(name: str, row: dict[str, str]) -> tuple[Name, ...]:
    aliases = (clean(part) for part in row.get("aliases", "").split(" | "))
    original = clean(row.get("name_original_script", ""))
    return (
        Name(text=name),
        *([Name(text=original)] if original else []),
        *(Name(text=alias, alias=True) for alias in aliases if alias),
    )


def _stances(given: Input, lines: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, Stance]]:
    for number, row in rows_of(given, "party", "subject", "stance"):
        where = f"{given.name}: line {number}"
        party = row["party"].lower()
        if not is_party(party):
            raise FormatError(f"{where}: no party {party!r}; use a code such as us or eu")
        if row["subject"] not in lines:
            raise FormatError(f"{where}: the docket has no line {row['subject']!r}")
        stance = Stance(
            party=party,
            stand=_stand(row["stance"], where),
            since=day(row.get("since", ""), where),
            confidence=_confidence(row.get("confidence", ""), where),
            source=row.get("source", ""),
            note=row.get("note", ""),
        )
        for key in lines[row["subject"]]:
            yield key, stance


def _stand(text: str, where: str) -> Stand:
    allowed = [stand for stand in Stand if stand is not Stand.NONE_KNOWN]
    if text not in allowed:
        raise FormatError(f"{where}: stance {text!r} is not {', '.join(allowed)}")
    return Stand(text)


def _confidence(text: str, where: str) -> Confidence:
    try:
        return Confidence(text or "stated")
    except ValueError:
        raise FormatError(f"{where}: confidence {text!r} is not {', '.join(Confidence)}") from None
