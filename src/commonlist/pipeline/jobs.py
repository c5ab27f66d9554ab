"""Work that takes longer than a request may wait: asked for by somebody, done by the keeper.

A job and its files stay when it has ended, until somebody removes it or its days are over. What
was killed is taken up again; a screening then goes on where it was.
"""

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePath
from typing import IO, Any

import msgspec
from sqlalchemy import Connection

from commonlist.access import Principal, Right, Role
from commonlist.errors import (
    AccessError,
    CommonlistError,
    FetchError,
    InputError,
    UnknownNameError,
    WorkspaceError,
)
from commonlist.pipeline import batches
from commonlist.pipeline.fetch import fetch_all
from commonlist.pipeline.ingest import Told, ingest
from commonlist.pipeline.inputs import CustomerFile
from commonlist.pipeline.people import whoever_may
from commonlist.pipeline.resolving import resolve
from commonlist.pipeline.screening import checked
from commonlist.pipeline.watching import secret_for
from commonlist.screening import receipts
from commonlist.screening.receipts import Columns
from commonlist.screening.terms import Terms
from commonlist.settings import Settings
from commonlist.storage import Workspace, watches
from commonlist.storage import jobs as stored
from commonlist.storage.jobs import ENDED, Job, State
from commonlist.storage.watches import Event
from commonlist.values.dates import stamp

INPUT = "input"
"""The name under which a customer's file is kept."""
SCHEDULE = Principal(name="schedule", role=Role.ADMINISTRATOR)
"""Who asks for scheduled fetches."""
MOST_WAITING = 100
"""Jobs of one person or machine that may wait at a time."""
_OUTPUT = "matches"
_TRIES = 3
"""So often a job is taken up without getting further, before it has failed."""
_EVERY = 0.5
"""Seconds between two looks at whether a job was stopped, and two words on how far it is."""
_LONGEST_NAME = 200


class ScreenFile(msgspec.Struct, frozen=True, kw_only=True, tag="screening", tag_field="kind"):
    """A customer's file to be screened; ``name`` is what its owner calls it."""

    name: str
    columns: Columns
    terms: Terms
    format: str = "csv"


class IngestFiles(msgspec.Struct, frozen=True, kw_only=True, tag="ingest", tag_field="kind"):
    """Files of a source to be read; see `ingest.Told` for the rest."""

    source: str
    names: tuple[str, ...]
    generated: str = ""
    scope: str = ""
    name: str = ""
    party: str = ""
    accept_shrunk: bool = False


class FetchSources(msgspec.Struct, frozen=True, kw_only=True, tag="fetch", tag_field="kind"):
    """Sources to be fetched from their publishers; none is all of which an address is known."""

    sources: tuple[str, ...] = ()


class Resolve(msgspec.Struct, frozen=True, kw_only=True, tag="resolve", tag_field="kind"):
    """Records to be made into entities; ``again`` compares everything anew."""

    again: bool = False


