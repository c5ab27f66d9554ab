"""What is odd in OFAC's formats, on invented entries in the true layouts."""

import contextlib
import io
import zipfile
from collections.abc import Sequence
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.errors import FormatError
from commonlist.records import Birth, DateKind, Identifier, Kind, Link, Name, Record
from commonlist.sources import us_ofac, us_ofac_nonsdn, us_ofac_sdn
from commonlist.sources.reading import Fault, Heading, Input, Item
from commonlist.values.dates import PartialDate

NULL = "-0- "


def sdn(
    uid: str = "900001",
    name: str = "MUSTERMANN, Otto",
    kind: str = "individual",
    programme: str = "SDGT",
    title: str = NULL,
    vessel: str = ",".join([NULL] * 6),
    remarks: str = NULL,
) -> str:
    """One row of sdn.csv."""
    quoted = ",".join(f'"{field}"' if field != NULL else field for field in (name, kind, programme))
    return f'{uid},{quoted},"{title}",{vessel},"{remarks}"\r\n'


def read(*texts: str | bytes, source: object = us_ofac_sdn) -> list[Item]:
    inputs = [of(text, f"{index}.csv") for index, text in enumerate(texts)]
    return list(source.read(inputs))  # type: ignore[attr-defined]


def of(text: str | bytes, name: str = "test") -> Input:
    data = text.encode() if isinstance(text, str) else text
    return Input(name, lambda: io.BytesIO(data))


def records(items: Sequence[Item]) -> list[Record]:
    return [item for item in items if isinstance(item, Record)]


def faults(items: Sequence[Item]) -> list[Fault]:
    return [item for item in items if isinstance(item, Fault)]


def heading(items: Sequence[Item]) -> Heading:
    (only,) = (item for item in items if isinstance(item, Heading))
    return only


def only(*texts: str | bytes, source: object = us_ofac_sdn) -> Record:
    (record,) = records(read(*texts, source=source))
    return record


def remarks(text: str) -> Record:
    return only(sdn(remarks=text))


