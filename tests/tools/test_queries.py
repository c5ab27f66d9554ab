"""Queries made of the lists: repeatable, whole, and of parties that are known or nobody."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.training.identity import Held
from tools.training.perturbing import OTHERS, PERSONS, WIDTHS, Change, perturbed
from tools.training.queries import NOBODY, asked, bare, halved, invented, is_named, strangers

from commonlist.records import Birth, Identifier, Kind, Name, Record
from commonlist.values.dates import PartialDate

NAMED = Record(
    source="list", entry="1", kind=Kind.PERSON, names=(Name(text="Nadir Karam Zarqani"),)
)
NAMES = st.text(min_size=1, max_size=60).filter(str.strip)


def held(count: int = 30) -> list[Held]:
    return [
        Held(
            "list 2020",
            Record(
                source="list",
                entry=str(number),
                kind=Kind.PERSON if number % 2 else Kind.ORGANIZATION,
                names=(Name(text=f"Amber{number} Stone Rivers"), Name(text=f"Ash {number}")),
                births=(Birth(date=PartialDate(1960, 3, 4)),),
                references=("un:QDi.001",),
                identifiers=(Identifier(type="passport", value="AB123456"),),
            ),
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("change", [*PERSONS, *OTHERS], ids=lambda change: change.__name__)
@given(name=NAMES, seed=st.integers(0, 99))
def test_every_change_takes_any_name(change: Change, name: str, seed: int) -> None:
    assert change(name, Random(seed)) == change(name, Random(seed))


@given(name=NAMES, personal=st.booleans(), seed=st.integers(0, 99))
def test_a_changed_name_is_never_empty(name: str, personal: bool, seed: int) -> None:
    assert perturbed(name, personal, Random(seed)).text.strip()


def test_the_same_seed_gives_the_same_queries() -> None:
    assert list(asked(held(), 0.5, Random(1))) == list(asked(held(), 0.5, Random(1)))
    assert list(invented(held(), 0.5, Random(1))) == list(invented(held(), 0.5, Random(1)))
    assert list(halved(held(), 1, Random(1))) == list(halved(held(), 1, Random(1)))


def test_no_query_carries_what_its_party_was_known_by() -> None:
    queries = [*asked(held(), 1, Random(1)), *invented(held(), 1, Random(2))]
    queries += strangers(held(), 1, Random(4))
    queries += [half for pair in halved(held(), 1, Random(3)) for half in pair]
    assert queries
    assert not any(each.record.references or each.record.identifiers for each in queries)


@given(name=NAMES, personal=st.booleans(), seed=st.integers(0, 99))
def test_a_cut_name_is_as_long_as_a_field_but_for_a_last_blank(
    name: str, personal: bool, seed: int
) -> None:
    changed = perturbed(name, personal, Random(seed))
    blank = changed.change == "several" or any(letter.isspace() for letter in name)
    lengths = {*WIDTHS, *(width - blank for width in WIDTHS)}
    assert len(changed.text) in lengths or not changed.cut


def test_an_invented_party_is_nobody() -> None:
    made = list(invented(held(), 1, Random(1)))
    assert {query.row for query in made} == {None}
    assert {query.sort for query in made} <= set(NOBODY)
    listed = {name.text for _, record in held() for name in record.names}
    assert listed.isdisjoint(name.text for query in made for name in query.record.names)


def test_a_stranger_is_a_party_whose_entries_do_not_count() -> None:
    made = list(strangers(held(), 1, Random(1)))
    assert {query.sort for query in made} == {"stranger"}
    assert [query.row for query in made] == list(range(30))


def test_halves_share_the_record_and_no_name() -> None:
    for one, two in halved(held(), 1, Random(1)):
        assert one.row == two.row
        assert {n.text for n in one.record.names}.isdisjoint(n.text for n in two.record.names)


def test_a_bare_record_keeps_its_names() -> None:
    _, record = held()[0]
    assert bare(record).names == record.names


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ZARKANI, Nader Karam", True),
        ("Nadir Zarqani", True),
        ("Mullah Nadir Karam Zarqani Testov", True),
        ("Zarqani", False),
        ("Nadir Karim Testov", False),
    ],
)
def test_who_is_asked_for_by_so_much_of_a_name_may_be_meant(text: str, named: bool) -> None:
    asked_for = Record(source="query", entry="1", kind=Kind.PERSON, names=(Name(text=text),))
    assert is_named(asked_for, NAMED) is named
