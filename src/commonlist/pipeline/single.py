"""One name screened while somebody waits: the answer, what would change it, the receipt."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
from sqlalchemy import Connection

from commonlist import __version__
from commonlist.access import Principal
from commonlist.agreement.presets import rule_of
from commonlist.matching import MODEL, REVIEW
from commonlist.matching.finding import scores
from commonlist.pipeline import batches, indexing, screenings
from commonlist.pipeline.compared import newest
from commonlist.pipeline.indexing import Indexed
from commonlist.pipeline.live import Live
from commonlist.pipeline.resolving import outdated
from commonlist.pipeline.screening import asked, checked, in_force, looked_at, shown
from commonlist.pipeline.standing import TargetsOnDemand
from commonlist.records import Birth, Kind, Record
from commonlist.screening import Match, Query, Screener, Terms, queries, receipts
from commonlist.screening.clearances import query_digest
from commonlist.screening.numbers import SCORES
from commonlist.screening.receipts import Columns, Copy
from commonlist.screening.screener import Cleared
from commonlist.settings import Settings
from commonlist.storage import lists, partitions, state
from commonlist.values.dates import PartialDate, stamp

MOST = 50
"""Matches that are shown of one name."""
_YEARS = 20
"""How far off a date of birth is that contradicts."""
_ELSEWHERE = ("nz", "uy", "is", "bw")
"""Countries of which one contradicts."""


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks for, as he wrote it; "" where he said nothing."""

    name: str = ""
    kind: str = ""
    birth: str = ""
    country: str = ""
    number: str = ""

    def query(self) -> tuple[Query, str]:
        """Return it as a query, and what of it could not be read ("" if all could)."""
        cells = (self.name, self.birth, self.country, self.kind, self.number)
        return batches.read(1, cells, Columns(names="name"))


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What a detail that was not given would make of a score, if it agreed or contradicted.

    None: that would tell nothing.
    """

    detail: str
    agreed: float
    contradicted: float | None


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A match, and whether it reaches the threshold.

    ``clearance`` is the number of the word that clears it, 0 if none does. ``fell`` tells of an
    earlier word that no longer holds: by whom and why, and whether it ``expired`` or something
    ``changed``.
    """

    match: Match
    reaches: bool
    changes: tuple[Change, ...]
    clearance: int = 0
    fell: tuple[str, str] | None = None


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """Of what data and on which terms one name was screened, and what came of it.

    ``query`` and ``result`` are digests of what was asked and of all matches; ``data`` counts the
    changes of the workspace; the rest is as of `receipts.Receipt`. The same question on the same
    data gives the same digests.
    """

    version: str
    model: str
    data: int
    index: str
    entities: str
    cleared: str
    copies: tuple[Copy, ...]
    terms: Terms
    query: str
    result: str
    at: str
    who: str


