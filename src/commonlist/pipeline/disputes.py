"""One entity on the table: who is for it and who against, and what would change the answer."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from commonlist.agreement.language import parse
from commonlist.agreement.relaxing import relaxed
from commonlist.agreement.rules import Truth
from commonlist.agreement.voices import Law, Stand
from commonlist.pipeline.agreeing import Question, agree
from commonlist.pipeline.resolving import find_entity


class Side(StrEnum):
    """Where a voice that the rule asks stands.

    ``FOR``: it counts for the listing. ``PART``: the party lists a part of it, which the rule does
    not count. ``AGAINST``: the party speaks against it. ``SILENT``: it does not list it and says
    nothing. ``UNKNOWN``: how it counts is not known.
    """

    FOR = "for"
    PART = "part"
    AGAINST = "against"
    SILENT = "silent"
    UNKNOWN = "unknown"


def dispute(connection: Connection, question: Question, entity: str) -> dict[str, Any]:
    """Return the answer on one entity, laid out by side.

    ``row`` is its row of `agree`; ``sides`` the voices asked, by `Side`; ``since`` and ``first``
    when and by whom it was first listed of those that list it now; ``rules`` the nearest rules
    that would hold; ``supposed`` the row under the question's suppositions, None without any.

    Raises:
        UnknownNameError: nothing or several go by that name.
        InputError: a supposition that the rule does not ask.
    """
    found = find_entity(connection, entity)
    alone = replace(question, entities=(found,))
    answer = agree(connection, replace(alone, supposed=()))
    row = answer["entities"][0]
    supposed = agree(connection, alone)["entities"][0] if question.supposed else None
    voices: Mapping[str, Any] = row["voices"]
    listing = [
        (voice["since"], name)
        for name, voice in voices.items()
        if voice["since"] and name in answer["asks"]
    ]
    since, first = min(listing, default=(None, None))
    return {
        **{name: answer[name] for name in ("rule", "preset", "title", "as_of", "known", "topic")},
        "asks": answer["asks"],
        "row": row,
        "sides": _sides(answer["asks"], row),
        "since": since,
        "first": first,
        "rules": [str(rule) for rule in relaxed(parse(answer["rule"]), _counts(row))],
        "supposed": supposed,
    }


def _sides(asks: list[str], row: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {side.value: [] for side in Side}
    for name in asks:
        found[_side(name, row)].append(name)
    return found


def _side(name: str, row: Mapping[str, Any]) -> Side:
    voice = row["voices"].get(name)
    counts = voice["counts"] if voice else row["lists"][name]
    if counts is True:
        return Side.FOR
    if voice and voice["stance"] == Stand.OPPOSES:
        return Side.AGAINST
    if voice and counts is False and voice["law"] == Law.LISTED_IN_PART:
        return Side.PART
    return Side.SILENT if counts is False else Side.UNKNOWN


def _counts(row: Mapping[str, Any]) -> dict[str, Truth]:
    said = {name: voice["counts"] for name, voice in row["voices"].items()} | row.get("lists", {})
    words = {True: Truth.YES, False: Truth.NO, None: Truth.UNKNOWN}
    return {name: words[count] for name, count in said.items()}
