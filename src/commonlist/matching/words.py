"""What words of names mean: by the tables beside this module, as they are looked up.

Each row of a table gives one meaning: ``concept`` (its name), ``class``, and its spellings, divided
by blanks (``+`` joins the words of one spelling), in four columns by the way they are looked up:

* ``latin``: languages in Latin letters, by the letters without accents, singular or plural;
* ``turkic``: Turkish and its kin in Latin letters, whatever the ending;
* ``romanised``: words of Arabic, Persian, Urdu, Hebrew, Bengali ... in Latin letters, by sound
  (`commonlist.matching.sounds`), so that variants of vowels and doubled letters need no entry;
* ``script``: words in their own script. Arabic ones are met with article, prefixed particles and
  endings; Cyrillic ones whatever the ending, also romanised.
Beside them ``kindred.csv`` has families of concepts that are near in meaning.

Reading the tables takes a third of a second, so ``lexicons.json`` holds what comes of them;
``tools/lexicons.py`` writes it when a table has changed.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import msgspec
from anyascii import anyascii

from commonlist.matching.sounds import (
    is_arabic,
    is_consonantal,
    is_hangul,
    plain_arabic,
    romanised,
    skeleton,
    sound,
    words_of,
)


class Sense(NamedTuple):
    """What a word means, and its class in the table."""

    concept: str
    group: str


@dataclass(frozen=True)
class Lexicon:
    """The spellings of one table, by the ways in which they are looked up.

    ``phrases`` are those of several words: first word by sound to the sounds of the others.
    ``adjectives`` are stems of Russian ones of places. ``inflected``: a word may have endings, and
    means the same.
    """

    latin: dict[str, Sense] = field(default_factory=dict)
    turkic: dict[str, Sense] = field(default_factory=dict)
    heard: dict[str, Sense] = field(default_factory=dict)
    bones: dict[str, Sense | None] = field(default_factory=dict)
    russian: dict[str, Sense] = field(default_factory=dict)
    script: dict[str, Sense] = field(default_factory=dict)
    adjectives: dict[str, Sense] = field(default_factory=dict)
    phrases: dict[str, list[tuple[tuple[str, ...], Sense]]] = field(default_factory=dict)
    inflected: bool = True

    def find(self, word: str, letters: str, least_heard: int = 1) -> Sense | None:
        """Return what a word means: ``word`` in its own script, ``letters`` in ASCII.

        Shorter sounds than ``least_heard`` letters tell nothing.
        """
        if word.isascii():
            return self._in_latin(letters, least_heard)
        if not _is_other_script(word):
            plain = anyascii(word).lower()
            return self._in_latin(plain, least_heard) or self._in_latin(letters, least_heard)
        if sense := self.spelt(word):
            return sense
        if is_consonantal(word):
            return self.bones.get(self.boned(sound(letters)))
        return self._by_sound(letters, least_heard)

    def spelt(self, word: str) -> Sense | None:
        """Return what a word in its own script means, as it is spelt with or without endings."""
        senses = (self.script.get(known) for known in _spellings(word, inflected=self.inflected))
        return next((sense for sense in senses if sense), None)

    def spelt_so(self, word: str) -> Sense | None:
        """Return what a word in its own script means, as it stands in the table."""
        return self.script.get(_key(word))

    def boned(self, heard: str) -> str:
        """Return a sound by its consonants; Mansour is not Mansouri, where endings tell."""
        return skeleton(heard) if self.inflected else bones_and_end(heard)

    def _in_latin(self, letters: str, least_heard: int) -> Sense | None:
        if sense := self.latin.get(letters):
            return sense
        if len(letters) > 4 and letters[-1] == "s" and (sense := self.latin.get(letters[:-1])):
            return sense
        for stem in _turkic_stems(letters) if self.turkic else ():
            if sense := self.turkic.get(stem):
                return sense
        return self._by_sound(letters, least_heard)

    def _by_sound(self, letters: str, least_heard: int) -> Sense | None:
        if len(letters) < 3 or (not self.inflected and "shch" in letters):
            return None  # Gushchin is no Huseyn
        heard = sound(letters)
        if len(heard) < least_heard:
            return None
        if sense := self.heard.get(heard):
            return sense
        stem = _russian_stem(heard)
        adjective = stem.endswith("sk")
        if len(stem) < 5 or stem == heard or (adjective and "sk" not in letters):
            return None  # Coresco is no adjective of Korea
        return self.russian.get(stem) or (self.adjectives.get(stem) if adjective else None)


def bones_and_end(heard: str) -> str:
    """Return the consonants of a sound and a last i, which Arabic script writes."""
    return skeleton(heard) + ("i" if heard.endswith("i") else "")


_OTHER_SCRIPT = re.compile("[\u0370-\u1cff\u2e80-\ua6ff\uac00-\ufaff]")


def _is_other_script(word: str) -> bool:
    return _OTHER_SCRIPT.search(word) is not None


@cache
def organizations() -> Lexicon:
    """Return words that occur in names of organisations."""
    return _lexicons()["organizations"]


@cache
def places() -> Lexicon:
    """Return countries with their people, regions and towns."""
    return _lexicons()["places"]


@cache
def persons() -> Lexicon:
    """Return titles, suffixes, very common given names and surnames with many spellings."""
    return _lexicons()["persons"]


@cache
def fillers() -> Lexicon:
    """Return articles, particles, single letters between words, and legal forms."""
    return _lexicons()["fillers"]


@cache
def kindred() -> Mapping[str, int]:
    """Return concepts whose words translators exchange (society, league) to a family's number."""
    rows = enumerate(_rows("kindred.csv"), start=1)
    return {concept: number for number, row in rows for concept in row["concepts"].split()}


