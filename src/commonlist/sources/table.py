"""A table of designations that a person fills from an authority's page: CSV, one row an act.

For the authorities that publish no file. Lines ``# key: value`` before the column names state what
the table is and proves; `Statements` gives the keys. The bundled tables have the same form. A file
of one of those lists that states nothing itself has the statements in `STATED`.

A row has ``party``, ``authority``, ``list`` and ``name``; the other columns of `COLUMNS` may be
left out or empty, and a column that is not among them is kept as a detail. Dates are ISO and may
be partial; empty is "not found", never "none". A reason for the delisting without a date is an
end on a day that was not found: the act is no longer in force.

Aliases are split by `` | ``; a dated one is ``Name [from 2014-08-08]`` or ``Name [until 2013-07]``.
``remarks`` may state ``part: military wing`` (what is listed is a part of an organisation), also
``part: military wing until 2003-09-12`` (from that day the whole is), and ``former name: X``.
``un_reference`` is the table maker's own mapping, a judgement: it goes to ``Record.details`` and
never to the references or the origin. ``references`` are numbers that the list itself prints.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from commonlist.errors import FormatError, RecordError
from commonlist.records import (
    Confidence,
    DateKind,
    Designation,
    Kind,
    Name,
    Record,
    StatedDate,
)
from commonlist.records.validity import CARRIES
from commonlist.sources.reading import (
    Heading,
    Ids,
    Input,
    Item,
    attempt,
    csv_rows,
    single,
    text_of,
)
from commonlist.sources.source import History, Source
from commonlist.values.dates import PartialDate, parse_iso
from commonlist.values.identifiers import un_references
from commonlist.values.text import clean, slug

SOURCE = Source(
    name="table",
    title="A table filled by hand; its name, party and reach are stated in the file",
    party="",
    authority="",
    history=History.FRAGMENT,
    formats="CSV with the columns of the manual's page on tables",
)
"""What is true of every table; `source` gives the source that a file holds."""

REQUIRED = ("party", "authority", "list", "name")
COLUMNS = (
    *("party", "authority", "list", "entry", "kind", "name", "aliases", "name_original_script"),
    *("programme", "by_regime", "listed_on", "listed_on_kind", "in_force_on", "delisted_on"),
    *("delisted_reason_short", "origin", "legal_basis", "reference", "references"),
    *("un_reference", "remarks", "source", "source_date", "confidence", "recalled_fields"),
)
_DETAILS = ("un_reference", "source", "source_date", "recalled_fields")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What a table says of itself, as ``# key: value`` lines before the column names.

    ``topic`` is needed. ``history``, ``covers_from`` and ``covers_to`` say what the table proves
    (`Source`). ``relevant`` (yes or no): must a name be absent here too before "not listed" may be
    said of the party. ``register`` names the legal register where it is not the list's own.
    ``programme`` is the authority's tag for rows that give none. ``kinds`` is comma-separated.
    """

    topic: str
    title: str = ""
    language: str = "en"
    history: History = History.FRAGMENT
    covers_from: PartialDate | None = None
    covers_to: PartialDate | None = None
    relevant: bool = True
    register: str = ""
    programme: str = ""
    kinds: frozenset[str] = SOURCE.kinds
    stale_after: int = SOURCE.stale_after
    fewest: int = 1


def _list(title: str, **said: object) -> Statements:
    known = {"topic": "terrorism", "kinds": frozenset({"organization"}), **said}
    return Statements(title=title, **known)  # type: ignore[arg-type]


def _reach(first: str, last: str) -> dict[str, PartialDate]:
    return {"covers_from": parse_iso(first), "covers_to": parse_iso(last)}


