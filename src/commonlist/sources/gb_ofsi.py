"""OFSI's Consolidated List of Financial Sanctions Targets, the "ConList" CSV (HM Treasury).

Line 1 is ``Last Updated,DD/MM/YYYY``, line 2 the header: 29 columns to 2021, 36 in the "2022
format", which also spells some otherwise. Columns are found by name. A row is one combination of
name, date of birth and address; the rows of one ``Group ID`` are one entry and need not stand
together. Older copies are in Windows-1252, the 2022 format is in UTF-8. The list was closed on
28 January 2026; its successor is the UK Sanctions List (`gb_uksl`), whose rows are alike, so that
module uses the functions on rows here.

Whether a listing is the UK's own is said in ``Other Information``, in set phrases: ``UK listing
only.``, ``Both UK listing and EU listing.``, ``EU listing. Not UN.``, ``UN Ref QDe.004.``
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
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
from commonlist.sources.reading import Heading, Input, Item, attempt, csv_rows, single
from commonlist.sources.source import Source
from commonlist.values.countries import country_code
from commonlist.values.dates import PartialDate, parse_dmy
from commonlist.values.identifiers import imo_number, un_references
from commonlist.values.text import clean, slug

PARTY = "gb"
AUTHORITY = "Office of Financial Sanctions Implementation, HM Treasury"
REGISTER = "gb_freeze"


@dataclass(frozen=True, slots=True)
class Regime:
    """What a regime is about, and whether it rests on a UN committee's list."""

    topic: str
    by_regime: bool = False
    un: bool = False


REGIMES = {
    # UN 1267/1989/2253, by the names that the list gave it over the years
    "al-qaida": Regime("terrorism", un=True),
    "the-isil-daesh-and-al-qaida-organisations": Regime("terrorism", un=True),
    "isil-daesh-and-al-qaida": Regime("terrorism", un=True),
    # UN 1373 as the UK carries it out: the EU's and its own listings, then (from 2021) two regimes
    "terrorism-and-terrorist-financing": Regime("terrorism"),
    "counter-terrorism": Regime("terrorism"),
    "counter-terrorism-international": Regime("terrorism"),
    "counter-terrorism-domestic": Regime("terrorism"),
    # UN 1988: the Taliban, disputed as a class
    "afghanistan": Regime("terrorism", by_regime=True, un=True),
    # the regime's own word
    "belarus": Regime("belarus"),
    "republic-of-belarus": Regime("belarus"),
    "bosnia-and-herzegovina": Regime("bosnia-and-herzegovina"),
    "burma": Regime("myanmar"),
    "burundi": Regime("burundi"),
    "central-african-republic": Regime("central-african-republic", un=True),
    "chemical-weapons": Regime("chemical-weapons"),
    "cyber": Regime("cyber"),
    "democratic-peoples-republic-of-korea": Regime("dprk", un=True),
    "democratic-republic-of-the-congo": Regime("drc", un=True),
    "egypt": Regime("egypt"),
    "federal-republic-of-yugoslavia-and-serbia": Regime("yugoslavia"),
    "global-anti-corruption": Regime("corruption"),
    "global-human-rights": Regime("human-rights"),
    "global-irregular-migration-and-trafficking-in-persons": Regime("irregular-migration"),
    "guinea": Regime("guinea"),
    "guinea-bissau": Regime("guinea-bissau", un=True),
    "haiti": Regime("haiti", un=True),
    "iran": Regime("iran"),
    "iran-human-rights": Regime("iran"),
    "iran-nuclear": Regime("iran", un=True),
    "iran-nuclear-proliferation": Regime("iran", un=True),
    "iraq": Regime("iraq", un=True),
    "ivory-coast": Regime("cote-d-ivoire", un=True),
    "lebanon": Regime("lebanon", un=True),
    "liberia": Regime("liberia", un=True),
    "libya": Regime("libya", un=True),
    "mali": Regime("mali", un=True),
    "misappropriation": Regime("misappropriation"),
    "myanmar": Regime("myanmar"),
    "nicaragua": Regime("nicaragua"),
    "north-korea-democratic-peoples-republic-of-korea": Regime("dprk", un=True),
    "republic-of-guinea": Regime("guinea"),
    "republic-of-guinea-bissau": Regime("guinea-bissau", un=True),
    "russia": Regime("russia"),
    "somalia": Regime("somalia", un=True),
    "south-sudan": Regime("south-sudan", un=True),
    "sudan": Regime("sudan", un=True),
    "syria": Regime("syria"),
    "tunisia": Regime("tunisia"),
    "turkey": Regime("turkey"),
    "uk-freezing-orders": Regime("uk-freezing-orders"),
    "ukraine-misappropriation": Regime("misappropriation"),
    "ukraine-sovereignty": Regime("ukraine"),
    "venezuela": Regime("venezuela"),
    "yemen": Regime("yemen", un=True),
    "zimbabwe": Regime("zimbabwe"),
}
"""Regime by the slug of its name; one that is not here keeps its own name as topic."""

