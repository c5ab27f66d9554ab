"""Entities made for tests of the shelf."""

from typing import Any

from commonlist.publication.shelf import Shelf, Shelved, described


def thing(id_: str, schema: str = "Person", **properties: Any) -> dict[str, Any]:
    """A flat entity; its first name is the caption."""
    names = properties.get("name", [id_])
    return {
        "id": id_,
        "caption": names[0],
        "schema": schema,
        "properties": properties,
        "datasets": ["zz"],
        "referents": [],
        "target": False,
        "first_seen": "2020-01-01T00:00:00",
        "last_seen": None,
        "last_change": None,
    }


def shelf(*things: "dict[str, Any] | Shelved") -> Shelf:
    """A shelf with some entities."""
    return Shelf(described(t if isinstance(t, Shelved) else Shelved(t) for t in things))
