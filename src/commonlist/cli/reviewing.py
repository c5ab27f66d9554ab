"""The review in the terminal: one pair at a time, side by side, what follows before the answer.

With a terminal on standard input one key answers; without one each line of input is an answer,
its first letter the key and the rest the reason, and what is shown is plain lines.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

import click
from rich.table import Table
from rich.text import Text

from commonlist.cli.render import standard_output
from commonlist.pipeline.resolving import Judged, judge
from commonlist.pipeline.reviewing import REASONS, Look, Review
from commonlist.publication import beside
from commonlist.publication.beside import outcome
from commonlist.resolution import Consequence, Question, Verdict
from commonlist.storage import Workspace

VERDICTS = {"x": Verdict.SAME, "n": Verdict.DIFFERENT, "u": Verdict.UNSURE}
KEYS = {
    "x": "same",
    "n": "different",
    "u": "unsure",
    "s": "skip",
    "d": "details",
    "l": "in Latin letters",
    "z": "undo",
    "q": "quit",
}
Now = Callable[[], datetime]


class Answer(NamedTuple):
    """A key, and the reason where one was given with it."""

    key: str
    reason: str = ""


class _Given(NamedTuple):
    """An answer that was kept, to be taken back."""

    place: int
    verdict: Verdict
    second: bool


def told(judged: Judged) -> str:
    """Return in lines what a judgement is and what it did."""
    made = judged.judgement
    lines = [f"{made.left} and {made.right}: {made.verdict} ({made.author}: {made.reason})"]
    if not judged.counts:
        lines.append("kept; it counts when another author says the same")
    if judged.blocked_by:
        said = judged.blocked_by
        lines.append(
            f"not all judged the same are one: {said.left} and {said.right} are judged different "
            f"by {said.author} on {said.made_at[:10]}: {said.reason}"
        )
    lines += [f"{move.record} goes from {move.before} to {move.after}" for move in judged.moved]
    return "\n".join(lines)


def shown(questions: Sequence[Question], review: Review) -> None:
    """Print questions as a table."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("id", "score", "records", "asked", "what it changes"):
        table.add_column(name, overflow="fold")
    for question in questions:
        row = review.plain(question)
        pair = zip(row["captions"], question.suggestion.pair, strict=True)
        both = (f"{caption} ({key})" for caption, key in pair)
        asked = "joined: different?" if row["joined"] else "apart: same?"
        follows = outcome(question.consequence) or "no decision"
        table.add_row(question.id, f"{row['score']:.2f}", "\n".join(both), asked, follows)
    standard_output().print(table if questions else "nothing to review")


class Sitting:
    """A person at the queue: where he is, and what he has answered.

    ``reason`` is kept with each answer that brings none of its own.
    """

    def __init__(
        self,
        workspace: Workspace,
        review: Review,
        questions: Sequence[Question],
        author: str,
        reason: str,
        now: Now,
    ) -> None:
        self._workspace, self._review, self._questions = workspace, review, questions
        self._author, self._reason, self._now = author, reason, now
        self._given: list[_Given] = []
        self._place = 0
        self._details = self._latin = False

    def run(self) -> None:
        """Ask one question after the other until none is left, the person quits or input ends."""
        answers = _keys() if sys.stdin.isatty() else _lines()
        with suppress(EOFError):  # where a reason is asked for
            while self._place < len(self._questions):
                look = self._review.look(self._questions[self._place])
                if look is None:
                    self._place += 1
                elif not self._answered(look, answers):
                    break
        kept = len(self._given)
        print(f"{kept} judgement{'s' * (kept != 1)} kept" if kept else "nothing judged")

    def _answered(self, look: Look, answers: Iterator[Answer]) -> bool:
        """Show a question until its answer; false ends the sitting."""
        place = f"{self._place + 1} of {len(self._questions)}"
        render(look, place, details=self._details, latin=self._latin)
        while True:
            print("   ".join(f"{key} {words}" for key, words in KEYS.items()), flush=True)
            answer = next(answers, Answer("q"))
            if answer.key == "q":
                return False
            if answer.key in VERDICTS:
                self._judge(look, VERDICTS[answer.key], answer.reason)
                return True
            if answer.key == "s":
                self._place += 1
                return True
            if answer.key == "z":
                self._undo()
                return True
            if answer.key in ("d", "l"):
                self._details ^= answer.key == "d"
                self._latin ^= answer.key == "l"
                return True
            print(f"{answer.key!r} is no key")

    def _judge(self, look: Look, verdict: Verdict, reason: str) -> None:
        reason = reason or self._reason or _asked_reason(REASONS[verdict])
        second = look.needs_second(verdict)
        self._keep(look.question, verdict, reason, second=second)
        self._given.append(_Given(self._place, verdict, second))
        self._place += 1

    def _undo(self) -> None:
        if not self._given:
            print("nothing to undo")
            return
        last = self._given.pop()
        self._place = last.place
        question = self._questions[self._place]
        self._keep(question, Verdict.UNSURE, "taken back", second=last.second)

    def _keep(self, question: Question, verdict: Verdict, reason: str, *, second: bool) -> None:
        left, right = question.suggestion.pair
        kept = judge(
            self._workspace, left, right, verdict, reason, self._author, self._now(), second=second
        )
        self._review.add(kept.judgement)
        print(told(kept))


