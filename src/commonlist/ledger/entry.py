"""An entry of the ledger, its canonical bytes, and the particulars that it commits to.

The leaf of the tree is a JSON object with keys in order, without blanks, in UTF-8::

    {"act":"judgement","at":"2026-11-24T12:00:00Z","basis":"read both","data":7,"v":1,
     "what":"<HMAC-SHA-256 of the particulars' JSON under the entry's salt, hex>","who":"R. Heron"}

So the particulars (what was screened, names, details of people) are not in the log but committed
to: whoever is shown them with the salt can check them, nobody can guess them from the log, and
they can be erased while the log still verifies. ``v`` is the version of this form.
"""

import hashlib
import hmac
from enum import StrEnum
from typing import Any

import msgspec

VERSION = 1
"""The form of leaves that this program writes."""
SALT_BYTES = 32
LOCAL = "local"
"""Who acts where nobody is named: whoever has the command line of the workspace."""


class Act(StrEnum):
    """What was done."""

    INGEST = "ingest"
    RESOLVE = "resolve"
    JUDGEMENT = "judgement"
    OVERLAY = "overlay"
    DOCKET = "docket"
    STANCE = "stance"
    QUARANTINE = "quarantine"
    SCREENING = "screening"
    CLEARANCE = "clearance"
    ERASURE = "erasure"
    SIGN_IN = "sign-in"
    ADMINISTRATION = "administration"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what, on which basis, when (UTC, ISO to the second), over which data version.

    ``data`` 0 is the version at the time of writing. ``what`` are the particulars, plain values;
    what may have to be erased one day stands there and not in ``basis``, which stays.
    """

    at: str
    who: str
    act: Act
    basis: str = ""
    data: int = 0
    what: dict[str, Any] = {}


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the log of an entry; ``what`` is the commitment to the particulars, hex."""

    v: int
    at: str
    who: str
    act: str
    basis: str
    data: int
    what: str


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as stored.

    ``body`` is the leaf's bytes and ``hash`` the leaf hash (None if it is lost). ``salt`` and
    ``what`` (the particulars' bytes) are None once they were erased. ``at``, ``who`` and ``act``
    repeat the leaf's, to be searched by.
    """

    number: int
    at: str
    who: str
    act: str
    body: bytes
    hash: bytes | None
    salt: bytes | None
    what: bytes | None

    def leaf(self) -> Leaf:
        """Return what stands in the log."""
        return _leaf(self.body)

    def particulars(self) -> dict[str, Any] | None:
        """Return the particulars, None if they were erased."""
        return None if self.what is None else msgspec.json.decode(self.what, type=dict[str, Any])


_leaf = msgspec.json.Decoder(Leaf).decode
_encode = msgspec.json.Encoder(order="sorted").encode


def particulars(entry: Entry) -> bytes:
    """Return the canonical bytes of an entry's particulars."""
    return _encode(entry.what)


def commitment(salt: bytes, what: bytes) -> str:
    """Return what a leaf says of particulars (their bytes): it hides and binds them."""
    return hmac.digest(salt, what, hashlib.sha256).hex()


def leaf(entry: Entry, committed: str) -> bytes:
    """Return the canonical bytes of an entry, with the commitment to its particulars."""
    return _encode(
        Leaf(
            v=VERSION,
            at=entry.at,
            who=entry.who,
            act=entry.act,
            basis=entry.basis,
            data=entry.data,
            what=committed,
        )
    )
