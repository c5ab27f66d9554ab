"""The UK Sanctions List: rows multiplied, wording that varies, dates with letters in them.

All people, organisations and ships in the fragments are invented.
"""

import csv
import gzip
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.errors import FormatError
from commonlist.records import Birth, DateKind, Kind, Link, Name, Record, StatedDate
from commonlist.sources import gb_uksl
from commonlist.sources.reading import Fault, Heading, Input
from commonlist.values.dates import PartialDate
from tests.conftest import SHARED

LAYOUT = (
    "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,"
    "Name 5,Name type,Alias strength,Title,Name non-latin script,Non-latin script type,"
    "Non-latin script language,Regime Name,Designation Type,Designation source,"
    "Sanctions Imposed,Other Information,UK Statement of Reasons,Address Line 1,Address Line 2,"
    "Address Line 3,Address Line 4,Address Line 5,Address Line 6,Address Postal Code,"
    "Address Country,Phone number,Website,Email address,Date Designated,D.O.B,Nationality(/ies),"
    "National Identifier number,National Identifier additional information,Passport number,"
    "Passport additional information,Position,Gender,Town of birth,Country of birth,"
    "Type of entity,Subsidiaries,Parent company,Business registration number (s),IMO number,"
    "Current owner/operator (s),Previous owner/operator (s),Current believed flag of ship,"
    "Previous flags,Type of ship,Tonnage of ship,Length of ship,Year Built,"
    "Hull identification number (HIN)"
)
COLUMNS = LAYOUT.split(",")
PERSON = {
    "Last Updated": "01/02/2021",
    "Unique ID": "AQD0999",
    "OFSI Group ID": "9001",
    "UN Reference Number": "QDi.999",
    "Name 6": "ZORBANI",
    "Name 1": "ILMAR",
    "Name 2": "TEO",
    "Name type": "Primary Name",
    "Regime Name": "The ISIL (Da'esh) and Al-Qaida (United Nations Sanctions) (EU Exit) "
    "Regulations 2019",
    "Designation Type": "Individual",
    "Designation source": "UN",
    "Sanctions Imposed": "Asset freeze|Travel Ban|Arms embargo",
    "Date Designated": "25/01/2001",
}
SHIP = {
    **PERSON,
    "Unique ID": "RUS9999",
    "OFSI Group ID": "",
    "UN Reference Number": "",
    "Name 6": "QUELL STAR",
    "Name 1": "",
    "Name 2": "",
    "Regime Name": "The Russia (Sanctions) (EU Exit) Regulations 2019",
    "Designation Type": "Ship",
    "Designation source": "UK",
    "IMO number": "IMO9074729",
}


def uksl(*rows: dict[str, str], date: str = "13-Feb-2026", end: str = "\r\n") -> str:
    """Write rows in the true layout."""
    return f"Report Date: {date}{end}" + _lines([dict(zip(COLUMNS, COLUMNS, strict=True)), *rows])


