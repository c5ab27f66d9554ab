"""FollowTheMoney JSON lines. All parties here are invented."""

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.errors import FormatError
from commonlist.records import Address, DateKind, Designation, Kind, Link, Name, Record
from commonlist.sources import ftm
from commonlist.sources.reading import Fault, Heading, Input
from commonlist.values.dates import PartialDate

AsInput = Callable[..., Input]


def thing(id_: str, schema: str, **properties: str | list[str]) -> dict[str, Any]:
    values = {name: [v] if isinstance(v, str) else v for name, v in properties.items()}
    return {"id": id_, "schema": schema, "properties": values, "datasets": ["a_list"]}


HERON = thing("NK-1", "Organization", name="Order of the Grey Heron")


def sanction(**properties: str | list[str]) -> dict[str, Any]:
    return thing("s-1", "Sanction", entity="NK-1", **properties)


def lines(*things: dict[str, Any]) -> str:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in things)


def read(source: Input, party: str = "") -> tuple[Heading, list[Record], list[Fault]]:
    items = list(ftm.read([source], name="mine", party=party))
    (heading,) = (item for item in items if isinstance(item, Heading))
    records = [item for item in items if isinstance(item, Record)]
    return heading, records, [item for item in items if isinstance(item, Fault)]


def one(as_input: AsInput, *things: dict[str, Any], party: str = "") -> Record:
    _, (record,), faults = read(as_input(lines(*things)), party)
    assert not faults
    return record


def act_of(as_input: AsInput, party: str = "", **properties: str | list[str]) -> Designation:
    (designation,) = one(as_input, HERON, sanction(**properties), party=party).designations
    return designation


class TestWhatPointsToAPartyComesInAnyOrder:
    def test_sanctions_addresses_documents_and_ties(self, as_input: AsInput) -> None:
        things = (
            thing("own-1", "Ownership", owner="NK-2", asset="NK-1", role="owns"),
            sanction(program="TERR", country="eu", authority="Council"),
            thing("addr-1", "Address", full="1 Quay, Northport", country="tn"),
            thing("pass-1", "Passport", holder="NK-1", number="X000", country="tn"),
            thing("NK-1", "Person", name="Ansel Brook", addressEntity=["addr-1", "addr-2"]),
            thing("NK-2", "Company", name="Heron Trading"),
        )
        _, (person, company), faults = read(as_input(lines(*things)))
        assert not faults
        assert person.addresses == (Address(text="1 Quay, Northport", country="tn"),)
        assert [(i.type, i.value, i.country) for i in person.identifiers] == [
            ("passport", "X000", "tn")
        ]
        assert person.links == (Link(role="owner", text="Heron Trading (owns)"),)
        assert company.links == (Link(role="asset", text="Ansel Brook (owns)"),)
        assert person.designations[0].programme == "TERR"
        assert ("addressEntity", "addr-2") in person.details
        assert company.designations == ()


class TestSchemas:
    @pytest.mark.parametrize(
        ("schema", "kind"),
        [
            ("Person", Kind.PERSON),
            ("Company", Kind.ORGANIZATION),
            ("PublicBody", Kind.ORGANIZATION),
            ("LegalEntity", Kind.OTHER),
            ("Vessel", Kind.VESSEL),
            ("Airplane", Kind.AIRCRAFT),
            ("CryptoWallet", Kind.OTHER),
        ],
    )
    def test_kinds(self, as_input: AsInput, schema: str, kind: Kind) -> None:
        assert one(as_input, HERON | {"schema": schema}).kind is kind

    def test_a_sanctioned_thing_of_any_schema_is_kept(self, as_input: AsInput) -> None:
        house = thing("NK-1", "RealEstate", name="1 Quay")
        assert one(as_input, house, sanction(program="X")).kind is Kind.OTHER
        assert one(as_input, house | {"target": True}).kind is Kind.OTHER
        assert one(as_input, thing("a", "Novelty", name="b", topics="sanction")).entry == "a"

    def test_what_is_no_party_is_left_out(self, as_input: AsInput) -> None:
        _, records, faults = read(as_input(lines(HERON, thing("d", "Article", title="News"))))
        assert (len(records), len(faults)) == (1, 0)


