"""The ledger by its commands: shown, verified, proved, exported, erased, told."""

import hashlib
import hmac
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from commonlist.storage import Workspace
from tests.cli.conftest import Run


@pytest.fixture
def screened(filled: Run) -> Run:
    """A workspace in which two names were screened."""
    for name in ("Alpha Front of Hamra", "Jane Grey-Heron"):
        assert filled("screen", "--name", name, "--json").status == 0
    return filled


def execute(folder: Path, statement: str) -> None:
    with sqlite3.connect(folder / "ws" / "commonlist.db") as connection:
        connection.execute(statement)


def test_entries_are_shown(screened: Run) -> None:
    made = screened("ledger", "show", "--json").json
    assert made["entries"] == len(made["shown"]) == 9
    assert [row["act"] for row in made["shown"]][-3:] == ["resolve", "screening", "screening"]
    assert [row["number"] for row in made["shown"]] == list(range(9))
    assert {row["who"] for row in made["shown"]} == {"local"}
    few = screened("ledger", "show", "--act", "screening", "--limit", "1", "--json").json["shown"]
    assert [each["names"] for each in few[0]["what"]["screened"]] == [["Jane Grey-Heron"]]
    assert screened("ledger", "show", "--who", "nobody", "--json").json["shown"] == []
    assert screened("ledger", "show", "--until", "2020-01-01", "--json").json["shown"] == []
    text = screened("ledger", "show")
    assert text.status == 0
    assert f"9 entries; key {made['key']}" in text.out


