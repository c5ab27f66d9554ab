"""Queries against an index: candidates, numbers, one match for each entity, best first."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from commonlist.matching import Found, Index, Profile, Reason, find, why
from commonlist.screening import queries
from commonlist.screening.clearances import query_digest
from commonlist.screening.matches import Match, Target, Targets
from commonlist.screening.numbers import SCORES, Number, Numbers
from commonlist.screening.queries import Query
from commonlist.screening.terms import Terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST = 100
"""Records that are looked at for one name; a row with more is told of."""
Cleared = Mapping[str, Mapping[str, str]]
"""By the digest of a query, what was said of each entity that it was told apart from."""


class Answer(NamedTuple):
    """Matches of one query, best first, of ``total`` in all.

    ``cleared`` were left out. ``more``: there may be others beyond `MOST` records.
    """

    matches: tuple[Match, ...]
    cleared: int
    more: bool
    total: int


class _Hit(NamedTuple):
    """A record that a query met, by a name or by a number."""

    place: int
    key: str
    score: float
    searched: str
    name: str
    found: Found | None
    number: Number | None


@dataclass(frozen=True, slots=True)
class Screener:
    """Everything that screening needs, made once and shared by all queries.

    ``rows`` tells of each record of the index whether it is looked at; None: all are. ``threads``
    search side by side; 0: as many as there are processors.
    """

    index: Index
    numbers: Numbers
    targets: Targets
    terms: Terms
    cleared: Cleared = field(default_factory=dict)
    rows: "NDArray[np.bool_] | None" = None
    threads: int = 0

    def screen(self, asked: Sequence[Query], most: int | None = None) -> Iterator[Answer]:
        """Yield the answer to each query, in order, with at most so many matches."""
        hits, full = self._hits(asked)
        targets = self.targets(sorted({hit.place for found in hits for hit in found}))
        for query, found, more in zip(asked, hits, full, strict=True):
            yield self._answer(query, found, targets, most, more=more) if found else _NOTHING

    def _answer(
        self,
        query: Query,
        hits: Iterable[_Hit],
        targets: Mapping[int, Target],
        most: int | None,
        *,
        more: bool,
    ) -> Answer:
        """Reasons are made for what is shown: they take longer than finding it."""
        cleared = self.cleared.get(query_digest(query), {}) if self.cleared else {}
        every = [
            (max(hit.score for hit in group), target, group)
            for target, group in _by_entity(hits, targets)
            if target.in_force or self.terms.delisted
        ]
        kept = [each for each in every if self.terms.show_cleared or each[1].entity not in cleared]
        kept.sort(key=lambda each: (-each[0], each[1].entity))
        shown = [
            self._match(query, target, group, cleared.get(target.entity, ""))
            for _, target, group in kept[:most]
        ]
        told_apart = sum(target.entity in cleared for _, target, _ in every)
        return Answer(tuple(shown), told_apart, more, len(kept))

    def _hits(self, asked: Sequence[Query]) -> tuple[list[list[_Hit]], list[bool]]:
        """Return the records that each query met, and whether there may be more."""
        hits: list[list[_Hit]] = [list(self._by_number(query)) for query in asked]
        full = [False] * len(asked)
        wanted = [(at, name) for at, query in enumerate(asked) for name in queries.names(query)]
        profiles = [queries.profile_of(asked[at], name) for at, name in wanted]
        results = self._search(profiles)
        for (at, name), found in zip(wanted, results, strict=True):
            full[at] |= len(found) >= MOST
            hits[at] += [
                _Hit(one.row, one.key, one.score, name, one.name, one, None) for one in found
            ]
        return hits, full

    def _search(self, profiles: Sequence[Profile]) -> list[list[Found]]:
        """Search, leaving out other lists; what these crowd out is searched for again."""
        threshold = self.terms.threshold
        results = find(self.index, profiles, threshold, MOST, threads=self.threads)
        if not self.terms.lists and self.rows is None:
            return results
        for at, found in enumerate(results):
            most = MOST
            while len(found) == most and len(self._looked_at(found)) < MOST:
                most *= 10
                found = find(self.index, [profiles[at]], threshold, most)[0]
            results[at] = self._looked_at(found)[:MOST]
        return results

    def _looked_at(self, found: Iterable[Found]) -> list[Found]:
        return [one for one in found if self._is_looked_at(one.row, one.key)]

    def _is_looked_at(self, place: int, key: str) -> bool:
        lists = self.terms.lists
        listed = not lists or key.partition(":")[0] in lists
        return listed and (self.rows is None or bool(self.rows[place]))

    def _by_number(self, query: Query) -> Iterator[_Hit]:
        for text in query.numbers:
            for number in self.numbers.find(text):
                key = self.index.key(number.place)
                if self._is_looked_at(number.place, key):
                    score = SCORES[number.type]
                    yield _Hit(number.place, key, score, text, "", None, number)

    def _match(self, query: Query, target: Target, hits: Sequence[_Hit], cleared: str) -> Match:
        """Merge what was found of one entity: the best name, the best number."""
        ranked = sorted(hits, key=lambda hit: (-hit.score, hit.key))
        named = next((hit for hit in ranked if hit.found), None)
        numbered = next((hit for hit in ranked if hit.number), None)
        return Match(
            row=query.row,
            query=query.text,
            score=ranked[0].score,
            entity=target.entity,
            caption=target.caption,
            matched_name=named.name if named else "",
            parties=target.parties,
            status=target.status,
            reasons=tuple(self._reasons(query, named, numbered)),
            kind=target.kind,
            records=tuple(dict.fromkeys(hit.key for hit in ranked)),
            searched=named.searched if named else ranked[0].searched,
            unknown=target.unknown,
            cleared=cleared,
        )

    def _reasons(self, query: Query, named: _Hit | None, numbered: _Hit | None) -> Iterator[Reason]:
        if numbered and numbered.number:
            yield number_reason(numbered.searched, numbered.number)
        if named and named.found:
            if named.searched != query.text:
                sentence = f"“{named.searched}” stands in the payment line"
                yield Reason("payment", 0.0, sentence, query.text, named.searched)
            yield from why(self.index, named.found)


_NOTHING = Answer((), 0, more=False, total=0)


def number_reason(given: str, number: Number) -> Reason:
    """Say that a number is the same; its effect is the log-odds of its type's score."""
    score = SCORES[number.type]
    kind = number.type.replace("_", " ")
    sentence = f"the same {kind} number, {number.value}"
    return Reason(
        "identifier", round(math.log(score / (1 - score)), 6), sentence, given, number.value
    )


def _by_entity(
    hits: Iterable[_Hit], targets: Mapping[int, Target]
) -> Iterator[tuple[Target, list[_Hit]]]:
    groups: dict[str, tuple[Target, list[_Hit]]] = {}
    for hit in hits:
        target = targets[hit.place]
        groups.setdefault(target.entity, (target, []))[1].append(hit)
    yield from groups.values()
