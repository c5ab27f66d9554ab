"""What rules say, who differs, what is held on an entity: to be read by programs."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from commonlist.access import Right
from commonlist.agreement.presets import PRESETS
from commonlist.errors import InputError
from commonlist.parties import party
from commonlist.pipeline import differences, inventory, resolving, views
from commonlist.pipeline.evidence import Evidence
from commonlist.publication import matrix as published
from commonlist.storage import partitions
from commonlist.web.api.contract import answer
from commonlist.web.api.describing import Described, answers
from commonlist.web.asking import Served, Viewed
from commonlist.web.people import needs

router = APIRouter(prefix="/api", tags=["lists"], dependencies=[needs(Right.READ)])


class Row(Described):
    """What a rule says of an entity, with the voices of the parties."""

    id: str
    caption: str
    kind: str
    status: str
    voices: dict[str, dict[str, Any]]


class Agreed(Described):
    """What a rule says on a day."""

    rule: str
    preset: str | None
    as_of: str
    known: str | None
    topic: str
    parties: list[str]
    entities: list[Row]


_HEAD = {
    "rule": "all(us, ru)",
    "preset": None,
    "title": None,
    "as_of": "2015-12-18",
    "known": None,
    "topic": "terrorism",
    "docket": None,
    "parties": ["us", "ru"],
}
_ROW = {
    "id": "cl-af3l6tcdkz",
    "caption": "Orion Relief Committee",
    "kind": "organization",
    "status": "disputed",
    "voices": {"us": {"law": "listed", "since": "2014-09-23"}, "ru": {"law": "not_listed"}},
}


@router.get(
    "/agree", summary="What a rule says", responses=answers({**_HEAD, "entities": [_ROW]}, Agreed)
)
def agree(view: Viewed, live: Served) -> Response:
    """What the rule says of each entity on the day, with the parties' voices and their acts."""
    return answer(live.answer(view.question(live.today())))


class Matrix(Described):
    """A table: a row for each entity, a column for each party."""

    header: list[str]
    rows: list[list[str]]


@router.get(
    "/matrix",
    summary="The matrix as a table",
    responses=answers({"header": ["id", "name", "us"], "rows": [["cl-1", "x", "listed"]]}, Matrix),
)
def matrix(view: Viewed, live: Served) -> Response:
    """The same answer as cells, a row for each entity, as its CSV has them."""
    found = live.answer(view.question(live.today()))
    header, rows = published.table(found["entities"], found["parties"])
    return answer({"header": header, "rows": list(rows)})


class Preset(Described):
    """A rule with a name."""

    name: str
    rule: str
    title: str


@router.get(
    "/rules",
    summary="The presets",
    responses=answers([{"name": "p5", "rule": "all(us, gb)", "title": "The five"}], list[Preset]),
)
def rules() -> Response:
    """The rules that have a name, each with its text and whence it comes."""
    named = {name: {"name": name, "rule": p.text, "title": p.title} for name, p in PRESETS.items()}
    return answer(list(named.values()))


class SourceDifference(Described):
    """What came and went in a list between two days."""

    source: str
    from_: str = Field(alias="from")
    to: str
    added: list[dict[str, str]]
    removed: list[dict[str, str]]
    changed: list[dict[str, str]]


From = Annotated[date, Query(alias="from", description="The earlier day")]
To = Annotated[date, Query(description="The later day")]
_ENTRY = {"entry": "QDe.115", "caption": "Orion Relief Committee"}


@router.get(
    "/diff/source/{source}",
    summary="What changed in a list",
    responses=answers(
        {
            "source": "un_sc",
            "from": "2020-07-14",
            "to": "2020-11-30",
            "added": [_ENTRY],
            "removed": [],
            "changed": [],
        },
        SourceDifference,
    ),
)
def diff_source(live: Served, source: str, begin: From, to: To) -> Response:
    """The entries that came, went or changed between the copies in effect on two days."""
    _in_order(begin, to)
    with live.reading() as connection:
        return answer(differences.of_source(connection, source, begin, to))


class RuleDifference(Described):
    """Who entered the agreed part, who left it, who else changed."""

    entered: list[dict[str, Any]]
    left: list[dict[str, Any]]
    changed: list[dict[str, Any]]


_MOVED = {
    "id": "cl-af3l6tcdkz",
    "caption": "Orion Relief Committee",
    "from": "disputed",
    "to": "agreed",
    "why": [{"party": "ru", "from": "not_listed", "to": "listed", "records": ["ru_fsb:7"]}],
}


