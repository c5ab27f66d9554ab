"""A query given as a FollowTheMoney entity: cleaned, and read as a `Query` of ours."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

import msgspec

from commonlist.errors import InputError
from commonlist.publication.schemata import Property, Schema, model
from commonlist.screening import queries
from commonlist.screening.numbers import SCORES
from commonlist.screening.queries import Query
from commonlist.screening.terms import LONGEST
from commonlist.sources import ftm
from commonlist.values.countries import country_code
from commonlist.values.text import clean

ANY = "Thing"
"""The schema of a query that may be anything."""
VALUES = 200
"""Values of one property that are looked at; the rest is told and left out."""
_NAMED = ("name", "alias", "previousName", "abbreviation", "weakAlias")
_FIRST = ("firstName",)
_BETWEEN = ("secondName", "middleName", "fatherName")
_LAST = ("lastName",)


class Example(msgspec.Struct, frozen=True):
    """An entity that is asked for, as a client sent it.

    A value is a text or a number; of another entity its id is taken.
    """

    schema: str
    properties: dict[str, Any] = {}
    id: str | None = None


class Cleaned(msgspec.Struct, frozen=True):
    """An entity that is asked for, as it is understood.

    ``properties`` are cleaned: codes of countries, ISO dates, texts without odd blanks; what is
    none of its type falls. ``ignored`` are properties that the schema does not have.
    """

    schema: str
    properties: dict[str, list[str]]
    query: Query
    id: str | None = None
    ignored: tuple[str, ...] = ()


def cleaned(example: Example, row: int = 1) -> Cleaned:
    """Return an entity cleaned and read as a query.

    Raises:
        InputError: there is no such schema, or its entities are not compared with others.
    """
    schema = schema_of(example.schema)
    found: dict[str, list[str]] = {}
    for name, given in example.properties.items():
        prop = schema.properties.get(name)
        if prop is not None and not prop.stub:
            values = list(dict.fromkeys(_values(prop, given)))[:VALUES]
            if values:
                found[name] = values
    ignored = tuple(name for name in example.properties if name not in schema.properties)
    return Cleaned(example.schema, found, _query(schema, found, row), example.id, ignored)


def known_schema(name: str) -> str:
    """Return the name of a schema.

    Raises:
        InputError: there is none of that name.
    """
    if model().get(name) is None:
        raise InputError(f"unknown schema: {name[:100]!r}")
    return name


def schema_of(name: str) -> Schema:
    """Return a schema that can be asked for.

    Raises:
        InputError: there is none of that name, or its entities are not compared with others.
    """
    schema = model().schemata[known_schema(name)]
    if not schema.matchable and name != ANY:
        raise InputError(f"schema {name}: its entities are not compared with others")
    return schema


def comparable(name: str) -> frozenset[str]:
    """Return the schemata of the entities that one of a schema may be."""
    if name == ANY:
        return frozenset(each.name for each in model().schemata.values() if each.matchable)
    return schema_of(name).comparable


def _query(schema: Schema, properties: Mapping[str, list[str]], row: int) -> Query:
    """Read an entity by the source of such entities; without a name its numbers are looked for."""
    whole = [name for name in _from_parts(properties) if name not in properties.get("name", ())]
    held = {**properties, "name": [*properties.get("name", ()), *whole]}
    named = any(held.get(name) for name in _NAMED)
    thing = ftm.Thing("-", schema.name, held, "" if named else "-")
    record = ftm.record(ftm.Entry(where="query", thing=thing, source=queries.SOURCE))
    return Query(
        row=row,
        text=record.caption if named else "",
        kind=record.kind,
        births=record.births,
        countries=record.countries,
        numbers=tuple(number.value for number in record.identifiers if number.type in SCORES),
        others=record.names[1:],
        gender=record.gender[:1] if record.gender in ("male", "female") else "",
    )


def _from_parts(properties: Mapping[str, list[str]]) -> Iterator[str]:
    """Put whole names together of a person's first and last names."""
    first, between, last = (
        [value for name in names for value in properties.get(name, ())]
        for names in (_FIRST, _BETWEEN, _LAST)
    )
    if not last or len(first) * len(last) > VALUES:
        return
    middle = [*between, ""] if first else [""]
    for parts in product(first or [""], middle, last):
        if len(name := " ".join(filter(None, parts))) <= LONGEST and (first or between):
            yield name


def _values(prop: Property, given: Any) -> Iterator[str]:
    for value in given if isinstance(given, list) else [given]:
        text = _text(value)
        if text:
            yield from _CLEANERS.get(prop.type, _as_it_is)(text)


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("id")
    if isinstance(value, str):
        return clean(value[:LONGEST].encode("utf-8", "replace").decode())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _as_it_is(text: str) -> Sequence[str]:
    return (text,)


@lru_cache(maxsize=1 << 12)
def _countries(text: str) -> Sequence[str]:
    """Return the code of a country: FollowTheMoney's codes as they are, else by name."""
    if _TERRITORY.fullmatch(text.lower()):
        return (text.lower(),)
    code = country_code(text)
    return (code,) if code else ()


_TERRITORY = re.compile("[a-z]{2}|[a-z]{2}-[a-z]{2,3}|[a-z]{2}hh")
"""ISO 3166: countries, parts of them, those that no longer are."""


def _dates(text: str) -> Iterable[str]:
    return (str(birth.date) for birth in queries.births(text))


def _genders(text: str) -> Sequence[str]:
    found = _GENDERS.get(text.casefold())
    return (found,) if found else ()


_GENDERS = {
    word: gender
    for gender, words in (
        ("male", "male|m|man|masculin|männlich|мужской"),
        ("female", "female|f|woman|féminin|weiblich|женский"),
        ("other", "other|o|d|divers"),
    )
    for word in words.split("|")
}
_CLEANERS: Mapping[str, Callable[[str], Iterable[str]]] = {
    "country": _countries,
    "date": _dates,
    "gender": _genders,
}
