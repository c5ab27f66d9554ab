"""A row's cells as a query: dates, countries, kinds, numbers, cut fields."""

import pytest

from commonlist.records import Kind
from commonlist.screening.queries import (
    births,
    countries,
    is_cut,
    left_out,
    looked_up,
    names,
    query,
    record,
    sentences,
)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1970-03-29", ["1970-03-29"]),
        ("1970", ["1970"]),
        ("1970-03", ["1970-03"]),
        ("29/03/1970", ["1970-03-29"]),
        ("03/29/1970", ["1970-03-29"]),
        ("03/04/1970", ["1970-04-03", "1970-03-04"]),
        ("04/04/1970", ["1970-04-04"]),
        ("19700329", ["1970-03-29"]),
        ("1970/03/29", ["1970-03-29"]),
        ("1970-03-29 00:00:00", ["1970-03-29"]),
        ("29 Mar 1970", ["1970-03-29"]),
        ("unknown", []),
        ("31/02/1970", []),
    ],
)
def test_dates_of_birth(text: str, days: list[str]) -> None:
    assert [str(birth.date) for birth in births(text)] == days


@pytest.mark.parametrize(
    ("text", "codes"),
    [("IR", ("ir",)), ("Iran; Iraq", ("ir", "iq")), ("nowhere", ()), ("gb|GB", ("gb",))],
)
def test_countries(text: str, codes: tuple[str, ...]) -> None:
    assert countries(text) == codes


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Individual", Kind.PERSON),
        ("COMPANY", Kind.ORGANIZATION),
        ("ship", Kind.VESSEL),
        ("", Kind.OTHER),
        ("gibberish", Kind.OTHER),
    ],
)
def test_kinds(word: str, kind: Kind) -> None:
    assert query("x", kind=word).kind is kind


def test_a_query_becomes_a_record_of_its_name() -> None:
    made = record(query("Ivan Teal", row=7, birth="1970", country="RU", kind="p"), "Ivan Teal")
    assert (made.key, made.caption, made.kind) == ("query:7", "Ivan Teal", Kind.PERSON)
    assert made.countries == ("ru",)


def test_what_is_no_text_is_replaced() -> None:
    """Bytes of a command line that are not UTF-8 come as lone surrogates."""
    assert query("Teal \udcff").text == query("Teal \udcff", payment=True).text == "Teal ?"


def test_numbers_are_split() -> None:
    assert query("", number="A1; B2|C3").numbers == ("A1", "B2", "C3")


def test_a_payment_line_is_searched_by_the_names_in_it() -> None:
    assert names(query("TRF TO IVAN TEAL REF 123")) == ("IVAN TEAL",)
    assert names(query("IVAN TEAL", payment=True)) == ("IVAN TEAL",)
    assert names(query("REF 12345", payment=True)) == ()


def test_names_joined_in_a_cell_are_looked_for_beside_the_whole() -> None:
    text = "Ivan Teal aka Jan Heron"
    assert names(query(text)) == (text, "Ivan Teal", "Jan Heron")
    assert names(query("")) == ()


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("Heron SEPA - SWIFT", "Heron"),
        ("Golden Heron - Payment to", "Golden Heron"),
        ("Remitter - Sender Exchange LLC", "Exchange LLC"),
        ("CASH DEP JANE TEAL BR ³", "JANE TEAL"),
    ],
)
def test_a_text_that_is_perhaps_a_payment_line_is_looked_for_whole_too(
    text: str, within: str
) -> None:
    assert {text, within} <= set(names(query(text)))


def test_what_a_payment_is_for_may_stand_behind_a_dash() -> None:
    text = "Ivan Teal - rent march"
    assert names(query(text)) == (text, "Ivan Teal")


def test_a_place_behind_a_comma_is_left_out_too() -> None:
    text = "Grey Heron Iran, Tehran"
    assert names(query(text)) == (text, "Grey Heron Iran")
    assert names(query("TEAL, Jordan")) == ("TEAL, Jordan",)


def test_a_name_is_never_lost_to_its_looks() -> None:
    assert names(query("REF 12345")) == ("REF 12345",)


@pytest.mark.parametrize(
    ("length", "cut"), [(18, False), (19, True), (20, True), (21, False), (35, True), (36, False)]
)
def test_lengths_to_which_fields_are_cut(length: int, cut: bool) -> None:
    assert is_cut("x" * length) is cut


def test_a_name_that_is_an_aircrafts_mark_is_looked_up_too() -> None:
    assert looked_up(query("EP-ZZZ", number="A12345")) == ("A12345", "EP-ZZZ")
    assert looked_up(query("Al-Teal", number="A12345")) == ("A12345",)


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
def test_a_query_says_what_cannot_be_read(cells: dict[str, str], said: tuple[str, ...]) -> None:
    assert sentences(query("Ivan Teal", **cells)) == said  # type: ignore[arg-type]


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
def test_a_query_says_what_is_left_out(cells: dict[str, str], said: str) -> None:
    assert left_out(query("Ivan Teal", **cells)) == said  # type: ignore[arg-type]
