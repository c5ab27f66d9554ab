"""A monotone additive model of log-odds, fitted to labelled pairs; the one optimum, to the bit.

The effect of a feature is linear between knots. It is made of steps from its neutral knot
outwards; a step in the feature's direction is at least its ``least`` per unit, so that no two
different values tie. The loss is the weighted logistic one with a ridge on the steps: strictly
convex, and minimised by Newton's method within bounds until nothing moves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from .features import Feature

Array = NDArray[np.float64]

RIDGE = 2e-5
"""Weight of half the squared steps beside the mean loss of a pair."""
SMOOTH = 6e-6
"""Weight of half the squared changes of slope from step to step, along the feature's range."""
DIGITS = 5
"""Decimals of an effect in the model: far more than the fit is sure of, few enough to repeat."""
STILL = 1e-9
"""The fit is done when no coefficient moves by more."""
MOST_STEPS = 200
_NEAR = 1e-6
_SURE = RIDGE / 1000
"""Variance of a label below which a pair bends the loss less than the ridge does."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The model of one kind: its bias by origin of pairs, each feature's effect at its knots."""

    biases: tuple[float, ...]
    effects: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Labelled pairs: features float32[n, features], labels 0 or 1, weights, origin.

    Pairs of each ``origin`` (int8, below ``origins``) have odds of their own at the outset, and
    share the effects of features.
    """

    features: NDArray[np.float32]
    labels: Array
    weights: Array
    origin: NDArray[np.int8]
    origins: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """The columns of one feature in the design, the least of each coefficient, their penalty."""

    columns: Array
    least: Array
    penalty: Array


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    """A weighted logistic loss with a ridge: its value and derivatives at some coefficients."""

    design: Array
    labels: Array
    weights: Array
    offset: Array
    penalty: Array  # [coefficients, coefficients], positive definite

    def loss(self, at: Array) -> float:
        logit = self.design @ at + self.offset
        each = np.logaddexp(0.0, logit) - self.labels * logit
        return float(self.weights @ each + 0.5 * at @ self.penalty @ at)

    def derivatives(self, at: Array) -> tuple[Array, Array]:
        chance = probability(self.design @ at + self.offset)
        gradient = self.design.T @ (self.weights * (chance - self.labels)) + self.penalty @ at
        doubt = chance * (1 - chance)
        some = doubt > _SURE  # a step needs no more; where it ends the gradient tells
        rows, curved = self.design[some], (self.weights * doubt)[some]
        return gradient, (rows.T * curved) @ rows + self.penalty


def fit(sample: Sample, features: Sequence[Feature]) -> Fitted:
    """Return the model of least loss.

    Raises:
        ValueError: all labels are the same.
    """
    if len(set(sample.labels.tolist())) < 2:
        raise ValueError("nothing to learn where all pairs are the same or all differ")
    learnt = [index for index, feature in enumerate(features) if not feature.given]
    blocks = [_block(sample.features[:, index], features[index]) for index in learnt]
    outsets = _outsets(sample)
    least = np.concatenate([[-np.inf] * outsets.shape[1], *(block.least for block in blocks)])
    found = _minimum(_problem(sample, features, outsets, blocks), least)
    ends = list(accumulate((len(block.least) for block in blocks), initial=outsets.shape[1]))
    steps = {index: found[a:b] for index, (a, b) in zip(learnt, pairwise(ends), strict=True)}
    effects = (
        feature.given or _effects(steps[index], feature) for index, feature in enumerate(features)
    )
    biases = (_rounded(bias) for bias in found[: outsets.shape[1]])
    return Fitted(tuple(biases), tuple(effects))


def _outsets(sample: Sample) -> Array:
    """Return a column for each origin."""
    own = sample.origin[:, None] == np.arange(sample.origins)
    return np.asarray(own, np.float64)


def _problem(
    sample: Sample,
    features: Sequence[Feature],
    outsets: Array,
    blocks: Sequence[_Block],
) -> _Problem:
    design = np.hstack([outsets, *(block.columns for block in blocks)])
    offset = np.zeros(len(design))
    for index, feature in enumerate(features):
        if feature.given:
            offset += effect(sample.features[:, index], feature.knots, feature.given)
    outset = np.eye(outsets.shape[1]) * RIDGE * 1e-2
    penalty = _diagonal([outset, *(block.penalty for block in blocks)])
    weights = sample.weights / sample.weights.sum()
    return _Problem(design, sample.labels, weights, offset, penalty)


def logits(
    fitted: Fitted,
    features: Sequence[Feature],
    values: NDArray[np.float32],
    origin: NDArray[np.int8],
) -> Array:
    """Return the log-odds of pairs, float64[n], from features[n, features] and their origin."""
    total = np.array(fitted.biases)[origin]
    for index, (feature, ys) in enumerate(zip(features, fitted.effects, strict=True)):
        total += effect(values[:, index], feature.knots, ys)
    return total


def effect(values: NDArray[np.float32], knots: Sequence[float], ys: Sequence[float]) -> Array:
    """Return the effect of one feature, 0 where it is NaN; beyond the knots it is constant."""
    found = np.interp(values.astype(np.float64), knots, ys)
    return np.where(np.isnan(values), 0.0, found)


def probability(logit: Array) -> Array:
    """Return the logistic function."""
    return np.asarray(np.exp(-np.logaddexp(0.0, -logit)))


def _block(values: NDArray[np.float32], feature: Feature) -> _Block:
    """Return how far each pair has gone of each step from the neutral knot outwards."""
    known = ~np.isnan(values)
    at = np.where(known, values, 0.0).astype(np.float64)[:, None]
    low, high = np.array(feature.knots[:-1]), np.array(feature.knots[1:])
    gone = np.clip((at - low) / (high - low), 0.0, 1.0)
    sign = feature.direction or 1
    least = (high - low) * feature.least if feature.direction else np.full(len(low), -np.inf)
    if feature.neutral is None:
        columns = np.hstack([np.ones_like(at), sign * gone])
        least = np.concatenate([[-np.inf], least])
    else:
        columns = sign * (gone - (high <= feature.neutral))
    return _Block(columns * known[:, None], least, _penalty(high - low, feature))


def _penalty(widths: Array, feature: Feature) -> Array:
    """Return the quadratic form that keeps steps small and slopes even."""
    slopes = np.diag(widths.sum() / (widths * len(widths)))
    bends = np.diff(slopes, axis=0)
    steps = RIDGE * np.eye(len(widths)) + SMOOTH * bends.T @ bends
    if feature.neutral is not None:
        return steps
    level = np.full((1, 1), RIDGE)
    return _diagonal([level, steps])


def _diagonal(parts: Sequence[Array]) -> Array:
    """Return square matrices along the diagonal of one."""
    whole = np.zeros((sum(map(len, parts)),) * 2)
    at = 0
    for part in parts:
        whole[at : at + len(part), at : at + len(part)] = part
        at += len(part)
    return whole


def _effects(steps: Array, feature: Feature) -> tuple[float, ...]:
    """Return the effect at each knot, from the steps between them."""
    sign = feature.direction or 1
    if feature.neutral is None:
        ys = np.concatenate([steps[:1], steps[0] + sign * np.cumsum(steps[1:])])
    else:
        knots, (least, most) = np.array(feature.knots), feature.kept
        left_out = (knots[:-1] < least) | (knots[1:] > most)
        steps = np.where(left_out, np.diff(knots) * feature.least, steps)
        ys = np.concatenate([[0.0], sign * np.cumsum(steps)])
        ys -= ys[feature.knots.index(feature.neutral)]
    return tuple(_rounded(y) for y in ys)


def _rounded(value: float) -> float:
    return round(float(value), DIGITS) + 0.0


def _minimum(problem: _Problem, least: Array) -> Array:
    """Return the coefficients of least loss that are no smaller than ``least``.

    A coefficient near its bound that the loss pushes on is put there; Newton's step is taken in the
    others, cut at the bounds, and halved until the loss falls (Bertsekas, Projected Newton methods,
    1982: without the margin the set of those at their bounds may change for ever).
    """
    at = np.maximum(np.zeros_like(least), least)
    for _ in range(MOST_STEPS):
        gradient, hessian = problem.derivatives(at)
        free = (at > least + _NEAR) | (gradient < 0)
        step = np.where(free, 0.0, least - at)
        step[free] = np.linalg.solve(hessian[np.ix_(free, free)], -gradient[free])
        moved = _moved(problem, at, step, least)
        if np.abs(moved - at).max() < STILL:
            return moved
        at = moved
    raise ArithmeticError(f"no optimum after {MOST_STEPS} steps")


def _moved(problem: _Problem, at: Array, step: Array, least: Array) -> Array:
    most = problem.loss(at) + 1e-14
    for halvings in range(40):
        moved = np.maximum(at + step * 0.5**halvings, least)
        if problem.loss(moved) <= most:
            return moved
    return at
