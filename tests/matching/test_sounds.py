"""Spellings that mean one word meet; words that do not, stay apart."""

import pytest

from commonlist.matching.sounds import romanised, skeleton, sound, words_of


def ascii_words(text: str) -> list[str]:
    return [written for word in words_of(text) for written in romanised(word)]


@pytest.mark.parametrize(
    "spellings",
    [
        ("qaida", "qaeda", "kaida", "qayda"),
        ("muhamad", "muhammad", "mouhamad"),
        ("husain", "hussain", "husayn", "hussein"),
        ("nusrah", "nusra", "noussra"),
        ("islamiyya", "islamiya", "islamiyah"),
        ("wali", "vali"),
        ("jamal", "djamal", "dzhamal"),
        ("yusuf", "yousuf", "yussuf"),
        ("sahrawi", "sahraoui"),
        ("marwan", "marouan"),
        ("suwaid", "sweid"),
        ("wahid", "ouahid"),
        ("khalid", "xalid"),
        ("sergei", "sergej", "sergij"),
        ("gusev", "gusew"),
        ("tekhnopromtest", "technopromtest"),
        ("promtekh", "promtech"),
        ("mekhanik", "mechanik"),
    ],
)
def test_romanisations_of_one_word_sound_the_same(spellings: tuple[str, ...]) -> None:
    assert len({sound(word) for word in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "two"),
    [("hasan", "husain"), ("salim", "salman"), ("derna", "benghazi"), ("xu", "khu")],
)
def test_other_words_sound_otherwise(one: str, two: str) -> None:
    assert sound(one) != sound(two)


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("قاعدة", "qaida"),
        ("محمد", "muhammad"),
        ("جماعة", "jamaa"),
        ("يوسف", "yusuf"),
        ("نصرة", "nusrah"),
        ("طالبان", "taliban"),
        ("سحاب", "sahab"),
        ("صبح", "sobah"),
        ("كسوحة", "kassouha"),
        ("توخى", "tokhi"),
        ("مقیسه", "moghiseh"),
        ("مقیسه", "moqiseh"),
    ],
)
def test_arabic_script_has_the_skeleton_of_its_romanisation(arabic: str, latin: str) -> None:
    (word,) = ascii_words(arabic)
    assert skeleton(sound(word)) == skeleton(sound(latin))


def test_cyrillic_sounds_like_its_romanisation() -> None:
    assert [sound(word) for word in ascii_words("«Талибан»")] == [sound("taliban")]
    assert [sound(word) for word in ascii_words("Аль-Каида")] == [sound("al"), sound("qaida")]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        *(("RE2VANI", "rezvani"), ("2AVALNY", "zavalny"), ("'A88AS", "abbas")),
        *(("RU8ÉN", "ruben"), ("QUÍ2AR", "quizar"), ("6R0UP", "group"), ("2HU", "zhu")),
        *(("PU6LIE5E", "pugliese"),),
    ],
)
def test_a_digit_within_a_word_is_the_letter_that_it_looks_like(read: str, meant: str) -> None:
    assert ascii_words(read) == [meant]


@pytest.mark.parametrize("text", ["M23", "2ND", "100", "26 SEPTEMBER", "6 TESTS", "TEST 2 HU"])
def test_a_number_stays_one(text: str) -> None:
    assert any(word[:1].isdigit() for word in ascii_words(text))


def test_apostrophes_join_and_hyphens_divide() -> None:
    assert ascii_words("Al-Qa’ida") == ["al", "qaida"]
    assert ascii_words("Jama'at") == ["jamaat"]


@pytest.mark.parametrize("text", ["", "—", "()", "’’", "\u200f"])
def test_text_without_letters_has_no_words(text: str) -> None:
    assert ascii_words(text) == []
