"""Which records are the same, grouped by what decides it."""

import msgspec
import pytest

from commonlist.matching import REVIEW, Comparison, compare, profile
from commonlist.records import Kind, Record
from commonlist.resolution import JOIN, partition
from tests.matching.entries import group, person, profiles


def compared(left: Record, right: Record, *, references: bool = True) -> Comparison:
    if not references:
        left, right = (msgspec.structs.replace(each, references=()) for each in (left, right))
    return compare(profile(left), profile(right))


def same(left: Record, right: Record, *, references: bool = True) -> bool:
    """Tell whether this comparison alone would join them."""
    made = compared(left, right, references=references)
    return len(partition(profiles(left, right), [made], ()).groups) == 1


def features(comparison: Comparison) -> dict[str, float]:
    return {reason.feature: reason.effect for reason in comparison.reasons}


# Names alone: organisations


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("AL-QAIDA", "Аль-Каида"),
        ("AL QA'IDA", "Al-Qaeda"),
        ("Taliban", "«Талибан»"),
        ("Taliban", "طالبان"),
        ("Hizballah", "HEZBOLLAH"),
        ("حزب الله", "Hizballah"),
        ("Jabhat al-Nusra", "AL-NUSRAH FRONT"),
        ("جبهة النصرة", "Al-Nusrah Front"),
        ("Muslim Brotherhood", "«Братья-мусульмане»"),
        ("Ansar al-Charia Derna", "ANSAR AL-SHARI'A IN DARNAH"),
        ("ABU SAYYAF GROUP", "Abu Sayaf Group"),
    ],
)
def test_captions_of_one_group_match_across_scripts_and_spellings(one: str, two: str) -> None:
    assert same(group("a:1", one), group("b:1", two))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Hizballah", "Hizballah in the Kingdom"),
        ("Hizballah", "Turkish Hizbullah"),
        ("Hizballah", "Kata'ib Hizballah"),
        ("Hizballah", "Hizballah military wing"),
        ("Turkish Hizbullah", "Kata'ib Hizballah"),
        ("Ansar al-Charia Derna", "Ansar al-Charia Benghazi"),
        ("Al-Qaida", "Al-Qaida in the Islamic Maghreb"),
        ("Al-Qaida in the Arabian Peninsula", "Al-Qaida in the Islamic Maghreb"),
        ("Al-Qaida", "Al-Qaida in the Arabian Peninsula"),
        ("Al-Qaida", "Al-Qaida in Iraq"),
        ("Muslim Brotherhood", "Muslim Brotherhood in the UAE"),
        ("Islamic State", "Islamic State in Libya"),
        ("Testcorp Factory No. 5", "Testcorp Factory No. 6"),
        ("Testcorp Bank", "Testcorp Trading Company"),
        ("Jemaah Islamiyah", "Al-Gama'a al-Islamiyya"),
    ],
)
def test_groups_told_apart_by_a_word_do_not_match(one: str, two: str) -> None:
    assert not same(group("a:1", one), group("b:1", two))


@pytest.mark.parametrize("name", ["Army of Islam", "Islamic Group", "National Liberation Army"])
def test_generic_names_alone_are_for_review(name: str) -> None:
    one, two = group("a:1", name), group("b:1", name)
    assert compared(one, two).score >= REVIEW
    assert not same(one, two)


def test_generic_names_are_enough_with_a_country_in_common() -> None:
    one = group("a:1", "National Liberation Army", countries=["co"])
    assert same(one, group("b:1", "National Liberation Army", countries=["co"]))
    assert not same(one, group("b:1", "National Liberation Army", countries=["ir"]))


def test_one_shared_alias_of_common_words_is_not_enough_but_several_are() -> None:
    gaza = group("a:1", "Army of Islam", "Jaysh al-Islam", "Tandhim al-Testi")
    syria = group("b:1", "Jaysh al-Islam", "Liwa al-Islam")
    assert not same(gaza, syria)
    assert same(
        group("a:1", "Alpha Testers", "Jaysh al-Karma", "Zorba Fighters"),
        group("b:1", "Jaysh al-Karma", "Zorba Fighters"),
    )


def test_an_acronym_that_both_print_stands_beside_common_words() -> None:
    one = group("a:1", "Al-Itihaad al-Islamiya / AIAI")
    assert same(one, group("b:1", "Al-Itihaad al-Islamiya", "AIAI"))
    assert not same(one, group("b:1", "Al-Itihaad al-Islamiya"))


def test_further_names_of_common_words_are_not_enough_for_an_organisation() -> None:
    names = ("Army of Islam", "Jaysh al-Islam", "Islamic Army")
    assert not same(group("a:1", *names), group("b:1", *names))


def test_an_acronym_alone_is_not_enough() -> None:
    assert not same(
        group("a:1", "Omega Testing Front", "OTF"), group("b:1", "Old Timers Federation", "OTF")
    )


# Names alone: persons


def test_a_single_name_is_never_enough() -> None:
    assert not same(person("a:1", "Zarqani"), person("b:1", "Zarqani"))
    assert not same(
        person("a:1", "Zarqani", births=["1970"], countries=["iq"]),
        person("b:1", "Zarqani", births=["1970"], countries=["iq"]),
    )


def test_two_common_names_need_more() -> None:
    assert not same(person("a:1", "Muhammad Ali"), person("b:1", "ALI, Mohamed"))


def test_three_rare_names_are_enough() -> None:
    assert same(
        person("a:1", "TESTOV, Borislav Kviatkovich"), person("b:1", "Borislav Kviatkovich Testov")
    )


