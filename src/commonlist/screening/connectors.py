"""Names that stand in one text with words of their own between or around them.

``X a.k.a. Y``, ``X d/b/a Y``, ``X; Y`` hold two names, ``X S/O Y`` only one (Y is somebody else),
``Messrs. X`` and ``X, Accounts Dept`` one with words of address. English, French, German, Spanish,
Russian and Arabic, where the words are unmistakable.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

from commonlist.matching.sounds import romanised, words_of
from commonlist.matching.words import named, organizations
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
    r"(?:fils|fille|veuve) d[eu]|(?:sohn|tochter) (?:von|des|der)|hij[oa] de|walad|farzand[- ]e",
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

_MARKED = re.compile(
    "[;|]|"
    + _any(
        r"[/&]|and|et|und|y|и|و|aka|a\.k\.a|a/k/a|alias|known|dba|d\.b\.a|d/b/a|business|trading|t/a",
        r"operating|c/o|care|fka|f\.k\.a|f/k/a|n/k/a|formerly|previously|ex|dite?|anciennement|sous",
        r"bekannt|genannt|vormals|ehemals|como|anteriormente|же|как|ранее|бывш|سابقا",
        r"المعروفة?|الملقبة?|المكناة?|المكنى|n[ée]e|geb|geborene|nacida|épouse|урожд(?:[её]нная)?",
        r"[sdw]/o|son|daughter|wife|widow|husband|brother|sister|father|mother|fils|fille",
        r"veuve|sohn|tochter|hij[oa]|walad|farzand|сын|дочь|жена|вдова|messrs|m/s|attn|attention|estate",
        r"heirs|late|gift|donation|payment|charity|zakat|aid|support|don|cadeau|spende|geschenk",
        r"donación|regalo|office|dept|department|division|account|payable|receivable|individual",
    )
)
"""A word or sign of each connector: what has none is a plain name."""
_EDGES = " ,;:([{\"'«»“”„-–—"


def names(text: str) -> tuple[str, ...]:
    """Return the names that stand in a text beside itself, each once; () for a plain name."""
    if not _MARKED.search(text.casefold()):
        return ()
    return tuple(name for name in dict.fromkeys(_names(text)) if name != text)


_BETWEEN = tuple(re.compile(pattern, re.I) for pattern in (_OTHERWISE, _APART))
_KIN, _SURNAMES = re.compile(_OF_KIN, re.I), re.compile(_BORN, re.I)
_PARTIES = re.compile(_JOINED, re.I)
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
