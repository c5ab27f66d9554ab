"""Workbooks that would fill memory are refused before they do; others are read as they are."""

import io
import zipfile
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from commonlist.errors import FormatError
from commonlist.sources import workbook
from commonlist.sources.workbook import first_sheet

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"


def related(kind: str, target: str) -> str:
    said = f'Id="r1" Type="{OFFICE}/{kind}" Target="{target}"'
    return f'<Relationships xmlns="{RELATED}"><Relationship {said}/></Relationships>'


PARTS = {
    "_rels/.rels": related("officeDocument", "xl/workbook.xml"),
    "xl/_rels/workbook.xml.rels": related("worksheet", "worksheets/sheet1.xml"),
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
}
BOOK = "xl/_rels/workbook.xml.rels"
UNPLACED = "".join(f"<c><v>{n * n}</v></c>" for n in range(16384))
FAR = '<c r="XFD1048576"><v>1</v></c>'


def packed(sheet: str, **more: str) -> io.BytesIO:
    """Return a workbook with this as the data of its only sheet."""
    data = f'<worksheet xmlns="{MAIN}" xmlns:m="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, text in (PARTS | {"xl/worksheets/sheet1.xml": data} | more).items():
            new.writestr(name, text)
    made.seek(0)
    return made


def cells(stream: io.BytesIO) -> Sequence[Sequence[object]]:
    return first_sheet(stream, "a.xlsx").to_python(skip_empty_area=False)


@pytest.mark.parametrize(
    "sheet",
    [
        f'<row r="1048576">{FAR}</row>',
        f'<row>{FAR}</row>',
        '<row><c t="/>" r="XFD1048576"><v>1</v></c></row>',
        """<row><c t=" r='A1'" r="XFD1048576"><v>1</v></c></row>""",
        "<m:row><m:c r='xfd1048576'><m:v>1</m:v></m:c></m:row>",
        f'<row r="1">{UNPLACED}</row><row r="999999"><c><v>1</v></c></row>',
        '<row r="1"><c r="XFC1"/><c><v>1</v></c></row>'
        '<row r="999999"><c r="A1"/><c><v>1</v></c></row>',
        '<row><c r="A9999999"><v>1</v></c><c r="C1"><v>1</v></c></row>',
        '<row><c r="Q1"><v>1</v></c></row><row><c r="A1000000"><v>1</v></c></row>',
    ],
    ids=["as written", "row that says no number", "slash in a value", "place in a value", "prefix",
         "cells without places", "cells after places", "row beyond the last", "just too much"],
)  # fmt: skip
def test_a_cell_far_outside_is_refused_as_the_grid_would_fill_memory(sheet: str) -> None:
    with pytest.raises(FormatError, match="so far apart"):
        cells(packed(sheet))


@pytest.mark.parametrize(
    "sheet",
    [
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row><row r="1048576"/>',
        "<row><c><v>1</v></c></row>",
        '<row r="1"><c r="A1" s="3"><v>1</v></c></row>',
    ],
    ids=["format alone far outside", "no places", "ordinary"],
)
def test_what_is_small_is_read(sheet: str) -> None:
    assert cells(packed(sheet)) == [[1.0]]


def test_a_long_or_wide_sheet_is_read() -> None:
    long = '<row r="1000000"><c r="P1000000"><v>1</v></c></row>'
    assert sum(1 for _ in first_sheet(packed(long), "a").iter_rows()) == 1_000_000
    wide = '<row r="2"><c r="XFD2"><v>1</v></c></row>'
    assert [len(row) for row in cells(packed(wide))] == [16384, 16384]


