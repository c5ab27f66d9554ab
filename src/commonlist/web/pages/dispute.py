"""A dispute: who is for a name and who against, on what basis, and what would change that."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from commonlist.access import Right
from commonlist.agreement.presets import PRESETS
from commonlist.pipeline import disputes, tracing
from commonlist.pipeline.live import Live
from commonlist.pipeline.views import SUPPOSED
from commonlist.web import rendering
from commonlist.web.asking import Served, View, Viewed
from commonlist.web.people import needs

router = APIRouter(dependencies=[needs(Right.READ)])
VOICE = ("side", "party", "law", "since", "stance", "authority", "programme", "basis", "record")
"""The columns of the file: a row for each act, or one for a voice without any."""


def supposed(
    said: Annotated[
        list[str] | None, Query(alias="if", description="What if: party=law, such as us=listed")
    ] = None,
) -> tuple[str, ...]:
    """Read what is supposed; what a form sends of voices that stay as they are is left out."""
    return tuple(filter(None, said or ()))


Supposed = Annotated[tuple[str, ...], Depends(supposed)]


@router.get("/dispute/{entity:path}")
def show(request: Request, view: Viewed, live: Served, entity: str, if_so: Supposed) -> Response:
    """The page, or with ``.json``, ``.csv`` or ``.xlsx`` at the end the voices by side as a table.

    An id that went into another leads there. JSON is all of it.
    """
    name, form = rendering.parted(entity)
    if form is not None:
        found = _dispute(view, live, name, if_so)
        named = f"dispute-{found['row']['id']}"
        return rendering.table(form, named, VOICE, list(_cells(found)), found)
    with live.reading() as connection:
        led = tracing.led_to(connection, entity)
    if led is not None:
        return RedirectResponse(view.link(f"/dispute/{led}"), 308)
    found = _dispute(view, live, entity, if_so)
    if found["row"]["id"] != entity:
        return RedirectResponse(view.link(f"/dispute/{found['row']['id']}"), 303)
    return rendering.page(
        request,
        "dispute.html",
        view,
        found=found,
        row=found["row"],
        supposed=if_so,
        laws=list(SUPPOSED),
        presets=PRESETS,
    )


def _dispute(view: View, live: Live, entity: str, if_so: tuple[str, ...]) -> dict[str, Any]:
    question = replace(view.question(live.today()), supposed=if_so)
    return live.of(
        ("dispute", entity, question),
        lambda connection: disputes.dispute(connection, question, entity),
    )


def _cells(found: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    voices = found["row"]["voices"]
    for side, names in found["sides"].items():
        for name in names:
            voice = voices.get(name)
            if voice is None:
                yield (side, name, *[""] * (len(VOICE) - 2))
                continue
            said = (side, name, voice["law"], voice["since"] or "", voice["stance"])
            acts: list[dict[str, Any]] = voice["acts"] or [{}]
            for act in acts:
                words = ("authority", "programme", "basis", "record")
                yield (*said, *(act.get(word) or "" for word in words))
