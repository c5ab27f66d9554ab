"""Writing systems."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.values.scripts import script_of, split_scripts


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Abu Bakr (2)", "Latin"),
        ("Şeyh Ümit", "Latin"),
        ("Хизб ут-Тахрир", "Cyrillic"),
        ("جبهة النصرة", "Arabic"),
        ("ﷺ محمد", "Arabic"),
        ("金铁三", "Han"),
        ("金일", "Han"),
        ("김일", "Hangul"),
        ("オウム真", "Katakana"),
        ("חמאס", "Hebrew"),
        ("ፍትዊ", "Ethiopic"),
        ("123 ()", ""),
    ],
)
def test_the_script_is_that_of_most_letters(text: str, script: str) -> None:
    assert script_of(text) == script


def test_a_name_in_two_scripts_is_split_between_words() -> None:
    assert split_scripts("Agha Test آغا تست") == ("Agha Test", "آغا تست")
    assert split_scripts("تست 2 Unit 3") == ("تست 2", "Unit 3")
    assert split_scripts("3 Примеров (Primerov)") == ("3 Примеров", "(Primerov)")


def test_a_foreign_letter_within_a_word_splits_nothing() -> None:
    assert split_scripts("Антoн Тестов") == ("Антoн Тестов",)


@given(st.text())
def test_splitting_loses_no_word(text: str) -> None:
    assert " ".join(split_scripts(text)).split() == text.split()
