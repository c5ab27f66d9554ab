"""The matrix as a page and as files."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from tests.agreement.expressions import BEYOND
from tests.web.looking import pictured, serious

DAY = "/?as_of=2015-12-18"


def rows_of(client: TestClient, path: str) -> list[dict[str, str]]:
    """The rows of a file."""
    return list(csv.DictReader(io.StringIO(client.get(path).text)))


def test_names_the_rule_and_the_day(client: TestClient) -> None:
    page = client.get(DAY).text
    assert "On 2015-12-18" in page
    assert "UN-designated, or agreed by the participants of Vienna" in page


def test_a_cell_says_its_state_in_words(client: TestClient) -> None:
    page = client.get(f"{DAY}&q=hizb&parties=eu,us,ru").text
    assert 'listed in part, <span class="date">2013-07-25</span>' in page
    assert 'listed, <span class="date">1997-10-08</span>' in page


def test_a_column_says_that_a_list_is_not_here(client: TestClient) -> None:
    page = client.get(DAY).text
    assert "not loaded" in page
    assert "no list of its own is known" in page


@pytest.mark.parametrize(
    ("words", "detail"),
    [
        ("as_of=2015-13-01", "not a day"),
        ("sort=size", "'size' is not one of status, short"),
        ("status=maybe", "'maybe' is not one of agreed"),
        ("mandate=none", "'none' is not one of un, autonomous"),
        ("kind=band", "'band' is not one of person"),
        ("parties=xx", "no party 'xx'"),
        ("rule=us and", "column"),
    ],
)
def test_a_word_that_is_none_is_told(client: TestClient, words: str, detail: str) -> None:
    answer = client.get(f"/?{words}")
    assert answer.status_code in (400, 404)
    assert detail in answer.json()["detail"]


def test_the_file_holds_what_is_chosen(client: TestClient) -> None:
    rows = rows_of(client, "/matrix.csv?as_of=2015-12-18&status=disputed")
    assert rows
    assert {row["status"] for row in rows} == {"disputed"}


def test_a_text_is_looked_for_in_every_name(client: TestClient) -> None:
    captions = [row["caption"] for row in rows_of(client, "/matrix.csv?q=DAESH")]
    assert captions
    assert not any("DAESH" in caption for caption in captions)


def test_one_short_comes_first(client: TestClient) -> None:
    words = "rule=all(us,gb,ca)&topic=terrorism"
    ways = [row["needs"] for row in rows_of(client, f"/matrix.csv?{words}&sort=short")]
    sizes = [
        way.partition(" | ")[0].partition(";")[0].count("+") for way in ways if "agreed" in way
    ]
    assert sizes == sorted(sizes)
    assert sizes[-1] > 0


def test_a_way_that_was_not_looked_for_is_unknown(client: TestClient) -> None:
    words = f"rule={BEYOND}&topic=terrorism"
    ways = {row["status"]: row["needs"] for row in rows_of(client, f"/matrix.csv?{words}")}
    assert ways["undetermined"] == "unknown"
    page = client.get(f"/?{words}&status=undetermined&sort=short").text
    assert re.search(r"<td>\s*unknown\s*</td>", page)
    rows = client.get(f"/api/agree?{words}").json()["entities"]
    assert {row["needs"] for row in rows if row["status"] == "undetermined"} == {None}
    one = next(row["id"] for row in rows if row["status"] == "undetermined")
    dispute = client.get(f"/dispute/{one}?{words}").text
    assert "Unknown: there are more ways than are looked through." in dispute


def test_the_newest_listing_comes_first(client: TestClient) -> None:
    rows = rows_of(client, "/matrix.csv?parties=us&rule=us&sort=newest")
    days = [row["us_since"] for row in rows]
    assert days == sorted(days, reverse=True)


def test_mandated_and_autonomous_are_apart(client: TestClient) -> None:
    by_un = {row["entity"]: row for row in rows_of(client, f"/matrix.csv{DAY[1:]}&mandate=un")}
    alone = {row["entity"] for row in rows_of(client, f"/matrix.csv{DAY[1:]}&mandate=autonomous")}
    assert {row["un"] for row in by_un.values()} == {"listed"}
    assert alone
    assert not alone & by_un.keys()


def test_a_page_beyond_the_last_is_the_last(client: TestClient) -> None:
    assert "Page 2 of 2" in client.get(f"{DAY}&page=50").text


def test_files_and_pages_keep_what_was_asked(client: TestClient) -> None:
    page = client.get(f"{DAY}&sort=name&parties=us,ru").text
    assert "/matrix.xlsx?as_of=2015-12-18&amp;parties=us%2Cru&amp;sort=name" in page
    assert (
        'rel="next" href="/?as_of=2015-12-18&amp;parties=us%2Cru&amp;page=2&amp;sort=name"' in page
    )


def test_the_bar_keeps_a_docket_and_a_topic(client: TestClient) -> None:
    page = client.get(f"{DAY}&docket=syria-2015&topic=terrorism").text
    assert '<input type="hidden" name="docket" value="syria-2015">' in page
    assert '<input type="hidden" name="topic" value="terrorism">' in page
    assert "Docket: syria-2015" in page


def test_without_scripts_rows_are_paged_and_filtered(opened: Callable[..., Page]) -> None:
    page = opened(DAY, java_script_enabled=False)
    assert page.locator("table.matrix tbody:not(.next) tr").count() == 100
    page.get_by_role("link", name="Next").click()
    expect(page.locator("table.matrix tbody tr")).to_have_count(75)
    page.get_by_label("Name contains").fill("ISIL")
    page.get_by_role("button", name="Show").click()
    assert "as_of=2015-12-18" in page.url
    assert "q=ISIL" in page.url
    expect(page.locator("table.matrix tbody tr").first).to_be_visible()
    assert page.locator("table.matrix tbody tr").count() < 10


def test_with_scripts_rows_come_as_they_are_reached(opened: Callable[..., Page]) -> None:
    page = opened(DAY)
    page.locator("tbody.next").scroll_into_view_if_needed()
    page.locator("table.matrix tbody tr").nth(174).wait_for()
    assert page.locator("table.matrix tbody tr").count() == 175
    assert page.locator("tbody.next").count() == 0
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 2
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()


def test_keys_can_be_turned_off(opened: Callable[..., Page]) -> None:
    page = opened(DAY)
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_label("Single keys work").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("?")
    assert not page.get_by_role("dialog").is_visible()


def test_it_is_readable_by_all_and_pictures_are_taken(
    opened: Callable[..., Page], pictures: Path
) -> None:
    for page in pictured(opened, DAY, "matrix", pictures):
        assert not serious(page)
