"""The tables of facts that the package carries, and putting them into a workspace."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from commonlist.ledger import LOCAL, Act, Entry
from commonlist.pipeline.dockets import put_docket, put_stances
from commonlist.pipeline.ingest import Told, ingest
from commonlist.pipeline.opinions import judgements_in, relations_in
from commonlist.resolution import BUNDLED
from commonlist.sources import Source, reader
from commonlist.sources.reading import Input
from commonlist.storage import Workspace, ledger, opinions
from commonlist.values.dates import stamp

DOCKET = "syria-2015"
REVIEWED = "2026-11-24T00:00:00Z"
"""When the judgements that the package carries were last gone through."""
_DATED = re.compile(r"(_\d{4}-\d{2}-\d{2})?\.csv$")
_OTHERS = ("judgements", "relations", "syria_2015_docket", "syria_2015_stances")


def _folder() -> Traversable:
    return files("commonlist.sources").joinpath("bundled")


def _tables() -> Iterator[Traversable]:
    for file in sorted(_folder().iterdir(), key=lambda file: file.name):
        name = file.name.removesuffix(".csv")
        if file.name.endswith(".csv") and name not in _OTHERS:
            yield file


def _input(file: Traversable) -> Input:
    return Input(file.name, lambda: file.open("rb"))


@cache
def tables(besides: frozenset[str] = frozenset()) -> tuple[Source, ...]:
    """Return what each bundled table is, by its own statements, leaving some lists out."""
    module = reader("table")
    newest = {_DATED.sub("", file.name): file for file in _tables()}
    chosen = (file for name, file in newest.items() if name not in besides)
    return tuple(module.source([_input(file)]) for file in chosen)


def ingest_bundled(
    workspace: Workspace,
    now: datetime,
    progress: Callable[[int], None] = lambda count: None,
    who: str = LOCAL,
) -> list[dict[str, Any]]:
    """Put the bundled tables, docket, stances, judgements and relations into a workspace."""
    told = Told(author=BUNDLED, judged_at=REVIEWED, who=who)
    results = [
        ingest(workspace, "table", [Path(str(file))], now, told, progress) for file in _tables()
    ]
    part = {name: _folder().joinpath(f"{name}.csv") for name in _OTHERS}
    put_docket(workspace, DOCKET, _input(part["syria_2015_docket"]), now, who=who)
    put_stances(workspace, DOCKET, _input(part["syria_2015_stances"]), now, who=who)
    _put_opinions(workspace, part, now, who)
    return results


def _put_opinions(
    workspace: Workspace, part: Mapping[str, Traversable], now: datetime, who: str
) -> None:
    with workspace.writing() as connection:
        judgements = judgements_in(_input(part["judgements"]), BUNDLED, REVIEWED)
        judged = opinions.add_judgements(connection, judgements)
        relations = relations_in(_input(part["relations"]), BUNDLED)
        related = opinions.add_relations(connection, relations)
        if judged or related:
            made = Entry(
                at=stamp(now),
                who=who,
                act=Act.JUDGEMENT,
                basis="carried by the package",
                what={"author": BUNDLED, "judgements": judged, "relations": related},
            )
            ledger.append(connection, made)
