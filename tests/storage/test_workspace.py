"""Opening, migrating, reading beside writing, and what is said when that can't be."""

import os
import sqlite3
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from commonlist.errors import WorkspaceError
from commonlist.pipeline.ingest import ingest
from commonlist.pipeline.resolving import find_entity, judge, resolve
from commonlist.resolution import Verdict
from commonlist.storage import Workspace, databases, lists, partitions, state, workspace
from commonlist.storage.databases import Database
from commonlist.storage.tables import metadata
from tests.storage.conftest import NOW, dump, write_table

Damage = Callable[[Path], object]


def opened_again(filled: Workspace) -> Workspace:
    return Workspace(filled.folder, NOW, filled.database_url)


def columns(filled: Workspace, table: str) -> set[str]:
    with filled.reading() as connection:
        return {column["name"] for column in inspect(connection).get_columns(table)}


def read_all(filled: Workspace) -> None:
    with opened_again(filled) as opened, opened.reading() as connection:
        for table in metadata.sorted_tables:
            connection.execute(table.select()).all()


def put(filled: Workspace, *, then: type[BaseException] | None = None) -> None:
    with filled.writing() as connection:
        state.put(connection, "x", b"y")
        if then:
            raise then


def execute(filled: Workspace, *statements: str) -> None:
    with filled.recording() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_what_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    kept = os.umask(0o022)
    try:
        with Workspace(tmp_path / "ws", NOW) as made, made.writing():
            modes = {path.name: path.stat().st_mode & 0o077 for path in made.folder.iterdir()}
    finally:
        os.umask(kept)
    assert {name for name in modes if name.startswith("commonlist.db")} >= {
        "commonlist.db",
        "commonlist.db-wal",
        "commonlist.db-shm",
    }
    assert {modes[name] for name in modes if name.startswith("commonlist.db")} == {0}
    assert (tmp_path / "ws").stat().st_mode & 0o777 == 0o700


def test_migrations_make_the_tables_that_the_program_uses(filled: Workspace) -> None:
    with filled.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_program_writes_the_newest_schema() -> None:
    config = Config()
    config.set_main_option("script_location", "commonlist.storage:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == workspace.HEAD


def test_opening_again_changes_nothing_and_makes_no_backup(filled: Workspace) -> None:
    before = dump(filled)
    with opened_again(filled):
        pass
    assert dump(filled) == before
    assert not list(filled.folder.glob("backup-*"))


@pytest.mark.sqlite
def test_older_workspace_is_migrated_with_a_backup(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(filled)

    def upgrade(database: Database) -> None:
        with database.connected() as connection:
            connection.execute(text("ALTER TABLE source ADD COLUMN colour TEXT"))
            connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))

    was = workspace.HEAD
    monkeypatch.setattr(workspace, "HEAD", "0999")
    monkeypatch.setattr(workspace, "_upgrade", upgrade)
    with opened_again(filled), opened_again(filled):
        pass
    (backup,) = filled.folder.glob("backup-*")
    assert backup.name == f"backup-{was}-20261124T120000Z.db"
    (filled.folder / "old").mkdir()
    backup.rename(filled.folder / "old" / "commonlist.db")
    monkeypatch.undo()
    with Workspace(filled.folder / "old", NOW) as old:
        assert dump(old) == before
    assert "colour" in columns(filled, "source")


@pytest.mark.sqlite
def test_migration_cut_short_is_done_at_the_next_opening(tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    folder.mkdir()
    with sqlite3.connect(folder / "commonlist.db") as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    with Workspace(folder, NOW) as opened:
        assert opened.check() == ()


def test_newer_workspace_is_left_alone(filled: Workspace) -> None:
    execute(filled, "UPDATE alembic_version SET version_num = '9999'")
    before = dump(filled)
    with pytest.raises(WorkspaceError, match=r"newer commonlist \(schema 9999\); upgrade"):
        opened_again(filled)
    assert dump(filled) == before


def test_schema_that_nobody_knows_is_said(filled: Workspace) -> None:
    execute(filled, "UPDATE alembic_version SET version_num = '0000-other'")
    with pytest.raises(WorkspaceError, match="0000-other"):
        opened_again(filled)


def _cut(database: Path) -> None:
    database.write_bytes(database.read_bytes()[:5000])


def _overwrite(database: Path) -> None:
    data = bytearray(database.read_bytes())
    data[4096 : 4096 * 8] = b"\xff" * (4096 * 7)
    database.write_bytes(data)


def _foreign(database: Path) -> None:
    database.write_text("not a database, but a letter that somebody saved under this name\n" * 99)


@pytest.mark.sqlite
@pytest.mark.parametrize("damage", [_cut, _overwrite, _foreign])
def test_damaged_database_is_one_line_that_says_what_to_do(
    filled: Workspace, damage: Damage
) -> None:
    filled.__exit__(None, None, None)
    damage(filled.folder / "commonlist.db")
    with pytest.raises(WorkspaceError, match="restore it from a copy") as raised:
        read_all(filled)
    assert "\n" not in str(raised.value)


def test_check_finds_a_damaged_database(filled: Workspace) -> None:
    with opened_again(filled) as broken, broken._database.connected() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        connection.exec_driver_sql("INSERT INTO presence VALUES (777, 888)")
        connection.exec_driver_sql("INSERT INTO member VALUES ('zz_one:gone', 'zz_one:gone', '')")
    wrong = filled.check()
    assert any("presence" in line for line in wrong)
    assert any("zz_one:gone" in line for line in wrong)


@pytest.mark.parametrize("name", ["file", "database"])
def test_folder_that_cannot_hold_a_workspace_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "database" / "commonlist.db").mkdir(parents=True)
    with pytest.raises(WorkspaceError, match=name):
        Workspace(tmp_path / name, NOW)


