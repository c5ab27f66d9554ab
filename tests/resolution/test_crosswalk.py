"""Measured quality is pinned with its corpus: lowering it is a decision, not an accident."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "crosswalk.py"


@pytest.fixture(scope="module")
def crosswalk() -> ModuleType:
    spec = spec_from_file_location("crosswalk", SCRIPT)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.full
@pytest.mark.shared
@pytest.mark.parametrize("references", [True, False])
def test_precision_and_recall_hold_on_the_published_lists(
    crosswalk: ModuleType, shared: Path, references: bool
) -> None:
    read = crosswalk.records(shared)
    run = crosswalk.resolve(read, references=references)
    outcome = crosswalk.measure(run.partition, crosswalk.clusters(read, shared))
    assert len(outcome.right) / len(outcome.right | outcome.false) >= 0.99
    assert len(outcome.right) / len(outcome.right | outcome.missed) >= 0.96
