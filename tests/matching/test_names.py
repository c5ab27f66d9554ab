"""Names taken apart: what is dropped, what is parted, what tells entries apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.matching.names import CAPTION, WEAK, Class, Form, forms
from commonlist.records import Name


def taken(text: str, *, personal: bool = False, alias: bool = False) -> list[Form]:
    return list(forms(Name(text=text, alias=alias), personal=personal))


def keys(text: str, *, personal: bool = False) -> set[tuple[str, ...]]:
    return {form.key for form in taken(text, personal=personal)}


def test_order_and_particles_do_not_matter() -> None:
    assert keys("AL-TESTI, Nadir bin Karim", personal=True) == keys(
        "Nadir Karim Testi", personal=True
    )


@pytest.mark.parametrize(
    "spellings",
    [
        ("Abdulrahman Testi", "Abd al-Rahman Testi", "Abdur Rahman Testi", "ABDEL RAHMAN Testi"),
        ("Abdullah Testi", "Abdallah Testi", "Abd Allah Testi", "ABDULLA TESTI"),
        ("Salahuddin Testi", "Salah al-Din Testi", "SALAHEDDINE Testi"),
        ("Rahmatullah Testi", "Rahmat Allah Testi", "Rahmat ullah Testi"),
    ],
)
def test_compound_given_names_are_one_however_printed(spellings: tuple[str, ...]) -> None:
    assert len({key for text in spellings for key in keys(text, personal=True)}) == 1


def test_legal_forms_do_not_matter() -> None:
    assert keys("Testcorp Co., Ltd.") == keys("OOO TESTCORP") == keys("Testcorp")


def test_generic_words_have_one_meaning_in_several_languages() -> None:
    assert keys("Jabhat al-Nusrah") == keys("Al-Nusra Front")
    assert keys("Братья-мусульмане") == keys("Muslim Brotherhood")


def test_an_acronym_in_brackets_is_a_weak_further_name() -> None:
    whole, acronym = taken("Testing Movement (TM)")
    assert whole.text == "Testing Movement (TM)"
    assert whole.key == taken("Testing Movement")[0].key
    assert (acronym.text, acronym.quality) == ("TM", WEAK)


def test_an_acronym_that_is_the_caption_is_no_weak_name() -> None:
    assert [form.quality for form in taken("HAMAS")] == [CAPTION]
    assert [form.quality for form in taken("HAMAS", alias=True)] == [WEAK]


def test_a_place_in_brackets_belongs_to_the_name() -> None:
    (form,) = taken("Fatah al-Islam (Lebanon)")
    assert Class.PLACE in {word.group for word in form.words}


def test_a_slash_parts_two_names_but_not_a_name_from_its_place() -> None:
    assert [form.text for form in taken("Al Testa / Islamic Army")] == [
        "Al Testa / Islamic Army",
        "Al Testa",
        "Islamic Army",
    ]
    assert len(taken("Testing Movement/Bangladesh")) == 1


def test_dotted_letters_are_one_word() -> None:
    assert keys("P.K.K.") == keys("PKK")


@given(st.text(), st.booleans())
def test_any_text_can_be_taken_apart(text: str, personal: bool) -> None:
    for form in taken(text, personal=personal):
        assert form.words
