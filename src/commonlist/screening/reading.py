"""A customer's table read row by row, however large; what cannot be read is told and kept.

CSV with ``,``, ``;``, ``|`` or tabs between fields, in UTF-8, UTF-16 or Windows-1252. Rows are
counted from 1, the first after the header.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from commonlist.errors import FormatError
from commonlist.values.text import clean

MAX_LINE = 1 << 20
"""Longest line, in bytes of UTF-8; the rest of a longer one is told as a line of its own."""
MAX_LINES = 100
"""Lines that a quoted field may run over; beyond it the quote is taken for one never closed."""
_DELIMITERS = ",;\t|"
_HEAD = 1 << 16


class Row(NamedTuple):
    """A row: its number from 1, and its fields."""

    number: int
    cells: list[str]


class Unread(NamedTuple):
    """What of a row could not be read or was not as it should be, with its text."""

    number: int
    reason: str
    raw: str


class Table:
    """The header of a table at once, then its rows as they come.

    ``foreign`` counts lines that are not UTF-8 and were read as Windows-1252; it is known when
    the rows have been read.

    Raises:
        FormatError: no header, or a packed or binary file.
    """

    def __init__(self, stream: io.RawIOBase | io.BufferedIOBase, name: str) -> None:
        buffered = io.BufferedReader(stream, 1 << 20)
        head = buffered.peek(_HEAD)[:_HEAD]
        self.encoding = _encoding(head, name)
        self.foreign = 0
        self._lines = self._decoded(buffered)
        first = next(self._lines, "")
        while first and not first.strip():
            first = next(self._lines, "")
        self._delimiter = max(_DELIMITERS, key=first.count)
        self.header = _header(first, self._delimiter, name)
        if not any(self.header):
            raise FormatError(f"{name}: empty; its first line should name the columns")

    def __iter__(self) -> Iterator[Row | Unread]:
        """Yield each row that is not blank; of one in disorder first what was wrong."""
        width = len(self.header)
        for number, (cells, broken) in enumerate(_records(self._lines, self._delimiter), 1):
            if broken:
                yield Unread(number, "a quote is opened and never closed", broken)
            elif len(cells) != width:
                raw = self._delimiter.join(cells)
                yield Unread(number, f"{len(cells)} fields, not {width}", raw)
            yield Row(number, cells)

    def _decoded(self, stream: "io.BufferedReader[Any]") -> Iterator[str]:
        if self.encoding != "utf-8":
            yield from _pieces(io.TextIOWrapper(stream, self.encoding, "replace", newline=None))
            return
        if stream.peek(3).startswith(codecs.BOM_UTF8):
            stream.read(3)
        while line := stream.readline(MAX_LINE):
            try:
                yield line.decode()
            except UnicodeDecodeError:
                self.foreign += 1
                yield line.decode("cp1252", "replace")


def _header(line: str, delimiter: str, name: str) -> list[str]:
    csv.field_size_limit(MAX_LINE * MAX_LINES)
    try:
        return [clean(cell) for cell in next(csv.reader([line], delimiter=delimiter))]
    except csv.Error:
        raise FormatError(f"{name}: its first line does not name columns") from None


def _pieces(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(MAX_LINE):
        yield line


def _encoding(head: bytes, name: str) -> str:
    """Tell the encoding by the mark at the beginning, or by where zero bytes stand."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith((b"PK\x03\x04", b"\x1f\x8b")) or b"\0\0\0" in head:
        raise FormatError(f"{name}: not a table of text; give CSV, TSV, either as .gz, or XLSX")
    if head.count(b"\0") > len(head) // 4:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    if b"\r" in head and b"\n" not in head:
        raise FormatError(f"{name}: lines end in CR alone; save it with line ends of this century")
    return "utf-8"


class _RunawayError(Exception):
    """A quoted field runs over more lines than a field does."""


class _Watched:
    """Lines handed to the parser; those of the record under way are kept to be read again."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: list[str] = []
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MAX_LINES:
            raise _RunawayError
        try:
            line = self._again.pop() if self._again else next(self._lines)
        except StopIteration:
            if self.taken:
                raise _RunawayError from None
            raise
        self.taken.append(line)
        return line

    def put_back(self) -> str:
        """Return the first line of the record under way; the rest will be read again."""
        first, *rest = self.taken
        self._again += reversed(rest)
        self.taken = []
        return first


def _records(lines: Iterable[str], delimiter: str) -> Iterator[tuple[list[str], str]]:
    """Yield the fields of each record, and the text of a line that a quote made unreadable."""
    watched = _Watched(lines)
    reader = csv.reader(watched, delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (_RunawayError, csv.Error):
            line = watched.put_back()
            reader = csv.reader(watched, delimiter=delimiter)
            yield [cell.strip('" \r\n') for cell in line.split(delimiter)], line
            continue
        watched.taken.clear()
        if cells:
            yield cells, ""
