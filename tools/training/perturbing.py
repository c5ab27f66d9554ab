"""Names as customers and clerks write them: respelt, mistyped, shortened, in another script.

Every change takes a name and a source of chance and gives a name; one that cannot be made gives
the name back. Changes of one kind of party stand in one table with how often each is drawn.
"""

import re
from collections.abc import Callable, Mapping
from random import Random
from typing import NamedTuple

Change = Callable[[str, Random], str]

_ROMANISED = (
    *(("ou", "u"), ("u", "ou"), ("oo", "u"), ("ee", "i"), ("i", "ee"), ("y", "i"), ("i", "y")),
    *(("ai", "ay"), ("ay", "ei"), ("ei", "ai"), ("aw", "au"), ("au", "aou"), ("e", "a")),
    *(("a", "e"), ("o", "u"), ("u", "o"), ("q", "k"), ("k", "q"), ("kh", "h"), ("kh", "ch")),
    *(("h", "kh"), ("gh", "g"), ("g", "gh"), ("dh", "d"), ("d", "dh"), ("th", "t"), ("s", "ss")),
    *(("ss", "s"), ("sh", "ch"), ("sh", "s"), ("j", "dj"), ("dj", "j"), ("j", "g"), ("z", "s")),
    *(("w", "v"), ("v", "w"), ("ll", "l"), ("mm", "m"), ("m", "mm"), ("dd", "d"), ("tt", "t")),
    *(("ah", "a"), ("a", "ah"), ("iy", "i"), ("iya", "ia"), ("ii", "iy"), ("ks", "x")),
    *(("x", "ks"), ("ts", "tz"), ("zh", "j"), ("shch", "sch"), ("yu", "iu"), ("ya", "ia")),
    *(("ev", "iev"), ("ov", "off"), ("uddin", "-ud-Din"), ("ullah", " Ullah"), ("'", "")),
)
_MISREAD = (
    *(("o", "0"), ("0", "o"), ("l", "1"), ("1", "l"), ("i", "1"), ("i", "l"), ("l", "i")),
    *(("m", "rn"), ("rn", "m"), ("s", "5"), ("5", "s"), ("b", "8"), ("8", "b"), ("cl", "d")),
    *(("d", "cl"), ("e", "c"), ("c", "e"), ("u", "v"), ("v", "u"), ("h", "b"), ("n", "ri")),
    *(("g", "q"), ("z", "2"), ("w", "vv"), ("a", "o"), ("f", "t")),
)
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_TITLES = ("Mr", "Dr", "Sheikh", "Haji", "Mullah", "Gen.", "Prof", "Col.", "Eng.", "Mrs", "Hafiz")
_SUFFIXES = ("Jr", "PhD", "II", "(deceased)", "MD")
_PATRONYMIC = re.compile(r"(?i)(?:[oe]vich|[oe]vna|[ое]вич|[ое]вна)$")
_PATRONYMS = ("ibn", "bin", "ben", "ould")
_FORMS = (
    *("Ltd", "Limited", "LLC", "Inc", "Co", "Corp", "GmbH", "S.A.", "SARL", "PLC", "OOO", "JSC"),
    *("Pvt Ltd", "FZE", "Est.", "Group", "Holding", "International"),
)
_BESIDE_NAMES = (
    *("invoice", "rent", "salary", "consulting", "equipment", "goods", "loan", "tuition", "gift"),
    *("march", "dubai", "london", "istanbul", "street", "project", "family", "services", "no 7"),
)
WIDTHS = (20, 35)
"""Lengths to which narrow fields cut a name."""
_FORM = re.compile(
    r"[\s,]+(?:co\.?,? )?(?:ltd|limited|llc|l\.l\.c|inc|corp|gmbh|s\.?a|plc|co)\.?$", re.I
)
_MEANINGS = (
    *(("movement", "harakat"), ("army", "jaish"), ("front", "jabhat"), ("party", "hizb")),
    *(
        ("group", "jamaat"),
        ("organization", "tanzim"),
        ("islamic", "islami"),
        ("company", "sharikat"),
    ),
    *(("brigade", "katiba"), ("foundation", "muassasa"), ("union", "ittihad"), ("state", "dawla")),
    *(("bank", "banque"), ("company", "compagnie"), ("front", "frente"), ("party", "partido")),
    *(
        ("army", "ejercito"),
        ("movement", "mouvement"),
        ("society", "jamiyat"),
        ("council", "majlis"),
    ),
    *(("factory", "usine"), ("company", "kompaniya"), ("front", "cephesi"), ("bank", "bankasi")),
    *(("organization", "organisation"), ("center", "centre"), ("industries", "industry")),
    *(("trading", "trade"), ("general", "gen"), ("international", "intl"), ("and", "&")),
    *(
        ("brothers", "bros"),
        ("shipping", "marine"),
        ("committee", "lajna"),
        ("revolutionary", "rev"),
    ),
)

