"""A customer's file screened by all cores, resumed where it was stopped, with a receipt."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, TypeVar

import msgspec

from commonlist import __version__
from commonlist.agreement.presets import rule_of
from commonlist.errors import CommonlistError, InputError
from commonlist.ledger import LOCAL, Act, Entry
from commonlist.matching import MODEL
from commonlist.pipeline.indexing import Indexed, folder, indexed
from commonlist.pipeline.inputs import CustomerFile, cut
from commonlist.pipeline.outputs import (
    FORMATS,
    RECEIPT,
    Files,
    Screened,
    Sink,
    State,
    Streamed,
    digest,
)
from commonlist.pipeline.resolving import Progress
from commonlist.pipeline.screening import asked, checked, in_force, looked_at, resolved
from commonlist.pipeline.standing import TargetsOnDemand, standing
from commonlist.screening import Query, Screener, Terms, hits, query, receipts
from commonlist.screening.queries import is_nothing, left_out
from commonlist.screening.reading import Unread
from commonlist.screening.receipts import Columns, Copy, Figures, Receipt
from commonlist.screening.screener import Cleared
from commonlist.screening.targets import KeptTargets
from commonlist.screening.targets import arrays as target_arrays
from commonlist.screening.terms import LONGEST
from commonlist.storage import Workspace, indexes, ledger, lists, partitions
from commonlist.values.dates import stamp

_ROWS = 1000
"""Rows that a process takes at a time."""
_KIND = 3
"""The place of the kind among the cells that count."""
_TARGETS = "targets"
"""Begins the names of files of what is shown of entities."""
_LOOKED_AT = "looked_at"
"""Names the array of such a file that tells which records are looked at."""
G_ = TypeVar("G_")
D_ = TypeVar("D_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Where a run tells how far it is (rows, bytes of all bytes), and what one should know."""

    progress: Callable[[int, int, int], None] = lambda rows, done, total: None
    building: Progress = lambda count: None
    notice: Callable[[str], None] = lambda text: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to screen and where to put it; None is a standard stream.

    ``workers`` is the number of processes; 0 is one for each core. With ``day_said`` the day of
    the terms is the user's: a run that was stopped otherwise goes on with the day that it began.
    ``who`` screens, of which ``party``, on which ``basis``.
    """

    source: Path | None
    output: Path | None
    columns: Columns
    terms: Terms
    format: str = "csv"
    workers: int = 0
    day_said: bool = False
    who: str = LOCAL
    party: str = ""
    basis: str = ""


class Engine(Protocol):
    """Screens parts of a file somewhere."""

    def __call__(
        self,
        workspace: Workspace,
        job: Job,
        found: Indexed,
        cleared: Cleared,
        parts: "Iterator[Part]",
    ) -> AbstractContextManager[Iterator[Screened]]:
        """Begin; yield what the parts come to, in their order."""


def screen(
    workspace: Workspace, job: Job, now: datetime, told: Told, engine: Engine | None = None
) -> Receipt:
    """Screen a file; return the receipt, which is kept beside the output and in the ledger.

    Without an ``engine`` a small file is screened here and a large one by processes.

    Raises:
        InputError: no list is loaded, no such file or column, no such format, options that make no
            sense, an output that another run is writing.
        FormatError: the file is damaged or no table.
    """
    check(job)
    files = Files(job.output, job.format) if job.output else None
    resolved(workspace, told.building)
    with workspace.reading() as connection:
        job = replace(job, terms=checked(connection, job.terms))
    found = indexed(workspace, now, told.building)
    with CustomerFile(job.source) as given:
        given.places(job.columns)
        if files and job.source and files.touches(job.source):
            raise InputError(f"{job.source} is the input; write to another file")
        with _written(files), files.held() if files else nullcontext():
            job, receipt, cleared = _begun(workspace, job, found, given, files, now)
            state = _state(files, receipt, given, told)
            if not state.whole:
                state = _screened(workspace, job, found, cleared, given, files, state, told, engine)
            receipt = msgspec.structs.replace(
                receipt,
                input_digest=given.digest(),
                encoding=given.encoding,
                figures=state.figures,
                started=state.began,
                seconds=round(state.seconds, 3),
            )
            _tell(given, told)
            return _ended(workspace, job, receipt, files, state)


def _ended(
    workspace: Workspace, job: Job, receipt: Receipt, files: Files | None, state: State
) -> Receipt:
    """Make the output whole; return the receipt, which is kept."""
    receipt = msgspec.structs.replace(
        receipt,
        output_digest=files.finish(state) if files else "",
        unread_digest=state.unread_digest if state.figures.unread else "",
        finished=stamp(datetime.now(UTC)),
    )
    _record(workspace, job, receipt)
    if files:
        files.close(receipt)
    return receipt


def _record(workspace: Workspace, job: Job, receipt: Receipt) -> None:
    """Put the receipt into the ledger, before there is one to show."""
    entry = Entry(
        at=receipt.finished,
        who=job.who,
        act=Act.SCREENING,
        basis=job.basis,
        what={"receipt": msgspec.to_builtins(receipt)},
    )
    workspace.recorded(lambda connection: ledger.append(connection, entry))


@contextmanager
def _written(files: Files | None) -> Iterator[None]:
    """Say in a line that a file could not be written, or the input not be read on."""
    try:
        yield
    except OSError as error:
        if files is None:
            raise
        raise InputError(
            f"{error.filename or files.output}: {error.strerror or error}; the same command goes on"
        ) from None


def verify(
    workspace: Workspace,
    receipt: Path,
    now: datetime,
    told: Told,
    *,
    source: Path | None = None,
    output: Path | None = None,
) -> tuple[str, ...]:
    """Look at what a screening wrote, and screen again as its receipt says.

    Return in sentences what is not the same, nothing if all is. ``source`` is where the input
    stands now, if not where the receipt says; ``output`` where the matches do, if not beside the
    receipt or where it says.

    Raises:
        InputError: no receipt, or its input is not there.
    """
    said = _receipt(receipt)
    if not said.input_digest or (source is None and not Path(said.input).is_file()):
        raise InputError(f"{receipt}: its input {said.input} is not here; name it as FILE")
    altered = tuple(_altered(said, output or _output(said, receipt)))
    with TemporaryDirectory() as scratch:
        job = Job(
            source=source or Path(said.input),
            output=Path(scratch) / f"again.{said.format}",
            columns=said.columns,
            terms=said.terms,
            format=said.format,
            day_said=True,
            party=said.party,
            basis="a receipt verified",
        )
        return (*altered, *receipts.differences(said, screen(workspace, job, now, told)))


def _output(said: Receipt, receipt: Path) -> Path:
    """Return where the matches of a receipt are to be: beside it, if they are there."""
    beside = receipt.with_name(receipt.name.removesuffix(RECEIPT))
    return beside if beside.is_file() or not said.output else Path(said.output)


def _altered(said: Receipt, output: Path) -> Iterator[str]:
    """Yield in sentences which of the files that a screening wrote are not as it left them."""
    unread = Files(output, said.format).unread
    for path, then in ((output, said.output_digest), (unread, said.unread_digest)):
        try:
            if then and digest(path) != then:
                yield f"{path}: changed since it was written"
        except FileNotFoundError:
            yield f"{path}: missing; say -o FILE if the output was moved"
        except OSError as error:
            yield f"{path}: cannot be read: {error.strerror}"


def _receipt(path: Path) -> Receipt:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Receipt)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except msgspec.MsgspecError as error:
        raise InputError(f"{path}: no receipt of a screening: {error}") from None


def _begun(
    workspace: Workspace,
    job: Job,
    found: Indexed,
    given: CustomerFile,
    files: Files | None,
    now: datetime,
) -> tuple[Job, Receipt, Cleared]:
    """Return the job with its day, all of the receipt that is known beforehand, what is cleared.

    Of a run that goes on with one that was stopped the day is the one on which that began.
    """
    held = files.state() if files and given.looks and not job.day_said else None
    if held and held.day != job.terms.day.isoformat():
        day = date.fromisoformat(held.day)
        earlier = replace(job, terms=msgspec.structs.replace(job.terms, day=day))
        receipt, cleared = _described(workspace, earlier, found, given, now)
        if receipts.run(receipt, given.looks) == held.run:
            return earlier, receipt, cleared
    return job, *_described(workspace, job, found, given, now)


def check(job: Job) -> None:
    """Refuse options that make no sense.

    Raises:
        InputError: says which.
    """
    if job.format not in FORMATS:
        raise InputError(f"the output's format {job.format!r} is not one of {', '.join(FORMATS)}")
    if bool(job.columns.names) == bool(job.columns.payment):
        raise InputError("say which column holds names (--names) or payment lines (--payment)")
    if job.workers < 0:
        raise InputError(f"--workers: {job.workers} processes are none")
    if job.output is None and job.format not in ("csv", "jsonl"):
        raise InputError(f"{job.format} needs a file: -o FILE")


def _described(
    workspace: Workspace, job: Job, found: Indexed, given: CustomerFile, now: datetime
) -> tuple[Receipt, Cleared]:
    """Return all of the receipt that is known beforehand, and what is cleared."""
    terms = job.terms
    with workspace.reading() as connection:
        cleared = in_force(connection, terms.day).get(job.party, {})
        copies = tuple(Copy(c.source, c.day, c.digest) for c in lists.snapshots(connection))
        members = receipts.digest(sorted(partitions.members(connection).items()))
    return Receipt(
        version=__version__,
        model=MODEL,
        index=found.digest,
        entities=members,
        cleared=receipts.digest(cleared),
        copies=copies,
        terms=terms,
        columns=job.columns,
        format=job.format,
        party=job.party,
        input=given.name,
        output=str(job.output or ""),
        started=stamp(now),
    ), cleared


def _state(files: Files | None, receipt: Receipt, given: CustomerFile, told: Told) -> State:
    """Return the state to go on from: of a run of the same input and options, or the beginning."""
    run = receipts.run(receipt, given.looks)
    begun = State(run=run, day=receipt.terms.day.isoformat(), began=receipt.started)
    found = files.state() if files and given.looks else None
    if found is None or found.run == run:
        if found and found.rows:
            told.notice(f"going on after row {found.rows:,}")
        return found or begun
    told.notice("an earlier run to this file was of other input, options or lists: begun anew")
    return begun


def _screened(
    workspace: Workspace,
    job: Job,
    found: Indexed,
    cleared: Cleared,
    given: CustomerFile,
    files: Files | None,
    state: State,
    told: Told,
    engine: Engine | None,
) -> State:
    """Screen what is left of the input; return the state at its end."""
    parts = _parts(given, job.columns, state.rows)
    begin = engine or (_here if given.small else _by_processes)
    with begin(workspace, job, found, cleared, parts) as done:
        sink: Sink
        sink = files.written(state) if files else Streamed(state, job.format, told.notice)
        for part in done:
            sink.add(part)
            told.progress(part.last, given.done, given.size)
        return sink.finish()


def _tell(given: CustomerFile, told: Told) -> None:
    if given.foreign:
        told.notice(f"{given.foreign:,} lines are not UTF-8 and were read as Windows-1252")


# Rows on their way


class Part(msgspec.Struct):
    """Rows to be screened, cut down to the cells that count, and what was wrong with some."""

    rows: list[tuple[int, tuple[str, ...]]]
    unread: list[Unread]

    @property
    def last(self) -> int:
        """The number of the last row."""
        return self.rows[-1][0]


def _parts(given: CustomerFile, columns: Columns, skip: int) -> Iterator[Part]:
    """Yield the rows after the first ``skip``, some at a time."""
    places = given.places(columns)
    kind = columns.kind if places[_KIND] is None else ""
    part = Part([], [])
    for row in given:
        if row.number <= skip:
            continue
        if isinstance(row, Unread):
            part.unread.append(row)
            continue
        cells = cut(row.cells, places)
        if kind:
            cells = (*cells[:_KIND], kind, *cells[_KIND + 1 :])
        part.rows.append((row.number, cells))
        if len(part.rows) == _ROWS:
            yield part
            part = Part([], [])
    if part.rows:
        yield part


class Worker:
    """Screens rows with one screener."""

    def __init__(self, screener: Screener, job: Job) -> None:
        self._screener, self._columns = screener, job.columns
        self._write = hits.csv_rows if job.format == "csv" else hits.json_lines

    def __call__(self, part: Part) -> Screened:
        """Screen the rows of a part."""
        unread, queries = list(part.unread), []
        for row, cells in part.rows:
            made, wrong = read(row, cells, self._columns)
            unread += [Unread(row, wrong, cells[0])] if wrong else []
            queries.append(made)
        answers = list(self._screener.screen(queries))
        figures = Figures(
            rows=len(queries),
            matched=sum(bool(answer.matches) for answer in answers),
            matches=sum(len(answer.matches) for answer in answers),
            cleared=sum(answer.cleared for answer in answers),
            more=sum(answer.more for answer in answers),
            unread=len({row for row, *_ in unread}),
        )
        written = self._write(match for answer in answers for match in answer.matches)
        return Screened(part.last, written, hits.unread_rows(sorted(unread)), figures)


def read(row: int, cells: tuple[str, ...], columns: Columns) -> tuple[Query, str]:
    """Return a row's cells as a query, and what is wrong with them ("" if nothing is)."""
    text, birth, country, kind, number = cells
    made = query(
        text,
        row=row,
        kind=kind,
        birth=birth,
        country=country,
        number=number,
        payment=bool(columns.payment),
    )
    if is_nothing(made):
        return made, "no name"
    told = [left_out(made)]
    if len(text) > LONGEST:
        told.insert(0, f"{len(text):,} characters; the first {LONGEST:,} were screened")
    return made, "; ".join(filter(None, told))


