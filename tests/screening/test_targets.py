"""What is shown of entities, kept as arrays and looked up by place."""

from commonlist.records import Kind
from commonlist.screening import Target
from commonlist.screening.targets import KeptTargets, arrays

TARGETS = {
    "cl-a": Target("cl-a", "Grey Heron", Kind.ORGANIZATION, ("un",), ("us",), "agreed"),
    "cl-b": Target("cl-b", "Тил", Kind.PERSON, (), (), "undetermined", False),
}


def test_targets_are_read_back_by_place() -> None:
    kept = KeptTargets(arrays(["cl-b", "cl-a", "cl-b"], TARGETS))
    assert kept([0, 1, 2]) == {0: TARGETS["cl-b"], 1: TARGETS["cl-a"], 2: TARGETS["cl-b"]}
    assert kept([]) == {}