class TestCsvParts:
    ADD = '900001,1,"1 Invented St","Springfield","Iran",-0- \r\n'
    ALT = '900001,1,"aka","OTTO, M.",-0- \r\n900001,2,"fka","ALTER, Otto",-0- \r\n'

    def test_are_told_apart_by_columns_in_any_order(self) -> None:
        record = only(self.ALT, self.ADD, sdn())
        assert [name.text for name in record.names] == [
            "MUSTERMANN, Otto",
            "OTTO, M.",
            "ALTER, Otto",
        ]
        assert record.addresses[0].text == "1 Invented St, Springfield, Iran"
        assert record.addresses[0].country == "ir"

    def test_fka_is_a_former_name_and_nka_is_not(self) -> None:
        alt = self.ALT + '900001,3,"nka","NEU, Otto",-0- \r\n'
        assert [name.former for name in only(sdn(), alt).names] == [False, False, True, False]

    def test_sdn_alone_will_do(self) -> None:
        assert only(sdn()).caption == "MUSTERMANN, Otto"

    def test_the_end_mark_is_no_row(self) -> None:
        assert faults(read(sdn() + "\x1a", self.ADD + "\x1a")) == []

    def test_lf_and_fields_without_quotes_are_read(self) -> None:
        row = "900001,INVENTED BANK,-0- ,SDGT,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,a.k.a. 'IB'.\n"
        record = only(row)
        assert (record.kind, record.names[1].text) == (Kind.ORGANIZATION, "IB")

    def test_print_no_date(self) -> None:
        assert heading(read(sdn())) == Heading()

    def test_a_null_address_is_none(self) -> None:
        assert only(sdn(), "900001,1,-0- ,-0- ,-0- ,-0- \r\n").addresses == ()

    @pytest.mark.parametrize("width", [6, 5, 2])
    def test_rows_without_an_entry_are_quarantined(self, width: int) -> None:
        (fault,) = faults(read(sdn(), ",".join(["900002", *["x"] * (width - 1)])))
        assert (fault.entry, fault.where) == ("900002", "1.csv: line 1")
        assert "no entry" in fault.reason

    def test_a_second_entry_under_one_number_is_quarantined(self) -> None:
        items = read(sdn() + sdn(name="INVENTED LTD", kind=NULL))
        assert len(records(items)) == 1
        assert "INVENTED LTD" in faults(items)[0].raw

    def test_a_row_with_too_few_columns_is_quarantined(self) -> None:
        items = read(sdn() + "900002,odd\r\n" + sdn("900003"), self.ADD + "900001,2\r\n" + self.ADD)
        assert [fault.raw for fault in faults(items)] == ["900002,odd", "900001,2"]
        assert len(records(items)) == 2

    def test_comments_go_on_in_the_middle_of_a_word(self) -> None:
        long = ("x" * 970 + "; Linked To: INVENTED COMP")[:1000].ljust(1000, "P")
        record = only(sdn(remarks=long), '900001,"ANY; nationality Iran."\r\n')
        assert record.links[0].text.endswith("PANY")
        assert record.countries == ("ir",)

    def test_a_last_statement_that_is_cut_is_not_taken_as_an_identifier(self) -> None:
        record = only(sdn(remarks=("x" * 970 + "; Passport A1234567").ljust(1000, "8")))
        assert record.identifiers == ()
        assert "Passport A1234567" in record.remarks

    def test_missing_sdn_or_two_of_one_part_are_refused(self) -> None:
        with pytest.raises(FormatError, match=r"sdn .*missing"):
            read(self.ADD)
        with pytest.raises(FormatError, match="second sdn"):
            read(sdn(), sdn())

    @pytest.mark.parametrize(
        ("source", "name", "other"),
        [
            (us_ofac_sdn, "cons_prim.csv", "us_ofac_nonsdn"),
            (us_ofac_sdn, "CONSOLIDATED.XML", "us_ofac_nonsdn"),
            (us_ofac_nonsdn, "sdn.csv", "us_ofac_sdn"),
            (us_ofac_nonsdn, "x.zip/SDN.XML", "us_ofac_sdn"),
        ],
    )
    def test_the_other_list_is_refused_by_its_name(
        self, source: ModuleType, name: str, other: str
    ) -> None:
        with pytest.raises(FormatError, match=f"a file of {other}"):
            list(source.read([of(sdn(), name)]))
        assert list(source.read([of(sdn(), "today.csv")]))

    @pytest.mark.parametrize(
        "text",
        ["", "\x1a", "a,b,c\n", "name;programme\n", sdn() + "900002,cut", sdn() + '900002,"cut'],
    )
    def test_foreign_and_cut_files_are_refused(self, text: str) -> None:
        with pytest.raises(FormatError):
            read(text)

    @pytest.mark.parametrize(
        "data", [b"1,\0,3\n", "é,ü".encode("latin-1"), "\ufeff<a/>".encode("utf-16")]
    )
    def test_nul_bytes_and_other_encodings_are_refused(self, data: bytes) -> None:
        with pytest.raises(FormatError):
            read(data)


class TestProgrammes:
    def test_joined_tags_are_one_designation_each(self) -> None:
        record = only(sdn(programme="SDNTK] [FTO] [SDGT"))
        assert [(act.programme, act.topic) for act in record.designations] == [
            ("SDNTK", "narcotics"),
            ("FTO", "terrorism"),
            ("SDGT", "terrorism"),
        ]
        assert {act.origin for act in record.designations} == {"autonomous"}
        assert {act.party for act in record.designations} == {"us"}

    @pytest.mark.parametrize("tag", ["FTO", "SDGT", "SDT", "NS-PLC"])
    def test_terrorism_is_these(self, tag: str) -> None:
        assert us_ofac.topic(tag) == "terrorism"

    @pytest.mark.parametrize(
        ("tag", "topic"),
        [
            ("IRGC", "iran"),
            ("IFSR", "iran"),
            ("HIFPAA", "hizballah-finance"),
            ("RUSSIA-EO14024", "russia"),
            ("BPI-RUSSIA-EO14024", "russia"),
            ("BPI-SUDAN-14098", "sudan"),
            ("PEESA-EO", "russia"),
            ("IRAN-CON-ARMS-EO", "iran"),
            ("DPRK4", "dprk"),
            ("561-Related", "iran"),
            ("SOUTH SUDAN", "south-sudan"),
        ],
    )
    def test_the_others_have_the_regimes_own_word(self, tag: str, topic: str) -> None:
        assert us_ofac.topic(tag) == topic

    def test_an_unknown_programme_is_its_own_topic(self) -> None:
        assert only(sdn(programme="NEW THING-EO15000")).designations[0].topic == "new-thing-eo15000"

    def test_no_listing_date_is_made_up(self) -> None:
        assert only(sdn()).designations[0].listed_on is None

    @pytest.mark.parametrize(
        "row",
        [sdn(programme=NULL), sdn(name=NULL), sdn(kind="ship"), sdn(uid="90x"), sdn(uid="٩")],
    )
    def test_what_makes_no_entry_is_quarantined(self, row: str) -> None:
        assert [fault.where for fault in faults(read(row))] == ["0.csv: line 1"]


