"""The UN Security Council's list: what its editions print, and that nothing of it is lost."""

import io
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.errors import FormatError
from commonlist.records import DateKind, Kind, Name, Record
from commonlist.sources.reading import Fault, Heading, Input
from commonlist.sources.un_sc import REGIMES, SOURCE, entries, read
from commonlist.values.countries import country_code
from commonlist.values.dates import PartialDate
from commonlist.values.text import clean

MakeInput = Callable[..., Input]
FileInput = Callable[[Path], Input]

PERSON = """
<INDIVIDUAL xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
            xsi:noNamespaceSchemaLocation="a.xsd">
  <DATAID>100</DATAID><VERSIONNUM>1</VERSIONNUM>
  <FIRST_NAME>ANTON</FIRST_NAME><SECOND_NAME>BEISPIEL</SECOND_NAME><THIRD_NAME>na</THIRD_NAME>
  <UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE><REFERENCE_NUMBER>QDi.901</REFERENCE_NUMBER>
  <LISTED_ON>2001-10-06</LISTED_ON>
  {more}
  <LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE><SORT_KEY>Beispiel Anton</SORT_KEY>
</INDIVIDUAL>"""
GROUP = """
<ENTITY>
  <DATAID>200</DATAID><FIRST_NAME>EXAMPLE FRONT</FIRST_NAME>
  <UN_LIST_TYPE>{type}</UN_LIST_TYPE><REFERENCE_NUMBER>{reference}</REFERENCE_NUMBER>
  <LISTED_ON>2004-10-18</LISTED_ON>{more}
</ENTITY>"""


def edition(*parts: str, date: str = "2020-11-30T20:31:19.923-05:00") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST dateGenerated="{date}">'
        f"<INDIVIDUALS>{''.join(parts)}</INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>"
    )


def person(more: str = "") -> str:
    return PERSON.replace("{more}", more)


def group(more: str = "", reference: str = "QDe.901", type: str = "Al-Qaida") -> str:
    return GROUP.format(more=more, reference=reference, type=type)


def alias(text: str, quality: str = "Good", more: str = "") -> str:
    return (
        f"<INDIVIDUAL_ALIAS><QUALITY>{quality}</QUALITY><ALIAS_NAME>{text}</ALIAS_NAME>{more}"
        "</INDIVIDUAL_ALIAS>"
    )


@pytest.fixture
def one(as_input: MakeInput) -> Callable[[str], Record]:
    """Read an edition of one entry."""

    def make(entry: str) -> Record:
        [record] = [
            item for item in read([as_input(edition(entry))]) if not isinstance(item, Heading)
        ]
        assert isinstance(record, Record), record
        return record

    return make


One = Callable[[str], Record]


def aliases(record: Record) -> list[str]:
    return [name.text for name in record.names if name.alias]


# What an entry says


def test_a_person_s_names_are_joined_and_placeholders_left_out(one: One) -> None:
    record = one(person("<NAME_ORIGINAL_SCRIPT>انطون مثال</NAME_ORIGINAL_SCRIPT>"))
    assert record.key == "un_sc:QDi.901"
    assert record.kind is Kind.PERSON
    assert record.names == (Name(text="ANTON BEISPIEL"), Name(text="انطون مثال"))
    assert record.references == ("un:QDi.901", "un-dataid:100")


def test_the_designation_is_the_un_s_own_with_its_dates(one: One) -> None:
    [act] = one(
        person("<LAST_DAY_UPDATED><VALUE>2014-12-17</VALUE><VALUE/></LAST_DAY_UPDATED>")
    ).designations
    assert (act.party, act.authority, act.origin) == ("un", SOURCE.authority, "autonomous")
    assert (act.programme, act.topic, act.by_regime) == ("Al-Qaida", "terrorism", False)
    assert act.listed_on
    assert (str(act.listed_on.date), act.listed_on.kind) == ("2001-10-06", DateKind.DESIGNATED)
    assert [(str(day.date), day.kind) for day in act.dates] == [("2014-12-17", DateKind.AMENDED)]


def test_cross_references_in_the_remarks_are_about_others(one: One) -> None:
    record = one(group("<COMMENTS1>A wing of Another Front (QDe.902).</COMMENTS1>"))
    assert record.remarks == "A wing of Another Front (QDe.902)."
    assert record.references == ("un:QDe.901", "un-dataid:200")


