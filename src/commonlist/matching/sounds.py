"""Words of any script by their sound, so that romanisations of one word meet.

``sound`` keeps vowels in three classes (a, i, u); ``skeleton`` keeps consonants alone, as Arabic
script does. ``Muhammad``, ``Mohamed`` and ``محمد`` share the skeleton ``mhmd``.
"""

import re
from functools import lru_cache

from anyascii import anyascii

_ARABIC = str.maketrans(
    {
        **dict.fromkeys("اأإآٱ", "a"),
        **dict.fromkeys("ءعئؤٔـةۃ", ""),
        **dict.fromkeys("هۀہەھ", "h"),
        **dict.fromkeys("يىیۍې", "y"),
        **dict.fromkeys("كقکڪ", "k"),
        **dict.fromkeys("تطٹ", "t"),
        **dict.fromkeys("ثسصشښ", "s"),
        **dict.fromkeys("دضذظڈ", "d"),
        **dict.fromkeys("زژ", "z"),
        **dict.fromkeys("رڑړ", "r"),
        **dict.fromkeys("نںڼ", "n"),
        **dict.fromkeys("غگګ", "g"),
        "ب": "b", "پ": "p", "ج": "j", "چ": "ch", "ح": "h", "خ": "kh", "ف": "f",
        "ل": "l", "م": "m", "و": "w", "ڤ": "v",
    }
)  # fmt: skip
"""Arabic, Persian, Urdu and Pashto letters by sound; signs for short vowels are not written."""

_MARKS = re.compile("[\u064b-\u065f\u0670\u0610-\u061a\u200c-\u200f]")
_ARABIC_SCRIPT = re.compile("[\u0600-\u06ff\u0750-\u077f]")
_FIRST_AYN = re.compile(r"\bع")
_ALLAH = re.compile(r"الل[هٰ]+")
_ARABIC_ARTICLE = re.compile(r"^(?:وال|بال|فال|كال|ال|لل)(?=\w{2})")
_APOSTROPHES = re.compile("['’‘ʼʻʿʾ`´ʹʺ′‛\u02bc\u02bb]")

_NO_VOWELS = str.maketrans("", "", "aiu")
_DOUBLED = re.compile(r"(.)\1+")
_STEPS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"dzh|dj", "j"),
        (r"tsch|tch|sch|sh|ch", "s"),
        (r"kh|ck|q", "k"),
        (r"gh", "g"),
        (r"ph", "f"),
        (r"dh|dd", "d"),
        (r"th|tt", "t"),
        (r"zh", "z"),
        (r"x", "ks"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"^w", "v"),
        (r"w(?![aeiouy])", "u"),
        (r"w", "v"),
        (r"[ye]", "i"),
        (r"o", "u"),
        (r"a?i+", "i"),
        (r"a?u+", "u"),
        (r"(.)\1+", r"\1"),
        (r"(?<=[aiu])h$", ""),
    )
)


def is_consonantal(word: str) -> bool:
    """Tell whether a word is in Arabic script, which leaves short vowels out."""
    return _ARABIC_SCRIPT.search(word) is not None


def ascii_words(text: str) -> list[str]:
    """Return the words of a name in lower-case ASCII; apostrophes join, all else divides."""
    if is_consonantal(text):
        bare = _ALLAH.sub(" allah ", _FIRST_AYN.sub("ا", _MARKS.sub("", text)))
        text = " ".join(_ARABIC_ARTICLE.sub("", word) for word in re.findall(r"\w+", bare))
        text = text.translate(_ARABIC)
    folded = _APOSTROPHES.sub("", text) if text.isascii() else _romanised(text)
    return re.findall(r"[a-z]+|\d+", folded.lower())


def _romanised(text: str) -> str:
    return _APOSTROPHES.sub("", anyascii(_APOSTROPHES.sub("", text)))


@lru_cache(maxsize=1 << 17)
def sound(word: str) -> str:
    """Return a lower-case ASCII word by sound: ``qaeda`` and ``kaida`` are ``kida``."""
    for pattern, replacement in _STEPS:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=1 << 17)
def skeleton(heard: str) -> str:
    """Return the consonants of a word given by its sound; a first vowel of any class is ``a``."""
    first = "a" if heard[:1] in "aiu" else heard[:1]
    return once(first + heard[1:].translate(_NO_VOWELS))


def once(heard: str) -> str:
    """Return a sound with doubled letters written once."""
    return _DOUBLED.sub(r"\1", heard)
