"""Matches as rows: the columns that stay, formulas made harmless, JSON read back."""

import csv
import io

from commonlist.matching import Reason
from commonlist.records import Kind
from commonlist.screening import Match
from commonlist.screening.hits import COLUMNS, csv_rows, header, json_lines, read_lines, unread_rows
from commonlist.screening.reading import Unread

MATCH = Match(
    row=3,
    query="=1+1",
    score=0.9,
    entity="cl-1",
    caption="Grey Heron Front",
    matched_name="Grey Heron Front",
    parties=("un", "us"),
    status="agreed",
    reasons=(Reason("name", 2.0, "the names are one"), Reason("birth", 1.0, "both born in 1970")),
    kind=Kind.ORGANIZATION,
    records=("zz_one:a", "zz_two:b"),
    searched="=1+1",
)


def test_the_first_columns_stay() -> None:
    first = "row,query,score,entity,caption,matched_name,parties,status,reasons"
    assert ",".join(COLUMNS).startswith(first)
    assert header(COLUMNS).startswith(first.encode())


def test_a_match_is_a_row_of_csv() -> None:
    (row,) = csv.reader(io.StringIO(csv_rows([MATCH]).decode()))
    found = dict(zip(COLUMNS, row, strict=True))
    assert found["row"] == "3"
    assert found["query"] == "'=1+1"
    assert found["score"] == "0.900000"
    assert found["parties"] == "un;us"
    assert found["reasons"] == "the names are one; both born in 1970"


def test_lines_of_json_are_read_back_as_they_were() -> None:
    lines = json_lines([MATCH, MATCH])
    assert list(read_lines(io.BytesIO(lines))) == [MATCH, MATCH]
    assert lines.startswith(b'{"row":3,"query":"=1+1","score":0.9,"entity":"cl-1"')


def test_what_could_not_be_read_is_kept_with_its_row() -> None:
    assert unread_rows([Unread(2, "no name", "@x")]) == b"2,no name,'@x\n"


def test_broken_characters_do_not_stop_a_row() -> None:
    assert b"?" in unread_rows([Unread(1, "x", "\ud800")])