Asked = ScreenFile | IngestFiles | FetchSources | Resolve
_asked = msgspec.json.Decoder(Asked).decode


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A job as its owner sees it.

    ``share`` is how much is done, from 0 to 1, None where nobody can tell. ``files`` can be
    downloaded. ``figures`` are what was counted.
    ``url`` is told when it has ended; ``secret`` signs that, and is shown once.
    """

    id: str
    kind: str
    name: str
    who: str
    made_at: str
    state: State
    rows: int
    share: float | None
    error: str
    ended_at: str
    files: tuple[str, ...]
    figures: dict[str, Any]
    url: str = ""
    secret: str | None = None


# Asked for


def add(
    workspace: Workspace,
    asked: Asked,
    files: Mapping[str, IO[bytes]],
    principal: Principal,
    settings: Settings,
    now: datetime,
    url: str = "",
) -> Shown:
    """Store a job with its files: under `INPUT` a customer's, else under their own names.

    ``url`` is told when it has ended (`watching`), signed with the secret that is shown this once.

    Raises:
        InputError: a file that is too large, a name that is none, terms that make no sense, or too
            many jobs wait.
        UnknownNameError: no such list or rule.
    """
    if isinstance(asked, ScreenFile):
        with workspace.reading() as connection:
            asked = msgspec.structs.replace(asked, terms=checked(connection, asked.terms))
    kept, job_id = stored.Files(workspace.folder), secrets.token_hex(16)
    made = Job(
        id=job_id,
        kind=str(asked.__struct_config__.tag),
        who=principal.name,
        party=principal.party,
        made_at=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        asked=msgspec.json.encode(asked),
        url=url,
        secret=secret_for(url, settings),
    )
    try:
        for name, given in files.items():
            most = settings.upload_megabytes << 20
            if kept.put(job_id, plain_name(name), given, most) < 0:
                raise InputError(
                    f"a file is larger than {settings.upload_megabytes:,} megabytes; cut it, or"
                    " raise 'upload_megabytes'"
                )
        if isinstance(asked, ScreenFile):
            _readable(_batch(asked, kept.folder(job_id), principal.name, principal.party))
        with workspace.recording() as connection:
            if principal != SCHEDULE:
                _check_room(connection, made)
            stored.add(connection, made)
    except CommonlistError as error:
        kept.remove(job_id)
        raise type(error)(_told(workspace, job_id, error)) from None
    except BaseException:
        kept.remove(job_id)
        raise
    return msgspec.structs.replace(shown(made), secret=made.secret or None)


def _check_room(connection: Connection, job: Job) -> None:
    """Refuse a job while as many of its owner's wait as may.

    Raises:
        InputError: so many do.
    """
    waiting = stored.find(connection, party=job.party, who=job.who, states=(State.WAITING,))
    if len(waiting) >= MOST_WAITING:
        raise InputError(f"{MOST_WAITING} jobs of yours wait; stop some, or wait as well")


def _readable(batch: batches.Job) -> None:
    """Refuse at once a file that is no table, or lacks a column.

    Raises:
        InputError: what `batches.screen` would say.
    """
    batches.check(batch)
    with CustomerFile(batch.source) as given:
        given.places(batch.columns)


def plain_name(name: str) -> str:
    """Return the last part of a file's name.

    Raises:
        InputError: it is none, hidden, or too long.
    """
    last = PurePath(name.replace("\\", "/")).name
    if not last or last[0] == "." or len(last) > _LONGEST_NAME or not last.isprintable():
        raise InputError("a file's name is letters, digits and the like, up to 200 of them")
    return last


def sees(principal: Principal, job: Job) -> bool:
    """Tell whether a job is somebody's own, or he administers those of whom it is."""
    mine = principal.name == job.who or principal.role is Role.ADMINISTRATOR
    return principal.party == job.party and mine


def of(connection: Connection, principal: Principal) -> tuple[Shown, ...]:
    """Return the jobs that somebody sees, the newest first."""
    found = stored.find(connection, party=principal.party)
    return tuple(shown(job) for job in reversed(found) if sees(principal, job))


def one(connection: Connection, principal: Principal, job_id: str) -> Shown:
    """Return a job that somebody sees.

    Raises:
        UnknownNameError: there is none, or it is another's.
    """
    return shown(_seen(connection, principal, job_id))


def stop(workspace: Workspace, principal: Principal, job_id: str, now: datetime) -> Shown:
    """Stop a job that waits or runs; one that has ended stays as it is.

    Raises:
        UnknownNameError: see `one`.
    """
    with workspace.recording() as connection:
        job = _seen(connection, principal, job_id)
        if job.state not in ENDED:
            job = msgspec.structs.replace(job, state=State.STOPPED, ended_at=stamp(now))
            stored.end(connection, job)
    return shown(job)


def resume(workspace: Workspace, principal: Principal, job_id: str) -> Shown:
    """Let a job wait again that was stopped or has failed; a screening goes on where it was.

    Raises:
        UnknownNameError: see `one`.
        AccessError: he may not begin such a job.
        InputError: too many of its owner's wait.
    """
    with workspace.recording() as connection:
        job = _seen(connection, principal, job_id)
        right = _needed(_asked(job.asked))
        if not principal.may(right):
            raise AccessError(f"{principal.role} may not {right}")
        if job.state in (State.STOPPED, State.FAILED):
            _check_room(connection, job)
            job = msgspec.structs.replace(job, state=State.WAITING, error="", ended_at="", tries=0)
            stored.end(connection, job)
    return shown(job)


def remove(workspace: Workspace, principal: Principal, job_id: str) -> None:
    """Remove a job and its files for good.

    Raises:
        UnknownNameError: see `one`.
        InputError: it has not ended.
    """
    with workspace.recording() as connection:
        job = _seen(connection, principal, job_id)
        if job.state not in ENDED:
            raise InputError("stop the job before it is removed")
        stored.remove(connection, job_id)
    stored.Files(workspace.folder).remove(job_id)