def test_siblings_are_told_apart_by_their_given_names() -> None:
    assert not same(
        person("a:1", "Qais Nabil Tariq AL-TESTI", births=["1970"], countries=["iq"]),
        person("b:1", "Raghda Nabil Tariq AL-TESTI", births=["1970"], countries=["iq"]),
    )


def test_hasan_is_not_husain() -> None:
    one = compared(person("a:1", "Hasan Zarqani Testi"), person("b:1", "Hasan Zarqani Testi"))
    two = compared(person("a:1", "Hasan Zarqani Testi"), person("b:1", "Husain Zarqani Testi"))
    assert two.score < JOIN < one.score


# Births, countries, gender, kind


def test_a_birth_date_in_common_decides() -> None:
    born = ["1971-02-03"]
    one = person("a:1", "Nadir Zarqani", births=born)
    assert same(one, person("b:1", "ZARKANI, Nader", births=born))


def test_births_far_apart_speak_against() -> None:
    one = person("a:1", "Nadir Karam Zarqani", births=["1951"])
    assert not same(one, person("b:1", "Nadir Karam Zarqani", births=["1975"]))
    assert same(one, person("b:1", "Nadir Karam Zarqani", births=["1952"]))


def test_several_births_agree_if_one_does() -> None:
    one = person("a:1", "Nadir Zarqani", births=["1961", "1967", "~1970"])
    found = features(compared(one, person("b:1", "Nadir Zarqani", births=["1971"])))
    assert found["birth"] > 0


def test_a_slip_in_the_year_of_a_birth_date_does_not_speak_against() -> None:
    one = person("a:1", "Nadir Zarqani", births=["1967-06-20"])
    found = features(compared(one, person("b:1", "Nadir Zarqani", births=["1976-06-20"])))
    assert found["birth"] > 0


def test_gender_and_country_are_checks() -> None:
    one = person("a:1", "Nadir Karam Zarqani", gender="male", countries=["iq"])
    two = person("b:1", "Nadir Karam Zarqani", gender="Female", countries=["fr"])
    found = features(compared(one, two))
    assert found["gender"] < 0
    assert found["country"] < 0
    assert not same(one, two)


def test_a_person_is_no_organisation_even_with_one_reference() -> None:
    one = group("a:1", "Zarqani Karam Testi", references=["un:QDe.900"])
    two = person("b:1", "Zarqani Karam Testi", references=["un:QDe.900"])
    assert not same(one, two)


def test_a_vessel_may_be_listed_as_an_entity() -> None:
    one = group("a:1", "ZORBA STAR", kind=Kind.VESSEL)
    assert same(one, group("b:1", "ZORBA STAR", countries=[]))


# Numbers and references


def test_a_passport_in_common_weighs_much() -> None:
    one = person("a:1", "Nadir Zarqani", passports=["X 123-4567"])
    assert same(one, person("b:1", "ZARKANI, Nadir", passports=["X1234567"]))


def test_a_quoted_reference_in_common_decides() -> None:
    one = group("a:1", "Islamic Army", references=["un:QDe.900"])
    two = group("b:1", "Islamic Army of Test", references=["un:QDe.900"])
    assert same(one, two)
    assert not same(one, two, references=False)


def test_a_quoted_reference_without_any_like_name_is_for_review() -> None:
    one = group("a:1", "Zorba Trading", references=["un:QDe.900"])
    two = group("b:1", "Karma Shipping", references=["un:QDe.900"])
    assert compared(one, two).score >= REVIEW
    assert not same(one, two)


def test_other_permanent_references_speak_against() -> None:
    former = group(
        "gb_ofsi:8441", "Al-Qaida in Iraq", "Jabhat al-Nusrah", "Al-Nusrah Front",
        references=["un:QDe.115"],
    )  # fmt: skip
    nusra = group(
        "un_sc:QDe.137", "Al-Nusrah Front for the People of the Levant", "Jabhat al-Nusrah",
        "Al-Nusrah Front", references=["un:QDe.137"],
    )  # fmt: skip
    assert not same(former, nusra)


def test_references_of_two_committees_do_not_speak_against() -> None:
    one = group("a:1", "Haqqani Test Network", references=["un:TAe.900"])
    assert same(one, group("b:1", "Haqqani Test Network", references=["un:QDe.900"]))


# The comparison itself


def test_a_comparison_is_symmetric_and_its_effects_add_up() -> None:
    one = person("b:1", "Nadir Zarqani", births=["1970"], countries=["iq"])
    two = person("a:1", "ZARKANI, Nadir", births=["1971"], countries=["iq"])
    assert compared(one, two) == compared(two, one)
    made = compared(one, two)
    assert (made.left, made.right) == ("a:1", "b:1")
    assert all(reason.sentence for reason in made.reasons)


def test_the_sentence_says_which_name_met_which() -> None:
    made = compared(group("a:1", "Taliban"), group("b:1", "«Талибан»"))
    (reason,) = [reason for reason in made.reasons if reason.feature == "name"]
    assert (reason.left, reason.right) == ("Taliban", "«Талибан»")
    assert reason.sentence.startswith("the name Taliban meets «Талибан»")


def test_weak_aliases_count_less() -> None:
    strong = compared(group("a:1", "Zorba"), group("b:1", "Karma", "Zorba"))
    weak = compared(group("a:1", "Zorba"), group("b:1", "Karma", "~Zorba"))
    assert weak.score < strong.score
