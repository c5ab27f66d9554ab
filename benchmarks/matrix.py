"""Seconds and memory of the main job: five lists and the fact tables in, resolved, agreed.

Each step is the command that a person types, a process of its own, start-up included. Compile
the packages first where Python does not do so by itself (``python -m compileall``).

Run: ``python benchmarks/matrix.py [SHARED] [--runs 3]``; ``SHARED`` is the folder of published
lists.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SHARED = Path(__file__).parents[2] / "shared" / "data"
COMMAND = (sys.executable, "-c", "from commonlist.cli import main; main()")
RULE = ("agree", "all(us, un, gb)", "--as-of", "2024-01-01", "--json")
NOT_TABLES = ("syria_", "vienna_")


@dataclass(frozen=True, slots=True)
class Step:
    """A command of the job: what it is called here, and its words."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a command took: wall seconds and its largest resident size in MB."""

    seconds: float
    megabytes: float


def steps(shared: Path) -> Iterator[Step]:
    """Yield the commands of the job, in order."""
    lists = shared / "lists"
    for source, path, *said in (
        ("un_sc", lists / "un/un_consolidated_2026-02-27.xml"),
        ("us_ofac_sdn", lists / "us_ofac/2023-12-28", "--generated", "2023-12-28"),
        ("gb_ofsi", lists / "uk/ofsi_conlist_2020-04-27.csv"),
        ("eu_journal", lists / "eu/journal_2026-08", "--generated", "2026-08-14"),
    ):
        yield Step(f"ingest {source}", ("ingest", source, str(path), *said))
    tables = sorted((shared / "facts").glob("*.csv"))
    chosen = [str(path) for path in tables if not path.name.startswith(NOT_TABLES)]
    yield Step("ingest table", ("ingest", "table", *chosen))
    yield Step("resolve", ("resolve",))
    yield Step("agree", RULE)


def idle(shared: Path) -> Iterator[Step]:
    """Yield one command of each kind, for a workspace in which nothing is new."""
    told = {step.name: step for step in steps(shared)}
    for name in ("ingest us_ofac_sdn", "ingest un_sc", "resolve", "agree"):
        yield Step(f"{name}, nothing new", told[name].words)


def run(workspace: Path, step: Step) -> Taken:
    """Run a command and return what it took.

    Raises:
        CalledProcessError: it failed; what it said is on standard error.
    """
    started = time.perf_counter()
    words = (*COMMAND, "-w", str(workspace), *step.words)
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words)
    return Taken(time.perf_counter() - started, usage.ru_maxrss / 1024)


def job(shared: Path) -> dict[str, Taken]:
    """Run the whole job from nothing and again; seconds of steps of one name are added up."""
    found: dict[str, Taken] = {}
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        for step in (*steps(shared), *idle(shared)):
            taken = run(workspace, step)
            before = found.get(step.name, Taken(0.0, 0.0))
            found[step.name] = Taken(
                before.seconds + taken.seconds, max(before.megabytes, taken.megabytes)
            )
    return found


def report(runs: Sequence[dict[str, Taken]]) -> None:
    """Print medians of the runs' seconds, and the largest sizes."""
    for name in runs[0]:
        seconds = statistics.median(found[name].seconds for found in runs)
        print(f"{name:34} {seconds:7.2f} s {max(r[name].megabytes for r in runs):6.0f} MB")
    job_only = [
        sum(taken.seconds for name, taken in found.items() if "nothing new" not in name)
        for found in runs
    ]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'all from nothing, median of totals':34} {statistics.median(job_only):7.2f} s")
    print(f"{'largest process':34} {peak:17.0f} MB")


def main() -> int:
    """Print medians of some runs."""
    options = argparse.ArgumentParser(description="Measure the main job on published lists.")
    options.add_argument("shared", nargs="?", type=Path, default=SHARED)
    options.add_argument("--runs", type=int, default=3, help="how often the job is run")
    given = options.parse_args()
    report([job(given.shared) for _ in range(given.runs)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
