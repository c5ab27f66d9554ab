"""OFSI's ConList: rows of a group scattered, three layouts, two encodings, origin in set phrases.

All people and organisations in the fragments are invented.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.errors import FormatError, RecordError
from commonlist.records import Birth, DateKind, Kind, Name, Record, StatedDate
from commonlist.sources import gb_ofsi
from commonlist.sources.reading import Fault, Heading, Input
from commonlist.values.dates import PartialDate

OLD_LAYOUT = (
    "Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,DOB,Town of Birth,Country of Birth,"
    "Nationality,Passport Details,NI Number,Position,Address 1,Address 2,Address 3,Address 4,"
    "Address 5,Address 6,Post/Zip Code,Country,Other Information,Group Type,Alias Type,Regime,"
    "Listed On,Last Updated,Group ID"
)
NEW_LAYOUT = (
    "Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,Name Non-Latin Script,"
    "Non-Latin Script Type,Non-Latin Script Language,DOB,Town of Birth,Country of Birth,"
    "Nationality,Passport Number,Passport Details,National Identification Number,"
    "National Identification Details,Position,Address 1,Address 2,Address 3,Address 4,Address 5,"
    "Address 6,Post/Zip Code,Country,Other Information,Group Type,Alias Type,Alias Quality,"
    "Regime,Listed On,UK Sanctions List Date Designated,Last Updated,Group ID"
)
OLD = OLD_LAYOUT.split(",")
NEW = NEW_LAYOUT.split(",")
PERSON = {
    "Name 6": "ZORBANI",
    "Name 1": "Ilmar",
    "Name 2": "Teo",
    "Group Type": "Individual",
    "Alias Type": "Prime Alias",
    "Regime": "Al-Qaida",
    "Listed On": "26/04/2006",
    "Last Updated": "19/01/2012",
    "Group ID": "9001",
}
FRONT = {
    **PERSON,
    "Name 6": "QUELL FRONT",
    "Name 1": "",
    "Name 2": "",
    "Group Type": "Entity",
    "Regime": "Terrorism and Terrorist Financing",
    "Group ID": "9002",
}


def conlist(*rows: dict[str, str], header: list[str] = OLD, date: str = "02/04/2014") -> str:
    """Write rows in the true layout."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("Last Updated", date))
    writer.writerow(header)
    writer.writerows([row.get(column, "") for column in header] for row in rows)
    return out.getvalue()


def read(content: str | bytes) -> list[Heading | Record | Fault]:
    data = content.encode() if isinstance(content, str) else content
    return list(gb_ofsi.read([Input("ConList.csv", lambda: io.BytesIO(data))]))


def records(content: str | bytes) -> list[Record]:
    return [item for item in read(content) if isinstance(item, Record)]


def one(*rows: dict[str, str], header: list[str] = OLD) -> Record:
    (record,) = records(conlist(*rows, header=header))
    return record


def about(information: str, **other: str) -> Record:
    return one({**PERSON, "Other Information": information, **other})


def own_un(record: Record) -> list[str]:
    return [reference for reference in record.references if reference.startswith("un:")]


class TestOneRowForEachNameBirthAndAddress:
    def test_rows_of_a_group_are_one_entry_wherever_they_stand(self) -> None:
        alias = {**PERSON, "Name 1": "Ilmo", "Name 2": "", "Alias Type": "AKA"}
        read = records(conlist(PERSON, FRONT, alias))
        assert [record.entry for record in read] == ["9001", "9002"]
        assert read[0].names == (
            Name(text="Ilmar Teo ZORBANI"),
            Name(text="Ilmo ZORBANI", alias=True),
        )

    def test_the_caption_comes_first_though_its_row_comes_last(self) -> None:
        record = one({**PERSON, "Name 1": "Ilmo", "Alias Type": "AKA"}, PERSON)
        assert record.caption == "Ilmar Teo ZORBANI"

    def test_repeated_values_are_kept_once(self) -> None:
        rows = [{**PERSON, "DOB": dob} for dob in ("00/00/1980", "00/03/1981", "00/00/1980")]
        record = one(*rows)
        assert record.names == (Name(text="Ilmar Teo ZORBANI"),)
        assert record.births == (
            Birth(date=PartialDate(1980)),
            Birth(date=PartialDate(1981, 3)),
        )

    def test_a_former_name_is_a_former_alias(self) -> None:
        record = one(FRONT, {**FRONT, "Name 6": "OLD QUELL", "Alias Type": "FKA"})
        assert record.names[1] == Name(text="OLD QUELL", alias=True, former=True)

    def test_a_cut_copy_may_hold_aliases_alone(self) -> None:
        record = one({**PERSON, "Alias Type": "AKA"})
        assert record.names == (Name(text="Ilmar Teo ZORBANI", alias=True),)

    def test_each_address_is_joined_and_its_country_known(self) -> None:
        record = one(
            {**PERSON, "Address 1": "1 Long Road", "Address 6": "Tripoli", "Country": "Libya"},
            {**PERSON, "Country": "Mali (as at Feb 2014)"},
        )
        assert [(address.text, address.country) for address in record.addresses] == [
            ("1 Long Road, Tripoli, Libya", "ly"),
            ("Mali (as at Feb 2014)", "ml"),
        ]

    def test_a_group_under_two_regimes_has_two_designations(self) -> None:
        record = one(PERSON, {**PERSON, "Regime": "Somalia", "Listed On": "28/04/2010"})
        assert [(act.programme, act.topic, act.listed_on) for act in record.designations] == [
            ("Al-Qaida", "terrorism", stated(2006, 4, 26)),
            ("Somalia", "somalia", stated(2010, 4, 28)),
        ]


