"""Groups: what judgements force, what lists and references forbid, and that order never matters."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.matching import REVIEW, Comparison, Reason
from commonlist.records import Record
from commonlist.resolution import (
    BUNDLED,
    JOIN,
    STRONG,
    Judgement,
    Partition,
    Relation,
    Role,
    Verdict,
    blocking,
    in_force,
    partition,
)
from tests.matching.entries import group, person, profiles
from tests.resolution.compared import compared

SAME, DIFFERENT, UNSURE = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE
DOUBT = (REVIEW + JOIN) / 2


def judged(
    left: str, right: str, verdict: Verdict, *, at: str = "2026-01-01", author: str = "desk"
) -> Judgement:
    return Judgement(
        left=left, right=right, verdict=verdict, author=author, reason="read both", made_at=at
    )


def alike(left: str, right: str, score: float = 0.9, *features: str) -> Comparison:
    reasons = tuple(Reason(feature, 6.0, f"the same {feature}") for feature in features or ["name"])
    return Comparison(left, right, score, reasons)


def resolved(*records: Record, judgements: list[Judgement] | None = None) -> Partition:
    held = profiles(*records)
    return partition(held, compared(held), judgements or [])


def parted(
    keys: str,
    comparisons: list[Comparison],
    judgements: list[Judgement] | None = None,
    relations: list[Relation] | None = None,
) -> Partition:
    """Part bare records, given as keys separated by blanks."""
    records = (group(key, f"Name {number}") for number, key in enumerate(keys.split()))
    return partition(profiles(*records), comparisons, judgements or [], relations or [])


def tie(child: str, parent: str, role: Role = Role.PART_OF) -> Relation:
    return Relation(child=child, parent=parent, role=role, author="desk", basis="its own name")


# Comparisons


def test_likely_pairs_join_and_chains_with_them() -> None:
    made = parted("a:1 b:1 c:1 d:1", [alike("a:1", "b:1"), alike("b:1", "c:1")])
    assert made.groups == (("a:1", "b:1", "c:1"), ("d:1",))
    assert [(step.left, step.right) for step in made.steps] == [("a:1", "b:1"), ("b:1", "c:1")]


def test_doubtful_pairs_are_suggested() -> None:
    made = parted("a:1 b:1 c:1", [alike("a:1", "b:1", DOUBT), alike("b:1", "c:1", 0.01)])
    assert made.groups == (("a:1",), ("b:1",), ("c:1",))
    assert [(found.left, found.right) for found in made.suggestions] == [("a:1", "b:1")]


def test_two_groups_are_suggested_once_by_their_likest_pair() -> None:
    made = parted(
        "a:1 b:1 c:1 d:1",
        [alike("a:1", "b:1"), alike("c:1", "d:1"), alike("a:1", "c:1", REVIEW),
         alike("b:1", "d:1", DOUBT)],
    )  # fmt: skip
    assert [(found.left, found.right) for found in made.suggestions] == [("b:1", "d:1")]


def test_two_entries_of_one_list_do_not_join_by_comparison() -> None:
    made = parted("a:1 a:2 b:1", [alike("a:1", "b:1", 0.95), alike("a:2", "b:1", 0.9)])
    assert made.groups == (("a:1", "b:1"), ("a:2",))
    (found,) = made.suggestions
    assert (found.left, found.right, found.score) == ("a:1", "a:2", 0.9)
    assert found.why == "a lists 2 and 1 apart, yet a:2 is like b:1"


def groups_of(left: str, right: str) -> int:
    return len(parted(f"{left} {right}", [alike(left, right)]).groups)


def test_two_acts_or_two_dockets_are_two_lists() -> None:
    assert groups_of("eu_journal:32001R2580-testers", "eu_journal:32024R0386-testers") == 1
    assert groups_of("eu_journal:32001R2580-testers", "eu_journal:32001R2580-tester") == 2
    assert groups_of("docket:geneva/testers", "docket:vienna/testers") == 1
    assert groups_of("docket:vienna/force", "docket:vienna/guard") == 2


def test_a_table_may_hold_two_acts_on_one_organisation() -> None:
    assert groups_of("fto:testers", "fto:testers-2") == 1
    assert groups_of("fto:testers", "fto:testers-abroad") == 2


def test_two_persons_of_one_name_on_a_list_are_two() -> None:
    made = resolved(
        person("sema:nadir-karam-zarqani", "Nadir Karam Zarqani"),
        person("sema:nadir-karam-zarqani-2", "Nadir Karam Zarqani"),
    )
    assert len(made.groups) == 2


def test_quoted_references_go_before_names() -> None:
    made = parted("a:1 b:1 b:2", [alike("a:1", "b:1", 0.99), alike("a:1", "b:2", 0.9, "reference")])
    assert made.groups == (("a:1", "b:2"), ("b:1",))


def test_of_equal_scores_the_pair_of_more_common_names_goes_first() -> None:
    one = person("a:1", "Jane Amber Teal", "Teal Jane", "Grey Heron")
    fewer = person("b:1", "Jane Amber Teal")
    more = person("b:2", "Jane Amber Teal", "Grey Heron")
    made = [alike("a:1", "b:1"), alike("a:1", "b:2")]
    groups = partition(profiles(one, fewer, more), made, []).groups
    assert groups == (("a:1", "b:2"), ("b:1",))


def test_chains_do_not_join_records_with_different_references() -> None:
    records = profiles(
        group("a:1", "One", references=["un:QDe.115"]),
        group("b:1", "Two"),
        group("c:1", "Three", references=["un:QDe.137"]),
    )
    made = partition(records, [alike("a:1", "b:1", 0.95), alike("b:1", "c:1", 0.9)], [])
    assert made.groups == (("a:1", "b:1"), ("c:1",))
    (found,) = made.suggestions
    assert (found.left, found.right) == ("a:1", "c:1")
    assert found.why == "un QDe.115 is not un QDe.137, yet b:1 is like c:1"


def test_comparisons_of_records_not_held_are_passed_over() -> None:
    assert parted("a:1 b:1", [alike("b:1", "c:1")]).groups == (("a:1",), ("b:1",))


# Chains that hang on one weak link


def test_a_weak_link_that_alone_ties_several_to_several_is_cut_and_asked_about() -> None:
    strong = [alike("a:1", "b:1", 0.99), alike("c:1", "d:1", 0.99)]
    made = parted("a:1 b:1 c:1 d:1", [*strong, alike("b:1", "c:1", 0.9)])
    assert made.groups == (("a:1", "b:1"), ("c:1", "d:1"))
    (found,) = made.suggestions
    assert (found.left, found.right, found.score) == ("b:1", "c:1", 0.9)
    assert found.why == "only this pair, a weak one, speaks for joining 2 records with 2 others"


@pytest.mark.parametrize(
    "link",
    [
        [alike("b:1", "c:1", 0.96)],
        [alike("b:1", "c:1", 0.9, "reference")],
        [alike("b:1", "c:1", 0.9), alike("a:1", "d:1", 0.5)],
    ],
    ids=["strong", "quoted", "with another pair beside it"],
)
def test_a_link_that_is_strong_quoted_or_not_alone_holds(link: list[Comparison]) -> None:
    strong = [alike("a:1", "b:1", 0.99), alike("c:1", "d:1", 0.99)]
    assert len(parted("a:1 b:1 c:1 d:1", [*strong, *link]).groups) == 1


def test_a_judged_link_is_never_cut() -> None:
    strong = [alike("a:1", "b:1", 0.99), alike("c:1", "d:1", 0.99), alike("b:1", "c:1", 0.9)]
    made = parted("a:1 b:1 c:1 d:1", strong, [judged("b:1", "c:1", SAME)])
    assert len(made.groups) == 1


def test_a_chain_of_weak_links_is_cut_at_the_weakest() -> None:
    links = [alike("a:1", "b:1", 0.9), alike("b:1", "c:1", 0.85), alike("c:1", "d:1", 0.88)]
    made = parted("a:1 b:1 c:1 d:1", links)
    assert made.groups == (("a:1", "b:1"), ("c:1", "d:1"))


def test_a_weak_link_to_a_record_alone_stays_and_is_in_doubt() -> None:
    made = parted("a:1 b:1 c:1", [alike("a:1", "b:1", 0.99), alike("b:1", "c:1", 0.85)])
    assert len(made.groups) == 1
    (doubt,) = made.doubts
    assert (doubt.left, doubt.right, doubt.joined) == ("b:1", "c:1", True)
    assert doubt.why == "only this pair, a weak one, speaks for joining 1 record with 2 others"


def test_a_record_goes_with_the_group_for_which_more_speaks_than_for_one_likelier_record() -> None:
    jaish = [
        alike("ca:1", "gb:jem", 0.99),
        alike("gb:jem", "un:1", 0.99),
        alike("ca:1", "un:1", 0.99),
    ]
    weaker = [alike(key, "us:1", 0.75) for key in ("ca:1", "gb:jem", "un:1")]
    made = parted("ca:1 gb:jem gb:kui un:1 us:1", [*jaish, *weaker, alike("gb:kui", "us:1", 0.83)])
    assert made.groups == (("ca:1", "gb:jem", "un:1", "us:1"), ("gb:kui",))
    [found] = made.suggestions
    assert (found.left, found.right) == ("gb:jem", "gb:kui")
    assert found.why == "gb lists kui and jem apart, yet gb:kui is like us:1"


def test_a_record_stays_where_it_is_if_the_other_group_may_not_have_it() -> None:
    pairs = [
        alike("ca:1", "gb:jem", 0.99),
        alike("ca:1", "us:1", 0.75),
        alike("gb:jem", "us:1", 0.75),
    ]
    pairs.append(alike("gb:kui", "us:1", 0.83))
    apart = [judged("ca:1", "us:1", DIFFERENT)]
    assert ("gb:kui", "us:1") in parted("ca:1 gb:jem gb:kui us:1", pairs, apart).groups


def test_what_all_pairs_across_say_outweighs_one_that_is_alike() -> None:
    held = profiles(
        person("a:1", "Nadir Zarqani", births=["1950-02-03"]),
        person("b:1", "Nadir Zarqani", births=["1950-02-03"]),
        person("c:1", "Nadir Karam"),
        person("d:1", "Nadir Karam", births=["1981-05-06"]),
    )
    links = [alike("a:1", "b:1", 0.99), alike("c:1", "d:1", 0.99), alike("b:1", "c:1", 0.96)]
    made = partition(held, links, [])
    assert made.groups == (("a:1", "b:1"), ("c:1", "d:1"))
    (found,) = made.suggestions
    assert found.why.startswith("a:1 and d:1 speak against it: ")
    assert "1950" in found.why


# Relations


def test_related_records_are_not_joined_by_comparisons_nor_asked_about() -> None:
    made = parted(
        "a:1 b:1 c:1", [alike("a:1", "b:1", 0.99), alike("b:1", "c:1", 0.98)], [],
        [tie("c:1", "a:1")],
    )  # fmt: skip
    assert made.groups == (("a:1", "b:1"), ("c:1",))
    assert made.suggestions == ()
    assert [related.child for related in made.related] == ["c:1"]


def test_people_may_judge_related_records_the_same() -> None:
    said = [judged("a:1", "c:1", SAME)]
    assert len(parted("a:1 c:1", [], said, [tie("c:1", "a:1")]).groups) == 1


# Judgements


def test_the_judgement_that_blocks_another_is_told() -> None:
    different = judged("a:1", "c:1", DIFFERENT, at="2026-01-03")
    said = [judged("a:1", "b:1", SAME), judged("b:1", "c:1", SAME), different]
    made = parted("a:1 b:1 c:1", [], said)
    assert made.groups == (("a:1", "b:1"), ("c:1",))
    assert blocking(made, "b:1", "c:1") == different


def test_a_word_that_waits_is_asked_about_before_all_else_of_the_two_groups() -> None:
    word = judged("a:1", "c:1", SAME, author="ann")
    waits = Judgement(
        **{name: getattr(word, name) for name in word.__struct_fields__} | {"second": True}
    )
    made = parted("a:1 b:1 c:1", [alike("a:1", "b:1"), alike("b:1", "c:1", DOUBT)], [waits])
    assert made.groups == (("a:1", "b:1"), ("c:1",))
    (found,) = made.suggestions
    assert (found.left, found.right) == ("a:1", "c:1")
    assert found.why == "ann says same: read both; a second reader is awaited"
    assert found.score == DOUBT  # of the likest pair of the two groups


def test_a_judgement_joins_what_nothing_else_does() -> None:
    made = parted("a:1 a:2", [], [judged("a:1", "a:2", SAME)])
    assert made.groups == (("a:1", "a:2"),)
    (step,) = made.steps
    assert step.judgement
    assert not step.comparison


def test_a_judgement_keeps_apart_what_chains_would_join() -> None:
    made = parted(
        "a:1 b:1 c:1",
        [alike("a:1", "b:1", 0.99), alike("b:1", "c:1", 0.9), alike("a:1", "c:1", 0.95)],
        [judged("a:1", "c:1", DIFFERENT)],
    )
    assert made.groups == (("a:1", "b:1"), ("c:1",))
    assert made.suggestions == ()
    assert [said.pair for said in made.apart] == [("a:1", "c:1")]


def test_different_wins_over_a_chain_of_same_and_the_contradiction_is_shown() -> None:
    made = parted(
        "a:1 b:1 c:1",
        [],
        [
            judged("a:1", "b:1", SAME, at="2026-01-01"),
            judged("b:1", "c:1", SAME, at="2026-01-02"),
            judged("a:1", "c:1", DIFFERENT, at="2026-01-03"),
        ],
    )
    assert made.groups == (("a:1",), ("b:1", "c:1"))
    (found,) = made.suggestions
    assert (found.left, found.right) == ("a:1", "b:1")
    assert found.why == "a:1 and c:1 are judged different"


def test_unsure_takes_a_judgement_back() -> None:
    said = [judged("a:1", "b:1", DIFFERENT), judged("a:1", "b:1", UNSURE, at="2026-02-01")]
    assert parted("a:1 b:1", [alike("a:1", "b:1")], said).groups == (("a:1", "b:1"),)


def test_what_a_person_is_unsure_of_is_suggested() -> None:
    (found,) = parted("a:1 b:1", [], [judged("a:1", "b:1", UNSURE)]).suggestions
    assert found.why == "desk is unsure: read both"


def test_a_persons_judgement_stands_before_a_bundled_one() -> None:
    made = parted(
        "a:1 b:1 c:1",
        [],
        [
            judged("a:1", "b:1", SAME, author=BUNDLED, at="2026-06-01"),
            judged("b:1", "c:1", SAME, at="2026-01-01"),
            judged("a:1", "c:1", DIFFERENT, at="2026-01-01"),
        ],
    )
    assert made.groups == (("a:1",), ("b:1", "c:1"))


def test_judged_records_no_longer_held_still_link_others() -> None:
    said = [judged("a:1", "x:9", SAME), judged("x:9", "b:1", SAME)]
    assert parted("a:1 b:1", [], said).groups == (("a:1", "b:1"),)


# Names that were mistaken for each other


def test_two_armies_of_islam_are_told_apart_by_a_judgement() -> None:
    gaza = group("us:1", "Army of Islam", "Jaysh al-Islam", "Islam Testers of Gaza")
    syria = group("ru:1", "Jaysh al-Islam", "Islam Testers of Gaza", "Liwa al-Islam")
    assert len(resolved(gaza, syria).groups) == 1
    said = judged("ru:1", "us:1", DIFFERENT)
    assert len(resolved(gaza, syria, judgements=[said]).groups) == 2


def test_an_entry_of_2014_with_a_later_groups_alias_stays_with_its_reference() -> None:
    entry = group(
        "gb_ofsi:8441", "AL-QAIDA IN IRAQ", "JABHAT AL-NUSRAH", "AL-NUSRAH FRONT",
        references=["gb-ofsi:8441", "un:QDe.115"],
    )  # fmt: skip
    iraq = group("un_sc:QDe.115", "AL-QAIDA IN IRAQ", references=["un:QDe.115"])
    nusra = group(
        "un_sc:QDe.137", "AL-NUSRAH FRONT FOR THE PEOPLE OF THE LEVANT", "Jabhat al-Nusrah",
        "Al-Nusrah Front", references=["un:QDe.137"],
    )  # fmt: skip
    state = group("us:1", "AL-NUSRAH FRONT", "JABHAT AL-NUSRAH")
    made = resolved(entry, iraq, nusra, state)
    assert ("gb_ofsi:8441", "un_sc:QDe.115") in made.groups
    assert ("un_sc:QDe.137", "us:1") in made.groups


@pytest.mark.parametrize(
    "names",
    [
        ("Hizballah", "Hizballah in the Kingdom", "Turkish Hizbullah", "Kata'ib Hizballah",
         "Hizballah military wing"),
        ("Ansar al-Charia Derna", "Ansar al-Charia Benghazi", "Ansar al-Shari'a in Tunisia"),
        ("Al-Qaida", "Al-Qaida in the Islamic Maghreb", "Al-Qaida in the Arabian Peninsula"),
        ("Muslim Brotherhood", "Muslim Brotherhood in the UAE", "Lebanese Muslim Brotherhood"),
    ],
)  # fmt: skip
def test_groups_with_a_name_in_common_are_each_their_own(names: tuple[str, ...]) -> None:
    made = resolved(*(group(f"list{number}:1", name) for number, name in enumerate(names)))
    assert len(made.groups) == len(names)


# What holds of any input

KEYS = ["a:1", "a:2", "b:1", "b:2", "c:1", "c:2", "d:1"]
pairs = st.lists(st.sampled_from(KEYS), min_size=2, max_size=2, unique=True).map(sorted)
comparisons = st.lists(
    st.builds(
        lambda pair, score, feature: alike(pair[0], pair[1], score, feature),
        pairs,
        st.sampled_from([0.01, DOUBT, JOIN, 0.9, 0.99]),
        st.sampled_from(["name", "reference"]),
    ),
    unique_by=lambda made: (made.left, made.right),
    max_size=12,
)
judgements = st.lists(
    st.builds(
        lambda pair, verdict, at: judged(pair[0], pair[1], verdict, at=at),
        pairs,
        st.sampled_from(Verdict),
        st.sampled_from(["2026-01-01", "2026-01-02"]),
    ),
    max_size=8,
)
relations = st.lists(st.builds(lambda pair: tie(pair[0], pair[1]), pairs), max_size=3)
HELD = " ".join(KEYS)


@given(comparisons, judgements)
def test_every_record_is_in_exactly_one_group(
    made: list[Comparison], said: list[Judgement]
) -> None:
    found = parted(HELD, made, said)
    assert sorted(key for keys in found.groups for key in keys) == KEYS


@given(comparisons, judgements)
def test_a_pair_judged_different_is_never_in_one_group(
    made: list[Comparison], said: list[Judgement]
) -> None:
    groups = {key: keys for keys in parted(HELD, made, said).groups for key in keys}
    for (left, right), standing in in_force(said).items():
        if standing.verdict is DIFFERENT:
            assert groups[left] != groups[right]


def shuffled(some: list[Any], random: Random) -> list[Any]:
    return random.sample(some, len(some))


@given(comparisons, judgements, relations, st.randoms())
def test_the_order_of_the_input_does_not_matter(
    made: list[Comparison], said: list[Judgement], ties: list[Relation], random: Random
) -> None:
    held = profiles(*(group(key, "Name") for key in KEYS))
    again = {key: held[key] for key in shuffled(list(held), random)}
    one = partition(held, made, said, ties)
    made, said, ties = (shuffled(some, random) for some in (made, said, ties))
    assert partition(again, made, said, ties) == one


@given(comparisons, judgements, relations)
def test_related_records_meet_only_where_people_say_so(
    made: list[Comparison], said: list[Judgement], ties: list[Relation]
) -> None:
    found = parted(HELD, made, said, ties)
    people = parted(HELD, [], said, ties)
    together, judged_so = (
        {(one, two) for keys in part.groups for one in keys for two in keys}
        for part in (found, people)
    )
    assert all(
        (t.child, t.parent) not in together or (t.child, t.parent) in judged_so for t in ties
    )


@given(comparisons, judgements)
def test_what_people_judge_the_same_stays_together_whatever_is_compared(
    made: list[Comparison], said: list[Judgement]
) -> None:
    by_people = parted(HELD, [], said)
    group_of = {key: keys for keys in parted(HELD, made, said).groups for key in keys}
    assert all(set(keys) <= set(group_of[keys[0]]) for keys in by_people.groups)


@given(comparisons, judgements, pairs, st.floats(0, REVIEW, exclude_max=True))
def test_a_comparison_not_worth_a_look_changes_nothing(
    made: list[Comparison], said: list[Judgement], pair: list[str], score: float
) -> None:
    low = alike(pair[0], pair[1], score)
    assert parted(HELD, [*made, low], said) == parted(HELD, made, said)


@given(comparisons, judgements)
def test_no_group_hangs_on_one_weak_link_between_several_and_several(
    made: list[Comparison], said: list[Judgement]
) -> None:
    found = parted(HELD, made, said)
    group_of = {key: keys for keys in found.groups for key in keys}
    for step in found.steps:
        weak = step.comparison and step.comparison.score < STRONG
        if weak and step.comparison and step.comparison.reasons[0].feature != "reference":
            near = [
                {c.left, c.right} for c in made if c.score >= 0.5 and c is not step.comparison
            ] + [{j.left, j.right} for j in in_force(said).values() if j.verdict is SAME]
            part = {step.left}
            for _ in KEYS:
                part |= {k for two in near if two & part for k in two & set(group_of[step.left])}
            rest = set(group_of[step.left]) - part
            assert not rest or min(len(rest), len(part)) == 1


@given(comparisons, judgements)
def test_the_steps_alone_make_the_groups(made: list[Comparison], said: list[Judgement]) -> None:
    found = parted(HELD, made, said)
    root = {key: key for key in KEYS}
    for step in found.steps:
        old, new = root[step.left], root[step.right]
        assert old != new
        root = {key: new if value == old else value for key, value in root.items()}
    grouped: dict[str, list[str]] = {}
    for key in KEYS:
        grouped.setdefault(root[key], []).append(key)
    assert sorted(map(tuple, grouped.values())) == list(found.groups)


NAMES = ["Al-Qaida", "Al-Qaeda", "Zorba Trading Co", "Zorba Trading", "Karma Bank", "Army of Islam"]
records = st.lists(
    st.builds(
        lambda source, entry, names: group(f"{source}:{entry}", *names),
        st.sampled_from("abcd"),
        st.integers(1, 3),
        st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True),
    ),
    unique_by=lambda record: record.key,
    min_size=2,
    max_size=8,
)


@given(records, st.data())
def test_stored_comparisons_and_new_ones_give_what_a_run_from_scratch_gives(
    some: list[Record], data: st.DataObject
) -> None:
    changed = set(data.draw(st.lists(st.sampled_from([record.key for record in some]))))
    held = profiles(*some)
    before = {key: made for key, made in held.items() if key not in changed}
    stored, new = compared(before), compared(held, changed)
    assert partition(held, stored + new, []) == resolved(*some)
