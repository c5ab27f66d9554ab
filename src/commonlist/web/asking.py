"""What is asked, as it stands in the address: so that every view is a permalink."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query, Request

from commonlist.errors import InputError
from commonlist.pipeline.agreeing import Question
from commonlist.pipeline.evidence import Asked
from commonlist.pipeline.live import Live
from commonlist.records import Kind
from commonlist.settings import Settings

RULE = "vienna-6"
"""The rule of a view, if the address names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Rule, days, parties and what else bears on an answer, each "" where nothing is said.

    ``rule`` is a preset or a rule's text; ``as_of`` and ``known`` are days (ISO); ``parties`` are
    codes with commas; ``topic`` "" is the rule's, else terrorism.
    """

    rule: str = ""
    as_of: str = ""
    known: str = ""
    parties: str = ""
    topic: str = ""
    kind: str = ""
    docket: str = ""

    def question(self, today: date) -> Question:
        """Return the view as a question; without a day it asks for today.

        Raises:
            InputError: a day or a kind that is none.
        """
        topic = self.topic or "terrorism"
        return Question(
            rule=self.rule or RULE,
            asked=Asked(
                day=_day(self.as_of, "as_of") or today,
                known=_day(self.known, "known"),
                topic=None if topic == "any" else topic,
            ),
            topic_said=bool(self.topic),
            docket=self.docket,
            kind=_kind(self.kind),
            parties=tuple(code.strip() for code in self.parties.split(",") if code.strip()),
        )

    def link(self, path: str, **more: object) -> str:
        """Return the address of a path under this view; ``more`` changes or adds parameters."""
        own = {f.name: getattr(self, f.name) for f in fields(self)}
        said = {name: value for name, value in (own | more).items() if value not in ("", None)}
        return f"{path}?{urlencode(said, doseq=True)}" if said else path

    def but(self, **changes: str) -> "View":
        """Return the view with other words."""
        return replace(self, **changes)


async def viewed(
    rule: Annotated[str, Query(description="Preset or rule", max_length=2000)] = "",
    as_of: Annotated[str, Query(description="The day asked for, YYYY-MM-DD", max_length=10)] = "",
    known: Annotated[str, Query(description="Leave out what came later", max_length=10)] = "",
    parties: Annotated[str, Query(description="Codes, with commas", max_length=1000)] = "",
    topic: Annotated[str, Query(description="Topic, or any", max_length=100)] = "",
    kind: Annotated[str, Query(description="Kind of entity", max_length=20)] = "",
    docket: Annotated[str, Query(description="Docket", max_length=100)] = "",
) -> View:
    """Read a view from the address."""
    return View(
        rule=rule.strip(),
        as_of=as_of.strip(),
        known=known.strip(),
        parties=parties.strip(),
        topic=topic.strip(),
        kind=kind.strip(),
        docket=docket.strip(),
    )


async def _live(request: Request) -> Live:
    found: Live = request.app.state.live
    return found


def _settings(request: Request) -> Settings:
    found: Settings = request.app.state.settings
    return found


Configured = Annotated[Settings, Depends(_settings)]
"""A route's parameter: the settings."""
Viewed = Annotated[View, Depends(viewed)]
"""A route's parameter: the view in the address."""
Served = Annotated[Live, Depends(_live)]
"""A route's parameter: the live workspace."""


def _day(text: str, name: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{name}: {text!r} is not a day; write it as 2015-12-18") from None


def _kind(name: str) -> Any:
    if not name:
        return None
    try:
        return Kind(name)
    except ValueError:
        raise InputError(f"kind: {name!r} is not one of {', '.join(Kind)}") from None
