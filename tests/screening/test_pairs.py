"""Given pairs: a line an answer, in order; nothing lost, nothing taken from ids."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.matching import THRESHOLD, Profile, compare, profile
from commonlist.screening import pairs
from commonlist.screening.pairs import Verdict, Wrong, answers, written
from commonlist.sources import ftm
from tests.matching.entries import asked_for

PERSON = {"name": ["Ivan Petrovich Tealov"], "birthDate": ["1970-03-29"]}


def entity(id_: str = "x", **properties: Any) -> dict[str, Any]:
    return {"id": id_, "schema": "Person", "properties": properties}


def line(left: Any, right: Any) -> bytes:
    return json.dumps({"left": left, "right": right}).encode()


def answer(left: Any, right: Any) -> Verdict:
    (found,) = answers([line(left, right)])
    assert isinstance(found, Verdict)
    return found


def test_the_same_person_is_the_same() -> None:
    found = answer(entity("a", **PERSON), entity("b", **PERSON))
    assert found.same
    assert found.score >= THRESHOLD
    assert found.reasons


def test_another_is_not() -> None:
    found = answer(entity("a", **PERSON), entity("b", name=["Jan de Heron"]))
    assert not found.same


def test_ids_are_labels_and_no_evidence() -> None:
    one, two = entity("ofac-1", **PERSON), entity("ofac-2", **PERSON)
    assert answer(one, two) == answer(one, one) == answer(entity("Q1", **PERSON), two)


def test_sides_may_change_places() -> None:
    one, two = entity("a", **PERSON), entity("b", name=["Ivan Tealov"])
    assert answer(one, two).score == answer(two, one).score


def ship(name: str, number: str) -> dict[str, Any]:
    return {"schema": "Vessel", "properties": {"name": [name], "imoNumber": [number]}}


@pytest.mark.parametrize("number", ["IMO 9074729", "IMO9074729", "imo no. 9074729", "٩٠٧٤٧٢٩"])
def test_an_imo_number_is_the_same_however_it_is_written(number: str) -> None:
    plain = answer(ship("Grey Heron", "9074729"), ship("Grey Heron", "9074729"))
    labelled = answer(ship("Grey Heron", "9074729"), ship("Grey Heron", number))
    assert labelled.same
    assert labelled.score == plain.score


def test_what_stands_for_no_number_is_no_evidence() -> None:
    said = answer(ship("Grey Heron", "0000000"), ship("Grey Heron", "IMO 0000000"))
    unsaid = answer(ship("Grey Heron", "unknown"), ship("Grey Heron", "N/A"))
    assert said == unsaid


def test_an_entity_needs_no_id() -> None:
    bare = {"schema": "Person", "properties": PERSON}
    assert answer(bare, bare).same


@pytest.mark.parametrize(
    "bad",
    [
        b"not json",
        b"{}",
        b'{"left": {}, "right": {}}',
        line(entity("a"), entity("b", **PERSON)),
        line(entity("a", name="not a list"), entity("b", **PERSON)),
        b'{"left": 1, "right": 2}',
        b"\xff",
    ],
)
def test_a_bad_line_is_told_in_its_place(bad: bytes) -> None:
    good = line(entity("a", **PERSON), entity("b", **PERSON))
    found = list(answers([good, bad, b"\n", good]))
    assert [type(each) for each in found] == [Verdict, Wrong, Verdict]
    assert isinstance(found[1], Wrong)
    assert found[1].line == 2
    assert found[1].error


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        (1, entity("b", **PERSON), "left: Expected `object`, got `int`"),
        (entity("b", **PERSON), {}, "right: Object missing required field `schema`"),
        (entity("a"), entity("b", **PERSON), "left: entity a of schema Person: no id or no name"),
        (
            entity("b", **PERSON),
            entity(name=["x"], birthDate=5),
            "right: property birthDate: Expected `array`, got `int`",
        ),
        (
            entity(name=["x", 3]),
            entity("b", **PERSON),
            "left: property name: Expected `str`, got `int` - at `$[1]`",
        ),
    ],
)
def test_what_is_wrong_is_told_by_side_and_property(left: Any, right: Any, said: str) -> None:
    assert list(answers([line(left, right)])) == [Wrong(said, 1)]


def test_lines_taken_together_are_answered_as_each_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sides = [
        entity("a", **PERSON),
        entity("b", name=["Ivan Tealov"]),
        entity("c", name=["Zarkan Tealov"], birthDate=["1951-01-02"]),
        entity("d", name=["Z. Tealov", "Anton Bering", "Teal"]),
        {"id": "e", "schema": "Company", "properties": {"name": ["Teal Trading"]}},
    ]
    lines = [line(one, two) for one in sides for two in sides]
    lines[3:3], lines[9:9] = [b"{}"], [b"\n"]
    monkeypatch.setattr(pairs, "_TOGETHER", 7)
    together = list(answers(lines))
    assert len(together) == len(sides) ** 2 + 1
    alone = [found for n, each in enumerate(lines) for found in answers([b"\n"] * n + [each])]
    assert together == alone


def test_a_mark_of_the_encoding_is_no_part_of_the_first_line() -> None:
    good = line(entity("a", **PERSON), entity("b", **PERSON))
    first, second = answers([b"\xef\xbb\xbf" + good, good])
    assert isinstance(first, Verdict)
    assert first == second
    assert list(answers([b"\xef\xbb\xbf\n", good])) == [first]


def test_an_answer_is_a_line_of_json() -> None:
    text = written(answer(entity("a", **PERSON), entity("b", **PERSON)))
    made = json.loads(text)
    assert text.endswith(b"\n")
    assert list(made) == ["score", "same", "reasons"]
    assert {"feature", "effect", "sentence"} <= made["reasons"][0].keys()


def test_a_side_of_one_name_is_a_name_that_is_asked_for() -> None:
    one, two = entity(name=["Zarkan Tealov"]), entity(name=["Zarkan Petrovich Tealov"])
    listed = compare(_profile(one), _profile(two)).score
    assert answer(one, two).score > listed
    assert answer(one, two).same


def test_what_contradicts_a_name_that_is_asked_for_counts_as_between_lists() -> None:
    one = entity(name=["Zarkan Tealov"], birthDate=["1970-03-29"])
    two = entity(name=["Zarkan Petrovich Tealov"], birthDate=["1951-01-02"])
    assert answer(one, two).score == compare(_profile(one), _profile(two)).score
    assert asked_for(_profile(one), _profile(two)).score > answer(one, two).score


def test_what_is_told_of_the_sides_stays_on_them() -> None:
    few, many = entity(name=["Zarkan Tealov"]), entity(name=["Z. Tealov", "Anton Bering", "Teal"])
    for left, right in ((few, many), (many, few)):
        named = [reason for reason in answer(left, right).reasons if reason.left]
        assert named
        assert all(reason.left in left["properties"]["name"] for reason in named)


NAMES = st.lists(
    st.sampled_from(
        ["Zarkan Tealov", "Zarkan Petrovich Tealov", "Z. Tealov", "Ali Hasan", "Hasan Ali", "Ali"]
    ),
    min_size=1,
    max_size=4,
    unique=True,
)


@given(NAMES, NAMES, st.booleans())
def test_what_agrees_never_lowers_the_score_of_given_pairs(
    left: list[str], right: list[str], born: bool
) -> None:
    before = answer(entity(name=left), entity(name=right)).score - 1e-9
    births = ["1970-03-29"] if born else []
    ours, theirs = (entity(name=side, birthDate=births) for side in (left, right))
    assert answer(ours, theirs).score >= before
    more = [*left, *(name for name in right[:1] if name not in left)]
    assert answer(entity(name=more), entity(name=right)).score >= before
    assert answer(entity(name=right), entity(name=more)).score >= before


def _profile(thing: dict[str, Any]) -> Profile:
    record = ftm.record(ftm.Entry(where="", thing=msgspec.convert(thing, ftm.Thing), source="left"))
    return profile(msgspec.structs.replace(record, references=()))
