"""Names taken apart: words with their sound, their weight, and what they can tell apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from commonlist.matching import words
from commonlist.matching.sounds import ascii_words, is_consonantal, skeleton, sound
from commonlist.records import Name

_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]?")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
_QUOTES = re.compile(r"[\"“”„«»‹›<>]")
_SLASH = re.compile(r"\s*/\s*")
_ABDULLAH = re.compile(r"\babd(?:[aeiou]l|[aeiou])? ?[aeou]?l?lah?\b")
_ABD = re.compile(r"abd[aeiou]?(?:ll?|(?=([rnszdt])\1))([a-z]{3,})")
_ABD_ALONE = frozenset("abdul abdel abdal abdur abdol abdoul abdou abdil abdool".split())
_TAILS = (
    (re.compile(r"([a-z]{3,}?)(?:[aeiou]l?d?|d)d[ie]{1,2}ne?"), "din"),
    (re.compile(r"([a-z]{3,})[aeou]l?lah?"), "allah"),
)
"""``salahuddin``, ``saifaldin`` and ``rahmatullah`` are two words, printed as one or two."""


class Class(IntEnum):
    """What a word of a name is, which decides its weight."""

    ORDINARY = 0
    COMMON = 1
    GENERIC = 2
    PLACE = 3
    NUMBER = 4
    TITLE = 5


WEIGHTS = {
    Class.ORDINARY: 1.0,
    Class.COMMON: 0.5,
    Class.GENERIC: 0.35,
    Class.PLACE: 0.45,
    Class.NUMBER: 0.3,
    Class.TITLE: 0.1,
}
"""What a word that agrees counts; a short ordinary word counts less."""

TELLING = 1.2
"""What a place or a number counts that only one name has: they tell branches apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """One word: its sound, its skeleton, its class, its weight if it agrees and if it lacks.

    ``consonantal`` words come from Arabic script and have no short vowels to compare. Words are
    made once, so that the same word is the same object.
    """

    sound: str
    skeleton: str
    group: Class
    weight: float
    loss: float
    consonantal: bool


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One name of a record, taken apart.

    ``key`` is equal for names of the same words in any order; ``joined`` for names that are
    written the same but for blanks. ``quality`` is 1 for a caption and less for aliases.
    """

    text: str
    words: tuple[Word, ...]
    key: tuple[str, ...]
    joined: str
    skeletons: frozenset[str]
    weight: float
    quality: float


CAPTION, ALIAS, WEAK = 1.0, 0.85, 0.6
"""How much a name counts, by the publisher's word on its quality."""


def forms(name: Name, *, personal: bool) -> Iterator[Form]:
    """Yield the name and the further ones that stand in it, in brackets or behind a slash."""
    quality = WEAK if name.weak else ALIAS if name.alias else CAPTION
    for text, inner in _parts(name.text, personal):
        made = _form(text, personal, min(quality, ALIAS) if inner else quality)
        if made is not None:
            yield made


def _parts(text: str, personal: bool) -> Iterator[tuple[str, bool]]:
    text = _DOTTED.sub(lambda match: match[0].replace(".", ""), _QUOTES.sub(" ", text))
    inner = [] if personal else [found for found in _BRACKETS.findall(text) if not _qualifies(found)]
    outer = _BRACKETS.sub(lambda match: f" {match[1]} " if _qualifies(match[1]) else " ", text)
    yield outer, False
    yield from ((found, True) for found in inner)
    halves = _SLASH.split(outer)
    if not personal and len(halves) > 1 and all(map(_stands_alone, halves)):
        yield from ((half, True) for half in halves)


def _stands_alone(half: str) -> bool:
    return len(half) > 2 and not _qualifies(half)


def _qualifies(bracket: str) -> bool:
    """Tell whether a bracket says which one is meant (a place, a number) and is no other name."""
    inside = ascii_words(bracket)
    return bool(inside) and all(
        word in words.particles() | words.legal_forms() or words.number(word) or sound(word) in words.places()
        for word in inside
    )


def _form(text: str, personal: bool, quality: float) -> Form | None:
    found = tuple(_words(text, personal))
    if not found:
        return None
    weighty = [word for word in found if word.group is not Class.TITLE] or found
    acronym = len(found) == 1 and not personal and _is_acronym(text)
    return Form(
        text=text.strip(),
        words=found,
        key=tuple(sorted(word.skeleton for word in weighty)),
        joined=skeleton(sound("".join(word.sound for word in weighty))),
        skeletons=frozenset(word.skeleton for word in weighty),
        weight=sum(word.weight for word in found),
        quality=WEAK if acronym and quality < CAPTION else quality,
    )


def _is_acronym(text: str) -> bool:
    bare = text.strip()
    return bare.isupper() and len(bare) <= 5 and bare.isascii()


def _words(text: str, personal: bool) -> Iterator[Word]:
    consonantal = is_consonantal(text)
    printed = _ABDULLAH.sub("abdullah", " ".join(ascii_words(text))).split()
    drop = words.particles() if personal else words.particles() | words.legal_forms()
    kept = [word for word in printed if word not in drop] or printed
    parts = [part for word in kept for part in _parted(word)] if personal else kept
    make = _personal if personal else _impersonal
    yield from (make(part, consonantal) for part in parts)


@lru_cache(maxsize=1 << 17)
def _parted(word: str) -> tuple[str, ...]:
    """Part ``abdulrahman`` as ``abd``, ``rahman`` and ``rahmatullah`` as ``rahmat``, ``allah``."""
    if word in _ABD_ALONE:
        return ("abd",)
    if word == "abdullah":
        return (word,)
    if match := _ABD.fullmatch(word):
        return ("abd", match[2])
    for tail, name in _TAILS:
        if match := tail.fullmatch(word):
            return (match[1], name)
    return (word,)


def _personal(word: str, consonantal: bool) -> Word:
    heard = sound(word)
    given = words.given_names().get(heard)
    if heard in words.titles():
        return _word(heard, Class.TITLE, consonantal)
    if given is not None:
        return _word(sound(given), Class.COMMON, consonantal)
    return _word(heard, Class.ORDINARY, consonantal)


def _impersonal(word: str, consonantal: bool) -> Word:
    if digits := words.number(word):
        return _word(digits, Class.NUMBER, consonantal=False)
    heard = sound(word)
    if generic := words.organisation_words().get(heard):
        return _word(sound(generic), Class.GENERIC, consonantal)
    if place := words.places().get(heard):
        return _word(sound(place), Class.PLACE, consonantal)
    return _word(sound(words.translations().get(heard, heard)), Class.ORDINARY, consonantal)


@lru_cache(maxsize=1 << 17)
def _word(heard: str, group: Class, consonantal: bool) -> Word:
    weight = WEIGHTS[group]
    loss = TELLING if group in (Class.PLACE, Class.NUMBER) else weight
    if group is Class.ORDINARY and len(heard) <= 3:
        weight, loss = (0.3, 0.3) if len(heard) == 1 else (0.75, 1.0)
    return Word(heard, skeleton(heard), group, weight, loss, consonantal)