def test_dates_of_birth_are_days_years_ranges_or_about(one: One) -> None:
    def birth(fields: str) -> str:
        return f"<INDIVIDUAL_DATE_OF_BIRTH>{fields}</INDIVIDUAL_DATE_OF_BIRTH>"

    record = one(
        person(
            birth("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1967-09-07T00:00:00</DATE>")
            + birth("<TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1968</YEAR>")
            + birth("<TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1958</FROM_YEAR>"
                    "<TO_YEAR>1963</TO_YEAR><NOTE>Approximately</NOTE>")
            + birth("<YEAR>1962-1964</YEAR>")
            + birth("<YEAR>1969</YEAR><NOTE>Sep.</NOTE>")
            + birth("<NOTE>Nov. 1973</NOTE>")
            + birth("<NOTE>24/06/1402 (Hijri Calendar)</NOTE>")
            + birth("<TYPE_OF_DATE/>")
        )
    )  # fmt: skip
    assert [(str(b.date), b.until and str(b.until), b.circa) for b in record.births] == [
        ("1967-09-07", None, False),
        ("1968", None, True),
        ("1958", "1963", True),
        ("1962", "1964", False),
        ("1969-09", None, False),
        ("1973-11", None, False),
    ]
    assert ("Date of birth", "24/06/1402 (Hijri Calendar)") in record.details


def test_nationalities_are_codes_and_what_is_no_country_is_kept_as_text(one: One) -> None:
    record = one(
        person(
            "<NATIONALITY><VALUE>Iraqi</VALUE><VALUE>Stateless</VALUE></NATIONALITY>"
            "<NATIONALITY2>Libyan</NATIONALITY2>"
        )
    )
    assert record.countries == ("iq", "ly")
    assert record.details == (("Nationality", "Stateless"),)


def test_addresses_and_places_keep_every_part_and_their_note(one: One) -> None:
    record = one(
        person(
            "<INDIVIDUAL_ADDRESS><STREET>1 Test St</STREET><CITY>Musterstadt</CITY>"
            "<COUNTRY>Germany</COUNTRY><NOTE>(previous)</NOTE></INDIVIDUAL_ADDRESS>"
            "<INDIVIDUAL_ADDRESS><NOTE>In prison</NOTE></INDIVIDUAL_ADDRESS>"
            "<INDIVIDUAL_ADDRESS><COUNTRY/></INDIVIDUAL_ADDRESS>"
            "<INDIVIDUAL_PLACE_OF_BIRTH><CITY>Testdorf</CITY></INDIVIDUAL_PLACE_OF_BIRTH>"
        )
    )
    assert [(a.text, a.country) for a in record.addresses] == [
        ("1 Test St, Musterstadt, Germany (previous)", "de"),
        ("In prison", ""),
    ]
    assert record.birth_places == ("Testdorf",)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            "<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>X 0000001</NUMBER>"
            "<ISSUING_COUNTRY>Pakistani</ISSUING_COUNTRY><NOTE>, expired</NOTE>",
            ("passport", "X 0000001", "pk", "expired"),
        ),
        (
            "<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT>"
            "<NUMBER>Passport number X01 (CITY)</NUMBER>",
            ("passport", "X01", "", "Passport number X01 (CITY)"),
        ),
        (
            "<TYPE_OF_DOCUMENT>National Identification Number</TYPE_OF_DOCUMENT>"
            "<TYPE_OF_DOCUMENT2>Afghan identification card (tazkira) number 77</TYPE_OF_DOCUMENT2>",
            ("national_id", "77", "", "Afghan identification card (tazkira) number 77"),
        ),
        (
            "<TYPE_OF_DOCUMENT>Número de pasaporte</TYPE_OF_DOCUMENT><NUMBER>A000111 (Testland)"
            "</NUMBER><COUNTRY_OF_ISSUE>Testland</COUNTRY_OF_ISSUE>",
            ("passport", "A000111", "", "A000111 (Testland); Testland"),
        ),
    ],
)
def test_a_document_s_number_is_found_wherever_it_is_printed(
    one: One, fields: str, expected: tuple[str, str, str, str]
) -> None:
    [found] = one(person(f"<INDIVIDUAL_DOCUMENT>{fields}</INDIVIDUAL_DOCUMENT>")).identifiers
    assert (found.type, found.value, found.country, found.note) == expected


