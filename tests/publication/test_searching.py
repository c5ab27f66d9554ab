"""Queries read, and found in a shelf."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.errors import InputError
from commonlist.publication.searching import find, parse, parse_simple
from commonlist.publication.shelf import Shelf
from tests.publication.shelves import shelf, thing

MADE = (
    thing("alpha", "Organization", name=["Alpha Front of Hamra"], alias=["Al-Fajr al-Aḥmar"]),
    thing("teal", "Organization", name=["Teal Brigade"], country=["sy"]),
    thing("front", "Organization", name=["Front of Teal"], notes=["once with Alpha"]),
    thing("jane", name=["Jane Teal"], birthDate=["1972-01-26"], nationality=["sy"]),
)


@pytest.fixture(scope="module")
def made() -> Shelf:
    return shelf(*MADE)


def ids(made: Shelf, query: str, *, fuzzy: bool = False, simple: bool = False) -> list[str]:
    read = parse_simple if simple else parse
    hits = find(made, read(query, fuzzy=fuzzy), np.ones(made.size, bool))
    return [made.thing(row)["id"] for row in hits.rows.tolist()]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("teal", {"teal", "front", "jane"}),
        ("front teal", {"front"}),
        ("front AND teal", {"front"}),
        ("brigade OR jane", {"teal", "jane"}),
        ("teal -front", {"teal", "jane"}),
        ("teal NOT (front OR jane)", {"teal"}),
        ("+teal +jane", {"jane"}),
        ('"front of teal"', {"front"}),
        ('"teal front"', set()),
        ("al-fajr", {"alpha"}),
        ("ahmar", {"alpha"}),
        ("brig*", {"teal"}),
        ("brigdae~", {"teal"}),
        ("countries:sy", {"teal", "jane"}),
        ("schema:Person", {"jane"}),
        ("properties.birthDate:1972-01-26", {"jane"}),
        ("dates:1972-01-26", {"jane"}),
        ("names:alpha", {"alpha"}),
        ("id:jane", {"jane"}),
        ("colour:blue", set()),
        ("*", {"alpha", "teal", "front", "jane"}),
        ("", {"alpha", "teal", "front", "jane"}),
    ],
)
def test_finds(made: Shelf, query: str, found: set[str]) -> None:
    assert set(ids(made, query)) == found


def test_a_name_goes_before_a_mention(made: Shelf) -> None:
    assert ids(made, "alpha") == ["alpha", "front"]


def test_typing_errors_are_allowed_where_asked(made: Shelf) -> None:
    assert (ids(made, "brigdae"), ids(made, "brigdae", fuzzy=True)) == ([], ["teal"])


@pytest.mark.parametrize(
    "query", ["invalid/query", "teal AND", "AND teal", "(teal", "teal)", '"teal', "OR x", "NOT"]
)
def test_what_cannot_be_read_is_told_but_not_of_a_search_box(made: Shelf, query: str) -> None:
    with pytest.raises(InputError, match="Invalid query"):
        parse(query)
    ids(made, query, simple=True)


def test_too_many_words_are_refused() -> None:
    with pytest.raises(InputError, match="more than"):
        parse("a " * 1000)


def test_brackets_within_brackets_have_an_end() -> None:
    with pytest.raises(InputError, match="too many brackets"):
        parse("(" * 90 + "a" + ")" * 90)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(query: str) -> None:
    some = shelf(*MADE)
    every = np.ones(some.size, bool)
    find(some, parse_simple(query), every)
    with suppress(InputError):
        find(some, parse(query), every)
