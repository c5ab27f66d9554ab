"""What people say of the lists: judgements, overlays, dockets."""

import io
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, Query, Response, UploadFile
from pydantic import BaseModel, Field

from commonlist.access import Right
from commonlist.errors import InputError
from commonlist.pipeline import dockets as put
from commonlist.pipeline import inventory, overlaying, resolving
from commonlist.resolution import Verdict
from commonlist.sources.reading import Input
from commonlist.storage import opinions
from commonlist.values.text import slug
from commonlist.web.api.contract import answer
from commonlist.web.api.describing import Described, answers
from commonlist.web.asking import Configured, Served
from commonlist.web.people import Asker, needs

router = APIRouter(prefix="/api", tags=["opinions"])
_READ, _JUDGE = needs(Right.READ), needs(Right.JUDGE)
Record = Annotated[
    str, Field(max_length=500, description="A record, source:entry", examples=["un_sc:QDe.115"])
]
Reason = Annotated[
    str, Field(min_length=1, max_length=2000, description="Why; kept and shown", examples=["same"])
]


class Judgement(Described):
    """Who said of two records that they are one thing, or not; when and why."""

    left: str
    right: str
    verdict: Literal["same", "different", "unsure"]
    author: str
    reason: str
    made_at: str


_JUDGEMENT = {
    "left": "un_sc:QDe.115",
    "right": "us_ofac_sdn:4688",
    "verdict": "same",
    "author": "ana",
    "reason": "the same founder, year and place",
    "made_at": "2026-11-28T10:00:00Z",
}


@router.get(
    "/judgements",
    summary="The judgements",
    dependencies=[_READ],
    responses=answers([_JUDGEMENT], list[Judgement]),
)
def judgements(
    live: Served,
    author: Annotated[str, Query(max_length=200, description="Only this one's")] = "",
    record: Annotated[str, Query(max_length=500, description="Only on this record")] = "",
) -> Response:
    """All that were ever made, in order; the last word on a pair counts."""
    with live.reading() as connection:
        made = opinions.judgements(connection)
    return answer(
        [each for each in made if author in ("", each.author) and record in ("", *each.pair)]
    )


class Judge(BaseModel):
    """A judgement to be made; ``second`` lets it count only when another says the same."""

    left: Record
    right: Record
    verdict: Literal["same", "different"]
    reason: Reason
    second: bool = False


class Judged(Judgement):
    """A judgement as stored, whether it counts, and which records go where by it."""

    counts: bool
    moved: list[dict[str, Any]]


_JUDGED: dict[str, Any] = {**_JUDGEMENT, "counts": True, "moved": [], "blocked_by": None}


@router.post(
    "/judgements",
    summary="Judge two records",
    status_code=201,
    dependencies=[_JUDGE],
    responses=answers(_JUDGED, Judged, 201, "It is stored"),
)
def judge(live: Served, principal: Asker, given: Judge) -> Response:
    """Say that two records are the same or different. It is stored when the answer comes."""
    made = resolving.judge(
        live.workspace,
        given.left,
        given.right,
        Verdict(given.verdict),
        given.reason,
        principal.name,
        live.now(),
        second=given.second,
    )
    return answer(made.plain(), 201)


class Pair(BaseModel):
    """Two records on which somebody has judged."""

    left: Record
    right: Record
    reason: Reason = "taken back"


@router.post(
    "/judgements/undo",
    summary="Take a judgement back",
    status_code=201,
    dependencies=[_JUDGE],
    responses=answers({**_JUDGED, "verdict": "unsure"}, Judged, 201, "It is stored"),
)
def undo_judgement(live: Served, principal: Asker, given: Pair) -> Response:
    """Say nothing of the pair any more. Both words stay."""
    made = resolving.judge(
        live.workspace,
        given.left,
        given.right,
        Verdict.UNSURE,
        given.reason,
        principal.name,
        live.now(),
    )
    return answer(made.plain(), 201)


class Overlay(Described):
    """A correction of one field of a record."""

    id: int
    record: str
    field: str
    value: str
    author: str
    reason: str
    made_at: str
    undone_at: str | None


_OVERLAY = {
    "id": 1,
    "record": "un_sc:QDe.115",
    "field": "listed_on",
    "value": "2004-05-01",
    "author": "ana",
    "reason": "press release SC/8109",
    "made_at": "2026-11-28T10:00:00Z",
    "undone_at": None,
}


