"""The same name, written otherwise: by rules of letters, slips, and the fields that names pass.

Each rule takes a name in Latin letters and a source of chance, and returns another spelling of
it, or None where it does not apply. No rule was seen in training.
"""

import random
import re
from collections.abc import Callable, Mapping

Rule = Callable[[str, random.Random], str | None]

_ROMAN = tuple(
    (re.compile(pattern, re.IGNORECASE), other)
    for line in r"""
    ou|u  oo|u  u(?![aeiou])|ou  ee|i  (?<=\w)i(?=\w)|ee  kh|h  kh|ch  kh|x  gh|g  q|k  q|g
    (?<![a-z])h(?=[aeiou])|kh  g(?=[aeiou])|gh  k(?=[aou])|q  j|dj  j|zh  dj|j  sh|ch  sh|sch
    sh|š  ch|tch  ch|tsch  ch|č  ch|c  y|i  y|j  iy\b|y  y\b|iy  yy?\b|ii  dh|d  dh|z  th|s  th|t
    z|s  w|v  v|w  w|ou  ph|f  ay|ai  ai|ei  aw|au  ei|ai  ya|ia  yu|iu  ye|e  \be|ye  ev\b|yev
    ov\b|off  ov\b|ow  ts|c  ts|tz  zh|j  zh|ž  a\b|ah  ah\b|a  eh\b|a  mm|m  ss|s  ll|l  nn|n
    dd|d  bb|b  (?<=[aeiou])m(?=[aeiou])|mm  (?<=[aeiou])s(?=[aeiou])|ss
    (?<=[aeiou])l(?=[aeiou])|ll  (?<=\w)o(?=\w)|u  (?<=\w)e(?=\w)|i  (?<=\w)a(?=\w)|e
    muhammad|mehmet  muhammad|mohamed  mohammed|muhammad  mohamed|mohammad  yusuf|youssef
    yusuf|iosif  hussein|hüseyin  hussein|houcine  abdul[-_]?|abd_al-  abd_al-|abdel_
    abdel|abdoul_  \bal[-_]|el-  \bal[-_]|  \bel[-_]|al-  \bbin\b|ben  \bben\b|bin  \bibn\b|bin
    ullah\b|ollah  ullah\b|ulla  uddin\b|eddine  uddin\b|_al-din  ü|ue  ö|oe  ä|ae  ş|sh  ç|ch
    ğ|  ı|i  ö|o  ü|u  ş|s  ç|c  ñ|n  é|e  á|a  í|i  ó|o
    """.splitlines()
    for pattern, _, other in (rule.replace("_", " ").rpartition("|") for rule in line.split())
)
"""Letters to letters, by habits of English, French, German, Turkish and Slavic spelling."""
_KEYS = {
    letter: near
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for place, letter in enumerate(row)
    for near in [row[max(0, place - 1) : place] + row[place + 1 : place + 2]]
}
_SEEN = tuple(
    (a, b)
    for one, two in (
        ("rn", "m"), ("cl", "d"), ("vv", "w"), ("li", "h"), ("o", "0"), ("l", "1"), ("i", "l"),
        ("s", "5"), ("b", "8"), ("e", "c"), ("u", "v"), ("a", "o"), ("n", "ri"), ("f", "t"),
        ("g", "q"), ("z", "2"), ("d", "cl"), ("m", "nn"), ("h", "b"),
    )
    for a, b in ((one, two), (two, one))
    if a.isalpha()
)  # fmt: skip
_TITLES = (
    *("Mr", "Dr", "Sheikh", "Haji", "Mullah", "Mawlawi", "Eng.", "Prof.", "Col.", "Gen.", "Hafiz"),
    *("Sayyid", "Ustaz", "Sr.", "Herr", "M.", "Capt."),
)
_SUFFIXES = ("Jr", "PhD", "(Director)", "MD", "(deceased)", "and family", "II", "Esq.")
_FORMS = (
    *("Ltd", "LLC", "Company", "Co.", "GmbH", "S.A.", "Inc", "JSC", "FZE", "(Private) Limited"),
    *("A.S.", "OOO", "Group", "SARL"),
)
_PAYMENTS = (
    "TRF TO {n} REF {d}", "/INV/{d} {n} PMT", "PAYMENT FOR {n} INVOICE {d}", "{n} /REF/{d}",
    "SALARY {n} 0{m}/2025", "B/O {n} A/C {d}", "SEPA CREDIT {n} {d}", "FT{d} {n}",
    "IN FAVOUR OF {n} CONTRACT NO {d}", "CASH DEP {n} BR {m}",
)  # fmt: skip


def romanized(name: str, draw: random.Random) -> str | None:
    """One to three rules of letters, by the length of the name, at one place each."""
    made = name
    for _ in range(1 + (len(name) > 9) + (len(name) > 19)):
        fitting = [(p, other) for p, other in _ROMAN if p.search(made)]
        if not fitting:
            return None
        pattern, other = draw.choice(fitting)
        place = draw.choice(list(pattern.finditer(made)))
        made = made[: place.start()] + other + made[place.end() :]
    return _changed(name, _cased(made))


def mistyped(name: str, draw: random.Random) -> str | None:
    """One slip of the keyboard, or two in a long name; never in a first letter."""
    made = name
    for _ in range(1 if len(name) < 14 else draw.choice((1, 1, 2))):
        places = [n for n in range(1, len(made)) if made[n].isalpha() and made[n - 1].isalpha()]
        if not places:
            return None
        made = _slip(made, draw.choice(places), draw)
    return _changed(name, made)


