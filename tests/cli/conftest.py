"""The command, run in this process; workspaces of invented lists."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Any, Protocol

import msgspec
import pytest

from commonlist.cli import main
from commonlist.cli.commands import app
from tests.pipeline.conftest import filler, un

COMPLETE = "# history: complete\n# covers_from: 2000-01-01\n# covers_to: 2020-12-31\n"
ALPHA = ("QDe.001", "Alpha Front of Hamra", "2006-12-23")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of the command gave."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert (self.status, self.err) == (0, "")
        return msgspec.json.decode(self.out)


class Run(Protocol):
    """Runs the command with words after ``-w WORKSPACE``."""

    def __call__(self, *words: object) -> Ran: ...


def table(name: str, *rows: str, party: str = "US", said: str = "") -> str:
    """A table; rows are ``entry,name,listed_on``."""
    head = f"# topic: terrorism\n# kinds: organization\n{said}"
    lines = (
        "party,authority,list,entry,name,listed_on",
        *(f"{party},Office,{name},{r}" for r in rows),
    )
    return head + "\n".join(lines) + "\n"


FILES = {
    "un-2020.xml": un("2020-11-30", ALPHA, *filler(800)),
    "un-2024.xml": un("2024-11-30", *filler(801)),
    "us.csv": table(
        "zz_us", "a,Alpha Front of Hamra,2003-04-05", "t,Teal Brigade,2010", said=COMPLETE
    ),
    "bad.csv": table("zz_bad", "a,,2003", "b,Beta Group,soon", "c,Gamma Group,2001"),
    "names.csv": "name\nAlpha Front of Hamra\nNobody Ever Heard\n",
    "stances.csv": "party,subject,stance,since,source\nru,Nobody Ever Heard,supports,2015,said\n",
}
LOADED = (
    ("ingest", "un_sc", "un-2020.xml"),
    ("ingest", "un_sc", "un-2024.xml"),
    ("ingest", "table", "us.csv", "--generated", "2020-11-30"),
    ("ingest", "table", "bad.csv", "--generated", "2020-11-30"),
    ("docket", "add", "mine", "names.csv", "--stances", "stances.csv"),
    ("resolve",),
)


def write_files(folder: Path) -> None:
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with files to ingest."""
    monkeypatch.chdir(tmp_path)
    for name in ("WORKSPACE", "DATABASE_URL", "AUTHOR", "ADDRESSES", "TOKENS"):
        monkeypatch.delenv(f"COMMONLIST_{name}", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    write_files(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of two lists, a quarantine and a docket, made once; only for copying."""
    folder = tmp_path_factory.mktemp("loaded")
    write_files(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for words in LOADED:
            app(["-w", "ws", *words], standalone_mode=False)
    return folder / "ws"


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Run the command as a shell would."""

    def run(*words: object) -> Ran:
        capfd.readouterr()
        monkeypatch.setattr(sys, "argv", ["commonlist", *map(str, words)])
        status: object = 0
        try:
            main()
        except SystemExit as end:
            status = end.code or 0
        assert isinstance(status, int)
        out, err = capfd.readouterr()
        return Ran(status, out, err)

    return run


@pytest.fixture
def run(folder: Path, command: Callable[..., Ran]) -> Run:
    """Run the command on an empty workspace."""
    return lambda *words: command("-w", folder / "ws", *words)


@pytest.fixture
def filled(run: Run, folder: Path, loaded: Path) -> Run:
    """Run the command on a workspace of two lists, a quarantine and a docket."""
    copytree(loaded, folder / "ws")
    return run
