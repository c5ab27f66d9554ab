"""What is kept of somebody who was screened: what the row said, or keyed digests of it only.

A digest is HMAC-SHA-256 under a key of the workspace (FIPS 198-1): who has the key finds the same
name again, nobody else can try names out.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from commonlist.screening.matches import Match
from commonlist.screening.queries import Query, names
from commonlist.values.text import clean


def normalised(text: str) -> str:
    """Return a name as it is found again: case and blanks do not count."""
    return clean(text).casefold()


def digest(key: bytes, text: str) -> str:
    """Return the keyed digest of a name or number, hex."""
    return hmac.digest(key, normalised(text).encode(), hashlib.sha256).hex()


def footprint(asked: Query, matches: Iterable[Match], key: bytes | None = None) -> dict[str, Any]:
    """Return what is kept of a query and whom it met, as plain values.

    With a ``key`` names and numbers are digests, and what else the row said is not kept.
    """
    said = tuple(dict.fromkeys([asked.text, *names(asked), *(name.text for name in asked.others)]))
    named = [name for name in said if name]
    found = [
        {"entity": m.entity, "score": round(m.score, 4), "cleared": bool(m.cleared)}
        for m in matches
    ]
    if key is not None:
        return {
            "name_digests": [digest(key, name) for name in named],
            "number_digests": [digest(key, number) for number in asked.numbers],
            "matches": found,
        }
    return {
        "names": named,
        "kind": asked.kind.value,
        "births": [str(birth.date) for birth in asked.births],
        "countries": list(asked.countries),
        "numbers": list(asked.numbers),
        "matches": found,
    }


def bears(kept: Mapping[str, Any], name: str, key: bytes) -> bool:
    """Tell whether a name is among what was kept: as such, or by its digest under the key."""
    if digest(key, name) in kept.get("name_digests", ()):
        return True
    return normalised(name) in map(normalised, kept.get("names", ()))


def texts(value: Any) -> Iterator[str]:
    """Yield all texts in a plain value, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)
