"""Files into a workspace: archived, read, checked against expectations, stored as a snapshot."""

import hashlib
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from commonlist import __version__
from commonlist.errors import FormatError, HeldBackError, InputError
from commonlist.ledger import LOCAL, Act, Entry
from commonlist.parties import party
from commonlist.records import Kind, Record
from commonlist.resolution import Judgement, Verdict
from commonlist.sources import FORMATS, LISTS, reader
from commonlist.sources.reading import Fault, Heading, Input, Item
from commonlist.sources.source import Source
from commonlist.storage import Workspace, ledger, lists, opinions
from commonlist.storage.archive import Staged
from commonlist.storage.lists import Snapshot
from commonlist.values.dates import parse_iso, stamp

_KINDS = {
    Kind.PERSON: "persons",
    Kind.ORGANIZATION: "organizations",
    Kind.VESSEL: "vessels",
    Kind.AIRCRAFT: "aircraft",
    Kind.OTHER: "other",
}
Progress = Callable[[int], None]
"""Told the number of entries read so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the user says of a file: its date (ISO), its scope, and for ``ftm`` name and party.

    ``author`` and ``judged_at`` are of a table's mappings to UN numbers: else the table's own
    name, and now. ``who`` puts the file in.
    """

    generated: str | None = None
    scope: str | None = None
    name: str = ""
    party: str = ""
    accept_shrunk: bool = False
    author: str = ""
    judged_at: str = ""
    who: str = LOCAL


@dataclass(slots=True)
class _Tally:
    """What a run over a file's items has seen."""

    progress: Progress
    heading: Heading | None = None
    kinds: Counter[Kind] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    regimes: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    mappings: list[tuple[str, str]] = field(default_factory=list)

    @property
    def records(self) -> int:
        return self.kinds.total()

    def of(self, items: Iterator[Item], source: Source) -> Iterator[Record]:
        """Pass the records on, keeping everything else."""
        watched = [name for name, _ in source.filled]
        for item in items:
            if isinstance(item, Heading):
                self.heading = item
            elif isinstance(item, Fault):
                self.faults.append(item)
            else:
                self.kinds[item.kind] += 1
                self.regimes.update(d.programme for d in item.designations)
                for name in watched:
                    self.filled[name] += bool(getattr(item, name))
                self.mappings += [(item.key, v) for k, v in item.details if k == "un_reference"]
                if self.records % 500 == 0:
                    self.progress(self.records)
                yield item


def ingest(
    workspace: Workspace,
    name: str,
    paths: Sequence[Path],
    now: datetime,
    told: Told | None = None,
    progress: Progress = lambda count: None,
) -> dict[str, Any]:
    """Read files of a source into the workspace and return the figures of the snapshot.

    The same bytes twice change nothing. All is kept or nothing.

    Raises:
        InputError: no such file, an unknown source or party, or a damaged or foreign file.
        HeldBackError: the whole list has fewer entries than expected.
    """
    started = time.monotonic()
    told = told or Told()
    if told.party:
        told = replace(told, party=party(told.party).code)
    if told.generated and parse_iso(told.generated).first() > now.date():
        raise InputError(f"--generated: {told.generated} is to come; give the date of the copy")
    module = reader(name)
    with _staged(workspace, expanded(paths)) as staged:
        inputs = [Input(file, copy.open) for file, copy in staged]
        files = [(file, copy.digest) for file, copy in staged]
        source = _source(module, name, inputs, told)
        digest = _digest(files)
        with workspace.reading() as connection:
            held = lists.find_snapshot(connection, source.name, digest)
        if held is not None and _as_told(held, told):
            _keep(staged)  # in case the archive lost one
            return _result(held, started, {"added": 0, "changed": 0, "removed": 0}, new=False)
        with workspace.writing() as connection:
            held = lists.find_snapshot(connection, source.name, digest)  # another may have put it
            if source.name not in lists.sources(connection):
                lists.put_source(connection, source, name)
            if held is not None:
                snapshot = _restated(held, told)
                _check_scope(snapshot, lists.programmes(connection, held.id))
                if not told.accept_shrunk:
                    _check_size(connection, source, snapshot, _size(snapshot))
                lists.describe(connection, snapshot)
                changes = _changes(connection, snapshot)
            else:
                items = (
                    module.read(inputs, name=source.name, party=told.party)
                    if name == "ftm"
                    else module.read(inputs)
                )
                snapshot, changes = _store(
                    connection, source, digest, files, items, told, now, progress
                )
            if snapshot.day == lists.snapshots(connection, source.name)[-1].day:
                lists.put_source(connection, source, name)  # what the newest copy says holds
            ledger.append(connection, _entry(snapshot, files, changes, told, now))
            _keep(staged)
    return _result(snapshot, started, changes, new=held is None)


