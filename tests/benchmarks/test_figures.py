from pathlib import Path

import pytest
from figures import Share, accuracy, calibration, reliability
from lxml import etree


def test_wilson_interval_of_nine_in_ten() -> None:
    low, high = Share(9, 10).interval
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)


def test_nothing_of_nothing_may_be_anything() -> None:
    assert Share(0, 0).interval == (0.0, 1.0)


def test_accuracy_counts_pairs() -> None:
    found = accuracy([True, True, False, False], [True, False, True, False], list("abcd"))
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    assert found.interval[0] <= 0.5 <= found.interval[1]


def test_scores_that_hold_have_no_error() -> None:
    truth = [n % 10 < 9 for n in range(1000)]
    found = calibration([0.9] * 1000, truth)
    assert found.by_width == pytest.approx(0.0, abs=1e-9)


def test_scores_that_boast_have_the_error_they_boast() -> None:
    truth = [n % 2 == 0 for n in range(1000)]
    found = calibration([0.9] * 1000, truth)
    assert found.by_width == pytest.approx(0.4)
    assert sum(count for _, _, count in found.bins) == 1000


def test_the_plot_is_well_formed(tmp_path: Path) -> None:
    path = tmp_path / "plot.svg"
    reliability({"a & b": calibration([0.1, 0.9], [False, True])}, path)
    assert etree.parse(path).getroot().tag == "{http://www.w3.org/2000/svg}svg"
