"""The matrix: who lists whom, a row for each entity, and what the rule says of it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from commonlist.access import Right
from commonlist.agreement.presets import PRESETS
from commonlist.parties import party
from commonlist.publication import matrix as published
from commonlist.web import rendering
from commonlist.web.asking import Served, Viewed
from commonlist.web.people import needs

router = APIRouter(dependencies=[needs(Right.READ)])
ROWS = 100
"""Rows of a page."""


@router.get("/")
def show(
    request: Request,
    view: Viewed,
    live: Served,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """The page, so many rows at a time."""
    answer = live.answer(view.question(live.today()))
    rows = answer["entities"]
    return rendering.page(
        request,
        "matrix.html",
        view,
        answer=answer,
        tally=_tally(rows),
        rows=rows[(page - 1) * ROWS : page * ROWS],
        page=page,
        pages=max(1, -(-len(rows) // ROWS)),
        parties=[party(code) for code in answer["parties"]],
        presets=PRESETS,
    )


@router.get("/matrix.{form}")
def download(view: Viewed, live: Served, form: rendering.Form) -> Response:
    """The whole matrix as a file."""
    answer = live.answer(view.question(live.today()))
    header, rows = published.table(answer["entities"], answer["parties"])
    return rendering.table(form, "matrix", header, list(rows), answer)


def _tally(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    counted = [row["status"] for row in rows]
    return {status: counted.count(status) for status in rendering.STATUS}
