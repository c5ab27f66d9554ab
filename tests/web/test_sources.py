"""The sources in a browser: what is loaded, what changed, the quarantine, a file sent."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from starlette.testclient import TestClient

from commonlist.pipeline.ingest import Told, ingest
from commonlist.pipeline.live import Live
from commonlist.storage import partitions
from tests.pipeline.conftest import table
from tests.web.conftest import NOW
from tests.web.looking import PLACED, WAYS, pictured, serious

Opened = Callable[..., Page]
ROWS = tuple(f"{n},Teal Group {n},,2001-01-01,,2020-06-01,stated" for n in range(12))
BAD = "x,Grey Heron,,not a day,,2020-06-01,stated"


@pytest.fixture
def lists_of_teal(live: Live, tmp_path: Path) -> Live:
    """Two copies of a list: one entry came, one went, one changed, one could not be read."""
    path = tmp_path / "teal.csv"
    after = (*ROWS[1:3], ROWS[3].replace("Teal", "Grey"), *ROWS[4:], BAD)
    for day, rows in (("2019-01-01", ROWS[:11]), ("2020-01-01", after)):
        path.write_text(table("zz_teal", *rows), "utf-8")
        ingest(live.workspace, "table", [path], NOW, Told(generated=day))
    live.settle()
    return live


class TestAll:
    def test_say_age_entries_and_what_is_not_loaded(self, client: TestClient) -> None:
        page = client.get("/sources").text
        assert "eu_931" in page
        assert "What these lists say is unknown here" in page
        assert "un_sc" in page

    def test_warn_of_an_old_list(self, lists_of_teal: Live, client: TestClient) -> None:
        row = next(r for r in client.get("/sources.json").json() if r["source"] == "zz_teal")
        assert row["stale"]
        assert "too old" in client.get("/sources").text

    def test_stand_beside_their_files(self, client: TestClient) -> None:
        assert client.get("/sources.csv").text.startswith("source,title,party")
        assert client.get("/sources.xlsx").content[:2] == b"PK"


class TestOne:
    def test_shows_its_copies_by_digest(self, lists_of_teal: Live, client: TestClient) -> None:
        copies = client.get("/sources/zz_teal.json").json()["copies"]
        assert [copy["day"] for copy in copies] == ["2020-01-01", "2019-01-01"]
        page = client.get("/sources/zz_teal").text
        assert all(copy["digest"] in page for copy in copies)

    def test_shows_what_changed(self, lists_of_teal: Live, client: TestClient) -> None:
        found = client.get("/sources/zz_teal/difference.json").json()
        words = ("added", "removed", "changed")
        assert [[row["entry"] for row in found[word]] for word in words] == [["11"], ["0"], ["3"]]
        page = client.get("/sources/zz_teal").text
        assert "What changed from 2019-01-01 to 2020-01-01" in page
        assert client.get("/sources/zz_teal/difference.csv").text.count("\r\n") == 4

    def test_that_there_is_none_of_is_told(self, client: TestClient) -> None:
        answer = client.get("/sources/zz_nothing")
        assert (answer.status_code, "no source" in answer.text) == (404, True)

    def test_that_is_not_loaded_says_so(self, client: TestClient) -> None:
        assert "Not loaded" in client.get("/sources/un_sc").text


def test_the_quarantine_shows_the_raw_text_and_is_looked_at(
    lists_of_teal: Live, opened: Opened, client: TestClient
) -> None:
    page = opened("/sources")
    page.get_by_role("link", name="⚠ 1").click()
    page.get_by_text("characters").click()
    assert "Grey Heron" in page.locator("pre").inner_text()
    page.get_by_label("was looked at").check()
    page.get_by_role("button", name="Mark as looked at").click()
    assert "✓ local" in page.locator("body").inner_text()
    (fault,) = client.get("/sources/zz_teal/quarantine.json").json()
    assert fault["looked_by"] == "local"


class TestSending:
    @pytest.mark.parametrize("scripts", [True, False])
    def test_a_file_reads_it_and_makes_entities(
        self, live: Live, opened: Opened, tmp_path: Path, scripts: bool
    ) -> None:
        path = tmp_path / "sent.csv"
        path.write_text(table("zz_sent", *ROWS), "utf-8")
        page = opened("/sources", java_script_enabled=scripts)
        page.get_by_label("List or format").select_option("table")
        page.get_by_label("Files").set_input_files(path)
        page.get_by_label("Date of the list").fill("2026-11-01")
        page.get_by_role("button", name="Read it").click()
        page.wait_for_url("**/sources/zz_sent")
        assert "12" in page.locator("table tbody tr td.number").first.inner_text()
        live.settle()
        with live.reading() as connection:
            assert "zz_sent:3" in partitions.members(connection)

    def test_a_damaged_file_is_told_and_changes_nothing(self, client: TestClient) -> None:
        sent = {"files": ("consolidated.xml", b"<CONSOLIDATED_LIST>")}
        answer = client.post("/sources", data={"source": "un_sc"}, files=sent)
        assert answer.status_code == 400
        assert "consolidated.xml" in answer.text
        assert ".sent-" not in answer.text

    def test_a_name_that_is_a_path_stays_in_its_folder(
        self, live: Live, client: TestClient
    ) -> None:
        sent = {"files": ("../../teal.csv", table("zz_sent", *ROWS).encode())}
        answer = client.post("/sources", data={"source": "table"}, files=sent)
        assert answer.url.path == "/sources/zz_sent"
        assert client.get("/sources/zz_sent.json").json()["copies"][0]["files"] == ["teal.csv"]
        assert [path.name for path in live.workspace.folder.parent.iterdir()] == ["ws"]


def test_looked_at_nothing_is_cut_off_and_axe_finds_nothing_serious(
    lists_of_teal: Live, opened: Opened, pictures: Path
) -> None:
    for path, name in (("/sources", "sources"), ("/sources/zz_teal", "source")):
        for way, page in zip(WAYS, pictured(opened, path, name, pictures), strict=True):
            assert way in PLACED or not serious(page)
