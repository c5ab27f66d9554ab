"""Canada's list: renamed fields, no numbers, and one comma list for all aliases."""

import io
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.errors import FormatError
from commonlist.records import DateKind, Kind, Record
from commonlist.sources.ca_sema import SOURCE, entries, read
from commonlist.sources.reading import Fault, Heading, Input, Item
from commonlist.values.dates import PartialDate

Make = Callable[..., Input]
FileInput = Callable[[Path], Input]
One = Callable[[str], Record]


def entry(country: str = "Russia / Russie", schedule: str = "1, Part 2", **fields: str) -> str:
    """Return a record element; a field that is empty is left out."""
    stated = {"Country": country, **fields, "Schedule": schedule, "Item": "7"}
    inner = "".join(f"<{tag}>{text}</{tag}>" for tag, text in stated.items() if text)
    return f"<record>{inner}</record>\n"


def edition(*records: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<data-set xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f"{''.join(records)}</data-set>"
    )


PERSON = entry(
    LastName="PRIMEROV",
    GivenName="Test Obraztsovich",
    DateOfBirthOrShipBuildDate="1972-08-10",
    DateOfListing="2022-02-24",
)
ENTITY = entry(EntityOrShip="Example Works", Aliases="EW")


def items(source: Input) -> list[Item]:
    return list(read([source]))


@pytest.fixture
def one(as_input: Make) -> One:
    """Read the only record of an edition of one entry."""

    def made(text: str) -> Record:
        _, record = items(as_input(edition(text)))
        assert isinstance(record, Record)
        return record

    return made


def texts(record: Record) -> list[str]:
    return [name.text for name in record.names]


class TestFieldsOfBothYears:
    @pytest.mark.parametrize(
        ("tag", "date"), [("Entity", "DateOfBirth"), ("EntityOrShip", "DateOfBirthOrShipBuildDate")]
    )
    def test_are_read_alike(self, one: One, tag: str, date: str) -> None:
        assert one(entry(**{tag: "Example Works"})).caption == "Example Works"
        person = one(entry(LastName="Primerov", **{date: "1972"}))
        assert [birth.date for birth in person.births] == [PartialDate(1972)]

    def test_list_a_date_only_where_it_is_stated(self, one: One) -> None:
        [newer], [older] = one(PERSON).designations, one(ENTITY).designations
        assert newer.listed_on is not None
        assert newer.listed_on.date == PartialDate(2022, 2, 24)
        assert newer.listed_on.kind is DateKind.DESIGNATED
        assert older.listed_on is None

    def test_not_known_are_kept_under_their_label(self, one: One) -> None:
        record = one(entry(Entity="Example Works", Website="example.org"))
        assert record.details == (("Website", "example.org"),)

    def test_that_stand_twice_are_both_kept(self, one: One) -> None:
        twice = entry(Entity="Example Works").replace(
            "<Item>", "<Aliases>Aa Bb</Aliases><Aliases>Cc Dd</Aliases><Item>"
        )
        assert texts(one(twice)) == ["Example Works", "Aa Bb", "Cc Dd"]


class TestKinds:
    def test_a_person_is_named_in_natural_order(self, one: One) -> None:
        record = one(PERSON)
        assert (record.kind, record.caption) == (Kind.PERSON, "Test Obraztsovich PRIMEROV")
        assert one(entry(LastName="Primerov")).caption == "Primerov"

    def test_an_entity_with_an_imo_number_is_a_ship(self, one: One) -> None:
        record = one(
            entry(
                EntityOrShip="Example Star",
                TitleOrShip="Oil Tanker",
                DateOfBirthOrShipBuildDate="2006",
                ShipIMONumber="9074729",
            )
        )
        assert (record.kind, record.births, record.titles) == (Kind.VESSEL, (), ())
        [number] = record.identifiers
        assert (number.type, number.value) == ("imo", "9074729")
        assert record.details == (("Ship build date", "2006"), ("Type of ship", "Oil Tanker"))

    def test_a_person_s_title_is_a_title(self, one: One) -> None:
        assert one(entry(LastName="Primerov", Title="Brigadier")).titles == ("Brigadier",)

    def test_the_names_of_a_person_and_an_entity_are_a_fault(self, as_input: Make) -> None:
        both = edition(entry(Entity="Example Works", LastName="Primerov"), PERSON)
        _, fault, record = items(as_input(both))
        assert isinstance(fault, Fault)
        assert "Example Works" in fault.raw
        assert "line 3" in fault.where
        assert isinstance(record, Record)


