"""Two parties compared, against figures worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.agreement.comparison import Comparison, compare, spread
from commonlist.agreement.voices import Law, Voice
from commonlist.records import DateKind
from tests.agreement.voiced import of_law

ON, OFF, OPEN = of_law(Law.LISTED), of_law(Law.NOT_LISTED), of_law(Law.UNKNOWN)
PART = of_law(Law.LISTED_IN_PART)


def since(text: str, kind: DateKind = DateKind.DESIGNATED) -> Voice:
    return Voice(party="us", law=Law.LISTED, since=text, since_kind=kind)


def us_ru(*voices: tuple[Voice, Voice]) -> Comparison:
    return compare("us", "ru", voices)


def table(both: int, left: int, right: int, neither: int) -> Comparison:
    return us_ru(
        *[(ON, ON)] * both, *[(ON, OFF)] * left, *[(OFF, ON)] * right, *[(OFF, OFF)] * neither
    )


class TestOverlap:
    def test_is_counted_over_what_both_laws_are_known_of(self) -> None:
        made = us_ru((ON, ON), (ON, OFF), (OFF, ON), (OFF, OFF), (OPEN, ON), (OFF, OPEN))
        assert (made.both, made.only_left, made.only_right, made.neither) == (1, 1, 1, 1)
        assert made.unknown == 2

    def test_a_listing_in_part_counts_as_none(self) -> None:
        made = us_ru((PART, ON), (ON, PART))
        assert (made.both, made.only_left, made.only_right) == (0, 1, 1)

    def test_of_nothing_is_undefined(self) -> None:
        made = us_ru((OPEN, OPEN))
        assert (made.jaccard, made.kappa, made.median_days) == (None, None, None)


class TestFigures:
    @pytest.mark.parametrize(
        ("cells", "jaccard", "kappa"),
        [
            # The example of Cohen's kappa in most textbooks: 20, 5, 10, 15 of 50 gives 0.4.
            ((20, 5, 10, 15), 20 / 35, 0.4),
            # Observed 0.6; expected 0.6 x 0.7 + 0.4 x 0.3 = 0.54.
            ((45, 15, 25, 15), 45 / 85, 0.06 / 0.46),
            ((10, 0, 0, 10), 1.0, 1.0),
            ((0, 10, 10, 0), 0.0, -1.0),
            ((5, 5, 5, 5), 1 / 3, 0.0),
        ],
    )
    def test_by_hand(self, cells: tuple[int, int, int, int], jaccard: float, kappa: float) -> None:
        made = table(*cells)
        assert made.jaccard == pytest.approx(jaccard)
        assert made.kappa == pytest.approx(kappa)

    def test_kappa_is_undefined_where_chance_alone_would_agree(self) -> None:
        assert table(7, 0, 0, 0).kappa is None
        assert table(0, 0, 0, 7).kappa is None

    def test_jaccard_is_undefined_where_neither_lists_anything(self) -> None:
        assert table(0, 0, 0, 7).jaccard is None

    @given(st.tuples(*[st.integers(0, 30)] * 4))
    def test_are_the_same_from_either_side(self, cells: tuple[int, int, int, int]) -> None:
        both, left, right, neither = cells
        one, other = table(both, left, right, neither), table(both, right, left, neither)
        assert one.jaccard == other.jaccard
        assert one.kappa == pytest.approx(other.kappa)
        assert one.jaccard is None or 0 <= one.jaccard <= 1
        assert one.kappa is None or -1 - 1e-9 <= one.kappa <= 1 + 1e-9


class TestWhoWasFirst:
    def test_and_by_how_many_days_the_other_followed(self) -> None:
        made = us_ru(
            (since("2001-03-01"), since("2001-03-11")),
            (since("2003-02-14"), since("2003-02-10")),
            (since("2006-01-01"), since("2006-01-01")),
        )
        assert made.first == {"us": 1, "ru": 1, "same day": 1}
        assert made.median_days == 4

    def test_the_median_of_an_even_number_lies_between(self) -> None:
        made = us_ru(
            (since("2001-03-01"), since("2001-03-11")), (since("2001-03-01"), since("2001-03-04"))
        )
        assert made.median_days == 6.5

    @pytest.mark.parametrize(
        "voice",
        [
            since(""),
            since("2001"),
            since("2001-03"),
            since("2014-11-19", DateKind.FIRST_SEEN),
            OPEN,
            OFF,
            PART,
        ],
        ids=["no day", "a year", "a month", "our first copy", "unknown", "not listed", "in part"],
    )
    def test_is_said_only_where_both_days_are_known(self, voice: Voice) -> None:
        made = us_ru((since("2005-06-07"), voice), (voice, since("2005-06-07")))
        assert made.first == {"us": 0, "ru": 0, "same day": 0}
        assert made.median_days is None


class TestSpread:
    def test_is_how_many_entities_are_on_exactly_k_lists_most_lists_first(self) -> None:
        entities = [(ON, ON, ON), (ON, OFF, OPEN), (OFF, PART, ON), (OFF, OPEN, OFF)]
        assert list(spread(entities).items()) == [(3, 1), (1, 2)]

    def test_of_nothing_is_empty(self) -> None:
        assert spread([]) == spread([(OFF, OPEN)]) == {}

    @given(st.lists(st.lists(st.sampled_from((ON, OFF, OPEN, PART)), max_size=5)))
    def test_counts_every_listed_entity_once(self, entities: list[list[Voice]]) -> None:
        listed = [voices for voices in entities if ON in voices]
        assert sum(spread(entities).values()) == len(listed)
