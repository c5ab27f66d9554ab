"""Every list that we know of, loaded or not: for "not listed" all relevant ones must say so."""

from collections.abc import Iterable
from difflib import get_close_matches

from sqlalchemy import Connection

from commonlist.pipeline import bundled
from commonlist.sources import LISTS, Source, reader
from commonlist.storage import lists

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


def no_topic(connection: Connection, word: str) -> str:
    """Say that no list has a topic; "" if one has.

    A table may state any topic, so nobody but the lists can tell a slip of the pen.
    """
    if lists.is_topic(connection, word):
        return ""
    stored = (source for source, _ in lists.sources(connection).values())
    published = (reader(name).SOURCE for name in LISTS)
    known = {
        topic for source in (*stored, *published, *bundled.tables()) for topic in source.topics
    }
    if word in known:
        return ""
    near = get_close_matches(word, sorted(known), 1)
    return f"no list has the topic {word!r}" + (f"; did you mean {near[0]}?" if near else "")
