"""People and organisations that do not exist, of the cultures that the lists are about.

Names are put together from ``cultures.toml`` and, for breadth, from the family names that the
lists hold for a culture's countries. Nothing here was seen in training.
"""

import random
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from commonlist.records import Birth, Kind, Name, Record
from commonlist.values.dates import PartialDate

TABLES = Path(__file__).with_name("cultures.toml")


@dataclass(frozen=True, slots=True)
class Culture:
    """Parts of names and how they are put together; ``countries`` are ISO codes."""

    name: str
    countries: tuple[str, ...]
    patterns: tuple[str, ...]
    given: tuple[str, ...]
    middle: tuple[str, ...]
    family: tuple[str, ...]

    def person(self, draw: random.Random) -> str:
        """Return a whole name."""
        name = draw.choice(self.patterns)
        for mark, parts in (("{g}", self.given), ("{m}", self.middle), ("{f}", self.family)):
            while mark in name:
                name = name.replace(mark, draw.choice(parts), 1)
        return name


@dataclass(frozen=True, slots=True)
class Trades:
    """Parts of names of organisations."""

    telling: tuple[str, ...]
    places: tuple[str, ...]
    generic: tuple[str, ...]
    charity: tuple[str, ...]

    def name(self, draw: random.Random, families: Sequence[str]) -> str:
        """Return a name of a company or, one in four, of a charity."""
        ending = draw.choice(self.charity if draw.random() < 0.25 else self.generic)
        word, place = draw.choice(self.telling), draw.choice(self.places)
        second, family = draw.choice(self.telling), draw.choice(families)
        pattern = draw.choice(
            ("{w} {s} {e}", "Al {w} {s} {e}", "{f} {w} {e}", "{w} {e} ({p})", "{p} {w} {s} {e}",
             "{f} and Sons {e}", "{w} and {s} {e}", "{f} {e} {p}", "{p} {f} {e}")
        )  # fmt: skip
        return pattern.format(w=word, s=second, e=ending, p=place, f=family).replace("-", " ")


@dataclass(frozen=True, slots=True)
class World:
    """All cultures and trades."""

    cultures: tuple[Culture, ...]
    trades: Trades

    def culture_of(self, countries: Iterable[str], draw: random.Random) -> Culture:
        """Return a culture with one of these countries; any where there is none."""
        held = set(countries)
        fitting = [culture for culture in self.cultures if held & set(culture.countries)]
        return draw.choice(fitting or self.cultures)

    def people(self, draw: random.Random) -> Iterator[Record]:
        """Yield persons without end, each with a country and a year or day of birth."""
        while True:
            culture = draw.choice(self.cultures)
            yield record(culture.person(draw), Kind.PERSON, draw.choice(culture.countries), draw)

    def organizations(self, draw: random.Random) -> Iterator[Record]:
        """Yield companies and charities without end."""
        while True:
            culture = draw.choice(self.cultures)
            name = self.trades.name(draw, culture.family)
            yield record(name, Kind.ORGANIZATION, draw.choice(culture.countries), draw)

    def parties(self, draw: random.Random) -> Iterator[Record]:
        """Yield persons and, one in four, organisations."""
        people, organizations = self.people(draw), self.organizations(draw)
        while True:
            yield next(organizations if draw.random() < 0.25 else people)


def record(name: str, kind: Kind, country: str, draw: random.Random) -> Record:
    """Return an invented party; its entry is drawn too."""
    year, month, day = draw.randint(1945, 2004), draw.randint(1, 12), draw.randint(1, 28)
    date = PartialDate(year, month, day) if draw.random() < 0.6 else PartialDate(year)
    return Record(
        source="invented",
        entry=f"{draw.getrandbits(64):016x}",
        kind=kind,
        names=(Name(text=name),),
        births=(Birth(date=date),) if kind is Kind.PERSON else (),
        countries=(country,),
    )


def world(records: Iterable[Record] = ()) -> World:
    """Read the tables; cultures gain the family names of ``records`` of their countries."""
    tables = tomllib.loads(TABLES.read_text("utf-8"))
    trades = tables.pop("organizations")
    families = _families(records)
    cultures = (_culture(name, table) for name, table in tables.items())
    return World(
        tuple(_widened(culture, families) for culture in cultures),
        Trades(
            telling=tuple(trades["telling"].split()),
            places=tuple(trades["places"].split()),
            generic=tuple(trades["generic"].replace("\n", "|").split("|")),
            charity=tuple(trades["charity"].replace("\n", "|").split("|")),
        ),
    )


def _culture(name: str, table: dict[str, object]) -> Culture:
    given, middle, family = (tuple(str(table.get(k, "")).split()) for k in _PARTS)
    countries, patterns = table["countries"], table["patterns"]
    assert isinstance(countries, list)
    assert isinstance(patterns, list)
    return Culture(name, tuple(countries), tuple(patterns), given, middle, family)


_PARTS = ("given", "middle", "family")


def _widened(culture: Culture, families: dict[str, list[str]]) -> Culture:
    more = (family for country in culture.countries for family in families[country])
    return replace(culture, family=tuple(dict.fromkeys((*culture.family, *more))))


def _families(records: Iterable[Record]) -> defaultdict[str, list[str]]:
    """Last words of persons' captions by country, letters of the Latin alphabet only."""
    found = defaultdict(list)
    for item in records:
        words = item.caption.partition(",")[0].split()
        if item.kind is Kind.PERSON and words and len(words[-1]) > 3 and words[-1].isascii():
            for country in item.countries:
                found[country].append(words[-1].title())
    return found