class TestWhoseActItIs:
    def test_the_party_that_the_user_states(self, as_input: AsInput) -> None:
        assert act_of(as_input, party="gb", country="eu").party == "gb"

    def test_else_the_country_of_the_sanction(self, as_input: AsInput) -> None:
        assert act_of(as_input, country="id").party == "id"

    def test_the_un_by_its_name(self, as_input: AsInput) -> None:
        assert act_of(
            as_input, country="zz", authority="United Nations Security Council"
        ).party == ("un")

    def test_else_nobody(self, as_input: AsInput) -> None:
        act = act_of(as_input)
        assert (act.party, act.authority) == ("", "a_list")


class TestOnlyTheProgrammeGivesTheTopic:
    @pytest.mark.parametrize(
        ("country", "programme", "topic", "by_regime"),
        [
            ("eu", "TAQA", "terrorism", False),
            ("eu", "AFG", "terrorism", True),
            ("us", "SDGT", "terrorism", False),
            ("gb", "Afghanistan", "terrorism", True),
            ("id", "DTTOT", "dttot", False),
            ("id", "", "unspecified", False),
        ],
    )
    def test_by_the_table_of_the_party(
        self, as_input: AsInput, country: str, programme: str, topic: str, by_regime: bool
    ) -> None:
        act = act_of(as_input, country=country, program=programme)
        assert (act.topic, act.by_regime) == (topic, by_regime)

    def test_by_key(self, as_input: AsInput) -> None:
        act = act_of(as_input, country="un", program="ISIL list", programId="UN-SCISIL")
        assert (act.programme, act.topic) == ("ISIL list", "terrorism")

    def test_not_by_the_topics_of_the_entity(self, as_input: AsInput) -> None:
        heron = thing("NK-1", "Organization", name="Grey Heron", topics="crime.terror")
        record = one(as_input, heron, sanction(program="Zoo", country="id"))
        assert record.designations[0].topic == "zoo"
        assert ("topics", "crime.terror") in record.details

    def test_one_designation_for_each_programme(self, as_input: AsInput) -> None:
        record = one(as_input, HERON, sanction(program=["TAQA", "TERR"], country="eu"))
        assert [act.programme for act in record.designations] == ["TAQA", "TERR"]


class TestDates:
    def test_of_the_sanction(self, as_input: AsInput) -> None:
        act = act_of(as_input, startDate="2011-11-22", listingDate="2011-11-20", endDate="2021-06")
        assert act.listed_on is not None
        assert (act.listed_on.date, act.listed_on.kind) == (
            PartialDate(2011, 11, 22),
            DateKind.IN_FORCE,
        )
        assert [date.kind for date in act.dates] == [DateKind.PUBLISHED]
        assert act.delisted_on == PartialDate(2021, 6)

    def test_the_eu_file_dates_amendments(self, as_input: AsInput) -> None:
        amended = sanction(startDate="2020-05-30") | {"datasets": ["eu_fsf"]}
        (act,) = one(as_input, HERON, amended).designations
        assert act.listed_on is None
        assert [date.kind for date in act.dates] == [DateKind.AMENDED]

    def test_of_the_copy(self, as_input: AsInput) -> None:
        seen = (HERON | {"last_seen": "2022-01-24T01:30:05"}, thing("b", "Person", name="c"))
        assert read(as_input(lines(*seen)))[0].generated == PartialDate(2022, 1, 24)
        assert read(as_input(lines(HERON)))[0].generated is None


