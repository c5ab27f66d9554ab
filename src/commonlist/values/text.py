"""Text of names: whitespace, slugs."""

import re
import unicodedata

from anyascii import anyascii


def clean(text: str | None) -> str:
    """Collapse whitespace (also U+2028 and non-breaking blanks) and drop control characters.

    Marks of direction and zero-width joiners go too: they are not seen in a name.
    """
    if not text:
        return ""
    spaced = " ".join(text.split())
    if spaced.isprintable():
        return spaced
    kept = (char for char in spaced if unicodedata.category(char) not in ("Cc", "Cf"))
    return " ".join("".join(kept).split())


def slug(name: str) -> str:
    """Return ``name`` in ASCII, lower case, hyphens between words, apostrophes left out."""
    ascii_name = re.sub(r"['’‘ʼ`´]", "", anyascii(name)).lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")
