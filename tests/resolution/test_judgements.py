"""Judgements overrule each other, and none is lost; relations tie, and do not join."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.resolution import (
    BUNDLED,
    Judgement,
    Relation,
    Role,
    Verdict,
    in_force,
    waiting,
)
from commonlist.values.dates import PartialDate


def judged(
    verdict: Verdict = Verdict.SAME,
    *,
    left: str = "a:1",
    right: str = "b:1",
    author: str = "desk",
    at: str = "2026-01-01T00:00:00Z",
    second: bool = False,
) -> Judgement:
    return Judgement(
        left=left, right=right, verdict=verdict, author=author, reason="read both", made_at=at,
        second=second,
    )  # fmt: skip


PAIR = ("a:1", "b:1")


def stands(*said: Judgement) -> Verdict | None:
    found = in_force(said).get(PAIR)
    return found.verdict if found else None


def word(verdict: Verdict, author: str, day: int = 1) -> Judgement:
    """A reading that counts only when another author says the same."""
    return judged(verdict, author=author, at=f"2026-02-{day:02}", second=True)


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
            author=st.sampled_from(["desk", "bench", BUNDLED]),
            at=st.sampled_from(["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"]),
            second=st.booleans(),
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
    assert waiting(shuffled) == waiting(made)


SAME, DIFFERENT, UNSURE = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE

# A second reader


def test_one_reading_waits_and_two_that_agree_stand_with_both_named() -> None:
    ann, bob = word(SAME, "ann"), word(SAME, "bob", 2)
    assert stands(ann) is None
    assert waiting([ann]) == {PAIR: (ann,)}
    standing = in_force([ann, bob])[PAIR]
    assert (standing.verdict, standing.author, standing.readers) == (SAME, "bob", ("ann",))
    assert waiting([ann, bob]) == {}


def test_nobody_is_his_own_second_reader() -> None:
    assert stands(word(SAME, "ann"), word(SAME, "ann", 2)) is None


def test_two_who_disagree_leave_the_pair_open_until_a_third() -> None:
    ann, bob = word(SAME, "ann"), word(DIFFERENT, "bob", 2)
    assert stands(ann, bob) is None
    assert waiting([ann, bob]) == {PAIR: (ann, bob)}
    assert stands(ann, bob, word(DIFFERENT, "cy", 3)) is DIFFERENT
    assert stands(ann, bob, word(DIFFERENT, "cy", 3), word(SAME, "di", 4)) is None


def test_a_change_of_mind_replaces_the_reading_and_unsure_withdraws_it() -> None:
    ann, bob = word(SAME, "ann"), word(SAME, "bob", 2)
    assert stands(ann, bob, word(DIFFERENT, "ann", 3)) is None
    assert stands(ann, bob, word(UNSURE, "bob", 3)) is None
    assert waiting([ann, word(UNSURE, "ann", 2)]) == {}


def test_what_counts_at_once_stands_until_two_readers_say_otherwise() -> None:
    settled = judged(SAME, author="desk")
    ann, bob = word(DIFFERENT, "ann"), word(DIFFERENT, "bob", 2)
    assert stands(settled, ann) is SAME
    assert waiting([settled, ann]) == {PAIR: (ann,)}
    assert stands(settled, ann, bob) is DIFFERENT


def test_what_counts_at_once_ends_the_readings_before_it() -> None:
    ann, bob = word(SAME, "ann"), word(SAME, "bob", 2)
    undone = judged(UNSURE, author="desk", at="2026-03-01")
    assert stands(ann, bob, undone) is UNSURE
    assert waiting([ann, undone]) == {}


def test_who_judged_at_once_is_heard_as_a_reader_and_the_package_is_not() -> None:
    ann = word(SAME, "ann")
    assert in_force([judged(SAME, author="desk"), ann])[PAIR].readers == ("desk",)
    assert in_force([judged(SAME, author=BUNDLED), ann])[PAIR].readers == ()
    assert stands(judged(DIFFERENT, author=BUNDLED), ann) is DIFFERENT


@given(
    st.lists(
        st.builds(word, st.sampled_from(Verdict), st.sampled_from("abc"), st.integers(1, 9)),
        max_size=8,
    )
)
def test_no_single_reader_decides(said: list[Judgement]) -> None:
    if stands(*said):
        assert len({made.author for made in said}) > 1


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
