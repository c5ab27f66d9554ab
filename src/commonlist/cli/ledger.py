"""The ledger as a person reads it."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from commonlist.cli import render

_LONGEST = 80
"""Characters of particulars in a table; ``--json`` has all."""


def entries(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print entries, one a row."""
    render.table(
        "Ledger",
        [
            {
                **{name: row[name] for name in ("number", "at", "who", "act", "basis", "data")},
                "what": _short(row["what"]),
            }
            for row in rows
        ],
    )


def subject(found: Mapping[str, Any]) -> None:
    """Print what is held on a name, a table for each place."""
    empty = True
    for place, rows in found.items():
        if place == "name" or not rows:
            continue
        empty = False
        plain = [row if isinstance(row, Mapping) else {"entry": row} for row in rows]
        render.table(
            place.capitalize(), [{name: _cell(row[name]) for name in row} for row in plain]
        )
    if empty:
        render.standard_output().print(f"{found['name']}: nothing is held")


def _cell(value: Any) -> Any:
    return _short(value) if isinstance(value, Mapping | list) else value


def _short(value: Any) -> str:
    if value is None:
        return "erased"
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
