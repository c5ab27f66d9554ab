"""Names taken apart: words with their sound and meaning, and what they can tell apart."""

import re
import unicodedata
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

import msgspec
from anyascii import anyascii
from msgspec import structs
from rapidfuzz import process
from rapidfuzz.distance import OSA

from commonlist.matching import words
from commonlist.matching.chinese import MAY_BE_SURNAMES, in_pinyin
from commonlist.matching.library import shape
from commonlist.matching.sounds import (
    as_persian,
    is_arabic,
    is_consonantal,
    is_hangul,
    is_persian,
    is_pinyin,
    is_syllabic,
    plain_arabic,
    romanised,
    skeleton,
    sound,
    words_of,
)
from commonlist.matching.words import Lexicon, Sense
from commonlist.records import Name
from commonlist.values.identifiers import is_aircraft_mark


class Class(IntEnum):
    """What a word of a name is, which decides its weight."""

    ORDINARY = 0
    COMMON = 1
    GENERIC = 2
    PLACE = 3
    NUMBER = 4
    TITLE = 5
    SLIGHT = 6


MARKING = (Class.PLACE, Class.NUMBER)
LETTERS = 32
"""How many letters of a word are kept."""


class Word(msgspec.Struct, frozen=True, eq=False, gc=False):
    """One word of a name.

    ``letters`` is the word in lower-case ASCII as romanised, ``heard`` its sound, ``bones`` the
    skeleton of that. ``meaning`` is one spelling for all that mean the same, "" if the word is
    not known.
    ``consonantal`` words come from Arabic, Hebrew or Thai script and have no short vowels to
    compare. ``latin``: it is written in Latin letters.
    Words are made once, so that the same word is the same object.
    """

    letters: str
    heard: str
    bones: str
    meaning: str
    group: Class
    consonantal: bool
    latin: bool


class Form(msgspec.Struct, frozen=True, eq=False, gc=False):
    """One name of a record, taken apart.

    ``quality`` is 1 for a caption and less for aliases; ``personal``: it was read as a person's;
    ``cut``: its last word may be the beginning of one. ``acronym``: it is printed as one.
    ``spelt`` are the letters of all its words, with those left out, in ASCII and run together.
    ``initials`` are acronyms that can be made of an organisation's name.
    """

    text: str
    words: tuple[Word, ...]
    quality: float
    personal: bool
    cut: bool
    acronym: bool
    initials: tuple[str, ...]
    spelt: str


CAPTION, ALIAS, WEAK = 1.0, 0.85, 0.6
"""How much a name counts, by the publisher's word on its quality."""

_SIGNS = re.compile(r"[^\w\s,'’-]")
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]?")
_OPEN = re.compile(r"[(\[{](?=[^()\[\]{}]*$)")
"""A bracket of which a field cut the end."""
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
_QUOTES = re.compile(r"[\"“”„«»‹›<>]")
_SLASH = re.compile(r"\s*/\s*")
_ACRONYM = re.compile(
    r"[A-Z]{2,6}(?:[-/][A-Z]{1,3})?|(?=.{3,6}$)[A-Z]+[a-z]?[A-Z]+(?:[a-z][A-Z]+)?"
)


def forms(name: Name, *, personal: bool, cut: bool = False) -> Iterator[Form]:
    """Yield the name and the further ones that stand in it, in brackets or behind a slash.

    A Chinese name that is romanised otherwise is yielded in pinyin as well.
    """
    quality = WEAK if name.weak else ALIAS if name.alias else CAPTION
    if not _SIGNS.search(name.text):
        yield from _ways(name.text, name.text, personal, quality, cut)
        return
    whole = _OPEN.sub(" ", name.text) if cut else name.text
    for text, inner in _parts(whole, personal):
        printed = text if inner else name.text
        grade = min(quality, ALIAS) if inner else quality
        yield from _ways(printed, text, personal, grade, cut and not inner)


def _ways(name: str, text: str, personal: bool, quality: float, cut: bool) -> list[Form]:
    """Return a name as it is printed, and in pinyin too if it is Chinese and romanised otherwise.

    Both stay: who types a name as the list prints it may slip, or leave a syllable out.
    """
    made = _form(name, text, personal, quality, cut)
    if made is None or not personal or not _may_be_chinese(made.words):
        return [made] if made else []
    read = (_form(name, pinyin, personal, quality, cut) for pinyin in in_pinyin(text))
    return [made, *filter(None, read)]


def _may_be_chinese(found: Sequence[Word]) -> bool:
    return 1 < len(found) < 6 and (
        found[0].letters in MAY_BE_SURNAMES
        or found[-1].letters in MAY_BE_SURNAMES
        or found[1].letters in MAY_BE_SURNAMES
    )


def _parts(text: str, personal: bool) -> Iterator[tuple[str, bool]]:
    text = _QUOTES.sub(" ", text)
    if not personal:
        text = _DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    inner = (
        [] if personal else [found for found in _BRACKETS.findall(text) if not _qualifies(found)]
    )
    outer = _BRACKETS.sub(lambda match: f" {match[1]} " if _qualifies(match[1]) else " ", text)
    halves = [] if personal else _SLASH.split(outer.strip())
    if len(halves) == 2 and _ACRONYM.fullmatch(halves[1]) and len(words_of(halves[0])) > 1:
        outer, inner, halves = halves[0], [*inner, halves[1]], []
    yield (outer if any(map(str.isalnum, outer)) else text), False
    yield from ((found, True) for found in inner)
    if len(halves) > 1 and all(map(_stands_alone, halves)):
        yield from ((half, True) for half in halves)


def _stands_alone(half: str) -> bool:
    return len(half) > 2 and not _qualifies(half)


