"""DFAT's spreadsheet: one row a name, a committee in a cell, legal bases in free text.

All people and organisations in the fragments are invented.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from commonlist.errors import FormatError
from commonlist.records import Address, Birth, DateKind, Kind, Name, Record, StatedDate
from commonlist.sources import au_dfat
from commonlist.sources.reading import Fault, Heading, Input, Item
from commonlist.values.dates import PartialDate

COLUMNS = (
    *("Reference", "Name of Individual or Entity", "Type", "Name Type", "Date of Birth"),
    *("Place of Birth", "Citizenship", "Address", "Additional Information"),
    *("Listing Information", "Committees", "Control Date", ""),
)
QAIDA = "1267/1989/2253 (ISIL (Da'esh) and Al-Qaida)"
Cells = Mapping[str, object]
PERSON: Cells = {
    "Reference": 7,
    "Name of Individual or Entity": "Ilmar ZORBANI",
    "Type": "Individual ",
    "Name Type": "Primary Name ",
    "Citizenship": "Afghan",
    "Listing Information": "Listed by UN 1267 Committee on 25 January 2001 (amended on 3 Sep 2003)",
    "Committees": QAIDA,
    "Control Date": date(2014, 12, 15),
}
ENTITY: Cells = {**PERSON, "Type": "Entity", "Name of Individual or Entity": "Grey Heron Front"}


def workbook(*rows: Cells, columns: tuple[str, ...] = COLUMNS) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, columns)
        for line, cells in enumerate(rows, 1):
            for at, column in enumerate(columns):
                value = cells.get(column, "")
                if isinstance(value, date):
                    sheet.write_datetime(line, at, value, day)
                else:
                    sheet.write(line, at, value)
    return data.getvalue()


def read(data: bytes) -> list[Item]:
    return list(au_dfat.read([Input("list.xlsx", lambda: io.BytesIO(data))]))


def only(*rows: Cells) -> Record:
    heading, item = read(workbook(*rows))
    assert isinstance(heading, Heading)
    assert isinstance(item, Record), item
    return item


def of(cells: Cells = PERSON, /, **changed: object) -> Record:
    return only({**cells, **{name.replace("_", " "): value for name, value in changed.items()}})


def alias(reference: str, name: str, name_type: str = "aka", **changed: object) -> Cells:
    named = {"Name of Individual or Entity": name, "Name Type": name_type}
    return {**PERSON, "Reference": reference, **named, **changed}


class TestRowsAreNames:
    def test_letters_are_further_names_of_the_number(self) -> None:
        record = only(PERSON, alias("7a", "Abu Reed"), alias("7b", "إلمار", "Original script "))
        assert record.entry == "7"
        assert record.names == (
            Name(text="Ilmar ZORBANI"),
            Name(text="إلمار"),
            Name(text="Abu Reed", alias=True),
        )

    def test_the_original_script_of_an_alias_is_an_alias(self) -> None:
        record = only(PERSON, alias("7a", "Abu Reed"), alias("7a1", "أبو ريد", "Original Script"))
        assert Name(text="أبو ريد", alias=True) in record.names

    def test_rows_of_a_number_need_not_stand_together(self) -> None:
        other = {**PERSON, "Reference": 8}
        items = read(workbook(PERSON, other, alias("7a", "Abu Reed")))
        assert [len(item.names) for item in items if isinstance(item, Record)] == [2, 1]

    def test_the_primary_name_leads_wherever_its_row_stands(self) -> None:
        assert only(alias("7a", "Abu Reed"), PERSON).caption == "Ilmar ZORBANI"

    @pytest.mark.parametrize(
        "spelling", ["primary name", "Primary name", "primary Name", "PRIMARY NAME "]
    )
    def test_name_types_are_read_in_every_spelling(self, spelling: str) -> None:
        assert not of(Name_Type=spelling).names[0].alias

    def test_former_names_by_type_or_by_remark(self) -> None:
        record = only(
            PERSON,
            alias("7a", "Old Name", "Formerly known as"),
            alias("7b", "Older Name (previously listed as)"),
            alias("7c", "Oldest (Previously listed as. In Arabic: أقدم)"),
        )
        former = [name.text for name in record.names if name.former and name.alias]
        assert former == ["Old Name", "Older Name", "Oldest", "أقدم"]

    def test_number_as_text_or_as_number(self) -> None:
        assert of(Reference="7").entry == of(Reference=7).entry == "7"


class TestWhoseAct:
    @pytest.mark.parametrize(
        ("committee", "topic", "by_regime", "origin"),
        [
            (QAIDA, "terrorism", False, "transposes(un)"),
            ("1988 (Taliban) ", "terrorism", True, "transposes(un)"),
            ("1373 (2001)", "terrorism", False, "autonomous"),
            ("1718 (DPRK)  ", "dprk", False, "transposes(un)"),
            ("2093 (2013)", "somalia", False, "transposes(un)"),
            ("Autonomous (DPRK)", "dprk", False, "autonomous"),
            ("Autonomous (Thematic – Corruption)", "corruption", False, "autonomous"),
            ("Autonomous (Thematic - Cyber)  ", "cyber", False, "autonomous"),
        ],
    )
    def test_topic_and_origin_by_committee(
        self, committee: str, topic: str, by_regime: bool, origin: str
    ) -> None:
        (act,) = of(Committees=committee).designations
        assert (act.programme, act.topic) == (committee.strip(), topic)
        assert (act.by_regime, act.origin) == (by_regime, origin)
        assert (act.party, act.authority) == ("au", "Department of Foreign Affairs and Trade")

    def test_two_committees_in_a_cell_are_two_acts(self) -> None:
        acts = of(Committees="1970 (Libya) 1973 (Libya)").designations
        assert [act.programme for act in acts] == ["1970 (Libya)", "1973 (Libya)"]

    def test_an_unknown_committee_keeps_its_own_word(self) -> None:
        assert of(Committees="Autonomous (Atlantis)").designations[0].topic == "autonomous-atlantis"
        assert of(Committees="2999 (Atlantis)").designations[0].origin == "transposes(un)"
        assert of(Committees="Other").designations[0].origin == ""


class TestListedOn:
    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("Listed by UN 1267 Committee on 25 May 2001 (amended on 3 Sep 2003)", "2001-05-25"),
            ("Listed by UN 1267 and 1989 Committee on 5 Oct. 2011.", "2011-10-05"),
            ("Listed by UN (1267 Committee) on 6 May 2001 amended on 1 May 2018", "2001-05-06"),
            ("Listed on: 6 Oct. 2001 (amended on 1 May 2018).", "2001-10-06"),
            ("Listedon 6 Oct 2001", "2001-10-06"),
            ("Listed on2 Sep.2014 (relisted on 1 Sep. 2017)", "2014-09-02"),
            ("26 Feb. 2021 (amended 1 May 2022)", "2021-02-26"),
            ("Listed on 17 May 2011 under paragraph 1. Listed on: 26 Feb. 2011", "2011-02-26"),
            ("Designated under the Autonomous Sanctions Regulations 2011 on 15 Jan 2012. Instrument"
             " of first designation Autonomous Sanctions (X) List 2012", "2012-01-15"),
            ("Instrument of first listing - Charter of the United Nations Act 1945 Listing 2015"
             " (No 1) [F2021L00640]. The Minister for Foreign Affairs listed this entity on 24"
             " February 2015 under subsection 15(1), pursuant to resolution 1373 (2001). The"
             " Minister listed this entity afresh on 11 October 2023.", "2015-02-24"),
            # no day is said: the year of the instrument
            ("Instrument of first listing: Charter of the United Nations (Anti terrorism — Persons"
             " and Entities) List 2001 (No. 2). Last listed on: 16/09/2022", "2001"),
            # the instrument is older than the day
            ("Instrument of first listing: Charter Listing 2015. Listed on 11 Oct 2023", "2015"),
        ],
    )  # fmt: skip
    def test_the_first_day_of_the_text(self, text: str, day: str) -> None:
        (act,) = of(Listing_Information=text).designations
        assert act.listed_on is not None
        assert (str(act.listed_on.date), act.listed_on.kind) == (day, DateKind.DESIGNATED)

    def test_the_title_of_an_instrument_not_called_the_first_dates_nothing(self) -> None:
        text = (
            "Autonomous Sanctions (Designated Persons — Russia) Amendment (No. 2) Instrument 2023"
        )
        (act,) = of(Listing_Information=text).designations
        assert act.listed_on is None
        assert act.legal_basis == text
        assert act.legal_basis == text

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "Resolution 1596 (2005), amended 16 December 2008",
            "Listed by UN 2368 (2017)",
            "Assets received on or after 23 May 2003 are not “controlled assets” for the purposes"
            " of the Regulations 2008. Listed under Resolution 1483 (2003)",
            "Last listed on: 16/09/2022",
            "Relisted on 3 December 2022.",
        ],
    )
    def test_no_day_is_guessed(self, text: str) -> None:
        assert of(Listing_Information=text).designations[0].listed_on is None

    def test_a_cell_that_is_a_day(self) -> None:
        act = of(Listing_Information=date(1999, 10, 15)).designations[0]
        assert act.listed_on == StatedDate(date=PartialDate(1999, 10, 15), kind=DateKind.DESIGNATED)
        assert act.legal_basis == ""

    def test_the_primary_row_says_since_when_and_aliases_keep_their_own_text(self) -> None:
        record = only(
            PERSON, alias("7a", "Abu Reed", **{"Listing Information": "Listed on 16 May 2014"})
        )
        stated = record.designations[0].listed_on
        assert stated is not None
        assert str(stated.date) == "2001-01-25"
        assert ("Listing Information", "Abu Reed: Listed on 16 May 2014") in record.details

    @pytest.mark.parametrize("cell", [date(2014, 12, 15), 41988, "15/12/2014", "15 Dec 2014"])
    def test_control_date_is_of_an_amendment(self, cell: object) -> None:
        (stated,) = of(Control_Date=cell).designations[0].dates
        assert (str(stated.date), stated.kind) == ("2014-12-15", DateKind.AMENDED)


class TestReferences:
    def test_own_number(self) -> None:
        assert of().references == ("au-dfat:7",)

    def test_un_number_at_the_beginning_is_its_own(self) -> None:
        text = "QDi.999 Passport no.: Indonesia"
        assert of(Additional_Information=text).references == ("au-dfat:7", "un:QDi.999")

    def test_un_number_it_was_listed_under_before(self) -> None:
        text = "Until 2007 he was also listed under number TI.A.98.01. Review was concluded."
        assert of(Additional_Information=text).references[1:] == ("un:TAi.098",)

    @pytest.mark.parametrize(
        "text",
        [
            "Leader of the Grey Heron Front (QDi.999).",
            "Member (listed under permanent reference number QDe.998).",
            "QDe.998 is the group that he led.",
        ],
    )
    def test_numbers_of_others_are_not(self, text: str) -> None:
        record = of(Additional_Information=text)
        assert record.references == ("au-dfat:7",)
        assert record.remarks == text

    def test_number_on_the_reserve_banks_list(self) -> None:
        text = "Formerly listed on the RBA Consolidated List as 2010IRN9999. Relisted 1 May 2018."
        assert "au-rba:2010IRN9999" in of(Listing_Information=text).references


class TestTheParty:
    @pytest.mark.parametrize(
        ("cell", "births"),
        [
            (1954, [Birth(date=PartialDate(1954))]),
            (date(1967, 4, 29), [Birth(date=PartialDate(1967, 4, 29))]),
            ("Approximately 1968", [Birth(date=PartialDate(1968), circa=True)]),
            ("c. 1968", [Birth(date=PartialDate(1968), circa=True)]),
            (
                "Approximately 1955- 1958",
                [Birth(date=PartialDate(1955), until=PartialDate(1958), circa=True)],
            ),
            (
                "Between 1963 and 1968",
                [Birth(date=PartialDate(1963), until=PartialDate(1968))],
            ),
            (
                "a) 01/02/1960;    b) 3 Apr. 1961 c) June 1962",
                [
                    Birth(date=PartialDate(1960, 2, 1)),
                    Birth(date=PartialDate(1961, 4, 3)),
                    Birth(date=PartialDate(1962, 6)),
                ],
            ),
            ("1973 and 1974", [Birth(date=PartialDate(1973)), Birth(date=PartialDate(1974))]),
            ("na", []),
        ],
    )
    def test_dates_of_birth(self, cell: object, births: list[Birth]) -> None:
        record = of(Date_of_Birth=cell)
        assert record.births == tuple(births)
        assert record.details == ()

    def test_what_is_no_date_is_kept(self) -> None:
        record = of(Date_of_Birth="a) 1960 b) 31 Feb 1961")
        assert record.births == (Birth(date=PartialDate(1960)),)
        assert record.details == (("Date of Birth", "a) 1960 b) 31 Feb 1961"),)

    @pytest.mark.parametrize(
        ("cell", "codes", "kept"),
        [
            ("a) Afghanistan b) Pakistan", ("af", "pk"), False),
            ("Moldovan, Russian and Ukrainian", ("md", "ru", "ua"), False),
            ("Trinidad and Tobago", ("tt",), False),
            ("Possibly Atlantean", (), True),
        ],
    )
    def test_citizenships(self, cell: str, codes: tuple[str, ...], kept: bool) -> None:
        record = of(Citizenship=cell)
        assert record.countries == codes
        assert (("Citizenship", cell) in record.details) == kept

    def test_addresses_with_their_country(self) -> None:
        record = of(Address="a) 1 Reed Street, Kabul, Afghanistan (previous) b) Juba South Sudan")
        assert record.addresses == (
            Address(text="1 Reed Street, Kabul, Afghanistan (previous)", country="af"),
            Address(text="Juba South Sudan", country="ss"),
        )

    @pytest.mark.parametrize("cell", ["NA", "na", "N/A", ""])
    def test_not_applicable_is_not_stated(self, cell: str) -> None:
        assert of(Address=cell).addresses == ()

    def test_passport_behind_its_label(self) -> None:
        (passport,) = of(Additional_Information="Afghan passport number XX000001.").identifiers
        assert (passport.type, passport.value, passport.country) == ("passport", "XX000001", "af")

    def test_shipping_number_of_an_entity_only(self) -> None:
        text = "IMO number: 0000000."
        assert [found.value for found in of(ENTITY, Additional_Information=text).identifiers] == [
            "0000000"
        ]
        assert of(Additional_Information=text).identifiers == ()

    def test_columns_without_a_place_of_their_own_are_kept(self) -> None:
        columns = (*COLUMNS, "Vessel", "")
        items = read(workbook({**PERSON, "Vessel": "Teal", "": "loose"}, columns=columns))
        assert isinstance(items[1], Record)
        assert items[1].details == (
            *(("(column 13)", "loose"), ("Vessel", "Teal"), ("(column 15)", "loose")),
        )


class TestBadEntries:
    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"Type": "Vessel"}, "Type: vessel"),
            ({"Committees": ""}, "no Committees"),
            ({"Name of Individual or Entity": " "}, "no name"),
            ({"Reference": "x7"}, "Reference: 'x7' is no number"),
            ({"Control Date": "soon"}, "not a day"),
            ({"Control Date": -1e300}, "not a day"),
            ({"Listing Information": "Listed on 31 Feb. 2001"}, "day"),
        ],
    )
    def test_a_bad_entry_is_quarantined_with_its_text(self, changed: Cells, reason: str) -> None:
        heading, fault, good = read(workbook({**PERSON, **changed}, {**ENTITY, "Reference": 8}))
        assert isinstance(heading, Heading)
        assert isinstance(fault, Fault)
        assert reason in fault.reason
        assert (fault.where, "Individual" in fault.raw or "Vessel" in fault.raw) == (
            "list.xlsx: line 2",
            True,
        )
        assert isinstance(good, Record)
        assert good.kind is Kind.ORGANIZATION

    def test_blank_rows_are_no_entries(self) -> None:
        assert len(read(workbook({}, PERSON, {}))) == 2


def with_sheet(change: Callable[[bytes], bytes], *rows: Cells) -> bytes:
    """Return a workbook whose sheet was changed as raw XML."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(*rows))) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            data = old.read(member)
            new.writestr(member.filename, change(data) if "sheet1" in member.filename else data)
    return made.getvalue()


