"""In force on a day, by the copies of a list that we hold.

Three-valued: a copy speaks for its own date, reaches to the next copy of the same list and
scope, and the last one to the day asked for until it is too old. Days are calendar days;
intervals are half-open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from commonlist.records.record import DateKind, Designation

CARRIES = frozenset({DateKind.DESIGNATED, DateKind.PUBLISHED, DateKind.IN_FORCE})
"""The kinds of date that are of the first act, and carry a listing back to them."""


class State(StrEnum):
    """What a list says of an entry on a day."""

    LISTED = "listed"
    NOT_LISTED = "not_listed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Act:
    """The dates of a designation that bear on a day: stated first day and stated end.

    ``until`` is the first day that a partial end may mean; ``over`` is the day after its last.
    """

    since: date | None = None
    since_kind: DateKind | None = None
    since_text: str = ""
    until: date | None = None
    over: date | None = None

    def unsure(self) -> bool:
        """Whether the end may be of before the start: it is not known how long the act held."""
        if self.since is None or self.until is None or self.over is None:
            return False
        return self.until <= self.since < self.over


@dataclass(frozen=True, slots=True)
class Sighting:
    """One copy of the list, of a day: the entry's act in it, or None where it is absent."""

    day: date
    act: Act | None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time with one state: from ``start`` to before ``end``.

    ``since_kind`` and ``since_text`` (the date at its precision) tell what a listing starts
    with. ``by`` is the day of the copy that it rests on; ``stale`` is set where that is the last
    copy, reaching beyond its own date. ``until`` is the stated end of the listing. ``since_by``
    is the day of the copy that a listing's start rests on.
    """

    start: date
    end: date
    state: State
    by: date | None = None
    stale: bool = False
    since_kind: DateKind | None = None
    since_text: str = ""
    until: date | None = None
    since_by: date | None = None


def act(designation: Designation) -> Act:
    """Return what of a designation's dates carries a listing: not a mere amendment's."""
    stated = designation.listed_on
    carried = stated if stated is not None and stated.kind in CARRIES else None
    ended = designation.delisted_on
    return Act(
        since=carried.date.first() if carried else None,
        since_kind=carried.kind if carried else None,
        since_text=str(carried.date) if carried else "",
        until=ended.first() if ended else None,
        over=ended.end() if ended and not ended.day else None,
    )


@lru_cache(maxsize=1 << 16)
def spans(copies: tuple[Sighting, ...], stale_after: int) -> tuple[Span, ...]:
    """Return what copies of a list (in order of their days) say of an entry, for all time.

    The table of the design: yes-yes listed, up to an end between them that either states; no-no
    not listed; yes-no unknown from the day after the first, unless an end is stated; no-yes listed
    from a stated day between the two and not listed before it, else unknown between them. Before
    the first copy a present entry was listed from its stated day; all else is unknown. After
    ``stale_after`` days without a copy: unknown.
    """
    if not copies:
        return (Span(date.min, date.max, State.UNKNOWN),)
    made = list(_before(copies[0]))
    for copy, following in pairwise(copies):
        made += _between(copy, following)
    last = copies[-1]
    reach = _later(last.day, stale_after + 1)
    made += _stand(last, last.day, _later(last.day), stale=False)
    made += _stand(last, _later(last.day), reach, stale=True)
    made.append(Span(reach, date.max, State.UNKNOWN, by=last.day, stale=True))
    return tuple(span for span in made if span.start < span.end)


def attested(act: Act, day: date, stale_after: int) -> tuple[Span, ...]:
    """Return what a source that proves presence only says of an act that it attests on ``day``.

    An act without a first day is listed from ``day``, and since when is not known; one that
    begins after ``day`` (a text of the month before, a row beyond the period) from its first day.
    """
    return tuple(
        replace(span, state=State.UNKNOWN) if span.state is State.NOT_LISTED else span
        for span in _seen_on(act, day, stale_after)
    )


def complete(
    act: Act | None, covers_from: date, covers_to: date, stale_after: int
) -> tuple[Span, ...]:
    """Return what a source says that keeps every designation, ended ones too, of a period.

    Outside the period absence proves nothing; within it an act without a first day is unknown
    but on the last day.
    """
    after = _later(covers_to)
    if act is None:
        return (
            Span(date.min, covers_from, State.UNKNOWN),
            Span(covers_from, after, State.NOT_LISTED, by=covers_to),
            Span(after, date.max, State.UNKNOWN, by=covers_to, stale=True),
        )
    if act.since is None:
        return attested(act, covers_to, stale_after)
    made = []
    for span in _seen_on(act, covers_to, stale_after):
        unsure = span.state is State.UNKNOWN and span.by is not None and not span.stale
        if span.state is State.LISTED or unsure:
            made.append(span)
            continue
        inside = Span(
            max(span.start, covers_from),
            min(span.end, after),
            State.NOT_LISTED,
            by=covers_to,
        )
        made += [
            Span(span.start, min(span.end, covers_from), State.UNKNOWN),
            inside,
            Span(max(span.start, after), span.end, State.UNKNOWN, covers_to, True),
        ]
    return tuple(span for span in made if span.start < span.end)


def _seen_on(act: Act, day: date, stale_after: int) -> tuple[Span, ...]:
    """The spans of an act that one text of a day attests."""
    if act.since is None:
        told = spans((Sighting(day, act),), stale_after)
        return tuple(replace(span, since_kind=None, since_text="", since_by=None) for span in told)
    return spans((Sighting(max(day, act.since), act),), stale_after)


def on(spans: Sequence[Span], day: date) -> Span:
    """Return the span that holds a day; a listed one starts where its unbroken listing does.

    The last span holds the calendar's own last day too.
    """
    held = (i for i, span in enumerate(spans) if span.start <= day < span.end)
    index = next(held, len(spans) - 1)
    span = spans[index]
    first = index
    while first and span.state is State.LISTED and spans[first - 1].state is State.LISTED:
        first -= 1
    if first == index:
        return span
    start = spans[first]
    return Span(
        start.start,
        span.end,
        span.state,
        span.by,
        span.stale,
        start.since_kind,
        start.since_text,
        span.until,
        start.since_by,
    )


def _later(day: date, days: int = 1) -> date:
    """The day so many days later, or the calendar's own last day."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def _before(first: Sighting) -> tuple[Span, ...]:
    act = first.act
    if act is None or act.since is None or act.since >= first.day:
        return (Span(date.min, first.day, State.UNKNOWN),)
    listed = _stand(first, act.since, first.day, stale=False)
    return (Span(date.min, act.since, State.UNKNOWN), *listed)


