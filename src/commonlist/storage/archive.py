"""Raw files by SHA-256. A file is there whole or not at all."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from commonlist.errors import WorkspaceError

_BLOCK = 1 << 20
_NEW = ".new-"
_LEFT = timedelta(days=1)
"""What is still on its way after so long was left by a run that was killed."""


class Staged:
    """A copy of a file on its way into the archive."""

    def __init__(self, digest: str, copy: Path, target: Path) -> None:
        self.digest = digest
        self._copy, self._target = copy, target

    def open(self) -> IO[bytes]:
        """Open the file."""
        return (self._copy if self._copy.exists() else self._target).open("rb")

    def keep(self) -> bool:
        """Put the file into the archive; bytes that are there stay, and it was not new."""
        if self._target.exists():
            return False
        with self._copy.open("rb") as written:
            os.fsync(written.fileno())
        self._target.parent.mkdir(exist_ok=True)
        self._copy.replace(self._target)
        return True


class Archive:
    """A folder of files named by the SHA-256 of their bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def staged(self, stream: IO[bytes]) -> Iterator[Staged]:
        """Copy a stream's bytes; at the end the copy goes, unless it was kept."""
        self._folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=_NEW, delete=False) as new:
            copy = Path(new.name)
            try:
                while block := stream.read(_BLOCK):
                    digest.update(block)
                    new.write(block)
                new.flush()
                yield Staged(digest.hexdigest(), copy, self._path(digest.hexdigest()))
            finally:
                copy.unlink(missing_ok=True)

    def open(self, digest: str) -> IO[bytes]:
        """Open a stored file.

        Raises:
            WorkspaceError: it isn't there.
        """
        try:
            return self._path(digest).open("rb")
        except FileNotFoundError:
            raise WorkspaceError(
                f"the archive lacks the file {digest}; put it back or restore the workspace"
            ) from None

    def digests(self) -> list[str]:
        """Return the digests of all stored files, in order."""
        return sorted(file.name for file in self._folder.glob("[0-9a-f][0-9a-f]/*"))

    def remove(self, digest: str) -> None:
        """Remove a file that was put in for what came to nothing."""
        self._path(digest).unlink(missing_ok=True)

    def damaged(self, digest: str) -> bool:
        """Tell whether a stored file is missing or has other bytes than its name says."""
        try:
            with self._path(digest).open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() != digest
        except FileNotFoundError:
            return True

    def sweep(self, now: datetime) -> None:
        """Remove what a killed run left half-written, once no other run can still be at it."""
        for left in self._folder.glob(f"{_NEW}*"):
            if left.stat().st_mtime < (now - _LEFT).timestamp():
                left.unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest
