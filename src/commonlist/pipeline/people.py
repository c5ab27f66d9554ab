"""Users and machine tokens set up, changed and taken away; each change is in the ledger.

A name is of one user or of one machine token, never of both: it signs what is done.
"""

import re
import secrets
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection

from commonlist.access import RIGHTS, Right, Role
from commonlist.errors import InputError, UnknownNameError
from commonlist.ledger import LOCAL, Entry
from commonlist.ledger.entry import Act
from commonlist.parties import party as party_of
from commonlist.storage import Workspace, ledger
from commonlist.storage import people as stored
from commonlist.storage.people import Person, Token
from commonlist.values.dates import stamp

if TYPE_CHECKING:
    from argon2 import PasswordHasher

KEY = "commonlist_"
"""What the key of every machine token begins with, so that a leaked one is recognised."""
SHORTEST, LONGEST = 15, 256
"""Characters of a password; NIST SP 800-63B-4, 3.1.1.2: at least 15 where it is the only factor."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
_TOKEN_NAME = re.compile(r"[\w][\w .@-]{0,63}")
_SIGN_BY_THEMSELVES = frozenset({LOCAL, "bundled", "schedule"})
"""Who signs on the machine itself while nobody is set up, what is bundled, what is scheduled."""
_TOKENS = 50
"""Tokens that one person may have in being."""


class By(NamedTuple):
    """Who administers, and by which way: ``web``, ``command`` or an issuer of identities."""

    who: str
    basis: str
    now: datetime


def digest(secret: str) -> str:
    """Return what is kept of a key or a cookie: 256 random bits need no slow hash."""
    return sha256(secret.encode()).hexdigest()


@cache
def hasher() -> "PasswordHasher":
    """Return argon2id with OWASP's parameters: 19 MiB, two passes, one lane.

    https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
    """
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def prepared(password: str) -> str:
    """Return a password as it is hashed: the same characters however a keyboard composes them."""
    return unicodedata.normalize("NFC", password)


def record(connection: Connection, by: By, act: Act, **what: Any) -> None:
    """Append what was done to the ledger."""
    entry = Entry(
        at=stamp(by.now),
        who=by.who,
        act=act,
        basis=by.basis,
        what=what,
    )
    ledger.append(connection, entry)


def set_up(workspace: Workspace) -> bool:
    """Tell whether any user or token is set up: else whoever is on the machine may do all."""
    with workspace.reading() as connection:
        return stored.any_set_up(connection)


def whoever_may(connection: Connection, right: Right, now: datetime) -> Callable[[str, str], bool]:
    """Return what tells of a name and a party whether who signs by it is of that party and may.

    It is for what is done later in somebody's name: he may be disabled by then, or revoked. While
    nobody is set up everybody may.
    """
    if not stored.any_set_up(connection):
        return lambda name, party: True
    able = {
        (each.name, each.party)
        for each in stored.persons(connection)
        if not each.disabled and right in RIGHTS[each.role]
    } | {
        (each.name, each.party)
        for each in stored.tokens(connection)
        if not each.owner and holds(each, now) and right in RIGHTS[each.role]
    }
    return lambda name, party: (name, party) in able


def holds(token: Token, now: datetime) -> bool:
    """Tell whether a token was not revoked and has not expired."""
    return not token.revoked and not "" < token.expires <= stamp(now)


def check_host(workspace: Workspace, host: str) -> None:
    """Refuse to listen beyond the machine while nobody is set up.

    Raises:
        InputError: the host is no loopback address, and no user or token is set up.
    """
    if not loopback(host) and not set_up(workspace):
        raise InputError(
            f"--host {host}: nobody is set up, so the server listens on 127.0.0.1 only; set up"
            " an administrator first: commonlist user add NAME --role administrator"
        )


def loopback(host: str) -> bool:
    """Tell whether a host, by name or number, is this machine by its loopback address."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


# Users


def add_user(
    workspace: Workspace, by: By, name: str, role: Role, party: str, password: str
) -> Person:
    """Set a user up.

    Raises:
        InputError: a name that is taken or none, a party that does not go with the role, a
            password that is too short, or a first user who is no administrator.
        UnknownNameError: no such party.
    """
    made = Person(name=_named(name), role=role, party=party_for(role, party), created=stamp(by.now))
    hashed = hasher().hash(_password(password, name))
    with workspace.recording() as connection:
        add_person(connection, by, made, hashed)
    return made


def add_person(connection: Connection, by: By, made: Person, hashed: str) -> None:
    """Store a person, within a transaction; see `add_user`."""
    _free(connection, made.name)
    if made.role is not Role.ADMINISTRATOR and not stored.persons(connection):
        raise InputError("the first user must be an administrator: who else sets up the others?")
    stored.add_person(connection, made, hashed)
    record(
        connection,
        by,
        Act.ADMINISTRATION,
        did="user added",
        user=made.name,
        role=made.role.value,
        party=made.party,
    )


def change_user(
    workspace: Workspace,
    by: By,
    name: str,
    *,
    role: Role | None = None,
    party: str | None = None,
    disabled: bool | None = None,
) -> Person:
    """Change a user's role and party, or disable or enable him; what is None stays.

    Whoever is disabled is signed out at once.

    Raises:
        UnknownNameError: no such user, or no such party.
        InputError: a party that does not go with the role; the last administrator.
    """
    with workspace.recording() as connection:
        old = _existing(connection, name)
        new_role = role or old.role
        values: dict[str, str | bool] = {
            "role": new_role.value,
            "party": party_for(new_role, old.party if party is None else party),
            "disabled": old.disabled if disabled is None else disabled,
        }
        if values["disabled"] or new_role is not Role.ADMINISTRATOR:
            _keep_an_administrator(connection, old)
        stored.change_person(connection, name, **values)
        if values["disabled"]:
            stored.end_sessions(connection, name)
        record(connection, by, Act.ADMINISTRATION, did="user changed", user=name, **values)
        return _existing(connection, name)


