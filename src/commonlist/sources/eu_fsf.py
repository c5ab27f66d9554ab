"""The EU's consolidated list of those under financial sanctions (Commission, XML).

Two schemas are in circulation, told apart by the root. FSF 1.1 (``export/sanctionEntity``, in a
namespace) is the present one; the legacy one (``WHOLE/ENTITY``) ended in 2017. Both number the
entries alike: ``logicalId`` is the legacy ``Id``.

The dates of an act in an entry are those of the act that changed it last, so they carry no
listing backwards; only ``designationDate`` does. It is often missing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

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
from commonlist.sources.reading import (
    Heading,
    Input,
    Item,
    attempt,
    single,
    xml_elements,
)
from commonlist.sources.source import Source
from commonlist.values.countries import country_code
from commonlist.values.dates import PartialDate, parse_dmy, parse_iso
from commonlist.values.identifiers import un_references
from commonlist.values.text import clean, slug

if TYPE_CHECKING:
    from lxml.etree import _Element

T_ = TypeVar("T_")

AUTHORITY = "European Commission"
"""Publishes the list. The acts are the Council's, or its own where they follow the UN's list."""


@dataclass(frozen=True, slots=True)
class Programme:
    """What a programme of the EU is about, and where its listings stem from."""

    topic: str
    by_regime: bool = False
    origin: str = ""


PROGRAMMES: Mapping[str, Programme] = {
    # Regulation 881/2002 gives effect to the UN's ISIL and Al-Qaida list and to nothing else.
    "TAQA": Programme("terrorism", origin="transposes(un)"),
    # Regulation 2016/1686: the Council's own listings against ISIL and Al-Qaida.
    "EUAQ": Programme("terrorism", origin="autonomous"),
    # Common Position 2001/931 and Regulation 2580/2001: the Council's own list.
    "TERR": Programme("terrorism", origin="autonomous"),
    # Regulation 2024/386: supporters of Hamas and of Palestinian Islamic Jihad.
    "HAM": Programme("terrorism", origin="autonomous"),
    # Regulation 753/2011 gives effect to the UN's Taliban list (resolution 1988).
    "AFG": Programme("terrorism", by_regime=True, origin="transposes(un)"),
    # A new listing of the UN, shown before the EU's act places it under its regime.
    "UNLI": Programme("un-listing", origin="transposes(un)"),
    # The Union's regimes that rest on no resolution of the Security Council.
    "BDI": Programme("burundi", origin="autonomous"),
    "BLR": Programme("belarus", origin="autonomous"),
    "CHEM": Programme("chemical-weapons", origin="autonomous"),
    "CYB": Programme("cyber", origin="autonomous"),
    "EGY": Programme("egypt", origin="autonomous"),
    "GIN": Programme("guinea", origin="autonomous"),
    "GTM": Programme("guatemala", origin="autonomous"),
    "HR": Programme("human-rights", origin="autonomous"),
    "MDA": Programme("moldova", origin="autonomous"),
    "MMR": Programme("myanmar", origin="autonomous"),
    "NIC": Programme("nicaragua", origin="autonomous"),
    "RUS": Programme("russia", origin="autonomous"),
    "RUSDA": Programme("russia", origin="autonomous"),
    "SDNZ": Programme("sudan", origin="autonomous"),
    "SYR": Programme("syria", origin="autonomous"),
    "TUN": Programme("tunisia", origin="autonomous"),
    "TUR": Programme("turkey", origin="autonomous"),
    "UKR": Programme("ukraine", origin="autonomous"),
    "VEN": Programme("venezuela", origin="autonomous"),
    "ZWE": Programme("zimbabwe", origin="autonomous"),
    # Regimes with listings of the Security Council and, in most, the Council's own beside them.
    "CAF": Programme("central-african-republic"),
    "COD": Programme("drc"),
    "GNB": Programme("guinea-bissau"),
    "HTI": Programme("haiti"),
    "IRN": Programme("iran"),
    "IRQ": Programme("iraq"),
    "LBN": Programme("lebanon"),
    "LBY": Programme("libya"),
    "MLI": Programme("mali"),
    "PRK": Programme("dprk"),
    "SDN": Programme("sudan"),
    "SOM": Programme("somalia"),
    "SSD": Programme("south-sudan"),
    "YEM": Programme("yemen"),
}

SOURCE = Source(
    name="eu_fsf",
    title="EU consolidated list of persons, groups and entities under financial sanctions",
    party="eu",
    authority=AUTHORITY,
    register="eu_freeze",
    topics=frozenset(programme.topic for programme in PROGRAMMES.values()),
    kinds=frozenset({"person", "organization", "other"}),
    fewest=1000,
    filled=(
        ("names", 1.0),
        ("designations", 1.0),
        ("references", 1.0),
        ("births", 0.3),
        ("countries", 0.2),
        ("addresses", 0.2),
    ),
    formats="XML (FSF 1.1, or the legacy schema with the root WHOLE)",
)


def programme(tag: str) -> Programme:
    """Return what the programme ``tag`` is about; an unknown one is a topic of its own."""
    return PROGRAMMES.get(tag) or Programme(slug(tag) or "unspecified")


def listed_part(caption: str) -> str:
    """Return the part that an entry's own name says is listed, "" where it is the whole."""
    found = re.search(r"\b(?:military|armed|political) wing\b", caption, re.I)
    return found[0].lower() if found else ""


