"""Where the marks of a drawing are: time lines and plots as shapes, which a page draws as SVG.

Lengths are in the units of the drawing's view box; x grows with time, y downwards.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

WIDTH = 960
_LABEL = 150
"""Room for the names at the side of a time line."""
_LANE = 26
_AXIS = 24
_PLOT = 260


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch in which something held; ``since`` is its first day as printed."""

    start: date
    end: date
    since: str
    kind: str
    stale: bool
    record: str
    basis: str

    def until(self, end: date) -> "Bar":
        """Return it with another end."""
        return replace(self, end=end)


@dataclass(frozen=True, slots=True)
class Point:
    """Something said on a day."""

    day: date
    said_on: str
    kind: str


@dataclass(frozen=True, slots=True)
class Lane:
    """What happened of one party."""

    code: str
    name: str
    bars: tuple[Bar, ...] = ()
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """A bar as a rectangle."""

    x: float
    width: float
    bar: Bar


@dataclass(frozen=True, slots=True)
class Dot:
    """A point as a mark."""

    x: float
    point: Point


@dataclass(frozen=True, slots=True)
class Row:
    """A lane with its marks; ``y`` is its middle."""

    y: float
    lane: Lane
    boxes: tuple[Box, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Lanes drawn over the years."""

    width: float
    height: float
    label: float
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]


def time_line(lanes: Sequence[Lane], today: date) -> TimeLine:
    """Place lanes over the years from the first of their days to the day asked for."""
    days = [bar.start for lane in lanes for bar in lane.bars]
    days += [point.day for lane in lanes for point in lane.points]
    first = date(min((day.year for day in days), default=today.year), 1, 1)
    scale = _Scale(first, today, _LABEL, WIDTH - 10)
    rows = tuple(
        Row(
            y=_AXIS + number * _LANE + _LANE / 2,
            lane=lane,
            boxes=tuple(
                Box(scale.at(bar.start), max(2.0, scale.at(bar.end) - scale.at(bar.start)), bar)
                for bar in lane.bars
            ),
            dots=tuple(Dot(scale.at(point.day), point) for point in lane.points),
        )
        for number, lane in enumerate(lanes)
    )
    return TimeLine(WIDTH, _AXIS + len(lanes) * _LANE + 6, _LABEL, rows, scale.years())


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days on a line from ``left`` to ``right``."""

    first: date
    last: date
    left: float
    right: float

    def at(self, day: date) -> float:
        """Return the place of a day, within the line."""
        whole = max(1, (self.last - self.first).days)
        share = min(1.0, max(0.0, (day - self.first).days / whole))
        return round(self.left + share * (self.right - self.left), 1)

    def years(self) -> tuple[Tick, ...]:
        """Return a tick for every so many years, ten or so at most."""
        every = next(n for n in (1, 2, 5, 10, 20, 50, 100, 1000)
                     if (self.last.year - self.first.year) / n <= 12)  # fmt: skip
        begin = -(-self.first.year // every) * every
        years = range(begin, self.last.year + 1, every)
        return tuple(Tick(self.at(date(year, 1, 1)), str(year)) for year in years)


@dataclass(frozen=True, slots=True)
class Line:
    """A series as the ``points`` of polylines, broken where nothing is known; and its last place.

    ``style`` tells series apart without colour; ``label`` is the y of its name.
    """

    name: str
    style: int
    runs: tuple[str, ...]
    end: tuple[float, float] | None
    label: float = 0.0


@dataclass(frozen=True, slots=True)
class Plot:
    """Series over the years."""

    width: float
    height: float
    left: float
    bottom: float
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    levels: tuple[Tick, ...]


def plot(
    days: Sequence[date],
    series: Mapping[str, Sequence[float | None]],
    low: float = 0.0,
    high: float | None = None,
) -> Plot:
    """Place series, a value for each of the days (None: not known), between two levels."""
    known = [value for values in series.values() for value in values if value is not None]
    top = high if high is not None else _round_up(max(known, default=1.0))
    left, bottom = 46.0, _PLOT - _AXIS
    scale = _Scale(days[0], days[-1], left, WIDTH - 120)

    def y(value: float) -> float:
        return round(bottom - (value - low) / (top - low) * (bottom - 12), 1)

    lines = []
    for number, (name, values) in enumerate(series.items()):
        placed = [
            None if value is None else (scale.at(day), y(value))
            for day, value in zip(days, values, strict=True)
        ]
        ends = [place for place in placed if place is not None]
        lines.append(Line(name, number, tuple(_runs(placed)), ends[-1] if ends else None))
    levels = tuple(
        Tick(y(level), f"{level:g}")
        for level in (low + (top - low) * share / 4 for share in range(5))
    )
    return Plot(WIDTH, _PLOT, left, bottom, _labelled(lines), scale.years(), levels)


def _labelled(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Put the names of lines beside their ends, each below the one above it."""
    ends = {line.style: line.end[1] for line in lines if line.end}
    free = 0.0
    labels: dict[int, float] = {}
    for style in sorted(ends, key=lambda style: ends[style]):
        labels[style] = free = max(free + 14, ends[style] + 4)
    beyond = max(0.0, free - (_PLOT - _AXIS))
    return tuple(replace(line, label=labels.get(line.style, 0.0) - beyond) for line in lines)


def _runs(placed: Iterable[tuple[float, float] | None]) -> Iterable[str]:
    run: list[str] = []
    for place in (*placed, None):
        if place is not None:
            run.append(f"{place[0]},{place[1]}")
        elif run:
            yield " ".join(run)
            run = []


def _round_up(value: float) -> float:
    """The next of 4, 8, 20, 40, 80, 200 ...: four steps of a whole number."""
    size = 4.0
    while True:
        for step in (1, 2, 5):
            if value <= size * step:
                return size * step
        size *= 10


@dataclass(frozen=True, slots=True)
class Column:
    """A figure as a column."""

    x: float
    y: float
    width: float
    height: float
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """Columns side by side."""

    width: float
    height: float
    boxes: tuple[Column, ...]


def columns(counts: Mapping[int, int]) -> Histogram:
    """Place a column for each number, in order of the numbers."""
    room, gap, height = 56.0, 16.0, 180.0
    most = max(counts.values(), default=1)
    tallest = height - _AXIS - 20
    boxes = tuple(
        Column(
            x=place * (room + gap),
            y=round(height - _AXIS - tallest * count / most, 1),
            width=room,
            height=round(tallest * count / most, 1),
            name=str(number),
            count=count,
        )
        for place, (number, count) in enumerate(sorted(counts.items()))
    )
    return Histogram(max(1, len(boxes)) * (room + gap), height, boxes)
