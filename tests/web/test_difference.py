"""The page of differences: two days or rules, a slider, the size over the years."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from tests.web.looking import pictured, serious

DAY = "as_of=2015-12-18"


def moved(client: TestClient, words: str) -> dict[str, dict[str, str]]:
    """The rows of the file by caption."""
    text = client.get(f"/difference.csv?{words}").text
    return {row["caption"]: row for row in csv.DictReader(io.StringIO(text))}


def test_who_entered_is_told_with_the_entry_that_made_it(client: TestClient) -> None:
    row = moved(client, DAY)["THE ARMY OF EMIGRANTS AND SUPPORTERS"]
    assert (row["part"], row["to"]) == ("entered", "agreed")
    assert "un: unknown -> listed (un_organizations:QDe.148)" in row["because"]


def test_the_other_day_turns_it_round(client: TestClient) -> None:
    row = moved(client, "as_of=2014-12-18&since=2015-12-18")["THE ARMY OF EMIGRANTS AND SUPPORTERS"]
    assert row["part"] == "left"


def test_two_rules_are_compared_on_one_day(client: TestClient) -> None:
    found = client.get(f"/difference.json?{DAY}&rule=us&other=all(us, gb)").json()
    assert found["from"]["as_of"] == found["to"]["as_of"] == "2015-12-18"
    assert found["entered"]
    assert not found["left"]


def test_a_leap_day_has_a_year_before(client: TestClient) -> None:
    found = client.get("/difference.json?as_of=2016-02-29").json()
    assert found["from"]["as_of"] == "2015-03-01"


def test_the_slider_leads_to_the_first_of_its_month(client: TestClient) -> None:
    answer = client.get("/difference?month=311&rule=p5", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/difference?rule=p5&as_of=2015-12-01"


def test_the_slider_does_not_lead_beyond_today(client: TestClient) -> None:
    answer = client.get("/difference?month=1200", follow_redirects=False)
    assert answer.headers["location"] == "/difference?as_of=2026-11-24"


def test_entries_of_a_list_are_told_or_why_not(client: TestClient) -> None:
    page = client.get("/difference?as_of=2016-12-18&list=un_organizations").text
    assert "Between the copies of 2015-03-27 and 2016-06-20" in page
    page = client.get("/difference?as_of=2010-12-18&list=un_organizations").text
    assert "no whole copy of un_organizations of 2009-12-18 or before" in page


def test_the_size_on_a_day_is_that_of_the_matrix(client: TestClient) -> None:
    sizes = list(csv.DictReader(io.StringIO(client.get("/difference/sizes.csv").text)))
    day = next(row for row in sizes if row["day"] == "2016-01-01")
    rows = client.get("/matrix.json?as_of=2016-01-01").json()["entities"]
    for status in ("agreed", "disputed", "undetermined"):
        assert int(day[status]) == sum(row["status"] == status for row in rows)


@pytest.mark.parametrize(
    ("words", "status"),
    [("since=soon", 400), ("other=us and", 400), ("month=-1", 422), ("list=nothing", 200)],
)
def test_words_that_are_none_are_told(client: TestClient, words: str, status: int) -> None:
    assert client.get(f"/difference?{words}").status_code == status


def test_without_scripts_one_steps_from_event_to_event(opened: Callable[..., Page]) -> None:
    page = opened(f"/difference?{DAY}", java_script_enabled=False)
    page.get_by_role("link", name="Event before").click()
    assert "as_of=2015-09-30" in page.url
    page.get_by_label("Month").press("Home")
    page.get_by_role("button", name="Go there").click()
    assert "as_of=1990-01-01" in page.url
    page.get_by_role("link", name="Show it").click()
    expect(page.locator("svg.plot polyline").first).to_be_visible()


def test_with_scripts_the_slider_moves_by_keys_and_the_plot_comes_by_itself(
    opened: Callable[..., Page],
) -> None:
    page = opened(f"/difference?{DAY}")
    expect(page.locator("svg.plot polyline").first).to_be_visible(timeout=20_000)
    page.get_by_label("Month").press("ArrowLeft")
    page.wait_for_url(lambda url: url.endswith("/difference?as_of=2015-11-01"))


def test_it_is_readable_by_all_and_pictures_are_taken(
    opened: Callable[..., Page], pictures: Path
) -> None:
    for page in pictured(opened, f"/difference?{DAY}&sizes=1", "difference", pictures):
        assert not serious(page)
