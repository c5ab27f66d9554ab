"""Any list as FollowTheMoney entities (JSON lines, plain or gzip), as OpenSanctions exports them.

Such a file is a second-hand copy of one or many lists, so it comes in under a name and a party
that the user gives. A party of any kind is one entity; its listings are ``Sanction`` entities
that point to it, as do addresses, documents, and ties to others. They come in any order.

Property names: https://followthemoney.tech/explorer/
"""

import gzip
import io
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import IO

import msgspec

from commonlist.errors import FormatError, RecordError
from commonlist.records import (
    Address,
    Birth,
    DateKind,
    Designation,
    Identifier,
    Kind,
    Link,
    Name,
    Record,
    StatedDate,
)
from commonlist.sources import eu_fsf, gb_ofsi, un_sc, us_ofac
from commonlist.sources.reading import (
    MAX_BYTES,
    MAX_FIELD,
    MAX_RATIO,
    Fault,
    Heading,
    Input,
    Item,
    attempt,
    single,
)
from commonlist.sources.source import Source
from commonlist.values.dates import PartialDate, parse_iso
from commonlist.values.identifiers import un_references
from commonlist.values.text import clean, slug

MAX_LINE = 1 << 24
"""Longest line, in bytes; the longest real ones are some hundred kilobytes."""

SOURCE = Source(
    name="ftm",
    title="A list as FollowTheMoney entities",
    party="",
    authority="",
    topics=frozenset(
        eu_fsf.SOURCE.topics
        | un_sc.SOURCE.topics
        | set(us_ofac.TOPICS.values())
        | {regime.topic for regime in gb_ofsi.REGIMES.values()}
    ),
    filled=(("names", 1.0),),
    formats="FollowTheMoney JSON lines (entities.ftm.json), plain or gzip",
)
"""What all such lists have in common; `source` makes the source of one."""


def source(name: str, *, party: str = "", language: str = "en") -> Source:
    """Return the source for the dataset that the user calls ``name``.

    With no ``party`` each designation speaks for the country that its Sanction states. Absence
    from a copy of this kind proves nothing, so it has no register.
    """
    return replace(
        SOURCE, name=name, title=f"{name} (FollowTheMoney)", party=party, language=language
    )


class Thing(msgspec.Struct):
    """A FollowTheMoney entity."""

    id: str
    schema: str
    properties: dict[str, list[str]] = {}
    caption: str = ""
    datasets: list[str] = []
    referents: list[str] = []
    first_seen: str | None = None
    last_seen: str | None = None
    last_change: str | None = None
    target: bool | None = None

    def values(self, *names: str) -> tuple[str, ...]:
        """The values of these properties, each once, cleaned, in order."""
        held = [self.properties[name] for name in names if name in self.properties]
        if not held:
            return ()
        values = (clean(value) for each in held for value in each)
        return tuple(dict.fromkeys(filter(None, values)))

    def value(self, *names: str) -> str:
        """The first value of these properties, or ""."""
        return next(iter(self.values(*names)), "")


@dataclass(frozen=True, slots=True)
class Entry:
    """A person, organisation, vessel and so on, with the entities that point to it."""

    where: str
    thing: Thing
    source: str
    party: str = ""
    attached: Sequence[Thing] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, Thing] = field(default_factory=dict)