class TestReferences:
    @pytest.mark.parametrize(
        ("id_", "reference"),
        [
            ("unsc-6908555", "un-dataid:6908555"),
            ("ofac-8759", "us-ofac:8759"),
            ("ofac-a1213a8fe32411a11a508a59c9", "ftm:ofac-a1213a8fe32411a11a508a59c9"),
            ("gb-hmt-8441", "gb-ofsi:8441"),
            ("gb-fcdo-aqd0001", "gb-uksl:AQD0001"),
            ("eu-fsf-eu-27-28", "eu-fsf:EU.27.28"),
            ("au-dfat-526-grey-heron", "au-dfat:526"),
            ("Q1", "wikidata:Q1"),
            ("NK-1", "ftm:NK-1"),
        ],
    )
    def test_ids_that_carry_a_lists_own_number(
        self, as_input: AsInput, id_: str, reference: str
    ) -> None:
        assert one(as_input, thing(id_, "Person", name="Ansel Brook")).references == (reference,)
        merged = HERON | {"referents": [id_]}
        assert reference in one(as_input, merged).references

    def test_numbers_in_the_sanction(self, as_input: AsInput) -> None:
        record = one(as_input, HERON, sanction(unscId="QDe.999", authorityId="EU.1.23"))
        assert record.references == ("ftm:NK-1", "un:QDe.999", "eu-fsf:EU.1.23")


class TestNames:
    def test_caption_first_each_once(self, as_input: AsInput) -> None:
        heron = thing(
            "a",
            "Organization",
            name=["رهبان", "Grey Heron"],
            alias=["Grey Heron", "Heron"],
            weakAlias="Bird",
            previousName="Old Heron",
        )
        assert one(as_input, heron | {"caption": "Grey Heron"}).names == (
            Name(text="Grey Heron"),
            Name(text="رهبان"),
            Name(text="Old Heron", alias=True, former=True),
            Name(text="Heron", alias=True),
            Name(text="Bird", alias=True, weak=True),
        )

    def test_an_aircraft_is_registered_by_its_mark(self, as_input: AsInput) -> None:
        plane = thing("a", "Airplane", name="Heron", registrationNumber="EP-ZZZ", icaoCode="ABC123")
        numbers = [(each.type, each.value) for each in one(as_input, plane).identifiers]
        assert numbers == [("tail_number", "EP-ZZZ"), ("other", "ABC123")]

    def test_everything_else_is_kept(self, as_input: AsInput) -> None:
        person = thing("a", "Person", name="b", fatherName="C", birthDate=["1970", "spring"])
        record = one(as_input, person)
        assert ("fatherName", "C") in record.details
        assert ("birthDate", "spring") in record.details


class TestNobodyIsDropped:
    def test_a_broken_line_is_quarantined_with_its_number(self, as_input: AsInput) -> None:
        text = lines(HERON) + "{broken\n\n" + lines(thing("NK-2", "Person", name="Ansel Brook"))
        _, records, (fault,) = read(as_input(text))
        assert len(records) == 2
        assert (fault.where, fault.raw) == ("test: line 2", "{broken")

    def test_so_is_a_party_without_a_name(self, as_input: AsInput) -> None:
        _, records, (fault,) = read(as_input(lines(HERON, thing("NK-2", "Person"))))
        assert len(records) == 1
        assert "NK-2" in fault.reason

    def test_and_a_sanction_on_somebody_who_is_not_in_the_file(self, as_input: AsInput) -> None:
        stray = thing("s", "Sanction", entity="NK-9", program="TERR")
        _, records, (fault,) = read(as_input(lines(HERON, stray)))
        assert len(records) == 1
        assert fault.entry == "NK-9"


