"""The server under load: single queries, batches, a page, starting, memory over time.

Requests leave on a schedule, whether or not earlier ones have been answered (open loop), and a
request's time counts from when it was due: so a stall is seen by all that it holds up. A route of
FastAPI that does nothing is measured in the same run, by the same client. Server and client share
the processors.

    python benchmarks/server.py [folder of published lists] [--workspace FOLDER] [--json]
    python benchmarks/server.py --workspace FOLDER --minutes 10
"""

import argparse
import asyncio
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from figures import show
from inventing import world
from matrix import COMMAND, steps
from published import LISTS, SHARED

from commonlist.pipeline.indexing import indexed
from commonlist.publication.followthemoney import things
from commonlist.records import Kind, Record
from commonlist.storage import Workspace

RATE = 200
"""Requests a second."""
BATCH = 100
CONNECTIONS = 16
MATRIX = "/?rule=vienna-6&topic=any"
_KINDS = {Kind.PERSON: "Person", Kind.ORGANIZATION: "Company"}
_SCHEMATA = ("Person", "Organization", "Vessel", "LegalEntity")
"""By kind, as the index has it."""
_SEED = 7


# The workspace


def fill(workspace: Path, shared: Path, targets: int) -> None:
    """Put in the published lists, and invented parties until there are so many entities."""
    lists = shared / "lists"
    for step in steps(shared):
        if step.words[0] == "ingest":
            _run(workspace, *step.words)
    for source in ("au_dfat", "ca_sema", "tr_masak", "kg_fiu", "my_moha", "in_mha"):
        _run(workspace, "ingest", source, *(str(lists / file) for file in LISTS[source]))
    european = lists / "eu" / "fsf_2022-01-24_ftm.jsonl.gz"
    _run(workspace, "ingest", "ftm", str(european), "--name", "eu_fsf_copy", "--party", "eu")
    _run(workspace, "resolve")
    left = targets - entities(workspace)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "invented.ftm.json"
        with made.open("wb") as lines:
            for party in islice(world().parties(random.Random(_SEED)), max(left, 0)):
                lines.writelines(
                    msgspec.json.encode(thing) + b"\n" for thing in things(party.entry, (party,))
                )
        _run(workspace, "ingest", "ftm", str(made), "--name", "invented")
    _run(workspace, "resolve")


def entities(workspace: Path) -> int:
    """Count the entities of a workspace."""
    words = (*COMMAND, "-w", str(workspace), "resolve", "--json")
    said = subprocess.run(words, check=True, capture_output=True).stdout
    return int(msgspec.json.decode(said)["entities"])


