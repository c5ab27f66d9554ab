"""Australia's Consolidated List, from the spreadsheet of the Department of Foreign Affairs and
Trade ("regulation8_consolidated.xlsx").

One row a name: Reference ``12`` is the entry, ``12a`` an alias of it, ``12a1`` that alias in
another script. All rows of an entry repeat its other columns, though not always alike. When an
entry was listed stands in free text. The list quotes UN reference numbers only of others.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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
from commonlist.sources.reading import (
    MAX_BYTES,
    MAX_FIELD,
    MAX_RATIO,
    Fault,
    Heading,
    Input,
    attempt,
    single,
)
from commonlist.sources.source import Source
from commonlist.values.countries import country_code
from commonlist.values.dates import PartialDate, parse_dmy, parse_iso, parse_words
from commonlist.values.text import clean, slug

T_ = TypeVar("T_")
Cell = str | float | date | None


@dataclass(frozen=True, slots=True)
class Regime:
    """What a committee in the column Committees stands for."""

    topic: str
    origin: str
    by_regime: bool = False


_UN = "transposes(un)"
_OWN = "autonomous"

REGIMES = {
    # Taken over from the UN: persons and groups designated for terrorism as such.
    "1267/1989/2253 (ISIL (Da'esh) and Al-Qaida)": Regime("terrorism", _UN),
    # Split off from 1267 in 2011 as a threat to peace in Afghanistan; its members then governed.
    "1988 (Taliban)": Regime("terrorism", _UN, by_regime=True),
    # Resolution 1373 has no list: each state designates terrorists itself, here the Minister.
    "1373 (2001)": Regime("terrorism", _OWN),
    # The UN's regimes about a country; Somalia's stays one though Al-Shabaab is on it.
    "1518 (Iraq)": Regime("iraq", _UN),
    "1533 (Democratic Republic of the Congo)": Regime("drc", _UN),
    "1591 (Sudan)": Regime("sudan", _UN),
    "1718 (DPRK)": Regime("dprk", _UN),
    "1970 (Libya)": Regime("libya", _UN),
    "1973 (Libya)": Regime("libya", _UN),
    "2093 (2013)": Regime("somalia", _UN),
    "2127 (Central African Republic)": Regime("car", _UN),
    "2140 (Yemen)": Regime("yemen", _UN),
    "2206 (South Sudan)": Regime("south-sudan", _UN),
    "2713 (Al-Shabaab)": Regime("somalia", _UN),
    "751 (Somalia and Eritrea)": Regime("somalia", _UN),
    # Australia's own regimes, by its Autonomous Sanctions Regulations 2011.
    "Autonomous (DPRK)": Regime("dprk", _OWN),
    "Autonomous (FFRY)": Regime("former-yugoslavia", _OWN),
    "Autonomous (Iran)": Regime("iran", _OWN),
    "Autonomous (Libya)": Regime("libya", _OWN),
    "Autonomous (Myanmar)": Regime("myanmar", _OWN),
    "Autonomous (Russia)": Regime("russia", _OWN),
    "Autonomous (Syria)": Regime("syria", _OWN),
    "Autonomous (Thematic - Corruption)": Regime("corruption", _OWN),
    "Autonomous (Thematic - Cyber)": Regime("cyber", _OWN),
    "Autonomous (Thematic - Human Rights)": Regime("human-rights", _OWN),
    "Autonomous (Ukraine)": Regime("ukraine", _OWN),
    "Autonomous (Zimbabwe)": Regime("zimbabwe", _OWN),
}

SOURCE = Source(
    name="au_dfat",
    title="Australia: DFAT Consolidated List",
    party="au",
    authority="Department of Foreign Affairs and Trade",
    register="au_dfat",
    topics=frozenset(regime.topic for regime in REGIMES.values()),
    kinds=frozenset({"person", "organization"}),
    fewest=2000,
    filled=(
        ("designations", 1.0),
        ("references", 1.0),
        ("remarks", 0.75),
        ("countries", 0.5),
        ("births", 0.6),
        ("addresses", 0.3),
    ),
    formats="XLSX (regulation8_consolidated.xlsx)",
)

_KINDS = {"individual": Kind.PERSON, "entity": Kind.ORGANIZATION}
_COLUMNS = (
    *("Reference", "Name of Individual or Entity", "Type", "Name Type", "Date of Birth"),
    *("Place of Birth", "Citizenship", "Address", "Additional Information"),
    *("Listing Information", "Committees", "Control Date"),
)
_FORMER = frozenset({"formerly known as", "previously listed as"})


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sheet: its line in the file, and its cells by the name of their column."""

    line: int
    cells: dict[str, Cell]

    def text(self, column: str) -> str:
        """Return a cell as text, with a publisher's "NA" as empty; a date is in ISO form."""
        cell = self.cells.get(column)
        if isinstance(cell, float):
            return f"{cell:.0f}" if cell.is_integer() else str(cell)
        text = str(cell or "").strip()
        return "" if text.casefold() in ("na", "n/a", "-") else text

    @property
    def number(self) -> str:
        """The digits that the reference begins with: the entry; "" where there are none."""
        match = re.match(r"\d+", self.text("Reference"))
        return match[0].lstrip("0") if match else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """The rows of one entry, in file order."""

    rows: tuple[Row, ...]

    def texts(self, column: str) -> tuple[str, ...]:
        """Return what the rows say in a column, each text once."""
        return _unique(row.text(column) for row in self.rows)


