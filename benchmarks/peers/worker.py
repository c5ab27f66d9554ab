"""The peer, answering JSON lines: runs in its own environment (`.peers/bin/python worker.py`).

One request a line on standard input, one answer a line on standard output:

    {"job": "hello"}                                -> {"versions": {...}, "threshold": 0.7}
    {"job": "pairs", "pairs": [[left, right]]}      -> {"scores": [...], "seconds": s}
    {"job": "targets", "entities": [...]}           -> {"seconds": s}
    {"job": "search", "queries": [...], "most": 20} -> {"found": [[[id, score]]], "seconds": s}

Entities are FollowTheMoney (``id``, ``schema``, ``properties``). The matcher keeps names by
``id``, so one id stands for one entity only. Seconds are those of the matcher alone: entities
are parsed before the clock starts.
"""

import json
import math
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from typing import Any

from followthemoney import EntityProxy, model  # type: ignore[import-not-found]
from followthemoney.names import entity_names  # type: ignore[import-not-found]
from nomenklatura.matching import get_algorithm  # type: ignore[import-not-found]
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from rigour.names import Name, Symbol, tokenize_name  # type: ignore[import-not-found]

THRESHOLD = 0.7
"""Default of yente (``SCORE_THRESHOLD``), which runs this matcher."""
CANDIDATES = 50
"""Entries that yente takes from its index for one query: 10 for each of 5 answers."""
SYMBOLS = {
    Symbol.Category.NUMERIC: 1.3,
    Symbol.Category.LOCATION: 0.8,
    Symbol.Category.ORG_CLASS: 0.7,
    Symbol.Category.SYMBOL: 0.3,
    Symbol.Category.NICK: 0.8,
    Symbol.Category.DOMAIN: 0.7,
}
"""What parts of a name count in yente's query, by category."""

ALGORITHM = get_algorithm("logic-v2")
CONFIG = ALGORITHM.default_config()


class Postings:
    """Keyword field of an index: term to rows, with the weight that BM25 gives the term."""

    def __init__(self) -> None:
        self.rows: defaultdict[str, set[int]] = defaultdict(set)

    def add(self, row: int, terms: Iterable[str]) -> None:
        """Note that a row holds these terms."""
        for term in terms:
            self.rows[term].add(row)

    def weight(self, term: str, of: int) -> float:
        """Return the inverse document frequency of a term among so many rows."""
        held = len(self.rows[term])
        return math.log(1 + (of - held + 0.5) / (held + 0.5))


class Index:
    """Candidates as yente 5.5 asks a search engine for them: the same fields, clauses and boosts.

    Words of names within edit distance (the engine's ``fuzziness: AUTO``), all of them; else any
    of parts, their sounds and their symbols, of which the best counts whole and others a fifth;
    names without blanks. What is left out: the lengths of fields, the number of an entry's values.
    """

    def __init__(self, entities: Sequence[EntityProxy]) -> None:
        self.entities = entities
        self.fields = {name: Postings() for name in ("word", "part", "sound", "symbol", "joined")}
        self.schemata: defaultdict[str, set[int]] = defaultdict(set)
        for row, entity in enumerate(entities):
            self.schemata[entity.schema.name].add(row)
            for field, terms in _terms(entity):
                self.fields[field].add(row, terms)
        self.words = list(self.fields["word"].rows)

    def search(self, query: EntityProxy) -> list[EntityProxy]:
        """Return the entries to score, best first."""
        scores: defaultdict[int, float] = defaultdict(float)
        for clause in self._clauses(query):
            for row, score in clause.items():
                scores[row] += score
        fitting = set().union(*(self.schemata[s.name] for s in query.schema.matchable_schemata))
        rows = sorted(scores.keys() & fitting, key=lambda row: (-scores[row], row))
        return [self.entities[row] for row in rows[:CANDIDATES]]

    def _clauses(self, query: EntityProxy) -> Iterator[dict[int, float]]:
        names = Name.consolidate_names(entity_names(query, infer_initials=True, consolidate=False))
        for text in query.names:
            yield self._all_words(tokenize_name(text.lower()))
        for name in names:
            joined = "".join(part.comparable for part in name.parts)
            yield self._term("joined", joined, 2.0)
        seen: set[str] = set()
        for name in names:
            for part in name.parts:
                if part.comparable not in seen:
                    seen.add(part.comparable)
                    yield self._part(name, part)

    def _term(self, field: str, term: str, boost: float) -> dict[int, float]:
        postings = self.fields[field]
        if term not in postings.rows:
            return {}
        return dict.fromkeys(postings.rows[term], boost * postings.weight(term, len(self.entities)))

    def _part(self, name: Name, part: Any) -> dict[int, float]:
        symbols = [span.symbol for span in name.spans if part in span.parts]
        boost = max((SYMBOLS[s.category] for s in symbols if s.category in SYMBOLS), default=1.0)
        clauses = [self._term("part", part.comparable, 1.0)]
        if part.metaphone and len(part.metaphone) > 2:
            clauses.append(self._term("sound", part.metaphone, boost * 0.5))
        clauses += [self._term("symbol", term, boost * 0.7) for term in _symbols(symbols)]
        found: dict[int, float] = {}
        for row in set().union(*clauses):
            scores = sorted((clause.get(row, 0.0) for clause in clauses), reverse=True)
            found[row] = scores[0] + 0.2 * sum(scores[1:])
        return found

    def _all_words(self, words: Sequence[str]) -> dict[int, float]:
        """Rows that hold each word or one near it: distance 1 from 3 letters on, 2 from 6 on."""
        held: set[int] | None = None
        weight = 0.0
        for word in words:
            near = self._near(word)
            rows = set().union(*(self.fields["word"].rows[other] for other in near))
            held = rows if held is None else held & rows
            if not held:
                return {}
            weight += max(self.fields["word"].weight(w, len(self.entities)) for w in near)
        return dict.fromkeys(held or (), 3.0 * weight)

    def _near(self, word: str) -> list[str]:
        most = 0 if len(word) < 3 else 1 if len(word) < 6 else 2
        if not most:
            return [word] if word in self.fields["word"].rows else []
        found = process.extract(
            word, self.words, scorer=Levenshtein.distance, score_cutoff=most, limit=50
        )
        return [other for other, _, _ in found]


