"""The UK Sanctions List, CSV (Foreign, Commonwealth and Development Office).

Since 28 January 2026 the only list of the UK's designations. Line 1 is ``Report Date:
DD-Mon-YYYY``, line 2 the header of 58 columns, found by name. A row is one combination of name,
address, passport and so on; the rows of one ``Unique ID`` are one entry. The spelling of what a
column may hold varies (``Primary Name``, ``Primary name``), and what is not known of a date of
birth is printed ``dd`` or ``mm`` (``dd/mm/1968``).
"""

import re
from collections.abc import Iterator, Sequence

from commonlist.errors import FormatError
from commonlist.records import DateKind, Designation, Identifier, Kind, Link, Name, Record
from commonlist.sources.gb_ofsi import (
    KINDS,
    PARTY,
    REGISTER,
    Group,
    Regime,
    Row,
    addresses,
    birth_places,
    births,
    country_codes,
    dates,
    distinct,
    first_row,
    full_name,
    grouped,
    kind_of,
    language_code,
    numbers,
    parts,
    place,
    raw,
    regime_of,
    required,
    table,
    unique_names,
    unplaced,
)
from commonlist.sources.reading import Heading, Input, Item, attempt, single
from commonlist.sources.source import Source
from commonlist.values.dates import PartialDate, parse_words
from commonlist.values.identifiers import imo_number, un_references
from commonlist.values.text import clean

AUTHORITY = "Foreign, Commonwealth and Development Office"

REGIMES = {
    # UN 1267/1989/2253
    "AQD": Regime("terrorism"),
    # UN 1373, as the UK carries it out: international, then domestic counter-terrorism
    "CTI": Regime("terrorism"),
    "CTD": Regime("terrorism"),
    # UN 1988: the Taliban, disputed as a class
    "AFG": Regime("terrorism", by_regime=True),
    # the regime's own word
    "BEL": Regime("belarus"),
    "BIH": Regime("bosnia-and-herzegovina"),
    "CAF": Regime("central-african-republic"),
    "CHW": Regime("chemical-weapons"),
    "CYB": Regime("cyber"),
    "DPR": Regime("dprk"),
    "DRC": Regime("drc"),
    "GAC": Regime("corruption"),
    "GHR": Regime("human-rights"),
    "GIM": Regime("irregular-migration"),
    "GUB": Regime("guinea-bissau"),
    "GUC": Regime("guinea"),
    "HAI": Regime("haiti"),
    "INU": Regime("iran"),
    "IRN": Regime("iran"),
    "IRQ": Regime("iraq"),
    "LIB": Regime("libya"),
    "MAL": Regime("mali"),
    "MYA": Regime("myanmar"),
    "NIC": Regime("nicaragua"),
    "RUS": Regime("russia"),
    "SOM": Regime("somalia"),
    "SSU": Regime("south-sudan"),
    "SUD": Regime("sudan"),
    "SYR": Regime("syria"),
    "VEN": Regime("venezuela"),
    "YEM": Regime("yemen"),
}
"""Regime by the letters that a Unique ID begins with."""

SOURCE = Source(
    name="gb_uksl",
    title="UK Sanctions List",
    party=PARTY,
    authority=AUTHORITY,
    register=REGISTER,
    topics=frozenset(regime.topic for regime in REGIMES.values()),
    kinds=frozenset(kind.value for kind in KINDS.values()),
    fewest=3000,
    filled=(("designations", 1.0), ("references", 1.0), ("births", 0.15), ("countries", 0.4)),
    formats="UK-Sanctions-List.csv, 58 columns",
)

_NEEDED = (
    "Unique ID", "Name 6", "Name 1", "Name type", "Regime Name", "Designation Type",
    "Designation source", "Date Designated", "Last Updated",
)  # fmt: skip
_LINES = tuple(f"Address Line {number}" for number in range(1, 7))
_LINKS = {
    "Subsidiaries": "subsidiary",
    "Parent company": "parent",
    "Current owner/operator (s)": "owner",
    "Previous owner/operator (s)": "previous_owner",
}
_NUMBERS = {
    "Business registration number (s)": "registration",
    "Phone number": "phone",
    "Website": "website",
    "Email address": "email",
}
_PLACED = frozenset(
    {
        *_NEEDED, *_LINES, *_LINKS, *_NUMBERS, "Name 2", "Name 3", "Name 4", "Name 5",
        "Alias strength", "Title", "Name non-latin script", "OFSI Group ID",
        "UN Reference Number", "Sanctions Imposed", "Other Information", "Address Postal Code",
        "Address Country", "D.O.B", "National Identifier number",
        "National Identifier additional information", "Passport number",
        "Passport additional information", "Position", "Gender", "Town of birth",
        "Country of birth", "IMO number",
    }
)  # fmt: skip


def read(inputs: Sequence[Input]) -> Iterator[Item]:
    """Yield the heading, then each entry.

    Raises:
        FormatError: not one file, not the UK Sanctions List, or a damaged one.
    """
    source = single(inputs, SOURCE.name)
    yield Heading(generated=_generated(source))
    yield from attempt(record, entries(source), where=place, raw=raw)


def entries(source: Input) -> Iterator[Group]:
    """Yield the groups of the file in the order of their first rows.

    Raises:
        FormatError: see `commonlist.sources.gb_ofsi.table`.
    """
    return grouped(table(source, _NEEDED, "utf-8-sig"), "Unique ID")