class TestRemarks:
    def test_quoted_names_are_weak_aliases(self) -> None:
        record = remarks("DOB 1960; a.k.a. 'ABU 'ODD'; f.k.a. 'OLD'.")
        assert record.names[1:] == (
            Name(text="ABU 'ODD", alias=True, weak=True),
            Name(text="OLD", alias=True, weak=True, former=True),
        )

    @pytest.mark.parametrize(
        ("printed", "birth"),
        [
            ("DOB 15 Jan 1955", Birth(date=PartialDate(1955, 1, 15))),
            ("alt. DOB Sep 1960", Birth(date=PartialDate(1960, 9))),
            ("DOB circa 1951.", Birth(date=PartialDate(1951), circa=True)),
            ("DOB 1960 to 1962", Birth(date=PartialDate(1960), until=PartialDate(1962))),
            (
                "DOB 01 Jan 1960 to 31 Dec 1961",
                Birth(date=PartialDate(1960, 1, 1), until=PartialDate(1961, 12, 31)),
            ),
            (
                "DOB circa 1979-1982",
                Birth(date=PartialDate(1979), until=PartialDate(1982), circa=True),
            ),
        ],
    )
    def test_births(self, printed: str, birth: Birth) -> None:
        assert remarks(printed).births == (birth,)

    @pytest.mark.parametrize("printed", ["early 1970s", "30 Feb 1960", "0000", "13 Foo 1960"])
    def test_a_date_that_cannot_be_read_is_kept_as_printed(self, printed: str) -> None:
        record = remarks(f"DOB {printed}")
        assert (record.births, record.details) == ((), (("DOB", printed),))

    def test_places_countries_and_gender(self) -> None:
        record = remarks("POB Springfield, Iraq; nationality Iran; citizen Yemen; Gender Male.")
        assert record.birth_places == ("Springfield, Iraq",)
        assert record.countries == ("ir", "ye")
        assert record.gender == "Male"

    def test_an_unknown_country_is_kept(self) -> None:
        assert remarks("nationality Freedonia").details == (("nationality", "Freedonia"),)

    @pytest.mark.parametrize(
        ("printed", "identifier"),
        [
            (
                "Passport X0000001 (Iran) issued 29 Oct 2002 expires 28 Oct 2007",
                Identifier(
                    type="passport",
                    value="X0000001",
                    country="ir",
                    note="issued 29 Oct 2002 expires 28 Oct 2007",
                ),
            ),
            (
                "alt. Diplomatic Passport D01 (Iran)",
                Identifier(type="passport", value="D01", country="ir", note="Diplomatic Passport"),
            ),
            ("National ID No. 000-00.", Identifier(type="national_id", value="000-00")),
            (
                "Cedula No. 00 (Freedonia)",
                Identifier(type="national_id", value="00", note="Cedula No.; Freedonia"),
            ),
            ("Tax ID No. 00 (Russia)", Identifier(type="tax", value="00", country="ru")),
            (
                "Registration Number HRB 00 (Springfield) (Germany)",
                Identifier(
                    type="registration",
                    value="HRB 00 (Springfield)",
                    country="de",
                    note="Registration Number",
                ),
            ),
            (
                "alt. Digital Currency Address - XBT 1Invented",
                Identifier(type="wallet", value="1Invented", note="XBT"),
            ),
            (
                "Vessel Registration Identification IMO 9074729",
                Identifier(type="imo", value="9074729"),
            ),
            ("MMSI 000000000", Identifier(type="mmsi", value="000000000")),
            ("Email Address a@b.example", Identifier(type="email", value="a@b.example")),
            ("Website www.b.example", Identifier(type="website", value="www.b.example")),
            ("Phone Number (00)(11)", Identifier(type="phone", value="(00)(11)")),
            ("Telephone: 0011", Identifier(type="phone", value="0011", note="Telephone")),
            ("SWIFT/BIC INVEXXXX", Identifier(type="swift", value="INVEXXXX")),
            ("Aircraft Tail Number XX-AAA", Identifier(type="tail_number", value="XX-AAA")),
            (
                "Aircraft Manufacturer's Serial Number (MSN) 000",
                Identifier(type="serial_number", value="000"),
            ),
        ],
    )
    def test_identifiers(self, printed: str, identifier: Identifier) -> None:
        assert remarks(printed).identifiers == (identifier,)

    def test_links(self) -> None:
        record = remarks("Linked To: INVENTED CO. LTD.; Linked To: OTHER GROUP.")
        assert [link.text for link in record.links] == ["INVENTED CO. LTD.", "OTHER GROUP"]
        assert remarks("(Linked To: A (B))").links == (Link(role="linked_to", text="A (B)"),)

    def test_labelled_statements_without_a_field_are_details(self) -> None:
        record = remarks(
            "Additional Sanctions Information - Subject to Secondary Sanctions; "
            "Secondary sanctions risk: See Section 11."
        )
        assert record.details == (
            ("Additional Sanctions Information", "Subject to Secondary Sanctions"),
            ("Secondary sanctions risk", "See Section 11"),
        )

    def test_all_else_stays_in_remarks(self) -> None:
        printed = "Chairman of Nothing; DOB 1960; Passports were forged; Passport; all offices."
        assert remarks(printed).remarks == (
            "Chairman of Nothing; Passports were forged; Passport; all offices"
        )