def _terms(entity: EntityProxy) -> Iterator[tuple[str, Iterable[str]]]:
    for text in entity.names:
        yield "word", tokenize_name(text.lower())
    for weak in entity.get("weakAlias", quiet=True):
        yield "part", [weak.casefold()]
    for name in entity_names(entity, consolidate=False):
        yield "joined", ["".join(part.comparable for part in name.parts)]
        yield "symbol", _symbols(name.symbols)
        for part in name.parts:
            yield "part", [part.comparable]
            if part.metaphone and len(part.metaphone) > 2:
                yield "sound", [part.metaphone]


def _symbols(symbols: Iterable[Symbol]) -> list[str]:
    return [f"{s.category.value}:{s.id}" for s in symbols if s.category != Symbol.Category.INITIAL]


def _score(left: EntityProxy, right: EntityProxy) -> float:
    return float(ALGORITHM.compare(left, right, CONFIG).score)


class Worker:
    """Answers requests; holds the targets between them."""

    def __init__(self) -> None:
        self.index = Index([])

    def hello(self) -> dict[str, Any]:
        """Say which versions run; the first comparison, which loads tables, is made here."""
        person = {"id": "x", "schema": "Person", "properties": {"name": ["Jane Roe"]}}
        self.pairs([[person, {**person, "id": "y"}]])
        packages = ("nomenklatura", "followthemoney", "rigour")
        return {"versions": {name: version(name) for name in packages}, "threshold": THRESHOLD}

    def pairs(self, pairs: list[list[dict[str, Any]]]) -> dict[str, Any]:
        """Score pairs of entities, the left one as the query."""
        read = [(model.get_proxy(left), model.get_proxy(right)) for left, right in pairs]
        start = time.perf_counter()
        scores = [_score(left, right) for left, right in read]
        return {"scores": scores, "seconds": time.perf_counter() - start}

    def targets(self, entities: list[dict[str, Any]]) -> dict[str, Any]:
        """Index the entities to screen against."""
        read = [model.get_proxy(entity) for entity in entities]
        start = time.perf_counter()
        self.index = Index(read)
        return {"seconds": time.perf_counter() - start}

    def search(self, queries: list[dict[str, Any]], most: int) -> dict[str, Any]:
        """Return the best of the targets for each query, with scores above 0."""
        read = [model.get_proxy(query) for query in queries]
        start = time.perf_counter()
        found = [self._search(query)[:most] for query in read]
        return {"found": found, "seconds": time.perf_counter() - start}

    def _search(self, query: EntityProxy) -> list[tuple[str, float]]:
        scored = [(target.id, _score(query, target)) for target in self.index.search(query)]
        return sorted((hit for hit in scored if hit[1] > 0), key=lambda hit: (-hit[1], hit[0]))


def main() -> int:
    """Answer until standard input ends."""
    worker = Worker()
    for line in sys.stdin:
        request = json.loads(line)
        answer = getattr(worker, request.pop("job"))(**request)
        print(json.dumps(answer), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
