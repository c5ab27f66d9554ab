"""India's page of banned organisations: names in one cell, a UN schedule in one row.

All organisations in the fragments are invented.
"""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.errors import FormatError
from commonlist.records import Kind, Name, Record
from commonlist.sources import in_mha
from commonlist.sources.reading import Fault, Heading, Input, Item
from commonlist.values.dates import PartialDate

TITLE = "LIST OF BANNED TERRORIST ORGANISATIONS UNDER SECTION 35 (As on 30-03-2015)"
SCHEDULE = "Organisations listed in the Schedule to the U.N. Example Order, 2007/8 as amended."


def page(*cells: str, title: str = TITLE) -> str:
    rows = "".join(
        f"<tr>\n<td>{serial}</td>\n<td>{cell}</td>\n</tr>\n" for serial, cell in enumerate(cells, 1)
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8" /></head><body>'
        "<table><tr><td>Menu</td></tr></table>"
        f"<p>{title}</p>\n<table>\n<tbody>\n<tr>\n<th>Sl -No</th>\n<th>Organisation</th>\n</tr>\n"
        f"{rows}</tbody></table></body></html>"
    )


def read(data: str | bytes) -> list[Item]:
    content = data.encode() if isinstance(data, str) else data
    return list(in_mha.read([Input("page.html", lambda: io.BytesIO(content))]))


def only(cell: str) -> Record:
    heading, item = read(page(cell))
    assert isinstance(heading, Heading)
    assert isinstance(item, Record), item
    return item


class TestNamesInOneCell:
    @pytest.mark.parametrize(
        ("cell", "names"),
        [
            ("Grey Heron Front", ["Grey Heron Front"]),
            ("Grey-Heron/ Red Reed /Teal", ["Grey-Heron", "Red Reed", "Teal"]),
            ("Grey Heron Front (GHF)", ["Grey Heron Front", "GHF"]),
            ("Front of Herons (FOH) in Reedland", ["Front of Herons in Reedland", "FOH"]),
            ("Heron Party (Greyist) -- Reed War", ["Heron Party (Greyist) -- Reed War"]),
            ("Heron Council (Grey), HCR (G)", ["Heron Council (Grey)", "HCR (G)"]),
            ("Heron Group or Reed Group (RG)", ["Heron Group", "Reed Group", "RG"]),
            ("Teal/Teal", ["Teal"]),
            ("<p>Grey<br>Heron</p><p><b>R</b>eed</p>", ["Grey Heron Reed"]),
        ],
    )
    def test_aliases_stand_behind_the_first_name(self, cell: str, names: list[str]) -> None:
        assert only(cell).names == tuple(
            Name(text=text, alias=at > 0) for at, text in enumerate(names)
        )

    @pytest.mark.parametrize(
        ("cell", "extent"),
        [
            ("Teal, All its formations and Wings", "All its formations and Wings"),
            ("Teal all its formations and wings.", "all its formations and wings."),
            ("Teal, and all its Manifestations", "all its Manifestations"),
            ("Teal and its all manifestations", "its all manifestations"),
        ],
    )  # fmt: skip
    def test_formations_are_no_name_but_kept(self, cell: str, extent: str) -> None:
        record = only(cell)
        assert record.names == (Name(text="Teal"),)
        assert record.details == (("Extent", extent),)
        assert record.remarks == cell


class TestTheAct:
    def test_an_organisation_is_listed_by_the_schedule(self) -> None:
        (act,) = only("Teal").designations
        assert (act.party, act.authority) == ("in", "Ministry of Home Affairs")
        assert (act.topic, act.reference, act.listed_on, act.origin) == ("terrorism", "1", None, "")
        assert "section 35" in act.legal_basis

    def test_a_schedule_taken_over_is_no_organisation(self) -> None:
        record = only(SCHEDULE)
        assert record.kind is Kind.OTHER
        assert record.names == (Name(text=SCHEDULE),)
        assert record.designations[0].origin == "transposes(un)"