def _keys() -> Iterator[Answer]:
    """Yield the keys pressed."""
    with suppress(EOFError):
        while True:
            yield Answer(click.getchar().lower())


def _lines() -> Iterator[Answer]:
    """Yield a key and a reason from each line that is not empty."""
    for line in sys.stdin:
        if line.strip():
            key, _, reason = line.strip().partition(" ")
            yield Answer(key.lower(), reason.strip())


def _asked_reason(usual: str) -> str:
    if not sys.stdin.isatty():
        return usual
    return input(f"why [{usual}]: ").strip() or usual


# A question on the screen


def render(look: Look, place: str, *, details: bool, latin: bool) -> None:
    """Print a question: the records side by side, the reasons, what either verdict would do."""
    found = look.question.suggestion
    state = "joined" if found.joined else "apart"
    head = f"{place}  {look.question.id}  {state} now, score {look.comparison.score:.2f}"
    if found.score > look.comparison.score:
        head += f", likest pair between the two {found.score:.2f}"
    rows = _rows(look, details=details, latin=latin)
    after = (*waterfall(look), *verdicts(look))
    if sys.stdin.isatty():
        console = standard_output()
        console.print(Text(f"\n{head}", style="bold"), Text(f"\n{found.why}"))
        console.print(_side_by_side(rows))
        console.print(Text("\n".join(after)))
    else:
        print("", head, found.why, *_one_by_one(rows), *after, sep="\n")


_Row = tuple[str, Sequence[str], Sequence[str]]
"""A label, and what either record says."""


def _side_by_side(rows: Sequence[_Row]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, expand=True)
    table.add_column(style="dim", no_wrap=True)
    for _ in range(2):
        table.add_column(ratio=1, overflow="fold")
    for label, left, right in rows:
        table.add_row(label, Text("\n".join(left)), Text("\n".join(right)))
    return table


def _one_by_one(rows: Sequence[_Row]) -> Iterator[str]:
    for label, left, right in rows:
        for side, lines in (("left", left), ("right", right)):
            yield f"{label}, {side}: {'; '.join(lines) or 'not said'}"


def _rows(look: Look, *, details: bool, latin: bool) -> list[_Row]:
    """What the two records say, field by field, and what either is joined with."""
    rows = beside.rows(*look.records, details=details, latin=latin)
    said = [(row.label, list(map(beside.text, row.left)), list(map(beside.text, row.right)))
            for row in rows]  # fmt: skip
    return [*said, ("joined with", *look.beside)]


def waterfall(look: Look) -> Iterator[str]:
    """Yield how the score comes about: what any pair has, each reason, the sum; in log-odds."""
    made = beside.waterfall(look.comparison.score, look.comparison.reasons)
    for step in made.steps:
        bar = ("+" if step.effect > 0 else "-") * min(10, round(abs(step.effect)))
        yield f"{step.effect:+6.1f}  {bar:<10}  {step.words}"
    yield f"{made.total:+6.1f}  in sum: score {made.score:.2f}"


def verdicts(look: Look) -> Iterator[str]:
    """Yield what either verdict would do."""
    for key, verdict in (("x", Verdict.SAME), ("n", Verdict.DIFFERENT)):
        follows = look.follows(verdict)
        parts = [_moved(follows), outcome(follows)]
        if look.needs_second(verdict):
            awaited = not any(word.verdict is verdict for word in look.question.said)
            parts.append("waits for a second reader" if awaited else "another reader says so too")
        yield f"{key} {verdict}: {'; '.join(part for part in parts if part)}"


def _moved(follows: Consequence) -> str:
    moved = len(follows.moved)
    if moved == 1:
        return "1 record goes to another entity"
    return f"{moved} records go to another entity" if moved else "nothing moves"
