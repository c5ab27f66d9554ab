"""Records to groups that are one thing each.

Joins are made strongest first: judgements, then quoted references, then other comparisons by
score; of equal scores the pair that has more likely others in common, then that of more names,
then by record key. So the outcome hangs on what is known, not on the order it came in.

A comparison joins two groups only if all that is known of the pairs across speaks for it on the
whole; and where one weak comparison alone would hold several records on each side together, or
some that have more in common with another group, it is cut. Each leaves a suggestion for a person.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product

import msgspec

from commonlist.matching import REVIEW, Comparison, Profile, logit_of
from commonlist.records import Kind
from commonlist.resolution.judgements import (
    Judgement,
    Pair,
    Relation,
    Verdict,
    in_force,
    precedence,
    waiting,
)

STRONG = 0.95
"""From this score on a comparison needs no other beside it, whatever hangs on it."""

_EVEN = 0.5
"""From this score on a pair speaks for the same rather than against it."""
_MOST = 7.0
"""What one pair counts at most for or against a join, in log-odds."""
_FACTS = frozenset({"birth", "gender", "country", "kind", "numbers"})
"""Features that contradict. Unlike names do not, a group may have many; references forbid."""
_WITHIN = re.compile(r"\d{5}[A-Z]\d{4}(?=-)|[^/]+(?=/)")
_REPEAT = re.compile(r"([a-z][a-z0-9-]*?)(?:-\d{1,2})?")


JOIN = 0.5
"""A comparison joins two records from this score on, if it says enough and nothing outweighs it."""


class Step(msgspec.Struct, frozen=True):
    """A join that was made: by a judgement or by a comparison, never by both."""

    left: str
    right: str
    judgement: Judgement | None = None
    comparison: Comparison | None = None


class Suggestion(msgspec.Struct, frozen=True):
    """Two records for a person to look at: left apart though they may be one, or ``joined``.

    ``why`` says what keeps them apart, or why the join is in doubt. ``score`` is 0 where nothing
    compared them.
    """

    left: str
    right: str
    score: float
    why: str
    joined: bool = False

    @property
    def pair(self) -> Pair:
        """The two record keys, the smaller first."""
        return self.left, self.right


class Partition(msgspec.Struct, frozen=True):
    """Every record in one group; how the groups came about; what a person may look at.

    ``groups`` are sorted keys, sorted. ``steps`` are in the order they were made. ``suggestions``
    are of records left apart, one for each two groups: the pair most alike, or one that waits for
    a reader. ``doubts`` are of records joined: each weak comparison that alone holds a group
    together. Both are by falling score. ``apart`` are the judgements in force that two records
    differ, ``related`` the relations between groups.
    """

    groups: tuple[tuple[str, ...], ...]
    steps: tuple[Step, ...]
    suggestions: tuple[Suggestion, ...]
    doubts: tuple[Suggestion, ...] = ()
    apart: tuple[Judgement, ...] = ()
    related: tuple[Relation, ...] = ()


def partition(
    profiles: Mapping[str, Profile],
    comparisons: Iterable[Comparison],
    judgements: Sequence[Judgement],
    relations: Iterable[Relation] = (),
    comparing: Callable[[Profile, Profile], Comparison] | None = None,
    *,
    bare: str = "",
) -> Partition:
    """Group records by judgements and comparisons.

    A pair judged different never meets in one group, though chains of "same" would join it: the
    link that would close such a chain becomes a suggestion. Comparisons put no two entries of one
    list together (`_repeats` says which may be), nor records that quote different numbers of one
    kind, nor those that a relation ties. Judged records that are not among ``profiles`` (no longer
    held) still link others.

    Records of the source ``bare`` are names without anything else: they are joined to whom lists
    caption so (`by_caption`), not to those that are merely like them.
    ``comparing`` (`commonlist.matching.compare` if not said) is asked about pairs across two groups
    that are not among ``comparisons`` and say different things.
    Comparisons below `REVIEW` change nothing and need not be kept. Comparisons stored earlier may
    be handed in with new ones, as long as both their records are as they were.
    """
    evidence = _Evidence(profiles, _by_pair(profiles, comparisons), comparing or _compare)
    standing = in_force(judgements)
    steps = (*_judged(standing), *_likely(profiles, evidence.compared, standing, bare))
    ties = {_pair(tie.child, tie.parent): tie for tie in sorted(relations, key=_tie_order)}
    cut: dict[Pair, str] = {}
    while True:
        groups = _Groups(evidence, standing, ties, cut)
        made = [step for step in steps if groups.try_step(step)]
        weak = _weak_links(groups, made)
        found = {link.pair: link.why for link in _weakest(groups, weak)}
        found |= _misplaced(groups, weak)
        if not found:
            break
        cut |= found
    left_apart = (*groups.refused.values(), *_doubtful(groups, bare))
    awaited = tuple(_awaited(waiting(judgements), groups, left_apart))
    asked = (*awaited, *groups.worth_asking(left_apart, awaited), *_in_doubt(weak, awaited))
    return Partition(
        groups=groups.members(),
        steps=tuple(made),
        suggestions=tuple(sorted((found for found in asked if not found.joined), key=_likest)),
        doubts=tuple(sorted((found for found in asked if found.joined), key=_likest)),
        apart=tuple(said for said in standing.values() if said.verdict is Verdict.DIFFERENT),
        related=tuple(groups.kept_apart_by()),
    )


def blocking(found: Partition, left: str, right: str) -> Judgement | None:
    """Return the judgement because of which the groups of two records are apart, if one is."""
    group_of = {key: group for group in found.groups for key in group}
    sides = {group_of.get(left), group_of.get(right)}
    across = (
        said for said in found.apart if {group_of.get(said.left), group_of.get(said.right)} == sides
    )
    return min(across, key=lambda said: said.pair, default=None)


def _pair(one: str, two: str) -> Pair:
    return (one, two) if one < two else (two, one)


def _tie_order(tie: Relation) -> tuple[str, ...]:
    return tie.child, tie.parent, tie.role, tie.author, tie.basis


def _likest(found: Suggestion) -> tuple[float, str, str]:
    return -found.score, found.left, found.right


def _by_pair(
    profiles: Mapping[str, Profile], comparisons: Iterable[Comparison]
) -> dict[Pair, Comparison]:
    """Return what may matter, once a pair; of two comparisons of a pair the higher."""
    found: dict[Pair, Comparison] = {}
    for made in comparisons:
        if made.score < REVIEW or made.left not in profiles or made.right not in profiles:
            continue
        pair = _pair(made.left, made.right)
        known = found.get(pair)
        if known is None or known.score < made.score:
            found[pair] = made
    return found


def _judged(standing: Mapping[Pair, Judgement]) -> Iterator[Step]:
    same = [said for said in standing.values() if said.verdict is Verdict.SAME]
    same.sort(key=lambda said: said.pair)
    for said in sorted(same, key=precedence, reverse=True):
        yield Step(said.left, said.right, judgement=said)


def _likely(
    profiles: Mapping[str, Profile],
    compared: Mapping[Pair, Comparison],
    standing: Mapping[Pair, Judgement],
    bare: str,
) -> Iterator[Step]:
    """Yield joins by comparisons, the likest first.

    Of equal scores the pair that has more likely others in common, then that of more common names.
    """
    likely = [
        made
        for pair, made in compared.items()
        if made.score >= _least(made, bare) and not _decided(standing.get(pair))
    ]
    shared, named = _in_common(likely), _names_in_common(profiles)
    likely.sort(
        key=lambda made: (
            *(not _quoted(made), -made.score, -shared(made), -named(made)),
            *(made.left, made.right),
        )
    )
    for made in likely:
        yield Step(made.left, made.right, comparison=made)


def _least(made: Comparison, bare: str) -> float:
    """Return from which score on a comparison joins; what says too little never does.

    One word alone, letters that stand for a name, or very common words need something beside;
    names that are unlike are for a person, whatever is quoted.
    """
    told = {why.feature for why in made.reasons if why.effect > 0}
    if any(why.feature == "unlike" for why in made.reasons):
        return _NEVER
    if bare and bare in (made.left.partition(":")[0], made.right.partition(":")[0]):
        return JOIN if "caption" in told else _NEVER
    beside = next((needed for thin, needed in _NEEDED.items() if thin in told), told)
    return JOIN if told & beside else _NEVER


_NEEDED = {
    "lone_name": frozenset({"second", "numbers", "reference"}),
    "acronym": frozenset({"second", "numbers", "reference"}),
    "common_name": frozenset({"second", "numbers", "reference", "birth", "country"}),
}
"""Names that say little alone, and of what one must speak for the same as well."""
_NEVER = 2.0


def _in_common(likely: Iterable[Comparison]) -> Callable[[Comparison], float]:
    """Return what tells which part of the records like either of two is like both (Jaccard)."""
    near: dict[str, set[str]] = {}
    for made in likely:
        near.setdefault(made.left, {made.left}).add(made.right)
        near.setdefault(made.right, {made.right}).add(made.left)

    def share(made: Comparison) -> float:
        ours, theirs = near[made.left], near[made.right]
        return len(ours & theirs) / len(ours | theirs)

    return share


def _names_in_common(profiles: Mapping[str, Profile]) -> Callable[[Comparison], int]:
    """Return what counts the names, each as its words in any order, that both of two bear."""

    @cache
    def names(key: str) -> frozenset[frozenset[str]]:
        return frozenset(
            frozenset(word.letters for word in form.words) for form in profiles[key].forms
        )

    return lambda made: len(names(made.left) & names(made.right))


def _decided(judgement: Judgement | None) -> bool:
    return judgement is not None and judgement.verdict is not Verdict.UNSURE


def _quoted(comparison: Comparison) -> bool:
    return any(why.feature == "reference" and why.effect > 0 for why in comparison.reasons)


def _weak(step: Step) -> bool:
    made = step.comparison
    return made is not None and made.score < STRONG and not _quoted(made)


def _too_little(comparison: Comparison) -> str:
    against = "; ".join(why.sentence for why in comparison.reasons if why.effect < 0)
    speaks_for = "; ".join(why.sentence for why in comparison.reasons if why.effect > 0)
    unlike = any(why.feature == "unlike" for why in comparison.reasons)
    if against and (unlike or comparison.score < JOIN):
        return against
    return f"too little to go by: {speaks_for}" + (f"; though {against}" if against else "")


# What a person may look at


def _doubtful(groups: "_Groups", bare: str) -> Iterator[Suggestion]:
    """Yield what a comparison alone did not join, and what a person was unsure of."""
    compared = groups.evidence.compared
    for (left, right), made in compared.items():
        if made.score < _least(made, bare):
            yield Suggestion(left, right, made.score, _too_little(made))
    for pair, said in groups.standing.items():
        if said.verdict is Verdict.UNSURE and pair not in compared and pair not in groups.refused:
            yield Suggestion(*pair, 0.0, f"{said.author} is unsure: {said.reason}")


def _awaited(
    words: Mapping[Pair, Sequence[Judgement]],
    groups: "_Groups",
    left_apart: Iterable[Suggestion],
) -> Iterator[Suggestion]:
    """Yield the pairs on which somebody's word does not count yet, whatever else is known.

    Their score is that of the likest pair of their groups, as it was when they were asked about.
    """
    likest: dict[Pair, float] = {}
    for found in left_apart if words else ():
        between = groups.between(*found.pair)
        likest[between] = max(found.score, likest.get(between, 0.0))
    for pair, said in words.items():
        if groups.evidence.holds(pair):
            joined, score = groups.together(*pair), groups.evidence.score(pair)
            if not joined:
                score = max(score, likest.get(groups.between(*pair), 0.0))
            yield Suggestion(*pair, score, _words(said), joined)


def _words(said: Sequence[Judgement]) -> str:
    words = "; ".join(f"{word.author} says {word.verdict}: {word.reason}" for word in said)
    if len({word.verdict for word in said}) > 1:
        return f"{words}; they disagree"
    return f"{words}; a second reader is awaited"


class _Link(msgspec.Struct, frozen=True):
    """A weak comparison that alone holds two parts of a group together: those of its records."""

    comparison: Comparison
    parts: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def pair(self) -> Pair:
        return self.comparison.left, self.comparison.right

    @property
    def why(self) -> str:
        fewer, more = sorted(map(len, self.parts))
        return (
            f"only this pair, a weak one, speaks for joining {fewer} record{'s' * (fewer > 1)}"
            f" with {more} other{'s' * (more > 1)}"
        )


def _weak_links(groups: "_Groups", steps: Iterable[Step]) -> list[_Link]:
    """Return the weak steps without which a group falls apart.

    A group hangs together by its judgements and by the pairs that speak for it (from `_EVEN`).
    Every link without which it would fall apart is a step.
    """
    near = groups.near()
    found = []
    for step in steps:
        if _weak(step) and step.comparison:
            part = _reached(near, step.left, step.right)
            if step.right not in part:
                held = groups.members_of(step.left)
                ours = tuple(key for key in held if key in part)
                theirs = tuple(key for key in held if key not in part)
                found.append(_Link(step.comparison, (ours, theirs)))
    return found


def _reached(near: Mapping[str, set[str]], start: str, other: str) -> set[str]:
    """Return the records tied to ``start``, not counting its tie to ``other``."""
    found, edge = {start}, near[start] - {other}
    while edge:
        found |= edge
        edge = {key for reached in edge for key in near[reached]} - found
    return found


def _weakest(groups: "_Groups", links: Iterable[_Link]) -> Iterator[_Link]:
    """Yield of each group the weakest link between parts of several records each."""
    weakest: dict[str, _Link] = {}
    for link in sorted(links, key=lambda link: (link.comparison.score, link.pair)):
        if min(map(len, link.parts)) > 1:
            weakest.setdefault(groups.root(link.pair[0]), link)
    yield from weakest.values()


def _misplaced(groups: "_Groups", links: Iterable[_Link]) -> dict[Pair, str]:
    """Return the links that hold a part where less speaks for it than for a group it may join.

    Strongest first, one pair may have joined it before the others of that group were together.
    """
    refused: dict[str, set[str]] = {}
    for left, right in groups.refused:
        refused.setdefault(left, set()).add(right)
        refused.setdefault(right, set()).add(left)
    found: dict[Pair, str] = {}
    for link in links:
        for part, rest in (link.parts, link.parts[::-1]):
            here = groups.speaks_for(part, rest)
            others = sorted((one, two) for one in part for two in refused.get(one, ()))
            for key, other in others:
                there = groups.members_of(other)
                if (
                    key not in there
                    and groups.may_meet(part, there)
                    and groups.speaks_for(part, there) > here
                ):
                    found[link.pair] = f"more speaks for joining {key} with {other}"
    return found


def _in_doubt(links: Iterable[_Link], asked: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """Yield the weak links that were left, but for those asked about in any case."""
    known = {found.pair for found in asked}
    for link in links:
        if link.pair not in known:
            yield Suggestion(*link.pair, link.comparison.score, link.why, joined=True)


# Groups


class _Evidence:
    """What is known of pairs of records; pairs that were not kept are compared when asked for."""

    def __init__(
        self,
        profiles: Mapping[str, Profile],
        compared: Mapping[Pair, Comparison],
        comparing: Callable[[Profile, Profile], Comparison],
    ) -> None:
        self.profiles, self.compared, self._comparing = profiles, compared, comparing
        self._against: dict[Pair, tuple[float, str]] = {}

    def holds(self, pair: Pair) -> bool:
        """Whether both records are held."""
        return pair[0] in self.profiles and pair[1] in self.profiles

    def score(self, pair: Pair) -> float:
        made = self.compared.get(pair)
        return made.score if made else 0.0

    def weight(self, pair: Pair) -> tuple[float, str]:
        """Return what a pair counts for (or against) a join of its groups, and what says so.

        A pair that speaks for the same counts by its score, another by what contradicts, but no
        more than as a whole.
        """
        made = self.compared.get(pair)
        if made and made.score >= _EVEN:
            return min(_MOST, logit_of(made.score)), ""
        if pair not in self._against:
            self._against[pair] = self._contradiction(pair, made)
        return self._against[pair]

    def _contradiction(self, pair: Pair, made: Comparison | None) -> tuple[float, str]:
        left, right = self.profiles[pair[0]], self.profiles[pair[1]]
        if not _differ(left, right):
            return 0.0, ""
        whole = made or self._comparing(left, right)
        facts = [why for why in whole.reasons if why.feature in _FACTS]
        told = sum(why.effect for why in facts)
        effect = min(0.0, max(-_MOST, told, logit_of(whole.score)))
        return effect, "; ".join(why.sentence for why in facts if why.effect < 0)


def _compare(left: Profile, right: Profile) -> Comparison:
    """Compare two records; what that needs is loaded when it is asked for."""
    from commonlist.matching import compare

    return compare(left, right)


def _differ(left: Profile, right: Profile) -> bool:
    """Tell whether two records say different things of one kind, which may tell against them."""
    stated = (
        (set(left.births), set(right.births)),
        (set(left.countries), set(right.countries)),
        (set(left.numbers), set(right.numbers)),
        ({left.gender} - {""}, {right.gender} - {""}),
    )
    return left.kind is not right.kind or any(
        ours and theirs and ours.isdisjoint(theirs) for ours, theirs in stated
    )


class _Apart:
    """Pairs of records that may not meet in one group, kept up as groups grow."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._pairs = frozenset(pairs)
        self._others: dict[str, set[str]] = {}
        for left, right in self._pairs:
            self._others.setdefault(left, set()).add(right)
            self._others.setdefault(right, set()).add(left)

    def merge(self, one: str, two: str) -> None:
        if two in self._others:
            self._others.setdefault(one, set()).update(self._others.pop(two))

    def between(self, groups: "_Groups", one: str, two: str) -> Pair | None:
        """Return the least such pair of which each of two groups (roots) holds one."""
        if one not in self._others or two not in self._others:
            return None
        across = (
            _pair(other, key)
            for other in self._others[one]
            if groups.root(other) == two
            for key in groups.keys(one)
        )
        return min((pair for pair in across if pair in self._pairs), default=None)


