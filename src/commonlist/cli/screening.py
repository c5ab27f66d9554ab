"""Matches as a person reads them, and how far a long screening is."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec
from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from commonlist.cli import render
from commonlist.publication.beside import falls_of

if TYPE_CHECKING:
    from commonlist.pipeline.screening import Shown
    from commonlist.screening import Match
    from commonlist.screening.receipts import Receipt

_SHOWN = 0.05  # least effect, in log-odds, of a reason that is printed


def matches(query: str, found: "Sequence[Match]", threshold: float) -> None:
    """Print whom a name may be, each with its reasons."""
    console = render.standard_output()
    if not found:
        console.print(f"{query}: nobody from a score of {threshold:.2f} on")
        return
    for match in found:
        console.print(
            Text(f"{match.score:.3f}  ", style="bold cyan")
            + Text(match.caption, style="bold")
            + Text(f"  {match.kind.value}, {match.entity}", style="dim")
        )
        console.print(Padding(Group(*_below(match, threshold)), (0, 0, 0, 7), expand=False))


def plain(found: "Sequence[Match]", threshold: float) -> list[dict[str, Any]]:
    """Return matches as plain values, each with the steps that add up to its score."""
    return [
        msgspec.to_builtins(match)
        | {
            "steps": [
                {"effect": step.effect, "sentence": step.words}
                for step in falls_of(match.score, match.reasons, threshold)[0].steps
            ]
        }
        for match in found
    ]


def _below(match: "Match", threshold: float) -> Iterator[Text | Table]:
    words, style = render.STATUS.get(match.status, (match.status, ""))
    yield Text(f"{_listed(match)}; ") + Text(words, style=style)
    if match.matched_name:
        yield Text(f"by the name {match.matched_name} ({', '.join(match.records)})")
    reasons = Table.grid(padding=(0, 2))
    reasons.add_column(justify="right", min_width=6, style="dim")
    reasons.add_column(style="dim")
    made, others = falls_of(match.score, match.reasons, threshold)
    for step in made.steps:
        reasons.add_row(_sign(step.effect), step.words)
    reasons.add_row(f"{made.total:+.1f}", f"in sum: score {made.score:.3f}")
    for reason in others:
        reasons.add_row("", f"also met: {reason.sentence}")
    yield reasons
    if match.cleared:
        yield Text(f"cleared by {match.cleared}")


def _listed(match: "Match") -> str:
    """Say whose lists name an entity, and whose may: ``listed by un (us: not known)``."""
    unknown = f" ({', '.join(match.unknown)}: not known)" if match.unknown else ""
    return f"listed by {', '.join(match.parties) or 'nobody that is known'}{unknown}"


def _sign(effect: float) -> str:
    return f"{effect:+.1f}" if abs(effect) >= _SHOWN else ""


def receipt(made: "Receipt") -> None:
    """Print what a screening of a file came to."""
    figures = made.figures
    rate = f"{figures.rows / made.seconds:,.0f} a second" if made.seconds > 1 else ""
    table = Table(box=None, show_header=False, pad_edge=False)
    for name, value in (
        ("rows", f"{figures.rows:,}" + (f" in {made.seconds:,.1f} s, {rate}" if rate else "")),
        ("rows with a match", f"{figures.matched:,}"),
        ("matches", f"{figures.matches:,}"),
        ("cleared", f"{figures.cleared:,}"),
        ("not as they should be", f"{figures.unread:,}" + _where(made)),
        ("output", made.output),
    ):
        table.add_row(name, value)
    render.standard_output().print(table)


def _where(made: "Receipt") -> str:
    return f" ({made.output}.unread.csv)" if made.figures.unread else ""


def clearances(rows: "Sequence[Shown]") -> None:
    """Print who was told apart from whom."""
    render.table(
        "Cleared",
        [
            {
                "id": row.clearance.id,
                "customer": row.clearance.query,
                "entity": row.clearance.entity,
                "caption": row.caption,
                "author": row.clearance.author,
                "reason": row.clearance.reason,
                "expires": row.clearance.expires,
                "state": row.state,
            }
            for row in rows
        ],
    )


@contextmanager
def advancing() -> Iterator[Callable[[int, int, int], None]]:
    """Hand out a function that is told rows and bytes of all bytes; shown on a terminal."""
    started = shown = time.monotonic()
    first: list[tuple[int, int]] = []
    terminal = sys.stderr.isatty()

    def progress(rows: int, done: int, total: int) -> None:
        nonlocal shown
        if not first:
            first.append((rows, done))
        now = time.monotonic()
        if not terminal or now - started < 1 or now - shown < 0.2:
            return
        shown = now
        rate = (rows - first[0][0]) / (now - started)
        speed = (done - first[0][1]) / (now - started)
        left = f", {_clock((total - done) / speed)} left" if total and speed > 0 else ""
        print(f"\rscreening: {rows:,} rows, {rate:,.0f} a second{left}   ", end="", file=sys.stderr)

    yield progress
    if terminal and shown != started:
        print(file=sys.stderr)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
