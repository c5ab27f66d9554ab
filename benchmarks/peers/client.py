"""The peer from our side: worker processes in the environment that ``install`` makes."""

import json
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
PYTHON = HERE.parents[1] / ".peers" / "bin" / "python"
Entity = dict[str, Any]
"""A FollowTheMoney entity."""


class Scored(NamedTuple):
    """Scores in the order of the pairs, and the seconds that the slowest worker took for its."""

    scores: list[float]
    seconds: float


class Searched(NamedTuple):
    """For each query what was found (id of the target, score; best first), and the seconds."""

    found: list[list[tuple[str, float]]]
    seconds: float


class LogicV2:
    """nomenklatura's ``logic-v2``, in as many processes as there are cores to use.

    Use it as a context manager, which ends the processes.

    Raises:
        FileNotFoundError: ``benchmarks/peers/install`` was not run.
    """

    def __init__(self, processes: int = 2) -> None:
        if not PYTHON.exists():
            raise FileNotFoundError(f"no {PYTHON}: run benchmarks/peers/install first")
        self._processes = [_start() for _ in range(processes)]
        self.about = self._all([{"job": "hello"}] * processes)[0]
        self.threshold = float(self.about["threshold"])

    def __enter__(self) -> "LogicV2":
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.communicate()

    def pairs(self, pairs: Sequence[tuple[Entity, Entity]]) -> Scored:
        """Score pairs, shared out among the processes."""
        answers = self._share("pairs", "pairs", pairs)
        return Scored(_in_order(answers, "scores", len(pairs)), _slowest(answers))

    def targets(self, entities: Sequence[Entity]) -> float:
        """Load what is screened against into each process; return the seconds of the slowest."""
        request = {"job": "targets", "entities": list(entities)}
        return _slowest(self._all([request] * len(self._processes)))

    def search(self, queries: Sequence[Entity], most: int = 20) -> Searched:
        """Screen queries, shared out among the processes."""
        answers = self._share("search", "queries", queries, most=most)
        return Searched(_in_order(answers, "found", len(queries)), _slowest(answers))

    def _share(self, job: str, field: str, work: Sequence[Any], **more: int) -> list[Entity]:
        of = len(self._processes)
        return self._all([{"job": job, field: work[n::of], **more} for n in range(of)])

    def _all(self, requests: Sequence[Entity]) -> list[Entity]:
        with ThreadPoolExecutor(len(requests)) as pool:
            return list(pool.map(_ask, self._processes, requests))


def _start() -> "subprocess.Popen[str]":
    words = (str(PYTHON), str(HERE / "worker.py"))
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _ask(process: "subprocess.Popen[str]", request: Entity) -> Entity:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(request) + "\n")
    process.stdin.flush()
    answer: Entity = json.loads(process.stdout.readline())
    return answer


def _in_order(answers: Sequence[Entity], field: str, count: int) -> list[Any]:
    of = len(answers)
    return [answers[place % of][field][place // of] for place in range(count)]


def _slowest(answers: Sequence[Entity]) -> float:
    return max(float(answer["seconds"]) for answer in answers)
