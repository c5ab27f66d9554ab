"""Rules: predicates over the parties' voices, three-valued (Kleene's strong logic).

A rule has no negation, so the answer is exact: YES (NO) is given whenever every way in which the
unknown voices could turn out gives YES (NO).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from commonlist.errors import RuleError


class Truth(Enum):
    """What can be said of a rule when some voices are unknown."""

    NO = "no"
    UNKNOWN = "unknown"
    YES = "yes"


Count = Callable[["Atom"], Truth]
"""How an atom counts, for one entity on one day."""


class Expression(Protocol):
    """A part of a rule."""

    def holds(self, count: Count) -> Truth:
        """Answer from ``count`` alone: no clock, disk or network."""

    def atoms(self) -> Iterator["Atom"]:
        """Yield the atoms in the order in which they are written."""

    def __str__(self) -> str:
        """Return the text that parses to the same value."""

    def __hash__(self) -> int:
        """Equal expressions are one: answers are kept by them."""


@dataclass(frozen=True, slots=True)
class PartyAtom:
    """The party's law, or with ``[stances]`` its stance first."""

    party: str

    def holds(self, count: Count) -> Truth:
        """As it counts."""
        return count(self)

    def atoms(self) -> Iterator["Atom"]:
        """Itself."""
        yield self

    def __str__(self) -> str:
        return self.party


@dataclass(frozen=True, slots=True)
class SourceAtom:
    """Whether one list holds the entity: ``source(eu_931)``, a procedure that is no predicate."""

    source: str

    def holds(self, count: Count) -> Truth:
        """As it counts."""
        return count(self)

    def atoms(self) -> Iterator["Atom"]:
        """Itself."""
        yield self

    def __str__(self) -> str:
        return f"source({self.source})"


Atom = PartyAtom | SourceAtom


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``needed`` of ``parts`` hold: ``all`` is all of them, ``any`` and ``or`` one.

    ``word`` is how it was written: ``atleast``, ``all``, ``any``, ``or``, ``and`` or ``bloc``.

    Raises:
        RuleError: a number that the parts can never or must always reach.
    """

    word: str
    needed: int
    parts: tuple[Expression, ...]

    def __post_init__(self) -> None:
        if self.word in ("or", "and") and len(self.parts) < 2:
            raise RuleError(f"{self.word} joins two parts or more")
        if not 1 <= self.needed <= len(self.parts):
            raise RuleError(f"at least {self.needed} of {len(self.parts)} is no rule")
        fixed = len(self.parts) if self.word in ("all", "and") else 1
        if self.word != "atleast" and self.needed != fixed:
            raise RuleError(f"{self.word} of {len(self.parts)} needs {fixed}, not {self.needed}")

    def holds(self, count: Count) -> Truth:
        """Unknown only where the unknown parts could still decide."""
        answers = [part.holds(count) for part in self.parts]
        yes, no = answers.count(Truth.YES), answers.count(Truth.NO)
        if yes >= self.needed:
            return Truth.YES
        return Truth.NO if len(answers) - no < self.needed else Truth.UNKNOWN

    def atoms(self) -> Iterator[Atom]:
        """The atoms of all parts."""
        for part in self.parts:
            yield from part.atoms()

    def __str__(self) -> str:
        if self.word in ("or", "and"):
            return f" {self.word} ".join(map(self._bracketed, self.parts))
        first = f"{self.needed}, " if self.word == "atleast" else ""
        return f"{self.word}({first}{', '.join(map(str, self.parts))})"

    def _bracketed(self, part: Expression) -> str:
        """A part of a chain, in brackets only where they are needed: ``and`` binds first."""
        chained = isinstance(part, AtLeast) and part.word in ("or", "and")
        binds = self.word == "or" and isinstance(part, AtLeast) and part.word == "and"
        return f"({part})" if chained and not binds else str(part)


@dataclass(frozen=True, slots=True)
class Procedure:
    """A step between parties that their voices alone cannot show.

    ``word`` is ``no_objection`` (silence for ``argument``: "30 days"), ``present_and_confirm`` or
    ``joint_action`` ("same day"). Without talks it is unknown.
    """

    word: str
    parts: tuple[PartyAtom, ...]
    argument: str = ""

    def holds(self, count: Count) -> Truth:
        """Unknown: the procedure's own records decide, not the voices."""
        return Truth.UNKNOWN

    def atoms(self) -> Iterator[Atom]:
        """The parties of the procedure."""
        yield from self.parts

    def __str__(self) -> str:
        last = f", {self.argument}" if self.argument else ""
        return f"{self.word}({', '.join(map(str, self.parts))}{last})"


FILTERS = {
    "stances": "a party's word comes before its law",
    "organizations": "organisations only",
    "persons": "persons only",
    "autonomous": "copies of another's list do not count",
    "parts": "a listing of a part counts",
    "non_state": "state organs do not count; an entity of unknown class is undetermined",
    "no_disputed_regimes": "listings flagged by_regime (Taliban 1988, extremist courts) do not "
    "count",
    "recalled": "facts that nobody read in a source count too",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """An expression with its filters; ``topic`` is ``terrorism`` unless said, or ``any``."""

    expression: Expression
    filters: frozenset[str] = frozenset()
    topic: str = ""

    def parties(self) -> tuple[str, ...]:
        """The parties that it names, each once, in order."""
        named = (atom.party for atom in self.expression.atoms() if isinstance(atom, PartyAtom))
        return tuple(dict.fromkeys(named))

    def sources(self) -> tuple[str, ...]:
        """The lists that it names, each once, in order."""
        named = (atom.source for atom in self.expression.atoms() if isinstance(atom, SourceAtom))
        return tuple(dict.fromkeys(named))

    def procedures(self) -> tuple[Procedure, ...]:
        """The procedures in it."""
        return tuple(_procedures(self.expression))

    def __str__(self) -> str:
        words = [word for word in FILTERS if word in self.filters]
        if self.topic:
            words.append(self.topic)
        return f"{self.expression} [{', '.join(words)}]" if words else str(self.expression)


def _procedures(expression: Expression) -> Iterator[Procedure]:
    if isinstance(expression, Procedure):
        yield expression
    elif isinstance(expression, AtLeast):
        for part in expression.parts:
            yield from _procedures(part)
