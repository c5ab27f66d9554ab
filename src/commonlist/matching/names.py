"""Names taken apart: words with their sound, their weight, and what they can tell apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from commonlist.matching import words
from commonlist.matching.sounds import ascii_words, is_consonantal, once, skeleton, sound
from commonlist.records import Name

_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]?")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
_QUOTES = re.compile(r"[\"“”„«»‹›<>]")
_SLASH = re.compile(r"\s*/\s*")
_ABDULLAH = re.compile(r"\babd(?:[aeiou]l|[aeiou])? ?[aeou]?l?lah?\b")
_ABD = re.compile(r"abd[aeiou]?(?:ll?|(?=([rnszdt])\1))([a-z]{3,})")
_ABD_ALONE = re.compile(r"abd(?:[aeio]l|ou?l?|ool|ul|ur)")
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

MARKING = (Class.PLACE, Class.NUMBER)
LACKING = 1.2
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

    ``key`` is equal for names of the same words in any order; ``spelt`` is the sound without
    blanks, ``joined`` its skeleton; ``marks`` are its places and numbers. ``quality`` is 1 for a
    caption and less for aliases.
    """

    text: str
    words: tuple[Word, ...]
    key: tuple[str, ...]
    spelt: str
    joined: str
    marks: frozenset[str]
    skeletons: frozenset[str]
    weight: float
    quality: float


CAPTION, ALIAS, WEAK = 1.0, 0.85, 0.6
"""How much a name counts, by the publisher's word on its quality."""


def forms(name: Name, *, personal: bool) -> Iterator[Form]:
    """Yield the name and the further ones that stand in it, in brackets or behind a slash."""
    quality = WEAK if name.weak else ALIAS if name.alias else CAPTION
    for text, inner in _parts(name.text, personal):
        printed = text if inner else name.text
        made = _form(printed, text, personal, min(quality, ALIAS) if inner else quality)
        if made is not None:
            yield made


def _parts(text: str, personal: bool) -> Iterator[tuple[str, bool]]:
    text = _DOTTED.sub(lambda match: match[0].replace(".", ""), _QUOTES.sub(" ", text))
    inner = (
        [] if personal else [found for found in _BRACKETS.findall(text) if not _qualifies(found)]
    )
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
        word in words.particles() | words.legal_forms()
        or words.number(word)
        or sound(word) in words.places(False)
        for word in inside
    )


def _form(name: str, text: str, personal: bool, quality: float) -> Form | None:
    printed = _words(text, personal)
    if not printed:
        return None
    consonantal = is_consonantal(text)
    make = _personal if personal else _impersonal
    made = tuple(make(word, consonantal) for word in printed)
    weighty = [word for word in made if word.group is not Class.TITLE] or made
    spelt = once("".join(map(sound, printed)))
    acronym = len(made) == 1 and not personal and _is_acronym(text)
    return Form(
        text=name.strip(),
        words=made,
        key=tuple(sorted(word.skeleton for word in weighty)),
        spelt=spelt,
        joined=skeleton(spelt),
        marks=frozenset(word.sound for word in made if word.group in MARKING),
        skeletons=frozenset(word.skeleton for word in weighty),
        weight=sum(word.weight for word in made),
        quality=WEAK if acronym and quality < CAPTION else quality,
    )


def _is_acronym(text: str) -> bool:
    bare = text.strip()
    return bare.isupper() and len(bare) <= 5 and bare.isascii()


def _words(text: str, personal: bool) -> list[str]:
    """Return the words of a name that tell anything, in ASCII; all where none does."""
    printed = _ABDULLAH.sub("abdullah", " ".join(ascii_words(text))).split()
    drop = words.particles() if personal else words.particles() | words.legal_forms()
    kept = [word for word in printed if word not in drop] or printed
    return [part for word in kept for part in _parted(word)] if personal else kept


@lru_cache(maxsize=1 << 17)
def _parted(word: str) -> tuple[str, ...]:
    """Part ``abdulrahman`` as ``abd``, ``rahman`` and ``rahmatullah`` as ``rahmat``, ``allah``."""
    if _ABD_ALONE.fullmatch(word):
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
    if heard in words.titles():
        return _word(heard, Class.TITLE, consonantal)
    if given := words.given_names(consonantal).get(_lookup(heard, consonantal)):
        return _word(given, Class.COMMON, consonantal)
    return _word(heard, Class.ORDINARY, consonantal)


def _impersonal(word: str, consonantal: bool) -> Word:
    if digits := words.number(word):
        return _word(digits, Class.NUMBER, consonantal=False)
    heard = sound(word)
    key = _lookup(heard, consonantal)
    if generic := words.organisation_words(consonantal).get(key):
        return _word(generic, Class.GENERIC, consonantal)
    if place := words.places(consonantal).get(key):
        return _word(place, Class.PLACE, consonantal)
    telling = words.translations(consonantal).get(key, heard)
    return _word(telling, Class.ORDINARY, consonantal)


def _lookup(heard: str, consonantal: bool) -> str:
    return skeleton(heard) if consonantal else heard


@lru_cache(maxsize=1 << 17)
def _word(heard: str, group: Class, consonantal: bool) -> Word:
    weight = WEIGHTS[group]
    loss = LACKING if group in MARKING else weight
    if group is Class.ORDINARY and len(heard) <= 3:
        weight, loss = (0.3, 0.3) if len(heard) == 1 else (0.75, 1.0)
    return Word(heard, skeleton(heard), group, weight, loss, consonantal)
