"""Every command gives what it promises, for people and for machines."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.agreement.expressions import BEYOND
from tests.cli.conftest import Ran, Run, table

Command = Callable[..., Ran]
ON = ("--as-of", "2020-11-30")
COMMANDS = {
    "sources": ("sources",),
    "resolve": ("resolve",),
    "why": ("why", "QDe.001"),
    "docket list": ("docket", "list"),
    "docket show": ("docket", "show", "mine"),
    "agree": ("agree", "all(us, un)", *ON),
    "agree a docket": ("agree", "vienna-6", "--docket", "mine", *ON),
    "agree with suppositions": ("agree", "all(us, ru)", "--if", "ru=listed", *ON),
    "agree on persons": ("agree", "un", "--kind", "person", *ON),
    "presets": ("agree", "presets"),
    "matrix": ("matrix", "atleast(1, us, un)", "--rows", "5", *ON),
    "matrix of other parties": ("matrix", "un", "--parties", "us, RU,fr,de,jp,cn", *ON),
    "show": ("show", "Alpha Front of Hamra", *ON),
    "compare": ("compare", "us", "un", *ON),
    "diff of a list": ("diff", "--source", "un_sc", "--from", "2020-11-30", "--to", "2024-11-30"),
    "diff of a rule": ("diff", "--rule", "un", "--from", "2020-11-30", "--to", "2024-11-30"),
    "diff of two rules": (
        *("diff", "--rule", "un", "--to-rule", "us", "--from", "2020-11-30"),
        *("--to", "2024-11-30", "--known-from", "2021-01-01", "--docket", "mine"),
    ),
    "quarantine": ("quarantine",),
    "overlay list": ("overlay", "list"),
    "overlay fields": ("overlay", "fields"),
    "check": ("check",),
}
INGESTED = [
    *("source", "digest", "generated", "scope", "records", "persons", "organizations"),
    *("vessels", "aircraft", "other", "quarantined", "added", "changed", "removed", "seconds"),
]


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_command_prints_for_people_within_80_columns_and_json_for_machines(
    filled: Run, words: tuple[str, ...]
) -> None:
    shown = filled(*words)
    assert (shown.status, shown.err) == (0, "")
    assert shown.out.strip()
    rows = shown.out.splitlines()
    wide = [row for row in rows if len(row) > 80 and words[0] not in ("why", "docket", "check")]
    assert wide == []
    assert filled(*words, "--json").json is not None


def test_json_is_the_only_thing_on_standard_output(filled: Run) -> None:
    ran = filled("agree", "un", *ON, "--json")
    assert ran.out.startswith("{\n")
    assert ran.out.endswith("\n}\n")
    assert "Alpha Front of Hamra" in ran.out


def test_ingest_has_the_keys_of_the_interface(run: Run) -> None:
    figures = run("ingest", "un_sc", "un-2020.xml", "--json").json
    assert [key for key in figures if key in INGESTED] == INGESTED
    assert {key: figures[key] for key in INGESTED[2:-1]} == {
        "generated": "2020-11-30", "scope": "whole", "records": 801, "persons": 0,
        "organizations": 801, "vessels": 0, "aircraft": 0, "other": 0, "quarantined": 0,
        "added": 801, "changed": 0, "removed": 0,
    }  # fmt: skip
    assert len(figures["digest"]) == 64
    again = run("ingest", "un_sc", "un-2020.xml", "--json").json
    assert (again["added"], again["digest"]) == (0, figures["digest"])


def test_ingest_takes_date_and_scope(run: Run) -> None:
    words = ("ingest", "un_sc", "un-2020.xml", "--generated", "2019-02", "--scope", "Al-Qaida,DPRK")
    figures = run(*words, "--json").json
    assert (figures["generated"], figures["scope"]) == ("2019-02", "Al-Qaida,DPRK")


def test_each_table_is_a_list_of_its_own(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.csv").write_text(
            "# topic: terrorism\n# kinds: organization\n# covers_to: 2020-01-01\n"
            "party,authority,list,name,listed_on\n"
            f"JP,Office,zz_{name},Alpha {name},2001-02-03\n"
        )
    made = run("ingest", "table", tmp_path / "one.csv", tmp_path / "two.csv", "--json").json
    assert [result["source"] for result in made] == ["zz_one", "zz_two"]


def test_agree_has_the_keys_of_the_interface(filled: Run) -> None:
    words = ("agree", "all(us, un)", *ON, "--known", "2026-01-01", "--json")
    answer = filled(*words).json
    assert {"rule", "as_of", "known", "parties", "entities"} <= answer.keys()
    assert answer["rule"] == "all(us, un)"
    assert (answer["as_of"], answer["known"]) == ("2020-11-30", "2026-01-01")
    assert answer["parties"] == ["us", "un"]
    by_name = {row["caption"]: row for row in answer["entities"]}
    row = by_name["Alpha Front of Hamra"]
    assert {"id", "caption", "kind", "status", "voices", "needs"} <= row.keys()
    assert (row["kind"], row["status"]) == ("organization", "agreed")
    assert {"to": "disputed", "changes": [{"party": "us", "to": "not_listed"}]} in row["needs"]
    voice = row["voices"]["un"]
    assert {
        *("law", "law_detail", "stance", "counts", "since", "since_kind", "until"),
        *("confidence", "acts", "stances"),
    } <= voice.keys()
    assert (voice["law"], voice["law_detail"], voice["counts"]) == ("listed", "autonomous", True)
    assert (voice["stance"], voice["since"], voice["until"]) == ("none_known", "2006-12-23", None)
    (act,) = voice["acts"]
    assert {
        *("record", "origin", "programme", "since", "since_kind", "until", "basis"),
        "confidence",
    } <= act.keys()
    assert act["record"] == "un_sc:QDe.001"
    teal = by_name["Teal Brigade"]
    assert teal["status"] == "disputed"
    assert {"to": "agreed", "changes": [{"party": "un", "to": "listed"}]} in teal["needs"]


@pytest.mark.parametrize(
    "words",
    [
        ("agree", "un [terorism]"),
        ("agree", "un", "--topic", "terorism"),
        ("matrix", "un", "--topic", "terorism"),
        ("show", "Teal Brigade", "--topic", "terorism"),
        ("compare", "us", "un", "--topic", "terorism"),
        ("export", "--format", "csv", "--rule", "un [terorism]"),
        ("diff", "--rule", "un [terorism]", "--from", "2020-11-30", "--to", "2024-11-30"),
    ],
    ids=" ".join,
)
def test_a_topic_that_no_list_has_is_told(filled: Run, words: tuple[str, ...]) -> None:
    ran = filled(*words)
    assert ran.status == 0
    assert ran.err == "commonlist: no list has the topic 'terorism'; did you mean terrorism?\n"


@pytest.mark.parametrize("topic", ["any", "iran", "zz-own"])
def test_a_topic_that_a_list_has_is_not_told(filled: Run, folder: Path, topic: str) -> None:
    own = table("zz_own", "a,Ann Group,2001").replace("topic: terrorism", "topic: zz-own")
    (folder / "own.csv").write_text(own)
    assert filled("ingest", "table", "own.csv", "--generated", "2020-11-30").status == 0
    assert filled("agree", f"un [{topic}]").err == ""


def test_agree_on_a_docket_is_its_lines_in_order(filled: Run) -> None:
    answer = filled("agree", "all(un, ru) [stances]", "--docket", "mine", *ON, "--json").json
    assert [row["line"] for row in answer["entities"]] == [
        "Alpha Front of Hamra",
        "Nobody Ever Heard",
    ]
    voice = answer["entities"][1]["voices"]["ru"]
    assert (voice["stance"], voice["counts"]) == ("supports", True)
    assert voice["stances"][0]["source"] == "said"


def test_supposing_a_voice_changes_the_decision(filled: Run) -> None:
    words = ("agree", "all(un, ru)", "--docket", "mine", *ON)
    before = filled(*words, "--json").json["entities"][0]["status"]
    after = filled(*words, "--if", "ru=listed", "--json").json["entities"][0]["status"]
    assert (before, after) == ("undetermined", "agreed")


def test_what_if_a_judgement_fell(filled: Run) -> None:
    keys = ("un_sc:QDe.001", "zz_us:t")
    filled("judge", *keys, "same", "--reason", "one group", "--author", "ann")
    words = ("agree", "all(us, un)", *ON, "--json")
    captions = [row["caption"] for row in filled(*words).json["entities"]]
    apart = filled(*words, "--without", ",".join(keys)).json["entities"]
    assert "Teal Brigade" not in captions
    assert "Teal Brigade" in [row["caption"] for row in apart]


def test_judgement_is_kept_told_and_taken_back(filled: Run) -> None:
    keys = ("un_sc:QDe.001", "zz_us:t")
    said = filled("judge", *keys, "same", "--reason", "one group", "--author", "ann")
    first, *moved = said.out.splitlines()
    assert first == "un_sc:QDe.001 and zz_us:t: same (ann: one group)"
    assert [line.split(" goes from ")[0] for line in moved] == ["zz_us:a", "zz_us:t"]
    told = filled("why", "Teal Brigade", "--json").json
    assert "zz_us:t" in told["records"]
    assert any("ann" in sentence and "one group" in sentence for sentence in told["sentences"])
    assert filled("judge", *keys, "undo", "--author", "bob", "--json").json["author"] == "bob"
    assert filled("why", "Teal Brigade", "--json").json["records"] == ["zz_us:t"]


def test_author_comes_from_the_environment(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONLIST_AUTHOR", "carol")
    ran = filled("judge", "un_sc:QDe.001", "zz_us:t", "different", "--reason", "two groups")
    assert "carol" in ran.out


def test_workspace_comes_from_the_environment(
    folder: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMONLIST_WORKSPACE", str(folder / "elsewhere"))
    assert command("ingest", "table", "us.csv").status == 0
    assert (folder / "elsewhere" / "commonlist.db").is_file()


def test_resolve_runs_by_itself_when_something_was_put_in(filled: Run) -> None:
    before = filled("resolve", "--json").json
    (Path.cwd() / "more.csv").write_text(
        "# topic: terrorism\n# kinds: organization\n# history: current\n"
        "party,authority,list,entry,name,listed_on\n"
        "JP,Office,zz_jp,a,Alpha Front of Hamra,2001-02-03\n"
    )
    filled("ingest", "table", "more.csv", "--generated", "2020-11-30")
    answer = filled("agree", "all(un, jp)", *ON, "--json").json
    assert answer["entities"][0]["voices"]["jp"]["law"] == "listed"
    after = filled("resolve", "--json").json
    assert (after["records"], after["compared"]) == (before["records"] + 1, 0)


def test_quarantine_shows_where_and_why_until_somebody_looked(filled: Run) -> None:
    waiting = filled("quarantine", "--json").json
    *_, first, second = waiting
    assert first["source"] == "zz_bad"
    assert "soon" in second["raw"]
    filled("quarantine", "--looked", first["id"], "--author", "ann")
    assert filled("quarantine", "--json").json == [*waiting[:-2], second]
    *_, looked, open_still = filled("quarantine", "--all", "--json").json
    assert (looked["looked_by"], open_still) == ("ann", second)


def test_overlay_corrects_is_shown_and_undone(filled: Run) -> None:
    words = ("zz_us:t", "listed_on", "2011-03-04", "--reason", "gazette", "--author", "ann")
    made = filled("overlay", "add", *words, "--json").json
    since = filled("agree", "us", *ON, "--json").json["entities"]
    assert {row["caption"]: row["voices"]["us"]["since"] for row in since}["Teal Brigade"] == (
        "2011-03-04"
    )
    assert filled("overlay", "list", "--json").json[0]["reason"] == "gazette"
    assert filled("show", "Teal Brigade", "--json").json["overlays"][0]["author"] == "ann"
    assert filled("overlay", "undo", made["id"]).status == 0
    assert filled("overlay", "list", "--json").json == []
    assert filled("overlay", "list", "--all", "--json").json[0]["undone_at"]
    assert filled("overlay", "undo", made["id"]).status == 2


def test_compare_counts(filled: Run) -> None:
    found = filled("compare", "us", "un", *ON, "--json").json
    assert {
        "both",
        "only_left",
        "only_right",
        "unknown",
        "jaccard",
        "kappa",
        "first",
    } <= found.keys()
    assert (found["both"], found["left"], found["right"]) == (1, "us", "un")


def test_what_was_not_looked_for_is_told_as_unknown(filled: Run) -> None:
    assert "it would take: unknown; there are more ways" in filled("agree", BEYOND, *ON).out
    rows = filled("agree", BEYOND, *ON, "--json").json["entities"]
    assert rows
    assert {row["needs"] for row in rows} == {None}


def test_diff_of_a_list_and_of_a_rule(filled: Run) -> None:
    days = ("--from", "2020-11-30", "--to", "2024-11-30", "--json")
    found = filled("diff", "--source", "un_sc", *days).json
    assert [row["entry"] for row in found["removed"]] == ["QDe.001"]
    assert len(found["added"]) == 1
    assert {"added", "removed", "changed"} <= found.keys()
    answer = filled("diff", "--rule", "un", *days).json
    assert {"entered", "left", "changed"} <= answer.keys()
    assert [row["caption"] for row in answer["left"]] == ["Alpha Front of Hamra"]


def test_same_docket_under_another_name_is_another_docket(filled: Run) -> None:
    assert filled("docket", "add", "copy", "names.csv").status == 0
    assert filled("docket", "list", "--json").json.keys() == {"mine", "copy"}
    for name in ("mine", "copy"):
        assert len(filled("agree", "un", "--docket", name, *ON, "--json").json["entities"]) == 2


def test_crosswalk_has_its_header_and_references(filled: Run) -> None:
    ran = filled("export", "--format", "crosswalk")
    assert ran.out.splitlines()[0] == "entity,source,entry,references"
    rows = {(r["source"], r["entry"]): r for r in csv.DictReader(io.StringIO(ran.out))}
    alpha = rows["un_sc", "QDe.001"]
    assert "un:QDe.001" in alpha["references"].split(" ")
    assert rows["zz_us", "a"]["entity"] == alpha["entity"]
    assert len(rows) == 802 + 2 + 1 + 2


@pytest.mark.parametrize("form", ["crosswalk", "ftm", "matrix", "csv", "xlsx", "json"])
def test_export_to_a_file_is_what_it_is_on_standard_output(
    filled: Run, folder: Path, form: str
) -> None:
    rule = () if form in ("crosswalk", "ftm") else ("--rule", "all(us, un)", *ON)
    path = folder / f"out.{form}"
    written = filled("export", "--format", form, "-o", path, *rule)
    assert (written.status, written.out, written.err) == (0, "", "")
    if form == "xlsx":
        assert path.read_bytes().startswith(b"PK")
    else:
        assert filled("export", "--format", form, *rule).out == path.read_text("utf-8")
    assert sorted(p.name for p in folder.iterdir() if "out" in p.name) == [path.name]


def test_export_follows_a_link_and_leaves_it(filled: Run, folder: Path) -> None:
    (folder / "there").mkdir()
    real, link = folder / "there" / "real.csv", folder / "link.csv"
    real.write_text("old")
    link.symlink_to(real)
    filled("export", "--format", "crosswalk", "-o", link)
    assert link.is_symlink()
    assert real.read_text("utf-8") == filled("export", "--format", "crosswalk").out


@pytest.mark.parametrize("form", ["crosswalk", "xlsx"])
def test_export_into_a_pipe_leaves_the_pipe(filled: Run, folder: Path, form: str) -> None:
    pipe = folder / f"pipe.{form}"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as other:
        read = other.submit(pipe.read_bytes)
        ran = filled("export", "--format", form, "--rule", "un", *ON, "-o", pipe)
        assert ran == Ran(0, "", "")
        assert len(read.result(60)) > 100
    assert pipe.is_fifo()


def test_export_as_json_is_the_answer(filled: Run) -> None:
    shown = filled("agree", "un", *ON, "--json").json
    exported = json.loads(filled("export", "--format", "json", "--rule", "un", *ON).out)
    assert exported["entities"] == shown["entities"]


def test_demonstration_works_in_its_own_workspace_and_twice_the_same(
    folder: Path, command: Command
) -> None:
    first = command("demo", "--json")
    second = command("demo", "--json")
    assert first.json == second.json
    assert (folder / ".demo" / "commonlist.db").is_file()
    shown = command("demo")
    assert shown.status == 0
    assert "Jabhat al-Nusra" in shown.out
    assert [row for row in shown.out.splitlines() if len(row) > 80] == []


def test_what_can_be_read_is_told_without_making_a_workspace(
    folder: Path, command: Command
) -> None:
    (folder / "empty").mkdir()
    for place in (folder / "none", folder / "empty"):
        ran = command("-w", place, "sources", "--json")
        assert {"un_sc", "us_ofac_sdn"} <= {row["source"] for row in ran.json}
    agreed = command("-w", folder / "empty", "agree", "un")
    assert (agreed.status, "no list is loaded" in agreed.err) == (2, True)
    assert not (folder / "none").exists()
    assert not any((folder / "empty").iterdir())


def test_bundled_lists_go_into_the_workspace(run: Run) -> None:
    results = run("ingest", "bundled", "--json").json
    assert len(results) > 10
    assert all(result["records"] for result in results)
    assert not any(result["new"] for result in run("ingest", "bundled", "--json").json)


def test_sources_tell_what_is_loaded_and_what_is_not(filled: Run) -> None:
    rows = {row["source"]: row for row in filled("sources", "--json").json}
    assert (rows["un_sc"]["copies"], rows["un_sc"]["last"]) == (2, "2024-11-30")
    assert (rows["zz_bad"]["entries"], rows["zz_bad"]["quarantined"]) == (1, 2)
    assert rows["tr_masak"]["copies"] == 0
    assert rows["tr_masak"]["last"] is None


def test_installed_command_answers(folder: Path) -> None:
    program = [sys.executable, "-c", "from commonlist.cli import main; main()"]
    ran = subprocess.run([*program, "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("commonlist ")
    helped = subprocess.run([*program, "--help"], capture_output=True, text=True, check=True)
    assert "agree" in helped.stdout
    ingested = subprocess.run(
        [*program, "-w", "ws", "ingest", "table", "us.csv", "--json"],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
    )
    assert json.loads(ingested.stdout)["records"] == 2
    assert ingested.stderr == ""


def test_reader_that_goes_away_is_no_failure_with_a_trace(folder: Path) -> None:
    program = [sys.executable, "-c", "from commonlist.cli import main; main()"]
    words = [*program, "-w", str(folder / "ws"), "sources", "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_file_without_a_date_is_said(folder: Path, run: Run) -> None:
    (folder / "undated.csv").write_text(table("zz_us", "a,Alpha Front of Hamra,2003"))
    ran = run("ingest", "table", "undated.csv", "--json")
    assert ran.status == 0
    assert ran.err.startswith("commonlist: zz_us: the file prints no date")
    assert run("ingest", "table", "undated.csv", "--generated", "2020").err == ""