_LETTER = re.compile(r"(?:^|[\s,;])(?:\([a-z]\)\s*|[a-z]\)\s+)")
_LETTERS = re.compile(r"\(?[a-z]\)\s|\([a-z]\)|.*[;,]\s*\([b-z]\)", re.S)


def lettered(text: str) -> tuple[str, ...]:
    """Split ``(a) Mullah, (b) Maulavi`` as the acts enumerate; other text is one piece."""
    pieces = _LETTER.split(text) if _LETTERS.match(text) else [text]
    return tuple(piece for part in pieces if (piece := part.strip(" ,;")))


def entries(source: Input) -> Iterator["_Element"]:
    """Yield each ``sanctionEntity`` (FSF 1.1) or ``ENTITY`` (legacy) in file order.

    Raises:
        FormatError: damaged XML, or another root.

    """
    first = True
    for element in xml_elements(source, "sanctionEntity", "ENTITY"):
        if first:
            _check_root(element, source.name)
            first = False
        yield element
    if first:
        raise FormatError(f"{source.name}: holds no sanctionEntity and no ENTITY: not an FSF file")


def record(entry: "_Element") -> Record:
    """Read one entry of either schema, keeping names and remarks as printed.

    Raises:
        RecordError: the entry has no id, no name, or no type of subject.

    """
    return _legacy_record(entry) if _tag(entry) == "ENTITY" else _fsf_record(entry)


def read(inputs: Sequence[Input]) -> Iterator[Item]:
    """Yield the heading, then each entry.

    Raises:
        FormatError: the file is damaged or not the EU's.

    """
    source = single(inputs, SOURCE.name)
    found = entries(source)
    first = next(found)
    yield _heading(first, source.name)
    yield from attempt(
        record,
        _chain(first, found),
        where=lambda entry: f"{source.name}: line {entry.sourceline}",
        raw=_raw,
    )


def _chain(first: "_Element", rest: Iterable["_Element"]) -> Iterator["_Element"]:
    yield first
    yield from rest


def _heading(entry: "_Element", name: str) -> Heading:
    root = entry.getroottree().getroot()
    try:
        if _tag(root) == "WHOLE":
            generated = parse_dmy(root.get("Date", ""))
        else:
            generated = parse_iso(root.get("generationDate", ""))
    except ValueError as error:
        raise FormatError(f"{name}: line {root.sourceline}: its own date: {error}") from None
    return Heading(generated=generated)


