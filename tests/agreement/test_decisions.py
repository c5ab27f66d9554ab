"""What a rule says, and what it would take: sound whatever is unknown, and as brute force says."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.agreement.decisions import (
    MOST_NEEDS,
    Change,
    Decision,
    Need,
    Status,
    Subject,
    counts,
    decide,
    in_scope,
    what_it_takes,
)
from commonlist.agreement.language import parse
from commonlist.agreement.rules import Expression, Rule, Truth
from commonlist.agreement.voices import Detail, Law, Stand, Voice, voice
from commonlist.records import Confidence, Kind
from tests.agreement.expressions import BEYOND, lists, over, parties, procedures
from tests.agreement.voiced import DAY, finding, of_law, stance

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
GROUP = Subject(kind=Kind.ORGANIZATION)
AGREED, DISPUTED, NOT_LISTED, UNDETERMINED = Status

LISTED = of_law(Law.LISTED, None, finding(origin="autonomous"))
ABSENT = of_law(Law.NOT_LISTED)
OPEN = of_law(Law.UNKNOWN)
TWELVE = "at, be, bg, cy, cz, de, dk, es, fi, gr, hr, hu"


def taken(
    rule: Rule, voices: Mapping[str, Voice], decision: Decision, subject: Subject
) -> tuple[Need, ...]:
    """What it takes, where that is known."""
    found = what_it_takes(rule, voices, decision, subject)
    assert found is not None
    return found


def decided(rule: str, subject: Subject = GROUP, **voices: Voice) -> Decision:
    return decide(parse(rule), voices, {}, subject)


def needs(rule: str, subject: Subject = GROUP, **voices: Voice) -> list[str]:
    """Each need as ``to: atom=word, atom=word``."""
    found = taken(parse(rule), voices, decided(rule, subject, **voices), subject)
    return [
        f"{need.to.value}: {', '.join(f'{c.atom}={c.to}' for c in need.changes)}" for need in found
    ]


class TestStatus:
    @pytest.mark.parametrize(
        ("us", "ru", "status"),
        [
            (LISTED, LISTED, AGREED),
            (LISTED, ABSENT, DISPUTED),
            (LISTED, OPEN, UNDETERMINED),
            (OPEN, OPEN, UNDETERMINED),
            (ABSENT, OPEN, NOT_LISTED),
            (ABSENT, ABSENT, NOT_LISTED),
        ],
    )
    def test_of_two_that_must_agree(self, us: Voice, ru: Voice, status: Status) -> None:
        assert decided("all(us, ru)", us=us, ru=ru).status is status

    def test_a_party_without_a_voice_is_unknown_and_never_absent(self) -> None:
        made = decided("all(us, ru)", us=LISTED)
        assert (made.status, made.counts["ru"]) == (UNDETERMINED, UNKNOWN)

    def test_a_list_is_asked_by_its_name(self) -> None:
        rule = parse("source(eu_931)")
        for truth, status in ((YES, AGREED), (NO, NOT_LISTED), (UNKNOWN, UNDETERMINED)):
            assert decide(rule, {}, {"eu_931": truth}, GROUP).status is status
        assert decide(rule, {}, {}, GROUP).status is UNDETERMINED

    def test_a_procedure_is_undetermined_and_says_why(self) -> None:
        made = decided("present_and_confirm(us, ru)", us=LISTED, ru=LISTED)
        assert made.status is UNDETERMINED
        assert made.note == (
            "present_and_confirm(us, ru): a step between the parties, open without talks"
        )

    def test_a_procedure_that_decides_nothing_is_not_noted(self) -> None:
        made = decided("us or no_objection(us, ru, 30 days)", us=LISTED)
        assert (made.status, made.note) == (AGREED, "")

    def test_what_if_replaces_voices_of_the_rule_alone(self) -> None:
        rule, supposed = parse("all(us, ru)"), {"ru": YES, "cn": YES}
        made = decide(rule, {"us": LISTED, "ru": ABSENT}, {}, GROUP, supposed)
        assert (made.status, dict(made.counts)) == (AGREED, {"us": YES, "ru": YES})


class TestAnObjection:
    opposed = of_law(Law.NOT_LISTED, Stand.OPPOSES)

    def test_puts_a_name_on_the_table_under_stances(self) -> None:
        assert decided("all(us, ru) [stances]", us=ABSENT, ru=self.opposed).status is DISPUTED

    def test_is_nothing_to_a_rule_of_law(self) -> None:
        assert decided("all(us, ru)", us=ABSENT, ru=self.opposed).status is NOT_LISTED

    def test_of_a_party_that_the_rule_does_not_name_is_nothing_to_it(self) -> None:
        assert decided("us [stances]", us=ABSENT, ru=self.opposed).status is NOT_LISTED

    def test_does_not_outlast_the_supposition_that_the_party_does_not_object(self) -> None:
        rule, voices = parse("all(us, ru) [stances]"), {"us": ABSENT, "ru": self.opposed}
        assert decide(rule, voices, {}, GROUP, {"ru": NO}).status is DISPUTED
        assert decide(rule, voices, {}, GROUP, {"ru": UNKNOWN}).status is NOT_LISTED


class TestStances:
    @pytest.mark.parametrize(
        ("stand", "truth"),
        [
            (Stand.SUPPORTS, YES),
            (Stand.REPORTED, YES),
            (Stand.OPPOSES, NO),
            (Stand.CONDITIONAL, UNKNOWN),
            (Stand.RESERVED, UNKNOWN),
        ],
    )
    @pytest.mark.parametrize("law", Law)
    def test_a_word_comes_before_any_law(self, stand: Stand, truth: Truth, law: Law) -> None:
        assert counts(of_law(law, stand), frozenset({"stances"})) is truth

    @pytest.mark.parametrize(
        ("law", "truth"),
        [
            (Law.LISTED, YES),
            (Law.LISTED_IN_PART, NO),
            (Law.NOT_LISTED, NO),
            (Law.UNKNOWN, UNKNOWN),
        ],
    )
    def test_none_known_is_the_law(self, law: Law, truth: Truth) -> None:
        for made in (of_law(law), of_law(law, Stand.NONE_KNOWN)):
            assert counts(made, frozenset({"stances"})) is truth

    @pytest.mark.parametrize("stand", Stand)
    def test_without_the_filter_words_are_nothing(self, stand: Stand) -> None:
        assert counts(of_law(Law.UNKNOWN, stand), frozenset()) is UNKNOWN
        assert counts(of_law(Law.NOT_LISTED, stand), frozenset()) is NO


class TestParts:
    wing = of_law(Law.LISTED_IN_PART, None, finding(part="military wing", origin="autonomous"))

    def test_a_part_counts_only_if_the_rule_says_so(self) -> None:
        assert counts(self.wing, frozenset()) is NO
        assert counts(self.wing, frozenset({"parts"})) is YES

    def test_a_part_that_counts_is_still_asked_for_its_origin(self) -> None:
        copied = of_law(Law.LISTED_IN_PART, None, finding(part="wing", origin="transposes(un)"))
        assert counts(self.wing, frozenset({"parts", "autonomous"})) is YES
        assert counts(copied, frozenset({"parts", "autonomous"})) is NO

    def test_an_autonomous_act_on_a_part_does_not_make_the_whole_autonomous(self) -> None:
        both = of_law(
            Law.LISTED,
            None,
            finding(origin="transposes(un)"),
            finding(part="wing", origin="autonomous"),
        )
        assert counts(both, frozenset({"autonomous"})) is NO
        assert counts(both, frozenset({"autonomous", "parts"})) is YES


class TestAutonomous:
    @pytest.mark.parametrize(
        ("origins", "truth"),
        [
            (["autonomous"], YES),
            (["transposes(un)"], NO),
            (["follows(eu)"], NO),
            ([""], UNKNOWN),
            (["transposes(un)", ""], UNKNOWN),
            (["transposes(un)", "autonomous"], YES),
        ],
    )
    def test_copies_do_not_count_and_what_is_not_said_is_unknown(
        self, origins: list[str], truth: Truth
    ) -> None:
        made = of_law(Law.LISTED, None, *(finding(origin=origin) for origin in origins))
        assert counts(made, frozenset({"autonomous"})) is truth

    def test_a_blocs_voice_is_no_second_opinion(self) -> None:
        eu = voice("eu", DAY, [finding(origin="autonomous")], {})
        fr = voice("fr", DAY, [], {}, blocs=[eu])
        assert (fr.detail, counts(fr, frozenset())) == (Detail.FOLLOWS, YES)
        assert counts(fr, frozenset({"autonomous"})) is NO


class TestDisputedRegimes:
    flagged = finding(by_regime=True, origin="autonomous")

    def test_listings_by_regime_do_not_count(self) -> None:
        made = of_law(Law.LISTED, None, self.flagged)
        assert counts(made, frozenset()) is YES
        assert counts(made, frozenset({"no_disputed_regimes"})) is NO

    def test_another_act_beside_them_does(self) -> None:
        made = of_law(Law.LISTED, None, self.flagged, finding(origin="transposes(un)"))
        assert counts(made, frozenset({"no_disputed_regimes"})) is YES
        assert counts(made, frozenset({"no_disputed_regimes", "autonomous"})) is NO

    def test_a_member_has_the_regimes_of_its_bloc(self) -> None:
        eu = voice("eu", DAY, [self.flagged], {})
        fr = voice("fr", DAY, [], {}, blocs=[eu])
        assert counts(fr, frozenset({"no_disputed_regimes"})) is NO


class TestScope:
    person = Subject(kind=Kind.PERSON)
    organ = Subject(kind=Kind.ORGANIZATION, state_organ=True)
    private = Subject(kind=Kind.ORGANIZATION, state_organ=False)

    def test_of_kind(self) -> None:
        assert decided("us [organizations]", self.person, us=LISTED).status is NOT_LISTED
        assert decided("us [persons]", self.person, us=LISTED).status is AGREED
        assert decided("us [persons]", GROUP, us=LISTED).status is NOT_LISTED
        assert in_scope(parse("us"), self.person)

    def test_a_state_organ_is_outside_non_state(self) -> None:
        made = decided("any(us, ru) [non_state]", self.organ, us=LISTED, ru=LISTED)
        assert (made.status, set(made.counts.values())) == (NOT_LISTED, {NO})
        assert decided("us [non_state]", self.private, us=LISTED).status is AGREED

    def test_an_unknown_class_is_undetermined(self) -> None:
        assert decided("us [non_state]", GROUP, us=LISTED).status is UNDETERMINED
        assert decided("us [non_state]", GROUP, us=ABSENT).status is NOT_LISTED

    def test_what_is_outside_is_not_disputed_whoever_speaks(self) -> None:
        opposed = of_law(Law.NOT_LISTED, Stand.OPPOSES)
        made = decided("all(us, ru) [stances, non_state]", self.organ, us=LISTED, ru=opposed)
        assert made.status is NOT_LISTED

    def test_an_unknown_class_stays_unknown_whatever_is_supposed(self) -> None:
        rule, supposed = parse("us [non_state]"), {"us": YES}
        for subject, status in ((GROUP, UNDETERMINED), (self.private, AGREED)):
            made = decide(rule, {"us": ABSENT}, {}, subject, supposed)
            assert made.status is status

    def test_outside_or_of_unknown_class_no_change_of_voices_would_do(self) -> None:
        assert needs("us [persons]", GROUP, us=ABSENT) == []
        assert needs("us [non_state]", GROUP, us=LISTED) == []
        assert needs("us [non_state]", self.organ, us=LISTED) == []


class TestRecalled:
    """Whether recalled facts count is settled where a voice is made, for law and word alike."""

    def status(self, rule: str) -> Status:
        read = parse(rule)
        us = voice(
            "us",
            DAY,
            [finding(confidence=Confidence.RECALLED)],
            {},
            stances=[stance(Stand.OPPOSES, confidence=Confidence.RECALLED)],
            recalled="recalled" in read.filters,
        )
        return decide(read, {"us": us}, {}, GROUP).status

    def test_facts_that_nobody_read_count_only_with_it(self) -> None:
        assert self.status("us") is UNDETERMINED
        assert self.status("us [recalled]") is AGREED

    def test_so_do_words(self) -> None:
        assert self.status("us [stances]") is UNDETERMINED
        assert self.status("us [stances, recalled]") is DISPUTED


class TestWhatItTakes:
    def test_one_or_several_changes_with_direction(self) -> None:
        assert needs("un or all(us, ru)", un=ABSENT, us=LISTED, ru=ABSENT) == [
            "agreed: un=listed",
            "agreed: ru=listed",
        ]
        assert needs("un or all(us, ru)", un=LISTED, us=LISTED, ru=LISTED) == [
            "disputed: un=not_listed, us=not_listed",
            "disputed: un=not_listed, ru=not_listed",
        ]

    def test_an_open_answer_can_fall_to_either_side(self) -> None:
        assert needs("all(us, ru)", us=LISTED, ru=OPEN) == [
            "agreed: ru=listed",
            "not_listed: us=not_listed",
            "disputed: ru=not_listed",
        ]

    def test_a_repeated_party_is_changed_once(self) -> None:
        assert needs("un or all(un, us)", un=ABSENT, us=ABSENT) == ["agreed: un=listed"]
        weights = "atleast(3, us, us, us, ru, cn, tr)"
        assert needs(weights, us=ABSENT, ru=ABSENT, cn=ABSENT, tr=ABSENT) == [
            "agreed: us=listed",
            "agreed: ru=listed, cn=listed, tr=listed",
        ]

    def test_a_heavy_party_is_found_among_many(self) -> None:
        heavy = f"atleast(10, {TWELVE}{', us' * 10})"
        assert needs(heavy)[0] == "agreed: us=listed"

    def test_a_heavy_party_with_a_few_is_fewer_than_many(self) -> None:
        heavy = f"atleast(10, {TWELVE}{', us' * 7})"
        assert needs(heavy)[0] == "agreed: at=listed, be=listed, bg=listed, us=listed"

    def test_a_word_is_changed_by_a_word_and_a_law_by_a_law(self) -> None:
        opposed = of_law(Law.LISTED, Stand.OPPOSES)
        found = needs("all(us, ru) [stances]", us=ABSENT, ru=opposed)
        assert found == ["agreed: us=listed, ru=supports"]

    def test_a_party_that_came_to_oppose_would_make_it_disputed(self) -> None:
        supports = of_law(Law.UNKNOWN, Stand.SUPPORTS)
        assert needs("us [stances]", us=supports) == ["disputed: us=opposes"]
        assert needs("us", us=LISTED) == ["not_listed: us=not_listed"]

    @pytest.mark.parametrize(
        ("filters", "act", "wanted"),
        [
            ("autonomous", {"origin": "transposes(un)"}, "listed_by_itself"),
            ("autonomous", {"origin": ""}, "listed_with_its_origin_stated"),
            ("no_disputed_regimes", {"by_regime": True}, "listed_under_another_regime"),
            (
                "autonomous, no_disputed_regimes",
                {"by_regime": True, "origin": "autonomous"},
                "listed_under_another_regime",
            ),
            ("autonomous", {"origin": "", "part": "wing"}, "listed"),
            ("autonomous, parts", {"origin": "", "part": "wing"}, "listed_with_its_origin_stated"),
        ],
    )
    def test_of_what_is_listed_and_does_not_count_is_what_it_lacks(
        self, filters: str, act: dict[str, Any], wanted: str
    ) -> None:
        us = voice("us", DAY, [finding(**act)], {})
        assert f"agreed: us={wanted}" in needs(f"us [{filters}]", us=us)
        eu = voice("eu", DAY, [finding(origin="autonomous")], {})
        fr = voice("fr", DAY, [], {}, blocs=[eu])
        assert needs("fr [autonomous]", fr=fr) == ["agreed: fr=listed_by_itself"]

    def test_a_procedure_can_be_had_by_no_voice(self) -> None:
        assert needs("no_objection(us, ru, 30 days)") == []
        assert needs("us or joint_action(us, ru)", us=ABSENT) == ["agreed: us=listed"]

    def test_a_list_can_be_changed_too(self) -> None:
        assert needs("source(eu_931) or us", us=ABSENT) == [
            "agreed: source(eu_931)=listed",
            "agreed: us=listed",
            "not_listed: source(eu_931)=not_listed",
        ]

    def test_there_are_at_most_so_many_of_each_direction_the_smallest_first(self) -> None:
        rule = parse(f"atleast(6, {TWELVE})")
        found = taken(rule, {}, decide(rule, {}, {}, GROUP), GROUP)
        assert len(found) == 2 * MOST_NEEDS
        assert {len(need.changes) for need in found[:MOST_NEEDS]} == {6}
        assert found[0].changes[0] == Change("at", "listed")

    def test_beyond_the_work_that_may_be_done_it_is_not_known_and_the_decision_is(self) -> None:
        rule = parse(BEYOND)
        decision = decide(rule, {"us": LISTED, "ru": ABSENT}, {}, GROUP)
        assert decision.status is UNDETERMINED
        assert what_it_takes(rule, {}, decision, GROUP) is None
        parties = dict.fromkeys(rule.parties(), LISTED)
        assert decide(rule, parties, {}, GROUP).status is AGREED


# What holds of every rule and every set of voices.

stands = st.none() | st.sampled_from(Stand)
acts = st.lists(
    st.builds(
        finding,
        origin=st.sampled_from(("", "autonomous", "transposes(un)")),
        by_regime=st.booleans(),
    ),
    min_size=1,
    max_size=2,
)
voices_ = st.builds(
    lambda law, stand, made: of_law(law, stand, *made), st.sampled_from(Law), stands, acts
)
filters = st.frozensets(
    st.sampled_from(("stances", "autonomous", "parts", "no_disputed_regimes", "recalled"))
)
truths = st.sampled_from(Truth)


@st.composite
def questions(
    draw: st.DrawFn, atoms: st.SearchStrategy[Expression]
) -> tuple[Rule, dict[str, Voice], dict[str, Truth]]:
    """A rule with a voice of each party (or none) and an answer of each list."""
    rule = Rule(draw(over(atoms)), draw(filters))
    spoken = {party: draw(st.none() | voices_) for party in rule.parties()}
    answers = {name: draw(truths) for name in rule.sources()}
    return rule, {party: made for party, made in spoken.items() if made}, answers


Question = tuple[Rule, dict[str, Voice], dict[str, Truth]]


@given(questions(parties | lists | procedures), st.data())
def test_a_rule_that_is_true_or_false_stays_so_whatever_the_unknown_voices_turn_out_to_be(
    question: Question, data: st.DataObject
) -> None:
    rule, voices, answers = question
    before = decide(rule, voices, answers, GROUP)
    free = [p for p in rule.parties() if before.counts[p] is UNKNOWN]
    turned = voices | {party: data.draw(voices_, label=party) for party in free}
    settled = {n: data.draw(truths) if t is UNKNOWN else t for n, t in answers.items()}
    after = decide(rule, turned, settled, GROUP)
    may_become = {
        AGREED: {AGREED},
        DISPUTED: {DISPUTED},
        NOT_LISTED: {NOT_LISTED, DISPUTED},
        UNDETERMINED: set(Status),
    }
    assert after.status in may_become[before.status]


@given(questions(parties | lists))
def test_an_undetermined_answer_can_turn_out_either_way(question: Question) -> None:
    rule, voices, answers = question
    before = decide(rule, voices, answers, GROUP)
    free = [name for name, truth in before.counts.items() if truth is UNKNOWN]
    if before.status is UNDETERMINED:
        for truth in (YES, NO):
            after = decide(rule, voices, answers, GROUP, dict.fromkeys(free, truth))
            assert (after.status is AGREED) is (truth is YES)
            assert after.status is not UNDETERMINED


def smallest_by_trial(
    rule: Rule, voices: Mapping[str, Voice], answers: Mapping[str, Truth], wanted: Truth
) -> Iterator[frozenset[str]]:
    """Every set of atoms that flips, and of which none can be left out, by trying all subsets."""
    names = sorted({str(atom) for atom in rule.expression.atoms()})
    found: list[frozenset[str]] = []
    for size in range(len(names) + 1):
        for chosen in map(frozenset, combinations(names, size)):
            made = decide(rule, voices, answers, GROUP, dict.fromkeys(chosen, wanted))
            flipped = made.status is AGREED if wanted is YES else made.status in WITHOUT
            if flipped and not any(smaller <= chosen for smaller in found):
                found.append(chosen)
                yield chosen


WITHOUT = (DISPUTED, NOT_LISTED)


@given(questions(parties | lists | procedures))
def test_what_it_takes_is_what_trying_all_subsets_finds(question: Question) -> None:
    rule, voices, answers = question
    made = decide(rule, voices, answers, GROUP)
    found = taken(rule, voices, made, GROUP)
    for wanted, reached in ((YES, (AGREED,)), (NO, WITHOUT)):
        named = [frozenset(c.atom for c in need.changes) for need in found if need.to in reached]
        assert len(set(named)) == len(named)
        assert [len(names) for names in named] == sorted(len(names) for names in named)
        asked = made.status is UNDETERMINED or (made.status is AGREED) is (wanted is NO)
        tried = set(smallest_by_trial(rule, voices, answers, wanted)) if asked else set()
        assert set(named) == tried


def changed(
    need: Need, voices: Mapping[str, Voice], answers: Mapping[str, Truth]
) -> tuple[dict[str, Voice], dict[str, Truth]]:
    """The voices and lists after the changes that a need names."""
    after, lists_after = dict(voices), dict(answers)
    for change in need.changes:
        name = change.atom.removeprefix("source(").removesuffix(")")
        if name != change.atom:
            lists_after[name] = YES if change.to == Law.LISTED else NO
        elif change.to in (Stand.SUPPORTS, Stand.OPPOSES):
            after[name] = of_law(Law.UNKNOWN, Stand(change.to))
        else:
            after[name] = ABSENT if change.to == Law.NOT_LISTED else LISTED
    return after, lists_after


@given(questions(parties | lists))
def test_each_need_carried_out_makes_the_decision_that_it_names(question: Question) -> None:
    rule, voices, answers = question
    made = decide(rule, voices, answers, GROUP)
    for need in taken(rule, voices, made, GROUP):
        after = decide(rule, *changed(need, voices, answers), GROUP)
        assert after.status is need.to
