"""The figures in the model card, and the plot."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from tools.training.card import reliability, update

FIGURES = {
    "pairs": 10, "same": 3, "log_loss": 0.1, "calibration_error": 0.01, "precision": 0.9,
    "recall": 0.8,
}  # fmt: skip
BINS = [{"pairs": 900, "score": 0.01, "same": 0.0}, {"pairs": 40, "score": 0.95, "same": 0.9}]
TRAINED: dict[str, Any] = {
    "data": {"un_sc 2026": {"lists/un/a.xml": "ab" * 32}},
    "measured": {
        "folds": [FIGURES],
        "origins": {"lists, person": FIGURES},
        "queries": {
            "threshold": 0.4,
            "classes": {"cut": {"queries": 9, "at_half": 0.7, "at_level": 0.8}},
        },
        "reliability": BINS,
    },
}
MARKS = ("folds", "origins", "queries", "data")
PAGE = "\n".join(f"<!-- {mark} -->\nbefore\n<!-- end -->" for mark in MARKS)


def test_figures_stand_between_the_marks(tmp_path: Path) -> None:
    page = tmp_path / "model.md"
    page.write_text(PAGE, "utf-8")
    update(page, TRAINED)
    text = page.read_text("utf-8")
    assert "before" not in text
    assert "| fold 1 | 10 | 3 | 0.1 | 0.01 | 0.9 | 0.8 |" in text
    assert "| queries | number | alerts at 0.5 | alerts at 0.4 |" in text
    assert "| cut | 9 | 0.7 | 0.8 |" in text
    assert "| un_sc 2026 | a.xml | `abababababababab` |" in text
    assert (tmp_path / "reliability.svg").is_file()


def test_a_card_without_marks_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "model.md"
    page.write_text("nothing", "utf-8")
    with pytest.raises(ValueError, match=r"model\.md: no place for folds"):
        update(page, TRAINED)


def test_the_plot_has_a_dot_a_bin() -> None:
    plot = ElementTree.fromstring(reliability(BINS))
    dots = plot.findall(".//{http://www.w3.org/2000/svg}circle")
    assert [(dot.get("cx"), dot.get("cy")) for dot in dots] == [
        ("51.6", "408.0"),
        ("390.0", "84.0"),
    ]
