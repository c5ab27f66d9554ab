"""A backup is the whole workspace, for either database; what is damaged changes nothing."""

import gzip
import hashlib
import io
import shutil
import signal
import stat
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonlist.errors import CommonlistError, FormatError, InputError, WorkspaceError
from commonlist.ledger.checkpoints import opened
from commonlist.pipeline.backups import restore
from commonlist.pipeline.ingest import ingest
from commonlist.storage import Workspace, backups, ledger, opinions, state
from tests.storage.conftest import NOW, dump, write_table

Members = list[tuple[tarfile.TarInfo, bytes]]
Url = Callable[[Path], str]


@pytest.fixture
def saved(filled: Workspace, tmp_path: Path) -> Path:
    file = tmp_path / "saved.tar.gz"
    filled.back_up(file, NOW)
    return file


def new(folder: Path, database: Url) -> Workspace:
    return Workspace(folder, NOW, database(folder))


def members(file: Path) -> Members:
    with tarfile.open(file) as tar:
        read = ((info, tar.extractfile(info)) for info in tar)
        return [(info, stream.read() if stream else b"") for info, stream in read]


def rows(file: Path) -> dict[str, bytes]:
    return {info.name: data for info, data in members(file) if info.name.startswith("tables/")}


def pack(file: Path, parts: Members, *, sums: bool = True) -> Path:
    """Write members as a backup has them, with the right digests at the end."""
    said = b"".join(
        f"{hashlib.sha256(data).hexdigest()}  {info.name}\n".encode() for info, data in parts
    )
    if sums:
        parts = [*parts, (tarfile.TarInfo("SHA256SUMS"), said)]
    with tarfile.open(file, "w:gz") as tar:
        for info, data in parts:
            if info.isreg():
                info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return file


def without_sums(file: Path) -> Members:
    return [(info, data) for info, data in members(file) if info.name != "SHA256SUMS"]


