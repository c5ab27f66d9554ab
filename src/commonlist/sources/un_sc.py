"""The United Nations Security Council's list, from its XML: the consolidated list and the
files of single committees, 2014 to date.

An entry's id is its permanent reference number. Numbers of the form used until 2014
(``QI.A.6.01.``) are mapped: the running number stayed. DATAID is quoted as a reference but is
no key: between 2016 and 2018 the list gave most entries of its last year other DATAIDs, among
them ones that had been another entry's, and has replaced a few since.

The list states no legal basis, measures or delistings in fields of their own: the regime is
the reference's committee, a delisted entry is left out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
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
from commonlist.sources.reading import Fault, Heading, Input, attempt, single, xml_elements
from commonlist.sources.source import Source
from commonlist.values.countries import country_code
from commonlist.values.dates import PartialDate, parse_iso, parse_words
from commonlist.values.identifiers import un_references
from commonlist.values.scripts import script_of, split_scripts
from commonlist.values.text import clean, slug

if TYPE_CHECKING:
    from lxml.etree import _Element

T_ = TypeVar("T_")


@dataclass(frozen=True, slots=True)
class Regime:
    """A sanctions regime: its UN_LIST_TYPE, our topic, and the resolutions it rests on."""

    programme: str
    topic: str
    legal_basis: str = ""
    by_regime: bool = False


REGIMES = {
    # ISIL (Da'esh) and Al-Qaida: persons and groups designated for terrorism as such.
    "QD": Regime("Al-Qaida", "terrorism", "1267 (1999), 1989 (2011), 2253 (2015)"),
    # Split off from 1267 in 2011 as a threat to peace in Afghanistan; its members then governed.
    "TA": Regime("Taliban", "terrorism", "1988 (2011)", by_regime=True),
    # All others are about a country; Somalia's stays one though Al-Shabaab is on it.
    "CD": Regime("DRC", "drc", "1533 (2004)"),
    "CF": Regime("CAR", "central-african-republic", "2127 (2013), 2745 (2024)"),
    "CI": Regime("CdI", "cote-d-ivoire", "1572 (2004)"),
    "GB": Regime("GB", "guinea-bissau", "2048 (2012)"),
    "HT": Regime("Haiti", "haiti", "2653 (2022)"),
    "IQ": Regime("Iraq", "iraq", "1483 (2003), 1518 (2003)"),
    "IR": Regime("Iran", "iran", "1737 (2006)"),
    "KP": Regime("DPRK", "dprk", "1718 (2006)"),
    "LR": Regime("Liberia", "liberia", "1521 (2003)"),
    "LY": Regime("Libya", "libya", "1970 (2011)"),
    "ML": Regime("Mali", "mali", "2374 (2017)"),
    "SD": Regime("Sudan", "sudan", "1591 (2005)"),
    "SO": Regime("Somalia", "somalia", "751 (1992), 1844 (2008), 2713 (2023)"),
    "SS": Regime("SouthSudan", "south-sudan", "2206 (2015)"),
    "YE": Regime("Yemen", "yemen", "2140 (2014)"),
}
"""Regimes by the committee's two letters in the reference number, the same in every language."""

SOURCE = Source(
    name="un_sc",
    title="United Nations Security Council Consolidated List",
    party="un",
    authority="United Nations Security Council",
    register="un_sc",
    topics=frozenset(regime.topic for regime in REGIMES.values()),
    kinds=frozenset({"person", "organization"}),
    fewest=700,
    filled=(
        ("references", 1.0),
        ("designations", 1.0),
        ("remarks", 0.6),
        ("countries", 0.4),
        ("births", 0.4),
        ("addresses", 0.2),
    ),
    formats="XML (consolidated list or one committee's)",
)

