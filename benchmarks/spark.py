"""Names screened by Spark and by this machine's processes: are the files the same, how fast is it.

Names are invented; one in fifty is of the lists, with a letter lost. All is drawn from one seed.
The cluster is Spark's own on this machine: a master and executors of one core each, processes that
talk as they would between machines.

    python benchmarks/spark.py [folder of published lists] [--names 1000000] [--json]
"""

import argparse
import csv
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from figures import show
from inventing import world
from matrix import run, steps
from published import SHARED

from commonlist.pipeline.batches import Job, Told, screen
from commonlist.pipeline.spark import by_spark
from commonlist.records import Record
from commonlist.screening import Terms
from commonlist.screening.receipts import Columns, Receipt
from commonlist.storage import Workspace, lists

NOW = datetime(2026, 11, 24, tzinfo=UTC)
COLUMNS = Columns(names="name", dob="born", country="country", kind="kind")
LISTED = 0.02
CLUSTER = """
spark.master local-cluster[{executors},1,2048]
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.ui.enabled false
"""


class Taken(NamedTuple):
    """A screening's receipt, the seconds of all, and those of the driver's processor."""

    receipt: Receipt
    seconds: float
    driver: float


def workspace(folder: Path, shared: Path) -> list[str]:
    """Put the lists into a workspace; return the captions of its records."""
    for step in steps(shared):
        if step.name.startswith(("ingest", "resolve")):
            run(folder, step)
    with Workspace(folder, NOW) as opened, opened.reading() as connection:
        return [caption for _, caption in lists.captions(connection).values()]


def customers(path: Path, count: int, seed: int, listed: Sequence[str]) -> None:
    """Write a file of customers."""
    draw = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("id", "name", "born", "country", "kind"))
        for number, party in enumerate(islice(world().parties(draw), count), 1):
            row = (party.caption, _born(party), party.countries[0], party.kind.value)
            if draw.random() < LISTED:
                row = (misspelt(draw.choice(listed), draw), "", "", "")
            rows.writerow((number, *row))


def _born(party: Record) -> str:
    return str(party.births[0].date) if party.births else ""


def misspelt(name: str, draw: random.Random) -> str:
    """Return a name that lost a letter."""
    at = draw.randrange(len(name))
    return name[:at] + name[at + 1 :]


def apart(folder: Path, source: Path, output: Path, executors: int) -> Taken:
    """Screen in a new process: by so many executors, without any by this machine's processes."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(screened, folder, source, output, executors).result()


def screened(folder: Path, source: Path, output: Path, executors: int) -> Taken:
    """Screen; the configuration of a cluster stands beside the output."""
    if executors:
        _configure(output.parent, executors)
    job = Job(
        source=source, output=output, columns=COLUMNS, terms=Terms(day=NOW.date()), day_said=True
    )
    started = time.perf_counter()
    with Workspace(folder, NOW) as opened:
        receipt = screen(opened, job, NOW, Told(), by_spark if executors else None)
    return Taken(receipt, time.perf_counter() - started, time.process_time())


def _configure(folder: Path, executors: int) -> None:
    """Tell Spark of its cluster; what executors are sent goes below a home in this folder."""
    import pyspark

    home = folder / f"spark-{executors}"
    home.mkdir()
    for part in ("bin", "jars"):
        (home / part).symlink_to(Path(pyspark.__file__).parent / part)
    (folder / "spark-defaults.conf").write_text(CLUSTER.format(executors=executors))
    os.environ |= {
        "SPARK_HOME": str(home),
        "SPARK_CONF_DIR": str(folder),
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    os.chdir(folder)


def measure(given: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Return all figures, row by row and by who screened."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        listed = workspace(folder / "workspace", given.shared)
        source, few = folder / "customers.csv", folder / "few.csv"
        customers(source, given.names, given.seed, listed)
        customers(few, 10, given.seed, listed)
        apart(folder / "workspace", few, folder / "first.csv", 0)  # makes the index
        made: list[bytes] = []
        for executors in (0, *given.executors):
            who = f"spark, executors: {executors}" if executors else "processes"
            output = folder / f"{executors}.csv"
            _enter(found, who, given.names, apart(folder / "workspace", source, output, executors))
            made.append(output.read_bytes())
            found["the same bytes"][who] = made[0] == made[-1]
    return found


def _enter(found: dict[str, dict[str, Any]], who: str, count: int, taken: Taken) -> None:
    seconds = taken.receipt.seconds
    for name, value in (
        ("names", count),
        ("matches", taken.receipt.figures.matches),
        ("names a second", count / seconds),
        ("seconds until the first", taken.seconds - seconds),
        ("seconds in all", taken.seconds),
        ("names a second of the driver's processor", count / taken.driver),
    ):
        found[name][who] = value


def main() -> int:
    """Print what was measured."""
    options = argparse.ArgumentParser(description="Compare Spark with this machine's processes.")
    options.add_argument("shared", nargs="?", type=Path, default=SHARED)
    options.add_argument("--names", type=int, default=1_000_000)
    options.add_argument("--executors", type=int, nargs="+", default=[1, 2])
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    found = measure(given)
    show(found, as_json=given.json)
    return 0 if all(found["the same bytes"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
