"""Australia's Consolidated List (DFAT), the spreadsheet under its regulation 8.

One sheet. A row is one name: ``2`` is the entry, ``2a`` and ``2b`` are its further names, ``2b1``
is another spelling of the name in ``2b``; all rows repeat the entry's other cells, with small
differences at times. ``Listing Information`` is free text. The file prints no date of its own;
``Control Date`` is the day on which a row was last changed.

``Committees`` says whose act it is: a UN committee's (by the number of its resolution), or
Australia's own under resolution 1373 or its autonomous sanctions.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TypeVar

from commonlist.errors import FormatError, RecordError
from commonlist.records import (
    Address,
    Birth,
    DateKind,
    Designation,
    Identifier,
    Kind,
    Name,
    Record,
    StatedDate,
)
from commonlist.sources.reading import Heading, Input, Item, attempt, single
from commonlist.sources.source import Source
from commonlist.sources.workbook import first_sheet
from commonlist.values.countries import country_code
from commonlist.values.dates import PartialDate, parse_dmy, parse_iso, parse_words
from commonlist.values.identifiers import un_references
from commonlist.values.text import clean, slug

TOPICS = {
    # UN 1373 as Australia carries it out: its own list of terrorists and terrorist groups
    "1373-2001": ("terrorism", False),
    # UN 1267/1989/2253, taken over
    "1267-1989-2253-isil-daesh-and-al-qaida": ("terrorism", False),
    # UN 1988: the Taliban, disputed as a class
    "1988-taliban": ("terrorism", True),
    # about a country; Somalia's stays one though Al-Shabaab is on it
    "751-somalia-and-eritrea": ("somalia", False),
    "2093-2013": ("somalia", False),
    "2713-al-shabaab": ("somalia", False),
    "1518-iraq": ("iraq", False),
    "1533-democratic-republic-of-the-congo": ("drc", False),
    "1591-sudan": ("sudan", False),
    "1718-dprk": ("dprk", False),
    "1970-libya": ("libya", False),
    "1973-libya": ("libya", False),
    "2127-central-african-republic": ("central-african-republic", False),
    "2140-yemen": ("yemen", False),
    "2206-south-sudan": ("south-sudan", False),
    # Australia's own regimes
    "autonomous-dprk": ("dprk", False),
    "autonomous-ffry": ("yugoslavia", False),
    "autonomous-iran": ("iran", False),
    "autonomous-libya": ("libya", False),
    "autonomous-myanmar": ("myanmar", False),
    "autonomous-russia": ("russia", False),
    "autonomous-syria": ("syria", False),
    "autonomous-thematic-corruption": ("corruption", False),
    "autonomous-thematic-cyber": ("cyber", False),
    "autonomous-thematic-human-rights": ("human-rights", False),
    "autonomous-ukraine": ("ukraine", False),
    "autonomous-zimbabwe": ("zimbabwe", False),
}
"""Slug of the committee → (topic, by_regime); one that is not here keeps its slug as topic."""

SOURCE = Source(
    name="au_dfat",
    title="Australia's Consolidated List",
    party="au",
    authority="Department of Foreign Affairs and Trade",
    register="au_dfat",
    topics=frozenset(topic for topic, _ in TOPICS.values()),
    kinds=frozenset({"person", "organization"}),
    fewest=2000,
    filled=(
        ("designations", 1.0),
        ("references", 1.0),
        ("remarks", 0.8),
        ("births", 0.6),
        ("countries", 0.5),
        ("addresses", 0.3),
    ),
    formats="XLSX",
)

_NAME = "Name of Individual or Entity"
_LISTING = "Listing Information"
_NEEDED = ("Reference", _NAME, "Type", "Name Type", "Committees")
_PLACED = frozenset(
    {
        *_NEEDED,
        *("Date of Birth", "Place of Birth", "Citizenship", "Address"),
        *("Additional Information", _LISTING, "Control Date"),
    }
)
_KINDS = {"individual": Kind.PERSON, "entity": Kind.ORGANIZATION}
_NOT_STATED = frozenset({"na", "n/a", "nil", "none", "unknown", "-"})
_REFERENCE = re.compile(r"([0-9]+)([a-z]+[0-9]*)?", re.I)

T_ = TypeVar("T_")
Cell = str | float | bool | date | time | timedelta
Row = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one entry, that of its primary name first; ``line`` is the line of the first."""

    id: str
    line: int
    rows: tuple[Row, ...]

    def cells(self, column: str) -> tuple[Cell, ...]:
        """Return what the column holds in these rows, each cell once, without blank ones."""
        found = dict.fromkeys(row.get(column, "") for row in self.rows)
        return tuple(cell for cell in found if _stated(cell))

    def values(self, column: str) -> tuple[str, ...]:
        """Return the same as texts."""
        return _unique(_stated(cell) for cell in self.cells(column))