def stated(*day: int, kind: DateKind = DateKind.DESIGNATED) -> StatedDate:
    return StatedDate(date=PartialDate(*day), kind=kind)


class TestDates:
    def test_the_first_line_is_the_date_of_the_list(self) -> None:
        assert read(conlist(PERSON))[0] == Heading(generated=PartialDate(2014, 4, 2))

    def test_the_last_update_is_only_an_amendment(self) -> None:
        (act,) = one(PERSON).designations
        assert act.dates == (stated(2012, 1, 19, kind=DateKind.AMENDED),)

    def test_the_newer_layout_has_the_other_lists_date_too(self) -> None:
        row = {**PERSON, "UK Sanctions List Date Designated": "25/01/2001"}
        (act,) = one(row, header=NEW).designations
        assert act.listed_on == stated(2006, 4, 26)
        assert act.dates[0] == stated(2001, 1, 25)

    def test_a_day_that_the_calendar_lacks_stays_as_printed(self) -> None:
        record = one({**PERSON, "DOB": "29/02/1969"})
        assert record.births == ()
        assert record.details == (("DOB", "29/02/1969"),)


class TestTheNewerLayout:
    def test_names_in_another_script_are_kept_with_their_language(self) -> None:
        row = {
            **PERSON,
            "Alias Type": "Primary name",
            "Name Non-Latin Script": "ایلمار زربانی",
            "Non-Latin Script Type": "Arabic",
            "Non-Latin Script Language": "Persian",
        }
        record = one(row, header=NEW)
        assert record.names[1] == Name(text="ایلمار زربانی", lang="fa")
        assert ("Non-Latin Script Language", "Persian") in record.details

    def test_low_quality_is_weak_and_a_variation_is_an_alias(self) -> None:
        weak = {**PERSON, "Name 1": "I.", "Alias Type": "AKA", "Alias Quality": "Low quality"}
        other = {**PERSON, "Name 1": "Ylmar", "Alias Type": "Primary name variation"}
        names = one(PERSON, weak, other, header=NEW).names
        assert [(name.alias, name.weak) for name in names] == [
            (False, False),
            (True, False),
            (True, True),
        ]

    def test_numbers_and_their_details_stand_in_two_columns(self) -> None:
        row = {
            **PERSON,
            "Passport Number": "(1) AB 12345 (2) C99",
            "Passport Details": "(1) Mali number (2) expired",
            "National Identification Number": "000-11",
        }
        identifiers = one(row, header=NEW).identifiers
        assert [(i.type, i.value, i.country, i.note) for i in identifiers] == [
            ("passport", "AB 12345", "ml", "Mali number"),
            ("passport", "C99", "", "expired"),
            ("national_id", "000-11", "", ""),
        ]

    def test_labelled_references_are_read(self) -> None:
        record = about(
            "(UK Sanctions List Ref):AFG0999 and AQD0999. (UN Ref):TAi.999. Brother of an "
            "associate (TAi.998). (Gender):Male"
        )
        assert record.references == (
            "gb-ofsi:9001",
            "gb-uksl:AFG0999",
            "gb-uksl:AQD0999",
            "un:TAi.999",
        )
        assert record.gender == "male"

    def test_a_ships_imo_number_is_read_if_its_last_digit_is_right(self) -> None:
        ship = {**FRONT, "Group Type": "Ship"}
        good = one({**ship, "Other Information": "(IMO number):9074729. (Flag):X"})
        bad = one({**ship, "Other Information": "(IMO number):9074728."})
        assert good.kind is Kind.VESSEL
        assert [(i.type, i.value) for i in good.identifiers] == [("imo", "9074729")]
        assert bad.identifiers == ()


