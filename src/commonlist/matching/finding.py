"""Queries looked for in an index, with the reasons for what was found."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from commonlist.matching.comparison import Reason, logit_of, score_of
from commonlist.matching.index import Index, features, search
from commonlist.matching.library import compiled
from commonlist.matching.profiles import Profile
from commonlist.matching.reasons import Side, comparisons


class Found(NamedTuple):
    """A record that a query may be: its row and key, the score, and its name that was met.

    ``query`` is what was looked for, as it was compared.
    """

    row: int
    key: str
    score: float
    name: str
    query: Side


def find(
    index: Index, queries: Sequence[Profile], threshold: float, most: int, *, threads: int = 0
) -> list[list[Found]]:
    """Return for each query the records that reach the threshold, at most ``most``, best first.

    Scores are those of queries, which somebody wrote down (the manual's page on the model).
    ``threads`` are as many as there are processors, unless it is said.
    """
    asked = Index.plain(queries)
    hits = search(asked, index, logit_of(threshold), most, threads=threads)
    found: list[list[Found]] = [[] for _ in queries]
    for at in np.flatnonzero(hits.counts).tolist():
        count = hits.counts[at]
        few = (column[at, :count].tolist() for column in (hits.rows, hits.logits, hits.names))
        found[at] = [
            Found(
                row,
                index.key(row),
                score_of(logit),
                index.name(name) if name >= 0 else "",
                Side(asked, at),
            )
            for row, logit, name in zip(*few, strict=True)
        ]
    return found


def scores(index: Index, queries: Sequence[Profile], row: int) -> list[float]:
    """Return the score of each query with one record of an index, likely or not."""
    pairs = np.array([(at, row) for at in range(len(queries))], np.int32).reshape(-1, 2)
    found, _, _ = features(Index.plain(queries), index, pairs, compiled(asked=True))
    return [score_of(logit) for logit in found.tolist()]


def why(index: Index, found: Iterable[Found]) -> Iterator[tuple[Reason, ...]]:
    """Yield the reasons for the score of each record that was found, what counts most first."""
    for _, together in groupby(found, key=lambda one: id(one.query.index)):
        some = list(together)
        pairs = [(one.query.row, one.row) for one in some]
        compared = comparisons(some[0].query.index, index, pairs, compiled(asked=True))
        yield from (one.reasons for one in compared)
