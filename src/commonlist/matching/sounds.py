"""Words of any script by their sound, so that romanisations of one word meet.

``words_of`` finds the words of a text and ``romanised`` writes one in ASCII. ``sound`` keeps
vowels in three classes (a, i, u); ``skeleton`` keeps consonants alone, as Arabic and Hebrew
script do: ``Muhammad``, ``Mohamed`` and ``محمد`` share the skeleton ``mhmd``.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from anyascii import anyascii

_APOSTROPHES = re.compile(r"['’‘ʼʻʿʾʹʺ`′‛ʽ״׳]| \u0301")
"""NFKC makes a blank and a mark of the acute accent that stands alone."""
_ELIDED = re.compile(r"\b(?:[ld]|[dn]ell|dall|sull)['’](?=[aeiouhàâéèêëîïôùûüœ])")
_LINKING = re.compile(r"-[eioy](?![^\W_])|(?<![^\W_])[eioy]-(?=\w)")
"""``Lashkar-e Taiba``, ``Jamaat-i-Islami``: a letter that a hyphen binds is no initial."""
_GLUED = re.compile(r"\b(Al|El|al|el|Ul|ul|Abu|abu|Bin|bin)(?=[A-Z][a-z])")
_INNER_CAPITAL = re.compile("[lnu][A-Z][a-z]")
_ASCII_WORD = re.compile(r"[a-z]+|\d+(?:(?:st|nd|rd|th)\b)?")
_PLAIN = re.compile("[A-Z]?[a-z]+(?: [A-Z]?[a-z]+)*|[A-Z]+(?: [A-Z]+)*")
"""Words of letters alone, in which nothing is glued together: most names."""
_WORD = re.compile(
    "(?:(?![\u0964\u0965\u0e46_])[\\w\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])+"
)
"""Python's word characters leave out the signs for vowels of many scripts."""
_LETTER = "[a-z\u00df-\u00f6\u00f8-\u024f]"
_MISREAD = re.compile(
    rf"\b(?!\d+(?:st|nd|rd|th)\b)(?={_LETTER}*[012568])"
    rf"(?:[01568](?={_LETTER}(?:{_LETTER}|0{_LETTER}))|2(?=[aeiou]{_LETTER}{{2}}|h[aeiou]))?"
    rf"{_LETTER}+(?:[012568]{{1,2}}{_LETTER}+)*"
    rf"(?:(?<={_LETTER})0|(?<={_LETTER}{{3}})[158])?(?![\w])"
)
"""A word with digits that look like letters, as a scan misreads them: ``B0SNIA``."""
_DIGIT = re.compile("[012568]").search
_SILENT_HE = re.compile("ه\u200c")
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case and their own script, in NFKC.

    Apostrophes join, all else divides; there is a word in any text with a letter or a digit.
    """
    if _PLAIN.fullmatch(text):
        return text.lower().split()
    if text.isascii():
        plain = _divided(text)
        return _ASCII_WORD.findall(_MISREAD.sub(_as_letters, plain) if _DIGIT(plain) else plain)
    seen = _UNSEEN.sub("", _SILENT_HE.sub("", text)).replace("∆", "Δ")
    plain = unicodedata.normalize("NFKC", _divided(unicodedata.normalize("NFKC", seen)))
    plain = _MISREAD.sub(_as_letters, plain) if _DIGIT(plain) else plain
    return _WORD.findall(plain) or [char for char in text if char.isalnum()]


def _as_letters(match: re.Match[str]) -> str:
    word = match[0].translate(_SEEN_AS)
    return _ONE_BY_VOWEL.sub("l", word).replace("1", "i")


_SEEN_AS = str.maketrans("02568", "ozsgb")
_ONE_BY_VOWEL = re.compile("(?<=[aeiouy])1|1(?=[aeiouy])")


def _divided(text: str) -> str:
    """Return a text in lower case without apostrophes and with blanks where parts were glued."""
    text = (_GLUED.sub(r"\1 ", text) if _INNER_CAPITAL.search(text) else text).lower()
    if not text.isascii() or "'" in text or "`" in text:
        text = _APOSTROPHES.sub("", _ELIDED.sub(" ", text))
    return _LINKING.sub(" ", text) if "-" in text else text


_ARABIC_SCRIPT = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06fc\u0750-\u077f]")
_HEBREW_SCRIPT = re.compile("[\u05d0-\u05ea]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")

_ARABIC = str.maketrans(
    {
        **dict.fromkeys("اأإآٱ", "a"),
        **dict.fromkeys("ءعئؤٔـةۃ", ""),
        **dict.fromkeys("هۀہەھ", "h"),
        **dict.fromkeys("يىیۍې", "y"),
        **dict.fromkeys("كقکڪ", "k"),
        **dict.fromkeys("تطٹټث", "t"),
        **dict.fromkeys("سص", "s"),
        **dict.fromkeys("شښ", "sh"),
        **dict.fromkeys("دضذڈډ", "d"),
        **dict.fromkeys("زژظځ", "z"),
        **dict.fromkeys("رڑړ", "r"),
        **dict.fromkeys("نںڼ", "n"),
        **dict.fromkeys("غگګ", "g"),
        "ب": "b", "پ": "p", "ج": "j", "چ": "ch", "ح": "h", "خ": "kh", "ف": "f",
        "ل": "l", "م": "m", "و": "w", "ڤ": "v", "ے": "y", "څ": "ts", "ئ": "",
    }
)  # fmt: skip
"""Arabic, Persian, Urdu and Pashto letters by sound; signs for short vowels are not written."""
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u0610-\u061a\u06d6-\u06ed\u0640]")
_ARABIC_FIRST = re.compile("^ع")
_ARABIC_LAST = re.compile("(?<=[^\\W_]{2})[هہەھح]$")
_ARABIC_LAST_A = re.compile("(?<=[هحخ])[ةۃ]$")
"""Behind these the ending is heard, or they would be taken for silent: ``كسوحة`` is Kassouha."""
_MAQSURA = re.compile("(?<=[^\\W_]{2})ى$")
_ARABIC_TS = re.compile("(?<=[تطة])(?=[سصثزظذض])")
"""Two letters that a vowel parts; in Latin ``ts`` is one sound."""
_ARABIC_H = re.compile("(?<=^[سصتطثكقکزظدذضغگج])(?=[هحھہ])")
"""Between these two a vowel is heard: ``زهير`` is no ``zhir``, ``سحاب`` no ``shab``."""
_PERSIAN_LETTERS = re.compile("[پچژگکیےہٹڈڑںۍېښړځڅډټڼ]")
_AS_PERSIAN = str.maketrans("ضذث", "ززس")

_HEBREW = str.maketrans(
    {
        "ב": "v", "ג": "g", "ד": "d", "ה": "h", "ו": "w", "ז": "z", "ח": "h", "ט": "t", "י": "y",
        "כ": "kh", "ך": "kh", "ל": "l", "מ": "m", "ם": "m", "נ": "n", "ן": "n", "ס": "s", "פ": "f",
        "ף": "f", "צ": "ts", "ץ": "ts", "ק": "k", "ר": "r", "ש": "sh", "ת": "t", "א": "", "ע": "",
    }
)  # fmt: skip
_HEBREW_FIRST = {"א": "a", "ע": "a", "ב": "b", "כ": "k", "פ": "p", "ו": "v"}
_HEBREW_MARKS = re.compile("[\u0591-\u05c7]")

_GREEK_SCRIPT = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_GREEK = tuple(
    (re.compile(letters), latin)
    for letters, latin in (
        ("ου", "ou"), ("^μπ", "b"), ("^ντ", "d"), ("^γκ", "g"), ("γ(?=[γχξ])", "n"),
        ("(?<=[αε])υ(?=[θκξπσςτφχψ]|$)", "f"), ("(?<=[αεη])υ(?=[^\\Wυ])", "v"), ("οι|ει", "i"),
        ("αι", "e"), ("χ", "ch"), ("β", "v"), ("φ", "f"), ("η", "i"), ("υ", "y"), ("ω", "o"),
    )
)  # fmt: skip

_ARMENIAN_SCRIPT = re.compile("[\u0531-\u0587]")
_CYRILLIC_SCRIPT = re.compile("[\u0400-\u052f]")
_UKRAINIAN = re.compile("[іїєґ]")
_LOOKS_CYRILLIC = str.maketrans("aceopxyk", "асеорхук")

_INDIC_SCRIPT = re.compile("[\u0900-\u0dff]")
_BEFORE_LIPS = frozenset("pbm")

_THAI_SCRIPT = re.compile("[\u0e01-\u0e4f]")
_THAI_FIRST = re.compile("([เแโใไ])([ก-ฮ])")
_THAI_SILENT = re.compile("[ก-ฮ][ิุ]?์")


_WITHOUT_VOWELS = re.compile(
    f"{_ARABIC_SCRIPT.pattern}|{_HEBREW_SCRIPT.pattern}|{_THAI_SCRIPT.pattern}"
)


def is_consonantal(word: str) -> bool:
    """Tell whether a word is in a script that leaves short vowels out (Arabic, Hebrew, Thai)."""
    return not word.isascii() and _WITHOUT_VOWELS.search(word) is not None


def is_arabic(word: str) -> bool:
    """Tell whether a word is in Arabic script."""
    return not word.isascii() and _ARABIC_SCRIPT.search(word) is not None


def is_syllabic(word: str) -> bool:
    """Tell whether a word is in Han or Hangul, of which each character is a syllable."""
    return not word.isascii() and bool(_HAN.search(word) or _HANGUL.search(word))


def is_hangul(word: str) -> bool:
    """Tell whether a word is in Hangul."""
    return not word.isascii() and _HANGUL.search(word) is not None


def is_persian(text: str) -> bool:
    """Tell whether a text has letters of Persian, Urdu or Pashto that Arabic has not."""
    return not text.isascii() and _PERSIAN_LETTERS.search(text) is not None


def as_persian(word: str) -> str:
    """Return a word with the letters that Persian hears otherwise: ``رضا`` is Reza, not Rida."""
    return word.translate(_AS_PERSIAN)


_PINYIN = re.compile(
    "(?:(?:[bpmfdtnlgkhjqxzcsryw]|[zcs]h)?(?:i?ang|iong|[iu]?an|i?ao|[aeo]ng|ing|uang|uai|[aeiu]n|ai|"
    "ei|ou|iu|ui|uo|ue|ie|ia|ua|[aeiou]|er)){1,2}"
)


def is_pinyin(letters: str) -> bool:
    """Tell whether a word may be one or two syllables of Chinese in pinyin."""
    return _PINYIN.fullmatch(letters) is not None


def plain_arabic(word: str) -> str:
    """Return a word in Arabic script without marks, with one form for each letter."""
    return _ARABIC_MARKS.sub("", word).translate(_ONE_FORM)


_ONE_FORM = str.maketrans("أإآٱىیېۍكکڪہەھۀةۃؤئ", "اااايييي" + "ككك" + "هههههه" + "وي")


@lru_cache(maxsize=1 << 16)
def romanised(word: str) -> tuple[str, ...]:
    """Return a word of `words_of` in ASCII letters and digits, which are parted from each other."""
    latin = word if word.isascii() else _latin(word)
    found = tuple(_ASCII_WORD.findall(_APOSTROPHES.sub("", latin).lower()))
    return found or tuple(re.findall(r"[a-z]+|\d+", "".join(f"{ord(char):x}" for char in word)))


def _latin(word: str) -> str:
    for script, write in _SCRIPTS:
        if script.search(word):
            return anyascii(write(word))
    return anyascii(word.translate(_HISSING))


_HISSING = str.maketrans({**dict.fromkeys("čćçĉ", "ch"), **dict.fromkeys("šşșśŝ", "sh"), "ž": "zh"})
"""Letters of Slavic, Turkic and Romance languages by sound."""


def _arabic(word: str) -> str:
    bare = _ARABIC_FIRST.sub("ا", _ARABIC_MARKS.sub("", _MAQSURA.sub("", word)))
    bare = _ARABIC_LAST_A.sub("ا", bare)
    return _ARABIC_TS.sub("ا", _ARABIC_H.sub("ا", _ARABIC_LAST.sub("", bare))).translate(_ARABIC)


def _hebrew(word: str) -> str:
    bare = _HEBREW_MARKS.sub("", word).replace("וו", "ב" if len(word) > 3 else "ו")
    first = _HEBREW_FIRST.get(bare[:1], bare[:1])
    last = bare[1:-1] if len(bare) > 2 and bare[-1] == "ה" else bare[1:]
    return (first + last).translate(_HEBREW)


def _greek(word: str) -> str:
    bare = unicodedata.normalize("NFD", word)
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    for letters, latin in _GREEK:
        bare = letters.sub(latin, bare)
    return bare


def _armenian(word: str) -> str:
    return word.replace("ու", "u").replace("և", "ev")


def _cyrillic(word: str) -> str:
    bare = word.translate(_LOOKS_CYRILLIC)
    return bare.replace("г", "h") if _UKRAINIAN.search(bare) else bare


def _indic(word: str) -> str:
    """Write the vowel that a consonant has where no sign says otherwise, but for the last."""
    written = []
    for char, following in zip(word, [*word[1:], ""], strict=True):
        latin = anyascii(char).lower()
        if _is_anusvara(char):
            latin = "m" if anyascii(following)[:1].lower() in _BEFORE_LIPS else "n"
        inherent = unicodedata.category(char) == "Lo" and latin[:1] not in "aeiou"
        bare = following and unicodedata.category(following) in ("Lo", "Nd")
        written.append(latin + "a" if inherent and (bare or _is_anusvara(following)) else latin)
    return "".join(written)


def _is_anusvara(char: str) -> bool:
    return bool(char) and unicodedata.name(char, "").endswith(("ANUSVARA", "CANDRABINDU", "TIPPI"))


def _thai(word: str) -> str:
    return _THAI_FIRST.sub(r"\2\1", _THAI_SILENT.sub("", word))


_SCRIPTS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (_ARABIC_SCRIPT, _arabic),
    (_CYRILLIC_SCRIPT, _cyrillic),
    (_HEBREW_SCRIPT, _hebrew),
    (_GREEK_SCRIPT, _greek),
    (_ARMENIAN_SCRIPT, _armenian),
    (_INDIC_SCRIPT, _indic),
    (_THAI_SCRIPT, _thai),
)
"""Scripts that need more than a table of single letters; the first that occurs is taken."""


_REPLACED = (
    ("sjtj", "s"), ("tj", "s"), ("sj", "s"), ("sz", "s"), ("cz", "s"), ("dsch", "j"),
    ("dzh", "j"), ("dj", "j"), ("tsch", "s"), ("tch", "s"), ("sch", "s"), ("chr", "kr"),
    ("sh", "s"), ("ch", "s"), ("kh", "h"), ("ck", "k"), ("q", "k"), ("gh", "g"), ("ph", "f"),
    ("dh", "d"), ("th", "t"), ("zh", "z"), ("tz", "ts"), ("x", "ks"),
)  # fmt: skip
_MAY_BE_REPLACED = re.compile("[jzhqx]|ck").search
_HARD_CH = re.compile("(?<=te)ch(?=n|$)|(?<=me)ch(?=an)")
"""``Technika`` is Tekhnika, ``Promtech`` Promtekh."""
_SOFT_C = re.compile("c(?=[eiy])")
_FRENCH_W = re.compile("(?:^|(?<=a))ou(?=[aeiy])|(?<=[aeiu][dfhrstz])ou(?=a)")
"""``Sahraoui`` is Sahrawi, ``Ouahid`` Wahid, ``Marouane`` Marwan."""
_GLIDING_W = re.compile("(?<=[^aeiouwy])(?:ou|oo|u)w(?=[aeiy])")
"""``Suwaid`` is Sweid."""
_FIRST_W = re.compile("^w")
_VOWEL_W = re.compile("w(?![aeiouy])")
_VOWELS = str.maketrans("yeocw", "iiukv")
_LONG_I = re.compile("a?i+")
_LONG_U = re.compile("a?u+")
_NO_VOWELS = str.maketrans("", "", "aiu")
_HARD = str.maketrans("g", "k")
"""``ق`` is read as k or as g, and printed as both: Baqeri, Bagheri; Qaddafi, Gaddafi."""
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 17)
def sound(word: str) -> str:
    """Return a lower-case ASCII word by sound: ``qaeda`` and ``kaida`` are ``kida``."""
    if word[:1] == "x" and word[1:2] in ("a", "e", "o", "u") and not is_pinyin(word):
        word = "kh" + word[1:]
    if "ech" in word:
        word = _HARD_CH.sub("kh", word)
    if len(word) > 7 and word.endswith(("ovic", "evic", "avic")):
        word += "h"
    rough = word.endswith("kh")
    if _MAY_BE_REPLACED(word):
        for letters, heard in _REPLACED:
            if letters in word:
                word = word.replace(letters, heard)
    if word.endswith(("off", "eff", "ow", "ew")) and len(word) > 4:
        word = word.rstrip("fw") + "v"
    elif word.endswith(("ij", "ej", "yj")) and len(word) > 4:
        word = word[:-1]
    if "c" in word:
        word = _SOFT_C.sub("s", word)
    if "ou" in word:
        word = _FRENCH_W.sub("w", word)
    if "w" in word:
        word = _GLIDING_W.sub("w", word)
        word = _VOWEL_W.sub("u", _FIRST_W.sub("v", word))
    word = word.translate(_VOWELS)
    if "ai" in word or "ii" in word:
        word = _LONG_I.sub("i", word)
    if "au" in word or "uu" in word:
        word = _LONG_U.sub("u", word)
    word = once(word)
    return word[:-1] if not rough and word[-2:] in ("ah", "ih", "uh") else word


@lru_cache(maxsize=1 << 17)
def skeleton(heard: str) -> str:
    """Return the consonants of a word given by its sound; a first vowel of any class is ``a``."""
    first = "a" if heard[:1] in "aiu" else heard[:1]
    return once((first + heard[1:].translate(_NO_VOWELS)).translate(_HARD))


def once(heard: str) -> str:
    """Return a sound with doubled letters written once."""
    return _DOUBLED.sub(r"\1", heard) if _DOUBLED.search(heard) else heard
