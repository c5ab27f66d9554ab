"""Given pairs: a line an answer, in order; nothing lost, nothing taken from ids."""

import json
from typing import Any

import pytest

from commonlist.matching import THRESHOLD
from commonlist.screening.pairs import Verdict, Wrong, answers, written

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


def test_a_mark_of_the_encoding_is_no_part_of_the_first_line() -> None:
    good = line(entity("a", **PERSON), entity("b", **PERSON))
    first, second = answers([b"\xef\xbb\xbf" + good, good])
    assert isinstance(first, Verdict)
    assert first == second


def test_an_answer_is_a_line_of_json() -> None:
    text = written(answer(entity("a", **PERSON), entity("b", **PERSON)))
    made = json.loads(text)
    assert text.endswith(b"\n")
    assert list(made) == ["score", "same", "reasons"]
    assert {"feature", "effect", "sentence"} <= made["reasons"][0].keys()