class Screened(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one name.

    ``unread`` says what of the question could not be read. ``more`` tells that there may be others.
    """

    given: Given
    threshold: float
    hits: tuple[Hit, ...]
    unread: str
    more: bool
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class _Ground:
    """What is searched, at one data version."""

    version: int
    found: Indexed
    cleared: Mapping[str, Cleared]
    entities: str
    copies: tuple[Copy, ...]


def screen(live: Live, given: Given, terms: Terms, who: Principal) -> Screened:
    """Screen one name; matches below the threshold that are worth a look are shown too.

    Raises:
        InputError: nothing was asked, or a threshold that is none.
        UnknownNameError: no such list or rule.
    """
    query, unread = given.query()
    with live.reading() as connection:
        terms = checked(connection, terms)
        due = outdated(connection)
    if due:
        live.settle(who.name)
    while True:
        ground = live.of(("screened", terms.day), lambda c: _ground(live, c, terms.day))
        with live.reading() as connection:
            if state.version(connection) == ground.version:
                return _screened(live, connection, ground, given, query, unread, terms, who)


def record(live: Live, made: Screened, settings: Settings) -> int:
    """Put into the ledger that a name was screened, as whole as the settings say; return where.

    The particulars are those of `screenings.entry`, with the digest of the receipt.
    """
    receipt, query = made.receipt, made.given.query()[0]
    matches = [hit.match for hit in made.hits]
    entry = screenings.entry(
        live.workspace,
        [(query, matches)],
        receipt.terms,
        settings,
        live.now(),
        who=receipt.who,
        basis="one name",
    )
    what = {**entry.what, "receipt": receipts.digest(receipt)}
    entry = msgspec.structs.replace(entry, data=receipt.data, what=what)
    return screenings.record(live.workspace, entry)


def _ground(live: Live, connection: Connection, day: date) -> _Ground:
    files = indexing.folder(live.workspace)
    copies = (Copy(c.source, c.day, c.digest) for c in lists.snapshots(connection))
    return _Ground(
        version=state.version(connection),
        found=indexing.opened(connection, files, lambda count: None),
        cleared=in_force(connection, day),
        entities=receipts.digest(sorted(partitions.members(connection).items())),
        copies=tuple(copies),
    )


def _screened(
    live: Live,
    connection: Connection,
    ground: _Ground,
    given: Given,
    query: Query,
    unread: str,
    terms: Terms,
    who: Principal,
) -> Screened:
    found, cleared = ground.found, ground.cleared.get(who.party, {})
    wide = msgspec.structs.replace(terms, threshold=min(REVIEW, terms.threshold), show_cleared=True)
    targets = TargetsOnDemand(connection, found.index, asked(terms), rule_of(terms.rule)[0])
    rows = looked_at(connection, found.index, terms)
    screener = Screener(found.index, found.numbers, targets, wide, cleared, rows=rows)
    (answer,) = screener.screen([query], MOST)
    records = newest(connection, {key for match in answer.matches for key in match.records})
    said = _said(connection, query, terms.day, who.party)
    hits = tuple(
        Hit(
            match=match,
            reaches=match.score >= terms.threshold,
            changes=tuple(_changes(found, query, match, records)),
            clearance=said[match.entity][0] if match.cleared else 0,
            fell=None if match.cleared else said.get(match.entity, (0, None))[1],
        )
        for match in answer.matches
    )
    receipt = Receipt(
        version=__version__,
        model=MODEL,
        data=ground.version,
        index=found.digest,
        entities=ground.entities,
        cleared=receipts.digest(cleared),
        copies=ground.copies,
        terms=terms,
        query=query_digest(query),
        result=receipts.digest([hit.match for hit in hits]),
        at=stamp(live.now()),
        who=who.name,
    )
    return Screened(
        given=given,
        threshold=terms.threshold,
        hits=hits,
        unread=unread,
        more=answer.more or answer.total > len(hits),
        receipt=receipt,
    )


def _said(
    connection: Connection, query: Query, day: date, party: str
) -> Mapping[str, tuple[int, tuple[str, str] | None]]:
    """Return by entity a party's last word that cleared it of a customer: its number, its fall."""
    digest = query_digest(query)
    return {
        row.clearance.entity: (
            row.clearance.id,
            (row.clearance.said(), row.state) if row.state in ("changed", "expired") else None,
        )
        for row in shown(connection, day, party, every=True)
        if row.clearance.query_digest == digest and row.state != "ended"
    }


# What would change a score


def _changes(
    found: Indexed, query: Query, match: Match, records: Mapping[str, Record]
) -> Iterator[Change]:
    """Yield what each detail that was not given would do."""
    if not match.searched or not match.matched_name:
        return
    held = [records[key] for key in match.records if key in records]
    for detail, one, other in _details(query, match, held):
        agreed, contradicted = _best(found, (one, other), match)
        yield Change(detail=detail, agreed=agreed, contradicted=contradicted)
    numbers = [SCORES[i.type] for each in held for i in each.identifiers if i.type in SCORES]
    if not query.numbers and numbers:
        yield Change(detail="number", agreed=max(*numbers, match.score), contradicted=None)


def _details(
    query: Query, match: Match, held: Sequence[Record]
) -> Iterator[tuple[str, Query, Query]]:
    """Yield a detail, the query with it as the lists have it, and as they do not."""
    replace = msgspec.structs.replace
    births = [birth for each in held for birth in each.births]
    if not query.births and births:
        other = Birth(date=PartialDate(min(birth.date.year for birth in births) - _YEARS))
        yield "birth", replace(query, births=(births[0],)), replace(query, births=(other,))
    countries = list(dict.fromkeys(code for each in held for code in each.countries))
    if not query.countries and countries:
        other_code = next(code for code in _ELSEWHERE if code not in countries)
        yield (
            "country",
            replace(query, countries=(countries[0],)),
            replace(query, countries=(other_code,)),
        )
    if query.kind is Kind.OTHER and match.kind in (Kind.PERSON, Kind.ORGANIZATION):
        other_kind = Kind.ORGANIZATION if match.kind is Kind.PERSON else Kind.PERSON
        yield "kind", replace(query, kind=match.kind), replace(query, kind=other_kind)


def _best(found: Indexed, asked_so: Sequence[Query], match: Match) -> list[float]:
    """Return the best score of each query with any of a match's records."""
    profiles = [queries.profile_of(each, match.searched) for each in asked_so]
    wanted = set(match.records)
    rows = [row for row, key in enumerate(found.index.keys) if key in wanted]
    each_row = [scores(found.index, profiles, row) for row in rows]
    return [max(each) for each in zip(*each_row, strict=True)]
