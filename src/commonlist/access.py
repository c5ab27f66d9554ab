"""Who may do what: roles, the rights that each has, and the principal who asks."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class Right(StrEnum):
    """What somebody may do. Pages and API ask for one right each."""

    READ = "read"  # lists, entities, answers of rules
    SCREEN = "screen"  # names and files; what was screened, receipts, watches
    CLEAR = "clear"  # tell a customer apart from an entity
    JUDGE = "judge"  # same or different; overlays; look at the quarantine
    SPEAK = "speak"  # for the own party, in talks
    ADMINISTER = "administer"  # people, tokens, ingests, fetches, retention


class Role(StrEnum):
    """What somebody is set up as."""

    READER = "reader"
    ANALYST = "analyst"
    REVIEWER = "reviewer"
    DELEGATE = "delegate"
    ADMINISTRATOR = "administrator"


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.READER: frozenset({Right.READ}),
    Role.ANALYST: frozenset({Right.READ, Right.SCREEN, Right.CLEAR}),
    Role.REVIEWER: frozenset({Right.READ, Right.SCREEN, Right.CLEAR, Right.JUDGE}),
    Role.DELEGATE: frozenset({Right.READ, Right.SPEAK}),
    Role.ADMINISTRATOR: frozenset(Right) - {Right.SPEAK},
}


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks: a person or a machine, of a party or (``party`` "") of the house.

    ``name`` signs what he does; "" is somebody who has not signed in, who without a ``role`` may
    do nothing. ``token`` tells that a machine asks, which holds no session.
    """

    name: str
    role: Role | None
    party: str = ""
    token: bool = False

    def may(self, right: Right) -> bool:
        """Tell whether he has a right."""
        return self.role is not None and right in RIGHTS[self.role]
