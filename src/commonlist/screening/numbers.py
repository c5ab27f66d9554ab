"""Identifiers found exactly: passports, IMO numbers, wallets, tax and registration numbers, BICs.

A number is compared bare (letters and digits alone, no case) and whole; never by likeness. Its
forms are `commonlist.values.identifiers.number_forms`.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from commonlist.records import Identifier, Kind, Record
from commonlist.values.identifiers import SHORTEST, is_aircraft_mark, number_forms

if TYPE_CHECKING:
    import numpy as np

SCORES: Mapping[str, float] = {
    "wallet": 0.99,
    "imo": 0.99,
    "swift": 0.98,
    "passport": 0.97,
    "national_id": 0.97,
    "tax": 0.97,
    "registration": 0.95,
    "mmsi": 0.95,
    "tail_number": 0.95,
    "call_sign": 0.9,
    "serial_number": 0.9,
    "other": 0.9,
}
"""What the same number is worth, by type: how far it is one party's alone, whoever the issuer."""
_LETTERS = frozenset({"swift", "wallet", "tail_number", "call_sign"})
"""Types of number that may hold no digit."""
_BETWEEN = re.compile(r"[,/،]")


class Number(NamedTuple):
    """A record of the index (``place``) that has a number; type and value as its list prints."""

    place: int
    type: str
    value: str


def held(record: Record) -> Iterator[Identifier]:
    """Yield the numbers by which a record is found; an aircraft's name may be its mark."""
    yield from record.identifiers
    if record.kind is Kind.AIRCRAFT:
        marks = (name.text for name in record.names if is_aircraft_mark(name.text))
        yield from (Identifier(type="tail_number", value=mark) for mark in marks)


def _parts(text: str) -> Sequence[str]:
    """Return a text, and the numbers in it that commas or slashes part."""
    parts = _BETWEEN.split(text)
    whole = [part for part in parts if sum(map(str.isalnum, part)) >= SHORTEST]
    parted = len(parts) > 1 and (len(whole) == len(parts) or "/" not in text)
    return (text, *whole) if parted else (text,)


def arrays(numbers: Iterable[tuple[int, Identifier]]) -> dict[str, "np.ndarray[Any, Any]"]:
    """Return identifiers, each with its record's place in the index, as arrays to be kept.

    ``identifier_hash`` (uint64, ascending), ``identifier_place`` (int32) and ``identifier_at``
    (int64, where each one's text begins) in ``identifier_text`` (uint8: type, tab, value).
    """
    import numpy as np

    found = sorted(
        {
            (_hash(form), place, f"{number.type}\t{number.value}".encode())
            for place, number in numbers
            for form in _kept(number)
        }
    )
    ends = np.cumsum([0, *(len(text) for *_, text in found)])
    return {
        "identifier_hash": np.array([key for key, *_ in found], np.uint64),
        "identifier_place": np.array([place for _, place, _ in found], np.int32),
        "identifier_at": ends.astype(np.int64),
        "identifier_text": np.frombuffer(b"".join(text for *_, text in found), np.uint8),
    }


def joined(
    parts: Sequence[Mapping[str, "np.ndarray[Any, Any]"]], sizes: Sequence[int]
) -> dict[str, "np.ndarray[Any, Any]"]:
    """Put the arrays of parts of an index together; ``sizes`` are their numbers of records."""
    import numpy as np

    if not parts:
        return arrays(())
    texts = [part["identifier_text"] for part in parts]
    before = np.cumsum([0, *sizes[:-1]])
    keys = np.concatenate([part["identifier_hash"] for part in parts])
    places = np.concatenate(
        [part["identifier_place"] + ahead for part, ahead in zip(parts, before, strict=True)]
    )
    lengths = np.concatenate([np.diff(part["identifier_at"]) for part in parts])
    order = np.argsort(keys, kind="stable")
    whole, ends = np.concatenate(texts), np.cumsum(lengths)
    starts = (ends - lengths)[order]
    ordered = [
        whole[start : start + size] for start, size in zip(starts, lengths[order], strict=True)
    ]
    return {
        "identifier_hash": keys[order],
        "identifier_place": places[order].astype(np.int32),
        "identifier_at": np.cumsum([0, *lengths[order]]).astype(np.int64),
        "identifier_text": np.concatenate([np.zeros(0, np.uint8), *ordered]),
    }


def _kept(number: Identifier) -> Iterator[str]:
    if number.type not in SCORES:
        return
    for form in number_forms(number.value, number.type):
        if number.type in _LETTERS or any(char.isdigit() for char in form):
            yield form


class Numbers:
    """Looks numbers up in the arrays that `arrays` made."""

    def __init__(self, kept: Mapping[str, "np.ndarray[Any, Any]"]) -> None:
        self._keys = kept["identifier_hash"]
        self._places = kept["identifier_place"]
        self._at = kept["identifier_at"]
        self._text = kept["identifier_text"]

    def find(self, text: str) -> Sequence[Number]:
        """Return the records that have a number, each once for a type."""
        found: dict[tuple[int, str], Number] = {}
        for form in dict.fromkeys(form for part in _parts(text) for form in number_forms(part)):
            key = _hash(form)
            at = int(self._keys.searchsorted(self._keys.dtype.type(key)))
            while at < len(self._keys) and int(self._keys[at]) == key:
                number = self._number(at)
                if form in number_forms(number.value, number.type):
                    found.setdefault((number.place, number.type), number)
                at += 1
        return tuple(found.values())

    def _number(self, at: int) -> Number:
        text = self._text[self._at[at] : self._at[at + 1]].tobytes().decode()
        kind, _, value = text.partition("\t")
        return Number(int(self._places[at]), kind, value)


def _hash(form: str) -> int:
    return int.from_bytes(hashlib.blake2b(form.encode(), digest_size=8).digest(), "big")
