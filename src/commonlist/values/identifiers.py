"""Reference numbers and identifiers, brought to the form in which they can be compared."""

import re
import unicodedata
from functools import lru_cache

_UN_OLD = re.compile(r"\b([QT])([IE])\.[A-Z]{1,2}[.,] ?(\d{1,3})\. ?(\d{2})\b\.?", re.I)
_COMMITTEES = "QD|TA|KP|IQ|LY|CD|SO|YE|HT|IR|CF|SS|SD|ML|GB|CI|LR"
_UN = re.compile(
    rf"\b(?:(?i:({_COMMITTEES})([ie]))\.(\d{{2,3}}| \d{{3}})|({_COMMITTEES})([ie]) ?(\d{{3}}))\b"
)


def un_references(text: str) -> tuple[str, ...]:
    """Return the UN reference numbers in ``text`` as permanent ones, in order, each once.

    The committees renumbered in 2014: ``QE.J.115.04.`` became ``QDe.115`` (the running number
    stayed: ``TI.O.4.01.`` is ``TAi.004``). Spelling varies: ``QDE.115``, ``QDe 115``, ``QDe115``
    and ``QDe. 115`` are ``QDe.115``, ``KPe.23`` is ``KPe.023``. Without a point the case must
    be right: ``SSI 405`` is no reference.
    """
    found = [(match.start(), _permanent(match)) for match in _UN_OLD.finditer(text)]
    found += [(match.start(), _respelled(match)) for match in _UN.finditer(text)]
    return tuple(dict.fromkeys(reference for _, reference in sorted(found)))


def _permanent(old: re.Match[str]) -> str:
    committee = {"Q": "QD", "T": "TA"}[old[1].upper()]
    return f"{committee}{old[2].lower()}.{old[3].zfill(3)}"


def _respelled(match: re.Match[str]) -> str:
    committee, kind, number = (match[1], match[2], match[3]) if match[1] else match.group(4, 5, 6)
    return f"{committee.upper()}{kind.lower()}.{number.strip().zfill(3)}"


def imo_number(text: str) -> str | None:
    """Return the seven digits of the first valid IMO ship number in ``text``, else None.

    The last digit checks the first six (IMO resolution A.1117(30)).
    """
    numbers = re.findall(r"(?<!\d)\d{7}(?!\d)", text)
    return next((number for number in numbers if _checks(number)), None)


def _checks(imo: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(range(7, 1, -1), imo, strict=False))
    return total % 10 == int(imo[6])


def is_aircraft_mark(text: str) -> bool:
    """Tell whether a text is an aircraft's registration mark: ``EP-ZZZ``, ``5A-ZZZ``, ``RA-00000``.

    ICAO annex 7. ``AL-NUR`` and ``AN-NUR`` are names with an article.
    """
    return _AIRCRAFT_MARK.fullmatch(text) is not None


_AIRCRAFT_MARK = re.compile(r"(?!A[DLNRSTZ]-|EL-)[A-Z0-9]{1,2}-[A-Z0-9]{2,5}")

SHORTEST = 5
"""Letters and digits that a number needs to be compared."""
_LABEL = re.compile(
    r"^\s*(?:(?:(?:imo|mmsi)(?![^\W\d_])|(?:swift|bic|passport|national id|id|tax|tin|inn|ogrn|"
    r"reg(?:istration)?|vat|btc|xbt|bitcoin|eth|ethereum|usdt|wallet|no|nr|number|паспорт|инн|огрн|"
    r"جواز(?: سفر)?|رقم)\b)[\s.:#№-]*)+",
    re.I,
)
_REMARK = re.compile(r"\([^()]*\)?")
_BRANCHLESS = re.compile(r"[a-z]{6}[a-z0-9]{2}(?=xxx$)")
"""A BIC of eight; ``XXX`` is the head office's branch (ISO 9362)."""
_LATIN = str.maketrans("авекмнорстух", "abekmhopctyx")
"""Cyrillic letters that look like Latin ones: series of passports are written in either."""
_ASCENDING, _DESCENDING = "01234567890123456789", "98765432109876543210"
_UNSAID = re.compile(
    r"(?:unknown|not?known|not?available|notapplicable|none|null|nil|na|nn|tba|tbd|pending|test|"
    r"inconnue?|unbekannt|desconocid[oa]|неизвестно)\d{0,2}"
)


def number_called(type_: str) -> str:
    """Return what a type of identifier is called in a sentence: ``IMO number``, ``tail number``."""
    name = type_.removesuffix("_number").replace("_", " ")
    return f"{name.upper() if name in _LETTERED else name} number"


_LETTERED = ("imo", "mmsi", "swift")


def number_forms(text: str, type_: str = "") -> tuple[str, ...]:
    """Return the forms under which a number is the same, the plainest last; () if it is none.

    Letters and digits alone, case folded, digits of any script as ASCII's: as written, without a
    remark in brackets (``1084010 (Egypt)``), without its label (``IMO9074729``, ``Passport No.``),
    of ``type_`` ``imo`` the valid number in it, of a BIC the eight letters before ``XXX``. What
    stands for a number that nobody knows (``00000``, ``12345``, ``N/A``) is none.
    """
    written = text if text.isascii() else "".join(map(_ascii_digit, text))
    said = _REMARK.sub(" ", written)
    plainest = _bare(_LABEL.sub("", said))
    if len(plainest) < SHORTEST or _is_placeholder(plainest):
        return ()
    forms = [_bare(written), _bare(said), plainest]
    if type_ == "imo" and (imo := imo_number(written)):
        forms.append(imo)
    if bic := _BRANCHLESS.match(plainest):
        forms.append(bic[0])
    return tuple(dict.fromkeys(forms))


def number_form(type_: str, text: str) -> str:
    """Return a number of a type in the form in which it is compared; "" if it is none."""
    return next(reversed(number_forms(text, type_)), "")


def _bare(text: str) -> str:
    """Return letters and digits alone, case folded."""
    if text.isascii():
        return text.casefold() if text.isalnum() else re.sub(r"[\W_]", "", text).casefold()
    return re.sub(r"[\W_]", "", text).casefold().translate(_LATIN)


@lru_cache(maxsize=1 << 10)
def _ascii_digit(char: str) -> str:
    return str(unicodedata.decimal(char, char))


def _is_placeholder(bare: str) -> bool:
    run = bare in _ASCENDING or bare in _DESCENDING
    return run or len(set(bare)) == 1 or bool(_UNSAID.fullmatch(bare))
