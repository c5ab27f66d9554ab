"""How to screen: what a user chooses."""

from datetime import date

import msgspec

from commonlist.matching import THRESHOLD

RULE = "vienna-6"
"""The rule by which the status of a match is said, unless another is asked for."""
LONGEST = 2000
"""Characters of a name or payment line that are screened; the rest is told and left out."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The terms of a screening.

    ``day`` is the day asked for, ``rule`` a preset's name or a rule. ``lists`` are the sources
    whose entities are looked at, by whatever name or number any list has of them; all if empty.
    ``delisted`` shows entities too that no list names on the day; ``show_cleared`` those too that
    the customer was told apart from.
    """

    day: date
    rule: str = RULE
    threshold: float = THRESHOLD
    lists: tuple[str, ...] = ()
    delisted: bool = False
    show_cleared: bool = False
