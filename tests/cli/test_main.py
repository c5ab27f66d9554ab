"""Whatever the command: how it ends when its output goes nowhere, and when it is stopped."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

PROGRAM = "from commonlist.cli import main; main()"
COMMANDS = [
    ("agree", "all(us, un)"),
    ("agree", "all(us, un)", "--json"),
    ("export", "--format", "crosswalk"),
    ("screen", "names.csv", "--names", "name"),
    ("screen", "--name", "Teal Brigade"),
    ("review", "--list"),
    ("match", "--pairs", "none.jsonl"),
    ("--help",),
    ("--version",),
]


def ended(folder: Path, words: tuple[str, ...], out: int) -> tuple[int, str]:
    """Run a command into a file that is open; return its status and what it said."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, "-w", str(folder / "ws"), *words],
        stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE, timeout=100,
    )  # fmt: skip
    return ran.returncode, ran.stderr.decode()


@pytest.fixture
def filled(folder: Path, loaded: Path) -> Path:
    copytree(loaded, folder / "ws")
    (folder / "none.jsonl").write_text("{}\n")
    return folder


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_reader_that_went_away_is_status_141(filled: Path, words: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    status, err = ended(filled, words, writer)
    os.close(writer)
    assert status == 141
    assert "Traceback" not in err
    assert "Exception" not in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_an_output_that_is_full_is_one_line(filled: Path, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        status, err = ended(filled, words, full.fileno())
    assert status == 2
    assert err.splitlines()[-1] == (
        "commonlist: the output cannot be written: No space left on device"
    )
    assert "Traceback" not in err
