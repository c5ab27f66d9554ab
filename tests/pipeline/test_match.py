"""Matching over one state of the data."""

from commonlist.pipeline import match
from commonlist.pipeline.live import Live
from commonlist.pipeline.match import Wanted, Within
from commonlist.screening.entities import Example
from commonlist.storage import Workspace
from tests.pipeline.conftest import NOW


def test_what_was_asked_within_before_is_known_and_nothing_else(bundled: Workspace) -> None:
    live = Live(bundled, lambda: NOW)
    matcher = match.matcher(live)
    rule, lists = Within(dataset="vienna-6"), Within(dataset="default")
    assert not matcher.knows(rule)
    asked = {"a": Example(schema="Organization", properties={"name": ["Jabhat an-Nusra"]})}
    assert matcher.answer(asked, rule, Wanted())["a"].results
    assert (matcher.knows(rule), matcher.knows(lists)) == (True, False)
