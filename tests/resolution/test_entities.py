"""Ids are minted once and kept; ids that end lead on."""

import re

from hypothesis import given
from hypothesis import strategies as st

from commonlist.resolution import assign, entity_id

KEYS = ["a:1", "b:1", "c:1", "d:1", "e:1"]


def test_an_id_is_short_and_hangs_on_the_key_alone() -> None:
    assert re.fullmatch(r"cl-[a-z2-7]{10}", entity_id("un_sc:QDe.004"))
    assert entity_id("un_sc:QDe.004") == "cl-p3swpagngd"


def test_a_new_group_takes_the_id_of_its_smallest_key() -> None:
    ids, redirects = assign([("b:1", "a:1"), ("c:1",)], {})
    assert ids == {"a:1": entity_id("a:1"), "b:1": entity_id("a:1"), "c:1": entity_id("c:1")}
    assert redirects == {}


def test_a_group_keeps_its_id_when_a_smaller_key_joins() -> None:
    before, _ = assign([("b:1",)], {})
    ids, redirects = assign([("a:1", "b:1")], before)
    assert set(ids.values()) == {entity_id("b:1")}
    assert redirects == {}


def test_a_merge_keeps_the_id_of_the_smallest_key_and_redirects_the_other() -> None:
    before, _ = assign([("a:1",), ("b:1",)], {})
    ids, redirects = assign([("a:1", "b:1")], before)
    assert set(ids.values()) == {entity_id("a:1")}
    assert redirects == {entity_id("b:1"): entity_id("a:1")}


def test_the_smallest_minting_key_counts_though_its_record_is_elsewhere() -> None:
    previous = {"c:1": entity_id("a:1"), "d:1": entity_id("b:1")}
    ids, redirects = assign([("c:1", "d:1")], previous)
    assert set(ids.values()) == {min(previous.values(), key=[*previous.values()].index)}
    assert redirects == {entity_id("b:1"): ids["c:1"]}


def test_after_a_split_the_record_that_minted_keeps_the_id() -> None:
    before, _ = assign([("a:1", "b:1", "c:1")], {})
    ids, redirects = assign([("a:1",), ("b:1", "c:1")], before)
    assert ids == {"a:1": entity_id("a:1"), "b:1": entity_id("b:1"), "c:1": entity_id("b:1")}
    assert redirects == {}


def test_a_split_names_each_part_and_leaves_no_record_without_an_id() -> None:
    before, _ = assign([("a:1", "b:1", "c:1", "d:1")], {})
    ids, redirects = assign([("a:1", "d:1"), ("b:1",), ("c:1",)], before)
    assert ids == {key: entity_id(key) for key in ("a:1", "b:1", "c:1")} | {"d:1": ids["a:1"]}
    assert redirects == {}


def test_merging_and_splitting_again_gives_the_ids_of_before() -> None:
    apart, _ = assign([("a:1",), ("b:1",)], {})
    joined, _ = assign([("a:1", "b:1")], apart)
    again, _ = assign([("a:1",), ("b:1",)], joined)
    assert again == apart


def test_an_id_in_use_is_not_minted_again() -> None:
    previous = {"a:1": entity_id("z:1"), "b:1": entity_id("z:1"), "c:1": entity_id("a:1")}
    ids, _ = assign([("a:1",), ("b:1",), ("c:1",)], previous)
    assert len(set(ids.values())) == 3


groupings = st.lists(st.integers(0, 3), min_size=len(KEYS), max_size=len(KEYS)).map(
    lambda numbers: [
        [key for key, number in zip(KEYS, numbers, strict=True) if number == wanted]
        for wanted in sorted(set(numbers))
    ]
)


@given(st.lists(groupings, min_size=1, max_size=5))
def test_through_any_history_ids_are_one_to_a_group_and_no_living_id_leads_elsewhere(
    history: list[list[list[str]]],
) -> None:
    ids: dict[str, str] = {}
    for groups in history:
        before = ids
        ids, redirects = assign(groups, before)
        assert set(ids) == set(KEYS)
        assert len(set(ids.values())) == len(groups)
        assert all(len({ids[key] for key in group}) == 1 for group in groups)
        assert set(redirects) == set(before.values()) - set(ids.values())
        assert set(redirects.values()) <= set(ids.values())
        assert assign(groups, ids) == (ids, {})
