"""Files that a user names, as inputs and outputs."""

from pathlib import Path

from commonlist.errors import InputError
from commonlist.sources.reading import Input


def input_of(path: Path) -> Input:
    """Return a file as an input.

    Raises:
        InputError: there is no such file.
    """
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    return Input(path.name, lambda: path.open("rb"))


def output_of(path: Path) -> Path:
    """Return the file that an output replaces: a link to a file stands for that file.

    Raises:
        InputError: what goes by that name is no file.
    """
    if path.is_dir():
        raise InputError(f"{path}: is a folder; name a file")
    if is_stream(path):
        raise InputError(f"{path}: is a device or pipe; name a file")
    return path.resolve() if path.is_symlink() else path


def is_stream(path: Path) -> bool:
    """Tell whether bytes go through what has that name, as through a device or a pipe."""
    return path.exists() and not path.is_file() and not path.is_dir()