def expanded(paths: Sequence[Path]) -> list[Path]:
    """Return files in the order given; a folder stands for the files in it, by name.

    Raises:
        InputError: there is no such file, or none at all.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.iterdir() if p.is_file() and p.name[0] != ".")
        elif path.is_file():
            found.append(path)
        else:
            raise InputError(f"{path}: no such file; name the file or folder to read")
    if not found:
        raise InputError("no file given; name the files or the folder to read")
    return found


@contextmanager
def _staged(workspace: Workspace, paths: Sequence[Path]) -> Iterator[list[tuple[str, Staged]]]:
    """Copies of the files: what is read is what is kept, and is kept only if it could be read."""
    with ExitStack() as stack:
        copies = []
        for path in paths:
            with path.open("rb") as stream:
                copies.append((path.name, stack.enter_context(workspace.archive.staged(stream))))
        yield copies


def _keep(staged: Sequence[tuple[str, Staged]]) -> None:
    for _, copy in staged:
        copy.keep()


def _digest(files: Sequence[tuple[str, str]]) -> str:
    """The file's own digest, or of several the digest of theirs, whatever their order."""
    if len(files) == 1:
        return files[0][1]
    joined = "\n".join(sorted(digest for _, digest in files))
    return hashlib.sha256(joined.encode()).hexdigest()


def _source(module: Any, name: str, inputs: Sequence[Input], told: Told) -> Source:
    if name not in FORMATS:
        return module.SOURCE  # type: ignore[no-any-return]
    if name == "table":
        return _own_name(module.source(inputs))
    if not re.fullmatch(r"[a-z][a-z0-9_]*", told.name):
        raise InputError("ftm needs --name: lower-case letters, digits and _ (it becomes a source)")
    from commonlist.pipeline import bundled  # which puts its tables in by this module

    if told.name in {table.name for table in bundled.tables()}:
        raise InputError(f"{told.name!r} is the name of a bundled table; choose another")
    return _own_name(module.source(told.name, party=told.party))


def _own_name(source: Source) -> Source:
    """A table or a copy from elsewhere can't stand in for a published list."""
    if source.name in (*LISTS, *FORMATS, "docket", "bundled"):
        raise InputError(f"{source.name!r} is the name of a list of its own; choose another")
    return source


def _as_told(held: Snapshot, told: Told) -> bool:
    return _restated(held, told) == held


def _restated(held: Snapshot, told: Told) -> Snapshot:
    generated = told.generated or held.generated
    day = parse_iso(told.generated).first().isoformat() if told.generated else held.day
    scope = _scope(told.scope) if told.scope else held.scope
    return replace(held, generated=generated, day=day, scope=scope)


def _scope(text: str) -> str:
    return ",".join(part.strip() for part in text.split(",") if part.strip())


def _store(
    connection: Connection,
    source: Source,
    digest: str,
    files: Sequence[tuple[str, str]],
    items: Iterator[Item],
    told: Told,
    now: datetime,
    progress: Progress,
) -> tuple[Snapshot, dict[str, int]]:
    tally = _Tally(progress)
    opened = Snapshot(
        source=source.name,
        digest=digest,
        day=now.date().isoformat(),
        held_at=stamp(now),
        reader=__version__,
        counts={},
    )
    snapshot_id = lists.add_snapshot(connection, opened, files, tally.of(items, source))
    if tally.heading is None:
        raise FormatError(f"{files[0][0]}: no heading was found; is it a file of {source.name}?")
    snapshot = _described(replace(opened, id=snapshot_id), source, tally.heading, told)
    _check(connection, source, snapshot, tally, told)
    snapshot = replace(snapshot, counts=_counts(tally))
    lists.describe(connection, snapshot)
    lists.add_faults(connection, snapshot_id, [*tally.faults, *_unfilled(source, tally)])
    opinions.add_judgements(connection, _mapped(source, tally.mappings, told, now))
    return snapshot, _changes(connection, snapshot)


def _described(opened: Snapshot, source: Source, heading: Heading, told: Told) -> Snapshot:
    generated = parse_iso(told.generated) if told.generated else heading.generated
    return replace(
        opened,
        generated=str(generated) if generated else None,
        day=generated.first().isoformat() if generated else opened.day,
        scope=_scope(told.scope) if told.scope else heading.scope,
        language=heading.language,
        translation=heading.language != source.language,
    )


def _check(
    connection: Connection, source: Source, snapshot: Snapshot, tally: _Tally, told: Told
) -> None:
    """Refuse a file that isn't what it says, and hold back what can't be the whole list."""
    heading, entries = tally.heading, tally.records + len(tally.faults)
    name = f"{source.name} of {snapshot.day}"
    if tally.records == 0:
        first = f": {tally.faults[0].where}: {tally.faults[0].reason}" if tally.faults else ""
        raise FormatError(f"{name}: no entry could be read; is it a file of this source?{first}")
    if heading and heading.count is not None and heading.count != entries:
        raise FormatError(
            f"{name}: says that it has {heading.count} entries, but {entries} were found; "
            "get a fresh copy"
        )
    _check_scope(snapshot, tally.regimes)
    if not told.accept_shrunk:
        _check_size(connection, source, snapshot, entries)


