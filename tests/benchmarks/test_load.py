"""Under load, while lists are updated and a worker is killed, nothing is lost and nothing wrong."""

import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from load import Run, children, go, prepared, serving

from commonlist.storage import Workspace


def loaded(folder: Path, clients: int, seconds: float, pause: float) -> Run:
    prepared(folder)
    with serving(folder, 2) as (process, address):
        kill = lambda: os.kill(children(process.pid)[0], signal.SIGKILL)  # noqa: E731
        return go(address, folder, clients, seconds, kill=kill, pause=pause)


def check(run: Run, folder: Path) -> None:
    with Workspace(folder / "ws", datetime.now(UTC)) as workspace:
        assert not any(run.lost(workspace).values())
    assert all(run.acknowledged.values())
    assert run.killed
    assert run.done > 1
    assert run.wrong == []
    assert run.outside_kills(5) == []


def test_a_few_clients_for_some_seconds(tmp_path: Path) -> None:
    check(loaded(tmp_path, 12, 8, 0.5), tmp_path)


@pytest.mark.full
def test_two_hundred_clients_for_a_minute(tmp_path: Path) -> None:
    check(loaded(tmp_path, 200, 60, 2), tmp_path)
