"""The commands on PostgreSQL, by the setting alone; a backup, and a way from SQLite to it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import LOADED, Ran, Run

pytestmark = pytest.mark.postgresql


@pytest.fixture
def on_postgresql(
    folder: Path, run: Run, database: Callable[[Path], str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    monkeypatch.setenv("COMMONLIST_DATABASE_URL", database(folder / "ws"))
    return run


def test_the_setting_is_all_that_it_takes(on_postgresql: Run, folder: Path) -> None:
    for words in LOADED:
        assert on_postgresql(*words).status == 0
    assert on_postgresql("check").out == "in order\n"
    assert len(on_postgresql("docket", "list", "--json").json) == 1
    assert "Alpha Front of Hamra" in on_postgresql("agree", "us", "--as-of", "2020-12-01").out
    matches = on_postgresql("screen", "--name", "Alpha Front of Hamra", "--json").json["matches"]
    assert len(matches) == 1
    assert not (folder / "ws" / "commonlist.db").exists()


def test_the_demo_keeps_to_a_database_of_its_own(
    on_postgresql: Run, command: Callable[..., Ran], folder: Path
) -> None:
    assert command("demo", "--json").status == 0
    assert (folder / ".demo" / "commonlist.db").exists()
    assert [row for row in on_postgresql("sources", "--json").json if row["copies"]] == []


def test_a_workspace_goes_from_sqlite_to_postgresql(
    filled: Run,
    folder: Path,
    command: Callable[..., Ran],
    database: Callable[[Path], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = filled("export", "--format", "crosswalk").out
    made = filled("backup", folder / "x.tar.gz", "--json").json
    assert list(made) == ["schema", "made_at", "rows", "files"]
    again = filled("backup", folder / "x.tar.gz")
    assert (again.status, again.err.count("\n")) == (2, 1)
    monkeypatch.setenv("COMMONLIST_DATABASE_URL", database(folder / "to"))
    assert "restored as of" in command("-w", folder / "to", "restore", folder / "x.tar.gz").out
    assert command("-w", folder / "to", "export", "--format", "crosswalk").out == before
    assert command("-w", folder / "to", "check").out == "in order\n"
    refused = command("-w", folder / "to", "restore", folder / "x.tar.gz")
    assert (refused.status, refused.err.count("\n")) == (5, 1)


@pytest.mark.parametrize(
    ("url", "status"),
    [("mysql://u:secret@host/d", 2), ("postgresql://u:secret@127.0.0.1:1/d", 5)],
)
def test_a_url_that_does_not_lead_to_a_database_is_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, url: str, status: int
) -> None:
    monkeypatch.setenv("COMMONLIST_DATABASE_URL", url)
    ran = run("sources")
    assert (ran.status, ran.out, ran.err.count("\n")) == (status, "", 1)
    assert "secret" not in ran.err