STATED: Mapping[str, Statements] = {
    "us_state_fto": _list(
        "Foreign Terrorist Organizations",
        history=History.COMPLETE,
        **_reach("1997-10-08", "2025-05-31"),
        programme="FTO",
        fewest=100,
    ),
    "gb_proscribed": _list(
        "Proscribed organisations, Terrorism Act 2000, Schedule 2",
        history=History.COMPLETE,
        **_reach("2001-02", "2025-10-21"),
        fewest=90,
    ),
    "ca_listed": _list(
        "Regulations Establishing a List of Entities",
        history=History.COMPLETE,
        **_reach("2002-07-23", "2026-06-14"),
        fewest=80,
    ),
    "eu_931": _list(
        "Annex of Regulation (EC) No 2580/2001, groups and entities",
        history=History.CURRENT,
        **_reach("2026-02-19", "2026-08-14"),
        programme="TERR",
        fewest=36,
    ),
    "ru_fsb": _list(
        "Unified federal list of organisations recognised as terrorist",
        history=History.COMPLETE,
        **_reach("2003-02-14", "2015-02-27"),
        fewest=36,
    ),
    "au_listed": _list("Listed terrorist organisations, Criminal Code"),
    "nz_designated": _list("Designated terrorist entities, resolution 1373"),
    "ae_2014": _list("List of terrorist organisations", **_reach("2014-11-15", "2014-11-15")),
    "sa_2014": _list("Statement on terrorist groups", **_reach("2014-03-07", "2014-03-07")),
    "cn_2003": _list("First list of terrorist organisations", **_reach("2003-12-15", "2003-12-15")),
    "kz_banned": _list("Organisations banned as terrorist by courts"),
    "kg_banned": _list("Organisations banned as terrorist by courts"),
    "eg_terror": _list("Decisions on terrorist organisations"),
    "tr_orgs": _list("Decisions on terrorist organisations"),
    "gcc_arab_league": _list("Decisions on terrorist organisations"),
}
"""What the lists of the bundled tables prove, recalled rows included."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its line, its fields by column, the id that it gets, and the table's statements."""

    line: int
    values: tuple[str, ...]
    columns: tuple[str, ...]
    entry: str
    statements: Statements = field(repr=False)

    def get(self, column: str) -> str:
        """Return the text of a column, "" where the table lacks it."""
        return _cell(self.columns, self.values, column)

    def raw(self) -> str:
        """Return the row as CSV."""
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow(self.values)
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table: the list's name, what it states of itself, its rows."""

    name: str
    statements: Statements
    rows: tuple[Row, ...]


def source(inputs: Sequence[Input]) -> Source:
    """Return the source that a table is, by its own statements.

    Raises:
        FormatError: as `read`.
    """
    table = _table(single(inputs, SOURCE.name))
    said = table.statements
    parties = _distinct(row.get("party").lower() for row in table.rows)
    if not parties:
        raise FormatError(f"{table.name}: no row that names its party")
    authorities = _distinct(row.get("authority") for row in table.rows)
    return Source(
        name=table.name,
        title=said.title or table.name,
        party=parties[0],
        authority="; ".join(authorities),
        language=said.language,
        history=said.history,
        covers_from=said.covers_from,
        covers_to=said.covers_to,
        register=(said.register or table.name) if said.relevant else None,
        topics=frozenset({said.topic}),
        kinds=said.kinds,
        stale_after=said.stale_after,
        fewest=said.fewest,
        formats=SOURCE.formats,
        parties=parties,
    )


def read(inputs: Sequence[Input]) -> Iterator[Item]:
    """Yield the heading and each row's record; a row that makes no sense is a `Fault`.

    The heading's day is ``covers_to``, else the newest ``source_date`` in the table.

    Raises:
        FormatError: no CSV in UTF-8, needed columns lack, a statement cannot be read, no topic is
            stated, several lists in one file, or no row.
    """
    given = single(inputs, SOURCE.name)
    table = _table(given)
    yield Heading(generated=_generated(table), language=table.statements.language)
    yield from attempt(
        record, table.rows, where=lambda row: f"{given.name}: line {row.line}", raw=Row.raw
    )


def entries(given: Input) -> Iterator[Row]:
    """Yield each row of a table in file order.

    Raises:
        FormatError: as `read`.
    """
    yield from _table(given).rows


