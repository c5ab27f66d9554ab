"""Files that somebody sends: kept in the workspace while they are read, and no longer."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import IO

from commonlist.errors import InputError
from commonlist.storage import Workspace

MOST = 256 << 20
"""Bytes of all files that are sent at once."""
_LONGEST_NAME = 200
_BLOCK = 1 << 20


@contextmanager
def received(workspace: Workspace, files: Sequence[tuple[str, IO[bytes]]]) -> Iterator[list[Path]]:
    """Put files (name, stream) into a folder that goes when the block ends; yield their paths.

    Raises:
        InputError: no file, a name that is none, or more than `MOST` bytes.
    """
    if not files:
        raise InputError("no file was sent; choose the file of the list")
    left = MOST
    with tempfile.TemporaryDirectory(dir=workspace.folder, prefix=".sent-") as folder:
        paths = []
        for name, stream in files:
            path = Path(folder) / _plain(name)
            with path.open("xb") as out:
                while block := stream.read(_BLOCK):
                    left -= len(block)
                    if left < 0:
                        raise InputError(
                            f"more than {MOST >> 20} MB were sent; use commonlist ingest on the "
                            "server's machine"
                        )
                    out.write(block)
            paths.append(path)
        yield paths


def _plain(name: str) -> str:
    """Return the last part of a file's name."""
    last = PurePath(name.replace("\\", "/")).name
    if not last or last[0] == "." or len(last) > _LONGEST_NAME or not last.isprintable():
        raise InputError(f"a file's name has up to {_LONGEST_NAME} letters, digits and the like")
    return last