_KINDS = {"INDIVIDUAL": Kind.PERSON, "ENTITY": Kind.ORGANIZATION}
_NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_PLACE = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
_READ = {
    *_NAME_PARTS,
    *("DATAID", "REFERENCE_NUMBER", "UN_LIST_TYPE", "NAME_ORIGINAL_SCRIPT", "GENDER"),
    *("LISTED_ON", "DELISTED_ON", "LAST_DAY_UPDATED", "COMMENTS1", "TITLE", "DESIGNATION"),
    *("NATIONALITY", "NATIONALITY2", "INDIVIDUAL_ALIAS", "ENTITY_ALIAS", "INDIVIDUAL_ADDRESS"),
    *("ENTITY_ADDRESS", "INDIVIDUAL_DATE_OF_BIRTH", "INDIVIDUAL_PLACE_OF_BIRTH"),
    "INDIVIDUAL_DOCUMENT",
    # Of the publisher's own making: says nothing of the party.
    *("VERSIONNUM", "SORT_KEY", "SORT_KEY_LAST_MOD", "LIST_TYPE"),
}
_LANGUAGES = {
    "en": frozenset({"the", "of", "and", "was", "is", "by"}),
    "fr": frozenset({"le", "la", "les", "des", "du", "est", "été"}),
    "es": frozenset({"el", "los", "las", "del", "fue", "y", "en"}),
}
_SCRIPT_LANGUAGES = {"Arabic": "ar", "Cyrillic": "ru", "Han": "zh"}


def read(inputs: Sequence[Input]) -> Iterator[Heading | Record | Fault]:
    """Read one file; its `Heading` comes last, as scope and language show in the entries.

    Raises:
        FormatError: more than one file, damaged XML, or not the UN's list.
    """
    source = single(inputs, SOURCE.name)
    copy = _Copy()
    yield from attempt(
        record,
        copy.watched(entries(source)),
        where=lambda entry: f"{source.name}: line {entry.sourceline}",
        raw=_raw,
    )
    yield copy.heading(source.name)


def entries(source: Input) -> Iterator["_Element"]:
    """Yield each INDIVIDUAL and ENTITY in file order; it is emptied when the next is asked for.

    Raises:
        FormatError: damaged XML, another root than CONSOLIDATED_LIST, or no entry at all.
    """
    empty = True
    for entry in xml_elements(source, *_KINDS):
        root = entry.getroottree().getroot()
        if empty and root.tag != "CONSOLIDATED_LIST":
            raise FormatError(f"{source.name}: the root is {root.tag}, not CONSOLIDATED_LIST")
        empty = False
        yield entry
    if empty:
        raise FormatError(f"{source.name}: no INDIVIDUAL or ENTITY in it; not the UN's list")


def record(entry: "_Element") -> Record:
    """Read one entry.

    Raises:
        RecordError: no reference number, no name, or one longer than any name is.
        ValueError: a listing date that cannot be read.
    """
    reference = _reference(entry)
    dataid = _text(entry, "DATAID")
    aliases = [
        _alias(alias) for tag in ("INDIVIDUAL_ALIAS", "ENTITY_ALIAS") for alias in entry.iter(tag)
    ]
    births, birth_notes = _births(entry)
    documents, document_notes = _documents(entry)
    _, language = _original(entry)
    nationalities = [*_texts(entry, "NATIONALITY/VALUE"), *_texts(entry, "NATIONALITY2")]
    names = (*_captions(entry), *(name for alias in aliases for name in alias.names))
    if not names:
        raise RecordError(f"{reference} has no name")
    return Record(
        source=SOURCE.name,
        entry=reference,
        kind=_KINDS[str(entry.tag)],
        names=tuple(dict.fromkeys(names)),
        designations=(_designation(entry, reference),),
        births=_unique((*births, *(birth for alias in aliases for birth in alias.births))),
        birth_places=_unique(
            (*_birth_places(entry), *(place for alias in aliases for place in alias.places))
        ),
        countries=_unique(filter(None, map(country_code, nationalities))),
        gender=_text(entry, "GENDER").lower().replace("unknown", ""),
        titles=_unique(_texts(entry, "TITLE/VALUE")),
        positions=_unique(
            part for text in _texts(entry, "DESIGNATION/VALUE") for part in _listed(text)
        ),
        addresses=_addresses(entry),
        identifiers=documents,
        references=(f"un:{reference}", *((f"un-dataid:{dataid}",) if dataid else ())),
        details=(
            *(("Nationality", text) for text in nationalities if not country_code(text)),
            *birth_notes,
            *document_notes,
            *(("Alias", note) for alias in aliases for note in alias.notes),
            *((("Language of the original script", language),) if language else ()),
            *_others(entry),
        ),
        remarks=_text(entry, "COMMENTS1"),
    )


