"""Bad input: one line on standard error, a documented exit status, the workspace unchanged."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commonlist.storage import Workspace
from tests.cli.conftest import Run

ON = ("--as-of", "2020-11-30")
BAD: dict[str, tuple[tuple[str, ...], int, tuple[str, ...]]] = {
    "unknown source": (("ingest", "fr_tresor", "us.csv"), 2, ("fr_tresor", "un_sc")),
    "missing file": (("ingest", "un_sc", "none.xml"), 2, ("none.xml", "no such file")),
    "no file": (("ingest", "un_sc"), 2, ("no file given",)),
    "foreign file": (("ingest", "un_sc", "us.csv"), 2, ("us.csv", "line 1")),
    "empty file": (("ingest", "table", "empty"), 2, ("empty",)),
    "bundled with files": (("ingest", "bundled", "us.csv"), 2, ("bundled takes no files",)),
    "bad date of a list": (
        ("ingest", "un_sc", "un-2020.xml", "--generated", "30/11/2020"), 2, ("--generated",)
    ),
    "unknown scope": (
        ("ingest", "un_sc", "un-2020.xml", "--scope", "Moon"), 2, ("Moon", "Al-Qaida")
    ),
    "shrunk list": (("ingest", "un_sc", "short.xml"), 3, ("--scope part", "--accept-shrunk")),
    "another list with a party": (
        ("ingest", "un_sc", "un-2020.xml", "--party", "us"), 2, ("--party", "of ftm")
    ),
    "ftm without a name": (("ingest", "ftm", "us.csv"), 2, ("--name",)),
    "unknown preset": (("agree", "vienna-7"), 2, ("vienna-7", "vienna-6")),
    "unknown party": (("agree", "all(us, xx)"), 2, ("column 9", "xx")),
    "broken rule": (("agree", "all(us, un"), 2, ("column",)),
    "quorum of too many": (("agree", "atleast(3, us, un)"), 2, ("column",)),
    "bad day": (("agree", "un", "--as-of", "2020-13-01"), 2, ("--as-of", "2015-12-18")),
    "day without a day": (("agree", "un", "--as-of", "2020-11"), 2, ("--as-of", "no day")),
    "bad known day": (("agree", "un", "--known", "soon"), 2, ("--known", "soon")),
    "bad held day": (("agree", "un", "--held", "soon"), 2, ("--held", "soon")),
    "unknown kind": (("agree", "un", "--kind", "firm"), 2, ("--kind", "firm", "organization")),
    "unknown docket": (("agree", "un", "--docket", "yours"), 2, ("yours", "mine")),
    "supposition without a law": (("agree", "un", "--if", "un"), 2, ("--if", "PARTY=LAW")),
    "supposition of an unknown law": (("agree", "un", "--if", "un=maybe"), 2, ("maybe",)),
    "supposition on another party": (("agree", "un", "--if", "us=listed"), 2, ("us", "un")),
    "without a judgement": (("agree", "un", "--without", "a:b,c:d"), 2, ("--without", "a:b,c:d")),
    "matrix of an unknown party": (("matrix", "un", "--parties", "us,xx"), 2, ("xx",)),
    "comparison with an unknown party": (("compare", "us", "xx"), 2, ("xx",)),
    "nobody of that name": (("show", "Nobody At All"), 2, ("Nobody At All",)),
    "why of nobody": (("why", "Nobody At All"), 2, ("Nobody At All",)),
    "verdict": (("judge", "un_sc:QDe.001", "zz_us:t", "perhaps"), 2, ("perhaps",)),
    "judgement without an author": (
        ("judge", "un_sc:QDe.001", "zz_us:t", "same", "--reason", "r"), 2, ("--author",)
    ),
    "judgement without a reason": (
        ("judge", "un_sc:QDe.001", "zz_us:t", "same", "--author", "a"), 2, ("--reason",)
    ),
    "judgement on no record": (
        ("judge", "un_sc:QDe.9", "zz_us:t", "same", "--author", "a", "--reason", "r"), 2,
        ("un_sc:QDe.9",),
    ),
    "judgement on one record": (
        ("judge", "zz_us:t", "zz_us:t", "same", "--author", "a", "--reason", "r"), 2,
        ("two records",),
    ),
    "overlay of no field": (
        ("overlay", "add", "zz_us:t", "colour", "red", "--author", "a", "--reason", "r"), 2,
        ("colour",),
    ),
    "overlay with a bad value": (
        ("overlay", "add", "zz_us:t", "listed_on", "soon", "--author", "a", "--reason", "r"), 2,
        ("soon",),
    ),
    **{
        f"overlay {field} = {value!r}": (
            ("overlay", "add", "zz_us:t", field, value, "--author", "a", "--reason", "r"), 2, told
        )
        for field, value, told in (
            ("origin", "autonomus", ("origin: 'autonomus' is not autonomous, transposes(x)",)),
            ("topic", "terorism", ("topic: no list has the topic 'terorism'; did you mean terr",)),
            ("topic", "", ("topic: no list has the topic ''",)),
            ("name", "", ("name: ''",)),
            ("alias", "-", ("alias: '-' is not one more alias",)),
            ("reference", "123", ("reference: '123' is not one more number", "scheme:value")),
            ("kind", "foo", ("kind: kind 'foo' is not one of person, organization",)),
        )
    },
    "overlay of no record": (
        ("overlay", "add", "zz_us:z", "topic", "iran", "--author", "a", "--reason", "r"), 2,
        ("zz_us:z",),
    ),
    "no overlay to undo": (("overlay", "undo", "99"), 2, ("99", "overlay list")),
    "docket's name": (("docket", "add", "My Docket", "names.csv"), 2, ("My Docket",)),
    "docket's file": (("docket", "add", "other", "none.csv"), 2, ("none.csv",)),
    "stances on no line": (
        ("docket", "add", "other", "names.csv", "--stances", "bad-stances.csv"), 2,
        ("line 2", "Somebody Else"),
    ),
    "diff of nothing": (("diff", "--from", "2020-11-30", "--to", "2024-11-30"), 2, ("--source",)),
    **{
        f"diff of a list with {option}": (
            ("diff", "--source", "un_sc", "--from", "2020-11-30", "--to", "2024-11-30", option, v),
            2, (option, "are of --rule"),
        )
        for option, v in (
            ("--to-rule", "us"), ("--known-from", "2020-01-01"), ("--known-to", "2020-01-01"),
            ("--docket", "mine"), ("--kind", "person"), ("--topic", "iran"),
        )
    },
    **{
        " ".join(words): (words, 2, (words[-2],))
        for words in (
            ("matrix", "un", "--rows", "-1"),
            ("review", "--list", "--limit", "-1"),
            ("ledger", "show", "--limit", "-1"),
            ("token", "add", "desk", "--days", "-1"),
            ("screen", "names.csv", "--names", "name", "--workers", "0"),
            ("screen", "--name", "Teal", "--engine", "spark"),
            ("screen", "--name", "Teal", "--workers", "2"),
        )
    },
    **{
        f"verify with {option}": (
            ("screen", "--verify", "x.receipt.json", option, *value), 2, ("as the receipt says",)
        )
        for option, *value in (
            ("--threshold", "0.9"), ("--lists", "zz_us"), ("--name", "Teal"), ("--names", "name"),
            ("--as-of", "2020-01-01"), ("--with-delisted",), ("--workers", "2"),
        )
    },
    "diff of an unknown list": (
        ("diff", "--source", "zz_none", "--from", "2020-11-30", "--to", "2024-11-30"), 2,
        ("zz_none",),
    ),
    "diff before the first copy": (
        ("diff", "--source", "un_sc", "--from", "2001-11-30", "--to", "2024-11-30"), 2,
        ("2001-11-30",),
    ),
    "export in no format": (("export", "--format", "pdf"), 2, ("pdf", "crosswalk")),
    "export of an answer without a rule": (("export", "--format", "csv"), 2, ("--rule",)),
    "export into no folder": (
        ("export", "--format", "crosswalk", "-o", "none/out.csv"), 2, ("none/out.csv",)
    ),
    "fetch from nowhere": (("fetch", "zz_us"), 2, ("zz_us",)),
    "quarantine looked at by nobody": (("quarantine", "--looked", "1"), 2, ("--author",)),
}  # fmt: skip


def dump(folder: Path) -> str:
    with sqlite3.connect(folder / "ws" / "commonlist.db") as connection:
        return "\n".join(connection.iterdump())


def tree(folder: Path) -> list[str]:
    kept = (folder / "ws" / "archive").rglob("*")
    return sorted(str(path.relative_to(folder)) for path in kept if path.is_file())


@pytest.mark.parametrize(("words", "status", "told"), BAD.values(), ids=BAD)
def test_bad_input_is_one_line_and_changes_nothing(
    filled: Run, folder: Path, words: tuple[str, ...], status: int, told: tuple[str, ...]
) -> None:
    (folder / "empty").write_bytes(b"")
    (folder / "bad-stances.csv").write_text("party,subject,stance\nru,Somebody Else,supports\n")
    text = (folder / "un-2024.xml").read_text()
    last = text.rindex("<ENTITY>", 0, len(text) // 2)
    short = text[:last].replace("2024-11-30", "2025-11-30") + "</ENTITIES></CONSOLIDATED_LIST>"
    (folder / "short.xml").write_text(short)
    before, kept = dump(folder), tree(folder)
    ran = filled(*words)
    assert ran.status == status
    assert ran.out == ""
    assert ran.err.startswith("commonlist: ")
    assert ran.err.count("\n") == 1
    for part in told:
        assert part in ran.err
    assert (dump(folder), tree(folder)) == (before, kept)


def test_workspace_that_cannot_be_made_is_status_5(folder: Path, run: Run) -> None:
    (folder / "ws").write_text("a file")
    ran = run("sources")
    assert (ran.status, ran.out, ran.err.count("\n")) == (5, "", 1)
    assert str(folder / "ws") in ran.err


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize(
    "words",
    [
        ("screen", "names.csv", "--names", "name"),
        ("screen", "names.csv", "--names", "name", "-o", "hits.csv"),
        ("screen", "--name", "Teal Brigade"),
        ("agree", "un"),
        ("matrix", "un"),
        ("compare", "us", "un"),
        ("export", "--format", "crosswalk"),
        ("review", "--list"),
    ],
)
def test_nothing_is_answered_where_nothing_is_loaded(
    run: Run, folder: Path, words: tuple[str, ...], there: bool
) -> None:
    if there:
        Workspace(folder / "ws", datetime.now(UTC))
    ran = run(*words)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert f"no list is loaded in {folder / 'ws'}" in ran.err
    assert (folder / "ws").exists() == there
    assert not list(folder.glob("hits.csv*"))


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("backup", "all.tar.gz"),
        ("resolve",),
        ("quarantine",),
        ("judge", "zz_us:a", "zz_us:t", "same", "--reason", "r", "--author", "a"),
        ("docket", "list"),
        ("overlay", "list"),
        ("overlay", "add", "zz_us:t", "topic", "iran", "--reason", "r", "--author", "a"),
        ("clear", "list"),
        ("ledger", "show"),
        ("ledger", "verify"),
        ("ledger", "checkpoint"),
        ("ledger", "erase", "--expired"),
        ("user", "list"),
        ("token", "list"),
        ("diff", "--source", "un_sc", "--from", "2020-11-30", "--to", "2024-11-30"),
    ],
    ids=" ".join,
)
def test_what_needs_a_workspace_makes_none(run: Run, folder: Path, words: tuple[str, ...]) -> None:
    before = sorted(folder.iterdir())
    ran = run(*words)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert f"{folder / 'ws'}: there is no workspace" in ran.err
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    "words",
    [
        ("ingest", "un_sc", "none.xml"),
        ("ingest", "un", "un-2020.xml"),
        ("ingest", "bundled", "un-2020.xml"),
        ("docket", "add", "mine", "none.csv"),
        ("restore", "none.tar.gz"),
        ("ledger", "verify", "--proof", "names.csv"),
    ],
    ids=" ".join,
)
def test_what_is_refused_makes_no_workspace(run: Run, folder: Path, words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert not (folder / "ws").exists()


def test_workspace_in_use_is_status_5(
    filled: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commonlist.storage.databases.BUSY_SECONDS", 0.1)
    connection = sqlite3.connect(folder / "ws" / "commonlist.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    ran = filled("resolve", "--again")
    connection.close()
    assert (ran.status, ran.err.count("\n")) == (5, 1)
    assert "try again" in ran.err


def test_check_that_finds_damage_is_status_5(filled: Run, folder: Path) -> None:
    next(p for p in (folder / "ws" / "archive").rglob("*") if p.is_file()).unlink()
    ran = filled("check")
    assert ran.status == 5
    assert "missing or damaged" in ran.out


def test_unknown_option_or_command_is_status_2(run: Run) -> None:
    assert run("agree", "un", "--colour").status == 2
    assert run("nonsense").status == 2


def test_bad_setting_is_one_line(folder: Path, run: Run) -> None:
    (folder / "commonlist.yml").write_text("colour: red\n")
    ran = run("sources")
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert "colour" in ran.err
