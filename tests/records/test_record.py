"""Records: frozen, compared by content, with one JSON form that is stored and digested."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.records import (
    Address,
    Birth,
    Confidence,
    DateKind,
    Designation,
    Identifier,
    Kind,
    Link,
    Name,
    Record,
    StatedDate,
)
from commonlist.values.dates import PartialDate

SMALLEST = Record(
    source="un_sc", entry="QDe.999", kind=Kind.ORGANIZATION, names=(Name(text="Example"),)
)
FULL = Record(
    source="un_sc",
    entry="QDe.999",
    kind=Kind.ORGANIZATION,
    names=(
        Name(text="Example Front"),
        Name(text="الجبهة", alias=True, weak=True, lang="ar", since=PartialDate(2014, 8)),
    ),
    designations=(
        Designation(
            party="un",
            authority="United Nations Security Council",
            programme="Al-Qaida",
            topic="terrorism",
            listed_on=StatedDate(date=PartialDate(2001, 10, 6), kind=DateKind.DESIGNATED),
            dates=(StatedDate(date=PartialDate(2016), kind=DateKind.AMENDED),),
            origin="autonomous",
        ),
    ),
    births=(Birth(date=PartialDate(1970), until=PartialDate(1972), circa=True),),
    addresses=(Address(text="Example Street 1", country="sy"),),
    identifiers=(Identifier(type="registration", value="12/34"),),
    references=("un:QDe.999", "un-dataid:1"),
    links=(Link(role="linked_to", text="Other Example"),),
    details=(("Listing reason", "Example"),),
)
FULL_JSON = (
    '{"source":"un_sc","entry":"QDe.999","kind":"organization",'
    '"names":[{"text":"Example Front"},'
    '{"text":"الجبهة","alias":true,"weak":true,"lang":"ar","since":[2014,8,0]}],'
    '"designations":[{"party":"un","authority":"United Nations Security Council",'
    '"programme":"Al-Qaida","topic":"terrorism",'
    '"listed_on":{"date":[2001,10,6],"kind":"designated"},'
    '"dates":[{"date":[2016,0,0],"kind":"amended"}],"origin":"autonomous"}],'
    '"births":[{"date":[1970,0,0],"until":[1972,0,0],"circa":true}],'
    '"addresses":[{"text":"Example Street 1","country":"sy"}],'
    '"identifiers":[{"type":"registration","value":"12/34"}],'
    '"references":["un:QDe.999","un-dataid:1"],'
    '"links":[{"role":"linked_to","text":"Other Example"}],'
    '"details":[["Listing reason","Example"]]}'
)


def encoded(record: Record) -> bytes:
    return msgspec.json.encode(record)


class TestTheJsonForm:
    def test_is_fixed_to_the_byte(self) -> None:
        """What is stored is told apart by its digest: a change here makes every record new."""
        assert encoded(FULL).decode() == FULL_JSON

    def test_leaves_empty_fields_out(self) -> None:
        assert encoded(SMALLEST) == (
            b'{"source":"un_sc","entry":"QDe.999","kind":"organization",'
            b'"names":[{"text":"Example"}]}'
        )

    def test_reads_what_an_older_version_wrote(self) -> None:
        """A field added with a default is absent from older JSON."""
        assert msgspec.json.decode(encoded(SMALLEST), type=Record) == SMALLEST

    @pytest.mark.parametrize(
        "damaged",
        [
            b'{"source":"un_sc","entry":"1","kind":"organization"}',
            b'{"source":"un_sc","entry":"1","kind":"ghost","names":[]}',
            b'{"source":"un_sc","entry":"1","kind":"person","names":[],'
            b'"births":[{"date":[1970,13,0]}]}',
            b'{"source":"un_sc","entry":"1","kind":"person","names":[],'
            b'"births":[{"date":[1970,0,5]}]}',
        ],
        ids=["no names", "unknown kind", "month 13", "a day without a month"],
    )
    def test_refuses_what_is_no_record(self, damaged: bytes) -> None:
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(damaged, type=Record)


class TestValues:
    def test_are_compared_by_content_and_can_be_keys(self) -> None:
        again = msgspec.json.decode(encoded(FULL), type=Record)
        assert again == FULL
        assert {FULL: "kept"}[again] == "kept"

    @pytest.mark.parametrize(
        "made", [Address, Birth, Designation, Identifier, Link, Name, Record, StatedDate]
    )
    def test_cannot_be_changed(self, made: type[msgspec.Struct]) -> None:
        assert made.__struct_config__.frozen
        assert made.__struct_config__.omit_defaults

    def test_a_record_is_named_by_its_source_and_entry(self) -> None:
        assert FULL.key == "un_sc:QDe.999"

    def test_a_record_is_captioned_by_the_first_name_printed(self) -> None:
        assert FULL.caption == "Example Front"

    def test_a_fact_is_stated_unless_said_otherwise(self) -> None:
        assert FULL.designations[0].confidence is Confidence.STATED


# JSON has no lone surrogates.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
dates = st.builds(PartialDate, st.integers(1, 9999), st.integers(0, 12))
stated = st.builds(StatedDate, date=dates, kind=st.sampled_from(DateKind))
names = st.builds(
    Name,
    text=texts,
    alias=st.booleans(),
    weak=st.booleans(),
    former=st.booleans(),
    lang=texts,
    since=st.none() | dates,
    until=st.none() | dates,
)
designations = st.builds(
    Designation,
    party=texts,
    authority=texts,
    programme=texts,
    topic=texts,
    by_regime=st.booleans(),
    listed_on=st.none() | stated,
    delisted_on=st.none() | dates,
    dates=st.lists(stated, max_size=2).map(tuple),
    measures=st.lists(texts, max_size=2).map(tuple),
    part=texts,
    confidence=st.sampled_from(Confidence),
    attested_on=st.none() | dates,
)
made_records = st.builds(
    Record,
    source=texts,
    entry=texts,
    kind=st.sampled_from(Kind),
    names=st.lists(names, min_size=1, max_size=3).map(tuple),
    designations=st.lists(designations, max_size=2).map(tuple),
    references=st.lists(texts, max_size=2).map(tuple),
    details=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
    remarks=texts,
)


@given(made_records)
def test_json_there_and_back_is_the_same_record(record: Record) -> None:
    again = msgspec.json.decode(encoded(record), type=Record)
    assert again == record
    assert encoded(again) == encoded(record)


@given(made_records, made_records)
def test_equal_records_have_equal_bytes_and_others_do_not(left: Record, right: Record) -> None:
    assert (left == right) == (encoded(left) == encoded(right))
