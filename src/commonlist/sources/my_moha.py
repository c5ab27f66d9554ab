"""Malaysia's list of specified entities under AMLA section 66B (Ministry of Home Affairs).

Published as a PDF; the copies read here are XML saved from it. Two shapes occur: the tagged PDF
(rows of cells, at times after a browser's banner line that is no XML), and a table of named
fields. Headings are printed in English, in Malay or as numbers alone, so columns are told by
their number: 13 for a person, 7 for a group. References have blanks and doubled dots in places.
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
    title="List of specified entities under section 66B (Malaysia)",
    party="my",
    authority="Ministry of Home Affairs",
    register="my_66b",
    topics=frozenset({"terrorism"}),
    kinds=frozenset({"person", "organization"}),
    fewest=50,
    filled=(
        ("references", 1.0),
        ("designations", 1.0),
        ("countries", 0.6),
        ("identifiers", 0.5),
        ("births", 0.4),
        ("addresses", 0.2),
    ),
    formats="XML saved from the PDF",
)
LEGAL_BASIS = (
    "Anti-Money Laundering, Anti-Terrorism Financing and Proceeds of Unlawful Activities Act 2001"
    " (Act 613), section 66B(1)"
)
# Section 66B is about terrorists and terrorism financing alone: the list is one programme.
PROGRAMME = "AMLA s.66B"
TOPIC = "terrorism"

PERSON = (
    *("No.", "Reference", "Name", "Title", "Designation", "Date of Birth", "Place of Birth"),
    *("Other Name", "Nationality", "Passport Number", "Identification Card Number", "Address"),
    "Date of Listed",
)
GROUP = ("No.", "Reference", "Name", "Alias", "Other Name", "Address", "Date of Listed")
_COLUMNS = {len(PERSON): PERSON, len(GROUP): GROUP}
_KINDS = {"I": Kind.PERSON, "K": Kind.ORGANIZATION}
_REFERENCE = re.compile(r"KDN\.([IK])\.\d+-\d{4}")
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_ENUMERATOR = re.compile(r"(?:^|\s)(?:\(?[a-z]\)|[ivx]{1,4}\.)\s*")
_MONTHS = {
    "januari": "January",
    "februari": "February",
    "mac": "March",
    "mei": "May",
    "julai": "July",
    "ogos": "August",
    "oktober": "October",
    "disember": "December",
}
"""Malay months that are not spelled as in English."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its line in the file, and the texts of its cells."""

    line: str
    cells: tuple[str, ...]


def read(inputs: Sequence[Input]) -> Iterator[Heading | Record | Fault]:
    """Read one file; its `Heading` comes last.

    Its day is the one on which the PDF was made; a table of named fields states none.

    Raises:
        FormatError: more than one file, damaged XML, or not this list.
    """
    source = single(inputs, SOURCE.name)
    yield from attempt(
        record,
        entries(source),
        where=lambda row: f"{source.name}: line {row.line}",
        raw=lambda row: " | ".join(row.cells),
    )
    yield Heading(generated=_made(source))


def entries(source: Input) -> Iterator[Row]:
    """Yield the rows of all tables, without their headings.

    Raises:
        FormatError: damaged XML, or no row with a reference of this list.
    """
    found = False
    for element in xml_elements(source, "TR", "entry", skip_before_root=True):
        row = Row(str(element.sourceline), tuple(map(_text, element.iterchildren("*"))))
        if any(row.cells) and not _is_heading(row):
            found = found or _REFERENCE.search(_reference(row.cells)) is not None
            yield row
    if not found:
        raise FormatError(f"{source.name}: no reference KDN.I or KDN.K in it; not {SOURCE.title}")


def record(row: Row) -> Record:
    """Read one row.

    Raises:
        RecordError: neither 13 nor 7 cells, no reference, no name, or the other kind's columns.
    """
    columns = _COLUMNS.get(len(row.cells))
    if columns is None:
        raise RecordError(f"{len(row.cells)} cells; a person has 13, a group 7")
    reference = _reference(row.cells)
    known = _REFERENCE.fullmatch(reference)
    if known is None:
        raise RecordError(f"no reference: {row.cells[1]!r}")
    kind = _KINDS[known[1]]
    if (kind is Kind.PERSON) != (columns is PERSON):
        raise RecordError(f"{reference} is of a {kind}, but has {len(columns)} cells")
    fields = dict.fromkeys(PERSON + GROUP, "") | {
        column: _stated(cell) for column, cell in zip(columns, row.cells, strict=True)
    }
    country = country_code(fields["Nationality"])
    return Record(
        source=SOURCE.name,
        entry=reference,
        kind=kind,
        names=_names(fields),
        designations=(_designation(reference, fields["Date of Listed"]),),
        births=tuple(Birth(date=day) for day in _births(fields["Date of Birth"])),
        birth_places=_parts(fields["Place of Birth"]),
        countries=(country,) if country else (),
        titles=_parts(fields["Title"]),
        positions=_parts(fields["Designation"]),
        addresses=tuple(map(_address, _parts(fields["Address"]))),
        identifiers=_identifiers(fields),
        references=(f"my-moha:{reference}",),
        details=tuple(_details(fields)),
    )


