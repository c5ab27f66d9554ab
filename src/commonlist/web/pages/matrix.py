"""The matrix: who lists whom, a row for each entity, and what the rule says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query, Request, Response

from commonlist.access import Right
from commonlist.agreement.decisions import Status
from commonlist.agreement.presets import PRESETS
from commonlist.errors import InputError
from commonlist.pipeline import browsing
from commonlist.pipeline.browsing import Choice, Mandate, Sort
from commonlist.pipeline.live import Live
from commonlist.publication import matrix as published
from commonlist.publication.cells import Row
from commonlist.records import Kind
from commonlist.web import rendering
from commonlist.web.asking import Served, View, Viewed
from commonlist.web.people import needs

router = APIRouter(dependencies=[needs(Right.READ)])
ROWS = 100
"""Rows of a page."""
W_ = TypeVar("W_", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """Which rows, as it stands in the address; "" chooses nothing."""

    sort: str = ""
    status: str = ""
    mandate: str = ""
    q: str = ""

    def choice(self) -> Choice:
        """Return it as a choice.

        Raises:
            InputError: a word that is none.
        """
        return Choice(
            sort=_one_of(Sort, "sort", self.sort) or Sort.STATUS,
            status=_one_of(Status, "status", self.status),
            mandate=_one_of(Mandate, "mandate", self.mandate),
            text=self.q,
        )

    def words(self) -> dict[str, str]:
        """Return what was said, by parameter."""
        return {f.name: said for f in fields(self) if (said := getattr(self, f.name))}


def picked(
    sort: Annotated[str, Query(description="Order of the rows", max_length=20)] = "",
    status: Annotated[str, Query(description="What the rule says", max_length=20)] = "",
    mandate: Annotated[str, Query(description="un or autonomous", max_length=20)] = "",
    q: Annotated[str, Query(description="A part of a name", max_length=200)] = "",
) -> Picked:
    """Read from the address which rows are wanted."""
    return Picked(sort=sort, status=status, mandate=mandate, q=q.strip())


Choosing = Annotated[Picked, Depends(picked)]


@router.get("/")
def show(
    request: Request,
    view: Viewed,
    live: Served,
    wanted: Choosing,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """The page, so many rows at a time."""
    question = view.question(live.today())
    answer, rows = _rows(view, live, wanted)
    codes = tuple(answer["parties"])
    return rendering.page(
        request,
        "matrix.html",
        view,
        answer=answer,
        leaf=browsing.leaf(rows, answer["entities"], page, ROWS),
        columns=live.of(
            ("columns", question.asked, codes),
            lambda connection: browsing.columns(connection, question.asked, codes),
        ),
        picked=wanted,
        orders=list(Sort),
        statuses=rendering.STATUS,
        mandates=list(Mandate),
        kinds=list(Kind),
        presets=PRESETS,
    )


@router.get("/matrix.{form}")
def download(view: Viewed, live: Served, wanted: Choosing, form: rendering.Form) -> Response:
    """The rows that are chosen, all of them, as a file."""
    answer, rows = _rows(view, live, wanted)
    header, cells = published.table(rows, answer["parties"])
    return rendering.table(form, "matrix", header, list(cells), {**answer, "entities": rows})


def _rows(view: View, live: Live, wanted: Picked) -> tuple[Mapping[str, Any], Sequence[Row]]:
    answer = live.answer(view.question(live.today()))
    names = live.of("folded names", browsing.folded_names) if wanted.q else {}
    return answer, browsing.chosen(answer, wanted.choice(), names)


def _one_of(words: type[W_], name: str, said: str) -> W_ | None:
    try:
        return words(said) if said else None
    except ValueError:
        raise InputError(f"{name}: {said!r} is not one of {', '.join(words)}") from None
