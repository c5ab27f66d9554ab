"""Which records are one thing: judgements, groups with the steps that made them, stable ids."""

from commonlist.resolution.entities import assign, entity_id
from commonlist.resolution.explanation import explain
from commonlist.resolution.grouping import (
    JOIN,
    STRONG,
    Partition,
    Step,
    Suggestion,
    blocking,
    partition,
)
from commonlist.resolution.judgements import (
    BUNDLED,
    Judgement,
    Relation,
    Role,
    Verdict,
    in_force,
    waiting,
)
from commonlist.resolution.naming import by_caption, left_open
from commonlist.resolution.queue import (
    Consequence,
    Decided,
    Move,
    Question,
    consequence,
    in_order,
    in_question,
    moves,
)

__all__ = [
    "BUNDLED",
    "JOIN",
    "STRONG",
    "Consequence",
    "Decided",
    "Judgement",
    "Move",
    "Partition",
    "Question",
    "Relation",
    "Role",
    "Step",
    "Suggestion",
    "Verdict",
    "assign",
    "blocking",
    "by_caption",
    "consequence",
    "entity_id",
    "explain",
    "in_force",
    "in_order",
    "in_question",
    "left_open",
    "moves",
    "partition",
    "waiting",
]
