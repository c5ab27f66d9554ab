"""Kyrgyzstan's list of persons: mixed dates, spellings of the category, other states' letters."""

import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.errors import FormatError
from commonlist.records import DateKind, Kind, Record
from commonlist.sources.kg_fiu import read
from commonlist.sources.reading import Fault, Heading, Input
from commonlist.values.dates import PartialDate

HEADER = (
    "ID,Name,Surname,Patronomic,DataBirth,PlaceBirth,BasicInclusion,CategoryPerson,DateInclusion\n"
)
JUDGMENT = "Приговор Выдуманного районного суда от 25.09.2017 г."
LETTER = (
    "Письмо Федеральной службы по финансовому мониторингу Российской Федерации от 28.09.2017 г."
)
ROW = f"1,Тест,Примеров,Образцович,13.05.1987,город Ош,{JUDGMENT},экстремист,2018-05-21\n"
Make = Callable[..., Input]


def records(source: Input) -> list[Record]:
    return [item for item in read([source]) if isinstance(item, Record)]


def faults(source: Input) -> list[Fault]:
    return [item for item in read([source]) if isinstance(item, Fault)]


class TestARow:
    def test_gives_a_person_under_a_slug_of_the_name(self, as_input: Make) -> None:
        (made,) = records(as_input(HEADER + ROW))
        assert made.entry == "primerov-test-obraztsovich"
        assert made.kind is Kind.PERSON
        assert made.caption == "Примеров Тест Образцович"
        assert made.birth_places == ("город Ош",)
        assert ("ID", "1") in made.details

    def test_keeps_the_judgment_as_legal_basis(self, as_input: Make) -> None:
        (made,) = records(as_input(HEADER + ROW))
        (act,) = made.designations
        assert act.legal_basis == JUDGMENT
        assert (act.party, act.origin) == ("kg", "autonomous")

    def test_numbers_a_second_person_of_the_same_name(self, as_input: Make) -> None:
        made = records(as_input(HEADER + ROW + ROW.replace("1987", "1990")))
        assert [one.entry for one in made] == [
            "primerov-test-obraztsovich",
            "primerov-test-obraztsovich-2",
        ]

    def test_without_patronymic_or_place_leaves_them_out(self, as_input: Make) -> None:
        row = ROW.replace("Образцович", "-").replace("город Ош", "нет данных")
        (made,) = records(as_input(HEADER + row))
        assert made.caption == "Примеров Тест"
        assert made.birth_places == ()

    def test_with_two_spellings_of_a_part_gives_two_names(self, as_input: Make) -> None:
        (made,) = records(as_input(HEADER + ROW.replace("Тест", '"Тест, Тесть"')))
        assert [(name.text, name.alias) for name in made.names] == [
            ("Примеров Тест Образцович", False),
            ("Примеров Тесть Образцович", True),
        ]


class TestDates:
    @pytest.mark.parametrize("text", ["2018-05-21", "21.05.2018", "21.05.2018 "])
    def test_of_inclusion_stand_in_two_forms(self, as_input: Make, text: str) -> None:
        (made,) = records(as_input(HEADER + ROW.replace("2018-05-21", text)))
        listed = made.designations[0].listed_on
        assert listed is not None
        assert (listed.date, listed.kind) == (PartialDate(2018, 5, 21), DateKind.DESIGNATED)

    def test_two_of_inclusion_list_from_the_first(self, as_input: Make) -> None:
        row = ROW.replace("2018-05-21", '"29.05.2018, 17.01.2018"')
        (act,) = records(as_input(HEADER + row))[0].designations
        assert act.listed_on is not None
        assert act.listed_on.date == PartialDate(2018, 1, 17)
        assert [stated.date for stated in act.dates] == [PartialDate(2018, 5, 29)]

    def test_of_birth_may_be_a_year_or_two_days(self, as_input: Make) -> None:
        years = records(as_input(HEADER + ROW.replace("13.05.1987", "1972")))[0].births
        days = records(as_input(HEADER + ROW.replace("13.05.1987", '"27.12.1979, 26.12.1979"')))
        assert [birth.date for birth in years] == [PartialDate(1972)]
        assert len(days[0].births) == 2

    def test_that_the_calendar_lacks_are_kept_as_printed(self, as_input: Make) -> None:
        (made,) = records(as_input(HEADER + ROW.replace("13.05.1987", "31.02.1987")))
        assert made.births == ()
        assert ("DataBirth", "31.02.1987") in made.details

    def test_not_stated_list_nothing_backwards(self, as_input: Make) -> None:
        (made,) = records(as_input(HEADER + ROW.replace("2018-05-21", "-")))
        assert made.designations[0].listed_on is None


