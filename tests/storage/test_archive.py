"""The archive: bytes once, whole or not at all, and what is damaged is seen."""

import io
import os
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from commonlist.errors import FormatError, WorkspaceError
from commonlist.pipeline.ingest import ingest
from commonlist.storage import Workspace
from commonlist.storage.archive import Archive
from tests.storage.conftest import NOW, write_table

DATA = b"some bytes"
DIGEST = sha256(DATA).hexdigest()
Change = Callable[[Path], object]


def files(archive: Path) -> list[Path]:
    return sorted(path for path in archive.rglob("*") if path.is_file())


def keep(archive: Archive, data: bytes = DATA) -> str:
    with archive.staged(io.BytesIO(data)) as staged:
        staged.keep()
        return staged.digest


def test_kept_bytes_are_named_by_their_digest(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert keep(archive) == DIGEST
    with archive.open(DIGEST) as stream:
        assert stream.read() == DATA
    assert not archive.damaged(DIGEST)


def test_same_bytes_are_kept_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    keep(archive)
    (path,) = files(tmp_path)
    before = path.stat().st_ino
    keep(archive)
    assert [(path, path.stat().st_ino)] == [(path, before)]
    assert files(tmp_path) == [path]


def test_what_is_not_kept_is_gone(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.staged(io.BytesIO(DATA)) as staged, staged.open() as stream:
        assert stream.read() == DATA
    assert files(tmp_path) == []
    with pytest.raises(WorkspaceError, match=DIGEST):
        archive.open(DIGEST)


def test_staged_copy_can_be_read_before_and_after_it_is_kept(tmp_path: Path) -> None:
    with Archive(tmp_path).staged(io.BytesIO(DATA)) as staged:
        for _ in range(2):
            with staged.open() as stream:
                assert stream.read() == DATA
            staged.keep()


def test_a_stream_that_breaks_leaves_nothing(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("unplugged")

    with pytest.raises(OSError, match="unplugged"), Archive(tmp_path).staged(Broken()):
        pass
    assert files(tmp_path) == []


def test_leftovers_of_a_killed_run_are_swept_when_no_run_can_be_at_them(tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    with Workspace(folder, NOW):
        pass
    (folder / "archive").mkdir(exist_ok=True)
    left, busy = folder / "archive/.new-left", folder / "archive/.new-busy"
    for path, age in ((left, timedelta(days=2)), (busy, timedelta(minutes=5))):
        path.write_bytes(b"half")
        os.utime(path, ((NOW - age).timestamp(),) * 2)
    with Workspace(folder, NOW) as opened:
        assert opened.check() == ()
    assert files(folder / "archive") == [busy]


def test_refused_file_leaves_no_copy(filled: Workspace, tmp_path: Path) -> None:
    before = files(filled.folder / "archive")
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"\0" * 100)
    with pytest.raises(FormatError):
        ingest(filled, "table", [bad], NOW)
    assert files(filled.folder / "archive") == before


@pytest.mark.parametrize(
    "damage", [Path.unlink, lambda path: path.write_bytes(b"other")], ids=["missing", "changed"]
)
def test_check_finds_a_damaged_file(filled: Workspace, damage: Change) -> None:
    (path,) = files(filled.folder / "archive")
    assert filled.check() == ()
    damage(path)
    (wrong,) = filled.check()
    assert path.name in wrong


def test_missing_file_comes_back_by_ingesting_it_again(filled: Workspace, tmp_path: Path) -> None:
    (path,) = files(filled.folder / "archive")
    path.unlink()
    assert not ingest(filled, "table", [tmp_path / "zz.csv"], NOW)["new"]
    assert filled.check() == ()


def test_bytes_read_are_those_kept_even_if_the_file_changes(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = write_table(tmp_path / "zz.csv", "zz_one", "a,Grey Heron Front,2001")
    data = path.read_bytes()

    def overwrite(_: int) -> None:
        path.write_bytes(b"something else")

    overwritten = ingest(workspace, "table", [path], NOW, progress=overwrite)
    with workspace.archive.open(overwritten["digest"]) as stream:
        assert stream.read() == data
