"""Entities with those beside them put in, as the field's API shows them.

What an entity points to, and what points to it, stands in its properties in the place of ids; of a
tie (an ownership, a payment) the other end is put in as well. Nothing is put into itself: there
the id stays.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from commonlist.publication.schemata import Property, model
from commonlist.publication.shelf import Shelf, Thing

MOST = 500
"""Entities that are put in under one property; more are left out, `adjacent` gives them all."""


def nested(shelf: Shelf, row: int) -> Thing:
    """Return an entity with those beside it."""
    thing = shelf.thing(row)
    found: dict[str, list[Any]] = {}
    for name, rows in beside(shelf, row).items():
        found[name] = [beside_in(shelf, other, thing["id"]) for other in rows[:MOST]]
    strange = {
        name: [value for value in thing["properties"][name] if shelf.row(value) is None]
        for name in found
        if name in thing["properties"]
    }
    filled = {name: [*values, *strange.get(name, ())] for name, values in found.items()}
    return {**thing, "properties": {**thing["properties"], **filled}}


def beside(shelf: Shelf, row: int) -> dict[str, list[int]]:
    """Return by property the rows that an entity points to, or that point to it, in order."""
    thing = shelf.thing(row)
    found: dict[str, set[int]] = {}
    for prop, value in _references(thing):
        other = shelf.row(value)
        if other is not None and other != row:
            found.setdefault(prop.name, set()).add(other)
    for name, other in shelf.pointing(row):
        schema = model().get(shelf.schema(other))
        tie = schema.properties.get(name) if schema else None
        if tie is not None and tie.reverse and other != row:
            found.setdefault(tie.reverse, set()).add(other)
    return {name: sorted(rows) for name, rows in sorted(found.items())}


def beside_in(shelf: Shelf, row: int, root: str) -> Thing:
    """Return an entity beside another (by id); of a tie the other end is put in."""
    thing = shelf.thing(row)
    schema = model().get(thing["schema"])
    if schema is None or schema.edge is None:
        return thing
    properties = dict(thing["properties"])
    for prop, _ in _references(thing):
        ends = ((value, shelf.row(value)) for value in thing["properties"][prop.name])
        properties[prop.name] = [
            value if other is None or value == root else shelf.thing(other) for value, other in ends
        ]
    return {**thing, "properties": properties}


def is_reference(thing: Thing, name: str) -> bool:
    """Tell whether a property of an entity's schema, also a reversed one, holds entities."""
    schema = model().get(thing["schema"])
    return schema is not None and name in schema.properties and _holds(schema.properties, name)


def _holds(properties: Mapping[str, Property], name: str) -> bool:
    return properties[name].type == "entity"


def _references(thing: Thing) -> Iterator[tuple[Property, str]]:
    schema = model().get(thing["schema"])
    for name, values in thing["properties"].items():
        if schema and name in schema.properties and _holds(schema.properties, name):
            yield from ((schema.properties[name], value) for value in values)
