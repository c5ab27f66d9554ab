"""What the API serves: entities of the partition, and files of FollowTheMoney as they are."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commonlist.pipeline.evidence import Asked, Evidence
from commonlist.pipeline.ingest import Told, ingest
from commonlist.pipeline.resolving import judge, resolve
from commonlist.pipeline.shelving import shelved
from commonlist.publication.shelf import Shelf
from commonlist.resolution import Verdict
from commonlist.storage import Workspace
from tests.pipeline.conftest import NOW, filler, table, un

Put = Callable[..., dict[str, Any]]
File = Callable[..., None]
ALPHA = ("QDe.001", "Alpha Front of Hamra", "2006-12-23")


@pytest.fixture
def file(workspace: Workspace, tmp_path: Path) -> Callable[..., None]:
    """Ingest entities as a file of FollowTheMoney under a name."""

    def run(name: str, *things: dict[str, Any]) -> None:
        path = tmp_path / name
        path.write_text("".join(json.dumps(thing) + "\n" for thing in things), "utf-8")
        ingest(workspace, "ftm", [path], NOW, Told(name=name))

    return run


def of(workspace: Workspace) -> Shelf:
    resolve(workspace)
    return shelved(workspace, NOW)


def got(shelf: Shelf, id_: str) -> dict[str, Any]:
    row = shelf.row(id_)
    assert row is not None
    return shelf.thing(row)


def test_an_entry_of_a_list_is_there_with_its_act(workspace: Workspace, put: Put) -> None:
    put("un_sc", un("2026-11-20", ALPHA, *filler(800)))
    shelf = of(workspace)
    row = shelf.row_of_record("un_sc:QDe.001")
    assert row is not None
    alpha = shelf.thing(row)
    assert (alpha["schema"], alpha["datasets"], alpha["target"]) == (
        "Organization",
        ["un_sc"],
        True,
    )
    assert alpha["first_seen"] == "2026-11-20T00:00:00"
    assert "un_sc:QDe.001" in alpha["referents"]
    assert [(p, shelf.schema(r)) for p, r in shelf.pointing(row)] == [("entity", "Sanction")]
    assert shelf.values("listed", row) == ["terrorism"]


def test_who_left_the_list_is_no_target(workspace: Workspace, put: Put) -> None:
    put("un_sc", un("2020-11-20", ALPHA, *filler(800)), "a.xml")
    put("un_sc", un("2026-11-20", *filler(801)), "b.xml")
    shelf = of(workspace)
    row = shelf.row_of_record("un_sc:QDe.001")
    assert row is not None
    alpha = shelf.thing(row)
    assert (alpha["target"], alpha["properties"].get("topics")) == (False, None)
    assert shelf.values("listed", row) == []


PERSON = {"id": "p", "schema": "Person", "properties": {"name": ["Jane Teal"]}}
FIRM = {"id": "f", "schema": "Company", "properties": {"name": ["Teal Shipping"]}}
TIE = {"id": "o", "schema": "Ownership", "properties": {"owner": ["p"], "asset": ["f"]}}
WHERE = {"id": "a", "schema": "Address", "properties": {"full": ["1 Teal Road, Hamra"]}}


def test_a_file_is_there_whole_and_in_its_order(workspace: Workspace, file: File) -> None:
    file("zz", WHERE, TIE, PERSON, FIRM)
    shelf = of(workspace)
    assert [shelf.thing(row)["id"] for row in range(shelf.size)] == ["a", "o", "p", "f"]
    assert got(shelf, "o")["properties"] == TIE["properties"]
    assert got(shelf, "a")["caption"] == "1 Teal Road, Hamra"
    assert [p for p, _ in shelf.pointing(shelf.row("p") or 0)] == ["owner"]


def test_a_party_of_one_file_keeps_its_id_and_ours_leads_to_it(
    workspace: Workspace, file: File
) -> None:
    file("zz", PERSON)
    shelf = of(workspace)
    assert got(shelf, "p")["id"] == "p"
    assert [r for r in got(shelf, "p")["referents"] if r.startswith("cl-")]


def test_a_party_that_is_judged_to_be_on_a_list_goes_by_our_id(
    workspace: Workspace, put: Put, file: File
) -> None:
    file("zz", PERSON, FIRM, TIE)
    put("table", table("zz_list", "j,Jane Teal of Hamra,,2003-04-05,,2026-11-20,"), "t.csv")
    judge(workspace, "zz:p", "zz_list:j", Verdict.SAME, "the same", "tester", NOW)
    shelf = of(workspace)
    jane = got(shelf, "p")
    assert jane["id"].startswith("cl-")
    assert jane["datasets"] == ["zz_list", "zz"]
    assert got(shelf, "o")["properties"]["owner"] == [jane["id"]]


@pytest.mark.parametrize("change", [True, False])
def test_a_shelf_is_made_anew_only_when_something_changed(
    workspace: Workspace, file: File, change: bool
) -> None:
    file("zz", PERSON)
    before = of(workspace)
    if change:
        file("yy", FIRM)
    assert (of(workspace).size > before.size) is change


def test_a_shelf_is_of_its_data_and_its_day(workspace: Workspace, put: Put) -> None:
    put("un_sc", un("2026-11-20", ALPHA, *filler(800)))
    first = of(workspace)
    assert shelved(workspace, NOW).name == first.name
    assert shelved(workspace, NOW + timedelta(days=1)).name != first.name
    put("un_sc", un("2026-11-21", ALPHA, *filler(801)))
    assert of(workspace).name != first.name


def test_an_entity_has_the_caption_that_pages_show(bundled: Workspace) -> None:
    shelf = shelved(bundled, NOW)
    with bundled.reading() as connection:
        cards = Evidence(connection, Asked(day=NOW.date())).cards
    served = {
        entity: got(shelf, entity)["caption"] for entity in cards if shelf.row(entity) is not None
    }
    assert len(served) > 200
    assert served == {entity: cards[entity].caption for entity in served}
