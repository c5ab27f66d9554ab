"""Which smaller demand a rule would have to make to hold: the thresholds in it, one at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from commonlist.agreement.rules import AtLeast, Expression, Rule, Truth

_LOWERED = ("all", "and", "atleast")
_MOST = 3


def relaxed(rule: Rule, counts: Mapping[str, Truth]) -> tuple[Rule, ...]:
    """Return rules that hold under these counts where this one does not, nearest first.

    Each lowers one threshold of it (``all`` becomes ``atleast``) by as little as suffices: how
    many of its parts are true. At most three; none where nothing is true, or it holds already.
    """
    if _holds(rule.expression, counts):
        return ()
    found = [
        (by, replace(rule, expression=expression))
        for by, expression in _lowered(rule.expression, counts)
        if _holds(expression, counts)
    ]
    return tuple(made for _, made in sorted(found, key=lambda pair: pair[0])[:_MOST])


def _holds(expression: Expression, counts: Mapping[str, Truth]) -> bool:
    answer = expression.holds(lambda atom: counts.get(str(atom), Truth.UNKNOWN))
    return answer is Truth.YES


def _lowered(
    expression: Expression, counts: Mapping[str, Truth]
) -> Iterator[tuple[int, Expression]]:
    """Yield it with one threshold lowered, and by how much."""
    if not isinstance(expression, AtLeast):
        return
    parts = expression.parts
    true = sum(_holds(part, counts) for part in parts)
    if expression.word in _LOWERED and 1 <= true < expression.needed:
        yield expression.needed - true, AtLeast("atleast", true, parts)
    for place, part in enumerate(parts):
        for by, made in _lowered(part, counts):
            changed = (*parts[:place], made, *parts[place + 1 :])
            yield by, replace(expression, parts=changed)
