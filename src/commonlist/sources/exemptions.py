"""Exceptions, exemptions and general licences that authorities attach to their programmes.

The table beside this module is written by hand, each row from the text that its reference names;
it is no legal advice and not complete. What is not in it is not known here.
"""

from collections.abc import Iterator
from functools import cache

import msgspec


class Exemption(msgspec.Struct, frozen=True, kw_only=True):
    """What a party excepts: ``programmes`` are its tags, or names of lists, split by ``;``.

    ``date`` is ISO and may be partial; ``says`` is our summary, not the text.
    """

    party: str
    programmes: str
    title: str
    date: str
    reference: str
    url: str
    says: str


@cache
def exemptions() -> tuple[Exemption, ...]:
    """Return all rows, in the order of the table."""
    import csv
    from importlib.resources import files

    text = files("commonlist.sources").joinpath("exemptions.csv").read_text("utf-8")
    return tuple(Exemption(**row) for row in csv.DictReader(text.splitlines()))


def of(party: str, programme: str, source: str) -> Iterator[Exemption]:
    """Yield what a party excepts from acts under a programme, as a list shows them."""
    for found in exemptions():
        if found.party == party and {programme, source} & set(found.programmes.split(";")):
            yield found
