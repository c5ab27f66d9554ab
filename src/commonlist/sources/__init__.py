"""One module a published list: what it is, how it is read, which programme is which topic."""

from commonlist.sources.source import History, Source

__all__ = ["History", "Source"]