def read(inputs: Sequence[Input]) -> Iterator[Heading | Record | Fault]:
    """Read the workbook; it states no date of its own.

    Raises:
        FormatError: more than one file, a damaged workbook, or not DFAT's columns.
    """
    source = single(inputs, SOURCE.name)
    yield Heading(language=SOURCE.language)
    yield from attempt(
        record,
        entries(source),
        where=lambda entry: f"{source.name}: row {entry.rows[0].line}",
        raw=_raw,
    )


def entries(source: Input) -> Iterator[Entry]:
    """Yield the rows of each entry, those that stand apart too.

    A row without a number is an entry of its own (and `record` says what is wrong with it).

    Raises:
        FormatError: see `read`.
    """
    numbered: dict[str, list[Row]] = {}
    for row in _rows(source):
        numbered.setdefault(row.number or f"row {row.line}", []).append(row)
    if not numbered:
        raise FormatError(f"{source.name}: no entry in it; get a fresh copy from the publisher")
    yield from (Entry(tuple(rows)) for rows in numbered.values())


def record(entry: Entry) -> Record:
    """Read one entry; where its rows differ the first one leads and the others are kept beside.

    Raises:
        RecordError: no number, name or committee, an unknown type, or two primary names.
        ValueError: a Control Date that is none.
    """
    first = entry.rows[0]
    names = tuple(name for row in entry.rows for name in _names(row))
    problem = _problem(entry, names)
    if problem:
        raise RecordError(problem)
    births, unread_births = _births(entry.texts("Date of Birth"))
    countries, unread_countries = _countries(entry.texts("Citizenship"))
    remarks = entry.texts("Additional Information")
    return Record(
        source=SOURCE.name,
        entry=first.number,
        kind=_KINDS[first.text("Type").casefold()],
        names=_unique(names),
        designations=_designations(entry),
        births=births,
        birth_places=_unique(p for text in entry.texts("Place of Birth") for p in _listed(text)),
        countries=countries,
        gender=_gender(remarks),
        addresses=_unique(
            _address(part) for text in entry.texts("Address") for part in _listed(text)
        ),
        identifiers=_unique(found for text in remarks for found in _identifiers(text)),
        references=(f"au-dfat:{first.number}",),
        details=(
            *(("Date of Birth", text) for text in unread_births),
            *(("Citizenship", text) for text in unread_countries),
            *(("Listing Information", clean(t)) for t in entry.texts("Listing Information")[1:]),
            *_unnamed_columns(entry),
        ),
        remarks="\n".join(clean(text) for text in remarks),
    )


def _problem(entry: Entry, names: tuple[Name, ...]) -> str:
    """Return why the rows are no entry, "" if they are one."""
    first = entry.rows[0]
    kinds = {text.casefold() for text in entry.texts("Type")}
    if not first.number:
        return f"no number in Reference: {first.text('Reference')!r}"
    if len(kinds) != 1 or not kinds <= _KINDS.keys():
        return f"{first.number}: Type is {' and '.join(sorted(kinds)) or 'empty'}"
    if not names:
        return f"{first.number}: no name"
    primary = sum(row.text("Name Type").casefold() == "primary name" for row in entry.rows)
    if primary > 1:
        return f"{first.number}: {primary} primary names; two entries under one number?"
    return "" if entry.texts("Committees") else f"{first.number}: no committee"