def _check_root(entry: "_Element", name: str) -> None:
    root = entry.getroottree().getroot()
    if _tag(root) not in ("export", "WHOLE"):
        raise FormatError(
            f"{name}: line {root.sourceline}: the root is {_tag(root)}, not export or WHOLE:"
            " not the EU's financial sanctions file"
        )


def _tag(element: "_Element") -> str:
    return str(element.tag).rpartition("}")[2]


def _raw(entry: "_Element") -> str:
    from lxml import etree

    return etree.tostring(entry, encoding="unicode", with_tail=False)


def _parts(entry: "_Element") -> dict[str, list["_Element"]]:
    parts: dict[str, list[_Element]] = {}
    for child in entry:
        if isinstance(child.tag, str):
            parts.setdefault(_tag(child), []).append(child)
    return parts


def _distinct(items: Iterable[T_]) -> tuple[T_, ...]:
    return tuple(dict.fromkeys(items))


def _date(text: str) -> PartialDate | None:
    try:
        return parse_iso(text)
    except ValueError:
        return None


# FSF 1.1

_KINDS = {"P": Kind.PERSON, "E": Kind.ORGANIZATION}
_GENDERS = {"M": "male", "F": "female"}
_PLACE = ("street", "poBox", "zipCode", "city", "place", "region")
_HERE = {*_PLACE, "countryIso2Code", "countryDescription", "regulationLanguage", "logicalId"}
_PLACED = {
    "regulation": {
        "regulationType", "publicationDate", "entryIntoForceDate", "numberTitle", "programme",
        "logicalId",
    },
    "subjectType": {"code", "classificationCode"},
    "nameAlias": {
        "firstName", "middleName", "lastName", "wholeName", "function", "title", "nameLanguage",
        "strong", "gender", "regulationLanguage", "logicalId",
    },
    "citizenship": _HERE,
    "birthdate": _HERE | {
        "circa", "calendarType", "birthdate", "dayOfMonth", "monthOfYear", "year",
        "yearRangeFrom", "yearRangeTo",
    },
    "address": _HERE | {"asAtListingTime"},
    "identification": _HERE | {
        "number", "latinNumber", "identificationTypeCode", "identificationTypeDescription",
        "issuedBy", "issueDate", "validFrom", "validTo", "nameOnDocument", "diplomatic",
        "knownExpired", "knownFalse", "reportedLost", "revokedByIssuer",
    },
    "contactInfo": {"key", "value", "regulationLanguage", "logicalId"},
    "remark": {"regulationLanguage", "logicalId"},
    "regulationSummary": {"regulationType", "publicationDate", "numberTitle", "publicationUrl"},
    "publicationUrl": set(),
    "sanctionEntity": {
        "designationDate", "unitedNationId", "euReferenceNumber", "logicalId",
    },
}  # fmt: skip
"""The attributes that have a place in the record or number rows of the file; others are kept."""
_NUMBERS = {
    "passport": "passport",
    "id": "national_id",
    "ssn": "national_id",
    "NRN": "national_id",
    "fiscalcode": "tax",
    "regnumber": "registration",
    "tradelic": "registration",
    "swiftbic": "swift",
    "imo": "imo",
}
_CONTACTS = {"EMAIL": "email", "PHONE": "phone", "FAX": "phone", "WEB": "website"}
_FLAGS = {
    "diplomatic": "diplomatic",
    "knownExpired": "known to be expired",
    "knownFalse": "known to be false",
    "reportedLost": "reported lost",
    "revokedByIssuer": "revoked by issuer",
}
# "UN Ref QDi.001": of the entry itself. A number in brackets in running text is another's.
_OWN_UN = re.compile(r"\bUN ref(?:erence)?(?: n(?:umber|o))?[.:\s]*([A-Z]{2}[a-z]?\.[\w.]+)", re.I)
# What an entry says when the Security Council listed it first.
_FROM_UN = re.compile(r"Date of UN (?:designation|listing)|\bUNLI\b|UNSC RESOLUTION \d+", re.I)


