"""The common list on other days and under other rules: who entered, who left, because of what."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from commonlist.access import Right
from commonlist.agreement.presets import PRESETS
from commonlist.errors import InputError
from commonlist.pipeline import courses, differences
from commonlist.pipeline.agreeing import Question
from commonlist.pipeline.live import Live
from commonlist.publication import drawing
from commonlist.web import rendering
from commonlist.web.asking import Served, View, Viewed
from commonlist.web.people import needs

router = APIRouter(dependencies=[needs(Right.READ)])
MOVED = ("part", "entity", "caption", "from", "to", "because")
"""The columns of the file of what moved."""
SIZES = ("day", "agreed", "disputed", "undetermined")
"""The columns of the file of sizes."""
PARTS = ("entered", "left", "changed")
EPOCH = 1990
"""The slider's first year."""

Since = Annotated[
    str, Query(max_length=10, description="The other day; a year before, if not said")
]
Other = Annotated[str, Query(max_length=2000, description="The other rule; else the same")]


@router.get("/difference.{form}")
def download(
    view: Viewed, live: Served, form: rendering.Form, since: Since = "", other: Other = ""
) -> Response:
    """What moved as a file."""
    found = _difference(live, *_questions(view, live, since, other))
    rows = [
        (part, row["id"], row["caption"], row["from"], row["to"], _because(row))
        for part in PARTS
        for row in found[part]
    ]
    return rendering.table(form, "difference", MOVED, rows, found)


@router.get("/difference/sizes.{form}")
def download_sizes(view: Viewed, live: Served, form: rendering.Form) -> Response:
    """The size of the common list over the years as a file."""
    found = _course(live, view.question(live.today()))
    rows = list(zip(found["days"], *([str(n) for n in found[k]] for k in SIZES[1:]), strict=True))
    return rendering.table(form, "sizes", SIZES, rows, found)


@router.get("/difference")
def show(
    request: Request,
    view: Viewed,
    live: Served,
    since: Since = "",
    other: Other = "",
    list_name: Annotated[str, Query(alias="list", max_length=100)] = "",
    month: Annotated[int | None, Query(ge=0, le=1200, description="Months since 1990")] = None,
    sizes: bool = False,
) -> Response:
    """The page; a month of the slider leads to its first day."""
    kept = {"since": since, "other": other, "list": list_name}
    if month is not None:
        day = date(EPOCH + month // 12, month % 12 + 1, 1)
        moved = view.but(as_of=min(day, live.today()).isoformat())
        return RedirectResponse(moved.link("/difference", **kept), 303)
    before, after = _questions(view, live, since, other)
    events = live.of(
        ("events", _everlasting(after)),
        lambda connection: courses.events(connection, after, live.today()),
    )
    day = after.asked.day
    return rendering.page(
        request,
        "difference.html",
        view,
        found=_difference(live, before, after),
        before=before.asked.day,
        day=day,
        month=(day.year - EPOCH) * 12 + day.month - 1,
        months=(live.today().year - EPOCH) * 12 + live.today().month - 1,
        earlier=max((e for e in events if e < day.isoformat()), default=None),
        later=min((e for e in events if e > day.isoformat()), default=None),
        sizes=_drawn(_course(live, after)) if sizes else None,
        source=_source(live, list_name, before.asked.day, day),
        kept=kept,
        lists=live.of("lists of entries", differences.comparable),
        presets=PRESETS,
    )


def _questions(view: View, live: Live, since: str, other: str) -> tuple[Question, Question]:
    """What is compared: the other day and rule, then those of the view."""
    after = view.question(live.today())
    changed = view.but(as_of=since or _year_before(after.asked.day, other), rule=other or view.rule)
    return changed.question(live.today()), after


def _year_before(day: date, other: str) -> str:
    """Where another rule alone is asked the day stays."""
    if other:
        return day.isoformat()
    return (date(day.year - 1, 3, 1) if (day.month, day.day) == (2, 29)
            else day.replace(year=day.year - 1)).isoformat()  # fmt: skip


def _difference(live: Live, before: Question, after: Question) -> dict[str, Any]:
    return live.of(
        ("difference", before, after),
        lambda connection: differences.of_rules(connection, before, after),
    )


def _everlasting(question: Question) -> Question:
    """The question without its day: what is asked of all days is made once."""
    return replace(question, asked=replace(question.asked, day=date.max), parties=())


def _course(live: Live, question: Question) -> dict[str, Any]:
    today = live.today()
    whole = replace(_everlasting(question), asked=replace(question.asked, day=today))
    return live.of(("course", whole), lambda connection: courses.course(connection, whole, today))


def _drawn(found: dict[str, Any]) -> dict[str, Any]:
    days = [date.fromisoformat(day) for day in found["days"]]
    return {**found, "plot": drawing.plot(days, {name: found[name] for name in SIZES[1:]})}


def _source(live: Live, name: str, first: date, last: date) -> dict[str, Any] | None:
    """What came and went in one list; where no copy reaches a day, that is what is said."""
    if not name:
        return None
    first, last = min(first, last), max(first, last)
    try:
        return live.of(
            ("difference of", name, first, last),
            lambda connection: differences.of_source(connection, name, first, last),
        )
    except InputError as error:
        return {"source": name, "missing": str(error)}


def _because(row: dict[str, Any]) -> str:
    return "; ".join(
        f"{why['party']}: {why['from']} -> {why['to']}"
        + (f" ({', '.join(why['records'])})" if why["records"] else "")
        for why in row["why"]
    )
