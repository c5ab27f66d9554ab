"""Numbers of other lists as they are quoted, brought to one form."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.values.identifiers import (
    imo_number,
    is_aircraft_mark,
    number_called,
    number_form,
    number_forms,
    un_references,
)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("QDe.115", "QDe.115"),
        ("QDE.115", "QDe.115"),
        ("TAI.171", "TAi.171"),
        ("(Qde.004)", "QDe.004"),
        ("QDe. 134", "QDe.134"),
        ("QDe 157", "QDe.157"),
        ("QDi322", "QDi.322"),
        ("UN Ref.KPI. 076. Somebody", "KPi.076"),
        ("UN Ref KPe.23.", "KPe.023"),
        ("CIi.001", "CIi.001"),
        ("LRe.030", "LRe.030"),
    ],
)
def test_spellings_of_permanent_numbers_are_one(text: str, reference: str) -> None:
    assert un_references(text) == (reference,)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("QI.A.6.01.", "QDi.006"),
        ("QE.A.4.01", "QDe.004"),
        ("TI.O.4.01.", "TAi.004"),
        ("QE.j.115.04", "QDe.115"),
        ("QE.M. 141.14", "QDe.141"),
        ("QI.Z,168.04.", "QDi.168"),
    ],
)
def test_numbers_used_until_2014_keep_their_running_number(text: str, reference: str) -> None:
    assert un_references(text) == (reference,)


def test_numbers_come_in_order_and_once() -> None:
    text = "a wing of QDe.004 (formerly QE.A.4.01.), with TI.H.40.01. and QDi.001"
    assert un_references(text) == ("QDe.004", "TAi.040", "QDi.001")


@pytest.mark.parametrize(
    "text",
    ["", "SSI 405", "born in Tai 36", "QDe.1", "QDx.115", "XQDe.115", "QDe.1155", "IRE 2020"],
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert un_references(text) == ()


@given(st.text(max_size=60))
def test_any_text_gives_numbers_of_one_form(text: str) -> None:
    assert all(re.fullmatch(r"[A-Z]{2}[ie]\.\d{3}", found) for found in un_references(text))


def test_an_imo_number_is_one_whose_last_digit_checks() -> None:
    assert imo_number("IMO 9074729") == "9074729"
    assert imo_number("IMO: 9074728") is None
    assert imo_number("formerly 9074728, now 9074729") == "9074729"
    assert imo_number("90747290") is None


@pytest.mark.parametrize(
    "text",
    [
        "9074729",
        "IMO 9074729",
        "IMO9074729",
        "imo no. 9074729",
        "IMO-9074729",
        "٩٠٧٤٧٢٩",
        "９０７４７２９",
    ],
)
def test_an_imo_number_is_one_however_it_is_written(text: str) -> None:
    assert number_form("imo", text) == "9074729"


@pytest.mark.parametrize(
    "text",
    ["AB-12 345/6", "Passport No. AB123456", "AB123456 (Egypt)", "AB123456 (expired", "АВ123456"],
)
def test_a_passport_is_one_whatever_stands_around_it(text: str) -> None:
    assert number_form("passport", text) == "ab123456"


def test_a_bic_is_that_of_the_head_office() -> None:
    assert number_form("swift", "TEALZZ2LXXX") == number_form("swift", "tealzz2l")
    assert number_form("swift", "TEALZZ2L123") == "tealzz2l123"


@pytest.mark.parametrize(
    "text",
    [
        *("00000", "12345", "123456789", "987654321", "XXXXX", "UNKNOWN", "UNKNOWN1", "N/A", ""),
        *("IMO 0000000", "Passport 00000 (Egypt)", "not available", "1234", "IMO", "No. 12345"),
    ],
)
def test_what_stands_for_no_number_is_none(text: str) -> None:
    assert number_form("passport", text) == number_form("imo", text) == ""


@given(st.text(max_size=40))
def test_any_text_gives_bare_forms(text: str) -> None:
    forms = number_forms(text)
    assert len(forms) == len(set(forms))
    assert all(form.isalnum() for form in forms)


@pytest.mark.shared
def test_the_mapping_holds_for_every_group_that_the_uk_carried_over(shared: Path) -> None:
    """The same Group ID quotes the old number in 2014 and the permanent one in 2026."""
    before: dict[str, tuple[str, ...]] = {}
    with (shared / "lists/uk/ofsi_conlist_2014-04-02.csv").open(encoding="cp1252") as stream:
        next(stream)
        for row in csv.DictReader(stream):
            quoted = re.search(r"UN Ref[.: ]*([QT][IE]\.\S+)", row["Other Information"], re.I)
            before |= {row["Group ID"]: un_references(quoted[1])[:1]} if quoted else {}
    with (shared / "lists/uk/uksl_tables_2026-04/subjects.csv").open(encoding="utf-8") as stream:
        after = {
            row["ofsi_group_id"]: un_references(row["un_reference_number"])[:1]
            for row in csv.DictReader(stream)
        }
    both = [group for group in before if after.get(group)]
    assert len(both) == 337
    # Two men were moved from the Al-Qaida list to Somalia's.
    moved = {before[group]: after[group] for group in both if before[group] != after[group]}
    assert moved == {("QDi.042",): ("SOi.002",), ("QDi.172",): ("SOi.003",)}


@pytest.mark.parametrize(
    ("type_", "called"),
    [
        ("imo", "IMO number"),
        ("tail_number", "tail number"),
        ("passport", "passport number"),
        ("national_id", "national id number"),
    ],
)
def test_a_number_is_called_by_its_type(type_: str, called: str) -> None:
    assert number_called(type_) == called


@pytest.mark.parametrize("text", ["EP-ZZZ", "5A-ZZZ", "RA-00000", "N-12345"])
def test_an_aircraft_has_a_mark(text: str) -> None:
    assert is_aircraft_mark(text)


@pytest.mark.parametrize("text", ["AL-NUR", "AN-NUR", "Ep-Zzz", "TEST-ZZZ", "EP-"])
def test_a_name_with_a_hyphen_is_no_mark(text: str) -> None:
    assert not is_aircraft_mark(text)
