"""The index: what is found in it, what it is made of, what it stands."""

import re
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.matching import (
    Index,
    candidates,
    compare,
    comparisons,
    describe,
    find,
    index,
    library,
    logit_of,
    profile,
    reasons,
    score_of,
    search,
)
from commonlist.matching.library import compiled
from commonlist.records import Birth, Identifier, Kind, Name, Record
from commonlist.values.dates import parse_iso
from tests.matching.entries import group, person

RECORDS = (
    person("a:1", "Nadir Karam Zarqani", "Abu Testov", births=["1970-02-03"]),
    person("a:2", "Muhammad Ali Hasan"),
    person("a:3", "محمد كرم الزرقاني"),
    group("a:4", "Zorba Liberation Front of Derna", "ZLFD"),
    group("a:5", "Jabhat al-Zorba"),
    group("a:6", "Testov Trading Company LLC"),
    person("a:7", "Abdulrahman Bakkar Testi", passports=["X1234567"]),
)
INDEX = Index.build([profile(record) for record in RECORDS])


def found(*queries: Record, least: float = 0.3, cut: bool = False) -> list[str]:
    hits = search(Index.plain([profile(q, cut=cut) for q in queries]), INDEX, logit_of(least), 5)
    return [INDEX.key(row) for row in hits.rows[0, : hits.counts[0]].tolist()]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ZARKANI, Nader Karam", "a:1"),
        ("Nadir Karam Zarqanni", "a:1"),
        ("Nadirkaram Zarqani", "a:1"),
        ("Надир Карам Заркани", "a:1"),
        ("Mohamed Karam Zarqani", "a:3"),
        ("Abd al-Rahman Bakkar Testi", "a:7"),
    ],
)
def test_a_person_is_found_by_other_spellings(text: str, key: str) -> None:
    assert found(person("q:1", text))[:1] == [key]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Zorba Front", "a:5"),
        ("ZLFD", "a:4"),
        ("TESTOV TRADING CO", "a:6"),
        ("Derna Zorba Liberation Front", "a:4"),
    ],
)
def test_an_organisation_is_found_by_translation_acronym_and_order(text: str, key: str) -> None:
    assert key in found(group("q:1", text))


def test_who_is_asked_for_without_a_kind_is_found_among_all() -> None:
    for text, key in (("Nadir Karam Zarqani", "a:1"), ("Testov Trading", "a:6")):
        query = Record(source="q", entry="1", kind=Kind.OTHER, names=(Name(text=text),))
        assert key in found(query)


def test_a_field_that_was_cut_is_found_by_the_beginning_of_its_last_word() -> None:
    assert "a:4" in found(group("q:1", "Zorba Liberation Fro"), cut=True)


def asked(text: str, listed: str, *, kind: Kind = Kind.ORGANIZATION, cut: bool = False) -> float:
    """Return the score of a query with one listed name."""
    one, two = (
        Record(source=source, entry="1", kind=kind, names=(Name(text=name),))
        for source, name in (("q", text), ("b", listed))
    )
    targets, query = Index.build([profile(two)]), Index.plain([profile(one, cut=cut)])
    return next(comparisons(query, targets, [(0, 0)], compiled(asked=True))).score


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Quandary Money Exchan", "Quandary Money Exchange (Baghdad)"),
        ("Hamburg Zorba Engine", "Hamburg Zorba Engineering"),
    ],
)
def test_a_field_that_was_cut_is_met_by_what_begins_so_whatever_its_last_word_means(
    text: str, listed: str
) -> None:
    assert asked(text, listed, cut=True) > 0.8


def test_who_asks_for_an_organisation_may_leave_out_where_it_is() -> None:
    assert asked("Zorba Organisation", "Zorba Organisation (Iraq)") > 0.5
    assert asked("Zorba Organisation (Syria)", "Zorba Organisation (Iraq)") < 0.5


def test_words_that_translators_exchange_are_near() -> None:
    assert asked("Zorbatest Society", "Zorbatest League") > asked(
        "Zorbatest Society", "Zorbatest Bank"
    )


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Zorbatest Leasing LLC", "Zorbatest Capital LLC"),
        ("Zorbatest Finance LLC", "Zorbatest Leasing LLC"),
        ("Zorbatest Fertilizers", "Zorbatest Chemicals"),
        ("Zorbatest Shipyard", "Zorbatest Port"),
    ],
)
def test_subsidiaries_that_do_other_things_are_apart(text: str, listed: str) -> None:
    assert asked(text, listed) < 0.5


