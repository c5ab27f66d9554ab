"""How many queries of listed parties raise an alert, and how many of nobody do, by class."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .examples import ORIGINS, Examples
from .fitting import Array
from .queries import NOBODY, Query

THRESHOLD = 0.5
ALLOWED = 0.03
"""The share of queries of nobody that may raise an alert, at the threshold made for that."""


def alerts(examples: Examples, scores: Array, queries: Sequence[Query]) -> dict[str, Any]:
    """Return by class how many queries there are and what share raises an alert.

    That is at `THRESHOLD`, and at the one where `ALLOWED` of those of nobody do. For a listed
    party an alert on that party counts.
    """
    sorts = np.array([query.sort for query in queries])
    best = _best(examples, scores, nobody := np.isin(sorts, NOBODY))
    level = float(np.quantile(best[nobody], 1 - ALLOWED))
    classes = {sort: sorts == sort for sort in (*sorted({*sorts[~nobody].tolist()}), *NOBODY)}
    chosen = {"all listed": ~nobody, "all of nobody": nobody, **classes}
    rows = {name: _row(best[each], level) for name, each in chosen.items() if each.any()}
    return {"threshold": round(level, 3), "classes": rows}


def _best(examples: Examples, scores: Array, nobody: NDArray[np.bool_]) -> Array:
    """Return for each query the best score of its own party, or for nobody of any."""
    asked = examples.origin == ORIGINS.index("queries")
    best = np.zeros(len(nobody))
    query, label = examples.query[asked], examples.label[asked]
    counted = label | nobody[query]
    np.maximum.at(best, query[counted], scores[asked][counted])
    return best


def _row(best: Array, level: float) -> Mapping[str, float]:
    return {
        "queries": len(best),
        "at_half": round(float((best >= THRESHOLD).mean()), 4),
        "at_level": round(float((best >= level).mean()), 4),
    }
