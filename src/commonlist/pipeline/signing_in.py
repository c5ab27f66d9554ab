"""Signing in and out, and who a cookie or a key is.

A failed sign-in tells nothing of whether there is such a user: not by its words, and not by the
time that it takes. Failed ones are counted in the workspace, so that all workers share the count.
"""

import math
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from ipaddress import ip_network
from threading import Semaphore
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from commonlist.access import RIGHTS, Principal
from commonlist.errors import AccessError
from commonlist.ledger.entry import Act
from commonlist.pipeline.identity import Identity
from commonlist.pipeline.people import (
    By,
    add_person,
    digest,
    hasher,
    holds,
    is_name,
    party_for,
    prepared,
    record,
)
from commonlist.storage import Workspace
from commonlist.storage import people as stored
from commonlist.storage.people import Person, Session, Token
from commonlist.values.dates import stamp

WINDOW = timedelta(minutes=15)
BY_NAME, BY_ADDRESS = 10, 50
"""Failed sign-ins within the window after which a name, or an address, must wait."""
_BUCKETS = 1 << 16
"""Counts that are kept of each kind. Names and addresses are not kept, but the bucket that they
fall into; two that share one share its count."""
_AT_ONCE = Semaphore(4)
"""Passwords that a process hashes at once: each takes 19 MiB and a core for some 30 ms."""
_PATIENCE = 3.0
_AGENT = 200
SEEN = timedelta(minutes=1)
USED = timedelta(minutes=10)
"""How exactly it is kept when a session was last seen, and a token last used."""


class Lifetimes(NamedTuple):
    """How long a session lasts: in all, and without a request.

    OWASP's cheat sheet of session management: 4 to 8 hours, and 15 to 30 minutes.
    """

    whole: timedelta = timedelta(hours=8)
    idle: timedelta = timedelta(minutes=30)


class Outcome(NamedTuple):
    """Of a sign-in: what the cookie shall hold, "" if it was refused; seconds to wait, if any."""

    secret: str = ""
    wait: int = 0


class Tried(NamedTuple):
    """Whether a password was right and its hash, or how many seconds to wait before it is tried."""

    right: bool = False
    wait: int = 0
    hashed: str = ""


class Account(NamedTuple):
    """What a person has: tokens and the sessions that go on."""

    person: Person
    tokens: tuple[Token, ...]
    sessions: tuple[Session, ...]


class Asking(NamedTuple):
    """Who asks, by a session or a key; ``due`` tells that it is time to store that he did."""

    principal: Principal
    digest: str
    due: bool


# By password


def sign_in(
    workspace: Workspace,
    name: str,
    password: str,
    *,
    address: str,
    agent: str,
    now: datetime,
    lifetimes: Lifetimes,
) -> Outcome:
    """Sign a user in by his password."""
    by_name, by_address = _bucket(name.casefold()), _BUCKETS + _bucket(_network(address))
    counted = {by_name: BY_NAME, by_address: BY_ADDRESS}
    name = name if is_name(name) else ""
    tried = _try(workspace, name, password, counted, now)
    if tried.wait:
        return Outcome(wait=tried.wait)
    made_anew = tried.right and hasher().check_needs_rehash(tried.hashed)
    hashed = hasher().hash(prepared(password)) if made_anew else ""

    def concluded(connection: Connection) -> Outcome:
        known = stored.person(connection, name)
        same = stored.password_of(connection, name) == tried.hashed
        if known is None or known.disabled or not (tried.right and same):
            by = By(known.name if known else "", "password", now)
            record(connection, by, Act.SIGN_IN, did="refused")
            return Outcome()
        stored.clear_attempts(connection, by_name)
        stored.uncount_attempt(connection, by_address)
        if hashed:
            stored.change_person(connection, name, password=hashed)
        return Outcome(begin(connection, By(name, "password", now), agent, lifetimes))

    return workspace.recorded(concluded)


def sign_in_as(
    workspace: Workspace, who: Identity, *, agent: str, now: datetime, lifetimes: Lifetimes
) -> Outcome:
    """Sign in whom a provider of identities knows; he is set up at the first time.

    Role and party are at each time what the provider's groups make of him.

    Raises:
        AccessError: his name is another's here.
        InputError, UnknownNameError: see `people.add_user`.
    """
    by = By(who.name, f"oidc {who.subject.partition(' ')[0]}", now)
    party = party_for(who.role, who.party)

    def concluded(connection: Connection) -> Outcome:
        known = stored.person_of(connection, who.subject)
        if known is None:
            if stored.person(connection, who.name):
                raise AccessError(f"{who.name} is somebody else here; ask an administrator")
            known = Person(
                name=who.name,
                role=who.role,
                party=party,
                subject=who.subject,
                created=stamp(now),
            )
            add_person(connection, by, known, "")
        named = By(known.name, by.basis, now)
        if known.disabled:
            record(connection, named, Act.SIGN_IN, did="refused")
            return Outcome()
        if (known.role, known.party) != (who.role, party):
            values = {"role": who.role.value, "party": party}
            stored.change_person(connection, known.name, **values)
            what = {"did": "user changed", "user": known.name} | values
            record(connection, named, Act.ADMINISTRATION, **what)
        return Outcome(begin(connection, named, agent, lifetimes))

    return workspace.recorded(concluded)


