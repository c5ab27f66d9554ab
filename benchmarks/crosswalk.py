"""Resolution measured against the crosswalk of ids: precision, recall, seconds, wrong pairs.

Reads the UN list of 2026-02-27, OFAC's of 2023-12-28 and OFSI's of 2020-04-27, resolves them with
and without quoted references, and compares with ``labels/crosswalk.csv`` after
``crosswalk_fixes.csv``. The labels are for measuring only (CC BY-NC 4.0): nothing is learnt here.

    python benchmarks/crosswalk.py [folder of published lists] [--wrong]
"""

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec
from figures import Share
from questions import aliases

from commonlist.matching import (
    REVIEW,
    Index,
    Profile,
    candidates,
    comparisons,
    logit_of,
    profile,
)
from commonlist.records import Record
from commonlist.resolution import Partition, explain, partition
from commonlist.sources import gb_ofsi, un_sc, us_ofac_sdn
from commonlist.sources.reading import Input, Item

SHARED = Path(__file__).parents[2] / "shared" / "data"
LABELLED = {"un": "un_sc", "us_ofac": "us_ofac_sdn", "gb_hmt": "gb_ofsi"}
Pair = tuple[str, str]


class Run(NamedTuple):
    """One resolution from scratch: pairs compared, all pairs found, and the seconds it took."""

    profiles: Mapping[str, Profile]
    partition: Partition
    compared: int
    blocked: Set[Pair]
    seconds: Mapping[str, float]


class Outcome(NamedTuple):
    """Pairs of labelled records: found and right, not found, found and false."""

    right: frozenset[Pair]
    missed: frozenset[Pair]
    false: frozenset[Pair]

    @property
    def precision(self) -> float:
        """Share of the pairs found that are pairs."""
        return len(self.right) / max(1, len(self.right) + len(self.false))

    @property
    def recall(self) -> float:
        """Share of the pairs that were found."""
        return len(self.right) / max(1, len(self.right) + len(self.missed))


def records(shared: Path = SHARED) -> list[Record]:
    """Read the three lists."""
    lists = shared / "lists"
    ofac = lists / "us_ofac" / "2023-12-28"
    return [
        *_read(un_sc.read, lists / "un" / "un_consolidated_2026-02-27.xml"),
        *_read(us_ofac_sdn.read, *(ofac / f"{part}.csv" for part in ("sdn", "add", "alt"))),
        *_read(gb_ofsi.read, lists / "uk" / "ofsi_conlist_2020-04-27.csv"),
    ]


def _read(read: Callable[[Sequence[Input]], Iterator[Item]], *paths: Path) -> Iterator[Record]:
    return (item for item in read([_input(path) for path in paths]) if isinstance(item, Record))


def _input(path: Path) -> Input:
    return Input(path.name, lambda: path.open("rb"))


def clusters(read: Iterable[Record], shared: Path = SHARED) -> dict[str, str]:
    """Return record key to the name of its cluster, for the records that are labelled."""
    labels = shared / "labels"
    joined: dict[str, str] = {}

    def whole(name: str) -> str:
        while name in joined:
            name = joined[name]
        return name

    for row in _rows(labels / "crosswalk_fixes.csv"):
        one, two = sorted((whole(row["cluster_a"]), whole(row["cluster_b"])))
        if one != two:
            joined[two] = one
    known = {
        f"{LABELLED[row['source']]}:{row['source_id']}": whole(row["cluster"])
        for row in _rows(labels / "crosswalk.csv")
        if row["source"] in LABELLED
    }
    named = ((record.key, _label(record)) for record in read)
    return {key: known[label] for key, label in named if label in known}


