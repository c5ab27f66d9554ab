"""The whole way from records to a model, on a small instance, and the model that is shipped."""

import numpy as np
import pytest
from tools.training.examples import Collection, Examples
from tools.training.features import USED
from tools.training.frequencies import frequencies, written
from tools.training.identity import Held
from tools.training.learning import learnt, measured
from tools.training.learning import tested as scored
from tools.training.release import beginning
from tools.training.release import written as model_file

from commonlist.matching.model import FEATURES as MEASURED
from commonlist.matching.model import KINDS, model
from commonlist.records import Birth, Kind, Name, Record
from commonlist.values.dates import PartialDate

FIRST = ["Amber", "Basil", "Cedar", "Dahlia", "Elder", "Fern", "Ginger", "Hazel", "Iris", "Juniper"]
LAST = ["Stonefield", "Riverton", "Hillcroft", "Marshwood", "Oakhurst", "Thornbury", "Ashdown"]
OTHERWISE = {"e": "ee", "o": "ou", "i": "y"}


def named(kind: Kind, number: int) -> str:
    first, last = FIRST[number % 10], LAST[number // 10 % 7]
    return f"{first} {last}" if kind is Kind.PERSON else f"{last} {first} Works"


def spelt(kind: Kind, number: int, again: int) -> str:
    letter, instead = sorted(OTHERWISE.items())[number % 3]
    name = named(kind, number)
    return name.replace(letter, instead) if again else name


def records(kind: Kind, count: int) -> list[Held]:
    """Two lists of the same parties, the second with other spellings; both quote a number."""
    return [
        Held(
            f"{source} 2020",
            Record(
                source=source,
                entry=f"{kind.value}-{number}",
                kind=kind,
                names=(
                    Name(text=spelt(kind, number, again)),
                    Name(text=named(kind, number + 7 * (number % 3)), alias=True),  # another's too
                ),
                births=(Birth(date=PartialDate(1950 + number % 40)),),
                references=(f"un:{kind.value}{number}",),
            ),
        )
        for again, source in enumerate(("first", "second"))
        for number in range(count)
    ]


HELD = [
    *records(Kind.PERSON, 70),
    *records(Kind.ORGANIZATION, 70),
    *records(Kind.VESSEL, 40),
]


@pytest.fixture(scope="module")
def examples() -> Examples:
    collection = Collection(HELD)
    return collection.examples(beginning("small", collection.words))


def test_the_same_data_give_the_same_bytes() -> None:
    one, two = (made() for _ in range(2))
    assert one == two


def made() -> bytes:
    collection = Collection(HELD)
    model, examples = learnt(collection, "small")
    return model_file(model, measured(scored(examples), collection.queries))


def test_every_origin_and_kind_has_pairs_of_both_labels(examples: Examples) -> None:
    found = set(zip(examples.origin.tolist(), examples.kind.tolist(), strict=True))
    assert found == {(origin, kind) for origin in range(3) for kind in range(3)}
    assert set(examples.label.tolist()) == {True, False}


def test_references_and_numbers_are_masked(examples: Examples) -> None:
    for name in ("reference", "numbers"):
        assert np.isnan(examples.features[:, MEASURED.index(name)]).all()


def test_pairs_of_one_party_lie_in_one_fold(examples: Examples) -> None:
    same = examples.folds[examples.label]
    assert (same[:, 0] == same[:, 1]).all()


def test_words_are_counted_once_a_party_and_rare_ones_left_out() -> None:
    rows = [row for row in frequencies(HELD) if row[0] == "person"]
    assert rows[0] == ("person", "", 70)
    assert all(4 <= count <= 70 for _, _, count in rows)
    assert "Junipeer" not in written(rows)


def test_the_features_are_those_of_the_kernel() -> None:
    for features in USED.values():
        assert tuple(feature.name for feature in features) == MEASURED


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", MEASURED)
def test_the_shipped_effects_go_one_way(kind: str, name: str) -> None:
    for use, kinds in (("lists", model().kinds), ("queries", model().asked)):
        (feature,) = (feature for feature in USED[use] if feature.name == name)
        curve = kinds[kind].curves[name]
        assert curve.x == feature.knots
        if feature.direction:
            assert all(np.diff(curve.y) * feature.direction > 0)
        if feature.neutral is not None:
            assert curve.y[curve.x.index(feature.neutral)] == 0


@pytest.mark.parametrize("kind", KINDS)
def test_agreement_never_speaks_against_nor_difference_for(kind: str) -> None:
    for effects in (model().kinds[kind], model().asked[kind]):
        for name in ("birth", "gender", "country", "numbers", "reference"):
            assert effects.curves[name].y[0] <= 0 <= effects.curves[name].y[-1]
