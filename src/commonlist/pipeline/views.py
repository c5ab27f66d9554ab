"""Answers as plain values, one shape for tables, JSON and files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonlist.agreement.comparison import compare, spread
from commonlist.agreement.decisions import Decision, Need, decide, in_scope, what_it_takes
from commonlist.agreement.rules import Rule, Truth
from commonlist.agreement.voices import Finding, Law, Stance, Stand, Voice
from commonlist.pipeline.evidence import Card, Evidence
from commonlist.records import Kind
from commonlist.records.validity import State

SUPPOSED: Mapping[str, Truth] = {
    Law.LISTED: Truth.YES,
    Stand.SUPPORTS: Truth.YES,
    Law.NOT_LISTED: Truth.NO,
    Stand.OPPOSES: Truth.NO,
    Law.UNKNOWN: Truth.UNKNOWN,
}
"""What may be supposed of a voice, and how it counts then."""
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
    supposed: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Return what a rule says of each line, or of every entity that a party of it speaks of.

    ``parties`` are shown; the rule's own are asked in any case. ``supposed`` are laws or stands
    (`SUPPOSED`) that some atoms would have instead.
    """
    asked = _Asking(evidence, rule, tuple(dict.fromkeys((*parties, *rule.parties()))), supposed)
    if lines is not None:
        return [_line(asked, line) for line in lines]
    rows = [
        asked.row(card)
        for card in _spoken_of(evidence, rule, asked.parties)
        if kind in (None, card.subject.kind) and in_scope(rule, card.subject)
    ]
    return sorted(rows, key=lambda row: (_ORDER.index(row["status"]), row["caption"], row["id"]))


def statuses(evidence: Evidence, rule: Rule, kind: Kind | None) -> dict[str, str]:
    """Return what a rule says of every entity that a party of it speaks of, and no more."""
    parties, sources = rule.parties(), rule.sources()
    found = {}
    for card in _spoken_of(evidence, rule, parties):
        of = card.subject.kind
        if kind in (None, of) and in_scope(rule, card.subject):
            voices = {party: evidence.voice(party, card.id, of) for party in parties}
            lists = {name: evidence.list_says(name, card.id, rule.filters) for name in sources}
            found[card.id] = decide(rule, voices, lists, card.subject).status.value
    return found


def _spoken_of(evidence: Evidence, rule: Rule, parties: Sequence[str]) -> list[Card]:
    """Entities that a party of the rule lists, supports or opposes."""
    named, sources = set(parties), set(rule.sources())
    heard_as = {party: {party, *evidence.blocs_of([party])} for party in parties}
    heard = named.union(*heard_as.values())
    chosen = []
    for entity, card in evidence.cards.items():
        findings = evidence.findings.get(entity, {})
        by_source = sources and any(f.source in sources for fs in findings.values() for f in fs)
        if by_source or (heard & findings.keys() and _listed(evidence, card, heard_as)):
            chosen.append(card)
    spoken = {card.id for card in chosen}
    chosen += [
        evidence.card(entity)
        for entity, stances in evidence.stances.items()
        if entity not in spoken and _spoken(stances, named, evidence.asked.day)
    ]
    return chosen


def _spoken(stances: Mapping[str, Sequence[Stance]], named: set[str], day: date) -> bool:
    """Whether one of the parties had spoken by the day."""
    return any(
        stance.since is None or stance.since.first() <= day
        for party in named & stances.keys()
        for stance in stances[party]
    )


def _listed(evidence: Evidence, card: Card, heard_as: Mapping[str, set[str]]) -> bool:
    """Whether one of the parties lists it; only those can of which an act is in force.

    ``heard_as`` gives for each party whose acts its voice may rest on: its own, its blocs'.
    """
    in_force = {
        party
        for party, told in evidence.findings[card.id].items()
        if any(finding.span.state is State.LISTED for finding in told)
    }
    voices = (
        evidence.voice(party, card.id, card.subject.kind)
        for party, heard in heard_as.items()
        if not heard.isdisjoint(in_force)
    )
    return any(voice.law in (Law.LISTED, Law.LISTED_IN_PART) for voice in voices)


