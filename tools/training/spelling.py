"""How likely two spellings are one word: learnt of words by themselves.

A word that is spelt otherwise is set against what a word meets by chance: the words of other
parties of its country and kind. The log-odds that come out are the weight of the evidence.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from random import Random
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonlist.matching import profile
from commonlist.matching.index import Index, words_in
from commonlist.matching.library import address, library
from commonlist.matching.model import CODES, WORD_FEATURES, Edits
from commonlist.matching.names import Form, forms
from commonlist.records import Kind, Name, Record

from . import edits
from .features import WORDS
from .fitting import Fitted, Sample, fit
from .identity import Held
from .perturbing import misread, mistyped, romanised, voweless
from .queries import Culture, culture

SLIPS = (romanised, romanised, romanised, mistyped, mistyped, misread, voweless)
"""How a word comes to be spelt otherwise, and in which proportion."""
CHANGED = 0.2
"""How often a word is spelt otherwise at all: so much less does a likeness say than equal words."""
DRAWN, BY_CHANCE = 16_000, 2_000_000
"""How many words are spelt otherwise, and how many pairs of words met by chance."""
_SHORTEST, _FEWEST = 3, 50

Array = NDArray[Any]


class Spelling(NamedTuple):
    """The model of two words, and the costs of edits that it rests on."""

    edits: Edits
    fitted: Fitted


def learnt(held: Sequence[Held], chance: Random) -> Spelling:
    """Return the model of two words; its bias makes log-odds the weight of evidence."""
    by_culture = _by_culture(held)
    words = [word for each in by_culture for word in each]
    drawn = chance.choices(words, k=DRAWN)
    respelt = [(word, chance.choice(SLIPS)(word, chance)) for word in drawn]
    variants = {pair for _, record in held for pair in _variants(list(_forms(record)))}
    alike = [pair for pair in (*respelt, *sorted(variants)) if pair[0] != pair[1]]
    sizes = [len(each) for each in by_culture]
    strangers = [
        (chance.choice(each), chance.choice(each))
        for each in chance.choices(by_culture, sizes, k=BY_CHANCE)
    ]
    known = Words({*words, *(word for pair in alike for word in pair)})
    near = known.near(alike)
    costs = edits.learnt(near)
    same = known.measured(near, costs)
    strange = known.measured(known.near(strangers), costs)
    scale = len(same) / len(strange)
    fitted = fit(
        Sample(
            features=np.concatenate([same, strange]),
            labels=np.repeat([1.0, 0.0], [len(same), len(strange)]),
            weights=np.repeat([1.0, scale], [len(same), len(strange)]),
            origin=np.zeros(len(same) + len(strange), np.int8),
        ),
        WORDS,
    )
    evidence = fitted.biases[0] + math.log(CHANGED * scale / len(alike) * len(strangers))
    return Spelling(costs, Fitted((round(evidence, 5),), fitted.effects))


def _by_culture(held: Sequence[Held]) -> list[list[str]]:
    """Return the words of names, as often as they stand there, by country and kind of party."""
    found: dict[Culture, list[str]] = defaultdict(list)
    for copy, record in held:
        words = {word.letters for form in _forms(record) for word in form.words}
        told = (word for word in sorted(words) if len(word) >= _SHORTEST and word.isalpha())
        found[culture(copy, record)] += told
    return [each for each in found.values() if len(each) >= _FEWEST]


def _forms(record: Record) -> Iterator[Form]:
    for name in record.names:
        yield from forms(name, personal=record.kind is Kind.PERSON)


def _variants(told: Sequence[Form]) -> Iterator[tuple[str, str]]:
    """Yield two words at one place of two names of a person that are alike but for it."""
    for form, other in combinations(told, 2):
        if len(form.words) == len(other.words) > 1 and form.personal and other.personal:
            places = zip(form.words, other.words, strict=True)
            apart = [(a.letters, b.letters) for a, b in places if a is not b]
            if len(apart) == 1:
                yield min(apart[0]), max(apart[0])


class Words:
    """Words by themselves, as an index of names of one word."""

    def __init__(self, words: Iterable[str]) -> None:
        texts = sorted(word for word in words if len(word.split()) == 1)
        named = [
            Record(source="word", entry=text, kind=Kind.PERSON, names=(Name(text=text),))
            for text in texts
        ]
        self._index = Index.build(map(profile, named))
        arrays = self._index.arrays
        alone = np.diff(arrays["name_start"]) == 1
        first = arrays["name_words"][arrays["name_start"][:-1]]
        names = arrays["record_names"][:-1]
        self._row = {
            text: int(first[name]) for text, name in zip(texts, names, strict=True) if alone[name]
        }

    def near(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return the pairs that are spelt differently, and not too far apart."""
        found = [pair for pair in pairs if pair[0] in self._row and pair[1] in self._row]
        values = self._features(found, np.zeros(2 * CODES * CODES + 1, np.float32))
        near = self._compared(self._rows(found)) & ~np.isnan(values[:, 0])
        return [pair for pair, kept in zip(found, near, strict=True) if kept]

    def measured(self, pairs: Sequence[tuple[str, str]], costs: Edits) -> NDArray[np.float32]:
        """Return the features of pairs that are `near`."""
        return self._features(pairs, costs.table())

    def _rows(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.int32]:
        return np.array([(self._row[a], self._row[b]) for a, b in pairs], np.int32)

    def _features(
        self, pairs: Sequence[tuple[str, str]], costs: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        left, right = (np.ascontiguousarray(side) for side in self._rows(pairs).T)
        values = np.empty((len(pairs), len(WORD_FEATURES)), np.float32)
        library().measure_words(
            self._index.reference, address(left), address(right), len(pairs),
            address(costs), address(values),
        )  # fmt: skip
        return values

    def _compared(self, rows: Array) -> NDArray[np.bool_]:
        """Tell which pairs are neither one by sound or meaning nor two by meaning."""
        words, left, right = words_in(self._index.arrays), rows[:, 0], rows[:, 1]
        meaning, heard = words["meaning"], words["heard"]
        known = (meaning[left] > 0) & (meaning[right] > 0)
        equal = (heard[left] == heard[right]).all(axis=1)
        return np.asarray(~(known | equal))
