"""The EU's acts as CSV. All parties here are invented."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.errors import FormatError
from commonlist.records import Birth, DateKind, Kind, Name, Record
from commonlist.sources import eu_journal
from commonlist.sources.reading import Fault, Heading, Input
from commonlist.values.dates import PartialDate

AsInput = Callable[..., Input]

HEADER = (
    "celex,recordId,programKey,annex,measure,startDate,reason,schema,name,alias,weakAlias,"
    "previousName,nationality,birthDate,birthPlace,position,passportNumber,gender,idNumber,"
    "imoNumber,address,phone,notes"
)


def row(**fields: str) -> str:
    given = {
        "celex": "32001R2580",
        "programKey": "EU-TERR",
        "annex": "II.B",
        "measure": "Asset freeze",
        "schema": "Organization",
        "name": "Order of the Grey Heron",
    } | fields
    return ",".join(
        '"' + given.get(name, "").replace('"', '""') + '"' for name in HEADER.split(",")
    )


def act(*rows: str) -> str:
    return "\n".join((HEADER, *rows)) + "\n"


def read(*sources: Input) -> tuple[Heading, list[Record], list[Fault]]:
    items = list(eu_journal.read(sources))
    (heading,) = (item for item in items if isinstance(item, Heading))
    records = [item for item in items if isinstance(item, Record)]
    return heading, records, [item for item in items if isinstance(item, Fault)]


def one(as_input: AsInput, **fields: str) -> Record:
    _, (record,), faults = read(as_input(act(row(**fields))))
    assert not faults
    return record


class TestRowNumbersIdentifyNobody:
    def test_the_act_and_the_name_do(self, as_input: AsInput) -> None:
        text = act(
            row(recordId="1", annex="I.A"), row(recordId="1", annex="I.B", name="Blue Heron")
        )
        _, records, _ = read(as_input(text))
        assert [record.entry for record in records] == [
            "32001R2580-order-of-the-grey-heron",
            "32001R2580-blue-heron",
        ]
        assert records[0].designations[0].reference == "annex I.A, 1"

    def test_repeats_in_an_act_are_numbered_and_all_kept(self, as_input: AsInput) -> None:
        _, records, faults = read(as_input(act(row(), row(), row())))
        assert [record.entry[-6:] for record in records] == ["-heron", "eron-2", "eron-3"]
        assert not faults

    def test_one_name_in_two_acts_makes_two_entries(self, as_input: AsInput) -> None:
        other = act(row(celex="32016R1686", programKey="EU-TAQA-EUAQ"))
        _, records, _ = read(as_input(act(row())), as_input(other))
        assert len({record.entry for record in records}) == 2

    def test_an_act_in_two_files_is_refused(self, as_input: AsInput) -> None:
        with pytest.raises(FormatError, match="32001R2580"):
            read(as_input(act(row())), as_input(act(row(name="Blue Heron"))))


class TestActsAndProgrammes:
    @pytest.mark.parametrize(
        ("celex", "key", "programme", "by_regime", "origin"),
        [
            ("32001R2580", "EU-TERR", "TERR", False, "autonomous"),
            ("32002R0881", "EU-TAQA-EUAQ", "TAQA", False, "transposes(un)"),
            ("32016R1686", "EU-TAQA-EUAQ", "EUAQ", False, "autonomous"),
            ("32011R0753", "EU-AFG", "AFG", True, "transposes(un)"),
            ("32024R0386", "EU-HAM", "HAM", False, "autonomous"),
        ],
    )
    def test_terrorism(
        self,
        as_input: AsInput,
        celex: str,
        key: str,
        programme: str,
        by_regime: bool,
        origin: str,
    ) -> None:
        (designation,) = one(as_input, celex=celex, programKey=key).designations
        assert (designation.programme, designation.topic) == (programme, "terrorism")
        assert (designation.by_regime, designation.origin) == (by_regime, origin)
        assert designation.measures == ("Asset freeze",)

    def test_others_have_their_own_topic(self, as_input: AsInput) -> None:
        (designation,) = one(as_input, celex="32012R0267", programKey="EU-IRN").designations
        assert (designation.programme, designation.topic) == ("IRN", "iran")

    @pytest.mark.parametrize(
        ("celex", "title"),
        [
            ("32002R0881", "Regulation (EC) No 881/2002"),
            ("32011R0753", "Regulation (EU) No 753/2011"),
            ("32016R1686", "Regulation (EU) 2016/1686"),
            ("32024R0386", "Regulation (EU) 2024/386"),
            ("32001E0931", "32001E0931"),
        ],
    )
    def test_legal_basis(self, celex: str, title: str) -> None:
        assert eu_journal.legal_basis(celex) == title

    def test_a_wing_is_a_part(self, as_input: AsInput) -> None:
        (designation,) = one(as_input, name="Grey Heron Military Wing").designations
        assert designation.part == "military wing"


class TestScope:
    def test_whole_with_all_terrorism_acts(self, as_input: AsInput) -> None:
        acts = [as_input(act(row(celex=celex))) for celex in eu_journal.TERRORISM_ACTS]
        assert read(*acts)[0].scope == "whole"

    def test_else_the_terrorism_programmes_that_are_there(self, as_input: AsInput) -> None:
        heading, _, _ = read(
            as_input(act(row())), as_input(act(row(celex="32012R0267", programKey="EU-IRN")))
        )
        assert (heading.scope, heading.generated) == ("TERR", None)

    def test_other_acts_alone_prove_no_absence(self, as_input: AsInput) -> None:
        text = act(row(celex="32012R0267", programKey="EU-IRN"))
        assert read(as_input(text))[0].scope == "part"

    def test_the_table_of_programmes_is_left_out(self, as_input: AsInput) -> None:
        table = "regime_id,program_keys,name\n6,TERR,Measures\n"
        _, records, _ = read(as_input(table), as_input(act(row())))
        assert len(records) == 1


class TestCellsAsTyped:
    @pytest.mark.parametrize(
        ("printed", "date"),
        [
            ("6.10.2001", PartialDate(2001, 10, 6)),
            ("06.10.2001.", PartialDate(2001, 10, 6)),
            ("6.10. 2001", PartialDate(2001, 10, 6)),
            ("31 December 2012", PartialDate(2012, 12, 31)),
            ("1 Jul. 2015", PartialDate(2015, 7, 1)),
        ],
    )
    def test_start_dates(self, as_input: AsInput, printed: str, date: PartialDate) -> None:
        (designation,) = one(as_input, startDate=printed).designations
        assert designation.listed_on is not None
        assert designation.listed_on.date == date
        assert designation.listed_on.kind is DateKind.DESIGNATED

    def test_a_start_date_that_is_none_is_kept_as_text(self, as_input: AsInput) -> None:
        record = one(as_input, startDate="in spring")
        assert record.designations[0].listed_on is None
        assert ("startDate", "in spring") in record.details

    @pytest.mark.parametrize(
        ("printed", "births"),
        [
            ("11.8.1960", [Birth(date=PartialDate(1960, 8, 11))]),
            ("1958; 1959", [Birth(date=PartialDate(1958)), Birth(date=PartialDate(1959))]),
            ("circa 1944", [Birth(date=PartialDate(1944), circa=True)]),
            ("Approximately 1981", [Birth(date=PartialDate(1981), circa=True)]),
            (
                "Between 1960 and 1962 (Approximately)",
                [Birth(date=PartialDate(1960), until=PartialDate(1962), circa=True)],
            ),
            (
                "(a) 6.3.1955, (b) March 1956",
                [Birth(date=PartialDate(1955, 3, 6)), Birth(date=PartialDate(1956, 3))],
            ),
            (
                "6.3.1955 or 15.3.1955",
                [Birth(date=PartialDate(1955, 3, 6)), Birth(date=PartialDate(1955, 3, 15))],
            ),
            (
                '"(a) 1.1.1970; (b) 2.1.1970"',
                [Birth(date=PartialDate(1970, 1, 1)), Birth(date=PartialDate(1970, 1, 2))],
            ),
        ],
    )
    def test_births(self, as_input: AsInput, printed: str, births: list[Birth]) -> None:
        assert list(one(as_input, birthDate=printed).births) == births

    def test_a_birth_that_is_no_date_is_kept_as_text(self, as_input: AsInput) -> None:
        record = one(as_input, birthDate="1343 (Iranian Hijri calendar), 1964")
        assert record.births == (Birth(date=PartialDate(1964)),)
        assert ("birthDate", "1343 (Iranian Hijri calendar)") in record.details

    def test_aliases(self, as_input: AsInput) -> None:
        record = one(
            as_input,
            alias="GH; Brook, Ansel; Anselm (as previously listed)",
            weakAlias="Birdie; Ptak (original script: Птак)",
            previousName="Order of the Heron",
        )
        assert record.names[1:] == (
            Name(text="GH", alias=True),
            Name(text="Brook, Ansel", alias=True),
            Name(text="Anselm", alias=True, former=True),
            Name(text="Birdie", alias=True, weak=True),
            Name(text="Ptak", alias=True, weak=True),
            Name(text="Птак", alias=True, weak=True),
            Name(text="Order of the Heron", alias=True, former=True),
        )
        assert ("alias", "Anselm (as previously listed)") in record.details

    def test_some_aliases_are_divided_by_commas(self, as_input: AsInput) -> None:
        record = one(as_input, alias="Heron, Hérons, Grey Bird Trading Co., Ltd.")
        texts = [name.text for name in record.names[1:]]
        assert texts == ["Heron", "Hérons", "Grey Bird Trading Co., Ltd."]
        (_, *texts) = (n.text for n in one(as_input, celex="32016R1686", alias="A B, C D").names)
        assert texts == ["A B", "C D"]

    def test_numbers(self, as_input: AsInput) -> None:
        record = one(
            as_input,
            passportNumber="X 000 (Tunisian passport); Tunisian passport number Y111, lost",
            phone="+00 (1) 2",
        )
        assert [(i.type, i.value) for i in record.identifiers] == [
            ("passport", "X 000"),
            ("passport", "Y111"),
            ("phone", "+00 (1) 2"),
        ]
        assert record.identifiers[1].note == "Tunisian passport number Y111, lost"

    def test_countries_that_are_not_plainly_one_are_kept_as_text(self, as_input: AsInput) -> None:
        record = one(as_input, nationality="Tunisia; Lebanon/Syria; Atlantis")
        assert record.countries == ("tn", "lb", "sy")
        assert ("nationality", "Lebanon/Syria") in record.details
        assert ("nationality", "Atlantis") in record.details

    def test_address_country(self, as_input: AsInput) -> None:
        record = one(as_input, address="1 Quay, Tunis, Tunisia (as at 2014); A tent")
        assert [a.country for a in record.addresses] == ["tn", ""]


class TestNobodyIsDropped:
    @pytest.mark.parametrize(
        "broken", [row(name=""), row(celex=""), row(schema="Novelty"), row() + ",x", row()[:-3]]
    )
    def test_a_broken_row_is_quarantined(self, as_input: AsInput, broken: str) -> None:
        _, records, (fault,) = read(as_input(act(broken, row(name="Blue Heron"))))
        assert [record.caption for record in records] == ["Blue Heron"]
        assert fault.where == "test: line 2"


class TestDamagedFiles:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"a,b\n1,2\n",
            act(row()).encode("utf-16"),
            act(row()).encode().replace(b"Grey", b"Gr\xe9y"),
            act(row()).encode().replace(b"Grey", b"Gr\x00y"),
            act(row()).encode()[:-2],
        ],
    )
    def test_they_are_refused(self, as_input: AsInput, data: bytes) -> None:
        with pytest.raises(FormatError):
            list(eu_journal.read([as_input(data)]))


@given(
    st.lists(st.tuples(st.integers(0, 800), st.binary(max_size=4)), max_size=4),
    st.integers(0, 1200),
    st.lists(st.text(max_size=40), min_size=3, max_size=3),
)
def test_mutations_give_records_faults_or_a_format_error(
    changes: list[tuple[int, bytes]], end: int, texts: list[str]
) -> None:
    alias, birth, passport = (text.replace("\0", "") for text in texts)
    fields = {"alias": alias, "birthDate": birth, "passportNumber": passport, "startDate": birth}
    data = act(row(), row(**fields)).encode(errors="replace")
    for place, new in changes:
        data = data[:place] + new + data[place + len(new) :]
    try:
        items = list(eu_journal.read([Input("fuzz", lambda: io.BytesIO(data[:end]))]))
    except FormatError:
        return
    assert all(isinstance(item, Heading | Record | Fault) for item in items)


@pytest.mark.shared
def test_real_acts(shared: Path, file_input: Callable[[Path], Input]) -> None:
    files = sorted((shared / "lists/eu/journal_2026-08").glob("*.csv"))
    heading, records, faults = read(*map(file_input, files))
    assert not faults
    assert heading.scope == "whole"
    acts: dict[str, list[Record]] = {}
    for record in records:
        acts.setdefault(record.entry[:10], []).append(record)
    assert {celex: len(held) for celex, held in acts.items()} == {
        "32001R2580": 36,
        "32002R0881": 350,
        "32005R1183": 86,
        "32010R0356": 24,
        "32011R0359": 321,
        "32011R0753": 140,
        "32012R0036": 368,
        "32012R0267": 339,
        "32014R0224": 15,
        "32015R0735": 9,
        "32016R1686": 23,
        "32017R1509": 326,
        "32024R0386": 24,
    }
    kinds = [record.kind for record in acts["32001R2580"]]
    assert (kinds.count(Kind.PERSON), kinds.count(Kind.ORGANIZATION)) == (13, 23)
    dated = [act.listed_on for record in records for act in record.designations if act.listed_on]
    assert len(dated) == 1979
    unread = [text for record in records for label, text in record.details if label == "birthDate"]
    assert len(unread) < 12
