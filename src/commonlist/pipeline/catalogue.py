"""Every list that we know of, loaded or not: for "not listed" all relevant ones must say so."""

from collections.abc import Iterable

from commonlist.pipeline import bundled
from commonlist.sources import LISTS, Source, reader


def known(parties: Iterable[str], loaded: Iterable[Source] = ()) -> tuple[Source, ...]:
    """Return the lists of some parties; what is loaded goes before what the package says of it."""
    wanted, held = set(parties), {source.name: source for source in loaded}
    published = (reader(name).SOURCE for name in LISTS if name.split("_")[0] in wanted)
    stated = bundled.tables(frozenset(held))
    found = {source.name: source for source in (*published, *stated)} | held
    return tuple(source for source in found.values() if wanted & set(source.voices))
