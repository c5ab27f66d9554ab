"""The figures in the model card, and the reliability plot beside it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Figures = Mapping[str, Any]

_SIDE, _MARGIN = 360, 48
_COLUMNS = {
    "pairs": "pairs",
    "same": "of them the same",
    "log_loss": "log loss",
    "calibration_error": "calibration error",
    "precision": "precision at 0.5",
    "recall": "recall at 0.5",
}


def update(page: Path, trained: Figures) -> None:
    """Put the figures between the card's marks, and the plot beside it.

    Raises:
        ValueError: the page has no marks for a table.
    """
    text = page.read_text("utf-8")
    for mark, lines in _tables(trained):
        pattern = rf"(<!-- {mark} -->\n).*?(<!-- end -->)"
        body = "\n".join(lines)
        text, count = re.subn(pattern, lambda m, b=body: f"{m[1]}{b}\n{m[2]}", text, flags=re.S)  # type: ignore[misc]
        if not count:
            raise ValueError(f"{page.name}: no place for {mark}")
    page.write_text(text, "utf-8")
    plot = reliability(trained["measured"]["reliability"])
    page.with_name("reliability.svg").write_text(plot, "utf-8")


def _tables(trained: Figures) -> Iterator[tuple[str, Sequence[str]]]:
    measured = trained["measured"]
    folds = {f"fold {number}": each for number, each in enumerate(measured["folds"], 1)}
    yield "folds", list(_table("held out", folds))
    yield "origins", list(_table("pairs of", measured["origins"]))
    yield "queries", list(_alerts(measured["queries"]))
    yield "data", list(_digests(trained["data"]))


def _table(first: str, rows: Mapping[str, Figures]) -> Iterator[str]:
    yield f"| {first} | {' | '.join(_COLUMNS.values())} |"
    yield "|---" * (len(_COLUMNS) + 1) + "|"
    for name, figures in rows.items():
        yield f"| {name} | {' | '.join(str(figures[key]) for key in _COLUMNS)} |"


def _alerts(measured: Figures) -> Iterator[str]:
    yield f"| queries | number | alerts at 0.5 | alerts at {measured['threshold']} |"
    yield "|---|---|---|---|"
    for name, row in measured["classes"].items():
        yield f"| {name} | {row['queries']} | {row['at_half']} | {row['at_level']} |"


def _digests(data: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    yield "| edition | file | SHA-256 |"
    yield "|---|---|---|"
    for edition, files in data.items():
        for name, digest in files.items():
            yield f"| {edition} | {name.rpartition('/')[2]} | `{digest[:16]}` |"


def reliability(bins: Sequence[Figures]) -> str:
    """Return a plot (SVG) of the share that is the same against the score, bin by bin."""
    whole = _SIDE + 2 * _MARGIN
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" role="img">',
            "<title>Share of pairs that are the same, by score</title>",
            "<style>text{font:12px sans-serif;fill:#222}</style>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            *_grid(),
            *_points(bins),
            f'<text x="{whole / 2}" y="{whole - 8}" text-anchor="middle">score</text>',
            f'<text x="8" y="{_MARGIN - 16}">share that is the same</text>',
            "</svg>\n",
        )
    )


def _grid() -> Iterator[str]:
    for tenth in range(0, 11, 2):
        share = tenth / 10
        x, y = _at(share, share)
        left, top = _at(0, 1)
        right, bottom = _at(1, 0)
        yield f'<path d="M{left} {y}H{right}M{x} {top}V{bottom}" stroke="#ddd"/>'
        yield f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{share}</text>'
        yield f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{share}</text>'
    (x1, y1), (x2, y2) = _at(0, 0), _at(1, 1)
    yield f'<path d="M{x1} {y1}L{x2} {y2}" stroke="#888" stroke-dasharray="4 4"/>'


def _points(bins: Sequence[Figures]) -> Iterator[str]:
    """Yield a dot a bin; its area grows with the logarithm of its pairs."""
    for each in bins:
        x, y = _at(each["score"], each["same"])
        radius = round(2 + len(str(each["pairs"])), 1)
        told = f"{each['pairs']} pairs: score {each['score']}, same {each['same']}"
        dot = f'<circle cx="{x}" cy="{y}" r="{radius}" fill="#1f5fa8">'
        yield f"{dot}<title>{told}</title></circle>"


def _at(score: float, share: float) -> tuple[float, float]:
    return round(_MARGIN + score * _SIDE, 1), round(_MARGIN + (1 - share) * _SIDE, 1)