def confirm(workspace: Workspace, name: str, password: str, now: datetime) -> Tried:
    """Try a password of somebody who is signed in; it counts as a sign-in by his name does."""
    bucket = _bucket(name.casefold())
    tried = _try(workspace, name, password, {bucket: BY_NAME}, now)
    if tried.right:
        workspace.recorded(lambda connection: stored.clear_attempts(connection, bucket))
    return tried


def _try(
    workspace: Workspace, name: str, password: str, counted: Mapping[int, int], now: datetime
) -> Tried:
    """Try a password, unless one of the buckets holds as many as it may."""
    with workspace.reading() as connection:
        held = ((stored.attempts(connection, each), most) for each, most in counted.items())
        wait = max(_wait(count, most, now) for count, most in held)
        hashed = stored.password_of(connection, name)
    if wait:
        return Tried(wait=wait)
    workspace.recorded(lambda connection: _count(connection, counted, now))
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        return Tried(wait=round(_PATIENCE))
    try:
        return Tried(_verified(hashed, password), hashed=hashed)
    finally:
        _AT_ONCE.release()


def begin(connection: Connection, by: By, agent: str, lifetimes: Lifetimes) -> str:
    """Begin a session, within a transaction; return what the cookie shall hold."""
    secret = secrets.token_urlsafe(32)
    at = stamp(by.now)
    stored.sweep(connection, at, stamp(by.now - WINDOW))
    stored.add_session(
        connection,
        Session(
            digest=digest(secret),
            person=by.who,
            agent=agent[:_AGENT],
            created=at,
            seen=at,
            expires=stamp(by.now + lifetimes.whole),
        ),
    )
    stored.change_person(connection, by.who, last_sign_in=at)
    record(connection, by, Act.SIGN_IN, did="signed in")
    return secret


def sign_out(workspace: Workspace, by: By, ended: str) -> None:
    """End one of the person's sessions, by its digest; that there is none is no error."""
    with workspace.recording() as connection:
        found = stored.session_of(connection, ended)
        if found is not None and found.person == by.who:
            stored.end_session(connection, ended)
            record(connection, by, Act.SIGN_IN, did="signed out")


def account(workspace: Workspace, name: str, now: datetime, lifetimes: Lifetimes) -> Account | None:
    """Return what a person has, None if there is no such person."""
    with workspace.reading() as connection:
        person = stored.person(connection, name)
        if person is None:
            return None
        sessions = tuple(
            each for each in stored.sessions(connection, name) if _goes_on(each, now, lifetimes)
        )
        return Account(person, stored.tokens(connection, name), sessions)


def _goes_on(session: Session, now: datetime, lifetimes: Lifetimes) -> bool:
    return session.expires > stamp(now) and session.seen > stamp(now - lifetimes.idle)


def _count(connection: Connection, counted: Mapping[int, int], now: datetime) -> None:
    """Count a try before it is made, so that no race gets more of them."""
    for bucket in counted:
        stored.count_attempt(connection, bucket, stamp(now), stamp(now - WINDOW))


def _verified(hashed: str, password: str) -> bool:
    """Compare a password to a hash; without a hash it takes as long, and is false."""
    from argon2.exceptions import VerificationError

    try:
        hasher().verify(hashed or _nobodys(), prepared(password))
    except VerificationError:
        return False
    return bool(hashed)


@cache
def _nobodys() -> str:
    return hasher().hash(secrets.token_urlsafe(32))


def _bucket(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:2], "big")


def _network(address: str) -> str:
    """Return what is counted as one address: of IPv6 the 64 bits that a subscriber is given."""
    try:
        found = ip_network(address, strict=False)
        return str(found.supernet(new_prefix=64) if found.version == 6 else found)
    except ValueError:
        return ""


def _wait(counted: tuple[str, int], most: int, now: datetime) -> int:
    since, count = counted
    if count < most:
        return 0
    left = datetime.fromisoformat(since) + WINDOW - now
    return max(0, math.ceil(left.total_seconds()))


# By cookie or key


def by_session(
    workspace: Workspace, secret: str, now: datetime, lifetimes: Lifetimes
) -> Asking | None:
    """Return whose session a cookie is, None if it is of none or of one that is over."""
    with workspace.reading() as connection:
        found = stored.session_of(connection, digest(secret))
        person = stored.person(connection, found.person) if found else None
    if found is None or person is None or person.disabled or not _goes_on(found, now, lifetimes):
        return None
    principal = Principal(name=person.name, role=person.role, party=person.party)
    return Asking(principal, found.digest, due=found.seen <= stamp(now - SEEN))


def by_key(workspace: Workspace, key: str, now: datetime) -> Asking | None:
    """Return whose key it is, None if it is none, or one that has expired or was revoked.

    A person's token signs as the person, and holds while he may do all that it may.
    """
    with workspace.reading() as connection:
        token = stored.token_of(connection, digest(key))
        if token is None or not holds(token, now):
            return None
        owner = stored.person(connection, token.owner) if token.owner else None
    principal = Principal(name=token.name, role=token.role, party=token.party, token=True)
    if token.owner:
        if owner is None or owner.disabled or not RIGHTS[token.role] <= RIGHTS[owner.role]:
            return None
        principal = msgspec.structs.replace(principal, name=owner.name, party=owner.party)
    return Asking(principal, digest(key), due=token.last_used <= stamp(now - USED))


def asked(workspace: Workspace, asking: Asking, now: datetime) -> None:
    """Store that somebody asked, for his session to go on and his token to be seen in use."""
    see = stored.see_token if asking.principal.token else stored.see_session
    workspace.recorded(lambda connection: see(connection, asking.digest, stamp(now)))