@dataclass(slots=True)
class _Copy:
    """What shows of a copy only when its entries have passed."""

    generated: str = ""
    programmes: set[str] = field(default_factory=set)
    languages: Counter[str] = field(default_factory=Counter)

    def watched(self, entries: Iterable["_Element"]) -> Iterator["_Element"]:
        """Pass the entries on, keeping their regimes and the language of their remarks."""
        for entry in entries:
            self.generated = entry.getroottree().getroot().get("dateGenerated", "")
            self.programmes |= {_regime(entry).programme} - {""}
            self.languages.update(_languages(_text(entry, "COMMENTS1")))
            yield entry

    def heading(self, name: str) -> Heading:
        """Return the heading; one or two regimes alone are a committee's file."""
        try:
            generated = parse_iso(self.generated) if self.generated else None
        except ValueError as error:
            raise FormatError(f"{name}: dateGenerated is {error}") from None
        few = len(self.programmes) <= 2
        return Heading(
            generated=generated,
            scope=",".join(sorted(self.programmes)) if few else "whole",
            language=self.languages.most_common(1)[0][0] if self.languages else "en",
        )


def _languages(text: str) -> Counter[str]:
    """Count the words of ``text`` that tell a language."""
    language = _SCRIPT_LANGUAGES.get(script_of(text))
    words = Counter(text.lower().split())
    if language:
        return Counter({language: words.total()})
    return Counter({name: sum(words[word] for word in few) for name, few in _LANGUAGES.items()})


def _reference(entry: "_Element") -> str:
    """Return the permanent reference number; a committee not known yet has one of its own."""
    quoted = _text(entry, "REFERENCE_NUMBER")
    known = un_references(quoted)
    if len(known) == 1:
        return known[0]
    match = re.fullmatch(r"([A-Z]{2})([IE])\.?(\d{3})\.?", quoted.replace(" ", "").upper())
    if match is None:
        raise RecordError(f"no reference number: {quoted!r}")
    return f"{match[1]}{match[2].lower()}.{match[3]}"


def _regime(entry: "_Element") -> Regime:
    """Return the regime by the reference number, else one named by UN_LIST_TYPE."""
    known = un_references(_text(entry, "REFERENCE_NUMBER"))
    printed = _text(entry, "UN_LIST_TYPE")
    regime = REGIMES.get(known[0][:2]) if known else None
    return regime or Regime(printed, slug(printed) or "other")


def _designation(entry: "_Element", reference: str) -> Designation:
    regime = _regime(entry)
    listed, delisted = _text(entry, "LISTED_ON"), _text(entry, "DELISTED_ON")
    amended = (parse_iso(day) for day in _texts(entry, "LAST_DAY_UPDATED/VALUE"))
    return Designation(
        party=SOURCE.party,
        authority=SOURCE.authority,
        programme=regime.programme,
        topic=regime.topic,
        by_regime=regime.by_regime,
        listed_on=StatedDate(date=parse_iso(listed), kind=DateKind.DESIGNATED) if listed else None,
        delisted_on=parse_iso(delisted) if delisted else None,
        dates=_unique(StatedDate(date=day, kind=DateKind.AMENDED) for day in amended),
        legal_basis=f"resolutions {regime.legal_basis}" if regime.legal_basis else "",
        reference=_text(entry, "REFERENCE_NUMBER") or reference,
        origin="autonomous",
    )


# Names


@dataclass(frozen=True, slots=True)
class _Alias:
    """What an alias element holds: several names, and facts of the identity behind them."""

    names: tuple[Name, ...]
    births: tuple[Birth, ...]
    places: tuple[str, ...]
    notes: tuple[str, ...]