def _fsf_record(entry: "_Element") -> Record:
    number = entry.get("logicalId", "")
    parts = _parts(entry)
    subjects = parts.get("subjectType", [])
    names = _distinct(_names(parts.get("nameAlias", [])))
    if not number or not names or not subjects:
        raise RecordError(f"entry {number or '?'}: no logicalId, no name or no type of subject")
    remarks = _distinct(clean(e.text) for e in entry.iter("{*}remark") if clean(e.text))
    births = parts.get("birthdate", [])
    addresses = parts.get("address", [])
    return Record(
        source=SOURCE.name,
        entry=number,
        kind=_KINDS.get(subjects[0].get("classificationCode", ""), Kind.OTHER),
        names=names,
        designations=_designations(entry, parts.get("regulation", []), remarks, names[0].text),
        births=_distinct(birth for e in births if (birth := _birth(e))),
        birth_places=_distinct(place for e in births if (place := _place(e, country=True))),
        countries=_distinct(c for e in parts.get("citizenship", []) if (c := _country(e))),
        gender=_gender(e.get("gender", "") for e in parts["nameAlias"]),
        titles=_attributes(parts["nameAlias"], "title"),
        positions=_attributes(parts["nameAlias"], "function"),
        addresses=_distinct(found for e in addresses if (found := _address(e))),
        identifiers=_distinct(_identifiers(parts)),
        references=_references(entry, remarks),
        details=_distinct(_details(entry)),
        remarks="\n".join(remarks),
    )


def _names(aliases: Iterable["_Element"]) -> Iterator[Name]:
    for count, alias in enumerate(aliases):
        parts = (alias.get(part) for part in ("firstName", "middleName", "lastName"))
        text = clean(alias.get("wholeName")) or clean(" ".join(filter(None, parts)))
        if text:
            yield Name(
                text=text,
                alias=count > 0,
                weak=alias.get("strong") == "false" or _called_weak(alias),
                lang=alias.get("nameLanguage", "").lower(),
            )


def _called_weak(alias: "_Element") -> bool:
    """The UN's "low quality" stands in a remark on the name."""
    return any("low quality" in (e.text or "").lower() for e in alias.iterfind("{*}remark"))


def _gender(codes: Iterable[str]) -> str:
    return next((_GENDERS.get(code, code) for code in codes if code), "")


def _attributes(elements: Iterable["_Element"], name: str) -> tuple[str, ...]:
    return _distinct(piece for e in elements for piece in lettered(clean(e.get(name))))


def _country(element: "_Element") -> str:
    code = element.get("countryIso2Code", "").lower()
    return code if re.fullmatch(r"[a-z]{2}", code) else ""


def _place(element: "_Element", *, country: bool) -> str:
    texts = [clean(element.get(name)) for name in _PLACE]
    if country or not _country(element):
        description = clean(element.get("countryDescription"))
        texts.append("" if description == "UNKNOWN" else description)
    return ", ".join(text for text in texts if text not in ("", "-"))


def _address(element: "_Element") -> Address | None:
    text, country = _place(element, country=False), _country(element)
    if text and element.get("asAtListingTime") == "true":
        text += " (as at listing time)"
    return Address(text=text, country=country) if text or country else None


def _birth(element: "_Element") -> Birth | None:
    if element.get("calendarType", "GREGORIAN") not in ("", "GREGORIAN"):
        return None
    if (date := _date(_birth_text(element))) is None:
        return None
    until = _date(element.get("yearRangeTo", ""))
    return Birth(date=date, until=until, circa=element.get("circa") == "true")