def _qualifies(bracket: str) -> bool:
    """Tell whether a bracket says which one is meant and is no other name.

    It holds places and numbers, with particles, legal forms and generic words beside a place; or
    the current of a party: ``(Marxist)``.
    """
    inside = [word for part in words_of(bracket) for word in _read(part, False)]
    marked = any(word.group in MARKING for word in inside)
    if len(inside) == 1 and inside[0].meaning in _CURRENTS:
        return True
    return bool(inside) and all(
        word.group in MARKING
        or (marked and word.group is Class.GENERIC)
        or word.letters in _dropped(False)
        or word.letters in _legal_words()
        for word in inside
    )


_CURRENTS = frozenset({"marxist", "maoist", "leninist"})


def _form(name: str, text: str, personal: bool, quality: float, cut: bool) -> Form | None:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    persian = is_persian(text)
    if personal and "." in text:
        text = _OF_TWO_LETTERS.sub(r"\1. ", text)
    printed = _printed(text, personal)
    found = [word for part in printed for word in _read(part, personal, persian)]
    if not found:
        return None
    made = found
    if not all(map(_is_plain_of(personal), found)) or is_hangul(text):
        found = _with_god(found)
        made = _person(found, text) if personal else _organization(found)
    acronym = not personal and len(found) < 3 and _ACRONYM.fullmatch(text.strip(" .")) is not None
    return Form(
        text=name.strip(),
        words=tuple(made),
        quality=WEAK if acronym and quality < CAPTION else quality,
        personal=personal,
        cut=cut,
        acronym=acronym,
        initials=() if personal or len(found) < 3 else _initials(found, made),
        spelt=_run_together(printed),
    )


_OF_TWO_LETTERS = re.compile(
    r"(?<![\w'’‘`-])([CDGKSTZ](?=h\.)|[IJY](?=[aeou]\.)|T(?=s\.)|S(?=h?ch\.)|D(?=zh\.))[a-z]+\.",
    re.I,
)
"""Initials that romanisation makes longer: ``Yu.``, ``Zh.``, ``Shch.``"""


def _run_together(printed: Sequence[str]) -> str:
    whole = "".join(printed)
    if not whole.isascii():
        whole = anyascii(whole).lower()
    return whole if whole.isalnum() else "".join(filter(str.isalnum, whole))


def _printed(text: str, personal: bool) -> list[str]:
    """Return the words of a text, those of a person in the order First Middle Last.

    Two capitals in a person's name are two initials.
    """
    if not personal:
        if "-" in text and is_aircraft_mark(text):  # EP-IBN is no son of anybody
            return [text.replace("-", "").lower()]
        return words_of(_ADDRESSED.sub("", text) if text[1:2] == "/" else text)
    if text.endswith(_DOCTORS):
        text = _DOCTOR.sub("", text)
    if any(map(text.lower().__contains__, _FOREIGN)):
        text = _in_english(text)
    initials = not text.isupper() and _CAPITALS.search(text)
    written = _CAPITALS.sub(_initials_apart, text) if initials else text
    if "," not in written:
        return words_of(written)
    last, _, first = written.partition(",")
    behind = words_of(first) if any(map(str.isalpha, first)) else []
    if not behind or "," in first or not any(map(str.isalpha, last)) or _is_suffix(behind):
        return words_of(written)
    return behind + words_of(last)


def _is_suffix(printed: Sequence[str]) -> bool:
    """Tell whether words behind a comma are no given names: ``Jr``, ``II``, ``Ph.D.``."""
    if len(joined := "".join(printed)) < 4:
        printed = [joined]
    return all(word.group is Class.TITLE for part in printed for word in _read(part, True))


def _in_english(text: str) -> str:
    """Spell a Russian name as in English, if its ends tell in which other language it is spelt.

    ``Vachajevitj`` is Vakhayevich in Swedish, ``Wachajewitsch`` in German, ``Wachaewicz`` in
    Polish. A surname alone tells nothing: Sienkiewicz and Jovanović are none of theirs.
    """
    for told, letters, english in _SPELLINGS:
        if told.search(text):
            return letters.sub(english, text)
    return text


_Spelling = tuple[re.Pattern[str], re.Pattern[str], Callable[[re.Match[str]], str]]


def _spelling(told: str, english: Mapping[str, str]) -> _Spelling:
    letters = re.compile("|".join(english), re.I)
    return re.compile(told, re.I), letters, lambda match: english[match[0].lower()]


_FOREIGN = ("itj", "ytj", "sch", "wicz", "vic", "vič", "vić")
_SPELLINGS = (
    _spelling(
        r"[iy]tj\b",
        {"sjtj": "shch", "ch": "kh", "tj": "ch", "sj": "sh", "zj": "zh", "j": "y"},
    ),
    _spelling(
        r"dsch|witsch|\A(?=.*tsch).*(?:[eo]wa?|[eo]nko|ij)\b",
        {
            "schtsch": "shch", "dsch": "j", "tsch": "ch", "sch": "sh", "sh": "zh", "ch": "kh",
            "j": "y", "w": "v", "z": "ts",
        },
    ),
    _spelling(r"\w\s+\w+[aeo]vi[cčć]\s+\w", {"j": "y"}),
    _spelling(
        r"\A(?=.*\w\s.*\w\s)(?=.*[eo]wicz\b).*(?:[eo]wa?|[eo]nko)\b",
        {
            "szcz": "shch", "cz": "ch", "sz": "sh", "rz": "zh", "ch": "kh", "c": "ts", "j": "y",
            "w": "v",
        },
    ),
)  # fmt: skip
"""By what a language's spelling is told, its letters and what English has for them."""


_ADDRESSED = re.compile(r"M/[STVY]\b[. ]*(?=\w)", re.I)
"""A ship, or the gentlemen of a firm: ``M/V Heron``, ``M/S Heron Trading``."""
_DOCTORS = ("D", "D.")
_DOCTOR = re.compile(r"(?<=\w)[ ,]+M\.?D\.?$")
"""In front it is short for Muhammad."""
_CAPITALS = re.compile(r"(?<![\w'’‘`-])[A-Z]{2}(?![\w'’‘`,-])")