def read(inputs: Sequence[Input]) -> Iterator[Item]:
    """Yield the heading, then each entry.

    Raises:
        FormatError: not one file, not a workbook, or not this list.
    """
    source = single(inputs, SOURCE.name)
    groups = entries(source)
    yield Heading()
    yield from attempt(
        record,
        groups,
        where=lambda group: f"{source.name}: line {group.line}",
        raw=lambda group: "\n".join("|".join(map(_text, row.values())) for row in group.rows),
    )


def entries(source: Input) -> Iterator[Group]:
    """Yield the rows of each entry together, in the order of their first rows.

    Raises:
        FormatError: see `_table`; or no entry at all.
    """
    groups: dict[str, list[tuple[int, Row]]] = {}
    for line, row in _table(source):
        match = _REFERENCE.fullmatch(_text(row["Reference"]))
        groups.setdefault(match[1] if match else f"line {line}", []).append((line, row))
    if not groups:
        raise FormatError(f"{source.name}: no entry in it; get a fresh copy from the publisher")
    for number, lines in groups.items():
        rows = sorted((row for _, row in lines), key=lambda row: _name_type(row) != "primary name")
        yield Group(number if number.isdecimal() else "", lines[0][0], tuple(rows))


def record(group: Group) -> Record:
    """Read one entry.

    Raises:
        RecordError: no number, no name, an unknown Type or no committee.
        ValueError: a Control Date or date of listing that is none.
    """
    if not group.id:
        raise RecordError(f"Reference: {_text(group.rows[0]['Reference'])!r} is no number")
    kind = _kind(group)
    information = group.values("Additional Information")
    births, unread = _births(group)
    countries, foreign = _countries(group)
    return Record(
        source=SOURCE.name,
        entry=group.id,
        kind=kind,
        names=_names(group),
        designations=_designations(group),
        births=births,
        birth_places=_unique(
            part for text in group.values("Place of Birth") for part in _parts(text)
        ),
        countries=countries,
        gender=_gender(" ".join(information)),
        addresses=_unique(
            Address(text=part, country=_address_country(part))
            for text in group.values("Address")
            for part in _parts(text)
        ),
        identifiers=_unique(found for text in information for found in _identifiers(text, kind)),
        references=_unique(_references(group, information, kind)),
        details=(*unread, *foreign, *_listing_of_aliases(group), *_unplaced(group)),
        remarks=" ".join(information),
    )


# The workbook


def _table(source: Input) -> Iterator[tuple[int, Row]]:
    """Yield (line, cells by column name) of the rows that are not blank; line 1 is the header.

    Raises:
        FormatError: see `first_sheet`; or a column that is needed is missing or one stands twice.
    """
    with source.open() as stream:
        rows = first_sheet(stream, source.name).to_python(skip_empty_area=False)
    header = [_text(cell) or f"(column {at})" for at, cell in enumerate(rows[0], 1)] if rows else []
    missing = [column for column in _NEEDED if column not in header]
    twice = [column for column in header if header.count(column) > 1]
    if missing or twice:
        problem = f"no column {missing[0]!r}" if missing else f"column {twice[0]!r} stands twice"
        raise FormatError(f"{source.name}: line 1: {problem}; is it a file of this source?")
    for line, cells in enumerate(rows[1:], 2):
        if any(map(_text, cells)):
            yield line, dict(zip(header, cells, strict=True))


# Names


def _kind(group: Group) -> Kind:
    stated = {text.casefold() for text in group.values("Type")}
    kinds = {_KINDS.get(text) for text in stated}
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind is None:
        raise RecordError(f"Type: {' and '.join(sorted(stated)) or 'not stated'}")
    return kind