class TestIds:
    def test_slug_of_the_first_name(self) -> None:
        record = only("People’s Teal/Reed")
        assert (record.entry, record.references) == ("peoples-teal", ("in-mha:peoples-teal",))

    def test_repeats_are_numbered(self) -> None:
        items = read(page("Teal", "Teal/Reed", "Teal"))
        assert [item.entry for item in items if isinstance(item, Record)] == [
            *("teal", "teal-2", "teal-3"),
        ]


class TestThePage:
    @pytest.mark.parametrize(
        ("title", "day"),
        [
            ("(As on 30-03-2015)", PartialDate(2015, 3, 30)),
            ("AS ON 21.10.2022", PartialDate(2022, 10, 21)),
            ("no day", None),
        ],
    )
    def test_its_day(self, title: str, day: PartialDate | None) -> None:
        assert read(page("Teal", title=title))[0] == Heading(generated=day)

    def test_a_day_that_is_none(self) -> None:
        with pytest.raises(FormatError, match="day of the list"):
            read(page("Teal", title="As on 31-02-2015"))

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("<tr><td>2</td></tr>", "1 cells, not 2"),
            ("<tr><td>2</td><td>Reed</td><td>2015</td></tr>", "3 cells, not 2"),
            ("<tr><td>2</td><td> </td></tr>", "no name"),
        ],
    )
    def test_a_bad_row_is_quarantined(self, row: str, reason: str) -> None:
        _, good, fault = read(page("Teal").replace("</tbody>", row + "</tbody>"))
        assert isinstance(good, Record)
        assert isinstance(fault, Fault)
        assert (fault.reason, fault.raw[0]) == (reason, "2")

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("", "no HTML page"),
            ("<p>Access denied</p>", "no table"),
            ("<table></table>", "no table"),
            (page(), "no organisation"),
            (page("Teal") + "\0", "NUL byte"),
        ],
    )
    def test_another_page_is_refused(self, content: str, message: str) -> None:
        with pytest.raises(FormatError, match=message):
            read(content)

    def test_entities_of_its_own_are_not_resolved(self) -> None:
        bomb = '<!DOCTYPE html [<!ENTITY a "Reed"><!ENTITY b "&a;&a;">]>' + page("Teal &b;")
        assert not any("Reed" in item.caption for item in read(bomb) if isinstance(item, Record))

    def test_neither_encoding(self) -> None:
        with pytest.raises(FormatError, match="not utf-8-sig or cp1252"):
            read(page("Teal").encode() + b"\x81")


SAMPLE = page("Grey Heron Front (GHF)/Teal, and all its formations", SCHEDULE, "Teal").encode()


@given(
    st.one_of(
        st.binary(max_size=200),
        st.integers(0, len(SAMPLE)).map(lambda cut: SAMPLE[:cut]),
        st.tuples(st.integers(0, len(SAMPLE)), st.binary(max_size=4)).map(
            lambda edit: SAMPLE[: edit[0]] + edit[1] + SAMPLE[edit[0] :]
        ),
        st.lists(st.text(max_size=20), max_size=3).map(
            lambda cells: page(*cells).encode("utf-8", "replace")
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
def test_published_page_has_38_organisations_and_the_un_schedule(shared: Path) -> None:
    path = shared / "lists/in/mha_banned_2015-03-30.html"
    heading, *records = in_mha.read([Input(path.name, lambda: path.open("rb"))])
    assert heading == Heading(generated=PartialDate(2015, 3, 30))
    assert all(isinstance(record, Record) for record in records)
    kinds = [record.kind for record in records if isinstance(record, Record)]
    # The README's 39 rows, of which row 33 takes over the UN's schedule.
    assert len(kinds) == 39
    assert [row for row, kind in enumerate(kinds, 1) if kind is Kind.OTHER] == [33]
