"""A server over the bundled lists, in this process; a real one on loopback, and a real browser."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.testclient import TestClient

from commonlist.pipeline.bundled import ingest_bundled
from commonlist.pipeline.live import Live
from commonlist.pipeline.resolving import resolve
from commonlist.settings import Settings
from commonlist.storage import Workspace
from commonlist.web.app import application
from commonlist.web.people import mark

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CHROMIUM = shutil.which("chromium")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
"""A browser that asks nobody for anything but what the page asks for."""


@pytest.fixture(scope="session")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace with the bundled lists, resolved; only for reading and copying."""
    folder = tmp_path_factory.mktemp("lists") / "ws"
    with Workspace(folder, NOW) as opened:
        ingest_bundled(opened, NOW)
        resolve(opened)
    return folder


@pytest.fixture
def live(lists: Path, tmp_path: Path) -> Iterator[Live]:
    """A live workspace of the test's own, with the bundled lists."""
    shutil.copytree(lists, tmp_path / "ws")
    with Live(Workspace(tmp_path / "ws", NOW), lambda: NOW) as made:
        yield made


@pytest.fixture
def client(live: Live) -> Iterator[TestClient]:
    """A client of the application; it follows redirects and raises what the server raises."""
    with visiting(application(live)) as made:
        made.cookies.set("form", "of-the-tests")  # as if each form were sent from its page
        made.headers["x-csrf-token"] = mark("of-the-tests")
        yield made


def visiting(app: FastAPI, base_url: str = "http://127.0.0.1") -> TestClient:
    """A client on the same machine."""
    return TestClient(app, base_url=base_url, client=("127.0.0.1", 50_000))


@pytest.fixture
def served(live: Live) -> Iterator[str]:
    """The address of a real server over the live workspace."""
    with serving(live) as address:
        yield address


@contextmanager
def serving(live: Live, settings: Settings = Settings()) -> Iterator[str]:  # noqa: B008
    """Serve on a free port of the loopback address until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(application(live, settings), "127.0.0.1", port, log_level="warning")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < end, "the server did not start"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of pages go: ``$COMMONLIST_TEST_PICTURES``, else a folder for once."""
    folder = os.environ.get("COMMONLIST_TEST_PICTURES")
    if folder is None:
        return tmp_path_factory.mktemp("pictures")
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser, served: str) -> Iterator[Callable[..., Page]]:
    """Open a path in a new page; the test fails if the page asks another host for anything.

    Words go to the browser's context: ``java_script_enabled``, ``viewport``, ``color_scheme``.
    """
    contexts: list[Any] = []
    foreign: list[str] = []

    def open_path(path: str, **words: Any) -> Page:
        words.setdefault("viewport", {"width": 1280, "height": 900})
        context = chromium.new_context(base_url=served, **words)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: None if r.url.startswith(served) else foreign.append(r.url))
        page.goto(path)
        return page

    yield open_path
    for context in contexts:
        context.close()
    assert not foreign
