"""Two records compared: a score, and the reasons that it is the sum of.

Effects are in log-odds and add up: `PRIOR` for any two records, then each reason; the score is
the logistic function of the sum. A comparison depends on the two records alone, so it stays
true whatever else is loaded.
"""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import msgspec
from rapidfuzz.distance import Levenshtein

from commonlist.matching.names import CAPTION, Class, Form, Word
from commonlist.matching.profiles import Profile, Years
from commonlist.records import Kind

PRIOR = -5.0
THRESHOLD = 0.8
"""Two records are the same from this score on."""
REVIEW = 0.35
"""Below this score a pair is not worth a person's look."""

NEAR = 0.75
"""Share of letters from which on two words of other consonants may be one, misspelt."""

MOST = (0.7, 1.1, 1.4)
"""What agreeing words count at most for an organisation: if none, one or more are telling."""

ANOTHER = 2.0
"""What a second pair of names must give to be counted besides the best."""

UNMET = -1.2
"""What it counts that an organisation's caption is like no name of the other."""

TELLING = (Class.ORDINARY, Class.PLACE)


class Reason(msgspec.Struct, frozen=True):
    """One thing that speaks for (``effect`` > 0, in log-odds) or against two records being one.

    ``left`` and ``right`` are what was compared, as printed.
    """

    feature: str
    effect: float
    sentence: str
    left: str = ""
    right: str = ""


class Comparison(msgspec.Struct, frozen=True):
    """Two records (keys, ``left`` < ``right``), the score from 0 to 1 and why."""

    left: str
    right: str
    score: float
    reasons: tuple[Reason, ...]


def compare(left: Profile, right: Profile, *, references: bool = True) -> Comparison:
    """Compare two records; without ``references`` by what they say of the party alone."""
    if left.key > right.key:
        left, right = right, left
    reasons = tuple(_reasons(left, right, references))
    total = PRIOR + sum(reason.effect for reason in reasons)
    score = round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 6)
    return Comparison(left.key, right.key, score, reasons)


def _reasons(left: Profile, right: Profile, references: bool) -> Iterator[Reason]:
    if references:
        yield from _by_reference(left, right)
    yield from _by_name(left, right, references)
    yield from _by_number(left, right)
    yield from _by_kind(left, right)
    if left.personal and right.personal:
        yield from _by_birth(left, right)
        yield from _by_gender(left, right)
    else:
        yield from _by_place(left, right)
    yield from _by_country(left, right)


def _by_reference(left: Profile, right: Profile) -> Iterator[Reason]:
    for scheme in sorted(left.references.keys() & right.references.keys()):
        ours, theirs = left.references[scheme], right.references[scheme]
        shared = sorted(ours & theirs)
        name = scheme.partition(" ")[0]
        if shared:
            yield Reason("reference", 12.0, f"both quote {name} {shared[0]}", shared[0], shared[0])
        else:
            first, second = min(ours), min(theirs)
            yield Reason("reference", -8.0, f"{name} {first} is not {name} {second}", first, second)


def _by_number(left: Profile, right: Profile) -> Iterator[Reason]:
    shared = sorted(left.numbers & right.numbers)
    if shared:
        kind, _, value = shared[0].partition(":")
        yield Reason("number", 5.0, f"the same {kind.replace('_', ' ')} number", value, value)


def _by_kind(left: Profile, right: Profile) -> Iterator[Reason]:
    kinds = {left.kind, right.kind}
    if len(kinds) == 1 or Kind.OTHER in kinds:
        return
    effect = -20.0 if Kind.PERSON in kinds else -1.0
    sentence = f"{left.kind.value} and {right.kind.value}"
    yield Reason("kind", effect, sentence, left.kind.value, right.kind.value)


def _by_birth(left: Profile, right: Profile) -> Iterator[Reason]:
    if not left.births or not right.births:
        return
    ours, theirs = _days(left), _days(right)
    if days := ours & theirs:
        yield Reason("birth", 4.0, f"both born on {min(days)}", min(days), min(days))
        return
    if slips := sorted((one, two) for one in ours for two in theirs if _is_slip(one, two)):
        first, second = slips[0]
        yield Reason("birth", 1.0, f"born on {first} and on {second}", first, second)
        return
    gap, one, two = min((_gap(one, two), one, two) for one in left.births for two in right.births)
    effect = 2.2 if gap == 0 else 0.6 if gap == 1 else -1.5 if gap == 2 else -4.0
    if ours and theirs and gap < 2:
        effect -= 1.2
    first, second = _span(one), _span(two)
    words = f"both born in {first}" if first == second else f"born in {first} and in {second}"
    yield Reason("birth", effect, words, first, second)