def _initials_apart(match: re.Match[str]) -> str:
    """Part ``SK`` in ``SK Sharma``, ``MA`` in ``MA Khan``; in ``Chol KO`` it is a surname."""
    letters = match[0].lower()
    if letters in _dropped(True):
        return match[0]
    others = set(match.string.lower().split()) - {letters}
    initials = not set(letters) & set("aeiouy") or (letters == "ma" and others & _MUSLIM)
    return " ".join(letters) if initials else match[0]


_MUSLIM = {"khan", "hussain", "rahman", "ahmed", "ali", "malik", "mannan", "aziz", "karim"}


@cache
def _dropped(personal: bool) -> frozenset[str]:
    """Return the words that are left out of a name, in ASCII; none is a person's own name."""
    plain = words.named("article") | words.named("particle")
    if not personal:
        return plain | words.named("letter")
    named = {
        word
        for word, sense in words.persons().latin.items()
        if _GROUPS[sense.group] is Class.COMMON
    }
    return (plain | {"y"}) - named - _NAMES_TOO


def is_left_out(word: Word, *, personal: bool) -> bool:
    """Tell whether a word is an article or particle, which is left out of a name."""
    return word.letters in _dropped(personal)


_NAMES_TOO = frozenset([
    *("dan", "ha", "min", "na", "on", "po", "pour", "sa", "so", "ta", "af", "av", "bagi", "by"),
    *("dari", "dla", "dlia", "dlya", "du", "for", "from", "icin", "ile", "in", "into", "iz", "ja"),
    *("ka", "kay", "ke", "ki", "nad", "ob", "od", "ot", "pada", "par", "para", "per", "pod"),
    *("por", "pri", "sur", "til", "to", "uit", "untuk", "voor", "wan", "with", "za"),
])  # fmt: skip
"""Particles of languages in which no person is named with them: Min and Ki are names."""


@cache
def _legal_words() -> frozenset[str]:
    return words.named("legal")


def _is_plain_of(personal: bool) -> Callable[[Word], bool]:
    return _is_plain_in_person if personal else _is_plain_in_organization


@lru_cache(maxsize=1 << 17)
def _is_plain_in_person(word: Word) -> bool:
    """Tell whether a name of such words alone is read as it is: `_person` changes none of them."""
    letters = word.letters
    return (
        word.group is not Class.TITLE
        and letters not in _SERVANTS
        and letters not in _dropped(True)
        and letters not in words.named("article")
        and letters not in _KOREAN_SURNAMES
        and _particle(word) is word
        and not (_CONSONANTS.search(letters) and not _INNER_VOWEL.search(letters))
    )


@lru_cache(maxsize=1 << 17)
def _is_plain_in_organization(word: Word) -> bool:
    """Tell whether a name of such words alone is read as it is: `_organization` changes none."""
    letters = word.letters
    return (
        letters not in _SERVANTS
        and letters not in _dropped(False)
        and letters not in _legal_words()
        and letters not in _ENDS
        and letters not in _HONOURS
        and word.heard not in _phrases()
        and not any(legal.startswith(letters) for legal in (*_LEGAL, "joint", "stock"))
        and _as_legal(word) is word
        and _slight(word) is word
    )


def _person(found: list[Word], text: str) -> list[Word]:
    first = 1 if found[0].group is Class.TITLE and found[0].letters not in _KOREAN_SURNAMES else 0
    if 1 < len(found) - first < 5 and (korean := _korean(found[first:], is_hangul(text))):
        return [*found[:first], *korean]
    drop = _dropped(True)
    may_be = any(len(word.letters) == 1 and word.letters in drop for word in found)
    initials = _initials_of(text) if may_be else ()
    if len(found) > 2 and found[-2].letters in words.named("article"):
        found = [*found[:-1], _untitled(found[-1])]  # Hassan El-Hajj
    kept = [w for w in found if w.letters not in drop or w.letters in initials] or found
    made = _named([kept[0], *map(_particle, kept[1:-1]), *kept[1:][-1:]])
    return [_bare(word) for word in made] if _lack_vowels(made) else made


@lru_cache(maxsize=1 << 14)
def _particle(word: Word) -> Word:
    """Make nothing of a word within a name that a slip may have made of a particle: ``bln``.

    What could be a syllable of a name is none: ``Lin``.
    """
    letters = word.letters
    if word.meaning or not 2 < len(letters) < 6 or _SYLLABLE.fullmatch(letters):
        return word
    near = process.extractOne(letters, _PARTICLES, scorer=OSA.distance, score_cutoff=1)
    return structs.replace(word, group=Class.TITLE) if near else word


_PARTICLES = ("bin", "ibn", "ben", "bint", "binti", "ould", "van", "von", "del", "der")
_SYLLABLE = re.compile("[^aeiou]*[aeiou](?:[^aeiou]|ng)")


def _named(found: list[Word]) -> list[Word]:
    """Return the words of a person; the title beside one name alone is taken for a name.

    A rank is none: ``General Nkunda``.
    """
    if len(found) < 2 or sum(word.group is not Class.TITLE for word in found) > 1:
        return found
    name = next((at for at, word in enumerate(found) if word.group is not Class.TITLE), 1)
    behind = name + 1 < len(found) and not _ends_a_name(found[name + 1].letters)
    beside = name + 1 if behind or not name else name - 1
    return [_untitled(word) if at == beside else word for at, word in enumerate(found)]


def _ends_a_name(letters: str) -> bool:
    sense = words.persons().latin.get(letters)
    return sense is not None and sense.group == "suffix"


@lru_cache(maxsize=1 << 10)
def _untitled(word: Word) -> Word:
    """Make a name of a title, but of a rank: Agha and Pasha are one title, and two names."""
    rank = word.meaning in _RANKS and (len(word.letters) > 4 or word.letters in _FORMS_OF_ADDRESS)
    if word.group is not Class.TITLE or rank:
        return word
    return structs.replace(word, group=Class.COMMON, meaning="")


_RANKS = frozenset({"mr", "dr", "eng", "general"})
_FORMS_OF_ADDRESS = frozenset({"mr", "mrs", "dr", "prof"})
"""Shorter ones than five letters that nobody is named: Pan, Gen and Don are names."""