def test_words_of_two_scripts_may_mean_the_same_unless_it_is_known_what_both_mean() -> None:
    text = "Zorba Testilin Quandary"
    latin, cyrillic = asked(text, "Zorba Testilin Blimvor"), asked(text, "Зорба Тестилин Блимвор")
    assert latin < 0.1 < cyrillic < 0.5
    for listed in ("Zorba Testilin Shipyard", "Зорба Тестилин Верфь"):
        assert asked("Zorba Testilin Insurance", listed) < 0.1


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("National Zorban Gas Company", "National Zorban Oil Company"),
        ("Quandary Drug Trafficking Organization", "Zorba Drug Trafficking Organization"),
        ("Quandary Investments SAL (Offshore)", "Zorba Trade SAL Off-shore"),
    ],
)
def test_what_firms_or_gangs_have_in_common_makes_them_no_party(text: str, listed: str) -> None:
    assert asked(text, listed) < 0.3


@pytest.mark.parametrize(
    "text", ["Sepah-e Pasdaran-e Enghelab-e Eslami", "سپاه پاسداران انقلاب اسلامی", "IRGC"]
)
def test_the_revolutionary_guards_are_found_by_their_persian_name_and_letters(text: str) -> None:
    assert asked(text, "Iranian Revolutionary Guard Corps") > 0.5


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Nadir Zarkani", "Nadir Zartani"),  # for Zarqani
        ("Nadir Zarqeni", "Nadir Zarquni"),
        ("Nadir Zarqanni", "Nadir Zarqadni"),
    ],
)
def test_a_likely_edit_of_a_word_counts_less_than_another(text: str, other: str) -> None:
    listed = "Nadir Zarqani"
    assert asked(text, listed, kind=Kind.PERSON) > asked(other, listed, kind=Kind.PERSON)


def test_a_particle_written_to_a_name_is_no_other_name() -> None:
    assert asked("Nadir Samir Alquandar", "AL-QUANDAR, Nadir Samir", kind=Kind.PERSON) > 0.8


def test_letters_beside_a_name_that_is_not_met_say_little() -> None:
    assert asked("TBQF", "Teal Brigade Quandary Front") > 0.5
    assert asked("Torchlit Bakery Quay Farm (TBQF)", "Teal Brigade Quandary Front") < 0.5


def test_a_name_is_met_whether_or_not_its_letters_stand_beside_it() -> None:
    name = "Special Purpose Islamic Regiment"
    assert asked(f"{name} (SPIR)", name) == asked(name, name)


@pytest.mark.parametrize(("rows", "pairs"), [([], 0), ([0], 0), ([3], 1), ([4], 1), ([0, 3, 4], 1)])
def test_what_changed_finds_the_pairs_that_a_whole_search_does(rows: list[int], pairs: int) -> None:
    least = logit_of(0.01)
    whole = [pair for pair in candidates(INDEX, least) if {pair.left, pair.right} & {*rows}]
    assert list(candidates(INDEX, least, np.array(rows, np.int32))) == whole
    assert len(whole) == pairs


def sought(text: str, *names: str) -> float:
    """Return the score of a person of some names to whoever asks for one."""
    listed = Index.build([profile(person("a:1", *names))])
    hits = search(Index.plain([profile(person("q:1", text))]), listed, logit_of(0.001), 1)
    return score_of(float(hits.logits[0, 0]))


@pytest.mark.parametrize(("same", "compared"), [(3, True), (12, False)])
def test_names_that_share_half_are_compared_while_few_share_all(same: int, compared: bool) -> None:
    whole = [person(f"a:{number}", "Zorvek Quilban") for number in range(same)]
    half = [person("b:1", "Zorvek Testov"), person("b:2", "Quilban Karam")]
    listed = Index.build([profile(record) for record in (*whole, *half)])
    hits = search(Index.plain([profile(person("q:1", "Zorvek Quilban"))]), listed, -20.0, 50)
    met = {listed.key(row) for row in hits.rows[0, : hits.counts[0]].tolist()}
    assert {record.key for record in whole} <= met
    assert (met >= {"b:1", "b:2"}) is compared


def test_entries_of_lists_are_compared_however_many_others_share_more() -> None:
    whole = [person(f"a:{number}", "Zorvek Quilban") for number in range(20)]
    half = [person("b:1", "Zorvek Testov"), person("b:2", "Quilban Karam")]
    listed = Index.build([profile(record) for record in (*whole, *half)])
    hits = search(listed, listed, -20.0, 50)
    met = {listed.key(row) for row in hits.rows[0, : hits.counts[0]].tolist()}
    assert met == {record.key for record in (*whole[1:], *half)}


