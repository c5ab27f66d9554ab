"""Malaysia's list: XML saved from PDF, columns by number, references with blanks."""

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
from commonlist.sources.my_moha import SOURCE, entries, read
from commonlist.sources.reading import Fault, Heading, Input, Item
from commonlist.values.dates import PartialDate

Make = Callable[..., Input]
PERSON = [
    "1", "KDN.I.90- 2014", "Contoh bin Rekaan", "-", "-", "9.12.1961", "Johor", "-", "Malaysia",
    "A0000000", "000000-00-0000", "No. 1, Jalan Rekaan,|Johor", "12 November 2014",
]  # fmt: skip
GROUP = ["1", "KDN.K.9-2013", "Rekaan Group (RG)", "a) First Name|b) Second al-|Name", "RG",
         "a) Iraq|b) Syria", "21 Mei 2019"]  # fmt: skip


def row(cells: list[str], cell: str = "TD") -> str:
    inner = "".join(
        f"<{cell}>{''.join(f'<P>{line} </P>' for line in text.split('|'))}</{cell}>"
        for text in cells
    )
    return f"<TR>{inner}</TR>"


def document(*rows: str) -> str:
    return (
        '<!-- Created from PDF via Acrobat SaveAsXML -->\n<TaggedPDF-doc><x:x xmlns:x="a:x">'
        '<xmp:CreateDate xmlns:xmp="b:x">2025-02-04T23:53:20+08:00</xmp:CreateDate></x:x>'
        f"<Document><L><LI><LBody>A. INDIVIDU </LBody></LI></L><Table><TBody>{''.join(rows)}"
        "</TBody></Table></Document></TaggedPDF-doc>"
    )


def changed(cells: list[str], **columns: str) -> list[str]:
    """Change cells by number: ``c3="..."`` is column (3)."""
    made = list(cells)
    for column, text in columns.items():
        made[int(column[1:]) - 1] = text
    return made


def items(source: Input) -> list[Item]:
    return list(read([source]))


def one(source: Input) -> Record:
    (made,) = [item for item in items(source) if isinstance(item, Record)]
    return made


class TestAReference:
    @pytest.mark.parametrize(
        "printed", ["KDN.I.90-2014", "KDN. I.90-2014", "KDN.I.90- 2014", "KDN. I..90-2014"]
    )
    def test_is_read_with_blanks_and_dots_out(self, as_input: Make, printed: str) -> None:
        made = one(as_input(document(row(changed(PERSON, c2=printed)))))
        assert made.entry == "KDN.I.90-2014"
        assert made.references == ("my-moha:KDN.I.90-2014",)

    def test_tells_persons_from_groups(self, as_input: Make) -> None:
        made = [
            item.kind
            for item in items(as_input(document(row(PERSON), row(GROUP))))
            if isinstance(item, Record)
        ]
        assert made == [Kind.PERSON, Kind.ORGANIZATION]

    def test_that_is_missing_is_a_fault_with_the_row(self, as_input: Make) -> None:
        found = items(as_input(document(row(changed(PERSON, c2="")), row(GROUP))))
        (fault,) = [item for item in found if isinstance(item, Fault)]
        assert "Contoh bin Rekaan" in fault.raw

    def test_with_columns_of_the_other_kind_is_a_fault(self, as_input: Make) -> None:
        found = items(as_input(document(row(changed(GROUP, c2="KDN.I.90-2014")))))
        assert [type(item) for item in found] == [Fault, Heading]


