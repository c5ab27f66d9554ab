"""Names screened against lists: what is found of what ought to be, what is found besides, how fast.

Ours and nomenklatura's ``logic-v2`` answer the same queries in one run. Targets and queries are
drawn by ``questions.py`` from one seed. Labels are for measuring only (CC BY-NC 4.0): nothing is
learnt or tuned here.

    python benchmarks/screening.py [folder of published lists] [--targets 60000] [--json]
    python benchmarks/screening.py --targets 1000000 --speed-only
    python benchmarks/screening.py --targets 2000 --each 50 --peer-each 10
"""

import argparse
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from figures import Share, show
from inventing import world
from peers.client import Entity, LogicV2
from published import SHARED
from questions import ALIAS, ALIAS_FAR, NEGATIVES, OTHERS, SCRIPTS, Question, Stage, stage
from spellings import FORM_AND_SPELLING

from commonlist.matching import Index, find, profile
from commonlist.pipeline.indexing import described
from commonlist.publication.followthemoney import things
from commonlist.records import Kind, Record
from commonlist.screening import THRESHOLD, Screener, Target, Terms, query
from commonlist.screening.numbers import Numbers
from commonlist.screening.numbers import arrays as number_arrays
from commonlist.screening.queries import Query, is_cut, names, record

MOST = 100
"""Targets looked at for one query."""
FLOOR = 0.01
"""Scores below it are not asked for: the operating point at 3 % alerts lies above."""
ALERTS = 0.03
_FEW = 20
"""Queries a class that are mixed into the customers' names where only speed is measured."""
BATCH = 4000
DAY = date(2026, 8, 14)
"""The day that is asked for; targets here have no dates."""
SCHEMAS = {Kind.PERSON: "Person", Kind.ORGANIZATION: "Organization", Kind.OTHER: "LegalEntity"}


class Answered(NamedTuple):
    """Of each question the best score of any target, and that of the target asked for."""

    best: Sequence[float]
    right: Sequence[float]


class Built(NamedTuple):
    """What it took to make the index of records: seconds, megabytes."""

    seconds: float
    megabytes: float


class Screened(NamedTuple):
    """What it took to screen a file: names a second, hits, megabytes of the largest process."""

    rate: float
    hits: int
    megabytes: float


# Ours, each step in a process of its own so that its memory is its own


def build(records: Path, folder: Path) -> Built:
    """Make the index of records (JSON lines) as a workspace does, and write it into ``folder``.

    Memory is that of this process and, for each core, of the largest process beside it.
    """
    decode = msgspec.json.Decoder(Record).decode
    start = time.perf_counter()
    with records.open("rb") as lines:
        index = Index.join(list(described(map(decode, lines))))
    seconds = time.perf_counter() - start
    beside = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    for name, array in index.arrays.items():
        np.save(folder / f"{name}.npy", array)
    return Built(seconds, _megabytes() + len(os.sched_getaffinity(0)) * beside)


def opened(folder: Path) -> Index:
    """Map an index that `build` wrote."""
    mapped = {p.stem: np.load(p, mmap_mode="r") for p in sorted(folder.glob("*.npy"))}
    return Index.of({name: np.asarray(array) for name, array in mapped.items()})


def screen(folder: Path, texts: Path) -> Screened:
    """Screen names (JSON lines: text, kind) by the whole pipeline, reasons too, by all cores.

    Each core has a process with a share of the names; the slowest one counts.
    """
    cores = len(os.sched_getaffinity(0))
    with multiprocessing.get_context("spawn").Pool(cores) as pool:
        shares = pool.starmap(_share_of, [(folder, texts, k, cores) for k in range(cores)])
    return Screened(
        sum(share.names for share in shares) / max(share.seconds for share in shares),
        sum(share.hits for share in shares),
        max(share.megabytes for share in shares),
    )


class _Screened(NamedTuple):
    """What one process screened: names, in how many seconds, hits, megabytes."""

    names: int
    seconds: float
    hits: int
    megabytes: float