def _birth_text(element: "_Element") -> str:
    if whole := element.get("birthdate"):
        return whole
    parts = (element.get("year"), element.get("monthOfYear"), element.get("dayOfMonth"))
    return "-".join(part.zfill(2) for part in parts if part) or element.get("yearRangeFrom", "")


def _identifiers(parts: Mapping[str, list["_Element"]]) -> Iterator[Identifier]:
    for element in parts.get("identification", []):
        number = clean(element.get("number")) or clean(element.get("latinNumber"))
        if number:
            yield Identifier(
                type=_NUMBERS.get(element.get("identificationTypeCode", ""), "other"),
                value=number,
                country=_country(element),
                note="; ".join(_on_document(element, number)),
            )
    holders = (e for es in (parts.get("address", []), parts.get("contactInfo", [])) for e in es)
    for contact in (c for holder in holders for c in holder.iter("{*}contactInfo")):
        if value := clean(contact.get("value")):
            key = contact.get("key", "")
            yield Identifier(type=_CONTACTS.get(key, "other"), value=value, note=key.lower())


def _on_document(element: "_Element", number: str) -> Iterator[str]:
    if description := clean(element.get("identificationTypeDescription")):
        yield description
    if (latin := clean(element.get("latinNumber"))) not in ("", number):
        yield latin
    labels = {
        "issuedBy": "issued by", "issueDate": "issued on", "validFrom": "valid from",
        "validTo": "valid to", "nameOnDocument": "in the name of",
    }  # fmt: skip
    for attribute, label in labels.items():
        if value := clean(element.get(attribute)):
            yield f"{label} {value}"
    yield from (flag for name, flag in _FLAGS.items() if element.get(name) == "true")
    yield from (clean(e.text) for e in element.iterfind("{*}remark") if clean(e.text))


def _references(entry: "_Element", remarks: Iterable[str]) -> tuple[str, ...]:
    quoted = [entry.get("unitedNationId", "")]
    quoted += [found for remark in remarks for found in _OWN_UN.findall(remark)]
    published = entry.get("euReferenceNumber", "")
    return _distinct(
        [f"eu-fsf:{published}"] * bool(published)
        + [f"eu-fsf-id:{entry.get('logicalId')}"]
        + [f"un:{number}" for text in quoted for number in un_references(text)]
    )


def _designations(
    entry: "_Element", acts: Sequence["_Element"], remarks: Iterable[str], caption: str
) -> tuple[Designation, ...]:
    """One for each programme; an entry may stand in the file before an act is named."""
    by_programme: dict[str, list[_Element]] = {}
    for act in acts:
        by_programme.setdefault(act.get("programme", ""), []).append(act)
    designated = _date(entry.get("designationDate", ""))
    from_un = bool(entry.get("unitedNationId")) or any(map(_FROM_UN.search, remarks))
    return tuple(
        Designation(
            party="eu",
            authority=AUTHORITY,
            programme=tag,
            topic=programme(tag).topic,
            by_regime=programme(tag).by_regime,
            # With two programmes the file does not say which of them the date is of.
            listed_on=StatedDate(date=designated, kind=DateKind.DESIGNATED)
            if designated and len(by_programme) < 2
            else None,
            dates=_distinct(date for act in group for date in _act_dates(act)),
            legal_basis="; ".join(_distinct(clean(act.get("numberTitle")) for act in group)),
            reference=entry.get("euReferenceNumber", ""),
            origin=programme(tag).origin or ("transposes(un)" if from_un else ""),
            part=listed_part(caption),
        )
        for tag, group in (by_programme or {"": []}).items()
    )


def _act_dates(act: "_Element") -> Iterator[StatedDate]:
    """A base act (type ``regulation``) is published and in force; all others amend."""
    first = act.get("regulationType") == "regulation"
    for attribute, kind in (
        ("publicationDate", DateKind.PUBLISHED),
        ("entryIntoForceDate", DateKind.IN_FORCE),
    ):
        if date := _date(act.get(attribute, "")):
            yield StatedDate(date=date, kind=kind if first else DateKind.AMENDED)


