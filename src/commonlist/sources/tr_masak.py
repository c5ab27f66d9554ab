"""Turkey's list of frozen assets under the UN's terrorism regimes (MASAK, Law 6415, Annex 1).

The text of a word-processed document in Turkish. Sections are headed ``DEAŞ ve EL-KAİDE`` or
``TALİBAN İLE BAĞLANTILI``, then ``GERÇEK KİŞİLER`` (persons) or ``TÜZEL KİŞİ, KURULUŞ`` (legal
persons, organisations). The heading says what an entry is, not its label: some organisations
stand under ``Adı Soyadı``, the persons' label. An entry begins with its name after a bullet, a
number or nothing. Labels stand at the start of a line or after a tab or many blanks on the line of
another value; their colon can stand on the next line or be missing. Lines are also broken by
U+2028. UN references in the text are of other parties, so none is quoted as the entry's own.
The same authority's file of organisations alone begins without its first heading.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

from commonlist.errors import FormatError, RecordError
from commonlist.records import Address, Birth, Designation, Identifier, Kind, Name, Record
from commonlist.sources.reading import (
    MAX_FIELD,
    Fault,
    Heading,
    Ids,
    Input,
    attempt,
    single,
    text_of,
)
from commonlist.sources.source import Source
from commonlist.values.countries import country_code
from commonlist.values.dates import PartialDate, parse_dmy, parse_words
from commonlist.values.text import clean, slug

SOURCE = Source(
    name="tr_masak",
    title="Persons and organisations whose assets are frozen under Law 6415, Annex 1 (Turkey)",
    party="tr",
    authority="Financial Crimes Investigation Board (MASAK)",
    language="tr",
    register="tr_6415",
    kinds=frozenset({"person", "organization"}),
    fewest=300,
    filled=(("designations", 1.0), ("remarks", 0.9), ("births", 0.7), ("countries", 0.6)),
    formats="text",
)
TOPICS = {
    "DEAŞ ve EL-KAİDE": ("terrorism", False),  # UN 1267/1989/2253
    "TALİBAN": ("terrorism", True),  # UN 1988: disputed as a class
}
"""Regime, as a section's heading names it → (topic, by_regime)."""
BASIS = "Law No. 6415 on the Prevention of the Financing of Terrorism, Annex 1"
_MONTHS = {
    "ocak": "January", "şubat": "February", "mart": "March", "nisan": "April", "mayıs": "May",
    "haziran": "June", "temmuz": "July", "ağustos": "August", "eylül": "September",
    "ekim": "October", "kasım": "November", "aralık": "December",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """What a heading says of the entries under it."""

    regime: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its section, line in the file, text, and the values under each label."""

    section: Section
    line: int
    id: str
    text: str
    fields: dict[str, str]


# the file of organisations begins with those of DEAŞ and al-Qaida, without a heading
_FIRST = Section("DEAŞ ve EL-KAİDE", Kind.ORGANIZATION)
_WHOLE = {Section(regime, kind) for regime in TOPICS for kind in (Kind.PERSON, Kind.ORGANIZATION)}
_HEADING = re.compile(r"^[ \t•]*(\S[^\n:]*?) İLE BAĞLANTILI ([^\na-z]*)$", re.M)
_LABELS = {
    "Adının Orijinal Dilde Yazımı": r"(?:Adının|İsminin) Ori?jinal [Dd]ilde Yazımı",
    "Unvanı": r"Unvanı?",
    "Görevi": r"Görevi",
    "Doğum Tarihi ve Yeri": r"Doğum Tarihi Doğum Yeri",
    "Doğum Tarihi": r"Doğum Tarihi",
    "Doğum Yeri": r"Doğum Yeri",
    "Diğer Adları (Düşük İhtimal)": r"Kullandığı Diğer Adlar\s*\(Düşük İhtimal\)",
    "Diğer Adları": r"Kullandığı (?:veya Bilinen )?Diğer Adlar[ıi]?",
    "Bilinen Eski Adı": r"Bilinen Eski Adı",
    "Uyruğu": r"Uyruğu",
    "Pasaport Numarası": r"Pasaport Numarası",
    "Ulusal Kimlik Numarası": r"Ulusal Kimlik\s+Numara(?:sı)?(?: Adres)?",
    "Vergi Kimlik Numarası": r"Vergi Kimlik Numarası",
    "Adres": r"Adres",
    "Listelenme Tarihi": r"Listelenme Tarihi",
    "Diğer Bilgiler": r"Diğer [Bb]ilgileri?",
}
_ANY = "|".join(_LABELS.values())
_COLON = r"[ \t]*(?::|\n[ \t]*:)"
_NAME = re.compile(
    rf"^[ \t]*(?:(?:•|\d+[ \t]*[.-])[ \t]*)?(Adı(?: Soyadı)?)(?:{_COLON}|[ \t]*$)", re.M
)
# at the start of a line: a colon, or nothing else on the line, or a wide gap;
# within a line: tabs before the colon, which no running text has
_LABEL = re.compile(
    rf"^[ \t]*(?P<start>{_ANY})(?:{_COLON}|[ \t]*$|(?=[ \t]{{3}}))"
    rf"|[ \t](?P<within>{_ANY})\t+:",
    re.M,
)
_MARKER = r"(?:(?:[a-zçğıöşü]|aa|bb|cc)\)|•)\s*"
_ITEM = re.compile(rf"(?:^|\s){_MARKER}")
# addresses have i), ii), ... of their own within a line
_ADDRESS_ITEM = re.compile(rf"^[ \t]*{_MARKER}|\s[b-h]\)\s*", re.M)
_BULLET = re.compile("•")
_PART = re.compile(r"(?:^|(?<=\s))\d\s*(?::|-?\s*$)")
_NOT_LATIN = re.compile(r"[\u0370-\u1DFF\u2E80-\uFAFF\uFB1D-\uFEFF]")
_DAY = r"\d{1,2}\s?[^\W\d]{3,8}\.?\s?\d{4}"
_NOTE = re.compile(
    r"ori?jinal yazımı?\s*[:;]?|\([^()]*çevirisi\)|çeviri(?:si)?\s*:|takma ad\b"
    r"|-? ?alt birim ismi|^\d:",
    re.I,
)
_FORMER = re.compile(r"\(daha önce(?:den)? listelenen isim\s*\)", re.I)
# what is said of an alias after it: births, passports, how it was listed
_AFTER_NAME = re.compile(
    rf"(?:\bdoğum|{_DAY}|\b\d{{4}}(?:\W?[dt]e| doğumlu)\b|\b\d{{5,}} nolu"
    r"|\bafgan\w* pasaport|\bdaha önce arapça).*",
    re.I | re.S,
)
_BIRTH = re.compile(
    rf"(tahmini|yaklaşık)?\s*(?:olarak)?\s*({_DAY}|\d{{1,2}}\.\d{{1,2}}\.\d{{4}}"
    r"|[^\W\d]{4,8} \d{4}|\d{4})(?:\s*(?:-|ve)\s*(\d{4})\s*(?:aras[ıi]+\w*)?)?\s*(\(tahmini\))?",
    re.I,
)
_NUMBER = r"[A-Z]{0,6}[ -]{0,2}\d[\w/.-]*\w"
_LONG_NUMBER = re.compile(r"\b([A-Z]{0,4}\d{5,}\w*)")
_NUMBERED = re.compile(rf"(?:numara\w*|no|nr|kod\w*|kart\w*|passport)\W*?({_NUMBER})", re.I)
_COMPANY = re.compile(r"(\d{10}) VKN\W?l[iı] (.+?) hakkında da ")


def entries(source: Input) -> Iterator[Entry]:
    """Yield the entries in file order, and each bulleted paragraph of a section without any.

    Raises:
        FormatError: not UTF-8 text, without an entry, or with entries that no heading explains.
    """
    printed = text_of(source, "utf-8-sig")
    text = printed.replace("\u2028", "\n").replace("\xa0", " ")
    _check_headings(text, source.name)
    ids = Ids()
    for section, start, end in _blocks(text):
        fields = _fields(text[start:end])
        yield Entry(
            section=section,
            line=printed.count("\n", 0, start) + 1,
            id=ids.free(slug(_caption(fields))),
            text=text[start:end],
            fields=fields,
        )
    if not ids:
        raise FormatError(f"{source.name}: no entry in it; check that it is {SOURCE.name}")


def record(entry: Entry) -> Record:
    """Read one entry, or the company that a paragraph names.

    Raises:
        RecordError: no name, or a text that no entry has.
    """
    if len(entry.text) > MAX_FIELD:
        raise RecordError(f"longer than {MAX_FIELD >> 20} MB")
    if not entry.id:
        raise RecordError("no name, or a paragraph that names no company")
    fields = entry.fields
    births, other_births = _births(fields)
    countries, other_countries = _countries(fields)
    names, other_names = _names(entry)
    return Record(
        source=SOURCE.name,
        entry=entry.id,
        kind=entry.section.kind,
        names=names,
        designations=(_designation(entry),),
        births=births,
        birth_places=_places(fields),
        countries=countries,
        titles=_values(fields, "Unvanı"),
        positions=_values(fields, "Görevi"),
        addresses=tuple(_address(text) for text in _values(fields, "Adres", _ADDRESS_ITEM)),
        identifiers=_identifiers(fields),
        references=(f"tr-masak:{entry.id}",),
        details=(*other_names, *other_births, *other_countries, *_listed(fields)),
        remarks=_text(fields, "Diğer Bilgiler") or clean(fields.get("Paragraf", "")).strip("• "),
    )


def read(inputs: Sequence[Input]) -> Iterator[Heading | Record | Fault]:
    """Yield each entry, then the heading; the list prints no date of its own.

    It is the whole list if all four sections are there, else a part of it.

    Raises:
        FormatError: see `entries`.
    """
    source = single(inputs, SOURCE.name)
    met: set[Section] = set()

    def noted() -> Iterator[Entry]:
        for entry in entries(source):
            met.add(entry.section)
            yield entry

    yield from attempt(
        record,
        noted(),
        where=lambda entry: f"{source.name}: line {entry.line}",
        raw=lambda entry: entry.text,
    )
    yield Heading(scope="whole" if met >= _WHOLE else "part", language="tr")


def _check_headings(text: str, name: str) -> None:
    """Refuse entries before the first heading, but for the organisations before the Taliban's."""
    first, entry = _HEADING.search(text), _NAME.search(text)
    headless = entry is not None and (first is None or entry.start() < first.start())
    if headless and (first is None or _section(first) != Section("TALİBAN", Kind.ORGANIZATION)):
        raise FormatError(f"{name}: entries without a section's heading; get the whole document")


def _blocks(text: str) -> Iterator[tuple[Section, int, int]]:
    """Yield the section, start and end of each entry, or paragraph before the first of them."""
    headings = list(_HEADING.finditer(text))
    sections = [_FIRST, *map(_section, headings)]
    starts = [0, *(heading.end() for heading in headings)]
    ends = [*(heading.start() for heading in headings), len(text)]
    for section, start, end in zip(sections, starts, ends, strict=True):
        names = [match.start() for match in _NAME.finditer(text, start, end)]
        if start:  # before the first heading stands the document's title
            first = names[0] if names else end
            bullets = (match.start() for match in _BULLET.finditer(text, start, first))
            names = [start, *bullets, *names]
        for at, until in pairwise([*names, end]):
            if text[at:until].strip(" \t\n•"):
                yield section, at, until


def _section(heading: re.Match[str]) -> Section:
    kind = Kind.PERSON if "GERÇEK KİŞİ" in heading[2] else Kind.ORGANIZATION
    return Section(clean(heading[1]), kind)


def _fields(block: str) -> dict[str, str]:
    """Return the text under each label, repeated ones joined; the first is the name."""
    name = _NAME.match(block)
    if name is None:
        return {"Paragraf": block}
    labels = list(_LABEL.finditer(block, name.end()))
    keys = ["", *(_key(match["start"] or match["within"]) for match in labels)]
    starts = [name.end(), *(match.end() for match in labels)]
    ends = [*(match.start() for match in labels), len(block)]
    fields: dict[str, str] = {}
    for key, start, end in zip(keys, starts, ends, strict=True):
        value = block[start:end].strip(" \t\n:")
        fields[key] = "\n".join(filter(None, (fields.get(key), value)))
    return fields


def _key(label: str) -> str:
    return next(key for key, pattern in _LABELS.items() if re.fullmatch(pattern, label))


def _text(fields: dict[str, str], key: str) -> str:
    text = clean(fields.get(key, ""))
    return "" if text.strip(" -") == "" else text


def _values(fields: dict[str, str], key: str, item: re.Pattern[str] = _ITEM) -> tuple[str, ...]:
    """Return what stands under a), b), ... of a label, or its whole text."""
    parts = (clean(part).strip(" ;,:") for part in item.split(fields.get(key, "")))
    return tuple(part for part in parts if part.strip(" -"))


def _caption(fields: dict[str, str]) -> str:
    """Return the name, without the numbers of its parts: ``1: ... 2: ... 3: -``.

    Where none is printed it is the first alias; of a paragraph it is the company that it names.
    """
    printed = fields.get("")
    if printed is None:
        company = _COMPANY.search(clean(fields["Paragraf"]))
        return company[2] if company else ""
    parts = (clean(part).strip(" -:") for part in _PART.split(clean(printed)))
    name = " ".join(part for part in parts if part and part != "na")
    others = _values(fields, "Diğer Adları")
    return name or (others[0] if others else "")


def _names(entry: Entry) -> tuple[tuple[Name, ...], tuple[tuple[str, str], ...]]:
    """Return the names, and as details the texts of which something is in no name."""
    fields = entry.fields
    names = [Name(text=_caption(fields))]
    details = []
    for text in _values(fields, "Adının Orijinal Dilde Yazımı"):
        if _NOT_LATIN.search(text):
            names.append(Name(text=text))
        else:
            details.append(("Adının Orijinal Dilde Yazımı", text))
    for key in ("Diğer Adları", "Diğer Adları (Düşük İhtimal)", "Bilinen Eski Adı"):
        for text in _values(fields, key):
            made = _aliases(text, weak="Düşük" in key, former="Eski" in key)
            names.extend(made)
            if _AFTER_NAME.search(text) or not made:
                details.append((key, text))
    return tuple(dict.fromkeys(names)), tuple(details)


def _aliases(text: str, *, weak: bool, former: bool) -> tuple[Name, ...]:
    """Return the names in one item: ``A; B``, ``A, (B, C)``, or another script and ``(A; B)``."""
    former = former or bool(_FORMER.search(text))
    kept = _AFTER_NAME.sub("", _FORMER.sub("", text))
    kept = _NOTE.sub("", kept)
    if _NOT_LATIN.search(kept):
        parts = re.split(r"[();]", kept)
    elif listed := re.fullmatch(r"([^(]+), ?\((.+,.+)\)", kept):
        parts = [listed[1], *listed[2].split(",")]
    else:
        parts = kept.split(";")
    texts = (clean(part).strip(" ,:(") for part in parts)
    return tuple(
        Name(text=text, alias=True, weak=weak, former=former) for text in texts if text.strip("- ")
    )


def _designation(entry: Entry) -> Designation:
    regime = entry.section.regime
    topic, by_regime = TOPICS.get(regime, (slug(regime), False))
    # Annex 1 is what article 5 of the law makes of the Security Council's decisions; a company
    # under a listed person's control is named by Turkey
    transposed = regime in TOPICS and "Paragraf" not in entry.fields
    return Designation(
        party=SOURCE.party,
        authority=SOURCE.authority,
        programme=regime,
        topic=topic,
        by_regime=by_regime,
        legal_basis=BASIS,
        measures=("asset freeze",),
        origin="transposes(un)" if transposed else "",
    )


def _births(fields: dict[str, str]) -> tuple[tuple[Birth, ...], tuple[tuple[str, str], ...]]:
    """Return the births, and as details the texts that say more or something else."""
    births: list[Birth] = []
    details = []
    for text in (*_values(fields, "Doğum Tarihi"), *_values(fields, "Doğum Tarihi ve Yeri")):
        match = _BIRTH.fullmatch(text)
        with suppress(ValueError):
            if match:
                births.append(_birth(match))
                continue
        if text not in _places(fields):
            details.append(("Doğum Tarihi", text))
    return tuple(births), tuple(details)


def _birth(match: re.Match[str]) -> Birth:
    return Birth(
        date=_date(match[2]),
        until=PartialDate(int(match[3])) if match[3] else None,
        circa=bool(match[1] or match[4]),
    )


def _date(text: str) -> PartialDate:
    """Read ``5 Şubat 1981``, ``3 Aralık1979``, ``1 Jan. 1970``, ``05.02.1981`` or ``1981``."""
    if re.fullmatch(r"[\d.]+", text) and "." in text:
        return parse_dmy(text)
    if text.isdigit():
        return PartialDate(int(text))
    words = re.sub(r"[^\W\d]+", lambda word: f" {_MONTHS.get(word[0].lower(), word[0])} ", text)
    return parse_words(clean(words.replace(".", "")))


def _places(fields: dict[str, str]) -> tuple[str, ...]:
    """Return the places of birth; one label holds a date or a place."""
    either = _values(fields, "Doğum Tarihi ve Yeri")
    return (
        *_values(fields, "Doğum Yeri", _ADDRESS_ITEM),
        *(text for text in either if not _BIRTH.fullmatch(text)),
    )


def _countries(fields: dict[str, str]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the codes of nationalities, and as details those that are no country's name."""
    codes = {text: country_code(text) for text in _values(fields, "Uyruğu")}
    unknown = tuple(("Uyruğu", text) for text, code in codes.items() if not code)
    return tuple(dict.fromkeys(filter(None, codes.values()))), unknown


def _address(text: str) -> Address:
    place = re.sub(r"\(.*?\)", "", text).strip(" ,;.").rsplit(",", 1)[-1]
    return Address(text=text, country=country_code(place))


def _identifiers(fields: dict[str, str]) -> tuple[Identifier, ...]:
    company = _COMPANY.search(clean(fields.get("Paragraf", "")))
    kinds = (
        ("passport", "Pasaport Numarası"),
        ("national_id", "Ulusal Kimlik Numarası"),
        ("tax", "Vergi Kimlik Numarası"),
    )
    return (
        *((Identifier(type="tax", value=company[1], country="tr"),) if company else ()),
        *(_identifier(type_, text) for type_, key in kinds for text in _values(fields, key)),
    )


def _identifier(type_: str, text: str) -> Identifier:
    """Take the number out of a phrase such as ``Libya pasaport numarası 12/34, ...``.

    The phrase is kept as the note; where no number is found it is the value.
    """
    match = _NUMBERED.search(text) or re.match(rf"({_NUMBER})", text) or _LONG_NUMBER.search(text)
    issuer = re.match(r"(.+?) (?:ulusal|pasaport|kimlik|sivil|vatandaşlık)", text, re.I)
    value = match[1].strip(" -") if match else text
    return Identifier(
        type=type_,
        value=value,
        country=country_code(issuer[1]) if issuer else "",
        note=text if value != text else "",
    )


def _listed(fields: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return ``Listelenme Tarihi`` as printed: it is the day of the UN's listing, not of this."""
    text = _text(fields, "Listelenme Tarihi")
    return (("Listelenme Tarihi", text),) if text else ()
