"""Text of names: whitespace, slugs."""

import re
import unicodedata

from anyascii import anyascii


def clean(text: str | None) -> str:
    """Collapse whitespace (also U+2028 and non-breaking blanks) and drop control characters."""
    if not text:
        return ""
    kept = "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf")
    )
    return re.sub(" +", " ", kept).strip()


def slug(name: str) -> str:
    """Return ``name`` in ASCII, lower case, hyphens between words, apostrophes left out."""
    ascii_name = re.sub(r"['’‘ʼ`´]", "", anyascii(name)).lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")