def _details(entry: "_Element") -> Iterator[tuple[str, str]]:
    """What has no place of its own, and which acts brought or changed something."""
    designated, united = entry.get("designationDate", ""), entry.get("unitedNationId", "")
    programmes = {act.get("programme") for act in entry.iterfind("{*}regulation")}
    if designated and (not _date(designated) or len(programmes) > 1):
        yield "designationDate", designated
    if united and not un_references(united):
        yield "unitedNationId", united
    for element in entry.iter():
        if isinstance(element.tag, str):
            yield from _left_over(element, _tag(element))


def _left_over(element: "_Element", tag: str) -> Iterator[tuple[str, str]]:
    if tag == "regulationSummary":
        act = (element.get("numberTitle"), element.get("publicationDate"))
        yield "act", ", ".join(clean(text) for text in act if text)
    if tag == "birthdate" and not _birth(element) and _birth_text(element):
        yield f"birthdate ({element.get('calendarType', '').lower()})", _birth_text(element)
    if tag == "subjectType" and element.get("classificationCode") not in _KINDS:
        yield tag, element.get("code", "")
    if tag != "remark" and (text := clean(element.text)):
        yield tag, text
    placed = _PLACED.get(tag, set())
    for name in map(str, element.keys()):
        if name not in placed and (text := clean(element.get(name))):
            yield f"{tag} {name}", text


# The legacy schema

_LEGACY_NUMBER = re.compile(r"(.*?)\s*\(([A-Za-z]+)-([^)]*)\)(.*)", re.S)
_LEGACY_BIRTH = re.compile(r"(\d{4}(?:-\d\d-\d\d)?)(?: - (\d{4}))?( \(approximative\))?")
_LEGACY_CONTACT = re.compile(r"([A-Z]+)\[([^\]]*)\]")


def _legacy_record(entry: "_Element") -> Record:
    number = entry.get("Id", "")
    parts = _parts(entry)
    aliases = parts.get("NAME", [])
    names = _distinct(_legacy_names(aliases))
    if not number or not names or not entry.get("Type"):
        raise RecordError(f"entry {number or '?'}: no Id, no name or no Type")
    remark = clean(entry.get("remark"))
    births = parts.get("BIRTH", [])
    return Record(
        source=SOURCE.name,
        entry=number,
        kind=_KINDS.get(entry.get("Type", ""), Kind.OTHER),
        names=names,
        designations=(_legacy_designation(entry, remark, names[0].text),),
        births=_distinct(birth for e in births if (birth := _legacy_birth(e))),
        birth_places=_distinct(place for e in births if (place := _legacy_place(e))),
        countries=_distinct(c for e in parts.get("CITIZEN", []) if (c := _legacy_country(e))),
        gender=_gender(_text(e, "GENDER") for e in aliases),
        titles=_distinct(t for e in aliases for t in lettered(_text(e, "TITLE"))),
        positions=_distinct(t for e in aliases for t in lettered(_text(e, "FUNCTION"))),
        addresses=_distinct(a for e in parts.get("ADDRESS", []) if (a := _legacy_address(e))),
        identifiers=_distinct(_legacy_identifiers(parts)),
        references=_distinct(
            [f"eu-fsf-id:{number}"]
            + [f"un:{n}" for found in _OWN_UN.findall(remark) for n in un_references(found)]
        ),
        details=_distinct(_legacy_details(entry)),
        remarks=remark,
    )


def _text(element: "_Element", name: str) -> str:
    return clean(element.findtext(name))


def _legacy_names(aliases: Iterable["_Element"]) -> Iterator[Name]:
    for count, alias in enumerate(aliases):
        parts = (_text(alias, part) for part in ("FIRSTNAME", "MIDDLENAME", "LASTNAME"))
        if text := _text(alias, "WHOLENAME") or clean(" ".join(parts)):
            yield Name(text=text, alias=count > 0, lang=_text(alias, "LANGUAGE").lower())


