"""Entities and answers written to files."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from sqlalchemy import Connection

from commonlist import __version__
from commonlist.agreement.presets import rule_of
from commonlist.errors import InputError
from commonlist.parties import party
from commonlist.pipeline.agreeing import Question, agree
from commonlist.pipeline.compared import newest
from commonlist.pipeline.files import is_stream, output_of
from commonlist.publication import crosswalk, followthemoney, listing, matrix, spreadsheet
from commonlist.records import Record
from commonlist.storage import lists, partitions

OF_ENTITIES = ("crosswalk", "ftm")
OF_ANSWERS = ("matrix", "csv", "xlsx", "json")


def export(
    connection: Connection, format_name: str, question: Question, path: Path | None, now: datetime
) -> None:
    """Write one format to a file (whole or not at all) or to standard output.

    Raises:
        InputError: no such format, or one of an answer without a rule.
    """
    if format_name not in OF_ENTITIES + OF_ANSWERS:
        formats = ", ".join(OF_ENTITIES + OF_ANSWERS)
        raise InputError(f"--format: {format_name!r} is not one of {formats}")
    if format_name in OF_ANSWERS and not question.rule:
        raise InputError(f"--format {format_name} is of an answer: say --rule RULE")
    with _output(path) as out:
        if format_name in OF_ENTITIES:
            with _text(out) as text:
                _entities(connection, format_name, text)
        else:
            _answer(connection, format_name, question, out, now)


def _entities(connection: Connection, format_name: str, out: TextIO) -> None:
    members = partitions.members(connection)
    records = newest(connection, None)
    if format_name == "crosswalk":
        crosswalk.write(((members[key], record) for key, record in records.items()), out)
    else:
        followthemoney.write(_grouped(members, records), out)


def _grouped(
    members: dict[str, str], records: dict[str, Record]
) -> Iterator[tuple[str, tuple[Record, ...]]]:
    groups: dict[str, list[Record]] = {}
    for key in sorted(records):
        groups.setdefault(members[key], []).append(records[key])
    for entity in sorted(groups):
        yield entity, tuple(groups[entity])


def _answer(
    connection: Connection, format_name: str, question: Question, out: BinaryIO, now: datetime
) -> None:
    answer = agree(connection, question)
    rows = answer["entities"]
    head = {key: value for key, value in answer.items() if key != "entities"}
    columns = [*answer["parties"], *(f"source({name})" for name in _sources(question))]
    if format_name == "xlsx":
        spreadsheet.write(rows, columns, _computed(connection, head), out, created=now)
        return
    with _text(out) as text:
        if format_name == "matrix":
            matrix.write(rows, columns, text)
        elif format_name == "csv":
            listing.write_csv(rows, text)
        else:
            listing.write_json(head, rows, text)


def _sources(question: Question) -> tuple[str, ...]:
    return rule_of(question.rule)[0].sources()


def _computed(connection: Connection, head: dict[str, Any]) -> dict[str, Any]:
    """What is needed to see how an answer was computed."""
    return {
        **head,
        "parties": {code: party(code).name for code in head["parties"]},
        "sources": [
            {"source": copy.source, "date": copy.day, "scope": copy.scope, "digest": copy.digest}
            for copy in lists.snapshots(connection)
        ],
        "version": __version__,
    }


@contextmanager
def _output(path: Path | None) -> Iterator[BinaryIO]:
    """Standard output, a device or pipe, or a file that appears when it is whole."""
    if path is None:
        whole = BytesIO()
        yield whole
        sys.stdout.buffer.write(whole.getvalue())
        sys.stdout.flush()
        return
    try:
        with _streamed(path) if is_stream(path) else _appearing(output_of(path)) as out:
            yield out
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None


@contextmanager
def _streamed(path: Path) -> Iterator[BinaryIO]:
    whole = BytesIO()  # a workbook is not written from its beginning to its end
    yield whole
    path.write_bytes(whole.getvalue())


@contextmanager
def _appearing(path: Path) -> Iterator[BinaryIO]:
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("wb") as out:
            yield out
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


@contextmanager
def _text(out: BinaryIO) -> Iterator[TextIO]:
    """Text in UTF-8 onto a stream that stays open."""
    text = TextIOWrapper(out, encoding="utf-8", newline="")
    yield text
    text.flush()
    text.detach()
