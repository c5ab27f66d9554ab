"""The review: the queue of pairs, and one pair laid open with what either verdict would do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, BackgroundTasks, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from commonlist.access import Right
from commonlist.agreement.presets import PRESETS, rule_of
from commonlist.pipeline import reviewing
from commonlist.pipeline.live import Live
from commonlist.pipeline.reviewing import Review
from commonlist.publication import beside
from commonlist.resolution import Verdict
from commonlist.web import rendering
from commonlist.web.asking import Served, View, Viewed
from commonlist.web.people import Asker, needs

router = APIRouter(dependencies=[needs(Right.JUDGE)])
ROWS = 100
"""Rows of a page."""
SITTING = 20
"""Pairs that are looked at one after the other, in the order that the queue had at first."""
_ID = r"rv-[a-z2-7]{10}"
_IDS = rf"^({_ID}(,{_ID}){{0,{SITTING}}})?$"


@dataclass(frozen=True, slots=True)
class Sitting:
    """Where somebody is in the queue: the pairs to come, those judged, and how pairs are shown.

    It stands in the address, so that the order stays as it was while pairs are judged.
    """

    then: tuple[str, ...]
    back: tuple[str, ...]
    details: bool
    latin: bool

    def words(self, **changes: Any) -> dict[str, str]:
        """Return it as parameters of an address, with changes."""
        return {
            "then": ",".join(changes.get("then", self.then)[:SITTING]),
            "back": ",".join(changes.get("back", self.back)[-SITTING:]),
            "details": "1" if changes.get("details", self.details) else "",
            "latin": "1" if changes.get("latin", self.latin) else "",
        }

    def after(self, pair: str) -> tuple[str, dict[str, str]]:
        """Return the path and the parameters once a pair is judged."""
        return self._on(self.words(then=self.then[1:], back=(*self.back, pair)))

    def past(self) -> tuple[str, dict[str, str]]:
        """Return the path and the parameters of the next pair, this one left as it is."""
        return self._on(self.words(then=self.then[1:]))

    def before(self, shown: str = "") -> tuple[str, dict[str, str]]:
        """Return the path and the parameters of the last pair judged, to have it taken back."""
        *earlier, last = self.back
        then = (shown, *self.then) if shown else self.then
        return f"/review/{last}", self.words(then=then, back=tuple(earlier))

    def _on(self, words: dict[str, str]) -> tuple[str, dict[str, str]]:
        return (f"/review/{self.then[0]}" if self.then else "/review"), words


def _sitting(
    then: Annotated[str, Query(max_length=400, pattern=_IDS)] = "",
    back: Annotated[str, Query(max_length=400, pattern=_IDS)] = "",
    details: bool = False,
    latin: bool = False,
) -> Sitting:
    coming, done = (tuple(text.split(",")) if text else () for text in (then, back))
    return Sitting(coming, done, details, latin)


Sat = Annotated[Sitting, Depends(_sitting)]


@router.get("/review")
def show(
    request: Request,
    view: Viewed,
    live: Served,
    asker: Asker,
    sitting: Sat,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """The queue, those pairs first that change most."""
    rows = _queue(live, view, asker.name)
    ids = [row["id"] for row in rows]
    begun = Sitting((), (), sitting.details, sitting.latin)
    with _review(live, view, asker.name) as review:
        last = _last(review, view, sitting)
    links = [
        view.link(f"/review/{each}", **begun.words(then=tuple(ids[at + 1 : at + SITTING])))
        for at, each in enumerate(ids)
    ]
    return rendering.page(
        request,
        "review.html",
        view,
        rows=list(zip(rows, links, strict=True))[(page - 1) * ROWS : page * ROWS],
        begin=links[0] if links else "",
        count=len(rows),
        page=page,
        pages=max(1, -(-len(rows) // ROWS)),
        rule=str(rule_of(view.rule or reviewing.RULE)[0]),
        presets=PRESETS,
        **last,
    )


@router.get("/review.{form}")
def download(view: Viewed, live: Served, asker: Asker, form: rendering.Form) -> Response:
    """The whole queue as a file."""
    rows = _queue(live, view, asker.name)
    return rendering.table(form, "review", beside.QUESTION, beside.questions(rows), rows)


@router.get("/review/{pair}.{form}")
def download_pair(
    view: Viewed, live: Served, asker: Asker, pair: str, form: rendering.Form, details: bool = True
) -> Response:
    """A pair as a file: field by field, then the steps to its score."""
    look = _look(live, view, asker.name, pair)
    rows = beside.rows(*look.records, details=details, latin=False)
    falls = beside.waterfall(look.comparison.score, look.comparison.reasons)
    plain = {
        "id": pair,
        "pair": look.question.suggestion,
        "comparison": look.comparison,
        "if_same": look.if_same,
        "if_different": look.if_different,
        "fields": [beside.plain(row) for row in rows],
    }
    cells = [*beside.cells(rows), *beside.steps(falls)]
    return rendering.table(form, pair, ("field", "left", "right"), cells, plain)


@router.get("/review/{pair}")
def lay_open(
    request: Request, view: Viewed, live: Served, asker: Asker, sitting: Sat, pair: str
) -> Response:
    """A pair side by side, why, and what either verdict would do."""
    with _review(live, view, asker.name) as review:
        look, last = review.open(pair), _last(review, view, sitting, pair)
    path, words = sitting.past()
    return rendering.page(
        request,
        "pair.html",
        view,
        look=look,
        id=pair,
        rows=beside.rows(*look.records, details=sitting.details, latin=sitting.latin),
        falls=beside.waterfall(look.comparison.score, look.comparison.reasons),
        sitting=sitting,
        verdicts=Verdict,
        here=partial(_here, view, sitting, pair),
        skip=view.link(path, **words),
        **last,
    )


@router.post("/review/{pair}")
def judge(
    view: Viewed,
    live: Served,
    asker: Asker,
    sitting: Sat,
    pair: str,
    verdict: Annotated[Literal["same", "different", "unsure", "undo"], Form()],
    background: BackgroundTasks,
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Give a verdict or take one back, and go on; entities are made anew behind the answer."""
    question = view.question(live.today())
    terms = live.workspace, question.rule, question.asked, pair
    if verdict == "undo":
        reviewing.take_back(*terms, author=asker.name, now=live.now())
        path, words = f"/review/{pair}", sitting.words()
    else:
        reviewing.give(*terms, Verdict(verdict), reason=reason, author=asker.name, now=live.now())
        path, words = sitting.after(pair)
    background.add_task(live.settle, asker.name)
    return RedirectResponse(view.link(path, **words), 303)


def _queue(live: Live, view: View, author: str) -> list[dict[str, Any]]:
    question = view.question(live.today())
    terms = question.rule, question.asked, author
    return live.of(("review", *terms), lambda connection: reviewing.queue(connection, *terms))


def _look(live: Live, view: View, author: str, pair: str) -> reviewing.Look:
    with _review(live, view, author) as review:
        return review.open(pair)


@contextmanager
def _review(live: Live, view: View, author: str) -> Iterator[Review]:
    question = view.question(live.today())
    with live.reading() as connection:
        yield Review(connection, question.rule, question.asked, author)


def _last(review: Review, view: View, sitting: Sitting, shown: str = "") -> dict[str, Any]:
    """What was said last in a sitting, and where that is taken back."""
    if not sitting.back:
        return {"last": None, "undo": ""}
    path, words = sitting.before(shown)
    return {"last": review.said(sitting.back[-1]), "undo": view.link(path, **words)}


def _here(view: View, sitting: Sitting, pair: str, **changes: bool) -> str:
    return view.link(f"/review/{pair}", **sitting.words(**changes))