class TestDamagedFiles:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\n\n",
            b"id,schema\n",
            b'{"id": "a", "schema": "Person", "properties": {"sanctions": [{"id": "b"}]}}',
            lines(HERON).encode("utf-16"),
            b"\x00" + lines(HERON).encode(),
            b"[" * 100_000,
            b"\x1f\x8b" + b"nothing packed",
            gzip.compress(lines(HERON).encode())[:-9],
        ],
    )
    def test_they_are_refused(self, as_input: AsInput, data: bytes) -> None:
        with pytest.raises(FormatError):
            list(ftm.read([as_input(data)], name="mine"))

    def test_a_line_too_long_is_refused(
        self, as_input: AsInput, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ftm, "MAX_LINE", 500)
        long = lines(HERON, thing("NK-2", "Person", name="n" * 600))
        for data in (long.encode(), gzip.compress(long.encode())):
            with pytest.raises(FormatError, match="line 2"):
                list(ftm.read([as_input(data)], name="mine"))

    def test_a_gzip_bomb_is_refused(self, as_input: AsInput) -> None:
        bomb = gzip.compress(lines(HERON).encode() + b"\n" * (1 << 25))
        with pytest.raises(FormatError, match="unpacks"):
            list(ftm.read([as_input(bomb)], name="mine"))

    def test_packed_and_plain_read_alike(self, as_input: AsInput) -> None:
        data = lines(HERON, sanction(program="TERR")).encode()
        assert read(as_input(data)) == read(as_input(gzip.compress(data)))
        assert read(as_input(b"\xef\xbb\xbf" + data))[1] == read(as_input(data))[1]


def test_a_source_is_made_for_each_dataset() -> None:
    source = ftm.source("my_list", party="id", language="ru")
    assert (source.name, source.party, source.language) == ("my_list", "id", "ru")
    assert source.register is None


VALID = lines(
    HERON | {"last_seen": "2022-01-24T01:30:05"},
    sanction(program="TERR", country="eu", startDate="2020-01-01"),
    thing("NK-2", "Person", name="Ansel Brook", birthDate="1970", addressEntity="x"),
    thing("own-1", "Ownership", owner="NK-2", asset="NK-1"),
).encode()


@given(
    st.lists(st.tuples(st.integers(0, 700), st.binary(max_size=4)), max_size=4),
    st.integers(0, 800),
    st.booleans(),
)
def test_mutations_give_records_faults_or_a_format_error(
    changes: list[tuple[int, bytes]], end: int, packed: bool
) -> None:
    data = gzip.compress(VALID) if packed else VALID
    for place, new in changes:
        data = data[:place] + new + data[place + len(new) :]
    try:
        items = list(ftm.read([Input("fuzz", lambda: io.BytesIO(data[:end]))], name="mine"))
    except FormatError:
        return
    assert all(isinstance(item, Heading | Record | Fault) for item in items)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_any_json_is_a_fault_at_most(value: Any) -> None:
    data = VALID + json.dumps(value).encode() + b"\n"
    items = list(ftm.read([Input("fuzz", lambda: io.BytesIO(data))], name="mine"))
    assert sum(isinstance(item, Record) for item in items) == 2


@pytest.mark.shared
class TestRealFiles:
    def test_the_whole_eu_file(self, shared: Path, file_input: Callable[[Path], Input]) -> None:
        """A Sanction merged from two acts has two programmes: 2,422 designations of 2,401."""
        source = file_input(shared / "lists/eu/fsf_2022-01-24_ftm.jsonl.gz")
        heading, records, faults = read(source, "eu")
        assert not faults
        assert heading.generated == PartialDate(2022, 1, 24)
        kinds = [record.kind for record in records]
        assert (kinds.count(Kind.PERSON), kinds.count(Kind.ORGANIZATION)) == (1820, 559)
        acts = [act for record in records for act in record.designations]
        assert len(acts) == 2422
        assert sum(act.programme == "TAQA" for act in acts) == 371
        assert all(record.designations for record in records)
        numbers = [ref for record in records for ref in record.references if "EU." in ref]
        assert len(set(numbers)) == 2401

    def test_merged_entities(self, shared: Path, file_input: Callable[[Path], Input]) -> None:
        source = file_input(shared / "labels/merged_entities.ftm.jsonl.gz")
        _, records, faults = read(source)
        assert not faults
        kinds = [record.kind for record in records]
        assert (kinds.count(Kind.PERSON), len(kinds)) == (305, 383)
        assert all(record.names for record in records)
