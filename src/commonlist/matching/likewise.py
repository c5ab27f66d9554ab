"""Which words of a name stand in other names too, so that a reader sees them at once."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from commonlist.matching.names import forms, is_left_out
from commonlist.records import Name

_BETWEEN = re.compile(r"([\s\-–/()\[\],;]+)")
_BONES = 3
"""Consonants from which on a skeleton is enough to say that two words are one."""


class Piece(NamedTuple):
    """A piece of a text; ``met`` says that it stands on the other side too."""

    text: str
    met: bool = False


def likewise(text: str, others: Iterable[str], *, personal: bool) -> tuple[Piece, ...]:
    """Cut a name into pieces, which together are the name, and tell which stand in other names.

    A word stands there if one means or sounds the same, in whatever script. Particles do not count.
    """
    there = {key for other in others for piece in _cut(other) for key in _keys(piece, personal)}
    return tuple(Piece(piece, not there.isdisjoint(_keys(piece, personal))) for piece in _cut(text))


def _cut(text: str) -> Iterator[str]:
    return (piece for piece in _BETWEEN.split(text) if piece)


@lru_cache(maxsize=1 << 12)
def _keys(piece: str, personal: bool) -> frozenset[str]:
    """Return by what a word is known: its meaning, its sound, its consonants if they are many."""
    found = (word for form in forms(Name(text=piece), personal=personal) for word in form.words)
    return frozenset(
        key
        for word in found
        if not is_left_out(word, personal=personal)
        for key in (word.meaning, word.heard, word.bones if len(word.bones) >= _BONES else "")
        if key
    )
