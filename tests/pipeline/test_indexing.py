"""The index is built once for what is compared, and again only when that has changed."""

from collections.abc import Callable
from typing import Any

import pytest

from commonlist.matching import Index
from commonlist.pipeline import indexing
from commonlist.pipeline.indexing import folder, indexed, name_of
from commonlist.pipeline.resolving import judge, resolve
from commonlist.records import Kind, Name, Record
from commonlist.resolution import Verdict
from commonlist.storage import Workspace
from commonlist.storage.indexes import damaged
from tests.pipeline.conftest import NOW, table

Put = Callable[..., dict[str, Any]]
ROWS = ("a,Grey Heron Front,,2001,,,", "b,Teal Brigade,,2002,,,", "c,Crimson Bittern,,2003,,,")


def filled(workspace: Workspace, put: Put, rows: tuple[str, ...] = ROWS) -> Workspace:
    put("table", table("zz_one", *rows))
    resolve(workspace)
    return workspace


def test_holds_the_newest_of_every_record_in_order(workspace: Workspace, put: Put) -> None:
    found = indexed(filled(workspace, put), NOW)
    keys = [found.index.key(row) for row in range(len(found.index))]
    assert keys == ["zz_one:a", "zz_one:b", "zz_one:c"]
    assert not damaged(found.path)


def test_is_built_once(workspace: Workspace, put: Put) -> None:
    filled(workspace, put)
    first = indexed(workspace, NOW)
    written = first.path.stat().st_ino
    again = indexed(workspace, NOW)
    assert (again.digest, again.path.stat().st_ino) == (first.digest, written)


def test_the_same_records_make_the_same_index(workspace: Workspace, put: Put) -> None:
    first = indexed(filled(workspace, put), NOW)
    first.path.unlink()
    assert indexed(workspace, NOW).digest == first.digest


def test_a_judgement_moves_entities_and_not_the_index(workspace: Workspace, put: Put) -> None:
    before = name_of(filled(workspace, put), NOW)
    judge(workspace, "zz_one:a", "zz_one:b", Verdict.SAME, "told", "tests", NOW)
    resolve(workspace)
    assert name_of(workspace, NOW) == before


def test_a_changed_list_makes_another(workspace: Workspace, put: Put) -> None:
    before = name_of(filled(workspace, put), NOW)
    put("table", table("zz_two", "d,Amber Plover,,2004,,,"))
    resolve(workspace)
    assert name_of(workspace, NOW) != before
    assert len(indexed(workspace, NOW).index) == 4


def test_a_list_that_came_while_it_was_built_is_not_taken_for_indexed(
    workspace: Workspace, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(workspace, put)
    build = indexing.built

    def slowly(*given: Any) -> str:
        name = build(*given)
        put("table", table("zz_two", "d,Amber Plover,,2004,,,"))
        return name

    monkeypatch.setattr(indexing, "built", slowly)
    indexed(workspace, NOW)
    monkeypatch.setattr(indexing, "built", build)
    resolve(workspace)
    assert len(indexed(workspace, NOW).index) == 4


def test_a_file_cut_short_is_made_again(workspace: Workspace, put: Put) -> None:
    first = indexed(filled(workspace, put), NOW)
    digest, whole = first.digest, first.path.read_bytes()
    first.path.write_bytes(whole[:500])
    assert indexed(workspace, NOW).digest == digest
    assert first.path.read_bytes() == whole


def test_index_files_lie_in_the_workspace(workspace: Workspace, put: Put) -> None:
    found = indexed(filled(workspace, put), NOW)
    assert found.path == folder(workspace).path(name_of(workspace, NOW))
    assert found.path.parent == workspace.folder / "index"


def test_processes_describe_records_in_order_as_one_would(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [
        Record(source="zz", entry=str(n), kind=Kind.PERSON, names=(Name(text=f"Heron Teal {n}"),))
        for n in range(25)
    ]
    whole = Index.join(list(indexing.described(records)))
    monkeypatch.setattr(indexing, "_CHUNK", 3)
    done: list[int] = []
    parted = Index.join(list(indexing.described(iter(records), done.append)))
    assert parted.keys == whole.keys == [record.key for record in records]
    assert done == [*range(3, 25, 3), 25]
