"""What the cells of tables say: one wording for CSV and spreadsheets."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TextIO

from commonlist.agreement.voices import Detail, Law, Stand
from commonlist.records import Confidence

Row = Mapping[str, Any]
"""One entity or line of an answer, as `agree --json` gives it."""

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")


def guarded(text: str) -> str:
    """Return ``text`` so that a spreadsheet does not take it for a formula.

    An apostrophe goes before a first ``=``, ``+``, ``-`` or ``@`` (OWASP, "CSV Injection").
    """
    return f"'{text}" if _FORMULA.match(text) else text


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]], out: TextIO) -> None:
    """Write a table as CSV, line by line, with formulas made harmless."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(map(guarded, row) for row in rows)


def members(row: Row) -> Sequence[Row]:
    """Return the entities that a line of a docket means; an entity means itself."""
    return row.get("members") or (row,)


def law(row: Row, name: str) -> Law:
    """Return the law of a party on the entity, or what the list of that name says of it."""
    if name in row["voices"]:
        return Law(row["voices"][name]["law"])
    listed = row.get("lists", {}).get(name)
    return {True: Law.LISTED, False: Law.NOT_LISTED, None: Law.UNKNOWN}[listed]


def law_words(row: Row, name: str) -> str:
    """Say the law: ``listed in part``, or ``listed (recalled)`` if nobody read it in a source."""
    confidence = row["voices"].get(name, {}).get("confidence")
    return _marked(law(row, name).value.replace("_", " "), confidence)


def stance_words(row: Row, name: str) -> str:
    """Say the stance that holds: ``supports (second-hand)``; "" where none is known."""
    voice = row["voices"].get(name, {})
    stand = voice.get("stance", Stand.NONE_KNOWN)
    said = [s["confidence"] for s in voice.get("stances", ()) if s["stance"] == stand]
    return "" if stand == Stand.NONE_KNOWN else _marked(stand, said[-1] if said else None)


def voice_words(row: Row, name: str) -> str:
    """Say law and stance: ``unknown; supports (second-hand)``."""
    return "; ".join(filter(None, (law_words(row, name), stance_words(row, name))))


def since(row: Row, name: str) -> str:
    """Return the day (ISO, may be partial) since when a party lists the entity, or ""."""
    return row["voices"].get(name, {}).get("since") or ""


def state(voice: Row) -> str:
    """Return the law of a voice in a word, with how it came about.

    ``listed``, ``transposed`` (it carries out another's list), ``follows`` (the bloc's voice),
    ``listed_in_part``, ``delisted``, ``not_listed``, ``unknown``.
    """
    word, detail = voice["law"], voice["law_detail"]
    if word == Law.LISTED and detail in (Detail.TRANSPOSED, Detail.FOLLOWS):
        return str(detail)
    return str(detail if word == Law.NOT_LISTED and detail == Detail.DELISTED else word)


def shortest(row: Row) -> Sequence[Mapping[str, str]] | None:
    """Return the fewest changes (party, to) that make it agreed; none where it is, or none do.

    None where what it would take is not known.
    """
    if row["needs"] is None:
        return () if row["status"] == "agreed" else None
    ways = (need["changes"] for need in row["needs"] if need["to"] == "agreed")
    return next(ways, ())


def for_it(row: Row, asks: Iterable[str]) -> int:
    """Return how many of the voices that a rule asks count for the listing."""
    voices = row["voices"]
    listed = (row.get("lists", {}).get(name) for name in asks if name not in voices)
    counted = (voices[name]["counts"] for name in asks if name in voices)
    return sum(count is True for count in (*counted, *listed))


def needs_words(row: Row) -> str:
    """Say what it would take, by direction: ``agreed: ru; or eu + gb | not_listed: un``.

    ``unknown`` where that is not known, nothing where no voice can decide it.
    """
    if row["needs"] is None:
        return "unknown"
    ways: dict[str, list[str]] = {}
    for need in row["needs"]:
        way = " + ".join(change["party"] for change in need["changes"])
        ways.setdefault(need["to"], []).append(way)
    return " | ".join(f"{to}: {'; or '.join(found)}" for to, found in ways.items())


def line_cells(row: Row) -> tuple[str, str]:
    """Return the name on the table and what the rule says of it, which may mean other entities."""
    return row["line"], row["status"]


def with_first(rows: Iterable[Row]) -> tuple[Row | None, Iterator[Row]]:
    """Return the first row (None if there is none), and all of them."""
    found = iter(rows)
    first = next(found, None)
    return first, found if first is None else chain((first,), found)


def _marked(word: str, confidence: str | None) -> str:
    plain = confidence in (None, Confidence.STATED)
    return word if plain else f"{word} ({confidence})"
