"""What is wrong with a ledger: everything computed anew, and each fault named by its entry.

Found are: an entry, a hash, a node of the tree or a checkpoint that is not what was written; what
was cut out or put in; a tail cut off, as far as a signed checkpoint reaches; entries that nobody
signed; particulars that are gone without an entry that says so. What was found wrong counts as
unknown from then on and what stands above it is taken as it stands, so a fault is told once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from commonlist.errors import FormatError
from commonlist.ledger import tree
from commonlist.ledger.checkpoints import Checkpoint, PublicKey, opened, unchecked
from commonlist.ledger.entry import VERSION, Act, Kept, commitment

_FAR = 1_000_000
"""Entries that may be missing in a row; beyond it a number itself is wrong."""
Row = tuple[int, bytes]
"""Place and hash of a node."""


class Finding(msgspec.Struct, frozen=True):
    """What is wrong, in words, and the number of the first entry that it bears on."""

    entry: int | None
    says: str

    def __str__(self) -> str:
        """Return it as a line."""
        return f"ledger: {self.says}"


class Note(msgspec.Struct, frozen=True):
    """A checkpoint to hold against the log, and what to call it.

    ``last`` is the one that the workspace keeps: nothing may have been added after it.
    """

    name: str
    text: str
    last: bool = False


def audit(
    entries: Iterable[Kept],
    nodes: Mapping[int, Callable[[], Iterable[Row]]],
    notes: Sequence[Note],
    key: PublicKey | None,
) -> Iterator[Finding]:
    """Yield what is wrong, in the order of the entries as far as it goes.

    ``entries`` are in order of their numbers, ``nodes`` the rows of each level in order of their
    places. Without a ``key`` signatures are not looked at.
    """
    heads: dict[int, list[tuple[Note, Checkpoint]]] = {}
    for note in notes:
        try:
            head = opened(note.text, key) if key else unchecked(note.text)
        except FormatError as error:
            yield Finding(None, f"{note.name}: {error}")
        else:
            heads.setdefault(head.size, []).append((note, head))
    log = _Log({level: _Level(level, rows()) for level, rows in nodes.items()})
    yield from _rooted(log, heads)
    for kept in entries:
        if not log.size <= kept.number < log.size + _FAR:
            yield _on(kept.number, "stands where no entry was written")
            continue
        if log.size < kept.number:
            yield Finding(log.size, f"{_range(log.size, kept.number)} missing")
        while log.size < kept.number:
            yield from log.missing()
            yield from _rooted(log, heads)
        yield from log.take(kept)
        yield from _rooted(log, heads)
    for note, head in (pair for pairs in heads.values() for pair in pairs):
        if head.size > log.size:
            lost = _range(log.size, head.size)
            yield Finding(log.size, f"{lost} missing: {note.name} is of {head.size} entries")
        elif note.last and head.size < log.size:
            more = _range(head.size, log.size)
            yield Finding(head.size, f"{more} not signed: {note.name} ends before")
    if log.size and not any(note.last for note in notes):
        yield Finding(None, "no checkpoint is kept, so nothing says that no entry was cut off")
    yield from log.ended()


def _rooted(
    log: "_Log", heads: Mapping[int, Sequence[tuple[Note, Checkpoint]]]
) -> Iterator[Finding]:
    """Compare the root of what was read with the checkpoints of its size."""
    if log.size not in heads:
        return
    root = log.root()
    for note, head in heads[log.size]:
        if root is not None and head.root != root:
            says = f"{_range(0, log.size)} not those of which {note.name} is"
            yield Finding(0, says if log.size else f"{note.name} is not of an empty log")


def _on(number: int, says: str) -> Finding:
    return Finding(number, f"entry {number} {says}")


class _Level:
    """The stored nodes of a level, taken in order."""

    def __init__(self, level: int, rows: Iterable[Row]) -> None:
        self.level = level
        self._rows = iter(rows)
        self._next = next(self._rows, None)
        self.foreign: list[int] = []

    def take(self, place: int) -> bytes | None:
        """Return the node of a place; those that stand before it are foreign."""
        while self._next is not None and not (
            isinstance(self._next[0], int) and self._next[0] >= place
        ):
            self._pass()
        if self._next is None or self._next[0] != place:
            return None
        found = self._next[1]
        self._next = next(self._rows, None)
        return found

    def rest(self) -> list[int]:
        """Return the places of all nodes that nothing asked for."""
        while self._next is not None:
            self._pass()
        return self.foreign

    def _pass(self) -> None:
        assert self._next is not None
        self.foreign.append(self._next[0])
        self._next = next(self._rows, None)


class _Log:
    """The log as far as it was read: its size, and the hashes of its complete subtrees."""

    def __init__(self, levels: dict[int, _Level]) -> None:
        self.size = 0
        self._levels = levels
        self._left: list[bytes | None] = []
        self._gone: list[int] = []
        self._erased: list[tuple[int, int]] = []

    def missing(self) -> Iterator[Finding]:
        """Go on over an entry that is not there; what stands above it is taken as it stands."""
        yield from self._grow(self._stored(0, self.size), known=False)

    def take(self, kept: Kept) -> Iterator[Finding]:
        """Go on over an entry."""
        stored = self._stored(0, kept.number)
        wrong = _wrong(kept)
        if wrong:
            yield from (_on(kept.number, says) for says in wrong)
            yield from self._grow(stored, known=False)
            return
        made = tree.leaf_hash(kept.body)
        if stored is None:
            yield _on(kept.number, "has no hash in the tree")
        elif stored != made:
            yield _on(kept.number, "is not what was written: its hash is another")
            yield from self._grow(None, known=False)
            return
        else:
            yield from self._particulars(kept)
        yield from self._grow(made, known=True)

    def root(self) -> bytes | None:
        """Return the root of what was read, None where something of it is unknown."""
        made: bytes | None = None
        begun = False
        for level, _ in reversed(tree.subtrees(0, self.size)):
            left = self._left[level]
            if left is None or (begun and made is None):
                return None
            made = left if made is None else tree.node_hash(left, made)
            begun = True
        return made if begun else tree.EMPTY

    def ended(self) -> Iterator[Finding]:
        """Yield what is seen only at the end."""
        for number in self._gone:
            if not any(first <= number <= last for first, last in self._erased):
                yield _on(number, "lacks its particulars, and none says that they were erased")
        for number, level in sorted(self._levels.items()):
            for place in level.rest():
                yield Finding(None, f"a node that belongs to no entry (level {number}, {place!r})")

    def _grow(self, leaf: bytes | None, *, known: bool) -> Iterator[Finding]:
        """Add a leaf and the nodes that it completes; compare those whose parts are known."""
        made = leaf if known else None
        level, place = 0, self.size
        while place & 1:
            left = self._left[level]
            level, place = level + 1, place >> 1
            stored = self._stored(level, place)
            entries = _range(place << level, (place + 1) << level, verb=False)
            if left is not None and made is not None:
                made = tree.node_hash(left, made)
                if stored is None:
                    yield Finding(place << level, f"the node over {entries} is missing")
                elif stored != made:
                    yield Finding(place << level, f"the node over {entries} is not theirs")
            else:
                made = stored
        while len(self._left) <= level:
            self._left.append(None)
        self._left[level] = made
        self.size += 1

    def _stored(self, level: int, place: int) -> bytes | None:
        found = self._levels[level].take(place) if level in self._levels else None
        return found if isinstance(found, bytes) else None

    def _particulars(self, kept: Kept) -> Iterator[Finding]:
        leaf = kept.leaf()
        if kept.salt is None and kept.what is None:
            self._gone.append(kept.number)
        elif kept.salt is None or kept.what is None:
            yield _on(kept.number, "lacks its particulars or their salt")
        elif commitment(kept.salt, kept.what) != leaf.what:
            yield _on(kept.number, "has other particulars than it commits to")
        elif leaf.act == Act.ERASURE:
            self._erased += erased(kept.particulars() or {})


def erased(what: Mapping[str, Any]) -> list[tuple[int, int]]:
    """Return the ranges of entries (first and last) whose particulars an entry says it erased."""
    return [(int(first), int(last)) for first, last in what.get("entries", ())]


def _wrong(kept: Kept) -> list[str]:
    """Return what is wrong with an entry by itself."""
    kinds = (
        (kept.body, bytes),
        (kept.salt, (bytes, type(None))),
        (kept.what, (bytes, type(None))),
    )
    if not all(isinstance(value, kind) for value, kind in kinds):
        return ["is not what was written: a value of another kind"]
    try:
        leaf = kept.leaf()
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ["is not what was written: it cannot be read"]
    if leaf.v != VERSION:
        return [f"is of form {leaf.v}, which this program does not know"]
    return [
        f"is told under another {name} than it has"
        for name in ("at", "who", "act")
        if getattr(kept, name) != getattr(leaf, name)
    ]


def _range(first: int, end: int, *, verb: bool = True) -> str:
    """Return entries in words: ``entry 5 is``, ``entries 5 to 9 are``."""
    if end - first == 1:
        return f"entry {first}{' is' * verb}"
    return f"entries {first} to {end - 1}{' are' * verb}"
