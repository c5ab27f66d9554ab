"""The monotone fit: what it finds, what it holds, and that it is one optimum."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tools.training.features import Feature
from tools.training.fitting import Fitted, Sample, effect, fit, logits, probability

UP = Feature("up", +1, 1.0, (0.0, 1.0, 2.0, 3.0))
DOWN = Feature("down", -1, -1.0, (0.0, 1.0, 2.0))
KNOWN = Feature("known", +1, 1.0, (0.0, 1.0), None)
STATED = Feature("stated", +1, 0.0, (0.0, 1.0), given=(0.0, 6.0))


def sample(rule: str = "up - 2 * down", *, missing: float = 0.0, pairs: int = 4000) -> Sample:
    chance = np.random.default_rng(7)
    values = {"up": chance.uniform(0, 3, pairs), "down": chance.uniform(0, 2, pairs)}
    odds = eval(rule, {}, values)
    labels = (chance.random(pairs) < 1 / (1 + np.exp(-odds))).astype(np.float64)
    features = np.stack([values["up"], values["down"]], axis=1).astype(np.float32)
    features[chance.random(features.shape) < missing] = np.nan
    return Sample(features, labels, np.ones(pairs), np.zeros(pairs, np.int8))


def test_effects_of_straight_lines_are_found() -> None:
    found = fit(sample(), (UP, DOWN))
    assert found.effects[0] == pytest.approx((0, 1, 2, 3), abs=0.4)
    assert found.effects[1] == pytest.approx((0, -2, -4), abs=0.4)


@pytest.mark.parametrize("rule", ["up - down", "-up + down", "0 * up"])
def test_an_effect_never_turns_against_its_direction(rule: str) -> None:
    up, down = fit(sample(rule), (UP, DOWN)).effects
    assert all(np.diff(up) > 0)
    assert all(np.diff(down) < 0)


def test_the_order_of_pairs_does_not_matter() -> None:
    given = sample()
    order = np.random.default_rng(1).permutation(len(given.labels))
    mixed = Sample(given.features[order], given.labels[order], given.weights, given.origin)
    assert fit(given, (UP, DOWN)) == fit(mixed, (UP, DOWN))


def test_a_heavier_pair_is_as_good_as_two() -> None:
    given = sample(pairs=500)
    features, labels, even, origin = (np.concatenate([v, v[:100]]) for v in fields(given))
    twice = Sample(features, labels, even, origin)
    weights = np.where(np.arange(500) < 100, 2.0, 1.0)
    heavier = Sample(given.features, given.labels, weights, given.origin)
    assert fit(twice, (UP, DOWN)) == fit(heavier, (UP, DOWN))


def fields(given: Sample) -> tuple[NDArray[Any], ...]:
    return given.features, given.labels, given.weights, given.origin


def test_what_is_not_known_has_no_effect() -> None:
    known = Fitted((-1.0,), ((0.0, 1.0, 2.0, 3.0), (0.0, -2.0, -4.0)))
    nothing = np.full((1, 2), np.nan, np.float32)
    assert logits(known, (UP, DOWN), nothing, np.zeros(1, np.int8)).tolist() == [-1.0]
    assert np.isfinite(fit(sample(missing=0.5), (UP, DOWN)).biases[0])


def test_the_neutral_knot_is_nought_and_a_free_level_is_not() -> None:
    middle = Feature("middle", +1, 1.0, UP.knots, 2.0)
    assert fit(sample(), (middle, DOWN)).effects[0][2] == 0
    known = Feature("known", +1, 1.0, UP.knots, None)
    assert fit(sample(missing=0.3), (known, DOWN)).effects[0][0] != 0


def test_outside_what_is_kept_an_effect_is_learnt_but_left_out() -> None:
    even = Feature("even", +1, 1.0, UP.knots, 3.0, kept=(0.0, 2.0))
    found, whole = fit(sample(), (even, DOWN)), fit(sample(), (even._replace(kept=UP.kept), DOWN))
    assert found.biases == whole.biases
    assert np.diff(found.effects[0][:3]) == pytest.approx(np.diff(whole.effects[0][:3]))
    assert found.effects[0][2:] == pytest.approx((-even.least, 0))


def test_what_is_given_is_not_learnt() -> None:
    given = sample()
    features = np.hstack([given.features[:, :1], np.full((4000, 1), np.nan, np.float32)])
    masked = Sample(features, given.labels, given.weights, given.origin)
    assert fit(masked, (UP, STATED)).effects[1] == STATED.given


def test_origins_differ_at_the_outset_and_share_effects() -> None:
    given = sample("up - 1")
    origin = (np.arange(4000) % 2).astype(np.int8)
    labels = np.where((origin == 1) & (np.arange(4000) % 4 == 1), 1.0, given.labels)
    found = fit(Sample(given.features, labels, given.weights, origin, 2), (UP, DOWN))
    assert found.biases[1] > found.biases[0] + 0.5


def test_pairs_that_are_all_the_same_teach_nothing() -> None:
    given = sample(pairs=10)
    with pytest.raises(ValueError, match="nothing to learn"):
        fit(Sample(given.features, np.ones(10), given.weights, given.origin), (UP, DOWN))


def test_effects_are_straight_between_knots_and_level_beyond() -> None:
    values = np.array([-1.0, 0.5, 5.0], np.float32)
    assert effect(values, (0.0, 1.0), (0.0, 2.0)).tolist() == [0.0, 1.0, 2.0]


def test_probabilities_are_right_far_out() -> None:
    assert probability(np.array([-800.0, 0.0, 800.0])).tolist() == [0.0, 0.5, 1.0]