@cache
def named(group: str) -> frozenset[str]:
    """Return the fillers of a class in Latin letters, in ASCII."""
    return frozenset(word for word, sense in fillers().latin.items() if sense.group == group)


def meant(word: str, letters: str, *tables: Lexicon) -> Sense | None:
    """Return what a word means in the first table that has it.

    What a table spells in the word's own script goes before what sounds alike in any of them.
    """
    if not word.isascii() and _is_other_script(word):
        for table in tables:
            if sense := table.spelt(word):
                return sense
    senses = (table.find(word, letters) for table in tables)
    return next((sense for sense in senses if sense), None)


def number(word: str) -> str:
    """Return the digits that a word in ASCII stands for, "" if it is no number."""
    if word[:1].isdigit():
        return word.rstrip("stndrh").lstrip("0") or "0"
    return _ROMAN.get(word, "")


_ROMAN = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
}  # fmt: skip


_COLUMNS = ("latin", "turkic", "heard", "bones", "russian", "script", "adjectives")


class _Stored(msgspec.Struct, array_like=True):
    """A lexicon as it is kept: for each sense its spellings by column; None: they mean several."""

    senses: list[tuple[Sense | None, dict[str, list[str]]]]
    phrases: dict[str, list[tuple[tuple[str, ...], Sense]]]
    inflected: bool


@cache
def _lexicons() -> Mapping[str, Lexicon]:
    path = resources.files("commonlist.matching") / "data" / "lexicons.json"
    kept = msgspec.json.decode(path.read_bytes(), type=dict[str, _Stored])
    return {name: _opened(lexicon) for name, lexicon in kept.items()}


def _opened(kept: _Stored) -> Lexicon:
    columns: dict[str, dict[str, Sense | None]] = {column: {} for column in _COLUMNS}
    for sense, spellings in kept.senses:
        for column, words in spellings.items():
            columns[column].update(dict.fromkeys(words, sense))
    return Lexicon(**columns, phrases=kept.phrases, inflected=kept.inflected)  # type: ignore[arg-type]


def stored(lexicons: Mapping[str, Lexicon]) -> bytes:
    """Return lexicons as JSON, a sense a line, to be read when a name is first taken apart."""
    made = msgspec.json.encode({name: _kept(lexicon) for name, lexicon in lexicons.items()})
    return made.replace(b"}],[", b"}],\n[") + b"\n"