@contextmanager
def _here(
    workspace: Workspace, job: Job, found: Indexed, cleared: Cleared, parts: Iterator[Part]
) -> Iterator[Iterator[Screened]]:
    """Screen in this process, looking at the few entities that are met."""
    terms = job.terms
    with workspace.reading() as connection:
        rule = rule_of(terms.rule)[0]
        targets = TargetsOnDemand(connection, found.index, asked(terms), rule)
        rows = looked_at(connection, found.index, terms)
        screener = Screener(found.index, found.numbers, targets, terms, cleared, rows=rows)
        yield map(Worker(screener, job), parts)


# By processes


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """What another process needs to screen as this one would."""

    index: Path
    targets: Path
    cleared: Cleared
    job: Job


_worker: Worker


@contextmanager
def _by_processes(
    workspace: Workspace, job: Job, found: Indexed, cleared: Cleared, parts: Iterator[Part]
) -> Iterator[Iterator[Screened]]:
    """Screen in processes that share the index file; what is shown of entities is made first."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    workers = job.workers or cores or 1
    setup = prepared(workspace, job, found, cleared)
    with ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), _begin, (setup,)
    ) as pool:
        try:
            yield in_order(pool, _work, parts, 2 * workers)
        except BrokenProcessPool:
            raise CommonlistError(
                "a process that screened was ended from outside (memory?); the same command goes on"
            ) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def in_order(
    pool: Executor, work: Callable[[G_], D_], given: Iterable[G_], ahead: int
) -> Iterator[D_]:
    """Yield what each comes to, in order, with at most so many under way or done ``ahead``."""
    waiting: deque[Future[D_]] = deque()
    for each in given:
        waiting.append(pool.submit(work, each))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def prepared(workspace: Workspace, job: Job, found: Indexed, cleared: Cleared) -> Setup:
    """Return what other processes need, made and kept as files."""
    return Setup(
        index=found.path,
        targets=_kept_targets(workspace, job.terms, found),
        cleared=cleared,
        job=job,
    )


def worker(setup: Setup) -> Worker:
    """Make what screens parts; the files are mapped."""
    found = Indexed(setup.index, indexes.read(setup.index))
    kept = indexes.read(setup.targets).arrays
    screener = Screener(
        found.index,
        found.numbers,
        KeptTargets(kept),
        setup.job.terms,
        setup.cleared,
        rows=kept.get(_LOOKED_AT),
        threads=1,
    )
    return Worker(screener, setup.job)


def _kept_targets(workspace: Workspace, terms: Terms, found: Indexed) -> Path:
    """Write what is shown of every entity of the index, and which records are looked at."""
    with workspace.reading() as connection:
        made = standing(connection, asked(terms), rule_of(terms.rule)[0])
        members = partitions.members(connection)
        rows = looked_at(connection, found.index, terms)
    entities = [members[found.index.key(row)] for row in range(len(found.index))]
    arrays = target_arrays(entities, made)
    if rows is not None:
        arrays[_LOOKED_AT] = rows
    of = [found.digest, entities, sorted(made.items()), terms.lists]
    name = f"{_TARGETS}-{receipts.digest(of)[:24]}"
    files = folder(workspace)
    return files.path(name) if files.get(name) else files.put(name, arrays)


def _begin(setup: Setup) -> None:
    """Make the screener of a process; the process ends when the one that began it does."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _worker = worker(setup)


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


def _work(part: Part) -> Screened:
    return _worker(part)
