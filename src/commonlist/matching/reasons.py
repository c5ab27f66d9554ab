"""Two records compared: a score, and in sentences the effects that it is the sum of.

The kernel measures features; the model gives each an effect in log-odds. Here features that tell
of one thing are told together, with what was compared; the effects of all reasons and the bias of
the kind of pair add up to the log-odds of the score.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from commonlist.matching.comparison import Comparison, Reason, score_of
from commonlist.matching.index import (
    SOLE,
    Array,
    Index,
    country_of,
    features,
    kind_of_pairs,
    words_in,
)
from commonlist.matching.library import Compiled, address, compiled, library
from commonlist.matching.model import FEATURES
from commonlist.matching.profiles import Profile
from commonlist.values.identifiers import number_called

_AT = {name: number for number, name in enumerate(FEATURES)}
_MOST_WORDS = 24


@dataclass(frozen=True, slots=True)
class Side:
    """One of two records: its index and its row there."""

    index: Index
    row: int

    def some(self, array: str, start: str) -> Array:
        """Return what an array holds of this record."""
        first, end = self.index.arrays[start][self.row : self.row + 2]
        return self.index.arrays[array][first:end]

    def texts(self, of: str, start: str) -> list[str]:
        """Return texts of this record."""
        first, end = self.index.arrays[start][self.row : self.row + 2]
        return [self.index.text(of, row) for row in range(first, end)]


def compare(left: Profile, right: Profile, by: Compiled | None = None) -> Comparison:
    """Compare two records; the one with the smaller key stands left."""
    if left.key > right.key:
        left, right = right, left
    both = Index.plain([left, right])
    return next(comparisons(both, both, [(0, 1)], by))


def comparisons(
    left: Index, right: Index, pairs: Sequence[tuple[int, int]], by: Compiled | None = None
) -> Iterator[Comparison]:
    """Yield the comparison of each pair of rows, with reasons."""
    known = by or compiled()
    for first in range(0, len(pairs), _TOGETHER):
        yield from _compared(left, right, pairs[first : first + _TOGETHER], known)


_TOGETHER = 1_000
"""Pairs measured in one go; each takes a kilobyte."""


def _compared(
    left: Index, right: Index, pairs: Sequence[tuple[int, int]], by: Compiled
) -> Iterator[Comparison]:
    rows = np.asarray(pairs, np.int32).reshape(-1, 2)
    logits, measured, names = features(left, right, rows, by)
    kinds = kind_of_pairs(left, right, rows, asked=by.asked)
    effects = _effects(by, kinds, measured)
    lines = _lined_up(left, right, names, kinds, by)
    columns = (logits.tolist(), kinds.tolist(), measured.tolist(), names.tolist(), effects.tolist())
    for (one, two), line, logit, *values in zip(pairs, lines, *columns, strict=True):
        reasons = _reasons(Side(left, one), Side(right, two), line, _Measured(*values))
        yield Comparison(left.key(one), right.key(two), score_of(logit), tuple(_by_weight(reasons)))


class _Measured(NamedTuple):
    """What the kernel says of a pair by a model: its kind, features, names met, effects."""

    kind: int
    values: list[float]
    met: list[int]
    effects: list[float]


def _by_weight(reasons: Iterable[Reason]) -> list[Reason]:
    return sorted(reasons, key=lambda why: -abs(why.effect))


def _reasons(left: Side, right: Side, line: "_Line", measured: _Measured) -> Iterator[Reason]:
    if measured.met[0] >= 0:
        yield from _of_names(left, right, line, measured)
    for name, tell in _TOLD.items():
        value, effect = measured.values[_AT[name]], measured.effects[_AT[name]]
        if not math.isnan(value) and effect:
            sentence, one, two = tell(left, right, value, measured.met)
            yield Reason(name, effect, sentence, one, two)


def _effects(by: Compiled, kinds: Array, measured: Array) -> Array:
    out = np.empty(measured.shape, np.float64)
    library().effects(by.reference, address(kinds), address(measured), len(measured), address(out))
    return out


# ---- names -----------------------------------------------------------------------------------

_EXTRA = ("extra", "extra_soft", "extra_marks", "inner", "over", "beside")
_AGREE = ("gain", "soft", "marks", "cover", "within", "lone", "qualities")
_HOW = {
    1: "is",
    2: "means",
    3: "sounds like",
    4: "has the consonants of",
    5: "is spelt like",
    6: "has the consonants of",
    7: "begins like",
    8: "has the initial of",
    9: "is run together as",
    10: "is cut off within",
    11: "is near in meaning to",
}


class _Word(NamedTuple):
    """Words of two names that met; ``how`` is a key of `_HOW`."""

    left: str
    right: str
    how: int
    likeness: float
    weight: float


class _Line(NamedTuple):
    """Two names word by word: what met, and what only the one or the other has."""

    met: tuple[_Word, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]


def _of_names(left: Side, right: Side, line: _Line, measured: _Measured) -> Iterator[Reason]:
    x, y = measured.met[:2]
    one, two = left.index.name(x), right.index.name(y)
    lone = measured.kind == 0
    for feature, parts, sentence in _told_of_names(one, two, line, measured.values, lone=lone):
        effect = sum(measured.effects[_AT[part]] for part in parts)
        if effect:
            yield Reason(feature, effect, sentence, one, two)


def _letters(one: str, two: str) -> str:
    """Tell how letters that are a name meet the other: the same ones, or what they begin."""
    ours, theirs = ("".join(filter(str.isalpha, name)).casefold() for name in (one, two))
    same = ours == theirs
    return "both are these letters" if same else "the one is the initials of the other"


def _told_of_names(
    one: str, two: str, line: _Line, values: Sequence[float], *, lone: bool
) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield what there is to tell: its name, the features in it, the sentence.

    ``lone``: a name of one word is little.
    """
    if values[_AT["unlike"]] == 1.0:
        yield "unlike", ("unlike", *_AGREE), f"{one} is like no name of the other: {two} is nearest"
        return
    if not math.isnan(values[_AT["acronym"]]):
        yield "acronym", ("acronym",), f"{one} and {two}: {_letters(one, two)}"
        return
    if not math.isnan(off := values[_AT["letters"]]):
        feature, beside = _worth(line, values, lone=lone)
        told = f" ({beside})" if beside else ""
        yield feature, _AGREE, f"the name {one} meets {two}, letter by letter{told}"
        yield "letters", ("letters",), f"{off:.0%} of the letters of {one} and {two} differ"
        yield "crossed", ("crossed",), f"compared by consonants alone: {one} and {two}"
        yield "begins", ("begins",), f"one is the beginning of the other: {one}, {two}"
        yield "extra", ("inner",), f"the one ends where the other goes on: {one}, {two}"
        return
    full = [word for word in line.met if word.how not in (8,)]
    same = one.casefold() == two.casefold()
    words = "; ".join(f"{w.left} {_HOW[w.how]} {w.right}" for w in full if w.how != 1)
    how = "is" if same else "meets"
    feature, beside = _worth(line, values, lone=lone)
    told = "; ".join(part for part in (words, beside) if part)
    yield feature, _AGREE, f"the name {one} {how} {two}" + (f" ({told})" if told else "")
    spelt = ", ".join(f"{w.left} and {w.right}" for w in full if w.likeness < 1)
    yield "blur", ("blur",), f"written differently: {spelt}"
    letters = ", ".join(f"{w.left} for {w.right}" for w in line.met if w.how == 8)
    yield "initials", ("initials",), f"initials: {letters}"
    crossed = ", ".join(f"{w.left} and {w.right}" for w in full if w.how == 6)
    yield "crossed", ("crossed",), f"compared by consonants alone: {crossed}"
    yield "begins", ("begins",), f"one is the beginning of the other: {one}, {two}"
    joined = ", ".join(f"{w.left} and {w.right}" for w in full if w.how == 9)
    yield "joined", ("joined",), f"run together in one name: {joined}"
    ours, theirs = ", ".join(line.left), ", ".join(line.right)
    yield (
        "clash",
        ("clash", "clash_soft", "clash_marks"),
        f"{ours} in the one name stands against {theirs} in the other",
    )
    yield (
        "untranslated",
        ("untranslated",),
        f"{ours} in the one name may or may not mean what {theirs} means in the other",
    )
    over = " and ".join(part for part in (ours, theirs) if part)
    yield "extra", _EXTRA, f"only in one of the names: {over}"