def files(workspace: Workspace) -> dict[str, bytes]:
    folder = workspace.folder / "archive"
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def same_but_for_the_last_word(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> bool:
    """The ledger alone went on, by the entry that says that it was restored."""
    touched = {"ledger", "ledger_node", "state"}
    return (
        before.keys() == after.keys()
        and all(before[name] == after[name] for name in before.keys() - touched)
        and before["ledger"] == after["ledger"][: len(before["ledger"])]
        and len(after["ledger"]) == len(before["ledger"]) + 1
    )


@pytest.mark.parametrize("to", ["same", "sqlite"])
def test_what_is_restored_is_what_was_backed_up(
    filled: Workspace, tmp_path: Path, database: Url, saved: Path, to: str
) -> None:
    url = database(tmp_path / "to") if to == "same" else ""
    with Workspace(tmp_path / "to", NOW, url) as other:
        found = restore(other, saved, NOW, "ann")
        assert found.files == 1
        assert files(other) == files(filled)
        assert other.check() == ()
        assert same_but_for_the_last_word(dump(filled), dump(other))
        with other.reading() as connection:
            assert opened(ledger.checkpoint(connection), filled.signer.public).size > 1
        with other.writing() as connection:  # numbers go on
            ledger_size = ledger.size(connection)
        path = write_table(tmp_path / "more.csv", "zz_more", "c,Society of Reeds,2003")
        assert ingest(other, "table", [path], NOW)["new"]
        with other.reading() as connection:
            assert ledger.size(connection) == ledger_size + 1


@pytest.mark.postgresql
def test_a_backup_leads_from_sqlite_to_postgresql(tmp_path: Path, database: Url) -> None:
    path = write_table(tmp_path / "zz.csv", "zz_one", "a,Grey Heron Front,2001", "b,,2002")
    with Workspace(tmp_path / "one", NOW) as one, new(tmp_path / "two", database) as two:
        ingest(one, "table", [path], NOW)
        one.back_up(tmp_path / "one.tar.gz", NOW)
        restore(two, tmp_path / "one.tar.gz", NOW)
        assert same_but_for_the_last_word(dump(one), dump(two))
        two.back_up(tmp_path / "two.tar.gz", NOW)
    touched = ("ledger", "state")
    one_rows, two_rows = (
        {name: data for name, data in rows(tmp_path / file).items() if touched[0] not in name}
        for file in ("one.tar.gz", "two.tar.gz")
    )
    one_rows.pop("tables/state-0001.jsonl"), two_rows.pop("tables/state-0001.jsonl")
    assert one_rows == two_rows


def test_only_its_owner_can_read_it_and_it_is_never_written_over(
    filled: Workspace, saved: Path
) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    before = saved.read_bytes()
    with pytest.raises(InputError, match="is there already"):
        filled.back_up(saved, NOW)
    assert saved.read_bytes() == before
    with pytest.raises(InputError, match="cannot be written"):
        filled.back_up(saved.parent / "none" / "x.tar.gz", NOW)


def test_digests_are_as_sha256sum_reads_them(saved: Path, tmp_path: Path) -> None:
    for words in (["tar", "xzf", str(saved)], ["sha256sum", "--strict", "-c", "SHA256SUMS"]):
        subprocess.run(words, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)


def test_a_table_is_in_as_many_parts_as_it_needs(
    filled: Workspace, tmp_path: Path, database: Url, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "_PART", 100)
    filled.back_up(tmp_path / "parts.tar.gz", NOW)
    assert {"tables/record-0001.jsonl", "tables/record-0002.jsonl"} <= rows(
        tmp_path / "parts.tar.gz"
    ).keys()
    with new(tmp_path / "to", database) as other:
        restore(other, tmp_path / "parts.tar.gz", NOW)
        assert same_but_for_the_last_word(dump(filled), dump(other))


def test_it_is_of_one_moment_while_others_write(
    filled: Workspace, tmp_path: Path, database: Url
) -> None:
    """Two tables, of which the backup reads one early and the other late, say the same."""
    stop, begun = threading.Event(), threading.Event()
    failed: list[BaseException] = []

    def write() -> None:
        try:
            for number in count():
                with filled.writing() as connection:
                    opinions.put_docket(connection, "moment", [(f"{number}", "")])
                    state.put(connection, "moment", f"{number}".encode())
                begun.set()
                if stop.is_set():
                    break
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    begun.wait(30)
    try:
        for number in range(3):
            filled.back_up(tmp_path / f"{number}.tar.gz", NOW)
    finally:
        stop.set()
        thread.join(30)
    assert failed == []
    for number in range(3):
        with new(tmp_path / f"to-{number}", database) as other:
            restore(other, tmp_path / f"{number}.tar.gz", NOW)
            with other.reading() as connection:
                ((line, _),) = opinions.dockets(connection)["moment"]
                assert state.get(connection, "moment") == line.encode()


def test_a_workspace_that_is_not_empty_is_left_alone(filled: Workspace, saved: Path) -> None:
    before = dump(filled)
    with pytest.raises(WorkspaceError, match="not empty"):
        restore(filled, saved, NOW)
    assert dump(filled) == before


def test_another_ledgers_key_is_left_alone(saved: Path, tmp_path: Path, database: Url) -> None:
    with new(tmp_path / "to", database) as other:
        assert other.signer
        before = other.ledger_key.read_bytes()
        with pytest.raises(WorkspaceError, match="another ledger's key"):
            restore(other, saved, NOW)
        assert other.ledger_key.read_bytes() == before
        assert files(other) == {}


def test_a_damaged_or_lost_raw_file_is_said_before_a_backup_is_there(
    filled: Workspace, tmp_path: Path
) -> None:
    (path,) = (p for p in (filled.folder / "archive").rglob("*") if p.is_file())
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(WorkspaceError, match="damaged"):
        filled.back_up(tmp_path / "x.tar.gz", NOW)
    path.unlink()
    with pytest.raises(WorkspaceError, match="lacks"):
        filled.back_up(tmp_path / "x.tar.gz", NOW)
    assert not list(tmp_path.glob("*.tar.gz")) + list(tmp_path.glob(".new-*"))


def refused(workspace: Workspace, file: Path, says: str) -> None:
    """Nothing comes of a file, and it is said in one line."""
    with pytest.raises(CommonlistError, match=says) as raised:
        restore(workspace, file, NOW)
    assert "\n" not in str(raised.value)
    assert files(workspace) == {}
    assert not any(found for name, found in dump(workspace).items() if name != "alembic_version")
    assert not workspace.ledger_key.exists()


def renamed(name: str) -> Callable[[Members], Members]:
    def change(parts: Members) -> Members:
        parts[1][0].name = name
        return parts

    return change


def typed(kind: bytes) -> Callable[[Members], Members]:
    def change(parts: Members) -> Members:
        parts[1][0].type, parts[1][0].linkname = kind, "/etc/passwd"
        return parts

    return change


def replaced(name: str, old: bytes, new: bytes) -> Callable[[Members], Members]:
    def change(parts: Members) -> Members:
        assert any(old in data for info, data in parts if info.name == name)
        return [
            (info, data.replace(old, new, 1) if info.name == name else data) for info, data in parts
        ]

    return change


def left_out(part: str) -> Callable[[Members], Members]:
    return lambda parts: [(info, data) for info, data in parts if part not in info.name]


def twice(name: str) -> Callable[[Members], Members]:
    return lambda parts: [*parts, *((i, d) for i, d in parts if i.name == name)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        *((renamed(name), "does not belong") for name in ("../x", "/etc/passwd", "archive/x", "")),
        *((renamed(name), "does not belong") for name in ("tables/../record-0001.jsonl", "n\no")),
        (renamed("tables/alembic_version-0001.jsonl"), "no such table"),
        (renamed("tables/nothing-0001.jsonl"), "no such table"),
        (renamed("archive/" + 64 * "0"), "other bytes than its name"),
        *((typed(kind), "no plain file") for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE)),
        *((typed(kind), "no plain file") for kind in (tarfile.DIRTYPE, tarfile.FIFOTYPE, b"x")),
        (left_out("archive/"), "lacks the raw file"),
        (left_out("tables/source"), "don't fit"),
        (left_out("backup.json"), "no backup.json"),
        (twice("backup.json"), "once more"),
        (twice("tables/source-0001.jsonl"), "don't fit"),
        (replaced("backup.json", b'"format":1', b'"format":2'), "newer commonlist"),
        (replaced("backup.json", b'"schema":"0', b'"schema":"9'), "newer commonlist"),
        (replaced("backup.json", b'"schema":"000', b'"schema":"0-0'), "no schema"),
        (replaced("backup.json", b"{", b""), "no backup.json"),
        (replaced("tables/source-0001.jsonl", b'"name"', b'"nome"'), "not the columns"),
        (replaced("tables/source-0001.jsonl", b'["zz_one"', b"[1"), "source-0001"),
        (replaced("tables/record-0001.jsonl", b"\n[1,", b"\n[1e400,"), "record-0001"),
        (replaced("tables/record-0001.jsonl", b"\n[1,", b"\n[99999999999999999999,"), "record"),
        (replaced("tables/record-0001.jsonl", b"Heron", rb"\ud800"), "record-0001"),
        (replaced("tables/snapshot-0001.jsonl", b"false", b"0"), "snapshot-0001"),
        (replaced("tables/record-0001.jsonl", b"==", b"="), "record-0001"),
    ],
)
def test_what_is_no_backup_of_ours_is_refused(
    saved: Path,
    tmp_path: Path,
    database: Url,
    change: Callable[[Members], Members],
    says: str,
) -> None:
    changed = pack(tmp_path / "changed.tar.gz", change(without_sums(saved)))
    with new(tmp_path / "to", database) as other:
        refused(other, changed, says)