def _line(asked: "_Asking", line: Line) -> dict[str, Any]:
    """A line of several entities is agreed only if each is."""
    rows = [asked.row(asked.evidence.card(entity)) for entity in line.entities]
    if len(rows) == 1:
        return {**rows[0], "line": line.name}
    statuses = {row["status"] for row in rows}
    first = next(
        word for word in ("disputed", "not_listed", "undetermined", "agreed") if word in statuses
    )
    status = "disputed" if first == "not_listed" and "agreed" in statuses else first
    return {**rows[0], "line": line.name, "status": status, "members": rows}


class _Asking:
    """One rule asked of many entities: what comes out the same is made once."""

    def __init__(
        self,
        evidence: Evidence,
        rule: Rule,
        parties: tuple[str, ...],
        supposed: Mapping[str, str] | None,
    ) -> None:
        self.evidence, self.rule, self.parties = evidence, rule, parties
        self.sources = rule.sources()
        self.supposed = {atom: SUPPOSED[law] for atom, law in (supposed or {}).items()}
        self.against = Stand.OPPOSES in (supposed or {}).values()
        self._needs: dict[Any, list[dict[str, Any]] | None] = {}
        self._voices: dict[tuple[int, Truth | None], dict[str, Any]] = {}

    def row(self, card: Card) -> dict[str, Any]:
        """Return what the rule says of one entity."""
        kind = card.subject.kind
        voices = {party: self.evidence.voice(party, card.id, kind) for party in self.parties}
        lists = {
            name: self.evidence.list_says(name, card.id, self.rule.filters) for name in self.sources
        }
        decision = decide(self.rule, voices, lists, card.subject, self.supposed, self.against)
        row: dict[str, Any] = {
            "id": card.id,
            "caption": card.caption,
            "kind": kind.value,
            "status": decision.status.value,
            "un": self.evidence.voice("un", card.id, kind).law.value,
            "voices": {
                party: self._voice(voice, decision.counts.get(party))
                for party, voice in voices.items()
            },
            "needs": self._need(voices, decision, card),
        }
        if decision.note:
            row["note"] = decision.note
        may_be = self.evidence.open_names.get(card.id)
        if may_be is not None:
            row["may_be"] = [
                {"id": entity, "caption": self.evidence.card(entity).caption} for entity in may_be
            ]
        if lists:
            row["lists"] = {f"source({name})": _counted(truth) for name, truth in lists.items()}
        return row

    def _voice(self, voice: Voice, counts: Truth | None) -> dict[str, Any]:
        key = (id(voice), counts)
        if key not in self._voices:
            self._voices[key] = voice_view(voice, counts)
        return self._voices[key]

    def _need(
        self, voices: Mapping[str, Voice], decision: Decision, card: Card
    ) -> list[dict[str, Any]] | None:
        stands = tuple(voice.stand for voice in voices.values())
        key = (decision.status, tuple(decision.counts.values()), stands, card.subject)
        if key not in self._needs:
            found = what_it_takes(self.rule, voices, decision, card.subject)
            self._needs[key] = None if found is None else [_need_view(need) for need in found]
        return self._needs[key]


def _need_view(need: Need) -> dict[str, Any]:
    changes = [{"party": change.atom, "to": change.to} for change in need.changes]
    return {"to": need.to.value, "changes": changes}


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
    """The acts that a voice rests on: those of the bloc whose voice it has, then its own."""
    followed = [act for bloc in voice.blocs if bloc.law is voice.law for act in bloc.acts]
    return (*followed, *voice.acts)


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
        "since_list_of": span.since_by.isoformat() if span.since_by else None,
        "until": span.until.isoformat() if span.until else None,
        "basis": act.basis or None,
        "part": act.part or act.child or None,
        "confidence": act.confidence.value,
        "state": span.state.value,
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
        "known": len(pairs) - made.unknown,
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