def record(group: Group) -> Record:
    """Read one group.

    Raises:
        RecordError: no Unique ID, no name, an unknown Designation Type or no regime.
        ValueError: a date of designation that is none.
    """
    kind = kind_of(group, "Designation Type")
    born, unread = births(group, "D.O.B")
    nationality, flag = "Nationality(/ies)", "Current believed flag of ship"
    return Record(
        source=SOURCE.name,
        entry=required(group.id, "Unique ID"),
        kind=kind,
        names=unique_names(name for row in group.rows for name in _names(row)),
        designations=tuple(_designations(group)),
        births=born,
        birth_places=birth_places(group, "Town of birth", "Country of birth"),
        countries=country_codes((*group.values(nationality), *group.values(flag))),
        gender="; ".join(dict.fromkeys(text.lower() for text in group.values("Gender"))),
        titles=group.values("Title"),
        positions=group.values("Position"),
        addresses=addresses(group, _LINES, "Address Postal Code", "Address Country"),
        identifiers=tuple(_identifiers(group, kind)),
        references=tuple(_references(group)),
        links=tuple(_links(group)),
        details=(*unread, *unplaced(group, _PLACED)),
        remarks=" ".join(group.values("Other Information")),
    )


def _generated(source: Input) -> PartialDate:
    label, _, date = (first_row(source, "utf-8-sig") or [""])[0].partition(":")
    try:
        if clean(label) != "Report Date":
            raise ValueError("the first cell is not 'Report Date: ...'")
        return parse_words(date.replace("-", " "))
    except ValueError as error:
        raise FormatError(f"{source.name}: line 1: not the {SOURCE.title}: {error}") from None


def _names(row: Row) -> Iterator[Name]:
    """Yield the Latin name and the one in another script; a variation is no caption of its own."""
    alias = clean(row["Name type"]).casefold() != "primary name"
    weak = clean(row.get("Alias strength")).casefold().startswith("low")
    language = language_code(clean(row.get("Non-latin script language")))
    for text, lang in ((full_name(row), ""), (clean(row.get("Name non-latin script")), language)):
        if text:
            yield Name(text=text, alias=alias, weak=weak, lang=lang)


def _designations(group: Group) -> Iterator[Designation]:
    """Yield one act per regime; the name of the regime is that of its regulations."""
    for programme in required(group.values("Regime Name"), "Regime Name"):
        rows = tuple(row for row in group.rows if clean(row["Regime Name"]) == programme)
        act = Group(group.id, group.line, rows)
        regime = _regime(group.id, programme)
        designated = dates(act, "Date Designated", DateKind.DESIGNATED)
        imposed = "|".join(act.values("Sanctions Imposed")).split("|")
        yield Designation(
            party=PARTY,
            authority=AUTHORITY,
            programme=programme,
            topic=regime.topic,
            by_regime=regime.by_regime,
            listed_on=min(designated, key=lambda stated: stated.date, default=None),
            dates=dates(act, "Last Updated", DateKind.AMENDED),
            legal_basis=programme if "Regulations" in programme else "",
            reference=group.id,
            measures=distinct(imposed),
            origin=_origin(act),
        )


def _regime(unique_id: str, name: str) -> Regime:
    """Return the regime by its letters; if they are new, by the name of its regulations.

    ``The Afghanistan (Sanctions) (EU Exit) Regulations 2020`` is Afghanistan.
    """
    word = re.sub(r"^The\s+", "", re.split(r"\s*\((?:[\w ]+ )?Sanctions\b", name)[0])
    return REGIMES.get(unique_id[:3]) or regime_of(word)


def _origin(act: Group) -> str:
    """Return the origin by the designation source: UN, UK, or both.

    With both the UK has an act of its own beside the one that carries out the UN's.
    """
    sources = {word for text in act.values("Designation source") for word in re.split(r"\W+", text)}
    if "UK" in sources:
        return "autonomous"
    return "transposes(un)" if "UN" in sources else ""


def _references(group: Group) -> Iterator[str]:
    yield f"gb-uksl:{group.id}"
    for text in group.values("OFSI Group ID"):
        yield from (f"gb-ofsi:{number}" for number in re.findall(r"\d+", text))
    for text in group.values("UN Reference Number"):
        yield from (f"un:{number}" for number in un_references(text) or (text,))


def _identifiers(group: Group, kind: Kind) -> Iterator[Identifier]:
    yield from numbers(group, "passport", "Passport number", "Passport additional information")
    yield from numbers(
        group,
        "national_id",
        "National Identifier number",
        "National Identifier additional information",
    )
    for column, type_ in _NUMBERS.items():
        for text in group.values(column):
            yield from (Identifier(type=type_, value=part) for part in parts(text))
    # a company's number in this column is of another series than ships'
    type_ = "imo" if kind is Kind.VESSEL else "registration"
    for text in group.values("IMO number"):
        valid = imo_number(text.upper().removeprefix("IMO"))
        note = "" if valid == text else f"IMO number {text}"
        yield Identifier(type=type_, value=valid or text, note=note)


def _links(group: Group) -> Iterator[Link]:
    for column, role in _LINKS.items():
        for text in group.values(column):
            yield from (Link(role=role, text=part) for part in parts(text))