def _lack_vowels(found: Sequence[Word]) -> bool:
    """Tell whether a name is written without the vowels within its words: ``Mhmmd Hssn``."""
    if len(found) < 2:
        return False
    lacking = False
    for word in found:
        if word.consonantal or _INNER_VOWEL.search(word.letters):
            return False
        lacking |= _CONSONANTS.search(word.letters) is not None
    return lacking


_CONSONANTS = re.compile("[b-df-hj-np-tv-z]{3}")
_INNER_VOWEL = re.compile(".[aeiou].")


@lru_cache(maxsize=1 << 12)
def _bare(word: Word) -> Word:
    """Return a word as one of a script without short vowels, with the meaning of such."""
    if word.group is Class.TITLE:
        return word
    boned = words.persons().boned(word.heard)
    sense = words.persons().bones.get(boned) if len(word.bones) > 2 else None
    known = sense if sense and _GROUPS[sense.group] is Class.COMMON else None
    group = Class.COMMON if known else word.group
    return _made(word.letters, known, group, consonantal=True, latin=word.latin)


def _initials_of(text: str) -> frozenset[str]:
    """Return the single letters of a person's name that are initials: capitals, in small type."""
    letters = frozenset(
        romanised(match.lower())[0][0] for match in _LETTER.findall(text) if match.isalpha()
    )
    first = text.lstrip()[:1].lower()
    return letters - (_LINKS - {first}) if text.isupper() else letters


_LETTER = re.compile(
    r"(?<![\w'’‘`-])(?:[A-ZÀ-ÖØ-ÞĀ-ſА-ЯЁІЇЄҐЎ](?![\w'’‘`/-])|[^\W\d_](?=\.(?:\W|$)))"
)
"""A capital, or any letter before a full stop."""
_LINKS = frozenset("eoy")
"""``Ortega Y Gasset``."""


def _organization(found: list[Word]) -> list[Word]:
    """Leave out particles and legal forms, and put words together that have one meaning."""
    drop, legal = _dropped(False), _legal_words()
    found = list(_in_honour(found))
    kept = [word for word in found if word.letters not in drop] or found
    named = list(_together(kept))
    if (mended := list(_mended(named))) != named:
        named = list(_together(mended))
    if {"joint", "stock"} <= {word.letters for word in named}:  # in any order
        legal = legal | {"joint", "stock"}
    whole = [word for word in named if word.letters not in legal]
    return _lightened(whole) if whole else kept


def _in_honour(found: Sequence[Word]) -> Iterator[Word]:
    """Yield words; the name behind ``imeni`` in the nominative and without initials.

    ``imeni M.M. Gromova`` is named after Gromov.
    """
    behind = 0
    for word in found:
        if behind and not (word.meaning and word.group is not Class.ORDINARY):
            if len(word.letters) > 2:
                behind -= 1
                yield _nominative(word)
        else:
            behind = 2 if word.letters in _HONOURS else 0
            yield word


_HONOURS = frozenset({"imeni", "imeny", "im"})


@lru_cache(maxsize=1 << 12)
def _nominative(word: Word) -> Word:
    letters = word.letters
    bare = f"{letters[:-3]}iy" if letters.endswith("ogo") else letters.removesuffix("a")
    same = bare == letters or len(bare) < 4
    return word if same else _word(bare, bare, False, word.consonantal, word.latin)


def _lightened(found: list[Word]) -> list[Word]:
    """Make little of a first or last word that a slip may have made of a legal form: ``JS``.

    It stays as it is where no other word tells who is meant.
    """
    made = list(found)
    for at in (0, -1):
        others = made[1:] if at == 0 else made[:-1]
        if any(word.group is Class.ORDINARY and len(word.letters) > 3 for word in others):
            made[at] = _slight(made[at])
    return made


@lru_cache(maxsize=1 << 14)
def _slight(word: Word) -> Word:
    if word.meaning or not 1 < len(word.letters) < 7:
        return word
    near = word.heard in _legal_short_heard() or (
        len(word.letters) < 5
        and process.extractOne(word.letters, _LEGAL_SHORT, scorer=OSA.distance, score_cutoff=1)
    )
    return structs.replace(word, group=Class.SLIGHT) if near else word


def _mended(found: Sequence[Word]) -> Iterator[Word]:
    """Yield words, those of a legal form that are misspelt or written as two as they should be."""
    skip = False
    for at, word in enumerate(found):
        if skip:
            skip = False
        elif at + 1 < len(found) and (whole := word.letters + found[at + 1].letters) in _LEGAL:
            skip = True
            yield _word(whole, whole, False, False)
        else:
            yield _as_legal(word)


@lru_cache(maxsize=1 << 16)
def _as_legal(word: Word) -> Word:
    """Return the word of a legal form that this one is but for a slip, or without one that is
    written to it; else the word itself.
    """
    letters = word.letters
    if word.meaning or len(letters) < 3 or letters in _legal_words():
        return word
    if seen := _legal_seen().get(shape(letters)):
        return _word(seen, seen, False, False)
    if len(letters) < 4:
        return word
    if match := _BEFORE_LEGAL.fullmatch(letters):
        bare = match[1] or match[2] or match[3]
        return _word(bare, bare, False, False)
    if len(letters) < 6:
        return word
    most = 1 + (len(letters) > 9)
    found = process.extractOne(letters, _LEGAL_LONG, scorer=OSA.distance, score_cutoff=most)
    if found:
        return _word(found[0], found[0], False, False)
    alike = process.extractOne(word.heard, _legal_heard(), scorer=OSA.distance, score_cutoff=1)
    if alike and word.bones == _legal_bones()[alike[2]]:
        return _word(alike[2], alike[2], False, False)
    return word


@cache
def _legal_seen() -> dict[bytes, str]:
    """Return the words of legal forms by their look."""
    return {shape(word): word for word in (*_LEGAL_LONG, "joint", "stock", "ltd", "ltda", "jsc")}