def _unnamed_columns(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield what stands in columns that are not DFAT's usual ones."""
    for column in entry.rows[0].cells:
        if column not in _COLUMNS:
            yield from ((column, clean(text)) for text in entry.texts(column))


def _raw(entry: Entry) -> str:
    return "\n".join("\t".join(map(str, row.cells.values())) for row in entry.rows)


def _unique(items: Iterable[T_]) -> tuple[T_, ...]:
    return tuple(dict.fromkeys(item for item in items if item))


# Names

_SAID_FORMER = re.compile(
    r"(?P<name>.+?)\s*\((?:previously|formerly) listed as(?:,? in \w+: ?(?P<original>[^)]+))?\)"
)


def _names(row: Row) -> tuple[Name, ...]:
    """Return the name of a row; the entry's own one in its original script is no alias."""
    text, kind = clean(row.text("Name of Individual or Entity")), row.text("Name Type").casefold()
    of_entry = re.fullmatch(r"\d+[a-z]?", row.text("Reference")) is not None
    alias = not (kind == "primary name" or (kind == "original script" and of_entry))
    said = _SAID_FORMER.fullmatch(text)
    texts = (said["name"], clean(said["original"])) if said else (text,)
    former = said is not None or kind in _FORMER
    return tuple(Name(text=t, alias=alias or former, former=former) for t in texts if t)


# Designations

_SAID_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}\s*(?:st|nd|rd|th)?\s*[A-Z][a-z]{2,8}\b\.?,?\s*\d{4}"
    r"|\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2})(?!\d)"
)
_SAID_ACT = re.compile(
    r"(?P<amended>amend|modif|re-?list|re-?designat|last listed|afresh|declar|continu)"
    r"|(?P<gazetted>gazette)|(?P<received>received|expir)|(?P<listed>\blisted|\bdesignated)",
    re.I,
)
_FIRST_INSTRUMENT = re.compile(
    r"instrument of first (?:listing|desi?gi?nation).*?\b(?:List|Listing|Instrument) (\d{4})\b",
    re.I | re.S,
)


def _designations(entry: Entry) -> tuple[Designation, ...]:
    """Return one designation a committee; a cell may name several: "1970 (Libya) 1973 (Libya)"."""
    basis = next(iter(entry.texts("Listing Information")), "")
    listed_on, dates = _listing_dates(basis)
    changed = (
        StatedDate(date=day, kind=DateKind.AMENDED)
        for day in (_control_date(row) for row in entry.rows)
        if day
    )
    committees = (
        clean(part)
        for text in entry.texts("Committees")
        for part in re.split(r"(?<=\))\s+(?=\d{3,4} \()", text)
    )
    return tuple(
        Designation(
            party=SOURCE.party,
            authority=SOURCE.authority,
            programme=programme,
            topic=regime.topic,
            by_regime=regime.by_regime,
            listed_on=listed_on,
            dates=_unique((*dates, *changed)),
            legal_basis=clean(basis),
            reference=entry.rows[0].number,
            origin=regime.origin,
        )
        for programme in _unique(committees)
        for regime in (_regime(programme),)
    )


def _regime(programme: str) -> Regime:
    """Return a committee's regime; an unknown one is its own topic."""
    plain = programme.replace("–", "-").replace("’", "'")
    origin = _OWN if plain.startswith("Autonomous") else ""
    return REGIMES.get(plain) or Regime(slug(programme) or "other", origin)


def _listing_dates(text: str) -> tuple[StatedDate | None, tuple[StatedDate, ...]]:
    """Read the first listing and all other dates of acts out of Listing Information.

    A date is of the act named last before it: "Listed on 25 Jan. 2001 (amended on 20 Dec. 2005,
    9 Jul. 2007)". Dates of anything else are left in the text. Where only the instrument of the
    first listing is named, its year stands for the day.
    """
    listed: StatedDate | None = None
    others: list[StatedDate] = []
    act, end = "listed", 0
    for match in _SAID_DATE.finditer(text):
        before, end = text[end : match.start()], match.end()
        named = [found.lastgroup or "" for found in _SAID_ACT.finditer(before)]
        # Running text before the first date, without an act in it, dates something else.
        act = named[-1] if named else "" if not others and not listed and before.strip() else act
        day = _day(match[0])
        if day is None or act not in ("listed", "amended", "gazetted"):
            continue
        if act == "listed" and listed is None:
            listed = StatedDate(date=day, kind=DateKind.DESIGNATED)
        else:
            kind = DateKind.PUBLISHED if act == "gazetted" else DateKind.AMENDED
            others.append(StatedDate(date=day, kind=kind))
    instrument = _FIRST_INSTRUMENT.search(text)
    if listed is None and instrument:
        year = PartialDate(int(instrument[1]))
        listed = StatedDate(date=year, kind=DateKind.DESIGNATED)
    return listed, tuple(others)


