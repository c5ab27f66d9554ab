"""What a screening was made of, so that it can be made again and compared."""

import hashlib
from collections.abc import Iterator

import msgspec

from commonlist.screening.terms import Terms


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """The columns of a file that a user named, "" for none.

    Either ``names`` or ``payment`` holds the texts. ``kind`` may be one kind for all rows.
    """

    names: str = ""
    payment: str = ""
    dob: str = ""
    country: str = ""
    kind: str = ""
    id: str = ""

    @property
    def text(self) -> str:
        """The column of names or payment lines."""
        return self.names or self.payment


class Copy(msgspec.Struct, frozen=True):
    """A copy of a list that was loaded: its source, day and digest."""

    source: str
    day: str
    digest: str


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What was counted.

    ``rows`` were screened, ``matched`` of them gave ``matches``. ``cleared`` matches were told
    apart by somebody. ``unread`` rows were not as they should be (some could be screened all the
    same). ``more`` rows met as many records as are looked at, so that others may exist.
    """

    rows: int = 0
    matched: int = 0
    matches: int = 0
    cleared: int = 0
    unread: int = 0
    more: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        """Return the sums."""
        names = self.__struct_fields__
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in names})


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """A screening: of what data, by which model, under which options, with what result.

    ``index``, ``entities`` and ``cleared`` are digests of all that was searched, of the entities
    and of what the ``party`` that screens had cleared; ``copies`` are the lists' copies that were
    loaded. ``unread_digest`` is that of the file of what could not be read, "" if there is none.
    Times are UTC.
    """

    version: str
    model: str
    index: str
    entities: str
    cleared: str
    copies: tuple[Copy, ...]
    terms: Terms
    columns: Columns
    format: str
    party: str = ""
    input: str
    input_digest: str = ""
    encoding: str = ""
    output: str = ""
    output_digest: str = ""
    unread_digest: str = ""
    figures: Figures = Figures()
    started: str = ""
    finished: str = ""
    seconds: float = 0.0


def digest(value: object) -> str:
    """Return the SHA-256 of a value's JSON, keys in order."""
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()


def run(receipt: Receipt, seen: object) -> str:
    """Return what tells one run from others: all that is known before it, and the file's looks."""
    known = msgspec.structs.replace(receipt, output="", started="")
    return digest((known, seen))


def differences(said: Receipt, now: Receipt) -> Iterator[str]:
    """Yield in sentences why a screening made now is not the one of a receipt."""
    for name, words in _COMPARED.items():
        before, after = getattr(said, name), getattr(now, name)
        if before != after:
            yield f"{words}: {before} then, {after} now"
    for name, words in _COUNTED.items():
        before, after = getattr(said.figures, name), getattr(now.figures, name)
        if before != after:
            yield f"{words}: {before:,} then, {after:,} now"
    lost, new = set(said.copies) - set(now.copies), set(now.copies) - set(said.copies)
    for copies, words in ((lost, "no longer loaded"), (new, "loaded since")):
        for copy in sorted(copies, key=lambda c: (c.source, c.day)):
            yield f"{copy.source} of {copy.day} is {words}"


_COMPARED = {
    "version": "program",
    "model": "model",
    "index": "what was searched",
    "entities": "which records are one",
    "cleared": "what was cleared",
    "input_digest": "input",
    "output_digest": "output",
    "unread_digest": "what could not be read",
}
_COUNTED = {
    "rows": "rows",
    "matched": "rows with a match",
    "matches": "matches",
    "cleared": "matches cleared",
    "unread": "rows not as they should be",
    "more": "rows that may have more matches",
}