_KINDS = {
    "Person": Kind.PERSON,
    "Organization": Kind.ORGANIZATION,
    "Company": Kind.ORGANIZATION,
    "PublicBody": Kind.ORGANIZATION,
    # A person or an organisation: the schema does not say which.
    "LegalEntity": Kind.OTHER,
    "Vessel": Kind.VESSEL,
    "Airplane": Kind.AIRCRAFT,
    "CryptoWallet": Kind.OTHER,
}
_DOCUMENTS = {"Identification", "Passport"}
_POINTS = {
    "Sanction": ("entity",),
    "Identification": ("holder",),
    "Passport": ("holder",),
    "Ownership": ("owner", "asset"),
    "Directorship": ("director", "organization"),
    "Membership": ("member", "organization"),
    "Employment": ("employee", "employer"),
    "Representation": ("agent", "client"),
    "Family": ("person", "relative"),
    "Associate": ("person", "associate"),
    "Succession": ("predecessor", "successor"),
    "UnknownLink": ("subject", "object"),
}
"""The properties by which an entity points to a party; of a tie, to both ends."""
_NUMBERS = {
    "passportNumber": "passport",
    "idNumber": "national_id",
    "socialSecurityNumber": "national_id",
    "taxNumber": "tax",
    "vatCode": "tax",
    "innCode": "tax",
    "kppCode": "tax",
    "registrationNumber": "registration",
    "ogrnCode": "registration",
    "okpoCode": "registration",
    "dunsCode": "registration",
    "uniqueEntityId": "registration",
    "leiCode": "other",
    "imoNumber": "imo",
    "mmsi": "mmsi",
    "callSign": "call_sign",
    "swiftBic": "swift",
    "bikCode": "other",
    "publicKey": "wallet",
    "serialNumber": "serial_number",
    "icaoCode": "other",
    "email": "email",
    "phone": "phone",
    "website": "website",
}
_COUNTRIES = ("nationality", "citizenship", "country", "jurisdiction", "mainCountry", "flag")
_PLACED = {
    *("name", "alias", "weakAlias", "previousName", "abbreviation"),
    *("birthDate", "birthPlace", "gender", "title", "position"),
    *("address", "addressEntity", "notes", "description", "summary"),
    *_NUMBERS, *_COUNTRIES,
}  # fmt: skip
_IDS: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"unsc-(\d+)"), "un-dataid:{}"),
    (re.compile(r"ofac-(\d+)"), "us-ofac:{}"),
    (re.compile(r"gb-hmt-(\d+)"), "gb-ofsi:{}"),
    (re.compile(r"gb-fcdo-([a-z]{3}\d{4})"), "gb-uksl:{}"),
    (re.compile(r"eu-fsf-eu-(\d+)-(\d+)"), "eu-fsf:EU.{}.{}"),
    (re.compile(r"eu-fsf-logical-(\d+)"), "eu-fsf-id:{}"),
    (re.compile(r"au-dfat-(\d+)(?:-.*)?"), "au-dfat:{}"),
    (re.compile(r"ch-seco-(\d+)"), "ch-seco:{}"),
    (re.compile(r"(Q\d+)"), "wikidata:{}"),
)
"""Ids that carry the number by which the list itself knows the party."""
_EU_REFERENCE = re.compile(r"EU\.\d+\.\d+")
# Keys that OpenSanctions gives to programmes, where they are terrorism lists.
_KEYS = {
    "EU-TAQA-EUAQ": ("terrorism", False),
    "EU-TERR": ("terrorism", False),
    "EU-HAM": ("terrorism", False),
    "EU-AFG": ("terrorism", True),
    "UN-SCISIL": ("terrorism", False),
    "UN-SC1988": ("terrorism", True),
    "US-FTO219": ("terrorism", False),
    "US-TERR": ("terrorism", False),
    "US-NS-PLC": ("terrorism", False),
    "GB-ISIL": ("terrorism", False),
    "GB-ICT": ("terrorism", False),
    "GB-CT": ("terrorism", False),
    "GB-AFG": ("terrorism", True),
    "AU-UNSC1373": ("terrorism", False),
    "AU-AFGHANISTAN": ("terrorism", True),
}
_UN_PROGRAMMES = {regime.programme: regime for regime in un_sc.REGIMES.values()}


def entries(source: Input) -> Iterator[tuple[int, Thing | Fault]]:
    """Yield (line, entity) of each line that is not blank; a broken line comes as a `Fault`.

    Raises:
        FormatError: the first line is no FollowTheMoney entity, a line is longer than
            `MAX_LINE`, or the packing is damaged.

    """
    decoder = msgspec.json.Decoder(Thing)
    first = True
    for number, line in _lines(source):
        try:
            yield number, decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            where = f"{source.name}: line {number}"
            if first:
                raise FormatError(
                    f"{where}: no FollowTheMoney entity ({error}); give the file with one flat"
                    " entity a line (entities.ftm.json)"
                ) from None
            raw = line.decode(errors="replace")[:MAX_FIELD]
            yield number, Fault(where=where, entry="", reason=str(error), raw=raw)
        first = False
    if first:
        raise FormatError(f"{source.name}: empty; get a fresh copy")


