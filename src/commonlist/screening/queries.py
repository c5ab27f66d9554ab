"""What is screened: a customer's row as a `Query`, and the records to look for in its stead."""

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from commonlist.matching import Profile, profile
from commonlist.records import Birth, Kind, Name, Record
from commonlist.screening import connectors
from commonlist.screening.terms import LONGEST
from commonlist.values.countries import country_code
from commonlist.values.dates import PartialDate, parse_dmy, parse_iso, parse_words
from commonlist.values.identifiers import is_aircraft_mark, number_forms
from commonlist.values.text import clean

SOURCE = "query"
"""The source of a record made of a query."""
CUTS = (20, 35)
"""Lengths to which older systems cut a name field; a name so long may end within a word, or be one
less for the blank where it was cut."""


class Query(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A row of a customer's file.

    ``row`` counts from 1. ``text`` is the name or payment line as given. ``payment`` says that it
    is a payment line; else that is told by its looks. ``births`` are the days that the cell may
    mean. ``countries`` are ISO codes. ``numbers`` are identifiers as given. ``others`` are further
    names of the customer, looked for with the first. ``gender`` is ``m``, ``f`` or "". ``unread``
    are texts that are no date of birth, no country or no kind, each behind what it should be: a
    customer of whom such a thing is said is not one of whom nothing is.
    """

    row: int = 1
    text: str = ""
    kind: Kind = Kind.OTHER
    births: tuple[Birth, ...] = ()
    countries: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    payment: bool = False
    others: tuple[Name, ...] = ()
    gender: str = ""
    unread: tuple[tuple[str, str], ...] = ()


def query(
    text: str,
    *,
    row: int = 1,
    kind: str = "",
    birth: str = "",
    country: str = "",
    number: str = "",
    payment: bool = False,
) -> Query:
    """Make a query of a row's cells; what a cell does not say is left open."""
    read = text[:LONGEST].encode("utf-8", "replace").decode()
    known = _KINDS.get(kind.strip().casefold())
    unknown = known is None and kind
    return Query(
        row=row,
        text=read if payment else clean(read),
        kind=known or Kind.OTHER,
        births=births(birth) if birth else (),
        countries=countries(country) if country else (),
        numbers=_parts(number) if number else (),
        payment=payment,
        unread=tuple(_unread(kind, birth, country)) if unknown or birth or country else (),
    )


def _unread(kind: str, birth: str, country: str) -> Iterator[tuple[str, str]]:
    if birth.strip() and not births(birth):
        yield "date of birth", birth.strip()
    yield from (("country", text) for text, code in _places(country) if not code)
    if kind.strip() and not known_kind(kind):
        yield "kind", kind.strip()


def sentences(asked: Query) -> tuple[str, ...]:
    """Say what of a query could not be read."""
    return tuple(f"{text[:40]!r} is no {what}" for what, text in asked.unread)


def is_nothing(asked: Query) -> bool:
    """Tell whether there is nothing to look for: no number, and not a letter or digit of a name."""
    return not asked.numbers and not any(map(str.isalnum, asked.text))


def left_out(asked: Query) -> str:
    """Say without what of a row it was screened; "" if without nothing."""
    short = (f"{text[:40]!r} is no identifier" for text in asked.numbers if not number_forms(text))
    said = (*sentences(asked), *short)
    without = "them" if len(said) > 1 else "it"
    return f"{'; '.join(said)}; screened without {without}" if said else ""


def names(asked: Query) -> tuple[str, ...]:
    """Return the names to be looked for: the text and those within it, or a payment line's.

    Both where a text with a number may be the one or the other (``CASH DEP JANE TEAL BR 3``).
    """
    text = asked.text
    hinted = _HINT.search(text) is not None
    beside = " - " in text or any(map(str.isdigit, text))
    if not (asked.payment or hinted or beside):
        return (text, *connectors.names(text)) if text else ()
    from commonlist.screening import payments  # a command starts sooner without its patterns

    if asked.payment or (hinted and payments.is_payment(text)):
        return payments.names(text) or ((text,) if not asked.payment else ())
    found = (text, *connectors.names(text))
    if not beside:
        return found
    least = len(text.split()) - _BESIDE
    paid = (name for name in payments.names(text) if len(name.split()) <= least)
    return tuple(dict.fromkeys((*found, *paid)))


_HINT = re.compile(r"[\d:/]|\s(?:TO|FROM|BY ORDER|IFO|FAO|FBO|PURPOSE|ADDRESS)\s", re.IGNORECASE)
"""Without any of these no text is a payment line beyond doubt; few names have them."""
_BESIDE = 3
"""So many words beside a name make a text a payment line, be none of them sure."""


_CUT = frozenset(length for width in CUTS for length in (width - 1, width))


def is_cut(text: str) -> bool:
    """Tell whether a text may end where a field of one of the lengths `CUTS` did."""
    return len(text) in _CUT


def profile_of(asked: Query, name: str) -> Profile:
    """Return what is compared of a query under a name; one of several names is not cut."""
    return profile(record(asked, name), cut=is_cut(name) and not asked.others)


def record(asked: Query, name: str) -> Record:
    """Return a query as a record of that name and its others, to be compared with lists'."""
    return Record(
        source=SOURCE,
        entry=str(asked.row),
        kind=asked.kind,
        names=(Name(text=name), *asked.others),
        births=asked.births,
        countries=asked.countries,
        gender=asked.gender,
    )


@lru_cache(maxsize=1 << 16)
def births(text: str) -> tuple[Birth, ...]:
    """Return the days that a date of birth may mean; () if it is none.

    ``1970-03-29``, ``1970``, ``29/03/1970``, ``29 Mar 1970``, ``19700329``; of ``03/04/1970`` both
    readings, since nothing says which is meant.
    """
    return tuple(Birth(date=day) for day in dict.fromkeys(_days(text.strip())))


def _days(text: str) -> Iterator[PartialDate]:
    for shape, parts in _SHAPES:
        if match := shape.fullmatch(text):
            text = "-".join(match.group(*parts))
    for read in (parse_iso, parse_words, parse_dmy, _month_first):
        try:
            yield read(text)
        except ValueError:
            continue


_SHAPES = (
    (re.compile(r"(\d{4})(\d{2})(\d{2})"), (1, 2, 3)),
    (re.compile(r"(\d{4})[/.](\d{2})[/.](\d{2})(?:[T ].*)?"), (1, 2, 3)),
)
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def _month_first(text: str) -> PartialDate:
    match = _MONTH_FIRST.fullmatch(text)
    if match is None:
        raise ValueError(f"not a month/day/year date: {text!r}")
    month, day, year = (int(part) for part in match.groups())
    return PartialDate(year, month, day if month else 0)


def countries(text: str) -> tuple[str, ...]:
    """Return the codes of the countries in a cell (``IR``, ``Iran; Iraq``); those unknown fall."""
    return tuple(dict.fromkeys(code for _, code in _places(text) if code))


@lru_cache(maxsize=1 << 12)
def _places(text: str) -> tuple[tuple[str, str], ...]:
    """Return the countries in a cell as written, each with its code, "" where it has none."""
    return tuple((part, _code(part)) for part in _parts(text))


def _code(text: str) -> str:
    return text.lower() if re.fullmatch("[A-Za-z]{2}", text) else country_code(text)


def _parts(text: str) -> tuple[str, ...]:
    """Return what stands in a cell between ``;`` and ``|``."""
    return tuple(part.strip() for part in re.split(r"[;|]", text) if part.strip())


def looked_up(asked: Query) -> tuple[str, ...]:
    """Return the identifiers to be looked up; a name that is an aircraft's mark is one."""
    return (*asked.numbers, asked.text) if is_aircraft_mark(asked.text) else asked.numbers


def known_kind(text: str) -> bool:
    """Tell whether a word names a kind."""
    return text.strip().casefold() in _KINDS


_KINDS = {
    word: kind
    for kind, words in (
        (Kind.PERSON, "person|individual|natural person|natural_person|p|i|pers|man|woman|m|f"),
        (
            Kind.ORGANIZATION,
            "organization|organisation|entity|company|business|legal entity|legal person|"
            "legal_entity|legal_person|corporate|o|c|e|org|ent|ngo",
        ),
        (Kind.VESSEL, "vessel|ship|v"),
        (Kind.AIRCRAFT, "aircraft|airplane|plane|a"),
        (Kind.OTHER, "other|unknown|legalentity"),
    )
    for word in words.split("|")
}
"""What customers write for a kind; anything else leaves it open."""
