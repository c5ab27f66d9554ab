"""Matches as rows of CSV or lines of JSON: what a screening writes."""

import csv
import io
from collections.abc import Iterable, Iterator

import msgspec

from commonlist.publication.cells import guarded
from commonlist.screening.matches import Match
from commonlist.screening.reading import Unread

COLUMNS = (
    *("row", "query", "score", "entity", "caption", "matched_name", "parties", "status", "reasons"),
    *("kind", "records", "searched", "unknown", "cleared"),
)
"""The columns of a match, in order."""
UNREAD_COLUMNS = ("row", "reason", "raw")
_LONGEST_RAW = 1000
_encode = msgspec.json.Encoder().encode


def cells(match: Match) -> tuple[str, ...]:
    """Return a match as texts, in the order of `COLUMNS`; reasons are their sentences."""
    return (
        str(match.row),
        match.query,
        f"{match.score:.6f}",
        match.entity,
        match.caption,
        match.matched_name,
        ";".join(match.parties),
        match.status,
        "; ".join(reason.sentence for reason in match.reasons),
        match.kind.value,
        ";".join(match.records),
        match.searched,
        ";".join(match.unknown),
        match.cleared,
    )


def csv_rows(matches: Iterable[Match]) -> bytes:
    """Return rows of CSV, without a header."""
    return _csv(cells(match) for match in matches)


def json_lines(matches: Iterable[Match]) -> bytes:
    """Return a line of JSON for each match, keys in the order of `COLUMNS`, reasons whole."""
    return b"".join(_encode(match) + b"\n" for match in matches)


def unread_rows(found: Iterable[Unread]) -> bytes:
    """Return rows of CSV for what could not be read, without a header."""
    return _csv((str(row), reason, raw[:_LONGEST_RAW]) for row, reason, raw in found)


def header(columns: Iterable[str]) -> bytes:
    """Return the first row of a CSV file."""
    return (",".join(columns) + "\n").encode()


def _csv(rows: Iterable[tuple[str, ...]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(map(guarded, row) for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def read_lines(lines: Iterable[bytes]) -> Iterator[Match]:
    """Read what `json_lines` wrote."""
    decoder = msgspec.json.Decoder(Match)
    for line in lines:
        yield decoder.decode(line)
