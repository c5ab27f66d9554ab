"""The annexes of the EU's acts in consolidated form, typed into CSV: one file an act.

The Official Journal is what is authentic; the Commission's list follows it. Files are named by
the CELEX number of the act. The number of a row within an annex (``recordId``) is often missing,
stands in several annexes and moves when an annex is renewed, so an entry is known by its act and
its name. Cells hold several values divided by ``;``; a value with ``;`` in it is in quotes.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

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
from commonlist.sources.eu_fsf import lettered, listed_part, programme
from commonlist.sources.reading import Heading, Ids, Input, Item, attempt, csv_rows
from commonlist.sources.source import Source
from commonlist.values.countries import country_code
from commonlist.values.dates import PartialDate, parse_dmy, parse_words
from commonlist.values.text import clean, slug

AUTHORITY = "Council of the European Union"
"""Whose acts these are; where they follow the UN's list, the Commission amends the annex."""

SOURCE = Source(
    name="eu_journal",
    title="Annexes of the EU's acts (Official Journal, consolidated)",
    party="eu",
    authority=AUTHORITY,
    register="eu_freeze",
    # Other acts come along where they are given, but never all of them: absence says nothing.
    topics=frozenset({"terrorism"}),
    kinds=frozenset({"person", "organization", "vessel", "other"}),
    fewest=400,
    filled=(("names", 1.0), ("designations", 1.0), ("births", 0.3), ("countries", 0.2)),
    formats="CSV, one file an act, named by its CELEX number",
)

TERRORISM_ACTS: Mapping[str, str] = {
    "32001R2580": "TERR",
    "32002R0881": "TAQA",
    "32016R1686": "EUAQ",
    "32011R0753": "AFG",
    "32024R0386": "HAM",
}
"""The acts that together are the EU's law on terrorism lists, and the programme of each.

The files give two acts one key, ``EU-TAQA-EUAQ``; here each has the Commission's own code.
"""