class TestIds:
    def test_are_the_slug_of_the_first_name(self, one: One) -> None:
        record = one(entry(LastName="MUÑOZ Ejemplo", GivenName="José"))
        assert record.entry == "jose-munoz-ejemplo"
        assert record.references == ("ca-sema:jose-munoz-ejemplo",)

    def test_of_repeated_names_are_numbered_and_never_meet(self, as_input: Make) -> None:
        names = ["Port", "Port 2", "Port", "Port"]
        found = items(as_input(edition(*(entry(Entity=name) for name in names))))
        made = [item.entry for item in found if isinstance(item, Record)]
        assert made == ["port", "port-2", "port-3", "port-4"]

    def test_without_a_name_there_is_a_fault(self, as_input: Make) -> None:
        _, fault = items(as_input(edition(entry())))
        assert isinstance(fault, Fault)
        assert fault.reason == "no name"


class TestTheRegime:
    @pytest.mark.parametrize(
        ("country", "programme", "topic"),
        [
            ("Russia / Russie", "Russia", "russia"),
            ("Ukraine", "Ukraine", "ukraine"),
            ("Burma / Birmanie", "Burma", "myanmar"),
            ("Myanmar (Burma) / Myanmar (Birmanie)", "Myanmar (Burma)", "myanmar"),
            ("South Sudan / Soudan du sud", "South Sudan", "south-sudan"),
            ("Atlantis / Atlantide", "Atlantis", "atlantis"),
        ],
    )
    def test_is_the_country_in_english(
        self, one: One, country: str, programme: str, topic: str
    ) -> None:
        [act] = one(entry(country, Entity="Example Works")).designations
        assert (act.programme, act.topic) == (programme, topic)
        assert act.legal_basis == "Special Economic Measures Act"

    def test_of_corrupt_officials_has_an_act_of_its_own(self, one: One) -> None:
        country = (
            "Justice for Victims of Corrupt Foreign Officials Regulations (JVCFOR) / \xa0Règlement"
            " relatif à la justice pour les victimes de dirigeants étrangers corrompus (RJVDEC)"
        )
        [act] = one(entry(country, "N/A", LastName="Primerov")).designations
        assert act.programme.endswith("(JVCFOR)")
        assert act.topic == "human-rights"
        assert act.legal_basis.startswith("Justice for Victims of Corrupt Foreign Officials Act")
        assert act.reference == "item 7"

    @pytest.mark.parametrize(
        ("schedule", "reference"),
        [
            ("1", "Schedule 1, item 7"),
            ("1, Part 1.1", "Schedule 1, Part 1.1, item 7"),
            ("Part 2", "Part 2, item 7"),
            ("", "item 7"),
        ],
    )
    def test_is_referred_to_by_schedule_and_item(
        self, one: One, schedule: str, reference: str
    ) -> None:
        [act] = one(entry(schedule=schedule, Entity="Example Works")).designations
        assert act.reference == reference

    def test_that_is_missing_is_a_fault(self, as_input: Make) -> None:
        assert isinstance(items(as_input(edition(entry("", Entity="Example Works"))))[1], Fault)


