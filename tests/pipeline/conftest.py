"""Workspaces: an empty one for each test, the bundled lists once."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from commonlist.pipeline.bundled import ingest_bundled
from commonlist.pipeline.ingest import Told, ingest
from commonlist.pipeline.resolving import resolve
from commonlist.storage import Workspace

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HEADER = "party,authority,list,entry,name,aliases,listed_on,delisted_on,source_date,confidence"


@pytest.fixture
def workspace(tmp_path: Path, database: Callable[[Path], str]) -> Iterator[Workspace]:
    with Workspace(tmp_path / "ws", NOW, database(tmp_path / "ws")) as opened:
        yield opened


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with the bundled lists, resolved; only for reading."""
    with Workspace(tmp_path_factory.mktemp("bundled") / "ws", NOW) as opened:
        ingest_bundled(opened, NOW)
        resolve(opened)
        yield opened


@pytest.fixture
def put(workspace: Workspace, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Ingest a file made of text."""

    def run(source: str, text: str, name: str = "file", **told: Any) -> dict[str, Any]:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return ingest(workspace, source, [path], NOW, Told(**told))

    return run


def table(name: str, *rows: str, said: str = "") -> str:
    """A table of a list ``name`` of the party zz... with statements and rows."""
    return f"# topic: terrorism\n# kinds: organization\n{said}{HEADER}\n" + "".join(
        f"US,Office,{name},{row}\n" for row in rows
    )


_TYPES = {"QD": "Al-Qaida", "KP": "DPRK", "IQ": "Iraq"}


def filler(number: int) -> tuple[tuple[str, str, str], ...]:
    """So many entries under three regimes, to make a file a whole list."""
    committees = ("QDe", "KPe", "IQe")
    return tuple(
        (f"{committees[n % 3]}.{n // 3 + 100}", f"Group {n} of nowhere", "2001-10-06")
        for n in range(number)
    )


def un(day: str, *entries: tuple[str, str, str]) -> str:
    """A UN file of a day; entries are (reference, name, listed on)."""
    made = "".join(
        f"<ENTITY><DATAID>{number}</DATAID><FIRST_NAME>{name}</FIRST_NAME>"
        f"<UN_LIST_TYPE>{_TYPES[reference[:2]]}</UN_LIST_TYPE><REFERENCE_NUMBER>{reference}</REFERENCE_NUMBER>"
        f"<LISTED_ON>{listed}</LISTED_ON></ENTITY>"
        for number, (reference, name, listed) in enumerate(entries, 1)
    )
    return (
        f'<CONSOLIDATED_LIST dateGenerated="{day}T00:00:00Z"><INDIVIDUALS/>'
        f"<ENTITIES>{made}</ENTITIES></CONSOLIDATED_LIST>"
    )
