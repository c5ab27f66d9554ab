"""Raw files by SHA-256. A file is there whole or not at all."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO

from commonlist.errors import WorkspaceError

_BLOCK = 1 << 20


class Archive:
    """A folder of files named by the SHA-256 of their bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, stream: IO[bytes]) -> str:
        """Store a stream's bytes and return their digest; bytes that are there stay as they are."""
        self._folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".new-", delete=False) as new:
            while block := stream.read(_BLOCK):
                digest.update(block)
                new.write(block)
            new.flush()
            os.fsync(new.fileno())
        name = digest.hexdigest()
        path = self._path(name)
        path.parent.mkdir(exist_ok=True)
        if path.exists():
            Path(new.name).unlink()
        else:
            Path(new.name).replace(path)
        return name

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

    def damaged(self, digest: str) -> bool:
        """Tell whether a stored file is missing or has other bytes than its name says."""
        try:
            with self._path(digest).open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() != digest
        except FileNotFoundError:
            return True

    def sweep(self) -> None:
        """Remove what a killed run left half-written."""
        for left in self._folder.glob(".new-*"):
            left.unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest
