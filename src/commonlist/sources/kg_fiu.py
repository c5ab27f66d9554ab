"""Kyrgyzstan's national list of persons tied to terrorism and extremism (financial intelligence).

A CSV in Russian, one person a row. ``ID`` numbers the rows of one edition without a gap, so it
names nobody from one edition to the next: an entry's id is the slug of its name. Dates stand as
``2018-05-21`` or ``28.10.2017``, two of them at times, and ``CategoryPerson`` has many spellings.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from commonlist.errors import FormatError, RecordError
from commonlist.records import Birth, DateKind, Designation, Kind, Name, Record, StatedDate
from commonlist.sources.reading import Fault, Heading, Ids, Input, attempt, csv_rows, single
from commonlist.sources.source import Source
from commonlist.values.dates import PartialDate, parse_dmy, parse_iso
from commonlist.values.text import clean, slug

SOURCE = Source(
    name="kg_fiu",
    title="National list of persons involved in terrorist and extremist activity (Kyrgyzstan)",
    party="kg",
    authority="State Financial Intelligence Service",
    language="ru",
    register="kg_fiu",
    topics=frozenset({"terrorism", "extremism"}),
    kinds=frozenset({"person"}),
    fewest=500,
    filled=(("births", 0.98), ("birth_places", 0.9), ("designations", 1.0)),
    formats="CSV",
)
COLUMNS = (
    "ID",
    "Name",
    "Surname",
    "Patronomic",
    "DataBirth",
    "PlaceBirth",
    "BasicInclusion",
    "CategoryPerson",
    "DateInclusion",
)
TOPICS = {
    "террорист": ("terrorism", False),
    # extremism is what a court or a foreign service calls so: disputed as a class
    "экстремист": ("extremism", True),
}
"""Category of person → (topic, by_regime)."""
_MISSPELT = {"экстримист": "экстремист"}
# the basis is a letter by which another state's financial intelligence handed over its own list
_LETTERS = (
    (re.compile(r"Письмо Федеральной службы по +(?:финансовому|мониторингу)"), "follows(ru)"),
    (re.compile(r"Письмо Комитета по финансовому мониторингу .* Казахстан"), "follows(kz)"),
)
_NOT_STATED = frozenset({"", "-", "нет данных", "нет"})
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4}|\b\d{4}\b")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its last line in the file, the id of its entry, and its fields by column."""

    line: int
    id: str
    fields: dict[str, str]


def entries(source: Input) -> Iterator[Row]:
    """Yield the rows under the header.

    Raises:
        FormatError: not a readable CSV, other columns, or no row at all.
    """
    rows = csv_rows(source, "utf-8-sig")
    line, header = next(rows, (1, []))
    if tuple(name.strip() for name in header) != COLUMNS:
        raise FormatError(
            f"{source.name}: line {line}: not the columns of {SOURCE.name} ({', '.join(COLUMNS)});"
            " check that it is this list"
        )
    ids = Ids()
    for line, row in rows:
        fields = dict(zip(COLUMNS, row, strict=False)) if len(row) == len(COLUMNS) else {}
        base = slug(" ".join(_parts(fields))) if fields else ""
        yield Row(line, ids.free(base), fields or {"": repr(row)})
    if not ids:
        raise FormatError(f"{source.name}: no person in it; get a fresh copy from the publisher")


def record(row: Row) -> Record:
    """Read one person.

    Raises:
        RecordError: too few or too many fields, no name, or no category.
    """
    if len(row.fields) != len(COLUMNS):
        raise RecordError(f"not the {len(COLUMNS)} fields of the header")
    if not row.id:
        raise RecordError("no name")
    births = _dates(row.fields["DataBirth"])
    place = _stated(row.fields["PlaceBirth"])
    return Record(
        source=SOURCE.name,
        entry=row.id,
        kind=Kind.PERSON,
        names=_names(row.fields),
        designations=_designations(row.fields),
        births=tuple(Birth(date=date) for date in births),
        birth_places=(place,) if place else (),
        references=(f"kg-fiu:{row.id}",),
        details=_details(row.fields),
    )


