"""Reference numbers and identifiers, brought to the form in which they can be compared."""

import re

_UN_OLD = re.compile(r"([QT])([IE])\.[A-Z]{1,2}\.(\d{1,3})\.(\d{2})\b\.?", re.I)
_UN = re.compile(r"\b(QD|TA|KP|IQ|LY|CD|SO|YE|HT|IR|CF|SS|SD|ML|GB)([ie])\.(\d{3})\b", re.I)


def un_references(text: str) -> tuple[str, ...]:
    """Return the UN reference numbers in ``text`` as permanent ones, in order, each once.

    The committees renumbered in 2014: ``QE.J.115.04.`` became ``QDe.115`` (the running number
    stayed: ``TI.O.4.01.`` is ``TAi.004``). Spelling varies: ``QDE.115`` is ``QDe.115``.
    """
    found: dict[str, None] = {}
    for match in sorted(
        [*_UN.finditer(text), *_UN_OLD.finditer(text)], key=lambda match: match.start()
    ):
        if match.re is _UN:
            committee, kind, number = match[1].upper(), match[2].lower(), match[3]
        else:
            committee = {"Q": "QD", "T": "TA"}[match[1].upper()]
            kind = "i" if match[2].upper() == "I" else "e"
            number = match[3].zfill(3)
        found[f"{committee}{kind}.{number}"] = None
    return tuple(found)


def imo_number(text: str) -> str | None:
    """Return the seven digits of a valid IMO ship number in ``text``, else None.

    The last digit checks the first six (IMO resolution A.1117(30)).
    """
    match = re.search(r"(?<!\d)(\d{7})(?!\d)", text)
    if match is None:
        return None
    digits = [int(digit) for digit in match[1]]
    total = sum(weight * digit for weight, digit in zip(range(7, 1, -1), digits, strict=False))
    return match[1] if total % 10 == digits[6] else None
