"""Workspaces and backups of every released schema come forward with all that they hold."""

import hashlib
import io
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from commonlist.pipeline.backups import restore
from commonlist.storage import Workspace, databases
from commonlist.storage.migrations import upgrade
from commonlist.storage.tables import metadata
from tests.storage.conftest import NOW

RELEASED = ("0001", "0002", "0003")
Url = Callable[[Path], str]
Rows = dict[str, dict[str, Any]]


def value(column: sa.Column[Any]) -> Any:
    """Something of a column's type; what refers to a row refers to the one that there is."""
    for kind, made in (
        (sa.Boolean, True),
        (sa.Integer, 1),
        (sa.Float, 0.1 + 0.2),
        (sa.LargeBinary, b"\0\xff"),
        (sa.String, "Ä\n'"),
    ):
        if isinstance(column.type, kind):
            return made
    raise TypeError(column.type)


def reflected(connection: sa.Connection) -> list[sa.Table]:
    found = sa.MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def made(folder: Path, url: str, schema: str) -> Rows:
    """Make a database of a schema with a row in each table; return the rows."""
    folder.mkdir()
    base, rows = databases.database(folder, url), {}
    with base.connected() as connection:
        if url:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        base.begin_writing(connection)
        upgrade(connection, schema)
        for table in reflected(connection):
            row = {str(column.name): value(column) for column in table.columns}
            rows[table.name] = row
            connection.execute(table.insert().values(row))
        connection.commit()
    base.engine.dispose()
    return rows


def holds(workspace: Workspace, rows: Rows) -> None:
    """Every column of every row is there, in tables as the program has them."""
    with workspace.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        for name, row in rows.items():
            found = [
                dict(each) for each in connection.execute(metadata.tables[name].select()).mappings()
            ]
            assert row in [{key: each[key] for key in row} for each in found], name


@pytest.mark.parametrize("schema", RELEASED)
def test_a_workspace_of_a_released_schema_comes_forward(
    tmp_path: Path, database: Url, schema: str
) -> None:
    folder = tmp_path / "ws"
    url = database(folder)
    rows = made(folder, url, schema)
    with Workspace(folder, NOW, url) as workspace:
        holds(workspace, rows)
    backups = [path.name for path in folder.glob("backup-*")]
    assert backups == ([] if url else [f"backup-{schema}-20261124T120000Z.db"])


@pytest.mark.parametrize("schema", RELEASED)
def test_a_backup_of_a_released_schema_can_be_restored(
    tmp_path: Path, database: Url, schema: str
) -> None:
    rows = made(tmp_path / "old", "", schema)
    rows["snapshot_file"]["digest"] = hashlib.sha256(b"raw").hexdigest()
    head = {"format": 1, "schema": schema, "made_at": "2026-01-02T03:04:05Z", "program": "0.1.0"}
    parts = {
        "backup.json": msgspec.json.encode(head),
        **{f"tables/{name}-0001.jsonl": lines(row) for name, row in rows.items()},
        f"archive/{rows['snapshot_file']['digest']}": b"raw",
    }
    with Workspace(tmp_path / "ws", NOW, database(tmp_path / "ws")) as workspace:
        found = restore(workspace, pack(tmp_path / "old.tar.gz", parts), NOW)
        assert (found.schema, found.rows, found.files) == (schema, len(rows), 1)
        holds(workspace, rows)


def lines(row: dict[str, Any]) -> bytes:
    return msgspec.json.encode([*row]) + b"\n" + msgspec.json.encode([*row.values()]) + b"\n"


def pack(file: Path, parts: dict[str, bytes]) -> Path:
    sums = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in parts.items()]
    with closing(tarfile.open(file, "w:gz")) as tar:
        for name, data in {**parts, "SHA256SUMS": "".join(sums).encode()}.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return file
