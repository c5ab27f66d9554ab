"""How OFAC publishes its lists: CSV trio, XML and ENHANCED XML (U.S. Treasury).

The SDN list and the non-SDN ("consolidated") list come in the same formats, whose parts are told
apart by content, not by file name. Layouts: "Data Specification" on OFAC's Sanctions List Service.

CSV (12, 6, 5 and 2 columns: sdn, add, alt, sdn_comments) has no header row, no date and no date of
listing; null is ``-0-``; a byte 0x1A may end it. What has no column stands in Remarks, split by
``; ``, under the same labels that both XML formats use. Weak aliases stand only there, in quotes.

The XML namespaces have changed before: elements are found by local name. Only ENHANCED XML states
dates and legal authorities: of the *list*, not of the programme (see `_dates`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from typing import TYPE_CHECKING, Any

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
from commonlist.sources.reading import (
    Fault,
    Heading,
    Input,
    Item,
    attempt,
    csv_rows,
    single,
    unzipped,
    xml_elements,
)
from commonlist.values.countries import country_code
from commonlist.values.dates import PartialDate, parse_iso, parse_words
from commonlist.values.text import clean, slug

if TYPE_CHECKING:
    from lxml.etree import _Element

PARTY, AUTHORITY = "us", "Office of Foreign Assets Control"

# Programmes ---------------------------------------------------------------------------------

_FAMILY = re.compile(r"(?:BPI-)?(.+?)\d?(?:-EO\d*|-\d+)?")
"""A tag without "blocked pending investigation", a running digit, and its order's number."""

TOPICS: Mapping[str, str] = {
    # Foreign Terrorist Organizations (INA s.219), Specially Designated Global Terrorists
    # (E.O. 13224), Specially Designated Terrorists (E.O. 12947, ended 2019), and Palestinian
    # Legislative Council members elected on the ticket of an FTO or SDGT.
    "FTO": "terrorism",
    "SDGT": "terrorism",
    "SDT": "terrorism",
    "NS-PLC": "terrorism",
    # Acts on Hizballah's financing, which designate nobody a terrorist.
    "HIFPAA": "hizballah-finance",
    # Iran. IRGC and IFSR mark who falls under secondary sanctions for ties to the IRGC or to
    # Iranian banks; the mark itself is no terrorism designation. 561 is CISADA, on Iran's banks.
    "IRAN": "iran",
    "IRAN-HR": "iran",
    "IRAN-TRA": "iran",
    "IRAN-CON-ARMS": "iran",
    "CAATSA - IRAN": "iran",
    "HRIT-IR": "iran",
    "FSE-IR": "iran",
    "IRGC": "iran",
    "IFSR": "iran",
    "IFCA": "iran",
    "ISA": "iran",
    "561-Related": "iran",
    "561List": "iran",
    "SYRIA": "syria",
    "SYRIA-CAESAR": "syria",
    "HRIT-SY": "syria",
    "FSE-SY": "syria",
    "NPWMD": "proliferation",
    "DPRK": "dprk",
    "DPRK-NKSPEA": "dprk",
    # Russia; PEESA is on its gas pipelines, SSIDES the Ukraine act of 2014.
    "RUSSIA": "russia",
    "CAATSA - RUSSIA": "russia",
    "PEESA": "russia",
    "UKRAINE": "ukraine",
    "SSIDES": "ukraine",
    "SDNT": "narcotics",
    "SDNTK": "narcotics",
    "ILLICIT-DRUGS": "narcotics",
    "TCO": "transnational-crime",
    "GLOMAG": "human-rights",
    "MAGNIT": "human-rights",
    "UHRPA": "human-rights",
    "CYBER": "cyber",
    "ELECTION": "election-interference",
    "HOSTAGES": "hostages",
    "CMIC": "china-military",
    "HK": "hong-kong",
    "BALKANS": "balkans",
    "BELARUS": "belarus",
    "BURMA": "myanmar",
    "BURUNDI": "burundi",
    "CAR": "central-african-republic",
    "CUBA": "cuba",
    "DARFUR": "sudan",
    "SUDAN": "sudan",
    "DRCONGO": "drc",
    "ETHIOPIA": "ethiopia",
    "IRAQ": "iraq",
    "LEBANON": "lebanon",
    "LIBYA": "libya",
    "MALI": "mali",
    "NICARAGUA": "nicaragua",
    "NICARAGUA-NHRAA": "nicaragua",
    "SOMALIA": "somalia",
    "SOUTH SUDAN": "south-sudan",
    "VENEZUELA": "venezuela",
    "WEST-BANK": "west-bank",
    "YEMEN": "yemen",
    "ZIMBABWE": "zimbabwe",
}
"""Topic of each family of programme tags; an unknown tag is its own topic."""

_MARKS = frozenset({"IRGC", "IFSR"})
"""Tags that were added to entries designated under something else; they have no date."""

_BASES = {
    "FTO": "Immigration and Nationality Act, section 219",
    "SDGT": "Executive Order 13224",
    "SDT": "Executive Order 12947",
    "NS-PLC": "General License 4 under Executive Order 13224",
}
"""What OFAC's definitions of the tags say, for the formats that state no legal authority."""