def test_letters_stand_for_a_name_though_they_mean_a_part_of_it() -> None:
    listed = Index.build([profile(group("a:1", "Cuerpo de Guardias Revolucionarios Irani"))])
    asked = Index.plain([profile(group("q:1", "CGRI"))])
    (found,) = comparisons(asked, listed, [(0, 0)], compiled(asked=True))
    assert [why.feature for why in found.reasons] == ["acronym"]
    assert found.score > 0.5


def test_a_word_that_another_name_of_the_record_has_is_hardly_missing() -> None:
    text = "Nadir Karam Zarqani Testov"
    assert sought(text, "Nadir Zarqani", "Abu Karam Testov") > sought(
        text, "Nadir Zarqani", "Abu Bakkar Zorbov"
    )


def test_to_whoever_asks_an_alias_is_as_good_as_the_caption_but_for_a_weak_one() -> None:
    caption = sought("Nadir Zarqani", "Nadir Zarqani", "Abu Testov")
    assert sought("Nadir Zarqani", "Abu Testov", "Nadir Zarqani") == pytest.approx(
        caption, abs=0.01
    )
    assert sought("Nadir Zarqani", "Abu Testov", "~Nadir Zarqani") < caption - 0.02


def test_a_caption_that_is_not_asked_for_tells_nothing_apart() -> None:
    alias = sought("Nadira Zarqani", "Nadira Testova", "Nadira Karam Zarqani")
    assert alias == pytest.approx(sought("Nadira Zarqani", "Nadira Karam Zarqani"), abs=0.01)


def test_chinese_names_that_begin_otherwise_do_not_sound_the_same() -> None:
    assert sought("Kwak Chong Chol", "Kwak Song Chol") < 0.5


def test_an_initial_more_is_next_to_nothing() -> None:
    whole = sought("Munir Awad", "Munir Awad")
    assert sought("Munir Awad", "Munir A Awad") == pytest.approx(whole, abs=0.05)


def test_a_place_in_a_persons_name_may_be_a_given_name_misspelt() -> None:
    assert asked("Saheil Zarqani", "Suhail Zarqani", kind=Kind.PERSON) > 0.5


def test_abbreviated_words_of_firms_mean_the_same() -> None:
    assert asked("Testov Intl Shpg & Trdg Co", "Testov International Shipping and Trading") > 0.9


def test_sounds_of_one_class_are_nearer_than_others() -> None:
    person = Kind.PERSON
    assert asked("Nadir Parsezham", "Nadir Parsajam", kind=person) > asked(
        "Nadir Parsetam", "Nadir Parsajam", kind=person
    )


@pytest.mark.parametrize(
    ("text", "listed"),
    [("CLIOLNER ZARKANI", "Cholner Zarkani"), ("DIOLNER ZARKANI", "Cliolner Zarkani")],
)
def test_letters_misread_meet_in_either_direction(text: str, listed: str) -> None:
    assert asked(text, listed, kind=Kind.PERSON) > 0.8


def test_a_patronymic_that_only_the_query_tells_counts_less_than_another_name() -> None:
    person = Kind.PERSON
    assert asked("Nadir Testovich Zarkani", "Nadir Zarkani", kind=person) > asked(
        "Nadir Testanim Zarkani", "Nadir Zarkani", kind=person
    )


def test_who_asks_may_say_group() -> None:
    assert asked("Bank Zorbatest Group", "Bank Zorbatest") > 0.5


def test_a_short_name_in_arabic_script_is_found_beside_a_common_one() -> None:
    targets = Index.build([profile(person("b:1", "فاروق الشرع"))])
    hits = search(
        Index.plain([profile(person("q:1", "Farouq al Shara"))]), targets, logit_of(0.1), 5
    )
    assert hits.counts[0] == 1


@pytest.mark.parametrize(
    ("text", "listed"),
    [("Shahabuddin Delawar", "شهاب الدين دلاور"), ("Salwa Abdullah", "سلوى عبدالله")],
)
def test_a_w_may_be_a_vowel_in_arabic_script(text: str, listed: str) -> None:
    others = [person(f"c:{n}", f"{text.split()[n % 2]} Testov{'abcdef'[n]}") for n in range(6)]
    for one, two in ((text, listed), (listed, text)):
        targets = Index.build(profile(each) for each in (*others, person("b:1", two)))
        hits = search(Index.plain([profile(person("q:1", one))]), targets, logit_of(0.5), 5)
        assert "b:1" in [targets.key(row) for row in hits.rows[0, : hits.counts[0]].tolist()]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Testovtradingcompanyllc", "a:6"),
        ("Te stov Tra dingcomp anyllc", "a:6"),
        ("Zorba Liberati onfrontofderna", "a:4"),
        ("Zrb Lbrtn Frnt of Drn", "a:4"),  # written without vowels
    ],
)
def test_an_organisation_is_found_however_it_is_parted(text: str, key: str) -> None:
    assert key in found(group("q:1", text), least=0.01)


