"""A customer's file opened: CSV, TSV, either gzipped, a workbook, or standard input."""

import gzip
import hashlib
import io
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from commonlist.errors import FormatError, InputError
from commonlist.screening.queries import known_kind
from commonlist.screening.reading import Row, Table, Unread
from commonlist.screening.receipts import Columns
from commonlist.sources.reading import MAX_RATIO
from commonlist.sources.workbook import first_sheet

SMALL = 1 << 16
"""Bytes up to which a file counts as small."""
_ALWAYS = 1 << 20
"""Bytes that a gzip may unpack to, however small it is."""
MAX_SHEET = 1 << 28
"""Largest workbook, in bytes: it is read whole."""


class CustomerFile:
    """A file being read; use it in a ``with`` block. ``None`` is standard input.

    ``size`` is 0 where it is not known. ``small`` tells that it is at most `SMALL` bytes.

    Raises:
        InputError: there is no such file.
        FormatError: it is no table, or one that would fill memory or the disk.
    """

    def __init__(self, path: Path | None) -> None:
        self.name = str(path) if path else "standard input"
        self._path = path
        self._opened = ExitStack()

    def __enter__(self) -> "CustomerFile":
        try:
            raw = (
                self._opened.enter_context(self._path.open("rb"))
                if self._path
                else sys.stdin.buffer
            )
        except OSError as error:
            raise InputError(f"{self.name}: cannot be read: {error.strerror}") from None
        self.size = self._path.stat().st_size if self._path else 0
        self._counted = _Counted(raw)
        stream = io.BufferedReader(self._counted, SMALL + 1)
        start = stream.peek(SMALL + 1)
        self.small = (self.size or len(start)) <= SMALL
        self._table: Table | None = None
        self._rows: Iterator[Row | Unread]
        if start.startswith(b"PK\x03\x04"):
            self.header, self._rows = _sheet(stream, self.name)
        else:
            packed = start.startswith(b"\x1f\x8b")
            with _unpacking(self.name):
                plain = _Unpacked(stream, self._counted, self.name) if packed else stream
                self._table = Table(plain, self.name)
            self.header, self._rows = self._table.header, iter(self._table)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.close()

    @property
    def looks(self) -> tuple[int, int] | None:
        """Size and time of change, by which a file is known again; None for standard input."""
        if self._path is None:
            return None
        seen = self._path.stat()
        return seen.st_size, seen.st_mtime_ns

    @property
    def done(self) -> int:
        """Bytes read so far."""
        return self._counted.count

    @property
    def encoding(self) -> str:
        """How the text was read; "" for a workbook."""
        return self._table.encoding if self._table else ""

    @property
    def foreign(self) -> int:
        """Lines that are not UTF-8 and were read as Windows-1252."""
        return self._table.foreign if self._table else 0

    def __iter__(self) -> Iterator[Row | Unread]:
        """Yield the rows, and what was wrong with some.

        Raises:
            FormatError: a gzip that is damaged, or unpacks to more than it may.
        """
        with _unpacking(self.name):
            yield from self._rows

    def digest(self) -> str:
        """Read what is left and return the SHA-256 of the whole file as it stands."""
        while self._counted.read(1 << 20):
            pass
        return self._counted.digest.hexdigest()

    def places(self, columns: Columns) -> tuple[int | None, ...]:
        """Return where text, date of birth, country, kind and number stand; None: nowhere.

        Raises:
            InputError: a column that was named is not there, or several are called so.
        """
        named = (columns.text, columns.dob, columns.country, columns.kind, columns.id)
        return tuple(self._place(column, column == columns.kind) for column in named)

    def _place(self, column: str, may_be_kind: bool) -> int | None:
        if not column:
            return None
        there = list(enumerate(self.header))
        places = [at for at, cell in there if cell == column]
        places = places or [at for at, cell in there if cell.casefold() == column.casefold()]
        if len(places) > 1:
            each = " and ".join(f"column {at + 1} ({self.header[at]!r})" for at in places)
            raise InputError(f"{self.name}: {column!r} may be {each}; rename one")
        if not places and not (may_be_kind and known_kind(column)):
            names = ", ".join(self.header)[:300]
            raise InputError(f"{self.name}: no column {column!r}; there are {names}")
        return places[0] if places else None


@contextmanager
def _unpacking(name: str) -> Iterator[None]:
    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FormatError(f"{name}: damaged gzip: {error}; get a fresh copy") from None


class _Counted(io.RawIOBase):
    """The bytes of a file as they are read, counted and digested."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.count = 0
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        data = self._stream.read(len(into))
        into[: len(data)] = data
        self.count += len(data)
        self.digest.update(data)
        return len(data)


class _Unpacked(io.RawIOBase):
    """What comes out of a gzip, which is at most `MAX_RATIO` times what was read of it."""

    def __init__(self, stream: IO[bytes], packed: _Counted, name: str) -> None:
        self._stream = gzip.GzipFile(fileobj=stream)
        self._packed, self._name = packed, name
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        data = self._stream.read(len(into))
        into[: len(data)] = data
        self._count += len(data)
        if self._count > max(MAX_RATIO * self._packed.count, _ALWAYS):
            raise FormatError(f"{self._name}: unpacks to more than it may; unpack it yourself")
        return len(data)


def _sheet(stream: IO[bytes], name: str) -> tuple[list[str], Iterator[Row]]:
    """Return header and rows of a workbook's first sheet; rows without any text do not count."""
    data = stream.read(MAX_SHEET + 1)
    if len(data) > MAX_SHEET:
        raise FormatError(f"{name}: a workbook over {MAX_SHEET >> 20} MB; save the sheet as CSV")
    rows = iter(first_sheet(io.BytesIO(data), name).iter_rows())
    header = [_cell(value) for value in next(rows, [])]
    if not any(header):
        raise FormatError(
            f"{name}: empty; the first row of its first sheet should name the columns"
        )
    filled = (row for row in rows if any(value != "" for value in row))
    return header, (Row(n, [_cell(value) for value in row]) for n, row in enumerate(filled, 1))


def _cell(value: object) -> str:
    """Return a cell's text: a whole number without a point, a day as ISO."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def cut(cells: Sequence[str], places: Sequence[int | None]) -> tuple[str, ...]:
    """Return the cells at some places, "" where there is none."""
    width = len(cells)
    return tuple([cells[at] if at is not None and at < width else "" for at in places])
