"""Screening by a program, and clearances that fall when what was cleared has changed."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from commonlist.errors import InputError, UnknownNameError
from commonlist.pipeline import overlaying
from commonlist.pipeline.resolving import judge, resolve
from commonlist.pipeline.screening import Screening, clear, in_force, shown, unclear
from commonlist.resolution import Verdict
from commonlist.screening import Terms, query
from commonlist.storage import Workspace
from tests.pipeline.conftest import NOW, table

pytestmark = pytest.mark.both

Put = Callable[..., dict[str, Any]]
HERON = "Grey Heron Liberation Front"
TODAY = NOW.date()


@pytest.fixture
def filled(workspace: Workspace, put: Put) -> Workspace:
    said = "# history: complete\n# covers_from: 2000-01-01\n# covers_to: 2026-12-31\n"
    rows = (f"a,{HERON},,2001,,,", "b,Crimson Bittern Brigade,,2002,2010-05-06,,")
    put("table", table("zz_one", *rows, said=said), generated="2026-11-24")
    resolve(workspace)
    return workspace


def opened(workspace: Workspace, terms: Terms | None = None) -> Screening:
    return Screening(workspace.folder, terms, database_url=workspace.database_url, now=NOW)


def screened(workspace: Workspace, name: str, **terms: Any) -> list[Any]:
    with opened(workspace, Terms(day=TODAY, **terms)) as screening:
        return [match.caption for match in screening.search(name, kind="company")]


class TestWithoutLists:
    """An answer of "nobody" is one of lists, never of none."""

    def test_nobody_is_screened(self, workspace: Workspace) -> None:
        with pytest.raises(InputError, match=f"no list is loaded in {workspace.folder}: put"):
            opened(workspace).__enter__()

    def test_a_folder_that_is_not_there_is_not_made(self, tmp_path: Path) -> None:
        folder = tmp_path / "typo"
        with pytest.raises(InputError, match=f"loaded in {folder}: there is no workspace"):
            Screening(folder).__enter__()
        assert not folder.exists()


class TestScreening:
    def test_resolves_and_indexes_what_is_new(self, workspace: Workspace, put: Put) -> None:
        put("table", table("zz_one", f"a,{HERON},,2001,,,"))
        assert screened(workspace, HERON) == [HERON]

    def test_says_whose_list_and_status(self, filled: Workspace) -> None:
        terms = Terms(day=TODAY, rule="us")
        with opened(filled, terms) as screening:
            (match,) = screening.search(HERON, kind="company")
        assert (match.parties, match.status, match.matched_name) == (("us",), "agreed", HERON)

    def test_who_was_delisted_is_left_out_after_the_day(self, filled: Workspace) -> None:
        name = "Crimson Bittern Brigade"
        assert screened(filled, name) == []
        assert screened(filled, name, delisted=True) == [name]
        with opened(filled, Terms(day=date(2005, 1, 1))) as screening:
            assert [m.caption for m in screening.search(name, kind="company")] == [name]

    def test_takes_any_number_of_queries_in_order(self, filled: Workspace) -> None:
        asked = [HERON, "Quiet Meadow Bakery"] * 700
        with opened(filled) as screening:
            found = [bool(answer.matches) for answer in screening.screen(asked)]
        assert found == [True, False] * 700

    def test_a_list_is_screened_by_the_names_that_any_list_has(
        self, filled: Workspace, put: Put
    ) -> None:
        names = ("a,Scarlet Egret Movement,,2001,,,", "b,Quiet Lagoon Bakery,,2001,,,")
        put("table", table("zz_two", *names), generated="2026-11-24")
        judge(filled, "zz_one:a", "zz_two:a", Verdict.SAME, "they say so", "A. Clerk", NOW)
        resolve(filled)
        for lists in (("zz_one",), ("zz_two",), ("zz_one", "zz_two")):
            terms = Terms(day=TODAY, lists=lists)
            with opened(filled, terms) as screening:
                for name, record in ((HERON, "zz_one:a"), ("Scarlet Egret Movement", "zz_two:a")):
                    (match,) = screening.search(name, kind="company")
                    assert (match.matched_name, match.records) == (name, (record,))
                found = screening.search("Quiet Lagoon Bakery", kind="company")
                assert bool(found) == ("zz_two" in lists)

    @pytest.mark.parametrize("terms", [{"threshold": 1.5}, {"threshold": 0.0}])
    def test_refuses_a_threshold_that_is_none(self, filled: Workspace, terms: Any) -> None:
        with pytest.raises(InputError, match="threshold"):
            screened(filled, HERON, **terms)

    @pytest.mark.parametrize("terms", [{"lists": ("zz_none",)}, {"rule": "no-rule"}])
    def test_refuses_what_it_does_not_know(self, filled: Workspace, terms: Any) -> None:
        with pytest.raises(UnknownNameError):
            screened(filled, HERON, **terms)


def cleared(workspace: Workspace, name: str = HERON, **more: Any) -> Any:
    asked = query(name, kind="company")
    return clear(
        workspace, asked, "zz_one:a", reason="another firm", author="A. Clerk", now=NOW, **more
    )


class TestCleared:
    def test_is_left_out_and_shown_if_asked_for(self, filled: Workspace) -> None:
        cleared(filled)
        assert screened(filled, HERON) == []
        assert screened(filled, HERON, show_cleared=True) == [HERON]

    def test_is_told_of_an_entity_as_a_match_calls_it(self, filled: Workspace) -> None:
        cleared(filled)
        overlaying.add(filled, "zz_one:a", "name", f"The {HERON}", "read", "A. Clerk", NOW)
        resolve(filled)
        (caption,) = screened(filled, HERON, show_cleared=True)
        with filled.reading() as connection:
            assert [row.caption for row in shown(connection, TODAY, every=True)] == [caption]

    def test_holds_for_that_customer_alone(self, filled: Workspace) -> None:
        cleared(filled)
        with opened(filled) as screening:
            assert screening.search(HERON, kind="company", country="gb")

    def test_holds_for_its_party_alone(self, filled: Workspace) -> None:
        made = cleared(filled, party="ru")
        assert screened(filled, HERON) == [HERON]
        with filled.reading() as connection:
            assert list(in_force(connection, TODAY)) == ["ru"]
            assert shown(connection, TODAY, every=True) == ()
            assert len(shown(connection, TODAY, "ru")) == 1
        with pytest.raises(InputError, match="no clearance"):
            unclear(filled, made.id, reason="", author="B. Clerk", now=NOW)
        unclear(filled, made.id, reason="", author="B. Clerk", now=NOW, party="ru")

    def test_expires(self, filled: Workspace) -> None:
        cleared(filled, expires=TODAY + timedelta(days=5))
        assert screened(filled, HERON) == []
        with opened(filled, Terms(day=TODAY + timedelta(days=5))) as later:
            assert later.search(HERON, kind="company")

    def test_falls_when_the_entity_has_changed(self, filled: Workspace) -> None:
        cleared(filled)
        overlaying.add(filled, "zz_one:a", "alias", "Heron Trust", "read", "A. Clerk", NOW)
        assert screened(filled, HERON) == [HERON]
        with filled.reading() as connection:
            assert [row.state for row in shown(connection, TODAY, every=True)] == ["changed"]

    def test_is_taken_back_and_both_words_stay(self, filled: Workspace) -> None:
        made = cleared(filled)
        unclear(filled, made.id, reason="", author="B. Clerk", now=NOW)
        assert screened(filled, HERON) == [HERON]
        with filled.reading() as connection:
            assert shown(connection, TODAY) == ()
            words = [row.clearance.author for row in shown(connection, TODAY, every=True)]
            assert in_force(connection, TODAY) == {}
        assert words == ["A. Clerk", "B. Clerk"]
        with pytest.raises(InputError, match="no clearance"):
            unclear(filled, made.id, reason="", author="B. Clerk", now=NOW)

    @pytest.mark.parametrize(
        ("name", "more", "said"),
        [
            (HERON, {"reason": " "}, "reason"),
            (HERON, {"expires": TODAY}, "--expires"),
            ("", {}, "which customer"),
        ],
    )
    def test_needs_sense(self, filled: Workspace, name: str, more: Any, said: str) -> None:
        words = {"reason": "x", "author": "A. Clerk", "now": NOW, **more}
        with pytest.raises(InputError, match=said):
            clear(filled, query(name), "zz_one:a", **words)

    def test_needs_an_entity_that_is_there(self, filled: Workspace) -> None:
        with pytest.raises(UnknownNameError):
            clear(filled, query("x"), "Nobody", reason="x", author="y", now=NOW)
