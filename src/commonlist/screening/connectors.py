"""Names that stand in one text with words of their own between or around them.

``X a.k.a. Y``, ``X d/b/a Y``, ``X; Y`` hold two names, ``X S/O Y`` only one (Y is somebody else),
``Messrs. X`` and ``X, Accounts Dept`` one with words of address. English, French, German, Spanish,
Russian and Arabic, where the words are unmistakable.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from commonlist.matching.sounds import romanised, sound, words_of
from commonlist.matching.words import named, organizations, places
from commonlist.screening.fillers import FORMS, bare


class _Connector(NamedTuple):
    """Words that join names; ``marks`` holds the longest word of each phrase, in lower case."""

    pattern: re.Pattern[str]
    marks: frozenset[str]


def _connector(phrases: str, around: str = "{}") -> _Connector:
    """Make a connector of phrases parted by ``|``; ``around`` says where they stand."""
    known = sorted(phrases.split("|"), key=len, reverse=True)
    any_of = rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)[.:]*"
    marks = frozenset(max(phrase.split(), key=len).casefold() for phrase in known)
    return _Connector(re.compile(around.format(any_of), re.I), marks)


def _each(firsts: str, lasts: str) -> str:
    """Return the phrases of any of the first words with any of the last ones."""
    return "|".join(f"{one} {two}" for one in firsts.split("|") for two in lasts.split("|"))


_OTHERWISE = _connector(
    "aka|a.k.a|a/k/a|alias|known as|"
    + _each("also|otherwise|formerly|previously|better|now", "known as")
    + "|dba|d.b.a|d/b/a|doing business as|trading as|formerly trading as|t/a|operating as|c/o"
    "|care of|fka|f.k.a|f/k/a|n/k/a|formerly|formerly called|previously|previously called|ex"
    "|dit|dite|anciennement|"
    + _each("connu|connue", "sous le nom de|sous le nom d'")
    + "|auch bekannt als|genannt|vormals|ehemals|anteriormente|"
    + _each("conocido|conocida|también conocido|también conocida", "como")
    + "|antes conocido como|antes conocida como|он же|она же|ранее|бывш|"
    + _each("известный|известная|известное|известен", "как")
    + "|"
    + _each("также известный|также известная|также известное|также известен", "как")
    + "|"
    + _each("المعروف|المعروفة|الملقب|الملقبة|المكنى|المكناة", "باسم|ب")
    + "|المعروف|المعروفة|الملقب|الملقبة|المكنى|المكناة|سابقا"
)
"""Between two names of one party."""
_APART = _Connector(re.compile(r"\s*[;|]\s*|\s+//?\s+"), frozenset((";", "|", "/", "//")))
"""Between two parties, whatever they are called."""
_BORN = _connector("née|nee|geb|geborene|nacida|épouse|урожденная|урождённая|урожд")
"""Between a woman's name and another surname of hers."""
_OF_KIN = _connector(
    "s/o|d/o|w/o|"
    + _each("son|daughter|wife|widow|husband|brother|sister|father|mother", "of")
    + "|"
    + _each("fils|fille|veuve", "de|du")
    + "|"
    + _each("sohn|tochter", "von|des|der")
    + "|hijo de|hija de|wald|walad|farzand|farzand-e|farzand e|сын|дочь|жена|вдова"
)
"""Between a name and that of somebody else."""
_ADDRESSED = _connector(
    "messrs|m/s|attn|attention|estate of|the estate of|estate of the late|the estate of the late"
    "|heirs of|the heirs of|the late|"
    + _each("gift|donation|payment|charity|zakat|aid|support", "for|to")
    + "|don pour|cadeau pour|"
    + _each("spende|geschenk", "für|fuer|an")
    + "|"
    + _each("donación|regalo", "para|a"),
    r"^\s*(?:{}\s*)+",
)
"""Before the name that a letter or a gift goes to."""
_BEHIND = r"[\s,(\[–—-]+{}\s*[)\]]?\s*$"
_DEPARTMENT = _connector(
    _each(
        "account|accounts|finance|payroll|legal|billing|treasury",
        "dept|department|division|office",
    )
    + "|main account|current account|savings account|accounts payable|accounts receivable|"
    + _each("head|representative|branch|liaison", "office")
    + "|individual|"
    + _each(
        "and|and the|and his|and her|&|& the|& his|& her|et|et sa|und|y|и|و",
        "family|famille|familie|familia|семья|others",
    ),
    _BEHIND,
)
"""Behind the name of whoever has it."""
_BRANCH = _connector("branch|filial|filiale|sucursal|şubesi|subesi|филиал", _BEHIND)
"""Behind a name and the place of an office of its."""
_AND = _Connector(
    re.compile(r"\s+(?:and|&|et|und|y|и|و)\s+", re.I),
    frozenset(("and", "&", "et", "und", "y", "и", "و")),
)
"""Between two parties, or within the name of one."""
_CONNECTORS = (_OTHERWISE, _APART, _BORN, _OF_KIN, _ADDRESSED, _DEPARTMENT, _BRANCH, _AND)
_MARKS = frozenset[str]().union(*(connector.marks for connector in _CONNECTORS))
_SIGNS = str.maketrans({**dict.fromkeys('()[]{},:"«»“”„–—', " "), ";": " ; ", "|": " | "})
_EDGES = " ,;:([{\"'«»“”„-–—"