def _check_size(connection: Connection, source: Source, snapshot: Snapshot, entries: int) -> None:
    if snapshot.scope != "whole":
        return
    name = f"{source.name} of {snapshot.day}"
    advice = "say --scope part if it is a cut copy, or --accept-shrunk if the list did shrink"
    if entries < source.fewest:
        raise HeldBackError(
            f"{name}: {entries} entries, but the whole list has {source.fewest} or more; {advice}"
        )
    before = _before(connection, snapshot)
    size = _size(before) if before else 0
    if before and entries < size * (1 - source.shrink):
        raise HeldBackError(
            f"{name}: {entries} entries after {size} on {before.day}, a loss of more than "
            f"{source.shrink:.0%}; {advice}"
        )


def _size(snapshot: Snapshot) -> int:
    return snapshot.counts.get("records", 0) + snapshot.counts.get("quarantined", 0)


def _check_scope(snapshot: Snapshot, regimes: set[str]) -> None:
    """A scope is the whole list, a cut copy, or regimes that the copy holds."""
    if snapshot.scope in ("whole", "part"):
        return
    missing = set(snapshot.scope.split(",")) - regimes
    if missing:
        raise InputError(
            f"{snapshot.source} of {snapshot.day}: no entry under {', '.join(sorted(missing))}; "
            f"the scope is whole, part, or of these regimes: {', '.join(sorted(regimes))}"
        )


def _unfilled(source: Source, tally: _Tally) -> Iterator[Fault]:
    """A field that is emptier than it should be is for a person to look at."""
    for name, share in source.filled:
        found = tally.filled[name] / max(tally.records, 1)
        if found < share and tally.heading and tally.heading.scope == "whole":
            reason = f"{name} is filled in {found:.0%} of entries, {share:.0%} was expected"
            yield Fault(where="the whole file", entry="", reason=reason, raw="")


def _mapped(
    source: Source, mappings: Sequence[tuple[str, str]], told: Told, now: datetime
) -> Iterator[Judgement]:
    """A table's own mapping to a UN reference is its maker's judgement, not a quoted number."""
    for key, reference in mappings:
        for of in ("un_sc", "un_organizations"):
            yield Judgement(
                left=key,
                right=f"{of}:{reference}",
                verdict=Verdict.SAME,
                author=told.author or source.name,
                reason="mapping",
                made_at=told.judged_at or stamp(now),
            )


def _counts(tally: _Tally) -> dict[str, int]:
    return {
        "records": tally.records,
        **{word: tally.kinds[kind] for kind, word in _KINDS.items()},
        "quarantined": len(tally.faults),
    }


def _before(connection: Connection, snapshot: Snapshot) -> Snapshot | None:
    """The copy before this one of the same scope."""
    earlier = [
        other
        for other in lists.snapshots(connection, snapshot.source)
        if other.scope == snapshot.scope
        and not other.translation
        and other.id != snapshot.id
        and other.day <= snapshot.day
    ]
    return earlier[-1] if earlier else None


def _changes(connection: Connection, snapshot: Snapshot) -> dict[str, int]:
    """How it differs from the copy before it; of a part or a translation nothing is removed."""
    now = lists.entries_of(connection, snapshot.id)
    if snapshot.translation:
        return {"added": 0, "changed": 0, "removed": 0}
    before = _before(connection, snapshot)
    then = lists.entries_of(connection, before.id) if before else {}
    return {
        "added": len(now.keys() - then.keys()),
        "changed": sum(now[entry] != then[entry] for entry in now.keys() & then.keys()),
        "removed": len(then.keys() - now.keys()) if snapshot.scope != "part" else 0,
    }


def _entry(
    snapshot: Snapshot,
    files: Sequence[tuple[str, str]],
    changes: dict[str, int],
    told: Told,
    now: datetime,
) -> Entry:
    """What the ledger keeps of it; the files are told by their digests, the archive's names."""
    return Entry(
        at=stamp(now),
        who=told.who,
        act=Act.INGEST,
        basis="accepted although it shrank" if told.accept_shrunk else "",
        what={
            "source": snapshot.source,
            "digest": snapshot.digest,
            "files": [digest for _, digest in files],
            "day": snapshot.day,
            "scope": snapshot.scope,
            **snapshot.counts,
            **changes,
        },
    )


def _result(
    snapshot: Snapshot, started: float, changes: dict[str, int], *, new: bool
) -> dict[str, Any]:
    return {
        "source": snapshot.source,
        "digest": snapshot.digest,
        "generated": snapshot.generated,
        "scope": snapshot.scope,
        **snapshot.counts,
        **changes,
        "new": new,
        "translation": snapshot.translation,
        "seconds": round(time.monotonic() - started, 3),
    }
