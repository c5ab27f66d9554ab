"""Which records are one thing: judgements, groups with the steps that made them, stable ids."""

from commonlist.resolution.entities import assign, entity_id
from commonlist.resolution.explanation import explain
from commonlist.resolution.grouping import Partition, Step, Suggestion, partition
from commonlist.resolution.judgements import (
    BUNDLED,
    Judgement,
    Relation,
    Role,
    Verdict,
    in_force,
)
from commonlist.resolution.naming import by_caption, left_open

__all__ = [
    "BUNDLED",
    "Judgement",
    "Partition",
    "Relation",
    "Role",
    "Step",
    "Suggestion",
    "Verdict",
    "assign",
    "by_caption",
    "entity_id",
    "explain",
    "in_force",
    "left_open",
    "partition",
]