def _worth(line: _Line, values: Sequence[float], *, lone: bool) -> tuple[str, str]:
    """Return the feature by which a name that was met is told, and a word on how little it is."""
    if lone and min(len(line.met) + len(line.left), len(line.met) + len(line.right)) < 2:
        return "lone_name", "one word alone"
    if values[_AT["gain"]] < _TELLING and not values[_AT["marks"]]:
        return "common_name", "very common words alone"
    return "name", ""


_TELLING = 0.2
"""Weight of telling words that agree, below which a name is none but very common words."""


def _lined_up(
    left: Index, right: Index, names: Array, kinds: Array, by: Compiled
) -> Iterator[_Line]:
    """Yield how the best names of each pair stand, ``names`` and ``kinds`` as measured."""
    counts = np.empty(len(names), np.int32)
    met = np.empty((len(names), _MOST_WORDS, 5), np.int32)
    weights = np.empty((len(names), _MOST_WORDS, 2), np.float32)
    library().align_names(
        left.reference, right.reference, by.reference, address(names), address(kinds), len(names),
        address(counts), address(met), address(weights),
    )  # fmt: skip
    words = zip(_words(left, names[:, 0]), _words(right, names[:, 1]), strict=True)
    for at, (count, (ours, theirs)) in enumerate(zip(counts.tolist(), words, strict=True)):
        yield _line(ours, theirs, met[at, :count].tolist(), weights[at, :count].tolist())


