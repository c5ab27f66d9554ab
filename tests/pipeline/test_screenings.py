"""Records of screenings kept whole or as digests, erased while the log verifies, and told."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from commonlist.access import Principal, Role
from commonlist.errors import InputError
from commonlist.ledger import Act, Entry
from commonlist.pipeline import overlaying, screenings, watching
from commonlist.pipeline.auditing import verified
from commonlist.pipeline.resolving import judge, resolve
from commonlist.pipeline.screening import clear
from commonlist.pipeline.watching import CustomerWatch, RuleWatch, Watching
from commonlist.resolution import Verdict
from commonlist.screening import Terms, query
from commonlist.settings import Settings
from commonlist.storage import Workspace, ledger
from tests.pipeline.conftest import NOW, table

Put = Callable[..., dict[str, Any]]
WHOLE, DIGESTS = Settings(), Settings(screened_names="digests")
HERON = "Jane Grey-Heron"


def screened(
    workspace: Workspace, *names: str, settings: Settings = WHOLE, days_ago: int = 0
) -> int:
    made = screenings.entry(
        workspace,
        [(query(name, birth="1970-03-29"), ()) for name in names],
        Terms(day=NOW.date()),
        settings,
        NOW - timedelta(days=days_ago),
        who="ann",
    )
    return screenings.record(workspace, made)


def kept(workspace: Workspace) -> dict[int, dict[str, Any] | None]:
    """The particulars of all screenings by number."""
    with workspace.reading() as connection:
        found = ledger.entries(connection, ledger.Filter(act=Act.SCREENING))
        return {entry.number: entry.particulars() for entry in found}


def held(workspace: Workspace, name: str) -> dict[str, Any]:
    with workspace.reading() as connection:
        return screenings.held(workspace, connection, name)


def in_files(workspace: Workspace, text: str) -> bool:
    return any(
        text.encode() in file.read_bytes() for file in workspace.folder.glob("commonlist.db*")
    )


class TestKept:
    def test_whole(self, workspace: Workspace) -> None:
        screened(workspace, HERON)
        (what,) = kept(workspace).values()
        assert what is not None
        assert what["screened"][0]["names"] == [HERON]
        assert what["terms"]["day"] == "2026-11-24"

    def test_as_digests_no_file_has_the_name(self, workspace: Workspace) -> None:
        screened(workspace, HERON, settings=DIGESTS)
        assert not in_files(workspace, "Heron")
        assert not in_files(workspace, "1970")
        assert len(held(workspace, HERON)["screenings"]) == 1

    def test_digests_need_the_key_of_the_workspace(
        self, workspace: Workspace, tmp_path: Path
    ) -> None:
        screened(workspace, HERON, settings=DIGESTS)
        url, elsewhere = workspace.database_url, tmp_path / "other.key"
        with Workspace(workspace.folder, NOW, url, elsewhere) as other:
            assert held(other, HERON)["screenings"] == []


class TestErased:
    def test_before_a_day(self, workspace: Workspace) -> None:
        for days in (40, 30, 20):
            screened(workspace, HERON, days_ago=days)
        before = NOW.date() - timedelta(days=30)
        assert screenings.erase(workspace, NOW, before=before, who="bob", reason="old") == (1, 0)
        assert [what is None for what in kept(workspace).values()] == [True, False, False]
        with workspace.reading() as connection:
            *_, last = ledger.entries(connection)
        assert (last.act, last.who, last.leaf().basis) == ("erasure", "bob", "old")
        assert last.particulars() == {"entries": [[0, 0]]}
        assert verified(workspace) == ()

    def test_of_a_name_however_it_was_kept(self, workspace: Workspace) -> None:
        screened(workspace, HERON, settings=DIGESTS)
        screened(workspace, "Teal", "jane grey-heron")
        screened(workspace, "Jane")
        assert screenings.erase(workspace, NOW, name=HERON, who="bob", reason="asked") == (2, 0)
        assert [what is None for what in kept(workspace).values()] == [True, True, False]
        assert held(workspace, HERON)["screenings"] == []
        assert verified(workspace) == ()

    def test_by_number(self, workspace: Workspace) -> None:
        for _ in range(5):
            screened(workspace, HERON)
        numbers = [0, 1, 3]
        assert screenings.erase(workspace, NOW, numbers=numbers, who="bob", reason="asked") == (
            3,
            0,
        )
        with workspace.reading() as connection:
            *_, last = ledger.entries(connection)
        assert last.particulars() == {"entries": [[0, 1], [3, 3]]}
        assert verified(workspace) == ()

    @pytest.mark.sqlite
    def test_nothing_of_it_stays_in_any_file(self, workspace: Workspace) -> None:
        for number in range(50):
            screened(workspace, f"{HERON} {number}")
        assert in_files(workspace, HERON)
        screenings.erase(workspace, NOW, before=date(2027, 1, 1), who="bob", reason="asked")
        assert not in_files(workspace, HERON)

    def test_what_is_gone_leaves_no_further_entry(self, workspace: Workspace) -> None:
        screened(workspace, HERON)
        assert screenings.erase(workspace, NOW, name=HERON, who="bob", reason="asked") == (1, 0)
        assert screenings.erase(workspace, NOW, name=HERON, who="bob", reason="asked") == (0, 0)
        with workspace.reading() as connection:
            assert ledger.size(connection) == 2

    def test_retention_is_the_settings(self, workspace: Workspace) -> None:
        for days in (31, 30, 1):
            screened(workspace, HERON, days_ago=days)
        assert screenings.expire(workspace, WHOLE, NOW) == 0
        assert screenings.expire(workspace, Settings(screening_days=30), NOW) == 1
        assert [what is None for what in kept(workspace).values()] == [True, False, False]

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({}, "say what to erase"),
            ({"name": " "}, "say what to erase"),
            ({"name": HERON, "reason": " "}, "needs a reason"),
            ({"numbers": [0]}, "entry 0 is no screening"),
            ({"numbers": [77]}, "entry 77 is no screening"),
        ],
    )
    def test_nothing_else_can_be_erased(
        self, workspace: Workspace, asked: dict[str, Any], said: str
    ) -> None:
        other = Entry(at="2026-11-24T12:00:00Z", who="ann", act=Act.JUDGEMENT)
        screenings.record(workspace, other)
        with pytest.raises(InputError, match=said):
            screenings.erase(workspace, NOW, **{"reason": "asked", **asked}, who="bob")
        with workspace.reading() as connection:
            assert ledger.size(connection) == 1


class TestWatches:
    """Who is watched as a customer is told and erased as who was screened."""

    @pytest.fixture
    def watched(self, workspace: Workspace, put: Put) -> Workspace:
        """Two parties watch one customer, who becomes listed; one watches another."""
        put("table", table("zz_one", "a,Crimson Bittern,,2001-05-05,,2026-11-01,stated"))
        resolve(workspace, now=NOW)
        of_fr = Principal(name="zoe", role=Role.ANALYST, party="fr")
        of_house = Principal(name="ann", role=Role.ANALYST)
        for who, text in ((of_fr, HERON), (of_house, "JANE grey-heron"), (of_house, "Jane")):
            watching.add(workspace, CustomerWatch(text=text, rule="us"), "", who, WHOLE, NOW)
        watching.add(workspace, RuleWatch(rule="us"), "", of_house, WHOLE, NOW)
        watcher = Watching()
        watcher.look(workspace, NOW, wrong)
        put("table", table("zz_two", f"x,{HERON},,2003-05-05,,2026-11-01,stated"), "two")
        resolve(workspace, now=NOW)
        watcher.look(workspace, NOW, wrong)
        return workspace

    def test_are_told_of_all_parties_with_their_events(self, watched: Workspace) -> None:
        found = held(watched, HERON)
        assert {row["who"]: row["about"]["text"] for row in found["watches"]} == {
            "zoe": HERON,
            "ann": "JANE grey-heron",
        }
        assert sorted(row["body"]["about"] for row in found["events"]) == [
            "customer",
            "customer",
            "rule",
        ]

    def test_are_erased_with_their_events(self, watched: Workspace) -> None:
        done = screenings.erase(watched, NOW, name=HERON, who="bob", reason="asked")
        assert done == (0, 2)
        found = held(watched, HERON)
        assert found["watches"] == []
        assert [row["body"]["about"] for row in found["events"]] == ["rule"]
        assert not in_files(watched, "JANE grey-heron")
        with watched.reading() as connection:
            left = watching.of(connection, Principal(name="ann", role=Role.ANALYST))
            *_, last = ledger.entries(connection)
        abouts = [watch.about for watch in left]
        assert CustomerWatch(text="Jane", rule="us") in abouts
        assert RuleWatch(rule="us") in abouts
        particulars = last.particulars() or {}
        assert (last.act, particulars["entries"], len(particulars["watches"])) == ("erasure", [], 2)
        assert verified(watched) == ()

    @pytest.mark.parametrize(
        "asked", [{"before": date(2027, 1, 1)}, {"name": HERON, "before": NOW.date()}]
    )
    def test_stay_where_it_is_another_that_is_erased(
        self, watched: Workspace, asked: dict[str, Any]
    ) -> None:
        assert screenings.erase(watched, NOW, **asked, who="bob", reason="asked").watches == 0
        assert len(held(watched, HERON)["watches"]) == 2


def wrong(watch: str, error: Exception) -> None:
    raise error


class TestHeld:
    @pytest.fixture
    def filled(self, workspace: Workspace, put: Put) -> Workspace:
        put("table", table("zz_one", f"a,{HERON},,2001,,,", "b,Crimson Bittern,,2002,,,"))
        resolve(workspace, now=NOW)
        return workspace

    def test_what_lists_and_people_say(self, filled: Workspace) -> None:
        judge(filled, "zz_one:a", "zz_one:b", Verdict.DIFFERENT, "read both", "ann", NOW)
        overlaying.add(filled, "zz_one:b", "alias", HERON.upper(), "a letter", "ann", NOW)
        clear(filled, query("Teal"), "zz_one:a", reason="bakes", author="ann", now=NOW)
        found = held(filled, HERON)
        assert [row["record"] for row in found["records"]] == ["zz_one:a", "zz_one:b"]
        assert [row["reason"] for row in found["judgements"]] == ["read both"]
        assert [row["field"] for row in found["overlays"]] == ["alias"]
        assert [row["query"] for row in found["clearances"]] == ["Teal"]
        assert [row["act"] for row in found["entries"]] == ["overlay"]

    def test_what_was_cleared_under_a_name(self, filled: Workspace) -> None:
        clear(filled, query("Teal"), "zz_one:b", reason="bakes", author="ann", now=NOW)
        found = held(filled, "TEAL")
        assert [row["query"] for row in found["clearances"]] == ["Teal"]
        assert [row["act"] for row in found["entries"]] == ["clearance"]
        assert found["records"] == []

    def test_of_a_request_nobody_else_is_told(self, filled: Workspace) -> None:
        screened(filled, "Teal", HERON, "Crake")
        (row,) = held(filled, HERON)["screenings"]
        assert [each["names"] for each in row["what"]["screened"]] == [[HERON]]

    def test_what_somebody_did(self, filled: Workspace) -> None:
        screened(filled, HERON)
        assert held(filled, "Ann")["acts"] == [2]

    def test_nobody(self, filled: Workspace) -> None:
        assert not any(rows for place, rows in held(filled, "Nobody").items() if place != "name")
        with pytest.raises(InputError, match="whose name"):
            held(filled, " ")


def test_ranges() -> None:
    assert screenings.ranges([1, 2, 3, 7, 9, 10]) == [[1, 3], [7, 7], [9, 10]]
    assert screenings.ranges([]) == []
