"""In force on a day: every row of the table of time, and what lies before, beyond and between."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from commonlist.records import DateKind, Designation, Record, StatedDate
from commonlist.records.validity import (
    Act,
    Sighting,
    Span,
    State,
    act,
    attested,
    complete,
    on,
    spans,
)
from commonlist.sources import un_sc
from commonlist.sources.reading import Input
from commonlist.values.dates import PartialDate, parse_iso

LISTED, NOT_LISTED, UNKNOWN = State.LISTED, State.NOT_LISTED, State.UNKNOWN
A, B = date(2015, 1, 10), date(2015, 3, 10)
YEAR = 400
DAY = timedelta(days=1)
UNDATED = Act()


def since(text: str, until: str = "") -> Act:
    stated = parse_iso(text)
    return Act(
        since=stated.first(),
        since_kind=DateKind.DESIGNATED,
        since_text=text,
        until=date.fromisoformat(until) if until else None,
    )


def copies(*seen: tuple[str, Act | None]) -> tuple[Span, ...]:
    return spans(tuple(Sighting(date.fromisoformat(day), act) for day, act in seen), YEAR)


def state(told: tuple[Span, ...], day: str) -> State:
    return on(told, date.fromisoformat(day)).state


class TestBetweenTwoCopies:
    def test_in_both_is_listed_throughout(self) -> None:
        told = copies(("2015-01-10", UNDATED), ("2015-03-10", UNDATED))
        assert {state(told, d) for d in ("2015-01-10", "2015-02-01", "2015-03-10")} == {LISTED}

    def test_in_neither_is_not_listed_throughout(self) -> None:
        told = copies(("2015-01-10", None), ("2015-03-10", None))
        assert {state(told, d) for d in ("2015-01-10", "2015-02-01", "2015-03-10")} == {NOT_LISTED}

    def test_gone_is_unknown_from_the_day_after_the_copy_that_held_it(self) -> None:
        told = copies(("2015-01-10", since("2001")), ("2015-03-10", None))
        assert state(told, "2015-01-10") is LISTED
        assert state(told, "2015-01-11") is UNKNOWN
        assert state(told, "2015-03-09") is UNKNOWN
        assert state(told, "2015-03-10") is NOT_LISTED

    def test_gone_on_a_stated_day_is_listed_before_it_and_not_from_it(self) -> None:
        told = copies(("2015-01-10", since("2001", until="2015-02-01")), ("2015-03-10", None))
        assert state(told, "2015-01-31") is LISTED
        assert state(told, "2015-02-01") is NOT_LISTED
        assert on(told, date(2015, 1, 31)).until == date(2015, 2, 1)

    def test_an_end_between_them_that_the_second_states_ends_it_on_that_day(self) -> None:
        told = copies(("2015-01-10", since("2001")), ("2015-03-10", since("2001", "2015-02-01")))
        assert state(told, "2015-01-31") is LISTED
        assert state(told, "2015-02-01") is NOT_LISTED
        assert state(told, "2015-03-10") is NOT_LISTED
        assert on(told, date(2015, 1, 31)).until == date(2015, 2, 1)

    def test_an_end_on_the_day_of_the_first_that_the_second_states_leaves_it_that_day(self) -> None:
        told = copies(("2015-01-10", since("2001")), ("2015-03-10", since("2001", "2015-01-10")))
        assert state(told, "2015-01-10") is LISTED
        assert state(told, "2015-01-11") is NOT_LISTED

    def test_an_end_of_before_the_first_that_the_second_states_leaves_open_when(self) -> None:
        told = copies(("2015-01-10", since("2001")), ("2015-03-10", since("2001", "2014-01-01")))
        assert state(told, "2015-01-10") is LISTED
        assert state(told, "2015-01-11") is UNKNOWN
        assert state(told, "2015-03-10") is NOT_LISTED

    def test_a_partial_end_that_may_be_of_before_the_first_is_unknown_while_it_may_be(self) -> None:
        ended = replace(since("2001", "2015-01-01"), over=date(2015, 2, 1))
        told = copies(("2015-01-10", since("2001")), ("2015-03-10", ended))
        assert state(told, "2015-01-10") is LISTED
        assert state(told, "2015-01-31") is UNKNOWN
        assert state(told, "2015-02-01") is NOT_LISTED

    def test_an_end_stated_for_after_the_copy_that_lacks_it_explains_nothing(self) -> None:
        told = copies(("2015-01-10", since("2001", until="2016-01-01")), ("2015-03-10", None))
        assert state(told, "2015-02-01") is UNKNOWN

    def test_new_is_listed_from_its_stated_day_and_not_before_it(self) -> None:
        told = copies(("2015-01-10", None), ("2015-03-10", since("2015-02-01")))
        assert state(told, "2015-01-31") is NOT_LISTED
        assert state(told, "2015-02-01") is LISTED
        assert on(told, date(2015, 2, 20)).since_text == "2015-02-01"
        assert on(told, date(2015, 6, 1)).since_kind is DateKind.DESIGNATED

    def test_new_on_the_day_after_the_copy_that_lacks_it_leaves_nothing_open(self) -> None:
        told = copies(("2015-01-10", None), ("2015-03-10", since("2015-01-11")))
        assert state(told, "2015-01-10") is NOT_LISTED
        assert state(told, "2015-01-11") is LISTED

    def test_new_on_the_day_of_the_copy_that_holds_it_was_not_listed_the_day_before(self) -> None:
        told = copies(("2015-01-10", None), ("2015-03-10", since("2015-03-10")))
        assert state(told, "2015-03-09") is NOT_LISTED
        assert on(told, B).since_kind is DateKind.DESIGNATED

    @pytest.mark.parametrize("stated", ["2006-12-23", "2015-01-10"])
    def test_new_under_a_day_on_which_it_was_absent_is_unknown_between(self, stated: str) -> None:
        told = copies(("2015-01-10", None), ("2015-03-10", since(stated)))
        assert state(told, "2015-01-10") is NOT_LISTED
        assert state(told, "2015-01-11") is UNKNOWN
        assert state(told, "2015-03-09") is UNKNOWN
        again = on(told, B)
        assert (again.start, again.since_kind) == (B, DateKind.FIRST_SEEN)

    def test_new_without_a_day_is_unknown_between(self) -> None:
        told = copies(("2015-01-10", None), ("2015-03-10", UNDATED))
        assert state(told, "2015-02-01") is UNKNOWN

    def test_copies_of_two_days_in_a_row_leave_no_day_unknown(self) -> None:
        told = copies(("2015-01-10", UNDATED), ("2015-01-11", None))
        assert state(told, "2015-01-10") is LISTED
        assert state(told, "2015-01-11") is NOT_LISTED


class TestBeforeTheFirstCopy:
    def test_it_was_listed_from_its_stated_day(self) -> None:
        told = copies(("2015-01-10", since("2001-10-12")))
        assert state(told, "2001-10-11") is UNKNOWN
        assert state(told, "2001-10-12") is LISTED
        assert on(told, date(2010, 1, 1)).start == date(2001, 10, 12)

    def test_a_start_that_an_earlier_copy_states_rests_on_that_one(self) -> None:
        told = copies(("2015-01-10", since("2001-10-12")), ("2015-03-10", since("2003-01-01")))
        span = on(told, B)
        assert (span.since_text, span.since_by, span.by) == ("2001-10-12", A, B)
        assert on(told, A).since_by == on(told, A).by == A
        assert on(copies(("2015-01-10", None)), A).since_by is None

    def test_a_partial_date_counts_from_its_first_day_and_is_shown_as_partial(self) -> None:
        told = copies(("2015-01-10", since("2001-10")))
        assert state(told, "2001-10-01") is LISTED
        assert on(told, A).since_text == "2001-10"

    def test_an_undated_or_absent_one_is_unknown(self) -> None:
        assert state(copies(("2015-01-10", UNDATED)), "2015-01-09") is UNKNOWN
        assert state(copies(("2015-01-10", None)), "2015-01-09") is UNKNOWN

    def test_a_stated_end_is_kept(self) -> None:
        told = copies(("2015-01-10", since("2001", until="2010-05-27")))
        assert state(told, "2010-05-26") is LISTED
        assert state(told, "2010-05-27") is NOT_LISTED
        assert state(told, "2015-01-10") is NOT_LISTED

    def test_a_day_after_the_copy_carries_nothing_back(self) -> None:
        told = copies(("2015-01-10", since("2015-02-01")))
        assert state(told, "2015-01-09") is UNKNOWN
        assert state(told, "2015-01-10") is LISTED


class TestBeyondTheLastCopy:
    def test_it_reaches_stale_to_its_limit_and_is_unknown_after(self) -> None:
        told = copies(("2015-01-10", UNDATED))
        assert not on(told, A).stale
        assert on(told, A + DAY).stale
        assert on(told, A + DAY).by == A
        assert on(told, A + YEAR * DAY).state is LISTED
        assert on(told, A + (YEAR + 1) * DAY).state is UNKNOWN

    def test_absence_reaches_as_far_as_presence(self) -> None:
        told = copies(("2015-01-10", None))
        assert on(told, A + YEAR * DAY).state is NOT_LISTED
        assert on(told, A + (YEAR + 1) * DAY).state is UNKNOWN

    def test_a_stated_end_within_reach_ends_it(self) -> None:
        told = copies(("2015-01-10", since("2001", until="2015-06-30")))
        assert state(told, "2015-06-29") is LISTED
        assert state(told, "2015-06-30") is NOT_LISTED

    def test_the_calendar_ends_without_an_error(self) -> None:
        end = date.max
        assert on(copies(("9999-12-01", UNDATED)), end).state is LISTED
        assert on(attested(UNDATED, end, YEAR), end).state is UNKNOWN
        assert on(complete(None, date(2001, 1, 1), end, YEAR), date(9999, 12, 30)).state
        assert on(spans((), YEAR), end).state is UNKNOWN


class TestWhichDatesCarryAListing:
    def designation(self, kind: DateKind, ended: PartialDate | None = None) -> Designation:
        return Designation(
            party="eu",
            authority="Council",
            programme="TAQA",
            topic="terrorism",
            listed_on=StatedDate(date=parse_iso("2009-07"), kind=kind),
            delisted_on=ended,
        )

    @pytest.mark.parametrize(
        "kind", [DateKind.DESIGNATED, DateKind.PUBLISHED, DateKind.IN_FORCE], ids=str
    )
    def test_the_first_act_does(self, kind: DateKind) -> None:
        assert act(self.designation(kind)) == Act(date(2009, 7, 1), kind, "2009-07")

    @pytest.mark.parametrize("kind", [DateKind.AMENDED, DateKind.FIRST_SEEN], ids=str)
    def test_an_amendment_and_our_own_first_sight_do_not(self, kind: DateKind) -> None:
        assert act(self.designation(kind)) == UNDATED
        told = spans((Sighting(A, act(self.designation(kind))),), YEAR)
        assert on(told, A - DAY).state is UNKNOWN

    def test_a_stated_end_is_its_first_day(self) -> None:
        ended = parse_iso("2014-05")
        made = act(self.designation(DateKind.DESIGNATED, ended))
        assert (made.until, made.over) == (date(2014, 5, 1), date(2014, 6, 1))

    @pytest.mark.parametrize(("listed", "ended"), [("2009-07", "2009"), ("2009-07-10", "2009-07")])
    def test_of_an_end_that_may_be_of_before_its_start_nothing_is_known(
        self, listed: str, ended: str
    ) -> None:
        stated = StatedDate(date=parse_iso(listed), kind=DateKind.DESIGNATED)
        made = msgspec.structs.replace(
            self.designation(DateKind.DESIGNATED, parse_iso(ended)), listed_on=stated
        )
        first, over = stated.date.first(), parse_iso(ended).end()
        for told, before, after in (
            (complete(act(made), date(2000, 1, 1), A, YEAR), NOT_LISTED, NOT_LISTED),
            (attested(act(made), A, YEAR), UNKNOWN, UNKNOWN),
            (spans((Sighting(A, act(made)),), YEAR), UNKNOWN, NOT_LISTED),
            (
                spans((Sighting(date(2008, 1, 1), None), Sighting(A, act(made))), YEAR),
                NOT_LISTED,
                NOT_LISTED,
            ),
        ):
            assert on(told, first - DAY).state is before
            assert {on(told, day).state for day in (first, over - DAY)} == {UNKNOWN}
            assert on(told, over).state is after
            assert gapless(told)

    def test_no_date_at_all_is_no_error(self) -> None:
        made = Designation(party="us", authority="OFAC", programme="SDGT", topic="terrorism")
        assert act(made) == UNDATED


class TestLeftAndCameBack:
    """The UN's Iran entries left in January 2016 and came back in 2025 under their old dates."""

    old = since("2006-12-23")
    told = copies(
        ("2015-03-27", old),
        ("2020-11-30", old),
        ("2024-11-30", None),
        ("2025-04-19", None),
        ("2026-02-27", old),
    )

    def test_shows_two_intervals(self) -> None:
        listed = [on(self.told, s.start) for s in self.told if s.state is LISTED]
        assert {span.start for span in listed} == {date(2006, 12, 23), date(2026, 2, 27)}

    def test_is_not_listed_between(self) -> None:
        assert state(self.told, "2024-11-30") is NOT_LISTED
        assert state(self.told, "2024-12-15") is NOT_LISTED

    def test_is_unknown_where_it_left_and_where_it_came_back(self) -> None:
        assert state(self.told, "2022-01-01") is UNKNOWN
        assert state(self.told, "2025-10-01") is UNKNOWN

    def test_the_second_interval_does_not_take_the_old_date(self) -> None:
        again = on(self.told, date(2026, 3, 1))
        assert (again.since_kind, again.since_text) == (DateKind.FIRST_SEEN, "2026-02-27")