def test_a_document_without_a_number_and_an_unknown_field_become_details(one: One) -> None:
    record = one(
        person(
            "<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT>"
            "<NOTE>reported lost</NOTE></INDIVIDUAL_DOCUMENT>"
            "<SUBMITTED_BY>Testland</SUBMITTED_BY><NEW_FIELD><VALUE>new</VALUE></NEW_FIELD>"
        )
    )
    assert record.details == (
        ("Document", "Passport; reported lost"),
        ("Submitted by", "Testland"),
        ("New field", "new"),
    )


def test_positions_numbered_within_one_value_are_several(one: One) -> None:
    record = one(
        person(
            "<DESIGNATION><VALUE>a) Head of A b) Head of B</VALUE><VALUE>C</VALUE></DESIGNATION>"
        )
    )
    assert record.positions == ("Head of A", "Head of B", "C")


# Aliases: one element may hold several names, other scripts, and what is no name


def test_quality_tells_weak_and_former_names(one: One) -> None:
    record = one(person(alias("Aa") + alias("Bb", "Low") + alias("Cc", "f.k.a.") + alias("")))
    assert [(n.text, n.weak, n.former) for n in record.names if n.alias] == [
        ("Aa", False, False),
        ("Bb", True, False),
        ("Cc", False, True),
    ]


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Aa Bb; Aa Cc", ["Aa Bb", "Aa Cc"]),
        ("Aa Bb b) Cc Dd; Cc Ee", ["Aa Bb", "Cc Dd", "Cc Ee"]),
        ("Surname, Given", ["Surname, Given"]),
        ("Example Trading, Ltd", ["Example Trading, Ltd"]),
        ("Abcde, Bcdef, Cdefg", ["Abcde", "Bcdef", "Cdefg"]),
        ("Anton (انطون)", ["Anton", "انطون"]),
        ("Anton انطون", ["Anton", "انطون"]),
        ("مثال (Mithal; Misal)", ["مثال", "Mithal", "Misal"]),
        ("مثال (Mithal; Misal", ["مثال", "Mithal", "Misal"]),
        ("مثال ، انطون", ["مثال", "انطون"]),
        ("Anton (original script: Антон)", ["Anton", "Антон"]),
        ("Front (EF) (مثال (original script); The Front)", ["Front (EF)", "مثال", "The Front"]),
        ("Example Front (EF)", ["Example Front (EF)"]),
        (") Anton", ["Anton"]),
    ],
)
def test_names_joined_in_one_alias_are_parted(one: One, printed: str, names: list[str]) -> None:
    assert aliases(one(person(alias(printed)))) == names


def test_a_birth_date_or_remark_in_an_alias_is_no_part_of_the_name(one: One) -> None:
    printed = "Aa Bb, born 5 Feb. 1970 in Testdorf (formerly listed as)"
    record = one(person(alias(printed)))
    assert aliases(record) == ["Aa Bb"]
    assert [str(birth.date) for birth in record.births] == ["1970-02-05"]
    assert record.details == (("Alias", printed),)


def test_a_sentence_misprinted_as_an_alias_is_kept_as_a_detail(one: One) -> None:
    sentence = "An armed group that carried out attacks with Another Front (QDe.902)."
    record = one(group(alias(sentence)))
    assert (aliases(record), record.details) == ([], (("Alias", sentence),))


@pytest.mark.parametrize(
    ("note", "names"),
    [
        ("original script: Антон", ["Aa", "Антон"]),
        ("previously listed as. In Arabic: انطون", ["Aa", "انطون"]),
        ("(Aab; Aac) known by this nom de guerre", ["Aa", "Aab", "Aac"]),
        ("Aab Bb, Aac Bb, Aad Bb (transliterations of original script name)",
         ["Aa", "Aab Bb", "Aac Bb", "Aad Bb"]),
        ("Address: 1 Test St; 2 Test St", ["Aa"]),
    ],
)  # fmt: skip
def test_names_in_an_alias_s_note_are_names(one: One, note: str, names: list[str]) -> None:
    record = one(person(alias("Aa", more=f"<NOTE>{note}</NOTE>")))
    assert aliases(record) == names
    assert record.details == (("Alias", f"Aa: {note}"),)