class TestDamagedFiles:
    def test_another_workbook_is_refused_by_its_columns(self) -> None:
        with pytest.raises(FormatError, match="line 1: no column 'Reference'"):
            read(workbook(columns=("Number", "Name")))

    def test_a_column_that_stands_twice_is_refused(self) -> None:
        with pytest.raises(FormatError, match="'Address' stands twice"):
            read(workbook(PERSON, columns=(*COLUMNS, "Address")))

    def test_no_entry_at_all(self) -> None:
        with pytest.raises(FormatError, match="no entry"):
            read(workbook())

    def test_no_workbook(self) -> None:
        with pytest.raises(FormatError, match="not a sound XLSX"):
            read(b"Reference,Name\n1,x\n")

    def test_a_bomb_is_refused_before_it_is_unpacked(self) -> None:
        bomb = with_sheet(lambda xml: xml + b" " * 30_000_000, PERSON)
        with pytest.raises(FormatError, match="unpacks to more than it may"):
            read(bomb)

    def test_empty_cells_far_outside_are_only_format(self) -> None:
        row = b'<row r="3"><c r="IU3" s="1"/></row></sheetData>'
        items = read(with_sheet(lambda xml: xml.replace(b"</sheetData>", row), PERSON))
        assert isinstance(items[1], Record)

    def test_one_file_only(self) -> None:
        source = Input("a.xlsx", lambda: io.BytesIO(workbook(PERSON)))
        with pytest.raises(FormatError, match="one file"):
            list(au_dfat.read([source, source]))


