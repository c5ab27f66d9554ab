"""Where the marks of drawings are."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from commonlist.publication.drawing import Bar, Lane, Point, plot, time_line

TODAY = date(2020, 1, 1)
DAYS = st.dates(date(1990, 1, 1), TODAY)


def bar(start: date, end: date) -> Bar:
    return Bar(start, end, start.isoformat(), "whole", False, "zz:1", "")


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=5), DAYS)
def test_every_mark_lies_within_the_drawing(ends: list[tuple[date, date]], said: date) -> None:
    bars = tuple(bar(min(pair), max(pair)) for pair in ends)
    drawn = time_line([Lane("us", "US", bars, (Point(said, "", "opposes"),))], TODAY)
    for box in drawn.rows[0].boxes:
        assert drawn.label <= box.x <= box.x + box.width <= drawn.width
    assert drawn.label <= drawn.rows[0].dots[0].x <= drawn.width


@given(DAYS, DAYS)
def test_a_later_day_is_further_right(one: date, other: date) -> None:
    lanes = [Lane("us", "US", (bar(day, TODAY),)) for day in (one, other)]
    left, right = (row.boxes[0].x for row in time_line(lanes, TODAY).rows)
    assert (left < right) == (one < other) or abs((one - other).days) < 20


def test_years_are_few_enough_to_read() -> None:
    drawn = time_line([Lane("us", "US", (bar(date(1967, 5, 1), TODAY),))], TODAY)
    assert [tick.text for tick in drawn.ticks] == [str(y) for y in range(1970, 2021, 5)]


def test_a_line_breaks_where_nothing_is_known() -> None:
    days = [date(2000 + n, 1, 1) for n in range(5)]
    made = plot(days, {"a": [1, 2, None, 3, 4]}).lines[0]
    assert [len(run.split()) for run in made.runs] == [2, 2]


def test_levels_hold_every_value() -> None:
    days = [date(2000, 1, 1), date(2001, 1, 1)]
    made = plot(days, {"a": [0, 173], "b": [5, 9]})
    assert [level.text for level in made.levels] == ["0", "50", "100", "150", "200"]
    assert made.lines[0].end is not None
    assert made.lines[0].end[1] > made.levels[-1].at