def record(entry: Entry) -> Record:
    """Read one party with what points to it; names and properties are kept as given.

    Raises:
        RecordError: it has no id or no name.

    """
    thing = entry.thing
    names = tuple(_names(thing))
    if not thing.id or not names:
        raise RecordError(f"entity {thing.id or '?'} of schema {thing.schema}: no id or no name")
    births = [(_date(text), text) for text in thing.values("birthDate")]
    genders = thing.values("gender")
    return Record(
        source=entry.source,
        entry=thing.id,
        kind=_KINDS.get(thing.schema, Kind.OTHER),
        names=names,
        designations=tuple(
            designation
            for sanction in entry.attached
            if sanction.schema == "Sanction"
            for designation in _designations(sanction, entry.party)
        ),
        births=tuple(Birth(date=date) for date, _ in births if date),
        birth_places=thing.values("birthPlace"),
        countries=tuple(
            code for code in thing.values(*_COUNTRIES) if re.fullmatch("[a-z]{2}", code)
        ),
        gender=genders[0] if genders else "",
        titles=thing.values("title"),
        positions=thing.values("position"),
        addresses=tuple(dict.fromkeys(_addresses(entry))),
        identifiers=tuple(dict.fromkeys(_identifiers(entry))),
        references=_references(entry),
        links=tuple(dict.fromkeys(_links(entry))),
        details=(
            *(("birthDate", text) for date, text in births if not date),
            *(("gender", text) for text in genders[1:]),
            *_details(entry),
        ),
        remarks="\n".join(thing.values("notes", "description", "summary")),
    )


def read(inputs: Sequence[Input], *, name: str, party: str = "") -> Iterator[Item]:
    """Yield the heading, then each party of the dataset called ``name``, then broken lines.

    The file's own date is the newest day on which its maker saw the list. With ``party`` all
    designations are that party's.

    Raises:
        FormatError: see `entries`.

    """
    file = single(inputs, name)
    things: list[tuple[int, Thing]] = []
    faults: list[Fault] = []
    for number, thing in entries(file):
        if isinstance(thing, Fault):
            faults.append(thing)
        else:
            things.append((number, thing))
    yield Heading(generated=_generated(thing for _, thing in things))
    yield from attempt(
        record,
        _entries(things, file.name, name, party),
        where=lambda found: found.where,
        raw=lambda found: msgspec.json.encode(found.thing).decode(),
    )
    yield from faults
    yield from _orphans(things, file.name)


def _lines(source: Input) -> Iterator[tuple[int, bytes]]:
    with source.open() as stream:
        head = stream.read(2)
    try:
        with source.open() as stream:
            if head == b"\x1f\x8b":
                packed = stream.read(MAX_BYTES + 1)
                most = min(MAX_BYTES, max(MAX_RATIO * len(packed), 1 << 20))
                yield from _bounded(gzip.GzipFile(fileobj=io.BytesIO(packed)), source.name, most)
            else:
                yield from _bounded(stream, source.name, MAX_BYTES)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FormatError(f"{source.name}: damaged gzip: {error}; get a fresh copy") from None


def _bounded(
    stream: IO[bytes] | gzip.GzipFile, name: str, most: int
) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        most -= len(line)
        if len(line) > MAX_LINE or most < 0:
            raise FormatError(
                f"{name}: line {number}: longer than {MAX_LINE >> 20} MB, or the file unpacks to"
                " more than it may; refused"
            )
        if line := line.removeprefix(b"\xef\xbb\xbf").strip():
            yield number, line


def _generated(things: Iterable[Thing]) -> PartialDate | None:
    newest = max((thing.last_seen or "" for thing in things), default="")
    return _date(newest)


def _date(text: str) -> PartialDate | None:
    try:
        return parse_iso(text)
    except ValueError:
        return None