def names(text: str) -> tuple[str, ...]:
    """Return the names that stand in a text beside itself, each once; () for a plain name."""
    placed = tuple(_before_comma(text)) if "," in text else ()
    if _MARKS.isdisjoint(_marks(text)):
        return placed
    return tuple(name for name in dict.fromkeys((*_names(text), *placed)) if name != text)


def _marks(text: str) -> set[str]:
    """Return what may be marks of connectors in a text."""
    words = text.casefold().translate(_SIGNS).split()
    return {word.rstrip(".") for word in words} if "." in text else set(words)


def without_places(text: str) -> Iterator[str]:
    """Yield a name without the places behind it, one less each time: ``JAN TEAL CAIRO EGYPT``.

    Towns and countries in Latin or Cyrillic letters. What they leave has a word that is no
    usual one of organisations, and does not end with a particle (``BANK OF IRAN``).
    """
    words = text.split()
    for _ in range(_MOST_PLACES):
        length = _length_of_place(words)
        words = words[: len(words) - length]
        if not length or is_place(" ".join(words)) or words[-1].casefold() in _OF_PLACES:
            return
        if not all(map(_is_of_firms, words_of(" ".join(words)))):
            yield " ".join(words).rstrip(_EDGES)


_MOST_PLACES = 3
"""Places behind a name: a quarter, a town, a country."""
_OF_PLACES = {
    *("of", "in", "at", "de", "du", "del", "della", "di", "do", "da", "dos", "van", "von", "der"),
    *("the", "and", "al", "el", "bin", "ibn", "bint"),
}
"""What a place belongs to a name with."""


def is_place(text: str) -> bool:
    """Tell whether a text is a place, or several, and nothing else: ``DUBAI UAE``."""
    words = text.split()
    while words and (length := _length_of_place(words)):
        words = words[:-length]
    return not words


def _before_comma(text: str) -> Iterator[str]:
    """Yield a name of two words or more without places, if a comma parts them."""
    for name in without_places(text):
        if " " in name and text[len(name)] == ",":
            yield name


