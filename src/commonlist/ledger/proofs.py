"""Proofs as text that stand for themselves.

That an entry is in the log: C2SP tlog-proof, with the entry's bytes as its extra data. That the
log only grew: as C2SP tlog-witness has it, the old size, the proof, and the new checkpoint.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence

import msgspec

from commonlist.errors import FormatError
from commonlist.ledger import tree
from commonlist.ledger.checkpoints import PublicKey, opened
from commonlist.ledger.entry import Leaf

_HEAD = "c2sp.org/tlog-proof@v1"
_MOST = 64


class Proved(msgspec.Struct, frozen=True):
    """An entry that a proof is of: its number, and what stands in the log."""

    number: int
    leaf: Leaf


def inclusion(number: int, body: bytes, path: Sequence[bytes], checkpoint: str) -> str:
    """Return the proof that an entry (its bytes) is in the log of a signed checkpoint."""
    extra = b64encode(body).decode()
    lines = [_HEAD, f"extra {extra}", f"index {number}", *_lines(path)]
    return "\n".join(lines) + f"\n\n{checkpoint}"


def consistency(old: int, path: Sequence[bytes], checkpoint: str) -> str:
    """Return the proof that the log of a signed checkpoint goes on from its first ``old``."""
    return "\n".join([f"old {old}", *_lines(path)]) + f"\n\n{checkpoint}"


def proved(text: str, key: PublicKey) -> Proved:
    """Return what a proof of inclusion proves; the log's key must have signed its checkpoint.

    Raises:
        FormatError: no such proof, or it does not hold.
    """
    head, _, note = text.partition("\n\n")
    lines = head.split("\n")
    if len(lines) < 3 or lines[0] != _HEAD or len(lines) > _MOST:
        raise FormatError(f"no proof: its first line is {_HEAD}")
    extra, index = lines[1].removeprefix("extra "), lines[2].removeprefix("index ")
    try:
        body = b64decode(extra, validate=True)
        path = [b64decode(line, validate=True) for line in lines[3:]]
        leaf = msgspec.json.decode(body, type=Leaf)
        number = int(index)
    except (ValueError, msgspec.MsgspecError):
        raise FormatError("no proof: a line of it cannot be read") from None
    signed = opened(note, key)
    if not tree.is_included(number, signed.size, tree.leaf_hash(body), path, signed.root):
        raise FormatError("a proof that does not hold: the entry is not in that log")
    return Proved(number, leaf)


def _lines(path: Sequence[bytes]) -> list[str]:
    return [b64encode(node).decode() for node in path]
