"""Whatever the command: how it ends when its output goes nowhere, and when it is stopped."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from commonlist.cli import main
from commonlist.pipeline.outputs import Files, State

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


def stopped(folder: Path) -> tuple[int, str]:
    """Screen a file that never comes, and press Ctrl-C; return the status and what is said."""
    os.mkfifo(folder / "waits.csv")
    words = ("screen", "waits.csv", "--names", "name", "-o", "hits.csv")
    ran = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "-w", str(folder / "ws"), *words], stderr=subprocess.PIPE
    )
    with (folder / "waits.csv").open("wb"):  # it is reading
        ran.send_signal(signal.SIGINT)
        _, err = ran.communicate(timeout=100)
    return ran.returncode, err.decode()


def test_stopped_before_anything_was_kept_it_does_not_say_that_it_goes_on(filled: Path) -> None:
    assert stopped(filled) == (130, "commonlist: stopped; the same command begins anew\n")


def test_stopped_later_it_says_from_where_it_goes_on(filled: Path) -> None:
    state = State(run="r", day="2026-01-01", began="then", rows=1200)
    Files(filled / "hits.csv", "csv").written(state).finish()
    assert stopped(filled) == (
        130,
        "commonlist: stopped; the same command goes on after row 1,200\n",
    )


def closed(folder: Path, streams: str, words: tuple[str, ...]) -> tuple[int, bytes, str]:
    """Run a command with streams closed as a shell does it; return status and what it said."""
    program = (sys.executable, "-c", PROGRAM, "-w", str(folder / "ws"), *words)
    ran = subprocess.run(
        ["sh", "-c", f'exec "$@" {streams}', "sh", *program],
        stdin=subprocess.DEVNULL, capture_output=True, timeout=100,
    )  # fmt: skip
    return ran.returncode, ran.stdout, ran.stderr.decode()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_an_output_that_is_closed_is_one_line(filled: Path, words: tuple[str, ...]) -> None:
    status, _, err = closed(filled, ">&-", words)
    assert status == 2
    assert err.splitlines()[-1] == "commonlist: the output cannot be written: Bad file descriptor"
    assert "Traceback" not in err


def test_what_prints_nothing_needs_no_output(filled: Path) -> None:
    words = ("export", "--format", "crosswalk", "-o", "out.csv")
    assert closed(filled, "<&- >&- 2>&-", words) == (0, b"", "")
    assert (filled / "out.csv").stat().st_size > 100


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("screen", "-", "--names", "name"), 2, "standard input: empty"),
        (("match", "--pairs", "-"), 0, ""),
        (("user", "add", "ann", "--role", "administrator"), 2, "no password"),
    ],
    ids=str,
)
def test_an_input_that_is_closed_is_empty(
    filled: Path, words: tuple[str, ...], status: int, said: str
) -> None:
    found, _, err = closed(filled, "<&-", words)
    assert (found, "Traceback" in err) == (status, False)
    assert said in err


def test_json_is_utf_8_whatever_the_output_says(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    status, out, err = closed(filled, "", ("screen", "--name", "Ḥamrā", "--json"))
    assert (status, err) == (0, "")
    assert '"query": "Ḥamrā"' in out.decode()
    status, out, err = closed(filled, "", ("screen", "--name", "Ḥamrā"))
    assert (status, err) == (0, "")
    assert out.startswith(b"?amr?: nobody")


@pytest.mark.parametrize("columns", ["abc", "-1", "0", ""])
def test_a_width_that_is_none_is_passed_over(
    filled: Path, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    status, out, err = closed(filled, "", ("sources",))
    assert (status, err) == (0, "")
    assert max(map(len, out.decode().splitlines())) > 80


def test_a_file_of_somebody_else_is_one_line(
    filled: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refused() -> int:
        raise PermissionError(errno.EACCES, "Permission denied", "ws/archive")

    monkeypatch.setattr("commonlist.cli._ran", refused)
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 5
    assert capfd.readouterr().err == "commonlist: ws/archive: Permission denied; ask its owner\n"


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_that_is_none_is_refused(filled: Path, port: str) -> None:
    status, _, err = closed(filled, "", ("serve", "--port", port))
    assert (status, err.count("\n")) == (2, 1)
    assert "--port" in err


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
