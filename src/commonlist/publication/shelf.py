"""All entities of a workspace as arrays: looked up by id, filtered, searched, followed to others.

Everything is made once for a state of the data (`described`) and then only read, so that files of
these arrays can be mapped into memory and shared. A row is an entity: a party with its acts
(``Sanction``), addresses, ties and whatever else a FollowTheMoney file holds. Rows of one file
stand in its order.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from commonlist.publication.schemata import GROUPS, model
from commonlist.values.words import words

SETS = ("datasets", "countries", "topics", "listed", "identifiers", "genders")
"""What a row may have several of. ``listed`` are topics of acts, such as terrorism."""
TIMES = ("first_seen", "last_seen", "last_change")
Arrays = Mapping[str, NDArray[Any]]
Thing = dict[str, Any]
NO_TIME = np.iinfo(np.int64).min
"""What stands where a time is not known."""
_encode = msgspec.json.Encoder().encode


class Shelved(NamedTuple):
    """An entity to be put on the shelf.

    ``thing`` is flat FollowTheMoney JSON with all keys; its values of entity properties are ids.
    ``also`` are further ids that lead to it, ``records`` the keys (``source:entry``) of what it
    was made of, ``listed`` the topics of the acts in force on it.
    """

    thing: Thing
    also: Sequence[str] = ()
    records: Sequence[str] = ()
    listed: Sequence[str] = ()


class _Set:
    """Small sets of words by row, as offsets into numbers of words."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}
        self.starts, self.values = [0], list[int]()

    def add(self, members: Iterable[str]) -> None:
        """Add the set of the next row."""
        self.values += [self.names.setdefault(name, len(self.names)) for name in members]
        self.starts.append(len(self.values))


def described(things: Iterable[Shelved]) -> dict[str, NDArray[Any]]:
    """Return the arrays of a shelf.

    An id stands for one row: the first one that has it.
    """
    bodies, schemata, times = list[bytes](), _Set(), list[list[int]]()
    sets = {name: _Set() for name in SETS}
    ids, keys = dict[bytes, int](), dict[bytes, int]()
    ties = list[tuple[int, str, str]]()
    texts, named = list[tuple[int, str, int]](), list[bool]()
    for row, shelved in enumerate(things):
        thing = shelved.thing
        bodies.append(_encode(thing))
        schema = model().get(thing["schema"])
        schemata.add([thing["schema"]])
        times.append([_seconds(thing[name]) for name in TIMES])
        for id_ in (thing["id"], *shelved.also):
            ids.setdefault(_hash(id_), row)
        for key in shelved.records:
            keys.setdefault(_hash(key), row)
        found = _grouped(thing)
        sets["datasets"].add(thing["datasets"])
        sets["listed"].add(shelved.listed)
        for name in ("countries", "topics", "identifiers", "genders"):
            sets[name].add(found.get(name, ()))
        named.append(schema is not None and schema.is_a("Thing"))
        for name, values in thing["properties"].items():
            prop = schema.properties.get(name) if schema else None
            if prop is not None and prop.type == "entity":
                ties += [(row, name, value) for value in values]
            else:
                weight = _NAME if prop is not None and prop.type == "name" else _TEXT
                texts += [(row, word, weight) for value in values for word in words(value)]
    return {
        **_blob("body", bodies),
        **_numbers("id", ids),
        **_numbers("key", keys),
        "schema": np.array(schemata.values, np.int16),
        "named": np.array(named, bool),
        "times": np.array(times, np.int64).reshape(len(bodies), len(TIMES)),
        **{f"{name}.at": np.array(made.starts, np.int64) for name, made in sets.items()},
        **{f"{name}.of": np.array(made.values, np.int32) for name, made in sets.items()},
        **_tied(ties, ids),
        **_indexed(texts, len(bodies)),
        "names": _json(
            {name: list(made.names) for name, made in (sets | {"schema": schemata}).items()}
            | {"prop": sorted({name for _, name, _ in ties})}
        ),
    }


_TEXT, _NAME = 1, 3
"""What a word counts in a search, in a name and elsewhere (as yente weighs them)."""


def _grouped(thing: Thing) -> dict[str, list[str]]:
    """Return the values of some groups of property types, each once."""
    schema = model().get(thing["schema"])
    found: dict[str, dict[str, None]] = {}
    for name, values in thing["properties"].items():
        prop = schema.properties.get(name) if schema else None
        group = GROUPS.get(prop.type) if prop else None
        if group:
            found.setdefault(group, {}).update(dict.fromkeys(values))
    return {group: list(values) for group, values in found.items()}


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