def _lines(rows: Iterable[dict[str, str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([row.get(column, "") for column in COLUMNS] for row in rows)
    return out.getvalue()


def read(content: str | bytes) -> list[Heading | Record | Fault]:
    data = content.encode() if isinstance(content, str) else content
    return list(gb_uksl.read([Input("UK-Sanctions-List.csv", lambda: io.BytesIO(data))]))


def records(content: str | bytes) -> list[Record]:
    return [item for item in read(content) if isinstance(item, Record)]


def one(*rows: dict[str, str]) -> Record:
    (record,) = records(uksl(*rows))
    return record


def stated(*day: int, kind: DateKind = DateKind.DESIGNATED) -> StatedDate:
    return StatedDate(date=PartialDate(*day), kind=kind)


def test_the_layout_has_58_columns() -> None:
    assert len(COLUMNS) == 58


class TestOneRowForEachNameAndAddress:
    def test_rows_of_an_id_are_one_entry_wherever_they_stand(self) -> None:
        alias = {**PERSON, "Name 1": "Ilmo", "Name 2": "", "Name type": "Alias"}
        assert [r.entry for r in records(uksl(PERSON, SHIP, alias))] == ["AQD0999", "RUS9999"]
        assert one(PERSON, alias).names == (
            Name(text="ILMAR TEO ZORBANI"),
            Name(text="Ilmo ZORBANI", alias=True),
        )

    def test_addresses_and_passports_multiply_rows_and_are_kept_once(self) -> None:
        rows = [
            {**PERSON, "Address Country": country, "Passport number": passport}
            for country in ("Mali", "Libya")
            for passport in ("AB 123", "C 99")
        ]
        record = one(*rows)
        assert [address.country for address in record.addresses] == ["ml", "ly"]
        assert [identifier.value for identifier in record.identifiers] == ["AB 123", "C 99"]
        assert len(record.designations) == 1

    def test_two_primary_names_are_both_captions(self) -> None:
        assert one(PERSON, {**PERSON, "Name 6": "SURBANI"}).names == (
            Name(text="ILMAR TEO ZORBANI"),
            Name(text="ILMAR TEO SURBANI"),
        )


class TestWordingVaries:
    @pytest.mark.parametrize("printed", ["Primary Name", "Primary name", "primary name "])
    def test_of_the_primary_name(self, printed: str) -> None:
        assert one({**PERSON, "Name type": printed}).names[0].alias is False

    @pytest.mark.parametrize("printed", ["Primary name variation", "Primary Name Variation"])
    def test_a_variation_is_an_alias_that_is_not_weak(self, printed: str) -> None:
        record = one(PERSON, {**PERSON, "Name 2": "", "Name type": printed})
        assert record.names[1] == Name(text="ILMAR ZORBANI", alias=True)

    @pytest.mark.parametrize(
        ("printed", "weak"),
        [("Low quality a.k.a", True), ("low quality", True), ("Good quality a.k.a", False)],
    )
    def test_of_the_strength_of_an_alias(self, printed: str, weak: bool) -> None:
        alias = {**PERSON, "Name 1": "I.", "Name type": "ALias", "Alias strength": printed}
        assert one(PERSON, alias).names[1].weak is weak


class TestNamesInOtherScripts:
    def test_they_are_captions_if_the_row_is(self) -> None:
        row = {**PERSON, "Name non-latin script": "Ильмар", "Non-latin script language": "Russian"}
        assert one(row).names == (
            Name(text="ILMAR TEO ZORBANI"),
            Name(text="Ильмар", lang="ru"),
        )

    def test_a_language_that_is_not_known_is_kept_as_printed(self) -> None:
        row = {**PERSON, "Name non-latin script": "ზ", "Non-latin script language": "Old X"}
        record = one(row)
        assert record.names[1] == Name(text="ზ")
        assert ("Non-latin script language", "Old X") in record.details


class TestDates:
    def test_the_first_line_is_the_date_of_the_list(self) -> None:
        assert read(uksl(PERSON))[0] == Heading(generated=PartialDate(2026, 2, 13))

    def test_the_designation_and_the_latest_change(self) -> None:
        (act,) = one(PERSON).designations
        assert act.listed_on == stated(2001, 1, 25)
        assert act.dates == (stated(2021, 2, 1, kind=DateKind.AMENDED),)

    @pytest.mark.parametrize(
        ("printed", "date"),
        [
            ("dd/mm/1968", PartialDate(1968)),
            ("dd/03/1968", PartialDate(1968, 3)),
            ("04/06/1969", PartialDate(1969, 6, 4)),
            ("1973", PartialDate(1973)),
            ("'04/06/1969", PartialDate(1969, 6, 4)),
        ],
    )
    def test_letters_stand_for_what_is_not_known_of_a_birth(
        self, printed: str, date: PartialDate
    ) -> None:
        assert one({**PERSON, "D.O.B": printed}).births == (Birth(date=date),)

    def test_a_year_with_letters_in_it_stays_as_printed(self) -> None:
        record = one({**PERSON, "D.O.B": "15/08/19yy"})
        assert record.births == ()
        assert ("D.O.B", "15/08/19yy") in record.details


class TestDesignation:
    def test_measures_and_legal_basis(self) -> None:
        (act,) = one(PERSON).designations
        assert act.measures == ("Asset freeze", "Travel Ban", "Arms embargo")
        assert act.legal_basis == act.programme == PERSON["Regime Name"]
        assert (act.party, act.reference) == ("gb", "AQD0999")

    def test_a_measure_printed_twice_is_one(self) -> None:
        row = {**SHIP, "Sanctions Imposed": "Shipping sanctions|Shipping sanctions"}
        assert one(row).designations[0].measures == ("Shipping sanctions",)

    @pytest.mark.parametrize(
        ("printed", "origin"),
        [
            ("UN", "transposes(un)"),
            ("UK", "autonomous"),
            ("UN and UK", "autonomous"),
            ("UK|UN", "autonomous"),
            ("", ""),
        ],
    )
    def test_the_source_is_the_origin(self, printed: str, origin: str) -> None:
        assert one({**PERSON, "Designation source": printed}).designations[0].origin == origin

    @pytest.mark.parametrize(
        ("unique_id", "topic", "by_regime"),
        [
            ("AQD0999", "terrorism", False),
            ("CTI0999", "terrorism", False),
            ("CTD0999", "terrorism", False),
            ("AFG0999", "terrorism", True),
            ("GHR0999", "human-rights", False),
            ("RUS0999", "russia", False),
        ],
    )
    def test_the_letters_of_the_id_are_the_regime(
        self, unique_id: str, topic: str, by_regime: bool
    ) -> None:
        (act,) = one({**PERSON, "Unique ID": unique_id}).designations
        assert (act.topic, act.by_regime) == (topic, by_regime)

    @pytest.mark.parametrize(
        ("regime", "topic"),
        [
            ("The Counter-Terrorism (Sanctions) (EU Exit) Regulations 2019", "terrorism"),
            (
                "The Counter-Terrorism (International Sanctions) (EU Exit) Regulations 2019",
                "terrorism",
            ),
            ("The Afghanistan (Sanctions) (EU Exit) Regulations 2020", "terrorism"),
            (PERSON["Regime Name"], "terrorism"),
            ("The Atlantis (Sanctions) Regulations 2027", "atlantis"),
        ],
    )
    def test_with_new_letters_the_regulations_say_it(self, regime: str, topic: str) -> None:
        row = {**PERSON, "Unique ID": "XYZ0001", "Regime Name": regime}
        assert one(row).designations[0].topic == topic


class TestReferences:
    def test_all_numbers_of_the_same_party(self) -> None:
        assert one(PERSON).references == ("gb-uksl:AQD0999", "gb-ofsi:9001", "un:QDi.999")

    def test_a_un_number_is_brought_to_its_usual_form(self) -> None:
        assert "un:QDe.999" in one({**PERSON, "UN Reference Number": "QDE.999"}).references

    def test_a_un_number_of_another_form_is_kept(self) -> None:
        assert "un:XX.1" in one({**PERSON, "UN Reference Number": "XX.1"}).references


class TestShipsAndCompanies:
    def test_a_ship_has_its_number_flag_and_owners(self) -> None:
        record = one(
            {
                **SHIP,
                "Current owner/operator (s)": "(1) Quell Ltd (2) Orb SA",
                "Current believed flag of ship": "Gabon",
                "Previous flags": "Panama",
                "Tonnage of ship": "5000",
            }
        )
        assert record.kind is Kind.VESSEL
        assert [(i.type, i.value, i.note) for i in record.identifiers] == [
            ("imo", "9074729", "IMO number IMO9074729")
        ]
        assert record.countries == ("ga",)
        assert record.links == (
            Link(role="owner", text="Quell Ltd"),
            Link(role="owner", text="Orb SA"),
        )
        assert {("Previous flags", "Panama"), ("Tonnage of ship", "5000")} <= {*record.details}

    def test_an_imo_number_whose_last_digit_is_wrong_stays_as_printed(self) -> None:
        assert one({**SHIP, "IMO number": "IMO9074728"}).identifiers[0].value == "IMO9074728"

    def test_a_companys_imo_number_is_no_ships(self) -> None:
        record = one({**SHIP, "Designation Type": "Entity", "IMO number": "9074729"})
        assert record.identifiers[0].type == "registration"

    def test_registration_phones_and_sites_are_identifiers(self) -> None:
        record = one(
            {
                **SHIP,
                "Designation Type": "Entity",
                "IMO number": "",
                "Business registration number (s)": "OGRN 999",
                "Phone number": "(1) +999 1 (2) +999 2",
                "Website": "quell.example",
                "Email address": "a@quell.example",
            }
        )
        assert [(i.type, i.value) for i in record.identifiers] == [
            ("registration", "OGRN 999"),
            ("phone", "+999 1"),
            ("phone", "+999 2"),
            ("website", "quell.example"),
            ("email", "a@quell.example"),
        ]

    def test_the_issuer_of_a_passport_is_read_from_what_is_said_of_it(self) -> None:
        row = {
            **PERSON,
            "Passport number": "K 929",
            "Passport additional information": "Tunisia number, issued on 14 Feb 1995",
        }
        (passport,) = one(row).identifiers
        assert (passport.value, passport.country) == ("K 929", "tn")
        assert passport.note == "Tunisia number, issued on 14 Feb 1995"


class TestHowTheFileIsWritten:
    def test_fields_may_hold_line_breaks_quotes_and_bars(self) -> None:
        record = one({**PERSON, "Other Information": 'Said "no",\r\nthen | went.'})
        assert record.remarks == 'Said "no", then | went.'

    def test_a_byte_order_mark_and_either_line_end(self) -> None:
        assert len(records("\ufeff" + uksl(PERSON))) == 1
        assert len(records(uksl(PERSON).replace("\r\n", "\n"))) == 1

    def test_a_column_that_is_new_is_kept_as_a_detail(self) -> None:
        content = uksl({**PERSON, "Year Built": "2019"}).replace("Year Built", "Year Made")
        assert ("Year Made", "2019") in records(content)[0].details

    @pytest.mark.parametrize(
        "content",
        [
            "",
            "Report Date: 13-Feb-2026\r\n",
            "<html></html>",
            uksl(PERSON, date="soon"),
            uksl(PERSON).replace("Unique ID", "ID"),
            uksl(PERSON)[:-20],
            uksl({**PERSON, "Position": "é"}).encode("cp1252"),
            uksl(PERSON).replace("ILMAR", "IL\0MAR"),
        ],
    )
    def test_of_a_damaged_file_nothing_is_taken(self, content: str | bytes) -> None:
        with pytest.raises(FormatError):
            read(content)

    @pytest.mark.parametrize(
        "bad",
        [
            {"Unique ID": ""},
            {"Designation Type": ""},
            {"Name 6": "", "Name 1": "", "Name 2": ""},
            {"Date Designated": "soon"},
            {"Regime Name": ""},
        ],
    )
    def test_a_bad_entry_is_a_fault_and_the_rest_is_read(self, bad: dict[str, str]) -> None:
        _, fault, record = read(uksl({**PERSON, **bad, "Position": "Chair"}, SHIP))
        assert isinstance(fault, Fault)
        assert (fault.where, "Chair" in fault.raw) == ("line 3", True)
        assert isinstance(record, Record)


SAMPLE = uksl({**PERSON, "D.O.B": "dd/mm/1968", "Other Information": "Said\r\n so"}, SHIP)


@given(
    st.one_of(
        st.binary(max_size=200),
        st.integers(0, len(SAMPLE)).map(lambda cut: SAMPLE[:cut].encode()),
        st.tuples(st.integers(0, len(SAMPLE)), st.binary(max_size=4)).map(
            lambda edit: SAMPLE.encode()[: edit[0]] + edit[1] + SAMPLE.encode()[edit[0] :]
        ),
        st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=20)).map(
            lambda cells: uksl({**PERSON, **cells}).encode("utf-8", "replace")
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


NAME_TYPES = {
    "primary": "Primary Name",
    "primary_variation": "Primary name variation",
    "alias": "Alias",
}
STRENGTHS = {
    "": "",
    "good_quality_aka": "Good quality a.k.a",
    "low_quality_aka": "Low quality a.k.a",
}
KINDS = {"individual": "Individual", "entity": "Entity", "ship": "Ship"}


def as_published(folder: Path) -> str:
    """Turn the derived tables into rows of the true layout.

    The tables hold no regime and no designation source; they are made of the id's letters and of
    the UN number.
    """
    names = _by_id(folder / "subject_names.csv", _name_cells)
    births = _by_id(folder / "subject_dobs.csv", _birth_cells)
    numbers = _by_id(folder / "subject_identifiers.csv.gz", _number_cells)
    countries = _by_id(folder / "subject_countries.csv.gz", _country_cells)
    return uksl(
        *(
            {**_subject_cells(subject), **name, **birth, **number, **country}
            for subject in _table(folder / "subjects.csv")
            for name, birth, number, country in _side_by_side(
                *(cells[subject["unique_id"]] for cells in (names, births, numbers, countries))
            )
        ),
        date="29-Apr-2026",
    )


def _side_by_side(*columns: list[dict[str, str]]) -> Iterator[tuple[dict[str, str], ...]]:
    """Fill shorter columns up with their first value, as the published rows do."""
    first = [column[0] if column else {} for column in columns]
    for row in zip_longest(*columns):
        yield tuple(cells or first[place] for place, cells in enumerate(row))


def _table(path: Path) -> Iterator[dict[str, str]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from csv.DictReader(io.StringIO(data.decode(), newline=""))


def _by_id(
    path: Path, cells: Callable[[dict[str, str]], dict[str, str]]
) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _table(path):
        made = cells(row)
        if made not in found[row["unique_id"]]:
            found[row["unique_id"]].append(made)
    return found


def _subject_cells(row: dict[str, str]) -> dict[str, str]:
    return {
        "Unique ID": row["unique_id"],
        "OFSI Group ID": row["ofsi_group_id"],
        "UN Reference Number": row["un_reference_number"],
        "Designation Type": KINDS[row["subject_type"]],
        "Designation source": "UN" if row["un_reference_number"] else "UK",
        "Regime Name": f"The {row['unique_id'][:3]} (Sanctions) (EU Exit) Regulations 2019",
        "Date Designated": row["date_designated"],
        "Last Updated": row["last_updated"],
        "Sanctions Imposed": "Asset freeze|Travel Ban",
    }


def _name_cells(row: dict[str, str]) -> dict[str, str]:
    return {
        **{f"Name {number}": row[f"name_{number}"] for number in range(1, 7)},
        "Name type": NAME_TYPES[row["name_type"]],
        "Alias strength": STRENGTHS[row["alias_strength"]],
    }


def _birth_cells(row: dict[str, str]) -> dict[str, str]:
    return {"D.O.B": f"{row['day'] or 'dd'}/{row['month'] or 'mm'}/{row['year']}"}


NUMBER_COLUMNS = {
    "passport": "Passport number",
    "national": "National Identifier number",
    "business_registration_numbers": "Business registration number (s)",
    "imo": "IMO number",
}


def _number_cells(row: dict[str, str]) -> dict[str, str]:
    return {
        NUMBER_COLUMNS[row["identifier_type"]]: row["raw_value"],
        "Passport additional information": row["additional_info"],
    }


COUNTRY_COLUMNS = {
    "address": "Address Country",
    "birth": "Country of birth",
    "nationality": "Nationality(/ies)",
}


def _country_cells(row: dict[str, str]) -> dict[str, str]:
    return {COUNTRY_COLUMNS[row["country_type"]]: row["raw_value"]}


@pytest.fixture(scope="module")
def entries() -> list[Record]:
    heading, *items = read(as_published(SHARED / "lists/uk/uksl_tables_2026-04"))
    assert heading == Heading(generated=PartialDate(2026, 4, 29))
    assert not [item for item in items if isinstance(item, Fault)]
    return [item for item in items if isinstance(item, Record)]


@pytest.mark.shared
class TestThePublishedEntries:
    def test_every_subject_is_read(self, entries: list[Record]) -> None:
        assert Counter(entry.kind for entry in entries) == {
            Kind.PERSON: 3883,
            Kind.ORGANIZATION: 1531,
            Kind.VESSEL: 632,
        }

    def test_the_regimes_of_terrorism(self, entries: list[Record]) -> None:
        letters = Counter(
            entry.entry[:3]
            for entry in entries
            for act in entry.designations
            if act.topic == "terrorism"
        )
        assert letters == {"AQD": 343, "AFG": 140, "CTI": 63, "CTD": 12}

    def test_no_regime_is_new(self, entries: list[Record]) -> None:
        assert {entry.entry[:3] for entry in entries} <= {*gb_uksl.REGIMES}

    def test_references_to_the_other_lists(self, entries: list[Record]) -> None:
        schemes = Counter(
            reference.partition(":")[0] for entry in entries for reference in entry.references
        )
        assert schemes == {"gb-uksl": 6046, "gb-ofsi": 5148, "un": 1002}

    def test_every_entry_has_a_caption_and_a_date(self, entries: list[Record]) -> None:
        assert not any(entry.names[0].alias for entry in entries)
        assert all(act.listed_on for entry in entries for act in entry.designations)
