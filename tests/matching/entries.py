"""Small records for tests of matching and resolution: invented persons, well-known groups."""

from collections.abc import Sequence

from commonlist.matching import Comparison, Index, Profile, comparisons, profile
from commonlist.matching.library import compiled
from commonlist.records import Birth, Identifier, Kind, Name, Record
from commonlist.values.dates import parse_iso


def group(
    key: str,
    *names: str,
    references: Sequence[str] = (),
    countries: Sequence[str] = (),
    numbers: Sequence[str] = (),
    kind: Kind = Kind.ORGANIZATION,
) -> Record:
    """Make an organisation's record: key, caption, aliases (``~`` before a weak one)."""
    source, _, entry = key.partition(":")
    return Record(
        source=source,
        entry=entry,
        kind=kind,
        names=tuple(_name(name, number) for number, name in enumerate(names)),
        references=tuple(references),
        countries=tuple(countries),
        identifiers=tuple(Identifier(type="registration", value=value) for value in numbers),
    )


def person(
    key: str,
    *names: str,
    births: Sequence[str] = (),
    countries: Sequence[str] = (),
    references: Sequence[str] = (),
    gender: str = "",
    passports: Sequence[str] = (),
) -> Record:
    """Make a person's record; ``births`` are ISO dates, with ``~`` before an uncertain one."""
    source, _, entry = key.partition(":")
    return Record(
        source=source,
        entry=entry,
        kind=Kind.PERSON,
        names=tuple(_name(name, number) for number, name in enumerate(names)),
        births=tuple(
            Birth(date=parse_iso(born.lstrip("~")), circa=born.startswith("~")) for born in births
        ),
        countries=tuple(countries),
        references=tuple(references),
        gender=gender,
        identifiers=tuple(Identifier(type="passport", value=value) for value in passports),
    )


def asked_for(query: Profile, record: Profile) -> Comparison:
    """Compare a name that somebody asks for (left) with a record, as a search does."""
    by = compiled(asked=True)
    return next(comparisons(Index.plain([query]), Index.plain([record]), [(0, 0)], by))


def _name(text: str, number: int) -> Name:
    return Name(text=text.lstrip("~"), alias=number > 0, weak=text.startswith("~"))


def profiles(*records: Record) -> dict[str, Profile]:
    """Return profiles by key."""
    return {record.key: profile(record) for record in records}
