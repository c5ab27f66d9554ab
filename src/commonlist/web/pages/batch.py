"""A customer's file screened: sent, its columns confirmed, how far it is, what came of it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Path, Request, Response, UploadFile
from fastapi.responses import FileResponse, RedirectResponse

from commonlist.access import Right
from commonlist.errors import CommonlistError
from commonlist.pipeline import drafts, jobs
from commonlist.pipeline.drafts import Draft
from commonlist.pipeline.live import Live
from commonlist.screening.receipts import Columns
from commonlist.storage.jobs import ENDED
from commonlist.web import rendering
from commonlist.web.asking import Configured, Served, View, Viewed
from commonlist.web.pages.screening import Chose, Chosen
from commonlist.web.people import Asker, needs

router = APIRouter(prefix="/screening/files", dependencies=[needs(Right.SCREEN)])
Id = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
Format = Literal["csv", "xlsx", "jsonl"]
_COLUMN = Form(max_length=500)


def _columns(
    names: Annotated[str, _COLUMN] = "",
    payment: Annotated[str, _COLUMN] = "",
    dob: Annotated[str, _COLUMN] = "",
    country: Annotated[str, _COLUMN] = "",
    kind: Annotated[str, _COLUMN] = "",
    number: Annotated[str, _COLUMN] = "",
) -> Columns:
    return Columns(names=names, payment=payment, dob=dob, country=country, kind=kind, id=number)


@router.get("")
def show(
    request: Request, view: Viewed, live: Served, asker: Asker, settings: Configured
) -> Response:
    """The files that were screened, and a form to send one."""
    with live.reading() as connection:
        found = [job for job in jobs.of(connection, asker) if job.kind == "screening"]
    return rendering.page(
        request, "files.html", view, found=found, ended=ENDED, most=settings.upload_megabytes
    )


@router.post("")
def send(
    view: Viewed, live: Served, asker: Asker, settings: Configured, file: UploadFile
) -> Response:
    """Keep a file, and lead to its columns."""
    kept = drafts.keep(live.workspace, file.filename or "", file.file, asker, settings)
    return RedirectResponse(view.link(f"/screening/files/{kept.id}/columns"), 303)


@router.get("/{draft}/columns")
def columns(request: Request, view: Viewed, live: Served, asker: Asker, draft: Id) -> Response:
    """What the columns of a file seem to hold, to be confirmed."""
    return _columns_page(request, view, drafts.read(live.workspace, draft, asker), Chosen())


@router.post("/{draft}/columns")
def begin(
    request: Request,
    view: Viewed,
    live: Served,
    asker: Asker,
    settings: Configured,
    draft: Id,
    chosen: Chose,
    mapped: Annotated[Columns, Depends(_columns)],
    form: Annotated[Format, Form()] = "csv",
) -> Response:
    """Begin to screen a file."""
    terms = chosen.terms(view, live.today())
    try:
        made = drafts.begin(live.workspace, draft, mapped, terms, form, asker, settings, live.now())
    except CommonlistError as error:
        kept = drafts.read(live.workspace, draft, asker)
        return _columns_page(request, view, kept, chosen, mapped, error)
    return RedirectResponse(view.link(f"/screening/files/{made.id}"), 303)


@router.get("/{job}")
def follow(request: Request, view: Viewed, live: Served, asker: Asker, job: Id) -> Response:
    """How far a file is; to htmx only the part that changes."""
    template = "progress.html" if "hx-request" in request.headers else "file.html"
    return rendering.page(request, template, view, job=_job(live, asker, job), ended=ENDED)


@router.post("/{job}")
def steer(
    view: Viewed,
    live: Served,
    asker: Asker,
    job: Id,
    to: Annotated[Literal["stop", "resume", "remove"], Form()],
) -> Response:
    """Stop a file, go on with it, or remove it for good."""
    if to == "remove":
        jobs.remove(live.workspace, asker, job)
        return RedirectResponse(view.link("/screening/files"), 303)
    if to == "stop":
        jobs.stop(live.workspace, asker, job, live.now())
    else:
        jobs.resume(live.workspace, asker, job)
    return RedirectResponse(view.link(f"/screening/files/{job}"), 303)


@router.get("/{job}/{name}")
def download(live: Served, asker: Asker, job: Id, name: str) -> Response:
    """A result: the matches, what could not be read, the receipt."""
    path = jobs.file(live.workspace, asker, job, name)
    return FileResponse(path, filename=name, headers={"Cache-Control": "no-store"})


def _job(live: Live, asker: Asker, job: str) -> jobs.Shown:
    with live.reading() as connection:
        return jobs.one(connection, asker, job)


def _columns_page(
    request: Request,
    view: View,
    draft: Draft,
    chosen: Chosen,
    mapped: Columns | None = None,
    error: CommonlistError | None = None,
) -> Response:
    return rendering.page(
        request,
        "columns.html",
        view,
        status=400 if error else 200,
        draft=draft,
        mapped=mapped or draft.guess,
        chosen=chosen,
        error=error,
    )