_BORN = re.compile(r",?\s+born\b.*\d{4}.*", re.S)
_BORN_DAY = re.compile(
    r"\b(?:born|DP?OB)\b\D{0,30}?(\d{1,2} [A-Z][a-z]{2,8}\.? ?\d{4}|\d{4})\b(?! *-)"
)
_LAST_PARENTHESIS = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)?[\s,]*$")
_NO_NAME = re.compile(
    r"(?:previously|formerly) listed as|(?:prominently )?known.*|nom de guerre|combat name"
    r"|birth name|initials|original script|false identity.*|.*passport.*",
    re.I,
)
_CAPTION = re.compile(
    r"^(?:original script|in Arabic(?: script)?|sub-unit name|transliterations)\s*:\s*"
    r"|\s*\(original script\)$|\s+- sub-unit name$",
    re.I,
)
_LONGEST_NAME = 1000
"""In characters; the longest alias so far, of ten names, has under 400."""
_SENTENCE = re.compile(r"(?:\S+\s+){9,}\S+\.")
_SINGLE_WORDS = re.compile(r"\w[\w'’-]+(?:, \w[\w'’-]+){2,}")
_NAME_LIST = re.compile(r"[^\d:;]+(?:;[^\d:;]+)+")


def _captions(entry: "_Element") -> tuple[Name, ...]:
    """Return the entry's own name, and its original script, which may name its language."""
    parts = (_text(entry, tag) for tag in _NAME_PARTS)
    name = clean(" ".join(part for part in parts if part and part != "na"))
    if len(name) > _LONGEST_NAME:
        raise RecordError(f"a name of {len(name)} characters")
    original, _ = _original(entry)
    return tuple(Name(text=text) for text in (*_split(name), original) if text)


def _original(entry: "_Element") -> tuple[str, str]:
    """Return the name in its original script, and the language where it is named after it."""
    name, _, language = _text(entry, "NAME_ORIGINAL_SCRIPT").partition(" (")
    return name, language.strip(")")


def _alias(alias: "_Element") -> _Alias:
    printed, note = _text(alias, "ALIAS_NAME"), _text(alias, "NOTE")
    texts, notes = _alias_names(printed)
    quality = _text(alias, "QUALITY").lower()
    names = tuple(
        Name(text=text, alias=True, weak=quality == "low", former=quality == "f.k.a.")
        for text in (*texts, *_names_in_note(note))
    )
    dates = [_text(alias, "DATE_OF_BIRTH"), *_BORN_DAY.findall(f"{printed} {note}")]
    births = [_birth(date) for date in dates if date and date != "null"]
    place = ", ".join(
        filter(None, (_text(alias, f"{tag}_OF_BIRTH") for tag in ("CITY", "COUNTRY")))
    )
    kept = (f"{printed}: {note}" if printed else note,) if note else ()
    return _Alias(
        names=names,
        births=tuple(birth for birth in births if birth),
        places=(place,) if place else (),
        notes=(*((printed,) if notes else ()), *kept),
    )


def _alias_names(printed: str) -> tuple[list[str], list[str]]:
    """Return the names in one ALIAS_NAME, and what in it is no name.

    >>> _alias_names("Aa Bb, born 5 Feb. 1970 in Cc (formerly listed as)")
    (['Aa Bb'], [', born 5 Feb. 1970 in Cc (formerly listed as)'])
    """
    if len(printed) > _LONGEST_NAME or _SENTENCE.fullmatch(printed):
        return [], [printed]
    named = _BORN.sub("", printed)
    notes = [printed[len(named) :]] if named != printed else []
    names: list[str] = []
    for part in _split(named):
        own, said = _apart(part)
        names += own
        notes += said
    return names, notes


def _split(text: str) -> list[str]:
    """Split names joined by ``;``, by ``b)``, or single words by commas; not ``Surname, Given``."""
    if _SINGLE_WORDS.fullmatch(text):
        return text.split(", ")
    parts = (part for item in _listed(text) for part in re.split(r"[;،](?![^()]*\))", item))
    return [name for part in parts if (name := part.strip(" ,"))]


