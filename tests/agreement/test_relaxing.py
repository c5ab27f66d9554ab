"""The nearest rules that would hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.agreement.language import parse
from commonlist.agreement.relaxing import relaxed
from commonlist.agreement.rules import Rule, Truth
from tests.agreement.expressions import PARTIES, rules

TRUTHS = st.lists(st.sampled_from(list(Truth)), min_size=len(PARTIES), max_size=len(PARTIES))


def said(**counts: bool | None) -> dict[str, Truth]:
    words = {True: Truth.YES, False: Truth.NO, None: Truth.UNKNOWN}
    return {name: words[count] for name, count in counts.items()}


@pytest.mark.parametrize(
    ("rule", "nearest"),
    [
        ("all(us, ru, fr)", ["atleast(2, us, ru, fr)"]),
        ("atleast(3, us, ru, fr)", ["atleast(2, us, ru, fr)"]),
        ("us and cn", ["atleast(1, us, cn)"]),
        ("cn or all(us, fr)", ["cn or atleast(1, us, fr)"]),
        ("all(us, ru)", []),
        ("cn", []),
        ("all(cn, fr)", []),
    ],
)
def test_a_threshold_is_lowered_as_little_as_suffices(rule: str, nearest: list[str]) -> None:
    counts = said(us=True, ru=True, fr=False, cn=None)
    assert [str(made) for made in relaxed(parse(rule), counts)] == nearest


@given(rules, TRUTHS)
def test_what_is_given_holds_reads_and_is_no_answer_already(rule: Rule, told: list[Truth]) -> None:
    counts = dict(zip(PARTIES, told, strict=True))

    def answer(asked: Rule) -> Truth:
        return asked.expression.holds(lambda atom: counts.get(str(atom), Truth.UNKNOWN))

    found = relaxed(rule, counts)
    assert not found or answer(rule) is not Truth.YES
    assert all(answer(made) is Truth.YES and parse(str(made)) == made for made in found)
