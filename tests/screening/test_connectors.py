"""Names joined in one text: both sides are looked for, nobody else, and plain names are left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.screening.connectors import names

ONE_PARTY = (
    *("aka", "AKA", "a.k.a.", "A/K/A", "alias", "also known as", "known as", "formerly known as"),
    *("d/b/a", "D.B.A.", "dba", "doing business as", "trading as", "T/A", "c/o", "f/k/a", "fka"),
    *("formerly", "previously", "ex", "ex.", "dit", "anciennement", "connu sous le nom de"),
    *("genannt", "auch bekannt als", "vormals", "conocido como", "también conocida como"),
    *("он же", "также известный как", "ранее", "المعروف باسم", "الملقب"),
)


@pytest.mark.parametrize("word", ONE_PARTY)
def test_both_names_of_one_party_are_looked_for(word: str) -> None:
    assert names(f"Grey Heron Ltd {word} Ivan Teal") == ("Grey Heron Ltd", "Ivan Teal")


@pytest.mark.parametrize(
    "text",
    ["Grey Heron (aka Ivan Teal)", "Grey Heron, alias: Ivan Teal", 'Grey Heron a.k.a. "Ivan Teal"'],
)
def test_signs_around_a_connector_are_of_no_name(text: str) -> None:
    assert names(text) == ("Grey Heron", "Ivan Teal")


@pytest.mark.parametrize(
    "word", ["S/O", "s/o", "D/O", "W/O", "son of", "wife of", "fils de", "hijo de", "walad", "wald"]
)
def test_of_a_name_and_its_kin_only_the_name_is_looked_for(word: str) -> None:
    assert names(f"Ivan Teal {word} Jan Heron") == ("Ivan Teal",)


@pytest.mark.parametrize("word", ["née", "nee", "geb.", "née:", "épouse", "урожденная"])
def test_another_surname_stands_in_place_of_the_first(word: str) -> None:
    assert names(f"Anna Teal {word} Heron") == ("Anna Teal", "Anna Heron")


def test_a_whole_name_of_birth_stays_whole() -> None:
    assert names("Anna Teal née Anna Maria Heron") == ("Anna Teal", "Anna Maria Heron")


@pytest.mark.parametrize(
    "around",
    [
        *("Messrs. {}", "M/S {}", "Attn: {}", "Attn {}", "Estate of {}", "GIFT FOR {}"),
        *("Donation to {}", "{}, Accounts Dept", "{} (Head Office)", "{} - Main Account"),
        *("{} and family", "{} & family", "{} et famille", "{} - individual", "Attn: Messrs {}"),
    ],
)
def test_words_of_address_are_left_out(around: str) -> None:
    assert names(around.format("Ivan Teal")) == ("Ivan Teal",)


@pytest.mark.parametrize(
    "between", ["; ", " | ", " / ", " AND ", " and ", " & ", " et ", " y ", " и "]
)
def test_two_parties_are_looked_for_each(between: str) -> None:
    assert names(f"Ivan Teal{between}Anna Maria Heron") == ("Ivan Teal", "Anna Maria Heron")
    assert names(f"Teal Trading LLC{between}Heron Ltd.") == ("Teal Trading LLC", "Heron Ltd.")


@pytest.mark.parametrize(
    "name",
    [
        *("Ivan Teal", "TEAL, Ivan", "Alias", "Watchman Nee", "A.K.A. Teal", "Heron (Dubai) LLC"),
        *("Teal & Melinda Heron Foundation", "Society for Teal Arts and Heron Culture"),
        *("Teal and Heron", "Ministry of Teal Defence and Heron Support", "HERON/TEAL"),
        *("José Teal y Heron", "Sons of the Heron", "Heron; Ltd", ""),
    ],
)
def test_a_plain_name_holds_no_other(name: str) -> None:
    assert names(name) == ()


def test_a_branch_is_left_out_with_its_place() -> None:
    assert names("Grey Heron Dubai Branch") == ("Grey Heron",)
    assert names("Grey Heron (Abu Dhabi Branch)") == ("Grey Heron",)
    assert names("The Heron Branch") == ()


def test_connectors_within_each_other() -> None:
    found = names("Messrs. Teal Ltd t/a Grey Heron; Ivan Teal S/O Jan Teal")
    assert {"Teal Ltd", "Grey Heron", "Ivan Teal"} <= set(found)
    assert "Jan Teal" not in found


WORDS = st.sampled_from(
    ["Ivan", "Teal", "aka", "S/O", "née", ";", "and", "Messrs", "(", "Ltd", "/", "&"]
)


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_each_is_given_once_and_is_not_the_whole(text: str) -> None:
    found = names(text)
    assert len(found) == len(set(found))
    assert text not in found


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    assert all(name == name.strip() and name for name in names(text))


@pytest.mark.parametrize(
    "piece", ["A aka ", "Abe; ", "S/O Abe ", "Abe née ", "Messrs ", "Ivan Teal and "]
)
def test_a_text_of_one_piece_takes_no_longer_than_others(piece: str) -> None:
    assert len(names((piece * 2000)[:2000])) < 2000
