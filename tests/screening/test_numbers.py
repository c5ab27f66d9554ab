"""Identifiers are found exactly, whatever their signs and labels, and never by likeness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.records import Identifier
from commonlist.screening.numbers import SCORES, Numbers, arrays, forms

HELD = (
    (0, Identifier(type="imo", value="IMO 9074729")),
    (1, Identifier(type="passport", value="AB-12 345/6")),
    (2, Identifier(type="wallet", value="bc1qxyZExample0000")),
    (3, Identifier(type="swift", value="ABCDEFGH")),
    (4, Identifier(type="registration", value="1234")),
    (5, Identifier(type="other", value="NODIGITS")),
    (6, Identifier(type="email", value="someone1@example.org")),
    (7, Identifier(type="tax", value="AB123456")),
)


@pytest.fixture(scope="module")
def numbers() -> Numbers:
    return Numbers(arrays(HELD))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("9074729", {0}),
        ("IMO: 9074729", {0}),
        ("imo9074729", {0}),
        ("ab123456", {1, 7}),
        ("Passport No. AB 123 456", {1, 7}),
        ("BC1QXYZEXAMPLE0000", {2}),
        ("abcd ef gh", {3}),
        ("1234", set()),
        ("NODIGITS", set()),
        ("someone1@example.org", set()),
        ("9074728", set()),
        ("AB12345", set()),
        ("", set()),
    ],
)
def test_found_exactly(numbers: Numbers, text: str, places: set[int]) -> None:
    assert {number.place for number in numbers.find(text)} == places


def test_type_and_value_are_those_of_the_list(numbers: Numbers) -> None:
    (found,) = numbers.find("9074729")
    assert (found.type, found.value) == ("imo", "IMO 9074729")


@given(st.text(max_size=20))
def test_any_text_may_be_looked_for(text: str) -> None:
    found = Numbers(arrays(HELD)).find(text)
    assert all(set(forms(text)) for _ in found)


def test_no_numbers_at_all() -> None:
    assert Numbers(arrays(())).find("9074729") == ()


def test_every_score_is_below_one() -> None:
    assert all(0.5 < score < 1 for score in SCORES.values())