def record(row: Row) -> Record:
    """Read one row.

    Raises:
        RecordError: a needed field is empty, or a date, kind, confidence, origin or number cannot
            be read; says which.
    """
    if len(row.values) != len(row.columns):
        raise RecordError(f"{len(row.values)} fields, but {len(row.columns)} columns")
    for column in REQUIRED:
        if not row.get(column):
            raise RecordError(f"{column} is empty")
    if not row.entry:
        raise RecordError("entry is empty and the name gives none")
    return Record(
        source=row.get("list"),
        entry=row.entry,
        kind=_kind(row),
        names=_names(row),
        designations=_designations(row),
        references=_references(row),
        details=_details(row),
        remarks=row.get("remarks"),
    )


# The file


def _table(given: Input) -> Table:
    comments, data = _split(text_of(given, "utf-8-sig"))
    lines = csv_rows(Input(given.name, lambda: io.BytesIO(data.encode())))
    number, header = next(lines, (1, []))
    columns = tuple(clean(column) for column in header)
    _check_columns(columns, f"{given.name}: line {number}")
    rows = [(line, tuple(clean(value) for value in values)) for line, values in lines]
    name = _list_name(columns, rows, given.name)
    said = _statements(comments, given.name) if comments else STATED.get(name)
    if said is None:
        raise FormatError(_needs_topic(given.name))
    if "kind" not in columns and len(said.kinds) != 1:
        raise FormatError(
            f"{given.name}: says no kind; add a column 'kind', or a line '# kinds: organization' "
            "before the column names"
        )
    ids = _ids(columns, [values for _, values in rows])
    return Table(
        name,
        said,
        tuple(
            Row(line, values, columns, entry, said)
            for (line, values), entry in zip(rows, ids, strict=True)
        ),
    )


def _split(text: str) -> tuple[list[tuple[int, str]], str]:
    """Part the leading ``#`` lines from the CSV, which keeps its line numbers."""
    lines = text.split("\n")
    head = 0
    while head < len(lines) and (not lines[head].strip() or lines[head].startswith("#")):
        head += 1
    comments = [
        (number, line[1:].strip())
        for number, line in enumerate(lines[:head], 1)
        if line.strip("# \r\t")
    ]
    return comments, "\n" * head + "\n".join(lines[head:])


def _check_columns(columns: tuple[str, ...], where: str) -> None:
    lacking = [column for column in REQUIRED if column not in columns]
    if lacking:
        raise FormatError(
            f"{where}: columns lack: {', '.join(lacking)}; the first line after the '#' lines "
            "names the columns, separated by commas"
        )
    if len(set(columns)) < len(columns):
        raise FormatError(f"{where}: a column name stands twice")


def _list_name(
    columns: tuple[str, ...], rows: list[tuple[int, tuple[str, ...]]], where: str
) -> str:
    names = {_cell(columns, values, "list"): line for line, values in reversed(rows)}
    names.pop("", None)
    if not names:
        raise FormatError(f"{where}: no row that names its list")
    (name, _), *others = sorted(names.items(), key=lambda item: item[1])
    if others:
        raise FormatError(
            f"{where}: line {others[0][1]}: list {others[0][0]!r} in the table of {name!r}; "
            "put each list in a file of its own"
        )
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise FormatError(
            f"{where}: list {name!r}: a list's name is lower-case letters, digits and _"
        )
    return name


def _cell(columns: Sequence[str], values: Sequence[str], column: str) -> str:
    return values[columns.index(column)] if column in columns[: len(values)] else ""