@pytest.mark.sqlite
@pytest.mark.parametrize("size", [8 << 30, -1])
def test_a_size_that_is_a_lie_is_refused(saved: Path, tmp_path: Path, size: int) -> None:
    head = tarfile.TarInfo("tables/source-0001.jsonl")
    head.size = size
    start = gzip.decompress(saved.read_bytes())[:1024]
    changed = tmp_path / "changed.tar.gz"
    changed.write_bytes(gzip.compress(start + head.tobuf(tarfile.GNU_FORMAT) + b"x" * 1024))
    with Workspace(tmp_path / "to", NOW) as other:
        refused(other, changed, "damaged, or no backup")


@pytest.mark.sqlite
def test_a_row_that_is_too_long_is_refused(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "_LONGEST", 50)
    with Workspace(tmp_path / "to", NOW) as other:
        refused(other, saved, "too long")


@pytest.mark.sqlite
@pytest.mark.parametrize("end", [{"sums": False}, {"sums": True}])
def test_nothing_may_be_missing_or_follow_at_the_end(
    saved: Path, tmp_path: Path, end: dict[str, bool]
) -> None:
    parts = without_sums(saved) if not end["sums"] else members(saved)
    changed = pack(tmp_path / "changed.tar.gz", parts, **end)
    with Workspace(tmp_path / "to", NOW) as other:
        refused(other, changed, "more after its digests" if end["sums"] else "cut short")


