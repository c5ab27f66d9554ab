"""The answer of a rule as an Excel workbook: a sheet for each status, and how it was computed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from commonlist.agreement.decisions import Status
from commonlist.agreement.voices import Law
from commonlist.errors import InputError
from commonlist.publication import cells, matrix
from commonlist.publication.cells import Row

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

HOW = "How this was computed"
MOST_ROWS = 1 << 20
"""Rows that a sheet can have."""
_LONGEST = 32_767  # characters that a cell can have
_BUCKETS = (Status.AGREED, Status.DISPUTED, Status.UNDETERMINED, Status.NOT_LISTED)
_BEFORE = matrix.header(()).index("needs")  # columns before those of the parties
_SYMBOLS = {
    Law.LISTED: "✓",
    Law.LISTED_IN_PART: "◐",
    Law.NOT_LISTED: "✗",
    Law.UNKNOWN: "?",
}
# No red and green: they would judge, and not all eyes tell them apart. Unknown is hatched.
_LOOKS: Mapping[Law, Mapping[str, str | int]] = {
    Law.LISTED: {"bg_color": "#9DC3E6"},
    Law.LISTED_IN_PART: {"bg_color": "#DDEBF7"},
    Law.NOT_LISTED: {"bg_color": "#F2F2F2"},
    Law.UNKNOWN: {"pattern": 14, "fg_color": "#FFD966", "bg_color": "#FFFFFF"},
}
_MEANINGS = {
    Law.LISTED: "an act of the party, or of the bloc whose voice it has, is in force on the day",
    Law.LISTED_IN_PART: "only a part of the entity is listed, such as a wing",
    Law.NOT_LISTED: "every list of the party that matters says so",
    Law.UNKNOWN: "no list of the party that speaks for the day is loaded: not the same as ✗",
}
_WIDTHS = {"entity": 15, "caption": 42, "needs": 50, "line": 30}


def write(
    answer_rows: Iterable[Row],
    parties: Sequence[str],
    head: Mapping[str, Any],
    out: BinaryIO,
    *,
    created: datetime,
) -> None:
    """Write the workbook to a binary stream; the same input gives the same bytes.

    The sheets have the columns of `matrix.table`. A docket's line of several entities stands
    whole in the sheet of the line's own status. ``head`` says how the answer came about: ``rule``,
    ``as_of``, ``known``, ``parties`` (code to name), ``sources`` (a mapping each: source, date,
    digest), ``version``. ``created`` (UTC) is the date in the file's properties.

    Raises:
        InputError: more entities of one status than a sheet can have rows.

    """
    from xlsxwriter import Workbook

    first, rows = cells.with_first(answer_rows)
    docket = first is not None and "line" in first
    with Workbook(out, {"constant_memory": True}) as book:
        book.set_properties({"created": created, "title": "commonlist"})
        styles = _styles(book)
        header = matrix.header(parties, docket=docket)
        buckets = {status: _bucket(book, status, header, styles) for status in _BUCKETS}
        for line in rows:
            for row in cells.members(line):
                buckets[Status(line["status"])].add(_cells(row, line, parties, styles))
        for bucket in buckets.values():
            bucket.sheet.autofilter(0, 0, bucket.last, len(header) - 1)
        _write_how(book, head, styles)


_Cell = tuple[str, "Format"]


@dataclass(frozen=True, slots=True)
class _Styles:
    header: "Format"
    text: "Format"
    laws: Mapping[Law, "Format"]


@dataclass(slots=True)
class _Sheet:
    """A sheet that is written from top to bottom."""

    sheet: "Worksheet"
    last: int = -1

    def add(self, row: Iterable[_Cell]) -> None:
        self.last += 1
        if self.last >= MOST_ROWS:
            raise InputError(f"more than {MOST_ROWS - 1} rows in one sheet; write CSV instead")
        for column, (text, style) in enumerate(row):
            self.sheet.write_string(self.last, column, _fitted(text), style)


def _styles(book: "Workbook") -> _Styles:
    # Excel's own mark for "this is text, whatever it looks like": nothing is ever a formula.
    plain = {"quote_prefix": True, "valign": "top"}
    return _Styles(
        header=book.add_format({**plain, "bold": True, "bottom": 1}),
        text=book.add_format(plain),
        laws={law: book.add_format({**plain, **look}) for law, look in _LOOKS.items()},
    )


def _bucket(book: "Workbook", status: Status, header: Sequence[str], styles: _Styles) -> _Sheet:
    sheet = _Sheet(book.add_worksheet(status.value.replace("_", " ")))
    for column, name in enumerate(header):
        sheet.sheet.set_column(column, column, _WIDTHS.get(name, 14))
    sheet.sheet.freeze_panes(1, 2)
    sheet.add((name, styles.header) for name in header)
    return sheet


def _cells(row: Row, line: Row, parties: Sequence[str], styles: _Styles) -> Iterator[_Cell]:
    texts = matrix.texts(row, line, parties)
    after = _BEFORE + 2 * len(parties)
    yield from ((text, styles.text) for text in texts[:_BEFORE])
    for party, words, since in zip(
        parties, texts[_BEFORE:after:2], texts[_BEFORE + 1 : after : 2], strict=True
    ):
        law = cells.law(row, party)
        yield f"{_SYMBOLS[law]} {words}", styles.laws[law]
        yield since, styles.text
    yield from ((text, styles.text) for text in texts[after:])


def _write_how(book: "Workbook", head: Mapping[str, Any], styles: _Styles) -> None:
    sheet = _Sheet(book.add_worksheet(HOW))
    sheet.sheet.set_column(0, 2, 24)
    for label, *texts in _facts(head):
        sheet.add(((label, styles.header), *((text, styles.text) for text in texts)))
    for law, symbol in _SYMBOLS.items():
        sign = f"{symbol} {law.value.replace('_', ' ')}"
        sheet.add(((sign, styles.laws[law]), (_MEANINGS[law], styles.text)))


def _facts(head: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, value in head.items():
        label = name.replace("_", " ")
        if isinstance(value, Mapping):
            yield from ((label, _text(key), _text(held)) for key, held in value.items())
        elif isinstance(value, str) or not isinstance(value, Iterable):
            yield label, _text(value)
        else:
            for item in value:
                parts = item.values() if isinstance(item, Mapping) else (item,)
                yield label, *map(_text, parts)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _fitted(text: str) -> str:
    """A longer text would be left out by the writer."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