def test_birth_and_place_printed_with_an_alias_count(one: One) -> None:
    more = "<DATE_OF_BIRTH>1965 - 1968</DATE_OF_BIRTH><CITY_OF_BIRTH>Testdorf</CITY_OF_BIRTH>"
    record = one(person(alias("Aa", more=more)))
    assert [(b.date.year, b.until) for b in record.births] == [(1965, PartialDate(1968))]
    assert record.birth_places == ("Testdorf",)


# Reference numbers and regimes


@pytest.mark.parametrize(
    ("printed", "entry"),
    [("QE.A.4.01.", "QDe.004"), ("TAI.171", "TAi.171"), (" QDi.362 ", "QDi.362"),
     ("QDi.343.", "QDi.343"), ("XYe.001", "XYe.001"), ("xyE 001", "XYe.001")],
)  # fmt: skip
def test_reference_numbers_of_all_spellings_are_permanent_ones(
    one: One, printed: str, entry: str
) -> None:
    record = one(group(reference=printed))
    assert record.entry == entry
    assert record.designations[0].reference == printed.strip()


@pytest.mark.parametrize(
    ("reference", "type", "programme", "topic", "by_regime"),
    [
        ("QDe.901", "Al-Qaida", "Al-Qaida", "terrorism", False),
        ("TAe.901", "Taliban", "Taliban", "terrorism", True),
        ("KPe.901", "RPDC", "DPRK", "dprk", False),
        ("GBi.901", "", "GB", "guinea-bissau", False),
        ("SOe.901", "Somalia", "Somalia", "somalia", False),
        ("XYe.901", "New Regime", "New Regime", "new-regime", False),
    ],
)
def test_the_regime_is_the_committee_s_in_every_language(
    one: One, reference: str, type: str, programme: str, topic: str, by_regime: bool
) -> None:
    [act] = one(group(reference=reference, type=type)).designations
    assert (act.programme, act.topic, act.by_regime) == (programme, topic, by_regime)


# The heading


def heading(source: Input) -> Heading:
    [found] = [item for item in read([source]) if isinstance(item, Heading)]
    return found


def test_the_list_s_day_is_the_one_printed_without_a_shift_to_utc(as_input: MakeInput) -> None:
    assert str(heading(as_input(edition(person()))).generated) == "2020-11-30"


def test_a_file_of_one_or_two_regimes_is_a_committee_s(as_input: MakeInput) -> None:
    al_qaida, taliban = group(), group(reference="TAe.901")
    assert heading(as_input(edition(al_qaida))).scope == "Al-Qaida"
    assert heading(as_input(edition(taliban, al_qaida))).scope == "Al-Qaida,Taliban"
    assert (
        heading(as_input(edition(taliban, al_qaida, group(reference="IQe.901")))).scope == "whole"
    )


@pytest.mark.parametrize(
    ("remark", "language"),
    [
        ("The leader of the group and one of its founders.", "en"),
        ("Chef de la branche locale du groupe, est recherché par les autorités.", "fr"),
        ("Es el jefe de la rama local del grupo y fue detenido en España.", "es"),
        ("Руководитель местного отделения.", "ru"),
        ("", "en"),
    ],
)
def test_the_language_is_that_of_the_remarks(
    as_input: MakeInput, remark: str, language: str
) -> None:
    copy = edition(person(f"<COMMENTS1>{remark}</COMMENTS1>"))
    assert heading(as_input(copy)).language == language


# Damaged entries and files


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("QDi.901", "", "no reference number: ''"),
        ("QDi.901", "?", "no reference number: '?'"),
        ("2001-10-06", "2001-02-30", "day"),
        ("2001-10-06", "soon", "not an ISO date: 'soon'"),
    ],
)
def test_an_unreadable_entry_is_quarantined_and_the_next_is_read(
    as_input: MakeInput, old: str, new: str, reason: str
) -> None:
    fault, record, _ = read([as_input(edition(person().replace(old, new), group()))])
    assert isinstance(fault, Fault)
    assert reason in fault.reason
    assert "BEISPIEL" in fault.raw
    assert "line" in fault.where
    assert isinstance(record, Record)


def test_an_entry_without_a_name_is_quarantined(as_input: MakeInput) -> None:
    nameless = group().replace("EXAMPLE FRONT", " ")
    assert isinstance(next(read([as_input(edition(nameless))])), Fault)


