"""Persons, their passwords and sessions, machine tokens, failed sign-ins. Times are UTC, ISO."""

import msgspec
from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from commonlist.access import Role
from commonlist.storage import tables as t


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A user, of a party or (``party`` "") of the house.

    ``subject`` is whom a provider of identities knows him as: the issuer, a blank, its ``sub``.
    ``last_sign_in`` "" is never.
    """

    name: str
    role: Role
    party: str = ""
    subject: str = ""
    disabled: bool = False
    created: str
    last_sign_in: str = ""


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """What a machine signs in by; the key itself is not kept, but its ``start``.

    ``owner`` is the person whose token it is, "" if it is of none. ``expires``, ``last_used`` and
    ``revoked`` are "" where it is never, not yet, or not so. ``id`` is 0 until stored.
    """

    id: int = 0
    name: str
    start: str
    owner: str = ""
    role: Role
    party: str = ""
    created: str
    expires: str = ""
    last_used: str = ""
    revoked: str = ""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A person's session in a browser, by the digest of what the cookie holds.

    ``agent`` is what the browser calls itself; ``seen`` is when it last asked, to the minute.
    """

    digest: str
    person: str
    agent: str
    created: str
    seen: str
    expires: str


_PERSON = (
    *(t.persons.c.name, t.persons.c.role, t.persons.c.party, t.persons.c.subject),
    *(t.persons.c.disabled, t.persons.c.created, t.persons.c.last_sign_in),
)
_TOKEN = tuple(column for column in t.tokens.c if column.name != "digest")


def any_set_up(connection: Connection) -> bool:
    """Tell whether there is any user or token, be it disabled."""
    found = select(t.persons.c.name).limit(1), select(t.tokens.c.name).limit(1)
    return any(connection.execute(query).first() is not None for query in found)


# Persons


def persons(connection: Connection) -> tuple[Person, ...]:
    """Return all persons by name."""
    rows = connection.execute(select(*_PERSON).order_by(t.persons.c.name))
    return tuple(_person(row._mapping) for row in rows)


def person(connection: Connection, name: str) -> Person | None:
    """Return a person."""
    row = connection.execute(select(*_PERSON).where(t.persons.c.name == name)).first()
    return _person(row._mapping) if row else None


def person_of(connection: Connection, subject: str) -> Person | None:
    """Return the person whom a provider of identities knows as ``subject``."""
    row = connection.execute(select(*_PERSON).where(t.persons.c.subject == subject)).first()
    return _person(row._mapping) if row else None


def password_of(connection: Connection, name: str) -> str:
    """Return the hash of a person's password, "" if there is none."""
    query = select(t.persons.c.password).where(t.persons.c.name == name)
    return connection.execute(query).scalar() or ""


def add_person(connection: Connection, made: Person, password: str) -> None:
    """Store a new person with the hash of a password, or ""."""
    values = msgspec.structs.asdict(made) | {
        "role": made.role.value,
        "subject": made.subject or None,
        "last_sign_in": made.last_sign_in or None,
        "password": password,
    }
    connection.execute(insert(t.persons).values(**values))


def change_person(connection: Connection, name: str, **values: str | bool) -> None:
    """Change columns of a person."""
    connection.execute(update(t.persons).where(t.persons.c.name == name).values(**values))


# Tokens


def tokens(connection: Connection, owner: str | None = None) -> tuple[Token, ...]:
    """Return all tokens in the order in which they were made, or those of one owner."""
    query = select(*_TOKEN).order_by(t.tokens.c.id)
    if owner is not None:
        query = query.where(t.tokens.c.owner == owner)
    return tuple(_token(row._mapping) for row in connection.execute(query))


def token_of(connection: Connection, digest: str) -> Token | None:
    """Return the token with a key's digest."""
    row = connection.execute(select(*_TOKEN).where(t.tokens.c.digest == digest)).first()
    return _token(row._mapping) if row else None


