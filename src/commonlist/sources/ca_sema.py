"""Canada's consolidated autonomous sanctions list, from its XML (Global Affairs Canada).

It holds what is listed under the Special Economic Measures Act and the Justice for Victims of
Corrupt Foreign Officials Act. Entities listed for terrorism under the Criminal Code are another
list. Fields were renamed between 2020 and 2025 (``Entity`` to ``EntityOrShip``), and only the
newer copies state dates of listing. There is no number: an entry's id is the slug of its name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commonlist.errors import FormatError, RecordError
from commonlist.records import (
    Birth,
    DateKind,
    Designation,
    Identifier,
    Kind,
    Name,
    Record,
    StatedDate,
)
from commonlist.sources.reading import Fault, Heading, Ids, Input, attempt, single, xml_elements
from commonlist.sources.source import Source
from commonlist.values.dates import parse_iso
from commonlist.values.text import clean, slug

if TYPE_CHECKING:
    from lxml.etree import _Element

_CORRUPTION = "justice-for-victims-of-corrupt-foreign-officials-regulations-jvcfor"
TOPICS = {
    # one regulation for gross violations of human rights and for significant corruption
    _CORRUPTION: "human-rights",
    # two names of one regime, in 2020 and in 2025
    "burma": "myanmar",
    "myanmar-burma": "myanmar",
    # all others are the regime's own word; none is a list of terrorists as such
    "belarus": "belarus",
    "china": "china",
    "extremist-settler-violence": "extremist-settler-violence",
    "guatemala": "guatemala",
    "haiti": "haiti",
    "hamas-terrorist-attacks": "hamas-terrorist-attacks",
    "iran": "iran",
    "moldova": "moldova",
    "nicaragua": "nicaragua",
    "russia": "russia",
    "south-sudan": "south-sudan",
    "sri-lanka": "sri-lanka",
    "sudan": "sudan",
    "syria": "syria",
    "ukraine": "ukraine",
    "venezuela": "venezuela",
    "zimbabwe": "zimbabwe",
}
"""Slug of the programme → topic; a programme not known here is its own topic."""

SOURCE = Source(
    name="ca_sema",
    title="Consolidated Canadian Autonomous Sanctions List",
    party="ca",
    authority="Global Affairs Canada",
    register="ca_sema",
    topics=frozenset(TOPICS.values()),
    kinds=frozenset({"person", "organization", "vessel"}),
    fewest=1000,
    filled=(("references", 1.0), ("designations", 1.0), ("births", 0.1)),
    formats="XML",
)

_RENAMED = {
    "EntityOrShip": "Entity",
    "TitleOrShip": "Title",
    "DateOfBirthOrShipBuildDate": "DateOfBirth",
}
_PLACED = frozenset(
    {"Country", "Entity", "LastName", "GivenName", "Schedule", "Item", "DateOfListing"}
    | {"Title", "DateOfBirth", "Aliases", "ShipIMONumber"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One record element: its line, the id given to it, and its fields by their older names."""

    line: str
    id: str
    fields: dict[str, str]

    def get(self, field: str) -> str:
        """Return the text of a field, "" if it is not stated."""
        return self.fields.get(field, "")


def read(inputs: Sequence[Input]) -> Iterator[Heading | Record | Fault]:
    """Yield the heading (the file prints no date of its own), then each entry.

    Raises:
        FormatError: more than one file, damaged XML, or not this list.
    """
    source = single(inputs, SOURCE.name)
    yield Heading()
    yield from attempt(
        record,
        entries(source),
        where=lambda entry: f"{source.name}: line {entry.line}",
        raw=lambda entry: "\n".join(f"{field}: {text}" for field, text in entry.fields.items()),
    )


def entries(source: Input) -> Iterator[Entry]:
    """Yield the entries in file order, repeated names told apart by ``-2``, ``-3``.

    Raises:
        FormatError: damaged XML, another root than data-set, or no entry at all.
    """
    ids = Ids()
    for element in xml_elements(source, "record"):
        root = element.getroottree().getroot()
        if not ids and root.tag != "data-set":
            raise FormatError(f"{source.name}: the root is {root.tag}, not data-set")
        fields = _fields(element)
        made = ids.free(slug(_captions(fields)[0].text))
        yield Entry(str(element.sourceline), made, fields)
    if not ids:
        raise FormatError(f"{source.name}: no record in it; not {SOURCE.title}")


