"""Which voices, all turned one way, would force a rule that way: the smallest sets of them.

A set of atoms is an int with a bit for each: the atom that is written first has the highest.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice

from commonlist.agreement.rules import AtLeast, Expression, Procedure, Truth

MOST_WORK = 500_000
"""Sets made or compared in one search; a search that would take more gives no answer."""
_WIDEST = 200
"""Alternatives of one threshold that are kept at each step; the fewest changes stay."""


def smallest(
    expression: Expression, counts: Mapping[str, Truth], wanted: Truth
) -> list[tuple[str, ...]] | None:
    """Return sets of atoms that, all made ``wanted``, force the expression so, fewest first.

    Smallest by inclusion: no atom of a set can be left out. ``counts`` gives how each atom counts
    now, in the order of writing, and so are the atoms of a set. None: not found within
    `MOST_WORK`, and so not known.
    """
    search = _Search(counts, wanted)
    found = search.forcing(expression)
    if search.left < 0:
        return None
    return [search.names(atoms) for atoms in sorted(found, key=lambda n: (n.bit_count(), -n))]


class _Search:
    """One search: ``left`` is the work that it may still do; below 0, what it finds is void."""

    def __init__(self, counts: Mapping[str, Truth], wanted: Truth) -> None:
        self.left = MOST_WORK
        self._counts, self._wanted = counts, wanted
        self._bits = {name: 1 << place for place, name in enumerate(reversed(tuple(counts)))}
        self._found: dict[Expression, list[int]] = {}

    def names(self, atoms: int) -> tuple[str, ...]:
        """The atoms of a set, in the order of writing."""
        return tuple(name for name in self._counts if atoms & self._bits[name])

    def forcing(self, expression: Expression) -> list[int]:
        """The smallest sets for a part of the rule, which may stand in it more than once."""
        if expression not in self._found:
            self._found[expression] = self._forcing(expression)
        return self._found[expression]

    def _forcing(self, expression: Expression) -> list[int]:
        if isinstance(expression, Procedure):
            return []
        if not isinstance(expression, AtLeast):
            name = str(expression)
            return [0 if self._counts[name] is self._wanted else self._bits[name]]
        parts = len(expression.parts)
        of_all = self._wanted is Truth.YES
        needed = expression.needed if of_all else parts - expression.needed + 1
        weights = Counter(expression.parts)
        options = [(self.forcing(part), weight) for part, weight in weights.items()]
        return self._threshold([option for option in options if option[0]], needed)

    def _threshold(self, options: Sequence[tuple[list[int], int]], needed: int) -> list[int]:
        """Smallest unions of one set each from parts that together weigh ``needed``.

        A part weighs as often as it is repeated. ``reached[k]`` are those that force a weight of k
        in the parts looked at so far. A k from which ``needed`` can't be reached is left alone.
        """
        reached: list[list[int]] = [[0], *([] for _ in range(needed))]
        so_far, to_come = 0, sum(weight for _, weight in options)
        for sets, weight in sorted(options, key=lambda option: 0 not in option[0]):
            so_far, to_come = so_far + weight, to_come - weight
            for k in range(min(so_far, needed), max(0, needed - to_come - 1), -1):
                before = reached[max(0, k - weight)]
                self.left -= len(reached[k]) + len(before) * len(sets) + 1
                if self.left < 0:
                    return []
                more = [atoms | chosen for atoms in before for chosen in sets]
                reached[k] = self._minimal([*reached[k], *more])
        return reached[needed]

    def _minimal(self, sets: Iterable[int]) -> list[int]:
        """Those that hold no other, the fewest changes first; no more than are kept are sought."""
        kept: list[int] = []
        ordered = sorted(dict.fromkeys(sets), key=int.bit_count)
        for _, same_size in groupby(ordered, key=int.bit_count):
            kept += islice(self._without(same_size, tuple(kept)), _WIDEST - len(kept))
            if len(kept) == _WIDEST:
                break
        return kept

    def _without(self, sets: Iterable[int], smaller: Sequence[int]) -> Iterator[int]:
        """Those of the sets that hold none of the smaller ones."""
        for atoms in sets:
            self.left -= len(smaller)
            if self.left < 0:
                return
            if not any(other & atoms == other for other in smaller):
                yield atoms