KINDS = {"individual": Kind.PERSON, "entity": Kind.ORGANIZATION, "ship": Kind.VESSEL}

SOURCE = Source(
    name="gb_ofsi",
    title="Consolidated List of Financial Sanctions Targets in the UK",
    party=PARTY,
    authority=AUTHORITY,
    register=REGISTER,
    topics=frozenset(regime.topic for regime in REGIMES.values()),
    kinds=frozenset(kind.value for kind in KINDS.values()),
    fewest=1500,
    filled=(("designations", 1.0), ("references", 1.0), ("remarks", 0.75), ("births", 0.3)),
    formats="ConList CSV: 29 columns (to 2021), 36 columns (2022 format)",
)

_NEEDED = ("Name 6", "Name 1", "Group Type", "Alias Type", "Regime", "Listed On", "Group ID")
_LINES = tuple(f"Address {number}" for number in range(1, 7))
_NATIONAL_ID = ("National Identification Details", "NI Details")
_PLACED = frozenset(
    {
        *_NEEDED, *_LINES, *_NATIONAL_ID, "Name 2", "Name 3", "Name 4", "Name 5", "Title",
        "Name Non-Latin Script", "DOB", "Town of Birth", "Country of Birth", "Passport Number",
        "Passport Details", "NI Number", "National Identification Number", "Position",
        "Post/Zip Code", "Country", "Other Information", "Alias Quality",
        "UK Sanctions List Date Designated", "Last Updated",
    }
)  # fmt: skip

