"""What a screening writes: rows as they come, how far it is, and the whole at the end.

``hits.csv.part`` holds the rows so far and ``hits.csv.state`` how many bytes of it are of how many
rows of the input; what was written after the last state is cut off when a run goes on. At the end
the output appears whole, then the receipt, and the state goes. ``hits.csv.lock`` is locked
meanwhile, so that no other run writes the same files.
"""

import csv
import fcntl
import hashlib
import io
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from io import BufferedRandom
from itertools import islice
from pathlib import Path
from typing import IO, Literal, Protocol

import msgspec

from commonlist.errors import InputError
from commonlist.publication.cells import guarded
from commonlist.screening import hits
from commonlist.screening.matches import Match
from commonlist.screening.receipts import Figures, Receipt

FORMATS = ("csv", "jsonl", "parquet", "xlsx")
RECEIPT = ".receipt.json"
"""What a receipt's name has after that of its output."""
MOST_ROWS = 1 << 20
"""Rows that a sheet can have."""
_LONGEST = 32_767  # characters that a cell can have
_EVERY = 2.0
"""Seconds between two states."""
_BATCH = 50_000


class State(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run got: the first ``rows`` of the input are in the first bytes of its files.

    The digests are the SHA-256 of those bytes. ``run`` tells runs of other input or options apart;
    ``day`` is the day asked for, ``began`` when it began (UTC). ``whole`` says that nothing is
    left but to finish.
    """

    run: str
    day: str
    began: str
    rows: int = 0
    part: int = 0
    part_digest: str = ""
    unread: int = 0
    unread_digest: str = ""
    seconds: float = 0.0
    whole: bool = False
    figures: Figures = Figures()


class Screened(msgspec.Struct, frozen=True):
    """Some rows, screened: the last one's number, what is written of them, and what was counted."""

    last: int
    hits: bytes
    unread: bytes
    figures: Figures


class Sink(Protocol):
    """Takes what was screened, in order."""

    def add(self, done: Screened) -> None:
        """Write some rows."""

    def finish(self) -> State:
        """Write what is left; return all that was counted."""


class Streamed:
    """Rows to standard output; of what could not be read the first is told, and how many."""

    def __init__(self, state: State, format_name: str, notice: Callable[[str], None]) -> None:
        self._state, self._notice = state, notice
        self._unread = b""
        self._started = time.monotonic()
        self._out = sys.stdout.buffer
        self._out.write(_head(format_name))

    def add(self, done: Screened) -> None:
        """Write some rows."""
        self._out.write(done.hits)
        self._out.flush()
        self._unread = self._unread or done.unread
        self._state = _after(self._state, done)

    def finish(self) -> State:
        """Return all that was counted."""
        if self._unread:
            row, reason, _ = next(csv.reader(io.StringIO(self._unread.decode(), newline="")))
            self._notice(
                f"rows not as they should be: {self._state.figures.unread:,} (the first, row {row}:"
                f" {reason}); -o FILE lists them"
            )
        seconds = time.monotonic() - self._started
        return msgspec.structs.replace(self._state, seconds=seconds, whole=True)


class Files:
    """The files of an output."""

    def __init__(self, output: Path, format_name: str) -> None:
        self.output, self.format = output, format_name
        self.unread = output.with_name(f"{output.name}.unread.csv")
        self.receipt = output.with_name(f"{output.name}{RECEIPT}")
        self._part = output.with_name(f"{output.name}.part")
        self._state = output.with_name(f"{output.name}.state")
        self._lock = output.with_name(f"{output.name}.lock")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other runs from these files during the block.

        The system lets go when the process ends, however it ends (``flock(2)``).

        Raises:
            InputError: another run writes them, or nobody can.
        """
        while True:
            with _opened(self._lock, "w+b") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    raise InputError(
                        f"{self.output}: another run is writing it; let that end, or name another"
                    ) from None
                if not os.fstat(file.fileno()).st_nlink:
                    continue  # the run that held it ended just now, and took the file away
                try:
                    yield
                finally:
                    self._lock.unlink(missing_ok=True)
                return

    def state(self) -> State | None:
        """Return how far an earlier run got; None if there is nothing to go on from."""
        try:
            state = msgspec.json.decode(self._state.read_bytes(), type=State)
            date.fromisoformat(state.day)
        except (FileNotFoundError, msgspec.MsgspecError, ValueError):
            return None
        held = _size(self._part)
        moved = state.whole and held < 0 and self.output.exists()
        told = state.whole and not state.figures.unread
        there = (moved or held >= state.part) and (told or _size(self.unread) >= state.unread)
        return state if there else None

    def touches(self, path: Path) -> bool:
        """Tell whether a file is one of those that are written."""
        written = (self.output, self.unread, self.receipt, self._part, self._state, self._lock)
        return any(file.exists() and file.samefile(path) for file in written)

    def keep(self, state: State) -> None:
        """Write the state; it is there whole or as it was."""
        _write(self._state, msgspec.json.encode(state))

    def written(self, state: State) -> "Written":
        """Open the files to go on after a state."""
        return Written(self, state)

    def finish(self, state: State) -> str:
        """Make the output of the rows, unless a run that was stopped did; return its digest."""
        if self.format in ("csv", "jsonl"):
            if self._part.exists():
                self._part.replace(self.output)
            return state.part_digest
        if not self._part.exists():
            return digest(self.output)
        write = write_parquet if self.format == "parquet" else write_xlsx
        new = self.output.with_name(f".{self.output.name}.new")
        with self._part.open("rb") as lines, new.open("wb") as out:
            write(hits.read_lines(lines), out, date.fromisoformat(state.day))
        made = digest(new)
        new.replace(self.output)
        return made

    def close(self, receipt: Receipt) -> None:
        """Write the receipt, and remove what was needed to go on."""
        if not receipt.figures.unread:
            self.unread.unlink(missing_ok=True)
        body = msgspec.json.format(msgspec.json.encode(receipt), indent=2)
        _write(self.receipt, body + b"\n")
        self._part.unlink(missing_ok=True)
        self._state.unlink(missing_ok=True)

    def open_part(self, state: State) -> "_Growing":
        """Open the rows so far, cut where the state says."""
        return _Growing(self._part, state.part, _head(self.format))

    def open_unread(self, state: State) -> "_Growing":
        """Open what could not be read so far, cut where the state says."""
        return _Growing(self.unread, state.unread, hits.header(hits.UNREAD_COLUMNS))


class Written:
    """Rows to files, with a state now and then."""

    def __init__(self, files: Files, state: State) -> None:
        self._files, self._state = files, state
        self._before, self._started = state.seconds, time.monotonic()
        self._kept = self._started
        self._part, self._unread = files.open_part(state), files.open_unread(state)

    def add(self, done: Screened) -> None:
        """Write some rows; the state follows after some seconds."""
        self._part.write(done.hits)
        self._unread.write(done.unread)
        self._state = _after(self._state, done)
        if time.monotonic() - self._kept > _EVERY:
            self._keep(whole=False)

    def finish(self) -> State:
        """Write what is left; return all that was counted."""
        self._keep(whole=True)
        self._part.close()
        self._unread.close()
        if not self._state.figures.unread:
            self._files.unread.unlink(missing_ok=True)
        return self._state

    def _keep(self, *, whole: bool) -> None:
        part, unread = self._part.sync(), self._unread.sync()
        self._kept = time.monotonic()
        self._state = msgspec.structs.replace(
            self._state,
            part=part,
            part_digest=self._part.digest(),
            unread=unread,
            unread_digest=self._unread.digest(),
            seconds=self._before + self._kept - self._started,
            whole=whole,
        )
        self._files.keep(self._state)


def _after(state: State, done: Screened) -> State:
    return msgspec.structs.replace(
        state, rows=max(state.rows, done.last), figures=state.figures + done.figures
    )


def _head(format_name: str) -> bytes:
    return hits.header(hits.COLUMNS) if format_name == "csv" else b""


class _Growing:
    """A file open for more, cut to ``size`` bytes; a new one begins with ``head``."""

    def __init__(self, path: Path, size: int, head: bytes) -> None:
        self._stream = _opened(path, "r+b" if size else "w+b")
        self._stream.truncate(size)
        self._digest = hashlib.file_digest(self._stream, "sha256")
        self._stream.seek(size)
        if not size:
            self.write(head)

    def write(self, body: bytes) -> None:
        self._stream.write(body)
        self._digest.update(body)

    def sync(self) -> int:
        """See that all is on the disk; return its size."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        return self._stream.tell()

    def digest(self) -> str:
        """Return the SHA-256 of what was written, whatever else may have been done to the file."""
        return self._digest.hexdigest()

    def close(self) -> None:
        self._stream.close()


def _opened(path: Path, mode: Literal["w+b", "r+b"]) -> BufferedRandom:
    try:
        return path.open(mode)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _size(path: Path) -> int:
    """Return a file's size, -1 if there is none."""
    return path.stat().st_size if path.exists() else -1


def _write(path: Path, body: bytes) -> None:
    new = path.with_name(f".{path.name}.new")
    with new.open("wb") as out:
        out.write(body)
        out.flush()
        os.fsync(out.fileno())
    new.replace(path)


def write_xlsx(matches: Iterable[Match], out: IO[bytes], day: date) -> None:
    """Write a workbook of one sheet; the same matches give the same bytes.

    Raises:
        InputError: more matches than a sheet can have rows.
    """
    from xlsxwriter import Workbook

    with Workbook(out, {"constant_memory": True, "strings_to_formulas": False,
                        "strings_to_urls": False}) as book:  # fmt: skip
        created = datetime(day.year, day.month, day.day, tzinfo=UTC)
        book.set_properties({"created": created, "title": "commonlist"})
        sheet = book.add_worksheet("matches")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, hits.COLUMNS, book.add_format({"bold": True}))
        last = 0
        for last, match in enumerate(matches, 1):
            if last == MOST_ROWS:
                raise InputError(
                    f"over {MOST_ROWS - 1:,} matches do not fit a sheet; use csv or parquet"
                )
            row, query, _, *rest = hits.cells(match)
            texts = (guarded(text)[:_LONGEST] for text in (query, *rest))
            sheet.write_number(last, 0, int(row))
            sheet.write_string(last, 1, next(texts))
            sheet.write_number(last, 2, match.score)
            for at, text in enumerate(texts, 3):
                sheet.write_string(last, at, text)
        sheet.autofilter(0, 0, last, len(hits.COLUMNS) - 1)


def write_parquet(matches: Iterable[Match], out: IO[bytes], day: date) -> None:
    """Write Parquet: row as int64, score as float64, the rest as text.

    Raises:
        InputError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise InputError("Parquet needs pyarrow: pip install 'commonlist[parquet]'") from None
    types = {"row": pa.int64(), "score": pa.float64()}
    schema = pa.schema([(name, types.get(name, pa.string())) for name in hits.COLUMNS])
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in _batches(matches):
            texts = zip(*map(hits.cells, batch), strict=True)
            columns = dict(zip(hits.COLUMNS, texts, strict=True))
            numbers = {"row": [m.row for m in batch], "score": [m.score for m in batch]}
            writer.write_table(pa.table({**columns, **numbers}, schema=schema))


def _batches(matches: Iterable[Match]) -> Iterator[list[Match]]:
    stream = iter(matches)
    while batch := list(islice(stream, _BATCH)):
        yield batch