def _names(group: Group) -> tuple[Name, ...]:
    """Return each name once, captions first.

    Raises:
        RecordError: there is none.
    """
    names = (name for row in group.rows for name in _row_names(row))
    kept: dict[str, Name] = {}
    for name in sorted(names, key=lambda name: name.alias):
        kept.setdefault(name.text, name)
    if not kept:
        raise RecordError("no name")
    return tuple(kept.values())


_LISTED_AS = re.compile(
    r"\s*\((?:previously|formerly) listed as\b[.,]?(?: in Arabic:)?([^()]*)\)", re.I
)


def _row_names(row: Row) -> Iterator[Name]:
    """Yield the name, and its original script where a remark behind it holds that."""
    kind, printed = _name_type(row), _text(row[_NAME])
    # The original script of an alias (2b1) is an alias as well.
    deeper = re.search(r"[a-z]\d", _text(row["Reference"]), re.I)
    caption = kind == "primary name" or (kind == "original script" and not deeper)
    remark = _LISTED_AS.search(printed)
    former = remark is not None or kind in ("formerly known as", "previously listed as")
    for text in (_LISTED_AS.sub("", printed), remark[1].strip() if remark else ""):
        if text:
            yield Name(text=text, alias=not caption, former=former)


def _name_type(row: Row) -> str:
    return _text(row["Name Type"]).casefold()


# The act

_COMMITTEE = re.compile(r"(?:Autonomous|\d[\d/]*) \((?:[^()]|\([^()]*\))*\)")
_MONTH = "(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DAY = rf"(?<!\d)(?:\d{{1,2}} ?{_MONTH}\.? ?\d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{4}})\b"
_LISTED = re.compile(
    rf"(?<!\w)(?<!last )(?<!re-)(?<!previously )(?<!formerly )(?:listed|designated)"
    rf"(?:(?!amended|listed|effect)[^.;])*?(?P<day>{_DAY})"
    rf"|^(?P<alone>{_DAY})",
    re.I,
)
_INSTRUMENT = re.compile(r"\b(?:Instrument|List|Listing) (\d{4})\b")
_FIRST = re.compile(r"\bfirst (?:listing|designation)\b", re.I)


def _designations(group: Group) -> tuple[Designation, ...]:
    """Return one act per committee; the primary name's row says since when.

    Raises:
        RecordError: no committee.
    """
    stated = group.values("Committees")
    if not stated:
        raise RecordError("no Committees")
    programmes = _unique(part for text in stated for part in _committees(text))
    return tuple(_designation(group, programme) for programme in programmes)


def _designation(group: Group, programme: str) -> Designation:
    listing = group.rows[0].get(_LISTING, "")
    topic, by_regime = TOPICS.get(slug(programme), (slug(programme) or "other", False))
    return Designation(
        party=SOURCE.party,
        authority=SOURCE.authority,
        programme=programme,
        topic=topic,
        by_regime=by_regime,
        listed_on=_listed_on(listing),
        dates=tuple(
            StatedDate(date=day, kind=DateKind.AMENDED)
            for day in sorted({_control_date(cell) for cell in group.cells("Control Date")})
        ),
        legal_basis="" if isinstance(listing, date) else _text(listing),
        origin=_origin(programme),
    )


def _committees(text: str) -> list[str]:
    """Split two committees in one cell, as in ``1970 (Libya) 1973 (Libya)``."""
    found = _COMMITTEE.findall(text)
    return found if " ".join(found) == text else [text]


def _origin(programme: str) -> str:
    """Return whose decision it is: resolution 1373 leaves the naming to each state."""
    if re.match(r"Autonomous\b|1373\b", programme):
        return "autonomous"
    return "transposes(un)" if re.match(r"\d{3,4}\b", programme) else ""