def _line(
    ours: Sequence[str],
    theirs: Sequence[str],
    meetings: Sequence[Sequence[int]],
    weights: Sequence[Sequence[float]],
) -> _Line:
    found, one, two = [], list(ours), list(theirs)
    for (i, j, wide, broad, how), (likeness, weight) in zip(meetings, weights, strict=True):
        said = " ".join(ours[i : i + wide]), " ".join(theirs[j : j + broad])
        found.append(_Word(*said, how, likeness, weight))
        one[i : i + wide] = [""] * wide
        two[j : j + broad] = [""] * broad
    return _Line(tuple(found), tuple(filter(None, one)), tuple(filter(None, two)))


def _words(index: Index, names: Array) -> Iterator[list[str]]:
    """Yield the words of names (-1: none) as romanised; a phrase goes by what it means."""
    starts, ends = np.zeros((2, len(names)), np.int64)
    known = names >= 0
    starts[known] = index.arrays["name_start"][names[known]]
    ends[known] = index.arrays["name_start"][names[known] + 1]
    counts = ends - starts
    after = np.cumsum(counts)
    rows = index.arrays["name_words"][
        np.repeat(starts - (after - counts), counts) + np.arange(counts.sum())
    ]
    words = words_in(index.arrays)[rows]
    letters = words["letters"]
    text, width = letters.tobytes().decode().replace("_", " "), letters.shape[1]
    sizes = words["sizes"][:, 0].tolist()
    texts = [text[width * at : width * at + size] for at, size in enumerate(sizes)]
    first = 0
    for end in after.tolist():
        yield texts[first:end]
        first = end


# ---- what else is known ----------------------------------------------------------------------

Told = tuple[str, str, str]
"""A sentence, and what was compared on either side."""


def _second(left: Side, right: Side, value: float, met: Sequence[int]) -> Told:
    one, two = left.index.name(met[2]), right.index.name(met[3])
    return f"another name: {one} meets {two}", one, two


def _met(left: Side, right: Side, value: float, met: Sequence[int]) -> Told:
    fewer = min(_names(left), _names(right))
    if not value:
        return f"no name of the one is met to three quarters ({fewer} names)", "", ""
    return f"{value:.0%} of the names of the one are met ({fewer} names)", "", ""


def _names(side: Side) -> int:
    """Return how many names a record has; those of an unknown kind are there in two readings."""
    index = side.index
    return len({index.name(row) for row in index.names_of(side.row)})


def _captions(left: Side, right: Side, value: float, met: Sequence[int]) -> Told:
    one, two = _caption(left), _caption(right)
    which = "neither caption is" if value == 2 else "one caption is not"
    return f"{which} among the names of the other: {one}, {two}", one, two


def _caption_clash(left: Side, right: Side, value: float, met: Sequence[int]) -> Told:
    one, two = _caption(left), _caption(right)
    return f"the captions tell them apart: {one}, {two}", one, two


