"""The common list over the years: its size, and the days on which a voice of it moved."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from commonlist.agreement.decisions import Status
from commonlist.pipeline import views
from commonlist.pipeline.agreeing import Question, laid_open
from commonlist.pipeline.evidence import Evidence
from commonlist.records.validity import Span, State

_EARLIEST = 1990
"""No point lies before; the first of the lists here begin later."""


def events(connection: Connection, question: Question, last: date) -> list[str]:
    """Return the days (ISO) on which a listing by a party of the rule began or ended."""
    laid = laid_open(connection, question)
    return [day.isoformat() for day in _events(laid.evidence, laid.rule.parties(), last)]


def course(connection: Connection, question: Question, last: date) -> dict[str, Any]:
    """Return the size of the common list at the beginning of each year up to a day, and on it.

    ``days`` are ISO; ``agreed``, ``disputed`` and ``undetermined`` have a figure for each.
    """
    laid = laid_open(connection, question)
    moved = _events(laid.evidence, laid.rule.parties(), last)
    first = moved[0].year if moved else last.year
    days = [*(date(year, 1, 1) for year in range(first, last.year + 1)), last]
    days = sorted(set(days))
    counted = [
        list(views.statuses(laid.evidence.at(day), laid.rule, question.kind).values())
        for day in days
    ]
    shown = (Status.AGREED, Status.DISPUTED, Status.UNDETERMINED)
    return {
        "days": [day.isoformat() for day in days],
        **{status.value: [found.count(status.value) for found in counted] for status in shown},
    }


def _events(evidence: Evidence, parties: Sequence[str], last: date) -> list[date]:
    heard = {*parties, *evidence.blocs_of(parties)}
    return sorted(
        {
            day
            for by_party in evidence.findings.values()
            for party, findings in by_party.items()
            if party in heard
            for finding in findings
            for day in _turns(finding.course)
            if date(_EARLIEST, 1, 1) <= day <= last
        }
    )


def _turns(course: Sequence[Span]) -> Iterator[date]:
    """Yield the days on which a listing began or ended; that a list grew too old ends none."""
    spans = sorted(course, key=lambda span: span.start)
    for before, span, after in zip([None, *spans], spans, [*spans[1:], None], strict=False):
        if span.state is not State.LISTED:
            continue
        if before is None or before.state is not State.LISTED:
            yield span.start
        ended = after is None or not (after.state is State.LISTED or _too_old(after))
        if ended or span.until == span.end:
            yield span.end


def _too_old(span: Span) -> bool:
    return span.state is State.UNKNOWN and span.stale
