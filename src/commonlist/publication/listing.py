"""The answer of a rule as JSON, whole, and as CSV with one row for each entity."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

from commonlist.agreement.voices import Law
from commonlist.publication import cells
from commonlist.publication.cells import Row

_ENTITY = ("entity", "caption", "kind", "status")
_SAID = ("stances", "since", "acts", "needs", "note")
_LAWS = (Law.LISTED, Law.LISTED_IN_PART, Law.NOT_LISTED, Law.UNKNOWN)


def write_json(head: Mapping[str, Any], answer_rows: Iterable[Row], out: TextIO) -> None:
    """Write ``head`` (rule, as_of, known, parties ...) and the rows under ``entities``.

    One JSON document, one entity a line; the rows are written as they come.
    """
    out.write("{\n")
    for name, value in head.items():
        out.write(f"{_json(name)}: {_json(value)},\n")
    out.write('"entities": [')
    for number, row in enumerate(answer_rows):
        out.write(f"{',' if number else ''}\n{_json(row)}")
    out.write("\n]\n}\n")


def write_csv(answer_rows: Iterable[Row], out: TextIO) -> None:
    """Write a row for each entity, to a text stream opened with ``newline=""``.

    Columns: entity, caption, kind, status; the parties and lists by their law (``listed``,
    ``listed_in_part``, ``not_listed``, ``unknown``), separated by blanks; their stances; since
    when the first of them lists it; the acts; what it would take; what the rule leaves open.
    For a docket ``line`` and ``line_status`` too: a line of several entities gives a row for each.
    """
    first, rows = cells.with_first(answer_rows)
    line = ("line", "line_status") if first is not None and "line" in first else ()
    cells.write_csv((*_ENTITY, *_LAWS, *_SAID, *line), _rows(rows), out)


def _rows(rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    for line in rows:
        named = cells.line_cells(line) if "line" in line else ()
        yield from ((*_texts(row), *named) for row in cells.members(line))


def _texts(row: Row) -> Iterator[str]:
    names = (*row["voices"], *row.get("lists", ()))
    yield from (row["id"], row["caption"], row["kind"], row["status"])
    for law in _LAWS:
        yield " ".join(name for name in names if cells.law(row, name) is law)
    stances = ((name, cells.stance_words(row, name)) for name in names)
    yield "; ".join(f"{name} {said}" for name, said in stances if said)
    yield min(filter(None, (cells.since(row, name) for name in names)), default="")
    yield " | ".join(dict.fromkeys(_acts(row)))
    yield cells.needs_words(row)
    yield row.get("note", "")


def _acts(row: Row) -> Iterator[str]:
    """``us: SDGT, since 2014-05-15, autonomous, E.O. 13224``."""
    for voice in row["voices"].values():
        for act in voice["acts"]:
            since = f"since {act['since']}" if act["since"] else ""
            said = (act["programme"], since, act["origin"], act["part"], act["basis"])
            yield f"{act['party']}: {', '.join(filter(None, said))}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