@pytest.mark.shared
def test_iran_entries_of_the_un_files_left_and_came_back(shared: Path) -> None:
    def read(day: str) -> dict[str, Record]:
        path = shared / f"lists/un/un_consolidated_{day}.xml"
        items = un_sc.read([Input(path.name, lambda: path.open("rb"))])
        return {item.entry: item for item in items if isinstance(item, Record)}

    days = ("2020-11-30", "2024-11-30", "2025-04-19", "2026-02-27")
    lists = {day: read(day) for day in days}
    returned = [e for e in lists["2026-02-27"] if e.startswith("IR") and e in lists["2020-11-30"]]
    assert len(returned) == 84
    for entry in returned:
        held = [(day, lists[day].get(entry)) for day in days]
        told = copies(*((day, act(r.designations[0]) if r else None) for day, r in held))
        assert state(told, "2020-11-30") is LISTED
        assert state(told, "2024-12-15") is NOT_LISTED
        assert on(told, date(2026, 2, 27)).start == date(2026, 2, 27)
        assert on(told, date(2020, 11, 30)).start < date(2014, 1, 1)


class TestAFragmentProvesPresenceOnly:
    def test_a_dated_act_is_listed_from_its_day(self) -> None:
        told = attested(since("2014-11-15"), date(2014, 11, 20), YEAR)
        assert state(told, "2014-11-14") is UNKNOWN
        assert state(told, "2014-11-15") is LISTED
        assert on(told, date(2014, 12, 1)).since_text == "2014-11-15"

    def test_an_undated_act_is_listed_from_the_text_and_since_when_is_not_known(self) -> None:
        told = attested(UNDATED, date(2014, 11, 20), YEAR)
        assert state(told, "2014-11-19") is UNKNOWN
        span = on(told, date(2014, 12, 1))
        assert (span.state, span.since_text, span.since_kind) == (LISTED, "", None)

    def test_an_end_is_no_proof_of_absence(self) -> None:
        told = attested(since("2001", until="2010-05-27"), date(2010, 6, 1), YEAR)
        assert state(told, "2010-05-26") is LISTED
        assert state(told, "2010-05-27") is UNKNOWN

    def test_an_act_that_begins_after_its_text_is_not_listed_before_it_begins(self) -> None:
        told = attested(since("2014-03-07"), date(2014, 3, 1), YEAR)
        assert state(told, "2014-03-06") is UNKNOWN
        assert on(told, date(2014, 3, 7)).since_text == "2014-03-07"


