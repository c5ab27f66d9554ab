"""What matching needs of one record."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import msgspec
from msgspec import structs

from commonlist.matching.names import Form, forms
from commonlist.records import Birth, Identifier, Kind, Name, Record
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


class Profile(msgspec.Struct, frozen=True, eq=False, dict=True):
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
    names: tuple[Name, ...]
    cut: bool = False

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """The names taken apart: those of a person, of another party, or both if it isn't known."""
        if self.kind is Kind.OTHER:
            ways = (_forms(self.names, personal, cut=self.cut) for personal in (True, False))
            return tuple(chain.from_iterable(ways))
        return _forms(self.names, self.kind is Kind.PERSON, cut=self.cut)


def profile(record: Record, *, cut: bool = False) -> Profile:
    """Return what matching needs of ``record``; its names are taken apart when asked for."""
    return Profile(
        key=record.key,
        source=record.source,
        entry=record.entry,
        kind=record.kind,
        caption=record.caption,
        references=_by_scheme(record.references),
        numbers=frozenset(_numbers(record.identifiers)) if record.identifiers else _NONE,
        births=tuple(dict.fromkeys(map(_years, record.births))) if record.births else (),
        nationalities=frozenset(record.countries),
        countries=frozenset(
            (*record.countries, *(a.country for a in record.addresses if a.country))
        ),
        gender=record.gender.casefold()[:1],
        names=record.names,
        cut=cut,
    )


_NONE: frozenset[str] = frozenset()


def _numbers(identifiers: Iterable[Identifier]) -> Iterator[str]:
    for number in identifiers:
        bare = number_form(number.type, number.value) if number.type in _TELLING else ""
        if any(map(str.isdigit, bare)):
            yield f"{number.type}:{bare}"


def _forms(names: Iterable[Name], personal: bool, *, cut: bool) -> tuple[Form, ...]:
    """Return each name once by its words; of two the better one, with the initials of both."""
    every = [form for name in names for form in forms(name, personal=personal, cut=cut)]
    if len(every) < 2:
        return tuple(every)
    best: dict[tuple[str, ...], Form] = {}
    for form in every:
        words = tuple(sorted([word.letters for word in form.words]))
        other = best.setdefault(words, form)
        kept = form if other.quality < form.quality else other
        initials = tuple(dict.fromkeys((*other.initials, *form.initials)))
        best[words] = (
            structs.replace(kept, initials=initials) if initials != kept.initials else kept
        )
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
