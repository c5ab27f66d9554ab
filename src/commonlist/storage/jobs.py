"""Jobs, and the folder of each one's files. Times are UTC, ISO."""

import os
import shutil
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import IO

import msgspec
from sqlalchemy import Connection, RowMapping, case, delete, insert, select, update

from commonlist.storage import tables as t

_FOLDER = "jobs"


class State(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


ENDED = (State.DONE, State.FAILED, State.STOPPED)


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of work that takes longer than a request may wait.

    ``who`` of ``party`` ("" is the house) asked for it at ``made_at``; ``asked`` says for what, as
    JSON. ``rows`` were worked on, ``done`` bytes of ``total`` (0: not known). ``tries`` counts how
    often it was taken up without getting further. ``error`` is one line. ``result`` is JSON;
    ``ended_at`` is "" until it has ended. ``url`` ("" for none) is told then, signed
    with ``secret``.
    """

    id: str
    kind: str
    who: str
    party: str
    made_at: str
    asked: bytes
    state: State = State.WAITING
    rows: int = 0
    done: int = 0
    total: int = 0
    tries: int = 0
    error: str = ""
    result: bytes = b"{}"
    ended_at: str = ""
    url: str = ""
    secret: str = ""


def add(connection: Connection, job: Job) -> None:
    """Store a job."""
    connection.execute(insert(t.jobs).values(**msgspec.structs.asdict(job)))


def get(connection: Connection, job_id: str) -> Job | None:
    """Return a job, None if there is none."""
    row = connection.execute(select(t.jobs).where(t.jobs.c.id == job_id)).first()
    return None if row is None else _job(row._mapping)


def find(
    connection: Connection,
    *,
    party: str | None = None,
    who: str | None = None,
    states: Iterable[State] = State,
) -> tuple[Job, ...]:
    """Return jobs, the oldest first; of one party, of one person, in some states."""
    c = t.jobs.c
    query = select(t.jobs).where(c.state.in_([state.value for state in states]))
    if party is not None:
        query = query.where(c.party == party)
    if who is not None:
        query = query.where(c.who == who)
    rows = connection.execute(query.order_by(c.made_at, c.id))
    return tuple(_job(row._mapping) for row in rows)


def _job(row: RowMapping) -> Job:
    return Job(**{**row, "state": State(row["state"])})


def move(connection: Connection, job_id: str, old: Iterable[State], new: State) -> bool:
    """Bring a job from one of some states to another; false if it is in none of them."""
    c = t.jobs.c
    moved = connection.execute(
        update(t.jobs)
        .where(c.id == job_id, c.state.in_([state.value for state in old]))
        .values(state=new.value)
    )
    return moved.rowcount == 1


def restart(connection: Connection, most: int) -> None:
    """Let what was running wait again: whoever did it is gone.

    What was taken up so often without getting further has failed.
    """
    c = t.jobs.c
    running = c.state == State.RUNNING.value
    spent = "ended the process that did it, several times; a smaller file may do"
    connection.execute(
        update(t.jobs).where(running, c.tries >= most).values(state=State.FAILED.value, error=spent)
    )
    connection.execute(update(t.jobs).where(running).values(state=State.WAITING.value))


def begin(connection: Connection, job_id: str) -> bool:
    """Take a job up that waits; false if it does not."""
    c = t.jobs.c
    begun = connection.execute(
        update(t.jobs)
        .where(c.id == job_id, c.state == State.WAITING.value)
        .values(state=State.RUNNING.value, tries=c.tries + 1)
    )
    return begun.rowcount == 1


def tell(connection: Connection, job_id: str, rows: int, done: int, total: int) -> None:
    """Store how far a job is."""
    c = t.jobs.c
    connection.execute(
        update(t.jobs)
        .where(c.id == job_id)
        .values(rows=rows, done=done, total=total, tries=case((c.rows < rows, 0), else_=c.tries))
    )


def end(connection: Connection, job: Job) -> None:
    """Store how a job has ended, or that it waits again."""
    names = ("state", "rows", "tries", "error", "result", "ended_at")
    values = {name: getattr(job, name) for name in names}
    connection.execute(update(t.jobs).where(t.jobs.c.id == job.id).values(**values))


def ended_before(connection: Connection, moment: str) -> tuple[str, ...]:
    """Return the ids of jobs that ended before a time."""
    c = t.jobs.c
    query = select(c.id).where(c.ended_at != "", c.ended_at < moment)
    return tuple(connection.execute(query).scalars())


def remove(connection: Connection, job_id: str) -> None:
    """Remove a job's row."""
    connection.execute(delete(t.jobs).where(t.jobs.c.id == job_id))


# Files


class Files:
    """The files of the jobs of a workspace: a folder each, which only its owner can open."""

    def __init__(self, workspace: Path) -> None:
        self._folder = workspace / _FOLDER

    def folder(self, job_id: str) -> Path:
        """Return the folder of a job."""
        return self._folder / job_id

    def named(self, name: str) -> Iterator[Path]:
        """Return the files of a name, of all folders."""
        return self._folder.glob(f"*/{name}")

    def put(self, job_id: str, name: str, given: IO[bytes], most: int) -> int:
        """Copy a stream into a job's folder; return its bytes, -1 if there are more than ``most``.

        It is on the disk when this returns.
        """
        folder = self.folder(job_id)
        self._folder.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        size = 0
        with os.fdopen(handle, "wb") as out:
            while piece := given.read(1 << 20):
                size += len(piece)
                if size > most:
                    return -1
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        return size

    def close(self, job_id: str) -> tuple[str, ...]:
        """Let only their owner read a job's files; return their names."""
        files = sorted(f for f in self.folder(job_id).iterdir() if f.name[0] != ".")
        for file in files:
            file.chmod(0o600)
        return tuple(file.name for file in files)

    def remove(self, job_id: str) -> None:
        """Remove a job's files."""
        shutil.rmtree(self.folder(job_id), ignore_errors=True)

    def sweep(self, known: Iterable[str], before: float) -> None:
        """Remove the folders of no known job that were last changed before a time (Unix)."""
        kept = set(known)
        for folder in self._folder.glob("*"):
            if folder.name not in kept and folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)
