"""Clients against a server whose lists are updated while a worker is killed: is all kept and right?

Most clients read, a few write. The list ``zz_live`` is put in anew all the time, each copy with
other groups of the same ninety; so what a rule says is known for each copy, and an answer is right
if it is that of a copy from between request and answer. What was answered as stored must be
there at the end.

Run: ``python benchmarks/load.py [--clients 200] [--seconds 600] [--workers 2]``. It starts a
server of its own on the loopback address, in a workspace of its own, and prints a line a minute:
requests, failures, and the proportional memory of all processes in MB.
"""

import argparse
import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from commonlist.pipeline.ingest import Told, ingest
from commonlist.pipeline.resolving import resolve
from commonlist.storage import Workspace, opinions, watches
from commonlist.storage import screening as stored

GROUPS = 90
FIRST = date(2023, 1, 1)
AS_OF = "2024-01-15"
"""After the last copy, and less than 400 days after the first: the newest one speaks."""
WRITERS = 8
PROGRAM = "from commonlist.cli import main; main()"
HEADER = "party,authority,list,entry,name,aliases,listed_on,delisted_on,source_date,confidence"
SYLLABLES = ("ba", "do", "fi", "gu", "ka", "lem", "mor", "nis", "pel", "rud", "sho", "tan", "vor")


def names() -> list[str]:
    """Return the names of the groups, each unlike all others."""
    chance = random.Random(7)
    words = ["".join(chance.choices(SYLLABLES, k=4)).title() for _ in range(3 * GROUPS)]
    return [" ".join(words[3 * at : 3 * at + 3]) for at in range(GROUPS)]


def groups(copy: int) -> list[int]:
    """Return the groups of a copy: the first has all, each later one leaves others out."""
    return [at for at in range(GROUPS) if copy == 0 or (at * 7 + copy) % 5]


def table(copy: int) -> str:
    """Return a copy of the list."""
    called, day = names(), FIRST + timedelta(days=copy)
    rows = (f"US,Office,zz_live,g{at},{called[at]},,2019,,{day},stated" for at in groups(copy))
    said = "# topic: terrorism\n# kinds: organization\n# history: current\n"
    return f"{said}{HEADER}\n" + "\n".join(rows) + "\n"


def put(workspace: Workspace, folder: Path, copy: int) -> None:
    """Put a copy of the list in."""
    path = folder / f"live-{copy}.csv"
    path.write_text(table(copy), "utf-8")
    day = (FIRST + timedelta(days=copy)).isoformat()
    told = Told(generated=day, accept_shrunk=True)
    ingest(workspace, "table", [path], datetime.now(UTC), told)


def prepared(folder: Path) -> Path:
    """Make a workspace with the first copy; return its folder."""
    with Workspace(folder / "ws", datetime.now(UTC)) as workspace:
        put(workspace, folder, 0)
        resolve(workspace)
    return folder / "ws"