_BEFORE_LEGAL = re.compile(
    "(.{4,})(?:llc|ltd|ltda|jsc|gmbh|fze|sarl|company|limited|dmcc|pte|pvt)|ooo(.{4,})"
    "|(?:ltd|llc|[cop]?jsc|limited|company)([a-z]{4,})"
)


@cache
def _legal_short_heard() -> frozenset[str]:
    """Return short legal forms by sound, as they are romanised anew: ``DzhSC``."""
    return frozenset(map(sound, ("jsc", "ojsc", "pjsc", "cjsc")))


@cache
def _legal_heard() -> dict[str, str]:
    """Return the sounds of the words of legal forms in English, each by its word."""
    return {word: sound(word) for word in _LEGAL_LONG[:5]}


@cache
def _legal_bones() -> dict[str, str]:
    return {word: skeleton(heard) for word, heard in _legal_heard().items()}


_LEGAL_LONG = (
    *("limited", "liability", "company", "corporation", "incorporated"),
    *("private", "partnership"),
    *("sociedad", "anonima", "obshchestvo", "ogranichennoi", "otvetstvennostyu", "aktsionernoe"),
)
"""Words of legal forms that are long enough to be known by likeness."""
_LEGAL_SHORT = (
    "ltd", "llc", "jsc", "ojsc", "pjsc", "cjsc", "gmbh", "fze", "ooo", "plc", "pvt", "pte", "ltda",
    "dmcc", "sarl",
)  # fmt: skip
_LEGAL = frozenset((*_LEGAL_LONG, "llc", "ltd", "ltda", "jsc"))


def _together(found: Sequence[Word]) -> Iterator[Word]:
    """Yield words; those of a phrase as one, those of a legal form not at all."""
    skip = 0
    for at, word in enumerate(found):
        if skip:
            skip -= 1
        elif phrase := _phrase(found, at):
            skip, sense = phrase
            if sense.group != "legal":
                yield _phrased(sense, word.latin)
        else:
            yield word


def _phrase(found: Sequence[Word], at: int) -> tuple[int, Sense] | None:
    """Return how many words after that at ``at`` make a phrase with it, and what it means."""
    for rest, sense in _phrases().get(found[at].heard, ()):
        if tuple([word.heard for word in found[at + 1 : at + 1 + len(rest)]]) == rest:
            return len(rest), sense
    return None


@cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], Sense]]]:
    tables = (words.fillers(), words.organizations(), words.places())
    found: dict[str, list[tuple[tuple[str, ...], Sense]]] = {}
    for table in tables:
        for first, phrases in table.phrases.items():
            found[first] = sorted([*found.get(first, ()), *phrases], key=lambda p: -len(p[0]))
    return found


@cache
def _phrased(sense: Sense, latin: bool) -> Word:
    return _made(sense.concept, sense, _GROUPS[sense.group], consonantal=False, latin=latin)


def _initials(found: Sequence[Word], kept: Sequence[Word]) -> tuple[str, ...]:
    """Return first letters: of the words kept, of each word of a phrase, with legal forms, with an
    article, of all words; and with a short legal form as it is (``PEDCO``, ``PDVSA``).
    """
    drop, articles, legal = _dropped(False), words.named("article"), _legal_words()
    every = [(word.letters, _first_letter(word)) for word in found]
    named = [(letters, first) for letters, first in every if letters not in drop]
    of_all = "".join([first for _, first in every])
    of_named = "".join([first for _, first in named])
    plain = "".join([first for letters, first in named if letters not in legal])
    article = of_all[:1] if every[0][0] in articles else ""
    made = ["".join(map(_first_letter, kept)), plain, of_named, article + of_named, of_all]
    if ends := [end for letters, _ in every for end in _ENDS.get(letters, ())]:
        whole = "".join(
            [f for letters, f in every if letters not in legal and letters not in _ENDS]
        )
        made += [before + end for before in (plain, whole) for end in ends]
    return tuple(dict.fromkeys(letters for letters in made if 1 < len(letters) < 9))


def _first_letter(word: Word) -> str:
    """Return the first letter of a word, of a number all digits."""
    return word.letters if word.group is Class.NUMBER else word.letters[0]


_ENDS = {
    **dict.fromkeys(("company", "co"), ("c", "co")),
    **dict.fromkeys(("corporation", "corp"), ("c",)),
    "sa": ("sa",),
}
"""Legal forms as acronyms end with them, whatever else of the form stands beside."""


def _korean(found: Sequence[Word], written: bool) -> list[Word]:
    """Return the syllables of a Korean name with one spelling for each; none if it is no such.

    A given name may be written as one: ``Moon Kwanghwa``. ``written``: it is in Hangul.
    """
    first, last = found[0].letters, found[-1].letters
    if not written and first not in _KOREAN_SURNAMES and last not in _KOREAN_SURNAMES:
        return []
    # Il is printed as if it were the number II
    spelt = ["il" if word.letters == "ii" else word.letters for word in found]
    if len(spelt) == 2 and not written:
        given = 1 if first in _KOREAN_SURNAMES else 0
        spelt[given : given + 1] = _two_syllables(spelt[given])
    first = _SOUTHERN.get(spelt[0], spelt[0])
    made = [_korean_word(letters, not written) for letters in (first, *spelt[1:])]
    return [word for word in made if word] if all(made) else []


