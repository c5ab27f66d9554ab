"""Whatever changes a workspace leaves one entry, of who did it and why; what fails leaves none."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from commonlist.errors import CommonlistError
from commonlist.ledger import Act
from commonlist.pipeline import batches, overlaying
from commonlist.pipeline.bundled import ingest_bundled
from commonlist.pipeline.dockets import put_docket, put_stances
from commonlist.pipeline.files import input_of
from commonlist.pipeline.quarantine import look_at
from commonlist.pipeline.resolving import judge, resolve
from commonlist.pipeline.screening import clear, unclear
from commonlist.resolution import Verdict
from commonlist.screening import Terms, query
from commonlist.screening.receipts import Columns, Receipt
from commonlist.storage import Workspace, ledger, state
from tests.pipeline.conftest import NOW, table

Put = Callable[..., dict[str, Any]]
Told = tuple[Act, str, str, dict[str, Any]]


def told(workspace: Workspace) -> list[Told]:
    """All entries: act, who, basis and particulars."""
    with workspace.reading() as connection:
        found = []
        for kept in ledger.entries(connection):
            what = kept.particulars()
            assert what is not None
            found.append((Act(kept.act), kept.who, kept.leaf().basis, what))
        return found


def last(workspace: Workspace) -> Told:
    return told(workspace)[-1]


@pytest.fixture
def filled(workspace: Workspace, put: Put) -> Workspace:
    rows = ("a,Grey Heron Front,,2001,,,", "b,Crimson Bittern Brigade,,2002,,,")
    put("table", table("zz_one", *rows), who="R. Heron")
    resolve(workspace, who="R. Heron", now=NOW)
    return workspace


def test_what_was_looked_at_in_quarantine(workspace: Workspace, put: Put) -> None:
    put("table", table("zz_one", "a,Grey Heron Front,,2001,,,", "b,Teal,,not a day,,,"))
    assert look_at(workspace, [1], "R. Heron", NOW) == 1
    assert last(workspace) == (Act.QUARANTINE, "R. Heron", "looked at", {"entries": [1]})
    assert look_at(workspace, [7], "R. Heron", NOW) == 0
    assert look_at(workspace, [1], "ann", NOW) == 0
    assert len(told(workspace)) == 2


def test_only_what_is_in_quarantine_is_told(workspace: Workspace, put: Put) -> None:
    put("table", table("zz_one", "a,Grey Heron Front,,2001,,,", "b,Teal,,not a day,,,"))
    assert look_at(workspace, [99999, 1, 1], "ann", NOW) == 1
    assert last(workspace)[3] == {"entries": [1]}


def test_files_read_and_entities_made(filled: Workspace) -> None:
    ingest, resolved = told(filled)
    assert ingest[:3] == (Act.INGEST, "R. Heron", "")
    assert ingest[3].items() >= {"source": "zz_one", "records": 2, "added": 2, "removed": 0}.items()
    assert ingest[3]["files"] == [ingest[3]["digest"]]
    assert resolved[0:2] == (Act.RESOLVE, "R. Heron")
    assert resolved[3].items() >= {"records": 2, "entities": 2, "moved": 2}.items()


def test_what_changes_nothing_leaves_nothing(filled: Workspace, put: Put) -> None:
    before = told(filled)
    put("table", table("zz_one", "a,Grey Heron Front,,2001,,,", "b,Crimson Bittern Brigade,,2002,,,"))  # fmt: skip  # noqa: E501
    resolve(filled, again=True)
    assert told(filled) == before


def test_a_list_that_is_refused_leaves_nothing(filled: Workspace, put: Put) -> None:
    before = told(filled)
    with pytest.raises(CommonlistError):
        put("un_sc", "<CONSOLIDATED_LIST/>")
    assert told(filled) == before


def test_a_judgement_and_the_entities_that_follow(filled: Workspace) -> None:
    judge(filled, "zz_one:a", "zz_one:b", Verdict.SAME, "read both", "ann", NOW)
    assert last(filled) == (
        Act.JUDGEMENT,
        "ann",
        "read both",
        {"left": "zz_one:a", "right": "zz_one:b", "verdict": "same", "second": False},
    )
    resolve(filled, now=NOW)
    assert last(filled)[3]["moved"] == 1


def test_a_judgement_said_again_leaves_nothing(filled: Workspace) -> None:
    for verdict in (Verdict.SAME, Verdict.UNSURE, Verdict.SAME):
        before = len(told(filled))
        first = judge(filled, "zz_one:a", "zz_one:b", verdict, "read both", "ann", NOW)
        again = judge(filled, "zz_one:b", "zz_one:a", verdict, "read both", "ann", NOW)
        assert (again.counts, again.moved) == (first.counts, ())
        assert len(told(filled)) == before + 1
    judge(filled, "zz_one:a", "zz_one:b", Verdict.SAME, "read both", "bob", NOW)
    assert last(filled)[1] == "bob"


def test_an_overlay_made_and_taken_back(filled: Workspace) -> None:
    made = overlaying.add(filled, "zz_one:a", "alias", "Heron", "a letter", "ann", NOW)
    what = {"id": made.id, "record": "zz_one:a", "field": "alias", "value": "Heron"}
    assert last(filled) == (Act.OVERLAY, "ann", "a letter", what)
    overlaying.undo(filled, made.id, NOW, author="bob")
    assert last(filled) == (Act.OVERLAY, "bob", "taken back", what)
    with pytest.raises(CommonlistError):
        overlaying.undo(filled, made.id, NOW)
    assert len(told(filled)) == 4


def test_a_docket_and_what_parties_said(filled: Workspace, tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("name\nGrey Heron Front\nTeal\n")
    (tmp_path / "said.csv").write_text("party,subject,stance\nus,Teal,supports\nru,Teal,opposes\n")
    said = input_of(tmp_path / "said.csv")
    put_docket(filled, "mine", input_of(tmp_path / "names.csv"), NOW, said, who="ann")
    docket, stance = told(filled)[2:]
    assert docket[:3] == (Act.DOCKET, "ann", "file names.csv")
    assert docket[3]["lines"] == ["Grey Heron Front", "Teal"]
    assert stance == (
        Act.STANCE,
        "ann",
        "file said.csv",
        {"docket": "mine", "new": 2, "parties": ["ru", "us"]},
    )
    put_stances(filled, "mine", said, NOW)
    put_docket(filled, "mine", input_of(tmp_path / "names.csv"), NOW, said)
    assert len(told(filled)) == 4
    (tmp_path / "more.csv").write_text("name\nGrey Heron Front\n")
    for number, name in enumerate(("more.csv", "names.csv", "names.csv"), 5):
        put_docket(filled, "mine", input_of(tmp_path / name), NOW)
        assert len(told(filled)) == min(number, 6)


def test_what_was_cleared_is_of_the_particulars(filled: Workspace) -> None:
    said = query("Grey Heron Bakery", kind="company")
    made = clear(
        filled, said, "zz_one:a", reason="bakes", author="ann", now=NOW, expires=date(2027, 1, 1)
    )
    act, who, basis, what = last(filled)
    assert (act, who, basis) == (Act.CLEARANCE, "ann", "")
    given = {"id": made.id, "query": said.text, "entity": made.entity, "reason": "bakes"}
    assert what.items() >= {**given, "expires": "2027-01-01", "cleared": True}.items()
    unclear(filled, made.id, reason="", author="bob", now=NOW)
    assert last(filled)[1] == "bob"
    assert last(filled)[3].items() >= {"cleared": False, "reason": "taken back"}.items()


@pytest.mark.parametrize("output", ["out.csv", ""])
def test_a_file_screened_leaves_its_receipt(filled: Workspace, tmp_path: Path, output: str) -> None:
    (tmp_path / "customers.csv").write_text("name\nGrey Heron Front\n")
    job = batches.Job(
        source=tmp_path / "customers.csv",
        output=tmp_path / output if output else None,
        columns=Columns(names="name"),
        terms=Terms(day=NOW.date()),
        who="ann",
        basis="yearly",
    )
    receipt = batches.screen(filled, job, NOW, batches.Told())
    act, who, basis, what = last(filled)
    assert (act, who, basis) == (Act.SCREENING, "ann", "yearly")
    assert "Grey Heron" not in msgspec.json.encode(what).decode()
    assert msgspec.convert(what["receipt"], Receipt) == receipt
    assert receipt.figures.matched == 1


def test_the_bundled_lists(workspace: Workspace) -> None:
    ingest_bundled(workspace, NOW, who="ann")
    found = told(workspace)
    assert {who for _, who, _, _ in found} == {"ann"}
    acts = [act for act, _, _, _ in found]
    assert acts == [Act.INGEST] * (len(acts) - 3) + [Act.DOCKET, Act.STANCE, Act.JUDGEMENT]
    assert found[-1][3]["judgements"] > 300
    ingest_bundled(workspace, NOW)
    assert told(workspace) == found


def test_each_entry_says_over_which_data(filled: Workspace) -> None:
    with filled.reading() as connection:
        before = state.version(connection)
    judge(filled, "zz_one:a", "zz_one:b", Verdict.SAME, "read both", "ann", NOW)
    with filled.reading() as connection:
        *_, kept = ledger.entries(connection)
        assert kept.leaf().data == before
        assert kept.at == "2026-11-24T12:00:00Z"
        assert state.version(connection) == before + 1


def test_entries_are_read_by_number_act_person_and_day(filled: Workspace) -> None:
    judge(filled, "zz_one:a", "zz_one:b", Verdict.SAME, "read both", "ann", NOW)

    def numbers(**chosen: Any) -> list[int]:
        with filled.reading() as connection:
            made = ledger.Filter(**chosen)
            return [kept.number for kept in ledger.entries(connection, made)]

    assert numbers() == [0, 1, 2]
    assert numbers(first=1, last=1) == [1]
    assert numbers(act=Act.INGEST) == [0]
    assert numbers(who="ann") == [2]
    assert numbers(since="2026-11-24", until="2026-11-24") == [0, 1, 2]
    assert numbers(since="2026-11-25") == numbers(until="2026-11-23") == []
    with filled.reading() as connection:
        newest = ledger.entries(connection, most=2, newest_first=True)
        assert [kept.number for kept in newest] == [2, 1]