def _ids(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield each row's own id, else a slug of its name, ``-2``, ``-3`` for repeats."""
    ids = Ids()
    for values in rows:
        own = _cell(columns, values, "entry")
        yield ids.kept(own) if own else ids.free(slug(_cell(columns, values, "name")))


def _generated(table: Table) -> PartialDate | None:
    days = [_date_or_none(row.get("source_date")) for row in table.rows]
    return table.statements.covers_to or max((day for day in days if day), default=None)


def _date_or_none(text: str) -> PartialDate | None:
    try:
        return parse_iso(text)
    except ValueError:
        return None


# What it states of itself


def _statements(comments: list[tuple[int, str]], where: str) -> Statements:
    said: dict[str, object] = {}
    for line, comment in comments:
        key, _, text = (part.strip() for part in comment.partition(":"))
        if key not in _READ:
            raise FormatError(
                f"{where}: line {line}: no statement {key!r}; known are: {', '.join(_READ)}"
            )
        try:
            said[key] = _READ[key](text)
        except ValueError as error:
            raise FormatError(f"{where}: line {line}: {key}: {error}") from None
    if not said.get("topic"):
        raise FormatError(_needs_topic(where))
    return Statements(**said)  # type: ignore[arg-type]


def _needs_topic(where: str) -> str:
    return (
        f"{where}: says no topic; add a line '# topic: terrorism' (or the regime's own word) "
        "before the column names"
    )


def _yes_or_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(f"{text!r} is neither yes nor no")
    return text == "yes"


def _kinds(text: str) -> frozenset[str]:
    return frozenset(Kind(part.strip()).value for part in text.split(","))


def _history(text: str) -> History:
    if text not in ("complete", "current", "fragment"):
        raise ValueError(f"{text!r} is not complete, current or fragment")
    return History(text)


_READ: Mapping[str, Callable[[str], object]] = {
    "title": str,
    "topic": slug,
    "language": str,
    "history": _history,
    "covers_from": parse_iso,
    "covers_to": parse_iso,
    "relevant": _yes_or_no,
    "register": str,
    "programme": str,
    "kinds": _kinds,
    "stale_after": int,
    "fewest": int,
}


# A row

_T = TypeVar("_T")
_ALIAS_DATE = re.compile(r"(?P<name>.*\S)\s*\[(?P<bound>from|until)\s+(?P<date>[^\]]*)\]")
_PART = re.compile(r"part:\s*(?P<part>[^;]*?)\s*(?:\[?until (?P<until>\d{4}[-\d]*)\]?)?(?:;|$)")
_FORMER = re.compile(r"former name(?: as printed)?:?\s+([^;]*?)(?:\s+until\b[^;]*)?(?:;|$)")
_QUOTED = re.compile(r"«([^«»]+)»")
_ORIGIN = re.compile(r"autonomous|(?:transposes|follows)\([a-z0-9-]+\)")
_REFERENCE = re.compile(r"[a-z][a-z0-9-]*:\S+")


def _choice(kind: type[_T], text: str, column: str) -> _T:
    try:
        return kind(text)  # type: ignore[call-arg]
    except ValueError:
        raise RecordError(f"{column}: {text!r} is not known") from None


def _kind(row: Row) -> Kind:
    only = row.statements.kinds
    return _choice(Kind, row.get("kind") or ("".join(only) if len(only) == 1 else ""), "kind")


def _date(row: Row, column: str) -> PartialDate | None:
    text = row.get(column)
    return _day(text, column) if text else None


def _day(text: str, where: str) -> PartialDate:
    try:
        return parse_iso(text)
    except ValueError as error:
        raise RecordError(f"{where}: {error}") from None


def _names(row: Row) -> tuple[Name, ...]:
    former = set(_FORMER.findall(row.get("remarks")))
    aliases = [part.strip() for part in row.get("aliases").split(" | ")]
    names = [Name(text=row.get("name"))]
    names += [_alias(text, former) for text in aliases if text]
    names += _original(row.get("name_original_script"))
    distinct: dict[tuple[str, PartialDate | None, PartialDate | None], Name] = {}
    for name in names:
        distinct.setdefault((name.text, name.since, name.until), name)
    return tuple(distinct.values())


def _alias(text: str, former: set[str]) -> Name:
    match = _ALIAS_DATE.fullmatch(text)
    if match is None:
        return Name(text=text, alias=True, former=text in former)
    name, bound = match["name"], match["bound"]
    day = _day(match["date"], f"aliases: {name}")
    since, until = (day, None) if bound == "from" else (None, day)
    return Name(text=name, alias=True, former=name in former, since=since, until=until)


def _original(text: str) -> list[Name]:
    """Return the printed text, and each name in «» where it clearly holds several."""
    if not text:
        return []
    quoted = [part.strip() for part in _QUOTED.findall(text)]
    several = len(quoted) > 1 or (quoted and text.startswith("«") and not text.endswith("»"))
    parts = [part for part in quoted if part] if several else []
    return [Name(text=text), *(Name(text=part, alias=i > 0) for i, part in enumerate(parts))]


def _designations(row: Row) -> tuple[Designation, ...]:
    """Return the row's act; two, if it was widened from a part to the whole on a day."""
    match = _PART.search(row.get("remarks"))
    if match is None:
        return (_designation(row),)
    if not match["until"]:
        return (_designation(row, part=match["part"]),)
    widened = _day(match["until"], "remarks: part")
    listed = StatedDate(date=widened, kind=_listed_on_kind(row))
    return (
        _designation(
            row, part=match["part"], delisted_on=widened, delisted_reason="widened to the whole"
        ),
        _designation(row, listed_on=listed),
    )


def _designation(row: Row, **other: object) -> Designation:
    in_force = _date(row, "in_force_on")
    fields = {
        "party": row.get("party").lower(),
        "authority": row.get("authority"),
        "programme": row.get("programme") or row.statements.programme or row.get("legal_basis"),
        "topic": row.statements.topic,
        "by_regime": _by_regime(row),
        "listed_on": _listed_on(row),
        "delisted_on": _date(row, "delisted_on"),
        "delisted_reason": row.get("delisted_reason_short"),
        "dates": (StatedDate(date=in_force, kind=DateKind.IN_FORCE),) if in_force else (),
        "legal_basis": row.get("legal_basis"),
        "reference": row.get("reference"),
        "origin": _origin(row),
        "confidence": _choice(Confidence, row.get("confidence") or "stated", "confidence"),
        "attested_on": _date(row, "source_date"),
    }
    return _sensible(Designation(**{**fields, **other}))  # type: ignore[arg-type]


def _sensible(act: Designation) -> Designation:
    """The act, unless it surely ended before it began."""
    began, ended = act.listed_on, act.delisted_on
    if began and ended and began.kind in CARRIES and ended.end() <= began.date.first():
        raise RecordError(f"delisted_on: {ended} is before listed_on, {began.date}")
    return act


def _listed_on(row: Row) -> StatedDate | None:
    day = _date(row, "listed_on")
    return StatedDate(date=day, kind=_listed_on_kind(row)) if day else None


def _listed_on_kind(row: Row) -> DateKind:
    return _choice(DateKind, row.get("listed_on_kind") or "designated", "listed_on_kind")


def _by_regime(row: Row) -> bool:
    text = row.get("by_regime")
    try:
        return bool(text) and _yes_or_no(text)
    except ValueError as error:
        raise RecordError(f"by_regime: {error}") from None


def _origin(row: Row) -> str:
    origin = row.get("origin").lower()
    if origin and not _ORIGIN.fullmatch(origin):
        raise RecordError(f"origin: {origin!r} is not autonomous, transposes(x) or follows(x)")
    return origin


def _references(row: Row) -> tuple[str, ...]:
    references = tuple(row.get("references").split())
    for reference in references:
        if not _REFERENCE.fullmatch(reference):
            raise RecordError(f"references: {reference!r} is not scheme:value")
    return references


def _details(row: Row) -> tuple[tuple[str, str], ...]:
    number = row.get("un_reference")
    if number and un_references(number) != (number,):
        raise RecordError(f"un_reference: {number!r} is not a permanent reference of the UN")
    _date(row, "source_date")
    others = tuple(column for column in row.columns if column not in COLUMNS)
    return tuple((column, row.get(column)) for column in (*_DETAILS, *others) if row.get(column))


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
