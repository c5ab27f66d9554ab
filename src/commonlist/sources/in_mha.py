"""India's banned terrorist organisations: the page of the Ministry of Home Affairs, in HTML.

It shows the First Schedule to the Unlawful Activities (Prevention) Act, 1967, to which section 35
adds organisations: a table of serial number and organisation, under a title with its day ("As on
30-03-2015"). Rows have no dates and no numbers that last, so that an entry's id is the slug of
its first name. One row takes over a whole schedule of the UN's: a designation by reference. It is
no organisation, and is read as an entry of kind ``other``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commonlist.errors import FormatError, RecordError
from commonlist.records import Designation, Kind, Name, Record
from commonlist.sources.reading import Heading, Ids, Input, Item, attempt, single, text_of
from commonlist.sources.source import Source
from commonlist.values.dates import PartialDate, parse_dmy
from commonlist.values.text import clean, slug

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# The whole schedule is of "terrorist organisations", by the Act's own word.
TOPIC = "terrorism"
PROGRAMME = "UAPA First Schedule"
SOURCE = Source(
    name="in_mha",
    title="Banned terrorist organisations under section 35 of the UAPA (India)",
    party="in",
    authority="Ministry of Home Affairs",
    register="in_uapa",
    topics=frozenset({TOPIC}),
    kinds=frozenset({"organization", "other"}),
    fewest=20,
    filled=(("designations", 1.0), ("references", 1.0)),
    formats="HTML page",
)
_MAX_PAGE = 8 << 20
COLUMNS = 2
"""Serial number, organisation."""
LEGAL_BASIS = "Unlawful Activities (Prevention) Act, 1967, section 35 and First Schedule"

_AS_ON = re.compile(r"\bas on\s+(\d{1,2}[-./]\d{1,2}[-./]\d{4})", re.I)
_BY_REFERENCE = re.compile(r"\blisted in the Schedule to\b", re.I)
_EXTENT = re.compile(r"[\s,]*(?:\band\s+)?\b((?:all its|its all)\b.*)$", re.I)
_ACRONYM = re.compile(r"\s*\(([A-Z]{2,}(?:-[A-Z]+)?)\)")
_BETWEEN = re.compile(r"\s*/\s*|\s+or\s+|,\s+(?=[A-Z]{2,}\b)")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file, the id of its entry, and its cells as printed."""

    line: int
    id: str
    cells: tuple[str, ...]


def read(inputs: Sequence[Input]) -> Iterator[Item]:
    """Yield the heading, then each row.

    Raises:
        FormatError: not one file, or not the page with the table.
    """
    source = single(inputs, SOURCE.name)
    page = _page(source)
    yield Heading(generated=_generated(page, source.name))
    yield from attempt(
        record,
        _rows(page, source.name),
        where=lambda row: f"{source.name}: line {row.line}",
        raw=lambda row: "|".join(row.cells),
    )


def entries(source: Input) -> Iterator[Row]:
    """Yield the rows under the table's header.

    Raises:
        FormatError: no HTML, no such table, or no row in it.
    """
    yield from _rows(_page(source), source.name)


def record(row: Row) -> Record:
    """Read one row.

    Raises:
        RecordError: not two cells, or no name.
    """
    if len(row.cells) != COLUMNS:
        raise RecordError(f"{len(row.cells)} cells, not {COLUMNS}")
    if not row.id:
        raise RecordError("no name")
    serial, printed = row.cells
    by_reference = bool(_BY_REFERENCE.search(printed))
    return Record(
        source=SOURCE.name,
        entry=row.id,
        kind=Kind.OTHER if by_reference else Kind.ORGANIZATION,
        names=tuple(Name(text=text, alias=at > 0) for at, text in enumerate(names(printed))),
        designations=(
            Designation(
                party=SOURCE.party,
                authority=SOURCE.authority,
                programme=PROGRAMME,
                topic=TOPIC,
                legal_basis=LEGAL_BASIS,
                reference=serial,
                # Section 35 knows both ways, on its own belief or after the UN; rows don't say.
                origin="transposes(un)" if by_reference else "",
            ),
        ),
        references=(f"in-mha:{row.id}",),
        details=tuple(("Extent", extent) for extent in _EXTENT.findall(printed)),
        remarks=printed,
    )


def names(printed: str) -> tuple[str, ...]:
    """Return the names in one cell, each once; short forms in brackets stand after the names.

    >>> names("Front of Examples (FOE)/Example Front and all its manifestations")
    ('Front of Examples', 'Example Front', 'FOE')
    """
    if _BY_REFERENCE.search(printed):
        return (printed,)
    named = _EXTENT.sub("", printed)
    full = (part.strip(" ,.") for part in _BETWEEN.split(_ACRONYM.sub("", named)))
    return tuple(dict.fromkeys(text for text in (*full, *_ACRONYM.findall(named)) if text))


def _page(source: Input) -> "HtmlElement":
    from lxml import etree, html

    text = text_of(source, "utf-8-sig", "cp1252")
    if len(text) > _MAX_PAGE:
        raise FormatError(f"{source.name}: larger than {_MAX_PAGE >> 20} MB, no page is; refused")
    # As bytes: lxml takes no text that declares an encoding of its own.
    data = text.encode()
    try:
        return html.document_fromstring(data, html.HTMLParser(encoding="utf-8", no_network=True))
    except etree.LxmlError as error:
        raise FormatError(f"{source.name}: no HTML page: {error}; get a fresh copy") from None


def _generated(page: "HtmlElement", name: str) -> PartialDate | None:
    match = _AS_ON.search(_text(page))
    try:
        return parse_dmy(match[1]) if match else None
    except ValueError as error:
        raise FormatError(f"{name}: the day of the list is {error}") from None


def _text(element: "HtmlElement") -> str:
    """Return the text, with a blank where a line or paragraph begins."""
    nodes = element.xpath(".//text() | .//br | .//p | .//td")
    return clean("".join(node if isinstance(node, str) else " " for node in nodes))


def _rows(page: "HtmlElement", name: str) -> Iterator[Row]:
    ids = Ids()
    for row in _table(page, name).iter("tr"):
        if row.find("td") is None:
            continue
        cells = tuple(_text(cell) for cell in row.iterchildren("td", "th"))
        first = next(iter(names(cells[-1])), "") if len(cells) == COLUMNS else ""
        yield Row(row.sourceline or 0, ids.free(slug(first)), cells)
    if not ids:
        raise FormatError(f"{name}: no organisation in the table; get a fresh copy")


def _table(page: "HtmlElement", name: str) -> "HtmlElement":
    for table in page.iter("table"):
        first = next(table.iter("tr"), table)
        labels = [slug(_text(cell)) for cell in first.iterchildren("td", "th")]
        if len(labels) == COLUMNS and labels[1] in ("organisation", "organization"):
            return table
    raise FormatError(
        f"{name}: no table of serial number and organisation; is it the page of {SOURCE.authority}?"
    )