class _Groups:
    """Disjoint sets of record keys, with what decides whether two of them may be joined."""

    def __init__(
        self,
        evidence: _Evidence,
        standing: Mapping[Pair, Judgement],
        ties: Mapping[Pair, Relation],
        cut: Mapping[Pair, str],
    ) -> None:
        self.evidence, self.standing = evidence, standing
        self.refused: dict[Pair, Suggestion] = {}
        keys = evidence.profiles.keys() | {key for pair in standing for key in pair}
        self._root = {key: key for key in keys}
        self._members = {key: [key] for key in keys}
        self._numbers = {
            key: dict(p.references) for key, p in evidence.profiles.items() if p.references
        }
        self._ties = {pair: tie for pair, tie in ties.items() if keys >= set(pair)}
        self._cut = cut
        self._foes = _Apart(pair for pair in standing if self._says(pair, Verdict.DIFFERENT))
        self._tied = _Apart(self._ties)

    def root(self, key: str) -> str:
        return self._root[key]

    def keys(self, root: str) -> Sequence[str]:
        return self._members[root]

    def together(self, left: str, right: str) -> bool:
        return self._root[left] == self._root[right]

    def held(self, key: str) -> list[Profile]:
        """Return the records of a group that are held, sorted."""
        known = self.evidence.profiles
        return [
            known[member] for member in sorted(self._members[self._root[key]]) if member in known
        ]

    def members_of(self, key: str) -> tuple[str, ...]:
        """Return the keys of the records of a group that are held, sorted."""
        return tuple(profile.key for profile in self.held(key))

    def speaks_for(self, ours: Iterable[str], theirs: Iterable[str]) -> float:
        """Return what all pairs across two sets of records count together, in log-odds."""
        return sum(weight for weight, _, _ in self._weighed(ours, theirs))

    def may_meet(self, ours: Iterable[str], theirs: Iterable[str]) -> bool:
        """Tell whether neither people nor lists keep any two records of two sets apart."""
        profiles = self.evidence.profiles
        return not any(
            self._says(_pair(one, two), Verdict.DIFFERENT)
            or _pair(one, two) in self._ties
            or _lists_apart(profiles[one], profiles[two])
            for one, two in product(ours, theirs)
        )

    def members(self) -> tuple[tuple[str, ...], ...]:
        """Return the groups of records that are held, sorted."""
        groups = (self.members_of(root) for root in self._members)
        return tuple(sorted(group for group in groups if group))

    def between(self, left: str, right: str) -> Pair:
        """Return the groups of two records."""
        return _pair(self._root[left], self._root[right])

    def try_step(self, step: Step) -> bool:
        """Join what a step speaks of, or say what forbids it; false also if it was joined."""
        if self.together(step.left, step.right):
            return False
        why = self._objection(step)
        if why:
            score = step.comparison.score if step.comparison else 0.0
            self.refused[step.left, step.right] = Suggestion(step.left, step.right, score, why)
            return False
        self._join(step.left, step.right)
        return True

    def near(self) -> dict[str, set[str]]:
        """Return what holds groups together: to each record those that it is like or judged as."""
        near: dict[str, set[str]] = {}
        judged = (pair for pair in self.standing if self._says(pair, Verdict.SAME))
        alike = (pair for pair, made in self.evidence.compared.items() if made.score >= _EVEN)
        for left, right in (*judged, *alike):
            if self.together(left, right):
                near.setdefault(left, set()).add(right)
                near.setdefault(right, set()).add(left)
        return near

    def kept_apart_by(self) -> Iterator[Relation]:
        """Yield the ties between records that are not in one group."""
        yield from (tie for pair, tie in self._ties.items() if not self.together(*pair))

    def worth_asking(
        self, suggestions: Iterable[Suggestion], asked: Iterable[Suggestion]
    ) -> Iterator[Suggestion]:
        """Yield the strongest open suggestion between each two groups not ``asked`` about.

        It is answered if its records met after all, or if a judgement or relation keeps their
        groups apart, unless a judgement that they are the same contradicts that one.
        """
        known = {self.between(*found.pair) for found in asked}
        for found in sorted(suggestions, key=_likest):
            one, two = between = self.between(*found.pair)
            if one == two or between in known:
                continue
            answered = self._foes.between(self, one, two) or self._tied.between(self, one, two)
            open_ = self.evidence.holds(found.pair) and not answered
            if open_ or self._says(found.pair, Verdict.SAME):
                known.add(between)
                yield self._as_asked(found)

    def _as_asked(self, found: Suggestion) -> Suggestion:
        """Ask of groups that lists tell apart about the records by which they do.

        To judge others the same would only take a record of one group over into the other.
        """
        apart = self._told_apart(found.left, found.right)
        if apart is None or self._says(found.pair, Verdict.SAME):
            return found
        pair, why = apart
        like = "" if pair == found.pair else f", yet {found.left} is like {found.right}"
        return Suggestion(*pair, found.score, why + like)

    def _says(self, pair: Pair, verdict: Verdict) -> bool:
        said = self.standing.get(pair)
        return said is not None and said.verdict is verdict

    def _join(self, left: str, right: str) -> None:
        one, two = self._root[left], self._root[right]
        if len(self._members[one]) < len(self._members[two]):
            one, two = two, one
        for key in self._members[two]:
            self._root[key] = one
        self._members[one] += self._members.pop(two)
        self._foes.merge(one, two)
        self._tied.merge(one, two)
        numbers = self._numbers.setdefault(one, {})
        for scheme, values in self._numbers.pop(two, {}).items():
            numbers[scheme] = numbers.get(scheme, frozenset()) | values

    def _objection(self, step: Step) -> str:
        """Return what forbids the join, "" if nothing does; only people may forbid theirs."""
        one, two = self._root[step.left], self._root[step.right]
        foes = self._foes.between(self, one, two)
        if foes:
            return f"{foes[0]} and {foes[1]} are judged different"
        if step.comparison is None:
            return ""
        apart = self._told_apart(one, two)
        return (
            self._related(one, two)
            or (apart[1] if apart else "")
            or self._cut.get((step.left, step.right), "")
            or self._outweighed(step.comparison)
        )

    def _related(self, one: str, two: str) -> str:
        pair = self._tied.between(self, one, two)
        return told(self._ties[pair]) if pair else ""

    def _told_apart(self, left: str, right: str) -> tuple[Pair, str] | None:
        """Return two records by which lists tell two groups apart, and how."""
        one, two = self._root[left], self._root[right]
        return self._numbers_differ(one, two) or self._listed_twice(one, two)

    def _numbers_differ(self, one: str, two: str) -> tuple[Pair, str] | None:
        ours, theirs = self._numbers.get(one, {}), self._numbers.get(two, {})
        for scheme in sorted(ours.keys() & theirs.keys()):
            if ours[scheme].isdisjoint(theirs[scheme]):
                name = scheme.partition(" ")[0]
                bearers = (
                    next(p.key for p in self.held(root) if scheme in p.references)
                    for root in (one, two)
                )
                why = f"{name} {min(ours[scheme])} is not {name} {min(theirs[scheme])}"
                return _pair(*bearers), why
        return None

    def _listed_twice(self, left: str, right: str) -> tuple[Pair, str] | None:
        for one, two in product(self.held(left), self.held(right)):
            if _twice(one, two):
                why = f"{one.source} lists {one.entry} and {two.entry} apart"
                return _pair(one.key, two.key), why
        return None

    def _outweighed(self, comparison: Comparison) -> str:
        """Say what stands against a join if, over all pairs across, more does than for it."""
        ours, theirs = self.members_of(comparison.left), self.members_of(comparison.right)
        if _quoted(comparison) or len(ours) == len(theirs) == 1:
            return ""
        weighed = self._weighed(ours, theirs)
        if sum(weight for weight, _, _ in weighed) >= 0:
            return ""
        _, why, pair = min(weighed, key=lambda found: found[0])
        return f"{pair[0]} and {pair[1]} speak against it: {why}"

    def _weighed(self, ours: Iterable[str], theirs: Iterable[str]) -> list[tuple[float, str, Pair]]:
        pairs = sorted(_pair(one, two) for one, two in product(ours, theirs))
        return [(*self.evidence.weight(pair), pair) for pair in pairs]


