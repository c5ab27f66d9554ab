"""Killed at any moment, no acknowledged write is lost, and the ledger verifies and goes on."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from commonlist.storage import Workspace, ledger

PROGRAM = """
import os, sys, threading
from datetime import UTC, datetime
from pathlib import Path
from commonlist.ledger import Act, Entry
from commonlist.storage import Workspace, ledger, state

run, folder, url = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
workspace = Workspace(folder, datetime.now(UTC), url)

def writes(thread):
    number = 0
    while True:
        key = f"{run}.{thread}.{number}"
        def work(connection):
            state.put(connection, key, b"x")
            made = Entry(at="", who=run, act=Act.SCREENING, what={"key": key})
            ledger.append(connection, made)
        if thread:
            workspace.recorded(work)
        else:  # one of them by itself
            with workspace.writing() as connection:
                work(connection)
        os.write(1, f"{key}\\n".encode())
        number += 1

for thread in range(8):
    threading.Thread(target=writes, args=(thread,), daemon=True).start()
threading.Event().wait()
"""
"""Eight writers; a key is told once it is kept."""


def acknowledged(run: int, workspace: Workspace, after: float) -> list[str]:
    """Let writers write, kill them some seconds after their first; return what was told."""
    words = (sys.executable, "-c", PROGRAM, str(run), str(workspace.folder), workspace.database_url)
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    rest, error = process.communicate(timeout=60)
    assert (error, process.returncode) == ("", -signal.SIGKILL)
    return [line.strip() for line in (first + rest).splitlines(keepends=True) if line[-1] == "\n"]


@pytest.mark.both
@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.full)])
def test_no_acknowledged_write_is_lost(
    tmp_path: Path, database: Callable[[Path], str], kills: int
) -> None:
    chance = random.Random(kills)
    told: list[str] = []
    url = database(tmp_path / "ws")
    with Workspace(tmp_path / "ws", datetime.now(UTC), url) as workspace:
        for run in range(kills):
            told += acknowledged(run, workspace, chance.uniform(0.0, 0.6))
            assert workspace.check() == ()
        with workspace.reading() as connection:
            kept = [str((each.particulars() or {})["key"]) for each in ledger.entries(connection)]
            stored = set(connection.execute(text("SELECT key FROM state")).scalars())
    assert len(told) >= kills
    assert set(told) <= set(kept)
    assert len(kept) == len(set(kept))
    assert {key for key in stored if key[0].isdigit()} == set(kept)