@pytest.mark.sqlite
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_file_that_is_damaged_anywhere_changes_nothing(
    saved: Path, tmp_path: Path, data: st.DataObject
) -> None:
    """Cut, or with other bytes, packed or unpacked."""
    packed = data.draw(st.booleans())
    whole = saved.read_bytes() if packed else gzip.decompress(saved.read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        changed = whole[:at]
    else:
        other = data.draw(st.binary(min_size=1, max_size=600))
        changed = whole[:at] + other + whole[at + len(other) :]
    file = tmp_path / "changed.tar.gz"
    file.write_bytes(changed if packed else gzip.compress(changed, 1))
    with Workspace(tmp_path / "to", NOW) as opened_there:
        said = failing(opened_there, file)
        assert opened_there.check() == ()
        if said:
            assert "\n" not in said
            assert files(opened_there) == {}
            assert not any(v for k, v in dump(opened_there).items() if k != "alembic_version")
            return
    # what was changed is no content: padding, or what follows the end
    assert contents(saved) == contents(file)
    shutil.rmtree(tmp_path / "to")


def failing(workspace: Workspace, file: Path) -> str:
    """What is said of a file that cannot be restored; "" if it was."""
    try:
        restore(workspace, file, NOW)
    except FormatError as error:
        return str(error)
    return ""


def contents(file: Path) -> list[tuple[str, bytes]]:
    return [(info.name, data) for info, data in members(file)]


PROGRAM = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from commonlist.pipeline.backups import restore
from commonlist.storage import Workspace
now = datetime(2026, 11, 24, 12, tzinfo=UTC)
with Workspace(Path(sys.argv[2]), now, sys.argv[3]) as workspace:
    print(flush=True)
    restore(workspace, Path(sys.argv[1]), now)
"""


def test_killed_it_leaves_the_tables_empty_and_can_be_done_again(
    workspace: Workspace, tmp_path: Path, database: Url
) -> None:
    entries = [f"e{n},Group {n} of nowhere,2001" for n in range(4000)]
    for number in range(3):
        path = write_table(tmp_path / f"{number}.csv", f"zz_{number}", *entries)
        ingest(workspace, "table", [path], NOW)
    file, whole, to = (tmp_path / name for name in ("saved.tar.gz", "whole", "to"))
    workspace.back_up(file, NOW)

    def words(folder: Path) -> list[str]:
        return [sys.executable, "-c", PROGRAM, str(file), str(folder), database(folder)]

    for folder in (whole, to):
        with new(folder, database):
            pass
    with subprocess.Popen(words(whole), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        began = time.perf_counter()
        assert process.wait() == 0
        took = time.perf_counter() - began
    for wait in (0.0, took / 6, took / 3):  # it commits near its end, however fast the machine is
        with subprocess.Popen(words(to), stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(wait)
            process.send_signal(signal.SIGKILL)
        with new(to, database) as other:
            assert other.check() == ()
            assert not any(v for k, v in dump(other).items() if k != "alembic_version")
    subprocess.run(words(to), check=True, stdout=subprocess.DEVNULL)
    with Workspace(to, NOW + timedelta(days=2), database(to)) as other:
        assert other.check() == ()
        assert same_but_for_the_last_word(dump(workspace), dump(other))
        assert files(other) == files(workspace)