class TestShapes:
    @pytest.mark.parametrize("cell", ["TD", "TH"])
    def test_of_rows_with_and_without_headings_give_the_same(
        self, as_input: Make, cell: str
    ) -> None:
        heading = row([f"({number})|" for number in range(1, 14)], cell)
        made = one(as_input(document(heading, row(PERSON), heading)))
        assert made.caption == "Contoh bin Rekaan"
        assert made.addresses[0].text == "No. 1, Jalan Rekaan, Johor"

    def test_as_a_plain_table_gives_the_same(self, as_input: Make) -> None:
        fields = "".join(f'<field name="x">{text.replace("|", " ")}</field>' for text in PERSON)
        plain = f"<xmlResponse><section><entry id='1'>{fields}</entry></section></xmlResponse>"
        assert one(as_input(plain)) == one(as_input(document(row(PERSON))))

    def test_a_browser_banner_before_the_root_is_left_out(self, as_input: Make) -> None:
        banner = "This XML file does not appear to have any style information.\n\n"
        assert one(as_input(banner + document(row(PERSON)))).kind is Kind.PERSON

    def test_list_items_in_a_cell_are_lines(self, as_input: Make) -> None:
        listed = "<L><LI><LBody>a) Satu</LBody></LI><LI><LBody>b) Dua</LBody></LI></L>"
        text = document(row(changed(PERSON, c8="@@"))).replace("<P>@@ </P>", listed)
        assert [name.text for name in one(as_input(text)).names[1:]] == ["Satu", "Dua"]

    def test_the_heading_has_the_day_as_printed(self, as_input: Make) -> None:
        (heading,) = [i for i in items(as_input(document(row(PERSON)))) if isinstance(i, Heading)]
        assert heading.generated == PartialDate(2025, 2, 4)


class TestFields:
    @pytest.mark.parametrize(
        ("printed", "day"),
        [
            ("12 November 2014", PartialDate(2014, 11, 12)),
            ("15 Februari 2023", PartialDate(2023, 2, 15)),
            ("21 Mei 2019", PartialDate(2019, 5, 21)),
            ("1 Ogos 2020", PartialDate(2020, 8, 1)),
            ("31 Disember 2020", PartialDate(2020, 12, 31)),
        ],
    )
    def test_date_of_listed_is_english_or_malay(
        self, as_input: Make, printed: str, day: PartialDate
    ) -> None:
        listed = (
            one(as_input(document(row(changed(PERSON, c13=printed))))).designations[0].listed_on
        )
        assert listed is not None
        assert (listed.date, listed.kind) == (day, DateKind.DESIGNATED)

    def test_a_date_that_is_none_is_kept_as_printed(self, as_input: Make) -> None:
        made = one(as_input(document(row(changed(PERSON, c13="soon", c6="1990?")))))
        assert made.designations[0].listed_on is None
        assert made.details == (("Date of Birth", "1990?"), ("Date of Listed", "soon"))

    def test_several_births_are_all_kept(self, as_input: Make) -> None:
        made = one(as_input(document(row(changed(PERSON, c6="20.02.1976|13.2.1975")))))
        assert [str(birth.date) for birth in made.births] == ["1976-02-20", "1975-02-13"]
        assert made.details == ()

    def test_lettered_names_are_aliases_and_wrapped_lines_joined(self, as_input: Make) -> None:
        names = one(as_input(document(row(GROUP)))).names
        assert [name.text for name in names] == [
            "Rekaan Group (RG)", "First Name", "Second al-Name", "RG",
        ]  # fmt: skip
        assert [name.alias for name in names] == [False, True, True, True]

    def test_an_at_sign_joins_whole_names_or_parts_of_one(self, as_input: Make) -> None:
        def names(caption: str) -> list[str]:
            made = one(as_input(document(row(changed(PERSON, c3=caption)))))
            return [name.text for name in made.names]

        assert names("Satu Dua @ Tiga Empat")[1:] == ["Satu Dua", "Tiga Empat"]
        assert names("Satu @ Dua bin Tiga") == ["Satu @ Dua bin Tiga"]

    def test_a_nationality_with_a_remark_keeps_the_remark(self, as_input: Make) -> None:
        printed = "Filipina (Pemastautin|Tetap di Malaysia)"
        made = one(as_input(document(row(changed(PERSON, c9=printed)))))
        assert made.countries == ("ph",)
        assert made.details == (("Nationality", "Filipina (Pemastautin Tetap di Malaysia)"),)

    def test_numbers_and_addresses_are_kept_each(self, as_input: Make) -> None:
        made = one(as_input(document(row(changed(PERSON, c10="A0 / B0", c11="(a) 00|(b) 01")))))
        assert [(number.type, number.value) for number in made.identifiers] == [
            ("passport", "A0"), ("passport", "B0"), ("national_id", "00"), ("national_id", "01"),
        ]  # fmt: skip
        group = one(as_input(document(row(GROUP))))
        assert [address.country for address in group.addresses] == ["iq", "sy"]