_AUTHORITIES = {
    "FTO": re.compile(r"INA$"),
    "SDGT": re.compile(r"Executive Order 13224|31 CFR 594"),
    "SDT": re.compile(r"Executive Order 12947"),
    "NS-PLC": re.compile(r"General License 4"),
    "NPWMD": re.compile(r"Executive Order 13382"),
    "IRAN-HR": re.compile(r"Executive Order 13553"),
}
"""The legal authorities of a tag that does not carry its order's number."""

_LISTS = {
    "Non-SDN Palestinian Legislative Council List": "NS-PLC",
    "Sectoral Sanctions Identifications List": "UKRAINE-EO13662",
    "Non-SDN CMIC List": "CMIC-EO13959",
}
"""Lists that hold one programme, so that the list's date is the programme's."""

_ISSUED = {
    "FTO": PartialDate(1997, 10, 8),
    "SDGT": PartialDate(2001, 9, 23),
    "RUSSIA-EO14024": PartialDate(2021, 4, 15),
}
"""First possible day of programmes to which entries were moved from older ones."""


def topic(tag: str) -> str:
    """Return the topic of a programme tag; of one that is not in the table, the tag's slug."""
    family = _FAMILY.fullmatch(tag)
    return TOPICS.get(tag) or TOPICS.get(family[1] if family else tag) or slug(tag) or "unknown"


@lru_cache(4096)
def _designation(
    tag: str, listed: PartialDate | None = None, basis: str = "", measures: tuple[str, ...] = ()
) -> Designation:
    return Designation(
        party=PARTY,
        authority=AUTHORITY,
        programme=tag,
        topic=topic(tag),
        listed_on=StatedDate(date=listed, kind=DateKind.PUBLISHED) if listed else None,
        legal_basis=basis or _BASES.get(tag, ""),
        measures=measures,
        origin="autonomous",
    )


# Labelled statements: the same labels in Remarks, XML and ENHANCED XML ------------------------

Fact = tuple[str, Any]
"""A field of `Record` and one value for it."""

_LABELS_OF = {
    "passport": (
        "Passport",
        "Diplomatic Passport",
        "British National Overseas Passport",
        "Stateless Person Passport",
    ),
    "national_id": (
        "National ID No.",
        "National Foreign ID Number",
        "Personal ID Card",
        "Identification Number",
        "Cedula No.",
        "D.N.I.",
        "N.I.E.",
        "C.U.R.P.",
        "C.U.I.",
        "SSN",
        "LE Number",
        "I.F.E.",
        "Credencial electoral",
        "Electoral Registry No.",
        "Numero de Identidad",
        "Bosnian Personal ID No.",
        "Kenyan ID No.",
        "Moroccan Personal ID No.",
        "Turkish Identification Number",
        "Tazkira National ID Card",
        "CNP (Personal Numerical Code)",
        "UAE Identification",
        "Citizen's Card Number",
        "Residency Number",
        "Stateless Person ID Card",
        "Refugee ID Card",
    ),
    "tax": (
        "Tax ID No.",
        "NIT #",
        "RUC #",
        "RIF #",
        "R.F.C.",
        "RFC",
        "RTN",
        "C.U.I.T.",
        "C.I.F.",
        "N.I.F.",
        "US FEIN",
        "V.A.T. Number",
        "Fiscal Code",
        "Italian Fiscal Code",
        "Paraguayan tax identification number",
        "Numero Unico de Identificacao Tributaria (NUIT)",
        "Romanian Tax Registration",
    ),
    "registration": (
        "Registration ID",
        "Registration Number",
        "Business Registration Number",
        "Business Registration Document #",
        "Business Number",
        "Company Number",
        "UK Company Number",
        "C.R. No.",
        "Romanian C.R.",
        "Commercial Registry Number",
        "Certificate of Incorporation Number",
        "Registration Certificate Number (Dubai)",
        "Registered Charity No.",
        "Public Registration Number",
        "Matricula Mercantil No",
        "Folio Mercantil No.",
        "Chamber of Commerce Number",
        "Dubai Chamber of Commerce Membership No.",
        "Istanbul Chamber of Comm. No.",
        "Legal Entity Number",
        "Enterprise Number",
        "Branch Unit Number",
        "Organization Code",
        "Unified Social Credit Code (USCC)",
        "United Social Credit Code Certificate (USCCC)",
        "Central Registration System Number",
        "Economic Register Number (CBLS)",
        "MSB Registration Number",
        "RSIN",
        "Trade License No.",
        "Russian State Individual Business Registration Number Pattern (OGRNIP)",
    ),
    "mmsi": ("MMSI",),
    "call_sign": ("Vessel Call Sign", "Other Vessel Call Sign"),
    "swift": ("SWIFT/BIC",),
    "email": ("Email Address",),
    "phone": ("Phone Number", "Telephone", "Fax"),
    "website": ("Website",),
    "tail_number": ("Aircraft Tail Number", "Previous Aircraft Tail Number"),
    "serial_number": (
        "Aircraft Manufacturer's Serial Number (MSN)",
        "Aircraft Construction Number (also called L/N or S/N or F/N)",
        "Aircraft Serial Identification",
    ),
    "other": (
        "Afghan Money Service Provider License Number",
        "Aircraft Mode S Transponder Code",
        "BIK (RU)",
        "Birth Certificate Number",
        "C.I.N.",
        "C.U.I.P.",
        "Cartilla de Servicio Militar Nacional",
        "Chinese Commercial Code",
        "D-U-N-S Number",
        "Driver's License No.",
        "Equity Ticker",
        "File Number",
        "Global Intermediary Identification Number",
        "Government Gazette Number",
        "ISIN",
        "Immigration No.",
        "License",
        "MICEX Code",
        "Military Registration Number",
        "Permit Number",
        "Pilot License Number",
        "Public Security and Immigration No.",
        "Romanian Permanent Resident",
        "SRE Permit No.",
        "Seafarer's Identification Document",
        "Serial No.",
        "Tourism License No.",
        "Trademark number",
        "Travel Document Number",
        "UN/LOCODE",
        "VisaNumberID",
    ),
}
_TYPES = {label: type_ for type_, labels in _LABELS_OF.items() for label in labels}
_ISSUED_NUMBERS = _TYPES.keys() - {
    label for type_ in ("email", "phone", "swift", "website") for label in _LABELS_OF[type_]
}
"""Labels of numbers that may be followed by the issuer's country and dates."""
_PLAIN = {labels[0] for type_, labels in _LABELS_OF.items() if type_ != "other"}
"""Labels that say no more than the type of identifier; others are kept in its note."""

