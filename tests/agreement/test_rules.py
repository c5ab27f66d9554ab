"""Rules as values: three-valued thresholds, what they name, how they print."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.agreement.language import parse
from commonlist.agreement.rules import (
    FILTERS,
    AtLeast,
    Atom,
    Expression,
    PartyAtom,
    Procedure,
    Rule,
    SourceAtom,
    Truth,
)
from commonlist.errors import RuleError
from tests.agreement.expressions import expressions, lists, over, parties

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
US, RU, UN = PartyAtom("us"), PartyAtom("ru"), PartyAtom("un")


def held(expression: Expression, **counts: Truth) -> Truth:
    return expression.holds(lambda atom: counts[str(atom)])


class TestThreeValues:
    @pytest.mark.parametrize(
        ("us", "ru", "both", "either"),
        [
            (YES, YES, YES, YES),
            (YES, UNKNOWN, UNKNOWN, YES),
            (YES, NO, NO, YES),
            (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
            (UNKNOWN, NO, NO, UNKNOWN),
            (NO, NO, NO, NO),
        ],
    )
    def test_all_and_any_are_kleenes(
        self, us: Truth, ru: Truth, both: Truth, either: Truth
    ) -> None:
        for first, second in ((us, ru), (ru, us)):
            for word in ("all", "and"):
                assert held(AtLeast(word, 2, (US, RU)), us=first, ru=second) is both
            for word in ("any", "or", "bloc"):
                assert held(AtLeast(word, 1, (US, RU)), us=first, ru=second) is either

    def test_a_threshold_is_decided_as_soon_as_the_rest_cannot_change_it(self) -> None:
        two = AtLeast("atleast", 2, (UN, US, RU))
        assert held(two, un=YES, us=YES, ru=UNKNOWN) is YES
        assert held(two, un=YES, us=NO, ru=UNKNOWN) is UNKNOWN
        assert held(two, un=NO, us=NO, ru=UNKNOWN) is NO

    def test_a_bloc_is_one_voice(self) -> None:
        rule = AtLeast("atleast", 2, (AtLeast("bloc", 1, (UN, US)), RU))
        assert held(rule, un=YES, us=YES, ru=NO) is NO
        assert held(rule, un=NO, us=YES, ru=YES) is YES

    def test_a_repeated_party_is_a_weight(self) -> None:
        assert held(AtLeast("atleast", 2, (US, US, RU)), us=YES, ru=NO) is YES

    @pytest.mark.parametrize("word", ["no_objection", "present_and_confirm", "joint_action"])
    def test_a_procedure_is_unknown_whatever_the_voices_say(self, word: str) -> None:
        assert held(Procedure(word, (US, RU)), us=YES, ru=YES) is UNKNOWN

    @given(over(parties | lists), st.data())
    def test_unknown_is_said_exactly_where_both_outcomes_are_possible(
        self, expression: Expression, data: st.DataObject
    ) -> None:
        names = sorted({str(atom) for atom in expression.atoms()})
        counts = {name: data.draw(st.sampled_from(Truth)) for name in names}
        free = [name for name in names if counts[name] is UNKNOWN]
        outcomes = {
            held(expression, **counts | dict(zip(free, settled, strict=True)))
            for settled in product((YES, NO), repeat=len(free))
        }
        answer = held(expression, **counts)
        assert answer is (UNKNOWN if len(outcomes) == 2 else outcomes.pop())


class TestThresholdsThatAreNoRule:
    @pytest.mark.parametrize("needed", [-1, 0, 3])
    def test_never_or_always_reached(self, needed: int) -> None:
        with pytest.raises(RuleError, match=f"at least {needed} of 2 is no rule"):
            AtLeast("atleast", needed, (US, RU))

    def test_of_nothing(self) -> None:
        with pytest.raises(RuleError):
            AtLeast("all", 0, ())

    @pytest.mark.parametrize(
        ("word", "needed"), [("all", 1), ("and", 1), ("any", 2), ("or", 2), ("bloc", 2)]
    )
    def test_of_another_number_than_the_word_says(self, word: str, needed: int) -> None:
        with pytest.raises(RuleError, match=f"{word} of 2 needs"):
            AtLeast(word, needed, (US, RU))

    @pytest.mark.parametrize("word", ["or", "and"])
    def test_a_chain_of_one(self, word: str) -> None:
        with pytest.raises(RuleError, match="two parts or more"):
            AtLeast(word, 1, (US,))


class TestWhatARuleNames:
    rule = parse("un or all(us, ru, us) or source(eu_931) or no_objection(us, tr, 30 days)")

    def test_each_party_once_in_order_those_of_procedures_too(self) -> None:
        assert self.rule.parties() == ("un", "us", "ru", "tr")

    def test_each_list_once(self) -> None:
        assert self.rule.sources() == ("eu_931",)

    def test_its_procedures(self) -> None:
        (procedure,) = self.rule.procedures()
        assert str(procedure) == "no_objection(us, tr, 30 days)"

    @given(expressions)
    def test_nothing_twice_and_nothing_else(self, expression: Expression) -> None:
        rule = Rule(expression)
        named: list[Atom] = [PartyAtom(p) for p in rule.parties()]
        named += [SourceAtom(s) for s in rule.sources()]
        assert len(set(named)) == len(named)
        assert set(named) == set(expression.atoms())


class TestPrinting:
    @pytest.mark.parametrize(
        ("rule", "text"),
        [
            (Rule(UN), "un"),
            (Rule(AtLeast("atleast", 2, (UN, US, RU))), "atleast(2, un, us, ru)"),
            (Rule(AtLeast("bloc", 1, (UN,))), "bloc(un)"),
            (Rule(SourceAtom("eu_931")), "source(eu_931)"),
            (Rule(Procedure("no_objection", (US, RU), "30 days")), "no_objection(us, ru, 30 days)"),
            (Rule(Procedure("joint_action", (US,), "same day")), "joint_action(us, same day)"),
            (Rule(UN, frozenset({"stances"}), "any"), "un [stances, any]"),
            (Rule(UN, topic="iran"), "un [iran]"),
        ],
    )
    def test_is_the_language(self, rule: Rule, text: str) -> None:
        assert str(rule) == text

    def test_filters_come_in_one_order(self) -> None:
        assert str(Rule(UN, frozenset(reversed(FILTERS)))) == f"un [{', '.join(FILTERS)}]"

    def test_brackets_stand_only_where_they_are_needed(self) -> None:
        both, either = AtLeast("and", 2, (US, RU)), AtLeast("or", 1, (US, RU))
        assert str(AtLeast("or", 1, (UN, both))) == "un or us and ru"
        assert str(AtLeast("and", 2, (UN, either))) == "un and (us or ru)"
        assert str(AtLeast("or", 1, (UN, either))) == "un or (us or ru)"
        assert str(AtLeast("and", 2, (UN, both))) == "un and (us and ru)"
        assert str(AtLeast("all", 2, (both, either))) == "all(us and ru, us or ru)"