class TestDamage:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"no XML at all",
            b"<html><body>404</body></html>",
            document().encode(),
            document(row(PERSON))[:-20].encode(),
            document(row(PERSON)).encode().replace(b"Johor", b"Jo\x00hor"),
            document(row(PERSON)).encode().replace(b"Johor", b"Joh\xf6r"),
            b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>'
            + document(row(changed(PERSON, c3="&c;"))).encode(),
        ],
    )
    def test_of_the_file_is_refused(self, as_input: Make, content: bytes) -> None:
        with pytest.raises(FormatError):
            items(as_input(content))

    @given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
    def test_gives_no_other_exception(self, content: bytes) -> None:
        _survives(content)

    @given(st.integers(0, 1200), st.integers(0, 1200), st.text(max_size=8))
    def test_by_mutation_gives_no_other_exception(self, start: int, end: int, text: str) -> None:
        whole = document(row(PERSON), row(GROUP))
        _survives((whole[:start] + text + whole[end:]).encode("utf-8", "replace"))


def _survives(content: bytes) -> None:
    try:
        found = items(Input("fuzz", lambda: io.BytesIO(content)))
    except FormatError:
        return
    assert sum(isinstance(item, Heading) for item in found) == 1


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "persons", "groups", "generated"),
    [
        # 99 and not 98: KDN.I.80-2021 stands as "KDN. I..80-2021", with two dots
        ("moha_2024-09.xml", 99, 24, PartialDate(2024, 9, 9)),
        ("moha_2025-02.xml", 77, 24, PartialDate(2025, 2, 4)),
        ("moha_table_sample.xml", 4, 2, None),
    ],
)
def test_every_reference_of_the_published_files_is_read(
    shared: Path,
    file_input: Callable[[Path], Input],
    name: str,
    persons: int,
    groups: int,
    generated: PartialDate | None,
) -> None:
    found = items(file_input(shared / "lists/my" / name))
    made = [item for item in found if isinstance(item, Record)]
    kinds = Counter(record.kind for record in made)
    assert (kinds[Kind.PERSON], kinds[Kind.ORGANIZATION]) == (persons, groups)
    assert all(record.designations[0].listed_on for record in made)
    assert [item for item in found if not isinstance(item, Record)] == [
        Heading(generated=generated)
    ]


@pytest.mark.shared
@pytest.mark.parametrize("name", ["moha_2024-09.xml", "moha_2025-02.xml"])
def test_every_word_of_the_published_files_is_in_its_record(
    shared: Path, file_input: Callable[[Path], Input], name: str
) -> None:
    source = file_input(shared / "lists/my" / name)
    records = [item for item in items(source) if isinstance(item, Record)]
    for field, share in SOURCE.filled:
        assert sum(bool(getattr(record, field)) for record in records) >= share * len(records)
    for row, record in zip(entries(source), records, strict=True):
        kept = _words(msgspec.json.encode(record).decode())
        dates, nationality = {5, len(row.cells) - 1}, {8}
        passed_over = {0, 1} | (dates | nationality if len(row.cells) == 13 else {6})
        for number, cell in enumerate(row.cells):
            if number not in passed_over:
                # letters number the parts of a cell: a), b), i.
                assert {word for word in _words(cell) - kept if len(word) > 3} == set(), cell


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))
