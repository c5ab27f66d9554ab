"""Entries in the transaction of what they record, and the head signed at its end."""

import stat
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, delete

from commonlist.errors import CommonlistError, WorkspaceError
from commonlist.ledger import Act, Entry, tree
from commonlist.ledger.checkpoints import opened
from commonlist.storage import Workspace, ledger, state
from commonlist.storage import tables as t
from tests.storage.conftest import NOW

Change = Callable[[Connection], None]


def entry(number: int) -> Entry:
    return Entry(
        at="2026-11-24T12:00:00Z",
        who="R. Heron",
        act=Act.SCREENING,
        what={"name": f"Teal {number}"},
    )


def recorded(workspace: Workspace, change: Change) -> None:
    with workspace.recording() as connection:
        change(connection)


def filled(workspace: Workspace, number: int) -> None:
    with workspace.recording() as connection:
        for each in range(number):
            assert ledger.append(connection, entry(each)) == each


def test_entries_are_numbered_and_the_head_is_signed(workspace: Workspace) -> None:
    filled(workspace, 11)
    with workspace.reading() as connection:
        signed = opened(ledger.checkpoint(connection), workspace.signer.public)
        assert signed.size == ledger.size(connection) == 11
        assert signed.root == tree.root(11, ledger.nodes_of(connection))


def test_an_entry_goes_with_what_it_records(workspace: Workspace) -> None:
    filled(workspace, 3)

    def fail(connection: Connection) -> None:
        ledger.append(connection, entry(3))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        recorded(workspace, fail)
    with workspace.reading() as connection:
        assert ledger.size(connection) == 3
        assert opened(ledger.checkpoint(connection), workspace.signer.public).size == 3


def test_the_data_version_is_that_of_the_time_of_writing(workspace: Workspace) -> None:
    with workspace.writing() as connection:
        before = state.version(connection)
    with workspace.recording() as connection:
        ledger.append(connection, entry(0))
        (kept,) = ledger.entries(connection)
    assert kept.leaf().data == before + 1


def test_the_key_is_made_once_and_is_the_owners_alone(workspace: Workspace) -> None:
    filled(workspace, 1)
    file = workspace.folder / "ledger.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with Workspace(workspace.folder, NOW, workspace.database_url) as again:
        assert again.signer == workspace.signer
    assert not list(workspace.folder.glob(".new-*"))


def test_a_workspace_that_records_nothing_needs_no_key(workspace: Workspace) -> None:
    with workspace.writing():
        pass
    assert not (workspace.folder / "ledger.key").exists()


def test_the_key_may_be_kept_elsewhere(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere.key"
    with Workspace(tmp_path / "ws", NOW, ledger_key=file) as opened_there:
        filled(opened_there, 1)
        assert not (tmp_path / "ws" / "ledger.key").exists()
    assert file.read_text().startswith("PRIVATE+KEY+commonlist/")


@pytest.mark.parametrize("text", ["", "no key", "\udcff"])
def test_a_file_that_holds_no_key_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "odd.key"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with (
        Workspace(tmp_path / "ws", NOW, ledger_key=file) as odd,
        pytest.raises(CommonlistError, match=r"odd\.key"),
    ):
        filled(odd, 1)


def turned(connection: Connection) -> None:
    head = state.get(connection, "ledger head") or b""
    made = msgspec.json.decode(head)
    state.put(
        connection, "ledger head", msgspec.json.encode({**made, "peaks": made["peaks"][::-1]})
    )


def cut(connection: Connection) -> None:
    head = state.get(connection, "ledger head") or b""
    state.put(connection, "ledger head", head[:50])


@pytest.mark.parametrize("change", [turned, cut])
def test_a_damaged_head_is_not_gone_on_from(workspace: Workspace, change: Change) -> None:
    filled(workspace, 6)

    def go_on(connection: Connection) -> None:
        change(connection)
        ledger.append(connection, entry(6))

    with pytest.raises(WorkspaceError, match="ledger verify"):
        recorded(workspace, go_on)
    recorded(workspace, change)
    assert any("ledger: the " in line for line in workspace.check())


def test_what_was_cut_off_stays_missing_however_the_log_goes_on(workspace: Workspace) -> None:
    filled(workspace, 6)
    with workspace.recording() as connection:
        connection.execute(delete(t.ledger).where(t.ledger.c.number >= 4))
        for level in (0, 1):
            gone = (t.nodes.c.level == level, t.nodes.c.place >= 4 >> level)
            connection.execute(delete(t.nodes).where(*gone))
    with workspace.recording() as connection:
        assert [ledger.append(connection, entry(number)) for number in (6, 7, 8)] == [6, 7, 8]
    assert workspace.check() == ("ledger: entries 4 to 5 are missing",)
