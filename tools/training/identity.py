"""What is known of who is who, without comparing names: quoted references and shared numbers.

Records that quote one reference, or that print the same passport, identity, registration or IMO
number, are one party; so are those that a table's maker has mapped to one UN number.
Where a list has that party's entry, its other entries are other parties. Of all other pairs
nothing is known.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from commonlist.records import Record

from .graph import joined

_OWN = frozenset({"passport", "national_id", "registration", "imo", "tax"})
_QUOTED = frozenset({"un", "gb-ofsi", "gb-uksl", "us-ofac", "eu-fsf-id", "au-dfat"})
_SHORTEST = 6


class Held(NamedTuple):
    """A record, and the copy of the list that holds it: a party stands in a copy once."""

    copy: str
    record: Record


class Truth:
    """Whether two of some records are one party, as far as that is known."""

    def __init__(self, held: Sequence[Held]) -> None:
        """Link the records; the smallest row of a party names it."""
        self.held = held
        self.party = joined(len(held), _links(held))
        copies: dict[int, Counter[str]] = defaultdict(Counter)
        for row, party in enumerate(self.party):
            copies[party][held[row].copy] += 1
        self._copies = {party: frozenset(found) for party, found in copies.items()}
        self._muddled = {party for party, found in copies.items() if max(found.values()) > 1}

    def named_by(self, row: int) -> Record:
        """Return the record by which a row's party goes."""
        return self.held[self.party[row]].record

    def same(self, left: int, right: int) -> bool | None:
        """Tell whether two rows are one party; None where nobody knows.

        A party that stands twice in one copy is two that a slip has linked, or a list's own
        repeat: nothing is learnt from it.
        """
        one, two = self.party[left], self.party[right]
        if one in self._muddled or two in self._muddled:
            return None
        if one == two:
            return True
        ours, theirs = self.held[left], self.held[right]
        apart = theirs.copy in self._copies[one] or ours.copy in self._copies[two]
        return False if apart and not _may_repeat(ours.record, theirs.record) else None

    def linked(self, left: int, right: int) -> bool | None:
        """Tell the same where either party is known from several copies; None elsewhere.

        Lists have many parties in common that nothing links: counting their differing pairs
        without their same ones would make sameness seem rarer than it is.
        """
        several = max(len(self._copies[self.party[row]]) for row in (left, right)) > 1
        return self.same(left, right) if several else None


def copy_of(edition: str, record: Record) -> str:
    """Return where a party stands once: an edition of a list; of the EU's journal, one act."""
    act = record.entry.partition("-")[0] if record.source == "eu_journal" else ""
    return f"{edition} {act}".strip()


def _may_repeat(left: Record, right: Record) -> bool:
    """Tell whether two entries share a name and no birth tells them apart: lists do repeat."""
    if _names(left).isdisjoint(_names(right)):
        return False
    return not (left.births and right.births) or bool(set(left.births) & set(right.births))


def _names(record: Record) -> set[tuple[str, ...]]:
    """Return the words of each name, in any order and case."""
    return {tuple(sorted(re.findall(r"\w+", name.text.casefold()))) for name in record.names}


def _links(held: Sequence[Held]) -> Iterator[tuple[int, int]]:
    bearers: dict[str, list[int]] = defaultdict(list)
    for row, (_, record) in enumerate(held):
        for mark in _marks(record):
            bearers[mark].append(row)
    for mark, rows in bearers.items():
        if mark.startswith("number ") and _is_shared(held, rows):
            continue
        yield from pairwise(rows)


def _is_shared(held: Sequence[Held], rows: Iterable[int]) -> bool:
    """Tell whether a number is printed with several entries of one copy: then it tells nothing."""
    return max(Counter(held[row].copy for row in rows).values()) > 1


def _marks(record: Record) -> set[str]:
    """Return what identifies the record's party: quoted references, numbers of its own."""
    quoted = {ref for ref in record.references if ref.partition(":")[0] in _QUOTED}
    numbers = (number.value for number in record.identifiers if number.type in _OWN)
    bare = (re.sub(r"[\W_]", "", value).casefold() for value in numbers)
    own = {f"number {record.kind.value} {value}" for value in bare if _tells(value)}
    mapped = {f"un:{value}" for label, value in record.details if label == "un_reference"}
    return quoted | own | mapped


def _tells(number: str) -> bool:
    digits = {char for char in number if char.isdigit()}
    return len(number) >= _SHORTEST and len(digits) > 2