class TestAliases:
    @pytest.mark.parametrize(
        ("printed", "names"),
        [
            ("Aa, Bb Cc", ["Aa", "Bb Cc"]),
            ("Aa Co., Ltd., Bb Pte. Ltd.", ["Aa Co., Ltd.", "Bb Pte. Ltd."]),
            ("Works, JSC; Завод, АО", ["Works, JSC", "Завод, АО"]),
            ("ОАО, ОБРАЗЕЦ", ["ОАО, ОБРАЗЕЦ"]),
            ("Centre (Aa, Bb), Cc", ["Centre (Aa, Bb)", "Cc"]),
            ("«Системы, Машины», Aa", ["«Системы, Машины»", "Aa"]),
            ('АО "НПО "Машины, Системы"" , Aa', ['АО "НПО "Машины, Системы""', "Aa"]),
            ('Завод "Aa, Bb', ['Завод "Aa', "Bb"]),
            ("Aa Bb / Cc", ["Aa Bb", "Cc"]),
            ("Завод Аа or ЗА", ["Завод Аа", "ЗА"]),
            ("Акционерное общество or АО Завод", ["Акционерное общество or АО Завод"]),
            ("Завод Аа and НИИ Аа", ["Завод Аа", "НИИ Аа"]),
            ("Trade and Shipping Company", ["Trade and Shipping Company"]),
            ("(Obrazets)", ["Obrazets"]),
            ("Aa, or Bb", ["Aa", "Bb"]),
            (";, ;", []),
        ],
    )
    def test_are_split_where_a_name_ends(self, one: One, printed: str, names: list[str]) -> None:
        record = one(entry(Entity="Example Works", Aliases=printed))
        assert texts(record)[1:] == names
        assert all(name.alias for name in record.names[1:])

    @pytest.mark.parametrize(
        ("printed", "names"),
        [
            ("Тест Примеров / Тест Примерiв", ["Тест Примеров", "Тест Примерiв"]),
            ("Тест Примеров or Примерив", ["Тест Примеров or Примерив"]),
            ("(Тест Примеров / Тест Примерiв", ["Тест Примеров", "Тест Примерiв"]),
            ("Testy", ["Testy"]),
        ],
    )
    def test_of_a_person_are_split_into_whole_names_only(
        self, one: One, printed: str, names: list[str]
    ) -> None:
        assert texts(one(entry(LastName="Primerov", Aliases=printed)))[1:] == names

    def test_keep_the_language_that_is_said(self, one: One) -> None:
        printed = "Testy, Belarussian: Тэст Прымераў, Russian\xa0: Тест Примеров\nArabic:تجربة"
        names = one(entry(LastName="Primerov", Aliases=printed)).names[1:]
        assert [(name.text, name.lang) for name in names] == [
            ("Testy", ""), ("Тэст Прымераў", "be"), ("Тест Примеров", "ru"), ("تجربة", "ar"),
        ]  # fmt: skip

    def test_are_kept_as_printed_if_they_were_split(self, one: One) -> None:
        assert one(ENTITY).details == ()
        record = one(entry(Entity="Example Works", Aliases="Aa, Bb"))
        assert record.details == (("Aliases", "Aa, Bb"),)


class TestCaptions:
    def test_in_english_and_french_are_two(self, one: One) -> None:
        record = one(entry(Entity="Example Army (EA)/Armée d'exemple"))
        assert [(name.text, name.alias, name.lang) for name in record.names] == [
            ("Example Army (EA)", False, ""), ("Armée d'exemple", False, "fr"),
        ]  # fmt: skip
        assert record.entry == "example-army-ea"

    def test_with_a_slash_within_brackets_are_one(self, one: One) -> None:
        assert texts(one(entry(Entity="Mills (Aa/Bb/Cc)"))) == ["Mills (Aa/Bb/Cc)"]

    @pytest.mark.parametrize("end", [")", ""])
    def test_that_say_also_known_as_hold_aliases(self, one: One, end: str) -> None:
        printed = f"Example Works\nJSC (also\nknown as Works, JSC, EW and JSC Exwork{end}"
        record = one(entry(EntityOrShip=printed))
        assert texts(record) == ["Example Works JSC", "Works, JSC", "EW", "JSC Exwork"]
        assert record.entry == "example-works-jsc"
        assert record.details == (("Entity", " ".join(printed.split())),)


class TestBirths:
    @pytest.mark.parametrize(
        ("printed", "births"),
        [
            ("1972-08-10", [("1972-08-10", None)]),
            ("1972-08", [("1972-08", None)]),
            ("1963 or 1964", [("1963", None), ("1964", None)]),
            ("1965-07-15 OR 1969-09-28", [("1965-07-15", None), ("1969-09-28", None)]),
            ("1963-1964", [("1963", "1964")]),
        ],
    )
    def test_are_a_day_a_choice_or_a_range(
        self, one: One, printed: str, births: list[tuple[str, str | None]]
    ) -> None:
        record = one(entry(LastName="Primerov", DateOfBirth=printed))
        found = [(str(birth.date), birth.until and str(birth.until)) for birth in record.births]
        assert (found, record.details) == (births, ())

    @pytest.mark.parametrize("printed", ["Sep-62", "born in the early 1970s", "1972-02-30"])
    def test_that_are_no_date_are_kept_as_printed(self, one: One, printed: str) -> None:
        record = one(entry(LastName="Primerov", DateOfBirth=printed))
        assert (record.births, record.details) == ((), (("Date of birth", printed),))


BOMB = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>'


