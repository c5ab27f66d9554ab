"""FollowTheMoney's model and entities as the Reconciliation Service API 0.2 knows them.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from collections.abc import Iterable, Iterator
from typing import Any, Literal, TypeVar

import msgspec

from commonlist.parties import is_party, party
from commonlist.publication.schemata import Property, Schema, model
from commonlist.values.words import words

T_ = TypeVar("T_")
VERSION = "0.2"
SCHEMATA = "https://followthemoney.tech/explorer/schemata/"
"""Where the types of entities are described."""
MOST_SUGGESTED = 25


class Type(msgspec.Struct, frozen=True):
    """A schema, as a type of entities."""

    id: str
    name: str
    description: str = ""


class Named(msgspec.Struct, frozen=True):
    """A property, or what else has an id and a name."""

    id: str
    name: str


class Candidate(msgspec.Struct, frozen=True, omit_defaults=True):
    """An entity; ``score``, ``match`` and ``features`` where it answers a query."""

    id: str
    name: str
    description: str
    type: tuple[Type, ...]
    score: float | None = None
    match: bool | None = None
    features: tuple[dict[str, Any], ...] = ()


def type_of(schema: str) -> Type:
    """Return a schema as a type."""
    found = model().get(schema)
    if found is None:
        return Type(schema, schema)
    return Type(found.name, found.plural, found.label)


def types(held: Iterable[str]) -> list[Type]:
    """Return the types of entities that are compared, of those that are held, and wider ones."""
    found = [schema for name in held if (schema := model().get(name)) and schema.matchable]
    wider = {name for schema in found for name in schema.ancestors}
    return [type_of(name) for name in sorted(wider)]


def types_beginning(prefix: str, held: Iterable[str]) -> list[Type]:
    """Return the types of which a name begins so."""
    return _few(each for each in types(held) if _begins(prefix, each.id, each.description))


def properties_beginning(prefix: str, held: Iterable[str]) -> list[Named]:
    """Return the properties of which a name begins so, without those that hold entities."""
    schemata = [model().schemata[each.id] for each in types(held)]
    return _few(
        Named(prop.qname, prop.label)
        for schema in schemata
        for prop in schema.properties.values()
        if prop.schema == schema.name and _is_plain(prop) and _begins(prefix, prop.name, prop.label)
    )


def extending(schema: Schema, limit: int) -> list[Named]:
    """Return the properties by which entities of a schema may be extended, most telling first.

    ``limit`` 0: all of them.
    """
    featured = [prop for name in schema.featured if (prop := schema.properties.get(name))]
    rest = (prop for prop in schema.properties.values() if prop not in featured)
    every = [Named(prop.name, prop.label) for prop in [*featured, *rest] if _is_plain(prop)]
    return every[:limit] if limit else every


def property_named(name: str, schema: Schema | None = None) -> Property | None:
    """Return a property by its name (of a schema) or by that of schema and property."""
    of, _, own = name.rpartition(":")
    home = model().get(of) if of else schema
    return home.properties.get(own) if home else None


def shown(prop: Property, value: str) -> str:
    """Return a value as people read it: a country's name for its code."""
    if prop.type == "country" and is_party(value):
        return party(value).name
    return model().topics.get(value, value) if prop.type == "topic" else value


def manifest(name: str, base: str, dataset: str, query: str, held: Iterable[str]) -> dict[str, Any]:
    """Return the description of the service over a dataset.

    ``base`` is the server's address without a slash at its end, ``query`` what every address
    carries: "" or ``?...``.
    """
    service = f"{base}/reconcile/{dataset}"

    def at(path: str) -> dict[str, str]:
        return {"service_url": service, "service_path": f"{path}{query}"}

    return {
        "versions": [VERSION],
        "name": name,
        "identifierSpace": f"{base}/entities/",
        "schemaSpace": SCHEMATA,
        "documentation": f"{base}/openapi.json",
        "batchSize": 3,
        "view": {"url": f"{base}/entity/{{{{id}}}}"},
        "preview": {"url": f"{service}/preview/{{{{id}}}}{query}", "width": 430, "height": 300},
        "suggest": {kind: at(f"/suggest/{kind}") for kind in ("entity", "type", "property")},
        "extend": {
            "propose_properties": at("/extend/property"),
            "property_settings": list(_settings("value")),
            "propose_settings": list(_settings("id")),  # so yente calls them
        },
        "defaultTypes": types(held),
    }


def _settings(key: Literal["id", "value"]) -> Iterator[dict[str, Any]]:
    """Yield what may be set when values are fetched; a choice's word stands under ``key``."""
    yield {
        "name": "limit",
        "label": "Limit",
        "type": "number",
        "default": 0,
        "help_text": "The most values of a row; 0: all",
    }
    yield {
        "name": "render",
        "label": "Values",
        "type": "select",
        "default": "caption",
        "choices": [
            {key: "caption", "name": "as people read them"},
            {key: "raw", "name": "as they are stored"},
        ],
        "help_text": "The name of a country, or its code",
    }


def _is_plain(prop: Property) -> bool:
    return not prop.hidden and prop.type != "entity"


def _begins(prefix: str, *names: str) -> bool:
    wanted = " ".join(words(prefix))
    return bool(wanted) and any(" ".join(words(name)).startswith(wanted) for name in names)


def _few(found: Iterable[T_]) -> list[T_]:
    return list(dict.fromkeys(found))[:MOST_SUGGESTED]


def candidate(id_: str, caption: str, schema: str) -> Candidate:
    """Return an entity as it is suggested."""
    kind = type_of(schema)
    return Candidate(id_, caption, kind.description, (kind,))
