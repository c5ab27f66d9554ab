"""An empty workspace, and one of a few invented groups."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData

from commonlist.pipeline.ingest import ingest
from commonlist.pipeline.resolving import resolve
from commonlist.storage import Workspace

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HEADER = "party,authority,list,entry,name,listed_on"


def write_table(path: Path, name: str, *rows: str, party: str = "US") -> Path:
    """A table of a list ``name``; rows are ``entry,name,listed_on``."""
    lines = (
        "# topic: terrorism",
        "# kinds: organization",
        HEADER,
        *(f"{party},Office,{name},{row}" for row in rows),
    )
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def dump(workspace: Workspace) -> dict[str, list[Any]]:
    """All rows of all tables, by the database's own word on what tables there are."""
    with workspace.reading() as connection:
        found = MetaData()
        found.reflect(connection)
        return {
            name: sorted(map(repr, connection.execute(table.select())))
            for name, table in found.tables.items()
        }


@pytest.fixture
def workspace(tmp_path: Path, database: Callable[[Path], str]) -> Iterator[Workspace]:
    with Workspace(tmp_path / "ws", NOW, database(tmp_path / "ws")) as opened:
        yield opened


@pytest.fixture
def filled(workspace: Workspace, tmp_path: Path) -> Workspace:
    path = write_table(
        tmp_path / "zz.csv", "zz_one", "a,Grey Heron Front,2001-05-06", "b,Teal,2002"
    )
    ingest(workspace, "table", [path], NOW)
    resolve(workspace)
    return workspace