def _number(text: str) -> int:
    return int.from_bytes(_hash(text), "big")


def _numbers(name: str, rows: Mapping[bytes, int]) -> dict[str, NDArray[Any]]:
    hashes = np.frombuffer(b"".join(rows), ">u8").astype(np.uint64)
    order = np.argsort(hashes, kind="stable")
    values = np.fromiter(rows.values(), np.int32, len(rows))
    return {f"{name}.hash": hashes[order], f"{name}.row": values[order]}


def _blob(name: str, parts: Sequence[bytes]) -> dict[str, NDArray[Any]]:
    ends = np.cumsum([0, *map(len, parts)], dtype=np.int64)
    return {f"{name}.at": ends, f"{name}.of": np.frombuffer(b"".join(parts), np.uint8)}


def _json(value: object) -> NDArray[np.uint8]:
    return np.frombuffer(_encode(value), np.uint8)


def _tied(
    ties: Sequence[tuple[int, str, str]], ids: Mapping[bytes, int]
) -> dict[str, NDArray[Any]]:
    """Return the ties between rows, by the row that is pointed to."""
    names = {name: at for at, name in enumerate(sorted({name for _, name, _ in ties}))}
    found = [
        (to, row, names[name])
        for row, name, value in ties
        if (to := ids.get(_hash(value))) is not None
    ]
    made = np.array(sorted(found), np.int32).reshape(len(found), 3)
    return {"tie.to": made[:, 0].copy(), "tie.from": made[:, 1].copy(), "tie.prop": made[:, 2]}


def _indexed(texts: Sequence[tuple[int, str, int]], rows: int) -> dict[str, NDArray[Any]]:
    """Return the words of all rows in order, each with the rows that have it and their weight."""
    vocabulary = sorted({word for _, word, _ in texts})
    at = {word: place for place, word in enumerate(vocabulary)}
    pairs = np.array([at[w] * rows + row for row, w, _ in texts], np.int64)
    weights = np.fromiter((weight for _, _, weight in texts), np.int8, len(texts))
    order = np.lexsort((-weights, pairs))
    pairs, weights = pairs[order], weights[order]
    first = np.ones(len(pairs), bool)
    first[1:] = pairs[1:] != pairs[:-1]
    pairs, weights = pairs[first], weights[first]
    place = pairs // max(rows, 1)
    return {
        **_blob("word", [word.encode() for word in vocabulary]),
        "posting.at": np.searchsorted(place, np.arange(len(vocabulary) + 1)).astype(np.int64),
        "posting.row": (pairs % max(rows, 1)).astype(np.int32),
        "posting.weight": weights,
        "length": np.bincount(pairs % max(rows, 1), minlength=rows).astype(np.int32),
    }


def _seconds(text: str | None) -> int:
    """Return a time (ISO, UTC) in seconds since 1970; `NO_TIME` where there is none."""
    if not text:
        return NO_TIME
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return NO_TIME
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


