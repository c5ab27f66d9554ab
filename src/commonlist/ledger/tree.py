"""Merkle trees and their proofs: RFC 6962, section 2, verified as RFC 9162 says.

A node is the hash of a complete subtree, told by its level and its place: node (3, 2) is that of
the leaves 16 to 23. Level 0 are the leaf hashes. What reads nodes is handed in as `Nodes`; with
all of them kept, each function here asks for O(log n). Hashes are 32 bytes (SHA-256).
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence

Nodes = Callable[[int, int], bytes]
"""Returns the node of a level and place."""
EMPTY = hashlib.sha256(b"").digest()
"""The root of no leaf."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees side by side."""
    return hashlib.sha256(b"\1" + left + right).digest()


def grown(number: int, leaf: bytes, nodes: Nodes) -> Iterator[tuple[int, int, bytes]]:
    """Yield level, place and hash of the nodes that the leaf ``number`` completes."""
    level, place, made = 0, number, leaf
    while place & 1:
        made = node_hash(nodes(level, place - 1), made)
        level, place = level + 1, place >> 1
        yield level, place, made


def subtrees(begin: int, end: int) -> list[tuple[int, int]]:
    """Return level and place of the complete subtrees that leaves ``begin`` to ``end`` consist of.

    They are those that the tree of these leaves has, largest first; ``begin`` is a multiple of
    the largest.
    """
    found = []
    for level in reversed(range((end - begin).bit_length())):
        if (end - begin) >> level & 1:
            found.append((level, begin >> level))
            begin += 1 << level
    return found


def root(size: int, nodes: Nodes) -> bytes:
    """Return the root of the first ``size`` leaves."""
    return _joined(0, size, nodes) if size else EMPTY


def inclusion(number: int, size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """Return the proof that the leaf ``number`` is among the first ``size``: PATH of RFC 6962."""
    begin, end, path = 0, size, []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if number < middle:
            path.append(_joined(middle, end, nodes))
            end = middle
        else:
            path.append(_joined(begin, middle, nodes))
            begin = middle
    return tuple(reversed(path))


def consistency(first: int, second: int, nodes: Nodes) -> tuple[bytes, ...]:
    """Return the proof that the first leaves of ``second`` are all of ``first``: PROOF there."""
    if first in (0, second):
        return ()
    begin, end, path = 0, second, []
    while end != first:
        middle = begin + _split(end - begin)
        if first <= middle:
            path.append(_joined(middle, end, nodes))
            end = middle
        else:
            path.append(_joined(begin, middle, nodes))
            begin = middle
    if begin:
        path.append(_joined(begin, end, nodes))
    return tuple(reversed(path))


def is_included(number: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Tell whether a proof holds for a leaf hash under a root: RFC 9162, section 2.1.3.2."""
    if not 0 <= number < size:
        return False
    here, last, made = number, size - 1, leaf
    for other in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            made = node_hash(other, made)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            made = node_hash(made, other)
        here, last = here >> 1, last >> 1
    return last == 0 and made == root


def is_consistent(
    first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes
) -> bool:
    """Tell whether a proof holds between two roots: RFC 9162, section 2.1.4.2."""
    if not 0 <= first <= second:
        return False
    if first == second:
        return not path and first_root == second_root
    if first == 0:
        return not path and first_root == EMPTY
    steps = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not steps:
        return False
    here, last = first - 1, second - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = steps[0]
    for other in steps[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = node_hash(other, old), node_hash(other, new)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            new = node_hash(new, other)
        here, last = here >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(size: int) -> int:
    """Return the largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


def _joined(begin: int, end: int, nodes: Nodes) -> bytes:
    """Return the hash of leaves side by side, which are a subtree."""
    *others, made = (nodes(*subtree) for subtree in subtrees(begin, end))
    for left in reversed(others):
        made = node_hash(left, made)
    return made
