"""Which voices force a rule: of parts that repeat, and where it is too much to look through."""

from itertools import combinations, islice

import pytest

from commonlist.agreement.forcing import smallest
from commonlist.agreement.language import parse
from commonlist.agreement.rules import Truth
from tests.agreement.expressions import BEYOND

MANY = ("ae", "au", "ca", "cn", "eg", "eu", "gb", "kg", "kz", "nz", "ru", "sa", "tr", "un", "us")


def forcing(rule: str, wanted: Truth = Truth.YES) -> list[tuple[str, ...]] | None:
    """The smallest sets where nothing is known."""
    expression = parse(rule).expression
    names = dict.fromkeys(str(atom) for atom in expression.atoms())
    return smallest(expression, dict.fromkeys(names, Truth.UNKNOWN), wanted)


def thresholds(needed: int, *inner: int) -> str:
    """So many of thresholds over the same parties."""
    parties = ", ".join(MANY)
    return f"atleast({needed}, {', '.join(f'atleast({n}, {parties})' for n in inner)})"


@pytest.mark.parametrize(
    ("rule", "size"),
    [
        (thresholds(2, *range(3, 9)), 4),
        (thresholds(4, *(5 + n % 5 for n in range(9))), 6),
        (thresholds(8, *(6 + n % 3 for n in range(18))), 7),
    ],
)
def test_thresholds_over_the_same_parties_are_looked_through(rule: str, size: int) -> None:
    found = forcing(rule)
    assert found is not None
    assert set(map(len, found)) == {size}
    assert found[0] == MANY[:size]


def test_the_sets_are_in_the_order_of_writing() -> None:
    assert forcing("atleast(3, us, ru, cn, eu)") == [
        *(("us", "ru", "cn"), ("us", "ru", "eu"), ("us", "cn", "eu"), ("ru", "cn", "eu"))
    ]


def test_a_part_weighs_as_often_as_it_is_repeated() -> None:
    assert forcing("atleast(3, all(us, ru), cn, all(us, ru), eu)") == [
        *(("us", "ru", "cn"), ("us", "ru", "eu"))
    ]
    assert forcing("atleast(3, all(us, ru), cn, all(us, ru), eu)", Truth.NO) == [
        *(("us",), ("ru",), ("cn", "eu"))
    ]


def test_votes_by_weight_are_looked_through() -> None:
    votes = ", ".join(party for n, party in enumerate(MANY) for _ in range(1 + n % 5))
    found = forcing(f"atleast(27, {votes})")
    assert found is not None
    heavy = [party for n, party in enumerate(MANY) if n % 5 >= 3]
    assert found[0] == tuple(heavy)


@pytest.mark.parametrize("wanted", [Truth.YES, Truth.NO])
def test_what_would_take_more_work_than_may_be_done_is_not_known(wanted: Truth) -> None:
    assert forcing(BEYOND, wanted) is None


def test_so_is_the_longest_rule_of_many_choices() -> None:
    pairs = islice(combinations(MANY, 4), 80)
    triples = ", ".join(f"atleast(2, {', '.join(four)})" for four in pairs)
    assert forcing(f"atleast(40, {triples})") is None