def _caption(side: Side) -> str:
    return side.index.name(side.index.names_of(side.row)[0])


_BORN = {
    6: "both born on {0}",
    5: "both born in {0}",
    4: "born on {0} and on {1}, which may be a slip",
    3: "born in one year, on {0} and on {1}",
    2: "born a year apart, {0} and {1}",
    1: "born two years apart, {0} and {1}",
    0: "born in {0} and in {1}",
}


def _birth(left: Side, right: Side, value: float, met: Sequence[int]) -> Told:
    ours, theirs = _births(left), _births(right)
    if value == 6:
        day = min(text for text in set(ours) & set(theirs) if len(text) == 10)
        return _BORN[6].format(day), day, day
    one, two = ", ".join(ours), ", ".join(theirs)
    if value == 5 and one != two:
        return f"born in {one} and in {two}, which agree", one, two
    return _BORN[int(value)].format(one, two), one, two


def _births(side: Side) -> list[str]:
    columns = ("birth_first", "birth_last", "birth_day")
    rows = zip(*(side.some(column, "birth_start").tolist() for column in columns), strict=True)
    return [
        f"{day // 10000:04}-{day // 100 % 100:02}-{day % 100:02}"
        if day
        else str(first) if first == last else f"{first} to {last}"
        for first, last, day in rows
    ]  # fmt: skip


def _gender(left: Side, right: Side, value: float, met: Sequence[int]) -> Told:
    names = {1: "male", 2: "female"}
    one, two = (names[int(side.index.arrays["gender"][side.row])] for side in (left, right))
    return (f"both {one}" if value else f"{one} and {two}"), one, two


def _country(left: Side, right: Side, value: float, met: Sequence[int]) -> Told:
    ours, theirs = _countries(left), _countries(right)
    one, two = ", ".join(ours).upper(), ", ".join(theirs).upper()
    if shared := sorted(set(ours) & set(theirs)):
        both = ", ".join(shared).upper()
        return f"both of {both}", both, both
    return f"of {one} and of {two}", one, two


def _countries(side: Side) -> list[str]:
    return [country_of(code) for code in side.some("countries", "country_start").tolist()]


_KINDS = ("person", "organization", "vessel or aircraft", "unknown")


def _kind(left: Side, right: Side, value: float, met: Sequence[int]) -> Told:
    one, two = (_KINDS[int(side.index.arrays["kind"][side.row])] for side in (left, right))
    return f"{one} and {two}", one, two


def _numbers(left: Side, right: Side, value: float, met: Sequence[int]) -> Told:
    ours, theirs = (side.texts("number", "number_start") for side in (left, right))
    shared = sorted(set(ours) & set(theirs))
    if shared:
        kind, _, number = shared[0].partition(":")
        return f"the same {number_called(kind)}", number, number
    kind, one, two = next(
        (kind, a.removeprefix(f"{kind}:"), b.removeprefix(f"{kind}:"))
        for a in ours
        for b in theirs
        if (kind := a.partition(":")[0]) in SOLE and kind == b.partition(":")[0]
    )
    return f"the {number_called(kind)} of the other is not the same: a party has one", one, two


def _reference(left: Side, right: Side, value: float, met: Sequence[int]) -> Told:
    ours, theirs = (side.texts("quoted", "reference_start") for side in (left, right))
    shared = sorted(set(ours) & set(theirs))
    schemes = {_scheme(text) for text in ours} & {_scheme(text) for text in theirs}
    one = next((text for text in ours if _scheme(text) in schemes), "")
    two = next((text for text in theirs if _scheme(text) == _scheme(one)), "")
    if value < 0:
        return f"{one} is not {two}", one, two
    though = ", though others that they quote differ" if value == 0 else ""
    return f"both quote {shared[0]}{though}", shared[0], shared[0]


def _scheme(quoted: str) -> str:
    return quoted.partition(" ")[0]


_TOLD: dict[str, Callable[[Side, Side, float, Any], Told]] = {
    "second": _second,
    "met": _met,
    "captions": _captions,
    "caption_clash": _caption_clash,
    "birth": _birth,
    "gender": _gender,
    "country": _country,
    "kind": _kind,
    "numbers": _numbers,
    "reference": _reference,
}
