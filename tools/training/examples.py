"""Labelled pairs, found as blocking and screening find them.

Three origins: records of all lists against each other (``lists``), the halves of records' names
against each other (``halves``), made-up queries against the lists (``queries``). Of a pair whose
label nobody knows nothing is learnt.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonlist.matching import profile
from commonlist.matching.index import Index, features, kind_of_pairs, search
from commonlist.matching.library import Compiled
from commonlist.matching.model import FEATURES as MEASURED
from commonlist.matching.model import Model
from commonlist.matching.profiles import Profile

from . import spelling
from .identity import Held, Truth
from .queries import (
    NOBODY,
    Query,
    abbreviations,
    asked,
    bare,
    halved,
    invented,
    is_named,
    lettered,
    strangers,
)

ORIGINS = ("lists", "halves", "queries")
"""Where pairs come from."""
FOLDS = 5
SEED = 20260227
_LEAST, _MOST = -8.0, (20, 8, 8)
"""Log-odds from which on pairs are found, and how many of one record at most, by origin."""
_ASKED, _STRANGERS, _INVENTED, _HALVED, _LETTERED = 0.75, 0.625, 1.0, 0.4, 0.06
"""Share of the records of which queries and halves are made."""
_WEIGHTS = {"stranger": 2.08, "invented": 2.08, "near": 1.84, "sibling": 1.84}
_WEIGHTS |= {"letters": 0.3, "lettered": 0.2}
"""What a query of nobody counts, the others 1: so not quite two in a hundred raise an alert
at 0.5 here, letters aside, and three against lists several times as long. Letters are few in a file
of customers: many are made up here to learn of, and count as one in a hundred organisations."""

_BESIDE = 0.1
"""What a pair counts that is found beside a listed party which is asked for: an alert is due
anyhow, and often to whoever bears the name or what a field left of it."""

_ACRONYM = MEASURED.index("acronym")

Array = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Labelled pairs: features float32[n, features]; for each its origin, kind, label and folds.

    ``origin`` and ``kind`` are places in `ORIGINS` and in the model's kinds. ``folds`` int8[n, 2]
    are those of the two parties: a pair is tested in the fold of the first, and learnt from where
    neither is tested. ``query`` int32[n] numbers what was looked for, within its origin.
    ``weight`` float32[n]: what a pair counts beside others of its origin.
    """

    features: NDArray[np.float32]
    origin: NDArray[np.int8]
    kind: NDArray[np.int32]
    label: NDArray[np.bool_]
    folds: NDArray[np.int8]
    query: NDArray[np.int32]
    weight: NDArray[np.float32]

    def where(self, chosen: NDArray[np.bool_]) -> "Examples":
        """Return some of the pairs."""
        return Examples(*(getattr(self, name)[chosen] for name in self.__slots__))

    @classmethod
    def joined(cls, parts: Sequence["Examples"]) -> "Examples":
        """Return the pairs of several, in order."""
        return cls(*(np.concatenate([getattr(p, n) for p in parts]) for n in cls.__slots__))


class Collection:
    """What pairs are drawn from: the records of all lists, and the queries made of them.

    ``words`` is the model of two spellings by which pairs are found.
    """

    def __init__(self, held: Sequence[Held]) -> None:
        """Make the queries and the indexes; the same records give the same ones."""
        truth = Truth(held)
        self.words = spelling.learnt(held, _chance(4))
        listed = [Query(bare(record), row) for row, (_, record) in enumerate(held)]
        halves = list(halved(held, _HALVED, _chance(0)))
        queries = [
            *asked(held, _ASKED, _chance(1)),
            *strangers(held, _STRANGERS, _chance(2)),
            *invented(held, _INVENTED, _chance(3)),
            *lettered(held, _LETTERED, _chance(5)),
            *abbreviations(held, _LETTERED, _chance(6)),
        ]
        self.queries = [query for query in queries if _is_known(truth, query)]
        whole = Index.build(map(_profile, listed))
        self._searches = (
            _Search(truth, listed, listed, whole, whole, linked=True),
            _Search.of(truth, [one for one, _ in halves], [two for _, two in halves]),
            _Search.of(truth, self.queries, listed, whole, screened=True),
        )

    def examples(self, model: Model) -> Examples:
        """Find pairs by a model, label and measure them."""
        ways = (Compiled(model), Compiled(model), Compiled(model, asked=True))
        return Examples.joined(
            [
                each.examples(origin, by)
                for origin, (each, by) in enumerate(zip(self._searches, ways, strict=True))
            ]
        )


