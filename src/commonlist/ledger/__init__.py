"""An append-only log of who did what, on which basis, when, over which data: values alone."""

from commonlist.ledger.entry import Entry

__all__ = ["Entry"]
