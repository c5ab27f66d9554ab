"""What customers' files ask for, made up from the lists: names perturbed, split, and invented.

Each query knows the row of the record that it was made from; an invented party has none, and is
nobody on any list. All chance comes from one seed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from random import Random
from typing import NamedTuple

import msgspec

from commonlist.matching.names import Class, forms
from commonlist.matching.sounds import skeleton, sound
from commonlist.records import Birth, Kind, Name, Record
from commonlist.values.dates import PartialDate

from .identity import Held
from .perturbing import abbreviated, perturbed

_TOLD = {"births": 0.4, "countries": 0.4, "gender": 0.3, "addresses": 0.2}
"""How often a customer's row has each field."""
_KIND_TOLD = 0.7
_CAPTION = 0.5
_YEAR_ALONE, _WRONG_DAY, _WRONG_YEAR = 0.3, 0.05, 0.04


class Query(NamedTuple):
    """What is asked, the row that it was made from (None for an invented party), and its class.

    ``sort`` is the change that was made to a listed party's name, or one of `NOBODY`. The party
    of a ``stranger`` counts as if no list held it. ``cut``: a field ended within the name.
    """

    record: Record
    row: int | None
    sort: str = "listed"
    cut: bool = False


NOBODY = ("stranger", "invented", "near", "sibling", "lettered")
"""Classes of queries that are nobody on any list: a real party whose entries are left out; a name
of parts of two names of one country; a listed name but for one word; its family, another given
name; the initials of a made-up organisation."""
_STRANGE = 0.2
"""How often a stranger's name is perturbed: who is nobody is written no better than who is."""


def bare(record: Record) -> Record:
    """Return a record without what its party was known by: references and numbers."""
    return msgspec.structs.replace(record, references=(), identifiers=())


def asked(held: Sequence[Held], each: float, chance: Random) -> Iterator[Query]:
    """Yield for a share ``each`` of the records a perturbed name, and its own fields in part."""
    for row, (_, record) in enumerate(held):
        if chance.random() < each:
            yield _perturbed(record, row, chance)


def strangers(held: Sequence[Held], each: float, chance: Random) -> Iterator[Query]:
    """Yield for a share ``each`` of the records its party, to be sought where it is left out."""
    for row, (_, record) in enumerate(held):
        if chance.random() < each:
            name = _printed(record, chance)
            if chance.random() < _STRANGE:
                name = perturbed(name, record.kind is Kind.PERSON, chance).text
            asked = _query(f"stranger-{row}", record, record.kind, name, chance)
            yield Query(asked, row, "stranger")


def lettered(held: Sequence[Held], each: float, chance: Random) -> Iterator[Query]:
    """Yield for a share ``each`` of the organisations the initials of a name of parts of two."""
    organizations = [record for _, record in held if record.kind is Kind.ORGANIZATION]
    for row, record in enumerate(organizations):
        if chance.random() < each * len(held) / len(organizations):
            other = chance.choice(organizations)
            name = _recombined(_printed(record, chance), _printed(other, chance), chance)
            letters = abbreviated(name, chance)
            if letters != name:
                yield Query(
                    _query(f"lettered-{row}", record, record.kind, letters, chance),
                    None,
                    "lettered",
                )


def abbreviations(held: Sequence[Held], each: float, chance: Random) -> Iterator[Query]:
    """Yield for a share ``each`` of the organisations their initials, if there are any."""
    for row, (_, record) in enumerate(held):
        if record.kind is Kind.ORGANIZATION and chance.random() < each:
            name = _printed(record, chance)
            letters = abbreviated(name, chance)
            if letters != name:
                asked = _query(f"letters-{row}", record, record.kind, letters, chance)
                yield Query(asked, row, "letters")


