"""Customers' files as they come: gzip, workbooks, standard input, columns by name."""

import gzip
import hashlib
import io
import re
from datetime import date
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from commonlist.errors import FormatError, InputError
from commonlist.pipeline.inputs import SMALL, CustomerFile, cut
from commonlist.screening.reading import Row
from commonlist.screening.receipts import Columns

TEXT = "id,Full Name,born\n1,Ivan Teal,1970\n2,Jan Heron,\n"
ROWS = [Row(1, ["1", "Ivan Teal", "1970"]), Row(2, ["2", "Jan Heron", ""])]


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", TEXT.encode()),
        ("a.tsv", TEXT.replace(",", "\t").encode()),
        ("a.csv.gz", gzip.compress(TEXT.encode())),
        ("misnamed", gzip.compress(TEXT.encode("utf-16"))),
    ],
    ids=["csv", "tsv", "gzip", "misnamed"],
)
def test_reads_by_content_not_by_name(tmp_path: Path, name: str, data: bytes) -> None:
    with CustomerFile(write(tmp_path / name, data)) as given:
        assert list(given) == ROWS
        assert given.digest() == hashlib.sha256(data).hexdigest()
        assert given.done == given.size == len(data)


def test_reads_the_first_sheet_of_a_workbook(tmp_path: Path) -> None:
    with Workbook(tmp_path / "a.xlsx", {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "Full Name", "born"])
        sheet.write_row(1, 0, [1, "Ivan Teal", 1970])
        sheet.write_row(3, 0, [2, "Jan Heron", date(1970, 3, 29)])
    with CustomerFile(tmp_path / "a.xlsx") as given:
        assert given.header == ["id", "Full Name", "born"]
        assert list(given) == [ROWS[0], Row(2, ["2", "Jan Heron", "1970-03-29"])]


def test_a_gzip_that_would_fill_the_disk_is_refused_on_the_way(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv.gz", gzip.compress(b"id,name\n" + b",,\n" * 1_000_000))
    with CustomerFile(path) as given, pytest.raises(FormatError, match="more than it may"):
        list(given)
    small = write(tmp_path / "b.csv.gz", gzip.compress(b"id,name\n" + b",\n" * 500_000))
    with CustomerFile(small) as given:
        assert sum(1 for _ in given) == 500_000


def test_a_workbook_whose_grid_would_fill_memory_is_refused(tmp_path: Path) -> None:
    with Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "name")
        sheet.write(1048575, 16383, "x")
    with pytest.raises(FormatError, match="so far apart"), CustomerFile(tmp_path / "a.xlsx"):
        pass


def test_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    with CustomerFile(None) as given:
        assert (list(given), given.looks, given.small) == (ROWS, None, True)


def test_knows_what_is_small(tmp_path: Path) -> None:
    for size, small in ((SMALL, True), (SMALL + 1, False)):
        with CustomerFile(write(tmp_path / "a", b"name\n" + b"x" * (size - 5))) as given:
            assert given.small is small


class TestColumns:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return write(tmp_path / "a.csv", TEXT.encode())

    def test_are_found_by_name_or_but_for_case(self, path: Path) -> None:
        with CustomerFile(path) as given:
            columns = Columns(names="full name", dob="born", id="id")
            assert given.places(columns) == (1, 2, None, None, 0)

    def test_a_kind_may_be_one_for_all(self, path: Path) -> None:
        with CustomerFile(path) as given:
            assert given.places(Columns(names="id", kind="person"))[3] is None

    @pytest.mark.parametrize("columns", [Columns(names="name"), Columns(names="id", kind="type")])
    def test_a_column_that_is_not_there_is_told(self, path: Path, columns: Columns) -> None:
        with CustomerFile(path) as given, pytest.raises(InputError, match="id, Full Name, born"):
            given.places(columns)

    @pytest.mark.parametrize(
        ("header", "said"),
        [
            ("name,id,name", "'name' may be column 1 ('name') and column 3 ('name')"),
            ("Name,NAME", "'name' may be column 1 ('Name') and column 2 ('NAME')"),
        ],
    )
    def test_one_of_several_is_not_chosen(self, tmp_path: Path, header: str, said: str) -> None:
        path = write(tmp_path / "b.csv", f"{header}\nx,y,z\n".encode())
        with CustomerFile(path) as given, pytest.raises(InputError, match=re.escape(said)):
            given.places(Columns(names="name"))

    def test_one_spelt_exactly_so_is(self, tmp_path: Path) -> None:
        path = write(tmp_path / "b.csv", b"NAME,name\nx,y\n")
        with CustomerFile(path) as given:
            assert given.places(Columns(names="name"))[0] == 1

    def test_a_column_without_a_name_is_none_that_was_named(self, tmp_path: Path) -> None:
        path = write(tmp_path / "b.csv", b"name,\nx,y\n")
        with CustomerFile(path) as given:
            assert given.places(Columns(names="name")) == (0, None, None, None, None)

    def test_cells_of_a_short_row_are_empty(self) -> None:
        assert cut(["a"], (0, 1, None)) == ("a", "", "")


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 no workbook", gzip.compress(b"name\nx\n")[:-6], b"\x00\x01\x02\x00\x00\x00"],
    ids=["empty", "no workbook", "cut gzip", "no text"],
)
def test_a_damaged_file_is_refused(tmp_path: Path, data: bytes) -> None:
    given = CustomerFile(write(tmp_path / "a", data))
    with pytest.raises(FormatError), given:
        list(given)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"), CustomerFile(tmp_path / "none"):
        pass
