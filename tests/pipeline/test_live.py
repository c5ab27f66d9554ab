"""What a server remembers: for a data version and a day, and what is made behind."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from commonlist.errors import InputError
from commonlist.pipeline.live import Live
from commonlist.storage import Workspace
from tests.pipeline.conftest import NOW


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def live(tmp_path: Path, clock: Clock) -> Iterator[Live]:
    with Live(Workspace(tmp_path / "ws", NOW), clock) as made:
        yield made


def changed(live: Live) -> None:
    with live.workspace.writing():
        pass


def test_a_value_is_made_once_for_a_version_and_a_day(live: Live, clock: Clock) -> None:
    made: list[int] = []

    def value() -> int:
        def make(connection: object) -> int:
            made.append(len(made))
            return made[-1]

        return live.of("key", make)

    assert (value(), value()) == (0, 0)
    changed(live)
    assert (value(), value()) == (1, 1)
    clock.now += timedelta(days=1)
    assert (value(), value()) == (2, 2)


def test_the_value_before_answers_while_the_new_one_is_made(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    made: list[str] = []

    def make(connection: object) -> str:
        if made:
            assert go.wait(20)
        made.append(f"value {len(made)}")
        return made[-1]

    assert live.lately("key", make) == "value 0"
    changed(live)
    monkeypatch.setattr("commonlist.pipeline.live._PATIENCE", 0.01)
    assert [live.lately("key", make) for _ in range(3)] == ["value 0"] * 3
    go.set()
    monkeypatch.setattr("commonlist.pipeline.live._PATIENCE", 20.0)
    assert live.lately("key", make) == "value 1"
    assert made == ["value 0", "value 1"]


def test_what_fails_behind_is_told_and_tried_anew(live: Live) -> None:
    assert live.lately("key", lambda connection: 0) == 0
    changed(live)

    def broken(connection: object) -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        live.lately("key", broken)
    assert live.lately("key", lambda connection: 1) == 1


def test_nothing_stays_of_what_could_not_be_made(live: Live) -> None:
    def fail(connection: Any) -> Any:
        raise InputError("no such thing")

    for number in range(3):
        with pytest.raises(InputError):
            live.of(("thing", number), fail)
    live.of("thing", lambda connection: 1)
    assert live._making == {}
