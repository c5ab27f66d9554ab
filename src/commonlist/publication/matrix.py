"""Who lists whom: a row for each entity, two columns for each party."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from commonlist.publication import cells
from commonlist.publication.cells import Row

Table = tuple[tuple[str, ...], Iterator[tuple[str, ...]]]
"""A header, and the rows under it."""


def table(answer_rows: Iterable[Row], parties: Sequence[str]) -> Table:
    """Return the matrix of an answer: header and rows of text.

    The columns are entity, caption, kind, status, for each party its law with its stance and
    since when (``us``, ``us_since``), and what it would take. ``parties`` may name lists of the
    rule too. Lines of a docket give a row for each entity that they mean, with the columns
    ``line`` and ``line_status`` at the end.
    """
    first, rows = cells.with_first(answer_rows)
    return header(parties, docket=first is not None and "line" in first), _rows(rows, parties)


def header(parties: Sequence[str], *, docket: bool = False) -> tuple[str, ...]:
    """Return the names of the columns."""
    voices = (name for party in parties for name in (party, f"{party}_since"))
    line = ("line", "line_status") if docket else ()
    return ("entity", "caption", "kind", "status", *voices, "needs", *line)


def texts(row: Row, line: Row, parties: Sequence[str]) -> tuple[str, ...]:
    """Return the cells of one entity on one line; they fit `header`."""
    voices = (
        text
        for party in parties
        for text in (cells.voice_words(row, party), cells.since(row, party))
    )
    return (
        *(row[name] for name in ("id", "caption", "kind", "status")),
        *voices,
        cells.needs_words(row),
        *(cells.line_cells(line) if "line" in line else ()),
    )


def write(answer_rows: Iterable[Row], parties: Sequence[str], out: TextIO) -> None:
    """Write the matrix as CSV to a text stream opened with ``newline=""``."""
    cells.write_csv(*table(answer_rows, parties), out)


def _rows(rows: Iterable[Row], parties: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (texts(row, line, parties) for line in rows for row in cells.members(line))
