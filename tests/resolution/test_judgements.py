"""Judgements overrule each other, and none is lost; relations tie, and do not join."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.resolution import BUNDLED, Judgement, Relation, Role, Verdict, in_force
from commonlist.values.dates import PartialDate


def judged(
    verdict: Verdict = Verdict.SAME,
    *,
    left: str = "a:1",
    right: str = "b:1",
    author: str = "desk",
    at: str = "2026-01-01T00:00:00Z",
) -> Judgement:
    return Judgement(
        left=left, right=right, verdict=verdict, author=author, reason="read both", made_at=at
    )


def test_keys_may_come_in_any_order() -> None:
    assert judged(left="b:1", right="a:1") == judged(left="a:1", right="b:1")
    assert judged(left="b:1", right="a:1").pair == ("a:1", "b:1")


def test_the_latest_judgement_of_a_pair_stands() -> None:
    first = judged(Verdict.SAME, at="2026-01-01T10:00:00Z")
    later = judged(Verdict.DIFFERENT, at="2026-01-01T12:30:00+01:00")
    assert in_force([later, first]) == {("a:1", "b:1"): later}


def test_a_bundled_judgement_overrules_nobody() -> None:
    own = judged(Verdict.DIFFERENT, at="2026-01-01T00:00:00Z")
    bundled = judged(Verdict.SAME, author=BUNDLED, at="2026-06-01T00:00:00Z")
    assert in_force([own, bundled]) == {("a:1", "b:1"): own}


@given(
    st.lists(
        st.builds(
            judged,
            st.sampled_from(Verdict),
            author=st.sampled_from(["desk", BUNDLED]),
            at=st.sampled_from(["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"]),
        )
    ),
    st.randoms(),
)
def test_the_order_in_which_judgements_are_read_does_not_matter(
    made: list[Judgement], random: Random
) -> None:
    shuffled = made[:]
    random.shuffle(shuffled)
    assert in_force(shuffled) == in_force(made)


def test_a_record_is_not_judged_with_itself() -> None:
    with pytest.raises(ValueError, match="two records"):
        judged(left="a:1", right="a:1")


def test_a_judgement_says_when_it_was_made() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        judged(at="yesterday")


def test_a_relation_has_two_ends_and_runs_forward() -> None:
    with pytest.raises(ValueError, match="two records"):
        Relation(child="a:1", parent="a:1", role=Role.PART_OF, author="desk", basis="own name")
    with pytest.raises(ValueError, match="before"):
        Relation(
            child="a:1",
            parent="b:1",
            role=Role.SUCCESSOR_OF,
            author="desk",
            basis="statement",
            since=PartialDate(2017),
            until=PartialDate(2016, 7),
        )
