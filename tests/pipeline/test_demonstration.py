"""The docket of December 2015, cell by cell, from what the package carries."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commonlist.pipeline.agreeing import Question, agree
from commonlist.pipeline.demonstration import DAY, RULE, demonstrate
from commonlist.pipeline.evidence import Asked
from commonlist.pipeline.ingest import Told, ingest
from commonlist.pipeline.resolving import judge, resolve
from commonlist.resolution import Verdict
from commonlist.storage import Workspace
from tests.pipeline.conftest import NOW, table

PARTIES = ("un", "us", "ru", "eu", "gb", "tr", "ir", "sa", "qa", "ae", "eg", "jo", "fr")


def cells(workspace: Workspace, **asked: Any) -> dict[tuple[str, str], dict[str, Any]]:
    question = Question(
        rule=RULE, asked=Asked(day=DAY, **asked), docket="syria-2015", parties=PARTIES
    )
    with workspace.reading() as connection:
        rows = agree(connection, question)["entities"]
    return {(row["line"], party): row["voices"][party] for row in rows for party in PARTIES}


def expected(shared: Path) -> list[dict[str, str]]:
    with (shared / "facts" / "syria_2015_expected.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def law(voice: dict[str, Any]) -> tuple[str, str]:
    return voice["law"], voice["since"] or ""


def word(voice: dict[str, Any]) -> tuple[str, str, str]:
    said = voice["stances"][-1] if voice["stances"] else {}
    return voice["stance"], said.get("since") or "", said.get("confidence") or ""


def test_agreed_are_exactly_two_and_every_other_line_is_disputed_or_undetermined(
    bundled: Workspace,
) -> None:
    question = Question(rule=RULE, asked=Asked(day=DAY), docket="syria-2015")
    with bundled.reading() as connection:
        rows = agree(connection, question)["entities"]
    agreed = [row["line"] for row in rows if row["status"] == "agreed"]
    others = {row["status"] for row in rows} - {"agreed"}
    assert agreed == ["Islamic State", "Jabhat al-Nusra"]
    assert others == {"disputed", "undetermined"}
    for row in rows:
        assert row["status"] == "agreed" or any(need["to"] == "agreed" for need in row["needs"])


@pytest.mark.shared
def test_every_cell_is_as_the_sources_give_it(bundled: Workspace, shared: Path) -> None:
    found = cells(bundled)
    rows = expected(shared)
    assert len(rows) == 143
    for row in rows:
        voice = found[row["subject"], row["party"].lower()]
        where = (row["subject"], row["party"])
        stance = {"reported_agreeing": "reported"}.get(row["stance"], row["stance"])
        assert (where, *law(voice)) == (where, row["law"], row["law_since"])
        assert (where, *word(voice)) == (
            where,
            stance,
            row["stance_since"],
            row["stance_confidence"],
        )
        assert row["part"] in (voice.get("part") or "")
        assert bool(row["part"]) == bool(voice.get("part"))


@pytest.mark.shared
def test_more_lists_only_turn_unknown_cells_into_known_ones(
    tmp_path: Path, shared: Path, bundled: Workspace
) -> None:
    before = cells(bundled)
    files = shared / "lists"
    with Workspace(tmp_path / "ws", NOW) as workspace:
        demonstrate(workspace, NOW)
        for source, path, told in (
            ("us_ofac_sdn", files / "us_ofac/2019-01", Told(generated="2019-01")),
            ("us_ofac_sdn", files / "us_ofac/2023-12-28", Told(generated="2023-12-28")),
            ("gb_ofsi", files / "uk/ofsi_conlist_2014-04-02.csv", None),
            ("gb_ofsi", files / "uk/ofsi_conlist_2020-04-27.csv", None),
            ("eu_journal", files / "eu/journal_2026-08", Told(generated="2026-08-14")),
            ("eu_fsf", files / "eu/fsd_legacy_2016-02-11_part.xml", Told(scope="part")),
            ("un_sc", files / "un/un_consolidated_2015-03-27.xml", None),
            ("un_sc", files / "un/un_consolidated_2016-06-20.xml", None),
        ):
            ingest(workspace, source, [path], NOW, told)
        resolve(workspace)
        after = cells(workspace)
    for where, voice in before.items():
        if voice["law"] != "unknown":
            assert (where, *law(after[where])) == (where, *law(voice))
        assert (where, *word(after[where])) == (where, *word(voice))


def test_demonstration_gives_matrix_and_spread(tmp_path: Path) -> None:
    with Workspace(tmp_path / "ws", NOW) as workspace:
        shown = demonstrate(workspace, NOW)
        again = demonstrate(workspace, NOW)
    assert len(shown["answer"]["entities"]) == 11
    assert sum(shown["spread"]["on"].values()) > 100
    assert max(shown["spread"]["on"]) <= len(shown["spread"]["parties"])
    assert again == shown
    assert (shown["lists"], shown["others"]) == (17, 0)


def test_demonstration_beside_other_lists_says_so(
    put: Callable[..., dict[str, Any]], workspace: Workspace
) -> None:
    put("table", table("zz_us", "t,Teal Brigade,,2001-01-01,,2020-06-01,stated"))
    shown = demonstrate(workspace, NOW)
    assert (shown["lists"], shown["others"]) == (17, 1)


@pytest.mark.shared
def test_recalled_facts_count_only_where_asked(tmp_path: Path, shared: Path) -> None:
    with (shared / "facts" / "syria_2015_positions.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["kind"] == "listed"]
    path = tmp_path / "recalled.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write("# topic: terrorism\n# kinds: organization\n# relevant: no\n")
        writer = csv.writer(out)
        writer.writerow(
            ["party", "authority", "list", "entry", "name", "source_date", "confidence"]
        )
        for row in rows:
            if row["confidence"] == "recalled":
                entry = f"{row['party']}-{row['subject']}"
                line = [row["party"], "-", "zz_recalled", entry, row["subject"]]
                writer.writerow([*line, "2015-12-18", "recalled"])
    with Workspace(tmp_path / "ws", NOW) as workspace:
        demonstrate(workspace, NOW)
        ingest(workspace, "table", [path], NOW)
        left, right = "docket:syria-2015/pkk", "zz_recalled:TR-PKK"
        judge(workspace, left, right, Verdict.SAME, "the same row", "ann", NOW)
        resolve(workspace)
        found, with_recalled = cells(workspace), cells(workspace, recalled=True)
    changed = []
    for row in expected(shared):
        where = row["subject"], row["party"].lower()
        assert (where, found[where]["law"]) == (where, row["law"])
        assert (where, with_recalled[where]["law"]) == (where, row["law_with_recalled"])
        if row["law"] != row["law_with_recalled"]:
            changed.append(where)
    assert len(changed) == 3
