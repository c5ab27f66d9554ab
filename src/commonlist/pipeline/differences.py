"""What came and went: in a list between two days, or in a rule's answer."""

from collections import Counter
from collections.abc import Set
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from commonlist.errors import InputError, UnknownNameError
from commonlist.pipeline.agreeing import Question, agree
from commonlist.storage import lists
from commonlist.storage.lists import Snapshot


def of_source(connection: Connection, source: str, first: date, last: date) -> dict[str, Any]:
    """Compare the whole copies of a list in effect on two days, by entry.

    Raises:
        UnknownNameError: nothing of that source is in the workspace.
        InputError: no whole copy reaches one of the days.
    """
    copies = [s for s in lists.snapshots(connection, source) if not s.translation]
    if not copies:
        raise UnknownNameError(f"nothing of {source!r} is here; commonlist sources shows what is")
    then, now = (_in_effect(copies, source, day) for day in (first, last))
    before, after = (lists.entries_of(connection, copy.id) for copy in (then, now))
    return {
        "source": source,
        "from": then.day,
        "to": now.day,
        "added": _listed(after, after.keys() - before.keys()),
        "removed": _listed(before, before.keys() - after.keys()),
        "changed": _listed(
            after, {e for e in after.keys() & before.keys() if after[e][0] != before[e][0]}
        ),
    }


def of_copy(connection: Connection, source: str, day: str = "") -> dict[str, Any] | None:
    """Compare a whole copy of a list (that of a day, else the last) with the one before it.

    None if there is no such copy, or none before it.
    """
    copies = [
        copy
        for copy in lists.snapshots(connection, source)
        if copy.scope == "whole" and not copy.translation
    ]
    days = list(dict.fromkeys(copy.day for copy in copies))
    if len(days) < 2 or (day and day not in days[1:]):
        return None
    at = days.index(day) if day else len(days) - 1
    first, last = (date.fromisoformat(each) for each in (days[at - 1], days[at]))
    return of_source(connection, source, first, last)


def comparable(connection: Connection) -> dict[str, str]:
    """Return the lists of which two whole copies or more are here, with their titles."""
    whole = Counter(
        s.source for s in lists.snapshots(connection) if s.scope == "whole" and not s.translation
    )
    titles = {name: source.title for name, (source, _) in lists.sources(connection).items()}
    return {name: titles[name] for name in sorted(whole) if whole[name] > 1}


def _in_effect(copies: list[Snapshot], source: str, day: date) -> Snapshot:
    held = [c for c in copies if c.scope == "whole" and c.day <= day.isoformat()]
    if not held:
        days = ", ".join(c.day for c in copies if c.scope == "whole") or "none"
        raise InputError(f"no whole copy of {source} of {day} or before; there are: {days}")
    return held[-1]


def _listed(entries: dict[str, tuple[int, str]], chosen: set[str]) -> list[dict[str, str]]:
    return [{"entry": entry, "caption": entries[entry][1]} for entry in sorted(chosen)]


def of_rules(connection: Connection, one: Question, other: Question) -> dict[str, Any]:
    """Compare two answers: who entered the agreed part, who left, and which voices changed."""
    then, now = agree(connection, one), agree(connection, other)
    before, after = (_by_id(answer) for answer in (then, now))
    lacking = after.keys() - before.keys(), before.keys() - after.keys()
    before |= _asked_too(connection, one, lacking[0])
    after |= _asked_too(connection, other, lacking[1])
    moved = [
        _moved(before[entity], after[entity]) for entity in sorted(before.keys() & after.keys())
    ]
    moved = [row for row in moved if row["from"] != row["to"]]
    return {
        "from": _head(then),
        "to": _head(now),
        "entered": [row for row in moved if row["to"] == "agreed"],
        "left": [row for row in moved if row["from"] == "agreed"],
        "changed": [row for row in moved if "agreed" not in (row["from"], row["to"])],
    }


def _by_id(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in answer["entities"]}


def _asked_too(
    connection: Connection, question: Question, entities: Set[str]
) -> dict[str, dict[str, Any]]:
    """What the other answer speaks of, asked of this one."""
    if not entities:
        return {}
    return _by_id(agree(connection, replace(question, entities=tuple(sorted(entities)))))


def _head(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: answer[key] for key in ("rule", "preset", "as_of", "known", "topic")}


def _moved(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    then, now = before["voices"], after["voices"]
    return {
        "id": after["id"],
        "caption": after["caption"],
        "from": before["status"],
        "to": after["status"],
        "why": [
            change
            for party in {**then, **now}
            if (change := _change(party, then.get(party), now.get(party))) is not None
        ],
    }


def _change(
    party: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> dict[str, Any] | None:
    """A voice that changed, with the acts that came or went with it."""
    then, now = (_said(voice) for voice in (before, after))
    if then == now:
        return None
    acts = {act["record"] for act in (before or {}).get("acts", ())} ^ {
        act["record"] for act in (after or {}).get("acts", ())
    }
    return {"party": party, "from": then, "to": now, "records": sorted(acts)}


def _said(voice: dict[str, Any] | None) -> str:
    if voice is None:
        return "not asked"
    word = f", {voice['stance']}" if voice["stance"] != "none_known" else ""
    return f"{voice['law']}{word}"
