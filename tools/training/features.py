"""What the model is made of: each feature's direction, its knots, and where its effect is nought.

The kernel computes the features; this table says what the fit may make of them. ``direction`` is
+1 where more may only raise a score, -1 where more may only lower it, 0 where both may be.
``rate`` is the effect per unit in the model that the work begins with, made by hand. The effect at
``neutral`` is 0, like that of what is not known (NaN): agreement never speaks against, nor
difference for. None leaves the level free.
``least`` is how much at least an effect changes per unit; a second name tells half of what it does
alone. Between two entries of lists (``_PLACED``) a place or number that only one has must tell
against, though lists often leave it out; who asks may not know it.
``between`` are effects that are stated for two entries of lists: the parties whose sameness is
known also share the name that letters stand for, so those pairs do not tell what letters say alone.
``kept``: what an effect does between other values is learnt, but left out. The names that queries
are made of are captions more often than others: that is our doing, and tells nothing of who asks.
``given`` effects are stated, not learnt: what identity was labelled by is masked in training.
"""

import math
from typing import NamedTuple

SLOPE = 1e-3
"""Least change of an effect (log-odds) per unit of its feature, in its direction."""


class Feature(NamedTuple):
    """One feature as the fit sees it; knots ascend."""

    name: str
    direction: int
    rate: float
    knots: tuple[float, ...]
    neutral: float | None = 0.0
    given: tuple[float, ...] = ()
    least: float = SLOPE
    between: tuple[float, ...] = ()
    kept: tuple[float, float] = (-math.inf, math.inf)


_BITS = (5.0, 7.0, 9.0, 11.0, 13.0, 15.0, 17.0, 19.0, 22.0, 26.0, 34.0)
"""What the letters of an acronym tell: three frequent ones, three rare ones, four, seven; below 9
those that stand on a list, where a name is asked for."""
_BETWEEN_LISTS = (0.1, 0.15, 0.2, 0.4, 0.6, 0.8, 1.1, 1.4, 1.9, 2.3, 2.8)

FEATURES = (
    # of the two names that meet best, in weights of words
    Feature("gain", +1, 3.0, (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0)),
    Feature("soft", +1, 1.5, (0.0, 0.25, 0.5, 1.0, 1.5, 2.0)),
    Feature("marks", +1, 1.0, (0.0, 0.5, 1.0)),
    Feature("blur", -1, -3.0, (0.0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.9, 1.3)),
    Feature("extra", -1, -0.8, (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0)),
    Feature("extra_soft", -1, -0.3, (0.0, 0.25, 0.5, 1.0, 2.0)),
    Feature("extra_marks", -1, -1.5, (0.0, 0.25, 0.5, 1.0)),
    Feature("inner", -1, -0.8, (0.0, 0.25, 0.5, 1.0, 1.5, 2.0)),
    Feature("over", -1, -0.8, (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0)),
    Feature("beside", -1, -0.8, (0.0, 0.25, 0.5, 1.0, 1.5, 2.0)),
    Feature("clash", -1, -4.0, (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)),
    Feature("clash_soft", -1, -1.0, (0.0, 0.25, 0.5, 1.0, 1.5)),
    Feature("clash_marks", -1, -4.0, (0.0, 0.25, 0.5, 1.0)),
    Feature("untranslated", -1, -1.5, (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)),
    Feature("cover", +1, 4.0, (0.0, 0.25, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0), 0.5),
    Feature("within", +1, 2.0, (0.0, 0.25, 0.5, 0.7, 0.85, 0.95, 1.0), 0.5),
    Feature("initials", +1, 1.0, (0.0, 0.25, 0.5, 1.0)),
    Feature("crossed", -1, -0.3, (0.0, 0.5, 1.0, 2.0)),
    Feature("joined", 0, 0.0, (0.0, 0.5, 1.0)),
    Feature("letters", -1, -40.0, (0.0, 0.04, 0.08, 0.12, 0.16, 0.2, 0.25)),
    Feature("begins", +1, 0.15, (0.0, 8.0, 12.0, 16.0, 20.0, 25.0, 30.0)),
    Feature("lone", +1, 0.5, (0.0, 1.0, 2.0, 3.0), 1.0),
    Feature("qualities", +1, 1.5, (0.36, 0.51, 0.6, 0.7225, 0.85, 1.0), 1.0),
    Feature("acronym", +1, 0.1, _BITS, None, between=_BETWEEN_LISTS),
    Feature("unlike", -1, 0.0, (0.0, 1.0), given=(0.0, -9.0)),
    # of the two records
    Feature("second", +1, 0.5, (0.0, 1.0, 2.0, 4.0, 6.0), least=0.5),
    Feature("met", +1, 1.5, (0.0, 0.1, 0.25, 0.5, 0.75, 1.0), 0.25),
    Feature("captions", -1, -0.5, (0.0, 1.0, 2.0)),
    Feature("caption_clash", -1, -2.0, (0.0, 0.25, 0.5, 1.0, 2.0)),
    Feature("birth", +1, 1.0, (0.0, 1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0), 2.5),
    Feature("gender", +1, 3.0, (0.0, 0.5, 1.0), 0.5),
    Feature("country", +1, 0.7, (0.0, 1.0, 1.5, 2.0, 3.0), 1.5),
    Feature("kind", +1, 0.0, (0.0, 1.0, 2.0), 2.0, given=(-20.0, -1.0, 0.0)),
    Feature("numbers", +1, 0.0, (-1.0, 1.0, 2.0), None, given=(-6.0, 6.0, 10.0)),
    Feature("reference", +1, 0.0, (-1.0, 0.0, 1.0), None, given=(-8.0, 4.0, 12.0)),
)

