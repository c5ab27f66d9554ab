"""Searches in a shelf, in the query syntax that users of the field's search boxes know.

``"islamic state" AND (iraq OR syria) -front``: words are joined by AND unless OR stands between
them; ``*`` ends a beginning, ``~`` allows typing errors, quotes keep words together, and
``field:value`` looks in one field only (a subset of Lucene's query syntax, which yente's users
write: https://lucene.apache.org/core/9_0_0/queryparser/).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from commonlist.errors import InputError
from commonlist.publication.schemata import GROUPS, model
from commonlist.publication.shelf import SETS, Shelf, Thing
from commonlist.values.words import words

MOST_CLAUSES = 100
"""Words of one query; more are refused."""
_DEEPEST = 20
_K, _B = 1.2, 0.75  # of Okapi BM25


class Word(msgspec.Struct, frozen=True):
    """A word that must be there; of a ``beginning`` its first letters; ``errors`` in typing."""

    text: str
    beginning: bool = False
    errors: int = 0
    field: str = ""


class Phrase(msgspec.Struct, frozen=True):
    """Words that must stand side by side, in this order."""

    words: tuple[str, ...]
    field: str = ""


class Both(msgspec.Struct, frozen=True):
    """All of its parts."""

    parts: tuple["Expression", ...]


class Either(msgspec.Struct, frozen=True):
    """At least one of its parts."""

    parts: tuple["Expression", ...]


class Without(msgspec.Struct, frozen=True):
    """Whatever its part does not find."""

    part: "Expression"


class Everything(msgspec.Struct, frozen=True):
    """All entities."""


Expression = Word | Phrase | Both | Either | Without | Everything


# Reading

_TOKEN = re.compile(
    r"""(?P<blank>\s+) | (?P<open>\() | (?P<close>\))
      | (?P<or>\|\||OR(?=[\s(]|$)) | (?P<and>&&|AND(?=[\s(]|$)) | (?P<not>!|NOT(?=[\s(]|$))
      | (?P<plus>\+) | (?P<minus>-)
      | (?:(?P<field>[\w.]+):)?(?:"(?P<phrase>(?:\\.|[^"\\])*)"(?:~\d*)?
                                |(?P<word>(?:\\.|[^\s()"/\\:~^])+)(?P<errors>~\d?)?(?:\^[\d.]+)?)
    """,
    re.VERBOSE,
)


def parse(text: str, *, fuzzy: bool = False) -> Expression:
    """Read a query.

    Raises:
        InputError: it cannot be read; says at which character.
    """
    tokens = list(_tokens(text))
    if len(tokens) > 3 * MOST_CLAUSES:
        raise InputError(f"the query has more than {MOST_CLAUSES} words")
    reading = _Reading(tokens, fuzzy)
    made = reading.either(0)
    if reading.left():
        raise InputError(f"Invalid query: ) without ( at character {reading.at() + 1}")
    return made


def parse_simple(text: str, *, fuzzy: bool = False) -> Expression:
    """Read what somebody typed into a search box: nothing in it is wrong."""
    parts: list[Expression] = []
    for quoted, minus, word, star in _SIMPLE.findall(text):
        found = words(quoted or word)
        if not found:
            continue
        made: Expression = Phrase(found) if quoted else _word(found, bool(star), fuzzy, "")
        parts.append(Without(made) if minus else made)
    return Both(tuple(parts[:MOST_CLAUSES])) if parts else Everything()


_SIMPLE = re.compile(r"""["]([^"]+)["]|(?<!\S)(-?)([^\s"*]+)(\*?)""")


class _Token(NamedTuple):
    kind: str
    at: int
    match: re.Match[str]


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:
            raise InputError(f"Invalid query: {text[at]!r} at character {at + 1}")
        kind = match.lastgroup or ""
        if kind in ("phrase", "word", "errors"):
            yield _Token("term", at, match)
        elif kind != "blank":
            yield _Token(kind, at, match)
        at = match.end()


class _Reading:
    """A query being read: OR binds less than AND, and that less than NOT."""

    def __init__(self, tokens: list[_Token], fuzzy: bool) -> None:
        self._tokens, self._fuzzy = tokens, fuzzy
        self._place = 0

    def left(self) -> bool:
        return self._place < len(self._tokens)

    def at(self) -> int:
        return self._tokens[self._place].at

    def either(self, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise InputError("Invalid query: too many brackets within brackets")
        parts = [self._both(depth)]
        while self._taken("or"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _both(self, depth: int) -> Expression:
        parts: list[Expression] = []
        while self.left() and self._kind() not in ("or", "close"):
            if self._taken("and"):
                if not parts or not self.left():
                    raise InputError("Invalid query: AND stands between two words")
                continue
            parts.append(self._one(depth))
        if not parts:
            if self.left() or self._place:
                raise InputError("Invalid query: a word is missing at an operator or bracket")
            return Everything()
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _one(self, depth: int) -> Expression:
        if self._taken("not") or self._taken("minus"):
            return Without(self._needed(depth))
        if self._taken("plus"):
            return self._needed(depth)
        if self._taken("open"):
            made = self.either(depth + 1)
            if not self._taken("close"):
                raise InputError("Invalid query: ( without )")
            return made
        token = self._tokens[self._place]
        self._place += 1
        return self._term(token.match)

    def _needed(self, depth: int) -> Expression:
        if not self.left() or self._kind() in ("or", "and", "close"):
            raise InputError("Invalid query: a word is missing after an operator")
        return self._one(depth)

    def _term(self, match: re.Match[str]) -> Expression:
        field = match["field"] or ""
        if match["phrase"] is not None:
            return Phrase(words(_plain(match["phrase"])), field)
        text = _plain(match["word"])
        if text == "*":
            return Everything()
        if field and field not in _TEXT_FIELDS:
            return Phrase((text,), field)
        return _word(words(text), text.endswith("*"), bool(match["errors"]) or self._fuzzy, field)

    def _kind(self) -> str:
        return self._tokens[self._place].kind

    def _taken(self, kind: str) -> bool:
        if self.left() and self._kind() == kind:
            self._place += 1
            return True
        return False


_TEXT_FIELDS = ("", "text", "names", "name", "caption")


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _word(found: tuple[str, ...], beginning: bool, fuzzy: bool, field: str) -> Expression:
    """A word with marks within it (``al-qaida``) is several that stand side by side."""
    if len(found) == 1:
        return Word(found[0], beginning, _errors(found[0]) if fuzzy else 0, field)
    return Phrase(found, field) if found else Everything()


def _errors(word: str) -> int:
    """Return how many typing errors a word may have (as Lucene's AUTO)."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2


# Finding


class Hits(NamedTuple):
    """Rows in order, and how well each fits."""

    rows: NDArray[np.int32]
    scores: NDArray[np.float64]


def find(shelf: Shelf, asked: Expression, within: NDArray[np.bool_]) -> Hits:
    """Return the rows among those of a mask that fit a query, best first."""
    hits = _found(shelf, asked, within)
    order = np.lexsort((hits.rows, -hits.scores))
    return Hits(hits.rows[order], hits.scores[order])


def _found(shelf: Shelf, asked: Expression, within: NDArray[np.bool_]) -> Hits:
    match asked:
        case Everything():
            rows = np.flatnonzero(within).astype(np.int32)
            return Hits(rows, np.zeros(len(rows)))
        case Word():
            return _of_words(shelf, _meant(shelf, asked), within, _named(asked.field))
        case Phrase():
            return _phrase(shelf, asked, within)
        case Both():
            return _both(shelf, asked.parts, within)
        case Either():
            return _sum([_found(shelf, part, within) for part in asked.parts])
        case Without():
            rest = within.copy()
            rest[_found(shelf, asked.part, within).rows] = False
            return _found(shelf, Everything(), rest)


def _both(shelf: Shelf, parts: Iterable[Expression], within: NDArray[np.bool_]) -> Hits:
    """Look for each part only among what those before it found."""
    rest, scores = within, np.zeros(shelf.size)
    for part in parts:
        hits = _found(shelf, part, rest)
        rest = np.zeros(shelf.size, bool)
        rest[hits.rows] = True
        scores[hits.rows] += hits.scores
    rows = np.flatnonzero(rest).astype(np.int32)
    return Hits(rows, scores[rows])


def _sum(found: list[Hits]) -> Hits:
    rows = np.unique(np.concatenate([hits.rows for hits in found]))
    scores = np.zeros(len(rows))
    for hits in found:
        scores[np.searchsorted(rows, hits.rows)] += hits.scores
    return Hits(rows, scores)


def _meant(shelf: Shelf, asked: Word) -> list[int]:
    """Return the words of the shelf that a word may mean."""
    if asked.beginning:
        return list(shelf.beginning(asked.text))
    if asked.errors:
        near = process.extract(
            asked.text,
            shelf.vocabulary,
            scorer=OSA.distance,
            score_cutoff=asked.errors,
            limit=_NEAR,
        )
        return [at for _, _, at in near]
    word = shelf.word(asked.text)
    return [] if word is None else [word]


_NEAR = 50
"""Words that one word with typing errors may mean."""


def _named(field: str) -> bool:
    return field in ("names", "name", "caption")


def _of_words(shelf: Shelf, meant: Iterable[int], within: NDArray[np.bool_], named: bool) -> Hits:
    """Weigh the rows that have one of some words (Okapi BM25)."""
    found = []
    average = max(1.0, float(shelf.lengths.mean())) if shelf.size else 1.0
    for word in meant:
        rows, weights = shelf.postings(word)
        rarity = np.log(1 + (shelf.size - len(rows) + 0.5) / (len(rows) + 0.5))
        chosen = within[rows] & (weights > 1) if named else within[rows]
        rows, weight = rows[chosen], weights[chosen].astype(np.float64)
        norm = _K * (1 - _B + _B * shelf.lengths[rows] / average)
        found.append(Hits(rows, rarity * weight * (_K + 1) / (weight + norm)))
    return _sum(found) if found else Hits(np.zeros(0, np.int32), np.zeros(0))


def _phrase(shelf: Shelf, asked: Phrase, within: NDArray[np.bool_]) -> Hits:
    """Look into the entities that have all the words, or into the field."""
    if asked.field and asked.field not in _TEXT_FIELDS:
        rows = np.flatnonzero(within & holding(shelf, asked.field, " ".join(asked.words), within))
        return Hits(rows.astype(np.int32), np.ones(len(rows)))
    hits = _both(shelf, [Word(word, field=asked.field) for word in asked.words], within)
    kept = [_side_by_side(shelf.thing(row), asked.words) for row in hits.rows.tolist()]
    mask = np.array(kept, bool)
    return Hits(hits.rows[mask], hits.scores[mask])


def _side_by_side(thing: Thing, wanted: tuple[str, ...]) -> bool:
    size = len(wanted)
    values = (words(value) for held in thing["properties"].values() for value in held)
    return any(
        found[at : at + size] == wanted for found in values for at in range(len(found) - size + 1)
    )


# Fields


def holding(shelf: Shelf, field: str, value: str, within: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which of some rows have a value in a field; of a field that is none, no row has.

    Fields are the keys of an entity, ``properties.NAME`` and groups such as ``dates``.
    """
    if field in SETS:
        return shelf.having(field, value)
    if field == "schema":
        return shelf.of_schemata([value])
    chosen = np.zeros(shelf.size, bool)
    read = _field(field)
    if read is not None:
        rows = np.flatnonzero(within).tolist()
        chosen[[row for row in rows if value in read(shelf.thing(row))]] = True
    return chosen


def sortable(shelf: Shelf, field: str, rows: Iterable[int]) -> list[str]:
    """Return by what each row is put in order: the first value of a field, "" without one."""
    read = _field(field)
    return [min(read(shelf.thing(row)), default="") if read else "" for row in rows]


def _field(field: str) -> Callable[[Thing], list[str]] | None:
    """Return what reads the values of a field."""
    if field in _KEYS:
        return lambda thing: _listed(thing[field])
    name = field.removeprefix("properties.")
    if name != field:
        return lambda thing: list(thing["properties"].get(name, ()))
    types = {type_ for type_, group in GROUPS.items() if group == field}
    return (lambda thing: _of_types(thing, types)) if types else None


_KEYS = ("id", "caption", "schema", "target", "referents", "first_seen", "last_seen", "last_change")


def _listed(value: Any) -> list[str]:
    if isinstance(value, list):
        return value
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [value] if value else []


def _of_types(thing: Thing, types: set[str]) -> list[str]:
    schema = model().get(thing["schema"])
    properties: Mapping[str, Any] = schema.properties if schema else {}
    return [
        value
        for name, values in thing["properties"].items()
        if name in properties and properties[name].type in types
        for value in values
    ]
