"""Partial dates: what publishers print, and nothing guessed beyond it."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.values.dates import PartialDate, parse_dmy, parse_iso, parse_words

days = st.dates().map(PartialDate.of)
months = st.dates().map(lambda day: PartialDate(day.year, day.month))
years = st.integers(1, 9999).map(PartialDate)
partial_dates = st.one_of(days, months, years)


@given(partial_dates)
def test_a_printed_date_reads_back_as_itself(day: PartialDate) -> None:
    assert parse_iso(str(day)) == day


@given(partial_dates)
def test_a_date_is_the_half_open_interval_of_the_days_it_may_mean(day: PartialDate) -> None:
    assert day.first() < day.end() or day.end() == date.max
    if day.day and day.first() != date.max:
        assert day.end() - day.first() == timedelta(days=1)


@given(months, st.integers(1, 28))
def test_a_month_holds_its_days(month: PartialDate, day: int) -> None:
    inside = PartialDate(month.year, month.month, day)
    assert month.first() <= inside.first() < month.end()


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    for parse in (parse_iso, parse_dmy, parse_words):
        with suppress(ValueError):
            assert parse(text).year


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2001", "2001"),
        ("2001-03", "2001-03"),
        (" 2001-03-29 ", "2001-03-29"),
        ("2014-11-19T00:00:00", "2014-11-19"),
        ("1965-07-04 00:00:00.0", "1965-07-04"),
        ("2024-11-30T00:00:00.875Z", "2024-11-30"),
        ("2020-11-30T20:31:19.923-05:00", "2020-11-30"),
        ("2015-04-07-04:00", "2015-04-07"),
    ],
)
def test_iso_days_are_taken_as_printed_without_a_shift_to_utc(text: str, day: str) -> None:
    assert str(parse_iso(text)) == day


@pytest.mark.parametrize("text", ["", "2001-00", "2001-02-30", "2001-13", "01", "29/03/2001", "x"])
def test_what_is_no_iso_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not an ISO date|out of range|month must be"):
        parse_iso(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("29/03/2001", "2001-03-29"),
        ("6.10.2001", "2001-10-06"),
        ("29-03-2001", "2001-03-29"),
        ("00/00/1980", "1980"),
        ("00/05/1980", "1980-05"),
    ],
)
def test_zeros_stand_for_parts_not_stated(text: str, day: str) -> None:
    assert str(parse_dmy(text)) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31 December 2012", "2012-12-31"),
        ("1 Jul. 2015", "2015-07-01"),
        ("3 Jul.1954", "1954-07-03"),
        ("Sept 2001", "2001-09"),
        ("29-Apr-2026", "2026-04-29"),
        ("August 1961", "1961-08"),
    ],
)
def test_english_month_names_are_read_in_full_or_short(text: str, day: str) -> None:
    assert str(parse_words(text)) == day


@pytest.mark.parametrize(
    "text", ["Marvel 2001", "Ju 2001", "29 Feb. 1969", "31 2012", "1 mai 2001"]
)
def test_a_word_that_is_no_english_month_or_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a day|out of range"):
        parse_words(text)


@pytest.mark.parametrize("parts", [(2001, 0, 3), (2001, 2, 30), (0, 1, 1), (2001, -1, 0)])
def test_a_senseless_date_cannot_be_made(parts: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"without a month|must be|out of range"):
        PartialDate(*parts)