def _share_of(folder: Path, texts: Path, share: int, shares: int) -> _Screened:
    index = opened(folder)
    shown, terms = _Shown(index), Terms(day=DAY)
    screener = Screener(index, Numbers(number_arrays(())), shown, terms, threads=1)
    lines = texts.read_bytes().splitlines()[share::shares]
    start, hits = time.perf_counter(), 0
    for first in range(0, len(lines), BATCH):
        rows = (msgspec.json.decode(line) for line in lines[first : first + BATCH])
        asked = [query(text, row=n, kind=kind) for n, (text, kind) in enumerate(rows)]
        hits += sum(len(answer.matches) for answer in screener.screen(asked))
    return _Screened(len(lines), time.perf_counter() - start, hits, _megabytes())


class _Shown:
    """What is shown of a target: itself, as if each record were one entity."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __call__(self, places: Sequence[int]) -> Mapping[int, Target]:
        return {p: Target(self._index.key(p), "", Kind.OTHER) for p in places}


def _megabytes() -> float:
    """The most memory that this process held, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def apart(job: Callable[..., Any], *arguments: Path) -> Any:
    """Run a job in a new process and return its answer."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(job, *arguments).result()


def ours(index: Index, questions: Sequence[Question]) -> Answered:
    """Ask our index; a payment line is taken apart as the screening does it."""
    best, right = [0.0] * len(questions), [0.0] * len(questions)
    for at, found in _searched(index, questions):
        for key, score in found:
            best[at] = max(best[at], score)
            if key == questions[at].target:
                right[at] = max(right[at], score)
    return Answered(best, right)


def _searched(
    index: Index, questions: Sequence[Question]
) -> Iterator[tuple[int, list[tuple[str, float]]]]:
    asked = [
        (at, record(made, name))
        for at, question in enumerate(questions)
        for made in [Query(row=at, text=question.text, kind=question.kind)]
        for name in names(made)
    ]
    for first in range(0, len(asked), BATCH):
        part = asked[first : first + BATCH]
        asked_for = [profile(item, cut=is_cut(item.caption)) for _, item in part]
        results = find(index, asked_for, FLOOR, MOST)
        for (at, _), found in zip(part, results, strict=True):
            yield at, [(one.key, one.score) for one in found]


# The peer


def theirs(peer: LogicV2, questions: Sequence[Question]) -> tuple[Answered, float]:
    """Ask the peer; return its seconds too."""
    asked = [_as_entity(at, question) for at, question in enumerate(questions)]
    searched = peer.search(asked, MOST)
    best = [max((score for _, score in found), default=0.0) for found in searched.found]
    right = [
        max((score for key, score in found if key == question.target), default=0.0)
        for question, found in zip(questions, searched.found, strict=True)
    ]
    return Answered(best, right), searched.seconds


def _as_entity(at: int, question: Question) -> Entity:
    schema = SCHEMAS[question.kind]
    return {"id": f"query:{at}", "schema": schema, "properties": {"name": [question.text]}}


# What is measured


def operating_point(questions: Sequence[Question], answered: Answered) -> float:
    """Return the lowest score from which on at most 3 % of negatives raise an alert."""
    negative = [s for q, s in zip(questions, answered.best, strict=True) if not q.target]
    worst = sorted(negative, reverse=True)[int(ALERTS * len(negative))]
    above = sorted({s for s in (*answered.best, *answered.right) if s > worst})
    return above[0] if above else 1.0


def table(
    questions: Sequence[Question], answered: Answered, threshold: float
) -> dict[str, Share | float]:
    """Return by class the share found of what ought to be, then that of false alerts."""
    met: dict[str, list[bool]] = defaultdict(list)
    for question, best, right in zip(questions, *answered, strict=True):
        met[question.group].append((right if question.target else best) >= threshold)
    found: dict[str, Share | float] = {g: _share(met[g]) for g in (*FORM_AND_SPELLING, *OTHERS)}
    each = [_share(met[group]).value for group in FORM_AND_SPELLING if met[group]]
    found["form and spelling, mean of classes"] = sum(each) / max(1, len(each))
    found["original script and Latin, all"] = _share([yes for g in SCRIPTS for yes in met[g]])
    found["another list's alias, both"] = _share([*met[ALIAS], *met[ALIAS_FAR]])
    found |= {f"alerts: {group}": _share(met[group]) for group in NEGATIVES}
    found["alerts: all"] = _share([yes for group in NEGATIVES for yes in met[group]])
    return found


def _share(met: Sequence[bool]) -> Share:
    return Share(sum(met), len(met))


def sample(questions: Sequence[Question], each: int) -> list[Question]:
    """Return the first of every class."""
    taken: dict[str, int] = defaultdict(int)
    kept = []
    for question in questions:
        taken[question.group] += 1
        if taken[question.group] <= each:
            kept.append(question)
    return kept


def customers(count: int, seed: int, questions: Sequence[Question]) -> Iterator[tuple[str, str]]:
    """Yield names as a customer file has them: one in twenty is of a question."""
    draw = random.Random(seed)
    invented = world().parties(draw)
    for party in islice(invented, count):
        if draw.random() < 0.05:
            question = draw.choice(questions)
            yield question.text, question.kind.value
        else:
            yield party.caption, party.kind.value


def measure(given: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Return all figures, row by row and by who answered."""
    each = _FEW if given.speed_only else given.each
    asked = stage(given.targets, each, given.seed, given.shared)
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    with tempfile.TemporaryDirectory() as folder:
        index = _speed(asked, Path(folder), given, found)
        if given.speed_only:
            return found
        answered = ours(index, asked.questions)
        _enter(found, "ours", asked.questions, answered, THRESHOLD)
        few = sample(asked.questions, given.peer_each)
        if few:
            _enter(found, "ours, sample", few, ours(index, few), THRESHOLD)
            _against(found, asked.targets, few)
    return found