def add_token(connection: Connection, made: Token, digest: str) -> Token:
    """Store a new token; return it with its number."""
    values = {name: value or None for name, value in msgspec.structs.asdict(made).items()}
    values |= {"role": made.role.value, "party": made.party, "digest": digest}
    del values["id"]
    stored = connection.execute(insert(t.tokens).values(**values))
    assert stored.inserted_primary_key is not None
    return msgspec.structs.replace(made, id=int(stored.inserted_primary_key[0]))


def change_token(connection: Connection, number: int, **values: str) -> None:
    """Change columns of a token."""
    connection.execute(update(t.tokens).where(t.tokens.c.id == number).values(**values))


def see_token(connection: Connection, digest: str, at: str) -> None:
    """Store when a token was last used."""
    connection.execute(update(t.tokens).where(t.tokens.c.digest == digest).values(last_used=at))


# Sessions


def sessions(connection: Connection, name: str) -> tuple[Session, ...]:
    """Return a person's sessions, the newest first."""
    c = t.sessions.c
    query = select(t.sessions).where(c.person == name).order_by(c.created.desc(), c.digest)
    return tuple(Session(**row._mapping) for row in connection.execute(query))


def session_of(connection: Connection, digest: str) -> Session | None:
    """Return a session."""
    row = connection.execute(select(t.sessions).where(t.sessions.c.digest == digest)).first()
    return Session(**row._mapping) if row else None


def add_session(connection: Connection, made: Session) -> None:
    """Store a new session."""
    connection.execute(insert(t.sessions).values(**msgspec.structs.asdict(made)))


def see_session(connection: Connection, digest: str, at: str) -> None:
    """Store when a session last asked."""
    connection.execute(update(t.sessions).where(t.sessions.c.digest == digest).values(seen=at))


def end_session(connection: Connection, digest: str) -> None:
    """Delete a session."""
    connection.execute(delete(t.sessions).where(t.sessions.c.digest == digest))


def end_sessions(connection: Connection, name: str, but: str = "") -> None:
    """Delete a person's sessions, all ``but`` one."""
    c = t.sessions.c
    connection.execute(delete(t.sessions).where(c.person == name, c.digest != but))


def sweep(connection: Connection, now: str, window_start: str) -> None:
    """Delete sessions that have expired, and failed sign-ins from before a time."""
    connection.execute(delete(t.sessions).where(t.sessions.c.expires <= now))
    connection.execute(delete(t.attempts).where(t.attempts.c.since < window_start))


# Failed sign-ins


def attempts(connection: Connection, bucket: int) -> tuple[str, int]:
    """Return since when a bucket's failed sign-ins are counted, and how many there are."""
    c = t.attempts.c
    row = connection.execute(select(c.since, c.count).where(c.bucket == bucket)).first()
    return (row[0], row[1]) if row else ("", 0)


def count_attempt(connection: Connection, bucket: int, at: str, window_start: str) -> None:
    """Count a failed sign-in; a count that began before ``window_start`` begins anew."""
    since, count = attempts(connection, bucket)
    clear_attempts(connection, bucket)
    kept = since if since >= window_start else at
    values = {"bucket": bucket, "since": kept, "count": count + 1 if kept == since else 1}
    connection.execute(insert(t.attempts).values(**values))


def uncount_attempt(connection: Connection, bucket: int) -> None:
    """Take one back that was counted and did not fail."""
    c = t.attempts.c
    connection.execute(
        update(t.attempts).where(c.bucket == bucket, c.count > 0).values(count=c.count - 1)
    )


def clear_attempts(connection: Connection, bucket: int) -> None:
    """Forget a bucket's failed sign-ins."""
    connection.execute(delete(t.attempts).where(t.attempts.c.bucket == bucket))


def _person(row: RowMapping) -> Person:
    return msgspec.convert(_said(row), Person)


def _token(row: RowMapping) -> Token:
    return msgspec.convert(_said(row), Token)


def _said(row: RowMapping) -> dict[str, object]:
    return {str(name): value for name, value in row.items() if value is not None}
