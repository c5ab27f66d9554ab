"""The costs of edits: learnt of spellings, and added up by the kernel."""

from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tools.training import edits
from tools.training.spelling import Words

from commonlist.matching.model import CODES, WORD_FEATURES, Edits, model
from commonlist.matching.names import forms
from commonlist.records import Name

NAMES = ["karim", "tarek", "malik", "sakher", "kasem", "bakri", "zaki", "rakan", "makki", "shaker"]
PAIRS = [(name, name.replace("k", "q")) for name in NAMES] + [
    ("hassan", "hasan"), ("yassin", "yasin"), ("bassam", "basam"), ("nassir", "nasir"),
    ("tamer", "tamre"), ("omar", "omal"),
]  # fmt: skip


@pytest.fixture(scope="module")
def costs() -> Edits:
    return edits.learnt(PAIRS)


def exchange(costs: Edits, one: str, two: str) -> float:
    return costs.exchanged[ord(one) - 96][ord(two) - 96]


def test_an_edit_that_is_often_seen_costs_less_than_one_that_is_not(costs: Edits) -> None:
    assert exchange(costs, "k", "q") < exchange(costs, "r", "l") < exchange(costs, "b", "z")
    s, m, a = (ord(letter) - 96 for letter in "sma")
    assert costs.dropped[s][s] < costs.dropped[m][a]


def test_a_letter_that_stays_costs_nothing_and_exchanges_cost_the_same_both_ways(
    costs: Edits,
) -> None:
    for one in range(CODES):
        assert costs.exchanged[one][one] == 0.0
        for two in range(CODES):
            assert costs.exchanged[one][two] == costs.exchanged[two][one] >= 0.0
            assert costs.dropped[one][two] > 0.0


def test_the_same_pairs_give_the_same_costs_whichever_word_stands_first(costs: Edits) -> None:
    assert edits.learnt(PAIRS) == costs
    assert edits.learnt([(two, one) for one, two in PAIRS]) == costs


def read(text: str) -> str:
    """Return the letters of a name's words as they are compared."""
    (form,) = forms(Name(text=text), personal=True)
    return "".join(word.letters for word in form.words)


def cheapest(one: str, two: str, costs: Edits) -> float:
    """Return what the cheapest edits cost, from the definition."""

    def code(word: str, at: int) -> int:
        return ord(word[at]) - 96 if at >= 0 else 0

    @cache
    def least(m: int, n: int) -> float:
        if not m and not n:
            return 0.0
        ways = []
        if m:
            gone = costs.dropped[code(one, m - 1)][code(one, m - 2)]
            ways.append(least(m - 1, n) + gone)
        if n:
            gone = costs.dropped[code(two, n - 1)][code(two, n - 2)]
            ways.append(least(m, n - 1) + gone)
        if m and n:
            ways.append(least(m - 1, n - 1) + costs.exchanged[code(one, m - 1)][code(two, n - 1)])
        if m > 1 and n > 1 and one[m - 1] + one[m - 2] == two[n - 2] + two[n - 1]:
            ways.append(least(m - 2, n - 2) + costs.swapped)
        return min(ways)

    return least(len(one), len(two))


@given(st.text("abeghiknqrstuz", min_size=4, max_size=12), st.data())
def test_the_kernel_adds_up_the_cheapest_edits(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    put = data.draw(st.sampled_from(["", "a", "k", "sh", word[at] * 2]))
    other = word[:at] + put + word[at + 1 :]
    assume(read(word) == word and read(other) == other)  # no particle, no number
    shipped = model().edits
    words = Words({word, other})
    for one, two in words.near([(word, other)]):
        (values,) = words.measured([(one, two)], shipped)
        expected = cheapest(one, two, shipped)
        assert values[WORD_FEATURES.index("edits")] == pytest.approx(expected, rel=1e-4)
        longer = max(len(one), len(two))
        assert values[WORD_FEATURES.index("edited")] == pytest.approx(expected / longer, rel=1e-4)
