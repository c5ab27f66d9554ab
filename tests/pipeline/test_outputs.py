"""The files of a screening: cut where the state says, whole at the end, the same each time."""

import hashlib
from datetime import date
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from python_calamine import CalamineWorkbook

from commonlist.errors import InputError
from commonlist.matching import Reason
from commonlist.pipeline.outputs import Files, Screened, State, write_parquet, write_xlsx
from commonlist.records import Kind
from commonlist.screening import Match, Terms
from commonlist.screening.hits import COLUMNS
from commonlist.screening.receipts import Columns, Figures, Receipt

BEGUN = State(run="r", day="2020-01-02", began="2020-01-02T00:00:00Z")
RECEIPT = Receipt(
    version="1",
    model="m",
    index="i",
    entities="e",
    cleared="c",
    copies=(),
    terms=Terms(day=date(2020, 1, 2)),
    columns=Columns(names="name"),
    format="csv",
    input="customers.csv",
)


def match(row: int) -> Match:
    return Match(
        row=row,
        query="=1+1",
        score=0.912345,
        entity="cl-1",
        caption="Тил",
        matched_name="Teal",
        parties=("un", "us"),
        status="agreed",
        reasons=(Reason("name", 2.0, "the names are one"),),
        kind=Kind.PERSON,
        records=("zz_one:a",),
    )


def screened(last: int, text: str, unread: str = "") -> Screened:
    figures = Figures(rows=10, unread=bool(unread))
    return Screened(last, text.encode(), unread.encode(), figures)


def test_what_was_written_after_the_state_is_cut_off(tmp_path: Path) -> None:
    files = Files(tmp_path / "hits.csv", "csv")
    first = files.written(BEGUN)
    first.add(screened(10, "one\n", "bad\n"))
    state = first.finish()
    (tmp_path / "hits.csv.part").open("ab").write(b"half a r")
    again = files.written(state)
    again.add(screened(20, "two\n"))
    ended = again.finish()
    files.finish(ended)
    assert (tmp_path / "hits.csv").read_text().splitlines()[1:] == ["one", "two"]
    assert (tmp_path / "hits.csv.unread.csv").read_text() == "row,reason,raw\nbad\n"
    assert (ended.rows, ended.figures) == (20, Figures(rows=20, unread=1))


def test_the_digest_is_of_what_was_written_not_of_what_lies_there(tmp_path: Path) -> None:
    files = Files(tmp_path / "hits.csv", "csv")
    first = files.written(BEGUN)
    first.add(screened(10, "one\n", "bad\n"))
    again = files.written(first.finish())
    again.add(screened(20, "two\n"))
    ended = again.finish()
    whole = (tmp_path / "hits.csv.part").read_bytes()
    (tmp_path / "hits.csv.part").write_bytes(b"of another")
    assert files.finish(ended) == hashlib.sha256(whole).hexdigest()


class TestHeld:
    def test_is_by_one_at_a_time(self, tmp_path: Path) -> None:
        output = tmp_path / "hits.csv"
        with Files(output, "csv").held(), pytest.raises(InputError, match="another run"):
            Files(output, "csv").held().__enter__()
        with Files(output, "csv").held():
            pass
        assert not list(tmp_path.iterdir())

    def test_what_a_killed_run_left_holds_nobody(self, tmp_path: Path) -> None:
        (tmp_path / "hits.csv.lock").write_bytes(b"")
        with Files(tmp_path / "hits.csv", "csv").held():
            pass
        assert not list(tmp_path.iterdir())


def test_no_file_of_what_could_not_be_read_if_all_could(tmp_path: Path) -> None:
    written = Files(tmp_path / "hits.csv", "csv").written(BEGUN)
    written.add(screened(10, "one\n"))
    written.finish()
    assert not (tmp_path / "hits.csv.unread.csv").exists()


def test_nor_where_it_was_stopped_before_that_was_taken_away(tmp_path: Path) -> None:
    files = Files(tmp_path / "hits.csv", "csv")
    ended = files.written(BEGUN).finish()
    files.unread.write_text("row,reason,raw\n")
    files.finish(ended)
    files.close(RECEIPT)
    assert {path.name for path in tmp_path.iterdir()} == {"hits.csv", "hits.csv.receipt.json"}


class TestState:
    def test_nothing_to_go_on_from(self, tmp_path: Path) -> None:
        assert Files(tmp_path / "hits.csv", "csv").state() is None

    def test_without_what_could_not_be_read_is_none(self, tmp_path: Path) -> None:
        files = Files(tmp_path / "hits.csv", "csv")
        written = files.written(BEGUN)
        written.add(screened(10, "one\n", "bad\n"))
        files.keep(msgspec.structs.replace(written.finish(), whole=False))
        assert files.state()
        files.unread.write_text("")
        assert files.state() is None
        files.unread.unlink()
        assert files.state() is None

    @pytest.mark.parametrize("body", [b"", b"{}", b'{"run":', b'{"run":"","day":"x","began":""}'])
    def test_a_damaged_state_is_none(self, tmp_path: Path, body: bytes) -> None:
        (tmp_path / "hits.csv.state").write_bytes(body)
        assert Files(tmp_path / "hits.csv", "csv").state() is None

    def test_rows_shorter_than_it_says_are_not_gone_on_from(self, tmp_path: Path) -> None:
        files = Files(tmp_path / "hits.csv", "csv")
        written = files.written(BEGUN)
        written.add(screened(10, "one\n"))
        state = written.finish()
        assert files.state() == state
        (tmp_path / "hits.csv.part").write_bytes(b"")
        assert files.state() is None

    def test_an_output_that_was_moved_already_is_not_made_again(self, tmp_path: Path) -> None:
        files = Files(tmp_path / "hits.csv", "csv")
        written = files.written(BEGUN)
        written.add(screened(10, "one\n"))
        made = files.finish(written.finish())
        state = files.state()
        assert state is not None
        assert files.finish(state) == made


def test_a_workbook_holds_the_matches_as_text(tmp_path: Path) -> None:
    out = BytesIO()
    write_xlsx([match(1), match(2)], out, date(2020, 1, 2))
    header, *rows = (
        CalamineWorkbook.from_filelike(BytesIO(out.getvalue())).get_sheet_by_index(0).to_python()
    )
    assert tuple(header) == COLUMNS
    assert [row[:3] for row in rows] == [[1.0, "'=1+1", 0.912345], [2.0, "'=1+1", 0.912345]]
    again = BytesIO()
    write_xlsx([match(1), match(2)], again, date(2020, 1, 2))
    assert again.getvalue() == out.getvalue()


def test_parquet_holds_the_matches(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    out = BytesIO()
    write_parquet([match(1), match(2)], out, date(2020, 1, 2))
    table = parquet.read_table(BytesIO(out.getvalue()))
    assert tuple(table.column_names) == COLUMNS
    assert (
        table.to_pylist()[1] | {"row": 2, "score": 0.912345, "query": "=1+1", "parties": "un;us"}
        == (table.to_pylist()[1])
    )
    empty = BytesIO()
    write_parquet([], empty, date(2020, 1, 2))
    assert parquet.read_table(BytesIO(empty.getvalue())).num_rows == 0


def test_the_state_is_read_back() -> None:
    assert msgspec.json.decode(msgspec.json.encode(BEGUN), type=State) == BEGUN