def _slip(name: str, place: int, draw: random.Random) -> str:
    letter = name[place]
    match draw.choice(("drop", "double", "swap", "near")):
        case "drop":
            return name[:place] + name[place + 1 :]
        case "double":
            return name[:place] + letter + name[place:]
        case "swap":
            return name[: place - 1] + letter + name[place - 1] + name[place + 1 :]
        case _:
            near = draw.choice(_KEYS.get(letter.lower()) or letter)
            return name[:place] + near + name[place + 1 :]


def scanned(name: str, draw: random.Random) -> str | None:
    """One or two letters read as others that look like them."""
    made = name.lower()
    for _ in range(draw.choice((1, 1, 2))):
        fitting = [(seen, read) for seen, read in _SEEN if seen in made]
        if not fitting:
            return None
        seen, read = draw.choice(fitting)
        place = draw.choice([m.start() for m in re.finditer(seen, made)])
        made = made[:place] + read + made[place + len(seen) :]
    return _changed(name, made.upper())


def reordered(name: str, draw: random.Random) -> str | None:
    """Last word first, with or without a comma; or all words shuffled."""
    words = name.replace(",", "").split()
    if len(words) < 2:
        return None
    rest, last = words[:-1], words[-1]
    shuffled = draw.sample(words, len(words))
    made = draw.choice((f"{last}, {' '.join(rest)}", " ".join((last, *rest)), " ".join(shuffled)))
    return _changed(name, made)


def shortened(name: str, draw: random.Random) -> str | None:
    """One middle word dropped; of five words or more, two."""
    words = name.split()
    if len(words) < 3:
        return None
    for _ in range(1 if len(words) < 5 else 2):
        del words[draw.randrange(1, len(words) - 1)]
    return " ".join(words)


def initialled(name: str, draw: random.Random) -> str | None:
    """One word but the last as its first letter, where two whole ones remain."""
    words = name.split()
    fitting = [n for n, word in enumerate(words[:-1]) if len(word) > 2 and word[0].isalpha()]
    if len(words) < 3 or not fitting:
        return None
    place = draw.choice(fitting)
    words[place] = words[place][0].upper() + draw.choice(("", "."))
    return " ".join(words)


def titled(name: str, draw: random.Random) -> str | None:
    """A title before or a suffix behind."""
    if draw.random() < 0.7:
        return f"{draw.choice(_TITLES)} {name}"
    return f"{name} {draw.choice(_SUFFIXES)}"


def incorporated(name: str, draw: random.Random) -> str | None:
    """A legal form more behind an organisation's name."""
    return f"{name} {draw.choice(_FORMS)}"


def glued(name: str, draw: random.Random) -> str | None:
    """Two words written as one."""
    words = name.replace("-", " ").split()
    if len(words) < 2:
        return None
    place = draw.randrange(len(words) - 1)
    words[place : place + 2] = [words[place] + words[place + 1].lower()]
    return " ".join(words)


def split(name: str, draw: random.Random) -> str | None:
    """One long word written as two."""
    words = name.split()
    fitting = [n for n, word in enumerate(words) if len(word) > 6 and word.isalpha()]
    if not fitting:
        return None
    place = draw.choice(fitting)
    cut = draw.randint(3, len(words[place]) - 3)
    words[place] = f"{words[place][:cut]} {words[place][cut:]}"
    return " ".join(words)


def cut_20(name: str, draw: random.Random) -> str | None:
    """Cut after 20 characters, where that takes at least two and at most half."""
    return name[:20].strip() if 22 <= len(name) <= 40 else None


def cut_35(name: str, draw: random.Random) -> str | None:
    """Cut after 35 characters, where that takes at least two and at most half."""
    return name[:35].strip() if 37 <= len(name) <= 70 else None


def paid(name: str, draw: random.Random) -> str | None:
    """The name within the text of a payment."""
    digits, month = draw.randint(10000, 9999999), draw.randint(1, 9)
    return draw.choice(_PAYMENTS).format(n=name.upper(), d=digits, m=month)


def without_vowels(name: str, draw: random.Random) -> str | None:
    """Short vowels left out within words, as in names read letter by letter from Arabic."""
    words = name.split()
    made = [word[:1] + re.sub(r"[aeiou](?=\w)", "", word[1:], flags=re.I) for word in words]
    return _changed(name, " ".join(made)) if len(words) > 1 else None


FORM_AND_SPELLING: Mapping[str, Rule] = {
    "romanisation": romanized,
    "typos": mistyped,
    "OCR": scanned,
    "word order": reordered,
    "dropped middle names": shortened,
    "initials": initialled,
    "titles and suffixes": titled,
    "legal forms added": incorporated,
    "glued words": glued,
    "split words": split,
    "cut at 20": cut_20,
    "cut at 35": cut_35,
    "payment lines": paid,
    "vowels dropped": without_vowels,
}
PERSONAL = frozenset({"dropped middle names", "initials", "titles and suffixes", "vowels dropped"})
"""Classes for names of persons only."""
IMPERSONAL = frozenset({"legal forms added"})
"""Classes for names of organisations only."""


def _cased(name: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in name.split())


def _changed(name: str, made: str) -> str | None:
    return made if made.split() and made.casefold() != name.casefold() else None
