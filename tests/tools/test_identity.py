"""What is known of who is who."""

from tools.training.identity import Held, Truth, copy_of

from commonlist.records import Birth, Identifier, Kind, Name, Record
from commonlist.values.dates import PartialDate


def record(source: str, entry: str, *references: str, number: str = "") -> Record:
    return Record(
        source=source,
        entry=entry,
        kind=Kind.PERSON,
        names=(Name(text=f"{source} {entry}"),),
        references=references,
        identifiers=(Identifier(type="passport", value=number),) if number else (),
    )


def truth(*records: Record) -> Truth:
    return Truth([Held(copy_of(f"{each.source} 2020", each), each) for each in records])


def test_a_quoted_reference_makes_one_party() -> None:
    known = truth(record("un_sc", "1", "un:QDi.001"), record("gb_ofsi", "7", "un:QDi.001"))
    assert known.same(0, 1) is True


def test_so_does_a_number_however_it_is_printed() -> None:
    known = truth(record("a", "1", number="AB 123-456"), record("b", "2", number="ab123456"))
    assert known.same(0, 1) is True


def test_a_number_of_several_entries_of_one_list_tells_nothing() -> None:
    known = truth(
        record("a", "1", number="AB123456"),
        record("a", "2", number="AB123456"),
        record("b", "3", number="AB123456"),
    )
    assert known.same(0, 2) is None


def test_a_short_number_tells_nothing() -> None:
    known = truth(record("a", "1", number="12345"), record("b", "2", number="12345"))
    assert known.same(0, 1) is None


def test_two_entries_of_one_copy_are_two_parties() -> None:
    assert truth(record("a", "1"), record("a", "2")).same(0, 1) is False


def test_where_a_list_has_the_party_its_other_entries_are_others() -> None:
    known = truth(record("un_sc", "1", "un:X"), record("b", "2", "un:X"), record("b", "3"))
    assert known.same(0, 2) is False


def test_of_all_others_nothing_is_known() -> None:
    assert truth(record("a", "1"), record("b", "2")).same(0, 1) is None


def test_nothing_is_learnt_of_a_party_that_stands_twice_in_one_copy() -> None:
    known = truth(record("a", "1", "un:X"), record("a", "2", "un:X"), record("b", "3", "un:X"))
    assert known.same(0, 1) is None
    assert known.same(0, 2) is None


def test_each_act_of_the_journal_is_a_copy() -> None:
    one = record("eu_journal", "32001R2580-x")
    assert copy_of("eu_journal 2026", one) == "eu_journal 2026 32001R2580"


def test_entries_of_one_name_may_be_a_repeat() -> None:
    one = record("a", "1")
    again = Record(source="a", entry="2", kind=Kind.PERSON, names=(Name(text="1, A"),))
    assert truth(one, again).same(0, 1) is None


def test_unless_their_births_tell_them_apart() -> None:
    born = [
        Record(
            source="a",
            entry=str(year),
            kind=Kind.PERSON,
            names=(Name(text="Amber Stone"),),
            births=(Birth(date=PartialDate(year)),),
        )
        for year in (1950, 1970)
    ]
    assert truth(*born).same(0, 1) is False


def test_pairs_of_parties_known_from_one_copy_alone_are_not_linked() -> None:
    known = truth(
        record("a", "1", "un:X"), record("b", "2", "un:X"), *(record("a", e) for e in "34")
    )
    assert known.linked(0, 1) is True
    assert known.linked(0, 2) is False
    assert known.linked(2, 3) is None
