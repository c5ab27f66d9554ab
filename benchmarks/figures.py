"""Figures with their intervals, as tables and as a plot."""

import json
import math
import random
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import NormalDist
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

Z = NormalDist().inv_cdf(0.975)
RESAMPLES = 1000


class Share(NamedTuple):
    """``hits`` of ``of``, with its Wilson interval at 95 %."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """The share; 0 of nothing is 0."""
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's score interval (1927)."""
        if not self.of:
            return 0.0, 1.0
        p, n = self.value, self.of
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z / (1 + Z * Z / n) * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.3f} [{low:.2f}, {high:.2f}] {self.of}"


class Accuracy(NamedTuple):
    """Yes-or-no answers on labelled pairs, with intervals from resampled groups of pairs."""

    precision: float
    recall: float
    f1: float
    interval: tuple[float, float]
    pairs: int
    true: int

    def __str__(self) -> str:
        low, high = self.interval
        return (
            f"F1 {self.f1:.4f} [{low:.4f}, {high:.4f}], precision {self.precision:.4f}, "
            f"recall {self.recall:.4f}; {self.pairs} pairs, {self.true} true"
        )


class Calibration(NamedTuple):
    """Expected calibration error over bins of equal width and of equal mass; the latter's bins.

    A bin is (mean score, share that is true, number of pairs).
    """

    by_width: float
    by_mass: float
    bins: tuple[tuple[float, float, int], ...]
    pairs: int

    def __str__(self) -> str:
        return f"{self.by_width:.4f} (width), {self.by_mass:.4f} (mass), of {self.pairs}"


def accuracy(truth: Sequence[bool], said: Sequence[bool], groups: Sequence[str]) -> Accuracy:
    """Return precision, recall and F1; the interval is F1's at 95 %, groups drawn anew.

    ``groups`` names for each pair what it hangs on (a cluster), as its pairs stand or fall
    together.
    """
    counts: dict[str, list[int]] = {}
    for true, yes, group in zip(truth, said, groups, strict=True):
        found = counts.setdefault(group, [0, 0, 0])
        found[0] += true and yes
        found[1] += yes and not true
        found[2] += true and not yes
    draw, each = random.Random(1), list(counts.values())
    drawn = sorted(
        _f1(*map(sum, zip(*draw.choices(each, k=len(each)), strict=True))) for _ in range(RESAMPLES)
    )
    right, false, missed = map(sum, zip(*each, strict=True))
    return Accuracy(
        precision=right / max(1, right + false),
        recall=right / max(1, right + missed),
        f1=_f1(right, false, missed),
        interval=(drawn[RESAMPLES // 40], drawn[-RESAMPLES // 40]),
        pairs=len(truth),
        true=sum(truth),
    )


def _f1(right: int, false: int, missed: int) -> float:
    return 2 * right / max(1, 2 * right + false + missed)


def calibration(scores: Sequence[float], truth: Sequence[bool], bins: int = 15) -> Calibration:
    """Return how far scores are from the share of true pairs among pairs of such a score."""
    pairs = sorted(zip(scores, truth, strict=True))
    width = [[pair for pair in pairs if _bin(pair[0], bins) == n] for n in range(bins)]
    edges = [round(n * len(pairs) / bins) for n in range(bins + 1)]
    mass = [pairs[start:end] for start, end in pairwise(edges)]
    points = tuple(
        (sum(s for s, _ in group) / len(group), sum(t for _, t in group) / len(group), len(group))
        for group in mass
        if group
    )
    return Calibration(_error(width, len(pairs)), _error(mass, len(pairs)), points, len(pairs))


def _bin(score: float, bins: int) -> int:
    return min(bins - 1, int(score * bins))


def _error(groups: Sequence[Sequence[tuple[float, bool]]], of: int) -> float:
    off = (
        abs(sum(score for score, _ in group) - sum(true for _, true in group)) for group in groups
    )
    return sum(off) / max(1, of)


def reliability(found: Mapping[str, Calibration], path: Path) -> None:
    """Draw mean score against share of true pairs, one line each, as SVG."""
    size, edge = 400, 50
    colours = ("#1b5e9e", "#b3541e", "#3c7d3c", "#7a4b9a")
    parts = [
        f'<rect x="{edge}" y="{edge}" width="{size}" height="{size}" fill="none" stroke="#888"/>',
        f'<line x1="{edge}" y1="{edge + size}" x2="{edge + size}" y2="{edge}" stroke="#bbb" '
        'stroke-dasharray="4"/>',
        _text(edge + size / 2, edge + size + 38, "score"),
        f'<g transform="rotate(-90 14 {edge + size / 2})">'
        f"{_text(14, edge + size / 2, 'share of pairs that are one party')}</g>",
    ]
    for tick in range(0, 11, 2):
        place = tick / 10 * size
        parts.append(_text(edge + place, edge + size + 18, f"{tick / 10:.1f}"))
        parts.append(_text(edge - 16, edge + size - place + 4, f"{tick / 10:.1f}"))
    for number, (name, measured) in enumerate(found.items()):
        colour = colours[number % len(colours)]
        points = [(edge + s * size, edge + (1 - t) * size) for s, t, _ in measured.bins]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in points]
        label = f"{name}: error {measured}"
        parts.append(f'<g fill="{colour}">{_text(edge + size / 2, 20 + 16 * number, label)}</g>')
    whole = size + 2 * edge
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{whole}" '
        f'viewBox="0 0 {whole} {whole}" font-family="sans-serif" font-size="12">\n'
        '<rect width="100%" height="100%" fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n",
        encoding="utf-8",
    )


def _text(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="middle">{escape(text)}</text>'


def show(found: Mapping[str, Mapping[str, Any]], *, as_json: bool) -> None:
    """Print what was measured: row by row and who by who, or as JSON."""
    if as_json:
        plain = {
            name: {who: _plain(value) for who, value in row.items()} for name, row in found.items()
        }
        print(json.dumps(plain, indent=2))
        return
    columns = list(dict.fromkeys(column for row in found.values() for column in row))
    cells = [["", *columns]]
    cells += [
        [name, *(_cell(row.get(column)) for column in columns)] for name, row in found.items()
    ]
    widths = [max(len(line[n]) for line in cells) for n in range(len(columns) + 1)]
    for line in cells:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )


def _plain(value: object) -> object:
    if isinstance(value, Share):
        return {"value": value.value, "interval": value.interval, "of": value.of}
    return value._asdict() if isinstance(value, Accuracy | Calibration) else value


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 100 else f"{value:.3f}"
    return str(value)