_KOREAN_SURNAMES = frozenset([
    *("kim", "gim", "pak", "park", "bak", "ri", "yi", "rhee", "lee", "choe", "choi", "jong"),
    *("jung", "jeong", "chong", "chung", "jang", "chang", "jo", "cho", "kang", "gang", "yun"),
    *("yoon", "rim", "im", "lim", "han", "o", "oh", "so", "suh", "seo", "sin", "shin", "kwon"),
    *("gwon", "hwang", "an", "ahn", "song", "ryu", "yu", "yoo", "hong", "paek", "baek", "jon"),
    *("jeon", "chon", "ko", "go", "koh", "mun", "moon", "ro", "roh", "no", "nam", "ha", "sim"),
    *("shim", "ho", "heo", "hur", "pae", "bae", "kwak", "gwak", "cha", "chu", "choo", "u", "woo"),
    *("ku", "koo", "na", "min", "jin", "chin", "om", "eom", "won", "chae", "hyon", "hyun", "ham"),
    *("pang", "bang", "ryom", "yom", "yeom", "ryang", "pyon", "byon", "byun", "byeon", "tak"),
    *("pyo", "son", "sohn", "gil", "kil", "tae", "thae", "seok", "sok", "bong", "pong", "myong"),
    *("myung", "seol", "cheon"),
])  # fmt: skip


@lru_cache(maxsize=1 << 14)
def _two_syllables(letters: str) -> tuple[str, ...]:
    """Part two Korean syllables, if there is one way to do so and they are no Chinese ones."""
    if len(letters) < 5 or is_pinyin(letters):
        return (letters,)
    ways = [(letters[:at], letters[at:]) for at in range(2, len(letters) - 1)]
    known = [way for way in ways if all(map(_is_syllable, way))]
    return known[0] if len(known) == 1 else (letters,)


def _is_syllable(letters: str) -> bool:
    """Tell whether letters are a Korean syllable, ended as romanisations in use end it."""
    return bool(words.syllable(letters)) and (letters[-1] not in "bdghr" or letters[-2:] == "ng")


_SOUTHERN = {"i": "ri", "no": "ro", "noh": "roh", "ahn": "an", "sohn": "son"}
"""Surnames as the South spells them; there the first r is not spoken."""


@lru_cache(maxsize=1 << 12)
def _korean_word(letters: str, latin: bool) -> Word | None:
    one = words.syllable(letters)
    if not one:
        return None
    known = words.persons().find(letters, letters) or words.persons().find(one, one)
    sense = known if known and known.group == "surname" else Sense(f"{one}-", "given")
    return _made(letters, sense, Class.COMMON, consonantal=False, latin=latin)


# ---- one word ------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 17)
def _read(word: str, personal: bool, persian: bool = False) -> tuple[Word, ...]:
    """Return the words that one printed word stands for: most often itself."""
    found = tuple(
        _word(part, letters, personal, is_consonantal(part), _LATIN.fullmatch(part) is not None)
        for part in _parted(word, personal)
        for letters in _letters(part, personal, persian)
    )
    # Grigory's and Hryhorii's initial are one letter
    return (structs.replace(found[0], heard="h"),) if personal and word == "г" else found


def _letters(part: str, personal: bool, persian: bool) -> Sequence[str]:
    """Return a word in ASCII, or the words that it is made of.

    A filler in a script of its own is read as its meaning: its sound may be another word's.
    """
    if part.isascii() and part.isalpha():
        return _split(part) if personal else _compound(part) or _split(part)
    if personal and len(part) == 1 and _INITIAL.fullmatch(part):
        return [letters[0] for letters in romanised(part)[:1]]
    if not part.isascii() and (filler := words.fillers().spelt_so(part)):
        return (filler.concept,)
    sounded = as_persian(part) if persian else part
    return [
        letters
        for written in romanised(sounded)
        for letters in (() if personal else _compound(written)) or _split(written)
    ]


def _compound(letters: str) -> tuple[str, ...]:
    """Part a word that German writes as one: ``Volksbefreiungsarmee``; () if it is none.

    All parts are words of organisations, and the last is German.
    """
    known = words.organizations().latin
    if len(letters) < 10 or not letters.endswith(_GERMAN) or letters in known:
        return ()
    ends = [end for end in _GERMAN if letters.endswith(end)]
    firsts = ((letters.removesuffix(end), end) for end in sorted(ends, key=len, reverse=True))
    for first, end in firsts:
        parts = (first,) if first in known else _pair(first, known)
        if all(parts) and len(first) > 3:
            return (*parts, end)
    return ()


_GERMAN = (
    *("armee", "bewegung", "partei", "garde", "garden", "brigade", "brigaden", "organisation"),
    *("verein", "gesellschaft", "ministerium", "fabrik", "zentrum", "gruppe", "krafte", "agentur"),
    *("kommando", "stiftung", "regierung", "institut", "bank"),
)

_INITIAL = re.compile("[\u00c0-\u058f\u10a0-\u10ff]")
"""A letter of an alphabet: ``Ш.`` and ``Ş.`` are initials, written with two letters in ASCII."""


def _parted(word: str, personal: bool) -> Sequence[str]:
    """Part what is written without blanks in a script of its own."""
    if word.isascii():
        return (word,)
    if is_syllabic(word):
        return _syllables(word) if personal else words.pieces(word)
    return _arabic_parts(word) if is_arabic(word) else (word,)


def _syllables(name: str) -> Sequence[str]:
    """Part a Chinese or Korean name without blanks: the surname, the given name."""
    if is_hangul(name):
        return tuple(name) if len(name) < 5 else (name,)
    if not 1 < len(name) < 5:
        return (name,)
    size = 2 if name[:2] in words.persons().script or len(name) == 4 else 1
    return (name[:size], name[size:])


_ARABIC_ARTICLE = re.compile(r"^(?:[وف]?[بلك]?ال|لل)(?=\w{2})")
_ARABIC_COMPOUNDS = (
    (re.compile("عبدا?لل[هةہ]"), r"عبدالله"),
    (re.compile("(عبد)ال(\\w{2,})"), r"\1 \2"),
    (re.compile("(\\w{2,})ال(د[يی]ن)"), r"\1 \2"),
    (re.compile("(\\w{2,}?)(الل[هةہ])"), r"\1 \2"),
    (re.compile("([أا]ب[وي])(?:ال)?(\\w{3,})"), r"\1 \2"),
    (re.compile("(\\w{3,})(عل[يی]|رضا|محمد|حس[يی]ن|زاده|پور|نژاد|وند|خواه|پناه)"), r"\1 \2"),
)


