"""Entities asked for by example: whom each of a batch may be, as the API answers it.

What it takes is made once for a state of the data and a day, and shared by all requests: the index
and the shelf are files mapped into memory, and an entity's JSON is copied from the shelf.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

import msgspec
import numpy as np
from sqlalchemy import Connection

from commonlist.errors import InputError
from commonlist.matching import MODEL
from commonlist.pipeline.datasets import Rows, current
from commonlist.pipeline.indexing import Indexed, indexed
from commonlist.pipeline.live import Live
from commonlist.pipeline.lookup import chosen
from commonlist.pipeline.screening import in_force, resolved
from commonlist.publication.shelf import Shelf
from commonlist.records import Kind
from commonlist.screening import Match, Screener, Target, Terms
from commonlist.screening.entities import Cleaned, Example, cleaned, comparable, known_schema
from commonlist.screening.scored import FEATURES, Response, beside, response, scored
from commonlist.screening.screener import Cleared

MOST_QUERIES = 100
"""Queries of one batch; more are refused."""
LEAST = 0.01
"""Lower scores are never shown."""
ALGORITHM = f"commonlist-{MODEL}"
"""The comparison that answers, whichever is asked for."""
OTHERS = (
    *("best", "logic-v1", "logic-v2", "name-based", "name-qualified"),
    *("regression-v1", "regression-v2", "regression-v3"),
)
"""Names of yente's own comparisons, which its clients ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """Which entities may be the answer.

    Rows of the shelf are chosen by ``dataset``, ``include`` and ``exclude`` (datasets),
    ``exclude_schemata``, ``topics`` (any of them), ``changed_since`` (seconds since 1970) and
    ``exclude_entities`` (ids, also former ones).
    """

    dataset: str = "default"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    exclude_schemata: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    changed_since: int | None = None
    exclude_entities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is wanted of a batch.

    At most ``limit`` entities a query, of a score from ``cutoff`` on; from ``threshold`` on one
    counts as a match. ``party`` asks: what it cleared is told.
    """

    limit: int = 5
    threshold: float = 0.7
    cutoff: float = 0.7
    party: str = ""


def described() -> dict[str, object]:
    """Return what is said of the comparison, and of the names under which it answers too."""
    features = {name: {"description": said, "coefficient": 1.0} for name, said in FEATURES.items()}
    told = dict.fromkeys(OTHERS, _TOLD_OF_OTHERS)
    return {
        "algorithms": [
            {
                "name": name,
                "description": said,
                "features": features,
                "docs": {"name": name, "description": said, "config": {}, "features": features},
            }
            for name, said in {ALGORITHM: _TOLD, **told}.items()
        ],
        "default": ALGORITHM,
        "best": ALGORITHM,
    }


_TOLD = (
    "An additive model of names, dates of birth, countries, gender and numbers; the score is the "
    "calibrated probability that two entries are one party, and a feature's score its log-odds."
)
_TOLD_OF_OTHERS = (
    f"A name of another program's comparison, which is not here: {ALGORITHM} answers in its stead, "
    "with other scores."
)


def ready(live: Live) -> bool:
    """Tell whether something was made that answers; if not, it is made meanwhile."""
    return live.has(_KEY, lambda connection: _made(live, connection))


def at_hand(live: Live) -> "Matcher | None":
    """Return what answers over the present state, if it was made already."""
    found: Matcher | None = live.at_hand(_KEY)
    return found


def matcher(live: Live) -> "Matcher":
    """Return what answers over the present state, or for a while over the one before.

    Entities are made first of what came in.
    """
    resolved(live.workspace)
    return live.lately(_KEY, lambda connection: _made(live, connection))


_KEY = "match"


def _made(live: Live, connection: Connection) -> "Matcher":
    found = indexed(live.workspace, live.now())
    return Matcher(live, found, current(live), in_force(connection, live.today()))


