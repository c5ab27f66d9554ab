"""The language of rules: what it reads, what it prints, and errors that point at the column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.agreement.language import MAX_DEPTH, MAX_LENGTH, parse
from commonlist.agreement.rules import (
    FILTERS,
    AtLeast,
    PartyAtom,
    Procedure,
    Rule,
    SourceAtom,
)
from commonlist.errors import RuleError
from tests.agreement.expressions import PARTIES, rules

UN, US, RU, EU = (PartyAtom(code) for code in ("un", "us", "ru", "eu"))


class TestReading:
    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("un", Rule(UN)),
            ("((un))", Rule(UN)),
            ("un or us or ru", Rule(AtLeast("or", 1, (UN, US, RU)))),
            ("un and us", Rule(AtLeast("and", 2, (UN, US)))),
            ("all(us, ru)", Rule(AtLeast("all", 2, (US, RU)))),
            ("any(us, ru)", Rule(AtLeast("any", 1, (US, RU)))),
            ("bloc(us, ru)", Rule(AtLeast("bloc", 1, (US, RU)))),
            ("atleast(2, us, ru, eu)", Rule(AtLeast("atleast", 2, (US, RU, EU)))),
            ("source(eu_931)", Rule(SourceAtom("eu_931"))),
            ("no_objection(us, 30 days)", Rule(Procedure("no_objection", (US,), "30 days"))),
            ("joint_action(us, ru)", Rule(Procedure("joint_action", (US, RU)))),
            ("joint_action(us, same day)", Rule(Procedure("joint_action", (US,), "same day"))),
            ("present_and_confirm(ru)", Rule(Procedure("present_and_confirm", (RU,)))),
        ],
    )
    def test_each_form(self, text: str, rule: Rule) -> None:
        assert parse(text) == rule

    def test_and_binds_before_or(self) -> None:
        assert parse("un or us and ru") == parse("un or (us and ru)")
        assert parse("un or us and ru") != parse("(un or us) and ru")

    def test_brackets_keep_chains_apart(self) -> None:
        nested = AtLeast("or", 1, (AtLeast("or", 1, (UN, US)), RU))
        assert parse("(un or us) or ru") == Rule(nested)

    def test_blanks_and_case_mean_nothing(self) -> None:
        assert parse("  UN\n OR ALL( Us,RU )[ Stances ] ") == parse("un or all(us, ru) [stances]")

    def test_words_in_brackets_are_filters_or_one_topic(self) -> None:
        rule = parse("un [parts, iran, stances]")
        assert (rule.filters, rule.topic) == (frozenset({"parts", "stances"}), "iran")

    def test_the_rules_of_the_manual(self) -> None:
        for text in (
            "un or all(us, ru, tr, fr) [stances]",
            "atleast(3, us, eu, gb, ru, cn) [organizations, terrorism]",
            "all(us, ru) [autonomous]",
            "atleast(2, bloc(eu, fr, de), us, ru)",
            "no_objection(us, ru, 30 days)",
        ):
            assert str(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("", 1, "expected a party, a function or '(', not the end"),
        ("   ", 1, "not the end"),
        ("us &", 4, "'&' has no meaning"),
        ("us\n  ; ru", 6, "';' has no meaning"),
        ("xx", 1, "no party 'xx'"),
        ("us or zz", 7, "no party 'zz'"),
        ("us ru", 4, "unexpected 'ru' after the end"),
        ("us or", 6, "expected a party"),
        ("us or  ", 6, "expected a party"),
        ("or us", 1, "no party 'or'"),
        ("(us", 4, "expected ')', not the end"),
        ("us)", 3, "unexpected ')'"),
        ("some(us)", 1, "no function 'some'; there are atleast"),
        ("all()", 5, "expected a party"),
        ("all(us,)", 8, "expected a party"),
        ("all us", 1, "no party 'all'"),
        ("all(us ru)", 8, "expected ')', not 'ru'"),
        ("atleast(us, ru)", 9, "expected a number, not 'us'"),
        ("atleast(2 us)", 11, "expected ',', not 'us'"),
        ("atleast(3, us, ru)", 1, "at least 3 of 2 is no rule"),
        ("un or atleast(0, us)", 7, "at least 0 of 1 is no rule"),
        ("atleast(1234567, us)", 9, "expected a number"),
        ("source()", 8, "expected the name of a list"),
        ("source(931)", 8, "expected the name of a list"),
        ("source(eu_931, us)", 14, "expected ')'"),
        ("no_objection(us, ru)", 20, "ends with a number of days"),
        ("no_objection(30 days)", 21, "needs parties"),
        ("no_objection(us, 30 weeks)", 21, "expected 'days', not 'weeks'"),
        ("no_objection(us, 30)", 20, "expected 'days', not ')'"),
        ("no_objection(us, xx, 30 days)", 18, "no party 'xx'"),
        ("no_objection(us or ru, 30 days)", 17, "ends with a number of days"),
        ("joint_action(us, same time)", 23, "expected 'day'"),
        ("joint_action(same day)", 14, "no party 'same'"),
        ("present_and_confirm()", 21, "expected a party"),
        ("us [", 5, "expected a filter or topic, not the end"),
        ("us []", 5, "expected a filter or topic, not ']'"),
        ("us [stances", 12, "expected ']', not the end"),
        ("us [stances,]", 13, "expected a filter or topic"),
        ("us [stances] ru", 14, "after the end of the rule"),
        ("us [iran, dprk]", 11, "the topic is already 'iran'"),
        ("us [30]", 5, "expected a filter or topic, not '30'"),
        ("us [stance]", 5, "did you mean 'stances'?"),
        ("us [parts, organisations]", 12, "did you mean 'organizations'?"),
        ("us [non-state]", 5, "did you mean 'non_state'?"),
        ("us [organizations, persons]", 28, "leave nothing"),
    ],
)
def test_an_error_names_the_column_and_what_was_expected(text: str, column: int, says: str) -> None:
    with pytest.raises(RuleError) as raised:
        parse(text)
    assert raised.value.column == column
    assert says in str(raised.value)
    assert str(raised.value).startswith(f"column {column}: ")
    assert "\n" not in str(raised.value)


class TestLimits:
    def test_of_length(self) -> None:
        assert parse("un" + " " * (MAX_LENGTH - 2)) == Rule(UN)
        with pytest.raises(RuleError, match="at most 10000 characters, this one 10001"):
            parse("un" + " " * (MAX_LENGTH - 1))

    def test_of_depth(self) -> None:
        deepest = MAX_DEPTH - 1
        assert parse("(" * deepest + "un" + ")" * deepest) == Rule(UN)
        with pytest.raises(RuleError, match="more than 50 brackets") as raised:
            parse("(" * MAX_DEPTH + "un" + ")" * MAX_DEPTH)
        assert raised.value.column == MAX_DEPTH + 1

    def test_a_rule_at_the_limit_of_depth_can_be_read_again(self) -> None:
        deepest = MAX_DEPTH - 1
        rule = parse("all(" * deepest + "un and us or ru" + ")" * deepest)
        assert parse(str(rule)) == rule

    def test_the_longest_rules_are_read_without_exhausting_the_stack(self) -> None:
        chain = parse(" or ".join(["un"] * 1600))
        assert isinstance(chain.expression, AtLeast)
        assert len(chain.expression.parts) == 1600
        with pytest.raises(RuleError):
            parse("(" * MAX_LENGTH)


@given(rules)
def test_parsing_what_is_printed_gives_the_same_rule(rule: Rule) -> None:
    assert parse(str(rule)) == rule


@given(rules)
def test_printing_is_the_same_however_the_text_was_written(rule: Rule) -> None:
    text = str(rule)
    spread = text.upper().replace("(", " ( ").replace(",", " ,\n")
    if not rule.sources():
        assert str(parse(spread)) == text


WORDS = (
    *("or", "and", "all", "atleast", "bloc", "source", "no_objection", "joint_action"),
    *("2", "30", "days", "same", "day", "iran"),
)
TOKENS = st.sampled_from((*PARTIES, *FILTERS, *WORDS, *"()[],&é\x00"))


def refused_at(text: str) -> int | None:
    """The column of the error, None where there is none and the rule prints and reads again."""
    try:
        rule = parse(text)
    except RuleError as error:
        return error.column
    return None if parse(str(rule)) == rule else 0


@given(st.lists(TOKENS, max_size=15).map(" ".join) | st.text(max_size=30))
def test_any_text_is_a_rule_or_an_error_at_a_column_within_it(text: str) -> None:
    column = refused_at(text)
    assert column is None or 1 <= column <= len(text) + 1