def _arabic_parts(word: str) -> Sequence[str]:
    """Part ``نورالدين``, ``أبوبكر`` and ``احمدرضا``; take the article off.

    A word that is known as it stands is left so.
    """
    bare = _ARABIC_ARTICLE.sub("", word)
    known = any(table.spelt_so(word) for table in _tables())
    if known and (bare == word or not any(table.spelt(bare) for table in _tables())):
        return (word,)
    for compound, parts in _ARABIC_COMPOUNDS:
        if match := compound.fullmatch(word) or compound.fullmatch(bare):
            return match.expand(parts).split()
    pairs = (_pair(plain_arabic(each), _given("script")) for each in (word, bare))
    return next((pair for pair in pairs if pair[0]), (bare,))


def _pair(word: str, known: Container[str]) -> tuple[str, str]:
    """Part a word into two known ones of three letters or more; "" if it is not made so."""
    for at in range(3, len(word) - 2):
        if word[:at] in known and word[at:] in known:
            return (word[:at], word[at:])
    return ("", "")


@cache
def _given(column: Literal["latin", "script"]) -> frozenset[str]:
    """Return the given names of a column, with the titles that are part of some."""
    table: dict[str, Sense] = getattr(words.persons(), column)
    return frozenset(
        word
        for word, sense in table.items()
        if sense.group == "given" or sense.concept in _HONOURED
    )


_HONOURED = frozenset({"haji", "lord", "sayyid", "sheikh"})
"""Titles that are part of given names: ``Shahmohammad``, ``Seyedali``."""


_ABDULLAH = re.compile(r"abd[aeou]?l?lah?|abd[ou]ll?[ao]h?|abd[aeou]{1,2}lleh?|abdlh")
_OF_ABDULLAH = re.compile(r"abd[aeou]{1,2}ll?(?:ahi|a[eiy]e?[vw]a?|aoui|ahzo?da)")
"""Names made of Abdullah: ``Abdullahi``, ``Abdullayev``, ``Abdallaoui``."""
_ABD_BEFORE = re.compile(
    r"abd(?:(?:[aeio]|ou?|oo|u)?(?:ll?|[rnszdt](?=([rnszdt])\1?))|u)([a-z]{3,})"
)
_ABD_BARE = re.compile(r"c?abd(?:ou|[aeiou])([b-df-hj-np-tv-z][a-z]{3,})")
"""Before a name of God without an article: ``Abdourahmane``, ``Abdirizak``, ``Cabdiraxmaan``."""
_ABD_ALONE = re.compile(r"abd(?:[aeio]l|ou?l?|ool|ul?|ur|us|un|el)?")
_FAMILY_TAILS = (
    (re.compile(r"([a-z]{3,}?)(?:zadeh?|zodah?|(?<![eo])zadah?)"), "zadeh"),
    (re.compile(r"([a-z]{3,}?)(?:pour|poor)"), "pour"),
    (re.compile(r"([a-z]{3,}?)ne(?:j|zh|jh)ad"), "nejad"),
    (re.compile(r"([a-z]{3,}?)vand"), "vand"),
)
_TAILS = (
    (re.compile(r"([a-z]{3,}?|[aei]zz?)(?:[aeiou]l?[dt]?|d)d[ie]{1,2}ne?"), "din"),
    (re.compile(r"([a-z]{3,}?)[aeiu]tt[iu]n"), "din"),
    (re.compile(r"([a-z]{3,}?)(?:[aeou]l?l[ae]h|[aou]lla|ull[aeo]h?)"), "allah"),
    *_FAMILY_TAILS,
)
"""``salahuddin``, ``rahmatullah`` and ``hosseinzadeh`` are two words, printed as one or two."""
_MAY_END = frozenset(
    ("in", "ne", "en", "ah", "la", "lo", "oh", "eh", "de", "da", "ur", "or", "ad", "nd")
)
_ARTICLE = re.compile(r"[ae]l|e(?:ss|nn|rr|zz|tt)")
_ARTICLE_BEFORE = re.compile(
    r"[ae]l(?=(?:q|gh|kh|sh|dh|h[aeiou]|j|z)[a-z]{3})|e(?=(ss|nn|rr|zz|tt)[aeiou][a-z]{3})[a-z]"
)
"""Also as French writes it: ``Essaadi``, ``Ennahda``."""
_ARTICLE_KNOWN = re.compile(r"[ae]l(?=[b-df-hj-np-tv-z][a-z]{3})")


def _split(letters: str) -> tuple[str, ...]:
    """Part ``abdulrahman``, ``nuruddin``, ``rahmatullah``; take a glued article off."""
    if len(letters) < 5 and letters not in ("abd", "abdu"):
        return (letters,)
    if letters.startswith(("abd", "cabd")):
        whole, *end = _split_tail(letters, _FAMILY_TAILS) or (letters,)
        return (*_split_servant(whole), *end)
    if letters[-2:] in _MAY_END and (parts := _split_tail(letters, _TAILS)):
        return parts
    if letters.startswith("ab"):
        return _split_father(letters)
    one, two = _pair(letters, _given("latin"))
    if one and not _known(letters):
        return (one, two)
    return (_without_article(letters),)


def _split_tail(letters: str, tails: Sequence[tuple[re.Pattern[str], str]]) -> tuple[str, ...]:
    for tail, name in tails:
        if (match := tail.fullmatch(letters)) and not _known(letters):
            return (match[1], name)
    return ()


def _split_father(letters: str) -> tuple[str, ...]:
    """Part ``abolfazl``, and ``abubakar``: if there is no article, only before a known name."""
    if match := _ABU_BEFORE.fullmatch(letters):
        article, name = match.groups()
        if article or name in _given("latin"):
            return ("abu", name)
    return (letters,)


_ABU_BEFORE = re.compile(r"ab(?:(?:[ou]|ou|oo)a?(l)|[ou]|ou|oo)([b-df-hj-np-tv-z][a-z]{3,})")


