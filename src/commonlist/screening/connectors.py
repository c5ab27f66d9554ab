"""Names that stand in one text with words of their own between or around them.

``X a.k.a. Y``, ``X d/b/a Y``, ``X; Y`` hold two names, ``X S/O Y`` only one (Y is somebody else),
``Messrs. X`` and ``X, Accounts Dept`` one with words of address. English, French, German, Spanish,
Russian and Arabic, where the words are unmistakable.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain

from commonlist.matching.sounds import romanised, sound, words_of
from commonlist.matching.words import named, organizations, places
from commonlist.screening.fillers import FORMS, bare


def _any(*patterns: str) -> str:
    return rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)[.:]*"


_OTHERWISE = _any(
    r"a\.?k\.?a|a/k/a|alias|(?:(?:also|otherwise|formerly|previously|better|now) )?known as",
    r"d\.?b\.?a|d/b/a|doing business as|(?:formerly )?trading as|t/a|operating as|c/o|care of",
    r"f\.?k\.?a|f/k/a|n/k/a|formerly(?: called)?|previously(?: called)?|ex",
    r"dite?|anciennement|connue? sous le nom d[e']|auch bekannt als|genannt|vormals|ehemals",
    r"(?:(?:también|antes) )?conocid[oa] como|anteriormente",
    r"он же|она же|(?:также )?известн(?:ый|ая|ое) как|(?:также )?известен как|ранее|бывш",
    r"(?:المعروف|المعروفة|الملقب|الملقبة|المكنى|المكناة) ?(?:باسم|ب)?|سابقا",
)
"""Between two names of one party."""
_BORN = _any(r"n[ée]e", "geb|geborene", "nacida", "épouse", "урожд[её]нная|урожд")
"""Between a woman's name and another surname of hers."""
_OF_KIN = _any(
    r"[sdw] ?/ ?o|(?:son|daughter|wife|widow|husband|brother|sister|father|mother) of",
    r"(?:fils|fille|veuve) d[eu]|(?:sohn|tochter) (?:von|des|der)|hij[oa] de|wala?d|farzand[- ]e",
    r"сын|дочь|жена|вдова",
)
"""Between a name and that of somebody else."""
_APART = r"\s*[;|]\s*|\s+//?\s+"
"""Between two parties, whatever they are called."""
_JOINED = r"\s+(?:and|&|et|und|y|и|و)\s+"
"""Between two parties, or within the name of one."""
_ADDRESSED = _any(
    r"messrs|m/s|attn|attention|(?:the )?estate of(?: the late)?|(?:the )?heirs of|the late",
    r"(?:gift|donation|payment|charity|zakat|aid|support) (?:for|to)|(?:don|cadeau) pour",
    r"(?:spende|geschenk) (?:für|fuer|an)|(?:donación|regalo) (?:para|a)",
)
"""Before the name that a letter or a gift goes to."""
_OFFICES = (
    r"(?:accounts?|finance|payroll|legal|billing|treasury) (?:dept|department|division|office)",
    r"(?:main|current|savings) account|accounts (?:payable|receivable)",
    r"(?:head|representative|branch|liaison) office|individual",
)
_FAMILY = (
    r"(?:and|&|et|und|y|и|و) (?:the |sa |his |her )?(?:family|famille|familie|familia|семья|others)"
)
_DEPARTMENT = rf"[\s,(\[–—-]+(?:{'|'.join(_OFFICES)}|{_FAMILY})\.?\s*[)\]]?\s*$"
"""Behind the name of whoever has it."""

_BRANCH = r"[\s,(\[–—-]+(?:branch|filiale?|sucursal|şubesi|subesi|филиал)\s*[)\]]?\s*$"
"""Behind a name and the place of an office of its."""

_SIGN = re.compile(r"[;|(\[]")
_MARKS = {
    f"{mark}{end}"
    for marks in (
        "/ & and et und y и و aka a.k.a a/k/a alias known dba d.b.a d/b/a business trading t/a",
        "operating c/o care fka f.k.a f/k/a n/k/a formerly previously ex dit dite anciennement",
        "sous bekannt genannt vormals ehemals como anteriormente же как ранее бывш سابقا",
        "المعروف المعروفة الملقب الملقبة المكنى المكناة née nee geb geborene nacida épouse",
        "урожд урожденная урождённая s/o d/o w/o son daughter wife widow husband brother sister",
        "father mother fils fille veuve sohn tochter hijo hija walad wald farzand farzand-e сын",
        "дочь жена вдова messrs m/s attn attention estate heirs late gift donation payment",
        "charity zakat aid support don cadeau spende geschenk donación regalo office dept",
        "department division account payable receivable individual branch filiale filial",
        "sucursal subesi şubesi филиал family others famille familie familia семья",
    )
    for mark in marks.split()
    for end in ("", ".", ":", ",")
}
"""A word of each connector, as it stands between blanks."""
_EDGES = " ,;:([{\"'«»“”„-–—"


def names(text: str) -> tuple[str, ...]:
    """Return the names that stand in a text beside itself, each once; () for a plain name."""
    placed = tuple(_before_comma(text)) if "," in text else ()
    if not _SIGN.search(text) and _MARKS.isdisjoint(text.casefold().split()):
        return placed
    return tuple(name for name in dict.fromkeys((*_names(text), *placed)) if name != text)


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


_BETWEEN = tuple(re.compile(pattern, re.I) for pattern in (_OTHERWISE, _APART))
_KIN, _SURNAMES = re.compile(_OF_KIN, re.I), re.compile(_BORN, re.I)
_PARTIES = re.compile(_JOINED, re.I)
_OF_PLACE = re.compile(_BRANCH, re.I)
_AROUND = re.compile(rf"^\s*(?:{_ADDRESSED}\s*)+|(?:{_DEPARTMENT})", re.I)


def _names(text: str) -> Iterator[str]:
    """Yield the parts of a text, each with those within it."""
    for part in _parts(text):
        yield part
        yield from _names(part)


def _parts(text: str) -> Sequence[str]:
    """Return what a text is made of by the first kind of connector in it; () if it is one name."""
    for between in _BETWEEN:
        if len(sides := _sides(between, text)) > 1:
            return sides
    if len(sides := _sides(_SURNAMES, text)) > 1:
        return sides[0], *(_renamed(sides[0], side) for side in sides[1:])
    if len(sides := _sides(_KIN, text)) > 1:
        return [name for name in sides[:1] if " " in name]
    if (inner := _AROUND.sub("", text)) != text:
        return [name for name in [inner.strip(_EDGES)] if _tells(name)]
    if (inner := _OF_PLACE.sub("", text)) != text:
        return [*without_places(inner)]
    sides = _sides(_PARTIES, text)
    return sides if len(sides) > 1 and _are_whole(sides) else ()


def _sides(connector: re.Pattern[str], text: str) -> list[str]:
    sides = connector.split(text)
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
    rest = [word for word in text.split() if not _is_form(word)]
    return sum(1 + (char > "\u2e7f") for word in rest for char in word if char.isalpha()) > 2


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
