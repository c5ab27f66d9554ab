"""Screening: one name by form, with the steps to each score; who was told apart from whom."""

from datetime import date
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from commonlist.access import Right
from commonlist.agreement.presets import PRESETS
from commonlist.errors import CommonlistError, InputError
from commonlist.matching import THRESHOLD
from commonlist.pipeline import screening, single
from commonlist.pipeline.live import Live
from commonlist.pipeline.single import Given, Screened
from commonlist.publication import beside
from commonlist.records import Kind
from commonlist.screening import Terms, hits
from commonlist.web import rendering
from commonlist.web.asking import Configured, Served, View, Viewed
from commonlist.web.people import Asker, needs

router = APIRouter(dependencies=[needs(Right.SCREEN)])
_CLEARANCE = ("id", "query", "entity", "caption", "reason", "author", "made_at", "expires", "state")


def _given(
    name: Annotated[str, Form(max_length=2000)] = "",
    kind: Annotated[str, Form(max_length=30)] = "",
    birth: Annotated[str, Form(max_length=40)] = "",
    country: Annotated[str, Form(max_length=100)] = "",
    number: Annotated[str, Form(max_length=200)] = "",
) -> Given:
    return Given(
        name=name.strip(),
        kind=kind.strip(),
        birth=birth.strip(),
        country=country.strip(),
        number=number.strip(),
    )


class Chosen(msgspec.Struct, frozen=True):
    """How to screen, as it stands in the form."""

    threshold: float = THRESHOLD
    delisted: bool = False

    def terms(self, view: View, today: date) -> Terms:
        """Return it as terms, with rule and day of the view."""
        question = view.question(today)
        return Terms(
            day=question.asked.day,
            rule=question.rule,
            threshold=self.threshold,
            delisted=self.delisted,
        )


def _chosen(
    threshold: Annotated[float, Form()] = THRESHOLD,
    delisted: Annotated[bool, Form()] = False,
) -> Chosen:
    return Chosen(threshold, delisted)


Asked = Annotated[Given, Depends(_given)]
Chose = Annotated[Chosen, Depends(_chosen)]


@router.get("/screening")
def show(request: Request, view: Viewed) -> Response:
    """The empty form."""
    return _page(request, view, Given(), Chosen())


@router.post("/screening")
def screen(
    request: Request,
    view: Viewed,
    live: Served,
    asker: Asker,
    settings: Configured,
    given: Asked,
    chosen: Chose,
) -> Response:
    """The answer in place: what was asked stands in no address."""
    try:
        made = single.screen(live, given, chosen.terms(view, live.today()), asker)
    except CommonlistError as error:
        return _page(request, view, given, chosen, error=error, status=400)
    return _page(request, view, given, chosen, made, single.record(live, made, settings))


@router.post("/screening.{form}")
def download(
    view: Viewed,
    live: Served,
    asker: Asker,
    settings: Configured,
    given: Asked,
    chosen: Chose,
    form: rendering.Form,
) -> Response:
    """The answer as a file; as JSON with its receipt."""
    made = single.screen(live, given, chosen.terms(view, live.today()), asker)
    number = single.record(live, made, settings)
    rows = [hits.cells(hit.match) for hit in made.hits]
    plain = {**msgspec.to_builtins(made), "ledger": number}
    return rendering.table(form, "screening", hits.COLUMNS, rows, plain)


@router.post("/screening/clear", dependencies=[needs(Right.CLEAR)])
def clear(
    request: Request,
    view: Viewed,
    live: Served,
    asker: Asker,
    given: Asked,
    chosen: Chose,
    entity: Annotated[str, Form(max_length=200)],
    reason: Annotated[str, Form(max_length=2000)] = "",
    expires: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Tell a customer apart from an entity, and show the answer anew."""
    terms = chosen.terms(view, live.today())
    error: CommonlistError | None = None
    try:
        screening.clear(
            live.workspace,
            given.query()[0],
            entity,
            reason=reason,
            author=asker.name,
            now=live.now(),
            party=asker.party,
            expires=_day(expires),
        )
    except CommonlistError as found:
        error = found
    made = single.screen(live, given, terms, asker)
    status = 400 if error else 200
    return _page(request, view, given, chosen, made, error=error, status=status)


@router.get("/screening/cleared")
def cleared(request: Request, view: Viewed, live: Served, asker: Asker) -> Response:
    """Who was told apart from whom, by whom, why, and whether it holds."""
    return rendering.page(
        request,
        "cleared.html",
        view,
        rows=_cleared(live, asker.party),
        may=asker.may(Right.CLEAR),
    )


@router.get("/screening/cleared.{form}")
def download_cleared(live: Served, asker: Asker, form: rendering.Form) -> Response:
    """The same as a file."""
    rows = _cleared(live, asker.party)
    cells = [[str(row[name]) for name in _CLEARANCE] for row in rows]
    return rendering.table(form, "cleared", _CLEARANCE, cells, rows)


@router.post("/screening/cleared", dependencies=[needs(Right.CLEAR)])
def unclear(
    view: Viewed,
    live: Served,
    asker: Asker,
    clearance: Annotated[int, Form()],
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Take a clearance back; both words stay."""
    screening.unclear(
        live.workspace,
        clearance,
        reason=reason,
        author=asker.name,
        now=live.now(),
        party=asker.party,
    )
    return RedirectResponse(view.link("/screening/cleared"), 303)


def _page(
    request: Request,
    view: View,
    given: Given,
    chosen: Chosen,
    made: Screened | None = None,
    number: int | None = None,
    *,
    error: CommonlistError | None = None,
    status: int = 200,
) -> Response:
    found = [
        (hit, *beside.falls_of(hit.match.score, hit.match.reasons, chosen.threshold))
        for hit in (made.hits if made else ())
    ]
    return rendering.page(
        request,
        "screening.html",
        view,
        status=status,
        given=given,
        chosen=chosen,
        made=made,
        found=found,
        receipt=_formatted(made) if made else "",
        number=number,
        error=error,
        kinds=list(Kind),
        presets=PRESETS,
        may_clear=request.state.principal.may(Right.CLEAR),
    )


def _formatted(made: Screened) -> str:
    return msgspec.json.format(msgspec.json.encode(made.receipt), indent=2).decode()


def _cleared(live: Live, party: str) -> list[dict[str, Any]]:
    with live.reading() as connection:
        found = screening.shown(connection, live.today(), party, every=True)
    return [
        {
            "id": row.clearance.id,
            "query": row.clearance.query,
            "entity": row.clearance.entity,
            "caption": row.caption,
            "reason": row.clearance.reason,
            "author": row.clearance.author,
            "made_at": row.clearance.made_at,
            "expires": row.clearance.expires,
            "state": row.state,
        }
        for row in reversed(found)
    ]


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"expires: {text!r} is not a day; write it as 2027-01-01") from None