def test_failed_write_keeps_nothing(filled: Workspace) -> None:
    before = dump(filled)
    with pytest.raises(RuntimeError):
        put(filled, then=RuntimeError)
    assert dump(filled) == before


def test_reader_sees_one_state_while_another_writes(filled: Workspace) -> None:
    with filled.reading() as connection:
        before = state.revision(connection)
        with opened_again(filled) as other, other.writing() as writing:
            state.bump(writing)
        assert state.revision(connection) == before
    with filled.reading() as connection:
        assert state.revision(connection) == before + 1


def test_reading_works_while_another_writes(filled: Workspace) -> None:
    with opened_again(filled) as other, other.writing() as writing:
        state.put(writing, "half", b"done")
        with filled.reading() as connection:
            assert len(partitions.members(connection)) == 2
            assert state.get(connection, "half") is None


def test_second_writer_waits_for_the_first(filled: Workspace) -> None:
    order: list[str] = []
    begun = threading.Event()

    def second() -> None:
        with opened_again(filled) as other:
            begun.set()
            with other.writing() as connection:
                order.append("second")
                state.bump(connection)

    with filled.writing() as connection:
        thread = threading.Thread(target=second)
        thread.start()
        begun.wait(10)
        threading.Event().wait(0.3)
        order.append("first")
        state.bump(connection)
    thread.join(20)
    assert order == ["first", "second"]


def test_second_writer_is_told_if_the_first_takes_too_long(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "BUSY_SECONDS", 0.2)
    with (
        opened_again(filled) as other,
        filled.writing(),
        pytest.raises(WorkspaceError, match="another command is writing; try again"),
    ):
        put(other)


def test_two_that_ingest_the_same_file_at_once_put_it_once(
    workspace: Workspace, tmp_path: Path
) -> None:
    rows = [f"e{n},Group {n} of nowhere,2001" for n in range(2000)]
    path = write_table(tmp_path / "zz.csv", "zz_one", *rows)
    results: list[dict[str, Any]] = []

    def run() -> None:
        with opened_again(workspace) as opened:
            results.append(ingest(opened, "table", [path], NOW))

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(result["new"] for result in results) == [False, False, True]
    with workspace.reading() as connection:
        assert len(lists.snapshots(connection)) == 1
    assert workspace.check() == ()


def test_old_ids_lead_on_after_merges(workspace: Workspace, tmp_path: Path) -> None:
    names = ("a,Grey Heron Front,2001", "b,Order of the Teal,2001", "c,Society of Reeds,2001")
    keys = [f"zz_{row[0]}:{row[0]}" for row in names]
    for row in names:
        ingest(
            workspace,
            "table",
            [write_table(tmp_path / row[0], f"zz_{row[0]}", row)],
            NOW,
        )
    resolve(workspace)
    with workspace.reading() as connection:
        old = {key: find_entity(connection, key) for key in keys}
    assert len(set(old.values())) == 3
    for hours, (left, right) in enumerate(((keys[1], keys[2]), (keys[0], keys[1]))):
        at = NOW + timedelta(hours=hours)
        judge(workspace, left, right, Verdict.SAME, "one group", "somebody", at)
        resolve(workspace)
    with workspace.reading() as connection:
        assert {find_entity(connection, entity) for entity in old.values()} == {old[keys[0]]}
    at = NOW + timedelta(hours=3)
    judge(workspace, keys[0], keys[1], Verdict.DIFFERENT, "two after all", "somebody", at)
    resolve(workspace)
    with workspace.reading() as connection:
        assert find_entity(connection, old[keys[0]]) == old[keys[0]]
        assert find_entity(connection, keys[1]) == find_entity(connection, keys[2])


def test_database_that_may_only_be_read_is_not_called_damaged(tmp_path: Path) -> None:
    with Workspace(tmp_path / "ws", NOW) as opened:
        with opened._database.connected() as connection:
            connection.exec_driver_sql("PRAGMA query_only = ON")  # fails as a file does
        with pytest.raises(WorkspaceError, match=r"commonlist\.db: no right to write it"):
            put(opened)
