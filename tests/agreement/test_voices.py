"""A party's voice: its law from what its lists say, and its stance from what it said."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.agreement.voices import Detail, Finding, Law, Stance, Stand, Voice, voice
from commonlist.records import Confidence, DateKind
from commonlist.records.validity import Span, State
from tests.agreement.voiced import DAY, finding, of_law, span, stance

NOT_LISTED = span(State.NOT_LISTED)
OPEN = span(State.UNKNOWN)
TOO_OLD = span(State.UNKNOWN, stale=True)
KNOWN = {"fto": {"us_fto": True}, "sdn": {"us_sdn": True}}
"""Two registers, and each has a list that proves absence."""


def us(
    *findings: Finding,
    absent: Mapping[str, Mapping[str, bool]] = KNOWN,
    blocs: Sequence[Voice] = (),
    stances: Sequence[Stance] = (),
    recalled: bool = False,
    unread: Set[str] = frozenset(),
) -> Voice:
    told = {"blocs": blocs, "stances": stances, "recalled": recalled, "unread": unread}
    return voice("us", DAY, findings, absent, **told)  # type: ignore[arg-type]


class TestListed:
    def test_by_any_list(self) -> None:
        assert us(finding(), finding(NOT_LISTED, source="us_sdn")).law is Law.LISTED

    def test_also_where_no_list_proves_anything_of_absence(self) -> None:
        assert us(finding(), absent={}).law is Law.LISTED

    def test_since_the_earliest_act_in_force_as_printed(self) -> None:
        made = us(
            finding(span(since="2001-10-31"), record="us_sdn:2"),
            finding(span(since="1997-10"), record="us_sdn:3"),
            finding(span(since="", stale=True), record="us_sdn:1"),
        )
        assert (made.since, made.since_kind) == ("1997-10", DateKind.DESIGNATED)

    def test_since_is_empty_where_no_act_knows_it(self) -> None:
        made = us(finding(span(since="")))
        assert (made.since, made.since_kind) == ("", None)

    def test_until_the_last_end_and_open_where_one_act_has_none(self) -> None:
        soon, later = date(2016, 1, 1), date(2016, 6, 1)
        assert us(finding(span(until=soon)), finding(span(until=later))).until == later
        assert us(finding(span(until=soon)), finding()).until is None

    def test_rests_on_the_acts_in_force_alone(self) -> None:
        kept = finding(record="us_fto:7")
        assert us(kept, finding(NOT_LISTED), finding(OPEN, source="us_sdn")).acts == (kept,)

    def test_is_as_sure_as_its_surest_act(self) -> None:
        second = finding(confidence=Confidence.SECOND_HAND)
        assert us(second).confidence is Confidence.SECOND_HAND
        assert us(second, finding()).confidence is Confidence.STATED


class TestHowALawCameAbout:
    @pytest.mark.parametrize(
        ("origins", "detail"),
        [
            (["autonomous"], Detail.AUTONOMOUS),
            (["transposes(un)"], Detail.TRANSPOSED),
            (["follows(eu)"], Detail.FOLLOWS),
            ([""], None),
            (["transposes(un)", "autonomous", ""], Detail.AUTONOMOUS),
            (["transposes(un)", ""], None),
            (["follows(eu)", "transposes(un)"], Detail.TRANSPOSED),
        ],
    )
    def test_the_most_independent_origin_that_is_said(
        self, origins: list[str], detail: Detail | None
    ) -> None:
        assert us(*(finding(origin=origin) for origin in origins)).detail is detail

    def test_stale_where_only_older_lists_say_so(self) -> None:
        old = finding(span(stale=True), origin="autonomous")
        assert us(old).detail is Detail.STALE
        assert us(old, finding(origin="transposes(un)")).detail is Detail.TRANSPOSED

    def test_absence_is_delisted_or_never(self) -> None:
        assert us().detail is Detail.NEVER
        assert us(finding(NOT_LISTED)).detail is Detail.NEVER
        before = span(since="1999", until=NOT_LISTED.start)
        ended = replace(finding(NOT_LISTED), course=(before, NOT_LISTED))
        assert us(ended).detail is Detail.DELISTED

    def test_what_is_listed_later_was_not_delisted(self) -> None:
        early = replace(NOT_LISTED, end=date(2016, 1, 1))
        later = replace(finding(early), course=(early, span(since="2016-01-01")))
        assert us(later).detail is Detail.NEVER

    def test_absence_by_an_older_copy_alone_is_stale(self) -> None:
        made = voice("us", DAY, (), KNOWN, old={"us_sdn"})
        assert (made.law, made.detail) == (Law.NOT_LISTED, Detail.STALE)

    def test_listing_begins_with_acts_that_ended_while_it_went_on(self) -> None:
        first = span(since="2001-05-05", until=date(2012, 1, 1))
        ended = replace(finding(NOT_LISTED, record="a"), course=(first, NOT_LISTED))
        standing = span(since="2008-05-05")
        made = us(ended, replace(finding(standing, record="b"), course=(standing,)))
        assert (made.law, made.since) == (Law.LISTED, "2001-05-05")

    def test_an_ended_listing_of_a_part_is_no_delisting_of_the_whole(self) -> None:
        assert us(finding(NOT_LISTED, part="wing")).detail is Detail.NEVER

    def test_unknown_by_age_is_told_from_unknown(self) -> None:
        assert us(finding(TOO_OLD)).detail is Detail.STALE
        assert us(finding(OPEN)).detail is None


class TestInPart:
    @pytest.mark.parametrize(("part", "child"), [("military wing", ""), ("", "part_of")])
    def test_a_listed_wing_is_not_the_whole(self, part: str, child: str) -> None:
        made = us(finding(part=part, child=child))
        assert made.law is Law.LISTED_IN_PART
        assert made.acts[0].in_part

    def test_the_whole_goes_before_the_part(self) -> None:
        made = us(finding(span(since="1990"), part="wing"), finding(span(since="2001-03-29")))
        assert (made.law, made.since) == (Law.LISTED, "2001-03-29")
        assert len(made.acts) == 2

    def test_a_blocs_listing_of_the_whole_goes_before_ones_own_of_a_part(self) -> None:
        eu = of_law(Law.LISTED, party="eu")
        made = us(finding(part="wing"), blocs=[eu])
        assert (made.law, made.detail) == (Law.LISTED, Detail.FOLLOWS)


class TestNotListed:
    def test_needs_a_list_of_every_register(self) -> None:
        assert us().law is Law.NOT_LISTED
        assert us(absent={"fto": {"us_fto": True}, "sdn": {"us_sdn": False}}).law is Law.UNKNOWN

    def test_is_never_said_of_a_party_whose_lists_we_do_not_know(self) -> None:
        assert us(absent={}).law is Law.UNKNOWN
        assert us(absent={"fto": {}}).law is Law.UNKNOWN

    def test_one_list_of_a_register_stands_in_for_another(self) -> None:
        assert us(absent={"uk": {"gb_ofsi": False, "gb_uksl": True}}).law is Law.NOT_LISTED

    def test_an_ended_listing_is_absence(self) -> None:
        assert us(finding(NOT_LISTED)).law is Law.NOT_LISTED

    def test_a_list_that_leaves_its_entry_open_proves_nothing(self) -> None:
        assert us(finding(OPEN)).law is Law.UNKNOWN
        assert us(finding(NOT_LISTED), finding(OPEN)).law is Law.UNKNOWN

    def test_another_list_of_the_register_does_not_close_what_one_leaves_open(self) -> None:
        both = {"uk": {"gb_ofsi": False, "gb_uksl": True}}
        assert us(finding(OPEN, source="gb_ofsi"), absent=both).law is Law.UNKNOWN

    def test_but_does_where_the_one_is_only_too_old_to_say(self) -> None:
        both = {"uk": {"gb_ofsi": False, "gb_uksl": True}}
        assert us(finding(TOO_OLD, source="gb_ofsi"), absent=both).law is Law.NOT_LISTED

    @pytest.mark.parametrize("findings", [(), (finding(NOT_LISTED),)])
    def test_an_entry_in_quarantine_that_it_may_be_leaves_its_register_open(
        self, findings: tuple[Finding, ...]
    ) -> None:
        both = {"uk": {"gb_ofsi": True, "gb_uksl": True}}
        assert us(*findings, absent=both, unread={"gb_ofsi"}).law is Law.UNKNOWN
        assert us(*findings, absent=both, unread={"us_sdn"}).law is Law.NOT_LISTED

    def test_a_listed_part_of_a_child_says_nothing_of_the_whole_itself(self) -> None:
        assert us(finding(OPEN, child="part_of")).law is Law.NOT_LISTED

    def test_an_irrelevant_list_is_not_asked(self) -> None:
        assert us(finding(OPEN, source="us_other")).law is Law.NOT_LISTED


class TestTwoListsOfOneRegister:
    """One lists the entity by an older copy; the other holds it and says that it no longer is."""

    old = finding(span(stale=True, by="2014-01-01"), source="gb_ofsi", register="uk")

    def told(self, *others: Finding) -> Law:
        return us(self.old, *others, absent={"uk": {"gb_ofsi": False, "gb_uksl": True}}).law

    def other(self, told: Span, **fields: object) -> Finding:
        return replace(finding(told, source="gb_uksl", register="uk"), **fields)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "ended",
        [
            span(State.NOT_LISTED, by="2015-01-01", stale=True),
            span(State.NOT_LISTED, by="2015-12-18"),
            span(State.NOT_LISTED, by="2013-01-01"),
        ],
        ids=["newer", "of the day", "of the day, between two copies"],
    )
    def test_the_newer_one_or_that_speaks_for_the_day_counts(self, ended: Span) -> None:
        assert self.told(self.other(ended)) is Law.NOT_LISTED

    def test_an_older_one_does_not(self) -> None:
        ended = span(State.NOT_LISTED, by="2013-01-01", stale=True)
        assert self.told(self.other(ended)) is Law.LISTED

    def test_nor_one_of_another_register_or_in_which_an_entry_of_it_stands(self) -> None:
        ended = self.other(span(State.NOT_LISTED, by="2015-01-01", stale=True))
        assert self.told(replace(ended, register="other")) is Law.LISTED
        assert self.told(ended, self.other(OPEN, record="gb_uksl:2")) is Law.LISTED
        assert self.told(replace(ended, confidence=Confidence.RECALLED)) is Law.LISTED
        assert self.told(replace(ended, part="wing")) is Law.LISTED

    def test_nor_one_that_merely_lacks_it(self) -> None:
        assert self.told() is Law.LISTED

    def test_nor_any_where_the_listing_is_of_the_day_itself(self) -> None:
        ended = self.other(span(State.NOT_LISTED, by="2015-12-18"))
        now = finding(span(), source="gb_ofsi", register="uk")
        assert us(now, ended).law is Law.LISTED


class TestRecalledFacts:
    def test_do_not_list(self) -> None:
        assert us(finding(confidence=Confidence.RECALLED)).law is Law.UNKNOWN

    @pytest.mark.parametrize("told", [NOT_LISTED, OPEN, TOO_OLD])
    def test_prove_no_absence_either(self, told: Span) -> None:
        assert us(finding(told, confidence=Confidence.RECALLED)).law is Law.UNKNOWN

    def test_count_if_asked(self) -> None:
        listed = finding(confidence=Confidence.RECALLED)
        ended = finding(NOT_LISTED, confidence=Confidence.RECALLED)
        assert us(listed, recalled=True).law is Law.LISTED
        assert us(listed, recalled=True).confidence is Confidence.RECALLED
        assert us(ended, recalled=True).law is Law.NOT_LISTED

    def test_a_stated_act_beside_them_lists(self) -> None:
        assert us(finding(confidence=Confidence.RECALLED), finding()).law is Law.LISTED


class TestBlocs:
    eu = voice("eu", DAY, [finding(span(since="2009-07-01"), origin="autonomous")], {})

    def test_without_an_entry_of_its_own_a_member_has_its_blocs_voice(self) -> None:
        made = us(blocs=[self.eu])
        assert (made.law, made.detail, made.since) == (Law.LISTED, Detail.FOLLOWS, "2009-07-01")
        assert made.blocs == (self.eu,)
        assert made.acts == ()

    def test_with_an_entry_of_its_own_it_has_its_own(self) -> None:
        made = us(finding(origin="autonomous"), blocs=[self.eu])
        assert (made.detail, made.since) == (Detail.AUTONOMOUS, "2001-03-29")

    def test_a_bloc_that_lists_a_part_is_followed_in_part(self) -> None:
        wing = voice("eu", DAY, [finding(part="military wing")], {})
        assert us(blocs=[wing]).law is Law.LISTED_IN_PART

    def test_one_that_is_unknown_leaves_the_member_unknown(self) -> None:
        assert us(blocs=[of_law(Law.UNKNOWN)]).law is Law.UNKNOWN
        assert us(blocs=[of_law(Law.NOT_LISTED)]).law is Law.NOT_LISTED

    def test_absence_from_a_bloc_alone_is_not_absence(self) -> None:
        assert us(absent={}, blocs=[of_law(Law.NOT_LISTED)]).law is Law.UNKNOWN


class TestStances:
    def test_none_known_is_no_stance(self) -> None:
        assert us().stance is None
        assert us().stand is Stand.NONE_KNOWN

    def test_the_last_on_or_before_the_day_holds(self) -> None:
        said = [
            stance(Stand.OPPOSES, "2015-12-19"),
            stance(Stand.SUPPORTS, "2015-12-18"),
            stance(Stand.RESERVED, "2015-11"),
        ]
        made = us(stances=said)
        assert made.stand is Stand.SUPPORTS
        assert [s.stand for s in made.stances] == [Stand.RESERVED, Stand.SUPPORTS]

    def test_an_undated_one_holds_where_no_dated_one_does(self) -> None:
        assert us(stances=[stance(Stand.OPPOSES)]).stand is Stand.OPPOSES
        dated = stance(Stand.SUPPORTS, "2001")
        assert us(stances=[dated, stance(Stand.OPPOSES)]).stand is Stand.SUPPORTS

    def test_they_stand_beside_every_law(self) -> None:
        said = [stance(Stand.OPPOSES)]
        for made in (
            us(finding(), stances=said),
            us(finding(part="wing"), stances=said),
            us(stances=said),
            us(absent={}, stances=said),
            us(blocs=[of_law(Law.LISTED)], stances=said),
        ):
            assert made.stand is Stand.OPPOSES

    def test_a_recalled_one_is_shown_but_holds_only_if_asked(self) -> None:
        said = [
            stance(Stand.OPPOSES, "2015-01-01"),
            stance(Stand.SUPPORTS, "2015-06-01", Confidence.RECALLED),
        ]
        assert us(stances=said).stand is Stand.OPPOSES
        assert len(us(stances=said).stances) == 2
        assert us(stances=said, recalled=True).stand is Stand.SUPPORTS

    def test_second_hand_ones_hold(self) -> None:
        said = [stance(Stand.REPORTED, confidence=Confidence.SECOND_HAND)]
        assert us(stances=said).stand is Stand.REPORTED


findings = st.builds(
    finding,
    st.builds(span, st.sampled_from(State), stale=st.booleans()),
    source=st.sampled_from(("us_fto", "us_sdn", "us_other")),
    part=st.sampled_from(("", "wing")),
    child=st.sampled_from(("", "part_of")),
    confidence=st.sampled_from(Confidence),
)


shuffled = st.lists(findings, max_size=4).flatmap(
    lambda made: st.tuples(st.just(made), st.permutations(made))
)


@given(shuffled, st.booleans())
def test_a_voice_does_not_depend_on_the_order_of_its_findings(
    given_: tuple[list[Finding], list[Finding]], recalled: bool
) -> None:
    first, second = (us(*order, recalled=recalled) for order in given_)
    assert (first.law, first.detail, first.since) == (second.law, second.detail, second.since)


@given(st.lists(findings, max_size=4))
def test_without_a_list_that_proves_absence_nothing_is_ever_not_listed(
    given_: list[Finding],
) -> None:
    assert us(*given_, absent={}).law is not Law.NOT_LISTED


@given(st.lists(findings, max_size=4), findings)
def test_one_more_listing_in_force_never_makes_less_of_a_law(
    given_: list[Finding], more: Finding
) -> None:
    rank = {Law.LISTED: 2, Law.LISTED_IN_PART: 1}
    if more.span.state is State.LISTED:
        assert rank.get(us(*given_, more).law, 0) >= rank.get(us(*given_).law, 0)