def _kept(lexicon: Lexicon) -> _Stored:
    senses: dict[Sense | None, dict[str, list[str]]] = {}
    for column in _COLUMNS:
        for word, sense in getattr(lexicon, column).items():
            senses.setdefault(sense, {}).setdefault(column, []).append(word)
    return _Stored(list(senses.items()), lexicon.phrases, lexicon.inflected)


# ---- of tables ------------------------------------------------------------------------------


def from_tables() -> dict[str, Lexicon]:
    """Make all lexicons of their tables."""
    fillers = _lexicon("fillers.csv")
    return {
        "fillers": fillers,
        "persons": _lexicon("persons.csv", fillers, inflected=False),
        "organizations": _lexicon("organizations.csv", fillers),
        "places": _with_adjectives(_lexicon("places.csv", fillers)),
    }


def _lexicon(name: str, fillers: Lexicon | None = None, *, inflected: bool = True) -> Lexicon:
    made = Lexicon(inflected=inflected)
    phrases = []
    for row in _rows(name):
        sense = Sense(row["concept"], row["class"])
        columns = [row[column].split() for column in ("latin", "turkic", "romanised", "script")]
        phrases += [(sense, word) for column in columns for word in column if "+" in word]
        latin, turkic, romanised, script = ([w for w in c if "+" not in w] for c in columns)
        _add_latin(made, sense, latin)
        for word in turkic:
            made.turkic.setdefault(word, sense)
        _add_romanised(made, sense, romanised)
        _add_script(made, sense, script)
    for sense, spelling in phrases:
        _add_phrase(made, sense, spelling, fillers or made)
    return made


def _with_adjectives(places: Lexicon) -> Lexicon:
    for place, sense in places.latin.items():
        for stem in _adjectives(place):
            places.adjectives.setdefault(stem, sense)
    return places


def _adjectives(place: str) -> Iterator[str]:
    """Yield the stems of Russian adjectives of a place: Tomsk, Barnaul, Kaluga, Zlatoust.

    All of them end in ``sk``.
    """
    bare = place.rstrip("aeiouy")
    if len(bare) > 2:
        soft = bare[:-1] + "zh" if bare[-1] == "g" else bare
        for end in ("iy",) if bare.endswith("sk") else ("skiy", "ovskiy", "inskiy"):
            yield _russian_stem(sound(soft + end))


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    path = resources.files("commonlist.matching") / "data" / name
    with path.open(encoding="utf-8") as stream:
        yield from csv.DictReader(stream)


def _add_latin(made: Lexicon, sense: Sense, spellings: Iterable[str]) -> None:
    for word in spellings:
        made.latin.setdefault(word if word.isascii() else "".join(romanised(word)), sense)


def _add_romanised(made: Lexicon, sense: Sense, spellings: Iterable[str]) -> None:
    for word in spellings:
        if len(word) < 3:
            made.latin.setdefault(word, sense)
        else:
            heard = sound(word)
            made.heard.setdefault(heard, sense)
            _add_bones(made, sense, made.boned(heard))


def _add_bones(made: Lexicon, sense: Sense, bones: str) -> None:
    """Keep a word by its consonants, as Arabic script has them, where they are clear."""
    if len(bones.removesuffix("i").lstrip("a")) < 3:
        return
    other = made.bones.setdefault(bones, sense)
    if other is not None and other.concept != sense.concept:
        made.bones[bones] = None


def _add_script(made: Lexicon, sense: Sense, spellings: Iterable[str]) -> None:
    for word in spellings:
        if _CYRILLIC.search(word):
            made.script.setdefault(_key(word), sense)
            heard = sound("".join(romanised(word)))
            if len(heard) > 3:
                made.heard.setdefault(heard, sense)
                if made.inflected:  # Nikolaev is no case of Nikolai
                    made.russian.setdefault(_russian_stem(heard), sense)
        else:
            made.script.setdefault(_key(word), sense)


def _key(word: str) -> str:
    """Return the form in which a word of another script stands in a table."""
    if _CYRILLIC.search(word):
        return _cyrillic_stem(word)
    if _GREEK.search(word):
        return _greek_stem(word)
    return plain_arabic(word) if is_arabic(word) else word


