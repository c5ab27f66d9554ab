"""Records to groups that are one thing each.

Joins are made strongest first: judgements, then quoted references, then other comparisons by
score; ties by record key. So the outcome hangs on what is known, not on the order it came in.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

import msgspec

from commonlist.matching import REVIEW, THRESHOLD, Comparison, Profile
from commonlist.records import Kind
from commonlist.resolution.judgements import Judgement, Pair, Verdict, in_force, precedence

_WITHIN = re.compile(r"\d{5}[A-Z]\d{4}(?=-)|[^/]+(?=/)")
_REPEAT = re.compile(r"([a-z][a-z0-9-]*?)(?:-\d{1,2})?")


class Step(msgspec.Struct, frozen=True):
    """A join that was made: by a judgement or by a comparison, never by both."""

    left: str
    right: str
    judgement: Judgement | None = None
    comparison: Comparison | None = None


class Suggestion(msgspec.Struct, frozen=True):
    """Two records that may be one and were left apart, for a person to look at.

    ``why`` says what keeps them apart. ``score`` is 0 where nothing compared them.
    """

    left: str
    right: str
    score: float
    why: str


class Partition(msgspec.Struct, frozen=True):
    """Every record in one group; how the groups came about; what was left apart.

    ``groups`` are sorted keys, sorted. ``steps`` are in the order they were made. ``suggestions``
    are by falling score, one for each two groups: the pair most alike. ``apart`` are the
    judgements in force that two records differ.
    """

    groups: tuple[tuple[str, ...], ...]
    steps: tuple[Step, ...]
    suggestions: tuple[Suggestion, ...]
    apart: tuple[Judgement, ...] = ()


def partition(
    profiles: Mapping[str, Profile],
    comparisons: Iterable[Comparison],
    judgements: Sequence[Judgement],
) -> Partition:
    """Group records by judgements and comparisons.

    A pair judged different never meets in one group, though chains of "same" would join it: the
    link that would close such a chain becomes a suggestion. Comparisons put no two entries of one
    list together (`_repeats` says which may be), nor records that quote different numbers of one
    kind. Judged records that are not among ``profiles`` (no longer held) still link others.

    Comparisons below `REVIEW` change nothing and need not be kept. Comparisons stored earlier may
    be handed in with new ones, as long as both their records are as they were.
    """
    standing = in_force(judgements)
    groups = _Groups(profiles, standing)
    compared = _by_pair(profiles, comparisons)
    refused: dict[Pair, Suggestion] = {}
    steps: list[Step] = []
    for step in (*_judged(standing), *_likely(compared, standing)):
        if groups.together(step.left, step.right):
            continue
        why = groups.objection(step)
        if why:
            score = step.comparison.score if step.comparison else 0.0
            refused[step.left, step.right] = Suggestion(step.left, step.right, score, why)
        else:
            groups.join(step.left, step.right)
            steps.append(step)
    suggestions = (*refused.values(), *_doubtful(compared, standing, refused))
    return Partition(
        groups=groups.members(),
        steps=tuple(steps),
        suggestions=tuple(groups.worth_asking(suggestions)),
        apart=tuple(said for said in standing.values() if said.verdict is Verdict.DIFFERENT),
    )


def _by_pair(
    profiles: Mapping[str, Profile], comparisons: Iterable[Comparison]
) -> dict[Pair, Comparison]:
    """Return what may matter, once a pair; of two comparisons of a pair the higher."""
    found: dict[Pair, Comparison] = {}
    for made in comparisons:
        if made.score < REVIEW or made.left not in profiles or made.right not in profiles:
            continue
        known = found.get((made.left, made.right))
        if known is None or known.score < made.score:
            found[made.left, made.right] = made
    return found


def _judged(standing: Mapping[Pair, Judgement]) -> Iterator[Step]:
    same = [said for said in standing.values() if said.verdict is Verdict.SAME]
    same.sort(key=lambda said: said.pair)
    for said in sorted(same, key=precedence, reverse=True):
        yield Step(said.left, said.right, judgement=said)


def _likely(
    compared: Mapping[Pair, Comparison], standing: Mapping[Pair, Judgement]
) -> Iterator[Step]:
    likely = [
        made
        for pair, made in compared.items()
        if made.score >= THRESHOLD and not _decided(standing.get(pair))
    ]
    likely.sort(key=lambda made: (not _quoted(made), -made.score, made.left, made.right))
    for made in likely:
        yield Step(made.left, made.right, comparison=made)


def _decided(judgement: Judgement | None) -> bool:
    return judgement is not None and judgement.verdict is not Verdict.UNSURE


def _quoted(comparison: Comparison) -> bool:
    return any(why.feature == "reference" and why.effect > 0 for why in comparison.reasons)


def _doubtful(
    compared: Mapping[Pair, Comparison],
    standing: Mapping[Pair, Judgement],
    refused: Mapping[Pair, Suggestion],
) -> Iterator[Suggestion]:
    """Yield what a comparison alone did not join, and what a person was unsure of."""
    for (left, right), made in compared.items():
        if made.score < THRESHOLD:
            yield Suggestion(left, right, made.score, _too_little(made))
    for pair, said in standing.items():
        if said.verdict is Verdict.UNSURE and pair not in compared and pair not in refused:
            yield Suggestion(*pair, 0.0, f"{said.author} is unsure: {said.reason}")


def _too_little(comparison: Comparison) -> str:
    against = [why.sentence for why in comparison.reasons if why.effect < 0]
    speaks_for = [why.sentence for why in comparison.reasons if why.effect > 0]
    return "; ".join(against) or f"too little to go by: {'; '.join(speaks_for)}"


class _Groups:
    """Disjoint sets of record keys, with what decides whether two of them may be joined."""

    def __init__(self, profiles: Mapping[str, Profile], standing: Mapping[Pair, Judgement]) -> None:
        self._profiles = profiles
        keys = profiles.keys() | {key for pair in standing for key in pair}
        self._root = {key: key for key in keys}
        self._members = {key: [key] for key in keys}
        self._numbers = {key: dict(p.references) for key, p in profiles.items() if p.references}
        self._foes: dict[str, set[str]] = {}
        self._standing = standing
        for (left, right), said in standing.items():
            if said.verdict is Verdict.DIFFERENT:
                self._foes.setdefault(left, set()).add(right)
                self._foes.setdefault(right, set()).add(left)

    def together(self, left: str, right: str) -> bool:
        return self._root[left] == self._root[right]

    def members(self) -> tuple[tuple[str, ...], ...]:
        """Return the groups of records that are held, sorted."""
        held = (
            tuple(sorted(key for key in keys if key in self._profiles))
            for keys in self._members.values()
        )
        return tuple(sorted(group for group in held if group))

    def join(self, left: str, right: str) -> None:
        one, two = self._root[left], self._root[right]
        if len(self._members[one]) < len(self._members[two]):
            one, two = two, one
        for key in self._members[two]:
            self._root[key] = one
        self._members[one] += self._members.pop(two)
        self._foes.setdefault(one, set()).update(self._foes.pop(two, ()))
        numbers = self._numbers.setdefault(one, {})
        for scheme, values in self._numbers.pop(two, {}).items():
            numbers[scheme] = numbers.get(scheme, frozenset()) | values

    def objection(self, step: Step) -> str:
        """Return what forbids the join, "" if nothing does; only people may forbid theirs."""
        foes = self._enemies(step.left, step.right)
        if foes:
            return f"{foes[0]} and {foes[1]} are judged different"
        if step.judgement:
            return ""
        return self._numbers_differ(step.left, step.right) or self._listed_twice(
            step.left, step.right
        )

    def worth_asking(self, suggestions: Iterable[Suggestion]) -> Iterator[Suggestion]:
        """Yield the strongest open suggestion between each two groups, by falling score.

        It is answered if its records met after all, or if a judgement keeps their groups apart,
        unless a judgement that they are the same contradicts that one.
        """
        asked: set[Pair] = set()
        for found in sorted(suggestions, key=lambda made: (-made.score, made.left, made.right)):
            one, two = sorted((self._root[found.left], self._root[found.right]))
            if one == two or (one, two) in asked:
                continue
            contradicted = self._says((found.left, found.right), Verdict.SAME)
            held = found.left in self._profiles and found.right in self._profiles
            if contradicted or (held and not self._enemies(one, two)):
                asked.add((one, two))
                yield found

    def _enemies(self, left: str, right: str) -> Pair | None:
        """Return the least pair judged different of which each group holds one."""
        one, two = self._root[left], self._root[right]
        foes = self._foes.get(one)
        if not foes or not self._foes.get(two):
            return None
        pairs = (
            (min(foe, key), max(foe, key))
            for foe in foes
            if self._root[foe] == two
            for key in self._members[one]
        )
        return min((pair for pair in pairs if self._says(pair, Verdict.DIFFERENT)), default=None)

    def _says(self, pair: Pair, verdict: Verdict) -> bool:
        said = self._standing.get(pair)
        return said is not None and said.verdict is verdict

    def _numbers_differ(self, left: str, right: str) -> str:
        ours = self._numbers.get(self._root[left], {})
        theirs = self._numbers.get(self._root[right], {})
        for scheme in sorted(ours.keys() & theirs.keys()):
            if ours[scheme].isdisjoint(theirs[scheme]):
                name = scheme.partition(" ")[0]
                return f"{name} {min(ours[scheme])} is not {name} {min(theirs[scheme])}"
        return ""

    def _listed_twice(self, left: str, right: str) -> str:
        for one, two in product(self._held(left), self._held(right)):
            if _place(one) == _place(two) and not _repeats(one, two):
                return f"{one.source} lists {one.entry} and {two.entry} apart"
        return ""

    def _held(self, key: str) -> list[Profile]:
        members = self._members[self._root[key]]
        return [self._profiles[key] for key in sorted(members) if key in self._profiles]


def _place(profile: Profile) -> str:
    """Return where a party stands once: a list, an EU act (CELEX number) or one docket of many."""
    part = _WITHIN.match(profile.entry)
    return f"{profile.source}:{part[0]}" if part else profile.source


def _repeats(left: Profile, right: Profile) -> bool:
    """Tell whether two entries are repeats of an organisation: ``ansarallah``, ``ansarallah-2``.

    A table names its entries by the organisation; a second act on it gets a number. Persons of
    one name may be two.
    """
    one, two = _REPEAT.fullmatch(left.entry), _REPEAT.fullmatch(right.entry)
    organisations = left.kind is Kind.ORGANIZATION is right.kind
    return organisations and one is not None and two is not None and one[1] == two[1]
