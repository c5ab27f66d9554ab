"""A customer's cells: what they say, and what of them nobody can read."""

import pytest

from commonlist.screening import Customer, query
from commonlist.screening.customers import left_out, sentences


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"birth": "1980-13-01"}, ("'1980-13-01' is no date of birth",)),
        ({"country": "Egypt; Atlantis"}, ("'Atlantis' is no country",)),
        ({"country": "EG PK"}, ("'EG PK' is no country",)),
        ({"kind": "zzz"}, ("'zzz' is no kind",)),
        ({"birth": "x", "kind": "y"}, ("'x' is no date of birth", "'y' is no kind")),
        ({"birth": "29/03/1970", "country": "Iran;IQ", "kind": "Company"}, ()),
        ({"birth": " ", "country": "; ", "kind": ""}, ()),
    ],
)
def test_says_what_cannot_be_read(cells: dict[str, str], said: tuple[str, ...]) -> None:
    assert sentences(Customer.read("Ivan Teal", **cells)) == said  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({}, ""),
        ({"number": "AB; A12345"}, "'AB' is no identifier; screened without it"),
        (
            {"birth": "soon", "country": "Atlantis", "number": "AB"},
            "'soon' is no date of birth; 'Atlantis' is no country; 'AB' is no identifier; "
            "screened without them",
        ),
    ],
)
def test_says_what_is_left_out(cells: dict[str, str], said: str) -> None:
    assert left_out(Customer.read("Ivan Teal", **cells)) == said  # type: ignore[arg-type]


def test_is_else_the_query_of_its_cells() -> None:
    made = Customer.read("Ivan Teal", row=7, country="Egypt; Atlantis", number="A12345")
    asked = query("Ivan Teal", row=7, country="Egypt; Atlantis", number="A12345")
    assert all(getattr(made, name) == getattr(asked, name) for name in asked.__struct_fields__)


def test_a_query_that_is_no_row_has_nothing_unread() -> None:
    assert sentences(query("Ivan Teal", birth="garbage")) == ()
