"""Files that somebody sends: kept in the workspace while they are read, and no longer."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from commonlist.errors import InputError
from commonlist.pipeline.jobs import plain_name
from commonlist.storage import Workspace

_BLOCK = 1 << 20


@contextmanager
def received(
    workspace: Workspace, files: Sequence[tuple[str, IO[bytes]]], megabytes: int
) -> Iterator[list[Path]]:
    """Put files (name, stream) into a folder that goes when the block ends; yield their paths.

    Raises:
        InputError: no file, a name that is none, or more than so many megabytes in all.
    """
    if not files:
        raise InputError("no file was sent; choose the file of the list")
    left = megabytes << 20
    with tempfile.TemporaryDirectory(dir=workspace.folder, prefix=".sent-") as folder:
        paths = []
        for name, stream in files:
            path = Path(folder) / plain_name(name)
            with path.open("xb") as out:
                while block := stream.read(_BLOCK):
                    left -= len(block)
                    if left < 0:
                        raise InputError(
                            f"more than {megabytes:,} megabytes were sent; use commonlist ingest"
                            " on the server's machine, or raise 'upload_megabytes'"
                        )
                    out.write(block)
            paths.append(path)
        yield paths
