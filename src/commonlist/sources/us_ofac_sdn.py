"""OFAC's Specially Designated Nationals and Blocked Persons list (U.S. Treasury).

Formats, programmes and topics are those of `us_ofac`: sdn.csv with add.csv, alt.csv and
sdn_comments.csv (sdn.csv alone will do), SDN.XML, SDN_ENHANCED.XML (also zipped).
"""

from collections.abc import Iterator, Sequence

from commonlist.sources import us_ofac
from commonlist.sources.reading import Input, Item
from commonlist.sources.source import Source

SOURCE = Source(
    name="us_ofac_sdn",
    title="Specially Designated Nationals and Blocked Persons List",
    party=us_ofac.PARTY,
    authority=us_ofac.AUTHORITY,
    register="us_sdn",
    topics=frozenset(us_ofac.TOPICS.values()),
    kinds=frozenset({"person", "organization", "vessel", "aircraft"}),
    # 7,379 entries in 2019, 17,863 in 2025. The parts of it that circulate have a few hundred.
    fewest=5000,
    filled=(("names", 1.0), ("designations", 1.0), ("births", 0.3), ("identifiers", 0.4)),
    formats="CSV trio, XML, ENHANCED XML",
)
LIST = "SDN List"


def read(inputs: Sequence[Input]) -> Iterator[Item]:
    """Read one copy of the list: the CSV files together, or one XML file.

    Raises:
        FormatError: see `us_ofac.read`.

    """
    return us_ofac.read(inputs, SOURCE.name, LIST)
