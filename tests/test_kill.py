"""Killed at any moment, a workspace opens, is in order, and completes to the same result."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commonlist.storage import Workspace

PROGRAM = """
import sys
from commonlist.cli.commands import app
for line in sys.stdin.read().splitlines():
    app(["-w", sys.argv[1], *line.split("|")], standalone_mode=False)
"""
JOB = (
    "ingest|un_sc|un-a.xml|--json",
    "resolve|--json",
    "ingest|us_ofac_sdn|sdn.csv|add.csv|alt.csv|--generated|2020-12-01|--scope|part|--json",
    "ingest|table|facts.csv|--generated|2020-12-01|--json",
    "ingest|un_sc|un-b.xml|--json",
    "resolve|--json",
)
ANSWERS = (
    "export|--format|crosswalk",
    "agree|all(us, un)|--as-of|2020-12-01|--json",
    "agree|atleast(2, us, un, jp)|--as-of|2015-05-05|--json",
)
SYLLABLES = ("ba", "do", "fi", "gu", "ka", "lem", "mor", "nis", "pel", "rud", "sho", "tan", "vor")


def invented(number: int, seed: int) -> list[str]:
    """So many names of invented groups; some are nearly the same."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(SYLLABLES, k=3)).title() for _ in range(number // 2)]
    return [f"{' '.join(chance.choices(words, k=3))} Front" for _ in range(number)]


def un(day: str, names: list[str]) -> str:
    entities = "".join(
        f"<ENTITY><DATAID>{at}</DATAID><FIRST_NAME>{name}</FIRST_NAME>"
        f"<UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE><REFERENCE_NUMBER>QDe.{at}</REFERENCE_NUMBER>"
        "<LISTED_ON>2010-02-03</LISTED_ON></ENTITY>"
        for at, name in enumerate(names, 1)
    )
    return (
        f'<CONSOLIDATED_LIST dateGenerated="{day}T00:00:00Z"><INDIVIDUALS/>'
        f"<ENTITIES>{entities}</ENTITIES></CONSOLIDATED_LIST>"
    )


def sdn(names: list[str]) -> str:
    null = "-0-"
    rows = (
        f'{at},"{name.upper()}","{null}","SDGT",' + ",".join([f'"{null}"'] * 8)
        for at, name in enumerate(names, 7000)
    )
    return "\r\n".join(rows) + "\r\n"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    names = invented(1500, seed=1)
    head = "# topic: terrorism\n# kinds: organization\nparty,authority,list,entry,name,listed_on\n"
    facts = (f"JP,Office,zz_jp,e{at},{name},2011" for at, name in enumerate(names[100:300]))
    texts = {
        "un-a.xml": un("2020-11-30", names),
        "un-b.xml": un("2021-11-30", names[50:] + invented(60, seed=2)),
        "sdn.csv": sdn(names[:1000] + invented(1000, seed=3)),
        "add.csv": '7000,1,"1 Old Road","Nowhere","-0-","-0-"\r\n',
        "alt.csv": '7000,1,"aka","THE OLD FRONT","-0-"\r\n',
        "facts.csv": head + "\n".join(facts) + "\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@dataclass(frozen=True, slots=True)
class Place:
    """Where a workspace is."""

    folder: Path
    url: str


def begin(files: Path, workspace: Place, lines: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """Start a program that runs commands one after the other."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(workspace.folder)],
        cwd=files,
        env=os.environ | {"COMMONLIST_DATABASE_URL": workspace.url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    process.stdin.write("\n".join(lines).encode())
    process.stdin.close()
    process.stdin = None
    return process


def finish(files: Path, workspace: Place, lines: tuple[str, ...]) -> bytes:
    out, err = begin(files, workspace, lines).communicate(timeout=120)
    assert err == b""
    return out


def in_order(workspace: Place, now: datetime) -> None:
    with Workspace(workspace.folder, now, workspace.url) as opened:
        assert opened.check() == ()


def killed(files: Path, workspace: Place, after: float) -> bool:
    """Run the job and kill it after some seconds; false if it had ended."""
    process = begin(files, workspace, JOB)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    _, err = process.communicate()
    assert err == b""
    return process.returncode == -signal.SIGKILL


@pytest.mark.both
@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.full)])
def test_killed_at_random_moments_it_completes_to_the_same_result(
    files: Path, tmp_path: Path, database: Callable[[Path], str], kills: int
) -> None:
    def place(name: str) -> Place:
        return Place(tmp_path / name, database(tmp_path / name))

    undisturbed = place("undisturbed")
    started = time.monotonic()
    finish(files, undisturbed, JOB)
    took = time.monotonic() - started
    expected = finish(files, undisturbed, ANSWERS)
    assert len(expected) > 100_000
    chance = random.Random(kills)
    hit = 0
    while hit < kills:
        workspace = place(f"killed-{hit}")
        for _ in range(3):  # up to three times before it completes
            if not killed(files, workspace, chance.uniform(0.02, took)):
                break
            hit += 1
            in_order(workspace, datetime.now(UTC))
        finish(files, workspace, JOB)
        assert finish(files, workspace, ANSWERS) == expected
        in_order(workspace, datetime.now(UTC) + timedelta(days=2))
        assert not list((workspace.folder / "archive").glob(".new-*"))
