"""The first visit: an empty workspace offers the bundled lists with one button."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from starlette.testclient import TestClient

from commonlist.pipeline.live import Live
from commonlist.storage import Workspace
from tests.web.conftest import NOW
from tests.web.looking import PLACED, WAYS, pictured, serious

HTML = {"accept": "text/html"}


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    """A live workspace with nothing in it."""
    with Live(Workspace(tmp_path / "ws", NOW), lambda: NOW) as made:
        yield made


@pytest.mark.parametrize("path", ["/", "/review"])
def test_every_page_leads_to_the_offer(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=HTML)
    assert answer.url.path == "/begin"
    assert "Nothing is loaded yet" in answer.text


def test_the_sources_say_so_and_offer_it_too(client: TestClient) -> None:
    assert 'href="/begin"' in client.get("/sources", headers=HTML).text


def test_programs_are_not_led_away(client: TestClient) -> None:
    assert client.get("/review.json").json() == []


@pytest.mark.parametrize("scripts", [True, False])
def test_one_button_loads_the_bundled_lists(opened: Callable[..., Page], scripts: bool) -> None:
    page = opened("/", java_script_enabled=scripts)
    page.get_by_role("button", name="Load the bundled lists").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    assert page.locator("table.matrix tbody th a").count() == 100
    page.goto("/begin")
    assert page.get_by_role("button", name="Load the bundled lists").count() == 0


def test_looked_at_nothing_is_cut_off_and_axe_finds_nothing_serious(
    opened: Callable[..., Page], pictures: Path
) -> None:
    for way, page in zip(WAYS, pictured(opened, "/", "begin", pictures), strict=True):
        assert way in PLACED or not serious(page)
