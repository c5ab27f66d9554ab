"""What matching needs of one record."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from commonlist.matching.names import Form, forms
from commonlist.records import Birth, Kind, Name, Record
from commonlist.values.identifiers import number_form

_TELLING = frozenset(
    {"passport", "national_id", "tax", "registration", "imo", "mmsi", "swift", "wallet",
     "tail_number", "serial_number"}
)  # fmt: skip
"""Types of identifier that one party has; e-mail, phone and website are shared."""

_DIVISION = re.compile(r"[A-Z]{2}(?=[ei]\.\d)|\d{5}[A-Z]\d{4}(?=-)")
"""The UN committee or the EU act that a number is of: a party may have one in each."""


@dataclass(frozen=True, slots=True, order=True)
class Years:
    """The years in which somebody may have been born; ``day`` is ISO where it is stated whole."""

    first: int
    last: int
    day: str = ""


@dataclass(frozen=True, eq=False)
class Profile:
    """A record as matching and resolution see it.

    ``references`` are the record's own, by scheme and, where two may list one party, by committee
    (UN) or act (EU). ``numbers`` are identifiers in the form in which they are compared.
    ``nationalities`` are ISO codes; ``countries`` holds those of addresses too. ``gender`` is
    ``m``, ``f`` or "".
    ``cut`` names end where a field ended: their last word may be the beginning of one.
    """

    key: str
    source: str
    entry: str
    kind: Kind
    caption: str
    references: dict[str, frozenset[str]]
    numbers: frozenset[str]
    births: tuple[Years, ...]
    nationalities: frozenset[str]
    countries: frozenset[str]
    gender: str
    names: tuple[Name, ...] = field(repr=False)
    cut: bool = False

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """The names taken apart: those of a person, of another party, or both if it isn't known."""
        ways = {Kind.PERSON: (True,), Kind.OTHER: (True, False)}.get(self.kind, (False,))
        return tuple(
            form for personal in ways for form in _forms(self.names, personal, cut=self.cut)
        )


def profile(record: Record, *, cut: bool = False) -> Profile:
    """Return what matching needs of ``record``; its names are taken apart when asked for."""
    nationalities = frozenset(record.countries)
    return Profile(
        key=record.key,
        source=record.source,
        entry=record.entry,
        kind=record.kind,
        caption=record.caption,
        references=_by_scheme(record.references),
        numbers=frozenset(
            f"{number.type}:{bare}"
            for number in record.identifiers
            if number.type in _TELLING
            and (bare := number_form(number.type, number.value))
            and any(char.isdigit() for char in bare)
        ),
        births=tuple(dict.fromkeys(_years(birth) for birth in record.births)),
        nationalities=nationalities,
        countries=nationalities | {a.country for a in record.addresses if a.country},
        gender=record.gender.casefold()[:1],
        names=record.names,
        cut=cut,
    )


def _forms(names: Iterable[Name], personal: bool, *, cut: bool) -> tuple[Form, ...]:
    """Return each name once by its words; where two are the same, the better one."""
    every = [form for name in names for form in forms(name, personal=personal, cut=cut)]
    if len(every) < 2:
        return tuple(every)
    best: dict[tuple[str, ...], Form] = {}
    for form in every:
        words = tuple(sorted([word.letters for word in form.words]))
        if words not in best or best[words].quality < form.quality:
            best[words] = form
    return tuple(best.values())


def _by_scheme(references: Iterable[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for reference in references:
        scheme, _, value = reference.partition(":")
        if part := _DIVISION.match(value):
            scheme = f"{scheme} {part[0]}"
        found.setdefault(scheme, set()).add(value.strip())
    return {scheme: frozenset(values) for scheme, values in found.items()}


def _years(birth: Birth) -> Years:
    slack = 1 if birth.circa else 0
    last = birth.until.year if birth.until else birth.date.year
    day = str(birth.date) if birth.date.day and not birth.until and not birth.circa else ""
    return Years(birth.date.year - slack, last + slack, day)