def _listed_on(listing: Cell) -> StatedDate | None:
    """Return the first day on which the text says that it was listed.

    Days of amending and relisting are not it. Where no day is said, or a later one than that of
    the "instrument of first listing", it is the year in that instrument's title. The title of an
    instrument that is not called the first dates nothing.
    """
    text = _text(listing)
    if isinstance(listing, date):
        return StatedDate(date=PartialDate.of(listing), kind=DateKind.DESIGNATED)
    days = [_day(match["day"] or match["alone"]) for match in _LISTED.finditer(text)]
    titles = _INSTRUMENT.findall(text) if _FIRST.search(text) else []
    years = [PartialDate(int(year)) for year in titles]
    first = min(days, default=None)
    if years and (first is None or min(years).year < first.year):
        first = min(years)
    return StatedDate(date=first, kind=DateKind.DESIGNATED) if first else None


def _day(text: str) -> PartialDate:
    """Read ``16/09/2022`` or ``25 Jan. 2001``, in which a blank may be missing."""
    if "/" in text:
        return parse_dmy(text)
    return parse_words(re.sub(r"(?<=\d)(?=[A-Z])|(?<=[a-z.])(?=\d)", " ", text))


_LAST_SERIAL = (date.max - date(1899, 12, 30)).days
"""Excel's number of its last day; from 61, which is 1 March 1900, it counts days rightly."""


def _control_date(cell: Cell) -> PartialDate:
    """Return the day of a date, of Excel's serial number of one, or of a date as text."""
    if isinstance(cell, date):
        return PartialDate.of(cell)
    if isinstance(cell, float) and 61 <= cell <= _LAST_SERIAL:
        return PartialDate.of(date(1899, 12, 30) + timedelta(days=int(cell)))
    text = _text(cell)
    return parse_iso(text) if re.match(r"\d{4}-", text) else _day(text)


def _listing_of_aliases(group: Group) -> Iterator[tuple[str, str]]:
    """Yield what the rows of further names say of their listing, where it is something else."""
    own = _text(group.rows[0].get(_LISTING, ""))
    for row in group.rows[1:]:
        text = _text(row.get(_LISTING, ""))
        if text and text != own:
            yield _LISTING, f"{_text(row[_NAME])}: {text}"


# The party

_ENUMERATOR = re.compile(r"(?:^|(?<=[\s;,]))[a-z]\)\s*")
_BORN = re.compile(
    r"(?P<circa>(?:c\.|circa|approximately|approx\.?|about)\s*)?"
    r"(?:(?P<years>\d{4}\s*[-/]\s*\d{4})|(?P<day>\d{4}-\d\d-\d\d|[\w./ -]*\d{4}))",
    re.I,
)
_OTHER_BIRTH = re.compile(r"\s*(?:;|>>|,(?= *\d)|\bor\b|\band\b|\balt DOB:)\s*")
_BETWEEN = re.compile(r"\b(?:between )?(\d{4}) (?:and|to)(?: approximately)? (\d{4})\b", re.I)


def _births(group: Group) -> tuple[tuple[Birth, ...], tuple[tuple[str, str], ...]]:
    """Return the dates of birth, and as details the cells that say more or otherwise."""
    births: list[Birth] = []
    unread: list[tuple[str, str]] = []
    for cell in group.cells("Date of Birth"):
        found = [_birth(part) for part in _birth_parts(cell)]
        births += filter(None, found)
        if None in found:
            unread.append(("Date of Birth", _text(cell)))
    return _unique(births), _unique(unread)


def _birth_parts(cell: Cell) -> list[str]:
    parts = (_OTHER_BIRTH.split(_range(part)) for part in _parts(_text(cell)))
    return [text for split in parts for part in split if (text := part.strip(" ,;.()"))]


def _range(text: str) -> str:
    """Write ``Between 1963 and 1968`` as ``1963-1968``; ``1963 and 1968`` stays two years."""
    match = _BETWEEN.search(text)
    if match is None or not re.search("between| to ", match[0], re.I):
        return text
    return text.replace(match[0], f"{match[1]}-{match[2]}")


def _birth(text: str) -> Birth | None:
    """Read a day, a month, a year or a range of years, None if it is none of them."""
    match = _BORN.fullmatch(text)
    if match is None:
        return None
    circa = bool(match["circa"])
    try:
        if match["years"]:
            since, until = (PartialDate(int(year)) for year in re.findall(r"\d{4}", text))
            return Birth(date=since, until=until, circa=circa)
        return Birth(date=_born(match["day"].strip()), circa=circa)
    except ValueError:
        return None


def _born(text: str) -> PartialDate:
    return parse_iso(text) if re.match(r"\d{4}", text) else _day(text)


