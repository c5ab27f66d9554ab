"""One module a published list: what it is, how it is read, which programme is which topic."""

from importlib import import_module
from types import ModuleType

from commonlist.errors import UnknownNameError
from commonlist.sources.source import History, Source

LISTS = (
    *("un_sc", "us_ofac_sdn", "us_ofac_nonsdn", "gb_ofsi", "gb_uksl", "eu_fsf", "eu_journal"),
    *("ca_sema", "au_dfat", "in_mha", "tr_masak", "my_moha", "kg_fiu"),
)
"""Published lists with a format of their own; the name begins with the party's code."""
FORMATS = ("table", "ftm")
"""Formats in which many lists can come; the file or the user names the list."""

__all__ = ["FORMATS", "LISTS", "History", "Source", "reader"]


def reader(name: str) -> ModuleType:
    """Return the module that reads a list or a format.

    Raises:
        UnknownNameError: there is none of that name.
    """
    if name not in LISTS + FORMATS:
        raise UnknownNameError(f"no source {name!r}; there are {', '.join(LISTS + FORMATS)}")
    return import_module(f"commonlist.sources.{name}")