T_ = TypeVar("T_")
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one entry in file order; ``line`` is the line of the first."""

    id: str
    line: int
    rows: tuple[Row, ...]

    def values(self, column: str) -> tuple[str, ...]:
        """Return what the column holds in these rows, each text once, without blank ones."""
        return distinct(row.get(column, "") for row in self.rows)


def read(inputs: Sequence[Input]) -> Iterator[Item]:
    """Yield the heading, then each entry.

    The cut copies about look like whole ones, so that the heading can't tell them apart.

    Raises:
        FormatError: not one file, not a ConList, or a damaged one.
    """
    source = single(inputs, SOURCE.name)
    yield Heading(generated=_generated(source))
    yield from attempt(record, entries(source), where=place, raw=raw)


def entries(source: Input) -> Iterator[Group]:
    """Yield the groups of the file in the order of their first rows.

    Raises:
        FormatError: see `table`.
    """
    return grouped(table(source, _NEEDED, *_encodings(source)), "Group ID")


def record(group: Group) -> Record:
    """Read one group.

    Raises:
        RecordError: no Group ID, no name, an unknown Group Type or no regime.
        ValueError: a date of listing that is none.
    """
    information = " ".join(group.values("Other Information"))
    kind = kind_of(group, "Group Type")
    born, unread = births(group, "DOB")
    return Record(
        source=SOURCE.name,
        entry=required(group.id, "Group ID"),
        kind=kind,
        names=unique_names(name for row in group.rows for name in _names(row)),
        designations=tuple(_designations(group, information)),
        births=born,
        birth_places=birth_places(group, "Town of Birth", "Country of Birth"),
        countries=country_codes(group.values("Nationality")),
        gender=_gender(information),
        titles=group.values("Title"),
        positions=group.values("Position"),
        addresses=addresses(group, _LINES, "Post/Zip Code", "Country"),
        identifiers=(*_identifiers(group), *_imo(information, kind)),
        references=tuple(_references(group.id, information, kind)),
        details=(*unread, *unplaced(group, _PLACED)),
        remarks=information,
    )


def _generated(source: Input) -> PartialDate:
    label, date = [*first_row(source, *_encodings(source)), "", ""][:2]
    try:
        if clean(label) != "Last Updated":
            raise ValueError("the first cell is not 'Last Updated'")
        return parse_dmy(date)
    except ValueError as error:
        raise FormatError(
            f"{source.name}: line 1: not the ConList of {SOURCE.authority}: {error}"
        ) from None


def _encodings(source: Input) -> tuple[str, ...]:
    """Return the encodings that the layout may have: only the older one is in Windows-1252."""
    with source.open() as stream:
        newer = b"Non-Latin Script" in stream.read(4096)
    return ("utf-8-sig",) if newer else ("utf-8-sig", "cp1252")


def _names(row: Row) -> Iterator[Name]:
    kind = clean(row["Alias Type"]).casefold()
    alias = kind not in ("prime alias", "primary name")
    weak = clean(row.get("Alias Quality")).casefold().startswith("low")
    former = kind == "fka"
    language = language_code(clean(row.get("Non-Latin Script Language")))
    for text, lang in ((full_name(row), ""), (clean(row.get("Name Non-Latin Script")), language)):
        if text:
            yield Name(text=text, alias=alias, weak=weak, former=former, lang=lang)


def _designations(group: Group, information: str) -> Iterator[Designation]:
    """Yield one act per regime, in the order of the rows."""
    for programme in required(group.values("Regime"), "Regime"):
        rows = [row for row in group.rows if clean(row["Regime"]) == programme]
        act = Group(group.id, group.line, tuple(rows))
        regime = regime_of(programme)
        listed = dates(act, "Listed On", DateKind.DESIGNATED)
        yield Designation(
            party=PARTY,
            authority=AUTHORITY,
            programme=programme,
            topic=regime.topic,
            by_regime=regime.by_regime,
            listed_on=min(listed, key=lambda stated: stated.date, default=None),
            dates=(
                *dates(act, "UK Sanctions List Date Designated", DateKind.DESIGNATED),
                *dates(act, "Last Updated", DateKind.AMENDED),
            ),
            origin=_origin(information, programme),
        )


def regime_of(name: str) -> Regime:
    """Return what is known of a regime; of one that is not in `REGIMES`, its own word."""
    word = slug(name)
    return REGIMES.get(word) or Regime(word or "not-stated")


_UNDER = r"(?: only)?(?: under (?P<under>[^.]+))?"
# In this order: with "Both UK listing and EU listing" the UK has an act of its own; "EU and UN"
# and "UN and EU listing" stem from the UN.
_SAID = (
    ("autonomous", re.compile(rf"\bUK listing(?: and EU listing)?{_UNDER}", re.I)),
    (
        "transposes(un)",
        re.compile(rf"(?<!not )\b(?:UN(?: and EU)? listing|EU and UN\b){_UNDER}", re.I),
    ),
    (
        "follows(eu)",
        re.compile(
            rf"(?<!previous )\bEU(?: listed\b|-only listing|(?: not UN)? listing){_UNDER}", re.I
        ),
    ),
)
_UN_REF = re.compile(r"\bUN\W{0,2}R+ef(?:erence)?(?: No)?\b\W*", re.I)


def _origin(information: str, programme: str) -> str:
    """Return what the set phrases say of the act under ``programme``, "" if they say nothing.

    A phrase may name the regimes that it is about ("UN listing under Iran (nuc prol)"); a UN
    number is about those that rest on a UN list.
    """
    word = programme.split(" ", 1)[0]
    for origin, phrase in _SAID:
        for match in phrase.finditer(information):
            if not match["under"] or word in match["under"]:
                return origin
    quoted = _UN_REF.search(information) or _own_un_numbers(information)
    return "transposes(un)" if quoted and regime_of(programme).un else ""


_OLD_IRAN = re.compile(r"[EI]\.[A-Z0-9]{2,3}(?:\.[A-Z0-9]+)+")
_UKSL = re.compile(
    r"\(UK Sanctions List Ref\)\s*:\s*([A-Z]{3}\d{4}(?:(?:,| and|/)\s*[A-Z]{3}\d{4})*)"
)


def _references(group: str, information: str, kind: Kind) -> Iterator[str]:
    """Yield the entry's own number, then those that it quotes as its own.

    UN numbers are read only right after ``UN Ref``, ``UN listing.`` or at the start: in brackets
    or running text they are those of others. A number whose letter is of the other kind (an
    individual under ``QDe.002``) is a misprint and stays in the remarks alone.
    """
    yield f"gb-ofsi:{group}"
    for match in _UKSL.finditer(information):
        for unique_id in re.findall(r"[A-Z]{3}\d{4}", match[1]):
            yield f"gb-uksl:{unique_id}"
    letter = "i" if kind is Kind.PERSON else "e"
    for number in _own_un_numbers(information):
        if letter in number.partition(".")[0].lower()[-1:]:
            yield f"un:{number}"


_OWN = re.compile(rf"(?:{_UN_REF.pattern}|\bUN listing\.?\s+|^)(?=(\S+(?: \d{{3}}\b)?))", re.I)


def _own_un_numbers(information: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for match in _OWN.finditer(information):
        # misprints of the marks alone: Q.I.A.291.11, QI.Z,168.04, KPI. 076
        printed = re.sub(r"^Q\.I\.", "QI.", match[1].replace(",", "."))
        printed = re.sub(r"^(\w{3})\.? (?=\d)", r"\1.", printed)
        old = _OLD_IRAN.match(printed)
        found.update(dict.fromkeys(un_references(printed)[:1] or ([old[0]] if old else [])))
    return tuple(found)


def _gender(information: str) -> str:
    match = re.search(
        r"\b(?:Gender|Sex)\)?\W{1,3}(male|female)\b|(?:^|\. )(male|female)\.", information, re.I
    )
    return (match[1] or match[2]).lower() if match else ""


def _imo(information: str, kind: Kind) -> Iterator[Identifier]:
    """Yield a ship's IMO number.

    The older layout calls ships entities and begins their information with the number; later in
    a text it may be that of a ship that the entry owns.
    """
    label = r"\(?IMO(?: number)?\)?\W+" if kind is Kind.VESSEL else r"^\(?IMO(?: number)?\)?\W+"
    match = re.search(label + r"(\d{7})\b", information, re.I)
    if match and imo_number(match[1]):
        yield Identifier(type="imo", value=match[1])


def _identifiers(group: Group) -> Iterator[Identifier]:
    yield from numbers(group, "passport", "Passport Number", "Passport Details")
    yield from numbers(group, "national_id", "NI Number", "")
    for details in _NATIONAL_ID:
        if details in group.rows[0]:
            yield from numbers(group, "national_id", "National Identification Number", details)


# What follows is the same in the UK Sanctions List.


def table(source: Input, needed: Sequence[str], *encodings: str) -> Iterator[tuple[int, Row]]:
    """Yield (line, row by column name) of a table whose header is on line 2.

    Raises:
        FormatError: no such header, a column of ``needed`` missing or one twice, or a row with
            another number of fields (the file was cut or its quoting is broken).
    """
    rows = csv_rows(source, *encodings)
    next(rows, None)
    header = [clean(name) for name in next(rows, (0, []))[1]]
    _check(source, header, needed)
    for line, fields in rows:
        if len(fields) < len(header) or any(fields[len(header) :]):
            raise FormatError(
                f"{source.name}: line {line}: {len(fields)} fields, not {len(header)};"
                " get a fresh copy from the publisher"
            )
        yield line, dict(zip(header, fields, strict=False))


def first_row(source: Input, *encodings: str) -> list[str]:
    """Return the fields of the first row that is not blank, none for an empty file."""
    return next(csv_rows(source, *encodings), (0, []))[1]


def _check(source: Input, header: list[str], needed: Sequence[str]) -> None:
    missing = [column for column in needed if column not in header]
    twice = [column for column in dict.fromkeys(header) if column and header.count(column) > 1]
    if missing or twice:
        problem = f"no column {missing[0]!r}" if missing else f"column {twice[0]!r} stands twice"
        raise FormatError(f"{source.name}: line 2: {problem}; is it a file of this source?")


def grouped(rows: Iterable[tuple[int, Row]], key: str) -> Iterator[Group]:
    """Yield the rows of each value of the column ``key`` together; a row without one by itself."""
    groups: dict[str, list[tuple[int, Row]]] = {}
    for line, row in rows:
        groups.setdefault(clean(row[key]) or f"line {line}", []).append((line, row))
    for lines in groups.values():
        line, first = lines[0]
        yield Group(clean(first[key]), line, tuple(row for _, row in lines))


def place(group: Group) -> str:
    """Say where a group begins."""
    return f"line {group.line}"


def raw(group: Group) -> str:
    """Return the printed fields of a group: a line for each row, fields parted by ``|``."""
    return "\n".join("|".join(row.values()) for row in group.rows)


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the texts, cleaned, each once, without blank ones."""
    cleaned = (clean(text) for text in dict.fromkeys(texts))
    return tuple(dict.fromkeys(text for text in cleaned if text))