def _countries(group: Group) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the codes of the citizenships, and as details the cells that name another."""
    codes: list[str] = []
    unknown: list[tuple[str, str]] = []
    for text in group.values("Citizenship"):
        found = [country_code(part) for part in _citizenships(text)]
        codes += filter(None, found)
        if "" in found:
            unknown.append(("Citizenship", text))
    return _unique(codes), tuple(unknown)


def _citizenships(text: str) -> list[str]:
    return [
        piece
        for part in _parts(text)
        for piece in ([part] if country_code(part) else re.split(r"\s*(?:,|/|\band\b)\s*", part))
        if piece
    ]


def _gender(information: str) -> str:
    match = re.search(r"^(male|female)\b|\b(?:gender|sex):? (male|female)\b", information, re.I)
    return (match[1] or match[2]).lower() if match else ""


def _parts(text: str) -> list[str]:
    """Split ``a) ... b) ...``, and at semicolons."""
    pieces = (part for piece in _ENUMERATOR.split(text) for part in piece.split(";"))
    return [part for piece in pieces if (part := piece.strip(" ,;"))]


def _address_country(text: str) -> str:
    """Return the code of the country at the end, behind which a remark or post code may stand."""
    last = re.sub(r"\s*\([^()]*\)?\.?$", "", text).rpartition(",")[2]
    words = last.strip(" .").rstrip("0123456789- ").split()
    # The longest end that is a country: of "Juba South Sudan" not "Sudan".
    ends = (" ".join(words[at:]) for at in range(len(words)))
    code = next(filter(None, map(country_code, ends)), "")
    return "" if code and "and" in words and not country_code(" ".join(words)) else code


_IMO = re.compile(r"\bIMO\)?(?: Identification| Ship)?(?: Number| No\b\.?)?:? ?(\d{7})\b", re.I)
_PASSPORT = re.compile(
    r"(?:([A-Z][A-Za-z]+) )?[Pp]assport (?:[Nn]umber|[Nn]o\b\.?)s?:? ?"
    r"(?:([A-Z][a-z]+(?: [A-Z][a-z]+)*) )?([A-Z]{0,3}\d{5,10})\b"
)


def _identifiers(text: str, kind: Kind) -> Iterator[Identifier]:
    """Yield numbers of passports, and ships' or shipping companies', right behind their label."""
    if kind is Kind.ORGANIZATION:
        yield from (Identifier(type="imo", value=number) for number in _IMO.findall(text))
        return
    for before, after, number in _PASSPORT.findall(text):
        country = country_code(after) or country_code(before)
        yield Identifier(type="passport", value=number, country=country)


_OWN = re.compile(r"^|\balso listed under number ")
_RBA = re.compile(r"\bFormerly listed on the RBA(?: Consolidated List)? as (\d{4}[A-Z]{3}\d{4})\b")


def _references(group: Group, information: Sequence[str], kind: Kind) -> Iterator[str]:
    """Yield the entry's own number, then those that it quotes as its own.

    UN numbers are read only where the information begins with one or says "also listed under
    number": all others in it are those of others.
    """
    yield f"au-dfat:{group.id}"
    letter = "i" if kind is Kind.PERSON else "e"
    for text in information:
        for match in _OWN.finditer(text):
            word = text[match.end() :].partition(" ")[0]
            yield from (f"un:{number}" for number in un_references(word) if number[2] == letter)
    for text in group.values(_LISTING):
        yield from (f"au-rba:{number}" for number in _RBA.findall(text))


# Cells


def _unplaced(group: Group) -> Iterator[tuple[str, str]]:
    """Yield (label, text) of the columns that have no field of their own in a record."""
    for column in group.rows[0]:
        if column not in _PLACED:
            for text in group.values(column):
                yield column, text


def _text(cell: Cell) -> str:
    """Return a cell as text: whole numbers without a point, days in ISO 8601."""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _stated(cell: Cell) -> str:
    text = _text(cell)
    return "" if text.casefold() in _NOT_STATED else text


def _unique(values: Iterable[T_]) -> tuple[T_, ...]:
    """Return the values, each once, without empty ones."""
    return tuple(dict.fromkeys(value for value in values if value))
