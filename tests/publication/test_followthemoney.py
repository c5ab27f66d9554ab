import io
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from commonlist.publication import followthemoney
from commonlist.records import (
    Address,
    Birth,
    Confidence,
    DateKind,
    Designation,
    Identifier,
    Kind,
    Name,
    Record,
    StatedDate,
)
from commonlist.sources import ftm
from commonlist.sources.reading import Fault, Input
from commonlist.values.dates import parse_iso

UN = Record(
    source="un_sc",
    entry="QDe.900",
    kind=Kind.ORGANIZATION,
    names=(
        Name(text="Grey Heron Front"),
        Name(text="جبهة البلشون الرمادي"),
        Name(text="Heron", alias=True, weak=True),
        Name(text="Old Heron", alias=True, former=True),
    ),
    designations=(
        Designation(
            party="un",
            authority="United Nations Security Council",
            programme="Al-Qaida",
            topic="terrorism",
            listed_on=StatedDate(date=parse_iso("2014-05-14"), kind=DateKind.PUBLISHED),
            dates=(StatedDate(date=parse_iso("2018-02-01"), kind=DateKind.AMENDED),),
            reference="QDe.900",
            origin="autonomous",
        ),
    ),
    references=("un-dataid:6900001", "un:QDe.900"),
)
US = Record(
    source="us_ofac_sdn",
    entry="90001",
    kind=Kind.ORGANIZATION,
    names=(Name(text="GREY HERON FRONT"), Name(text="Heron", alias=True)),
    designations=(
        Designation(
            party="us",
            authority="OFAC",
            programme="SDGT",
            topic="terrorism",
            listed_on=StatedDate(date=parse_iso("2014-05-15"), kind=DateKind.DESIGNATED),
            legal_basis="E.O. 13224",
            measures=("asset freeze",),
        ),
    ),
    addresses=(Address(text="1 Marsh Lane", country="sy"),),
    identifiers=(
        Identifier(type="wallet", value="1HeronXYZ", note="XBT"),
        Identifier(type="passport", value="P-0"),
        Identifier(type="other", value="77"),
    ),
    references=("us-ofac:90001",),
)
PERSON = Record(
    source="gb_uksl",
    entry="CTI9001",
    kind=Kind.PERSON,
    names=(Name(text="Weak Only", alias=True, weak=True),),
    births=(Birth(date=parse_iso("1960"), until=parse_iso("1965"), circa=True),),
    birth_places=("Marshville",),
    countries=("sy",),
    gender="Male",
    titles=("Dr",),
    positions=("Treasurer",),
    identifiers=(
        Identifier(type="passport", value="P-1"),
        Identifier(type="national_id", value="N-1"),
    ),
    references=("gb-uksl:CTI9001", "wikidata:Q1"),
)
VESSEL = Record(
    source="x",
    entry="v",
    kind=Kind.VESSEL,
    names=(Name(text="Heron Star"),),
    countries=("pa",),
    identifiers=(
        Identifier(type="imo", value="9000001"),
        Identifier(type="mmsi", value="370000000"),
        Identifier(type="call_sign", value="3ABC"),
        Identifier(type="tax", value="T-1"),
    ),
)
AIRCRAFT = Record(
    source="x",
    entry="a",
    kind=Kind.AIRCRAFT,
    names=(Name(text="EP-HRN"),),
    identifiers=(
        Identifier(type="tail_number", value="EP-HRN"),
        Identifier(type="serial_number", value="550"),
    ),
)

KEYS = {
    *("id", "caption", "schema", "properties", "datasets", "referents", "target"),
    *("first_seen", "last_seen", "last_change"),
}