def required(value: T_, column: str) -> T_:
    """Return ``value`` if it isn't empty.

    Raises:
        RecordError: it is empty.
    """
    if not value:
        raise RecordError(f"no {column}")
    return value


def kind_of(group: Group, column: str) -> Kind:
    """Return the kind that the column states.

    Raises:
        RecordError: none, several, or one that is not in `KINDS`.
    """
    stated = group.values(column)
    kinds = {KINDS.get(text.casefold()) for text in stated}
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind is None:
        raise RecordError(f"{column}: {' and '.join(stated) or 'not stated'}")
    return kind


_NAME_PARTS = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6")


def full_name(row: Row) -> str:
    """Join the parts: given names in their order, then ``Name 6``, surname or whole name."""
    return clean(" ".join(row.get(part, "") for part in _NAME_PARTS))


def unique_names(names: Iterable[Name]) -> tuple[Name, ...]:
    """Return each text once, captions first; of doubles the caption, or the one of more weight.

    Raises:
        RecordError: there is none.
    """
    kept: dict[str, Name] = {}
    for name in sorted(names, key=lambda name: (name.alias, name.weak, name.former)):
        kept.setdefault(name.text, name)
    if not kept:
        raise RecordError("no name")
    return tuple(kept.values())


@cache
def language_code(name: str) -> str:
    """Return the ISO 639 code of a language by its English name, "" if it is not known."""
    from babel import Locale

    wanted = {"farsi": "persian"}.get(name.casefold(), name.casefold())
    languages = Locale("en").languages
    return next((code for code, known in languages.items() if known.casefold() == wanted), "")