class TestACompleteHistory:
    start, end = date(1997, 10, 8), date(2015, 2, 27)

    def told(self, act: Act | None) -> tuple[Span, ...]:
        return complete(act, self.start, self.end, YEAR)

    def test_absence_is_not_listed_within_the_period_and_unknown_outside_it(self) -> None:
        told = self.told(None)
        assert state(told, "1997-10-07") is UNKNOWN
        assert state(told, "1997-10-08") is NOT_LISTED
        assert state(told, "2015-02-27") is NOT_LISTED
        assert state(told, "2015-02-28") is UNKNOWN

    def test_before_its_first_day_an_act_was_not_listed(self) -> None:
        told = self.told(since("2003-02-14"))
        assert state(told, "1997-10-07") is UNKNOWN
        assert state(told, "2003-02-13") is NOT_LISTED
        assert state(told, "2003-02-14") is LISTED

    def test_after_its_end_an_act_is_not_listed_to_the_end_of_the_period(self) -> None:
        told = self.told(since("1997-10-08", until="2010-05-27"))
        assert state(told, "2010-05-27") is NOT_LISTED
        assert state(told, "2015-02-27") is NOT_LISTED
        assert state(told, "2015-02-28") is UNKNOWN

    def test_an_act_older_than_the_period_is_listed_from_its_own_day(self) -> None:
        assert state(self.told(since("1995-01-23")), "1996-01-01") is LISTED

    def test_an_undated_act_is_known_on_the_last_day_only(self) -> None:
        told = self.told(UNDATED)
        assert state(told, "2010-01-01") is UNKNOWN
        assert state(told, "2015-02-27") is LISTED
        assert on(told, self.end).since_text == ""

    def test_an_act_beyond_the_period_is_listed_from_its_own_day_and_not_within_it(self) -> None:
        told = self.told(since("2016-11-02"))
        assert state(told, "2015-02-27") is NOT_LISTED
        assert state(told, "2015-02-28") is UNKNOWN
        assert state(told, "2016-11-01") is UNKNOWN
        assert state(told, "2016-11-02") is LISTED

    def test_a_listing_in_force_at_the_end_reaches_on_stale(self) -> None:
        span = on(self.told(since("2003-02-14")), date(2015, 12, 18))
        assert (span.state, span.stale, span.by) == (LISTED, True, self.end)


