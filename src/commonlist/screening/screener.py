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
from commonlist.values.identifiers import number_called

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


class _Met(NamedTuple):
    """An entity that a query met: its records, best first, and the best by name and by number.

    ``cleared`` says by whom it was told apart from the customer.
    """

    target: Target
    ranked: Sequence[_Hit]
    named: _Hit | None
    numbered: _Hit | None
    cleared: str


class _Shown(NamedTuple):
    """What is shown of a query's entities, how many are ``cleared``, and how many there are."""

    met: tuple[_Met, ...]
    cleared: int
    total: int


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
        shown = [self._shown(*each, targets, most) for each in zip(asked, hits, strict=True)]
        # made for what is shown, for all at once: they take longer than finding it
        named = (met.named.found for each in shown for met in each.met if met.named)
        reasons = why(self.index, (found for found in named if found))
        for query, each, more in zip(asked, shown, full, strict=True):
            matches = tuple([self._match(query, met, reasons) for met in each.met])
            yield Answer(matches, each.cleared, more, each.total)

    def _shown(
        self, query: Query, hits: Iterable[_Hit], targets: Mapping[int, Target], most: int | None
    ) -> _Shown:
        cleared = self.cleared.get(query_digest(query), {}) if self.cleared else {}
        every = [
            _met(target, group, cleared.get(target.entity, ""))
            for target, group in _by_entity(hits, targets)
            if target.in_force or self.terms.delisted
        ]
        told_apart = sum(met.target.entity in cleared for met in every)
        kept = [m for m in every if self.terms.show_cleared or m.target.entity not in cleared]
        kept.sort(key=lambda met: (-met.ranked[0].score, met.target.entity))
        return _Shown(tuple(kept[:most]), told_apart, len(kept))

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
        """Search, leaving out rows not looked at; what these crowd out is searched for again."""
        threshold = self.terms.threshold
        results = find(self.index, profiles, threshold, MOST, threads=self.threads)
        if self.rows is None:
            return results
        for at, found in enumerate(results):
            most = MOST
            while len(found) == most and len(self._looked_at(found)) < MOST:
                most *= 10
                found = find(self.index, [profiles[at]], threshold, most)[0]
            results[at] = self._looked_at(found)[:MOST]
        return results

    def _looked_at(self, found: Iterable[Found]) -> list[Found]:
        return [one for one in found if self._is_looked_at(one.row)]

    def _is_looked_at(self, place: int) -> bool:
        return self.rows is None or bool(self.rows[place])

    def _by_number(self, query: Query) -> Iterator[_Hit]:
        for text in queries.looked_up(query):
            for number in self.numbers.find(text):
                if self._is_looked_at(number.place):
                    key, score = self.index.key(number.place), SCORES[number.type]
                    yield _Hit(number.place, key, score, text, "", None, number)

    def _match(self, query: Query, met: _Met, reasons: Iterator[tuple[Reason, ...]]) -> Match:
        """Return what was found of an entity; the next ``reasons`` are those of its name."""
        target, ranked, named = met.target, met.ranked, met.named
        return Match(
            row=query.row,
            query=query.text,
            score=ranked[0].score,
            entity=target.entity,
            caption=target.caption,
            matched_name=named.name if named else "",
            parties=target.parties,
            status=target.status,
            reasons=tuple(_reasons(query, met, reasons)),
            kind=target.kind,
            records=tuple(dict.fromkeys(hit.key for hit in ranked)),
            searched=named.searched if named else ranked[0].searched,
            unknown=target.unknown,
            cleared=met.cleared,
        )


def _met(target: Target, hits: Iterable[_Hit], cleared: str) -> _Met:
    """Merge what was found of one entity: the best name, the best number."""
    ranked = sorted(hits, key=lambda hit: (-hit.score, hit.key))
    named = next((hit for hit in ranked if hit.found), None)
    numbered = next((hit for hit in ranked if hit.number), None)
    return _Met(target, ranked, named, numbered, cleared)


def _reasons(query: Query, met: _Met, reasons: Iterator[tuple[Reason, ...]]) -> Iterator[Reason]:
    if met.numbered and met.numbered.number:
        yield number_reason(met.numbered.searched, met.numbered.number)
    if met.named:
        if met.named.searched != query.text:
            sentence = f"“{met.named.searched}” is read in the text"
            yield Reason("payment", 0.0, sentence, query.text, met.named.searched)
        yield from next(reasons)


def number_reason(given: str, number: Number) -> Reason:
    """Say that a number is the same; its effect is the log-odds of its type's score."""
    score = SCORES[number.type]
    sentence = f"the same {number_called(number.type)}, {number.value}"
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