def partial_day(text: str) -> PartialDate | None:
    """Read ``29/03/2001`` with ``00``, ``dd`` or ``mm`` for what is not known, or a year alone."""
    text = re.sub(r"\b(?:dd|mm)\b", "00", text.strip(" '’"), flags=re.I)
    try:
        return parse_dmy(f"00/00/{text}" if re.fullmatch(r"\d{4}", text) else text)
    except ValueError:
        return None


def births(group: Group, column: str) -> tuple[tuple[Birth, ...], tuple[tuple[str, str], ...]]:
    """Return the dates of birth, and those that are no dates as details."""
    read = {text: partial_day(text) for text in group.values(column)}
    born = dict.fromkeys(Birth(date=date) for date in read.values() if date)
    return tuple(born), tuple((column, text) for text, date in read.items() if date is None)


def dates(group: Group, column: str, kind: DateKind) -> tuple[StatedDate, ...]:
    """Return the dates of a column.

    Raises:
        ValueError: one that is no date.
    """
    return tuple(StatedDate(date=parse_dmy(text), kind=kind) for text in group.values(column))


def addresses(
    group: Group, lines: Sequence[str], post_code: str, country: str
) -> tuple[Address, ...]:
    """Return the addresses: the lines, post code and country as printed, joined by commas."""
    columns = (*lines, post_code, country)
    cells = dict.fromkeys(tuple(row.get(column, "") for column in columns) for row in group.rows)
    printed = (tuple(clean(cell) for cell in row) for row in cells)
    return tuple(
        dict.fromkeys(
            Address(text=", ".join(filter(None, row)), country=stated_country(row[-1]))
            for row in printed
            if any(row)
        )
    )


