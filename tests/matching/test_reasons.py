"""A score and the reasons that it is the sum of: what holds of any two records."""

import math
import unicodedata
from typing import Literal

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.matching import (
    Index,
    compare,
    comparisons,
    logit_of,
    profile,
    score_of,
)
from commonlist.matching.index import features, kind_of_pairs
from commonlist.matching.library import compiled
from commonlist.matching.model import FEATURES, KINDS, model
from commonlist.records import Birth, Identifier, Kind, Name, Record
from commonlist.values.dates import parse_iso
from tests.matching.entries import asked_for, group, person

WORDS = st.sampled_from(
    [
        *("Nadir", "Zarqani", "Karam", "Testov", "Muhammad", "Mohamed", "Ali", "Hasan", "M"),
        *("Kviatkovich", "محمد", "علي", "Мухаммад", "Али", "Abdulrahman", "Abdel", "Rahman"),
        *("Front", "Jabhat", "al-Nusra", "Movement", "Derna", "Benghazi", "5", "Ltd", "Company"),
        *("PFLP", "Sheikh", "Petrov", "Petroff", "金正恩", "Kim", "Jong", "Un"),
    ]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
NAMES = st.lists(TEXTS, min_size=1, max_size=4, unique=True)
BIRTHS = st.lists(
    st.sampled_from(["1970", "1971", "1970-02-03", "1971-02-03", "1970-03-02", "1985-12-31"]),
    max_size=2,
    unique=True,
)
COUNTRIES = st.lists(st.sampled_from(["iq", "sy", "fr", "ru"]), max_size=2, unique=True)


@st.composite
def entries(draw: st.DrawFn, key: str = "a:1") -> Record:
    kind = draw(st.sampled_from(list(Kind)))
    source, _, entry = key.partition(":")
    return Record(
        source=source,
        entry=entry,
        kind=kind,
        names=tuple(
            Name(text=text, alias=number > 0, weak=draw(st.booleans()))
            for number, text in enumerate(draw(NAMES))
        ),
        births=tuple(Birth(date=parse_iso(born)) for born in draw(BIRTHS)),
        countries=tuple(draw(COUNTRIES)),
        gender=draw(st.sampled_from(["", "male", "female"])),
        identifiers=tuple(
            Identifier(type="passport", value=value)
            for value in draw(st.lists(st.sampled_from(["X1234567", "Y7654321"]), max_size=1))
        ),
        references=tuple(draw(st.lists(st.sampled_from(["un:QDe.900", "un:QDe.901"]), max_size=1))),
    )


def logit(left: Record, right: Record) -> float:
    both = Index.plain([profile(left), profile(right)])
    return float(features(both, both, np_pairs((0, 1)))[0][0])


def np_pairs(*pairs: tuple[int, int]):  # type: ignore[no-untyped-def]
    return np.array(pairs, np.int32)


ASKED = compiled(asked=True)


def asked(text: str, listed: Record, *, cut: bool = False) -> dict[str, str]:
    """Return the reasons for a query of the kind of a listed record, by feature."""
    query = msgspec.structs.replace(listed, source="query", names=(Name(text=text),))
    ours, theirs = Index.plain([profile(query, cut=cut)]), Index.plain([profile(listed)])
    found = next(comparisons(ours, theirs, [(0, 0)], ASKED))
    return {reason.feature: reason.sentence for reason in found.reasons}


def reasons_of(left: Record, right: Record) -> dict[str, str]:
    found = compare(profile(left), profile(right))
    return {reason.feature: reason.sentence for reason in found.reasons}


def kind(left: Index, one: int, right: Index, two: int, *, asked: bool = False) -> int:
    return int(kind_of_pairs(left, right, np.array([(one, two)]), asked=asked)[0])


@given(entries("a:1"), entries("b:1"))
def test_a_score_is_the_same_both_ways(left: Record, right: Record) -> None:
    both = Index.plain([profile(left), profile(right)])
    there, back = features(both, both, np_pairs((0, 1), (1, 0)))[0]
    assert there == pytest.approx(back, abs=1e-9)


@given(entries("a:1"), entries("b:1"))
def test_the_effects_of_all_reasons_and_the_bias_are_the_log_odds_of_the_score(
    left: Record, right: Record
) -> None:
    both = Index.plain([profile(left), profile(right)])
    found = next(comparisons(both, both, [(0, 1)]))
    bias = model().kinds[KINDS[kind(both, 0, both, 1)]].bias
    total = bias + sum(reason.effect for reason in found.reasons)
    assert total == pytest.approx(logit(left, right), abs=1e-3)
    assert found.score == pytest.approx(score_of(logit(left, right)))


@given(entries("a:1"), entries("b:1"), st.booleans())
def test_so_they_are_for_what_is_asked(left: Record, right: Record, cut: bool) -> None:
    query, listed = Index.plain([profile(left, cut=cut)]), Index.plain([profile(right)])
    found = next(comparisons(query, listed, [(0, 0)], ASKED))
    bias = model().asked[KINDS[kind(query, 0, listed, 0, asked=True)]].bias
    total = bias + sum(reason.effect for reason in found.reasons)
    assert score_of(total) == pytest.approx(found.score, abs=1e-3)


@given(st.lists(entries("a:1"), min_size=1, max_size=4), entries("b:1"))
def test_pairs_compared_together_are_told_as_each_alone(
    given: list[Record], listed: Record
) -> None:
    nameless = msgspec.structs.replace(listed, names=(Name(text="—"),))
    lefts = [msgspec.structs.replace(one, entry=str(at)) for at, one in enumerate(given)]
    ours = Index.plain([profile(one) for one in (*lefts, nameless)])
    theirs = Index.plain([profile(nameless), profile(listed)])
    pairs = [(one, two) for one in range(len(ours)) for two in range(len(theirs))]
    alone = [next(comparisons(ours, theirs, [pair])) for pair in pairs]
    assert list(comparisons(ours, theirs, pairs)) == alone


def test_so_many_pairs_are_measured_in_one_go_and_none_is_left_out() -> None:
    listed = Index.plain([profile(person("b:1", "Ayman Haddad"))])
    pairs = [(0, 0)] * 2_001
    assert [found.right for found in comparisons(listed, listed, pairs)] == ["b:1"] * 2_001


FORMS: tuple[Literal["NFC", "NFD", "NFKC"], ...] = ("NFC", "NFD", "NFKC")


@given(entries("a:1"), entries("b:1"), st.sampled_from(FORMS))
def test_case_and_normal_form_of_names_do_not_matter(
    left: Record, right: Record, form: Literal["NFC", "NFD", "NFKC"]
) -> None:
    written = msgspec.structs.replace(
        right,
        names=tuple(
            msgspec.structs.replace(name, text=unicodedata.normalize(form, name.text))
            for name in right.names
        ),
    )
    assert logit(left, written) == pytest.approx(logit(left, right), abs=1e-9)


@given(entries("a:1"), entries("b:1"), st.randoms())
def test_the_order_of_aliases_does_not_matter(left: Record, right: Record, draw) -> None:  # type: ignore[no-untyped-def]
    aliases = list(right.names[1:])
    draw.shuffle(aliases)
    mixed = msgspec.structs.replace(right, names=(right.names[0], *aliases))
    assert logit(left, mixed) == pytest.approx(logit(left, right), abs=1e-9)


def _born(record: Record, born: str) -> Record:
    return msgspec.structs.replace(record, births=(*record.births, Birth(date=parse_iso(born))))


@given(entries("a:1"), entries("b:1"))
def test_evidence_that_agrees_never_lowers_a_score(left: Record, right: Record) -> None:
    before = logit(left, right) - 1e-9
    assert logit(_born(left, "1999-09-09"), _born(right, "1999-09-09")) >= before
    number = Identifier(type="passport", value="Z9999999")
    ours, theirs = (
        msgspec.structs.replace(record, identifiers=(*record.identifiers, number))
        for record in (left, right)
    )
    assert logit(ours, theirs) >= before
    ours, theirs = (
        msgspec.structs.replace(record, countries=(*record.countries, "ng"))
        for record in (left, right)
    )
    assert logit(ours, theirs) >= before


@given(entries("a:1"), entries("b:1"), st.integers(0, 3))
def test_a_name_of_the_other_added_as_an_alias_never_lowers_a_score(
    left: Record, right: Record, which: int
) -> None:
    name = right.names[which % len(right.names)]
    if left.kind is not right.kind or name in left.names:
        return
    more = msgspec.structs.replace(
        left, names=(*left.names, msgspec.structs.replace(name, alias=True))
    )
    assert logit(more, right) >= logit(left, right) - 1e-9


def test_unlike_pairs_do_not_tie() -> None:
    kept = person("a:1", "Nadir Karam Zarqani Testov", births=["1970-02-03"], countries=["iq"])
    others = [
        person("b:1", "Nadir Karam Zarqani Testov", births=["1970-02-03"], countries=["iq"]),
        person("b:2", "Nader Karam Zarqani Testov", births=["1970-02-03"], countries=["iq"]),
        person("b:3", "Nader Karam Zarkani Testov", births=["1970-02-03"], countries=["iq"]),
        person("b:4", "Nader Karam Zarkani Testof", births=["1970-02-03"], countries=["iq"]),
    ]
    scores = [compare(profile(kept), profile(other)).score for other in others]
    assert len(set(scores)) == len(scores)
    assert all(score < 1 for score in scores)


# Sentences against numbers


def test_each_word_that_met_otherwise_than_as_itself_is_told() -> None:
    found = reasons_of(person("a:1", "Nadir Zarqani"), person("b:1", "ZARKANI, Nader Muhammad"))
    assert "nadir" in found["name"]
    assert "zarqani" in found["name"]
    assert "muhammad" in found["extra"]


def test_a_name_that_is_met_letter_by_letter_is_told_so() -> None:
    listed = group("b:1", "Testov Kviatkovich Zarqani Ltd")
    found = asked("Testovkvi atkovichzarqaniltd", listed)
    assert "letter by letter" in found["name"]
    assert "letters" not in found
    found = asked("Testovkvi atkovichzarqaniltt", listed)
    assert found["letters"].startswith("4% of the letters")


def test_a_name_without_vowels_is_met_by_its_consonants() -> None:
    found = asked("Kvtkvch Hmdllh", person("b:1", "Kviatkovich Hamdullah"))
    assert "letter by letter" in found["name"]
    assert "letters" not in found
    assert found["crossed"].startswith("compared by consonants alone")


def test_a_cut_name_is_told_as_the_beginning_of_the_other() -> None:
    listed = group("b:1", "Testcorp Trading Limited Liability Company")
    assert "beginning" in asked("Testcorp Trading Limited Lia", listed, cut=True)["begins"]
    assert "begins" not in asked("Testcorp Trading Limited Lia", listed)


def test_words_that_stand_against_each_other_are_told() -> None:
    found = reasons_of(
        group("a:1", "Ansar al-Zorba Derna"), group("b:1", "Ansar al-Zorba Benghazi")
    )
    assert "derna" in found["clash"]
    assert "benghazi" in found["clash"]


def test_names_that_meet_in_part_are_not_told_as_none_of_them() -> None:
    one = group("a:1", "Zorba Testilin Quandary Bakery Union", "Nadir Kviat Brigade of Blimvor")
    two = group("b:1", "Zorba Testilin", "Heron Kviat Teal")
    sentence = "no name of the one is met to three quarters (2 names)"
    assert reasons_of(one, two)["met"] == sentence


def test_words_of_two_scripts_that_may_be_translations_are_told() -> None:
    found = asked("Zorba Testilin Quandary", group("b:1", "Зорба Тестилин Блимвор"))
    sentence = "quandary in the one name may or may not mean what blimvor means in the other"
    assert found["untranslated"] == sentence
    assert "clash" not in found


@pytest.mark.parametrize(
    ("ours", "theirs", "sentence"),
    [
        ("1970-02-03", "1970-02-03", "both born on 1970-02-03"),
        ("1970", "1970", "both born in 1970"),
        ("1970", "1970-02-03", "born in 1970 and in 1970-02-03, which agree"),
        ("1970-02-03", "1970-03-02", "born on 1970-02-03 and on 1970-03-02, which may be a slip"),
        ("1970-02-03", "1970-05-07", "born in one year, on 1970-02-03 and on 1970-05-07"),
        ("1970", "1971", "born a year apart, 1970 and 1971"),
        ("1970", "1972", "born two years apart, 1970 and 1972"),
        ("1970", "1990", "born in 1970 and in 1990"),
    ],
)
def test_births_are_told_as_they_were_compared(ours: str, theirs: str, sentence: str) -> None:
    found = reasons_of(
        person("a:1", "Nadir Zarqani", births=[ours]),
        person("b:1", "Nadir Zarqani", births=[theirs]),
    )
    assert found["birth"] == sentence


def test_a_phrase_of_one_meaning_goes_by_what_it_means() -> None:
    found = reasons_of(
        group("a:1", "Nadir Islamic Revolutionary Guard Corps"), group("b:1", "Nadir IRGC")
    )
    told = " ".join(found.values())
    assert "revolutionary guards means irgc" in told
    assert "_" not in told


def test_countries_gender_kind_numbers_and_references_are_told() -> None:
    ours = person(
        "a:1", "Nadir Zarqani", countries=["iq"], gender="male", passports=["X 123-4567"],
        references=["un:QDi.900"],
    )  # fmt: skip
    theirs = person(
        "b:1", "Nadir Zarqani", countries=["fr"], gender="female", passports=["X1234567"],
        references=["un:QDi.901"],
    )  # fmt: skip
    found = reasons_of(ours, theirs)
    assert found["country"] == "of IQ and of FR"
    assert found["gender"] == "male and female"
    assert found["numbers"] == "the same passport number"
    assert found["reference"] == "un QDi.900 is not un QDi.901"
    assert reasons_of(ours, group("b:1", "Nadir Zarqani"))["kind"] == "person and organization"


def test_a_probability_and_its_log_odds_lead_to_each_other() -> None:
    for score in (1e-9, 0.35, 0.5, 0.8, 1 - 1e-9):
        assert score_of(logit_of(score)) == pytest.approx(score, rel=1e-6)
    assert math.isfinite(logit_of(1.0))


def test_every_feature_has_a_curve_for_every_kind() -> None:
    assert all(set(FEATURES) == model().kinds[kind].curves.keys() for kind in KINDS)
    assert compiled().reference


def ship(key: str, name: str, *numbers: tuple[str, str]) -> Record:
    source, _, entry = key.partition(":")
    return Record(
        source=source,
        entry=entry,
        kind=Kind.VESSEL,
        names=(Name(text=name),),
        identifiers=tuple(Identifier(type=kind, value=value) for kind, value in numbers),
    )


def test_a_ship_is_known_by_its_imo_number_whatever_its_name() -> None:
    old, new = (
        ship(key, name, ("imo", "9074729")) for key, name in (("a:1", "Teal"), ("b:1", "Heron"))
    )
    found = compare(profile(old), profile(new))
    assert found.score > 0.9
    assert [reason.sentence for reason in found.reasons if reason.effect > 1] == [
        "the same IMO number"
    ]


def test_two_imo_numbers_are_two_ships_and_an_imo_and_an_mmsi_number_are_no_two() -> None:
    one, two = ship("a:1", "Teal", ("imo", "9074729")), ship("b:1", "Teal", ("imo", "8814275"))
    other = ship("c:1", "Teal", ("mmsi", "366123456"))
    apart = compare(profile(one), profile(two))
    assert apart.score < 0.1
    assert "the IMO number of the other is not the same: a party has one" in [
        reason.sentence for reason in apart.reasons
    ]
    assert "numbers" not in reasons_of(one, other)


@pytest.mark.parametrize("number", ["00000", "99999", "123456", "012345", "UNKNOWN1"])
def test_a_number_that_is_none_is_no_evidence(number: str) -> None:
    one, two = (
        person("a:1", "Nadir Karam", passports=[number]),
        person("b:1", "Anton Bering", passports=[number]),
    )
    assert "numbers" not in reasons_of(one, two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Hasan Testov", "حسين تستوف"),
        ("Hussein Testov", "حسن تستوف"),
        ("حسن تستوف", "حسين تستوف"),
        ("Muhammad Testov", "احمد تستوف"),
        ("Jamal Testov", "جميل تستوف"),
    ],
)
def test_names_that_consonants_or_long_vowels_tell_apart_are_two_across_scripts(
    one: str, two: str
) -> None:
    found = compare(profile(person("a:1", one)), profile(person("b:1", two)))
    alike = compare(profile(person("a:1", one)), profile(person("b:1", one)))
    assert found.score < 0.1 < alike.score


def test_letters_that_are_a_listed_name_are_found_whatever_kind_is_asked_for() -> None:
    listed = group("a:1", "Testing Workers Party", "PKT")
    for kind in (Kind.ORGANIZATION, Kind.OTHER):
        query = profile(group("q:1", "PKT", kind=kind))
        told = {
            reason.feature: reason.sentence for reason in asked_for(query, profile(listed)).reasons
        }
        assert told["acronym"] == "PKT and PKT: both are these letters"


def test_initials_tell_as_much_where_no_kind_is_said() -> None:
    listed = group("a:1", "Zarqani Karam Testing Movement")
    known, unknown = (group("q:1", "ZKTM", kind=kind) for kind in (Kind.ORGANIZATION, Kind.OTHER))
    scores = [asked_for(profile(each), profile(listed)).score for each in (known, unknown)]
    assert scores[0] == pytest.approx(scores[1])


def test_a_name_of_an_unknown_kind_is_one_name() -> None:
    many = group("a:1", "Heron Trading", "Teal Trading", kind=Kind.OTHER)
    told = reasons_of(many, group("b:1", "Heron Trading", "Anton Bering", kind=Kind.OTHER))
    assert told["met"] == "50% of the names of the one are met (2 names)"
