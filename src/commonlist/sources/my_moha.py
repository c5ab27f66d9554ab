"""Malaysia's list of specified entities (Ministry of Home Affairs, AMLA section 66B).

XML saved from a tagged PDF, in two shapes (with ``Part`` and ``TD`` alone, or with ``Document``,
``THead`` and ``TH``), and a plain table of ``entry`` and ``field``. Columns are known by their
number alone: the headings are misspelt, empty or in Malay. A person has 13 of them, a group 7.
References are printed with blanks, and once with two dots, in places: ``KDN. I..80-2021``. A saved
browser's banner, which is no XML, can stand before the root.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
from commonlist.sources.reading import Fault, Heading, Input, attempt, single, xml_elements
from commonlist.sources.source import Source
from commonlist.values.countries import country_code
from commonlist.values.dates import PartialDate, parse_dmy, parse_iso, parse_words
from commonlist.values.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

SOURCE = Source(
    name="my_moha",
    title="Specified entities under section 66B AMLA (Malaysia)",
    party="my",
    authority="Ministry of Home Affairs",
    register="my_66b",
    kinds=frozenset({"person", "organization"}),
    fewest=50,
    filled=(("names", 1.0), ("designations", 1.0), ("countries", 0.7)),
    formats="XML saved from PDF",
)
PROGRAMME = "AMLA s.66B"
BASIS = (
    "Anti-Money Laundering, Anti-Terrorism Financing and Proceeds of Unlawful Activities Act 2001,"
    " section 66B"
)
PERSON = ("No.", "Reference", "Name", "Title", "Designation", "Date of Birth", "Place of Birth",
          "Other Name", "Nationality", "Passport Number", "Identification Card Number", "Address",
          "Date of Listed")  # fmt: skip
GROUP = ("No.", "Reference", "Name", "Alias", "Other Name", "Address", "Date of Listed")
_REFERENCE = re.compile(r"KDN\.([IK])\.(\d+-\d{4})")
_MONTHS = {
    "januari": "January", "februari": "February", "mac": "March", "mei": "May", "jun": "June",
    "julai": "July", "ogos": "August", "oktober": "October", "disember": "December",
}  # fmt: skip
_LETTER = re.compile(r"(?:^|\s)(?:\(?[a-z]\)|(?:i{1,3}|iv|vi{0,3}|ix|x)\.)\s+")
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its number among the rows, and its cells as lines of text."""

    number: int
    cells: tuple[tuple[str, ...], ...]

    def text(self) -> str:
        """Return the cells in one line, for the quarantine."""
        return " | ".join(" / ".join(cell) for cell in self.cells)


def entries(source: Input) -> Iterator[Row | PartialDate]:
    """Yield each row that is no heading of a table, and the day on which the PDF was made.

    Raises:
        FormatError: no well-formed XML, or without a row.
    """
    number = 0
    for element in xml_elements(source, "CreateDate", "TR", "entry", skip_before_root=True):
        if element.tag.endswith("CreateDate"):
            with suppress(ValueError):
                yield parse_iso(element.text or "")
            continue
        row = Row(number + 1, tuple(_lines(cell) for cell in element))
        if any(any(cell) for cell in row.cells) and not _is_heading(row):
            number += 1
            yield row
    if not number:
        raise FormatError(f"{source.name}: no row of a list in it; check that it is {SOURCE.name}")


def record(row: Row) -> Record:
    """Read one row.

    Raises:
        RecordError: no reference, another number of columns than its kind has, or no name.
    """
    reference = re.sub(r"\.+", ".", re.sub(r"\s", "", _cell(row, 1)))
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise RecordError("no reference KDN.I or KDN.K")
    columns = PERSON if match[1] == "I" else GROUP
    if len(row.cells) != len(columns):
        raise RecordError(f"{len(row.cells)} columns, not {len(columns)}")
    fields = dict(zip(columns, row.cells, strict=True))
    births, other_births = _births(fields.get("Date of Birth", ()))
    countries, other_countries = _countries(fields.get("Nationality", ()))
    listed, other_listed = _listed(fields["Date of Listed"])
    return Record(
        source=SOURCE.name,
        entry=reference,
        kind=Kind.PERSON if match[1] == "I" else Kind.ORGANIZATION,
        names=_names(fields),
        designations=(_designation(reference, listed),),
        births=births,
        birth_places=_values(fields.get("Place of Birth", ())),
        countries=countries,
        titles=_values(fields.get("Title", ())),
        positions=_values(fields.get("Designation", ())),
        addresses=tuple(_address(text) for text in _values(fields["Address"])),
        identifiers=_identifiers(fields),
        references=(f"my-moha:{reference}",),
        details=(*other_births, *other_countries, *other_listed),
    )