def test_words_run_together_do_not_crowd_out_the_very_name() -> None:
    listed = [person("b:1", "Myo Myint Oo"), group("b:2", "MNITI")]
    targets = Index.build(profile(each) for each in listed)
    asked_for = Index.plain([profile(group("q:1", "JSC MNITI"))])
    hits = search(asked_for, targets, logit_of(0.5), 5)
    assert [targets.key(row) for row in hits.rows[0, : hits.counts[0]].tolist()] == ["b:2"]


@pytest.mark.parametrize("text", ["منوچهر نور احمدی", "منوچهر نوراحمدی", "Manoochehr Noor Ahmadi"])
def test_words_run_together_are_found_by_their_consonants(text: str) -> None:
    targets = Index.build([profile(person("b:1", "Manouchehr Nourahmadi"))])
    hits = search(Index.plain([profile(person("q:1", text))]), targets, logit_of(0.3), 5)
    assert hits.counts[0] == 1


def test_who_was_born_on_the_same_day_is_likelier_than_in_the_same_year_and_others_less() -> None:
    listed = person("b:1", "Aleksandr Testovich Zakharov", births=["1965-09-21"])
    targets, by = Index.build([profile(listed)]), compiled(asked=True)

    def score(birth: str) -> float:
        births = [birth] if birth else []
        asked = Index.plain([profile(person("q:1", "Aleksandr Zakhanov", births=births))])
        return next(comparisons(asked, targets, [(0, 0)], by)).score

    assert score("1965-09-21") > 0.95 > score("1965") > 0.6 > score("") > score("1968")


def test_letters_asked_for_are_found_by_initials_but_hardly_initials_by_letters() -> None:
    targets = Index.build(
        [profile(group("b:1", "Teal Brigade Front")), profile(group("b:2", "TBF"))]
    )
    by = compiled(asked=True)

    def score(text: str, row: int) -> float:
        asked = Index.plain([profile(group("q:1", text))])
        return next(comparisons(asked, targets, [(0, row)], by)).score

    assert score("TBF", 0) > 0.5
    assert score("Torchlit Bakery Farm", 1) < 0.25


def test_a_number_is_found_whatever_the_name() -> None:
    query = person("q:1", "Nobody Atall", passports=["x 123 4567"])
    assert found(query, least=0.001) == ["a:7"]


def test_names_that_share_nothing_are_not_found() -> None:
    assert found(person("q:1", "Wolfgang Quux"), least=0.01) == []


@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_any_text_can_be_asked_for(texts: Sequence[str]) -> None:
    names = tuple(Name(text=text) for text in texts if text.strip()) or (Name(text="x"),)
    for kind in (Kind.PERSON, Kind.ORGANIZATION, Kind.OTHER):
        query = Index.plain([profile(Record(source="q", entry="1", kind=kind, names=names))])
        hits = search(query, INDEX, logit_of(0.01), 5)
        assert 0 <= hits.counts[0] <= 5


@given(st.sampled_from(RECORDS), st.sampled_from(range(len(RECORDS))))
def test_what_is_found_has_the_score_of_the_comparison(one: Record, row: int) -> None:
    query = Index.plain([profile(one)])
    hits = search(query, INDEX, logit_of(0.01), 7)
    found = dict(
        zip(hits.rows[0, : hits.counts[0]].tolist(), hits.logits[0].tolist(), strict=False)
    )
    if row in found:
        compared = next(comparisons(query, INDEX, [(0, row)], compiled(asked=True)))
        assert score_of(found[row]) == pytest.approx(compared.score)


def test_the_kernel_has_the_same_bounds() -> None:
    kernel = Path(library.__file__).with_name("kernel.c").read_text("utf-8")
    said = dict(re.findall(r"#define (\w+) ([\d.]+)f?\b", kernel))
    bounds = [int(said[name]) for name in ("LETTERS", "BONES", "SPELT", "MOST_WORDS")]
    assert bounds == [index.LETTERS, index.BONES, index.SPELT, index.MOST_WORDS]
    assert int(said["COUNTED"]) == index._COUNTED
    assert int(said["WORD_BYTES"]) == index.WORD.itemsize
    assert float(said["TELLING"]) == reasons._TELLING
    assert int(said["MOST_WORDS"]) == reasons._MOST_WORDS