class TestTheOlderLayout:
    def test_the_country_and_the_rest_stay_with_a_passport(self) -> None:
        row = {**PERSON, "Passport Details": "(1) 0012345 (Mali). Issued 2 May 2001 (2) D 000111"}
        identifiers = one(row).identifiers
        assert [(i.value, i.country, i.note) for i in identifiers] == [
            ("0012345", "ml", "0012345 (Mali). Issued 2 May 2001"),
            ("D 000111", "", ""),
        ]

    def test_a_number_after_words_is_found_and_other_text_is_kept_whole(self) -> None:
        row = {**PERSON, "Passport Details": "Passport no: A55. Expired", "NI Number": "Card of X"}
        identifiers = one(row).identifiers
        assert [(i.type, i.value, i.note) for i in identifiers] == [
            ("passport", "A55", "Passport no: A55. Expired"),
            ("national_id", "Card of X", ""),
        ]

    def test_numbered_nationalities_and_birth_places_are_taken_apart(self) -> None:
        record = one(
            {
                **PERSON,
                "Nationality": "(1) Somalia (2) Djibouti",
                "Town of Birth": "(1) Tunis (2) Rome",
                "Country of Birth": "(1) Tunisia (2) Italy",
            }
        )
        assert record.countries == ("so", "dj")
        assert record.details == (("Nationality", "(1) Somalia (2) Djibouti"),)
        assert record.birth_places == ("Tunis, Tunisia", "Rome, Italy")

    def test_an_entity_that_begins_with_its_imo_number_has_it_and_an_owner_has_not(self) -> None:
        ship = one({**FRONT, "Other Information": "(IMO number: 9074729). Annex XIV."})
        owner = one({**FRONT, "Other Information": "Owner of the tanker X, IMO: 9074729."})
        assert [i.value for i in ship.identifiers] == ["9074729"]
        assert owner.identifiers == ()


class TestWhoseListingItIs:
    @pytest.mark.parametrize(
        ("information", "origin"),
        [
            ("UK listing only. Male.", "autonomous"),
            ("Both UK listing and EU listing. Male.", "autonomous"),
            ("EU listing only.", "follows(eu)"),
            ("EU listing. Not UN. Owned by somebody.", "follows(eu)"),
            ("Annex XV EU not UN Listing. Deputy.", "follows(eu)"),
            ("EU-only listing", "follows(eu)"),
            ("Annex XIII. UN listing. Owner.", "transposes(un)"),
            ("EU and UN. UN Ref QDi.999.", "transposes(un)"),
            ("UN Ref QI.A.999.14. Previous EU listing.", "transposes(un)"),
            ("[UN Listing (formerly temporary listing)].", "transposes(un)"),
            ("Photo available for the INTERPOL-UN Security Council Special Notice.", ""),
            ("", ""),
        ],
    )
    def test_set_phrases_say_it(self, information: str, origin: str) -> None:
        assert about(information).designations[0].origin == origin

    def test_phrases_may_name_the_regime_that_they_are_about(self) -> None:
        text = (
            "Both UK listing and EU listing under Terrorism and Terrorist Financing. EU listing"
            " under Syria. UN listing under Iran (nuc prol). UN Ref IRi.999."
        )
        regimes = ("Terrorism and Terrorist Financing", "Syria", "Iran (nuclear proliferation)")
        record = one(*({**PERSON, "Regime": r, "Other Information": text} for r in regimes))
        assert [act.origin for act in record.designations] == [
            "autonomous",
            "follows(eu)",
            "transposes(un)",
        ]

    def test_a_un_number_says_nothing_of_a_regime_that_rests_on_no_un_list(self) -> None:
        record = about("UN Ref QDi.999.", Regime="Syria")
        assert record.designations[0].origin == ""


