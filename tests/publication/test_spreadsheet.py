import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from commonlist.errors import InputError
from commonlist.publication import matrix, spreadsheet
from tests.publication.answers import Row, row, stance, voice

DAY = datetime(2015, 12, 18, tzinfo=UTC)
HEAD = {
    "rule": "all(us, ru) [stances]",
    "as_of": "2015-12-18",
    "known": None,
    "parties": {"us": "United States", "ru": "Russia"},
    "sources": [
        {"source": "un_sc", "date": "2015-12-01", "digest": "00ff"},
        {"source": "us_ofac_sdn", "date": "2015-12-10", "digest": "11ee"},
    ],
    "version": "0.1.0",
}
ROWS = [
    row("cl-a", "جبهة البلشون", "agreed", voices={"us": voice("listed", "2014")}),
    row(
        "cl-b",
        "Grey Heron Front",
        "disputed",
        voices={
            "us": voice("listed_in_part", "2008"),
            "ru": voice("not_listed", **stance("opposes")),
        },
    ),
]


def written(
    rows: Iterable[Row] = ROWS,
    parties: tuple[str, ...] = ("us", "ru"),
    head: Mapping[str, Any] = HEAD,
) -> bytes:
    out = io.BytesIO()
    spreadsheet.write(rows, parties, head, out, created=DAY)
    return out.getvalue()


def sheets(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_there_is_a_sheet_for_each_status_and_one_on_how() -> None:
    found = sheets(written())
    assert list(found) == ["agreed", "disputed", "undetermined", "not listed", spreadsheet.HOW]
    header = list(matrix.header(("us", "ru")))
    assert [found[name][0] for name in list(found)[:4]] == [header] * 4
    assert [len(found[name]) for name in list(found)[:4]] == [2, 2, 1, 1]


def test_a_state_has_a_sign_beside_its_colour() -> None:
    found = sheets(written())
    assert found["agreed"][1][1:8] == [
        *("جبهة البلشون", "organization", "agreed", "✓ listed", "2014", "? unknown", ""),
    ]
    assert found["disputed"][1][4:8] == ["◐ listed in part", "2008", "✗ not listed; opposes", ""]


def test_the_last_sheet_says_how_it_was_computed() -> None:
    how = [[cell for cell in line if cell] for line in sheets(written())[spreadsheet.HOW]]
    assert ["rule", "all(us, ru) [stances]"] in how
    assert ["parties", "us", "United States"] in how
    assert ["sources", "un_sc", "2015-12-01", "00ff"] in how
    assert ["known"] in how
    assert ["version", "0.1.0"] in how
    assert any(line[0] == "? unknown" and "not the same as ✗" in line[1] for line in how)


def test_no_cell_is_a_formula_and_the_text_is_as_printed() -> None:
    hostile = '=HYPERLINK("http://example.org")'
    data = written([row("cl-a", hostile, "agreed"), row("cl-b", "@x", "agreed")], head={"=1": "+1"})
    assert [line[1] for line in sheets(data)["agreed"][1:]] == [hostile, "@x"]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        xml = "".join(parts.read(n).decode() for n in parts.namelist() if "/sheet" in n)
        assert "<f>" not in xml
        assert 'quotePrefix="1"' in parts.read("xl/styles.xml").decode()


def test_the_header_stays_in_view_and_can_be_filtered_by() -> None:
    with zipfile.ZipFile(io.BytesIO(written())) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in xml
    assert '<autoFilter ref="A1:I2"/>' in xml


def test_the_same_answer_gives_the_same_bytes() -> None:
    assert written() == written(iter(ROWS))


def test_a_line_stands_whole_in_the_sheet_of_its_own_status() -> None:
    parts = [row("cl-a", "Heron", "agreed"), row("cl-b", "Owl", "disputed")]
    found = sheets(written([{**parts[0], "line": "Birds", "status": "disputed", "members": parts}]))
    assert [(r[0], r[3], *r[-2:]) for r in found["disputed"][1:]] == [
        ("cl-a", "agreed", "Birds", "disputed"),
        ("cl-b", "disputed", "Birds", "disputed"),
    ]
    assert found["agreed"][1:] == []


def test_a_text_longer_than_a_cell_is_cut_visibly() -> None:
    caption = sheets(written([row("cl-a", "x" * 40_000, "agreed")]))["agreed"][1][1]
    assert len(caption) == 32_767
    assert caption.endswith("…")


def test_more_rows_than_a_sheet_can_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 3)
    with pytest.raises(InputError, match="CSV"):
        written(row(f"cl-{n}", "X", "agreed") for n in range(3))