def test_an_author_signs(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONLIST_AUTHOR", "R. Heron")
    filled("screen", "--name", "Teal")
    assert filled("ledger", "show", "--json").json["shown"][-1]["who"] == "R. Heron"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "--act", "murder"), "--act: 'murder' is not one of ingest"),
        (("show", "--since", "soon"), "--since: 'soon' is not a day"),
        (("prove",), "give the number of an entry"),
        (("prove", "77"), "no entry 77; there are 7, from 0"),
        (("prove", "--checkpoint", "none.txt"), "none.txt: cannot be read"),
        (("verify", "--checkpoint", "names.csv"), ""),
        (("verify", "--key", "abc"), "no key: NAME+ID+KEY"),
        (("verify", "--proof", "names.csv"), "no proof: its first line"),
        (("erase", "--name", "x"), "say who"),
        (("erase", "--name", "x", "--author", "me"), "needs a reason"),
        (("erase", "--author", "me", "--reason", "y"), "say what to erase"),
        (("erase", "--entry", "0", "--author", "me", "--reason", "y"), "entry 0 is no screening"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_line(
    filled: Run, words: tuple[str, ...], said: str
) -> None:
    ran = filled("ledger", *words)
    if not said:
        assert ran.status == 5
        assert "names.csv: no signed note" in ran.out
        return
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert said in ran.err


def test_an_empty_workspace_has_an_empty_ledger(run: Run, folder: Path) -> None:
    Workspace(folder / "ws", datetime.now(UTC))
    assert run("ledger", "show", "--json").json["entries"] == 0
    assert run("ledger", "verify").out == "in order\n"
    assert "the ledger is empty" in run("ledger", "checkpoint").err


def test_what_is_changed_is_named(screened: Run, folder: Path) -> None:
    assert screened("ledger", "verify").out == "in order\n"
    execute(folder, "UPDATE ledger SET who = 'nobody' WHERE number = 3")
    execute(folder, "DELETE FROM ledger WHERE number = 5")
    ran = screened("ledger", "verify")
    assert ran.status == 5
    assert ran.out.splitlines() == [
        "ledger: entry 3 is told under another who than it has",
        "ledger: entry 5 is missing",
    ]
    assert [row["entry"] for row in msgspec.json.decode(
        screened("ledger", "verify", "--json").out)["wrong"]] == [3, 5]  # fmt: skip
    assert "entry 5 is missing" in screened("check").out


def test_a_checkpoint_kept_elsewhere_outlives_the_workspace(screened: Run, folder: Path) -> None:
    (folder / "then").write_text(screened("ledger", "checkpoint").out)
    screened("screen", "--name", "Teal")
    assert screened("ledger", "verify", "--checkpoint", "then").out == "in order\n"
    grown = screened("ledger", "prove", "--checkpoint", "then").out
    assert grown.startswith("old 9\n")
    assert grown.endswith(screened("ledger", "checkpoint").out)
    for file in (folder / "ws").glob("commonlist.db*"):
        file.unlink()
    Workspace(folder / "ws", datetime.now(UTC))
    ran = screened("ledger", "verify", "--checkpoint", "then")
    assert ran.status == 5
    assert "entries 0 to 8 are missing: then is of 9 entries" in ran.out
    assert "does not go on from it" in screened("ledger", "prove", "--checkpoint", "then").err


def test_a_proof_stands_for_itself(screened: Run, folder: Path) -> None:
    key = screened("ledger", "show", "--json").json["key"]
    text = screened("ledger", "prove", "7").out
    (folder / "proof").write_text(text)
    screened("screen", "--name", "Teal")
    (folder / "elsewhere").mkdir()
    words = ("-w", "elsewhere/ws", "ledger", "verify", "--proof", "proof", "--key", key)
    ran = screened(*words)
    assert ran.out.startswith("in the log: entry 7: screening by local on ")
    (folder / "proof").write_text(text.replace("index 7", "index 6"))
    assert "does not hold" in screened(*words).err
    (folder / "proof").write_text(text.replace("\n9\n", "\n8\n"))
    assert screened(*words).status == 2


def test_an_export_is_checked_with_nothing_of_ours(screened: Run) -> None:
    lines = screened("ledger", "export").out.splitlines()
    assert len(lines) == 9
    for number, row in enumerate(map(msgspec.json.decode, lines)):
        assert row["number"] == number
        leaf = msgspec.json.decode(row["leaf"])
        assert row["hash"] == hashlib.sha256(b"\0" + row["leaf"].encode()).hexdigest()
        what = msgspec.json.encode(row["what"], order="sorted")
        assert leaf["what"] == hmac.new(bytes.fromhex(row["salt"]), what, "sha256").hexdigest()
        assert {leaf[name] == row[name] for name in ("at", "who", "act", "basis", "data")} == {True}
    some = screened("ledger", "export", "--from", "2", "--to", "3").out.splitlines()
    assert some == lines[2:4]


def test_what_was_screened_is_told_and_erased(screened: Run) -> None:
    found = screened("ledger", "subject", "jane grey-heron", "--json").json
    assert [row["number"] for row in found["screenings"]] == [8]
    text = screened("ledger", "subject", "Alpha Front of Hamra").out
    assert "Screenings" in text
    assert "un_sc:QDe.001" in text
    assert screened("ledger", "subject", "Crake").out == "Crake: nothing is held\n"
    asked = ("--name", "Jane Grey-Heron", "--reason", "asked", "--author", "me")
    assert screened("ledger", "erase", *asked).out == "1 screenings erased\n"
    assert screened("ledger", "subject", "Jane Grey-Heron").out.endswith("nothing is held\n")
    assert screened("ledger", "verify").out == "in order\n"
    assert "erased" in screened("ledger", "show").out


def test_settings_say_what_is_kept_and_how_long(
    filled: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMONLIST_SCREENED_NAMES", "digests")
    filled("screen", "--name", "Jane Grey-Heron")
    assert not any(
        b"Grey-Heron" in file.read_bytes() for file in (folder / "ws").glob("commonlist.db*")
    )
    found = filled("ledger", "subject", "Jane Grey-Heron", "--json").json
    assert len(found["screenings"]) == 1
    kept = filled("ledger", "erase", "--expired")
    assert kept.out == "0 screenings erased\n"
    assert kept.err == "commonlist: nothing expires: the setting screening_days is 0\n"
    monkeypatch.setenv("COMMONLIST_SCREENING_DAYS", "1")
    assert filled("ledger", "erase", "--expired", "--json").json == {"erased": 0, "watches": 0}
    monkeypatch.setenv("COMMONLIST_SCREENED_NAMES", "some")
    assert "screened_names" in filled("ledger", "show").err


def test_the_key_is_where_the_setting_says(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMONLIST_LEDGER_KEY", str(folder / "kept.key"))
    run("ingest", "table", "us.csv", "--generated", "2020-11-30")
    run("screen", "--name", "Teal")
    assert (folder / "kept.key").exists()
    assert not (folder / "ws" / "ledger.key").exists()
    assert run("ledger", "verify").out == "in order\n"
    monkeypatch.delenv("COMMONLIST_LEDGER_KEY")
    assert "no key there" in run("ledger", "verify").err
    assert "its key is missing" in run("check").out