def _add_phrase(made: Lexicon, sense: Sense, spelling: str, alone: Lexicon) -> None:
    """Keep a phrase by the sounds of its words, as names are read: fillers by their meaning, and
    without particles.
    """
    heard = []
    for word in words_of(spelling):
        filler = alone.latin.get(word) if word.isascii() else alone.spelt_so(word)
        if not filler or filler.group not in _LEFT_OUT:
            parts = [filler.concept] if filler and not word.isascii() else romanised(_bare(word))
            heard += [sound(part) for part in parts]
    if len(heard) > 1:
        made.phrases.setdefault(heard[0], []).append((tuple(heard[1:]), sense))
        made.phrases[heard[0]].sort(key=lambda known: -len(known[0]))


_LEFT_OUT = ("article", "particle", "letter")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_CYRILLIC_END = re.compile(
    "(?:и?ями|и?ами|ого|его|ому|ему|ыми|ими|и?ях|и?ям|ией|ия|ии|ию|ие|ий|ый|ій|ой|ая|яя|ое|ее|ые|"
    "ых|их|ую|юю|ої|ів|ов|ев|ей|ам|ах|ом|ем|ье|ья|[уюаяыиіїеоьйє])$"
)
_RUSSIAN_END = re.compile("(?:[iu]gu|[iu]mu|[ai]?mi?|[iu][hv]|)$")
_VOWELS = "aiu"
_TURKIC_ENDS = frozenset([
    *("larinin", "lerinin", "larin", "lerin", "lari", "leri", "lar", "ler", "sinin", "sunun"),
    *("nin", "nun", "inin", "unun", "sin", "sun", "si", "su", "in", "un", "i", "u", "a", "e"),
    *("ci", "cu", "lik", "luk"),
])  # fmt: skip
_TURKIC_SIZES = (7, 5, 4, 3, 2, 1)
_ARABIC_BEFORE = re.compile("^(?:[وف]?[بلك]?ال|[وف]?لل)(?=[^\\W_]{2})")
_ARABIC_ONE_BEFORE = re.compile("^[وبلف](?=[^\\W_]{3})")
_ARABIC_AFTER = ("ه", "يه", "ي", "ات", "ين", "ون", "يين", "ان", "ها", "هاي", "ا")
_HEBREW_BEFORE = re.compile("^[והבלמשכ]{1,2}(?=[\u05d0-\u05ea]{3})")
_HEBREW_AFTER = ("ים", "ות", "ית", "יים", "ת", "ה", "י")


def _spellings(word: str, *, inflected: bool) -> Iterator[str]:
    """Yield the ways in which a word in another script may stand in a table."""
    if _CYRILLIC.search(word):
        yield _cyrillic_stem(word) if inflected or not word.endswith(_OF_A_FAMILY) else word
    elif _GREEK.search(word):
        yield _greek_stem(word)
    elif is_arabic(word):
        yield from _arabic_spellings(plain_arabic(word), _ARABIC_AFTER if inflected else ())
    elif is_consonantal(word):
        yield from _stripped(word, _HEBREW_BEFORE.sub("", word), _HEBREW_AFTER)
    else:
        yield word


_OF_A_FAMILY = ("ов", "ев", "ёв")
"""A surname, and no case of a given name: ``Иванов``."""


def _arabic_spellings(word: str, endings: Iterable[str]) -> Iterator[str]:
    bare = _ARABIC_BEFORE.sub("", word)
    yield from _stripped(word, bare, endings)
    if bare == word and endings:
        yield from _stripped(word, _ARABIC_ONE_BEFORE.sub("", word), endings)


def _stripped(word: str, bare: str, endings: Iterable[str]) -> Iterator[str]:
    yield word
    for known in dict.fromkeys((bare, word)):
        yield known
        for end in endings:
            if known.endswith(end) and len(known) - len(end) > 2:
                yield known[: -len(end)]
                yield known[: -len(end)] + "ه"


def _cyrillic_stem(word: str) -> str:
    word = word.replace("ё", "е")
    stem = _CYRILLIC_END.sub("", word)
    return stem if len(stem) > 2 else word


