"""The days on which listings began and ended."""

from collections.abc import Callable
from datetime import date
from typing import Any

from commonlist.pipeline import courses
from commonlist.pipeline.agreeing import Question
from commonlist.pipeline.courses import events
from commonlist.pipeline.evidence import Asked
from commonlist.pipeline.resolving import resolve
from commonlist.records.validity import Act, attested
from commonlist.storage import Workspace
from tests.pipeline.conftest import filler, un

ALPHA = ("QDe.001", "Alpha Front", "2006-12-23")


def test_that_a_list_grows_old_or_is_copied_again_is_no_event(
    put: Callable[..., dict[str, Any]], workspace: Workspace
) -> None:
    for name, day, listed in (("a", "2019-11-30", [ALPHA]), ("b", "2020-11-30", [ALPHA]),
                              ("c", "2024-11-30", [])):  # fmt: skip
        put("un_sc", un(day, *listed, *filler(800)), name)
    resolve(workspace)
    asked = Question(rule="un", asked=Asked(day=date(2026, 11, 24)))
    with workspace.reading() as connection:
        found = events(connection, asked, date(2026, 11, 24))
    assert found == ["2001-10-06", "2006-12-23", "2020-12-01"]


def test_the_day_on_which_a_listing_is_said_to_end_is_one_beyond_the_copy_too() -> None:
    said = Act(since=date(2020, 1, 1), until=date(2024, 6, 1))
    course = attested(said, date(2024, 1, 1), 365)
    assert list(courses._turns(course)) == [date(2020, 1, 1), date(2024, 6, 1)]
