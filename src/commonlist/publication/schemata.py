"""FollowTheMoney's model: what schemata and properties there are.

The data are FollowTheMoney's own (MIT licence), compiled by ``tools/ftm_model.py``:
https://followthemoney.tech/explorer/
"""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import msgspec

GROUPS: Mapping[str, str] = {
    "name": "names",
    "country": "countries",
    "date": "dates",
    "identifier": "identifiers",
    "topic": "topics",
    "gender": "genders",
    "language": "languages",
    "address": "addresses",
    "email": "emails",
    "phone": "phones",
    "entity": "entities",
}
"""The group in which the values of a property type are searched."""


class Property(msgspec.Struct, frozen=True):
    """A property: of which schema it is, what its values are.

    ``type`` is FollowTheMoney's (``string`` where nothing is said). Of an ``entity`` property,
    ``range`` is the schema that it points to and ``reverse`` the name under which that schema
    sees it. ``stub`` tells that it is itself such a view of another.
    """

    name: str
    schema: str
    label: str
    type: str = "string"
    range: str = ""
    reverse: str = ""
    stub: bool = False
    matchable: bool = False
    hidden: bool = False

    @property
    def qname(self) -> str:
        """``Thing:name``."""
        return f"{self.schema}:{self.name}"


class Schema:
    """A type of entity, with what it takes over from those that it extends.

    ``matchable`` tells whether its entities are compared with others, ``featured`` which
    properties to show first, ``caption`` which give the caption, best first; ``edge`` names source
    and target of a schema that ties two entities.
    """

    def __init__(self, model: "Model", name: str, spec: Mapping[str, Any]) -> None:
        self.name = name
        self.label: str = spec.get("label", name)
        self.plural: str = spec.get("plural", f"{name}s")
        self.abstract: bool = spec.get("abstract", False)
        self.matchable: bool = spec.get("matchable", True)
        self.featured: tuple[str, ...] = tuple(spec.get("featured", ()))
        self.caption: tuple[str, ...] = tuple(spec.get("caption", ()))
        self.edge: Mapping[str, Any] | None = spec.get("edge")
        self.extends: tuple[str, ...] = tuple(spec.get("extends", ()))
        self.own: Mapping[str, Any] = spec["properties"]
        self._model = model

    @cached_property
    def ancestors(self) -> frozenset[str]:
        """Its own name and those of all that it extends."""
        above = (self._model.schemata[name].ancestors for name in self.extends)
        return frozenset({self.name}).union(*above)

    @cached_property
    def descendants(self) -> frozenset[str]:
        """Its own name and those of all that extend it."""
        every = self._model.schemata.values()
        return frozenset(schema.name for schema in every if schema.is_a(self.name))

    @cached_property
    def properties(self) -> Mapping[str, Property]:
        """All properties by name, with those that other schemata point to it by."""
        found: dict[str, Property] = {}
        for name in self.extends:
            found |= self._model.schemata[name].properties
        found |= {name: self._property(name, spec) for name, spec in self.own.items()}
        return found | {stub.name: stub for stub in self._model.stubs.get(self.name, ())}

    @cached_property
    def comparable(self) -> frozenset[str]:
        """The matchable schemata that it is of the kind of, or that are of its kind."""
        kin = self.ancestors | self.descendants
        return frozenset(name for name in kin if self._model.schemata[name].matchable)

    def is_a(self, name: str) -> bool:
        """Tell whether it is a schema or extends it."""
        return name in self.ancestors

    def _property(self, name: str, spec: Mapping[str, Any]) -> Property:
        type_ = spec.get("type", "string")
        return Property(
            name=name,
            schema=self.name,
            label=spec.get("label", name),
            type=type_,
            range=spec.get("range", "Thing") if type_ == "entity" else "",
            reverse=(spec.get("reverse") or {}).get("name", ""),
            matchable=spec.get("matchable", type_ in _MATCHABLE),
            hidden=spec.get("hidden", False),
        )


_MATCHABLE = {"name", "address", "country", "date", "email", "phone", "identifier", "iban", "url"}


class Model:
    """All schemata by name, and the labels of topics."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.version: str = data["version"]
        self.topics: Mapping[str, str] = data["topics"]
        self.schemata = {name: Schema(self, name, spec) for name, spec in data["schemata"].items()}
        self.stubs: dict[str, list[Property]] = {}
        for stub in self._stubs(data["schemata"]):
            self.stubs.setdefault(stub[0], []).append(stub[1])

    def _stubs(self, specs: Mapping[str, Any]) -> Iterator[tuple[str, Property]]:
        for schema, spec in specs.items():
            for prop in spec["properties"].values():
                reverse = prop.get("reverse")
                if reverse:
                    yield (
                        prop.get("range", "Thing"),
                        Property(
                            name=reverse["name"],
                            schema=prop.get("range", "Thing"),
                            label=reverse.get("label", reverse["name"]),
                            type="entity",
                            range=schema,
                            stub=True,
                            hidden=reverse.get("hidden", False),
                        ),
                    )

    def get(self, name: str) -> Schema | None:
        """Return the schema of a name, None if there is none."""
        return self.schemata.get(name)


@cache
def model() -> Model:
    """Return the model."""
    text = files("commonlist.publication").joinpath("data", "followthemoney.json").read_bytes()
    return Model(msgspec.json.decode(text))