_DETAILS = (
    "Additional Sanctions Information -",
    "Aircraft Manufacture Date",
    "Aircraft Model",
    "CAATSA Section 235 Information:",
    "Effective Date (CMIC)",
    "Effective Date (EO 14014 Directive 1):",
    "Effective Date (EO 14024 Directive 1a):",
    "Effective Date (EO 14024 Directive 2):",
    "Effective Date (EO 14024 Directive 3):",
    "Executive Order 13662 Directive Determination -",
    "Executive Order 13846 information:",
    "Executive Order 14014 Directive Information:",
    "Executive Order 14024 Directive Information -",
    "Executive Order 14059 information:",
    "Former Vessel Flag",
    "IFCA Determination -",
    "Issuer Name",
    "Listing Date (CMIC)",
    "Listing Date (EO 14014 Directive 1):",
    "Listing Date (EO 14024 Directive 1a):",
    "Listing Date (EO 14024 Directive 2):",
    "Listing Date (EO 14024 Directive 3):",
    "Organization Established Date",
    "Organization Type:",
    "Other Vessel Flag",
    "Other Vessel Type",
    "PEESA Information:",
    "Purchase/Sales For Divestment Date (CMIC)",
    "Secondary sanctions risk:",
    "Target Type",
    "Transactions Prohibited For Persons Owned or Controlled By U.S. Financial Institutions:",
    "Vessel Year of Build",
)
"""Labels of statements that have no field of their own in a record."""

_COUNTRIES = frozenset(
    {
        "nationality",
        "Nationality Country",
        "citizen",
        "Citizenship Country",
        "Nationality of Registration",
        "Registration Country",
        "Vessel Flag",
    }
)
_ROLES = {"Linked To:": "linked_to", "Vessel Owner": "owner", "Aircraft Operator": "operator"}
_PLAIN_FIELDS = {
    "POB": "birth_places",
    "Place of Birth": "birth_places",
    "Gender": "gender",
    "Title": "titles",
}
_BIRTHS = frozenset({"DOB", "Birthdate"})
_VESSEL_NUMBER = "Vessel Registration Identification"
_WALLET = "Digital Currency Address -"

_BY_FIRST_WORD: dict[str, list[str]] = defaultdict(list)
for _label in sorted(
    {*_TYPES, *_DETAILS, *_COUNTRIES, *_ROLES, *_PLAIN_FIELDS, *_BIRTHS, _VESSEL_NUMBER, _WALLET},
    key=len,
    reverse=True,
):
    _BY_FIRST_WORD[_label.split(" ", 1)[0]].append(_label)

_DATE = r"((?:\d{1,2} )?(?:[A-Za-z]{3,9} )?\d{4})"
_BIRTH = re.compile(rf"(circa )?{_DATE}(?:(?: to |-){_DATE})?")
_ISSUED_ON = re.compile(r" (?:issued|expires) \S")
_IMO = re.compile(r"IMO (\d{7})")

_country = lru_cache(4096)(country_code)


def _fact(label: str, text: str, country: str = "", note: str = "") -> Fact:
    """Return the field of `Record` and the value that a labelled statement is of.

    ``country`` is the issuer's name; ``note`` what else is said of an identifier. What fits no
    field goes to the details under its label.
    """
    label = label.replace("\u2019", "'")  # ENHANCED XML prints the curly one
    if label in _BIRTHS:
        return _birth(text) or ("details", ("DOB", text))
    if label in _PLAIN_FIELDS:
        return _PLAIN_FIELDS[label], text
    if label in _COUNTRIES:
        code = _country(text)
        return ("countries", code) if code else ("details", (label, text))
    if label in _ROLES:
        return "links", Link(role=_ROLES[label], text=text)
    type_ = _TYPES.get(label) or ("wallet" if label.startswith(_WALLET) else "")
    if label == _VESSEL_NUMBER:
        imo = _IMO.fullmatch(text)
        type_, text = ("imo", imo[1]) if imo else ("other", text)
    if not type_ or not text:
        return "details", (label.rstrip(" -:"), _joined(" ", text, country, note))
    return "identifiers", _identifier(type_, label, text, country, note)


