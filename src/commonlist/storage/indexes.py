"""Index files: named arrays in one file each, read by mapping it into memory.

A file is a mark, the length of a header, the header (JSON: where each array stands, of what type
and shape, and the digest of them all), then the arrays, each at a multiple of `_ALIGN` bytes. It
is there whole or not at all. A mapped file takes no memory of its own and is shared by processes.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import msgspec

from commonlist.errors import WorkspaceError

if TYPE_CHECKING:
    import numpy as np

_MARK = b"clarray1"
_ALIGN = 64
_NEW = ".new-"
_LEFT = timedelta(days=1)
"""What is still on its way after so long was left by a run that was killed."""
KEPT = 4
"""Index files of one sort (their name but for its end) that stay, those read last."""


class Place(msgspec.Struct, frozen=True):
    """Where an array stands in a file: bytes from the file's beginning."""

    dtype: str
    shape: tuple[int, ...]
    at: int


class Header(msgspec.Struct, frozen=True):
    """What stands at the head of a file; ``digest`` is the SHA-256 of all after it."""

    digest: str
    size: int
    places: dict[str, Place]


_header = msgspec.json.Decoder(Header).decode


class Mapped(msgspec.Struct, frozen=True):
    """The arrays of a file and the digest by which its content is known."""

    arrays: Mapping[str, Any]
    digest: str


class Indexes:
    """A folder of index files by name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, name: str) -> Path:
        """Return where the file of a name stands."""
        return self._folder / f"{name}.index"

    def put(self, name: str, arrays: Mapping[str, "np.ndarray[Any, Any]"]) -> Path:
        """Write arrays under a name, replacing what was there; return the file."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=_NEW, delete=False) as new:
            copy = Path(new.name)
            try:
                _write(new, arrays)
                new.flush()
                os.fsync(new.fileno())
                copy.replace(self.path(name))
            finally:
                copy.unlink(missing_ok=True)
        return self.path(name)

    def get(self, name: str) -> Mapped | None:
        """Map the file of a name; None if there is none, or it is damaged at its head or end."""
        try:
            found = read(self.path(name))
        except (FileNotFoundError, WorkspaceError):
            return None
        os.utime(self.path(name))
        return found

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Wait until no other process makes the file of a name; so one makes it for all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        sort = name.rpartition("-")[0]
        with (self._folder / f"{sort}.lock").open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # let go at the end of the block, or of the process
            yield

    def sweep(self, now: datetime) -> None:
        """Remove all but the files of each sort read last, and what a killed run left."""
        sorts: dict[str, list[Path]] = {}
        for file in sorted(self._folder.glob("*.index"), key=_read_at, reverse=True):
            sorts.setdefault(file.stem.rpartition("-")[0], []).append(file)
        for files in sorts.values():
            for old in files[KEPT:]:
                old.unlink(missing_ok=True)
        for left in self._folder.glob(f"{_NEW}*"):
            if _read_at(left) < (now - _LEFT).timestamp():
                left.unlink(missing_ok=True)


def read(path: Path) -> Mapped:
    """Map a file; its head and length are checked, not every byte (see `damaged`).

    Raises:
        FileNotFoundError: there is none.
        WorkspaceError: it is no index file, or cut short.
    """
    import numpy as np

    with path.open("rb") as stream:
        header, start = _head(stream, path)
    if path.stat().st_size != start + header.size:
        raise WorkspaceError(f"{path}: cut short; remove it, it is made again")
    whole = np.memmap(path, np.uint8, "r", offset=0) if header.size else np.zeros(start, np.uint8)
    arrays = {}
    for name, place in header.places.items():
        dtype = np.dtype(place.dtype)
        size = dtype.itemsize * int(np.prod(place.shape))
        part = whole[start + place.at : start + place.at + size]
        arrays[name] = np.asarray(part).view(dtype).reshape(place.shape)
    return Mapped(arrays, header.digest)


def damaged(path: Path) -> bool:
    """Tell whether the bytes of a file are not those that were written."""
    try:
        with path.open("rb") as stream:
            header, start = _head(stream, path)
            stream.seek(start)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, WorkspaceError):
        return True
    return digest != header.digest


def _read_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _head(stream: IO[bytes], path: Path) -> tuple[Header, int]:
    """Return the header and where the arrays begin."""
    mark, length = stream.read(len(_MARK)), int.from_bytes(stream.read(8), "little")
    if mark != _MARK or length > 1 << 20:
        raise WorkspaceError(f"{path}: no index file; remove it, it is made again")
    try:
        header = _header(stream.read(length))
    except msgspec.MsgspecError:
        raise WorkspaceError(f"{path}: damaged; remove it, it is made again") from None
    return header, _aligned(len(_MARK) + 8 + length)


def _aligned(at: int) -> int:
    return -(-at // _ALIGN) * _ALIGN


def _write(out: IO[bytes], arrays: Mapping[str, "np.ndarray[Any, Any]"]) -> None:
    import numpy as np

    places, at = {}, 0
    digest = hashlib.sha256()
    whole = {name: np.ascontiguousarray(arrays[name]) for name in sorted(arrays)}
    for name, array in whole.items():
        places[name] = Place(array.dtype.str, array.shape, at)
        padding = _aligned(at + array.nbytes) - at - array.nbytes
        digest.update(array.reshape(-1).view(np.uint8).data if array.nbytes else b"")
        digest.update(bytes(padding))
        at += array.nbytes + padding
    head = msgspec.json.encode(Header(digest.hexdigest(), at, places))
    start = len(_MARK) + 8 + len(head)
    out.write(_MARK + len(head).to_bytes(8, "little") + head + bytes(_aligned(start) - start))
    for array in whole.values():
        out.write(array.reshape(-1).view(np.uint8).data if array.nbytes else b"")
        out.write(bytes(_aligned(array.nbytes) - array.nbytes))