def _length_of_place(words: Sequence[str]) -> int:
    """Return how many of the last words are a place; 0: it is none."""
    last = words[-1].strip(f".{_EDGES}")
    if (last if last.isascii() else bare(last)).lower() in places().latin:
        return 1
    if _CYRILLIC.match(last) and places().spelt_so(last.casefold()):
        return 1
    if not last.isascii() or sound(last.lower()) not in _ends_of_places():
        return 0
    for length in range(2, min(3, len(words)) + 1):
        first, *rest = (
            sound(word) for word in words_of(" ".join(words[-length:])) if word not in _particles()
        )
        if any(known == tuple(rest) for known, _ in places().phrases.get(first, ())):
            return length
    return 0


_CYRILLIC = re.compile("[\u0400-\u052f]")


@cache
def _ends_of_places() -> frozenset[str]:
    """Return the last words of places of several words, by sound."""
    return frozenset(rest[-1] for every in places().phrases.values() for rest, _ in every)


@cache
def _particles() -> frozenset[str]:
    return named("article") | named("particle")


def _names(text: str) -> Iterator[str]:
    """Yield the parts of a text, each with those within it."""
    for part in _parts(text):
        yield part
        yield from _names(part)


def _parts(text: str) -> Sequence[str]:
    """Return what a text is made of by the first kind of connector in it; () if it is one name."""
    met = _MARKS & _marks(text)
    if not met:
        return ()
    for between in (_OTHERWISE, _APART):
        if len(sides := _sides(between, text, met)) > 1:
            return sides
    if len(sides := _sides(_BORN, text, met)) > 1:
        return sides[0], *(_renamed(sides[0], side) for side in sides[1:])
    if len(sides := _sides(_OF_KIN, text, met)) > 1:
        return [name for name in sides[:1] if " " in name]
    if (inner := _without(_DEPARTMENT, _without(_ADDRESSED, text, met), met)) != text:
        return [name for name in [inner.strip(_EDGES)] if _tells(name)]
    if (inner := _without(_BRANCH, text, met)) != text:
        return [*without_places(inner)]
    sides = _sides(_AND, text, met)
    return sides if len(sides) > 1 and _are_whole(sides) else ()


def _without(connector: _Connector, text: str, met: frozenset[str]) -> str:
    return text if connector.marks.isdisjoint(met) else connector.pattern.sub("", text)


def _sides(connector: _Connector, text: str, met: frozenset[str]) -> list[str]:
    sides = [] if connector.marks.isdisjoint(met) else connector.pattern.split(text)
    trimmed = map(_trimmed, sides) if len(sides) > 1 else ()
    return [side for side in trimmed if _tells(side)]


def _trimmed(side: str) -> str:
    """Return a side without what stood around the connector, brackets and commas above all."""
    side = side.strip(_EDGES)
    return side if "(" in side else side.rstrip(")]}")


def _renamed(name: str, surname: str) -> str:
    """Return a name with another surname in place of its last word; one that is whole as it is."""
    given = name.rpartition(" ")[0]
    return f"{given} {surname}" if given and "," not in name and " " not in surname else surname


def _tells(text: str) -> bool:
    """Whether a text holds more than a legal form: some three letters."""
    return sum(map(_letters_told, text.split())) > 2


@lru_cache(maxsize=1 << 14)
def _letters_told(word: str) -> int:
    """Return how many letters of a word tell of a name, those of scripts without letters twice."""
    return 0 if _is_form(word) else sum(1 + (char > "\u2e7f") for char in word if char.isalpha())


def _are_whole(sides: Sequence[str]) -> bool:
    """Whether the sides of AND are names by themselves: of persons, or firms with legal forms."""
    words = [words_of(side) for side in sides]
    if any(len(each) < 2 for each in words):
        return False
    formed = [_is_form(side.split()[-1]) for side in sides]
    return all(formed) or not (any(formed) or any(map(_is_of_firms, chain.from_iterable(words))))


def _is_form(word: str) -> bool:
    return bare(word).strip(".,") in FORMS


@lru_cache(maxsize=1 << 14)
def _is_of_firms(word: str) -> bool:
    letters = "".join(romanised(word))
    return letters in named("legal") or organizations().find(word, letters) is not None