def _speed(
    asked: Stage, folder: Path, given: argparse.Namespace, found: dict[str, dict[str, Any]]
) -> Index:
    records, texts, arrays = folder / "records.jsonl", folder / "names.jsonl", folder / "arrays"
    arrays.mkdir()
    encode = msgspec.json.encode
    with records.open("wb") as lines:
        lines.writelines(encode(target) + b"\n" for target in asked.targets)
    with texts.open("wb") as lines:
        rows = customers(given.names, given.seed, asked.questions)
        lines.writelines(encode(row) + b"\n" for row in rows)
    built = [apart(build, records, arrays) for _ in range(given.runs)]
    screened = [screen(arrays, texts) for _ in range(given.runs)]
    middle = given.runs // 2
    for name, values in (
        ("index from records, s", [b.seconds for b in built]),
        ("index from records, MB", [b.megabytes for b in built]),
        ("names a second", [s.rate for s in screened]),
        ("MB while screening", [s.megabytes for s in screened]),
        ("hits a hundred names", [100 * s.hits / given.names for s in screened]),
    ):
        found[name]["ours"] = sorted(values)[middle]
    return opened(arrays)


def _against(
    found: dict[str, dict[str, Any]], targets: Sequence[Record], questions: Sequence[Question]
) -> None:
    with LogicV2() as peer:
        entities = (next(things(target.key, (target,))) for target in targets)
        found["index from records, s"]["logic-v2, sample"] = peer.targets(list(entities))
        answered, seconds = theirs(peer, questions)
        found["names a second"]["logic-v2, sample"] = len(questions) / seconds
        _enter(found, "logic-v2, sample", questions, answered, peer.threshold)


def _enter(
    found: dict[str, dict[str, Any]],
    who: str,
    questions: Sequence[Question],
    answered: Answered,
    threshold: float,
) -> None:
    point = operating_point(questions, answered)
    for column, at in ((f"{who} ≥ {threshold:g}", threshold), (f"{who} at 3 %", point)):
        found["threshold"][column] = at
        for row, value in table(questions, answered, at).items():
            found[row][column] = value


def main() -> int:
    """Print what was measured."""
    options = argparse.ArgumentParser(description="Measure the screening of names.")
    options.add_argument("shared", nargs="?", type=Path, default=SHARED)
    options.add_argument("--targets", type=int, default=60_000, help="how many to screen against")
    options.add_argument("--each", type=int, default=400, help="queries of each class")
    options.add_argument("--peer-each", type=int, default=40, help="of these for the peer; 0: none")
    options.add_argument("--names", type=int, default=40_000, help="names timed for speed")
    options.add_argument("--runs", type=int, default=3, help="runs timed; the median is shown")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--speed-only", action="store_true", help="measure no accuracy")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    show(measure(given), as_json=given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