def _day(text: str) -> PartialDate | None:
    """Read a day as DFAT prints it: 8 Jun. 2007, 4 June. 2008, 7 Jan2016, 16/09/2022."""
    spaced = re.sub(r"(\d)\s*(?:st|nd|rd|th)?\s*([A-Z])", r"\1 \2", clean(text).replace(",", " "))
    spaced = re.sub(r"([a-z])\.?\s*(\d{4})$", r"\1 \2", spaced)
    for parse in (parse_words, parse_dmy, parse_iso):
        try:
            return parse(spaced)
        except ValueError:
            continue
    return None


def _control_date(row: Row) -> PartialDate | None:
    """Read the day of the entry's latest change: a date, or Excel's count of days since 1900."""
    cell = row.cells.get("Control Date")
    if isinstance(cell, date):
        return PartialDate.of(cell)
    if isinstance(cell, float) and 1 <= cell < 1e6:
        return PartialDate.of(date(1899, 12, 30) + timedelta(days=int(cell)))
    text = row.text("Control Date")
    day = _day(text)
    if text and day is None:
        raise ValueError(f"{row.number}: Control Date is no date: {text!r}")
    return day


# Births, places, numbers

_CIRCA = re.compile(r"^(?:approximately|approx|circa|c)\b\.?\s*", re.I)
_RANGE = re.compile(r"(?:between\s+)?(\d{4})\s*(?:-|–|/|and|to)\s*(\d{4})", re.I)
_NUMBERS = (
    (
        "registration",
        re.compile(r"(?:Company identification|State registration) n\w+\W+(\d{6,})", re.I),
    ),
    ("imo", re.compile(r"\bIMO(?: Identification)? (?:number|no)\b\W*(\d{7})\b", re.I)),
    ("swift", re.compile(r"\bSWIFT(?:/BIC)?\b(?: code)?:?\s*([A-Z]{6}[A-Z0-9]{2,5})\b")),
    ("email", re.compile(r"\b([\w.+-]+@[\w-]+(?:\.[\w-]+)+)\b")),
    ("website", re.compile(r"\bWebsites?:?\s*((?:https?://|www\.)[^\s;,]+)", re.I)),
    (
        "passport",
        re.compile(r"\bpassport (?:no|number)\b[^\d;\n]{0,30}?\b([A-Z]{0,3}-?\d{5,9})\b", re.I),
    ),
)


def _listed(text: str) -> list[str]:
    """Split ``a) ... b) ...``, or parts on lines of their own that end in a semicolon."""
    if re.match(r"\s*\(?a\)", text):
        parts = re.split(r"(?:^|\s|;)\(?[a-z]\)", text)
    else:
        parts = re.split(r";\s*(?:\n|$)", text)
    return [item for part in parts if (item := clean(part).strip(" ;,"))]


def _address(text: str) -> Address:
    """Keep an address as printed; the country is its last part."""
    last = re.sub(r"\s*\([^()]*\)$", "", text).rpartition(",")[2]
    return Address(text=text, country=country_code(last.strip(" .")))


