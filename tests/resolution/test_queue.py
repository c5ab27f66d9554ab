"""What a verdict changes is told by decisions, and the queue begins with what changes most."""

import re
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from commonlist.resolution import (
    Consequence,
    Decided,
    Question,
    Suggestion,
    Verdict,
    consequence,
    in_order,
    in_question,
)
from commonlist.resolution.queue import Change, Move

APART = {"a:1": "A", "b:1": "B"}
JOINED = {"a:1": "A", "b:1": "A"}


def said(**decisions: str | None) -> dict[str, Decided]:
    return {entity: Decided(f"Group {entity}", word) for entity, word in decisions.items()}


def test_a_join_that_makes_a_decision_is_told_with_what_it_was() -> None:
    found = consequence(APART, JOINED, said(A="disputed", B="undetermined"), said(A="agreed"))
    assert found.moved == (Move("b:1", "B", "A"),)
    assert found.changes == (
        Change("A", "Group A", "disputed", "agreed"),
        Change("B", "Group B", "undetermined", "agreed"),
    )
    assert (found.agreed, found.decisive) == (1, True)


def test_what_nobody_speaks_of_changes_nothing_by_going_into_another() -> None:
    found = consequence(APART, JOINED, said(A="disputed", B=None), said(A="disputed"))
    assert (found.changes, found.decisive) == ((), False)


def test_what_comes_out_of_an_entity_with_nobody_speaking_of_it_changes_nothing() -> None:
    found = consequence(JOINED, APART, said(A="agreed"), said(A="agreed"))
    assert (found.changes, found.agreed, found.decisive) == ((), 0, False)


def test_an_entity_that_leaves_or_enters_the_table_is_told() -> None:
    same = {"a:1": "A"}
    left = consequence(same, same, said(A="disputed"), said(A=None))
    assert left.changes == (Change("A", "Group A", "disputed", None),)
    entered = consequence(same, same, said(), said(A="disputed"))
    assert entered.changes == (Change("A", "Group A", None, "disputed"),)


def test_two_that_are_agreed_becoming_one_is_an_outcome_that_is_told() -> None:
    both = said(A="agreed", B="agreed")
    found = consequence(APART, JOINED, both, said(A="agreed"))
    assert found.changes == (Change("B", "Group B", "agreed", None),)
    assert (found.agreed, found.weight, found.decisive) == (-1, (1, 1), True)
    found = consequence(JOINED, APART, said(A="agreed"), both)
    assert found.changes == (Change("B", "Group B", None, "agreed"),)
    assert (found.agreed, found.weight, found.decisive) == (1, (1, 1), True)


def test_what_leaves_the_common_list_in_two_halves_is_told_and_counted_once() -> None:
    found = consequence(JOINED, APART, said(A="agreed"), said(A="disputed", B="disputed"))
    assert found.changes == (Change("A", "Group A", "agreed", "disputed"),)
    assert (found.agreed, found.weight) == (-1, (1, 1))
    found = consequence(JOINED, APART, said(A="agreed"), said(A="disputed", B="undetermined"))
    assert (len(found.changes), found.weight) == (2, (1, 2))


def test_the_verdict_in_question_is_the_one_that_changes_something() -> None:
    assert in_question(Suggestion("a:1", "b:1", 0.5, "")) is Verdict.SAME
    assert in_question(Suggestion("a:1", "b:1", 0.9, "", joined=True)) is Verdict.DIFFERENT


def asked(entry: int, score: float, *changes: str) -> Question:
    made = tuple(Change(f"E{entry}", "Name", *change.split(" to ")) for change in changes)
    return Question(Suggestion(f"a:{entry}", f"b:{entry}", score, ""), Consequence(changes=made))


QUEUE = [
    asked(1, 0.4, "disputed to agreed", "undetermined to agreed"),
    asked(2, 0.9, "agreed to disputed"),
    asked(3, 0.5, "undetermined to agreed"),
    asked(4, 0.9, "undetermined to disputed"),
    asked(5, 0.99),
    asked(6, 0.4),
    asked(7, 0.4),
]


@given(st.randoms())
def test_most_changed_first_then_by_score_whatever_the_order(random: Random) -> None:
    assert in_order(random.sample(QUEUE, len(QUEUE))) == QUEUE


def test_what_somebody_was_unsure_of_comes_last() -> None:
    first, *rest = QUEUE
    assert in_order(QUEUE, [first.suggestion.pair]) == [*rest, first]


def test_a_question_has_an_id_of_its_two_records() -> None:
    again = asked(1, 0.9)
    assert re.fullmatch(r"rv-[a-z2-7]{10}", QUEUE[0].id)
    assert QUEUE[0].id == again.id != QUEUE[1].id