@dataclass(slots=True)
class Run:
    """What is known while it runs: copies begun and done, what was stored, what went wrong."""

    address: str
    begun: int = 0
    done: int = 0
    killed: list[float] = field(default_factory=list)
    acknowledged: dict[str, set[str]] = field(
        default_factory=lambda: {"judgement": set(), "clearance": set(), "watch": set()}
    )
    statuses: Counter[int] = field(default_factory=Counter)
    broken: list[float] = field(default_factory=list)
    refused: list[tuple[float, int, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def lost(self, workspace: Workspace) -> dict[str, set[str]]:
        """Return what was answered as stored and is not there."""
        with workspace.reading() as connection:
            there = {
                "judgement": {made.reason for made in opinions.judgements(connection)},
                "clearance": {made.reason for made in stored.clearances(connection)},
                "watch": {watch.id for watch in watches.every(connection)},
            }
        return {kind: said - there[kind] for kind, said in self.acknowledged.items()}

    def outside_kills(self, seconds: float) -> list[object]:
        """Return failures that no kill so many seconds before explains."""

        def explained(at: float) -> bool:
            return any(0 <= at - kill <= seconds for kill in self.killed)

        found: list[object] = [f"no answer at {at:.1f}" for at in self.broken if not explained(at)]
        return found + [each for each in self.refused if not explained(each[0])]


async def read(run: Run, client: httpx.AsyncClient, expected: list[frozenset[str]]) -> None:
    """Ask what the rule says, and look whether that was so at some moment meanwhile."""
    least = run.done
    path = random.choice(("agree", "matrix"))
    found = await asked(run, client, "GET", f"/api/{path}?rule=us&as_of={AS_OF}&topic=terrorism")
    if found is None:
        return
    if path == "agree":
        rows = found["entities"]
        agreed = frozenset(row["caption"] for row in rows if row["status"] == "agreed")
    else:
        head = found["header"]
        name, status = head.index("caption"), head.index("status")
        agreed = frozenset(row[name] for row in found["rows"] if row[status] == "agreed")
    if agreed not in expected[least : run.begun + 1]:
        run.wrong.append(f"{path}: {len(agreed)} agreed, copies {least} to {run.begun}")


async def write(run: Run, client: httpx.AsyncClient, called: list[str], number: str) -> None:
    """Judge two records, clear a customer, or watch one."""
    kind = random.choice(tuple(run.acknowledged))
    one, other = random.sample(range(GROUPS), 2)
    if kind == "judgement":
        given = {
            "left": f"zz_live:g{one}",
            "right": f"zz_live:g{other}",
            "verdict": "different",
            "reason": number,
        }
        made = await asked(run, client, "POST", "/api/judgements", json=given)
        mark = number
    elif kind == "clearance":
        given = {"name": f"Customer {number}", "entity": f"zz_live:g{one}", "reason": number}
        made = await asked(run, client, "POST", "/api/clearances", json=given)
        mark = number
    else:
        about = {"kind": "customer", "text": called[one], "rule": "us"}
        made = await asked(run, client, "POST", "/api/watches", json={"about": about})
        mark = made["id"] if made else ""
    if made is not None:
        run.acknowledged[kind].add(mark)


async def asked(
    run: Run, client: httpx.AsyncClient, method: str, path: str, **given: Any
) -> Any | None:
    """Return what is answered, None if nothing good is."""
    try:
        answer = await client.request(method, run.address + path, **given)
    except httpx.TransportError:
        run.broken.append(time.monotonic())
        return None
    run.statuses[answer.status_code] += 1
    if answer.is_success:
        return answer.json()
    run.refused.append((time.monotonic(), answer.status_code, answer.text[:200]))
    return None


async def clients(run: Run, number: int, until: float) -> None:
    """Let so many clients ask until a time, each one thing after the other."""
    called = names()
    expected = [
        frozenset(called[at] for at in groups(copy))
        for copy in range((date.fromisoformat(AS_OF) - FIRST).days)
    ]
    writers = min(WRITERS, max(1, number // 4))

    async def one(place: int) -> None:
        limits = httpx.Limits(max_connections=1)
        async with httpx.AsyncClient(timeout=60, limits=limits, trust_env=False) as client:
            turn = 0
            while time.monotonic() < until:
                turn += 1
                if place < writers:
                    await write(run, client, called, f"r{place}-{turn}")
                else:
                    await read(run, client, expected)

    await asyncio.gather(*(one(place) for place in range(number)))


def update(run: Run, workspace: Workspace, folder: Path, pause: float, until: float) -> None:
    """Put copy after copy in until a time."""
    while time.monotonic() < until:
        run.begun += 1
        put(workspace, folder, run.begun)
        run.done = run.begun
        time.sleep(pause)


def go(
    address: str,
    folder: Path,
    number: int,
    seconds: float,
    *,
    kill: Callable[[], None],
    kills: int = 1,
    pause: float = 2.0,
) -> Run:
    """Run the clients for a time, with updates, and with ``kill`` called so often meanwhile."""
    run, until = Run(address), time.monotonic() + seconds

    def killing() -> None:
        for _ in range(kills):
            time.sleep(seconds / (kills + 1))
            run.killed.append(time.monotonic())
            kill()

    with Workspace(folder / "ws", datetime.now(UTC)) as workspace:
        threads = [
            threading.Thread(target=update, args=(run, workspace, folder, pause, until)),
            threading.Thread(target=killing),
        ]
        for thread in threads:
            thread.start()
        asyncio.run(clients(run, number, until))
        for thread in threads:
            thread.join()
    return run


# As a program


@contextmanager
def serving(folder: Path, workers: int) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run the server on the prepared workspace; yield its process and address."""
    said = folder / "server.log"
    command = [sys.executable, "-c", PROGRAM, "-w", str(folder / "ws"), "serve", "--port", "0"]
    environ = {**os.environ, "COMMONLIST_LOG_LEVEL": "warning"}
    with said.open("wb") as out:
        process = subprocess.Popen([*command, "--workers", str(workers)], stderr=out, env=environ)
    try:
        while not (found := re.search(r"http://[\d.:]+", said.read_text("utf-8"))):
            time.sleep(0.1)
        while True:
            try:
                httpx.get(f"{found[0]}/metrics", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield process, found[0]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def children(pid: int) -> list[int]:
    """Return the server's processes in the order of their start: workers, then the keeper."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    lines = {int(child): Path(f"/proc/{child}/cmdline").read_bytes() for child in found}
    return [child for child, line in lines.items() if b"spawn_main" in line]


def memory(pid: int) -> float:
    """Return the proportional memory of a server's processes in MB."""
    total = 0
    for each in (pid, *children(pid)):
        text = Path(f"/proc/{each}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1])  # type: ignore[index]
    return total / 1024


def watch(process: subprocess.Popen[bytes], held: list[float], over: threading.Event) -> None:
    """Note the memory every five seconds; print a line a minute."""
    while not over.wait(5):
        try:
            held.append(memory(process.pid))
        except (OSError, TypeError):  # a process ended just now
            continue
        if len(held) % 12 == 0:
            print(f"{len(held) // 12:3} min  {sum(held[-12:]) / 12:7.1f} MB", flush=True)


def main() -> None:
    """Run, print, and fail if anything was lost or wrong."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--clients", type=int, default=200)
    words.add_argument("--seconds", type=int, default=600)
    words.add_argument("--workers", type=int, default=2)
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        prepared(folder)
        held: list[float] = []
        over = threading.Event()
        with serving(folder, given.workers) as (process, address):
            noting = threading.Thread(target=watch, args=(process, held, over))
            noting.start()
            kill = lambda: os.kill(children(process.pid)[0], signal.SIGKILL)  # noqa: E731
            run = go(address, folder, given.clients, given.seconds, kill=kill)
            over.set()
            noting.join()
        with Workspace(folder / "ws", datetime.now(UTC)) as workspace:
            lost = run.lost(workspace)
    stored_of = {kind: len(said) for kind, said in run.acknowledged.items()}
    print(f"answers by status: {dict(run.statuses)}; without an answer: {len(run.broken)}")
    print(f"copies put in: {run.done}; stored: {stored_of}; lost: {sum(map(len, lost.values()))}")
    print(f"wrong: {len(run.wrong)}; failures that no kill explains: {len(run.outside_kills(5))}")
    tenth = max(1, len(held) // 10)
    first, last = sum(held[tenth : 2 * tenth]) / tenth, sum(held[-tenth:]) / tenth
    print(f"memory: {first:.1f} MB in the second tenth of the time, {last:.1f} MB in the last")
    sys.exit(bool(any(lost.values()) or run.wrong or run.outside_kills(5)))


if __name__ == "__main__":
    main()
