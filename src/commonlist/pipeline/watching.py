"""Watches: whoever asked to be told when an answer changes is told, by an event and a webhook.

What is asked is answered anew for each data version and each day. Events go out as Standard
Webhooks (https://www.standardwebhooks.com): a JSON body, signed with HMAC-SHA-256 over its id, the
time of sending and the body; they name entities and never the customer.
"""

import base64
import hmac
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Connection

from commonlist.access import Principal, Right, Role
from commonlist.agreement.presets import rule_of
from commonlist.errors import CommonlistError, FetchError, InputError, UnknownNameError
from commonlist.fetching import send, sendable
from commonlist.ledger import Act
from commonlist.pipeline.agreeing import Question, agree
from commonlist.pipeline.evidence import Asked
from commonlist.pipeline.indexing import indexed
from commonlist.pipeline.people import By, record, whoever_may
from commonlist.pipeline.resolving import find_entity
from commonlist.pipeline.screening import asked, checked, in_force
from commonlist.pipeline.standing import TargetsOnDemand
from commonlist.screening import Query, Screener, Terms, query
from commonlist.screening.footprints import bears, footprint
from commonlist.screening.terms import LONGEST, RULE
from commonlist.settings import Settings
from commonlist.storage import Workspace, state
from commonlist.storage import watches as stored
from commonlist.storage.watches import Due, Event, Watch
from commonlist.values.dates import stamp

