"""Queries against a small index: one match an entity, best first, each with its reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import numpy as np
import pytest

from commonlist.matching import Index, profile
from commonlist.records import Identifier, Kind, Name, Record
from commonlist.screening import Match, Query, Screener, Target, Terms, query
from commonlist.screening.clearances import query_digest
from commonlist.screening.numbers import SCORES, Numbers, arrays

GROUP, PERSON = Kind.ORGANIZATION, Kind.PERSON
RECORDS = (
    ("zz_one:a", GROUP, "Grey Heron Liberation Front", "9074729"),
    ("zz_one:b", PERSON, "Ivan Petrovich Tealov", "AB123456"),
    ("zz_two:a", GROUP, "Grey Heron Liberation Front", ""),
    ("zz_two:c", GROUP, "Crimson Bittern Shipping Company", ""),
)
ENTITIES = {"zz_one:a": "cl-heron", "zz_two:a": "cl-heron", "zz_one:b": "cl-teal"}
HERON = "Grey Heron Liberation Front"


def record(key: str, kind: Kind, name: str, number: str) -> Record:
    source, _, entry = key.partition(":")
    numbers = (Identifier(type="imo" if number.isdigit() else "passport", value=number),)
    return Record(
        source=source,
        entry=entry,
        kind=kind,
        names=(Name(text=name),),
        identifiers=numbers if number else (),
    )


MADE = [record(*fields) for fields in RECORDS]


def targets(places: Sequence[int]) -> Mapping[int, Target]:
    found = {}
    for place in places:
        made = MADE[place]
        entity = ENTITIES.get(made.key, "cl-bittern")
        found[place] = Target(
            entity, made.caption, made.kind, ("zz",), in_force=entity != "cl-bittern"
        )
    return found


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build(profile(made) for made in MADE)


def screener(index: Index, cleared: Any = None, **terms: Any) -> Screener:
    held = [(place, n) for place, made in enumerate(MADE) for n in made.identifiers]
    chosen = Terms(day=date(2020, 1, 1), **terms)
    return Screener(index, Numbers(arrays(held)), targets, chosen, cleared or {})


def matches(found: Screener, asked: Query) -> tuple[Match, ...]:
    (answer,) = found.screen([asked])
    return answer.matches


def test_records_of_one_entity_are_one_match(index: Index) -> None:
    (match,) = matches(screener(index), query(HERON, row=5, kind="company"))
    assert (match.row, match.query, match.entity) == (5, HERON, "cl-heron")
    assert match.matched_name == HERON
    assert set(match.records) == {"zz_one:a", "zz_two:a"}
    assert match.parties == ("zz",)
    assert match.reasons


def test_nobody_is_found_for_another_name(index: Index) -> None:
    assert matches(screener(index), query("Quiet Meadow Bakery", kind="company")) == ()


def test_a_number_is_found_exactly_and_says_so(index: Index) -> None:
    (match,) = matches(screener(index), query("", number="IMO 9074729"))
    assert (match.entity, match.score, match.matched_name) == ("cl-heron", SCORES["imo"], "")
    assert match.reasons[0].feature == "identifier"
    assert "9074729" in match.reasons[0].sentence


def test_a_number_does_not_hang_on_the_threshold(index: Index) -> None:
    strict = screener(index, threshold=1.0)
    assert [m.entity for m in matches(strict, query("", number="ab 123456"))] == ["cl-teal"]


def test_name_and_number_are_told_in_one_match(index: Index) -> None:
    asked = query(HERON, kind="company", number="9074729")
    (match,) = matches(screener(index), asked)
    assert match.reasons[0].feature == "identifier"
    assert len(match.reasons) > 1
    assert match.score >= SCORES["imo"]


def test_any_of_several_names_finds_and_the_best_one_is_told(index: Index) -> None:
    names = (Name(text=HERON), Name(text="Quiet Meadow Bakery", weak=True, alias=True))
    asked = msgspec.structs.replace(query("Grey Bakery", kind="company"), others=names)
    (match,) = matches(screener(index), asked)
    assert (match.entity, match.matched_name) == ("cl-heron", HERON)
    assert HERON in {reason.left for reason in match.reasons}


def test_gender_tells_two_persons_apart() -> None:
    made = msgspec.structs.replace(record("zz_one:x", PERSON, "Ali Tealov", ""), gender="male")
    found = Screener(
        Index.build([profile(made)]),
        Numbers(arrays(())),
        lambda places: {place: Target("cl-x", made.caption, made.kind) for place in places},
        Terms(day=date(2020, 1, 1), threshold=0.01),
    )
    asked = query("Ali Tealov", kind="person")
    (man,), (woman,) = (
        matches(found, msgspec.structs.replace(asked, gender=gender)) for gender in "mf"
    )
    assert man.score > woman.score
    assert "gender" in {reason.feature for reason in woman.reasons}


def test_rows_that_are_not_looked_at_are_not_found(index: Index) -> None:
    found = screener(index)
    only = np.array([made.key != "zz_one:a" for made in MADE])
    found = replace(found, rows=only)
    (match,) = matches(found, query(HERON, kind="company", number="9074729"))
    assert match.records == ("zz_two:a",)
    assert matches(found, query("", number="9074729")) == ()


def test_no_more_is_shown_than_was_asked_for_and_all_are_counted(index: Index) -> None:
    asked = query("Ivan Petrovich Tealov", kind="person", number="9074729")
    (answer,) = screener(index).screen([asked], 1)
    (every,) = screener(index).screen([asked])
    assert (len(answer.matches), answer.total) == (1, 2)
    assert answer.matches == every.matches[:1]


def test_the_best_stands_first(index: Index) -> None:
    asked = query("Ivan Petrovich Tealov", kind="person", number="9074729")
    found = matches(screener(index), asked)
    assert [match.score for match in found] == sorted((m.score for m in found), reverse=True)


def test_a_payment_line_is_searched_by_the_names_in_it(index: Index) -> None:
    line = f"TRF TO {HERON.upper()} REF 12345"
    (match,) = matches(screener(index), query(line))
    assert (match.query, match.searched) == (line, HERON.upper())
    assert match.reasons[0].feature == "payment"


def test_who_is_on_no_list_any_more_is_shown_only_if_asked_for(index: Index) -> None:
    asked = query("Crimson Bittern Shipping Company", kind="company")
    assert matches(screener(index), asked) == ()
    (match,) = matches(screener(index, delisted=True), asked)
    assert match.entity == "cl-bittern"


def test_what_was_cleared_is_left_out_and_counted(index: Index) -> None:
    asked = query(HERON, kind="company")
    cleared = {query_digest(asked): {"cl-heron": "A. Clerk: another firm"}}
    (answer,) = screener(index, cleared).screen([asked])
    assert (answer.matches, answer.cleared) == ((), 1)
    (match,) = matches(screener(index, cleared, show_cleared=True), asked)
    assert match.cleared == "A. Clerk: another firm"


def test_an_answer_does_not_hang_on_its_neighbours(index: Index) -> None:
    names = [query(name, row=n) for n, (_, _, name, _) in enumerate(RECORDS, 1)]
    others = [
        query("", number="9074729"),
        query(f"TRF TO {HERON.upper()} REF 12345"),
        query("Nobody"),
    ]
    asked = [*names, *others, *names, *reversed(names)]
    only = np.array([made.key.startswith("zz_two") for made in MADE])
    for made in (
        screener(index),
        screener(index, threshold=0.01),
        replace(screener(index), rows=only),
    ):
        for most in (None, 1, 0):
            together = list(made.screen(asked, most))
            assert together == [next(made.screen([one], most)) for one in asked]


def test_no_match_is_without_a_reason(index: Index) -> None:
    asked = [query(name, row=n) for n, (_, _, name, _) in enumerate(RECORDS, 1)]
    found = [m for answer in screener(index, threshold=0.01).screen(asked) for m in answer.matches]
    assert found
    assert all(match.reasons for match in found)