def _identifier(type_: str, label: str, value: str, country: str, note: str) -> Identifier:
    said = "" if label in _PLAIN or type_ == "imo" else label.removeprefix(_WALLET).strip()
    code = _country(country) if country else ""
    issuer = "" if code else country
    return Identifier(type=type_, value=value, country=code, note=_joined("; ", said, issuer, note))


def _birth(text: str) -> Fact | None:
    """Read ``15 Jan 1955``, ``circa 1951``, ``1929 to 1930``; None if it is no such date."""
    match = _BIRTH.fullmatch(text)
    try:
        days = [_day(part) for part in match.groups()[1:] if part] if match else []
    except ValueError:
        return None
    if not match or not days:
        return None
    until = days[1] if len(days) > 1 else None
    return "births", Birth(date=days[0], until=until, circa=bool(match[1]))


@lru_cache(4096)
def _day(text: str) -> PartialDate:
    return PartialDate(int(text)) if text.isdigit() else parse_words(text)


# Remarks ------------------------------------------------------------------------------------

_REMARKS_LIMIT = 1000
"""Characters that Remarks of the CSV hold; sdn_comments goes on where they are cut."""
_QUOTED = re.compile(r"(?:alt\. )?([afn])\.k\.a\. '(.+)'")
_ABBREVIATED = re.compile(r"\.\w\.$|\b(?:CO|LTD|INC|CORP|JR|SR|NO|DR|ETC)\.$", re.IGNORECASE)


def _remarks(text: str, cut: bool = False) -> Iterator[Fact]:
    """Yield what Remarks say, part by part; a last part that was ``cut`` is taken as text only."""
    parts = [part for part in text.split("; ") if part.strip()]
    for index, part in enumerate(parts, 1):
        last = index == len(parts)
        if last and cut:
            yield "remarks", part
        else:
            yield _part(_without_stop(part.strip()) if last else part.strip())


def _part(part: str) -> Fact:
    if match := _QUOTED.fullmatch(part):
        return "names", Name(text=match[2], alias=True, weak=True, former=match[1] == "f")
    if part.startswith("(Linked To: ") and part.endswith(")"):
        part = part[1:-1]  # as the XML prints it
    statement = part[5:] if part[:5].lower() == "alt. " else part
    for label in _BY_FIRST_WORD.get(statement.split(" ", 1)[0].rstrip(":"), ()):
        if statement.startswith((f"{label} ", f"{label}:")):
            return _labelled(label, statement[len(label) :].lstrip(": "), part)
    return "remarks", part


def _labelled(label: str, text: str, part: str) -> Fact:
    if not text:
        return "remarks", part
    if label == _WALLET:
        currency, _, address = text.partition(" ")
        return _fact(f"{_WALLET} {currency}", address) if address else ("remarks", part)
    return _fact(label, *_issue(text)) if label in _ISSUED_NUMBERS else _fact(label, text)


def _issue(text: str) -> tuple[str, str, str]:
    """Part ``A12 (Iran) issued 1999 expires 2009`` into number, issuer and the rest."""
    end = _ISSUED_ON.search(text)
    number, rest = (text[: end.start()], text[end.start() :].strip()) if end else (text, "")
    head, opening, issuer = number.rpartition(" (")
    if not opening or not issuer.endswith(")") or not head:
        return number, "", rest
    return head, issuer[:-1], rest


def _without_stop(text: str) -> str:
    return text if _ABBREVIATED.search(text) else text.removesuffix(".")


# One record, whatever the format ------------------------------------------------------------

