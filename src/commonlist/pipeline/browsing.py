"""What a page shows of an answer: which rows in which order, and what stands behind a column."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from commonlist.agreement.decisions import Status
from commonlist.agreement.voices import Law
from commonlist.parties import party
from commonlist.pipeline.catalogue import known as known_lists
from commonlist.pipeline.compared import newest
from commonlist.pipeline.evidence import Asked, Evidence
from commonlist.publication import cells
from commonlist.publication.cells import Row
from commonlist.records.validity import State
from commonlist.sources.source import History, Source
from commonlist.storage import lists, partitions


class Sort(StrEnum):
    """The orders of rows.

    ``STATUS``: as answered. ``SHORT``: the fewest changes to an agreement first. ``NEWEST``: by the
    latest listing. ``DISPUTE``: the more parties stand on either side, the earlier. ``NAME``.
    """

    STATUS = "status"
    SHORT = "short"
    NEWEST = "newest"
    DISPUTE = "dispute"
    NAME = "name"


class Mandate(StrEnum):
    """``UN``: the Security Council lists it. ``AUTONOMOUS``: it does not, and a party does.

    An act that carries out another's list makes nothing autonomous.
    """

    UN = "un"
    AUTONOMOUS = "autonomous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which rows, in which order; None and "" choose nothing."""

    sort: Sort = Sort.STATUS
    status: Status | None = None
    mandate: Mandate | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A page of rows, of which there are ``count``; ``tally`` counts all by what the rule says."""

    rows: Sequence[Row]
    count: int
    tally: Mapping[str, int]
    number: int
    pages: int


def leaf(rows: Sequence[Row], all_rows: Iterable[Row], number: int, size: int) -> Leaf:
    """Return a page of chosen rows, so many a page; a page beyond the last is the last."""
    pages = max(1, -(-len(rows) // size))
    number = min(number, pages)
    found = [row["status"] for row in all_rows]
    return Leaf(
        rows=rows[(number - 1) * size : number * size],
        count=len(rows),
        tally={status.value: found.count(status) for status in Status},
        number=number,
        pages=pages,
    )


def chosen(
    answer: Mapping[str, Any], choice: Choice, names: Mapping[str, str] | None = None
) -> list[Row]:
    """Return the rows of an answer that are wanted, in order.

    ``names`` are the folded names of each entity (`folded_names`), to look a text up in.
    """
    found = [row for row in answer["entities"] if _wanted(row, choice, names or {})]
    if choice.sort is Sort.NAME:
        found.sort(key=lambda row: _name(row).casefold())
    elif choice.sort is Sort.SHORT:
        found.sort(key=lambda row: len(cells.shortest(row) or ()) or 1_000)
    elif choice.sort is Sort.NEWEST:
        found.sort(key=_latest, reverse=True)
    elif choice.sort is Sort.DISPUTE:
        found.sort(key=lambda row: _size(row, answer["asks"]), reverse=True)
    return found


def folded_names(connection: Connection) -> dict[str, str]:
    """Return all names of each entity, folded, a line each."""
    entity_of = partitions.members(connection)
    found: dict[str, list[str]] = {}
    for key, record in newest(connection, None).items():
        if key in entity_of:
            said = found.setdefault(entity_of[key], [])
            said += [record.entry.casefold(), *(name.text.casefold() for name in record.names)]
    return {entity: "\n".join(said) for entity, said in found.items()}


def _wanted(row: Row, choice: Choice, names: Mapping[str, str]) -> bool:
    if choice.status is not None and row["status"] != choice.status:
        return False
    if choice.mandate is not None and not _mandated(row, choice.mandate):
        return False
    text = choice.text.casefold()
    return not text or any(
        text in f"{_name(row)}\n{names.get(member['id'], '')}".casefold()
        for member in cells.members(row)
    )


def _mandated(row: Row, mandate: Mandate) -> bool:
    by_un = bool(row["un"] == Law.LISTED)
    if mandate is Mandate.UN:
        return by_un
    acts = (act for voice in row["voices"].values() for act in voice["acts"])
    return not by_un and any(not (act["origin"] or "").startswith("transposes") for act in acts)


def _name(row: Row) -> str:
    return str(row.get("line") or row["caption"])


def _latest(row: Row) -> str:
    return max((voice["since"] or "" for voice in row["voices"].values()), default="")


def _size(row: Row, asks: Sequence[str]) -> tuple[int, int]:
    """How many parties that are asked stand on the smaller side, and how many speak at all."""
    counts = [row["voices"][name]["counts"] for name in asks if name in row["voices"]]
    both = counts.count(True), counts.count(False)
    return min(both), counts.count(True)


class Behind(StrEnum):
    """What a list can say of the day.

    ``CURRENT``: it speaks for the day. ``STALE``: only an older copy does. ``SILENT``: no copy
    reaches the day. ``PRESENCE``: it proves who is listed, never who is not. ``MISSING``: we know
    of the list and do not hold it.
    """

    CURRENT = "current"
    STALE = "stale"
    SILENT = "silent"
    PRESENCE = "presence"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A party with the lists that its voice rests on.

    Each has source, title, ``behind`` (`Behind`), the day of its last copy and the age of that on
    the day asked for, in days. ``behind`` of the column is None where no list is known; of several
    registers the worst.
    """

    code: str
    name: str
    behind: Behind | None
    lists: tuple[Mapping[str, Any], ...]


def columns(connection: Connection, asked: Asked, codes: Sequence[str]) -> list[Column]:
    """Return the columns of parties on a day."""
    evidence = Evidence(connection, asked)
    held = {name: source for name, (source, _) in lists.sources(connection).items()}
    return [_column(evidence, code, held) for code in codes]


def _column(evidence: Evidence, code: str, held: Mapping[str, Source]) -> Column:
    topic = evidence.asked.topic
    wanted = [
        source
        for source in known_lists([code], held.values())
        if topic is None or topic in source.topics
    ]
    found = [_listed(evidence, source, source.name in held) for source in wanted]
    by_register: dict[str, Behind] = {}
    for source, row in zip(wanted, found, strict=True):
        if source.register is not None:
            best = by_register.get(source.register, Behind.MISSING)
            by_register[source.register] = min(best, row["behind"], key=_RANK.index)
    return Column(
        code=code,
        name=party(code).name,
        behind=max(
            by_register.values(), key=_RANK.index, default=Behind.PRESENCE if found else None
        ),
        lists=tuple(found),
    )


_RANK = (Behind.CURRENT, Behind.STALE, Behind.PRESENCE, Behind.SILENT, Behind.MISSING)


def _listed(evidence: Evidence, source: Source, held: bool) -> dict[str, Any]:
    rests_on = evidence.silence(source).by
    last = evidence.last_copy(source.name) or (rests_on.isoformat() if rests_on else None)
    age = (evidence.asked.day - date.fromisoformat(last)).days if last else None
    return {
        "source": source.name,
        "title": source.title,
        "authority": source.authority,
        "register": source.register,
        "behind": _behind(evidence, source) if held else Behind.MISSING,
        "last": last,
        "age": max(0, age) if age is not None else None,
    }


def _behind(evidence: Evidence, source: Source) -> Behind:
    if source.history is History.FRAGMENT:
        return Behind.PRESENCE
    span = evidence.silence(source)
    if span.state is State.UNKNOWN:
        return Behind.SILENT
    return Behind.STALE if span.stale else Behind.CURRENT