def record(entry: Entry) -> Record:
    """Read one entry.

    Raises:
        RecordError: no name, no country (the regime), or the names of a person and an entity.
        ValueError: a date of listing that cannot be read.
    """
    if not entry.id:
        raise RecordError("no name")
    kind = _kind(entry)
    births = _births(entry.get("DateOfBirth")) if kind is Kind.PERSON else ()
    title, imo = entry.get("Title"), entry.get("ShipIMONumber")
    aliases = _aliases(entry.get("Aliases"), kind is Kind.PERSON)
    return Record(
        source=SOURCE.name,
        entry=entry.id,
        kind=kind,
        names=_once((*_captions(entry.fields), *aliases)),
        designations=(_designation(entry),),
        births=births,
        titles=(title,) if title and kind is Kind.PERSON else (),
        identifiers=(Identifier(type="imo", value=imo),) if imo else (),
        references=(f"ca-sema:{entry.id}",),
        details=tuple(_details(entry, kind, births, aliases)),
    )


def _fields(element: "_Element") -> dict[str, str]:
    """Return the fields that are not empty; one that stands twice is joined by a semicolon."""
    fields: dict[str, str] = {}
    for child in element.iterchildren("*"):
        text = clean(" ".join(map(str, child.itertext())))
        field = _RENAMED.get(str(child.tag), str(child.tag))
        if text:
            fields[field] = f"{fields[field]}; {text}" if field in fields else text
    return fields


def _kind(entry: Entry) -> Kind:
    if not entry.get("Entity"):
        return Kind.PERSON
    if entry.get("LastName") or entry.get("GivenName"):
        raise RecordError("the names of a person and of an entity in one entry")
    return Kind.VESSEL if entry.get("ShipIMONumber") else Kind.ORGANIZATION


def _designation(entry: Entry) -> Designation:
    programme = _split(entry.get("Country"), "/")[0]
    if not programme:
        raise RecordError("no country, which is the regime")
    word = slug(programme)
    listed = entry.get("DateOfListing")
    return Designation(
        party=SOURCE.party,
        authority=SOURCE.authority,
        programme=programme,
        topic=TOPICS.get(word, word or "other"),
        listed_on=StatedDate(date=parse_iso(listed), kind=DateKind.DESIGNATED) if listed else None,
        legal_basis=(
            "Justice for Victims of Corrupt Foreign Officials Act (Sergei Magnitsky Law)"
            if word == _CORRUPTION
            else "Special Economic Measures Act"
        ),
        reference=_reference(entry),
        # the title of the list, and the name of both Acts' measures
        origin="autonomous",
    )


def _reference(entry: Entry) -> str:
    """Return the place in the regulation: ``Schedule 1, Part 2, item 7``."""
    schedule, item = entry.get("Schedule").removeprefix("N/A"), entry.get("Item")
    if schedule[:1].isdigit():
        schedule = f"Schedule {schedule}"
    return ", ".join(filter(None, (schedule, f"item {item}" if item else "")))


def _births(text: str) -> tuple[Birth, ...]:
    """Return the dates of ``1963``, ``1963 or 1964`` or ``1963-1964``, none if it is no date."""
    years = re.fullmatch(r"(\d{4})-(\d{4})", text)
    try:
        if years:
            first, last = (parse_iso(year) for year in years.groups())
            return (Birth(date=first, until=last),)
        parts = re.split(r"\s+or\s+", text, flags=re.I)
        return tuple(Birth(date=parse_iso(part)) for part in parts if text)
    except ValueError:
        return ()


def _details(
    entry: Entry, kind: Kind, births: tuple[Birth, ...], aliases: tuple[Name, ...]
) -> Iterator[tuple[str, str]]:
    """Yield what has no field of its own, and what is printed otherwise than it is shown."""
    date, title = entry.get("DateOfBirth"), entry.get("Title")
    if date and not births:
        yield ("Ship build date" if kind is Kind.VESSEL else "Date of birth"), date
    if title and kind is not Kind.PERSON:
        yield ("Type of ship" if kind is Kind.VESSEL else "Title"), title
    if _KNOWN_AS.search(entry.get("Entity")):
        yield "Entity", entry.get("Entity")
    if entry.get("Aliases") not in {"", *(alias.text for alias in aliases)}:
        yield "Aliases", entry.get("Aliases")
    yield from ((field, text) for field, text in entry.fields.items() if field not in _PLACED)


# Names

