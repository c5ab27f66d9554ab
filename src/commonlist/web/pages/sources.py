"""The lists: what is loaded, how old it is, what changed, what could not be read; sending one."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Form, Query, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from commonlist.access import Right
from commonlist.errors import CommonlistError
from commonlist.fetching import addresses
from commonlist.pipeline import inventory, uploads
from commonlist.pipeline.differences import of_copy
from commonlist.pipeline.ingest import Told, ingest
from commonlist.pipeline.live import Live
from commonlist.pipeline.quarantine import look_at
from commonlist.settings import Settings
from commonlist.sources import FORMATS, LISTS
from commonlist.web import rendering
from commonlist.web.asking import Configured, Served
from commonlist.web.people import Asker, needs

router = APIRouter(dependencies=[needs(Right.READ)])
SHOWN = 100
"""Entries of a difference that a page shows of each kind; the file has all."""
_TOLD = (
    *("source", "title", "party", "authority", "history", "copies", "last", "age_days", "stale"),
    *("scope", "entries", "quarantined", "digest"),
)
_COPY = (
    *("day", "generated", "held_at", "scope", "language", "translation", "entries", "quarantined"),
    *("digest", "files", "reader"),
)
_FAULT = ("id", "day", "place", "entry", "reason", "raw", "looked_at", "looked_by")
Day = Annotated[str, Query(max_length=10, pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


@router.get("/sources")
def show(request: Request, live: Served, settings: Configured) -> Response:
    """All lists that can be read or are held."""
    return _page(request, live, settings)


@router.get("/sources.{form}")
def download(live: Served, form: rendering.Form) -> Response:
    """The lists as a file."""
    rows = _rows(live)
    return rendering.table(form, "sources", _TOLD, _cells(rows, _TOLD), rows)


@router.post("/sources", dependencies=[needs(Right.ADMINISTER)])
def send(
    request: Request,
    live: Served,
    asker: Asker,
    settings: Configured,
    background: BackgroundTasks,
    source: Annotated[str, Form(max_length=100)],
    files: list[UploadFile],
    generated: Annotated[str, Form(max_length=10, pattern=r"^(\d{4}(-\d{2}){0,2})?$")] = "",
    scope: Annotated[str, Form(max_length=1000)] = "",
    name: Annotated[str, Form(max_length=100)] = "",
    party: Annotated[str, Form(max_length=10)] = "",
    accept_shrunk: Annotated[bool, Form()] = False,
) -> Response:
    """Read the files of a list; entities are made anew behind the answer."""
    told = Told(
        generated=generated or None,
        scope=scope.strip() or None,
        name=name.strip(),
        party=party.strip(),
        accept_shrunk=accept_shrunk,
        who=asker.name,
    )
    sent = [(file.filename or "", file.file) for file in files if file.filename]
    try:
        with uploads.received(live.workspace, sent, settings.upload_megabytes) as paths:
            each = [[path] for path in paths] if source == "table" else [paths]
            done = [ingest(live.workspace, source, some, live.now(), told) for some in each]
    except CommonlistError as error:
        return _page(request, live, settings, error=error, status=400)
    background.add_task(live.settle, asker.name)
    return RedirectResponse(f"/sources/{done[0]['source']}", 303)


@router.get("/sources/{name}.{form}")
def download_copies(live: Served, name: str, form: rendering.Form) -> Response:
    """The copies of a list as a file."""
    found = _source(live, name)
    return rendering.table(form, name, _COPY, _cells(found["copies"], _COPY), found)


@router.get("/sources/{name}/quarantine.{form}")
def download_quarantine(live: Served, name: str, form: rendering.Form) -> Response:
    """What of a list could not be read, as a file."""
    _source(live, name)
    with live.reading() as connection:
        faults = inventory.quarantined(connection, name)
    rows = [{key: getattr(fault, key) for key in _FAULT} for fault in faults]
    return rendering.table(form, f"{name}-quarantine", _FAULT, _cells(rows, _FAULT), rows)


@router.get("/sources/{name}/difference.{form}")
def download_difference(live: Served, name: str, form: rendering.Form, copy: Day = "") -> Response:
    """What a copy changed, as a file."""
    found = _difference(live, name, copy) or {"added": [], "removed": [], "changed": []}
    rows = [
        (word, row["entry"], row["caption"])
        for word in ("added", "removed", "changed")
        for row in found[word]
    ]
    header = ("change", "entry", "caption")
    return rendering.table(form, f"{name}-difference", header, rows, found)


@router.get("/sources/{name}")
def show_one(
    request: Request, live: Served, settings: Configured, name: str, copy: Day = ""
) -> Response:
    """One list: what it is, its copies, what the last one changed, the quarantine."""
    found = _source(live, name)
    with live.reading() as connection:
        faults = inventory.quarantined(connection, name)
    return rendering.page(
        request,
        "source.html",
        found=found,
        difference=_difference(live, name, copy),
        shown=SHOWN,
        copy=copy,
        faults=faults,
        address=addresses(settings.addresses).get(name),
        may_look=request.state.principal.may(Right.JUDGE),
    )


@router.post("/sources/{name}", dependencies=[needs(Right.JUDGE)])
def looked(
    live: Served, asker: Asker, name: str, fault: Annotated[list[int] | None, Form()] = None
) -> Response:
    """Mark entries in quarantine as looked at."""
    if fault:
        look_at(live.workspace, fault, asker.name, live.now())
    return RedirectResponse(f"/sources/{_source(live, name)['source']}#quarantine", 303)


def _page(
    request: Request,
    live: Live,
    settings: Settings,
    error: CommonlistError | None = None,
    status: int = 200,
) -> Response:
    rows = _rows(live)
    return rendering.page(
        request,
        "sources.html",
        status=status,
        rows=[row for row in rows if row["copies"]],
        absent=[row for row in rows if not row["copies"] and row["source"] not in FORMATS],
        addresses=addresses(settings.addresses),
        names=(*LISTS, *FORMATS),
        error=error,
        most=settings.upload_megabytes,
        may=request.state.principal.may(Right.ADMINISTER),
    )


def _rows(live: Live) -> list[dict[str, Any]]:
    today = live.today()
    return live.of(("sources", today), partial(inventory.inventory, today=today))


def _source(live: Live, name: str) -> dict[str, Any]:
    today = live.today()
    return live.of(("source", name, today), partial(inventory.source, name=name, today=today))


def _difference(live: Live, name: str, day: str) -> dict[str, Any] | None:
    return live.of(("difference", name, day), partial(of_copy, source=name, day=day))


def _cells(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[list[str]]:
    return [[_cell(row.get(name)) for name in names] for row in rows]


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)
