"""The model release that the package carries."""

from itertools import pairwise

import pytest

from commonlist.matching import MODEL
from commonlist.matching.model import (
    CODES,
    FEATURES,
    KINDS,
    LEAST_WEIGHT,
    RELEASE,
    WORD_FEATURES,
    Curve,
    Edits,
    Effects,
    Model,
    initial_bits,
    model,
    weight,
    weights,
)


def small(**curves: Curve) -> Model:
    every = {name: Curve((0.0, 1.0), (0.0, 1.0)) for name in FEATURES}
    listed, asked = (
        {kind: Effects(bias, each) for kind in KINDS}
        for bias, each in ((-5.0, every | curves), (-3.0, every))
    )
    words = {name: Curve((0.0, 1.0), (0.0, 1.0)) for name in WORD_FEATURES}
    alike = ((1.0,) * CODES,) * CODES
    return Model("small", Edits(alike, alike, 1.0), Effects(0.0, words), listed, asked)


def shipped() -> list[Effects]:
    return [*model().kinds.values(), *model().asked.values()]


def test_what_is_stored_names_the_release_that_is_used() -> None:
    assert MODEL == RELEASE


def test_the_release_has_every_feature_of_every_kind() -> None:
    assert set(model().kinds) == set(model().asked) == set(KINDS)
    assert all(set(effects.curves) == set(FEATURES) for effects in shipped())
    assert set(model().words.curves) == set(WORD_FEATURES)


def test_knots_ascend() -> None:
    curves = [curve for effects in shipped() for curve in effects.curves.values()]
    assert all(one < two for curve in curves for one, two in pairwise(curve.x))
    assert all(len(curve.x) == len(curve.y) > 1 for curve in curves)


def test_tables_are_what_the_kernel_reads() -> None:
    tables = model().tables()
    assert tables.x.shape == tables.y.shape
    assert tables.x.shape[:2] == tables.n.shape == (len(KINDS), len(FEATURES))
    assert [each.dtype.name for each in (tables.x, tables.n, tables.bias)] == [
        "float32",
        "int32",
        "float32",
    ]
    assert tables.x.flags.c_contiguous
    assert tables.y.flags.c_contiguous


def test_costs_of_edits_are_what_the_kernel_reads() -> None:
    table = model().edits.table()
    assert table.dtype.name == "float32"
    assert table.shape == (2 * CODES * CODES + 1,)
    assert table.tolist() == pytest.approx(
        [
            *(cost for row in model().edits.exchanged for cost in row),
            *(cost for row in model().edits.dropped for cost in row),
            model().edits.swapped,
        ]
    )


def test_shorter_curves_are_filled_up_with_their_last_knot() -> None:
    tables = small(gain=Curve((0.0, 1.0, 2.0), (0.0, 2.0, 3.0))).tables()
    assert tables.n[0].tolist() == [3, *[2] * (len(FEATURES) - 1)]
    assert tables.x[0, 0].tolist() == [0.0, 1.0, 2.0]
    assert tables.x[0, 1].tolist() == [0.0, 1.0, 1.0]


def test_what_was_asked_has_effects_of_its_own() -> None:
    curved = small(gain=Curve((0.0, 1.0, 2.0), (0.0, 2.0, 3.0)))
    assert curved.tables().n[0, 0] == 3
    assert curved.tables(asked=True).n[0, 0] == 2
    assert small().tables().bias.tolist() == [-5.0] * 3
    assert small().tables(asked=True).bias.tolist() == [-3.0] * 3


def test_a_release_that_is_not_there_is_said() -> None:
    with pytest.raises(FileNotFoundError):
        model("names-0")


def test_a_rare_initial_tells_more_than_a_frequent_one() -> None:
    bits = initial_bits()
    assert bits["x"] > bits["s"] > 0
    assert sum(2**-each for each in bits.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("kind", ["person", "other"])
def test_words_weigh_between_the_least_and_one(kind: str) -> None:
    found = weights(kind)
    assert len(found) > 1000
    assert all(LEAST_WEIGHT <= each <= 1 for each in found.values())


def test_frequent_words_weigh_less_than_rare_ones() -> None:
    assert weight(2000, 7000) < weight(100, 7000) < weight(5, 7000) < weight(4, 7000) == 1
    assert weight(1, 7000) == 1
    assert weight(7000, 7000) == LEAST_WEIGHT
