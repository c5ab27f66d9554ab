"""Reference numbers and identifiers, brought to the form in which they can be compared."""

import re

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