class TestVesselsAndAircraft:
    def test_columns_of_a_vessel(self) -> None:
        row = sdn(
            name="INVENTED STAR",
            kind="vessel",
            vessel='"XXAA","Tug","318,000",-0- ,"Iran","INVENTED SHIPPING"',
        )
        record = only(row)
        assert record.kind is Kind.VESSEL
        assert record.identifiers == (Identifier(type="call_sign", value="XXAA"),)
        assert record.countries == ("ir",)
        assert record.links == (Link(role="owner", text="INVENTED SHIPPING"),)
        assert record.details == (("Vessel Type", "Tug"), ("Vessel Tonnage", "318,000"))

    def test_aircraft_operator(self) -> None:
        record = only(sdn(kind="aircraft", remarks="Aircraft Operator INVENTED AIR."))
        assert record.links == (Link(role="operator", text="INVENTED AIR"),)


XML = """<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="{namespace}">
  <publshInformation><Publish_Date>01/08/2026</Publish_Date><Record_Count>1</Record_Count>
  </publshInformation>
  <sdnEntry>
    <uid>900001</uid><firstName>Otto</firstName><lastName>MUSTERMANN</lastName>
    <title>Chairman; Colonel</title><sdnType>Individual</sdnType>
    <remarks>HAMAS - Springfield; (Linked To: INVENTED GROUP)</remarks>
    <programList><program>NS-PLC</program><program>SDGT</program></programList>
    <idList>
      <id><uid>1</uid><idType>Passport</idType><idNumber>X00</idNumber><idCountry>Iran</idCountry>
        <issueDate>1999</issueDate></id>
      <id><uid>2</uid><idType>Gender</idType><idNumber>Male</idNumber></id>
    </idList>
    <akaList>
      <aka><uid>3</uid><type>f.k.a.</type><category>weak</category><lastName>ALTER</lastName></aka>
      <aka><uid>4</uid><type>a.k.a.</type><category>strong</category><lastName/></aka>
    </akaList>
    <addressList><address><uid>5</uid><address1>1 St</address1><city>Springfield</city>
      <country>Iran</country></address></addressList>
    <nationalityList><nationality><country>Yemen</country></nationality></nationalityList>
    <dateOfBirthList><dateOfBirthItem><dateOfBirth>circa 1960</dateOfBirth></dateOfBirthItem>
    </dateOfBirthList>
    <vesselInfo><callSign>XXAA</callSign></vesselInfo>
  </sdnEntry>
</sdnList>"""
NAMESPACES = [
    "http://tempuri.org/sdnList.xsd",
    "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML",
]


