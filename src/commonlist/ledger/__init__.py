"""An append-only log of who did what, on which basis, when, over which data: values alone.

`entry` has the entries and their bytes, `tree` the Merkle tree and its proofs, `checkpoints` the
signed heads, `audit` what is wrong with a log.
"""

from commonlist.ledger.entry import LOCAL, Act, Entry, Kept

__all__ = ["LOCAL", "Act", "Entry", "Kept"]