def _split_servant(letters: str) -> tuple[str, ...]:
    if _ABD_ALONE.fullmatch(letters):
        return ("abd",)
    if _ABDULLAH.fullmatch(letters):
        return ("abdullah",)
    if letters in words.persons().latin:
        return (letters,)
    if (match := _ABD_BARE.fullmatch(letters)) and _is_of_god(match[1]):
        return ("abd", match[1])
    match = _ABD_BEFORE.fullmatch(letters)
    if not match or _OF_ABDULLAH.fullmatch(letters):
        return (letters,)
    name = match[2]
    return ("abd", name if letters[-len(name) - 2 :] != f"ll{name}" else _with_l(name))


def _is_of_god(letters: str) -> bool:
    sense = words.persons().latin.get(letters)
    return sense is not None and sense.concept in _OF_GOD


_OF_GOD = frozenset([
    *("aziz", "azim", "ghafur", "ghani", "hadi", "hafidh", "hakim", "hamid", "haq", "jabbar"),
    *("jalil", "kabir", "karim", "latif", "majid", "malik", "mumin", "nasir", "qadir", "qayyum"),
    *("quddus", "rahim", "rahman", "rashid", "rauf", "raziq", "salam", "samad", "sattar"),
    *("wahhab", "wahid", "wali", "zahir"),
])  # fmt: skip
"""Names of God of which men are called the servants."""


def _with_l(name: str) -> str:
    """Return the name behind ``abdul`` whose own first letter is an l: ``abdullatif``."""
    return f"l{name}" if f"l{name}" in _given("latin") else name


def _without_article(letters: str) -> str:
    if not _ARTICLE.match(letters) or _known(letters):
        return letters
    if _ARTICLE_BEFORE.match(letters) or (_ARTICLE_KNOWN.match(letters) and _known(letters[2:])):
        return letters[2:]
    return letters


def _known(letters: str) -> bool:
    return any(table.find(letters, letters) for table in _tables())


@cache
def _tables() -> tuple[Lexicon, ...]:
    return (words.persons(), words.places(), words.organizations())


def _with_god(found: list[Word]) -> list[Word]:
    """Put ``abd`` and ``allah`` together, with or without an article between them.

    ``Abdi`` before a name of God is ``abd`` too: ``Abdi Rahman``.
    """
    servants = [
        _word("abd", "abd", True, word.consonantal, word.latin)
        if word.letters in _SERVANTS and _is_of_god(after.letters)
        else word
        for word, after in pairwise(found)
    ]
    found = [*servants, *found[-1:]]
    letters = [word.letters for word in found]
    if "abd" not in letters[:-1]:
        return found
    start = letters.index("abd")
    for end in range(start + 1, min(start + 3, len(found))):
        if letters[end] in _GOD:
            last = found[end]
            whole = _word("abdullah", "abdullah", True, last.consonantal, last.latin)
            return [*found[:start], whole, *found[end + 1 :]]
    return found


_SERVANTS = frozenset({"abd", "abde", "abdi", "abdo", "cabdi"})
_GOD = frozenset({"allah", "alah", "all", "ullah", "ulla", "lah", "llah", "lh", "alla", "al-lah"})


_GROUPS = {
    "generic": Class.GENERIC,
    "slight": Class.SLIGHT,
    "telling": Class.ORDINARY,
    "place": Class.PLACE,
    "title": Class.TITLE,
    "suffix": Class.TITLE,
    "given": Class.COMMON,
    "surname": Class.COMMON,
}


def _word(part: str, letters: str, personal: bool, consonantal: bool, latin: bool = True) -> Word:
    sense, group = _meant(part, letters, personal)
    return _made(letters, sense, group, consonantal, latin)


_LATIN = re.compile(
    "[\\W\\d_a-zA-Z\u00aa-\u02af\u1e00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff\uab30-\uab6f\uff21-\uff5a]*"
)


def _meant(part: str, letters: str, personal: bool) -> tuple[Sense | None, Class]:
    """Return what a word means in the name of a person or of something else."""
    if personal:
        if sense := words.persons().find(part, letters):
            return sense, _GROUPS[sense.group]
        if sense := _patronymic(letters):
            return sense, Class.ORDINARY
        return words.places().find(part, letters, least_heard=5), Class.ORDINARY
    if digits := words.number(letters):
        return Sense(digits, "number"), Class.NUMBER
    if sense := words.meant(part, letters, words.organizations(), words.places()):
        return sense, Class.NUMBER if sense.group == "number" else _GROUPS[sense.group]
    sense = words.persons().find(part, letters)
    known = sense if sense and sense.group in ("given", "title") else None
    return known, Class.ORDINARY


_OF_FATHER = re.compile(
    "(.{2,}?)(?:(?:[jy]?[aeo]v|i[jy]?ov|y?ow)[iy](?:t?ch|tsch|tj|c|cz)|(?:[aeio]v|[iy]iv|ow)(n)[aey])"
)


def _patronymic(letters: str) -> Sense | None:
    """Return whose child a patronymic says one is, if the father's name is known.

    ``Hryhorovych`` and ``Grigorievich`` are one, so are ``Mikalaevich`` and ``Nikolayevich``.
    """
    if not (match := _OF_FATHER.fullmatch(letters)):
        return None
    stem, known = match[1], words.persons().latin
    tried = (stem + end for end in ("", "i", "y", "iy", "o", "a", "ei", "ey"))
    father = next((known[name] for name in tried if name in known), None)
    child = "ovna" if match[2] else "ovich"
    return Sense(father.concept + child, "given") if father and father.group == "given" else None


@lru_cache(maxsize=1 << 17)
def _made(letters: str, sense: Sense | None, group: Class, consonantal: bool, latin: bool) -> Word:
    letters = letters[:LETTERS]
    heard = sound(letters)
    meaning = sense.concept if sense else ""
    return Word(
        letters=letters,
        heard=heard,
        bones=skeleton(heard),
        meaning=meaning,
        group=group,
        consonantal=consonantal and group is not Class.NUMBER,
        latin=latin,
    )
