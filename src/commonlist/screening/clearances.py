"""Cleared: a customer told apart from an entity, with a reason and an end.

What compliance desks call a whitelist or good-guy list. A clearance holds while neither the
customer's row nor what the entity is compared by has changed, and until its expiry.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import msgspec

from commonlist.screening.queries import Query
from commonlist.values.text import clean


class Clearance(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's word that a customer is not an entity.

    ``query`` is the name as given and ``query_digest`` that of all that the row says;
    ``entity_digest`` is of what the entity's records were compared by. ``expires`` is the first
    day (ISO) on which it no longer holds, "" if none was set. ``cleared`` false takes an earlier
    one back; a party's last word on a customer and an entity holds, for its own screenings:
    ``party`` is the author's, "" the house. ``id`` is 0 until it is stored.
    """

    query: str
    query_digest: str
    entity: str
    entity_digest: str
    reason: str
    author: str
    made_at: str
    party: str = ""
    expires: str = ""
    cleared: bool = True
    id: int = 0

    def said(self) -> str:
        """Say by whom, why and until when."""
        until = f", until {self.expires}" if self.expires else ""
        return f"{self.author}: {self.reason}{until}"


def query_digest(asked: Query) -> str:
    """Return the digest of what a row says of a customer; case and blanks do not count."""
    said = (
        clean(asked.text).casefold(),
        asked.kind.value,
        sorted(str(birth.date) for birth in asked.births),
        sorted(asked.countries),
        sorted(asked.numbers),
        *_further(asked),
    )
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:32]


def _further(asked: Query) -> Iterator[object]:
    """Yield what few queries say: it counts only where it is said."""
    if asked.others:
        yield sorted((clean(name.text).casefold(), name.weak) for name in asked.others)
    if asked.gender:
        yield asked.gender
    if asked.unread:
        yield sorted((what, clean(text).casefold()) for what, text in asked.unread)


def entity_digest(grounds: Mapping[str, bytes]) -> str:
    """Return the digest of an entity by what each of its records (key) was compared by."""
    digest = hashlib.sha256()
    for key, ground in sorted(grounds.items()):
        digest.update(f"{key}\0{ground.hex()}\n".encode())
    return digest.hexdigest()[:32]


def latest(made: Iterable[Clearance]) -> tuple[Clearance, ...]:
    """Return the last word on each customer and entity that still clears, in order."""
    last = {(c.party, c.query_digest, c.entity): c for c in made}
    return tuple(sorted((c for c in last.values() if c.cleared), key=lambda c: c.id))


def state(made: Clearance, day: date, entity_now: str | None) -> str:
    """Tell whether a clearance ``holds`` on a day, is ``expired``, or fell: ``changed``.

    ``entity_now`` is the entity's present digest, None if there is no such entity any more.
    """
    if made.expires and day.isoformat() >= made.expires:
        return "expired"
    return "holds" if entity_now == made.entity_digest else "changed"
