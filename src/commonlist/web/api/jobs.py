"""Work that takes longer: customers' files screened, lists read, fetched, made into entities."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from commonlist.access import Right
from commonlist.matching import THRESHOLD
from commonlist.pipeline import jobs
from commonlist.pipeline.jobs import FetchSources, IngestFiles, Resolve, ScreenFile
from commonlist.screening.receipts import Columns
from commonlist.screening.terms import Terms
from commonlist.web.api.contract import answer
from commonlist.web.api.describing import Described, answers
from commonlist.web.asking import Configured, Served, Viewed
from commonlist.web.people import Asker, needs

router = APIRouter(prefix="/api/jobs", tags=["jobs"])
_SCREEN, _ADMINISTER = needs(Right.SCREEN), needs(Right.ADMINISTER)


class Job(Described):
    """A job: who asked for it, where it stands, what came of it."""

    id: str
    kind: Literal["screening", "ingest", "fetch", "resolve"]
    name: str
    who: str
    made_at: str
    state: Literal["waiting", "running", "done", "failed", "stopped"]
    rows: int
    share: float | None
    error: str
    ended_at: str
    files: list[str]
    figures: dict[str, Any]
    url: str
    secret: str | None


_JOB = {
    "id": "9646465b8f2a0cbf57b0336f44177016",
    "kind": "screening",
    "name": "customers.csv",
    "who": "ana",
    "made_at": "2026-11-28T10:00:00.000000Z",
    "state": "running",
    "rows": 12000,
    "share": 0.4,
    "error": "",
    "ended_at": "",
    "files": [],
    "figures": {},
    "url": "",
    "secret": None,
}
_MADE = answers({**_JOB, "state": "waiting", "rows": 0}, Job, 202, "It waits to be done")


@router.get("", summary="Your jobs", dependencies=[_SCREEN], responses=answers([_JOB], list[Job]))
def every(live: Served, principal: Asker) -> Response:
    """Your own, the newest first; administrators see those of the whole house."""
    with live.reading() as connection:
        return answer(jobs.of(connection, principal))


Column = Annotated[str, Form(max_length=200)]


@router.post(
    "/screening",
    summary="Screen a customers' file",
    status_code=202,
    dependencies=[_SCREEN],
    responses=_MADE,
)
def screen(
    live: Served,
    principal: Asker,
    settings: Configured,
    view: Viewed,
    file: Annotated[UploadFile, File(description="CSV, TSV (also gzipped) or a workbook")],
    names: Annotated[str, Form(max_length=200, description="The column of names")] = "",
    payment: Annotated[str, Form(max_length=200, description="Or of payment lines")] = "",
    dob: Column = "",
    country: Column = "",
    kind: Column = "",
    number: Column = "",
    threshold: Annotated[float, Form(gt=0, le=1)] = THRESHOLD,
    lists: Annotated[str, Form(max_length=2000, description="Sources, with commas; all")] = "",
    delisted: Annotated[bool, Form()] = False,
    show_cleared: Annotated[bool, Form()] = False,
    format: Annotated[Literal["csv", "jsonl", "parquet", "xlsx"], Form()] = "csv",
    webhook: Annotated[str, Form(max_length=2000, description="Told when it has ended")] = "",
) -> Response:
    """Send a file; the answer says where to look how far it is. The rule is that of the view.

    A file that is no table, or lacks a column, is refused at once.
    """
    question = view.question(live.today())
    asked = ScreenFile(
        name=jobs.plain_name(file.filename or "file"),
        columns=Columns(
            names=names, payment=payment, dob=dob, country=country, kind=kind, id=number
        ),
        terms=Terms(
            day=question.asked.day,
            rule=question.rule,
            threshold=threshold,
            lists=tuple(name.strip() for name in lists.split(",") if name.strip()),
            delisted=delisted,
            show_cleared=show_cleared,
        ),
        format=format,
    )
    files = {jobs.INPUT: file.file}
    made = jobs.add(live.workspace, asked, files, principal, settings, live.now(), webhook)
    return answer(made, 202)


@router.post(
    "/ingest",
    summary="Read files of a list",
    status_code=202,
    dependencies=[_ADMINISTER],
    responses=_MADE,
)
def ingest(
    live: Served,
    principal: Asker,
    settings: Configured,
    source: Annotated[str, Form(max_length=100, description="The source", examples=["un_sc"])],
    files: Annotated[list[UploadFile], File(description="Its files")],
    generated: Annotated[str, Form(max_length=10, description="The list's date")] = "",
    scope: Annotated[str, Form(max_length=1000)] = "",
    name: Annotated[str, Form(max_length=100, description="For ftm: its name")] = "",
    party: Annotated[str, Form(max_length=40, description="For ftm: whose it is")] = "",
    accept_shrunk: Annotated[bool, Form()] = False,
) -> Response:
    """Put files of a source into the workspace. The same bytes twice change nothing."""
    sent = {jobs.plain_name(file.filename or "file"): file.file for file in files}
    asked = IngestFiles(
        source=source,
        names=tuple(sent),
        generated=generated,
        scope=scope,
        name=name,
        party=party,
        accept_shrunk=accept_shrunk,
    )
    made = jobs.add(live.workspace, asked, sent, principal, settings, live.now())
    return answer(made, 202)


class Fetch(BaseModel):
    """Which sources to fetch; none named are all of which an address is known."""

    sources: list[Annotated[str, Field(max_length=100)]] = Field(
        default=[], max_length=200, examples=[["un_sc"]]
    )


@router.post(
    "/fetch",
    summary="Fetch lists",
    status_code=202,
    dependencies=[_ADMINISTER],
    responses=_MADE,
)
def fetch(live: Served, principal: Asker, settings: Configured, given: Fetch) -> Response:
    """Get current files from the authorities' addresses and read them."""
    asked = FetchSources(sources=tuple(given.sources))
    return answer(jobs.add(live.workspace, asked, {}, principal, settings, live.now()), 202)