_PLACED = {"extra_marks": 2.5}
BETWEEN = tuple(
    feature._replace(
        given=feature.given or feature.between, least=_PLACED.get(feature.name, feature.least)
    )
    for feature in FEATURES
)
"""The same, as the fit sees two entries of lists."""


def _of_a_query(feature: Feature) -> Feature:
    if feature.name == "qualities":
        return feature._replace(kept=(-math.inf, 0.85))
    if feature.name == "caption_clash":
        return feature._replace(given=tuple(-SLOPE * x for x in feature.knots))
    if feature.name == "captions":
        return feature._replace(kept=(1.0, math.inf))
    return feature


ASKED = tuple(map(_of_a_query, FEATURES))
"""The same, as the fit sees a query and what is found for it: whoever asks may know a party by any
of its names. An alias that the publisher does not call weak is as good as the caption."""

USED = {"lists": BETWEEN, "queries": ASKED}
"""Features by what a model is for: the origin of pairs whose bias it has."""

WORDS = (
    # of two words spelt differently; likenesses from 0 to 1
    Feature("seen", +1, 4.0, (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 1.0), 0.6),
    Feature("boned", +1, 2.0, (0.0, 0.34, 0.5, 0.67, 0.75, 0.8, 0.99, 1.0), 0.5),
    Feature("length", +1, 0.3, (2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 12.0), 5.0),
    Feature("first", +1, 1.0, (0.0, 1.0), 1.0),
    Feature("last", +1, 0.5, (0.0, 1.0), 1.0),
    Feature("known", -1, -1.0, (0.0, 1.0, 2.0)),
    Feature("bare", +1, 2.0, (0.0, 1.0)),
    Feature("slip", +1, 1.0, (0.0, 1.0)),
    Feature("classed", +1, 2.0, (0.4, 0.5, 0.6, 0.67, 0.75, 0.8, 0.85, 0.9, 1.0), 0.5),
    Feature("edits", -1, -0.5, (0.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 12.0, 15.0, 20.0)),
    Feature("edited", -1, -1.0, (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 1.8, 2.2, 2.8)),
)
"""What two words are compared by."""