_LABELS = {"Arabic": "ar", "Belarusian": "be", "Belarussian": "be", "Russian": "ru"}
_LABEL = re.compile(rf"\(?\b({'|'.join(_LABELS)})\s*:\s*")
_FORM = (
    r"(?:(?:Co\.?|Pte\.?),? )?(?:Ltd\.?|Limited|Inc\.?|LLC|L\.L\.C\.?|PLC|GmbH|S\.A\.?|Corp\.?"
    r"|Co\.?|P?JSC|OJSC|CJSC|FSUE|OOO|[OZP]?AO"
    r"|[ОЗПНС]?АО|ООО|МК|ФГУП|ФГБУ|ФКП|ГУП|УП|Фонд|Акционерное общество)"
)
"""A legal form, as printed after the name (``Aa, LLC``) or by itself."""
_FORM_ALONE = re.compile(rf"{_FORM}\.?(?: \([^()]*\))?", re.I)
_KNOWN_AS = re.compile(r"\s*\(also\s+known\s+as\s+(.+?)\)?\s*$")
_AND = r"\s+and\s+(?=\W?[Ѐ-ӿ]|(?:P?JSC|[OZP]?AO|OOO|(?:Open |Public )?Joint Stock)\b)"
"""An "and" between names, not within one: the next begins with its legal form or in Cyrillic."""
_OTHERWISE = re.compile(rf"\s+or\s+|\s*/\s*|{_AND}")
_CONJUNCTION = re.compile(r"^(?:and|or)\s+")


def _captions(fields: dict[str, str]) -> tuple[Name, ...]:
    """Return the entry's own name, the French one beside it, and what it is also known as."""
    entity = fields.get("Entity", "")
    if not entity:
        parts = (fields.get("GivenName", ""), fields.get("LastName", ""))
        return (Name(text=" ".join(filter(None, parts))),)
    known_as = _KNOWN_AS.search(entity)
    own = entity[: known_as.start()] if known_as else entity
    others = _aliases(known_as[1], person=False) if known_as else ()
    both = _split(own, "/")
    if len(both) == 2 and all(both):
        return (Name(text=both[0]), Name(text=both[1], lang="fr"), *others)
    return (Name(text=own), *others)


def _aliases(printed: str, person: bool) -> tuple[Name, ...]:
    """Return the names in a list of aliases, with the language where said (``Russian: ...``)."""
    names = []
    for part in printed.split(";"):
        before, *labelled = _LABEL.split(part)
        said = [("", before), *zip(labelled[::2], labelled[1::2], strict=True)]
        names += [
            Name(text=name, alias=True, lang=_LABELS.get(label, ""))
            for label, text in said
            for piece in _listed(text)
            for name in _apart(piece, person)
        ]
    return _once(tuple(names))


def _listed(text: str) -> list[str]:
    """Split at commas, but not beside a legal form, nor within quotes and brackets.

    >>> _listed("Aa Co., Ltd., Bb (Cc, Dd), Ee, LLC")
    ['Aa Co., Ltd.', 'Bb (Cc, Dd)', 'Ee, LLC']
    """
    names: list[str] = []
    for piece in _split(text, ","):
        if names and (_FORM_ALONE.fullmatch(piece) or _FORM_ALONE.fullmatch(names[-1])):
            names[-1] += f", {piece}"
        else:
            names.append(piece)
    return [name for text in names if (name := _unwrapped(text))]


def _apart(text: str, person: bool) -> list[str]:
    """Split at ``or`` and a slash if every part is a name by itself.

    A part of one word is no whole name of a person, and a legal form alone is none of an entity.

    >>> _apart("Aa Bb or Cc Bb", True), _apart("Aa or Cc Bb", True), _apart("Aa Bb / AB", False)
    (['Aa Bb', 'Cc Bb'], ['Aa or Cc Bb'], ['Aa Bb', 'AB'])
    """
    parts = [_unwrapped(part) for part in _OTHERWISE.split(text)]
    lone = any(" " not in part if person else _FORM_ALONE.fullmatch(part) for part in parts)
    return [text] if lone or not all(parts) else parts


def _unwrapped(text: str) -> str:
    """Strip commas, a conjunction before, a lone bracket, and brackets around the whole."""
    name = _CONJUNCTION.sub("", text.strip(" ,"))
    if name.startswith("(") and (name.find(")") in (-1, len(name) - 1)):
        return name.strip("() ")
    return name.rstrip(") ") if name.count(")") > name.count("(") else name


def _split(text: str, separator: str) -> list[str]:
    """Split ``text`` at each ``separator`` outside of quotes and brackets, if these are closed."""
    pieces, start, depth = [], 0, 0
    for place, char in enumerate(text):
        if char in "(«“„" or (char == '"' and _opens(text, place)):
            depth += 1
        elif char in ')»”"':
            depth = max(depth - 1, 0)
        elif char == separator and not depth:
            pieces.append(text[start:place].strip())
            start = place + 1
    if depth:
        return [piece.strip() for piece in text.split(separator)]
    return [*pieces, text[start:].strip()]


def _opens(text: str, place: int) -> bool:
    """A straight quote opens where a word begins."""
    return (not place or text[place - 1] in ' ("') and text[place + 1 : place + 2].isalnum()


def _once(names: tuple[Name, ...]) -> tuple[Name, ...]:
    """Keep the first of each text."""
    kept: dict[str, Name] = {}
    for name in names:
        kept.setdefault(name.text, name)
    return tuple(kept.values())