days_ = st.dates(date(2001, 1, 1), date(2004, 12, 31))
acts = st.none() | st.builds(
    lambda first, last, within: Act(
        since=first,
        since_kind=DateKind.DESIGNATED if first else None,
        since_text=first.isoformat() if first else "",
        until=last,
        over=last + within * DAY if last and within else None,
    ),
    st.none() | days_,
    st.none() | days_,
    st.sampled_from((0, 0, 30, 365)),
)


@st.composite
def sightings(draw: st.DrawFn) -> tuple[Sighting, ...]:
    chosen = draw(st.lists(days_, min_size=1, max_size=6, unique=True))
    return tuple(Sighting(day, draw(acts)) for day in sorted(chosen))


def gapless(told: tuple[Span, ...]) -> bool:
    joined = all(a.end == b.start for a, b in pairwise(told))
    return joined and told[0].start == date.min and told[-1].end == date.max


@given(sightings(), st.integers(0, 500))
def test_spans_cover_all_time_without_gap_or_overlap(
    seen: tuple[Sighting, ...], stale_after: int
) -> None:
    assert gapless(spans(seen, stale_after))


@given(acts, days_, days_, st.integers(0, 500))
def test_a_complete_history_covers_all_time_too(
    act: Act | None, start: date, end: date, stale_after: int
) -> None:
    assume(start <= end)
    told = complete(act, start, end, stale_after)
    assert all(span.start < span.end for span in told)
    assert gapless(told)
    assert act is None or gapless(attested(act, end, stale_after))


