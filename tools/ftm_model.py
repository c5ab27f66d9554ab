"""Compile FollowTheMoney's model into one JSON file: schemata, properties, types.

::

    python tools/ftm_model.py followthemoney-4.11.2-py3-none-any.whl

The wheel is the published one; its model (``followthemoney/schema/*.yaml``) is under the MIT
licence, which is put beside the result.
"""

import ast
import sys
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import yaml

DATA = Path(__file__).parents[1] / "src" / "commonlist" / "publication" / "data"
_SCHEMA = ("label", "plural", "extends", "abstract", "matchable", "featured", "caption", "edge")
_PROPERTY = ("label", "type", "range", "reverse", "matchable", "hidden", "deprecated")


def compiled(wheel: zipfile.ZipFile) -> dict[str, Any]:
    """Return the model of a wheel as plain values."""
    schemata: dict[str, Any] = {}
    for name in sorted(wheel.namelist()):
        if name.startswith("followthemoney/schema/") and name.endswith((".yaml", ".yml")):
            for schema, spec in yaml.safe_load(wheel.read(name)).items():
                schemata[schema] = _schema(spec)
    topics = _topics(wheel.read("followthemoney/types/topic.py").decode())
    version = next(n for n in wheel.namelist() if n.endswith(".dist-info/METADATA")).split("-")[1]
    return {
        "version": version.removesuffix(".dist"),
        "topics": topics,
        "schemata": dict(sorted(schemata.items())),
    }


def _topics(module: str) -> dict[str, str]:
    """Return the labels of topics: the module's one large dictionary of ``name: _(label)``."""
    tables = [node for node in ast.walk(ast.parse(module)) if isinstance(node, ast.Dict)]
    table = max(tables, key=lambda found: len(found.keys))
    return {
        ast.literal_eval(key): ast.literal_eval(value.args[0])
        for key, value in zip(table.keys, table.values, strict=True)
        if key is not None and isinstance(value, ast.Call)
    }


def _schema(spec: dict[str, Any]) -> dict[str, Any]:
    made = {key: spec[key] for key in _SCHEMA if key in spec}
    properties = spec.get("properties") or {}
    made["properties"] = {
        name: {key: prop[key] for key in _PROPERTY if key in (prop or {})}
        for name, prop in properties.items()
    }
    return made


def licence(wheel: zipfile.ZipFile) -> bytes:
    """Return the licence that the wheel carries."""
    return wheel.read(next(n for n in wheel.namelist() if n.endswith("/licenses/LICENSE")))


def main() -> None:
    """Write the model and its licence into the package."""
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        DATA.mkdir(exist_ok=True)
        body = msgspec.json.format(msgspec.json.encode(compiled(wheel)), indent=1)
        (DATA / "followthemoney.json").write_bytes(body + b"\n")
        (DATA / "followthemoney-LICENSE.txt").write_bytes(licence(wheel))


if __name__ == "__main__":
    main()