class TestUNNumbers:
    @pytest.mark.parametrize(
        "printed",
        [
            "UN Ref QDi.999. Brother of (QDi.998).",
            "UN REF:QI.A.999.14. Also referred to as X.",
            "UN Ref: QDI.999",
            "Un ref. QDi.999",
            "UN Rref QDi.999.",
            "UN listing. UN Reference No: QDi.999.",
            "UN Listing. QDi.999. Held posts.",
            "QDi.999. Held posts.",
            "UN Ref Q.I.A.999.11. A misprint of the marks.",
            "UN Ref QI.Z,999.04. Another.",
            "UN Ref.QDI. 999. And one more",
        ],
    )
    def test_the_entrys_own_number_is_read_however_it_is_printed(self, printed: str) -> None:
        assert own_un(about(printed)) == ["un:QDi.999"]

    @pytest.mark.parametrize(
        "printed",
        [
            "A facilitator of a group, listed as Al-Qaida in Iraq (QDe.115).",
            "Works for Q (QE.A.4.01) and R (QI.A.999.11). Also referred to as S.",
            "Formerly of the group QDe.135 in the north.",
        ],
    )
    def test_numbers_of_others_in_running_text_are_not_the_entrys(self, printed: str) -> None:
        assert own_un(about(printed)) == []

    def test_a_number_of_the_other_kind_is_a_misprint_and_no_reference(self) -> None:
        record = about("UN Ref: QDe.002. A leader.")
        assert own_un(record) == []
        assert record.remarks == "UN Ref: QDe.002. A leader."

    def test_old_numbers_of_the_iran_committee_are_kept_as_printed(self) -> None:
        record = one({**FRONT, "Other Information": "UN Ref E.29.I.99. Owned by X."})
        assert own_un(record) == ["un:E.29.I.99"]


class TestTopics:
    @pytest.mark.parametrize(
        "regime",
        [
            "Al-Qaida",
            "The ISIL (Da'esh) and Al-Qaida organisations",
            "ISIL (Da’esh) and Al-Qaida",
            "Terrorism and Terrorist Financing",
            "Counter-Terrorism (International)",
            "Counter Terrorism (Domestic)",
        ],
    )
    def test_terrorism_by_the_names_of_the_years(self, regime: str) -> None:
        (act,) = about("", Regime=regime).designations
        assert (act.programme, act.topic, act.by_regime) == (regime, "terrorism", False)

    def test_the_taliban_regime_is_marked(self) -> None:
        (act,) = about("", Regime="Afghanistan").designations
        assert (act.topic, act.by_regime) == ("terrorism", True)

    def test_an_unknown_regime_keeps_its_own_word(self) -> None:
        (act,) = about("", Regime="Atlantis (shipping)").designations
        assert act.topic == "atlantis-shipping"


class TestBadEntries:
    @pytest.mark.parametrize(
        "bad",
        [
            {"Group ID": ""},
            {"Group Type": "Robot"},
            {"Name 6": "", "Name 1": "", "Name 2": ""},
            {"Listed On": "31/02/2006"},
            {"Regime": ""},
        ],
    )
    def test_each_is_a_fault_with_its_raw_text_and_the_rest_is_read(
        self, bad: dict[str, str]
    ) -> None:
        _, fault, record = read(conlist({**PERSON, **bad, "Position": "Chair"}, FRONT))
        assert isinstance(fault, Fault)
        assert fault.where == "line 3"
        assert "Chair" in fault.raw
        assert isinstance(record, Record)

    def test_a_group_of_two_kinds_is_refused(self) -> None:
        group = gb_ofsi.Group("1", 3, (PERSON, {**PERSON, "Group Type": "Entity"}))
        with pytest.raises(RecordError, match="Individual and Entity"):
            gb_ofsi.record(group)


class TestDamagedFiles:
    @pytest.mark.parametrize(
        "content",
        [
            "",
            "Last Updated,02/04/2014\r\n",
            "<html><body>Service unavailable</body></html>",
            conlist(PERSON, date="soon"),
            conlist(PERSON, header=[*OLD[:-1], "Group"]),
            conlist(PERSON, header=[*OLD, "Regime"]),
            conlist(PERSON)[:-20],
            conlist(PERSON) + '"open quote',
        ],
    )
    def test_nothing_is_taken(self, content: str) -> None:
        with pytest.raises(FormatError):
            read(content)

    def test_the_line_is_named(self) -> None:
        with pytest.raises(FormatError, match="line 4: 3 fields, not 29"):
            read(conlist(PERSON) + "a,b,c\r\n")

    def test_a_nul_byte_is_refused(self) -> None:
        with pytest.raises(FormatError, match="NUL"):
            read(conlist(PERSON).replace("Ilmar", "Il\0mar"))

    def test_two_files_are_refused(self, as_input: Callable[..., Input]) -> None:
        with pytest.raises(FormatError):
            list(gb_ofsi.read([as_input(""), as_input("")]))