@router.get(
    "/overlays",
    summary="The overlays",
    dependencies=[_READ],
    responses=answers([_OVERLAY], list[Overlay]),
)
def overlays(
    live: Served,
    ended: Annotated[bool, Query(description="Also those that were taken back")] = False,
) -> Response:
    """Corrections in being; the list's own text stays beside them."""
    with live.reading() as connection:
        return answer(opinions.overlays(connection, ended=ended))


class Correct(BaseModel):
    """A correction to be made."""

    record: Record
    field: str = Field(max_length=40, examples=["listed_on"])
    value: str = Field(max_length=2000, examples=["2004-05-01"])
    reason: Reason


@router.post(
    "/overlays",
    summary="Correct a field",
    status_code=201,
    dependencies=[_JUDGE],
    responses=answers(_OVERLAY, Overlay, 201, "It is stored"),
)
def correct(live: Served, principal: Asker, given: Correct) -> Response:
    """Correct or add a fact of a record, with a reason."""
    made = overlaying.add(
        live.workspace,
        given.record,
        given.field,
        given.value,
        given.reason,
        principal.name,
        live.now(),
    )
    return answer(made, 201)


class Undone(BaseModel):
    """An overlay that was taken back."""

    id: int
    undone: bool


@router.delete(
    "/overlays/{number}",
    summary="Take an overlay back",
    dependencies=[_JUDGE],
    responses=answers({"id": 1, "undone": True}, Undone),
)
def undo_overlay(live: Served, principal: Asker, number: int) -> Response:
    """End an overlay. It stays in the record of what was said."""
    overlaying.undo(live.workspace, number, live.now(), author=principal.name)
    return answer({"id": number, "undone": True})


class Docket(Described):
    """The names on a table."""

    name: str
    lines: list[str]


@router.get(
    "/dockets",
    summary="The dockets",
    dependencies=[_READ],
    responses=answers([{"name": "vienna", "lines": ["Orion Relief"]}], list[Docket]),
)
def dockets(live: Served) -> Response:
    """The dockets with their lines."""
    with live.reading() as connection:
        found = opinions.dockets(connection)
    return answer(
        [
            {"name": name, "lines": list(dict.fromkeys(line for line, _ in lines))}
            for name, lines in found.items()
        ]
    )


class DocketLine(Described):
    """A line of a docket and the entities that it means."""

    line: str
    entities: str
    records: int


@router.get(
    "/dockets/{name}",
    summary="A docket",
    dependencies=[_READ],
    responses=answers([{"line": "Orion", "entities": "cl-1", "records": 3}], list[DocketLine]),
)
def docket(live: Served, name: str) -> Response:
    """The lines of a docket and the entity that each means."""
    with live.reading() as connection:
        return answer(inventory.docket(connection, name))


class DocketPut(BaseModel):
    """What was put on the table."""

    docket: str
    lines: int
    new_stances: int


@router.post(
    "/dockets",
    summary="Put names on the table",
    status_code=201,
    dependencies=[_JUDGE],
    responses=answers(
        {"docket": "vienna", "lines": 160, "new_stances": 12}, DocketPut, 201, "It is stored"
    ),
)
def put_docket(
    live: Served,
    principal: Asker,
    settings: Configured,
    name: Annotated[str, Form(max_length=100, examples=["vienna"])],
    file: Annotated[UploadFile, File(description="CSV with a column name")],
    stances: Annotated[UploadFile | None, File(description="What parties said")] = None,
) -> Response:
    """A docket from a file; it replaces one of that name."""
    if not name or slug(name) != name:
        raise InputError("a docket's name is lower-case words joined by hyphens")
    most = settings.upload_megabytes << 20
    lines, said = put.put_docket(
        live.workspace,
        name,
        _input(file, most),
        live.now(),
        _input(stances, most) if stances is not None else None,
        who=principal.name,
    )
    live.settle()
    return answer({"docket": name, "lines": lines, "new_stances": said}, 201)


def _input(file: UploadFile, most: int) -> Input:
    """Return a file that was sent, to be read as often as needed."""
    content = file.file.read(most + 1)
    if len(content) > most:
        raise InputError("the file is larger than 'upload_megabytes' allows")
    return Input(file.filename or "file", lambda: io.BytesIO(content))
