"""Looking at a page as people do: on a phone, in the dark, in Arabic, with a screen reader."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WAYS: dict[str, dict[str, Any]] = {
    "1280": {"viewport": {"width": 1280, "height": 900}},
    "390": {"viewport": {"width": 390, "height": 844}},
    "dark": {"color_scheme": "dark"},
    "ar": {"locale": "ar"},
}
"""Under which words each page is opened."""
PLACED = ("390", "ar")
"""Ways in which a page has only its places changed, not what axe looks at."""


def serious(page: Page) -> list[str]:
    """What axe finds that is serious or critical."""
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {node['html'][:200]}"
        for v in found
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
    ]


def pictured(opened: Callable[..., Page], path: str, name: str, pictures: Path) -> Iterator[Page]:
    """Open a path in each of the ways, take a picture, and hold that nothing is cut off."""
    for way, words in WAYS.items():
        page = opened(path, **words)
        page.screenshot(path=pictures / f"{name}-{way}.png", full_page=way in ("1280", "390"))
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{name} at {way} is {wide} px too wide"
        assert page.evaluate("document.documentElement.dir") == ("rtl" if way == "ar" else "ltr")
        yield page