def set_password(
    workspace: Workspace, by: By, name: str, password: str, keep_session: str = ""
) -> None:
    """Give a user a password; all his sessions end but the one with the digest ``keep_session``.

    Raises:
        UnknownNameError: no such user.
        InputError: too short, too long, or too simple.
    """
    hashed = hasher().hash(_password(password, name))
    with workspace.recording() as connection:
        _existing(connection, name)
        stored.change_person(connection, name, password=hashed)
        stored.end_sessions(connection, name, but=keep_session)
        record(connection, by, Act.ADMINISTRATION, did="password set", user=name)


# Tokens


class NewToken(NamedTuple):
    """A token and its key, which is shown this once."""

    token: Token
    key: str


def add_token(
    workspace: Workspace,
    by: By,
    name: str,
    role: Role,
    party: str = "",
    *,
    owner: str = "",
    days: int = 0,
) -> NewToken:
    """Make a machine token: of a person (``owner``), whose party it has, or of none.

    ``days`` is how long it lasts, 0 is without end.

    Raises:
        InputError: a name that is taken or none, a party that does not go with the role, a role
            beyond the owner's, too many tokens.
        UnknownNameError: no such owner, or no such party.
    """
    if not _TOKEN_NAME.fullmatch(name):
        raise InputError(f"{name[:80]!r} is no token's name: 1 to 64 letters, digits, . _ @ -")
    if not 0 <= days <= 3660:
        raise InputError(f"a token lasts 1 to 3660 days, or 0: without end; not {days}")
    key = KEY + secrets.token_urlsafe(32)
    with workspace.recording() as connection:
        if owner:
            has = _existing(connection, owner)
            party = has.party
            if not RIGHTS[role] <= RIGHTS[has.role]:
                raise InputError(f"{owner} is {has.role.value}; a token of his cannot be more")
            held = [token for token in stored.tokens(connection, owner) if not token.revoked]
            if len(held) >= _TOKENS:
                raise InputError(f"{owner} has {_TOKENS} tokens; revoke one first")
            if name in {token.name for token in held}:
                raise InputError(f"{owner} has a token {name!r} already")
        else:
            _free(connection, name)
        made = Token(
            name=name,
            start=key[: len(KEY) + 4],
            owner=owner,
            role=role,
            party=party_for(role, party),
            created=stamp(by.now),
            expires=stamp(by.now + timedelta(days=days)) if days else "",
        )
        made = stored.add_token(connection, made, digest(key))
        record(
            connection,
            by,
            Act.ADMINISTRATION,
            did="token added",
            token=made.id,
            name=name,
            owner=owner,
            role=role.value,
            party=made.party,
            expires=made.expires,
        )
    return NewToken(made, key)


def revoke_token(workspace: Workspace, by: By, number: int, owner: str | None = None) -> None:
    """End a token; with ``owner`` only one of his.

    Raises:
        UnknownNameError: there is none of that number in being.
    """
    with workspace.recording() as connection:
        held = {token.id: token for token in stored.tokens(connection, owner)}
        if number not in held or held[number].revoked:
            raise UnknownNameError(f"no token {number} in being")
        stored.change_token(connection, number, revoked=stamp(by.now))
        record(
            connection,
            by,
            Act.ADMINISTRATION,
            did="token revoked",
            token=number,
            name=held[number].name,
            owner=held[number].owner,
        )


def is_name(text: str) -> bool:
    """Tell whether a text could be a user's name."""
    return _NAME.fullmatch(text) is not None


def _named(name: str) -> str:
    if not is_name(name):
        raise InputError(
            f"{name[:80]!r} is no user's name: 1 to 64 of a-z, 0-9, . _ @ -, beginning with a"
            " letter or digit"
        )
    return name


def _free(connection: Connection, name: str) -> None:
    if name in _SIGN_BY_THEMSELVES:
        raise InputError(f"{name!r} signs what the program does by itself; choose another name")
    taken = {token.name for token in stored.tokens(connection) if not token.owner}
    if name in taken or stored.person(connection, name):
        raise InputError(f"{name!r} is taken; a name is of one user or one machine, for good")


def party_for(role: Role, party: str) -> str:
    """Return the code of a party that goes with a role, "" for the house.

    Raises:
        InputError: it does not go with the role.
        UnknownNameError: there is none.
    """
    if role is Role.DELEGATE and not party:
        raise InputError("a delegate speaks for a party: say which")
    if role is Role.ADMINISTRATOR and party:
        raise InputError("an administrator is of the house, and of no party")
    return party_of(party).code if party else ""


def _password(password: str, name: str) -> str:
    text = prepared(password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise InputError(f"a password has {SHORTEST} to {LONGEST} characters")
    if len(set(text.casefold().replace(name.casefold(), ""))) < 6:
        raise InputError("a password needs six different characters beside the user's name")
    return text


def _existing(connection: Connection, name: str) -> Person:
    found = stored.person(connection, name)
    if found is None:
        raise UnknownNameError(f"no user {name[:80]!r}; commonlist user list shows them")
    return found


def _keep_an_administrator(connection: Connection, leaving: Person) -> None:
    others = [
        each
        for each in stored.persons(connection)
        if each.role is Role.ADMINISTRATOR and not each.disabled and each.name != leaving.name
    ]
    if leaving.role is Role.ADMINISTRATOR and not leaving.disabled and not others:
        raise InputError(f"{leaving.name} is the last administrator; make another one first")
