"""Receipts: what differs is said, and runs of other input or options are told apart."""

from datetime import date

import msgspec
import pytest

from commonlist.screening import Terms
from commonlist.screening.receipts import Columns, Copy, Figures, Receipt, differences, run

MADE = Receipt(
    version="1",
    model="m",
    index="i",
    entities="e",
    cleared="c",
    copies=(Copy("zz", "2020-01-01", "d1"),),
    terms=Terms(day=date(2020, 1, 1)),
    columns=Columns(names="name"),
    format="csv",
    input="in.csv",
    output="out.csv",
    started="2020-01-02T00:00:00Z",
)


def changed(**fields: object) -> Receipt:
    return msgspec.structs.replace(MADE, **fields)


def test_the_same_screening_differs_in_nothing() -> None:
    assert list(differences(MADE, changed(output="other.csv", started="", seconds=9.0))) == []


@pytest.mark.parametrize("field", ["model", "index", "entities", "cleared", "output_digest"])
def test_what_differs_is_said(field: str) -> None:
    (said,) = differences(MADE, changed(**{field: "other"}))
    assert said.endswith("other now")


def test_figures_that_differ_are_said_in_words() -> None:
    now = changed(figures=Figures(rows=5, matched=1200, unread=1))
    assert list(differences(changed(figures=Figures(rows=5, matched=2)), now)) == [
        "rows with a match: 2 then, 1,200 now",
        "rows not as they should be: 0 then, 1 now",
    ]


def test_lists_loaded_since_are_named() -> None:
    said = list(differences(MADE, changed(copies=(Copy("zz", "2021-01-01", "d2"),))))
    assert said == ["zz of 2020-01-01 is no longer loaded", "zz of 2021-01-01 is loaded since"]


def test_a_run_is_known_by_all_but_its_time_and_output() -> None:
    assert run(MADE, (1, 2)) == run(changed(output="x", started="y"), (1, 2))
    assert run(MADE, (1, 2)) != run(MADE, (1, 3))
    assert run(MADE, None) != run(changed(columns=Columns(names="other")), None)


def test_figures_add_up() -> None:
    assert Figures(rows=1, more=2) + Figures(rows=3, unread=1) == Figures(rows=4, more=2, unread=1)


def test_a_receipt_is_read_back_from_its_json() -> None:
    assert msgspec.json.decode(msgspec.json.encode(MADE), type=Receipt) == MADE
