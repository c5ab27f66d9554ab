"""Country names as lists print them, to ISO 3166 alpha-2 codes.

Names in English, French, Russian, Turkish, Malay and Arabic come from the Unicode CLDR (Babel);
`_ALSO` holds what lists print besides: official long names, historic names, adjectives.
"""

import re
from functools import cache

from commonlist.values.text import clean

_LANGUAGES = ("en", "fr", "ru", "tr", "ms", "ar", "es", "de")
_ALSO = {
    "dprk": "kp",
    "democratic people's republic of korea": "kp",
    "iran (islamic republic of)": "ir",
    "syrian arab republic": "sy",
    "libyan arab jamahiriya": "ly",
    "russian federation": "ru",
    "republic of korea": "kr",
    "democratic republic of the congo": "cd",
    "united states of america": "us",
    "usa": "us",
    "uk": "gb",
    "uae": "ae",
}


def country_code(name: str) -> str:
    """Return the code (lower case) of a country name or adjective, "" if it is not known."""
    return _codes().get(_folded(name), "")


@cache
def _codes() -> dict[str, str]:
    from babel import Locale

    codes: dict[str, str] = {}
    for language in reversed(_LANGUAGES):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "QO", "ZZ"):
                codes[_folded(name)] = code.lower()
                if language == "en":
                    codes.setdefault(code.lower(), code.lower())
    codes.update({_folded(name): code for name, code in _ALSO.items()})
    return codes


def _folded(name: str) -> str:
    return re.sub(r"[’`]", "'", clean(name)).casefold().strip(" .,;")