def _entries(
    things: Sequence[tuple[int, Thing]], file: str, source: str, party: str
) -> Iterator[Entry]:
    attached: defaultdict[str, list[Thing]] = defaultdict(list)
    for _, thing in things:
        for end in thing.values(*_POINTS.get(thing.schema, ())):
            attached[end].append(thing)
    names = {thing.id: clean(thing.caption) or thing.value("name") for _, thing in things}
    addresses = {thing.id: thing for _, thing in things if thing.schema == "Address"}
    for number, thing in things:
        if _is_entry(thing, attached.get(thing.id, ())):
            yield Entry(
                where=f"{file}: line {number}",
                thing=thing,
                source=source,
                party=party,
                attached=attached.get(thing.id, ()),
                names=names,
                addresses=addresses,
            )


def _orphans(things: Sequence[tuple[int, Thing]], file: str) -> Iterator[Fault]:
    """Listings of something that the file does not hold: somebody is missing."""
    held = {thing.id for _, thing in things}
    for number, thing in things:
        if thing.schema == "Sanction" and not held.intersection(thing.values("entity")):
            yield Fault(
                where=f"{file}: line {number}",
                entry=thing.value("entity"),
                reason="a Sanction on an entity that the file does not hold",
                raw=msgspec.json.encode(thing).decode(),
            )


def _is_entry(thing: Thing, attached: Iterable[Thing]) -> bool:
    """Of a schema not known as one, whatever is sanctioned or a target is a party too."""
    return (
        thing.schema in _KINDS
        or bool(thing.target)
        or any(topic.startswith("sanction") for topic in thing.values("topics"))
        or any(other.schema == "Sanction" for other in attached)
    )


def _names(thing: Thing) -> Iterator[Name]:
    printed = thing.values("name")
    caption = clean(thing.caption)
    if caption in printed or not printed:
        printed = tuple(dict.fromkeys(filter(None, (caption, *printed))))
    seen = set(printed)
    yield from (Name(text=text) for text in printed)
    for name, weak, former in (
        ("previousName", False, True),
        ("alias", False, False),
        ("abbreviation", False, False),
        ("weakAlias", True, False),
    ):
        for text in thing.values(name):
            if text not in seen:
                seen.add(text)
                yield Name(text=text, alias=True, weak=weak, former=former)


def _designations(sanction: Thing, stated: str) -> Iterator[Designation]:
    authority = sanction.value("authority", "publisher") or ", ".join(sanction.datasets)
    party = stated or _voice(sanction.value("country"), authority)
    dates = _dates(sanction)
    # The Commission's file dates the act that changed an entry last: nothing to count from.
    first = next((date for date in dates if date.kind is not DateKind.AMENDED), None)
    ended = next(filter(None, map(_date, sanction.values("endDate"))), None)
    for tag in sanction.values("program") or sanction.values("programId") or ("",):
        topic, by_regime = _topic(party, tag, sanction.value("programId"))
        yield Designation(
            party=party,
            authority=authority,
            programme=tag,
            topic=topic,
            by_regime=by_regime,
            listed_on=first,
            delisted_on=ended,
            delisted_reason=sanction.value("status") if ended else "",
            dates=tuple(date for date in dates if date != first),
            legal_basis="; ".join(sanction.values("reason")),
            reference=sanction.value("authorityId", "recordId", "unscId"),
            measures=sanction.values("provisions"),
            origin=_origin(party, tag),
        )


def _voice(country: str, authority: str) -> str:
    """The party whose act it is; the UN has no country code."""
    if "United Nations" in authority:
        return "un"
    return country if re.fullmatch("[a-z]{2}", country) and country != "zz" else ""


def _dates(sanction: Thing) -> tuple[StatedDate, ...]:
    amended = "eu_fsf" in sanction.datasets or sanction.id.startswith("eu-fsf-")
    kinds = (
        ("startDate", DateKind.IN_FORCE),
        ("listingDate", DateKind.PUBLISHED),
        ("modifiedAt", DateKind.AMENDED),
    )
    stated = [
        StatedDate(date=date, kind=DateKind.AMENDED if amended else kind)
        for name, kind in kinds
        for text in sorted(sanction.values(name))
        if (date := _date(text))
    ]
    return tuple(dict.fromkeys(stated))


