"""The entities hang on what was put in, not on the order; and a later run equals one anew."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonlist.pipeline.ingest import Told, ingest
from commonlist.pipeline.resolving import judge, resolve
from commonlist.resolution import Verdict
from commonlist.storage import Workspace, partitions
from tests.pipeline.conftest import NOW, filler, table, un

Partition = frozenset[frozenset[str]]
Copy = tuple[str, Path, Told]

HERON = "Grey Heron Front"
LISTS = {
    # The same names in several spellings and scripts; some alike that are not the same.
    "zz_a": ("a,Grey Heron Front,,2001,,,", "b,Teal Brigade of Northland,,2002,,,"),
    "zz_b": ("x,Gray Heron Front,,2003,,,", "y,Teal Brigade,,2002,,,", "z,Heron Society,,2001,,,"),
    "zz_c": ("p,The Grey Heron Front (GHF),GHF,2004,,,", "q,Brigade Teal of Northland,,2005,,,"),
    "zz_d": ("m,GHF,Grey Heron Front,2004,,,", "n,Society of the Heron,,2001,,,"),
    "zz_e": ("i,Jaysh al-Nisr,,2001,,,", "j,Army of the Eagle,Jaish al Nisr,2001,,,"),
    "zz_f": ("k,جيش النسر,,2001,,,", "l,Джейш ан-Ниср,,2001,,,"),
}
SAID = (
    ("zz_a:b", "zz_b:y", Verdict.SAME),
    ("zz_b:z", "zz_d:n", Verdict.DIFFERENT),
    ("zz_e:j", "zz_f:k", Verdict.SAME),
)
SOME = settings(max_examples=settings().max_examples // 4)
"""Each example is a workspace or two."""
ALPHA = ("QDe.001", HERON, "2006-12-23")


def groups(workspace: Workspace) -> Partition:
    with workspace.reading() as connection:
        members = partitions.members(connection)
    found: dict[str, set[str]] = {}
    for key, entity in members.items():
        found.setdefault(entity, set()).add(key)
    return frozenset(map(frozenset, found.values()))


def suggested(workspace: Workspace) -> int:
    return int(resolve(workspace)["suggestions"])


def put(workspace: Workspace, copies: Iterable[Copy], *, each: bool) -> None:
    """Ingest files in order; with ``each`` resolve after every one."""
    for source, path, told in copies:
        ingest(workspace, source, [path], NOW, told)
        if each:
            resolve(workspace)
    resolve(workspace)


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> tuple[Copy, ...]:
    folder = tmp_path_factory.mktemp("lists")
    texts = {name: ("table", table(name, *rows)) for name, rows in LISTS.items()}
    texts["un-old"] = ("un_sc", un("2020-11-30", ALPHA, *filler(10)))
    texts["un-new"] = ("un_sc", un("2024-11-30", ("QDe.001", "Gray Heron Front", "2006-12-23")))
    for name, (_, text) in texts.items():
        (folder / name).write_text(text, "utf-8")
    return tuple((source, folder / name, Told(scope="part")) for name, (source, _) in texts.items())


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A new folder at each step, also within one test."""
    base = tmp_path_factory.mktemp("workspaces")
    return (base / str(number) for number in count())


@pytest.fixture(scope="module")
def expected(copies: Sequence[Copy], folders: Iterator[Path]) -> Partition:
    with Workspace(next(folders), NOW) as workspace:
        put(workspace, copies, each=False)
        found = groups(workspace)
    largest = max(found, key=len)
    assert {"zz_a:a", "zz_b:x", "un_sc:QDe.001"} <= largest
    return found


@SOME
@given(st.data())
def test_partition_does_not_depend_on_the_order_of_ingestion(
    copies: Sequence[Copy], folders: Iterator[Path], expected: Partition, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(copies))
    each = data.draw(st.booleans())
    with Workspace(next(folders), NOW) as workspace:
        put(workspace, order, each=each)
        assert groups(workspace) == expected


@SOME
@given(st.data())
def test_judgements_before_or_after_the_lists_give_the_same(
    copies: Sequence[Copy], folders: Iterator[Path], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(copies))
    said = data.draw(st.permutations(SAID))
    each = data.draw(st.booleans())
    found = []
    for sequence, verdicts in ((copies, SAID), (order, said)):
        with Workspace(next(folders), NOW) as workspace:
            put(workspace, sequence, each=each)
            for minutes, (left, right, verdict) in enumerate(verdicts):
                at = NOW + timedelta(minutes=minutes)
                judge(workspace, left, right, verdict, "looked at", "ann", at)
                if each:
                    resolve(workspace)
            resolve(workspace)
            found.append(groups(workspace))
    assert found[0] == found[1]


@SOME
@given(st.data())
def test_later_run_equals_one_anew(
    copies: Sequence[Copy], folders: Iterator[Path], data: st.DataObject
) -> None:
    with Workspace(next(folders), NOW) as workspace:
        put(workspace, data.draw(st.permutations(copies)), each=True)
        step_by_step = groups(workspace), suggested(workspace), kept(workspace)
        resolve(workspace, again=True)
        assert (groups(workspace), suggested(workspace), kept(workspace)) == step_by_step


def kept(workspace: Workspace) -> dict[tuple[str, str], float]:
    with workspace.reading() as connection:
        return {(c.left, c.right): c.score for c in partitions.comparisons(connection)}


def test_what_is_unchanged_is_not_compared_again(
    copies: Sequence[Copy], folders: Iterator[Path]
) -> None:
    with Workspace(next(folders), NOW) as workspace:
        put(workspace, copies, each=False)
        assert resolve(workspace)["compared"] == 0
        judge(workspace, "zz_a:b", "zz_b:y", Verdict.SAME, "looked at", "ann", NOW)
        assert resolve(workspace)["compared"] == 0
        assert resolve(workspace, again=True)["compared"] > 0


def test_ids_are_kept_when_more_comes_and_lead_on_when_groups_meet(
    copies: Sequence[Copy], folders: Iterator[Path]
) -> None:
    (third,) = (copy for copy in copies if copy[1].name == "zz_c")
    with Workspace(next(folders), NOW) as workspace:
        put(workspace, [third], each=True)
        with workspace.reading() as connection:
            before = partitions.members(connection)
        put(workspace, copies, each=True)
        with workspace.reading() as connection:
            after = partitions.members(connection)
            redirects = partitions.redirects_of(connection)
        for key, entity in before.items():
            assert after[key] == redirects.get(entity, entity)


@pytest.mark.shared
def test_published_lists_give_the_same_in_two_orders(shared: Path, folders: Iterator[Path]) -> None:
    lists = shared / "lists"
    facts = ("us_state_fto", "gb_proscribed", "tr_orgs", "ru_fsb", "au_listed", "ca_listed")
    published: list[Copy] = [
        ("un_sc", lists / "un/un_consolidated_2026-02-27.xml", Told()),
        ("gb_ofsi", lists / "uk/ofsi_conlist_2020-04-27.csv", Told()),
        *(("table", shared / "facts" / f"{name}.csv", Told()) for name in facts),
    ]
    found: list[Any] = []
    for order, each in ((published, False), (published[::-1], True)):
        with Workspace(next(folders), NOW) as workspace:
            put(workspace, order, each=each)
            found.append((groups(workspace), suggested(workspace)))
            if each:
                resolve(workspace, again=True)
                found.append((groups(workspace), suggested(workspace)))
    assert found[0] == found[1] == found[2]
