"""The shelf: what is put on it is found again by every way that leads to it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from commonlist.publication.shelf import NO_TIME, Shelved
from tests.publication.shelves import shelf, thing


def test_an_empty_shelf_is_read() -> None:
    empty = shelf()
    assert (empty.size, empty.row("x"), empty.word("x")) == (0, None, None)


def test_an_entity_is_found_by_its_id_by_others_and_by_its_records() -> None:
    made = shelf(thing("a"), Shelved(thing("b"), also=["old"], records=["un:1"]))
    assert [made.row("b"), made.row("old"), made.row_of_record("un:1")] == [1, 1, 1]
    assert made.row("nobody") is None


@given(st.lists(st.text(), max_size=8), st.text())
def test_an_entity_comes_back_as_it_was_put(names: list[str], alias: str) -> None:
    kept = thing("a", name=names or ["x"], alias=[alias])
    assert shelf(thing("z"), kept).thing(1) == kept


def test_sets_are_counted_among_some_rows() -> None:
    made = shelf(
        thing("a", nationality=["ru"]), thing("b", country=["ru", "sy"]), thing("c", country=["us"])
    )
    assert made.counts("countries", np.array([0, 1])) == [("ru", 2), ("sy", 1)]
    assert made.having("countries", "ru").tolist() == [True, True, False]
    assert made.values("countries", 1) == ["ru", "sy"]
    assert not made.having("countries", "de").any()


def test_rows_without_any_country_do_not_shift_the_others() -> None:
    made = shelf(thing("a"), thing("b", country=["ru"]), thing("c"))
    assert made.having("countries", "ru").tolist() == [False, True, False]


def test_ties_lead_back_in_the_order_of_the_rows() -> None:
    made = shelf(
        thing("p"),
        thing("o2", "Ownership", owner=["p"]),
        thing("o1", "Ownership", owner=["p"], asset=["nobody"]),
    )
    assert list(made.pointing(0)) == [("owner", 1), ("owner", 2)]


def test_times_are_seconds_and_a_lacking_one_is_none() -> None:
    made = shelf(thing("a"))
    assert made.times("first_seen").tolist() == [1577836800]
    assert made.times("last_seen").tolist() == [NO_TIME]
