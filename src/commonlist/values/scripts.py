"""Writing systems of names, by the names of Unicode's characters."""

import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import groupby

_HAN = {"CJK": "Han", "KANGXI": "Han"}


def script_of(text: str) -> str:
    """Return the script of most letters: ``Latin``, ``Cyrillic``, ``Arabic``, ``Han`` ...

    Japanese syllables are ``Hiragana`` or ``Katakana``. "" where there is no letter.
    """
    scripts = Counter(script for char in text if (script := _script(char)))
    return scripts.most_common(1)[0][0] if scripts else ""


def split_scripts(text: str) -> tuple[str, ...]:
    """Split ``text`` between words of different scripts; numbers stay with the words before.

    A letter of another script within a word (a Latin ``a`` in a Cyrillic name) splits nothing.
    """
    runs: list[tuple[str, str]] = []
    for word in text.split():
        runs.append((script_of(word) or (runs[-1][0] if runs else ""), word))
    if runs and not runs[0][0]:
        first = next((script for script, _ in runs if script), "")
        runs = [(script or first, word) for script, word in runs]
    return tuple(
        " ".join(word for _, word in same) for _, same in groupby(runs, key=lambda run: run[0])
    )


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    if not char.isalpha():
        return ""
    first = unicodedata.name(char, "").partition(" ")[0].partition("-")[0]
    return _HAN.get(first, first.capitalize())