def _made(source: Input) -> PartialDate | None:
    """Return the day on which the PDF was made, as it is printed."""
    for element in xml_elements(source, "CreateDate", skip_before_root=True):
        try:
            return parse_iso(_text(element))
        except ValueError as error:
            raise FormatError(f"{source.name}: CreateDate is {error}") from None
    return None


def _text(element: "_Element") -> str:
    """Return the text of an element; a word that is wrapped at its hyphen is joined."""
    lines = (clean(line) for line in map(str, element.itertext()))
    return re.sub(r"(?<=\w)-\n", "-", "\n".join(filter(None, lines))).replace("\n", " ")


def _is_heading(row: Row) -> bool:
    """A heading numbers its columns: ``(1) No.``, ``(2) Reference``."""
    return len(row.cells) > 1 and row.cells[1].startswith("(2)")


def _reference(cells: tuple[str, ...]) -> str:
    """Return the reference without blanks and doubled dots.

    >>> _reference(("1", "KDN. I..08- 2014"))
    'KDN.I.08-2014'
    """
    return re.sub(r"\.+", ".", re.sub(r"\s", "", cells[1])) if len(cells) > 1 else ""


def _stated(cell: str) -> str:
    return "" if cell.strip(" -–—") == "" else cell


def _parts(text: str) -> tuple[str, ...]:
    """Split a text that letters its parts, as in ``a) Iraq b) Syria``; else keep it."""
    if not _ENUMERATOR.match(text):
        return (text,) if text else ()
    return tuple(part for piece in _ENUMERATOR.split(text) if (part := piece.strip(" ,;")))


def _names(fields: dict[str, str]) -> tuple[Name, ...]:
    """Return the name as printed, and all others."""
    own = fields["Name"]
    if not own:
        raise RecordError("no name")
    others = (
        *_joined_by_at(own),
        *_parts(fields["Alias"]),
        *(name for part in _parts(fields["Other Name"]) for name in _listed(part)),
    )
    return (Name(text=own), *(Name(text=text, alias=True) for text in dict.fromkeys(others)))


def _joined_by_at(text: str) -> list[str]:
    """Return the whole names that ``@`` ("alias") joins; none where it joins parts of one name.

    >>> _joined_by_at("Aa Bb @ Cc Dd"), _joined_by_at("Aa @ Cc Dd")
    (['Aa Bb', 'Cc Dd'], [])
    """
    names = [name.strip() for name in text.split("@")]
    return names if len(names) > 1 and all(" " in name for name in names) else []


def _listed(text: str) -> list[str]:
    return [name for part in text.split(", ") if (name := part.strip(" ,"))]


def _designation(reference: str, listed: str) -> Designation:
    day = _listing_day(listed)
    return Designation(
        party=SOURCE.party,
        authority=SOURCE.authority,
        programme=PROGRAMME,
        topic=TOPIC,
        listed_on=StatedDate(date=day, kind=DateKind.DESIGNATED) if day else None,
        legal_basis=LEGAL_BASIS,
        reference=reference,
    )


def _listing_day(text: str) -> PartialDate | None:
    """Read ``15 Februari 2023`` or ``12 November 2014``; None if it is no date (see `_details`)."""
    english = re.sub(r"[A-Za-z]+", lambda word: _MONTHS.get(word[0].lower(), word[0]), text)
    try:
        return parse_words(english)
    except ValueError:
        return None


def _births(text: str) -> Iterator[PartialDate]:
    """Yield the days in ``text``; one that the calendar lacks is left out (see `_details`)."""
    for day in _DAY.findall(text):
        with suppress(ValueError):
            yield parse_dmy(day)


def _address(text: str) -> Address:
    return Address(text=text, country=country_code(text.rpartition(",")[2]))


def _identifiers(fields: dict[str, str]) -> tuple[Identifier, ...]:
    passports = (
        number.strip()
        for part in _parts(fields["Passport Number"])
        for number in part.split("/")
        if number.strip()
    )
    return (
        *(Identifier(type="passport", value=number) for number in passports),
        *(
            Identifier(type="national_id", value=number)
            for number in _parts(fields["Identification Card Number"])
        ),
    )


def _details(fields: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what of a cell has no field of its own; the number of the row tells nothing."""
    nationality, born = fields["Nationality"], fields["Date of Birth"]
    listed = fields["Date of Listed"]
    if nationality and ("(" in nationality or not country_code(nationality)):
        yield "Nationality", nationality
    if _DAY.sub("", born).strip(" ,;") or len(list(_births(born))) < len(_DAY.findall(born)):
        yield "Date of Birth", born
    if listed and not _listing_day(listed):
        yield "Date of Listed", listed