def file(workspace: Workspace, principal: Principal, job_id: str, name: str) -> Path:
    """Return where a result stands.

    Raises:
        UnknownNameError: no such job or result.
    """
    with workspace.reading() as connection:
        found = shown(_seen(connection, principal, job_id))
    path = stored.Files(workspace.folder).folder(job_id) / name
    if name not in found.files or not path.is_file():
        raise UnknownNameError(f"no file {name!r} of this job")
    return path


def shown(job: Job) -> Shown:
    """Return a job as its owner sees it."""
    asked, result = _asked(job.asked), msgspec.json.decode(job.result)
    share = min(1.0, job.done / job.total) if job.total else None
    return Shown(
        id=job.id,
        kind=job.kind,
        name=_name(asked),
        who=job.who,
        made_at=job.made_at,
        state=job.state,
        rows=job.rows,
        share=1.0 if job.state is State.DONE else share,
        error=job.error,
        ended_at=job.ended_at,
        files=tuple(result.get("files", ())),
        figures=result.get("figures", {}),
        url=job.url,
    )


def _needed(asked: Asked) -> Right:
    """Return the right that it takes to begin a job."""
    return Right.SCREEN if isinstance(asked, ScreenFile) else Right.ADMINISTER


def _name(asked: Asked) -> str:
    match asked:
        case ScreenFile(name=name):
            return name
        case IngestFiles(source=source):
            return source
        case FetchSources(sources=sources):
            return ", ".join(sources)
    return ""


def _seen(connection: Connection, principal: Principal, job_id: str) -> Job:
    job = stored.get(connection, job_id)
    if job is None or not sees(principal, job):
        raise UnknownNameError("there is no such job")
    return job


# Done


@dataclass(frozen=True, slots=True)
class Doing:
    """What whoever does jobs has: settings, a clock, and the sign that he is to leave off.

    ``served`` numbers owners of jobs (party and name) as they were last served.
    """

    workspace: Workspace
    settings: Settings
    now: Callable[[], datetime]
    leaving: threading.Event
    served: dict[tuple[str, str], int] = field(default_factory=dict)


class _StoppedError(Exception):
    """Somebody stopped the job, or removed it."""


class _LeavingError(Exception):
    """Whoever does the job is to leave off."""


def restart(workspace: Workspace) -> None:
    """Let wait again what ran when the last keeper ended; for whoever holds the keeper's place."""
    with workspace.recording() as connection:
        stored.restart(connection, _TRIES)


def do_next(doing: Doing, failed: Callable[[Job, Exception], None]) -> bool:
    """Do the job that has waited longest of whoever was served least recently; false if none waits.

    ``failed`` is told of what nobody foresaw.
    """
    workspace = doing.workspace
    with workspace.reading() as connection:
        waiting = stored.find(connection, states=(State.WAITING,))
    if not waiting:
        return False
    job = min(waiting, key=lambda each: doing.served.get((each.party, each.who), 0))
    doing.served[job.party, job.who] = max(doing.served.values(), default=0) + 1
    with workspace.recording() as connection:
        if not stored.begin(connection, job.id):
            return True  # stopped just now
    try:
        result = _do(doing, job)
        rows = int(result["figures"].get("rows", 0))
        written = msgspec.json.encode(result)
        ended = msgspec.structs.replace(job, state=State.DONE, rows=rows, result=written)
    except _StoppedError:
        return True
    except _LeavingError:
        with workspace.recording() as connection:
            stored.move(connection, job.id, (State.RUNNING,), State.WAITING)
        return True
    except CommonlistError as error:
        told = _told(workspace, job.id, error)
        ended = msgspec.structs.replace(job, state=State.FAILED, error=told)
    except Exception as error:  # whatever it is, the next job is to be done
        failed(job, error)
        told = f"an error of the program ({type(error).__name__}); its log says more"
        ended = msgspec.structs.replace(job, state=State.FAILED, error=told)
    _end(doing, ended)
    return True


def _end(doing: Doing, job: Job) -> None:
    """Store how a job ended, unless somebody stopped or removed it in the last moment."""
    job = msgspec.structs.replace(job, ended_at=stamp(doing.now()))
    with doing.workspace.recording() as connection:
        before = stored.get(connection, job.id)
        if before is not None and before.state is State.RUNNING:
            job = msgspec.structs.replace(job, rows=max(before.rows, job.rows))
            stored.end(connection, job)
            watches.happen(connection, _event(job))


def _event(job: Job) -> Event:
    """Return what tells that a job has ended; it names no customer and no file."""
    seen = shown(job)
    body = {"job": seen.kind, "state": seen.state, "error": bool(seen.error), "rows": seen.rows}
    return Event(
        kind="job.ended",
        of=job.id,
        who=job.who,
        party=job.party,
        at=job.ended_at,
        body=msgspec.json.encode(body),
        url=job.url,
        secret=job.secret,
        due_at=job.ended_at if job.url else "",
    )


