"""Identifiers are found exactly, whatever their signs and labels, and never by likeness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.records import Identifier, Kind, Name, Record
from commonlist.screening.numbers import SCORES, Numbers, arrays, held

HELD = (
    (0, Identifier(type="imo", value="IMO 9074729")),
    (1, Identifier(type="passport", value="AB-12 345/6")),
    (2, Identifier(type="wallet", value="bc1qxyZExample0000")),
    (3, Identifier(type="swift", value="ABCDEFGH")),
    (4, Identifier(type="registration", value="1234")),
    (5, Identifier(type="other", value="NODIGITS")),
    (6, Identifier(type="email", value="someone1@example.org")),
    (7, Identifier(type="tax", value="AB123456")),
    (8, Identifier(type="swift", value="TEALZZ2LXXX")),
    (9, Identifier(type="passport", value="00000")),
    (10, Identifier(type="tail_number", value="EP-ZZZ")),
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
        ("IMO9074729", {0}),
        ("imo no. 9074729", {0}),
        ("٩٠٧٤٧٢٩", {0}),
        ("Passport AB123456 (Egypt)", {1, 7}),
        ("BTC bc1qxyzExample0000", {2}),
        ("TEALZZ2L", {8}),
        ("tealzz2lxxx", {8}),
        ("ABCDEFGHXXX", {3}),
        ("AB123456, 9074729", {0, 1, 7}),
        ("AB123456/9074729", {0, 1, 7}),
        ("AB-12 345/6", {1, 7}),
        ("ep-zzz", {10}),
        ("00000", set()),
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
    Numbers(arrays(HELD)).find(text)


def test_no_numbers_at_all() -> None:
    assert Numbers(arrays(())).find("9074729") == ()


def test_every_score_is_below_one() -> None:
    assert all(0.5 < score < 1 for score in SCORES.values())


def test_the_name_of_an_aircraft_may_be_its_mark() -> None:
    record = Record(
        source="zz_one",
        entry="a",
        kind=Kind.AIRCRAFT,
        names=(Name(text="EP-ZZY"), Name(text="Heron One")),
    )
    assert list(held(record)) == [Identifier(type="tail_number", value="EP-ZZY")]
