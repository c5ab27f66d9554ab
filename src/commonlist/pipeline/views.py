"""Answers as plain values, one shape for tables, JSON and files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commonlist.agreement.comparison import compare, spread
from commonlist.agreement.decisions import Decision, decide, in_scope, what_it_takes
from commonlist.agreement.rules import Rule, Truth
from commonlist.agreement.voices import Finding, Law, Stance, Voice
from commonlist.pipeline.evidence import Card, Evidence
from commonlist.records import Kind

_ORDER = ("agreed", "undetermined", "disputed", "not_listed")


@dataclass(frozen=True, slots=True)
class Line:
    """What a decision is asked for: a name on the table and the entities that it means."""

    name: str
    entities: tuple[str, ...]


def answer(
    evidence: Evidence,
    rule: Rule,
    parties: Sequence[str],
    *,
    lines: Sequence[Line] | None = None,
    kind: Kind | None = None,
    supposed: Mapping[str, Truth] | None = None,
) -> list[dict[str, Any]]:
    """Return what a rule says of each line, or of every entity that a party of it speaks of."""
    if lines is None:
        chosen = _spoken_of(evidence, rule, parties)
        rows = [
            _entity(evidence, rule, parties, card, supposed)
            for card in chosen
            if kind in (None, card.subject.kind) and in_scope(rule, card.subject)
        ]
        return sorted(
            rows, key=lambda row: (_ORDER.index(row["status"]), row["caption"], row["id"])
        )
    return [_line(evidence, rule, parties, line, supposed) for line in lines]


def _spoken_of(evidence: Evidence, rule: Rule, parties: Sequence[str]) -> list[Card]:
    """Entities that a party of the rule lists, supports or opposes."""
    cards = evidence.cards
    named, sources = set(parties), set(rule.sources())
    chosen = []
    for entity, card in cards.items():
        findings = evidence.findings.get(entity, {})
        if any(f.source in sources for fs in findings.values() for f in fs):
            chosen.append(card)
            continue
        voices = (evidence.voice(party, entity, card.subject.kind) for party in parties)
        if (named & findings.keys() or _followed(evidence, named, findings)) and any(
            voice.law in (Law.LISTED, Law.LISTED_IN_PART) for voice in voices
        ):
            chosen.append(card)
    spoken = {card.id for card in chosen}
    for entity, stances in evidence.stances.items():
        if entity not in spoken and named & stances.keys():
            chosen.append(evidence.card(entity))
    return chosen


def _followed(evidence: Evidence, named: set[str], findings: Mapping[str, Any]) -> bool:
    return bool(evidence.blocs_of(named) & findings.keys())


def _line(
    evidence: Evidence,
    rule: Rule,
    parties: Sequence[str],
    line: Line,
    supposed: Mapping[str, Truth] | None,
) -> dict[str, Any]:
    """A line of several entities is agreed only if each is."""
    rows = [
        _entity(evidence, rule, parties, evidence.card(entity), supposed)
        for entity in line.entities
    ]
    if len(rows) == 1:
        return {**rows[0], "line": line.name}
    statuses = {row["status"] for row in rows}
    first = next(
        word for word in ("disputed", "not_listed", "undetermined", "agreed") if word in statuses
    )
    status = "disputed" if first == "not_listed" and "agreed" in statuses else first
    return {**rows[0], "line": line.name, "status": status, "members": rows}


def _entity(
    evidence: Evidence,
    rule: Rule,
    parties: Sequence[str],
    card: Card,
    supposed: Mapping[str, Truth] | None,
) -> dict[str, Any]:
    voices, decision = decided(evidence, rule, parties, card, supposed)
    needs = what_it_takes(rule, voices, decision, card.subject)
    row: dict[str, Any] = {
        "id": card.id,
        "caption": card.caption,
        "kind": card.subject.kind.value,
        "status": decision.status.value,
        "voices": {
            party: voice_view(voice, decision.counts.get(party)) for party, voice in voices.items()
        },
        "needs": [
            {"to": need.to.value, "changes": [_change(c.atom, c.to) for c in need.changes]}
            for need in needs
        ],
    }
    if decision.note:
        row["note"] = decision.note
    lists = {name: truth for name, truth in decision.counts.items() if name not in voices}
    if lists:
        row["lists"] = {name: _counted(truth) for name, truth in lists.items()}
    return row


def decided(
    evidence: Evidence,
    rule: Rule,
    parties: Sequence[str],
    card: Card,
    supposed: Mapping[str, Truth] | None = None,
) -> tuple[dict[str, Voice], Decision]:
    """Return the voices of the parties on an entity, and what the rule makes of them."""
    kind = card.subject.kind
    voices = {party: evidence.voice(party, card.id, kind) for party in parties}
    lists = {name: evidence.list_says(name, card.id, kind) for name in rule.sources()}
    return voices, decide(rule, voices, lists, card.subject, supposed)


def _change(atom: str, to: str) -> dict[str, str]:
    return {"party": atom, "to": to}


def _counted(truth: Truth | None) -> bool | None:
    return None if truth in (None, Truth.UNKNOWN) else truth is Truth.YES


def voice_view(voice: Voice, counts: Truth | None) -> dict[str, Any]:
    """Return a voice as plain values; dates are ISO and may be partial."""
    view: dict[str, Any] = {
        "law": voice.law.value,
        "law_detail": voice.detail.value if voice.detail else None,
        "stance": voice.stand.value,
        "counts": _counted(counts),
        "since": voice.since or None,
        "since_kind": voice.since_kind.value if voice.since_kind else None,
        "until": voice.until.isoformat() if voice.until else None,
        "confidence": voice.confidence.value,
        "acts": [act_view(act) for act in all_acts(voice)],
        "stances": [_stance(stance) for stance in voice.stances],
    }
    if voice.law is Law.LISTED_IN_PART:
        view["part"] = "; ".join(sorted({a.part or a.child for a in all_acts(voice)})) or None
    return view


def all_acts(voice: Voice) -> tuple[Finding, ...]:
    """The acts that a voice rests on: its own, else those of the bloc whose voice it has."""
    if voice.acts:
        return voice.acts
    return tuple(act for bloc in voice.blocs for act in bloc.acts if bloc.law is voice.law)


def act_view(act: Finding) -> dict[str, Any]:
    """Return an act as plain values."""
    span = act.span
    return {
        "record": act.record,
        "party": act.party,
        "authority": act.authority,
        "origin": act.origin or None,
        "programme": act.programme,
        "topic": act.topic,
        "by_regime": act.by_regime,
        "since": span.since_text or None,
        "since_kind": span.since_kind.value if span.since_kind else None,
        "until": span.until.isoformat() if span.until else None,
        "basis": act.basis or None,
        "part": act.part or act.child or None,
        "confidence": act.confidence.value,
        "list_of": span.by.isoformat() if span.by else None,
        "stale": span.stale,
    }


def _stance(stance: Stance) -> dict[str, Any]:
    return {
        "stance": stance.stand.value,
        "since": str(stance.since) if stance.since else None,
        "confidence": stance.confidence.value,
        "source": stance.source,
        "note": stance.note,
    }


def comparison(evidence: Evidence, left: str, right: str, kind: Kind | None) -> dict[str, Any]:
    """Compare two parties over the entities of the kind and topic that any loaded list holds."""
    pairs = [
        tuple(evidence.voice(party, card.id, card.subject.kind) for party in (left, right))
        for card in evidence.cards.values()
        if kind in (None, card.subject.kind)
    ]
    made = compare(left, right, pairs)  # type: ignore[arg-type]
    return {
        "left": left,
        "right": right,
        "entities": len(pairs),
        "both": made.both,
        "only_left": made.only_left,
        "only_right": made.only_right,
        "neither": made.neither,
        "unknown": made.unknown,
        "jaccard": _rounded(made.jaccard),
        "kappa": _rounded(made.kappa),
        "first": dict(made.first),
        "median_days": made.median_days,
    }


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, 4)


def lists_spread(evidence: Evidence, parties: Iterable[str], kind: Kind | None) -> dict[int, int]:
    """Return how many entities are on the lists of exactly k of the parties, by k."""
    named = tuple(parties)
    return spread(
        [evidence.voice(party, card.id, card.subject.kind) for party in named]
        for card in evidence.cards.values()
        if kind in (None, card.subject.kind)
    )
