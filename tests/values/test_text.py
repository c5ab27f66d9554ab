"""Text of names: what is not seen goes, what is seen stays."""

import re

from hypothesis import given
from hypothesis import strategies as st

from commonlist.values.text import clean, slug


def test_line_breaks_and_invisible_marks_of_a_list_are_blanks_or_nothing() -> None:
    assert clean("  ABU\u2028 BAKR\u00a0 AL \n TEST ") == "ABU BAKR AL TEST"
    assert clean("\u200fعبد\u200e الله\ufeff") == "عبد الله"
    assert clean("soft\u00adhyphen and bell\x07") == "softhyphen and bell"
    assert clean(None) == clean("") == clean(" \u200b ") == ""


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once == once.strip()
    assert "  " not in once


@given(st.text())
def test_cleaning_keeps_every_letter_and_digit(text: str) -> None:
    assert [char for char in clean(text) if char.isalnum()] == [c for c in text if c.isalnum()]


def test_a_slug_is_ascii_in_any_script() -> None:
    assert slug("Jama'at-ul-Ahrar (JuA)") == "jamaat-ul-ahrar-jua"
    assert slug("Хизбут-Тахрир") == "khizbut-takhrir"
    assert slug("Al‑Qa’ida") == "al-qaida"


@given(st.text())
def test_a_slug_has_words_and_single_hyphens_only(text: str) -> None:
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug(text))
