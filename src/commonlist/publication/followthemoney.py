"""Entities as FollowTheMoney JSON lines, as `sources.ftm` and the tools of the field read them.

Property names are those of FollowTheMoney 4: https://followthemoney.tech/explorer/
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO

import msgspec

from commonlist.records import (
    Address,
    Birth,
    Confidence,
    DateKind,
    Designation,
    Identifier,
    Kind,
    Name,
    Record,
)

_SCHEMAS = {
    Kind.PERSON: "Person",
    Kind.ORGANIZATION: "Organization",
    Kind.VESSEL: "Vessel",
    Kind.AIRCRAFT: "Airplane",
    Kind.OTHER: "LegalEntity",
}
_ANY = {
    *("name", "alias", "previousName", "weakAlias", "country", "address"),
    *("topics", "programId", "wikidataId", "notes"),
}
_LEGAL = _ANY | {
    *("idNumber", "taxNumber", "registrationNumber", "swiftBic", "email", "phone", "website"),
}
_PERSON = {
    *("birthDate", "birthPlace", "nationality", "gender", "title", "position", "passportNumber"),
}
_PROPERTIES = {
    "Person": _LEGAL | _PERSON,
    "Organization": _LEGAL | {"imoNumber"},
    "LegalEntity": _LEGAL,
    "Vessel": _ANY | {"registrationNumber", "imoNumber", "mmsi", "callSign", "flag"},
    "Airplane": _ANY | {"registrationNumber", "serialNumber"},
}
"""Of the properties written here, those that a schema has; what it lacks goes into its notes."""
_COUNTRY = {"Person": "nationality", "Vessel": "flag"}
_NUMBERS = {
    "passport": "passportNumber",
    "national_id": "idNumber",
    "tax": "taxNumber",
    "registration": "registrationNumber",
    "imo": "imoNumber",
    "mmsi": "mmsi",
    "call_sign": "callSign",
    "swift": "swiftBic",
    "email": "email",
    "phone": "phone",
    "website": "website",
    "tail_number": "registrationNumber",
    "serial_number": "serialNumber",
    "other": "idNumber",
}
_GENDERS = {"m": "male", "male": "male", "f": "female", "female": "female"}
_NAMES = ("name", "alias", "previousName", "weakAlias")
_DATES = {
    DateKind.DESIGNATED: "listingDate",
    DateKind.PUBLISHED: "listingDate",
    DateKind.IN_FORCE: "startDate",
    DateKind.AMENDED: "modifiedAt",
}
# The keys of programmes are OpenSanctions' to give; these are known to mean the same.
_PROGRAMMES = {
    ("un", "Al-Qaida"): "UN-SCISIL",
    ("un", "Taliban"): "UN-SC1988",
    ("us", "FTO"): "US-FTO219",
    ("us", "SDGT"): "US-TERR",
    ("us", "NS-PLC"): "US-NS-PLC",
    ("eu", "TERR"): "EU-TERR",
    ("eu", "HAM"): "EU-HAM",
}
_REFERENTS: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"un-dataid:(\d+)"), "unsc-{}"),
    (re.compile(r"us-ofac:(\d+)"), "ofac-{}"),
    (re.compile(r"gb-ofsi:(\d+)"), "gb-hmt-{}"),
    (re.compile(r"gb-uksl:([a-z]{3}\d{4})", re.IGNORECASE), "gb-fcdo-{}"),
    (re.compile(r"eu-fsf:EU\.(\d+)\.(\d+)"), "eu-fsf-eu-{}-{}"),
    (re.compile(r"eu-fsf-id:(\d+)"), "eu-fsf-logical-{}"),
    (re.compile(r"au-dfat:(\d+)"), "au-dfat-{}"),
    (re.compile(r"ch-seco:(\d+)"), "ch-seco-{}"),
)
"""The ids by which the field knows entries of these lists."""
_WIKIDATA = re.compile(r"wikidata:(Q\d+)")

Thing = dict[str, Any]
"""A FollowTheMoney entity."""
_Claim = tuple[str, str]


def write(entities: Iterable[tuple[str, tuple[Record, ...]]], out: TextIO) -> None:
    """Write each entity (id, its records: one or more) and what belongs to it, one a line."""
    for entity, records in entities:
        for thing in things(entity, records):
            out.write(msgspec.json.encode(thing).decode() + "\n")


def things(entity: str, records: Sequence[Record]) -> Iterator[Thing]:
    """Yield the party, then a Sanction for each act, then its wallets.

    The first record gives the caption. An act without a delisting date is taken to be in force:
    hand in the records as they are on the day. Remarks, details and ties stay in the lists.
    """
    schema = _schema(records)
    sources = sorted({record.source for record in records})
    acts = [(record, act) for record in records for act in record.designations]
    topics = _topics([act for _, act in acts])
    keys = [(act.party, act.programme) for _, act in acts]
    claims = [
        *(_fitting(schema, claim) for record in records for claim in _claims(schema, record)),
        *(("topics", topic) for topic in topics),
        *(("programId", _PROGRAMMES[key]) for key in keys if key in _PROGRAMMES),
    ]
    yield {
        **_thing(entity, schema, records[0].caption, claims, sources),
        "referents": list(dict.fromkeys(_referents(records))),
        "target": bool(topics),
    }
    for record, act in acts:
        yield _sanction(entity, record, act)
    yield from _wallets(entity, records, topics)


def _thing(
    id_: str, schema: str, caption: str, claims: Iterable[_Claim], sources: Sequence[str]
) -> Thing:
    return {
        "id": id_,
        "caption": caption,
        "schema": schema,
        "properties": _properties(claims, caption if schema in _PROPERTIES else ""),
        "datasets": list(sources),
        "referents": [],
        "target": False,
        "first_seen": None,
        "last_seen": None,
        "last_change": None,
    }


def _properties(claims: Iterable[_Claim], name: str) -> dict[str, list[str]]:
    """Group claims by property; a name is given once, and a party with only weak ones has one."""
    found: dict[str, dict[str, None]] = {}
    for property_, value in claims:
        if value:
            found.setdefault(property_, {})[value] = None
    if name:
        found.setdefault("name", {name: None})
    seen: set[str] = set()
    for property_ in _NAMES:
        texts = found.pop(property_, {})
        if kept := {text: None for text in texts if text not in seen}:
            found[property_] = kept
        seen.update(texts)
    return {property_: list(found[property_]) for property_ in sorted(found)}


def _schema(records: Iterable[Record]) -> str:
    """The kind that most records say."""
    said = Counter(record.kind for record in records if record.kind is not Kind.OTHER)
    return _SCHEMAS[said.most_common(1)[0][0] if said else Kind.OTHER]


def _fitting(schema: str, claim: _Claim) -> _Claim:
    property_, value = claim
    return claim if property_ in _PROPERTIES[schema] else ("notes", f"{property_}: {value}")


def _claims(schema: str, record: Record) -> Iterator[_Claim]:
    country = _COUNTRY.get(schema, "country")
    yield from ((_name(name), name.text) for name in record.names)
    for birth in record.births:
        yield from _birth(birth)
    yield from (("birthPlace", place) for place in record.birth_places)
    yield from ((country, code) for code in record.countries)
    if record.gender:
        gender = _GENDERS.get(record.gender.lower())
        yield ("gender", gender) if gender else ("notes", f"gender: {record.gender}")
    yield from (("title", title) for title in record.titles)
    yield from (("position", position) for position in record.positions)
    for address in record.addresses:
        yield from _address(address)
    yield from ((_NUMBERS[n.type], n.value) for n in record.identifiers if n.type in _NUMBERS)
    for reference in record.references:
        if match := _WIKIDATA.fullmatch(reference):
            yield "wikidataId", match[1]


def _name(name: Name) -> str:
    if name.former or name.until:
        return "previousName"
    if name.weak:
        return "weakAlias"
    return "alias" if name.alias else "name"


def _birth(birth: Birth) -> Iterator[_Claim]:
    """Both ends of a range; that it is one, or about, only words can say."""
    yield "birthDate", str(birth.date)
    if birth.until:
        yield "birthDate", str(birth.until)
    if birth.until or birth.circa:
        about = "about " if birth.circa else ""
        yield "notes", f"born {about}{birth.date}" + (f" to {birth.until}" if birth.until else "")


def _address(address: Address) -> Iterator[_Claim]:
    yield "address", address.text
    yield "country", address.country


def _topics(acts: Sequence[Designation]) -> list[str]:
    """A party of which only a part is listed is linked to a listed one."""
    in_force = [act for act in acts if not act.delisted_on]
    if any(not act.part for act in in_force):
        return ["sanction"]
    return ["sanction.linked"] if in_force else []


def _referents(records: Iterable[Record]) -> Iterator[str]:
    for record in records:
        for reference in record.references:
            if reference.startswith("ftm:"):
                yield reference.removeprefix("ftm:")
            for pattern, form in _REFERENTS:
                if match := pattern.fullmatch(reference):
                    yield form.format(*match.groups()).lower()


def _sanction(entity: str, record: Record, act: Designation) -> Thing:
    claims = [
        ("entity", entity),
        ("authority", act.authority),
        *(("country", act.party) for _ in range(_is_country(act.party))),
        ("program", act.programme),
        ("programId", _PROGRAMMES.get((act.party, act.programme), "")),
        *_dates(act),
        ("status", "inactive" if act.delisted_on else "active"),
        ("reason", act.legal_basis),
        *(("provisions", measure) for measure in act.measures),
        ("authorityId", act.reference),
        ("recordId", record.key),
        *(("unscId", r.removeprefix("un:")) for r in record.references if r.startswith("un:")),
        *(("description", text) for text in _qualified(act)),
    ]
    day = str(act.listed_on.date) if act.listed_on else ""
    return _thing(
        _id_under(entity, record.key, act.party, act.programme, act.reference, act.part, day),
        "Sanction",
        act.programme or act.authority,
        claims,
        [record.source],
    )


def _dates(act: Designation) -> Iterator[_Claim]:
    stated = (*([act.listed_on] if act.listed_on else []), *act.dates)
    yield from ((_DATES[date.kind], str(date.date)) for date in stated if date.kind in _DATES)
    if act.delisted_on:
        yield "endDate", str(act.delisted_on)


def _qualified(act: Designation) -> Iterator[str]:
    """What keeps an act from being read as more than it is."""
    if act.part:
        yield f"only a part is listed: {act.part}"
    if act.origin:
        yield f"origin: {act.origin}"
    if act.confidence is not Confidence.STATED:
        yield f"confidence: {act.confidence.value}"
    if act.delisted_reason:
        yield f"delisted: {act.delisted_reason}"


def _is_country(party: str) -> bool:
    """The UN and other bodies have no code among FollowTheMoney's countries; the EU has."""
    return len(party) == 2 and party != "un"


def _wallets(entity: str, records: Iterable[Record], topics: Iterable[str]) -> Iterator[Thing]:
    found = {
        number.value: (record, number)
        for record in records
        for number in record.identifiers
        if number.type == "wallet"
    }
    for record, number in found.values():
        yield _wallet(entity, record, number, topics)


def _wallet(entity: str, record: Record, number: Identifier, topics: Iterable[str]) -> Thing:
    claims = [
        ("publicKey", number.value),
        ("holder", entity),
        ("currency", number.note),
        *(("topics", topic) for topic in topics),
    ]
    id_ = _id_under(entity, "wallet", number.value)
    return _thing(id_, "CryptoWallet", number.value, claims, [record.source])


def _id_under(entity: str, *parts: str) -> str:
    """The same id for the same act in every export."""
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f"{entity}-{digest[:12]}"