def _between(copy: Sighting, following: Sighting) -> tuple[Span, ...]:
    then = following.act
    next_day = min(_later(copy.day), following.day)
    if copy.act is not None and then is not None:
        return _held_by_both(copy, following, then)
    if copy.act is None and then is None:
        return (Span(copy.day, following.day, State.NOT_LISTED, by=copy.day),)
    if then is not None and then.since is not None and copy.day < then.since <= following.day:
        return (
            Span(copy.day, then.since, State.NOT_LISTED, by=copy.day),
            *_stand(following, then.since, following.day, stale=False),
        )
    known = _stand(copy, copy.day, next_day, stale=False)
    if copy.act is not None and copy.act.until is not None and copy.act.until <= following.day:
        return _stand(copy, copy.day, following.day, stale=False)
    return (*known, Span(next_day, following.day, State.UNKNOWN, by=copy.day))


def _held_by_both(copy: Sighting, following: Sighting, then: Act) -> tuple[Span, ...]:
    """Listed throughout, unless the second copy says that the listing ended since the first.

    If that end is, or may be, of before the first copy, which shows it in force, the listing
    ended after its day: by the last day that the end may mean, else when is not known.
    """
    act = copy.act
    ended = then.until is not None and then.until <= following.day
    if act is None or then.until is None or not ended or not _in_force(act, copy.day):
        return _stand(copy, copy.day, following.day, stale=False)
    if copy.day < then.until:
        cut = replace(copy, act=replace(act, until=then.until, over=then.over))
        return _stand(cut, copy.day, following.day, stale=False)
    next_day = _later(copy.day)
    over = then.over or then.until
    sure = max(over, next_day) if over >= copy.day else following.day
    return (
        *_stand(copy, copy.day, next_day, stale=False),
        Span(next_day, min(sure, following.day), State.UNKNOWN, by=copy.day),
        Span(sure, following.day, State.NOT_LISTED, by=following.day),
    )


def _in_force(act: Act, day: date) -> bool:
    return act.until is None or act.until > day


def _stand(copy: Sighting, start: date, end: date, *, stale: bool) -> tuple[Span, ...]:
    """Spans from ``start`` to ``end`` resting on one copy, cut at a stated end of the act."""
    act = copy.act
    if act is None:
        return (Span(start, end, State.NOT_LISTED, copy.day, stale),)
    dated = act.since == start
    kind = act.since_kind if dated else DateKind.FIRST_SEEN
    text = act.since_text if dated else start.isoformat()
    cut = min(max(act.until, start), end) if act.until is not None else end
    sure = min(max(act.over, cut), end) if act.over is not None and act.unsure() else cut
    return (
        Span(start, cut, State.LISTED, copy.day, stale, kind, text, act.until, copy.day),
        Span(cut, sure, State.UNKNOWN, copy.day, stale),
        Span(sure, end, State.NOT_LISTED, copy.day, stale),
    )