MOST = 10_000
"""Watches that one person or machine may have."""
PAUSES = (5, 60, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds before each new try of what could not be sent: over three days in all."""
_AT_ONCE, _OF_ONE, _TO_A_HOST = 8, 4, 2
"""Webhooks sent at once: in all, of one owner, to one host."""
_MOMENT = 0.3
"""Seconds for which is waited for one that is under way, before it is looked for more."""
_GONE = 410
_SECRET = "whsec_"  # noqa: S105 - what every secret begins with


class CustomerWatch(msgspec.Struct, frozen=True, kw_only=True, tag="customer", tag_field="kind"):
    """Whom a customer may be: a name or payment line, with what else is known of him."""

    text: str
    schema: str = ""
    birth: str = ""
    country: str = ""
    number: str = ""
    rule: str = RULE

    def query(self) -> Query:
        """Return him as a query."""
        return query(
            self.text,
            kind=self.schema,
            birth=self.birth,
            country=self.country,
            number=self.number,
        )


class EntityWatch(msgspec.Struct, frozen=True, kw_only=True, tag="entity", tag_field="kind"):
    """What a rule and the parties say of an entity, by its id."""

    entity: str
    rule: str = RULE


class RuleWatch(msgspec.Struct, frozen=True, kw_only=True, tag="rule", tag_field="kind"):
    """Whom a rule agrees on, or not."""

    rule: str = RULE


About = CustomerWatch | EntityWatch | RuleWatch
Seen = dict[str, dict[str, Any]]
"""An answer: what is said of each entity, by its id."""
_about = msgspec.json.Decoder(About).decode
_seen = msgspec.json.Decoder(Seen).decode


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A watch as its owner sees it; ``secret`` is shown once, when it is made.

    ``answer`` is the last one, None before the first. Of another party's the house's administrator
    sees no more than that it is there: ``about`` and ``answer`` are None, ``url`` is "".
    """

    id: str
    about: About | None
    who: str
    party: str
    made_at: str
    url: str
    answer: Seen | None
    secret: str | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it is read and sent; ``data`` says what it is of, and what changed."""

    id: int
    type: str
    timestamp: str
    data: dict[str, Any]


# Asked for


def add(
    workspace: Workspace,
    about: About,
    url: str,
    principal: Principal,
    settings: Settings,
    now: datetime,
) -> Shown:
    """Store a watch; its first answer follows at once, by the keeper.

    Raises:
        InputError: nothing is asked, the address may not be sent to, or too many watches.
        UnknownNameError: no such entity or rule.
    """
    rule_of(about.rule)
    if isinstance(about, CustomerWatch) and not (about.text.strip() or about.number.strip()):
        raise InputError("say whom: a name, or a number")
    if isinstance(about, CustomerWatch) and len(about.text) > LONGEST:
        raise InputError(f"a name has up to {LONGEST:,} characters")
    made = Watch(
        id=secrets.token_hex(16),
        who=principal.name,
        party=principal.party,
        made_at=stamp(now),
        about=msgspec.json.encode(about),
        url=url,
        secret=secret_for(url, settings),
    )
    with workspace.reading() as connection:
        if isinstance(about, EntityWatch):
            about = msgspec.structs.replace(about, entity=find_entity(connection, about.entity))
            made = msgspec.structs.replace(made, about=msgspec.json.encode(about))

    def store(connection: Connection) -> None:
        if stored.count(connection, principal.party, principal.name) >= MOST:
            raise InputError(f"there are {MOST:,} watches of yours; remove some")
        stored.add(connection, made)

    workspace.recorded(store)
    return msgspec.structs.replace(_shown(made), secret=made.secret or None)


def secret_for(url: str, settings: Settings) -> str:
    """Return a new secret for an address, "" for none.

    Raises:
        InputError: it may not be sent to.
    """
    if not url:
        return ""
    try:
        sendable(url, private=settings.webhook_private)
    except FetchError as error:
        raise InputError(str(error)) from None
    return _SECRET + base64.b64encode(secrets.token_bytes(32)).decode()


def of(connection: Connection, principal: Principal) -> tuple[Shown, ...]:
    """Return the watches that somebody sees, the oldest first."""
    found = stored.every(connection, None if _keeps_house(principal) else principal.party)
    return tuple(_shown_to(principal, watch) for watch in found if _sees(principal, watch))


def one(connection: Connection, principal: Principal, watch_id: str) -> Shown:
    """Return a watch.

    Raises:
        UnknownNameError: there is none, or it is another's.
    """
    return _shown_to(principal, _found(connection, principal, watch_id))


def remove(workspace: Workspace, principal: Principal, watch_id: str, now: datetime) -> None:
    """Remove a watch; its events stay, but are not sent any more.

    That somebody removed another's is in the ledger.

    Raises:
        UnknownNameError: see `one`.
    """

    def take_away(connection: Connection) -> None:
        watch = _found(connection, principal, watch_id)
        stored.remove(connection, watch.id)
        if (principal.name, principal.party) != (watch.who, watch.party):
            what = {"did": "watch removed", "watch": watch.id, "owner": watch.who}
            record(connection, By(principal.name, "web", now), Act.ADMINISTRATION, **what)

    workspace.recorded(take_away)


def events(connection: Connection, principal: Principal, after: int, most: int) -> tuple[Told, ...]:
    """Return events that somebody sees, in order, with a number over ``after``."""
    who = None if principal.role is Role.ADMINISTRATOR else principal.name
    return tuple(map(told, stored.events(connection, principal.party, who, after, most)))


def naming(connection: Connection, name: str) -> tuple[Watch, ...]:
    """Return the watches, of all parties, on a customer of a name; see `footprints.bears`."""
    return tuple(
        watch
        for watch in stored.every(connection)
        if isinstance(about := _about(watch.about), CustomerWatch)
        and bears(footprint(about.query(), ()), name, b"")
    )


def told(event: Event) -> Told:
    """Return an event as it is read and sent."""
    data = {"of": event.of, **msgspec.json.decode(event.body)}
    return Told(id=event.id, type=event.kind, timestamp=event.at, data=data)


def _sees(principal: Principal, watch: Watch) -> bool:
    mine = principal.name == watch.who or principal.role is Role.ADMINISTRATOR
    return (principal.party == watch.party and mine) or _keeps_house(principal)


def _keeps_house(principal: Principal) -> bool:
    return principal.role is Role.ADMINISTRATOR and not principal.party


def _found(connection: Connection, principal: Principal, watch_id: str) -> Watch:
    watch = stored.get(connection, watch_id)
    if watch is None or not _sees(principal, watch):
        raise UnknownNameError("there is no such watch")
    return watch


def _shown_to(principal: Principal, watch: Watch) -> Shown:
    shown = _shown(watch)
    if principal.party == watch.party:
        return shown
    return msgspec.structs.replace(shown, about=None, url="", answer=None)


def _shown(watch: Watch) -> Shown:
    return Shown(
        id=watch.id,
        about=_about(watch.about),
        who=watch.who,
        party=watch.party,
        made_at=watch.made_at,
        url=watch.url,
        answer=_seen(watch.seen) if watch.seen else None,
    )


# Answered


class Watching:
    """Answers all watches anew when something has changed; remembers for which state it did.

    Those of whoever may not screen any more rest, until he may again.
    """

    def __init__(self) -> None:
        self._done: tuple[int, date] | None = None
        self._resting: frozenset[str] = frozenset()

    def look(
        self, workspace: Workspace, now: datetime, wrong: Callable[[str, Exception], None]
    ) -> int:
        """Look whether answers changed; return how many did.

        All must be resolved. ``wrong`` is told of a watch (its id) that could not be answered.
        """
        with workspace.reading() as connection:
            here = state.version(connection), now.date()
            may = whoever_may(connection, Right.SCREEN, now)
            every = stored.every(connection)
            due = [
                watch
                for watch in every
                if may(watch.who, watch.party)
                and (here != self._done or watch.id in self._resting or not watch.seen)
            ]
            resting = frozenset(watch.id for watch in every if not may(watch.who, watch.party))
            if not due:
                self._done, self._resting = here, resting
                return 0
        found = indexed(workspace, now)
        changed = 0
        with workspace.reading() as connection:
            for watch, answer in _answers(connection, due, found, now.date(), wrong):
                changed += _compared(workspace, watch, answer, now)
        self._done, self._resting = here, resting
        return changed


def _answers(
    connection: Connection,
    due: Iterable[Watch],
    found: Any,
    day: date,
    wrong: Callable[[str, Exception], None],
) -> Iterator[tuple[Watch, Seen]]:
    """Yield each watch with its answer."""
    screeners: dict[tuple[str, str], Screener] = {}
    answers: dict[str, Seen] = {}
    for watch in due:
        about = _about(watch.about)
        try:
            if isinstance(about, CustomerWatch):
                of = (about.rule, watch.party)
                if of not in screeners:
                    screeners[of] = _screener(connection, found, *of, day)
                yield watch, _whom(screeners[of], about)
                continue
            if isinstance(about, EntityWatch):
                yield watch, _of_entity(connection, about, day)
                continue
            if about.rule not in answers:
                answers[about.rule] = _of_rule(connection, about, day)
            yield watch, answers[about.rule]
        except CommonlistError as error:
            wrong(watch.id, error)


def _screener(connection: Connection, found: Any, rule: str, party: str, day: date) -> Screener:
    terms = checked(connection, Terms(day=day, rule=rule))
    targets = TargetsOnDemand(connection, found.index, asked(terms), rule_of(rule)[0])
    cleared = in_force(connection, day).get(party, {})
    return Screener(found.index, found.numbers, targets, terms, cleared)


def _whom(screener: Screener, about: CustomerWatch) -> Seen:
    answer = next(iter(screener.screen([about.query()])))
    return {
        match.entity: {
            "caption": match.caption,
            "status": match.status,
            "parties": list(match.parties),
        }
        for match in answer.matches
    }


def _of_entity(connection: Connection, about: EntityWatch, day: date) -> Seen:
    entity = find_entity(connection, about.entity)
    return _said(_answer(connection, about.rule, day, (entity,)), voices=True)


def _of_rule(connection: Connection, about: RuleWatch, day: date) -> Seen:
    rows = _answer(connection, about.rule, day)
    return _said([row for row in rows if row["status"] != "not_listed"])


def _answer(
    connection: Connection, rule: str, day: date, entities: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    question = Question(rule=rule, asked=Asked(day=day, topic="terrorism"), entities=entities)
    rows: list[dict[str, Any]] = agree(connection, question)["entities"]
    return rows


def _said(rows: Iterable[Mapping[str, Any]], *, voices: bool = False) -> Seen:
    return {
        row["id"]: {
            "caption": row["caption"],
            "status": row["status"],
            **({"law": {p: v["law"] for p, v in row["voices"].items()}} if voices else {}),
        }
        for row in rows
    }


def _compared(workspace: Workspace, watch: Watch, answer: Seen, now: datetime) -> bool:
    """Store an answer, with an event if it is another than the last."""
    written = msgspec.json.encode(answer, order="deterministic")
    if written == watch.seen:
        return False
    changes = _changes(_seen(watch.seen), answer) if watch.seen else []

    def store(connection: Connection) -> None:
        if stored.get(connection, watch.id) is None:  # removed meanwhile
            return
        stored.see(connection, watch.id, written)
        if changes:
            body = {"about": _about(watch.about).__struct_config__.tag, "changes": changes}
            stored.happen(
                connection,
                Event(
                    kind="watch.changed",
                    of=watch.id,
                    who=watch.who,
                    party=watch.party,
                    at=stamp(now),
                    body=msgspec.json.encode(body),
                    url=watch.url,
                    secret=watch.secret,
                    due_at=stamp(now) if watch.url else "",
                ),
            )

    workspace.recorded(store)
    return bool(changes)


def _changes(before: Seen, after: Seen) -> list[dict[str, Any]]:
    return [
        {"entity": entity, "before": before.get(entity), "after": after.get(entity)}
        for entity in sorted(before.keys() | after.keys())
        if before.get(entity) != after.get(entity)
    ]


# Sent


def signature(secret: str, event_id: str, moment: int, body: bytes) -> str:
    """Return what stands in ``webhook-signature``; ``moment`` is in Unix seconds."""
    key = base64.b64decode(secret.removeprefix(_SECRET))
    signed = f"{event_id}.{moment}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


class Sending:
    """Sends what is due, some at once; who waits for a host that hangs holds up nobody else.

    ``failed`` is told of what did not arrive, and why.
    """

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        now: Callable[[], datetime],
        failed: Callable[[Event, str], None],
    ) -> None:
        self._workspace, self._settings, self._now = workspace, settings, now
        self._failed = failed
        self._pool = ThreadPoolExecutor(_AT_ONCE)
        self._under_way: dict[Future[tuple[int, str]], Event] = {}

    def __enter__(self) -> "Sending":
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown()
        self._conclude(set(self._under_way))

    def step(self) -> bool:
        """Begin to send what may be sent, and wait a moment for one to end; false if none does."""
        for event in self._next():
            sent = self._pool.submit(_sent, event, self._settings, self._now())
            self._under_way[sent] = event
        ended, _ = wait(self._under_way, _MOMENT, FIRST_COMPLETED)
        self._conclude(ended)
        return bool(ended or self._under_way)

    def _next(self) -> list[Event]:
        """Return what to begin with; what is due to whoever may not screen any more is let go."""
        if len(self._under_way) == _AT_ONCE:
            return []
        now, under_way = self._now(), self._under_way.values()
        with self._workspace.reading() as connection:
            due = stored.due(connection, stamp(now), [each.id for each in under_way], _AT_ONCE)
            may = whoever_may(connection, Right.SCREEN, now) if due else None
            lost = {_owner(each) for each in due if may and not may(each.who, each.party)}
            first = chosen([each for each in due if _owner(each) not in lost], under_way)
            found = [stored.event(connection, each.id) for each in first]
        for party, who in lost:
            self._workspace.recorded(partial(stored.let_go, party=party, who=who))
        return [event for event in found if event is not None]

    def _conclude(self, ended: Iterable[Future[tuple[int, str]]]) -> None:
        """Store how it went."""
        for each in ended:
            event = self._under_way.pop(each)
            status, why = each.result()
            if why:
                self._failed(event, why)
            after = _after(event, status, self._now())
            self._workspace.recorded(partial(stored.tried, event=after))


def chosen(due: Iterable[Due], under_way: Collection[Due | Event]) -> list[Due]:
    """Return what to send beside what is under way: next is whoever has the least under way.

    There are `_TO_A_HOST` at once at most, and `_OF_ONE`.
    """
    waiting, found = list(due), list[Due]()
    hosts = Counter(map(_host, under_way))
    owners = Counter(map(_owner, under_way))
    for _ in range(_AT_ONCE - len(under_way)):
        waiting = [
            each
            for each in waiting
            if hosts[_host(each)] < _TO_A_HOST and owners[_owner(each)] < _OF_ONE
        ]
        if not waiting:
            break
        first = min(waiting, key=lambda each: owners[_owner(each)])
        waiting.remove(first)
        hosts[_host(first)] += 1
        owners[_owner(first)] += 1
        found.append(first)
    return found


def _host(event: Due | Event) -> str:
    return urlsplit(event.url).hostname or ""


def _owner(event: Due | Event) -> tuple[str, str]:
    return event.party, event.who


def _sent(event: Event, settings: Settings, now: datetime) -> tuple[int, str]:
    """Send an event; return the answer's status, and why it did not arrive."""
    body = msgspec.json.encode(told(event))
    event_id, moment = f"evt_{event.id}", int(now.timestamp())
    headers = {
        "webhook-id": event_id,
        "webhook-timestamp": str(moment),
        "webhook-signature": signature(event.secret, event_id, moment, body),
    }
    try:
        status = send(event.url, body, headers, private=settings.webhook_private)
    except FetchError as error:
        return 0, str(error)
    return status, "" if 200 <= status < 300 else f"answers {status}"


def _after(event: Event, status: int, now: datetime) -> Event:
    """Return the event after a try: it arrived, is tried later, or no more."""
    if 200 <= status < 300:
        return msgspec.structs.replace(event, due_at="", tries=event.tries + 1, sent_at=stamp(now))
    last = event.tries >= len(PAUSES) or status == _GONE
    later = "" if last else stamp(now + timedelta(seconds=PAUSES[event.tries]))
    return msgspec.structs.replace(event, due_at=later, tries=event.tries + 1)
