"""OFAC's consolidated list of those who are not on the SDN list (U.S. Treasury).

It joins lists whose members are restricted but not blocked: the Palestinian Legislative Council
(NS-PLC, terrorism), sectoral sanctions, Chinese military companies and others. Formats, programmes
and topics are those of `us_ofac`: cons_prim.csv with cons_add.csv, cons_alt.csv and
cons_comments.csv, CONSOLIDATED.XML, CONS_ENHANCED.XML (also zipped).
"""

from collections.abc import Iterator, Sequence

from commonlist.sources import us_ofac
from commonlist.sources.reading import Input, Item
from commonlist.sources.source import Source

SOURCE = Source(
    name="us_ofac_nonsdn",
    title="Consolidated Sanctions List (non-SDN)",
    party=us_ofac.PARTY,
    authority=us_ofac.AUTHORITY,
    register="us_nonsdn",
    topics=frozenset(us_ofac.TOPICS.values()),
    # Vessels left it in November 2018 with the list under E.O. 13599.
    kinds=frozenset({"person", "organization"}),
    # 639 entries in 2018, 375 in 2020, 442 in 2026.
    fewest=200,
    shrink=0.5,  # it went from 639 to 375 in 2018-2020, when lists were folded into the SDN list
    filled=(("names", 1.0), ("designations", 1.0), ("addresses", 0.6), ("identifiers", 0.6)),
    formats="CSV trio, XML, ENHANCED XML",
)
LIST = us_ofac.CONSOLIDATED


def read(inputs: Sequence[Input]) -> Iterator[Item]:
    """Read one copy of the list: the CSV files together, or one XML file.

    Raises:
        FormatError: see `us_ofac.read`.

    """
    return us_ofac.read(inputs, SOURCE.name, LIST)