def _label(record: Record) -> str:
    """Return the key under which the labels know a record: the UN's by DATAID."""
    if record.source != "un_sc":
        return record.key
    ids = (ref.partition(":")[2] for ref in record.references if ref.startswith("un-dataid:"))
    return f"un_sc:{next(ids, '')}"


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def resolve(read: Sequence[Record], *, references: bool) -> Run:
    """Resolve from scratch; without ``references`` no record has any."""
    if not references:
        read = [msgspec.structs.replace(record, references=()) for record in read]
    clock = [time.perf_counter()]
    profiles = {record.key: profile(record) for record in read}
    clock.append(time.perf_counter())
    index = Index.build(profiles.values())
    clock.append(time.perf_counter())
    pairs = [(pair.left, pair.right) for pair in candidates(index, logit_of(REVIEW))]
    clock.append(time.perf_counter())
    made = list(comparisons(index, index, pairs))
    clock.append(time.perf_counter())
    parted = partition(profiles, made, ())
    clock.append(time.perf_counter())
    laps = (round(end - start, 2) for start, end in pairwise(clock))
    steps = ("profiles", "index", "candidates", "reasons", "partition")
    blocked = {(index.key(a), index.key(b)) for a, b, _ in candidates(index, logit_of(0.0))}
    return Run(profiles, parted, len(pairs), blocked, dict(zip(steps, laps, strict=True)))


def block_recall(run: Run, labels: Mapping[str, str]) -> float:
    """Return the share of true pairs across lists that candidates hold, whatever their score."""
    truth = _across(labels)
    found = sum(not {pair, pair[::-1]}.isdisjoint(run.blocked) for pair in truth)
    return found / max(1, len(truth))


def _source(key: str) -> str:
    return key.partition(":")[0]


def measure(parted: Partition, labels: Mapping[str, str]) -> Outcome:
    """Compare groups with clusters, pair by pair of labelled records of two lists."""
    truth = _across(labels)
    found = _across({key: group[0] for group in parted.groups for key in group if key in labels})
    return Outcome(found & truth, truth - found, found - truth)


def _across(groups: Mapping[str, str]) -> frozenset[Pair]:
    """Return the pairs of records in one group that are of two lists."""
    members: dict[str, list[str]] = {}
    for key, group in groups.items():
        members.setdefault(group, []).append(key)
    pairs = (pair for keys in members.values() for pair in combinations(sorted(keys), 2))
    return frozenset((one, two) for one, two in pairs if _source(one) != _source(two))


def through_entities(read: Iterable[Record], labels: Mapping[str, str], run: Run) -> Share:
    """Of names that an entry lacks and another list gives its party, those of one entity with it.

    Who screens for the one list alone (``screen --lists``) finds them where the other is held too.
    """
    held = {record.key: record for record in read if record.key in labels}
    group = {key: found[0] for found in run.partition.groups for key in found}
    met = [
        group[one] == group[two]
        for pair in _across(labels)
        for one, two in (pair, pair[::-1])
        for _ in aliases(held[one], [held[two]])
    ]
    return Share(sum(met), len(met))


def show(pairs: Iterable[Pair], run: Run, title: str) -> None:
    """Print wrong pairs with what led to them."""
    groups = {key: group for group in run.partition.groups for key in group}
    for left, right in sorted(pairs):
        names = (f"{key} {run.profiles[key].caption}" for key in (left, right))
        print(f"\n{title}: {' | '.join(names)}")
        told = explain(run.profiles, run.partition, groups[left])
        for sentence in told if title == "false" else (s for s in told if right in s):
            print(f"    {sentence}")


def main() -> int:
    """Print both runs; with ``--wrong`` each wrong pair."""
    options = argparse.ArgumentParser(description="Measure resolution against the crosswalk.")
    options.add_argument("shared", nargs="?", type=Path, default=SHARED)
    options.add_argument("--wrong", action="store_true", help="print each wrong pair")
    given = options.parse_args()
    read = records(given.shared)
    labels = clusters(read, given.shared)
    print(f"{len(read)} records, {sum(len(r.names) for r in read)} names, {len(labels)} labelled")
    for references in (True, False):
        run = resolve(read, references=references)
        outcome = measure(run.partition, labels)
        through = through_entities(read, labels, run)
        print(
            f"{'with' if references else 'without'} references: "
            f"precision {outcome.precision:.4f}, recall {outcome.recall:.4f} "
            f"({len(outcome.right)} right, {len(outcome.false)} false, "
            f"{len(outcome.missed)} missed); {run.compared} pairs compared, "
            f"{len(run.partition.groups)} entities, "
            f"{len(run.partition.suggestions)} suggestions; block recall "
            f"{block_recall(run, labels):.4f}; another list's alias through the entity "
            f"{through}; {sum(run.seconds.values()):.2f} s: {run.seconds}"
        )
        if given.wrong:
            show(outcome.false, run, "false")
            show(outcome.missed, run, "missed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