def is_named(asked: Record, listed: Record) -> bool:
    """Tell whether what is asked for is a name of a record, however spelt, in any order.

    Words may be left out or added, two being left: whoever asks for so much of a name may mean
    who bears it.
    """
    personal = listed.kind is Kind.PERSON
    heard = _heard(asked.caption, personal)
    names = (_heard(name.text, personal) for name in listed.names)
    return bool(heard) and any(
        heard == name or _is_part(heard, name) or _is_part(name, heard) for name in names
    )


def _is_part(fewer: frozenset[str], more: frozenset[str]) -> bool:
    return len(fewer) > 1 and fewer <= more


def halved(held: Sequence[Held], each: float, chance: Random) -> Iterator[tuple[Query, Query]]:
    """Yield the names of a share of the records with several in halves, as if two lists had it."""
    for row, (_, record) in enumerate(held):
        names = list(record.names)
        if len(names) > 1 and chance.random() < each:
            chance.shuffle(names)
            middle = chance.randint(1, len(names) - 1)
            yield (
                Query(_half(record, names[:middle], chance), row),
                Query(_half(record, names[middle:], chance), row),
            )


def invented(held: Sequence[Held], each: float, chance: Random) -> Iterator[Query]:
    """Yield parties that nobody lists, made of the names of two records of one country and kind.

    Their other fields are those of a third record of that country, but for siblings: theirs are
    the listed party's own, born some years apart.
    """
    alike = _alike(held)
    listed = _Listed(
        _heard(name.text, record.kind is Kind.PERSON) for _, record in held for name in record.names
    )
    for row, (copy, record) in enumerate(held):
        if chance.random() < each:
            others = alike[culture(copy, record)]
            other, third = chance.choice(others), chance.choice(others)
            sort = _sort(record, chance)
            name = _MADE[sort](_printed(record, chance), _printed(other, chance), chance)
            if not listed.may_be(_heard(name, record.kind is Kind.PERSON)):
                told = _born_apart(record, chance) if sort == "sibling" else third
                entry = f"{sort}-{row}"
                yield Query(_query(entry, told, record.kind, name, chance), None, sort)


class _Listed:
    """The names of lists, each as its words by meaning or consonants."""

    def __init__(self, names: Iterable[frozenset[str]]) -> None:
        self._names = {name for name in names if len(name) > 1}
        self._with: defaultdict[str, set[frozenset[str]]] = defaultdict(set)
        for name in self._names:
            for word in name:
                self._with[word].add(name)

    def may_be(self, words: frozenset[str]) -> bool:
        """Tell whether words are a listed name with some left out or added, two being left.

        Who is asked for so may be meant, whoever made the name up.
        """
        if len(words) < 2:
            return True
        rarest, *others = sorted((self._with.get(word, _NO_NAMES) for word in words), key=len)
        within = any(words <= name for name in rarest) if all(others) else False
        few = sorted(words)[:_MOST_WORDS]
        return within or any(
            frozenset(some) in self._names
            for size in range(2, len(few) + 1)
            for some in combinations(few, size)
        )


_NO_NAMES: frozenset[frozenset[str]] = frozenset()
_MOST_WORDS = 10

Culture = tuple[str, Kind]


def _alike(held: Sequence[Held]) -> Mapping[Culture, Sequence[Record]]:
    found: dict[Culture, list[Record]] = defaultdict(list)
    for copy, record in held:
        found[culture(copy, record)].append(record)
    return found


def culture(copy: str, record: Record) -> Culture:
    """Return the country and kind of a party; the list's copy, where no country is stated."""
    stated = [*record.countries, *(a.country for a in record.addresses if a.country)]
    return (stated[0] if stated else copy, record.kind)


def _sort(record: Record, chance: Random) -> str:
    personal = record.kind is Kind.PERSON
    return chance.choices(NOBODY[1:4], (5, 3, 2) if personal else (4, 6, 0))[0]