def read(inputs: Sequence[Input]) -> Iterator[Heading | Record | Fault]:
    """Yield the heading (the file prints no date of its own), then each person.

    Raises:
        FormatError: see `entries`.
    """
    source = single(inputs, SOURCE.name)
    yield Heading(language="ru")
    yield from attempt(
        record,
        entries(source),
        where=lambda row: f"{source.name}: line {row.line}",
        raw=lambda row: ",".join(row.fields.values()),
    )


def _parts(fields: dict[str, str]) -> tuple[str, ...]:
    """Return surname, name and patronymic (Russian order), without those not stated."""
    parts = (_stated(fields[column]).strip(" .,") for column in ("Surname", "Name", "Patronomic"))
    return tuple(part for part in parts if part)


def _names(fields: dict[str, str]) -> tuple[Name, ...]:
    """Return the name, then one with each other spelling that a part gives after a comma."""
    spellings = [re.split(r"\s*,\s*", part) for part in _parts(fields)]
    first = [part[0] for part in spellings]
    others = [
        Name(text=" ".join([*first[:at], other, *first[at + 1 :]]), alias=True, lang="ru")
        for at, part in enumerate(spellings)
        for other in filter(None, part[1:])
    ]
    return (Name(text=" ".join(first), lang="ru"), *others)


def _designations(fields: dict[str, str]) -> tuple[Designation, ...]:
    dates = sorted(_dates(fields["DateInclusion"]))
    stated = tuple(StatedDate(date=date, kind=DateKind.DESIGNATED) for date in dates)
    basis = _stated(fields["BasicInclusion"])
    made = []
    for programme in _programmes(fields["CategoryPerson"]):
        topic, by_regime = TOPICS.get(programme, (slug(programme), False))
        made.append(
            Designation(
                party=SOURCE.party,
                authority=SOURCE.authority,
                programme=programme,
                topic=topic,
                by_regime=by_regime,
                listed_on=stated[0] if stated else None,
                dates=stated[1:],
                legal_basis=basis,
                origin=_origin(basis),
            )
        )
    if not made:
        raise RecordError("no category of person")
    return tuple(made)


def _programmes(category: str) -> tuple[str, ...]:
    """Return the known words of a category, or the whole of one that holds others."""
    text = _stated(category).casefold()
    words = [_MISSPELT.get(word, word) for word in re.findall(r"\w+", text)]
    known = all(word in TOPICS for word in words)
    return tuple(dict.fromkeys(words)) if known else (text,)


def _origin(basis: str) -> str:
    """Tell whose list is followed; an act of its own court or police is the country's own."""
    if re.search("приговор|определение|постановление|уголовное дело", basis, re.I):
        return "autonomous"
    return next((origin for pattern, origin in _LETTERS if pattern.search(basis)), "")


def _dates(text: str) -> tuple[PartialDate, ...]:
    """Return the dates in ``text``; one that the calendar lacks is left out (see `_details`)."""
    dates = []
    for found in _DATE.findall(text):
        with suppress(ValueError):
            dates.append(parse_dmy(found) if "." in found else parse_iso(found))
    return tuple(dates)


def _details(fields: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Keep the row's number, and what is printed otherwise than it is shown."""
    kept = [("ID", fields["ID"].strip())]
    category = clean(fields["CategoryPerson"])
    if category not in TOPICS:
        kept.append(("CategoryPerson", category))
    for column in ("DataBirth", "DateInclusion"):
        text = _stated(fields[column])
        if text and not (_DATE.fullmatch(text) and _dates(text)):
            kept.append((column, text))
    return tuple(kept)


def _stated(text: str) -> str:
    shown = clean(text)
    return "" if shown.casefold() in _NOT_STATED else shown