SAMPLE = workbook(PERSON, alias("7a", "Abu Reed"), {**ENTITY, "Reference": 8})
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)


def sheet_with(edit: tuple[int, bytes]) -> bytes:
    at, inserted = edit
    return with_sheet(lambda xml: xml[:at] + inserted + xml[at + len(inserted) :], PERSON)


@given(
    st.one_of(
        st.binary(max_size=200),
        st.integers(0, len(SAMPLE)).map(lambda cut: SAMPLE[:cut]),
        st.tuples(st.integers(0, len(SAMPLE)), st.binary(max_size=4)).map(
            lambda edit: SAMPLE[: edit[0]] + edit[1] + SAMPLE[edit[0] + len(edit[1]) :]
        ),
        st.tuples(st.integers(0, 3000), st.binary(min_size=1, max_size=4)).map(sheet_with),
        st.dictionaries(
            st.sampled_from(COLUMNS),
            st.one_of(TEXT, st.floats(allow_nan=False, allow_infinity=False), st.booleans()),
        ).map(lambda cells: workbook({**PERSON, **cells})),
    )
)
def test_any_bytes_give_records_or_faults_or_a_format_error(data: bytes) -> None:
    try:
        items = read(data)
    except FormatError:
        return
    assert isinstance(items[0], Heading)
    assert all(isinstance(item, (Record, Fault)) for item in items[1:])


