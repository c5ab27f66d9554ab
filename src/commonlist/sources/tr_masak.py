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
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from commonlist.errors import FormatError, RecordError
from commonlist.records import Address, Birth, Designation, Identifier, Kind, Name, Record
from commonlist.sources.reading import Fault, Heading, Input, attempt, single, text_of
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
    filled=(("names", 1.0), ("remarks", 0.85), ("designations", 1.0)),
    formats="text",
)
TOPICS = {
    "DEAŞ ve EL-KAİDE": ("terrorism", False),  # UN 1267/1989/2253
    "TALİBAN": ("terrorism", True),  # UN 1988: disputed as a class
}
"""Regime, as a section's heading names it → (topic, by_regime)."""
BASIS = "Law No. 6415 on the Prevention of the Financing of Terrorism, Annex 1"
_MONTHS = dict(
    zip(
        "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık".split(),
        "January February March April May June July August September October November"
        " December".split(),
        strict=True,
    )
)


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
    "Diğer Adları": r"Kullandığı (?:veya Bilinen )?Diğer Adlar[ıi]?",
    "Bilinen Eski Adı": r"Bilinen Eski Adı",
    "Uyruğu": r"Uyruğu",
    "Pasaport Numarası": r"Pasaport Numarası",
    "Ulusal Kimlik Numarası": r"Ulusal Kimlik\s+Numara(?:sı)?",
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
# at the start of a line: a colon, or nothing else on the line, or a wide gap, or another label;
# within a line: tabs before the colon, which no running text has
_LABEL = re.compile(
    rf"^[ \t]*(?P<start>{_ANY})(?:{_COLON}|[ \t]*$|(?=[ \t]{{3}})|(?=[ \t]+(?:{_ANY})\b))"
    rf"|[ \t](?P<within>{_ANY})\t+:",
    re.M,
)
_ITEM = re.compile(r"(?:^|\s)(?:[a-zçğıöşü]\)|•)\s*")
_LINE_ITEM = re.compile(r"^[ \t]*(?:[a-zçğıöşü]\)|•)\s*", re.M)
_COMPANY = re.compile(r"(\d{10}) VKN\W?l[iı] (.+?) hakkında da ")