@pytest.mark.parametrize("text", ["(" * 50_000, "Aa (я)" + " (я)" * 5_000, ";" * 100_000])
def test_a_field_made_to_exhaust_the_reader_is_no_name(
    one: One, as_input: MakeInput, text: str
) -> None:
    record = one(person(alias(text)))
    assert (aliases(record), record.details) == ([], (("Alias", text),))
    caption = group().replace("EXAMPLE FRONT", text)
    assert isinstance(next(read([as_input(edition(caption))])), Fault)


def test_a_second_entry_under_one_number_is_quarantined(as_input: MakeInput) -> None:
    first, second, _ = read([as_input(edition(group(), group()))])
    assert isinstance(first, Record)
    assert isinstance(second, Fault)


BOMB = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not XML",
        b"<CONSOLIDATED_LIST dateGenerated='2020-01-01'/>",
        b"<sdnList><INDIVIDUAL/></sdnList>",
        edition(person())[:-40].encode(),
        edition(person()).replace("BEISPIEL", "A & B").encode(),
        edition(person()).replace("BEISPIEL", "Beispi\xe9l").encode("latin-1"),
        edition(person()).replace("BEISPIEL", "A\0B").encode(),
        edition(person()).replace("BEISPIEL", "A\x0bB").encode(),
        edition(person(), date="yesterday").encode(),
        edition(person()).replace("<CONSOL", BOMB + "<CONSOL", 1).replace("ANTON", "&c;").encode(),
    ],
    ids=["empty", "text", "no entry", "another list", "cut off", "bare ampersand", "cp1252", "NUL",
         "control character", "no date", "entities"],
)  # fmt: skip
def test_a_damaged_or_foreign_file_is_refused_by_name(as_input: MakeInput, content: bytes) -> None:
    with pytest.raises(FormatError, match="copy\\.xml"):
        list(read([as_input(content, "copy.xml")]))


def test_several_files_are_refused(as_input: MakeInput) -> None:
    with pytest.raises(FormatError, match="one file"):
        list(read([as_input(edition(person()))] * 2))


SEED = edition(
    person(alias("Aa (انطون); Bb", more="<NOTE>born 1970</NOTE>")),
    group("<COMMENTS1>Remark.</COMMENTS1>", reference="QE.A.4.01."),
).encode()


@given(
    st.one_of(
        st.binary(max_size=200),
        st.integers(0, len(SEED)).map(lambda end: SEED[:end]),
        st.tuples(st.integers(0, len(SEED)), st.integers(0, 9), st.binary(max_size=9)).map(
            lambda cut: SEED[: cut[0]] + cut[2] + SEED[cut[0] + cut[1] :]
        ),
        st.text(max_size=80).map(
            lambda text: SEED.replace(b"BEISPIEL", f"<![CDATA[{text}]]>".encode(errors="ignore"))
        ),
    )
)
def test_any_bytes_give_items_or_a_format_error(content: bytes) -> None:
    with suppress(FormatError):
        items = list(read([Input("copy", lambda: io.BytesIO(content))]))
        assert isinstance(items[-1], Heading)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=60))
def test_any_text_in_any_field_is_read_or_quarantined(text: str) -> None:
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    entry = person(
        alias(safe, more=f"<NOTE>{safe}</NOTE><DATE_OF_BIRTH>{safe}</DATE_OF_BIRTH>")
        + f"<INDIVIDUAL_DATE_OF_BIRTH><YEAR>{safe}</YEAR></INDIVIDUAL_DATE_OF_BIRTH>"
        f"<INDIVIDUAL_DOCUMENT><NUMBER>{safe}</NUMBER><NOTE>{safe}</NOTE></INDIVIDUAL_DOCUMENT>"
        f"<NAME_ORIGINAL_SCRIPT>{safe}</NAME_ORIGINAL_SCRIPT><GENDER>{safe}</GENDER>"
    )
    items = list(read([Input("copy", lambda: io.BytesIO(edition(entry).encode()))]))
    assert [type(item) for item in items] == [Record, Heading]


# The published editions

