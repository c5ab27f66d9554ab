"""FollowTheMoney's model, read from the data in the package."""

import pytest

from commonlist.publication.schemata import model


def test_what_extends_a_schema_is_of_its_kind() -> None:
    assert model().schemata["Company"].is_a("LegalEntity")
    assert not model().schemata["Person"].is_a("Organization")


def test_a_property_is_taken_over_and_keeps_the_schema_that_has_it() -> None:
    assert model().schemata["Person"].properties["name"].qname == "Thing:name"


def test_a_tie_is_seen_from_what_it_points_to() -> None:
    seen = model().schemata["Person"].properties["ownershipOwner"]
    assert (seen.stub, seen.range) == (True, "Ownership")


@pytest.mark.parametrize(("name", "is_one"), [("Payment", False), ("Person", True)])
def test_what_is_compared_with_others_is_marked(name: str, is_one: bool) -> None:
    assert model().schemata[name].matchable is is_one


def test_a_person_is_compared_with_persons_and_what_may_be_one() -> None:
    assert model().schemata["Person"].comparable == {"Person", "LegalEntity"}


def test_every_range_and_every_parent_is_a_schema() -> None:
    named = {p.range for s in model().schemata.values() for p in s.properties.values() if p.range}
    named |= {parent for schema in model().schemata.values() for parent in schema.extends}
    assert named <= model().schemata.keys()