@router.get(
    "/diff/rule",
    summary="What changed in a rule's answer",
    responses=answers({"entered": [_MOVED], "left": [], "changed": []}, RuleDifference),
)
def diff_rule(
    live: Served,
    view: Viewed,
    begin: From,
    to: To,
    to_rule: Annotated[str, Query(max_length=2000, description="Another rule then")] = "",
) -> Response:
    """Two days, two rules, or both: who entered, who left, and because of which entries."""
    _in_order(begin, to)
    today = live.today()
    one = view.but(as_of=begin.isoformat()).question(today)
    other = view.but(as_of=to.isoformat(), rule=to_rule or view.rule).question(today)
    made = live.of(("diff", one, other), lambda c: differences.of_rules(c, one, other))
    return answer(made)


def _in_order(begin: date, to: date) -> None:
    if to < begin:
        raise InputError(f"from {begin} is after to {to}; give the earlier day first")


class Comparison(Described):
    """Two parties over the entities that any loaded list holds."""

    left: str
    right: str
    entities: int
    both: int
    only_left: int
    only_right: int
    neither: int
    unknown: int
    jaccard: float | None
    kappa: float | None


@router.get(
    "/compare",
    summary="Two parties compared",
    responses=answers(
        {
            "left": "us",
            "right": "eu",
            "entities": 301,
            "both": 120,
            "only_left": 80,
            "only_right": 11,
            "neither": 40,
            "unknown": 50,
            "known": 251,
            "jaccard": 0.5687,
            "kappa": 0.21,
            "first": {"us": 70, "eu": 30, "same day": 20},
            "median_days": 412,
        },
        Comparison,
    ),
)
def compare(
    live: Served,
    view: Viewed,
    left: Annotated[str, Query(max_length=40)],
    right: Annotated[str, Query(max_length=40)],
) -> Response:
    """Overlap, Jaccard index, Cohen's kappa, and who listed first."""
    one, other = party(left).code, party(right).code
    question = view.question(live.today())
    made = live.of(
        ("compare", one, other, question.asked, question.kind),
        lambda c: views.comparison(Evidence(c, question.asked), one, other, question.kind),
    )
    return answer(made)


class Dossier(Described):
    """Everything that is held on one entity."""

    id: str
    caption: str
    kind: str
    as_of: str
    names: list[dict[str, Any]]
    voices: dict[str, dict[str, Any]]
    records: list[dict[str, Any]]
    relations: list[dict[str, Any]]


@router.get(
    "/entities/{entity}",
    summary="All that is held on an entity",
    responses=answers(
        {
            "id": "cl-af3l6tcdkz",
            "caption": "Orion Relief Committee",
            "kind": "organization",
            "as_of": "2015-12-18",
            "names": [{"name": "Orion Relief", "script": "Latin", "used_by": ["un_sc"]}],
            "voices": {"us": {"law": "listed"}},
            "ended": [],
            "records": [{"key": "un_sc:QDe.115"}],
            "relations": [],
            "overlays": [],
        },
        Dossier,
    ),
)
def entity(live: Served, view: Viewed, entity: str) -> Response:
    """Names, voices, acts, raw records, relations, overlays; by id, record, number or name."""
    asked = view.question(live.today()).asked
    made = live.of(("dossier", entity, asked), lambda c: inventory.dossier(c, entity, asked))
    return answer(made)


class Why(Described):
    """How the records of an entity came together."""

    id: str
    records: list[str]
    sentences: list[str]


@router.get(
    "/entities/{entity}/why",
    summary="Why these records are one",
    responses=answers(
        {
            "id": "cl-af3l6tcdkz",
            "records": ["un_sc:QDe.115", "us_ofac_sdn:4688"],
            "sentences": ["un_sc:QDe.115 and us_ofac_sdn:4688 have a number in common."],
        },
        Why,
    ),
)
def why(live: Served, entity: str) -> Response:
    """In sentences: which comparisons and judgements joined them, and what was kept apart."""
    with live.reading() as connection:
        found = resolving.find_entity(connection, entity)
        keys = sorted(k for k, e in partitions.members(connection).items() if e == found)
        sentences = resolving.why(connection, keys)
    return answer({"id": found, "records": keys, "sentences": sentences})


class SourceRow(Described):
    """A list: what it is, its last copy, and whether that is older than it may be."""

    source: str
    title: str
    copies: int
    age_days: int | None = None
    stale: bool | None = None


@router.get(
    "/sources",
    summary="The lists, with their age",
    responses=answers(
        [
            {
                "source": "un_sc",
                "title": "Consolidated list",
                "copies": 2,
                "last": "2026-11-20",
                "age_days": 8,
                "stale": False,
            }
        ],
        list[SourceRow],
    ),
)
def sources(live: Served) -> Response:
    """Each list that can be read or is held; ``stale`` is the freshness alarm."""
    with live.reading() as connection:
        return answer(inventory.inventory(connection, live.today()))
