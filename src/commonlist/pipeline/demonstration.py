"""The main job on the bundled lists: the docket of 2015 as a matrix, and the spread of lists."""

from datetime import date, datetime
from typing import Any

from commonlist.agreement.presets import rule_of
from commonlist.parties import is_party
from commonlist.pipeline import views
from commonlist.pipeline.agreeing import Question, agree
from commonlist.pipeline.bundled import DOCKET, ingest_bundled
from commonlist.pipeline.evidence import Asked, Evidence
from commonlist.pipeline.resolving import NAMES, resolve
from commonlist.records import Kind
from commonlist.storage import Workspace, lists

DAY = date(2015, 12, 18)
RULE = "vienna-6"


def demonstrate(workspace: Workspace, now: datetime) -> dict[str, Any]:
    """Put the bundled lists in, resolve, and answer for the day of the talks in New York."""
    bundled = {result["source"] for result in ingest_bundled(workspace, now)}
    figures = resolve(workspace)
    asked = Asked(day=DAY)
    with workspace.reading() as connection:
        answer = agree(connection, Question(rule=RULE, asked=asked, docket=DOCKET))
        evidence = Evidence(connection, asked)
        loaded = lists.sources(connection).keys() - {NAMES}
        parties = sorted(
            {
                party
                for source, form in lists.sources(connection).values()
                for party in source.voices
                if form == "table" and source.register is not None and is_party(party)
            }
        )
        spread = views.lists_spread(evidence, parties, Kind.ORGANIZATION)
    return {
        "lists": len(bundled),
        "others": len(loaded - bundled),
        "records": figures["records"],
        "entities": figures["entities"],
        "answer": answer,
        "unloaded": [party for party in rule_of(RULE)[0].parties() if party not in parties],
        "spread": {"parties": parties, "on": spread},
    }