class Again(BaseModel):
    """Whether to compare everything anew."""

    again: bool = False


@router.post(
    "/resolve",
    summary="Make entities",
    status_code=202,
    dependencies=[_ADMINISTER],
    responses=_MADE,
)
def resolve(live: Served, principal: Asker, settings: Configured, given: Again) -> Response:
    """Find out which records are one. The server does so by itself when something came in."""
    asked = Resolve(again=given.again)
    return answer(jobs.add(live.workspace, asked, {}, principal, settings, live.now()), 202)


@router.get("/{job}", summary="A job", dependencies=[_SCREEN], responses=answers(_JOB, Job))
def one(live: Served, principal: Asker, job: str) -> Response:
    """How far it is: ``share`` is from 0 to 1, null where nobody can tell."""
    with live.reading() as connection:
        return answer(jobs.one(connection, principal, job))


@router.post(
    "/{job}/stop", summary="Stop a job", dependencies=[_SCREEN], responses=answers(_JOB, Job)
)
def stop(live: Served, principal: Asker, job: str) -> Response:
    """Stop it; what has ended stays as it is."""
    return answer(jobs.stop(live.workspace, principal, job, live.now()))


@router.post(
    "/{job}/resume", summary="Resume a job", dependencies=[_SCREEN], responses=answers(_JOB, Job)
)
def resume(live: Served, principal: Asker, job: str) -> Response:
    """Go on with one that was stopped or failed: a screening after its last row written.

    It takes the right that beginning such a job takes.
    """
    return answer(jobs.resume(live.workspace, principal, job))


@router.delete(
    "/{job}",
    summary="Remove a job",
    status_code=204,
    dependencies=[_SCREEN],
    responses={**answers(_JOB, Job), 200: {}, 204: {"description": "It is gone"}},
)
def remove(live: Served, principal: Asker, job: str) -> Response:
    """Remove a job that has ended, with its files."""
    jobs.remove(live.workspace, principal, job)
    return Response(status_code=204)


@router.get(
    "/{job}/files/{name}",
    summary="A job's result",
    dependencies=[_SCREEN],
    response_class=FileResponse,
    responses={
        **answers(None, None),
        200: {"description": "The file", "content": {"application/octet-stream": {}}},
    },
)
def file(live: Served, principal: Asker, job: str, name: str) -> Response:
    """One of the ``files`` of a job that is done."""
    path = jobs.file(live.workspace, principal, job, name)
    return FileResponse(path, filename=name, media_type="application/octet-stream")