def _greek_stem(word: str) -> str:
    bare = unicodedata.normalize("NFD", word).translate(_GREEK_MARKS)
    stem = _GREEK_END.sub("", bare)
    return stem if len(stem) > 2 else bare


_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_GREEK_MARKS = dict.fromkeys((0x300, 0x301, 0x308, 0x313, 0x314, 0x342, 0x345))
_GREEK_END = re.compile("(?:ους|εις|εων|εως|ματος|ων|ες|ος|ου|ης|ας|οι|ις|αι|ον|η|ο|α|ι|ε|ς|υ)$")


@lru_cache(maxsize=1 << 16)
def _russian_stem(heard: str) -> str:
    if heard[-1:] in "umihv":
        heard = _RUSSIAN_END.sub("", heard)
    return heard.rstrip(_VOWELS)


def _turkic_stems(letters: str) -> Iterator[str]:
    """Yield a word without its ending or two, with the last consonant that it has alone."""
    yield letters
    stem = letters
    for _ in range(2):
        size = next((n for n in _TURKIC_SIZES if stem[-n:] in _TURKIC_ENDS), 0)
        if not size or len(stem) - size < 3:
            return
        stem = stem[:-size]
        yield stem
        if stem[-1] in _HARDENED:
            yield stem[:-1] + _HARDENED[stem[-1]]


_HARDENED = {"b": "p", "g": "k", "d": "t", "c": "c", "y": ""}


def _bare(word: str) -> str:
    """Return a word without an Arabic article."""
    if not is_arabic(word):
        return word
    return _ARABIC_ARTICLE.sub("", word)


_ARABIC_ARTICLE = re.compile(r"^(?:وال|بال|فال|كال|ال|لل)(?=\w{2})")


def pieces(word: str) -> list[str]:
    """Part a word of Han or Hangul into known words and what is between them.

    Of Han characters that are no known word two make one.
    """
    known = organizations().script, places().script, fillers().script
    found: list[str] = []
    rest = ""
    while word:
        sizes = range(min(len(word), 5), 0, -1)
        size = next((n for n in sizes if any(word[:n] in each for each in known)), 0)
        if size:
            found += [*_pairs(rest), word[:size]]
            rest, word = "", word[size:]
        else:
            rest, word = rest + word[0], word[1:]
    return found + _pairs(rest)


def _pairs(rest: str) -> list[str]:
    if is_hangul(rest):
        return [rest]
    return [rest[start : start + 2] for start in range(0, len(rest), 2)]


def syllable(letters: str) -> str:
    """Return one spelling for the ways to romanise a Korean syllable, "" if it is none.

    ``jong``, ``jung``, ``jeong`` and ``chung`` are one; so are ``gim`` and ``kim``.
    """
    match = _KOREAN.fullmatch(letters)
    if not match:
        return ""
    first, glide, vowel, last = (part or "" for part in match.groups())
    first = _KOREAN_FIRST.get(first, first)
    if glide == "y" and first in ("r", "n"):
        first = ""
    return first + glide + _KOREAN_VOWEL.get(vowel, vowel) + _KOREAN_LAST.get(last, last)


_KOREAN = re.compile(
    "(kk|k|g|t?tch|tt|t|d|pp|p|b|ch|jj|j|ss|sh|s|h|n|r|l|m)?([yw])?"
    "(eo|eu|oo|ou|ae|ai|ay|ee|ui|oe|oi|a|e|i|o|u)(ng|ck|k|g|n|l|r|m|p|b|t|d|h)?"
)
_KOREAN_FIRST = {
    "kk": "k", "g": "k", "tt": "t", "d": "t", "pp": "p", "b": "p", "ch": "j", "jj": "j",
    "tch": "j", "ttch": "j",
    "ss": "s", "sh": "s", "l": "r",
}  # fmt: skip
_KOREAN_VOWEL = {
    "eo": "o", "eu": "o", "oo": "o", "ou": "o", "u": "o", "ae": "e", "ai": "e", "ay": "e",
    "ee": "i", "ui": "i", "oe": "e", "oi": "e",
}  # fmt: skip
_KOREAN_LAST = {"ck": "k", "g": "k", "l": "r", "b": "p", "d": "t", "h": ""}
