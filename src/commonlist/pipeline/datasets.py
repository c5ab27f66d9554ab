"""The datasets of the API: each list, each topic, what a rule agrees on, and all of it."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonlist.agreement.presets import PRESETS
from commonlist.errors import UnknownNameError
from commonlist.parties import is_party, party
from commonlist.pipeline.agreeing import Question
from commonlist.pipeline.evidence import Asked
from commonlist.pipeline.live import Live
from commonlist.pipeline.shelving import shelved
from commonlist.publication.schemata import model
from commonlist.publication.shelf import Shelf
from commonlist.sources.source import Source
from commonlist.storage import lists
from commonlist.storage.lists import Snapshot

EVERYTHING = "default"
SANCTIONS = "sanctions"
Rows = NDArray[np.bool_]


class Held(NamedTuple):
    """A list that is loaded: what it is, and its newest copy."""

    source: Source
    last: Snapshot


def opened(live: Live) -> Shelf:
    """Return the shelf of the present data; while that is being made, the one before."""
    return live.lately("shelf", lambda connection: _shelf(live))


def current(live: Live) -> Shelf:
    """Return the shelf of the present data, however long it takes to make."""
    return live.of("shelf", lambda connection: _shelf(live))


def update(live: Live) -> None:
    """Make entities of what was put in since, and put them on the shelf."""
    live.settle()
    current(live)


def _shelf(live: Live) -> Shelf:
    return shelved(live.workspace, live.now())


def rows_of(live: Live, shelf: Shelf, name: str) -> Rows:
    """Return which rows of the shelf belong to a dataset.

    Raises:
        UnknownNameError: there is none of that name.
    """
    if name == EVERYTHING:
        return np.ones(shelf.size, bool)
    if name == SANCTIONS:
        return shelf.having("topics", "sanction")
    if name in held(live):
        return shelf.having("datasets", name)
    if name in shelf.names["listed"]:
        return shelf.having("listed", name)
    if name in PRESETS:
        key = ("dataset", name, live.today(), shelf.name)
        return live.of(key, lambda _: _agreed(live, shelf, name))
    raise UnknownNameError("No such dataset.")


def _agreed(live: Live, shelf: Shelf, rule: str) -> Rows:
    answer = live.answer(Question(rule=rule, asked=Asked(day=live.today())))
    chosen = np.zeros(shelf.size, bool)
    found = (shelf.row(row["id"]) for row in answer["entities"] if row["status"] == "agreed")
    chosen[[row for row in found if row is not None]] = True
    return chosen


def held(live: Live) -> dict[str, Held]:
    """Return the lists that are loaded, by name; names on the table are no list."""

    def read(connection: Any) -> dict[str, Held]:
        return {
            name: Held(source, copies[-1])
            for name, (source, form) in sorted(lists.sources(connection).items())
            if form != "docket" and (copies := lists.snapshots(connection, name))
        }

    return live.of("held", read)


def catalogue(live: Live) -> dict[str, Any]:
    """Return what there is, as the field's API describes its datasets."""
    shelf = opened(live)
    key = ("catalogue", live.today(), shelf.name)
    return live.of(key, lambda connection: _catalogue(live, shelf))


def _catalogue(live: Live, shelf: Shelf) -> dict[str, Any]:
    loaded, version = held(live), shelf.name.rpartition("-")[2]
    rows = [*_lists(live, shelf, loaded), *_collections(live, shelf, loaded, version)]
    return {
        "datasets": rows,
        "current": [row["name"] for row in rows],
        "outdated": [],
        "index_stale": False,
    }


def _lists(live: Live, shelf: Shelf, loaded: dict[str, Held]) -> Iterator[dict[str, Any]]:
    for name, (source, last) in loaded.items():
        yield {
            **_row(name, source.title, shelf, rows_of(live, shelf, name)),
            "summary": source.formats or None,
            "version": f"{last.day.replace('-', '')}-{last.digest[:6]}",
            "index_version": f"{last.day.replace('-', '')}-{last.digest[:6]}",
            "updated_at": f"{last.day}T00:00:00",
            "last_export": _stamp(last.held_at),
            "publisher": {"name": source.authority or source.title},
        }


def _collections(
    live: Live, shelf: Shelf, loaded: dict[str, Held], version: str
) -> Iterator[dict[str, Any]]:
    newest = max((copy.held_at for _, copy in loaded.values()), default="")
    titles = {
        EVERYTHING: "All lists that are loaded",
        SANCTIONS: "Whoever is on a list today",
        **{topic: f"Acts of the topic {topic}" for topic in shelf.names["listed"]},
        **{name: preset.title for name, preset in PRESETS.items()},
    }
    for name, title in titles.items():
        if name in loaded:
            continue  # a list of that name goes before
        rows = None if name in PRESETS else rows_of(live, shelf, name)
        yield {
            **_row(name, title, shelf, rows),
            "version": version,
            "index_version": version,
            "updated_at": _stamp(newest),
            "last_export": _stamp(newest),
            "children": sorted(loaded),
        }


def _row(name: str, title: str, shelf: Shelf, rows: Rows | None) -> dict[str, Any]:
    """Describe a dataset; what a rule agrees on is computed when it is asked for, not here."""
    return {
        "name": name,
        "title": title,
        "summary": None,
        "url": None,
        "entity_count": None if rows is None else int(np.count_nonzero(rows)),
        "thing_count": None if rows is None else int(np.count_nonzero(rows & shelf.named)),
        "coverage": {},
        "publisher": None,
        "load": True,
        "index_current": True,
        "children": [],
    }


def _stamp(moment: str) -> str | None:
    return moment.removesuffix("Z") or None


def label(facet: str, value: str, titles: Mapping[str, str]) -> str:
    """Return how a value of a facet is shown."""
    schema = model().get(value)
    if facet == "schema" and schema is not None:
        return schema.plural
    if facet == "countries" and is_party(value):
        return party(value).name
    if facet == "topics":
        return model().topics.get(value, value)
    return titles.get(value, value)