def stated_country(text: str) -> str:
    """Return the code of a country that has a note behind it: ``Libya (as at Feb 2014)``."""
    bare = re.split(r"\s*\(|\s+as (?:at|of)\b|\s+(?:citizenship|national)$", text, maxsplit=1)[0]
    return country_code(text) or country_code(bare)


def country_codes(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of the countries in texts such as ``(1) Somali (2) Swedish``."""
    codes = (stated_country(part) for text in texts for part in parts(text))
    return tuple(dict.fromkeys(code for code in codes if code))


def birth_places(group: Group, town: str, country: str) -> tuple[str, ...]:
    """Return the places of birth; numbered towns and countries are paired if they are as many."""
    found: dict[str, None] = {}
    for row in group.rows:
        towns, countries = parts(clean(row.get(town))), parts(clean(row.get(country)))
        if len(towns) != len(countries):
            towns, countries = [clean(row.get(town))], [clean(row.get(country))]
        for pair in zip(towns, countries, strict=True):
            found[", ".join(filter(None, pair))] = None
    return tuple(text for text in found if text)


_ENUMERATOR = re.compile(r"(?:^|(?<=[\s,;.]))\(?(?:[1-9]\d?|[a-h])\)\s*")


def parts(text: str) -> list[str]:
    """Split a text that numbers its parts, as in ``(1) Afghan (2) Pakistani``; else keep it."""
    if not _ENUMERATOR.match(text):
        return [text]
    return [part for piece in _ENUMERATOR.split(text) if (part := piece.strip(" ,;-"))]


_NUMBER = re.compile(
    r"(?:[^\d()]*\b(?i:no|number)\b[\s.:]*)?([A-Z]{0,4}[ -]?\d[\w/.-]*(?: \d[\w/-]*)*)"
)


def numbers(group: Group, kind: str, number: str, details: str) -> tuple[Identifier, ...]:
    """Return the numbers of a column with the details beside them.

    Where one cell holds both (the older layout), the value is the number that it begins with, or
    that follows its first "no" or "number", and the note is the whole of it; else the value is.
    """
    cells = dict.fromkeys((row.get(number, ""), row.get(details, "")) for row in group.rows)
    found = (
        _identifier(kind, value, note)
        for cell in cells
        for value, note in _pairs(*(clean(text) for text in cell))
    )
    return tuple(dict.fromkeys(found))


def _pairs(value: str, note: str) -> Iterable[tuple[str, str]]:
    values, notes = parts(value), parts(note)
    if not value:
        return [("", text) for text in notes if text]
    if len(values) == len(notes):
        return zip(values, notes, strict=True)
    return [(text, note) for text in values]


def _identifier(kind: str, value: str, note: str) -> Identifier:
    printed = value or note
    match = _NUMBER.match(printed)
    if match and not (value and note):
        value, note = match[1].rstrip(" .-/"), printed
    return Identifier(
        type=kind, value=value or printed, country=_issuer(note), note="" if note == value else note
    )


def _issuer(note: str) -> str:
    """Return the country that a note begins with or has in brackets: ``123 (Bahraini)``."""
    bracketed = re.findall(r"\(([^()]+)\)", note)
    first = re.split(r"[.,:;(]| number| passport", note, maxsplit=1)[0]
    codes = (country_code(text) for text in (first, *bracketed))
    return next((code for code in codes if code), "")


def unplaced(group: Group, placed: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield (label, text) of the columns that have no field of their own in a record."""
    for column in group.rows[0]:
        if column not in placed:
            for text in group.values(column):
                yield column or "(no label)", text
