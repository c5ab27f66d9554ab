"""The review: which pairs a person should look at, and what each verdict would change."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec
from sqlalchemy import Connection

from commonlist.agreement.decisions import decide, in_scope
from commonlist.agreement.presets import rule_of
from commonlist.agreement.rules import Truth
from commonlist.agreement.voices import Law, Stand
from commonlist.errors import InputError, UnknownNameError
from commonlist.matching import Comparison
from commonlist.pipeline.evidence import Asked, Card, Evidence
from commonlist.pipeline.resolving import Grounds, Judged, judge
from commonlist.records import Record
from commonlist.resolution import (
    Consequence,
    Decided,
    Judgement,
    Question,
    Suggestion,
    Verdict,
    consequence,
    in_order,
    in_question,
    waiting,
)
from commonlist.resolution.judgements import Pair
from commonlist.resolution.queue import question_id
from commonlist.storage import Workspace, partitions

RULE = "vienna-6"
"""The rule by which pairs are weighed, if none is said."""
REASONS = {
    Verdict.SAME: "read both: the same",
    Verdict.DIFFERENT: "read both: different",
    Verdict.UNSURE: "read both: cannot tell",
}
"""The reason of a verdict, if its author gives no other."""
TAKEN_BACK = "taken back"
"""The reason of the word that takes a verdict back."""
_LAST = "9999-12-31T00:00:00Z"
"""When a verdict is supposed to be given: after all others."""


class Look(msgspec.Struct, frozen=True):
    """A question laid open: the two records, what they go with, how they compare, what follows.

    ``if_same`` and ``if_different`` are what either verdict would do if it counted.
    """

    question: Question
    records: tuple[Record, Record]
    beside: tuple[tuple[str, ...], tuple[str, ...]]
    comparison: Comparison
    if_same: Consequence
    if_different: Consequence

    def follows(self, verdict: Verdict) -> Consequence:
        """Return what a verdict would do."""
        if verdict is Verdict.UNSURE:
            return Consequence()
        return self.if_same if verdict is Verdict.SAME else self.if_different

    def needs_second(self, verdict: Verdict) -> bool:
        """Tell whether a verdict waits for a second reader.

        That is where it changes an outcome, or where another has said something that waits. Who is
        unsure never outvotes anybody.
        """
        unsure = verdict is Verdict.UNSURE
        return unsure or bool(self.question.said) or self.follows(verdict).decisive


class Said(msgspec.Struct, frozen=True):
    """An author's last word on a pair, and whether it counts."""

    judgement: Judgement
    counts: bool


