"""The review: what a verdict changes in the common list, who has to say it, what it then does."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from commonlist.pipeline.agreeing import Question as Asking
from commonlist.pipeline.agreeing import agree
from commonlist.pipeline.evidence import Asked
from commonlist.pipeline.resolving import Judged, judge, resolve, why
from commonlist.pipeline.reviewing import Look, Review
from commonlist.resolution import Question, Verdict
from commonlist.storage import Workspace, partitions
from tests.pipeline.conftest import NOW, table

pytestmark = pytest.mark.both

Put = Callable[..., dict[str, Any]]
SAME, DIFFERENT, UNSURE = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE
DAY = date(2020, 6, 1)
RULE = "all(us, jp)"
SAID = "# history: complete\n# covers_from: 2000-01-01\n# covers_to: 2020-12-31\n"
TEAL = ("zz_jp:t", "zz_us:t")
"""Two names that are nothing alike; both lists name one party if they are the same."""


def row(entry: str, name: str) -> str:
    return f"{entry},{name},,2001-01-01,,2020-06-01,stated"


@pytest.fixture
def lists(put: Put, workspace: Workspace) -> Workspace:
    """Two lists, of which somebody said of two pairs that he could not tell; resolved."""
    us = table("zz_us", row("t", "Teal Brigade"), row("h", "Grey Heron Front"), said=SAID)
    jp = table("zz_jp", row("t", "Society of the Lake"), row("h", "Grey Heron Front"), said=SAID)
    put("table", us, "us")
    put("table", jp.replace("US,Office", "JP,Office"), "jp")
    for pair in (TEAL, ("zz_jp:h", "zz_jp:t")):
        judge(workspace, *pair, UNSURE, "who knows", "desk", NOW - timedelta(days=1))
    resolve(workspace)
    return workspace


def asked(workspace: Workspace, author: str = "", **rest: Any) -> list[Question]:
    with workspace.reading() as connection:
        return Review(connection, rest.get("rule", RULE), Asked(day=DAY), author).questions()


def look(workspace: Workspace, pair: tuple[str, str], author: str = "") -> Look:
    with workspace.reading() as connection:
        review = Review(connection, RULE, Asked(day=DAY), author)
        (found,) = (q for q in review.questions() if q.suggestion.pair == pair)
        laid_open = review.look(found)
        assert laid_open
        return laid_open


def said(
    workspace: Workspace, verdict: Verdict, author: str, minutes: int = 0, *, second: bool = True
) -> Judged:
    at = NOW + timedelta(minutes=minutes)
    made = judge(workspace, *TEAL, verdict, "read both", author, at, second=second)
    resolve(workspace)
    return made


def entities(workspace: Workspace) -> dict[str, str]:
    with workspace.reading() as connection:
        return partitions.members(connection)


def statuses(workspace: Workspace, **rest: Any) -> dict[str, str]:
    with workspace.reading() as connection:
        answer = agree(connection, Asking(rule=RULE, asked=Asked(day=DAY), **rest))
    return {row["caption"]: row["status"] for row in answer["entities"]}


def test_what_changes_the_common_list_is_asked_first_and_told(lists: Workspace) -> None:
    first = asked(lists)[0]
    assert first.suggestion.pair == TEAL
    changes = [(change.before, change.after) for change in first.consequence.changes]
    assert changes
    assert {after for _, after in changes} == {"agreed"}
    assert first.consequence.agreed == 1


def test_under_a_rule_that_hears_nobody_here_nothing_is_changed(lists: Workspace) -> None:
    assert not any(question.consequence.decisive for question in asked(lists, rule="all(ru, cn)"))


def test_both_verdicts_are_laid_open_with_the_records_and_the_reasons(lists: Workspace) -> None:
    found = look(lists, TEAL)
    assert [record.key for record in found.records] == list(TEAL)
    assert found.if_same.decisive
    assert not found.if_different.decisive
    assert (found.comparison.left, found.comparison.right) == TEAL


def test_an_outcome_needs_a_second_reader_and_the_rest_does_not(lists: Workspace) -> None:
    found = look(lists, TEAL)
    assert found.needs_second(SAME)
    assert not found.needs_second(DIFFERENT)
    assert found.needs_second(UNSURE)


def test_one_reader_changes_nothing_and_the_second_does(lists: Workspace) -> None:
    apart = entities(lists)
    first = said(lists, SAME, "ann")
    assert (first.counts, first.moved) == (False, ())
    assert entities(lists) == apart
    assert TEAL not in {question.suggestion.pair for question in asked(lists, "ann")}
    waiting = look(lists, TEAL, "bob")
    assert waiting.question.suggestion.why == "ann says same: read both; a second reader is awaited"
    second = said(lists, SAME, "bob", 1)
    assert second.counts
    assert [(move.record, move.before) for move in second.moved] == [("zz_us:t", apart["zz_us:t"])]
    assert len({entities(lists)[key] for key in TEAL}) == 1


def test_where_readers_disagree_the_pair_stays_open_and_says_so(lists: Workspace) -> None:
    apart = entities(lists)
    said(lists, SAME, "ann")
    assert look(lists, TEAL, "bob").needs_second(DIFFERENT)
    said(lists, DIFFERENT, "bob", 1)
    assert entities(lists) == apart
    assert "they disagree" in look(lists, TEAL, "cy").question.suggestion.why


def test_who_is_unsure_is_asked_again_last(lists: Workspace) -> None:
    said(lists, UNSURE, "ann")
    assert [q.suggestion.pair for q in asked(lists, "ann")].index(TEAL) == len(asked(lists)) - 1
    assert asked(lists, "bob")[0].suggestion.pair == TEAL


def test_what_was_answered_since_the_queue_was_made_is_not_asked(lists: Workspace) -> None:
    with lists.reading() as connection:
        review = Review(connection, RULE, Asked(day=DAY), "ann")
        first = review.questions()[0]
        review.add(judge(lists, *TEAL, SAME, "read both", "bob", NOW).judgement)
        assert review.look(first) is None


def test_why_names_both_readers(lists: Workspace) -> None:
    said(lists, SAME, "ann")
    said(lists, SAME, "bob", 1)
    with lists.reading() as connection:
        told = why(connection, TEAL)
    assert any("by bob (and by ann) on 2026-11-24: read both" in sentence for sentence in told)


def test_why_tells_what_waits(lists: Workspace) -> None:
    said(lists, SAME, "ann")
    with lists.reading() as connection:
        assert any("a second reader is awaited" in sentence for sentence in why(connection, TEAL))


def test_what_if_the_judgements_of_the_review_fell(lists: Workspace) -> None:
    before = statuses(lists)
    said(lists, SAME, "ann")
    said(lists, SAME, "bob", 1)
    assert "agreed" in statuses(lists).values()
    assert statuses(lists) != before
    assert statuses(lists, without=(",".join(TEAL),)) == before


def test_judge_tells_what_moved_and_which_judgement_blocks(lists: Workspace) -> None:
    apart = entities(lists)
    other = judge(lists, "zz_jp:h", "zz_us:t", DIFFERENT, "two groups", "ann", NOW)
    assert (other.counts, other.moved, other.blocked_by) == (True, (), None)
    joined = judge(lists, *TEAL, SAME, "renamed", "ann", NOW)
    assert [move.record for move in joined.moved] == ["zz_us:t"]
    assert joined.moved[0].before == apart["zz_us:t"]
    later = judge(lists, "zz_jp:h", "zz_jp:t", SAME, "slip", "ann", NOW)
    assert [move.record for move in later.moved] == ["zz_jp:t"]
    assert later.blocked_by == other.judgement


def test_a_judgement_made_in_the_same_second_is_later(lists: Workspace) -> None:
    for verdict in (SAME, UNSURE, SAME):
        last = judge(lists, *TEAL, verdict, "read both", "ann", NOW)
        assert last.counts
    assert len(last.moved) == 1
    resolve(lists)
    assert len({entities(lists)[key] for key in TEAL}) == 1


@pytest.mark.sqlite  # it counts what was written
def test_rows_that_stay_are_not_written_again(lists: Workspace) -> None:
    with lists.writing() as connection:
        raw: Any = connection.connection.driver_connection
        before = raw.total_changes
        members = partitions.members(connection)
        partitions.store(connection, members, {}, partitions.compared_by(connection))
        partitions.store_suggestions(connection, partitions.suggestions(connection))
        assert raw.total_changes == before


@pytest.mark.sqlite  # it counts what was written
def test_a_name_that_goes_and_one_that_comes_are_all_that_is_written(lists: Workspace) -> None:
    with lists.writing() as connection:
        raw: Any = connection.connection.driver_connection
        digests = partitions.compared_by(connection) | {"zz_us:new": b"new"}
        members = partitions.members(connection) | {"zz_us:new": "cl-new"}
        del members["zz_us:t"]
        before = raw.total_changes
        partitions.store(connection, members, {}, digests)
        assert raw.total_changes == before + 2
        assert partitions.members(connection) == members
