"""Group commit: everybody's own success or failure, one transaction, nothing after the end."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, text

from commonlist.errors import WorkspaceError
from commonlist.ledger import Act, Entry
from commonlist.storage import Workspace, ledger, state
from tests.storage.conftest import NOW


def putting(key: str) -> Callable[[Connection], str]:
    def put(connection: Connection) -> str:
        state.put(connection, key, b"x")
        return key

    return put


def held(opened: Workspace) -> set[str]:
    with opened.reading() as connection:
        return set(connection.execute(text("SELECT key FROM state")).scalars())


def test_what_is_handed_in_is_kept_and_its_result_returned(workspace: Workspace) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = [f"k{number}" for number in range(200)]
        assert list(pool.map(lambda key: workspace.recorded(putting(key)), keys)) == keys
    assert held(workspace) == set(keys)


def test_what_fails_leaves_no_trace_and_touches_no_other(workspace: Workspace) -> None:
    def fail(connection: Connection) -> None:
        state.put(connection, "never", b"x")
        raise KeyError("mine")

    def wrong(connection: Connection) -> None:
        connection.execute(text("INSERT INTO presence VALUES (1, NULL)"))

    # all wait for one commit, as another holds the writer's place meanwhile
    with workspace.recording():
        good = workspace.submitted(putting("good"))
        failing, broken = workspace.submitted(fail), workspace.submitted(wrong)
        more = workspace.submitted(putting("more"))
    assert (good.result(), more.result()) == ("good", "more")
    with pytest.raises(KeyError, match="mine"):
        failing.result()
    with pytest.raises(WorkspaceError, match=r"(?i)not.null constraint"):
        broken.result()
    assert held(workspace) == {"good", "more"}


def test_entries_of_what_fails_are_not_in_the_ledger(workspace: Workspace) -> None:
    def entry(number: int, *, fails: bool) -> Callable[[Connection], int]:
        def work(connection: Connection) -> int:
            made = Entry(at="", who="ann", act=Act.SCREENING, what={"number": number})
            first = ledger.append(connection, made)
            ledger.append(connection, made)
            if fails:
                raise KeyError(number)
            return first

        return work

    with workspace.recording():
        waiting = [
            workspace.submitted(entry(number, fails=number % 3 == 0)) for number in range(20)
        ]
    kept = [number for number, each in enumerate(waiting) if not each.exception()]
    assert kept == [number for number in range(20) if number % 3]
    assert [waiting[number].result() for number in kept] == list(range(0, 2 * len(kept), 2))
    with workspace.reading() as connection:
        found = [(each.particulars() or {})["number"] for each in ledger.entries(connection)]
    assert found == [number for number in kept for _ in range(2)]
    assert workspace.check() == ()


def test_many_that_wait_share_a_transaction(workspace: Workspace) -> None:
    def transaction(connection: Connection) -> int:
        return id(connection)

    with workspace.recording():
        waiting = [workspace.submitted(transaction) for _ in range(50)]
    assert len({each.result() for each in waiting}) <= 2  # the first may have gone alone


def test_where_nothing_can_be_kept_everybody_hears_why(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.recorded(putting("before"))

    def refuse(*given: object) -> None:
        raise WorkspaceError("no signature")

    monkeypatch.setattr("commonlist.storage.ledger.seal", refuse)
    futures = [workspace.submitted(putting(f"k{number}")) for number in range(5)]
    for future in futures:
        with pytest.raises(WorkspaceError, match="no signature"):
            future.result()
    monkeypatch.undo()
    workspace.recorded(putting("after"))
    assert held(workspace) == {"before", "after"}


def test_it_waits_its_turn_behind_another_process(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Workspace(workspace.folder, NOW, workspace.database_url) as other, other.writing():
        waiting = workspace.submitted(putting("later"))
        assert not waiting.done()
    assert waiting.result() == "later"


def test_another_that_never_ends_is_told(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from commonlist.storage import databases as module

    monkeypatch.setattr(module, "BUSY_SECONDS", 0.05)
    with (
        Workspace(workspace.folder, NOW, workspace.database_url) as hasty,
        workspace.writing(),
        pytest.raises(WorkspaceError, match="another command is writing"),
    ):
        hasty.recorded(putting("never"))


def test_closing_writes_what_waits_and_takes_no_more(workspace: Workspace) -> None:
    with Workspace(workspace.folder, NOW, workspace.database_url) as closing:
        futures = [closing.submitted(putting(f"k{number}")) for number in range(20)]
    assert all(future.done() for future in futures)
    assert len(held(workspace)) == 20
    with pytest.raises(WorkspaceError, match="closed"):
        closing.recorded(putting("late"))


def test_one_thread_writes_for_all(workspace: Workspace) -> None:
    with ThreadPoolExecutor(8) as pool:
        names = pool.map(
            lambda _: workspace.recorded(lambda _: threading.current_thread().name), range(40)
        )
    assert set(names) == {"committer"}