_KINDS = {
    "Person": Kind.PERSON,
    "Organization": Kind.ORGANIZATION,
    "LegalEntity": Kind.ORGANIZATION,
    "Company": Kind.ORGANIZATION,
    "PublicBody": Kind.ORGANIZATION,
    "Vessel": Kind.VESSEL,
    "Airplane": Kind.AIRCRAFT,
}
_NEEDED = {"celex", "programKey", "schema", "name"}
_NUMBERS = {
    "passportNumber": "passport",
    "idNumber": "national_id",
    "registrationNumber": "registration",
    "ogrnCode": "registration",
    "taxNumber": "tax",
    "innCode": "tax",
    "kppCode": "tax",
    "okpoCode": "registration",
    "leiCode": "other",
    "swiftBic": "swift",
    "imoNumber": "imo",
    "mmsi": "mmsi",
    "phone": "phone",
    "email": "email",
    "website": "website",
}
_ASIDE = re.compile(r"\s*\([^)]{0,300}\)")
_NUMBERED = re.compile(r"\b(?:numbers?|no)[.:]*\s+([A-Z]{0,3} ?\d[\w/-]*)", re.I)
# Data about the bearer that stands behind a name: "X (born 1.1.1970 in Y)".
_BEARER = re.compile(
    r"[.,]?\s*\(?\b(?:date of birth|born (?:in|on|\d)|national identification|false identity"
    r"|original script|as previously listed)\b.*",
    re.I | re.S,
)
_ORIGINAL = re.compile(r"\boriginal script: ([^()]+)")
# Not within brackets, and not in "Co., Ltd.".
_COMMA = re.compile(r"[,;](?!\s*(?:Co|Ltd|LLC|Inc|L\.L\.C|S\.A|Limited)\b|[^(]{0,300}\))\s*")
_BY_COMMAS = "32016R1686"
_COUNTRIES = ("nationality", "country", "jurisdiction", "flag")
_DETAILS = (
    "recordId", "annex", "reason", "appearance", "ethnicity", "fatherName", "motherName",
    "incorporationDate", "legalForm", "sector", "ticker",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an annex: where it stands, the entry id that is made for it, its fields."""

    where: str
    entry: str
    fields: Mapping[str, str]


def entries(inputs: Sequence[Input]) -> Iterator[Row]:
    """Yield each row of each act; the table of programmes is left out.

    Raises:
        FormatError: a file is damaged, has other columns, or repeats an act given before.

    """
    given: set[str] = set()
    ids = Ids()
    for source in inputs:
        acts: set[str] = set()
        for line, fields in _rows(source):
            act = fields.get("celex", "")
            if act in given:
                raise FormatError(f"{source.name}: line {line}: act {act} is in another file too")
            acts.add(act)
            key = f"{act}-{slug(fields.get('name', ''))}"
            yield Row(f"{source.name}: line {line}", ids.free(key), fields)
        given |= acts


def record(row: Row) -> Record:
    """Read one row, keeping names and dates as printed.

    Raises:
        RecordError: no act, no name, an unknown kind of party, or fields that do not fit the
            columns.

    """
    fields = row.fields
    kind = _KINDS.get(fields.get("schema", ""))
    name = clean(fields.get("name"))
    if not fields.get("celex") or not name or kind is None or "" in fields:
        raise RecordError(
            "no act, no name, an unknown schema, or fields that do not fit the columns"
        )
    births = _births(fields.get("birthDate", ""))
    countries = [(label, text) for label in _COUNTRIES for text in _values(fields, label)]
    return Record(
        source=SOURCE.name,
        entry=row.entry,
        kind=kind,
        names=tuple(_names(name, fields)),
        designations=(_designation(fields, name),),
        births=tuple(birth for birth, _ in births if birth),
        birth_places=_values(fields, "birthPlace"),
        countries=_distinct(code for _, text in countries for code in _countries(text)),
        gender=fields.get("gender", "").strip(" .").lower(),
        positions=_values(fields, "position"),
        addresses=tuple(map(_address, _values(fields, "address"))),
        identifiers=tuple(_identifiers(fields)),
        references=(f"eu-journal:{row.entry}",),
        details=(
            *((label, text) for label in _DETAILS if (text := clean(fields.get(label)))),
            *((label, text) for label, text in countries if not country_code(text)),
            *(("birthDate", text) for birth, text in births if not birth),
            *_bearers(fields),
            *_undated(fields),
        ),
        remarks=clean(fields.get("notes")),
    )


def read(inputs: Sequence[Input]) -> Iterator[Item]:
    """Yield each entry of each act, then the heading with what the files hold whole.

    The files print no date of their own.

    Raises:
        FormatError: see `entries`; or no file holds an act.

    """
    acts: dict[str, str] = {}
    yield from attempt(
        record,
        _noting(entries(inputs), acts),
        where=lambda row: row.where,
        raw=lambda row: ",".join(row.fields.values()),
    )
    if not acts:
        given = ", ".join(source.name for source in inputs)
        raise FormatError(f"{given}: no act in it; give the CSV files of the annexes")
    yield Heading(scope=_scope(acts))


def _noting(rows: Iterable[Row], acts: dict[str, str]) -> Iterator[Row]:
    for row in rows:
        acts[row.fields.get("celex", "")] = _programme(row.fields)
        yield row


def _scope(acts: Mapping[str, str]) -> str:
    """The whole, if all terrorism acts are there; else the terrorism programmes that are."""
    held = [tag for act, tag in TERRORISM_ACTS.items() if act in acts]
    if len(held) == len(TERRORISM_ACTS):
        return "whole"
    return ",".join(held) or "part"


def _rows(source: Input) -> Iterator[tuple[int, dict[str, str]]]:
    rows = csv_rows(source)
    _, header = next(rows, (0, []))
    if "regime_id" in header:
        return
    if missing := _NEEDED - set(header):
        raise FormatError(
            f"{source.name}: line 1: no column {', '.join(sorted(missing))}: not an annex"
        )
    for line, row in rows:
        # Fields too many or too few: the row is shifted or cut off; `record` refuses it.
        broken = {} if len(row) == len(header) else {"": ",".join(row[len(header) :])}
        yield line, dict(zip(header, row, strict=False)) | broken


def legal_basis(celex: str) -> str:
    """Return the short title of a regulation from its CELEX number, as acts cite each other.

    ``32002R0881`` is Regulation (EC) No 881/2002; from 2015 the year stands first.
    """
    match = re.fullmatch(r"3(\d{4})R(\d{4})", celex)
    if match is None:
        return celex
    year, number = int(match[1]), int(match[2])
    if year >= 2015:
        return f"Regulation (EU) {year}/{number}"
    return f"Regulation ({'EU' if year > 2009 else 'EC'}) No {number}/{year}"


def _programme(fields: Mapping[str, str]) -> str:
    return TERRORISM_ACTS.get(fields.get("celex", "")) or re.sub(
        "^EU-", "", clean(fields.get("programKey"))
    )


def _designation(fields: Mapping[str, str], caption: str) -> Designation:
    tag, started = _programme(fields), _date(fields.get("startDate", ""))
    place = (clean(fields.get("annex")), clean(fields.get("recordId")))
    measure = clean(fields.get("measure"))
    return Designation(
        party="eu",
        authority=AUTHORITY,
        programme=tag,
        topic=programme(tag).topic,
        by_regime=programme(tag).by_regime,
        listed_on=StatedDate(date=started, kind=DateKind.DESIGNATED) if started else None,
        legal_basis=legal_basis(fields["celex"]),
        reference="annex " + ", ".join(filter(None, place)) if any(place) else "",
        measures=(measure,) if measure else (),
        origin=programme(tag).origin,
        part=listed_part(caption),
    )


def _date(text: str) -> PartialDate | None:
    """Read ``6.10.2001``, ``31 December 2012``, ``1 Jul. 2015`` or a year; None for other text."""
    text = re.sub(r"(?<=\.)\s+(?=\d{4}$)", "", clean(text).rstrip(".,"))
    text = re.sub(r"(?<=[a-z])\.(?=\d)", ". ", text)
    if re.fullmatch(r"\d{4}", text):
        return PartialDate(int(text)) if int(text) else None
    for parse in (parse_dmy, parse_words):
        try:
            return parse(text)
        except ValueError:
            continue
    return None


def _undated(fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    text = clean(fields.get("startDate"))
    if text and not _date(text):
        yield "startDate", text


def _values(fields: Mapping[str, str], column: str) -> tuple[str, ...]:
    """The values of a cell, each divided again where it enumerates ``(a) ..., (b) ...``."""
    return _distinct(
        piece for value in _cell(fields.get(column, "")) for piece in lettered(clean(value))
    )


def _cell(text: str) -> list[str]:
    if not text or ";" not in text:
        return [text.strip('" ')] if text else []
    return next(csv.reader([text.replace("\n", " ")], delimiter=";", skipinitialspace=True), [])


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _names(name: str, fields: Mapping[str, str]) -> Iterator[Name]:
    yield Name(text=name)
    for column, weak in (("alias", False), ("weakAlias", True), ("previousName", False)):
        for printed in _aliases(fields, column):
            former = column == "previousName" or "previously listed" in printed
            text = _BEARER.sub("", printed) or printed
            yield Name(text=text, alias=True, weak=weak, former=former)
            if original := _ORIGINAL.search(printed):
                yield Name(text=original[1], alias=True, weak=weak, former=former)


def _aliases(fields: Mapping[str, str], column: str) -> Iterator[str]:
    """Some acts divide aliases by commas; elsewhere one comma may be ``Last, First``."""
    for value in _values(fields, column):
        pieces = _COMMA.split(value)
        divided = len(pieces) > 2 or ";" in value or fields.get("celex") == _BY_COMMAS
        if divided and not _BEARER.search(value):
            yield from filter(None, pieces)
        else:
            yield value


def _bearers(fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for column in ("alias", "weakAlias", "previousName"):
        yield from ((column, text) for text in _values(fields, column) if _BEARER.search(text))


def _countries(text: str) -> tuple[str, ...]:
    """Codes of the countries named in ``Syrian/Lebanese`` or ``Malian (presumed)``."""
    bare = _ASIDE.sub("", text) or text.strip("()")
    bare = re.sub(r"\. .*|^(?:assumed|possibly|the) ", "", bare, flags=re.I)
    whole = country_code(bare)
    parts = [whole] if whole else map(country_code, re.split(r"/|, | and ", bare))
    return tuple(filter(None, parts))


def _address(text: str) -> Address:
    """The country is the last part of the address, where it is one: ``Tehran, Iran``."""
    bare = _ASIDE.sub("", text) or text.strip("()")
    codes = _countries(bare.rpartition(",")[2].strip())
    return Address(text=text, country=codes[0] if len(codes) == 1 else "")


def _identifiers(fields: Mapping[str, str]) -> Iterator[Identifier]:
    for column, type_ in _NUMBERS.items():
        for text in _values(fields, column):
            if type_ in ("phone", "email", "website"):
                yield Identifier(type=type_, value=text)
            else:
                yield _number(type_, text)


def _number(type_: str, text: str) -> Identifier:
    """Take it out of ``D 000952 (Afghan passport)`` or ``Yemen passport number 00344994``."""
    number, _, note = text.partition("(")
    if re.search(r"\d", number) and note.endswith(")"):
        value, note = number.strip(), note[:-1]
    elif match := _NUMBERED.search(text):
        value, note = match[1], text
    else:
        value, note = text, ""
    return Identifier(type=type_, value=value, country=country_code(note), note=note)


# Dates of birth come in some eighty forms; what is none of these is kept as printed.
_EITHER = re.compile(r",\s*(?:\(i+\)\s*)?(?=\d{1,2}\.\d|\d{4}\b)|\s+or\s+(?!around)|\s/\s")
_CIRCA = re.compile(
    r"^(?:approx(?:imately|\.)?|circa|on or around|around|about|c\.|\(?probably\)?)\s*", re.I
)
_ROUGHLY = re.compile(r"\s*\(?\b(?:approx(?:imately|\.)?|circa|presumed)\)?$", re.I)
_RANGE = re.compile(r"(?:between )?(.+?) (?:and|to) (.+)|(\d{4})\s?[-–/]\s?(\d{4})", re.I)


def _births(text: str) -> list[tuple[Birth | None, str]]:
    """Read each date in the text; a piece that is no date comes with None."""
    pieces = [
        piece
        for value in _cell(text)
        for letter in lettered(clean(value))
        for piece in _EITHER.split(letter)
    ]
    return [(_birth(piece), piece) for piece in dict.fromkeys(pieces) if piece]


def _birth(text: str) -> Birth | None:
    text = text.removesuffix("(Gregorian calendar)").strip(" .,()")
    bare = _CIRCA.sub("", _ROUGHLY.sub("", text))
    circa = bare != text
    if date := _date(bare):
        return Birth(date=date, circa=circa)
    if match := _RANGE.fullmatch(bare):
        first, last = _date(match[1] or match[3]), _date(match[2] or match[4])
        if first and last:
            return Birth(date=first, until=last, circa=circa)
    return None