def _recombined(ours: str, theirs: str, chance: Random) -> str:
    """Return the first words of one name and the last ones of the other."""
    one, two = ours.split(), theirs.split()
    return " ".join((*one[: (len(one) + 1) // 2], *two[len(two) // 2 :]))


def _near(ours: str, theirs: str, chance: Random) -> str:
    """Exchange a word for one of the other name: at the same place, first or last, or any."""
    one, two = ours.split(), theirs.split()
    at = chance.randrange(len(one))
    if one[at].isdigit():
        one[at] = str(int(one[at]) + chance.randint(1, 9))
    elif at == len(one) - 1:
        one[at] = two[-1]
    else:
        one[at] = two[min(at, len(two) - 1)]
    return " ".join(one)


def _sibling(ours: str, theirs: str, chance: Random) -> str:
    """Return the other's given name before all but the first word."""
    first, *family = ours.split()
    return " ".join((theirs.split()[0], *(family or [first])))


def _born_apart(record: Record, chance: Random) -> Record:
    """Return a record born up to twelve years before or after, on another day if one is stated."""

    def moved(date: PartialDate) -> PartialDate:
        year = date.year + chance.choice((-1, 1)) * chance.randint(1, _APART)
        day = (chance.randint(1, 12), chance.randint(1, 28)) if date.day else ()
        return PartialDate(year, *day)

    births = tuple(Birth(date=moved(birth.date)) for birth in record.births)
    return msgspec.structs.replace(record, births=births)


_APART = 12
"""Years between siblings, at most."""
_MADE = {"invented": _recombined, "near": _near, "sibling": _sibling}


@lru_cache(maxsize=1 << 17)
def _heard(name: str, personal: bool) -> frozenset[str]:
    """Return the words of a name but titles, by consonants, all of one meaning by one spelling."""
    made = next(forms(Name(text=name), personal=personal), None)
    if made is None:
        return frozenset()
    told = [word for word in made.words if word.group is not Class.TITLE] or made.words
    return frozenset(skeleton(sound(w.meaning)) if w.meaning else w.bones for w in told)


def _printed(record: Record, chance: Random) -> str:
    """Return a name of a record: every second time its caption."""
    return record.caption if chance.random() < _CAPTION else chance.choice(record.names).text


def _perturbed(record: Record, row: int, chance: Random) -> Query:
    changed = perturbed(_printed(record, chance), record.kind is Kind.PERSON, chance)
    asked = _query(f"asked-{row}", record, record.kind, changed.text, chance)
    return Query(asked, row, changed.change, changed.cut)


def _query(entry: str, told: Record, kind: Kind, name: str, chance: Random) -> Record:
    return msgspec.structs.replace(
        _told(told, chance),
        source="query",
        entry=entry,
        kind=kind if chance.random() < _KIND_TOLD else Kind.OTHER,
        names=(Name(text=name),),
    )


def _half(record: Record, names: Sequence[Name], chance: Random) -> Record:
    """Return a record of some of the names; the first becomes its caption."""
    first = msgspec.structs.replace(names[0], alias=False)
    return msgspec.structs.replace(_told(record, chance), names=(first, *names[1:]))


def _told(record: Record, chance: Random) -> Record:
    """Leave out fields at random, and state a birth less exactly or wrongly now and then."""
    dropped = {field: () for field, share in _TOLD.items() if chance.random() > share}
    if "gender" in dropped:
        dropped["gender"] = ""  # type: ignore[assignment]
    births = tuple(_restated(birth, chance) for birth in record.births)
    return msgspec.structs.replace(bare(record), **{"births": births, **dropped})


def _restated(birth: Birth, chance: Random) -> Birth:
    date, luck = birth.date, chance.random()
    if luck < _YEAR_ALONE:
        return Birth(date=PartialDate(date.year))
    if luck < _YEAR_ALONE + _WRONG_YEAR:
        return Birth(date=PartialDate(date.year + chance.choice((-2, -1, 1, 10))))
    if luck < _YEAR_ALONE + _WRONG_YEAR + _WRONG_DAY and date.day and date.day <= 12:
        return Birth(date=PartialDate(date.year, date.day, date.month))
    return birth