def _is_known(truth: Truth, query: Query) -> bool:
    """Tell whether it is known of whom a query is made, and who that is not."""
    return query.row is None or truth.same(query.row, query.row) is not None


def _profile(query: Query) -> Profile:
    return profile(query.record, cut=query.cut)


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """Queries, and the records in which they are looked for, each with its index.

    With ``linked`` nothing is learnt of parties that are known from one copy alone. ``screened``:
    the queries are a customer's, who looks at what is found for each.
    """

    truth: Truth
    queries: Sequence[Query]
    targets: Sequence[Query]
    asked: Index
    index: Index
    linked: bool = False
    screened: bool = False

    @classmethod
    def of(
        cls,
        truth: Truth,
        queries: Sequence[Query],
        targets: Sequence[Query],
        index: Index | None = None,
        *,
        screened: bool = False,
    ) -> "_Search":
        asked = Index.plain(list(map(_profile, queries)))
        index = index or Index.build(map(_profile, targets))
        return cls(truth, queries, targets, asked, index, screened=screened)

    def examples(self, origin: int, by: Compiled) -> Examples:
        """Return the pairs that a model finds, where it is known whether they are one party."""
        pairs = self._pairs(by, _MOST[origin])
        labels = [self._same(left, right) for left, right in pairs.tolist()]
        known = np.array([label is not None for label in labels], np.bool_)
        label = np.array([label is True for label in labels], np.bool_)
        values = features(self.asked, self.index, pairs, by)[1]
        lettered = ~np.isnan(values[:, _ACRONYM])
        # letters stand for others as well
        known &= ~(lettered & self._listed(pairs[:, 0]) & ~label)
        pairs, label = np.ascontiguousarray(pairs[known]), label[known]
        return Examples(
            features=values[known],
            origin=np.full(len(pairs), origin, np.int8),
            kind=kind_of_pairs(self.asked, self.index, pairs, asked=by.asked),
            label=label,
            folds=self._folds(pairs),
            query=pairs[:, 0].astype(np.int32),
            weight=self._weights(pairs[:, 0], label, lettered[known]),
        )

    def _weights(
        self, asked: Array, label: NDArray[np.bool_], lettered: NDArray[np.bool_]
    ) -> NDArray[np.float32]:
        """Return what pairs count.

        A listed party that is asked for counts once, be it on many lists; so do letters of nobody,
        be there many for whom they may stand.
        """
        each = np.array([_WEIGHTS.get(query.sort, 1.0) for query in self.queries])[asked]
        if self.linked:
            return each.astype(np.float32)
        each = np.where(self._listed(asked) & ~label & self.screened, _BESIDE, each)
        same = np.bincount(asked[label], minlength=len(self.queries))[asked]
        met = np.bincount(asked[lettered], minlength=len(self.queries))[asked]
        return (each / np.where(label, same, np.where(lettered, met, 1))).astype(np.float32)

    def _listed(self, asked: Array) -> NDArray[np.bool_]:
        """Tell of each query whether it is of somebody who is listed."""
        return np.array([query.sort not in NOBODY for query in self.queries], np.bool_)[asked]

    def _pairs(self, by: Compiled, most: int) -> Array:
        hits = search(self.asked, self.index, _LEAST, most, by=by)
        found = np.arange(most) < hits.counts[:, None]
        left = np.repeat(np.arange(len(found), dtype=np.int32), hits.counts)
        return np.stack([left, hits.rows[found]], axis=1)

    def _same(self, left: int, right: int) -> bool | None:
        one, two = self.queries[left].row, self.targets[right].row
        if one is None or two is None:
            return False
        if self.queries[left].sort == "stranger":
            alike = is_named(self.queries[left].record, self.targets[right].record)
            return None if alike or self.truth.same(one, two) is not False else False
        return self.truth.linked(one, two) if self.linked else self.truth.same(one, two)

    def _folds(self, pairs: Array) -> NDArray[np.int8]:
        ours, theirs = (
            [self._fold(query) for query in each] for each in (self.queries, self.targets)
        )
        return np.stack(
            [np.array(ours)[pairs[:, 0]], np.array(theirs)[pairs[:, 1]]], 1, dtype=np.int8
        )

    def _fold(self, query: Query) -> int:
        """Return the fold of a party; an invented one goes by its own name."""
        record = query.record if query.row is None else self.truth.named_by(query.row)
        return zlib.crc32(record.key.encode()) % FOLDS


def _chance(number: int) -> Random:
    return Random(SEED + number)  # noqa: S311 - chance that repeats is what is wanted
