"""Where entities stand: few are told as they would be among all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from commonlist.agreement.presets import rule_of
from commonlist.pipeline.evidence import Asked
from commonlist.pipeline.indexing import indexed
from commonlist.pipeline.resolving import find_entity, resolve
from commonlist.pipeline.standing import TargetsOnDemand, standing
from commonlist.records import Kind
from commonlist.storage import Workspace
from tests.pipeline.conftest import NOW, table

ASKED = Asked(day=date(2015, 12, 18), topic=None)


@pytest.mark.parametrize("rule", ["vienna-6", "atleast(2, us, ru) [terrorism]", "source(un_sc)"])
def test_few_are_told_as_among_all(bundled: Workspace, rule: str) -> None:
    made = rule_of(rule)[0]
    with bundled.reading() as connection:
        every = standing(connection, ASKED, made)
        some = set(sorted(every)[::29])
        assert standing(connection, ASKED, made, some) == {e: every[e] for e in some}


def test_parties_are_those_whose_own_lists_name_it(bundled: Workspace) -> None:
    with bundled.reading() as connection:
        entity = find_entity(connection, "ru_fsb:3")
        told = standing(connection, ASKED, rule_of("un")[0], {entity})[entity]
        later = replace(ASKED, day=date(2150, 1, 1))
        beyond = standing(connection, later, rule_of("un")[0], {entity})[entity]
    assert told.kind is Kind.ORGANIZATION
    assert {"ru", "un"} <= set(told.parties)
    assert told.status == "agreed"
    assert told.in_force
    assert beyond.parties == ()
    assert {"ru", "un"} <= set(beyond.unknown)
    assert beyond.in_force  # not known is not delisted


def test_who_left_or_was_not_yet_on_a_list_is_not_in_force(
    workspace: Workspace, put: Callable[..., dict[str, Any]]
) -> None:
    said = "# history: complete\n# covers_from: 2000-01-01\n# covers_to: 2015-12-31\n"
    rows = ("a,Grey Heron,,2001,,,", "b,Teal,,2002,2010-05-06,,", "c,Plover,,2015-12-31,,,")
    put("table", table("zz_one", *rows, said=said), generated="2015-12-31")
    resolve(workspace)
    with workspace.reading() as connection:
        told = standing(connection, ASKED, rule_of("us")[0]).values()
    assert {target.caption: target.in_force for target in told} == {
        "Grey Heron": True,
        "Teal": False,
        "Plover": False,
    }


def test_targets_on_demand_are_those_of_the_records(bundled: Workspace) -> None:
    index = indexed(bundled, NOW).index
    rule = rule_of("vienna-6")[0]
    with bundled.reading() as connection:
        every = standing(connection, ASKED, rule)
        targets = TargetsOnDemand(connection, index, ASKED, rule)
        found = {**targets([0, 5, 9]), **targets([5, 30])}
    assert {target.entity for target in found.values()} <= every.keys()
    assert all(every[target.entity] == target for target in found.values())