class TestEncodings:
    def test_older_copies_are_in_windows_1252(self) -> None:
        content = conlist({**PERSON, "Position": "Head’s deputy, Orléans"}).encode("cp1252")
        assert records(content)[0].positions == ("Head’s deputy, Orléans",)

    def test_a_byte_order_mark_is_no_part_of_the_first_cell(self) -> None:
        assert len(records("\ufeff" + conlist(PERSON, header=NEW))) == 1

    def test_the_newer_layout_is_never_read_as_windows_1252(self) -> None:
        with pytest.raises(FormatError, match="utf-8"):
            read(conlist({**PERSON, "Position": "Orléans"}, header=NEW).encode("cp1252"))


SAMPLE = conlist({**PERSON, "Passport Details": "(1) A1 (2) B2", "DOB": "00/00/1980"}, FRONT)


@given(
    st.one_of(
        st.binary(max_size=200),
        st.integers(0, len(SAMPLE)).map(lambda cut: SAMPLE[:cut].encode()),
        st.tuples(st.integers(0, len(SAMPLE)), st.binary(max_size=4)).map(
            lambda edit: SAMPLE.encode()[: edit[0]] + edit[1] + SAMPLE.encode()[edit[0] :]
        ),
        st.dictionaries(st.sampled_from(OLD), st.text(max_size=20)).map(
            lambda cells: conlist({**PERSON, **cells}).encode("utf-8", "replace")
        ),
    )
)
def test_any_bytes_give_records_or_faults_or_a_format_error(data: bytes) -> None:
    try:
        items = read(data)
    except FormatError:
        return
    assert isinstance(items[0], Heading)
    assert all(isinstance(item, (Record, Fault)) for item in items[1:])


@pytest.mark.shared
class TestPublishedLists:
    @pytest.mark.parametrize(
        ("name", "date", "persons", "entities"),
        [
            ("ofsi_conlist_2014-04-02.csv", (2014, 4, 2), 1337, 960),
            ("ofsi_conlist_2016-02-12_part.csv", (2016, 2, 12), 323, 140),
            ("ofsi_conlist_2020-04-27.csv", (2020, 4, 27), 1523, 591),
            ("ofsi_2022format_sample.csv", (2020, 4, 27), 6, 0),
        ],
    )
    def test_every_group_is_read(
        self,
        shared: Path,
        file_input: Callable[[Path], Input],
        name: str,
        date: tuple[int, int, int],
        persons: int,
        entities: int,
    ) -> None:
        heading, *items = gb_ofsi.read([file_input(shared / "lists/uk" / name)])
        assert heading == Heading(generated=PartialDate(*date))
        kinds = Counter(item.kind for item in items if isinstance(item, Record))
        assert kinds == Counter({Kind.PERSON: persons, Kind.ORGANIZATION: entities})
        assert len(items) == persons + entities

    @pytest.mark.parametrize(
        ("name", "regimes"),
        [
            (
                "ofsi_conlist_2014-04-02.csv",
                {"Al-Qaida": 279, "Terrorism and Terrorist Financing": 51},
            ),
            (
                "ofsi_conlist_2016-02-12_part.csv",
                {"Al-Qaida": 150, "Terrorism and Terrorist Financing": 12},
            ),
            (
                "ofsi_conlist_2020-04-27.csv",
                {
                    "The ISIL (Da'esh) and Al-Qaida organisations": 352,
                    "Terrorism and Terrorist Financing": 43,
                },
            ),
        ],
    )
    def test_the_groups_of_the_terrorism_regimes(
        self,
        shared: Path,
        file_input: Callable[[Path], Input],
        name: str,
        regimes: dict[str, int],
    ) -> None:
        """A group under two regimes counts in both.

        With each group under one regime alone there are 278 and 50, 149 and 12, 351 and 42.
        """
        items = gb_ofsi.read([file_input(shared / "lists/uk" / name)])
        acts = Counter(
            act.programme
            for item in items
            if isinstance(item, Record)
            for act in item.designations
            if act.topic == "terrorism" and not act.by_regime
        )
        assert acts == regimes

    def test_the_latest_whole_list_quotes_its_un_numbers(
        self, shared: Path, file_input: Callable[[Path], Input]
    ) -> None:
        path = shared / "lists/uk/ofsi_conlist_2020-04-27.csv"
        read = [item for item in gb_ofsi.read([file_input(path)]) if isinstance(item, Record)]
        assert sum(bool(own_un(record)) for record in read) == 699
        assert max(len(own_un(record)) for record in read) == 1
        acts = Counter(act.origin for record in read for act in record.designations)
        assert acts["autonomous"] == 19
