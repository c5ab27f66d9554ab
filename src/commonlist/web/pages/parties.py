"""Parties compared: overlap, agreement over the years, who lists first, where they part."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from commonlist.access import Right
from commonlist.agreement.presets import PRESETS
from commonlist.pipeline import comparing
from commonlist.pipeline.live import Live
from commonlist.publication import drawing
from commonlist.records import Kind
from commonlist.web import rendering
from commonlist.web.asking import Served, View, Viewed
from commonlist.web.people import needs

router = APIRouter(dependencies=[needs(Right.READ)])
FIGURES = (
    *("both", "only_left", "only_right", "neither", "unknown", "jaccard", "kappa", "median_days"),
)
PAIR = ("left", "right", *FIGURES, "left_first", "right_first", "same_day")
"""The columns of the file of pairs."""


@router.get("/parties.{form}")
def download(view: Viewed, live: Served, form: rendering.Form) -> Response:
    """The pairs as a table; as JSON all that the page shows."""
    found = _compared(live, view)
    rows = [
        (
            pair["left"],
            pair["right"],
            *("" if pair[name] is None else str(pair[name]) for name in FIGURES),
            *(str(count) for count in pair["first"].values()),
        )
        for pair in found["pairs"]
    ]
    return rendering.table(form, "parties", PAIR, rows, found)


@router.get("/parties")
def show(request: Request, view: Viewed, live: Served) -> Response:
    """The page."""
    found = _compared(live, view)
    days = [date.fromisoformat(day) for day in found["days"]]
    return rendering.page(
        request,
        "parties.html",
        view,
        found=found,
        plot=drawing.plot(days, found["kappa"], low=-1.0, high=1.0),
        columns=drawing.columns(found["spread"]),
        most=comparing.MOST,
        kinds=list(Kind),
        presets=PRESETS,
    )


def _compared(live: Live, view: View) -> dict[str, Any]:
    question = view.question(live.today())
    codes = question.parties or live.of(
        ("speaking", question.asked),
        lambda connection: comparing.speaking(connection, question.asked),
    )
    return live.of(
        ("compared", question.asked, codes, question.kind),
        lambda connection: comparing.compared(connection, question.asked, codes, question.kind),
    )
