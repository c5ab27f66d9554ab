"""The matrix as a page and as files."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from starlette.testclient import TestClient

DAY = "/?as_of=2015-12-18"


def serious(page: Page) -> list[str]:
    """What axe finds that is serious or critical."""
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {node['html'][:200]}"
        for v in found
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
    ]


def test_names_the_rule_and_the_day(client: TestClient) -> None:
    page = client.get(DAY).text
    assert "on 2015-12-18" in page
    assert "un or all(" in page


def test_a_day_that_is_none_is_told(client: TestClient) -> None:
    answer = client.get("/?as_of=2015-13-01")
    assert (answer.status_code, "not a day" in answer.json()["detail"]) == (400, True)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_page_is_whole_with_and_without_scripts(
    opened: Callable[..., Page], scripts: bool
) -> None:
    page = opened(DAY, java_script_enabled=scripts)
    assert page.locator("table.matrix tbody tr").count() == 100


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_is_found_by_axe(opened: Callable[..., Page], scheme: str) -> None:
    assert not serious(opened(DAY, color_scheme=scheme))


@pytest.mark.parametrize("width", [1280, 390])
def test_a_picture_is_taken(opened: Callable[..., Page], tmp_path: Path, width: int) -> None:
    page = opened(DAY, viewport={"width": width, "height": 900})
    page.screenshot(path=tmp_path / f"matrix-{width}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