class TestXml:
    @pytest.mark.parametrize("namespace", NAMESPACES)
    def test_is_read_in_both_namespaces(self, namespace: str) -> None:
        items = read(XML.format(namespace=namespace), source=us_ofac_nonsdn)
        assert heading(items) == Heading(generated=PartialDate(2026, 1, 8), count=1)
        (record,) = records(items)
        assert record.key == "us_ofac_nonsdn:900001"
        assert record.names == (
            Name(text="MUSTERMANN, Otto"),
            Name(text="ALTER", alias=True, weak=True, former=True),
        )
        assert record.titles == ("Chairman", "Colonel")
        assert record.births == (Birth(date=PartialDate(1960), circa=True),)
        assert record.countries == ("ye",)
        assert record.gender == "Male"
        assert record.identifiers == (
            Identifier(type="call_sign", value="XXAA"),
            Identifier(type="passport", value="X00", country="ir", note="issued 1999"),
        )
        assert record.links == (Link(role="linked_to", text="INVENTED GROUP"),)
        assert record.remarks == "HAMAS - Springfield"
        assert record.references == ("us-ofac:900001",)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("01/08/2026", "2026"),
            ("01/08/2026", "13/41/2026"),
            ("</sdnList>", ""),
            ("</programList>", ""),
            ("HAMAS", "\udc80"),
            ("<?xml", '<!DOCTYPE a [<!ENTITY b "c">]><?xml'),
        ],
    )
    def test_damaged_files_are_refused(self, old: str, new: str) -> None:
        text = XML.format(namespace=NAMESPACES[0]).replace(old, new)
        with pytest.raises(FormatError):
            read(text.encode(errors="surrogateescape"))

    def test_entity_bombs_and_foreign_files_are_refused(self) -> None:
        bomb = '<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><sdnList>&d;</sdnList>'
        for text in (bomb, "<CONSOLIDATED_LIST/>", "<a", XML[XML.index("<sdnEntry>") :]):
            with pytest.raises(FormatError):
                read(text)

    def test_an_entry_without_programme_is_quarantined(self) -> None:
        text = XML.format(namespace=NAMESPACES[0]).replace("<program>", "<x>")
        (fault,) = faults(read(text.replace("</program>", "</x>")))
        assert "no programme" in fault.reason
        assert "<uid>900001</uid>" in fault.raw