class Review:
    """The open questions of a workspace, under one rule and day.

    Judgements that are added (`add`) count for what is looked at after them; the order of the
    questions stays as it was.
    """

    def __init__(self, connection: Connection, rule: str, asked: Asked, author: str = "") -> None:
        self._rule, _ = rule_of(rule)
        topic = self._rule.topic or asked.topic
        self._connection, self._author = connection, author
        self._grounds = Grounds(connection)
        self._evidence = Evidence(
            connection, replace(asked, topic=None if topic == "any" else topic)
        )

    def questions(self, most: int = 0) -> list[Question]:
        """Return what the author may be asked, in order, so many at most (0: all).

        He is asked nothing that he has answered; what he was unsure of comes last.
        """
        mine = {said.pair: said for said in self._grounds.judgements if said.author == self._author}
        answered = {pair for pair, said in mine.items() if said.verdict is not Verdict.UNSURE}
        found = [
            made for made in partitions.suggestions(self._connection) if made.pair not in answered
        ]
        self._read(made for made in found if self._bears(made))
        asked = in_order(map(self._question, found), mine)[: most or None]
        self._read(made.suggestion for made in asked)
        return asked

    def look(self, question: Question) -> Look | None:
        """Lay a question open; None if it has been answered by what was added since."""
        found = question.suggestion
        now = self._now(found.pair)
        if (now[found.left] == now[found.right]) is not found.joined:
            return None
        return self._laid_open(question, now)

    def open(self, wanted: str) -> Look:
        """Lay a pair open as it is now, by the id of its question; it may be judged already.

        Raises:
            UnknownNameError: nobody suggested or judged such a pair.
        """
        asked = self._pair(wanted)
        pair = asked.pair
        self._grounds.read(self._grounds.touched(pair))
        now = self._now(pair)
        joined = now[pair[0]] == now[pair[1]]
        found = msgspec.structs.replace(asked, joined=joined)
        look = self._laid_open(Question(found, Consequence(), self._waits(pair)), now)
        follows = look.follows(in_question(found))
        question = msgspec.structs.replace(look.question, consequence=follows)
        return msgspec.structs.replace(look, question=question)

    def said(self, wanted: str) -> Said | None:
        """Return what the author last said of a pair (the id of its question)."""
        pair = self._pair(wanted).pair
        said = [j for j in self._grounds.judgements if j.pair == pair and j.author == self._author]
        if not said:
            return None
        waits = {word.author for word in self._waits(pair)}
        return Said(said[-1], counts=self._author not in waits)

    def _pair(self, wanted: str) -> Suggestion:
        """Return the pair of a question as it stands in the queue, or as it was judged."""
        for made in partitions.suggestions(self._connection):
            if question_id(made.pair) == wanted:
                return made
        known = self._grounds.stored.keys()
        for said in reversed(self._grounds.judgements):
            if question_id(said.pair) == wanted and known >= set(said.pair):
                score = self._grounds.comparison(*said.pair).score
                why = f"{said.author} on {said.made_at[:10]}: {said.reason}"
                return Suggestion(*said.pair, score, why)
        raise UnknownNameError(f"no pair {wanted!r}; the queue has those there are")

    def _now(self, pair: Pair) -> dict[str, str]:
        """Return the entities of all records that hang together with a pair."""
        return self._grounds.entities(self._grounds.touched(pair), self._grounds.judgements)

    def _laid_open(self, question: Question, now: Mapping[str, str]) -> Look:
        found = question.suggestion
        return Look(
            question=question,
            records=(self._grounds.record(found.left), self._grounds.record(found.right)),
            beside=(_beside(now, found.left), _beside(now, found.right)),
            comparison=self._grounds.comparison(found.left, found.right),
            if_same=self._follows(found, Verdict.SAME),
            if_different=self._follows(found, Verdict.DIFFERENT),
        )

    def add(self, judgement: Judgement) -> None:
        """Count a judgement for what is looked at from now on."""
        self._grounds.add(judgement)

    def plain(self, question: Question) -> dict[str, Any]:
        """Return a question as plain values."""
        found, follows = question.suggestion, question.consequence
        return {
            "id": question.id,
            "left": found.left,
            "right": found.right,
            "captions": [self._grounds.record(key).caption for key in found.pair],
            "score": found.score,
            "joined": found.joined,
            "why": found.why,
            "verdict": in_question(found),
            **msgspec.to_builtins(follows),
            "second_reader": follows.decisive or bool(question.said),
            "said": [msgspec.to_builtins(word) for word in question.said],
        }

    def _question(self, found: Suggestion) -> Question:
        follows = self._follows(found, in_question(found)) if self._bears(found) else Consequence()
        return Question(found, follows, self._waiting.get(found.pair, ()))

    @cached_property
    def _waiting(self) -> Mapping[tuple[str, str], tuple[Judgement, ...]]:
        return waiting(self._grounds.judgements)

    def _waits(self, pair: Pair) -> tuple[Judgement, ...]:
        """Return the words on one pair that do not count yet."""
        return waiting(said for said in self._grounds.judgements if said.pair == pair).get(pair, ())

    def _read(self, suggestions: Iterable[Suggestion]) -> None:
        """Read all records that verdicts may move, at once."""
        touched = (self._grounds.touched(made.pair) for made in suggestions)
        self._grounds.read({key for keys in touched for key in keys})

    def _bears(self, found: Suggestion) -> bool:
        """Whether the rule hears anybody on one of the records that hang together here."""
        return not self._heard.isdisjoint(self._grounds.touched(found.pair))

    @cached_property
    def _heard(self) -> Set[str]:
        """Return the records on which a party or list of the rule says something."""
        alone = self._evidence.within({key: key for key in self._grounds.stored})
        parties = set(self._rule.parties())
        parties |= self._evidence.blocs_of(parties)
        lists = set(self._rule.sources())
        return {
            key
            for key, told in alone.findings.items()
            if parties & told.keys()
            or any(f.source in lists for each in told.values() for f in each)
        } | {key for key, said in alone.stances.items() if parties & said.keys()}

    def _follows(self, found: Suggestion, verdict: Verdict) -> Consequence:
        """Return what a verdict would do if it counted at once."""
        grounds = self._grounds
        supposed = Judgement(
            left=found.left,
            right=found.right,
            verdict=verdict,
            author=self._author,
            reason="supposed",
            made_at=_LAST,
        )
        keys = grounds.touched(found.pair)
        before = grounds.entities(keys, grounds.judgements)
        after = grounds.entities(keys, (*grounds.judgements, supposed), before)
        if before == after:
            return Consequence()
        related = self._related(before.keys())
        before, after = related | before, related | after
        return consequence(before, after, self._decided(before), self._decided(after))

    def _related(self, keys: Set[str]) -> dict[str, str]:
        """Return the entity of each record of an entity that a relation ties to some records."""
        stored = self._grounds.stored
        ties = [(tie.child, tie.parent) for tie in self._grounds.relations]
        others = {two for tie in ties for one, two in (tie, tie[::-1]) if one in keys}
        wanted = {stored[key] for key in others if key in stored}
        return {key: of for key, of in stored.items() if of in wanted} if wanted else {}

    def _decided(self, entity_of: Mapping[str, str]) -> dict[str, Decided]:
        """Return what the rule says of some entities, given as record key to entity."""
        evidence = self._evidence.within(entity_of)
        entities = {*evidence.cards, *evidence.stances}
        cards = (evidence.card(entity) for entity in entities)
        return {card.id: Decided(card.caption, self._decision(evidence, card)) for card in cards}

    def _decision(self, evidence: Evidence, card: Card) -> str | None:
        """Return the status of an entity, None if no party or list of the rule speaks of it."""
        rule, kind = self._rule, card.subject.kind
        voices = {party: evidence.voice(party, card.id, kind) for party in rule.parties()}
        lists = {name: evidence.list_says(name, card.id, rule.filters) for name in rule.sources()}
        spoken = Truth.YES in lists.values() or any(
            voice.law in (Law.LISTED, Law.LISTED_IN_PART) or voice.stand is not Stand.NONE_KNOWN
            for voice in voices.values()
        )
        if not spoken or not in_scope(rule, card.subject):
            return None
        return decide(rule, voices, lists, card.subject).status.value


