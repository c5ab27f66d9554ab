"""Parties compared: how their lists overlap, now and over the years, and where they part."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from sqlalchemy import Connection

from commonlist.agreement.comparison import compare
from commonlist.agreement.voices import Law, Voice
from commonlist.errors import InputError
from commonlist.parties import is_party, party
from commonlist.pipeline import views
from commonlist.pipeline.evidence import Asked, Evidence
from commonlist.records import Kind
from commonlist.records.validity import State

MOST = 8
"""Parties that are compared at once."""
_DIVERGENT = 50
_SINCE = 2001
_USUAL = 3


def speaking(connection: Connection, asked: Asked) -> tuple[str, ...]:
    """Return the parties whose own lists name most on the day, in the order of their codes."""
    evidence = Evidence(connection, asked)
    tally = Counter(
        code
        for told in evidence.findings.values()
        for code, found in told.items()
        if any(finding.span.state is State.LISTED for finding in found)
    )
    return tuple(sorted(code for code, _ in tally.most_common(_USUAL) if is_party(code)))


def compared(
    connection: Connection, asked: Asked, codes: Sequence[str], kind: Kind | None
) -> dict[str, Any]:
    """Compare each two of some parties over the entities that any loaded list holds.

    ``pairs`` are as of `views.comparison`; ``spread`` counts entities by on how many of the lists
    they are; ``divergent`` are the entities on which the parties stand most evenly apart;
    ``years`` and ``kappa`` tell for each pair how they agreed at each year's end.

    Raises:
        InputError: fewer than two parties, or too many.
        UnknownNameError: no such party.
    """
    named = tuple(dict.fromkeys(party(code).code for code in codes))
    if not 2 <= len(named) <= MOST:
        raise InputError(f"parties: give 2 to {MOST} codes with commas, such as us,gb,ru")
    evidence = Evidence(connection, asked)
    pairs = list(combinations(named, 2))
    voices = _voices(evidence, named, kind)
    days = [*(date(y, 12, 31) for y in range(_SINCE, asked.day.year)), asked.day]
    then = [_voices(evidence.at(day), named, kind) for day in days]
    return {
        "as_of": asked.day.isoformat(),
        "parties": list(named),
        "pairs": [views.comparison(evidence, *pair, kind) for pair in pairs],
        "spread": views.lists_spread(evidence, named, kind),
        "divergent": _divergent(evidence, voices, kind),
        "days": [day.isoformat() for day in days],
        "kappa": {
            f"{one}–{other}": [
                compare(one, other, list(zip(told[one], told[other], strict=True))).kappa
                for told in then
            ]
            for one, other in pairs
        },
    }


def _voices(evidence: Evidence, codes: Sequence[str], kind: Kind | None) -> dict[str, list[Voice]]:
    """The voices of each party on the same entities, those of a kind."""
    return {
        code: [
            evidence.voice(code, card.id, card.subject.kind)
            for card in evidence.cards.values()
            if kind in (None, card.subject.kind)
        ]
        for code in codes
    }


def _divergent(
    evidence: Evidence, voices: Mapping[str, Sequence[Voice]], kind: Kind | None
) -> list[dict[str, Any]]:
    cards = [card for card in evidence.cards.values() if kind in (None, card.subject.kind)]
    rows = []
    for place, card in enumerate(cards):
        by = [code for code, told in voices.items() if told[place].law is Law.LISTED]
        without = [code for code, told in voices.items() if told[place].law is Law.NOT_LISTED]
        if by and without:
            rows.append({"id": card.id, "caption": card.caption, "listed": by, "not": without})
    rows.sort(
        key=lambda r: (-min(len(r["listed"]), len(r["not"])), -len(r["listed"]), r["caption"])
    )
    return rows[:_DIVERGENT]