def enhanced(
    *,
    lists: Sequence[tuple[str, str]] = (("SDN List", "2019-03-26"),),
    programmes: Sequence[str] = ("SDGT",),
    authorities: Sequence[str] = ("Executive Order 13224 (Terrorism)",),
    filters: str = "<sanctionsLists><sanctionsList>SDN List</sanctionsList></sanctionsLists>",
) -> str:
    def tags(parent: str, tag: str, texts: Sequence[str]) -> str:
        inner = "".join(f'<{tag} refId="1" id="2">{text}</{tag}>' for text in texts)
        return f"<{parent}>{inner}</{parent}>"

    listed = "".join(
        f'<sanctionsList refId="1" id="2" datePublished="{day}">{name}</sanctionsList>'
        for name, day in lists
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<sanctionsData xmlns="https://sanctionslistservice.ofac.treas.gov/exports/ENHANCED_XML">
  <publicationInfo><dataAsOf>2024-08-28T00:00:00</dataAsOf><filters>{filters}</filters>
  </publicationInfo>
  <entities><entity id="900001">
    <generalInfo><identityId>1</identityId><entityType>Individual</entityType>
      <remarks>Head of Nothing</remarks></generalInfo>
    <sanctionsLists>{listed}</sanctionsLists>
    {tags("sanctionsPrograms", "sanctionsProgram", programmes)}
    {tags("sanctionsTypes", "sanctionsType", ["Block"])}
    {tags("legalAuthorities", "legalAuthority", authorities)}
    <names>
      <name id="2"><isPrimary>false</isPrimary><aliasType>F.K.A.</aliasType>
        <isLowQuality>true</isLowQuality><translations><translation><script>Latin</script>
        <formattedFullName>ALTER</formattedFullName></translation></translations></name>
      <name id="1"><isPrimary>true</isPrimary><isLowQuality>false</isLowQuality><translations>
        <translation><script>Latin</script>
          <formattedFullName>MUSTERMANN, Otto</formattedFullName></translation>
        <translation><script>Arabic</script>
          <formattedFullName>\u202bمثال\u202c</formattedFullName></translation>
      </translations></name>
    </names>
    <addresses><address id="1"><country>Iran</country><translations><translation>
      <addressParts><addressPart><type>CITY</type><value>Springfield</value></addressPart>
      </addressParts></translation></translations></address></addresses>
    <features>
      <feature><type>Birthdate</type><value>1960 to 1962</value></feature>
      <feature><type>Nationality Country</type><value>Iran</value>
        <reliability>Reported</reliability><comments>until 1999</comments></feature>
      <feature><type>Aircraft Manufacturer\u2019s Serial Number (MSN)</type><value>00</value>
        <comments>said</comments></feature>
    </features>
    <identityDocuments><identityDocument><type>Passport</type><name>ALTER</name>
      <documentNumber>X00</documentNumber><isValid>false</isValid>
      <issuingCountry>Iran</issuingCountry>
      <expirationDate><fromDateBegin>2026-01-01</fromDateBegin><toDateEnd>2026-12-31</toDateEnd>
      </expirationDate></identityDocument></identityDocuments>
    <relationships><relationship><type>Owned or Controlled By</type>
      <relatedEntity entityId="900002">INVENTED GROUP</relatedEntity></relationship>
    </relationships>
  </entity></entities>
</sanctionsData>"""


def dates(text: str, source: object = us_ofac_sdn) -> dict[str, str]:
    acts = only(text, source=source).designations
    return {act.programme: str(act.listed_on.date) if act.listed_on else "" for act in acts}


class TestEnhancedXml:
    def test_fields(self) -> None:
        items = read(enhanced())
        assert heading(items) == Heading(generated=PartialDate(2024, 8, 28))
        (record,) = records(items)
        assert record.names == (
            Name(text="MUSTERMANN, Otto"),
            Name(text="مثال"),
            Name(text="ALTER", alias=True, weak=True, former=True),
        )
        assert record.births == (Birth(date=PartialDate(1960), until=PartialDate(1962)),)
        assert record.countries == ("ir",)
        assert record.addresses[0].text == "Springfield, Iran"
        assert record.identifiers == (
            Identifier(type="serial_number", value="00", note="said"),
            Identifier(
                type="passport",
                value="X00",
                country="ir",
                note="expires 2026-01-01 to 2026-12-31; not valid",
            ),
        )
        assert record.links == (Link(role="owned_or_controlled_by", text="INVENTED GROUP"),)
        assert ("Owned or Controlled By", "us-ofac:900002") in record.details
        assert ("Published on the SDN List", "2019-03-26") in record.details
        assert ("Nationality Country: Iran", "until 1999") in record.details
        assert ("Nationality Country: Iran", "reliability: Reported") in record.details
        assert record.remarks == "Head of Nothing"

    def test_zipped_is_the_same(self) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("SDN_ENHANCED.XML", enhanced())
        assert read(packed.getvalue()) == read(enhanced())

    def test_a_copy_filtered_by_programme_is_a_part(self) -> None:
        filters = "<sanctionsPrograms><sanctionsProgram>IRGC</sanctionsProgram></sanctionsPrograms>"
        assert heading(read(enhanced(filters=filters))).scope == "part"
        assert heading(read(enhanced(), source=us_ofac_nonsdn)).scope == "part"
        assert heading(read(enhanced(filters=""))).scope == "whole"

    def test_entries_of_other_lists_are_left_to_them(self) -> None:
        assert records(read(enhanced(), source=us_ofac_nonsdn)) == []

    @pytest.mark.parametrize("text", ["<sanctionsData/>", enhanced().replace("2024-08-28", "2024")])
    def test_no_date_of_its_own_is_refused(self, text: str) -> None:
        with pytest.raises(FormatError):
            read(text)

    def test_a_bad_day_is_quarantined(self) -> None:
        (fault,) = faults(read(enhanced(lists=[("SDN List", "2019-02-30")])))
        assert "900001" in fault.raw


class TestEnhancedDates:
    """The date is of the list: a later programme of the same entry does not have it."""

    def test_a_single_programme_has_the_lists_date(self) -> None:
        (act,) = only(enhanced()).designations
        assert act.listed_on is not None
        assert act.listed_on.kind is DateKind.PUBLISHED
        assert (str(act.listed_on.date), act.legal_basis, act.measures) == (
            "2019-03-26",
            "Executive Order 13224 (Terrorism)",
            ("Block",),
        )

    def test_marks_added_to_it_do_not_count_and_have_no_date(self) -> None:
        found = dates(enhanced(programmes=["IFSR", "IRGC", "SDGT"]))
        assert found == {"IFSR": "", "IRGC": "", "SDGT": "2019-03-26"}

    def test_of_several_programmes_none_is_known_to_have_it(self) -> None:
        found = dates(enhanced(programmes=["NPWMD", "SDGT"], lists=[("SDN List", "2007-10-25")]))
        assert found == {"NPWMD": "", "SDGT": ""}

    def test_a_list_of_one_programme_dates_it_and_so_leaves_the_other(self) -> None:
        text = enhanced(
            programmes=["NS-PLC", "SDGT"],
            lists=[
                ("Non-SDN Palestinian Legislative Council List", "2006-04-12"),
                ("Consolidated List", "2014-10-10"),
                ("SDN List", "2016-09-16"),
            ],
        )
        assert dates(text, us_ofac_nonsdn) == {"NS-PLC": "2006-04-12", "SDGT": "2016-09-16"}

    def test_a_date_before_the_programme_existed_is_of_an_older_one(self) -> None:
        assert dates(enhanced(lists=[("SDN List", "1995-01-24")])) == {"SDGT": ""}

    def test_authorities_go_to_their_programmes_and_none_is_lost(self) -> None:
        record = only(
            enhanced(
                programmes=["FTO", "SDGT", "RUSSIA-EO14024", "SYRIA"],
                authorities=[
                    "INA",
                    "31 CFR 594.201(a)(5)",
                    "Executive Order 14024 (Russia)",
                    "TRA",
                ],
            )
        )
        assert [act.legal_basis for act in record.designations] == [
            "INA",
            "31 CFR 594.201(a)(5)",
            "Executive Order 14024 (Russia)",
            "",
        ]
        assert ("Legal authority", "TRA") in record.details
        assert ("Sanctions type", "Block") in record.details


SEEDS = [
    sdn(remarks="DOB 1960; Passport X (Iran) issued 1999; a.k.a. 'X'; Linked To: Y.").encode(),
    XML.format(namespace=NAMESPACES[0]).encode(),
    enhanced().encode(),
]


def survives(*data: bytes) -> None:
    """Nothing but items or a FormatError comes of it."""
    with contextlib.suppress(FormatError):
        assert all(isinstance(item, Heading | Record | Fault) for item in read(*data))


class TestHostileFiles:
    @given(st.binary(max_size=300))
    def test_arbitrary_bytes(self, data: bytes) -> None:
        survives(data)

    @given(st.sampled_from(SEEDS), st.data())
    def test_truncated_and_mutated_files(self, seed: bytes, data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(seed)))
        length = data.draw(st.integers(0, 40))
        survives(seed[:start] + data.draw(st.binary(max_size=6)) + seed[start + length :])
        survives(seed[:start])

    @given(st.lists(st.text(max_size=12), min_size=12, max_size=12), st.text(max_size=60))
    def test_any_text_in_the_fields(self, fields: list[str], remark: str) -> None:
        row = ",".join('"' + field.replace('"', '""') + '"' for field in fields[:11])
        text = f'{row},"{remark.replace(chr(34), chr(34) * 2)}"\n'
        survives(sdn().encode() + text.encode(errors="replace"))

    def test_a_statement_of_a_megabyte_takes_no_time(self) -> None:
        hostile = "Passport " + " issued x (a" * 40_000
        assert len(read(sdn(remarks=hostile))) == 2
