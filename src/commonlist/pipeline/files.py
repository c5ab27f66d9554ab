"""Files that a user names, as inputs."""

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