def _do(doing: Doing, job: Job) -> dict[str, Any]:
    """Do a job; return its result."""
    workspace, now = doing.workspace, doing.now()
    course, asked = _Course(doing, job.id), _asked(job.asked)
    _still_may(workspace, job, asked, now)
    folder = stored.Files(workspace.folder).folder(job.id)
    if isinstance(asked, ScreenFile):
        told = batches.Told(progress=course.tell, building=course.look)
        receipt = batches.screen(workspace, _batch(asked, folder, job.who, job.party), now, told)
        kept = stored.Files(workspace.folder).close(job.id)
        return {
            "files": [name for name in kept if name.startswith(_OUTPUT)],
            "figures": msgspec.to_builtins(receipt.figures),
            "receipt": receipts.digest(receipt),
        }
    if isinstance(asked, IngestFiles):
        paths = [folder / name for name in asked.names]
        said = Told(
            generated=asked.generated or None,
            scope=asked.scope or None,
            name=asked.name,
            party=asked.party,
            accept_shrunk=asked.accept_shrunk,
            who=job.who,
        )
        return {"figures": ingest(workspace, asked.source, paths, now, said, course.look)}
    if isinstance(asked, FetchSources):
        rows = fetch_all(workspace, asked.sources, doing.settings, now, course.look, job.who)
        failed = [row["error"] for row in rows if row["error"]]
        if failed and len(failed) == len(rows):
            raise FetchError("; ".join(failed))
        return {"figures": {row["source"]: row for row in rows}}
    return {"figures": resolve(workspace, course.look, again=asked.again, who=job.who)}


def _still_may(workspace: Workspace, job: Job, asked: Asked, now: datetime) -> None:
    """Refuse a job whose owner may not begin such a one any more.

    Raises:
        AccessError: he may not.
    """
    if job.who == SCHEDULE.name and isinstance(asked, FetchSources):
        return
    right = _needed(asked)
    with workspace.reading() as connection:
        may = whoever_may(connection, right, now)
    if not may(job.who, job.party):
        raise AccessError(f"{job.who} may not {right} any more")


def _batch(asked: ScreenFile, folder: Path, who: str, party: str) -> batches.Job:
    return batches.Job(
        source=folder / INPUT,
        output=folder / f"{_OUTPUT}.{asked.format}",
        columns=asked.columns,
        terms=asked.terms,
        format=asked.format,
        day_said=True,
        who=who,
        party=party,
        basis=f"job {folder.name}",
    )


class _Course:
    """Tells how far a job is, and ends it where somebody stopped it."""

    def __init__(self, doing: Doing, job_id: str) -> None:
        self._doing, self._id = doing, job_id
        self._looked = 0.0

    def look(self, count: int = 0) -> None:
        """Look now and then whether to go on."""
        if self._doing.leaving.is_set():
            raise _LeavingError
        if not self._due():
            return
        self._looked = time.monotonic()
        with self._doing.workspace.reading() as connection:
            job = stored.get(connection, self._id)
        if job is None or job.state is not State.RUNNING:
            raise _StoppedError

    def tell(self, rows: int, done: int, total: int) -> None:
        """Store how far it is, now and then; never within a transaction of the job's own."""
        due = self._due()
        self.look()
        if due:
            with (
                suppress(WorkspaceError),  # somebody writes for long: it is told the next time
                self._doing.workspace.recording() as connection,
            ):
                stored.tell(connection, self._id, rows, done, total)

    def _due(self) -> bool:
        return time.monotonic() - self._looked >= _EVERY


def _told(workspace: Workspace, job_id: str, error: CommonlistError) -> str:
    """Return an error's line without the place where the job's files lie."""
    folder = stored.Files(workspace.folder).folder(job_id)
    return str(error).replace(f"{folder}/", "").replace("; the same command goes on", "")


def clean_up(workspace: Workspace, settings: Settings, now: datetime) -> None:
    """Remove jobs that ended too long ago, files of none, and events as old."""
    files, kept = stored.Files(workspace.folder), timedelta(days=settings.keep_job_days)
    with workspace.recording() as connection:
        for job_id in stored.ended_before(connection, stamp(now - kept)):
            stored.remove(connection, job_id)
        known = [job.id for job in stored.find(connection)]
        watches.forget(connection, stamp(now - kept))
    files.sweep(known, (now - timedelta(hours=1)).timestamp())