def _run(workspace: Path, *words: str) -> None:
    subprocess.run(
        (*COMMAND, "-w", str(workspace), *words),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


# Processes


@dataclass(frozen=True, slots=True)
class Running:
    """A server that is ready: its port, its processes and what it took to start, in seconds."""

    port: int
    process: int
    seconds: float

    def megabytes(self) -> float:
        """Memory that its processes have for themselves, in MB (PSS: shared pages in shares)."""
        return sum(_proportional(process) for process in self._family())

    def _family(self) -> list[int]:
        found, left = [], [self.process]
        while left:
            found.append(process := left.pop())
            for tasks in Path(f"/proc/{process}/task").glob("*/children"):
                left += map(int, tasks.read_text().split())
        return found


def _proportional(process: int) -> float:
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


@contextmanager
def running(words: Callable[[int], Sequence[str]], ready: str) -> Iterator[Running]:
    """Start a server on a free port, and wait until a path of it answers 200."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = time.perf_counter()
    with subprocess.Popen(words(port), stderr=subprocess.DEVNULL) as process:
        try:
            while _status(port, ready) != 200:
                if process.poll() is not None or time.perf_counter() - started > 600:
                    raise RuntimeError(f"{words(port)}: it does not get ready")
                time.sleep(0.01)
            yield Running(port, process.pid, time.perf_counter() - started)
        finally:
            process.send_signal(signal.SIGTERM)


def _status(port: int, path: str) -> int:
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as plain:
            plain.sendall(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode())
            return int(plain.recv(64).split()[1])
    except (OSError, IndexError, ValueError):
        return 0


def empty(port: int) -> None:
    """Serve a route that does nothing."""
    import uvicorn
    from fastapi import FastAPI

    app = FastAPI()

    @app.post("/nothing")
    async def nothing() -> dict[str, str]:
        return {}

    @app.get("/")
    async def ready() -> dict[str, str]:
        return {}

    uvicorn.run(app, port=port, log_config=None, access_log=False)


# Load


class Client:
    """Connections that stay open; each request takes a free one, in the order of asking."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
        self._free = asyncio.Queue()

    async def open(self) -> None:
        """Open the connections."""
        for _ in range(CONNECTIONS):
            self._free.put_nowait(await asyncio.open_connection("127.0.0.1", self._port))

    async def ask(self, request: bytes) -> bytes:
        """Send a request and return the body of its answer; it must be 200."""
        reader, writer = await self._free.get()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        self._free.put_nowait((reader, writer))
        if b" 200 " not in head[:16]:
            raise RuntimeError(f"{head[:100]!r} {body[:300]!r}")
        return body


def posted(path: str, body: bytes) -> bytes:
    """Return a request as it goes over the wire."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def got(path: str) -> bytes:
    """Return a request of a page as it goes over the wire."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n".encode()


async def on_schedule(port: int, requests: Sequence[bytes], rate: float) -> list[float]:
    """Send requests so many a second; return the milliseconds of each from when it was due."""
    client = Client(port)
    await client.open()
    loop = asyncio.get_running_loop()
    taken = [0.0] * len(requests)
    start = loop.time() + 0.1

    async def one(at: int, due: float) -> None:
        await client.ask(requests[at])
        taken[at] = (loop.time() - due) * 1000

    async with asyncio.TaskGroup() as tasks:
        for at in range(len(requests)):
            due = start + at / rate
            await asyncio.sleep(due - loop.time())
            tasks.create_task(one(at, due))
    return taken


async def one_after_another(port: int, requests: Sequence[bytes], side_by_side: int) -> float:
    """Send requests, each when one before it is answered; return the seconds of them all."""
    client = Client(port)
    await client.open()
    left = iter(requests)

    async def some() -> None:
        for request in left:
            await client.ask(request)

    start = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(side_by_side):
            tasks.create_task(some())
    return time.perf_counter() - start


def queries(workspace_names: Sequence[dict[str, Any]], count: int, seed: int) -> Iterator[bytes]:
    """Yield queries as customers' files have them: one in twenty is of somebody listed."""
    draw = random.Random(seed)
    invented = world().parties(draw)
    for party in islice(invented, count):
        asked = draw.choice(workspace_names) if draw.random() < 0.05 else _example(party)
        yield msgspec.json.encode(asked)


def _example(party: Record) -> dict[str, Any]:
    properties = {"name": [party.caption], "country": list(party.countries)}
    if party.births:
        properties["birthDate"] = [str(party.births[0].date)]
    return {"schema": _KINDS[party.kind], "properties": properties}


def listed(workspace: Path) -> list[dict[str, Any]]:
    """Return some of those who are listed, each by a name."""
    now = datetime.now(UTC)
    with Workspace(workspace, now) as opened:
        index = indexed(opened, now).index
    draw = random.Random(_SEED)
    records = draw.sample(range(len(index)), 1000)
    names = [(index.arrays["kind"][record], index.names_of(record)) for record in records]
    return [
        {"schema": _SCHEMATA[kind], "properties": {"name": [index.name(draw.choice(of))]}}
        for kind, of in names
        if len(of)
    ]


# What is measured


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values is."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def measure(workspace: Path, given: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Return all figures."""
    found: dict[str, dict[str, Any]] = {}

    def served(port: int) -> Sequence[str]:
        words = ("serve", "--port", str(port), "--workers", str(given.workers))
        return (*COMMAND, "-w", str(workspace), *words)

    starts = []
    for _ in range(given.runs):
        with running(served, "/readyz") as server:
            starts.append(server.seconds)
    found["start to ready, s"] = {"median": statistics.median(starts)}
    with running(served, "/readyz") as server, running(_empty, "/") as nothing:
        known = listed(workspace)
        _single(found, server, nothing, known, given)
        _batches(found, server, known, given)
        _page(found, server, given)
        if given.minutes:
            _memory(found, server, known, given)
    return found


def _empty(port: int) -> Sequence[str]:
    return (sys.executable, __file__, "--empty", str(port))


def _single(
    found: dict[str, dict[str, Any]],
    server: Running,
    nothing: Running,
    known: Sequence[dict[str, Any]],
    given: argparse.Namespace,
) -> None:
    count = RATE * given.seconds
    ratios, rows = [], {"p50": [], "p99": []}  # type: ignore[var-annotated]
    bases: dict[str, list[float]] = {"p50": [], "p99": []}
    for run in range(given.runs):
        bare = _loaded(nothing, [posted("/nothing", b"{}")] * (RATE + count))
        taken = _loaded(server, list(_singles(known, RATE + count, run + 1)))
        for name, share in (("p50", 0.5), ("p99", 0.99)):
            rows[name].append(quantile(taken, share))
            bases[name].append(quantile(bare, share))
        ratios.append(rows["p99"][-1] / bases["p99"][-1])
    for name in ("p50", "p99"):
        found[f"one query, {name}, ms"] = {
            "median": statistics.median(rows[name]),
            "empty route": statistics.median(bases[name]),
        }
    found["one query, p99 over the empty route's"] = {"median": statistics.median(ratios)}


def _loaded(server: Running, asked: Sequence[bytes]) -> list[float]:
    """Return how long requests took under load, without those of the first second.

    A machine may take the memory of an idle process away, and give it back at the first touch.
    """
    return asyncio.run(on_schedule(server.port, asked, RATE))[RATE:]


def _singles(known: Sequence[dict[str, Any]], count: int, seed: int) -> Iterator[bytes]:
    for query in queries(known, count, seed):
        yield posted("/match/default", b'{"queries":{"q":' + query + b"}}")


def _batches(
    found: dict[str, dict[str, Any]],
    server: Running,
    known: Sequence[dict[str, Any]],
    given: argparse.Namespace,
) -> None:
    rates = []
    for run in range(given.runs):
        asked = list(queries(known, BATCH * given.batches, 100 + run))
        bodies = [
            b",".join(b'"%d":' % at + query for at, query in enumerate(asked[first:][:BATCH]))
            for first in range(0, len(asked), BATCH)
        ]
        requests = [posted("/match/default", b'{"queries":{' + body + b"}}") for body in bodies]
        seconds = asyncio.run(one_after_another(server.port, requests, 2 * given.workers))
        rates.append(len(asked) / seconds)
    found["batches of 100, queries a second"] = {"median": statistics.median(rates)}


def _page(found: dict[str, dict[str, Any]], server: Running, given: argparse.Namespace) -> None:
    requests = [got(given.page)] * 20
    asyncio.run(one_after_another(server.port, requests[:1], 1))
    taken = [1000 * asyncio.run(one_after_another(server.port, requests[:1], 1)) for _ in requests]
    found["matrix page of 100 rows, ms"] = {"median": statistics.median(taken)}


def _memory(
    found: dict[str, dict[str, Any]],
    server: Running,
    known: Sequence[dict[str, Any]],
    given: argparse.Namespace,
) -> None:
    """Ask for so many minutes; the first of them fills what the server remembers."""
    sizes = []
    for minute in range(given.minutes + 1):
        asked = list(_singles(known, 60 * RATE, 1000 + minute))
        asyncio.run(on_schedule(server.port, asked, RATE))
        sizes.append(server.megabytes())
    found["memory, MB"] = {
        "after the first minute": sizes[0],
        f"{given.minutes} minutes later": sizes[-1],
        "most": max(sizes),
    }


def main() -> int:
    """Print what was measured."""
    options = argparse.ArgumentParser(description="Measure the server under load.")
    options.add_argument("shared", nargs="?", type=Path, default=SHARED)
    options.add_argument("--workspace", type=Path, help="kept here; filled if it is not there")
    options.add_argument("--targets", type=int, default=60_000, help="entities to match against")
    options.add_argument("--workers", type=int, default=2, help="processes that answer")
    options.add_argument("--seconds", type=int, default=10, help="of load a run, at 200 a second")
    options.add_argument("--batches", type=int, default=60, help="batches of 100 a run")
    options.add_argument("--runs", type=int, default=3, help="runs; medians are shown")
    options.add_argument("--minutes", type=int, default=0, help="of load, to see memory over time")
    options.add_argument("--page", default=MATRIX, help="the page that is timed")
    options.add_argument("--json", action="store_true")
    options.add_argument("--empty", type=int, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.empty:
        empty(given.empty)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        workspace = given.workspace or Path(folder) / "workspace"
        if not (workspace / "commonlist.db").exists():
            fill(workspace, given.shared, given.targets)
        show(measure(workspace, given), as_json=given.json)
    return 0


if __name__ == "__main__":
    os.environ.setdefault("COMMONLIST_REQUESTS_PER_MINUTE", "0")  # not what is measured here
    sys.exit(main())
