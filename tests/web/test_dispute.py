"""The page of a dispute: sides, bases, what it would take, what if."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from commonlist.pipeline.live import Live
from commonlist.pipeline.resolving import find_entity
from tests.web.looking import pictured, serious

DAY = "as_of=2015-12-18"


@pytest.fixture
def path(live: Live) -> str:
    """The page of an entity that some list, of which some list a part, and one speaks against."""
    with live.reading() as connection:
        return f"/dispute/{find_entity(connection, 'us_state_fto:hizballah')}"


def test_each_voice_that_is_asked_stands_on_one_side(client: TestClient, path: str) -> None:
    found = client.get(f"{path}.json?{DAY}").json()
    sides = found["sides"]
    assert sides["for"] == ["us"]
    assert sides["against"] == ["ru"]
    assert sides["part"] == ["eu", "fr", "de", "it", "gb"]
    assert "un" in sides["silent"]
    assert sorted(name for names in sides.values() for name in names) == sorted(found["asks"])


def test_a_list_that_the_rule_asks_has_a_side_too(client: TestClient, path: str) -> None:
    found = client.get(f"{path}.json?{DAY}&rule=source(us_state_fto) and ru").json()
    assert found["sides"]["for"] == ["source(us_state_fto)"]


def test_a_listing_of_which_it_is_not_known_whether_it_counts_is_shown(
    client: TestClient, path: str
) -> None:
    words = f"{DAY}&rule=all(un, us, jp) [autonomous]"
    found = client.get(f"{path}.json?{words}").json()
    assert {"us", "jp"} <= set(found["sides"]["unknown"])
    page = client.get(f"{path}?{words}").text
    bases = page[page.index('id="bases"') : page.index('id="ways"')]
    assert "us_state_fto:hizballah" in bases
    assert '<th scope="row">jp</th>' not in bases  # nothing is known of it


def test_the_nearest_rule_holds_with_the_voices_as_they_are(client: TestClient, path: str) -> None:
    words = f"{DAY}&rule=atleast(3, us, ru, un) [stances]"
    (rule,) = client.get(f"{path}.json?{words}").json()["rules"]
    assert rule == "atleast(1, us, ru, un) [stances]"
    again = client.get(f"{path}.json", params={"as_of": "2015-12-18", "rule": rule}).json()
    assert again["row"]["status"] == "agreed"


def test_what_is_supposed_is_told_beside_what_is(client: TestClient, path: str) -> None:
    found = client.get(f"{path}.json?{DAY}&if=un=listed&if=").json()
    assert (found["row"]["status"], found["supposed"]["status"]) == ("disputed", "agreed")


@pytest.mark.parametrize(
    ("said", "detail"),
    [("un", "is not PARTY=LAW"), ("un=maybe", "is not PARTY=LAW"), ("jp=listed", "does not ask")],
)
def test_a_supposition_that_is_none_is_told(
    client: TestClient, path: str, said: str, detail: str
) -> None:
    answer = client.get(f"{path}?if={said}")
    assert (answer.status_code, detail in answer.json()["detail"]) == (400, True)


def test_a_name_or_record_leads_to_the_page(client: TestClient, path: str) -> None:
    answer = client.get(f"/dispute/us_state_fto:hizballah?{DAY}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?{DAY}")


def test_the_file_has_a_row_for_each_act(client: TestClient, path: str) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"{path}.csv?{DAY}").text)))
    us = [row for row in rows if row["party"] == "us"]
    assert {row["side"] for row in us} == {"for"}
    assert "us_state_fto:hizballah" in {row["record"] for row in us}


@pytest.mark.parametrize("scripts", [True, False])
def test_one_voice_is_supposed_and_stands_in_the_address(
    opened: Callable[..., Page], path: str, scripts: bool
) -> None:
    page = opened(f"{path}?{DAY}", java_script_enabled=scripts)
    page.locator("select", has=page.locator("[value='un=listed']")).select_option("un=listed")
    page.get_by_role("button", name="What would the rule say?").click()
    expect(page.get_by_text("If so, the rule would say: agreed")).to_be_visible()
    assert "if=un%3Dlisted" in page.url
    assert DAY in page.url


def test_it_is_readable_by_all_and_pictures_are_taken(
    opened: Callable[..., Page], path: str, pictures: Path
) -> None:
    for page in pictured(opened, f"{path}?{DAY}&if=un=listed", "dispute", pictures):
        assert not serious(page)