_KINDS = {
    "": Kind.ORGANIZATION,
    "entity": Kind.ORGANIZATION,
    "individual": Kind.PERSON,
    "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}


def _record(
    source: str,
    uid: str,
    kind: str,
    designations: Iterable[Designation],
    facts: Iterable[Fact],
) -> Record:
    """Gather the facts of an entry by field, in order, each once.

    Raises:
        RecordError: no number as id, an unknown type, no name, no programme.

    """
    fields: dict[str, dict[Any, None]] = defaultdict(dict)
    for field, value in facts:
        if value:
            fields[field][value] = None
    names = tuple(name for name in fields.pop("names", ()) if name.text)
    acts = tuple(designations)
    if not (uid.isascii() and uid.isdigit()):
        raise RecordError(f"{source}: the id is not a number: {uid[:40]!r}")
    if kind.lower() not in _KINDS:
        raise RecordError(f"{source}: {uid}: unknown type {kind[:40]!r}")
    if not names or names[0].alias:
        raise RecordError(f"{source}: {uid}: no name")
    if not acts:
        raise RecordError(f"{source}: {uid}: no programme")
    return Record(
        source=source,
        entry=uid,
        kind=_KINDS[kind.lower()],
        names=names,
        designations=acts,
        references=(f"us-ofac:{uid}",),
        gender="; ".join(fields.pop("gender", ())),
        remarks="; ".join(fields.pop("remarks", ())),
        **{field: tuple(values) for field, values in fields.items()},
    )


def _tidy(text: str | None) -> str:
    """Do as `clean`, quickly for the plain text that most of OFAC's is."""
    text = text or ""
    return " ".join(text.split()) if text.isprintable() else clean(text)


def _joined(separator: str, *parts: str) -> str:
    return separator.join(part for part in parts if part)


def _address(country: str, *parts: str) -> Iterator[Fact]:
    if any(parts) or country:
        text = _joined(", ", *parts, country)
        yield "addresses", Address(text=text, country=_country(country) if country else "")


# CSV ----------------------------------------------------------------------------------------

_ENTRIES, _ADDRESSES, _ALIASES, _COMMENTS = 12, 6, 5, 2
_PARTS = {_ENTRIES: "sdn", _ADDRESSES: "add", _ALIASES: "alt", _COMMENTS: "sdn_comments"}
"""Number of columns of each part of the trio, with OFAC's name of it."""
_VESSEL_COLUMNS = (
    "Vessel Call Sign",
    "Vessel Type",
    "Vessel Tonnage",
    "Vessel Gross Registered Tonnage",
    "Vessel Flag",
    "Vessel Owner",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a CSV part: the part's file, the line, the fields as printed."""

    file: str
    line: int
    fields: tuple[str, ...]

    @property
    def number(self) -> str:
        """The entry that it is of, as printed."""
        return self.fields[0].strip()

    @property
    def where(self) -> str:
        """File and line."""
        return f"{self.file}: line {self.line}"

    @property
    def raw(self) -> str:
        """The fields, comma-separated."""
        return ",".join(self.fields)


@dataclass(frozen=True, slots=True)
class CsvEntry:
    """The row of an entry with the rows of the other parts that bear its number."""

    row: Row
    addresses: Sequence[Row] = ()
    aliases: Sequence[Row] = ()
    comments: Sequence[Row] = ()


def csv_entries(parts: Mapping[int, Sequence[Row]]) -> Iterator[CsvEntry]:
    """Join the parts, keyed by their number of columns, on the first column."""
    addresses, aliases, comments = (
        _by_number(parts.get(width, ())) for width in (_ADDRESSES, _ALIASES, _COMMENTS)
    )
    for row in parts[_ENTRIES]:
        yield CsvEntry(
            row,
            addresses.get(row.number, ()),
            aliases.get(row.number, ()),
            comments.get(row.number, ()),
        )


def csv_record(entry: CsvEntry, source: str) -> Record:
    """Read one entry of the CSV trio.

    Raises:
        RecordError: not twelve columns, or see `_record`.

    """
    if len(entry.row.fields) != _ENTRIES:
        raise RecordError(f"{source}: {len(entry.row.fields)} columns, not {_ENTRIES}")
    uid, name, kind, tags, title, *vessel, remarks = map(_value, entry.row.fields)
    facts = [("names", Name(text=name)), *(_alias(row) for row in entry.aliases)]
    facts += [("titles", part) for part in title.split("; ") if part]
    for row in entry.addresses:
        _, _, street, city, country, remark = map(_value, row.fields)
        facts += _address(country, street, city, remark)
    facts += [_fact(*pair) for pair in zip(_VESSEL_COLUMNS, vessel, strict=True) if pair[1]]
    facts += _remarks(*_whole(remarks, entry))
    return _record(source, uid, kind, map(_designation, _tags(tags)), facts)


def _alias(row: Row) -> Fact:
    _, _, type_, name, _ = map(_value, row.fields)
    return "names", Name(text=name, alias=True, former=type_ == "fka")


def _whole(remarks: str, entry: CsvEntry) -> tuple[str, bool]:
    """Return the remarks with their continuation, and whether their end is missing."""
    full = len(entry.row.fields[-1]) >= _REMARKS_LIMIT
    more = "".join(row.fields[1] for row in entry.comments)
    if not more:
        return remarks, full
    printed = entry.row.fields[-1] if remarks else ""
    return _tidy(_joined("" if full else "; ", printed, more)), False


def _tags(programmes: str) -> Iterator[str]:
    for tag in programmes.split("]"):
        if tag := tag.strip(" ["):
            yield tag


def _value(field: str) -> str:
    text = _tidy(field)
    return "" if text == "-0-" else text


def _by_number(rows: Iterable[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.number].append(row)
    return groups


def _rows(source: Input) -> tuple[Row, ...]:
    """Return the rows of one CSV file, without the end mark 0x1A.

    Raises:
        FormatError: no rows, a first row as in none of the parts, or a last row that is cut off.

    """
    rows = tuple(
        Row(source.name, line, tuple(fields))
        for line, fields in csv_rows(source)
        if fields != ["\x1a"]
    )
    if not rows or len(rows[0].fields) not in _PARTS:
        raise FormatError(
            f"{source.name}: not a file of OFAC's (CSV of 12, 6, 5 or 2 columns without header, "
            f"XML or ENHANCED XML); get a fresh copy"
        )
    if len(rows[-1].fields) < len(rows[0].fields):
        raise FormatError(f"{rows[-1].where}: the last row is cut off; get a fresh copy")
    return rows


def _parts(inputs: Sequence[Input]) -> dict[int, tuple[Row, ...]]:
    """Return the rows of each part by its number of columns.

    Raises:
        FormatError: two files of one part, none of the entries, or see `_rows`.

    """
    parts: dict[int, tuple[Row, ...]] = {}
    for part in inputs:
        rows = _rows(part)
        width = len(rows[0].fields)
        if width in parts:
            raise FormatError(f"{part.name}: a second {_PARTS[width]} file; give one of each")
        parts[width] = rows
    if _ENTRIES not in parts:
        raise FormatError(f"{inputs[0].name}: the sdn (or cons_prim) file is missing; give it too")
    return parts


def _stray(row: Row, width: int, numbers: Set[str]) -> Fault | None:
    """Return what is wrong with a row of a side part: its columns, or that it has no entry."""
    if len(row.fields) != width:
        reason = f"{len(row.fields)} columns, not {width}"
    elif row.number not in numbers:
        reason = f"a row of {_PARTS[width]} for {row.number}, which has no entry in this copy"
    else:
        return None
    return Fault(where=row.where, entry=row.number, reason=reason, raw=row.raw)


def _read_csv(inputs: Sequence[Input], source: str) -> Iterator[Item]:
    parts = _parts(inputs)
    numbers = {row.number for row in parts[_ENTRIES]}
    faults: list[Fault] = []
    for width in sorted(parts.keys() - {_ENTRIES}, reverse=True):
        found = [(row, _stray(row, width, numbers)) for row in parts[width]]
        parts[width] = tuple(row for row, fault in found if not fault)
        faults += [fault for _, fault in found if fault]
    yield Heading()
    yield from attempt(
        partial(csv_record, source=source),
        csv_entries(parts),
        where=lambda entry: entry.row.where,
        raw=lambda entry: entry.row.raw,
    )
    yield from faults


# XML ----------------------------------------------------------------------------------------

_PUBLISHED = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


def xml_record(entry: "_Element", source: str) -> Record:
    """Read one ``sdnEntry`` of the XML.

    Raises:
        RecordError: see `_record`.

    """
    uid, kind = _text(entry, "uid"), _text(entry, "sdnType")
    tags = (_tidy(tag.text) for tag in entry.iterfind("{*}programList/{*}program"))
    acts = [_designation(tag) for tag in tags if tag]
    return _record(source, uid, kind, acts, _xml_facts(entry))


def _xml_facts(entry: "_Element") -> Iterator[Fact]:
    yield "names", Name(text=_xml_name(entry))
    for alias in entry.iterfind("{*}akaList/{*}aka"):
        weak, former = _text(alias, "category") == "weak", _text(alias, "type") == "f.k.a."
        yield "names", Name(text=_xml_name(alias), alias=True, weak=weak, former=former)
    for part in _text(entry, "title").split("; "):
        if part:
            yield "titles", part
    for address in entry.iterfind("{*}addressList/{*}address"):
        yield from _address(_text(address, "country"), *_texts(address, _ADDRESS_TAGS))
    for path, label in _LABELLED_TAGS.items():
        for element in entry.iterfind(path):
            if text := _tidy(element.text):
                yield _fact(label, text)
    for number in entry.iterfind("{*}idList/{*}id"):
        yield _xml_identifier(number)
    yield from _remarks(_text(entry, "remarks"))


_ADDRESS_TAGS = ("address1", "address2", "address3", "city", "stateOrProvince", "postalCode")
_LABELLED_TAGS = {
    "{*}nationalityList/{*}nationality/{*}country": "nationality",
    "{*}citizenshipList/{*}citizenship/{*}country": "citizen",
    "{*}dateOfBirthList/{*}dateOfBirthItem/{*}dateOfBirth": "DOB",
    "{*}placeOfBirthList/{*}placeOfBirthItem/{*}placeOfBirth": "POB",
    "{*}vesselInfo/{*}callSign": "Vessel Call Sign",
    "{*}vesselInfo/{*}vesselType": "Vessel Type",
    "{*}vesselInfo/{*}tonnage": "Vessel Tonnage",
    "{*}vesselInfo/{*}grossRegisteredTonnage": "Vessel Gross Registered Tonnage",
    "{*}vesselInfo/{*}vesselFlag": "Vessel Flag",
    "{*}vesselInfo/{*}vesselOwner": "Vessel Owner",
}


def _xml_name(element: "_Element") -> str:
    """Join last and first name as the other formats print them."""
    return _joined(", ", *_texts(element, ("lastName", "firstName")))


def _xml_identifier(element: "_Element") -> Fact:
    issued, expires = _texts(element, ("issueDate", "expirationDate"))
    note = _joined(" ", issued and f"issued {issued}", expires and f"expires {expires}")
    label, number, country = _texts(element, ("idType", "idNumber", "idCountry"))
    return _fact(label, number, country, note)


def _text(element: "_Element", path: str) -> str:
    return _tidy(element.findtext(f"{{*}}{path}"))


def _texts(element: "_Element", paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(_text(element, path) for path in paths)


def _xml_heading(element: "_Element", name: str) -> Heading:
    date, count = _texts(element, ("Publish_Date", "Record_Count"))
    match = _PUBLISHED.fullmatch(date)
    if not match:
        raise FormatError(f"{name}: line {element.sourceline}: no Publish_Date; get a fresh copy")
    month, day, year = map(int, match.groups())
    return Heading(
        generated=_generated(name, year, month, day), count=int(count) if count.isdigit() else None
    )


# ENHANCED XML -------------------------------------------------------------------------------

CONSOLIDATED = "Consolidated List"


def enhanced_record(entry: "_Element", source: str) -> Record:
    """Read one ``entity`` of the ENHANCED XML.

    Raises:
        RecordError: see `_record`.

    """
    kind = _text(entry, "generalInfo/{*}entityType")
    tags = tuple(_all(entry, "{*}sanctionsPrograms/{*}sanctionsProgram"))
    authorities = tuple(_all(entry, "{*}legalAuthorities/{*}legalAuthority"))
    measures = tuple(_all(entry, "{*}sanctionsTypes/{*}sanctionsType"))
    dates = _dates(tags, _published(entry))
    alone = len(set(tags) - _MARKS) == 1
    bases = {tag: _basis(tag, authorities, alone) for tag in tags}
    acts = [
        _designation(tag, dates.get(tag), bases[tag], measures if alone else ()) for tag in tags
    ]
    loose = [("Sanctions type", measure) for measure in measures if not alone]
    placed = "; ".join(bases.values())
    loose += [("Legal authority", basis) for basis in authorities if basis not in placed]
    facts = chain((("details", pair) for pair in loose), _enhanced_facts(entry))
    return _record(source, entry.get("id", ""), kind, acts, facts)


def _published(entry: "_Element") -> dict[str, PartialDate]:
    """Return the day on which the entry came on each of OFAC's lists."""
    return {
        _tidy(listed.text): parse_iso(day)
        for listed in entry.iterfind("{*}sanctionsLists/{*}sanctionsList")
        if (day := listed.get("datePublished"))
    }


def _dates(tags: Sequence[str], lists: Mapping[str, PartialDate]) -> dict[str, PartialDate]:
    """Give the dates of lists to the programmes whose first publication they must be.

    A list's date is of the entry's first programme on it: Qods Force officers of 2007 (NPWMD)
    have it although they became SDGT in 2011 or 2017. So it is a programme's only if no other
    could be meant: the entry has one programme, the list holds one, or one of each is left.
    """
    left = [tag for tag in tags if tag not in _MARKS]
    if len(left) == 1 and lists:
        return _possible({left[0]: min(lists.values())})
    found = {tag: lists[name] for name, tag in _LISTS.items() if name in lists and tag in left}
    tags_left = [tag for tag in left if tag not in found]
    lists_left = [day for name, day in lists.items() if name not in {*_LISTS, CONSOLIDATED}]
    if len(tags_left) == len(lists_left) == 1:
        found[tags_left[0]] = lists_left[0]
    return _possible(found)


def _possible(dates: Mapping[str, PartialDate]) -> dict[str, PartialDate]:
    """Leave out dates from before the programme: the entry was then under an older one."""
    return {tag: day for tag, day in dates.items() if day >= _ISSUED.get(tag, day)}


def _basis(tag: str, authorities: Sequence[str], alone: bool) -> str:
    """Return the authorities that are the tag's: all if it is alone, else by order's number."""
    if tag in _MARKS:
        return ""
    if alone:
        return "; ".join(authorities)
    order = re.search(r"\d{5}", tag)
    wanted = _AUTHORITIES.get(tag) or (re.compile(f"Executive Order {order[0]}") if order else None)
    return "; ".join(basis for basis in authorities if wanted and wanted.match(basis))


def _enhanced_facts(entry: "_Element") -> Iterator[Fact]:
    names = list(entry.iterfind("{*}names/{*}name"))
    for name in sorted(names, key=lambda name: _text(name, "isPrimary") != "true"):
        yield from _enhanced_names(name)
    for part in _text(entry, "generalInfo/{*}title").split("; "):
        if part:
            yield "titles", part
    for list_, day in _published(entry).items():
        yield "details", (f"Published on the {list_}", str(day))
    for address in entry.iterfind("{*}addresses/{*}address"):
        yield from _enhanced_addresses(address)
    for feature in entry.iterfind("{*}features/{*}feature"):
        yield from _feature(feature)
    for document in entry.iterfind("{*}identityDocuments/{*}identityDocument"):
        yield _document(document)
    for relation in entry.iterfind("{*}relationships/{*}relationship"):
        yield from _relation(relation)
    yield from _remarks(_text(entry, "generalInfo/{*}remarks"))


def _enhanced_names(name: "_Element") -> Iterator[Fact]:
    """Yield the name in each script, the Latin one first as the file has it."""
    for written in name.iterfind("{*}translations/{*}translation"):
        yield (
            "names",
            Name(
                text=_text(written, "formattedFullName"),
                alias=_text(name, "isPrimary") != "true",
                weak=_text(name, "isLowQuality") == "true",
                former=_text(name, "aliasType") == "F.K.A.",
            ),
        )


def _enhanced_addresses(address: "_Element") -> Iterator[Fact]:
    country = _text(address, "country")
    for written in address.iterfind("{*}translations/{*}translation"):
        yield from _address(country, *_all(written, "{*}addressParts/{*}addressPart/{*}value"))


def _feature(feature: "_Element") -> Iterator[Fact]:
    """Yield the statement, and beside it what is said of it that its field has no place for."""
    label, value, comment = _texts(feature, ("type", "value", "comments"))
    fact = _fact(label, value, note=comment)
    yield fact
    if comment and fact[0] not in ("identifiers", "details"):
        yield "details", (f"{label}: {value}", comment)
    if (reliability := _text(feature, "reliability")) not in ("", "Confirmed"):
        yield "details", (f"{label}: {value}", f"reliability: {reliability}")


def _document(document: "_Element") -> Fact:
    label, number, country = _texts(document, ("type", "documentNumber", "issuingCountry"))
    issued, expires = _day_of(document, "issueDate"), _day_of(document, "expirationDate")
    authority, place = _texts(document, ("issuingAuthority", "issuingLocation"))
    note = _joined(
        "; ",
        issued and f"issued {issued}",
        expires and f"expires {expires}",
        authority,
        place,
        "not valid" if _text(document, "isValid") == "false" else "",
    )
    return _fact(label, number, country, note)


def _day_of(document: "_Element", tag: str) -> str:
    """Return a date as printed: one day, or the first and last that it may be."""
    first, last = _texts(document, (f"{tag}/{{*}}fromDateBegin", f"{tag}/{{*}}toDateEnd"))
    return first if first == last else _joined(" to ", first, last)


def _relation(relation: "_Element") -> Iterator[Fact]:
    """Yield the tie, and the other's id, which a `Link` has no place for."""
    role, other = _texts(relation, ("type", "relatedEntity"))
    related = relation.find("{*}relatedEntity")
    number = "" if related is None else related.get("entityId", "")
    yield "links", Link(role=slug(role).replace("-", "_"), text=other)
    if number:
        yield "details", (role, f"us-ofac:{number}")


def _all(element: "_Element", path: str) -> Iterator[str]:
    return filter(None, (_tidy(found.text) for found in element.iterfind(path)))


def _enhanced_heading(element: "_Element", name: str, list_: str) -> Heading:
    """Read the date and the filters: by anything but lists, a copy holds only a part."""
    stamp = re.match(r"(\d{4})-(\d{2})-(\d{2})", _text(element, "dataAsOf"))
    if not stamp:
        raise FormatError(f"{name}: line {element.sourceline}: no dataAsOf; get a fresh copy")
    filters = [tag.tag for tag in element.iterfind("{*}filters/{*}*")]
    lists = set(_all(element, "{*}filters/{*}sanctionsLists/{*}sanctionsList"))
    whole = (not lists or list_ in lists) and all(
        str(tag).endswith("}sanctionsLists") for tag in filters
    )
    return Heading(
        generated=_generated(name, *map(int, stamp.groups())), scope="whole" if whole else "part"
    )


def _generated(name: str, year: int, month: int, day: int) -> PartialDate:
    try:
        return PartialDate(year, month, day)
    except ValueError as error:
        raise FormatError(f"{name}: its own date is none: {error}; get a fresh copy") from None


# All formats --------------------------------------------------------------------------------

_OTHERS = {"us_ofac_sdn": ("cons", "us_ofac_nonsdn"), "us_ofac_nonsdn": ("sdn", "us_ofac_sdn")}
"""How names of files of the other list begin, and what that is."""


def read(inputs: Sequence[Input], source: str, list_: str) -> Iterator[Item]:
    """Read a copy in any of the formats.

    ``list_`` is OFAC's name of the list: an ENHANCED XML may hold several, of which only the
    entries on this one are taken.

    Raises:
        FormatError: a damaged or foreign file, or parts that do not belong together.

    """
    if not inputs:
        raise FormatError(f"{source}: no file was given")
    first = unzipped(inputs[0], ".xml")
    for file in (*inputs, first):
        _refuse_other(file, source)
    with first.open() as stream:
        head = stream.read(4096)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] != b"<":
        return _read_csv(inputs, source)
    single(inputs, source)
    return _read_xml(first, source, list_)


def _refuse_other(file: Input, source: str) -> None:
    """Refuse a file that has the name of OFAC's other list.

    CSV and the old XML say nowhere of which list they are, and its programmes may be on both.
    """
    begins, other = _OTHERS[source]
    if file.name.rpartition("/")[2].lower().startswith(begins):
        raise FormatError(
            f"{file.name}: by its name a file of {other}; ingest it as that, or rename it"
        )


def _read_xml(file: Input, source: str, list_: str) -> Iterator[Item]:
    elements = xml_elements(file, "publshInformation", "sdnEntry", "publicationInfo", "entity")
    first = next(elements, None)
    if first is None:
        raise FormatError(f"{file.name}: not OFAC's XML, old or enhanced; get a fresh copy")
    match _local(first):
        case "publshInformation":
            yield _xml_heading(first, file.name)
            record, wanted = xml_record, elements
        case "publicationInfo":
            yield _enhanced_heading(first, file.name, list_)
            record = enhanced_record
            wanted = (entry for entry in elements if _is_on(entry, list_))
        case tag:
            raise FormatError(f"{file.name}: {tag} before the list's own date; get a fresh copy")
    yield from attempt(partial(record, source=source), wanted, where=_where, raw=_raw)


def _is_on(entry: "_Element", list_: str) -> bool:
    """Tell whether an entry is on the list, or says of no list that it is on it."""
    lists = set(_all(entry, "{*}sanctionsLists/{*}sanctionsList"))
    return not lists or list_ in lists


def _local(element: "_Element") -> str:
    return str(element.tag).rpartition("}")[2]


def _where(entry: "_Element") -> str:
    return f"line {entry.sourceline}"


def _raw(entry: "_Element") -> str:
    from lxml import etree

    return etree.tostring(entry, encoding="unicode", with_tail=False)
