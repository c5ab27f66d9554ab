"""Fixtures: made by the test itself, or read from the published lists beside the repository."""

import io
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from commonlist.sources.reading import Input
from tests.postgres import Server, running

SHARED = Path(__file__).parents[2] / "shared" / "data"

settings.register_profile(
    "short",
    derandomize=True,
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "full", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the full-size tests too")
    parser.addoption("--nothing-skipped", action="store_true", help="a test that is skipped fails")


MEMORY = Path("/dev/shm")
_ROOM = 8 << 30
"""Bytes free in memory from which on tests work there: commits wait for the disk."""


def pytest_configure(config: pytest.Config) -> None:
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    for line in (
        "both: runs on SQLite and on PostgreSQL",
        "sqlite: bears on SQLite alone",
        "postgresql: bears on PostgreSQL alone",
    ):
        config.addinivalue_line("markers", line)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Storage and what is marked run on both databases, all with ``--full``, else on SQLite."""
    if "database" not in metafunc.fixturenames:
        return
    test = metafunc.definition
    kinds = [kind for kind in ("sqlite", "postgresql") if test.get_closest_marker(kind)]
    full = metafunc.config.getoption("--full") or test.path.parent.name == "storage"
    both = ["sqlite", "postgresql"] if full or test.get_closest_marker("both") else ["sqlite"]
    metafunc.parametrize("database", kinds or both, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--nothing-skipped") and not SHARED.is_dir():
        raise pytest.UsageError(f"{SHARED} is missing")
    full = [item for item in items if "full" in item.keywords]
    if full and not config.getoption("--full"):
        config.hook.pytest_deselected(items=full)
        items[:] = [item for item in items if item not in full]
    for item in items:
        if "shared" in item.keywords and not SHARED.is_dir():
            item.add_marker(pytest.mark.skip(reason="the published lists are not beside the tree"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test needs must be there where nothing may be skipped."""
    report = yield
    if report.skipped and item.config.getoption("--nothing-skipped"):
        report.outcome = "failed"
    return report


@pytest.fixture
def shared() -> Path:
    """The folder of published lists; only for tests marked ``shared``."""
    return SHARED


@pytest.fixture
def as_input() -> Callable[..., Input]:
    """Make an `Input` of text or bytes."""

    def make(content: str | bytes, name: str = "test") -> Input:
        data = content.encode() if isinstance(content, str) else content
        return Input(name, lambda: io.BytesIO(data))

    return make


@pytest.fixture
def file_input() -> Callable[[Path], Input]:
    """Make an `Input` of a file on disk."""
    return lambda path: Input(path.name, lambda: path.open("rb"))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server."""
    with running() as made:
        yield made


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[Callable[[Path], str]]:
    """Gives the URL of the database of a workspace's folder; "" is SQLite in the folder."""
    if request.param == "sqlite":
        yield lambda folder: ""
        return
    server: Server = request.getfixturevalue("server")
    names: dict[Path, str] = {}

    def url(folder: Path) -> str:
        if folder not in names:
            names[folder] = server.made()
        return server.url(names[folder])

    yield url
    for name in names.values():
        server.drop(name)