def queue(connection: Connection, rule: str, asked: Asked, author: str) -> list[dict[str, Any]]:
    """Return all that an author may be asked, in order, as plain values."""
    review = Review(connection, rule, asked, author)
    return [review.plain(question) for question in review.questions()]


def give(
    workspace: Workspace,
    rule: str,
    asked: Asked,
    wanted: str,
    verdict: Verdict,
    *,
    reason: str,
    author: str,
    now: datetime,
) -> Judged:
    """Give a verdict on a pair (the id of its question); no reason is the usual one.

    Raises:
        UnknownNameError: nobody suggested or judged such a pair.
    """
    with workspace.reading() as connection:
        look = Review(connection, rule, asked, author).open(wanted)
    return judge(
        workspace,
        *look.question.suggestion.pair,
        verdict,
        reason.strip() or REASONS[verdict],
        author,
        now,
        second=look.needs_second(verdict),
    )


def take_back(
    workspace: Workspace, rule: str, asked: Asked, wanted: str, *, author: str, now: datetime
) -> Judged:
    """Take back what an author last said of a pair (the id of its question).

    Raises:
        InputError: he said nothing of it.
        UnknownNameError: nobody suggested or judged such a pair.
    """
    with workspace.reading() as connection:
        said = Review(connection, rule, asked, author).said(wanted)
    if said is None:
        raise InputError(f"{author} has said nothing of {wanted}; there is nothing to take back")
    last = said.judgement
    return judge(
        workspace, last.left, last.right, Verdict.UNSURE, TAKEN_BACK, author, now,
        second=last.second,
    )  # fmt: skip


def _beside(entity_of: Mapping[str, str], key: str) -> tuple[str, ...]:
    """Return the other records of a record's entity."""
    return tuple(sorted(k for k, of in entity_of.items() if of == entity_of[key] and k != key))