def _topic(party: str, tag: str, key: str) -> tuple[str, bool]:
    """Read the programme by the table of its party; only the programme decides."""
    if known := _KEYS.get(key) or _KEYS.get(tag):
        return known
    if party == "eu":
        act = eu_fsf.programme(tag)
        return act.topic, act.by_regime
    if party == "gb" and tag:
        regime = gb_ofsi.regime_of(tag)
        return regime.topic, regime.by_regime
    if party == "us" and tag:
        return us_ofac.topic(tag), False
    if party == "un" and tag in _UN_PROGRAMMES:
        return _UN_PROGRAMMES[tag].topic, _UN_PROGRAMMES[tag].by_regime
    return slug(tag) or "unspecified", False


def _origin(party: str, tag: str) -> str:
    if party == "eu":
        return eu_fsf.programme(tag).origin
    return "autonomous" if party in ("un", "us") else ""


def _addresses(entry: Entry) -> Iterator[Address]:
    for id_ in entry.thing.values("addressEntity"):
        if found := entry.addresses.get(id_):
            country = found.value("country")
            text = found.value("full") or ", ".join(
                found.values("street", "street2", "postOfficeBox", "postalCode", "city", "region")
            )
            yield Address(text=text or clean(found.caption), country=country)
    yield from (Address(text=text) for text in entry.thing.values("address"))


def _identifiers(entry: Entry) -> Iterator[Identifier]:
    for name in filter(entry.thing.properties.__contains__, _NUMBERS):
        for value in entry.thing.values(name):
            mark = entry.thing.schema == "Airplane" and name == "registrationNumber"
            yield Identifier(type="tail_number" if mark else _NUMBERS[name], value=value)
    for document in entry.attached:
        if document.schema in _DOCUMENTS:
            notes = document.values("type", "summary", "authority", "startDate", "endDate")
            for number in document.values("number"):
                yield Identifier(
                    type="passport" if document.schema == "Passport" else "national_id",
                    value=number,
                    country=document.value("country"),
                    note="; ".join(notes),
                )


def _references(entry: Entry) -> tuple[str, ...]:
    ids = (entry.thing.id, *entry.thing.referents)
    quoted = [
        text
        for sanction in entry.attached
        if sanction.schema == "Sanction"
        for text in sanction.values("unscId", "authorityId", "recordId")
    ]
    return tuple(
        dict.fromkeys(
            [
                *map(_reference, ids),
                *(f"un:{number}" for text in quoted for number in un_references(text)),
                *(f"eu-fsf:{text}" for text in quoted if _EU_REFERENCE.fullmatch(text)),
            ]
        )
    )


def _reference(id_: str) -> str:
    for pattern, form in _IDS:
        if match := pattern.fullmatch(id_):
            numbers = match.groups()
            return form.format(*(n.upper() for n in numbers) if "uksl" in form else numbers)
    return f"ftm:{id_}"


def _links(entry: Entry) -> Iterator[Link]:
    for tie in entry.attached:
        ends = _POINTS[tie.schema]
        if len(ends) != 2:
            continue
        described = ", ".join(tie.values("role", "relationship", "status", "percentage"))
        for end in ends:
            for id_ in tie.values(end):
                if id_ != entry.thing.id:
                    text = entry.names.get(id_) or id_
                    yield Link(role=end, text=f"{text} ({described})" if described else text)


def _details(entry: Entry) -> Iterator[tuple[str, str]]:
    for name in entry.thing.properties:
        if name not in _PLACED:
            yield from ((name, entry.names.get(text) or text) for text in entry.thing.values(name))
    for name in _COUNTRIES:
        codes = entry.thing.values(name)
        yield from ((name, code) for code in codes if not re.fullmatch("[a-z]{2}", code))
    for id_ in entry.thing.values("addressEntity"):
        if id_ not in entry.addresses:
            yield "addressEntity", id_
    for sanction in entry.attached:
        if sanction.schema == "Sanction":
            for name in ("sourceUrl", "date", "status", "duration", "summary", "description"):
                yield from ((f"sanction {name}", text) for text in sanction.values(name))
    if entry.thing.first_seen:
        yield "first_seen", entry.thing.first_seen