def written(*entities: tuple[str, tuple[Record, ...]]) -> list[dict[str, Any]]:
    out = io.StringIO()
    followthemoney.write(entities, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_records_of_one_entity_are_merged() -> None:
    group, *_ = written(("cl-a", (UN, US)))
    assert group["schema"] == "Organization"
    assert group["caption"] == "Grey Heron Front"
    assert group["datasets"] == ["un_sc", "us_ofac_sdn"]
    assert group["referents"] == ["unsc-6900001", "ofac-90001"]
    assert group["target"] is True
    assert group["properties"] == {
        "address": ["1 Marsh Lane"],
        "alias": ["Heron"],
        "country": ["sy"],
        "idNumber": ["77"],
        "name": ["Grey Heron Front", "جبهة البلشون الرمادي", "GREY HERON FRONT"],
        "notes": ["passportNumber: P-0"],
        "previousName": ["Old Heron"],
        "programId": ["UN-SCISIL", "US-TERR"],
        "topics": ["sanction"],
    }


def test_each_act_is_a_sanction_with_its_dates_by_kind() -> None:
    un, us = (t for t in written(("cl-a", (UN, US))) if t["schema"] == "Sanction")
    assert un["properties"] == {
        "authority": ["United Nations Security Council"],
        "authorityId": ["QDe.900"],
        "description": ["origin: autonomous"],
        "entity": ["cl-a"],
        "listingDate": ["2014-05-14"],
        "modifiedAt": ["2018-02-01"],
        "program": ["Al-Qaida"],
        "programId": ["UN-SCISIL"],
        "recordId": ["un_sc:QDe.900"],
        "status": ["active"],
        "unscId": ["QDe.900"],
    }
    assert us["properties"]["reason"] == ["E.O. 13224"]
    assert us["properties"]["provisions"] == ["asset freeze"]
    assert us["properties"]["country"] == ["us"]


def test_every_line_has_all_keys_and_an_id_of_its_own() -> None:
    lines = written(("cl-a", (UN, US)), ("cl-b", (PERSON,)), ("cl-c", (VESSEL,)))
    assert all(set(line) == KEYS for line in lines)
    assert len({line["id"] for line in lines}) == len(lines)
    assert lines == written(("cl-a", (UN, US)), ("cl-b", (PERSON,)), ("cl-c", (VESSEL,)))


def test_a_person_has_what_a_person_can_have() -> None:
    (person,) = written(("cl-b", (PERSON,)))
    assert person["schema"] == "Person"
    assert person["target"] is False
    assert person["properties"] == {
        "birthDate": ["1960", "1965"],
        "birthPlace": ["Marshville"],
        "gender": ["male"],
        "idNumber": ["N-1"],
        "name": ["Weak Only"],
        "nationality": ["sy"],
        "notes": ["born about 1960 to 1965"],
        "passportNumber": ["P-1"],
        "position": ["Treasurer"],
        "title": ["Dr"],
        "wikidataId": ["Q1"],
    }


def test_vessels_and_aircraft_keep_their_numbers() -> None:
    vessel, aircraft = written(("cl-c", (VESSEL,)), ("cl-d", (AIRCRAFT,)))
    assert vessel["properties"] == {
        "callSign": ["3ABC"],
        "flag": ["pa"],
        "imoNumber": ["9000001"],
        "mmsi": ["370000000"],
        "name": ["Heron Star"],
        "notes": ["taxNumber: T-1"],
    }
    assert aircraft["schema"] == "Airplane"
    assert aircraft["properties"]["registrationNumber"] == ["EP-HRN"]
    assert aircraft["properties"]["serialNumber"] == ["550"]


def test_a_wallet_is_an_entity_that_its_holder_has_once() -> None:
    wallets = [t for t in written(("cl-a", (US, US))) if t["schema"] == "CryptoWallet"]
    assert [w["properties"] for w in wallets] == [
        {
            "currency": ["XBT"],
            "holder": ["cl-a"],
            "publicKey": ["1HeronXYZ"],
            "topics": ["sanction"],
        }
    ]


def with_act(**changes: Any) -> Record:
    return msgspec.structs.replace(
        UN, designations=(msgspec.structs.replace(UN.designations[0], **changes),)
    )


def test_who_is_delisted_is_no_target() -> None:
    record = with_act(delisted_on=parse_iso("2020-01-02"), delisted_reason="by the committee")
    party, sanction = written(("cl-a", (record,)))
    assert party["target"] is False
    assert "topics" not in party["properties"]
    assert sanction["properties"]["status"] == ["inactive"]
    assert sanction["properties"]["endDate"] == ["2020-01-02"]
    assert "delisted: by the committee" in sanction["properties"]["description"]


def test_a_part_that_is_listed_is_not_the_whole() -> None:
    party, sanction = written(("cl-a", (with_act(part="the northern wing"),)))
    assert party["properties"]["topics"] == ["sanction.linked"]
    said = sanction["properties"]["description"]
    assert "only a part is listed: the northern wing" in said


def test_a_fact_that_nobody_read_is_marked() -> None:
    _, sanction = written(("cl-a", (with_act(confidence=Confidence.RECALLED),)))
    assert "confidence: recalled" in sanction["properties"]["description"]


def test_a_party_that_is_neither_person_nor_organization_has_their_common_schema() -> None:
    other = msgspec.structs.replace(VESSEL, kind=Kind.OTHER)
    assert written(("cl-a", (other,)))[0]["schema"] == "LegalEntity"
    assert written(("cl-a", (other, UN)))[0]["schema"] == "Organization"


@pytest.mark.parametrize(
    ("reference", "referent"),
    [
        ("gb-ofsi:8441", "gb-hmt-8441"),
        ("gb-uksl:AQD0001", "gb-fcdo-aqd0001"),
        ("eu-fsf:EU.27.28", "eu-fsf-eu-27-28"),
        ("ftm:NK-aBc", "NK-aBc"),
    ],
)
def test_numbers_are_written_as_the_ids_that_the_field_knows(reference: str, referent: str) -> None:
    record = msgspec.structs.replace(UN, references=(reference,))
    assert written(("cl-a", (record,)))[0]["referents"] == [referent]


def test_our_own_reader_reads_it_back(as_input: Callable[..., Input]) -> None:
    out = io.StringIO()
    followthemoney.write([("cl-a", (UN, US)), ("cl-b", (PERSON,)), ("cl-c", (VESSEL,))], out)
    items = list(ftm.read([as_input(out.getvalue())], name="back"))
    assert not [item for item in items if isinstance(item, Fault)]
    records = {item.entry: item for item in items if isinstance(item, Record)}
    group = records["cl-a"]
    names = {name.text for record in (UN, US) for name in record.names}
    assert {name.text for name in group.names} == names
    assert [
        (d.party, d.programme, d.topic, str(d.listed_on.date))
        for d in group.designations
        if d.listed_on
    ] == [
        ("un", "Al-Qaida", "terrorism", "2014-05-14"),
        ("us", "SDGT", "terrorism", "2014-05-15"),
    ]
    assert {*UN.references, *US.references} <= set(group.references)
    assert records["cl-b"].kind is Kind.PERSON
    assert [name.text for name in records["cl-c"].names] == ["Heron Star"]