class TestDamage:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"no XML at all",
            b"<html><body>404</body></html>",
            b"<records><record/></records>",
            edition().encode(),
            edition(PERSON)[:-20].encode(),
            edition(PERSON).replace("Test", "A & B").encode(),
            edition(PERSON).replace("Test", "Test\xe9").encode("latin-1"),
            edition(PERSON).replace("Test", "A\0B").encode(),
            edition(PERSON).replace("<data-", BOMB + "<data-", 1).replace("Test", "&c;").encode(),
        ],
        ids=["empty", "text", "another page", "another list", "no entry", "cut off",
             "bare ampersand", "cp1252", "NUL", "entities"],
    )  # fmt: skip
    def test_of_the_file_is_refused_by_name(self, as_input: Make, content: bytes) -> None:
        with pytest.raises(FormatError, match="copy\\.xml"):
            items(as_input(content, "copy.xml"))

    def test_several_files_are_refused(self, as_input: Make) -> None:
        with pytest.raises(FormatError, match="one file"):
            list(read([as_input(edition(PERSON))] * 2))

    def test_of_a_listing_date_is_a_fault(self, as_input: Make) -> None:
        found = items(as_input(edition(PERSON.replace("2022-02-24", "soon"), ENTITY)))
        assert [type(item) for item in found] == [Heading, Fault, Record]

    @pytest.mark.parametrize(
        "text", ["(" * 50_000, '"a' * 50_000, " and " * 20_000, "; ," * 20_000]
    )
    def test_of_a_field_made_to_exhaust_the_reader_is_read(self, one: One, text: str) -> None:
        made = one(entry(Entity=f"Example (also known as {text})", Aliases=text))
        assert made.entry == "example"

    @given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
    def test_gives_no_other_exception(self, content: bytes) -> None:
        _survives(content)

    @given(st.integers(0, 700), st.integers(0, 700), st.text(max_size=8))
    def test_by_mutation_gives_no_other_exception(self, start: int, end: int, text: str) -> None:
        whole = edition(PERSON, ENTITY)
        _survives((whole[:start] + text + whole[end:]).encode("utf-8", "replace"))

    @given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=60))
    def test_by_any_text_in_a_field_gives_no_other_exception(self, text: str) -> None:
        safe = text.replace("&", "&amp;").replace("<", "&lt;")
        found = _survives(
            edition(
                entry(Entity=f"Aa {safe}", Aliases=safe, Title=safe, DateOfBirth=safe),
                entry(safe, LastName=safe, DateOfListing=safe, Aliases=safe),
            ).encode()
        )
        assert len(found) == 3


def _survives(content: bytes) -> list[Item]:
    try:
        found = items(Input("fuzz", lambda: io.BytesIO(content)))
    except FormatError:
        return []
    assert sum(isinstance(item, Heading) for item in found) == 1
    return found


EDITIONS = {
    # persons, entities, ships; with a date of listing
    "sema_2020-10.xml": (985, 384, 0, 0),
    "sema_2025-03-20.xml": (3334, 1316, 109, 4759),
}


@pytest.mark.shared
@pytest.mark.parametrize("name", EDITIONS)
class TestThePublishedFiles:
    def test_are_read_whole(self, shared: Path, file_input: FileInput, name: str) -> None:
        heading, *records = items(file_input(shared / "lists/ca" / name))
        made = [item for item in records if isinstance(item, Record)]
        kinds = Counter(record.kind for record in made)
        dated = sum(bool(record.designations[0].listed_on) for record in made)
        assert heading == Heading()
        assert len(made) == len(records)
        counts = (kinds[Kind.PERSON], kinds[Kind.ORGANIZATION], kinds[Kind.VESSEL], dated)
        assert counts == EDITIONS[name]
        for field, share in SOURCE.filled:
            assert sum(bool(getattr(record, field)) for record in made) >= share * len(made)
        assert {record.designations[0].topic for record in made} <= SOURCE.topics

    def test_lose_no_word(self, shared: Path, file_input: FileInput, name: str) -> None:
        source = file_input(shared / "lists/ca" / name)
        records = (item for item in items(source) if isinstance(item, Record))
        for entry, record in zip(entries(source), records, strict=True):
            kept = _words(msgspec.json.encode(record).decode())
            for field, text in entry.fields.items():
                # dates are read; of the country the French name is left out
                if field not in ("DateOfListing", "DateOfBirth", "Country"):
                    assert _words(text) - kept - {"N", "A"} == set(), (record.entry, field)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))
