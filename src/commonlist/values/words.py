"""Text taken into words for looking things up: plain letters, small, without marks."""

import re
from functools import lru_cache

from anyascii import anyascii

_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1 << 15)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in Latin letters, in order, small and without accents."""
    plain = text if text.isascii() else anyascii(text)
    return tuple(_WORD.findall(plain.casefold()))
