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
    "entity_id",
    "explain",
    "in_force",
    "partition",
]
