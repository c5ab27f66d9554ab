"""Pairs of records compared: how often the answer is right, how well scores hold, how fast.

Ours and nomenklatura's ``logic-v2`` answer the same pairs in one run, each at its own default
threshold. Labels are for measuring only (CC BY-NC 4.0): nothing is learnt or tuned here.

    python benchmarks/pairs.py [folder of published lists] [--plot FILE.svg] [--json]
"""

import argparse
import csv
import gzip
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from figures import Accuracy, Calibration, Share, accuracy, calibration, reliability, show
from peers.client import LogicV2, Scored
from published import SHARED, everything, folded, labelled, without_references
from rapidfuzz import process
from rapidfuzz.distance import Indel

from commonlist import matching
from commonlist.matching.index import logits
from commonlist.publication.followthemoney import things
from commonlist.records import Kind, Name, Record
from commonlist.sources import ftm

COMMAND = (sys.executable, "-c", "from commonlist.cli import main; main()")
THREE = ("un_sc", "us_ofac_sdn", "gb_ofsi")
UNLIKE = 80.0
"""Two records share no name if no two of their names reach this ratio (words sorted)."""
Entity = dict[str, Any]
Matcher = Callable[["Pairs"], Scored]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labelled pairs: rows of ``records``, whether they are one party, and what each hangs on.

    ``entities`` are the records as FollowTheMoney, in the same order.
    """

    records: Sequence[Record]
    pairs: Sequence[tuple[int, int]]
    truth: Sequence[bool]
    groups: Sequence[str] = field(default=())
    entities: Sequence[Entity] = field(default=())

    def as_entities(self) -> list[tuple[Entity, Entity]]:
        """The pairs as a peer or the command takes them."""
        entities = self.entities or [entity(record) for record in self.records]
        return [(entities[left], entities[right]) for left, right in self.pairs]


def entity(record: Record) -> Entity:
    """Return a record as a FollowTheMoney entity: the party alone, without its listings."""
    return next(things(record.key, (record,)))


# What is measured on


def hard(records: Sequence[Record], clusters: Mapping[str, str], nearest: int) -> Pairs:
    """All true pairs across lists, and each record's nearest names of other clusters.

    Near is what has the highest ratio of letters between any two names, words sorted: no
    matcher's word. Negatives are across lists too, and both their records are labelled.
    """
    held = [record for record in records if record.key in clusters]
    group = [clusters[record.key] for record in held]
    true = _true(held, group)
    likest = _likeness_matrix(held)
    false: set[tuple[int, int]] = set()
    for row in sorted({row for pair in true for row in pair}):
        fitting = (
            o for o in np.argsort(-likest[row], kind="stable") if _apart(held, group, row, o)
        )
        false.update(_ordered(row, int(next(fitting))) for _ in range(nearest))
    pairs = [*true, *sorted(false)]
    return Pairs(held, pairs, [n < len(true) for n in range(len(pairs))], _hung(pairs, group))


def _true(records: Sequence[Record], group: Sequence[str]) -> list[tuple[int, int]]:
    members = defaultdict(list)
    for row, name in enumerate(group):
        members[name].append(row)
    pairs = (pair for rows in members.values() for pair in combinations(rows, 2))
    return [(a, b) for a, b in pairs if records[a].source != records[b].source]


def _apart(records: Sequence[Record], group: Sequence[str], one: int, two: int) -> bool:
    return group[one] != group[two] and records[one].source != records[two].source


def _ordered(one: int, two: int) -> tuple[int, int]:
    return (one, two) if one < two else (two, one)


def _hung(pairs: Iterable[tuple[int, int]], group: Sequence[str]) -> list[str]:
    return [group[left] for left, _ in pairs]


def _likeness_matrix(records: Sequence[Record]) -> "np.ndarray[Any, Any]":
    """Return for any two records the ratio (0 to 100) of the names that are most alike."""
    names = [sorted({folded(name.text) for name in record.names}) for record in records]
    starts = np.cumsum([0, *map(len, names)])
    texts = [text for held in names for text in held]
    found = np.zeros((len(records), len(records)), np.uint8)
    for row, held in enumerate(names):
        ratios = process.cdist(
            held, texts, scorer=Indel.normalized_similarity, score_multiplier=100, dtype=np.uint8
        )
        found[row] = np.maximum.reduceat(ratios.max(axis=0), starts[:-1])
    return found


def unlike(records: Sequence[Record], clusters: Mapping[str, str], nearest: int) -> Pairs:
    """Same party, no shared name: true pairs of which no two names are alike.

    For each, the likest pairs of other parties of the same kind that are as unlike, and as near
    otherwise: they may be of one year of birth or one country.
    """
    held = [record for record in records if record.key in clusters]
    group = [clusters[record.key] for record in held]
    likest = _likeness_matrix(held)
    true = [(a, b) for a, b in _true(held, group) if likest[a, b] < UNLIKE]
    false: set[tuple[int, int]] = set()
    for row in sorted({row for pair in true for row in pair}):
        fitting = (
            int(other)
            for other in np.argsort(-likest[row], kind="stable")
            if likest[row, other] < UNLIKE
            and _apart(held, group, row, other)
            and _comparable(held[row], held[other])
        )
        false.update(
            _ordered(row, other) for other, _ in zip(fitting, range(nearest), strict=False)
        )
    pairs = [*true, *sorted(false)]
    return Pairs(held, pairs, [n < len(true) for n in range(len(pairs))], _hung(pairs, group))


def _comparable(one: Record, two: Record) -> bool:
    years = [{birth.date.year for birth in record.births} for record in (one, two)]
    shared = bool(years[0] & years[1]) or bool(set(one.countries) & set(two.countries))
    return one.kind == two.kind and shared


def namesakes(records: Sequence[Record], clusters: Mapping[str, str]) -> Pairs:
    """Same name, other party: labelled records of different clusters with the same words."""
    held = [record for record in records if record.key in clusters]
    named = defaultdict(set)
    for row, record in enumerate(held):
        for name in record.names:
            named[folded(name.text)].add(row)
    pairs = sorted(
        {
            (a, b)
            for rows in named.values()
            for a, b in combinations(sorted(rows), 2)
            if clusters[held[a].key] != clusters[held[b].key]
        }
    )
    return Pairs(held, pairs, [False] * len(pairs))


def siblings(records: Sequence[Record]) -> Pairs:
    """Same name, other entry of one list: organisations, which a list rarely has twice."""
    named = defaultdict(set)
    for row, record in enumerate(records):
        if record.kind is Kind.ORGANIZATION:
            for name in record.names:
                named[record.source, folded(name.text)].add(row)
    pairs = {pair for rows in named.values() for pair in combinations(sorted(rows), 2)}
    return Pairs(records, sorted(pairs), [False] * len(pairs))


def by_name_alone(asked: Pairs) -> Pairs:
    """The same pairs, of which nothing but names and kind is known."""
    bare = [
        Record(source=r.source, entry=f"{r.entry}-names", kind=r.kind, names=r.names)
        for r in asked.records
    ]
    return Pairs(bare, asked.pairs, asked.truth)


def record_pairs(shared: Path) -> Pairs:
    """``labels/record_pairs.jsonl.gz``: whole records, judged by people."""
    with gzip.open(shared / "labels" / "record_pairs.jsonl.gz") as stream:
        lines = [msgspec.json.decode(line) for line in stream]
    entities = [line[side] for line in lines for side in ("left", "right")]
    read = [ftm.record(ftm.Entry("", msgspec.convert(e, ftm.Thing), "labels")) for e in entities]
    return _in_twos(
        [without_references(record) for record in read],
        [line["judgement"] == "positive" for line in lines],
        entities,
    )


def name_pairs(shared: Path) -> Pairs:
    """``labels/name_pairs.csv``: two names and a schema, many proposed by a machine."""
    kinds = {"Person": Kind.PERSON, "Vessel": Kind.VESSEL}
    with (shared / "labels" / "name_pairs.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    read = [
        Record(
            source=f"name{side}",
            entry=str(number),
            kind=kinds.get(row["schema"], Kind.ORGANIZATION),
            names=(Name(text=row[f"name{side}"]),),
        )
        for number, row in enumerate(rows)
        for side in (1, 2)
    ]
    return _in_twos(read, [row["is_match"] == "true" for row in rows])


def _in_twos(
    records: Sequence[Record], truth: Sequence[bool], entities: Sequence[Entity] = ()
) -> Pairs:
    pairs = [(2 * n, 2 * n + 1) for n in range(len(truth))]
    return Pairs(records, pairs, truth, [str(n) for n in range(len(truth))], entities)


def rich(records: Sequence[Record], count: int) -> Pairs:
    """Pairs of records with nine names each: 81 pairs of names. For speed alone."""
    many = [record for record in records if len({n.text for n in record.names}) >= 9]
    cut = [
        msgspec.structs.replace(record, names=record.names[:9], entry=f"{record.entry}-nine")
        for record in many
    ]
    return _drawn(cut, count)


def ordinary(records: Sequence[Record], count: int) -> Pairs:
    """Pairs of records as the lists have them. For speed alone."""
    return _drawn(records, count)


def _drawn(records: Sequence[Record], count: int) -> Pairs:
    """Neighbours by folded caption, at several distances: pairs as blocking would propose them."""
    ordered = sorted(records, key=lambda record: (record.kind, folded(record.caption)))
    near = [(n, n + step) for step in range(1, 6) for n in range(len(ordered) - step)]
    pairs = random.Random(1).sample(near, min(count, len(near)))
    return Pairs(ordered, pairs, [False] * len(pairs))


# Who answers


def batch(asked: Pairs) -> Scored:
    """Ours, all pairs in one call; making profiles and index is not in the seconds."""
    index = matching.Index.plain([matching.profile(record) for record in asked.records])
    rows = np.asarray(asked.pairs, np.int32).reshape(-1, 2)
    start = time.perf_counter()
    odds = logits(index, index, rows)
    seconds = time.perf_counter() - start
    return Scored([matching.score_of(logit) for logit in odds.tolist()], seconds)


def singly(asked: Pairs) -> Scored:
    """Ours, one pair at a time with its reasons."""
    profiles = [matching.profile(record) for record in asked.records]
    start = time.perf_counter()
    scores = [matching.compare(profiles[a], profiles[b]).score for a, b in asked.pairs]
    return Scored(scores, time.perf_counter() - start)


def command(asked: Pairs) -> Scored:
    """Ours by ``commonlist match --pairs FILE --json``, from start to end of the process."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pairs.jsonl"
        lines = ({"left": left, "right": right} for left, right in asked.as_entities())
        file.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
        start = time.perf_counter()
        words = (*COMMAND, "match", "--pairs", str(file), "--json")
        ran = subprocess.run(words, capture_output=True, check=True)
        seconds = time.perf_counter() - start
    return Scored(
        [float(msgspec.json.decode(x)["score"]) for x in ran.stdout.splitlines()], seconds
    )


