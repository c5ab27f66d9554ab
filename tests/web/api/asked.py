"""Two small lists of invented parties as FollowTheMoney, and a workspace that holds them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from commonlist.pipeline.ingest import Told, ingest
from commonlist.pipeline.resolving import resolve
from commonlist.storage import Workspace

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TEAL = "Ivan Petrovich Tealov"
HERON = "Grey Heron Trading House"


def thing(id_: str, schema: str, changed: str = "2024-05-01", **properties: str) -> dict[str, Any]:
    """Return an entity as a line of a file has it; values are split at ``|``."""
    values = {name: value.split("|") for name, value in properties.items()}
    return {
        "id": id_,
        "caption": values.get("name", [id_])[0],
        "schema": schema,
        "properties": values,
        "datasets": ["herons"],
        "referents": [f"old-{id_}"],
        "target": True,
        "first_seen": "2024-01-01T00:00:00",
        "last_seen": "2026-11-01T00:00:00",
        "last_change": f"{changed}T00:00:00",
    }


HERONS = (
    thing(
        *("NK-teal", "Person"),
        name=f"{TEAL}|Иван Петрович Теалов",
        weakAlias="Vanya the Quiet",
        birthDate="1970-03-29",
        nationality="ru",
        passportNumber="AB123456",
        topics="sanction",
        gender="male",
    ),
    thing(
        *("NK-heron", "Company"),
        name=HERON,
        alias="Tsaplya Torg",
        jurisdiction="cy",
        registrationNumber="HE-778899",
        topics="sanction",
    ),
    thing("NK-front", "LegalEntity", name="Umber Pelican Front", topics="sanction"),
    thing("NK-ministry", "PublicBody", name="Ministry of Bitterns and Marshes", country="cy"),
    thing("NK-ship", "Vessel", name="Crimson Bittern", imoNumber="9074729", topics="sanction"),
    thing("NK-plane", "Airplane", name="Crimson Swift", serialNumber="SN-445566"),
    thing("NK-wallet", "CryptoWallet", publicKey="1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
)
OTHERS = (
    thing(
        *("NK-stork", "Person", "2026-10-01"),
        name="Abdulkarim Storkani",
        birthDate="1981",
        country="iq",
        topics="crime",
    ),
)


def write(path: Path, things: Iterator[dict[str, Any]] | tuple[dict[str, Any], ...]) -> Path:
    """Write entities, one a line."""
    path.write_text("".join(json.dumps(each) + "\n" for each in things), "utf-8")
    return path


def put(workspace: Workspace, name: str, path: Path) -> None:
    """Put a file of entities into a workspace under a name, and make entities of it."""
    ingest(workspace, "ftm", [path], NOW, Told(name=name))
    resolve(workspace)


def filled(folder: Path, files: Path) -> None:
    """Make a workspace with both lists."""
    with Workspace(folder, NOW) as opened:
        put(opened, "herons", write(files / "herons.json", HERONS))
        put(opened, "others", write(files / "others.json", OTHERS))
