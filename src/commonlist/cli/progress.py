"""Progress on standard error, for whatever takes over a second."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def counting(what: str) -> Iterator[Callable[[int], None]]:
    """Hand out a function that is told a count; shown on a terminal, after a second, in place."""
    started = shown = time.monotonic()
    terminal = sys.stderr.isatty()

    def progress(count: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if terminal and now - started > 1 and now - shown > 0.2:
            shown = now
            print(f"\r{what}: {count:,} ({now - started:.0f} s)", end="", file=sys.stderr)

    yield progress
    if terminal and shown != started:
        print(file=sys.stderr)