class Shelf:
    """The arrays of a shelf, read; ``name`` tells it from those of other data or another day."""

    def __init__(self, arrays: Arrays, name: str = "") -> None:
        self._a, self.name = arrays, name
        self.names: dict[str, list[str]] = msgspec.json.decode(arrays["names"].tobytes())
        self.size = len(arrays["schema"])

    def row(self, id_: str) -> int | None:
        """Return the row that an id leads to, None if there is none."""
        return self._found("id", id_)

    def row_of_record(self, key: str) -> int | None:
        """Return the row that a record (``source:entry``) belongs to."""
        return self._found("key", key)

    def rows_of_records(self, keys: Sequence[str]) -> NDArray[np.int32]:
        """Return the rows that records belong to, -1 where there is none."""
        hashes, rows = self._a["key.hash"], self._a["key.row"]
        if not len(hashes):
            return np.full(len(keys), -1, np.int32)
        asked = np.frombuffer(b"".join(map(_hash, keys)), ">u8").astype(np.uint64)
        places = np.minimum(np.searchsorted(hashes, asked), len(hashes) - 1)
        return np.where(hashes[places] == asked, rows[places], -1).astype(np.int32)

    def body(self, row: int) -> bytes:
        """Return an entity as JSON, flat, all keys present."""
        start, end = self._a["body.at"][row : row + 2]
        return self._a["body.of"][start:end].tobytes()

    def thing(self, row: int) -> Thing:
        """Return an entity, flat."""
        found: Thing = msgspec.json.decode(self.body(row))
        return found

    def schema(self, row: int) -> str:
        """Return the schema of an entity."""
        return self.names["schema"][int(self._a["schema"][row])]

    @property
    def named(self) -> NDArray[np.bool_]:
        """Which rows are things by themselves, and not acts, ties or documents of others."""
        found: NDArray[np.bool_] = self._a["named"]
        return found

    def of_schemata(self, names: Iterable[str]) -> NDArray[np.bool_]:
        """Return which rows are of one of some schemata, taken by name alone."""
        wanted = [at for at, name in enumerate(self.names["schema"]) if name in set(names)]
        return np.isin(self._a["schema"], wanted)

    def having(self, name: str, value: str) -> NDArray[np.bool_]:
        """Return which rows have a value in one of `SETS`."""
        chosen = np.zeros(self.size, bool)
        if value in self.names[name]:
            at = self.names[name].index(value)
            held = np.flatnonzero(self._a[f"{name}.of"] == at)
            chosen[np.searchsorted(self._a[f"{name}.at"], held, "right") - 1] = True
        return chosen

    def values(self, name: str, row: int) -> list[str]:
        """Return what a row has in one of `SETS`."""
        start, end = self._a[f"{name}.at"][row : row + 2]
        return [self.names[name][at] for at in self._a[f"{name}.of"][start:end].tolist()]

    def counts(self, name: str, rows: NDArray[Any]) -> list[tuple[str, int]]:
        """Count the values of one of `SETS` (or ``schema``) in some rows, most frequent first."""
        if name == "schema":
            held = self._a["schema"][rows]
        else:
            chosen = np.zeros(self.size, bool)
            chosen[rows] = True
            held = self._a[f"{name}.of"][np.repeat(chosen, np.diff(self._a[f"{name}.at"]))]
        sums = np.bincount(held, minlength=len(self.names[name]))
        found = [(self.names[name][at], int(sums[at])) for at in np.flatnonzero(sums).tolist()]
        return sorted(found, key=lambda each: (-each[1], each[0]))

    def times(self, name: str) -> NDArray[np.int64]:
        """Return one of `TIMES` for each row, in seconds since 1970; see `NO_TIME`."""
        column: NDArray[np.int64] = self._a["times"][:, TIMES.index(name)]
        return column

    def pointing(self, row: int) -> Iterator[tuple[str, int]]:
        """Yield property and row of each entity that points to one, in order of the rows."""
        to = self._a["tie.to"]
        start, end = np.searchsorted(to, row), np.searchsorted(to, row, "right")
        for at in range(start, end):
            yield self.names["prop"][self._a["tie.prop"][at]], int(self._a["tie.from"][at])

    # Words

    @cached_property
    def _words(self) -> list[bytes]:
        at, of = self._a["word.at"].tolist(), self._a["word.of"].tobytes()
        return [of[start:end] for start, end in pairwise(at)]

    def word(self, text: str) -> int | None:
        """Return the number of a word, None if no row has it."""
        place = self._place(text.encode())
        return place if place < len(self._words) and self._words[place] == text.encode() else None

    def beginning(self, text: str) -> range:
        """Return the numbers of the words that begin with a text."""
        return range(self._place(text.encode()), self._place(text.encode() + b"\xff"))

    @cached_property
    def vocabulary(self) -> list[str]:
        """All words, in order; the number of a word is its place."""
        return [word.decode() for word in self._words]

    def postings(self, word: int) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
        """Return the rows that have a word, in order, and what it weighs in each."""
        start, end = self._a["posting.at"][word : word + 2]
        return self._a["posting.row"][start:end], self._a["posting.weight"][start:end]

    @property
    def lengths(self) -> NDArray[np.int32]:
        """The number of different words of each row."""
        found: NDArray[np.int32] = self._a["length"]
        return found

    def _place(self, text: bytes) -> int:
        return bisect_left(self._words, text)

    def _found(self, name: str, text: str) -> int | None:
        hashes, number = self._a[f"{name}.hash"], np.uint64(_number(text))
        place = int(np.searchsorted(hashes, number))
        if place == len(hashes) or hashes[place] != number:
            return None
        return int(self._a[f"{name}.row"][place])
