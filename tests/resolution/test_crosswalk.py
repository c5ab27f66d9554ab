"""Measured quality is pinned with its corpus: lowering it is a decision, not an accident."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks import crosswalk


@pytest.mark.full
@pytest.mark.shared
@pytest.mark.parametrize("references", [True, False])
def test_precision_and_recall_hold_on_the_published_lists(shared: Path, references: bool) -> None:
    read = crosswalk.records(shared)
    labels = crosswalk.clusters(read, shared)
    run = crosswalk.resolve(read, references=references)
    outcome = crosswalk.measure(run.partition, labels)
    assert outcome.precision >= 0.99
    assert outcome.recall >= 0.96