def test_parts_put_together_find_the_same_as_the_whole() -> None:
    profiles = [profile(record) for record in RECORDS]
    joined = Index.join([describe(profiles[:3]), describe(profiles[3:3]), describe(profiles[3:])])
    least = logit_of(0.01)
    assert joined.keys == INDEX.keys
    assert list(candidates(joined, least)) == list(candidates(INDEX, least))


def test_what_was_looked_up_in_one_index_is_looked_up_anew_in_another() -> None:
    asked = Index.plain([profile(person("q:1", "Zarqani Nadir"))])  # by its words alone
    names = ("Nadir Zarqani", "Karim Testov"), ("Karim Testov", "Nadir Zarqani")
    for first, second in (*names, *names):
        index = Index.build([profile(person("a:1", first)), profile(person("a:2", second))])
        hits = search(asked, index, 0.0, 5)
        assert [index.name(row) for row in hits.names[0, : hits.counts[0]]] == ["Nadir Zarqani"]


def test_an_index_of_mapped_arrays_finds_the_same() -> None:
    copy = Index.of({name: array.copy() for name, array in INDEX.arrays.items()})
    assert list(candidates(copy, -3.0)) == list(candidates(INDEX, -3.0))


def test_changed_records_give_the_pairs_that_hold_one_of_them() -> None:
    pairs = {pair[:2] for pair in candidates(INDEX, -8.0)}
    assert pairs
    for row in range(len(INDEX)):
        some = {pair[:2] for pair in candidates(INDEX, -8.0, np.array([row], np.int32))}
        assert some == {pair for pair in pairs if row in pair}


def test_an_index_of_nothing_finds_nothing() -> None:
    empty = Index.build([])
    hits = search(Index.plain([profile(RECORDS[0])]), empty, -50.0, 5)
    assert hits.counts.tolist() == [0]
    assert list(candidates(empty, -50.0)) == []


def test_very_many_and_very_long_names_are_stood() -> None:
    long = " ".join(f"Word{chr(97 + n % 26)}{n}" for n in range(300))
    many = Record(
        source="b",
        entry="1",
        kind=Kind.ORGANIZATION,
        names=(
            Name(text="x" * 5000),
            Name(text=long),
            *(Name(text=f"Zorba {'abcdefghij'[n % 10] * 3} Testov {n}") for n in range(700)),
        ),
        identifiers=(Identifier(type="passport", value="9" * 4000),),
    )
    index = Index.build([profile(many), *(profile(record) for record in RECORDS)])
    assert compare(profile(many), profile(many)).score > 0.5
    assert list(candidates(index, -8.0))


def test_the_kind_of_a_pair_is_the_known_one() -> None:
    person, organization, vessel, unknown = (
        Record(source="a", entry=kind.value, kind=kind, names=(Name(text="Testing Heron"),))
        for kind in (Kind.PERSON, Kind.ORGANIZATION, Kind.VESSEL, Kind.OTHER)
    )
    pairs = [(0, 0), (0, 3), (3, 1), (3, 3), (2, 0), (1, 0)]
    known = Index.plain([profile(one) for one in (person, organization, vessel, unknown)])
    assert index.kind_of_pairs(known, known, np.array(pairs)).tolist() == [0, 0, 1, 1, 2, 1]


@pytest.mark.parametrize("name", ["BICENTENARIO V", "CHON MA SAN", "HERONA", "MARIA E"])
def test_a_ship_is_found_by_its_name_alone(name: str) -> None:
    ship = Record(source="a", entry="1", kind=Kind.VESSEL, names=(Name(text=name),))
    targets = Index.build([profile(ship)])
    for kind in (Kind.VESSEL, Kind.OTHER):
        query = Record(source="q", entry="1", kind=kind, names=(Name(text=name),))
        assert find(targets, [profile(query)], 0.5, 5)[0]


def test_two_of_an_unknown_kind_that_were_born_are_people() -> None:
    births = (Birth(date=parse_iso("1970-03-29")),)
    unknown = Record(source="a", entry="1", kind=Kind.OTHER, names=(Name(text="Testing Heron"),))
    born = msgspec.structs.replace(unknown, births=births)
    both = Index.plain([profile(born), profile(unknown)])
    pairs = np.array([(0, 0), (0, 1), (1, 1)])
    assert index.kind_of_pairs(both, both, pairs).tolist() == [0, 1, 1]
