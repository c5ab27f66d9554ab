"""Entities as statements: one for each value of a property, with the list that says so.

The columns are those of FollowTheMoney's statements (https://followthemoney.tech/docs/statements/).
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from commonlist.publication.schemata import model
from commonlist.publication.shelf import Thing

FIELDS = ("dataset", "entity_id", "canonical_id", "prop", "value", "schema")
"""By what statements are chosen."""


def statements(
    canonical: Thing, entity: str, dataset: str, part: Thing
) -> Iterator[dict[str, Any]]:
    """Yield what one list says of an entity: ``part`` of it, under its id there."""
    schema = model().get(part["schema"])
    for name, values in part["properties"].items():
        prop = schema.properties.get(name) if schema else None
        for value in values:
            yield {
                "id": _id(dataset, entity, name, value),
                "entity_id": entity,
                "canonical_id": canonical["id"],
                "prop": name,
                "prop_type": prop.type if prop else "string",
                "schema": part["schema"],
                "value": value,
                "dataset": dataset,
                "lang": None,
                "original_value": None,
                "origin": None,
                "external": False,
                "target": canonical["target"],
                "first_seen": part["first_seen"] or canonical["first_seen"],
                "last_seen": part["last_seen"] or canonical["last_seen"],
            }


def fits(statement: Mapping[str, Any], wanted: Mapping[str, str]) -> bool:
    """Tell whether a statement has the wanted values of some of `FIELDS`."""
    return all(statement[field] == value for field, value in wanted.items())


def _id(*parts: str) -> str:
    """The id that FollowTheMoney gives: SHA-1 of dataset, entity, property and value."""
    text = ".".join(parts).encode()
    return hashlib.sha1(text, usedforsecurity=False).hexdigest()
