"""Records as matching sees them: each name once, numbers that tell, countries of addresses too."""

from commonlist.matching import profile
from commonlist.records import Address, Identifier, Kind, Name, Record


def record(*names: str, kind: Kind = Kind.ORGANIZATION) -> Record:
    printed = tuple(Name(text=name, alias=at > 0) for at, name in enumerate(names))
    return Record(source="zz_one", entry="a", kind=kind, names=printed)


def test_names_of_the_same_words_are_one_with_the_initials_of_both() -> None:
    (form,) = profile(
        record("Testing Heron Construction Ltd", "Testing Heron Construction Corporation")
    ).forms
    assert form.text == "Testing Heron Construction Ltd"
    assert {"thc", "thcl", "thcc"} <= set(form.initials)


def test_a_record_of_unknown_kind_is_read_both_ways() -> None:
    read = profile(record("Heron Testing", kind=Kind.OTHER)).forms
    assert [form.personal for form in read] == [True, False]


def test_numbers_that_one_party_has_count_and_others_do_not() -> None:
    numbers = (
        Identifier(type="imo", value="IMO 9074729"),
        Identifier(type="email", value="heron@example.org"),
        Identifier(type="passport", value="N/A"),
    )
    held = Record(
        source="zz_one",
        entry="a",
        kind=Kind.VESSEL,
        names=(Name(text="Heron"),),
        identifiers=numbers,
    )
    assert profile(held).numbers == {"imo:9074729"}


def test_countries_are_those_of_nationality_and_addresses() -> None:
    held = Record(
        source="zz_one",
        entry="a",
        kind=Kind.PERSON,
        names=(Name(text="Nadir Testi"),),
        countries=("zz",),
        addresses=(Address(country="xx"), Address(text="Somewhere")),
    )
    made = profile(held)
    assert made.nationalities == {"zz"}
    assert made.countries == {"zz", "xx"}