WAYS: Mapping[str, Matcher] = {"batch": batch, "singly": singly, "command": command}


@dataclass(frozen=True, slots=True)
class Answerer:
    """Somebody who scores pairs, and the score from which on two are one for them."""

    name: str
    threshold: float
    score: Matcher


# What is measured


def answers(asked: Pairs, by: Answerer) -> tuple[list[float], list[bool]]:
    """Return scores and whether each reaches the threshold."""
    scores = by.score(asked).scores
    return scores, [score >= by.threshold for score in scores]


def accurate(asked: Pairs, by: Answerer) -> Accuracy:
    """Return precision, recall and F1 at the default threshold."""
    return accuracy(asked.truth, answers(asked, by)[1], asked.groups)


def shares(asked: Pairs, by: Answerer) -> tuple[Share, Share]:
    """Return the share of true pairs found, and of others wrongly joined."""
    said = answers(asked, by)[1]
    found = [yes for yes, true in zip(said, asked.truth, strict=True) if true]
    wrong = [yes for yes, true in zip(said, asked.truth, strict=True) if not true]
    return Share(sum(found), len(found)), Share(sum(wrong), len(wrong))


def rate(asked: Pairs, by: Answerer, runs: int) -> float:
    """Return pairs a second, the median of some runs."""
    seconds = sorted(by.score(asked).seconds for _ in range(runs))
    return len(asked.pairs) / seconds[runs // 2]


def calibrated(
    records: Sequence[Record], clusters: Mapping[str, str], by: Answerer, least: float
) -> Calibration:
    """Return how well scores hold on the pairs that blocking proposes, both records labelled.

    ``least`` is our score that a pair has to reach to be proposed.
    """
    held = [record for record in records if record.key in clusters]
    row = {record.key: n for n, record in enumerate(held)}
    pairs = [(row[a], row[b]) for a, b in _blocked(records, least) if a in row and b in row]
    truth = [clusters[held[a].key] == clusters[held[b].key] for a, b in pairs]
    return calibration(by.score(Pairs(held, pairs, truth)).scores, truth)


def _blocked(records: Sequence[Record], least: float) -> Iterator[tuple[str, str]]:
    index = matching.Index.build([matching.profile(record) for record in records])
    found = matching.candidates(index, matching.logit_of(least))
    return ((index.key(a), index.key(b)) for a, b, _ in found)


def measure(shared: Path, answerers: Sequence[Answerer], options: argparse.Namespace) -> None:
    """Measure all that is asked for and print it."""
    read = everything(shared)
    records = [without_references(record) for record in read]
    clusters = labelled(read, shared)
    three = [record for record in records if record.source in THREE]
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    calibrations: dict[str, Calibration] = {}
    for title, asked in _sets(shared, records, three, clusters, options.nearest):
        for by in answerers:
            if title in SLICES:
                share, wrong = shares(asked, by)
                if any(asked.truth):
                    found[f"{title}: found"][by.name] = share
                found[f"{title}: wrongly joined"][by.name] = wrong
            else:
                found[title][by.name] = accurate(asked, by)
    for title, asked in (
        ("pairs a second, ordinary records", ordinary(three, options.speed)),
        ("pairs a second, 9 x 9 names", rich(three, options.speed)),
    ):
        for by in answerers:
            fewer = options.speed if by.name != "logic-v2" else options.peer_speed
            cut = Pairs(asked.records, asked.pairs[:fewer], asked.truth[:fewer])
            found[title][by.name] = rate(cut, by, options.runs if by.name != "logic-v2" else 1)
    if options.plot:
        for by in answerers:
            calibrations[by.name] = calibrated(three, clusters, by, 0.0)
            few = calibrated(three, clusters, by, matching.REVIEW)
            found["calibration error, all found"][by.name] = calibrations[by.name]
            found["calibration error, from review on"][by.name] = few
        reliability(calibrations, options.plot)
    show(found, as_json=options.json)


SLICES = (
    "same party, no shared name",
    "same name, other party",
    "same name, other party, by name alone",
    "same name, other entry of one list",
)


def _sets(
    shared: Path,
    records: Sequence[Record],
    three: Sequence[Record],
    clusters: Mapping[str, str],
    nearest: int,
) -> Iterator[tuple[str, Pairs]]:
    yield "hard pairs by the crosswalk", hard(three, clusters, nearest)
    yield "record_pairs", record_pairs(shared)
    yield "name_pairs", name_pairs(shared)
    yield SLICES[0], unlike(records, clusters, nearest)
    yield SLICES[1], namesakes(three, clusters)
    yield SLICES[2], by_name_alone(namesakes(three, clusters))
    yield SLICES[3], siblings(three)


def main() -> int:
    """Print what was measured."""
    options = argparse.ArgumentParser(description="Measure the comparison of pairs of records.")
    options.add_argument("shared", nargs="?", type=Path, default=SHARED)
    options.add_argument("--through", choices=WAYS, default="batch", help="how ours is asked")
    options.add_argument("--nearest", type=int, default=3, help="negatives sought per record")
    options.add_argument("--speed", type=int, default=20_000, help="pairs timed for speed")
    options.add_argument("--peer-speed", type=int, default=2_000, help="of these for the peer")
    options.add_argument("--runs", type=int, default=3, help="runs timed; the median is shown")
    options.add_argument("--without-peer", action="store_true", help="measure ours alone")
    options.add_argument("--plot", type=Path, help="measure calibration too; write the plot (SVG)")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    ours = Answerer(matching.MODEL, matching.THRESHOLD, WAYS[given.through])
    if given.without_peer:
        measure(given.shared, [ours], given)
        return 0
    with LogicV2() as peer:
        theirs = Answerer("logic-v2", peer.threshold, lambda asked: peer.pairs(asked.as_entities()))
        measure(given.shared, [ours, theirs], given)
    return 0


if __name__ == "__main__":
    sys.exit(main())
