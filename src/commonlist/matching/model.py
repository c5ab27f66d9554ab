"""A model release: the bias, the effect of each feature and the weight of each word, as data.

The log-odds that two records are one party are the bias of their kind and the effects of their
features, added. An effect is linear between its knots; a feature that is not known (NaN) has
none. `tools/train.py` makes the data; the manual's page on the model says of what.
"""

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec
import numpy as np
from numpy.typing import NDArray

RELEASE = "names-14"
"""The release that is used; its data stand under this name."""
KINDS = ("person", "organization", "other")
"""Kinds of pair, each with effects of its own: two persons, two organisations, any other two."""
FEATURES = (
    *("gain", "soft", "marks", "blur", "extra", "extra_soft", "extra_marks"),
    *("inner", "over", "beside", "clash", "clash_soft", "clash_marks"),
    *("untranslated", "cover"),
    *("within", "initials", "crossed", "joined", "letters", "begins"),
    *("lone", "qualities", "acronym"),
    *("unlike", "second", "met", "captions", "caption_clash", "birth", "gender"),
    *("country", "kind", "numbers", "reference"),
)
"""What the kernel measures of a pair, in its order; the manual says what each is."""
WORD_FEATURES = (
    *("seen", "boned", "length", "first", "last", "known"),
    *("bare", "slip", "classed", "edits", "edited"),
)
"""What the kernel measures of two words that are spelt differently, in its order."""
LEAST_WEIGHT = 0.1
"""Weight of the most frequent word; a word that no list holds often weighs 1."""


class Curve(msgspec.Struct, frozen=True):
    """The effect of one feature: its knots, ascending, and the log-odds at each."""

    x: tuple[float, ...]
    y: tuple[float, ...]


class Effects(msgspec.Struct, frozen=True):
    """The model of one kind of pair: log-odds at the outset, and the effects by feature."""

    bias: float
    curves: dict[str, Curve]


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The model as arrays for the kernel; of K knots the first ``n`` are used.

    ``bias`` is float32[kinds]; ``x`` and ``y`` are float32[kinds, features, K]; ``n`` is
    int32[kinds, features]. Of words they are of one kind.
    """

    bias: NDArray[np.float32]
    x: NDArray[np.float32]
    y: NDArray[np.float32]
    n: NDArray[np.int32]


CODES = 27
"""A letter has its place in the alphabet, from 1 on; what is no letter, or none at all, has 0."""


class Edits(msgspec.Struct, frozen=True):
    """What edits of a word cost: how rare each is among spellings of one word (-log of its share).

    ``exchanged`` [CODES][CODES] is of a letter for another, ``dropped`` [CODES][CODES] of a letter
    left out behind another (and half of what it would tell), ``swapped`` of two beside each other.
    Costs of edits add up; the cheapest ones count (Wagner and Fischer, 1974; learnt as by Ristad
    and Yianilos, 1998).
    """

    exchanged: tuple[tuple[float, ...], ...]
    dropped: tuple[tuple[float, ...], ...]
    swapped: float

    def table(self) -> NDArray[np.float32]:
        """Return the costs as the kernel takes them, float32[2 * CODES * CODES + 1]."""
        tables = (np.ravel(self.exchanged), np.ravel(self.dropped), [self.swapped])
        return np.concatenate(tables).astype(np.float32)


class Model(msgspec.Struct, frozen=True):
    """A model release: the effects for each kind of pair.

    ``kinds`` are those of two entries of lists; ``asked`` those of a query, which somebody wrote
    down, and what is found for it. ``words`` say how likely two spellings are one word, by their
    ``edits`` too.
    """

    name: str
    edits: Edits
    words: Effects
    kinds: dict[str, Effects]
    asked: dict[str, Effects]

    def tables(self, *, asked: bool = False) -> Tables:
        """Return the model as arrays, for two entries of lists or for what was ``asked``.

        Raises:
            KeyError: the model lacks a kind or a feature.
        """
        kinds = self.asked if asked else self.kinds
        return _tables([kinds[kind] for kind in KINDS], FEATURES)

    def word_tables(self) -> Tables:
        """Return the model of words as arrays.

        Raises:
            KeyError: the model lacks a feature.
        """
        return _tables([self.words], WORD_FEATURES)


def _tables(chosen: Sequence[Effects], features: Sequence[str]) -> Tables:
    curves = [[effects.curves[name] for name in features] for effects in chosen]
    return Tables(
        bias=np.array([effects.bias for effects in chosen], np.float32),
        x=_padded([[curve.x for curve in row] for row in curves]),
        y=_padded([[curve.y for curve in row] for row in curves]),
        n=np.array([[len(curve.x) for curve in row] for row in curves], np.int32),
    )


def _padded(rows: Sequence[Sequence[tuple[float, ...]]]) -> NDArray[np.float32]:
    """Return values of differing number as float32[rows, columns, K], the last one repeated."""
    most = max(len(values) for row in rows for values in row)
    return np.array(
        [[(*v, *[v[-1]] * (most - len(v))) for v in row] for row in rows],
        np.float32,
    )


@cache
def model(release: str = RELEASE) -> Model:
    """Return a model release.

    Raises:
        FileNotFoundError: there is none of that name.
    """
    return msgspec.json.decode(_data(f"model-{release}.json"), type=Model)


@cache
def weights(kind: str, release: str = RELEASE) -> Mapping[str, float]:
    """Return the weight of words by sound, 0..1, for names of a ``person`` or ``other`` names.

    A word that is not there is rarer than any that is, and weighs 1. With N names and n that bear
    the word, the weight is log(N / n) / log(N / 4), not less than `LEAST_WEIGHT`: 4 is the least
    n that is published.

    Raises:
        FileNotFoundError: there is no release of that name.
    """
    rows = csv.reader(_data(f"frequencies-{release}.csv").decode().splitlines())
    counts = {word: int(count) for group, word, count in rows if group == kind}
    whole = counts.pop("")
    return {word: weight(count, whole) for word, count in counts.items()}


@cache
def initial_bits(release: str = RELEASE) -> Mapping[str, float]:
    """Return what each letter of an acronym tells, in bits: how rare it is as an initial.

    Raises:
        FileNotFoundError: there is no release of that name.
    """
    rows = csv.reader(_data(f"frequencies-{release}.csv").decode().splitlines())
    counts = {letter: int(count) for group, letter, count in rows if group == "initial"}
    whole = sum(counts.values())
    return {letter: math.log2(whole / count) for letter, count in counts.items()}


FEWEST = 4
"""The least number of parties of one list that bear a word, for it to be in the data."""


def weight(bearers: int, whole: int) -> float:
    """Return what a word weighs that so many of all names bear: 1 from `FEWEST` on down."""
    rarity = math.log(whole / max(bearers, FEWEST)) / math.log(whole / FEWEST)
    return max(LEAST_WEIGHT, min(1.0, rarity))


def _data(name: str) -> bytes:
    return files("commonlist.matching").joinpath("data", name).read_bytes()