def read(inputs: Sequence[Input]) -> Iterator[Heading | Record | Fault]:
    """Yield each entry, then the heading: the list's date is the day on which the PDF was made.

    Raises:
        FormatError: see `entries`.
    """
    source = single(inputs, SOURCE.name)
    days: list[PartialDate] = []

    def rows() -> Iterator[Row]:
        for entry in entries(source):
            if isinstance(entry, Row):
                yield entry
            else:
                days.append(entry)

    yield from attempt(
        record, rows(), where=lambda row: f"{source.name}: row {row.number}", raw=Row.text
    )
    yield Heading(generated=days[0] if days else None)


def _lines(cell: "_Element") -> tuple[str, ...]:
    """Return the paragraphs and list items of a cell, or its text where it has none."""
    parts = [part for part in cell.iter("P", "LBody") if part.tag == "P" or not len(part)]
    lines = (clean("".join(part.itertext())) for part in parts or [cell])
    return tuple(line for line in lines if line and line != "-")


def _is_heading(row: Row) -> bool:
    return bool(re.match(r"\(1\)", _cell(row, 0)))


def _cell(row: Row, column: int) -> str:
    return " ".join(row.cells[column]) if column < len(row.cells) else ""


def _joined(lines: tuple[str, ...]) -> str:
    """Join wrapped lines; one that ends in a hyphen goes on without a blank."""
    return re.sub(r"(?<=\w-)\n", "", "\n".join(lines)).replace("\n", " ")


def _values(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return what stands under a), b) or (a), (b) or i., ii.; else the whole cell."""
    parts = _LETTER.split(_joined(lines))
    return tuple(part for part in (part.strip(" ;") for part in parts) if part and part != "-")


def _names(fields: dict[str, tuple[str, ...]]) -> tuple[Name, ...]:
    """Return the name as printed, the names on both sides of an ``@`` in it, and the aliases.

    ``@`` joins two names (``A bin B @ C bin D``) or two parts of one (``A @ C bin B``): only
    sides of two words or more are whole names.
    """
    caption = _joined(fields["Name"])
    if not caption:
        raise RecordError("no name")
    sides = caption.split(" @ ")
    whole = sides if len(sides) > 1 and all(" " in side.strip() for side in sides) else []
    printed = (*_values(fields.get("Alias", ())), *_values(fields["Other Name"]))
    others = dict.fromkeys(side.strip() for side in (*whole, *printed))
    return (Name(text=caption), *(Name(text=text, alias=True) for text in others))


def _designation(reference: str, listed: StatedDate | None) -> Designation:
    return Designation(
        party=SOURCE.party,
        authority=SOURCE.authority,
        programme=PROGRAMME,
        topic="terrorism",  # section 66B is about terrorists and terrorist organisations alone
        listed_on=listed,
        legal_basis=BASIS,
        reference=reference,
    )


def _births(lines: tuple[str, ...]) -> tuple[tuple[Birth, ...], tuple[tuple[str, str], ...]]:
    """Return the days of birth, and the cell as a detail where it holds anything else."""
    text = _joined(lines)
    births = []
    for day in _DAY.findall(text):
        with suppress(ValueError):
            births.append(Birth(date=parse_dmy(day)))
    rest = _LETTER.sub(" ", _DAY.sub("", text)).strip(" ;,")
    lost = rest or len(births) < len(_DAY.findall(text))
    return tuple(births), (("Date of Birth", text),) if lost else ()


def _countries(lines: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the codes of nationalities, and the cell as a detail where it says more."""
    text = _joined(lines)
    named = [part for part in re.split(r"[/,;]", re.sub(r"\(.*?\)", "", text)) if part.strip()]
    codes = [country_code(part) for part in named]
    more = "(" in text or not all(codes)
    return tuple(filter(None, codes)), (("Nationality", text),) if text and more else ()


def _listed(lines: tuple[str, ...]) -> tuple[StatedDate | None, tuple[tuple[str, str], ...]]:
    """Return the day of listing, English or Malay; a text that is none is kept as a detail."""
    text = _joined(lines)
    words = re.sub(r"[A-Za-z]+", lambda word: _MONTHS.get(word[0].lower(), word[0]), text)
    try:
        return StatedDate(date=parse_words(words), kind=DateKind.DESIGNATED), ()
    except ValueError:
        return None, (("Date of Listed", text),) if text else ()


def _address(text: str) -> Address:
    """Return the address; the country is what stands after its last comma, or all of it."""
    return Address(text=text, country=country_code(text.rsplit(",", 1)[-1]))


def _identifiers(fields: dict[str, tuple[str, ...]]) -> tuple[Identifier, ...]:
    kinds = (("passport", "Passport Number"), ("national_id", "Identification Card Number"))
    return tuple(
        Identifier(type=kind, value=value.strip())
        for kind, column in kinds
        for printed in _values(fields.get(column, ()))
        for value in re.split(r"\s*/ ", printed)
        if value.strip()
    )