def shared(*texts: str) -> dict[str, str]:
    """Return the parts of a workbook with shared texts."""
    said = "".join(f"<si><t>{text}</t></si>" for text in texts)
    both = f"""<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>"""
    book = PARTS["xl/_rels/workbook.xml.rels"].replace("</", f"{both}</")
    return {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{said}</sst>', BOOK: book}


def shows(*numbers: int, form: str = '<c t="s"><v>{}</v></c>') -> str:
    return "".join(f"<row>{form.format(number)}</row>" for number in numbers)


LONG = "".join(f"{n * n:x}" for n in range(200_000))  # a million letters


@pytest.mark.parametrize(
    "form",
    [
        "<c t='s'><v>{}</v></c>",
        '<c t = "s" s="1"><v> {} </v></c>',
        '<c t="s"><v>1</v><v>{}</v></c>',
    ],
)
def test_a_text_shown_so_often_that_it_would_fill_memory_is_refused(form: str) -> None:
    with pytest.raises(FormatError, match="more text than it may"):
        cells(packed(shows(*[0] * 2000, form=form), **shared(LONG, "short")))


@pytest.mark.parametrize(
    "hidden",
    [
        "<!-- sheetData -->{}",
        "<si/>{}",
        '<si x=">"/>{}',
        "<!--<si></si>-->{}",
        '<si x="</si>"/>{}',
    ],
)
def test_no_sign_of_a_sheet_and_no_false_end_hides_it(hidden: str) -> None:
    parts = shared(LONG, "short")
    name = "xl/sharedStrings.xml"
    parts[name] = parts[name].replace("<si>", hidden.format("<si>"), 1)
    shown = shows(*[1 if "/>{" in hidden else 0] * 2000)
    with pytest.raises(FormatError, match=r"more text than it may|damaged"):
        cells(packed(shown, **parts))
    attribute = """<row><c t="s" x='><v>1</v></c>'><v>0</v></c></row>""" * 2000
    with pytest.raises(FormatError, match="damaged"):
        cells(packed(attribute, **shared(LONG, "short")))


def test_a_long_text_beside_many_short_ones_is_read() -> None:
    found = cells(packed(shows(0, *[1] * 2000), **shared(LONG, "short")))
    assert found == [[LONG], *[["short"]] * 2000]


def test_a_workbook_with_names_of_another_system_is_read() -> None:
    made = io.BytesIO()
    given = packed('<row><c r="A1"><v>1</v></c></row>')
    with zipfile.ZipFile(given) as old, zipfile.ZipFile(made, "w") as new:
        for member in old.infolist():
            new.writestr(member.filename.replace("/", "\\"), old.read(member))
    made.seek(0)
    assert cells(made) == [[1.0]]


@pytest.mark.parametrize(
    ("sheet", "more"),
    [
        ('<row><c r="Q1"><v>1</v></row>', {}),
        ('<row><c r="1A"><v>1</v></c></row>', {}),
        (f'<row><c r="Q{"9" * 5000}"><v>1</v></c></row>', {}),
        (f'<row r="{"9" * 5000}"><c><v>1</v></c></row>', {}),
        ("", {"xl/workbook.xml": "none"}),
        ("", {"xl/workbook.xml": "", "xl/_rels/workbook.xml.rels": ""}),
    ],
    ids=["broken", "no place", "place of many digits", "row of many digits", "no book", "empty"],
)
def test_a_damaged_workbook_is_told(sheet: str, more: dict[str, str]) -> None:
    with pytest.raises(FormatError, match=r"^a\.xlsx: damaged"):
        cells(packed(sheet, **more))


def test_a_sheet_that_declares_entities_is_refused() -> None:
    sheet = f'<!DOCTYPE a [<!ENTITY b "XFD1048576">]><worksheet xmlns="{MAIN}"><sheetData>'
    sheet += '<row><c r="&b;"><v>1</v></c></row></sheetData></worksheet>'
    with pytest.raises(FormatError, match="more than elements"):
        cells(packed("", **{"xl/worksheets/sheet1.xml": sheet}))


def test_a_workbook_of_another_form_is_none() -> None:
    """A zip may hold an OpenDocument table, which repeats a cell as often as it says."""
    content = "<table:table-cell table:number-columns-repeated='16384'/>"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        new.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        new.writestr("content.xml", content)
    made.seek(0)
    with pytest.raises(FormatError, match="no XLSX"):
        first_sheet(made, "a.xlsx")


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), min_size=1, max_size=8))
def test_no_grid_is_larger_than_what_was_found(places: list[tuple[int, int]]) -> None:
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, column in places:
            sheet.write_number(row - 1, column - 1, 1)
    with zipfile.ZipFile(made) as new:
        data = new.read("xl/worksheets/sheet1.xml")
    found = workbook._Grid(data, "a").size
    made.seek(0)
    assert found == sum(map(len, cells(made)))