def _is_slip(one: str, two: str) -> bool:
    """Tell whether two days are one but for a digit of the year, or two that changed places."""
    wrong = sum(a != b for a, b in zip(one[:4], two[:4], strict=True))
    return one[4:] == two[4:] and (wrong == 1 or sorted(one) == sorted(two))


def _days(profile: Profile) -> set[str]:
    return {years.day for years in profile.births if years.day}


def _gap(left: Years, right: Years) -> int:
    return max(0, left.first - right.last, right.first - left.last)


def _span(years: Years) -> str:
    return str(years.first) if years.first == years.last else f"{years.first} to {years.last}"


def _by_gender(left: Profile, right: Profile) -> Iterator[Reason]:
    if left.gender and right.gender and left.gender != right.gender:
        yield Reason("gender", -4.0, "not the same gender", left.gender, right.gender)


def _by_place(left: Profile, right: Profile) -> Iterator[Reason]:
    """Branches of one organisation are told apart by the place in their names."""
    if left.places and right.places and left.places.isdisjoint(right.places):
        ours, theirs = min(left.places), min(right.places)
        yield Reason("place", -5.0, f"{left.caption} and {right.caption}: two places", ours, theirs)


def _by_country(left: Profile, right: Profile) -> Iterator[Reason]:
    if not left.countries or not right.countries:
        return
    shared = sorted(left.countries & right.countries)
    if shared:
        yield Reason("country", 0.8, f"both of {shared[0].upper()}", shared[0], shared[0])
        return
    ours, theirs = ", ".join(sorted(left.countries)), ", ".join(sorted(right.countries))
    stated = left.nationalities and right.nationalities
    effect = -1.2 if stated or not (left.personal and right.personal) else -0.6
    yield Reason("country", effect, f"of {ours.upper()} and of {theirs.upper()}", ours, theirs)


class _Met(NamedTuple):
    """Two names that are alike, and the log-odds that they give."""

    effect: float
    ours: Form
    theirs: Form


def _by_name(left: Profile, right: Profile, references: bool) -> Iterator[Reason]:
    """Yield the best pair of names, and a second one of other words, which counts less.

    A quoted reference without any likeness of names is mostly a slip of the publisher's.
    """
    met = _met(left, right)
    if not met:
        if references and _quoted(left, right):
            yield Reason("name", -7.5, "no name of the one is like a name of the other")
        return
    best = met[0]
    yield _name_reason(best, best.effect)
    if not (left.personal and right.personal):
        yield from _by_caption(left, right, met)
    for other in met[1:]:
        if other.effect < ANOTHER:
            return
        if other.ours.joined != best.ours.joined and other.theirs.joined != best.theirs.joined:
            yield _name_reason(other, other.effect * 0.4)
            return


def _met(left: Profile, right: Profile) -> list[_Met]:
    """Return the names that are alike, the likest first."""
    personal = left.personal and right.personal
    met = (
        _Met(_likeness(ours, theirs, personal), ours, theirs)
        for ours, theirs in product(left.forms, right.forms)
        if _near(ours, theirs)
    )
    return sorted(
        (pair for pair in met if pair.effect > 0),
        key=lambda pair: (-pair.effect, pair.ours.text, pair.theirs.text),
    )


def _by_caption(left: Profile, right: Profile, met: Sequence[_Met]) -> Iterator[Reason]:
    """A group whose own caption is like no name of the other was met by its aliases alone."""
    sides = (
        (left, right, any(pair.ours.quality == CAPTION for pair in met)),
        (right, left, any(pair.theirs.quality == CAPTION for pair in met)),
    )
    for one, other, known in sides:
        if not known:
            sentence = f"{one.caption} is like no name of {other.caption}"
            yield Reason("caption", UNMET, sentence, left.caption, right.caption)


def _quoted(left: Profile, right: Profile) -> bool:
    return any(
        not values.isdisjoint(right.references.get(scheme, ()))
        for scheme, values in left.references.items()
    )


def _near(left: Form, right: Form) -> bool:
    """Tell whether enough words are the same for the names to be worth lining up."""
    if left.skeletons.isdisjoint(right.skeletons):
        return left.joined == right.joined
    shared = len(left.skeletons & right.skeletons)
    fewer = min(len(left.skeletons), len(right.skeletons))
    return shared > 1 or (shared == 1 and fewer < 3) or left.joined == right.joined


