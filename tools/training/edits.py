"""What it costs to spell a word otherwise: learnt of pairs of spellings of one word.

By turns the pairs are laid letter by letter in the cheapest way, and the costs are taken from how
often each edit was used: a pair hidden Markov model, trained by its best paths (Durbin and others,
Biological Sequence Analysis, 1998, chapter 4).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonlist.matching.model import CODES, Edits

ROUNDS = 6
"""How often costs are taken anew; they hardly change after."""
LONGEST = 24
PRIOR = 5.0
"""How many times an edit counts as seen as often as the like of it, before it was looked for."""
_LONE, _SWAP = 2.5, 3.0
"""Costs at the outset: of a letter left out (exchanged: twice that, less one), of two swapped."""
_KEPT, _LEFT, _RIGHT, _SWAPPED = 1, 2, 3, 4

Array = NDArray[Any]


class _Used(NamedTuple):
    """How often edits were used: [CODES, CODES] of letters, of letters left out; of swaps."""

    exchanged: Array
    dropped: Array
    swapped: float


def learnt(pairs: Sequence[tuple[str, str]]) -> Edits:
    """Return the costs of edits that are seen in pairs of spellings of one word each."""
    one, two = (_coded([pair[side] for pair in pairs]) for side in (0, 1))
    letters = _following(one) + _following(two)
    costs = Edits(
        exchanged=_rows(2 * _LONE - 1 - np.eye(CODES) * (2 * _LONE - 1)),
        dropped=_rows(np.full((CODES, CODES), _LONE)),
        swapped=_SWAP,
    )
    for _ in range(ROUNDS):
        costs = _costs(_used(one, two, costs), letters)
    return costs


def _rows(table: Array) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in np.round(table, 3).tolist())


def _coded(words: Sequence[str]) -> Array:
    """Return words as places in the alphabet, uint8[n, LONGEST]; 0 ends a word."""
    coded = np.zeros((len(words), LONGEST), np.uint8)
    for row, word in enumerate(words):
        places = [ord(c) - ord("a") + 1 for c in word[:LONGEST] if "a" <= c <= "z"]
        coded[row, : len(places)] = places
    return coded


def _before(words: Array) -> Array:
    """Return for each letter the one before it."""
    return np.concatenate([np.zeros((len(words), 1), np.uint8), words[:, :-1]], axis=1)


def _following(words: Array) -> Array:
    """Count letters by the one before: float[letter, before]."""
    counts = np.zeros((CODES, CODES))
    np.add.at(counts, (words, _before(words)), 1)
    counts[0] = 0
    return counts


def _costs(used: _Used, letters: Array) -> Edits:
    """Take costs from how often edits were used, of so many letters.

    They are log-odds against chance, less what letters that are kept tell: so a letter left out
    costs also the half of what it would have told, the more the rarer it is.
    """
    kept = used.exchanged + used.exchanged.T
    stand = kept.sum(axis=1)
    share = stand / stand.sum()
    changed = (kept.sum() - np.trace(kept)) / kept.sum()
    beside = np.sqrt(np.outer(stand, stand))
    exchanged = (kept + PRIOR * changed * np.sqrt(np.outer(share, share))) / (beside + PRIOR)
    whole = used.dropped.sum() / letters.sum()
    each = (used.dropped.sum(axis=1) + PRIOR * whole) / (letters.sum(axis=1) + PRIOR)
    dropped = (used.dropped + PRIOR * each[:, None]) / (letters + PRIOR)
    swapped = (used.swapped + 1) / letters.sum()
    costs = -np.log(np.maximum(exchanged, 1e-6))
    np.fill_diagonal(costs, 0.0)
    told = -0.5 * np.log(np.maximum(share, share[share > 0].min()))
    lost = told[:, None] - np.log(dropped)
    return Edits(_rows(costs), _rows(lost), round(float(-np.log(swapped)), 3))


def _used(one: Array, two: Array, costs: Edits) -> _Used:
    """Lay pairs letter by letter in the cheapest way, and count what it took."""
    steps = _steps(one, two, costs)
    exchanged, dropped = np.zeros((CODES, CODES)), np.zeros((CODES, CODES))
    swapped = 0.0
    each = np.arange(len(one))
    i, j = ((words > 0).sum(axis=1) for words in (one, two))
    ahead, behind = _before(one), _before(two)
    while (on := (i > 0) | (j > 0)).any():
        step = np.where(on, steps[i, j, each], 0)
        for kind, words, places, others in ((_LEFT, one, i, ahead), (_RIGHT, two, j, behind)):
            rows = each[step == kind]
            at = places[rows] - 1
            np.add.at(dropped, (words[rows, at], others[rows, at]), 1)
        rows = each[step == _KEPT]
        np.add.at(exchanged, (one[rows, i[rows] - 1], two[rows, j[rows] - 1]), 1)
        swapped += float((step == _SWAPPED).sum())
        i = i - np.isin(step, (_KEPT, _LEFT)) - 2 * (step == _SWAPPED)
        j = j - np.isin(step, (_KEPT, _RIGHT)) - 2 * (step == _SWAPPED)
    return _Used(exchanged, dropped, swapped)


def _steps(one: Array, two: Array, costs: Edits) -> Array:
    """Return the last steps of the cheapest ways, uint8[LONGEST + 1, LONGEST + 1, n]: by place."""
    exchanged, dropped = np.array(costs.exchanged), np.array(costs.dropped)
    ours, theirs = dropped[one, _before(one)], dropped[two, _before(two)]
    least = np.full((LONGEST + 1, LONGEST + 1, len(one)), np.inf)
    steps = np.zeros(least.shape, np.uint8)
    least[0, 0] = 0.0
    for i in range(LONGEST + 1):
        for j in range(LONGEST + 1):
            ways = []
            if i and j:
                changed = exchanged[one[:, i - 1], two[:, j - 1]]
                ways.append((_KEPT, least[i - 1, j - 1] + changed))
            if i:
                ways.append((_LEFT, least[i - 1, j] + ours[:, i - 1]))
            if j:
                ways.append((_RIGHT, least[i, j - 1] + theirs[:, j - 1]))
            if i > 1 and j > 1:
                crossed = (one[:, i - 1] == two[:, j - 2]) & (one[:, i - 2] == two[:, j - 1])
                swap = np.where(crossed, costs.swapped, np.inf)
                ways.append((_SWAPPED, least[i - 2, j - 2] + swap))
            for step, cost in ways:
                better = cost < least[i, j]
                steps[i, j][better] = step
                least[i, j][better] = cost[better]
    return steps
