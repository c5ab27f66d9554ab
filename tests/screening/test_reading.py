"""A customer's table: encodings, delimiters, rows in disorder, and no row lost."""

import csv
import io
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.errors import FormatError
from commonlist.screening.reading import MAX_LINES, Row, Table, Unread


def table(data: bytes | str) -> Table:
    return Table(io.BytesIO(data.encode() if isinstance(data, str) else data), "file")


def rows(data: bytes | str) -> list[list[str]]:
    return [found.cells for found in table(data) if isinstance(found, Row)]


def unread(data: bytes | str) -> list[tuple[int, str]]:
    return [(found.number, found.reason) for found in table(data) if isinstance(found, Unread)]


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    def test_is_detected(self, encoding: str) -> None:
        text = "name,born\nМохаммед Али,1970\n" + "Jo,1971\n" * 50
        found = table(text.encode(encoding))
        assert found.header == ["name", "born"]
        assert next(iter(found)) == Row(1, ["Мохаммед Али", "1970"])
        assert found.foreign == 0

    def test_a_line_that_is_not_utf8_is_read_as_windows_1252_and_counted(self) -> None:
        found = table("name\nMüller\n".encode("cp1252") + "Ångström\n".encode())
        assert [row.cells for row in found if isinstance(row, Row)] == [["Müller"], ["Ångström"]]
        assert found.foreign == 1

    @pytest.mark.parametrize("data", [b"PK\x03\x04", b"\x1f\x8b\x08", b"a\0\0\0\0b", b""])
    def test_what_is_no_text_is_refused(self, data: bytes) -> None:
        with pytest.raises(FormatError):
            table(data)

    @pytest.mark.parametrize(
        "data", [b"a" * 200_000 + b"\n", b"na\rme\nx\n", b'"a' + b"b" * 200_000 + b"\n1\n"]
    )
    def test_a_header_that_cannot_be_read_is_refused_or_taken(self, data: bytes) -> None:
        with suppress(FormatError):
            assert table(data).header

    def test_lines_that_end_in_cr_alone_are_refused(self) -> None:
        with pytest.raises(FormatError, match="CR"):
            table(b"name\rAli\r")


class TestRows:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_the_delimiter_is_that_of_the_header(self, delimiter: str) -> None:
        assert rows(delimiter.join("ab") + "\n" + delimiter.join("xy") + "\n") == [["x", "y"]]

    def test_numbers_count_from_one_and_blank_lines_do_not(self) -> None:
        found = [r for r in table("a\n\nx\n\ny\n") if isinstance(r, Row)]
        assert found == [Row(1, ["x"]), Row(2, ["y"])]

    def test_a_quoted_field_may_hold_line_ends(self) -> None:
        assert rows('a,b\n"x\ny",z\n') == [["x\ny", "z"]]

    def test_a_row_of_another_length_is_told_and_kept(self) -> None:
        assert unread("a,b\nx\n") == [(1, "1 fields, not 2")]
        assert rows("a,b\nx\ny,z,w\n") == [["x"], ["y", "z", "w"]]

    @pytest.mark.parametrize("after", [1, 3, MAX_LINES + 5])
    def test_a_quote_never_closed_costs_one_line(self, after: int) -> None:
        text = 'a,b\n"x,1\n' + "y,2\n" * after
        assert rows(text) == [["x", "1"], *[["y", "2"]] * after]
        assert unread(text) == [(1, "a quote is opened and never closed")]

    def test_a_quote_within_a_field_is_a_letter(self) -> None:
        assert rows('a,b\nO"Brien,1\n') == [['O"Brien', "1"]]


FIELDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(st.lists(st.tuples(FIELDS, FIELDS), max_size=8))
def test_what_a_program_wrote_is_read_as_it_was(fields: list[tuple[str, str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([("a", "b"), *fields])
    data = text.getvalue()
    if "\r" not in data:
        assert rows(data) == [list(pair) for pair in fields]


@given(st.binary(max_size=400), st.sampled_from([b"name,b\n", b"name\n", b""]))
def test_any_bytes_are_read_or_refused(data: bytes, head: bytes) -> None:
    try:
        found: list[Any] = list(table(head + data))
    except FormatError:
        return
    numbers = [row.number for row in found if isinstance(row, Row)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {row.number for row in found} == set(numbers)
