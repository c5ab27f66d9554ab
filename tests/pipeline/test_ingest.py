"""Ingest: all or nothing, the same bytes once, what is too small is held back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commonlist.errors import FormatError, HeldBackError, InputError, UnknownNameError
from commonlist.pipeline.ingest import Told, ingest
from commonlist.storage import Workspace, lists
from tests.pipeline.conftest import NOW, filler, table, un
from tests.storage.conftest import dump

pytestmark = pytest.mark.both

Put = Callable[..., dict[str, Any]]
ENTRIES = filler(1000)


def test_figures_have_the_keys_of_the_interface(put: Put) -> None:
    figures = put("un_sc", un("2020-11-30", *ENTRIES))
    assert list(figures)[:15] == [
        *("source", "digest", "generated", "scope", "records", "persons", "organizations"),
        *("vessels", "aircraft", "other", "quarantined", "added", "changed", "removed", "new"),
    ]
    assert figures["generated"] == "2020-11-30"
    assert figures["records"] == figures["organizations"] == figures["added"] == 1000


def test_same_bytes_twice_change_nothing(put: Put, workspace: Workspace) -> None:
    put("un_sc", un("2020-11-30", *ENTRIES))
    before = dump(workspace)
    figures = put("un_sc", un("2020-11-30", *ENTRIES))
    assert dump(workspace) == before
    assert not figures["new"]
    assert figures["records"] == 1000


def test_date_and_scope_can_be_corrected_by_saying_them(put: Put, workspace: Workspace) -> None:
    put("un_sc", un("2020-11-30", *ENTRIES))
    put("un_sc", un("2020-11-30", *ENTRIES), generated="2020-12", scope="part")
    with workspace.reading() as connection:
        (snapshot,) = lists.snapshots(connection, "un_sc")
    assert (snapshot.generated, snapshot.day, snapshot.scope) == ("2020-12", "2020-12-01", "part")


def test_list_that_lost_too_many_is_held_back_and_nothing_is_kept(
    put: Put, workspace: Workspace
) -> None:
    put("un_sc", un("2020-11-30", *ENTRIES))
    before = dump(workspace)
    with pytest.raises(HeldBackError, match="--scope part"):
        put("un_sc", un("2021-11-30", *ENTRIES[:750]))
    assert dump(workspace) == before
    assert put("un_sc", un("2021-11-30", *ENTRIES[:750]), accept_shrunk=True)["removed"] == 250


def test_cut_copy_removes_nobody(put: Put) -> None:
    put("un_sc", un("2020-11-30", *ENTRIES))
    figures = put("un_sc", un("2021-11-30", *ENTRIES[:3]), scope="part")
    assert (figures["scope"], figures["removed"]) == ("part", 0)


def test_scope_of_a_regime_that_is_not_in_the_file_is_refused(put: Put) -> None:
    with pytest.raises(InputError, match="Al-Qaida"):
        put("un_sc", un("2020-11-30", *ENTRIES), scope="Talib")


def test_damaged_file_leaves_the_workspace_as_it_was(put: Put, workspace: Workspace) -> None:
    put("un_sc", un("2020-11-30", *ENTRIES))
    before = dump(workspace)
    with pytest.raises(FormatError, match="line"):
        put("un_sc", un("2021-11-30", *ENTRIES)[:-200])
    assert dump(workspace) == before


def test_bad_entry_is_quarantined_with_its_raw_text(put: Put, workspace: Workspace) -> None:
    figures = put("table", table("zz_list", "a,Alpha,,2001,,,", "b,Beta,,soon,,,", "b2,,,,,,"))
    assert (figures["records"], figures["quarantined"]) == (1, 2)
    with workspace.reading() as connection:
        first, second = lists.faults(connection)
    assert "soon" in first.raw
    assert "line 5" in first.place
    assert "name" in second.reason


def test_missing_file_is_said(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        ingest(workspace, "un_sc", [tmp_path / "none.xml"], NOW)


def test_archive_keeps_the_bytes(put: Put, workspace: Workspace) -> None:
    text = un("2020-11-30", *ENTRIES)
    digest = put("un_sc", text)["digest"]
    with workspace.archive.open(digest) as stream:
        assert stream.read() == text.encode()
    assert workspace.check() == ()


def test_ftm_needs_a_name(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"id": "a", "schema": "Person", "properties": {"name": ["Ann Other"]}}\n')
    with pytest.raises(InputError, match="--name"):
        ingest(workspace, "ftm", [path], NOW)
    assert ingest(workspace, "ftm", [path], NOW, Told(name="mine"))["persons"] == 1


@pytest.mark.parametrize("party", ["EU", " eu", "eu"])
def test_ftm_is_of_a_party_however_it_is_written(
    workspace: Workspace, tmp_path: Path, party: str
) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"id": "a", "schema": "Person", "properties": {"name": ["Ann Other"]}}\n')
    ingest(workspace, "ftm", [path], NOW, Told(name="mine", party=party))
    with workspace.reading() as connection:
        assert lists.sources(connection)["mine"][0].party == "eu"


def test_ftm_is_of_no_party_that_there_is_not(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("{}")
    with pytest.raises(UnknownNameError, match="no party 'xx'"):
        ingest(workspace, "ftm", [path], NOW, Told(name="mine", party="xx"))


def test_ftm_cannot_take_the_name_of_a_bundled_table(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("{}")
    with pytest.raises(InputError, match="bundled table"):
        ingest(workspace, "ftm", [path], NOW, Told(name="nz_designated"))


def test_table_cannot_take_the_name_of_a_published_list(put: Put) -> None:
    with pytest.raises(InputError, match="list of its own"):
        put("table", table("un_sc", "a,Alpha,,2001,,,"))


def test_file_of_which_nothing_could_be_read_is_refused(put: Put, workspace: Workspace) -> None:
    with pytest.raises(FormatError, match="no entry could be read"):
        put("table", table("zz_list", "b,Beta,,soon,,,"))
    with workspace.reading() as connection:
        assert lists.snapshots(connection) == ()


def test_scope_corrected_to_whole_is_checked_as_a_new_copy_is(put: Put) -> None:
    put("un_sc", un("2020-11-30", *ENTRIES), "a")
    put("un_sc", un("2021-11-30", *ENTRIES[:300]), "b", scope="part")
    with pytest.raises(HeldBackError):
        put("un_sc", un("2021-11-30", *ENTRIES[:300]), "b", scope="whole")
    with pytest.raises(InputError, match="scope"):
        put("un_sc", un("2021-11-30", *ENTRIES[:300]), "b", scope="whole,part")


def test_list_of_a_day_to_come_is_refused(put: Put) -> None:
    with pytest.raises(InputError, match="to come"):
        put("un_sc", un("2020-11-30", *ENTRIES), generated="2030")
