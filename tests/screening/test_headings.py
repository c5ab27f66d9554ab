"""Columns guessed by their headings."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.screening.headings import guessed
from commonlist.screening.receipts import Columns


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (
            ("id", "full_name", "name", "birthDate", "nationality"),
            Columns(names="full_name", dob="birthDate", country="nationality"),
        ),
        (
            ("Kunde", "Geburtsdatum", "Land", "Passport No."),
            Columns(names="Kunde", dob="Geburtsdatum", country="Land", id="Passport No."),
        ),
        (("ФИО", "дата рождения", "гражданство"),
         Columns(names="ФИО", dob="дата рождения", country="гражданство")),
        (("date", "amount", "Remittance information"), Columns(payment="Remittance information")),
        (("Customer name", "Country name", "Type"),
         Columns(names="Customer name", country="Country name", kind="Type")),
        (("customer", "name", "dob"), Columns(names="name", dob="dob")),
        (("party", "nom"), Columns(names="nom")),
        (("customer", "Country name"), Columns(names="customer", country="Country name")),
        (("a", "b"), Columns(names="a")),
    ],
)  # fmt: skip
def test_by_their_words_in_several_languages(header: Sequence[str], columns: Columns) -> None:
    assert guessed(header) == columns


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=6))
def test_a_guess_names_columns_that_are_there_and_one_kind_of_text(header: list[str]) -> None:
    found = guessed(header)
    named = (found.names, found.payment, found.dob, found.country, found.kind, found.id)
    assert {column for column in named if column} <= set(header)
    assert bool(found.names) != bool(found.payment)