def _countries(texts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of citizenships, and the texts with a part that is not a country's name."""
    codes: list[str] = []
    unread: list[str] = []
    for text in texts:
        parts = _citizenships(clean(text))
        codes += parts
        if "" in parts:
            unread.append(clean(text))
    return _unique(codes), tuple(unread)


def _citizenships(text: str) -> list[str]:
    if country_code(text):
        return [country_code(text)]
    parts = re.split(r"(?:^|\s)[a-z]\)|[;/,]|\band\b", text)
    return [country_code(part.strip()) for part in parts if part.strip()]


def _births(texts: tuple[str, ...]) -> tuple[tuple[Birth, ...], tuple[str, ...]]:
    """Return the dates of birth, and the texts with a part that is none."""
    births: list[Birth] = []
    unread: list[str] = []
    for text in texts:
        parts = re.split(r"(?:^|[\s;,])\(?[a-z]\)|;|>>|\balt DOB:|\bor\b|,\s", f"{clean(text)} ")
        read = [_birth(part.strip(" ,.")) for part in parts if part.strip(" ,.")]
        births += [birth for birth in read if birth]
        if None in read:
            unread.append(clean(text))
    return _unique(births), tuple(unread)


def _birth(text: str) -> Birth | None:
    said = _CIRCA.sub("", text)
    years = _RANGE.fullmatch(said)
    if years:
        first, last = (PartialDate(int(year)) for year in years.groups() if int(year))
        return Birth(date=first, until=last, circa=said != text)
    day = _day(said)
    return Birth(date=day, circa=said != text) if day else None


def _gender(remarks: tuple[str, ...]) -> str:
    match = re.search(r"\bGender:\s*(male|female)\b", " ".join(remarks), re.I)
    return match[1].lower() if match else ""


def _identifiers(text: str) -> Iterator[Identifier]:
    for type_, pattern in _NUMBERS:
        for match in pattern.finditer(text):
            yield Identifier(type=type_, value=match[1])


# The workbook

_MOST_CELLS = 5_000_000
"""Cells in the rectangle that a sheet spans; the list has 125,000. All are held in memory."""
_POSITION = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_PART = re.compile(r"(?:xl/|_rels/|\[Content_Types\]).*\.(?:xml|rels)", re.I)


def _rows(source: Input) -> Iterator[Row]:
    """Yield the rows under the header of the first sheet that are not blank.

    Raises:
        FormatError: a damaged workbook, or not DFAT's columns.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(_checked(source))
        rows: list[list[Cell]] = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise FormatError(f"{source.name}: damaged workbook: {clean(str(error))}") from None
    header = [clean(str(cell)) for cell in rows[0]] if rows else []
    missing = [column for column in _COLUMNS if column not in header]
    if missing:
        raise FormatError(f"{source.name}: not DFAT's list: no column {missing[0]!r} in row 1")
    columns = [name or f"column {number}" for number, name in enumerate(header, 1)]
    for line, cells in enumerate(rows[1:], 2):
        if any(str(cell).strip() for cell in cells):
            _refuse_long(source, line, cells)
            yield Row(line, dict(zip(columns, cells, strict=True)))


def _refuse_long(source: Input, line: int, cells: list[Cell]) -> None:
    if any(isinstance(cell, str) and len(cell) > MAX_FIELD for cell in cells):
        raise FormatError(f"{source.name}: row {line}: a cell over {MAX_FIELD} characters; refused")


def _checked(source: Input) -> io.BytesIO:
    """Return the workbook packed anew, without compression, from parts that were checked.

    The reader trusts the sizes and positions that a workbook states of itself and would ask for
    any amount of memory; what it is handed states nothing that has not been measured.

    Raises:
        FormatError: no zip, damaged, or unpacking to more than it may.
    """
    checked = io.BytesIO()
    try:
        with (
            source.open() as stream,
            zipfile.ZipFile(stream) as packed,
            zipfile.ZipFile(checked, "w") as plain,
        ):
            parts = {
                part.filename: part for part in packed.infolist() if _PART.match(part.filename)
            }
            _refuse_bomb(source, parts.values())
            for name, part in parts.items():
                data = packed.read(part)
                _refuse_expanse(source, data)
                plain.writestr(name, data)
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
        *(NotImplementedError, RuntimeError, ValueError),
    ) as error:
        raise FormatError(f"{source.name}: damaged or no workbook: {error}") from None
    checked.seek(0)
    return checked


def _refuse_bomb(source: Input, parts: Iterable[zipfile.ZipInfo]) -> None:
    parts = list(parts)
    dense = any(p.file_size > MAX_RATIO * max(p.compress_size, 1) for p in parts)
    if dense or sum(part.file_size for part in parts) > MAX_BYTES:
        raise FormatError(f"{source.name}: unpacks to more than it may; refused")


def _refuse_expanse(source: Input, data: bytes) -> None:
    """Refuse a sheet with a cell so far out that the rectangle up to it does not fit in memory."""
    width = height = 1
    for letters, digits in set(_POSITION.findall(data)):
        width, height = max(width, len(letters)), max(height, int(digits[:9]))
    # Two letters reach to column 702.
    if width > 2 or height * 702 > _MOST_CELLS * 100:
        raise FormatError(f"{source.name}: a cell beyond the sheet of any list; refused")