def _listed(text: str) -> list[str]:
    """Split ``a) ... b) ...``."""
    parts = re.split(r"(?:^|\s)[a-h]\)\s", text) if re.search(r"\s[b-h]\)\s", text) else [text]
    return [item for part in parts if (item := part.strip(" ,;").removeprefix(") "))]


def _apart(text: str) -> tuple[list[str], list[str]]:
    """Part a name from parentheses that hold other names of the same, or no name."""
    match = _LAST_PARENTHESIS.search(text)
    head = text[: match.start()].strip() if match else ""
    if match is None or not head:
        return list(split_scripts(text)), []
    inside = match[1].strip()
    if _NO_NAME.fullmatch(inside):
        names, notes = _apart(head)
        return names, [*notes, inside]
    others = [_CAPTION.sub("", part).strip() for part in inside.split(";")]
    if len(others) > 1 or script_of(others[0]) != script_of(head):
        names, notes = _apart(head)
        captioned = [inside] if inside != "; ".join(others) else []
        return [*names, *filter(None, others)], [*notes, *captioned]
    return list(split_scripts(text)), []


def _names_in_note(note: str) -> list[str]:
    """Return the names in an alias's note: other scripts, and lists of transliterations."""
    original = [part for part in split_scripts(note) if script_of(part) not in ("", "Latin")]
    names = [part.strip(" .,;()") for part in original]
    for part in re.split(r"[()]", note):
        listed = _CAPTION.sub("", part).strip()
        if "transliteration" in note and part.count(",") > 1:
            listed = listed.replace(",", ";")
        if _NAME_LIST.fullmatch(listed):
            names += [name.strip() for name in listed.split(";") if name.strip()]
    return names


# Births, places, documents


_YEARS = re.compile(r"(\d{4})\s*[-/]\s*(\d{4})")


def _births(entry: "_Element") -> tuple[tuple[Birth, ...], tuple[tuple[str, str], ...]]:
    """Return the dates of birth, and as details what is printed but cannot be read as a date."""
    births: list[Birth] = []
    untold: list[str] = []
    for element in entry.iter("INDIVIDUAL_DATE_OF_BIRTH"):
        note = _text(element, "NOTE")
        circa = "approximately" in (_text(element, "TYPE_OF_DATE").lower(), note.lower())
        years = "-".join(filter(None, (_text(element, "FROM_YEAR"), _text(element, "TO_YEAR"))))
        date = _text(element, "DATE") or _text(element, "YEAR") or years
        alone = re.sub(r"\s*\(.*", "", note)
        readings = (_birth(text, circa=circa) for text in (f"{note} {date}", date, alone))
        birth = next(filter(None, readings), None)
        births += [birth] if birth else []
        untold += [date] if date and not birth else []
        untold += [note] if note and note.lower() != "approximately" and not _birth(note) else []
    return tuple(births), tuple(("Date of birth", text) for text in dict.fromkeys(untold))


def _birth(printed: str, *, circa: bool = False) -> Birth | None:
    """Read a date, a month, a year or a range of years, None if it is none of them."""
    printed = printed.strip()
    years = _YEARS.fullmatch(printed)
    try:
        if years:
            since, until = PartialDate(int(years[1])), PartialDate(int(years[2]))
            return Birth(date=since, until=until, circa=circa)
        parse = parse_iso if printed[:4].isdecimal() else parse_words
        return Birth(date=parse(printed), circa=circa)
    except ValueError:
        return None


def _birth_places(entry: "_Element") -> tuple[str, ...]:
    elements = entry.iter("INDIVIDUAL_PLACE_OF_BIRTH")
    return tuple(filter(None, (_place(element) for element in elements)))


def _addresses(entry: "_Element") -> tuple[Address, ...]:
    elements = [*entry.iter("INDIVIDUAL_ADDRESS"), *entry.iter("ENTITY_ADDRESS")]
    return _unique(
        Address(text=text, country=country_code(_text(element, "COUNTRY")))
        for element in elements
        if (text := _place(element))
    )


