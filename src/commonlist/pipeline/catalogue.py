"""Every list that we know of, loaded or not: for "not listed" all relevant ones must say so."""

from collections.abc import Iterable

from commonlist.pipeline import bundled
from commonlist.sources import LISTS, Source, reader

UNREAD = (
    Source(
        name="tr_domestic",
        title="Asset freezes by decision of Turkey itself (Law 6415, articles 6 and 7)",
        party="tr",
        authority="Ministry of Treasury and Finance",
        register="tr_domestic",
    ),
    Source(
        name="my_un",
        title="UN designations as in force in Malaysia",
        party="my",
        authority="Ministry of Home Affairs",
        register="my_un",
    ),
)
"""Lists that bear on a party's voice and that we cannot read: without them it is unknown."""


def known(parties: Iterable[str], loaded: Iterable[Source] = ()) -> tuple[Source, ...]:
    """Return the lists of some parties; what is loaded goes before what the package says of it."""
    wanted, held = set(parties), {source.name: source for source in loaded}
    listed = (name for name in LISTS if name.split("_")[0] in wanted)
    # a reader is loaded for what is not held alone: it takes a hundredth of a second
    published = (held[name] if name in held else reader(name).SOURCE for name in listed)
    stated = bundled.tables(frozenset(held))
    found = {source.name: source for source in (*published, *UNREAD, *stated)} | held
    return tuple(source for source in found.values() if wanted & set(source.voices))
