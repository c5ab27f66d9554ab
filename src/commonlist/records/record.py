"""One entry of a published list, and the legal acts in it.

Everything is kept as printed; normal forms are made where they are needed. Values are frozen and
have one JSON form (msgspec), which is what is stored and digested.
"""

from enum import StrEnum

import msgspec

from commonlist.values.dates import PartialDate


class Kind(StrEnum):
    """What an entry is about."""

    PERSON = "person"
    ORGANIZATION = "organization"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    OTHER = "other"


class DateKind(StrEnum):
    """What a date in a list is the date of.

    ``DESIGNATED``, ``PUBLISHED`` and ``IN_FORCE`` are of the *first* act and carry a listing
    back to them; ``AMENDED`` is only the latest change and carries nothing; ``FIRST_SEEN`` is
    our own: the earliest copy that holds the entry.
    """

    DESIGNATED = "designated"
    PUBLISHED = "published"
    IN_FORCE = "in_force"
    AMENDED = "amended"
    FIRST_SEEN = "first_seen"


class Confidence(StrEnum):
    """How a fact is known: read in the source, from memory, or reported of somebody else."""

    STATED = "stated"
    RECALLED = "recalled"
    SECOND_HAND = "second-hand"


class _Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Base of the values here: frozen, compared by content, empty fields left out of JSON.

    They hold values alone, so no garbage collection need look through them.
    """


class StatedDate(_Value, frozen=True, kw_only=True):
    """A date in a list, with what it is the date of."""

    date: PartialDate
    kind: DateKind


class Name(_Value, frozen=True, kw_only=True):
    """A name as printed.

    ``alias`` is false for the entry's own caption(s), also in another script. ``weak`` is the
    publisher's word (UN "Low", OFAC "weak", UK "Low quality"). ``former`` is f.k.a. ``since``
    and ``until`` (half-open) bound a dated name. ``lang`` is an ISO 639 code where the list
    states the language.
    """

    text: str
    alias: bool = False
    weak: bool = False
    former: bool = False
    lang: str = ""
    since: PartialDate | None = None
    until: PartialDate | None = None


class Birth(_Value, frozen=True, kw_only=True):
    """A date of birth; ``until`` is the last year or day of a stated range, inclusive."""

    date: PartialDate
    until: PartialDate | None = None
    circa: bool = False


class Address(_Value, frozen=True, kw_only=True):
    """An address as printed; ``country`` is an ISO 3166 alpha-2 code (lower case) where known."""

    text: str = ""
    country: str = ""


class Identifier(_Value, frozen=True, kw_only=True):
    """A number that an issuer gave.

    ``type`` is one of: passport, national_id, tax, registration, imo, mmsi, call_sign, swift,
    wallet, email, phone, website, tail_number, serial_number, other. ``value`` is as printed,
    ``country`` an ISO code of the issuer where known.
    """

    type: str
    value: str
    country: str = ""
    note: str = ""


class Link(_Value, frozen=True, kw_only=True):
    """A tie to another party as printed: ``role`` such as linked_to, owner, parent, subsidiary."""

    role: str
    text: str


class Designation(_Value, frozen=True, kw_only=True):
    """The legal act in a record: one per programme.

    ``party`` (lower case: ``un``, ``us``) and ``authority`` say whose act it is. ``programme`` is
    the authority's own tag; ``topic`` is ``terrorism``, ``extremism`` or the regime's own word.
    ``by_regime`` marks a topic that is disputed as a class (Taliban 1988, "extremist" courts).
    ``listed_on`` is the date that the list states for the listing, ``dates`` are all others.
    ``origin`` is ``autonomous``, ``transposes(un)``, ``follows(eu)`` or "" (not said).
    ``part`` names what is listed where it is not the whole ("military wing"). ``attested_on`` is
    the day of the text in which the act was read, where that is not the copy's own day.
    """

    party: str
    authority: str
    programme: str
    topic: str
    by_regime: bool = False
    listed_on: StatedDate | None = None
    delisted_on: PartialDate | None = None
    delisted_reason: str = ""
    dates: tuple[StatedDate, ...] = ()
    legal_basis: str = ""
    reference: str = ""
    measures: tuple[str, ...] = ()
    origin: str = ""
    part: str = ""
    confidence: Confidence = Confidence.STATED
    attested_on: PartialDate | None = None


class Record(_Value, frozen=True, kw_only=True):
    """One entry as published; ``source`` and ``entry`` identify it.

    ``references`` are the numbers by which this list and others know the *same* party, quoted in
    the entry itself: ``scheme:value`` such as ``un:QDe.115``, ``un-dataid:6908555``,
    ``gb-ofsi:8441``, ``eu-fsf:EU.27.28``. Numbers of other parties in running text are not here.
    ``countries`` are ISO 3166 alpha-2 codes (lower case) of nationality, citizenship, flag or
    jurisdiction. ``details`` are further fields under the publisher's label.
    """

    source: str
    entry: str
    kind: Kind
    names: tuple[Name, ...]
    designations: tuple[Designation, ...] = ()
    births: tuple[Birth, ...] = ()
    birth_places: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    gender: str = ""
    titles: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    references: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    remarks: str = ""

    @property
    def key(self) -> str:
        """``source:entry``, the record's name everywhere in the tool."""
        return f"{self.source}:{self.entry}"

    @property
    def caption(self) -> str:
        """The first name printed."""
        return self.names[0].text