_CYRILLIC = (
    *(("shch", "щ"), ("sch", "щ"), ("sh", "ш"), ("ch", "ч"), ("zh", "ж"), ("kh", "х"), ("ts", "ц")),
    *(("yu", "ю"), ("ya", "я"), ("yo", "ё"), ("ph", "ф"), ("th", "т"), ("ck", "к"), ("ou", "у")),
    *(("oo", "у"), ("ee", "и"), ("a", "а"), ("b", "б"), ("c", "к"), ("d", "д"), ("e", "е")),
    *(("f", "ф"), ("g", "г"), ("h", "х"), ("i", "и"), ("j", "дж"), ("k", "к"), ("l", "л")),
    *(("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("q", "к"), ("r", "р"), ("s", "с")),
    *(("t", "т"), ("u", "у"), ("v", "в"), ("w", "в"), ("x", "кс"), ("y", "й"), ("z", "з")),
)
_ARABIC = (
    *(("sh", "ش"), ("kh", "خ"), ("gh", "غ"), ("th", "ث"), ("dh", "ذ"), ("ch", "ش"), ("aa", "ا")),
    *(("ee", "ي"), ("oo", "و"), ("ou", "و"), ("ai", "ي"), ("ay", "ي"), ("aw", "و"), ("b", "ب")),
    *(("ei", "ي"), ("ey", "ي"), ("zh", "ج")),
    *(("t", "ت"), ("j", "ج"), ("h", "ح"), ("d", "د"), ("r", "ر"), ("z", "ز"), ("s", "س")),
    *(("f", "ف"), ("q", "ق"), ("k", "ك"), ("l", "ل"), ("m", "م"), ("n", "ن"), ("w", "و")),
    *(
        ("y", "ي"),
        ("g", "غ"),
        ("p", "ب"),
        ("v", "ف"),
        ("x", "كس"),
        ("c", "ك"),
        ("i", ""),
        ("e", ""),
    ),
    *(("u", ""), ("o", "و"), ("a", "")),
)
_GREEK = (
    *(("th", "θ"), ("ch", "χ"), ("kh", "χ"), ("ph", "φ"), ("ps", "ψ"), ("ou", "ου"), ("sh", "σ")),
    *(("b", "μπ"), ("d", "ντ"), ("g", "γκ"), ("j", "τζ"), ("a", "α"), ("c", "κ"), ("e", "ε")),
    *(("f", "φ"), ("h", "χ"), ("i", "ι"), ("k", "κ"), ("l", "λ"), ("m", "μ"), ("n", "ν")),
    *(("o", "ο"), ("p", "π"), ("q", "κ"), ("r", "ρ"), ("s", "σ"), ("t", "τ"), ("u", "ου")),
    *(("v", "β"), ("w", "ου"), ("x", "ξ"), ("y", "υ"), ("z", "ζ")),
)
_HEBREW = (
    *(("sh", "ש"), ("kh", "ח"), ("ch", "ח"), ("tz", "צ"), ("th", "ת"), ("ou", "ו"), ("oo", "ו")),
    *(("ee", "י"), ("b", "ב"), ("g", "ג"), ("d", "ד"), ("h", "ה"), ("v", "ו"), ("w", "ו")),
    *(("z", "ז"), ("t", "ט"), ("y", "י"), ("k", "ק"), ("l", "ל"), ("m", "מ"), ("n", "נ")),
    *(("s", "ס"), ("p", "פ"), ("f", "פ"), ("q", "ק"), ("r", "ר"), ("j", "ג"), ("x", "קס")),
    *(("c", "ק"), ("o", "ו"), ("u", "ו"), ("i", "י"), ("a", ""), ("e", "")),
)
_PERSIAN = (
    *_ARABIC,
    *(
        ("k", "ک"),
        ("y", "ی"),
        ("ee", "ی"),
        ("ay", "ی"),
        ("ai", "ی"),
        ("ei", "ی"),
        ("ey", "ی"),
        ("p", "پ"),
        ("g", "گ"),
        ("ch", "چ"),
    ),
    *(("zh", "ژ"), ("gh", "ق"), ("v", "و"), ("c", "ک")),
)
SCRIPTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Cyrillic": _CYRILLIC,
    "Arabic": _ARABIC,
    "Persian": _PERSIAN,
    "Greek": _GREEK,
    "Hebrew": _HEBREW,
}
_SHARES = {"Cyrillic": 8, "Arabic": 6, "Persian": 4, "Greek": 1, "Hebrew": 1}
"""How often each is written in; those of most names on lists come first."""
_LONG = {"a": ("ا", 0.4), "i": ("ي", 0.4), "u": ("و", 0.4)}
"""Vowels within a word of Arabic script: how one is written if it is long, and how often."""


# Letters


def romanised(name: str, chance: Random) -> str:
    """Spell up to three sounds another way."""
    for _ in range(chance.randint(1, 3)):
        name = _respelt(name, _ROMANISED, chance)
    return name


def misread(name: str, chance: Random) -> str:
    """Read one or two letters wrongly, as from a bad scan."""
    for _ in range(chance.randint(1, 2)):
        name = _respelt(name, _MISREAD, chance)
    return name


def mistyped(name: str, chance: Random) -> str:
    """Leave out, double, swap or miss a letter within a word."""
    places = [i for i in range(1, len(name) - 1) if name[i].isalpha() and name[i - 1].isalpha()]
    if not places:
        return name
    at = chance.choice(places)
    near = _beside(name[at], chance)
    slip = (name[:at], name[at] * 2, name[at + 1] + name[at], near, near + name[at])
    kind = chance.randrange(len(slip))
    rest = name[at + 2 :] if kind == 2 else name[at + 1 :]
    return name[:at] + rest if kind == 0 else name[:at] + slip[kind] + rest


def voweless(name: str, chance: Random) -> str:
    """Leave out the vowels of all words, or within one."""
    if chance.random() < 0.7:
        return " ".join(map(_bones, name.split()))
    return _in_one_word(name, chance, _bones)


def _bones(word: str) -> str:
    return word[0] + re.sub("[aeiou]", "", word[1:])


def in_script(name: str, chance: Random) -> str:
    """Write the name in another script, sound by sound."""
    if not name.isascii():
        return name
    (script,) = chance.choices(list(SCRIPTS), [_SHARES[each] for each in SCRIPTS])
    table, lower = dict(SCRIPTS[script]), name.lower()
    if script in ("Arabic", "Persian"):
        lower = _arabic_vowels(lower, script, chance)
    pattern = "|".join(sorted(table, key=len, reverse=True))
    return re.sub(pattern, lambda match: table[match[0]], lower)


def _arabic_vowels(lower: str, script: str, chance: Random) -> str:
    """Write vowels as Arabic script does: the first and the last ones, and those that are long."""
    last = ("ا", "ة" if script == "Arabic" else "ه")
    lower = re.sub(r"([b-df-hj-np-tv-z])\1", r"\1", lower)
    lower = re.sub(r"\bal[- ]", "ال", lower)
    lower = re.sub(r"\b[aeiou]", "ا", lower)
    lower = re.sub(r"(?<=[a-z]{2})[ae]h?\b", lambda _: chance.choice(last), lower)
    lower = re.sub(r"(?<=[a-z])(?:i|ee|ie)\b", "y", lower)
    lower = re.sub(r"(?<=[a-z])u\b", "w", lower)

    def long(match: re.Match[str]) -> str:
        letter, share = _LONG[match[0]]
        return letter if chance.random() < share else match[0]

    return re.sub("(?<![aeiou])[aiu](?![aeiouwy])", long, lower)


# Words


def reordered(name: str, chance: Random) -> str:
    """Put the last word first, with or without a comma, or mix two words."""
    words = name.replace(",", " ").split()
    if len(words) < 2:
        return name
    kind = chance.randrange(3)
    if kind == 2:
        chance.shuffle(words)
        return " ".join(words)
    return f"{words[-1]}{',' if kind else ''} {' '.join(words[:-1])}"


def shortened(name: str, chance: Random) -> str:
    """Leave out a patronymic, a word that is neither first nor last, or all of them."""
    family, comma, given = name.partition(",")
    words = f"{given} {family}".split() if comma and given.strip() else name.split()
    if len(words) < 3:
        return name
    if chance.random() < 0.25:
        return f"{words[0]} {words[-1]}"
    patronymics = [i for i, word in enumerate(words) if _PATRONYMIC.search(word)]
    del words[chance.choice(patronymics or range(1, len(words) - 1))]
    return " ".join(words)


def lessened(name: str, chance: Random) -> str:
    """Leave out one word of three or more, but not the first."""
    words = name.split()
    if len(words) > 2:
        del words[chance.randrange(1, len(words))]
    return " ".join(words)


def clipped(name: str, chance: Random) -> str:
    """Leave out the first or the last of three words or more."""
    words = name.replace(",", " ").split()
    if len(words) < 3:
        return name
    return " ".join(words[1:] if chance.random() < 0.5 else words[:-1])


def initialled(name: str, chance: Random) -> str:
    """Write all words but one by their first letter, or the middle one alone."""
    words = name.replace(",", " ").split()
    if len(words) < 2:
        return name
    whole = len(words) - 1
    only = chance.randrange(len(words) - 1)
    few = chance.random() < 0.6
    dot = chance.choice((".", "", "."))
    return " ".join(
        word if i == whole or (few and i != only) else word[0] + dot for i, word in enumerate(words)
    )


def titled(name: str, chance: Random) -> str:
    """Add a title before, or what follows a name."""
    if chance.random() < 0.7:
        return f"{chance.choice(_TITLES)} {name}"
    return f"{name} {chance.choice(_SUFFIXES)}"


def descended(name: str, chance: Random) -> str:
    """Add or leave out a word of descent or an article."""
    bare = re.sub(r"(?i)\b(?:bin|ibn|ben|ould|al|el)\b[\s-]*", "", name)
    if bare.strip() and bare != name:
        return " ".join(bare.split())
    words = name.split()
    place = chance.randint(1, len(words))
    return " ".join((*words[:place], chance.choice(_PATRONYMS), *words[place:]))


def glued(name: str, chance: Random) -> str:
    """Write two words as one, or all of them."""
    blanks = [match.start() for match in re.finditer(r"[ -]", name)]
    if not blanks:
        return name
    if chance.random() < 0.25:
        return re.sub(r"[ -]", "", name)
    at = chance.choice(blanks)
    return name[:at] + name[at + 1 :].lstrip()


def parted(name: str, chance: Random) -> str:
    """Write one long word as two, or joined words apart."""
    long = list(re.finditer(r"[^\W\d_]{6,}", name))
    if not long:
        return name
    word = chance.choice(long)
    at = word.start() + chance.randint(2, len(word[0]) - 3)
    return f"{name[:at]}{chance.choice((' ', '-'))}{name[at:]}"


def cut(name: str, chance: Random) -> str:
    """Keep what a narrow field holds."""
    return name[: chance.choice(WIDTHS)].rstrip()


def paid(name: str, chance: Random) -> str:
    """Add a word or two of a payment's line, as they are left over beside a name."""
    words = chance.sample(_BESIDE_NAMES, chance.choice((1, 1, 2)))
    at = chance.randint(0, len(words))
    return " ".join((*words[:at], name, *words[at:]))


def capitals(name: str, chance: Random) -> str:
    """Write in capitals or in small letters."""
    return name.upper() if chance.random() < 0.7 else name.lower()


def unchanged(name: str, chance: Random) -> str:
    """Leave the name as it is printed."""
    return name


# Organisations


def reformed(name: str, chance: Random) -> str:
    """Change, add or leave out the legal form."""
    bare = _FORM.sub("", name)
    return bare if bare != name and chance.random() < 0.4 else f"{bare} {chance.choice(_FORMS)}"


def translated(name: str, chance: Random) -> str:
    """Say one generic word in another language, or the other way round."""
    pairs = [*_MEANINGS, *((there, here) for here, there in _MEANINGS)]
    fitting = [(a, b) for a, b in pairs if re.search(rf"(?i)\b{a}\b", name)]
    if not fitting:
        return name
    here, there = chance.choice(fitting)
    return re.sub(rf"(?i)\b{here}\b", there.title(), name, count=1)


def abbreviated(name: str, chance: Random) -> str:
    """Write the first letters of the words, with or without the small ones."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"\(.*", "", name))
    small = {"of", "the", "and", "for", "al", "in", "de"} if chance.random() < 0.8 else set()
    letters = "".join(word[0] for word in words if word.lower() not in small).upper()
    return letters if 3 <= len(letters) <= 7 else name


def unplaced(name: str, chance: Random) -> str:
    """Leave out what stands in brackets, or where it is: ``(Dalian)``, ``in Libya``."""
    return re.sub(r"\s*\([^()]*\)$|\s+in (?:the )?[A-Z][\w-]+$", "", name) or name


def lengthened(name: str, chance: Random) -> str:
    """Add a word that a register or a clerk adds, behind the name or before its last word."""
    words = name.split()
    at = len(words) if len(words) < 2 or chance.random() < 0.7 else len(words) - 1
    return " ".join((*words[:at], chance.choice(_ADDED), *words[at:]))


_ADDED = (
    *("Head Office", "Branch", "General", "The", "Group", "International", "Trading", "Industries"),
    *("Industrial", "Company", "General Trading", "Services", "Engineering", "Construction"),
    *("Investment", "Complex", "Organization", "Institute", "Center", "Enterprises", "Holding"),
    *("National", "Commercial", "Import Export", "Production", "Establishment", "Management"),
)
"""Words that lists have in some of a firm's names, and not in others."""

PERSONS: Mapping[Change, int] = {
    unchanged: 8,
    romanised: 17,
    mistyped: 11,
    misread: 6,
    voweless: 4,
    reordered: 8,
    shortened: 10,
    clipped: 4,
    initialled: 7,
    titled: 5,
    descended: 4,
    glued: 6,
    parted: 4,
    cut: 8,
    paid: 2,
    in_script: 8,
}
"""Changes to the names of persons, with how often each is drawn."""
OTHERS: Mapping[Change, int] = {
    unchanged: 8,
    romanised: 8,
    mistyped: 12,
    misread: 6,
    voweless: 3,
    reordered: 4,
    lessened: 7,
    reformed: 12,
    translated: 10,
    abbreviated: 8,
    lengthened: 12,
    unplaced: 3,
    glued: 5,
    parted: 4,
    cut: 10,
    paid: 2,
    in_script: 5,
}
"""Changes to all other names."""
_TRIES = 6


class Perturbed(NamedTuple):
    """A changed name, by which change (``several``: more than one), and if a field cut it."""

    text: str
    change: str
    cut: bool


def perturbed(name: str, personal: bool, chance: Random) -> Perturbed:
    """Change a name once, twice or three times, and sometimes its case; what cuts it comes last."""
    table = PERSONS if personal else OTHERS
    drawn = [_fitting(name, table, chance) for _ in range(chance.choices((1, 2, 3), (7, 2, 1))[0])]
    text = name
    for change in sorted(drawn, key=lambda change: change is cut):
        text = change(text, chance).strip() or text
    text = capitals(text, chance) if chance.random() < 0.2 else text
    said = drawn[0].__name__ if len(drawn) == 1 else "several"
    return Perturbed(text, said, cut in drawn and len(text) in (19, 20, 34, 35))


def _fitting(name: str, table: Mapping[Change, int], chance: Random) -> Change:
    """Draw a change that changes this name, if one of some does."""
    for _ in range(_TRIES):
        change = chance.choices(list(table), list(table.values()))[0]
        if change is unchanged or change(name, chance) != name:
            return change
    return unchanged


def _respelt(name: str, table: tuple[tuple[str, str], ...], chance: Random) -> str:
    """Change one spelling that the name has, wherever it stands first or once more."""
    lower = name.lower()
    fitting = [pair for pair in table if pair[0] in lower]
    if not fitting or len(lower) != len(name):  # İ is two letters in lower case
        return name
    here, there = chance.choice(fitting)
    places = [match.start() for match in re.finditer(re.escape(here), lower)]
    at = chance.choice(places)
    new = there.title() if name[at].isupper() else there
    return name[:at] + new + name[at + len(here) :]


def _beside(letter: str, chance: Random) -> str:
    """Return a letter of the keyboard beside this one."""
    for row in _KEYS:
        at = row.find(letter.lower())
        if at >= 0:
            return row[max(0, at - 1)] if chance.random() < 0.5 else row[min(len(row) - 1, at + 1)]
    return letter


def _in_one_word(name: str, chance: Random, change: Callable[[str], str]) -> str:
    words = name.split()
    long = [i for i, word in enumerate(words) if len(word) > 4]
    if long:
        at = chance.choice(long)
        words[at] = change(words[at])
    return " ".join(words)
