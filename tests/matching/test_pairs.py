"""Pairs worth comparing: none lost by order, none found twice, the same when more is loaded."""

from hypothesis import given
from hypothesis import strategies as st

from commonlist.matching import candidates
from commonlist.records import Record
from tests.matching.entries import group, person, profiles

RECORDS = [
    group("a:1", "Al-Qaida", references=["un:QDe.900"]),
    group("b:1", "Al-Qaeda"),
    group("c:1", "Zorba Trading", references=["un:QDe.900"]),
    person("a:2", "Nadir Zarqani", births=["1970-01-02"]),
    person("b:2", "ZARKANI, Nadir"),
    person("b:3", "Nadir Karam", births=["1970-01-02"]),
    person("a:3", "Muhammad Ali", births=["1970"]),
    person("b:4", "ALI, Mohamed Ahmad", births=["1971"]),
    person("a:4", "Nadir Zarqani"),
]


def pairs(*records: Record, changed: set[str] | None = None) -> list[tuple[str, str]]:
    return list(candidates(profiles(*records), changed))


def test_shared_names_births_and_references_make_pairs() -> None:
    found = pairs(*RECORDS)
    assert ("a:1", "b:1") in found
    assert ("a:1", "c:1") in found
    assert ("a:2", "b:2") in found
    assert ("a:2", "b:3") in found
    assert ("a:3", "b:4") in found


def test_without_references_none_is_used() -> None:
    found = list(candidates(profiles(*RECORDS), None, references=False))
    assert ("a:1", "c:1") not in found


def test_records_of_one_list_pair_only_by_a_whole_name() -> None:
    found = pairs(*RECORDS)
    assert ("a:2", "a:4") in found
    assert ("b:2", "b:3") not in found


@given(st.permutations(RECORDS))
def test_order_does_not_matter(records: list[Record]) -> None:
    assert pairs(*records) == pairs(*RECORDS)


@given(st.sets(st.sampled_from([record.key for record in RECORDS])))
def test_changed_records_give_the_pairs_that_hold_one_of_them(changed: set[str]) -> None:
    assert pairs(*RECORDS, changed=changed) == [
        pair for pair in pairs(*RECORDS) if not changed.isdisjoint(pair)
    ]


@given(st.lists(st.sampled_from(RECORDS), unique_by=lambda record: record.key))
def test_a_pair_does_not_hang_on_what_else_is_loaded(some: list[Record]) -> None:
    keys = {record.key for record in some}
    assert pairs(*some) == [pair for pair in pairs(*RECORDS) if keys.issuperset(pair)]
