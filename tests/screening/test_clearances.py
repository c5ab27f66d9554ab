"""A clearance holds until its expiry, and while nothing of customer or entity has changed."""

from datetime import date
from typing import Any

import msgspec
import pytest

from commonlist.records import Name
from commonlist.screening import Clearance, query
from commonlist.screening.clearances import entity_digest, latest, query_digest, state

GROUNDS = {"zz_one:a": b"1", "zz_two:b": b"2"}
MADE = Clearance(
    query="Ivan Teal",
    query_digest=query_digest(query("Ivan Teal")),
    entity="cl-1",
    entity_digest=entity_digest(GROUNDS),
    reason="born elsewhere",
    author="A. Clerk",
    made_at="2024-01-02T03:04:05Z",
    expires="2025-01-01",
    id=1,
)


@pytest.mark.parametrize(
    ("day", "now", "word"),
    [
        (date(2024, 12, 31), entity_digest(GROUNDS), "holds"),
        (date(2025, 1, 1), entity_digest(GROUNDS), "expired"),
        (date(2024, 6, 1), entity_digest({**GROUNDS, "zz_one:a": b"3"}), "changed"),
        (date(2024, 6, 1), entity_digest({"zz_one:a": b"1"}), "changed"),
        (date(2024, 6, 1), None, "changed"),
    ],
)
def test_state(day: date, now: str | None, word: str) -> None:
    assert state(MADE, day, now) == word


@pytest.mark.parametrize("text", ["ivan teal", "Ivan  Teal ", "IVAN TEAL"])
def test_case_and_blanks_do_not_change_a_customer(text: str) -> None:
    assert query_digest(query(text)) == MADE.query_digest


@pytest.mark.parametrize(
    "details", [{"birth": "1970"}, {"country": "ru"}, {"number": "A1"}, {"kind": "person"}]
)
def test_whatever_else_is_said_does(details: dict[str, str]) -> None:
    assert query_digest(query("Ivan Teal", **details)) != MADE.query_digest  # type: ignore[arg-type]


def test_further_names_and_gender_do() -> None:
    asked = query("Ivan Teal")
    more = [
        msgspec.structs.replace(asked, others=(Name(text="Ivan Heron"),)),
        msgspec.structs.replace(asked, gender="m"),
    ]
    assert len({query_digest(each) for each in (asked, *more)}) == 3


@pytest.mark.parametrize(
    "details", [{"birth": "1980-13-01"}, {"country": "Atlantis"}, {"kind": "zzz"}]
)
def test_what_cannot_be_read_is_not_nothing(details: dict[str, Any]) -> None:
    said = query_digest(query("Ivan Teal", **details))
    assert said != MADE.query_digest
    (name,) = details
    other: dict[str, Any] = {name: "garbage"}
    spelt: dict[str, Any] = {name: f" {details[name].upper()}"}
    assert said != query_digest(query("Ivan Teal", **other))
    assert said == query_digest(query("Ivan Teal", **spelt))


def test_a_customer_of_whom_all_can_be_read_is_a_query_like_others() -> None:
    details: dict[str, Any] = {"birth": "1980", "country": "ru; Egypt", "kind": "company"}
    assert query_digest(query("Ivan Teal", **details)) == query_digest(
        query("Ivan Teal", **details)
    )


def test_the_row_does_not_count() -> None:
    assert query_digest(query("Ivan Teal", row=9)) == MADE.query_digest


def test_the_last_word_holds() -> None:
    back = msgspec.structs.replace(MADE, cleared=False, id=2)
    again = msgspec.structs.replace(MADE, reason="asked again", id=3)
    assert latest([MADE, back]) == ()
    assert latest([MADE, back, again]) == (again,)


def test_says_by_whom_why_and_until_when() -> None:
    assert MADE.said() == "A. Clerk: born elsewhere, until 2025-01-01"
