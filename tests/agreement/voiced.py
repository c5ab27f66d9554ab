"""Findings, stances and voices made by hand, shared by the tests of this room."""

from datetime import date

from commonlist.agreement.voices import Detail, Finding, Law, Stance, Stand, Voice
from commonlist.records import Confidence, DateKind
from commonlist.records.validity import Span, State
from commonlist.values.dates import parse_iso

DAY = date(2015, 12, 18)
TERRORISM = "terrorism"


def span(
    state: State = State.LISTED,
    since: str = "2001-03-29",
    *,
    stale: bool = False,
    until: date | None = None,
    kind: DateKind = DateKind.DESIGNATED,
    by: str = "",
) -> Span:
    start = parse_iso(since).first() if since else date(2015, 1, 1)
    of = date.fromisoformat(by) if by else start
    if state is not State.LISTED:
        return Span(start, date.max, state, by=of, stale=stale)
    return Span(start, until or date.max, state, of, stale, kind if since else None, since, until)


def finding(
    told: Span | None = None,
    *,
    source: str = "us_fto",
    record: str = "",
    origin: str = "",
    part: str = "",
    child: str = "",
    by_regime: bool = False,
    confidence: Confidence = Confidence.STATED,
    register: str | None = None,
) -> Finding:
    return Finding(
        record=record or f"{source}:1",
        source=source,
        party="us",
        authority="State",
        span=told or span(),
        register=register,
        origin=origin,
        topic=TERRORISM,
        by_regime=by_regime,
        part=part,
        child=child,
        confidence=confidence,
    )


def stance(
    stand: Stand, since: str = "", confidence: Confidence = Confidence.STATED, party: str = "us"
) -> Stance:
    return Stance(
        party=party,
        stand=stand,
        since=parse_iso(since) if since else None,
        confidence=confidence,
        source="an example",
    )


def of_law(law: Law, stand: Stand | None = None, *acts: Finding, party: str = "us") -> Voice:
    """A voice of a law, of a stand where one is given, resting on acts."""
    held = stance(stand, party=party) if stand else None
    return Voice(
        party=party,
        law=law,
        detail=Detail.NEVER if law is Law.NOT_LISTED else None,
        acts=acts,
        stance=held,
        stances=(held,) if held else (),
    )
