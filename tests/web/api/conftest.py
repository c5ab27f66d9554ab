"""A real server over two small lists of invented parties."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from commonlist.pipeline.live import Live
from commonlist.storage import Workspace
from tests.web.api.asked import NOW, filled
from tests.web.conftest import serving


@pytest.fixture(scope="session")
def two_lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace with both lists; only for reading and copying."""
    folder = tmp_path_factory.mktemp("two-lists")
    filled(folder / "ws", folder)
    return folder / "ws"


@pytest.fixture(scope="session")
def asked_at(two_lists: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over both lists, for tests that change nothing."""
    folder = tmp_path_factory.mktemp("served") / "ws"
    shutil.copytree(two_lists, folder)
    with Live(Workspace(folder, NOW), lambda: NOW) as live, serving(live) as address:
        yield address


@pytest.fixture(scope="session")
def http(asked_at: str) -> Iterator[httpx.Client]:
    """A plain client of that server."""
    with httpx.Client(base_url=asked_at, follow_redirects=True) as client:
        yield client