FILE = Path("lists", "au", "regulation8_consolidated_2024-12.xlsx")


@cache
def published(path: Path) -> list[Item]:
    return list(au_dfat.read([Input(path.name, lambda: path.open("rb"))]))


@pytest.mark.shared
class TestPublishedList:
    @pytest.fixture
    def records(self, shared: Path) -> list[Record]:
        return [item for item in published(shared / FILE) if isinstance(item, Record)]

    def test_no_entry_is_quarantined(self, shared: Path) -> None:
        heading, *records = published(shared / FILE)
        assert heading == Heading()
        assert all(isinstance(record, Record) for record in records)

    def test_every_reference_is_a_record(self, records: list[Record]) -> None:
        assert len(records) == 3062
        assert Counter(record.kind for record in records) == {
            Kind.PERSON: 2316,
            Kind.ORGANIZATION: 746,
        }

    def test_every_row_is_read(self, shared: Path) -> None:
        path = shared / FILE
        groups = list(au_dfat.entries(Input(path.name, lambda: path.open("rb"))))
        rows = Counter(str(row["Committees"]).strip() for group in groups for row in group.rows)
        assert rows.total() == 9553
        # The README's 548 are the rows spelt "1988 (Taliban)"; three more end in a blank.
        assert (rows["1373 (2001)"], rows[QAIDA], rows["1988 (Taliban)"]) == (686, 2284, 551)

    def test_every_committee_is_known(self, records: list[Record]) -> None:
        acts = [act for record in records for act in record.designations]
        assert {act.topic for act in acts} == au_dfat.SOURCE.topics
        assert Counter(act.origin for act in acts) == {"autonomous": 2195, "transposes(un)": 868}

    def test_listing_dates_are_found_but_where_none_is_said(self, records: list[Record]) -> None:
        without = [record for record in records if record.designations[0].listed_on is None]
        assert len(without) == 1085  # 992 of them name an instrument that is not called the first

    def test_expected_fill_rates_hold(self, records: list[Record]) -> None:
        for field, share in au_dfat.SOURCE.filled:
            assert sum(bool(getattr(record, field)) for record in records) >= share * len(records)