def told(tie: Relation) -> str:
    """Return a relation in words."""
    return f"{tie.child} is {tie.role.value.replace('_', ' ')} {tie.parent}"


def _place(profile: Profile) -> str:
    """Return where a party stands once: a list, an EU act (CELEX number) or one docket of many."""
    part = _WITHIN.match(profile.entry)
    return f"{profile.source}:{part[0]}" if part else profile.source


def _twice(left: Profile, right: Profile) -> bool:
    """Tell whether two entries of one list are there for two parties."""
    return _place(left) == _place(right) and not _repeats(left, right)


def _lists_apart(left: Profile, right: Profile) -> bool:
    """Tell whether two records are of one list, or quote different numbers of one kind."""
    theirs = right.references
    numbers = ((of, theirs[scheme]) for scheme, of in left.references.items() if scheme in theirs)
    return _twice(left, right) or any(ours.isdisjoint(others) for ours, others in numbers)


def _repeats(left: Profile, right: Profile) -> bool:
    """Tell whether two entries are repeats of an organisation: ``ansarallah``, ``ansarallah-2``.

    A table names its entries by the organisation; a second act on it gets a number. Persons of
    one name may be two.
    """
    one, two = _REPEAT.fullmatch(left.entry), _REPEAT.fullmatch(right.entry)
    organisations = left.kind is Kind.ORGANIZATION is right.kind
    return organisations and one is not None and two is not None and one[1] == two[1]