WHOLE = {
    "fr_2015-02-26": (621, 422, 304, 138),
    "2015-03-27": (622, 424, 305, 140),
    "2016-06-20": (629, 395, 333, 141),
    "2018-10-29": (703, 390, 347, 140),
    "2020-11-30": (713, 305, 351, 140),
    "2024-11-30": (686, 193, 344, 140),
    "2025-04-19": (684, 193, 343, 140),
    "2026-02-27": (730, 273, 341, 140),
}
EDITIONS = {
    "un_1267_2014-11-19.xml": (231, 70, 301, 0),
    "un_1267_2015-03-26.xml": (234, 71, 305, 0),
    "un_1988_2015-03-27.xml": (135, 5, 0, 140),
    **{f"un_consolidated_{day}.xml": counts for day, counts in WHOLE.items()},
}


@pytest.fixture(scope="module")
def published() -> Callable[[Path], dict[str, Record]]:
    """Read an edition's records by entry id, once a module."""
    kept: dict[Path, dict[str, Record]] = {}

    def records(path: Path) -> dict[str, Record]:
        if path not in kept:
            items = list(read([Input(path.name, lambda: path.open("rb"))]))
            assert not [item for item in items if isinstance(item, Fault)]
            kept[path] = {item.entry: item for item in items if isinstance(item, Record)}
        return kept[path]

    return records


Published = Callable[[Path], dict[str, Record]]


@pytest.mark.shared
@pytest.mark.parametrize("name", EDITIONS)
def test_every_entry_of_every_edition_is_read(
    shared: Path, published: Published, name: str
) -> None:
    records = published(shared / "lists/un" / name).values()
    persons = sum(record.kind is Kind.PERSON for record in records)
    regimes = [record.designations[0].programme for record in records]
    counts = (persons, len(records) - persons, regimes.count("Al-Qaida"), regimes.count("Taliban"))
    assert counts == EDITIONS[name]
    assert all(record.designations[0].listed_on for record in records)


@pytest.mark.shared
@pytest.mark.parametrize("name", EDITIONS)
def test_every_edition_states_its_day_and_what_it_holds(
    shared: Path, file_input: FileInput, name: str
) -> None:
    found = heading(file_input(shared / "lists/un" / name))
    scopes = {"1267": "Al-Qaida", "1988": "Taliban", "consolidated": "whole"}
    assert str(found.generated) == name.removesuffix(".xml")[-10:]
    assert found.scope == scopes[name.split("_")[1]]


@pytest.mark.shared
@pytest.mark.parametrize("name", EDITIONS)
def test_every_edition_is_as_its_source_expects(
    shared: Path, published: Published, name: str
) -> None:
    records = published(shared / "lists/un" / name).values()
    for field, share in SOURCE.filled:
        assert sum(bool(getattr(record, field)) for record in records) >= share * len(records)
    assert {record.designations[0].topic for record in records} <= SOURCE.topics
    assert len(records) >= SOURCE.fewest or "consolidated" not in name


@pytest.mark.shared
def test_the_edition_called_french_is_in_english_throughout(
    shared: Path, file_input: FileInput, published: Published
) -> None:
    """Its texts are those of the next month's English edition: it is a state of its own."""
    folder = shared / "lists/un"
    assert heading(file_input(folder / "un_consolidated_fr_2015-02-26.xml")).language == "en"
    french = published(folder / "un_consolidated_fr_2015-02-26.xml")
    english = published(folder / "un_consolidated_2015-03-27.xml")
    both = french.keys() & english.keys()
    assert len(both) == 1039
    assert sum(french[entry] != english[entry] for entry in both) == 6


@pytest.mark.shared
def test_entries_came_and_went_as_the_check_figures_say(shared: Path, published: Published) -> None:
    first, second, third = (
        published(shared / f"lists/un/un_consolidated_{day}.xml").keys()
        for day in ("2020-11-30", "2024-11-30", "2026-02-27")
    )
    assert (len(second - first), len(first - second)) == (45, 184)
    assert len(third - second) == 130
    assert second - third == {"QDi.095", "QDi.317", "QDi.328", "QDi.336", "IQi.074", "LYi.020"}


@pytest.mark.shared
def test_old_numbers_are_those_of_the_same_dataid_in_every_later_edition(
    shared: Path, published: Published
) -> None:
    editions = {name: published(shared / "lists/un" / name) for name in EDITIONS}
    old = _by_dataid(editions.pop("un_1267_2014-11-19.xml"))
    found = set()
    for records in editions.values():
        new = _by_dataid(records)
        assert {dataid: old[dataid] for dataid in old.keys() & new.keys()} == {
            dataid: new[dataid] for dataid in old.keys() & new.keys()
        }
        found |= old.keys() & new.keys()
    # The other 33 were given another DATAID by 2015 (31) or delisted (2).
    assert (len(old), len(found)) == (301, 268)