class Matcher:
    """Answers batches over one state of the data; threads may share it."""

    def __init__(
        self, live: Live, found: Indexed, shelf: Shelf, cleared: Mapping[str, Cleared]
    ) -> None:
        self.shelf = shelf
        self._live, self._day = live, live.today()
        self._index, self._numbers = found.index, found.numbers
        self._cleared = {party: _by_shelf(shelf, each) for party, each in cleared.items()}
        self._rows = shelf.rows_of_records(found.index.keys)
        self._targets: dict[int, Target] = {}
        self._masks: OrderedDict[tuple[Within, str], Rows] = OrderedDict()
        self._lock = Lock()

    def answer(
        self, asked: Mapping[str, Example], within: Within, wanted: Wanted
    ) -> dict[str, Response]:
        """Return the answer to each query.

        Raises:
            InputError: too many queries, none, or one that cannot be read.
            UnknownNameError: no such dataset.
        """
        if not asked:
            raise InputError("No queries provided.")
        if len(asked) > MOST_QUERIES:
            raise InputError(f"Too many queries in one batch (limit: {MOST_QUERIES})")
        queries = {key: _cleaned(key, example) for key, example in asked.items()}
        by_schema: dict[str, list[str]] = {}
        for key, query in queries.items():
            by_schema.setdefault(query.schema, []).append(key)
        found = {
            key: response
            for schema, keys in by_schema.items()
            for key, response in zip(
                keys,
                self._answers([queries[key] for key in keys], schema, within, wanted),
                strict=True,
            )
        }
        return {key: found[key] for key in asked}

    def knows(self, within: Within) -> bool:
        """Tell whether it was asked so before; if not, a rule may have to be computed first."""
        with self._lock:
            return any(known == within for known, _ in self._masks)

    def _answers(
        self, asked: Sequence[Cleaned], schema: str, within: Within, wanted: Wanted
    ) -> Iterator[Response]:
        terms = Terms(day=self._day, threshold=max(wanted.cutoff, LEAST), show_cleared=True)
        screener = Screener(
            self._index,
            self._numbers,
            self._shown,
            terms,
            self._cleared.get(wanted.party, {}),
            rows=self._mask(within, schema),
            threads=1,
        )
        answers = screener.screen([each.query for each in asked], wanted.limit)
        for query, answer in zip(asked, answers, strict=True):
            results = [
                beside(self._body(match), scored(match, wanted.threshold))
                for match in answer.matches
                if match.score >= wanted.cutoff
            ]
            yield response(query, results, answer.total)

    def _shown(self, places: Sequence[int]) -> Mapping[int, Target]:
        return {place: self._target(place) for place in places}

    def _target(self, place: int) -> Target:
        made = self._targets.get(place)
        if made is None:
            body = self.shelf.body(int(self._rows[place]))
            said = _card(body)
            made = self._targets[place] = Target(said.id, said.caption, Kind.OTHER)
        return made

    def _body(self, match: Match) -> bytes:
        row = self.shelf.row(match.entity)
        assert row is not None  # it is of the shelf
        return self.shelf.body(row)

    def _mask(self, within: Within, schema: str) -> Rows:
        """Return which records of the index may be the answer to a query of a schema."""
        with self._lock:
            known = self._masks.get((within, schema))
            if known is not None:
                self._masks.move_to_end((within, schema))
                return known
        rows = rows_within(self._live, self.shelf, within)
        rows &= self.shelf.of_schemata(_may_be(schema))
        made: Rows = (self._rows >= 0) & rows[self._rows]
        with self._lock:
            self._masks[within, schema] = made
            while len(self._masks) > _KEPT:
                self._masks.popitem(last=False)
        return made


_KEPT = 64
"""Masks that are remembered; the one used longest ago goes first."""


class _Card(msgspec.Struct):
    id: str
    caption: str


_card = msgspec.json.Decoder(_Card).decode


def _cleaned(key: str, example: Example) -> Cleaned:
    try:
        return cleaned(example)
    except InputError as error:
        raise InputError(f"query {key!r}: {error}") from None


def _may_be(schema: str) -> frozenset[str]:
    """Return the schemata of what may be meant; a wallet is listed as a number of its holder."""
    holders = comparable("LegalEntity") if schema == "CryptoWallet" else frozenset[str]()
    return comparable(schema) | holders


def _by_shelf(shelf: Shelf, cleared: Cleared) -> Cleared:
    """Return what is cleared by the ids under which entities stand on the shelf."""
    return {
        query: {_id_on(shelf, entity): said for entity, said in entities.items()}
        for query, entities in cleared.items()
    }


def _id_on(shelf: Shelf, entity: str) -> str:
    row = shelf.row(entity)
    return entity if row is None else _card(shelf.body(row)).id


def rows_within(live: Live, shelf: Shelf, within: Within) -> Rows:
    """Return which rows of the shelf may be the answer.

    Raises:
        UnknownNameError: no such dataset.
        InputError: no such schema.
    """
    rows = chosen(live, shelf, within.dataset, within.include, within.exclude)
    rows = rows & ~shelf.of_schemata(map(known_schema, within.exclude_schemata))
    if within.topics:
        rows &= np.any([shelf.having("topics", topic) for topic in within.topics], axis=0)
    if within.changed_since is not None:
        rows &= shelf.times("last_change") >= within.changed_since
    excluded = [shelf.row(id_) for id_ in within.exclude_entities]
    rows[[row for row in excluded if row is not None]] = False
    return rows