def _name_reason(met: _Met, effect: float) -> Reason:
    left, right = met.ours.text, met.theirs.text
    same = met.ours.key == met.theirs.key
    how = "is" if left == right else "sounds like" if same else "resembles"
    return Reason("name", round(effect, 3), f"the name {left} {how} {right}", left, right)


def _likeness(left: Form, right: Form, personal: bool) -> float:
    """Return the log-odds that two names give, at least 0."""
    found = _aligned(left, right)
    quality = left.quality * right.quality
    if personal:
        effect = 2.9 * min(found.gain, 3.0) - 0.9 * found.extra - 5.5 * found.clash
        return max(0.0, effect * math.sqrt(quality))
    effect = 6.6 * min(found.gain, found.most) - 4.5 * found.extra - 9.0 * found.clash
    if found.whole:
        effect += 1.5
    return max(0.0, effect * quality)


class _Alignment(NamedTuple):
    """Two names laid side by side, in weights of words.

    ``gain`` agrees, ``extra`` is over on one side, ``clash`` stands against other words.
    ``most`` is what the agreeing words may count for an organisation. ``whole`` names agree in
    all of their several words.
    """

    gain: float
    extra: float
    clash: float
    most: float
    whole: bool


def _aligned(left: Form, right: Form) -> _Alignment:
    """Pair the words: first the same, then the nearest that is near enough."""
    if left.key != right.key and _run_together(left, right):
        return _Alignment(min(left.weight, right.weight), 0.0, 0.0, MOST[1], whole=False)
    return _lined_up(*sorted((left.words, right.words), key=len))


@lru_cache(maxsize=1 << 17)
def _lined_up(shorter: tuple[Word, ...], longer: tuple[Word, ...]) -> _Alignment:
    rest = list(longer)
    lone = [word for word in shorter if not _took(word, rest)]
    gain = sum(word.weight for word in shorter) - sum(word.weight for word in lone)
    telling = sum(word.group in TELLING for word in shorter)
    lost = 0.0
    for word in lone:
        best, alike = _nearest(word, rest)
        if best is None:
            lost += word.loss
            telling -= word.group in TELLING
            continue
        rest.remove(best)
        weight = min(word.weight, best.weight)
        gain += weight * alike
        lost += weight * (1 - alike) * 0.5
    over = sum(word.loss for word in rest)
    whole = len(shorter) > 1 and lost + over < 0.2
    return _Alignment(gain, abs(lost - over), min(lost, over), MOST[min(telling, 2)], whole)


def _run_together(left: Form, right: Form) -> bool:
    """Tell whether two names are the same but for blanks: ``Hizb Allah``, ``Hizballah``."""
    if left.joined != right.joined or len(left.joined) < 4 or left.marks != right.marks:
        return False
    if left.words[0].consonantal or right.words[0].consonantal:
        return True
    return Levenshtein.normalized_similarity(left.spelt, right.spelt) >= NEAR


def _took(word: Word, rest: list[Word]) -> bool:
    if word not in rest:
        return False
    rest.remove(word)
    return True


def _nearest(word: Word, rest: list[Word]) -> tuple[Word | None, float]:
    best, likeness = None, 0.0
    for other in rest:
        alike = _alike(word, other)
        if alike > likeness:
            best, likeness = other, alike
    return best, likeness


@lru_cache(maxsize=1 << 18)
def _alike(left: Word, right: Word) -> float:
    """Return how much two words are the same: 0, or from 0.75 to 1."""
    if left.sound == right.sound:
        return 1.0
    if left.group is right.group and left.group is not Class.ORDINARY:
        return 0.0
    if Class.NUMBER in (left.group, right.group):
        return 0.0
    bones = len(left.skeleton) if left.skeleton == right.skeleton else 0
    if left.consonantal or right.consonantal:
        return 0.0 if bones < 2 else 1.0 if bones > 3 else 0.9
    ratio = Levenshtein.normalized_similarity(left.sound, right.sound)
    if bones > 3 and ratio >= 0.8:
        return 1.0
    if bones > 1 and ratio >= (0.6 if bones > 2 else 0.8):
        return 0.5 + 0.5 * ratio
    return ratio if ratio >= NEAR and len(left.sound) > 4 else 0.0
