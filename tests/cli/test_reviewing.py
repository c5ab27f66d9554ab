"""The review as a person drives it: by lines, and by keys in a real terminal."""

import io
import os
import pty
import re
import select
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from commonlist.publication.beside import outcome
from commonlist.resolution import Consequence
from commonlist.resolution.queue import Change
from tests.cli.conftest import COMPLETE, Ran, Run, table

UNDER = ("--rule", "all(us, jp)", "--as-of", "2020-06-01")
NAMES = {"zz_us": "Teal Brigade", "zz_jp": "Union of the Grey Heron"}
Answers = Callable[..., Ran]


@pytest.fixture
def teal(run: Run, folder: Path) -> Run:
    """Two lists with one name each, of which somebody said that he could not tell."""
    for name, group in NAMES.items():
        text = table(name, f"t,{group},2001-01-01", party=name[3:].upper(), said=COMPLETE)
        (folder / f"{name}.csv").write_text(text, "utf-8")
        run("ingest", "table", f"{name}.csv", "--generated", "2020-11-30")
    run("judge", "zz_jp:t", "zz_us:t", "undo", "--author", "desk")
    return run


@pytest.fixture
def answers(teal: Run, monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Sit at the review with lines of input."""

    def sit(author: str, *lines: str, options: tuple[str, ...] = UNDER) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return teal("review", *options, "--author", author)

    return sit


def test_the_queue_for_machines_has_what_each_verdict_is_about(teal: Run) -> None:
    (found,) = teal("review", *UNDER, "--json").json
    assert re.fullmatch("rv-[a-z2-7]{10}", found["id"])
    assert (found["left"], found["right"]) == ("zz_jp:t", "zz_us:t")
    assert found["verdict"] == "same"
    assert found["second_reader"]
    assert {change["to"] for change in found["changes"]} == {"agreed"}


def test_the_queue_for_people_says_what_changes(teal: Run) -> None:
    ran = teal("review", *UNDER, "--list")
    assert (ran.status, ran.err) == (0, "")
    assert "rv-" in ran.out
    assert "agreed" in ran.out


def test_a_page_has_so_many_pairs(teal: Run) -> None:
    assert len(teal("review", *UNDER, "--limit", 1, "--json").json) == 1


def test_what_follows_is_shown_before_the_answer(answers: Answers) -> None:
    ran = answers("ann", "q")
    assert (ran.status, ran.err) == (0, "")
    assert "names, left: Union of the Grey Heron" in ran.out
    assert "any two records" in ran.out
    moves = "^x same: 1 record goes to another entity; .*agreed.*waits for a second reader$"
    assert re.search(moves, ran.out, re.M)
    assert re.search("^n different: nothing moves$", ran.out, re.M)
    assert "nothing judged" in ran.out


def test_what_follows_is_said_once_and_in_words() -> None:
    lost = Change("cl-a", "Teal Brigade", "agreed", "not_listed")
    joined = Change("cl-b", "Grey Heron Front", "agreed", None)
    assert outcome(Consequence(changes=(lost, joined), agreed=-2)) == (
        "Teal Brigade: agreed → not listed; Grey Heron Front: agreed → no decision of its own"
    )
    assert outcome(Consequence()) == ""


def test_two_readers_decide_and_the_answer_says_what_moved(answers: Answers, teal: Run) -> None:
    assert "kept; it counts when another author says the same" in answers("ann", "x one group").out
    assert "nothing judged" in answers("ann").out
    second = answers("bob", "x the same brigade")
    assert "ann says same: one group; a second reader is awaited" in second.out
    assert "zz_us:t goes from cl-" in second.out
    told = teal("why", "zz_us:t").out
    assert "by bob (and by ann)" in told
    assert "the same brigade" in told


def test_undo_takes_the_last_answer_back_and_asks_again(answers: Answers, teal: Run) -> None:
    more = table("zz_ru", "t,Northland Society,2001-01-01", party="RU", said=COMPLETE)
    Path("zz_ru.csv").write_text(more, "utf-8")
    teal("ingest", "table", "zz_ru.csv", "--generated", "2020-11-30")
    teal("judge", "zz_ru:t", "zz_us:t", "undo", "--author", "desk")
    pairs = 2
    ran = answers("ann", "z", "n two towns", "z", "q")
    assert "nothing to undo" in ran.out
    assert "unsure (ann: taken back)" in ran.out
    assert len(re.findall(f"^1 of {pairs} ", ran.out, re.M)) == 3
    assert "nothing judged" in ran.out
    assert len(teal("review", *UNDER, "--json", "--author", "ann").json) == pairs


def test_details_latin_letters_skip_and_unknown_keys(answers: Answers) -> None:
    ran = answers("ann", "d", "l", "nonsense", "s")
    assert ran.out.count("names, left") == 3
    assert "'nonsense' is no key" in ran.out
    assert "nothing judged" in ran.out


def test_the_reason_may_be_said_once_for_all(answers: Answers, teal: Run) -> None:
    ran = answers("ann", "n", options=(*UNDER, "--reason", "two towns"))
    assert "different (ann: two towns)" in ran.out


def test_who_reviews_has_to_be_said(teal: Run) -> None:
    ran = teal("review", *UNDER)
    assert ran.status == 2
    assert "--author" in ran.err


def test_an_empty_queue_is_said(run: Run) -> None:
    run("docket", "add", "mine", "names.csv")
    assert run("review", "--list").out == "nothing to review\n"


def read_until(terminal: int, words: str, seconds: float = 60) -> str:
    """What a terminal shows up to some words."""
    shown, end = "", time.monotonic() + seconds
    while words not in shown:
        ready, _, _ = select.select([terminal], [], [], max(0, end - time.monotonic()))
        assert ready, shown
        shown += os.read(terminal, 65536).decode(errors="replace")
    return shown


def press(terminal: int, key: bytes) -> None:
    """Press a key when one is waited for."""
    end = time.monotonic() + 60
    while termios.tcgetattr(terminal)[3] & termios.ICANON:
        assert time.monotonic() < end
        time.sleep(0.01)
    os.write(terminal, key)


def test_keys_drive_it_in_a_real_terminal(teal: Run, folder: Path) -> None:
    program = "from commonlist.cli import main; main()"
    words = ("-w", str(folder / "ws"), "review", *UNDER, "--author", "ann")
    child, terminal = pty.fork()
    if child == 0:
        os.environ["COLUMNS"] = "100"
        os.execv(sys.executable, [sys.executable, "-c", program, *words])
    shown = read_until(terminal, "q quit")
    assert "Union of the Grey Heron" in shown
    assert "Teal Brigade" in shown
    press(terminal, b"d")
    read_until(terminal, "q quit")
    press(terminal, b"x")
    assert "read both: the same" in read_until(terminal, "]: ")
    os.write(terminal, b"one group\n")
    assert "it counts when another author says the same" in read_until(terminal, "1 judgement kept")
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0


def test_where_input_ends_instead_of_a_reason_nothing_is_judged(teal: Run, folder: Path) -> None:
    program = "from commonlist.cli import main; main()"
    words = ("-w", str(folder / "ws"), "review", *UNDER, "--author", "ann")
    child, terminal = pty.fork()
    if child == 0:
        os.environ["COLUMNS"] = "100"
        os.execv(sys.executable, [sys.executable, "-c", program, *words])
    read_until(terminal, "q quit")
    press(terminal, b"x")
    read_until(terminal, "]: ")
    os.write(terminal, b"\x04")
    assert "Traceback" not in read_until(terminal, "nothing judged")
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0