@given(sightings())
@example((Sighting(A, since("2015-01-10")), Sighting(B, None)))
def test_each_copy_is_right_about_its_own_day(seen: tuple[Sighting, ...]) -> None:
    told = spans(seen, YEAR)
    for copy in seen:
        ended = copy.act is not None and copy.act.until is not None and copy.act.until <= copy.day
        held = copy.act is not None and not ended
        over = copy.act.over if copy.act is not None and copy.act.unsure() else None
        unsure = ended and over is not None and copy.day < over
        assert on(told, copy.day).state is (LISTED if held else UNKNOWN if unsure else NOT_LISTED)


@given(sightings(), days_)
def test_a_new_copy_changes_nothing_before_the_copy_that_precedes_it(
    seen: tuple[Sighting, ...], day: date
) -> None:
    assume(len(seen) > 1 and day <= seen[-2].day)
    assert on(spans(seen, YEAR), day).state is on(spans(seen[:-1], YEAR), day).state


@given(sightings())
def test_a_listed_day_starts_where_its_unbroken_listing_does(seen: tuple[Sighting, ...]) -> None:
    told = spans(seen, YEAR)
    for span in told:
        found = on(told, span.start)
        if span.state is LISTED:
            assert found.start == date.min or on(told, found.start - DAY).state is not LISTED


