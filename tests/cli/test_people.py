"""Users and tokens by commands: set up, shown, changed, taken away."""

import io
import os
import pty
import sys
from pathlib import Path

import pytest

from commonlist.pipeline.signing_in import Lifetimes, by_key, sign_in
from commonlist.storage import Workspace
from tests.cli.conftest import Run
from tests.cli.test_reviewing import read_until
from tests.storage.conftest import NOW

PASSWORD = "a heron stands on one leg"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password on standard input for each command."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n" * 9))


@pytest.fixture
def root(run: Run, typed: None) -> Run:
    """The command on a workspace with an administrator."""
    assert run("user", "add", "root", "--role", "administrator").status == 0
    return run


def let_in(folder: Path, name: str) -> bool:
    with Workspace(folder / "ws", NOW) as opened:
        words = {"address": "192.0.2.1", "agent": "", "now": NOW, "lifetimes": Lifetimes()}
        return bool(sign_in(opened, name, PASSWORD, **words).secret)  # type: ignore[arg-type]


class TestUser:
    def test_is_set_up_and_signs_in(self, root: Run, folder: Path) -> None:
        made = root("user", "add", "nils", "--role", "delegate", "--party", "NO", "--json").json
        assert (made["name"], made["role"], made["party"]) == ("nils", "delegate", "no")
        assert [user["name"] for user in root("user", "list", "--json").json] == ["nils", "root"]
        assert let_in(folder, "nils")

    def test_is_shown_in_a_table_without_a_password(self, root: Run) -> None:
        shown = root("user", "list").out
        assert "administrator" in shown
        assert "argon2" not in shown

    def test_is_given_another_role(self, root: Run) -> None:
        root("user", "add", "ann")
        assert root("user", "role", "ann", "reviewer").out == "user ann: reviewer\n"

    def test_is_disabled_and_enabled(self, root: Run, folder: Path) -> None:
        root("user", "add", "ann")
        assert root("user", "disable", "ann").out == "user ann: disabled\n"
        assert not let_in(folder, "ann")
        assert root("user", "disable", "ann", "--undo").out == "user ann: may sign in\n"
        assert let_in(folder, "ann")

    def test_password_comes_from_standard_input(
        self, root: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(""))
        ran = root("user", "password", "root")
        assert (ran.status, "first line of standard input" in ran.err) == (2, True)
        monkeypatch.setattr(sys, "stdin", io.StringIO("two herons stand on three\n"))
        assert root("user", "password", "root").out == "user root: password set\n"

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (("add", "ann", "--role", "king"), "not one of reader"),
            (("add", "ann", "--party", "atlantis"), "atlantis"),
            (("role", "nobody", "reader"), "no user 'nobody'"),
            (("disable", "root"), "last administrator"),
        ],
    )
    def test_refusal_is_one_line(self, root: Run, words: tuple[str, ...], says: str) -> None:
        ran = root("user", *words)
        assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert says in ran.err

    def test_password_is_asked_for_twice_in_a_terminal_and_not_shown(self, folder: Path) -> None:
        program = "from commonlist.cli import main; main()"
        words = ("-w", str(folder / "ws"), "user", "add", "root", "--role", "administrator")
        child, terminal = pty.fork()
        if child == 0:
            os.execv(sys.executable, [sys.executable, "-c", program, *words])
        shown = read_until(terminal, "new password: ")
        os.write(terminal, PASSWORD.encode() + b"\n")
        shown += read_until(terminal, "once more: ")
        os.write(terminal, PASSWORD.encode() + b"\n")
        shown += read_until(terminal, "user root: administrator")
        os.waitpid(child, 0)
        os.close(terminal)
        assert PASSWORD not in shown


class TestToken:
    def test_key_is_printed_alone_and_lets_in(self, root: Run, folder: Path) -> None:
        ran = root("token", "add", "robot", "--role", "analyst", "--days", "3")
        key = ran.out.strip()
        assert ran.err == "commonlist: token 1: the key is shown this once\n"
        with Workspace(folder / "ws", NOW) as opened:
            assert by_key(opened, key, NOW)
        (shown,) = root("token", "list", "--json").json
        assert key.startswith(shown["start"])
        assert key not in root("token", "list").out

    def test_may_be_the_first_thing_in_a_workspace(self, run: Run, folder: Path) -> None:
        ran = run("token", "add", "robot", "--role", "reader")
        assert (ran.status, ran.out[:11]) == (0, "commonlist_")
        assert (folder / "ws").is_dir()

    def test_of_a_user(self, root: Run) -> None:
        root("token", "add", "laptop", "--owner", "root")
        assert "root" in root("token", "list").out

    def test_is_revoked(self, root: Run, folder: Path) -> None:
        key = root("token", "add", "robot").out.strip()
        assert root("token", "revoke", "1").out == "token 1: revoked\n"
        with Workspace(folder / "ws", NOW) as opened:
            assert by_key(opened, key, NOW) is None
        assert "no token 1" in root("token", "revoke", "1").err


class TestServe:
    def test_refuses_a_host_of_others_while_nobody_is_set_up(self, run: Run) -> None:
        ran = run("serve", "--host", "0.0.0.0", "--port", "0")
        assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert "nobody is set up" in ran.err