def _place(element: "_Element") -> str:
    """Return a place as printed, its note in parentheses."""
    text = ", ".join(filter(None, (_text(element, tag) for tag in _PLACE)))
    note = _text(element, "NOTE")
    return f"{text} ({note.strip('()')})" if text and note else text or note


_NUMBER = re.compile(
    r"(?:(?i:number|\bn[or]\b|№|code|SSN)[\s.:]*)([A-Z0-9№°./-]+(?: [A-Z0-9./-]*\d[A-Z0-9./-]*)*)"
    r"|\b([A-Z]{1,3}[ -]?\d{5,}|\d{6,})\b"
)
_DOCUMENTS = (
    ("passport", re.compile(r"passport|pasaporte|passeport", re.I)),
    ("tax", re.compile(r"fiscal|\btax\b", re.I)),
    ("other", re.compile(r"birth|driv|ration|voter|nationality|serviceman|travel|alien", re.I)),
    ("national_id", re.compile(r"ident|tazkira|national|civil|social security|\bID\b", re.I)),
)


def _documents(entry: "_Element") -> tuple[tuple[Identifier, ...], tuple[tuple[str, str], ...]]:
    """Return numbered documents as identifiers, documents without a number as details."""
    identifiers: list[Identifier] = []
    details: list[tuple[str, str]] = []
    for element in entry.iter("INDIVIDUAL_DOCUMENT"):
        identifier = _document(element)
        printed = "; ".join(text for part in element if (text := clean(part.text)))
        if identifier.value:
            identifiers.append(identifier)
        elif printed:
            details.append(("Document", printed))
    return _unique(identifiers), tuple(details)


def _document(element: "_Element") -> Identifier:
    """Read a document; its number may stand in its note or second type, or be missing ("")."""
    printed, label = _text(element, "NUMBER"), _text(element, "TYPE_OF_DOCUMENT2")
    note, issued = _text(element, "NOTE"), _text(element, "DATE_OF_ISSUE")
    value = _number(printed) if printed else _numbered(label) or _numbered(note)
    issuers = [_text(element, tag) for tag in ("ISSUING_COUNTRY", "COUNTRY_OF_ISSUE")]
    country = next(filter(None, map(country_code, issuers)), "")
    parts = (
        printed if printed != value else "",
        label,
        f"issued {re.split('[T ]', issued)[0]}" if issued else "",
        _text(element, "CITY_OF_ISSUE"),
        *(issuer for issuer in issuers if not country or country_code(issuer) != country),
        note.strip(" ,"),
    )
    return Identifier(
        type=_document_type(label or _text(element, "TYPE_OF_DOCUMENT")),
        value=value,
        country=country,
        note="; ".join(dict.fromkeys(filter(None, parts))),
    )


def _document_type(label: str) -> str:
    return next((name for name, words in _DOCUMENTS if words.search(label)), "other")


def _number(printed: str) -> str:
    """Return a printed number without the words around it."""
    bare = re.sub(r"\s*\(.*", "", printed)
    return (_numbered(printed) or printed) if re.search(r"[a-z]{2}", bare) or not bare else bare


def _numbered(text: str) -> str:
    """Return the number in running text, "" where there is none."""
    found = (match[1] or match[2] for match in _NUMBER.finditer(text))
    return next((number for number in found if re.search(r"\d", number)), "")


# Elements


def _others(entry: "_Element") -> Iterator[tuple[str, str]]:
    """Yield the fields that have no place of their own (SUBMITTED_BY, or what may come)."""
    for element in entry:
        if isinstance(element.tag, str) and element.tag not in _READ:
            text = clean(" ".join(str(part) for part in element.itertext()))
            if text:
                yield element.tag.capitalize().replace("_", " "), text


def _text(element: "_Element", tag: str) -> str:
    return clean(element.findtext(tag))


def _texts(element: "_Element", path: str) -> list[str]:
    return [text for found in element.iterfind(path) if (text := clean(found.text))]


def _raw(entry: "_Element") -> str:
    from lxml import etree

    return str(etree.tostring(entry, encoding="unicode", with_tail=False))


def _unique(values: Iterable[T_]) -> tuple[T_, ...]:
    return tuple(dict.fromkeys(values))