@pytest.mark.shared
def test_old_numbers_without_a_lasting_dataid_are_those_of_the_same_name(
    shared: Path, published: Published
) -> None:
    old = published(shared / "lists/un/un_1267_2014-11-19.xml")
    new = {
        **published(shared / "lists/un/un_1267_2015-03-26.xml"),
        **published(shared / "lists/un/un_consolidated_fr_2015-02-26.xml"),
    }
    assert old.keys() - new.keys() == {"QDi.171", "QDi.224"}
    for entry in old.keys() & new.keys():
        assert _words(old[entry].caption) & _words(new[entry].caption), entry


@pytest.mark.shared
def test_dataids_were_given_anew_while_reference_numbers_stayed(
    shared: Path, published: Published
) -> None:
    """Why DATAID is no key: 66 of them stand for different parties in different editions."""
    dataids: dict[str, set[str]] = {}
    numbers: dict[str, set[str]] = {}
    for name in EDITIONS:
        for dataid, entry in _by_dataid(published(shared / "lists/un" / name)).items():
            dataids.setdefault(entry, set()).add(dataid)
            numbers.setdefault(dataid, set()).add(entry)
    assert sum(len(entries) > 1 for entries in numbers.values()) == 66
    assert sum(len(given) > 1 for given in dataids.values()) == 109


@pytest.mark.shared
def test_the_newest_names_of_al_qaida_in_iraq_are_read(shared: Path, published: Published) -> None:
    record = published(shared / "lists/un/un_consolidated_2026-02-27.xml")["QDe.115"]
    assert record.caption == "AL-QAIDA IN IRAQ"
    assert "Islamic State in Iraq and the Levant" in [name.text for name in record.names]
    assert "القاعده في العراق" in [name.text for name in record.names if not name.alias]
    [act] = record.designations
    assert (str(act.listed_on and act.listed_on.date), act.topic) == ("2004-10-18", "terrorism")


PUBLISHERS_OWN = {"VERSIONNUM", "SORT_KEY", "SORT_KEY_LAST_MOD", "LIST_TYPE", "UN_LIST_TYPE"}
AS_FLAGS = {"QUALITY", "TYPE_OF_DATE", "TYPE_OF_DOCUMENT", "GENDER"}
AS_DATES = {"LISTED_ON", "LAST_DAY_UPDATED", "DATE", "YEAR", "FROM_YEAR", "TO_YEAR",
            "DATE_OF_BIRTH", "DATE_OF_ISSUE"}  # fmt: skip
NO_CONTENT = {"na", "null", "original", "script", "Approximately", "a", "b"}
MONTHS = {"Apr", "April", "Aug", "August", "Jul", "July", "Nov", "Sep"}


@pytest.mark.shared
@pytest.mark.parametrize("name", EDITIONS)
def test_every_word_of_every_entry_is_in_its_record(
    shared: Path, file_input: FileInput, published: Published, name: str
) -> None:
    source = file_input(shared / "lists/un" / name)
    records = published(shared / "lists/un" / name)
    for entry, record in zip(entries(source), records.values(), strict=True):
        kept = _words(msgspec.json.encode(record).decode())
        for element in entry.iter():
            tag = element.tag if element.tag != "VALUE" else element.getparent().tag  # type: ignore[union-attr]
            text = clean(element.text)
            if tag in PUBLISHERS_OWN | AS_FLAGS | AS_DATES or country_code(text):
                continue
            assert _words(text) - kept - NO_CONTENT - MONTHS == set(), (record.entry, tag, text)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _by_dataid(records: dict[str, Record]) -> dict[str, str]:
    return {record.references[1]: entry for entry, record in records.items()}


@pytest.mark.shared
def test_the_table_knows_every_regime_that_was_ever_listed(
    shared: Path, published: Published
) -> None:
    prefixes = {entry[:2] for name in EDITIONS for entry in published(shared / "lists/un" / name)}
    assert prefixes | {"CI"} == REGIMES.keys()