class TestTheCategory:
    @pytest.mark.parametrize("text", ["Экстремист", "экстремист ", "экстримист"])
    def test_of_extremists_has_many_spellings(self, as_input: Make, text: str) -> None:
        (made,) = records(as_input(HEADER + ROW.replace("экстремист", text)))
        (act,) = made.designations
        assert (act.programme, act.topic, act.by_regime) == ("экстремист", "extremism", True)

    @pytest.mark.parametrize("text", ['"террорист, экстремист"', "экстремист террорист"])
    def test_may_be_both_and_then_two_acts(self, as_input: Make, text: str) -> None:
        (made,) = records(as_input(HEADER + ROW.replace("экстремист", text)))
        assert {act.topic for act in made.designations} == {"terrorism", "extremism"}

    def test_that_is_not_known_is_a_topic_of_its_own(self, as_input: Make) -> None:
        (made,) = records(as_input(HEADER + ROW.replace("экстремист", "пособник террориста")))
        assert [act.topic for act in made.designations] == ["posobnik-terrorista"]


class TestTheBasis:
    def test_of_another_states_letter_follows_that_state(self, as_input: Make) -> None:
        (made,) = records(as_input(HEADER + ROW.replace(JUDGMENT, LETTER)))
        assert made.designations[0].origin == "follows(ru)"

    def test_of_a_judgment_and_a_letter_is_its_own(self, as_input: Make) -> None:
        (made,) = records(as_input(HEADER + ROW.replace(JUDGMENT, f"{JUDGMENT} {LETTER}")))
        assert made.designations[0].origin == "autonomous"


class TestDamage:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            HEADER.encode(),
            b"<html><body>404</body></html>",
            (HEADER + ROW).encode("cp1251"),
            (HEADER + ROW).encode("utf-16"),
            (HEADER + ROW + '2,"Тест').encode(),
            (HEADER + ROW).encode().replace(b"1987", b"19\x0087"),
        ],
    )
    def test_of_the_file_is_refused(self, as_input: Make, content: bytes) -> None:
        with pytest.raises(FormatError):
            list(read([as_input(content)]))

    def test_of_a_row_is_a_fault_with_its_text(self, as_input: Make) -> None:
        source = as_input(HEADER + "7,Тест,Примеров\n" + ROW)
        (fault,) = faults(source)
        assert "Примеров" in fault.raw
        assert "line 2" in fault.where
        assert len(records(source)) == 1

    def test_of_a_name_or_category_is_a_fault(self, as_input: Make) -> None:
        nameless = ROW.replace("Тест,Примеров,Образцович", "-,-,-")
        assert faults(as_input(HEADER + nameless + ROW.replace("экстремист", "-")))[1:]

    @given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: HEADER + text))
    def test_gives_no_other_exception(self, content: bytes | str) -> None:
        _survives(content)

    @given(st.integers(0, len(ROW)), st.integers(0, len(ROW)), st.text(max_size=8))
    def test_by_mutation_gives_no_other_exception(self, start: int, end: int, text: str) -> None:
        _survives(HEADER + ROW[:start] + text + ROW[end:])


def _survives(content: bytes | str) -> None:
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    try:
        items = list(read([Input("fuzz", lambda: io.BytesIO(data))]))
    except FormatError:
        return
    assert sum(isinstance(item, Heading) for item in items) == 1


@pytest.mark.shared
def test_every_person_of_the_published_file_is_read(
    shared: Path, file_input: Callable[[Path], Input]
) -> None:
    source = file_input(shared / "lists/kg/fiu_persons_2021-04.csv")
    made = records(source)
    topics = Counter(tuple(act.topic for act in one.designations) for one in made)
    assert (len(made), len(faults(source))) == (990, 0)
    # 717 say "террорист" alone: 716 and one with a blank after it
    assert topics[("terrorism",)] == 717
    assert topics[("extremism",)] == 267
    assert topics[("terrorism", "extremism")] + topics[("extremism", "terrorism")] == 6