@st.composite
def listings(draw: st.DrawFn, both_stated: bool = False) -> tuple[date, date, tuple[Sighting, ...]]:
    """A listing from one day to before another, and copies of which one at least saw it."""
    seen = draw(st.lists(days_, min_size=1, max_size=6, unique=True))
    first = seen[0] - draw(st.integers(0, 300)) * DAY
    end = seen[0] + draw(st.integers(1, 300)) * DAY
    made = since(first.isoformat()) if both_stated or draw(st.booleans()) else UNDATED
    made = replace(made, until=end) if both_stated or draw(st.booleans()) else made
    held = (Sighting(day, made if first <= day < end else None) for day in sorted(seen))
    return first, end, tuple(held)


@given(listings(), st.integers(0, 1200))
def test_what_is_said_of_one_listing_up_to_the_last_copy_is_true(
    listing: tuple[date, date, tuple[Sighting, ...]], back: int
) -> None:
    first, end, seen = listing
    day = seen[-1].day - back * DAY
    found = on(spans(seen, YEAR), day).state
    assert found in (UNKNOWN, LISTED if first <= day < end else NOT_LISTED)


@given(listings(both_stated=True))
def test_of_a_listing_with_both_days_stated_nothing_is_unknown_between_the_copies(
    listing: tuple[date, date, tuple[Sighting, ...]],
) -> None:
    _, _, seen = listing
    between = [s for s in spans(seen, YEAR) if seen[0].day <= s.start < seen[-1].day]
    assert UNKNOWN not in {span.state for span in between}
