"""Index files: read as they were written, whole or not at all, old ones swept."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from commonlist.errors import WorkspaceError
from commonlist.storage.indexes import KEPT, Indexes, damaged, read
from tests.storage.conftest import NOW

ARRAYS: dict[str, Any] = {
    "numbers": np.arange(1000, dtype=np.int32),
    "table": np.arange(24, dtype=np.float32).reshape(4, 6),
    "text": np.frombuffer("имя".encode(), np.uint8),
    "empty": np.zeros(0, np.uint64),
}


@pytest.fixture
def folder(tmp_path: Path) -> Indexes:
    return Indexes(tmp_path / "index")


def test_arrays_are_read_as_they_were_written(folder: Indexes) -> None:
    found = read(folder.put("one", ARRAYS)).arrays
    assert found.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert found[name].dtype == array.dtype
        assert np.array_equal(found[name], array)


def test_arrays_are_mapped_and_cannot_be_written(folder: Indexes) -> None:
    found = read(folder.put("one", ARRAYS)).arrays["numbers"]
    with pytest.raises(ValueError, match="read-only"):
        found[0] = 1


def test_the_same_arrays_are_the_same_bytes(folder: Indexes) -> None:
    one, two = (
        folder.put("one", ARRAYS),
        folder.put("two", dict(sorted(ARRAYS.items(), reverse=True))),
    )
    assert one.read_bytes() == two.read_bytes()
    assert read(one).digest == read(two).digest


def test_nothing_is_found_under_another_name(folder: Indexes) -> None:
    assert folder.get("other") is None


def test_an_empty_file_of_no_arrays(folder: Indexes) -> None:
    assert read(folder.put("none", {})).arrays == {}


@pytest.mark.parametrize("size", [0, 5, 20, 300, -1])
def test_a_file_cut_short_is_none(folder: Indexes, size: int) -> None:
    path = folder.put("one", ARRAYS)
    os.truncate(path, size if size >= 0 else path.stat().st_size - 1)
    assert folder.get("one") is None
    with pytest.raises(WorkspaceError):
        read(path)


def test_a_changed_byte_is_told_by_the_digest(folder: Indexes) -> None:
    path = folder.put("one", ARRAYS)
    assert not damaged(path)
    body = bytearray(path.read_bytes())
    body[-100] ^= 1
    path.write_bytes(body)
    assert damaged(path)


def test_a_file_is_replaced_whole(folder: Indexes) -> None:
    before = read(folder.put("one", ARRAYS)).arrays["numbers"]
    folder.put("one", {"numbers": np.zeros(3, np.int8)})
    assert before[999] == 999  # still mapped
    assert list(read(folder.path("one")).arrays["numbers"]) == [0, 0, 0]


def test_files_read_last_stay(folder: Indexes, tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        path = folder.put(f"n{number}", ARRAYS)
        os.utime(path, (number, number))
    folder.get("n0")
    left, fresh = tmp_path / "index" / ".new-old", tmp_path / "index" / ".new-now"
    left.touch()
    fresh.touch()
    old = (NOW - timedelta(days=2)).timestamp()
    os.utime(left, (old, old))
    os.utime(fresh, (NOW.timestamp(), NOW.timestamp()))
    folder.sweep(NOW)
    kept = sorted(path.name for path in (tmp_path / "index").iterdir())
    assert kept == [".new-now", "n0.index", "n3.index", "n4.index", "n5.index"]
