"""Which pairs are worth comparing: those that share a key.

Keys depend on one record each, and a pair's place on the list on the two alone; so pairs found
earlier stay found when more is loaded, and only pairs with a changed record need be looked for.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from itertools import combinations

from commonlist.matching.names import Class, Form
from commonlist.matching.profiles import Profile

Key = tuple[str, ...]


def candidates(
    profiles: Mapping[str, Profile], changed: Set[str] | None, *, references: bool = True
) -> Iterator[tuple[str, str]]:
    """Yield pairs of record keys worth comparing, left < right, in order.

    With ``changed`` only pairs that hold one of these records. Records of one list are paired
    only if a whole name, a number or a reference is the same.
    """
    pairs: set[tuple[str, str]] = set()
    for whole, blocks in enumerate(_blocks(profiles, references)):
        for block in blocks.values():
            pairs.update(_pairs(profiles, block, changed, whole=bool(whole)))
    yield from sorted(pairs)


def _blocks(
    profiles: Mapping[str, Profile], references: bool
) -> tuple[dict[Key, set[str]], dict[Key, set[str]]]:
    """Return records by the keys for parts of names, and by those for what is whole."""
    parts: dict[Key, set[str]] = defaultdict(set)
    wholes: dict[Key, set[str]] = defaultdict(set)
    for key, profile in profiles.items():
        for part in _part_keys(profile):
            parts[part].add(key)
        for whole in _whole_keys(profile, references):
            wholes[whole].add(key)
    return parts, wholes


def _pairs(
    profiles: Mapping[str, Profile], block: set[str], changed: Set[str] | None, *, whole: bool
) -> Iterator[tuple[str, str]]:
    if len(block) < 2 or (changed is not None and block.isdisjoint(changed)):
        return
    for left, right in combinations(sorted(block), 2):
        if changed is not None and left not in changed and right not in changed:
            continue
        if whole or profiles[left].source != profiles[right].source:
            yield left, right


def _whole_keys(profile: Profile, references: bool) -> Iterator[Key]:
    for form in profile.forms:
        yield ("n", *form.key)
        if not profile.personal:
            yield ("j", form.joined)
    for number in profile.numbers:
        yield ("i", number)
    if references:
        for scheme, values in profile.references.items():
            yield from (("r", scheme, value) for value in values)


def _part_keys(profile: Profile) -> Iterator[Key]:
    for form in profile.forms:
        yield from _personal(profile, form) if profile.personal else _impersonal(form)


def _personal(profile: Profile, form: Form) -> Iterator[Key]:
    """Two words of a name, of which one is rare; or two common ones and the year of birth."""
    named = [word for word in form.words if word.group is not Class.TITLE and len(word.sound) > 1]
    years = (
        {str(year) for born in profile.births for year in range(born.first, born.last + 2)}
        if len(profile.births) < 8
        else set()
    )
    days = {born.day for born in profile.births if born.day}
    for one, two in combinations(sorted(named, key=lambda word: word.skeleton), 2):
        pair = (one.skeleton, two.skeleton)
        if one.group is Class.COMMON and two.group is Class.COMMON:
            yield from (("y", *pair, year) for year in years)
        else:
            yield ("p", *pair)
    for word in named:
        yield from (("d", word.skeleton, day) for day in days)


def _impersonal(form: Form) -> Iterator[Key]:
    """Two telling words of a name, or its only one."""
    telling = sorted(
        {w.skeleton for w in form.words if w.group is Class.ORDINARY and len(w.sound) > 1}
    )
    if len(telling) == 1:
        yield ("o", *telling)
    yield from (("q", *pair) for pair in combinations(telling, 2))