def _legacy_designation(entry: "_Element", remark: str, caption: str) -> Designation:
    """The act named is the last amendment.

    Further regimes named in the remark are history: those of 881/2002 on Taliban entries ended
    in 2011, so they make no designation.
    """
    tag = entry.get("programme", "")
    amended = _date(entry.get("reg_date", ""))
    return Designation(
        party="eu",
        authority=AUTHORITY,
        programme=tag,
        topic=programme(tag).topic,
        by_regime=programme(tag).by_regime,
        dates=(StatedDate(date=amended, kind=DateKind.AMENDED),) if amended else (),
        legal_basis=clean(entry.get("legal_basis")),
        origin=programme(tag).origin or ("transposes(un)" if _FROM_UN.search(remark) else ""),
        part=listed_part(caption),
    )


def _legacy_birth(element: "_Element") -> Birth | None:
    match = _LEGACY_BIRTH.fullmatch(_text(element, "DATE"))
    date = match and _date(match[1])
    if not match or not date:
        return None
    return Birth(date=date, until=_date(match[2] or ""), circa=bool(match[3]))


def _legacy_country(element: "_Element") -> str:
    return country_code(_text(element, "COUNTRY"))


def _legacy_place(element: "_Element") -> str:
    return ", ".join(filter(None, (_text(element, "PLACE"), _text(element, "COUNTRY"))))


def _legacy_address(element: "_Element") -> Address | None:
    parts = [_text(element, part) for part in ("NUMBER", "STREET", "ZIPCODE", "CITY")]
    country = _legacy_country(element)
    text = ", ".join(
        part for part in (*parts, "" if country else _text(element, "COUNTRY")) if part
    )
    return Address(text=text, country=country) if text or country else None


def _legacy_identifiers(parts: Mapping[str, list["_Element"]]) -> Iterator[Identifier]:
    for element in parts.get("PASSPORT", []):
        printed = clean(element.findtext("NUMBER"))
        if match := _LEGACY_NUMBER.fullmatch(printed):
            number, code, description, rest = match.groups()
            yield Identifier(
                type=_NUMBERS.get(code, "other"),
                value=number,
                country=_legacy_country(element),
                note=clean(f"{description} {rest}"),
            )
        elif printed:
            yield Identifier(type="other", value=printed, country=_legacy_country(element))
    for element in parts.get("ADDRESS", []):
        for key, value in _LEGACY_CONTACT.findall(_text(element, "OTHER")):
            yield Identifier(type=_CONTACTS.get(key, "other"), value=value, note=key.lower())


def _legacy_details(entry: "_Element") -> Iterator[tuple[str, str]]:
    if link := entry.get("pdf_link"):
        yield "pdf_link", link
    if entry.get("Type") not in _KINDS:
        yield "Type", entry.get("Type", "")
    for element in entry:
        if not isinstance(element.tag, str):
            continue
        basis, date = element.get("legal_basis", ""), element.get("reg_date", "")
        if basis != entry.get("legal_basis") or date != entry.get("reg_date"):
            yield "act", ", ".join(filter(None, (clean(basis), date)))
        if element.tag == "ADDRESS":
            if rest := clean(_LEGACY_CONTACT.sub("", _text(element, "OTHER"))):
                yield "address", rest
        elif element.tag == "BIRTH" and (date := _text(element, "DATE")):
            if not _legacy_birth(element):
                yield "birth", date
        elif element.tag == "CITIZEN" and not _legacy_country(element):
            yield "citizenship", _text(element, "COUNTRY")
        elif element.tag not in ("NAME", "BIRTH", "CITIZEN", "PASSPORT"):
            yield element.tag, clean(" ".join(str(text) for text in element.itertext()))
