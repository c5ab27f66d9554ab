"""Tables that a person can read. Colour is never the only sign, and never red or green."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

SIGNS = {
    "listed": ("✓", "bold cyan"),
    "listed_in_part": ("◐", "cyan"),
    "not_listed": ("✗", ""),
    "unknown": ("?", "dim"),
    "supports": ("+", "bold"),
    "reported": ("~", "bold"),
    "opposes": ("−", "bold"),
    "conditional": ("±", "bold"),
    "reserved": ("±", "bold"),
}
LEGEND = (
    "✓ listed   ◐ listed in part   ✗ not listed   ? unknown: its lists are not loaded or do not "
    "reach the day\nword: + supports   ~ reported by another government to agree   − opposes   "
    "± conditional or reserved   * second-hand   ' by a list of another day (stale)   → through "
    "its bloc"
)
STATUS = {
    "agreed": ("agreed", "bold cyan"),
    "disputed": ("disputed", "bold magenta"),
    "undetermined": ("undetermined", "yellow"),
    "not_listed": ("not listed", "dim"),
}


_NAME, _STATUS, _CELL = 36, 13, 5
"""Widest name, a status, and a party's cell, in columns of the screen."""


def standard_output() -> Console:
    """Return a console as wide as COLUMNS says, else the terminal; without one 200.

    Names and texts of lists are printed as they are: nothing in them is markup.
    """
    import shutil

    width = shutil.get_terminal_size((200, 0)).columns
    return Console(width=width or 200, highlight=False, soft_wrap=False, markup=False, emoji=False)


def cell(voice: Mapping[str, Any]) -> Text:
    """Return one voice: law, and the word where there is one."""
    sign, colour = SIGNS[voice["law"]]
    text = Text(sign, style=colour)
    detail = voice["law_detail"]
    text.append("→" if detail == "follows" else "'" if detail == "stale" else "")
    if voice["stance"] != "none_known":
        word, colour = SIGNS[voice["stance"]]
        text.append(word, style=colour)
        if voice["stances"][-1]["confidence"] == "second-hand":
            text.append("*")
    return text


def matrix(answer: Mapping[str, Any], most: int = 100) -> None:
    """Print organisations against parties."""
    console = standard_output()
    _head(console, answer)
    rows = answer["entities"]
    _grid(console, answer["parties"], rows[:most] if most else rows)
    if most and len(rows) > most:
        console.print(f"{len(rows) - most} more rows: --rows 0 shows all")
    console.print(LEGEND, style="dim")


def _head(console: Console, answer: Mapping[str, Any]) -> None:
    name = f"{answer['preset']}: {answer['title']}" if answer["preset"] else "rule"
    console.print(Text(f"{name}  ", style="bold") + Text(answer["rule"], style="dim"))
    known = f", as known on {answer['known']}" if answer["known"] else ""
    counts = _tally(answer["entities"])
    console.print(f"on {answer['as_of']}{known}, topic {answer['topic']}: {counts}")


def _tally(rows: Sequence[Mapping[str, Any]]) -> str:
    found = [
        f"{sum(row['status'] == status for row in rows)} {words}"
        for status, (words, _) in STATUS.items()
    ]
    return ", ".join(found)


def _grid(console: Console, parties: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    shown = list(rows)
    wide = max(1, (console.width - _NAME - _STATUS) // _CELL)
    for start in range(0, len(parties), wide):
        _block(console, parties[start : start + wide], shown)


def _block(console: Console, parties: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """As many parties as fit beside the names."""
    table = Table(show_header=True, header_style="bold", pad_edge=False, box=None)
    table.add_column("", overflow="fold", min_width=20, max_width=_NAME)
    for party in parties:
        table.add_column(party, justify="left", no_wrap=True)
    table.add_column("", no_wrap=True)
    for row in rows:
        words, style = STATUS[row["status"]]
        table.add_row(
            row.get("line") or row["caption"],
            *(cell(row["voices"][party]) for party in parties),
            Text(words, style=style),
        )
    console.print(table)


def agreed(answer: Mapping[str, Any]) -> None:
    """Print who is agreed, disputed and undetermined, with voices and what it would take."""
    console = standard_output()
    _head(console, answer)
    _decisions(console, answer)


def _decisions(console: Console, answer: Mapping[str, Any]) -> None:
    for status, (words, style) in STATUS.items():
        rows = [row for row in answer["entities"] if row["status"] == status]
        if rows:
            console.print()
            console.print(Text(f"{words} ({len(rows)})", style=style))
        for row in rows:
            _decided(console, row)


def _decided(console: Console, row: Mapping[str, Any]) -> None:
    title = row.get("line") or row["caption"]
    console.print(Text(f"  {title}", style="bold") + Text(f"  {row['id']}", style="dim"))
    for words, parties in _groups(row).items():
        console.print(f"    {words}: {', '.join(parties)}")
    if "may_be" in row:
        others = ", ".join(f"{other['caption']} ({other['id']})" for other in row["may_be"])
        found = f"may be: {others}" if others else "no entry is found under this name"
        console.print(f"    {found}; commonlist judge ties it to a record, or says that it is none")
    if row.get("note"):
        console.print(f"    open: {row['note']}")
    if row["status"] != "agreed":
        console.print(f"    it would take: {needs(row, 'agreed')}")


def _groups(row: Mapping[str, Any]) -> dict[str, list[str]]:
    """Parties by what they say, each with since when."""
    groups: dict[str, list[str]] = {}
    for party, voice in row["voices"].items():
        groups.setdefault(voice["law"].replace("_", " "), []).append(party + _since(voice))
        if voice["stance"] != "none_known":
            said = voice["stances"][-1]
            hand = ", second-hand" if said["confidence"] == "second-hand" else ""
            when = f" ({said['since'] or 'since: not known'}{hand})"
            groups.setdefault(voice["stance"], []).append(party + when)
    order = ("listed", "listed in part", "not listed", "supports", "reported", "opposes")
    last = ("conditional", "reserved", "unknown")
    return {words: groups[words] for words in (*order, *last) if words in groups}


def _since(voice: Mapping[str, Any]) -> str:
    if voice["law"] not in ("listed", "listed_in_part"):
        return ""
    seen = " seen" if voice["since_kind"] == "first_seen" else ""
    part = f"; {voice['part']}" if voice.get("part") else ""
    stale = "; stale" if voice["law_detail"] == "stale" else ""
    return f" ({voice['since'] or 'since: not known'}{seen}{part}{stale})"


def needs(row: Mapping[str, Any], to: str, most: int = 4) -> str:
    """Return the smallest changes that would make a row ``to``: "ru listed; or eu + gb listed"."""
    if row["needs"] is None:
        return "unknown; there are more ways than are looked through"
    found = [need["changes"] for need in row["needs"] if need["to"] == to]
    if not found:
        return "no voice alone can decide it"
    shown = "; or ".join(_changes(changes) for changes in found[:most])
    return shown + (f"; or {len(found) - most} others" if len(found) > most else "")


def _changes(changes: Sequence[Mapping[str, str]]) -> str:
    by_law: dict[str, list[str]] = {}
    for change in changes:
        by_law.setdefault(change["to"].replace("_", " "), []).append(change["party"])
    return ", ".join(f"{' + '.join(parties)} {law}" for law, parties in by_law.items())


def demo(shown: Mapping[str, Any]) -> None:
    """Print the docket of 2015 and how the bundled lists overlap."""
    console = standard_output()
    others = f" and {shown['others']} others of this workspace" if shown["others"] else ""
    console.print(
        f"{shown['lists']} bundled lists{others}, {shown['records']} records, "
        f"{shown['entities']} entities. The Syria docket of New York, 18 December 2015:\n"
    )
    answer = shown["answer"]
    matrix(answer)
    _decisions(console, answer)
    spread = shown["spread"]
    console.print()
    console.print(
        Text(
            f"How the organisations of {'these' if others else 'all bundled'} lists spread ",
            style="bold",
        )
        + Text(f"({len(spread['parties'])} parties: {', '.join(spread['parties'])})")
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("on the lists of", justify="right")
    table.add_column("organisations", justify="right")
    table.add_column("")
    for k, count in sorted(((int(k), n) for k, n in spread["on"].items()), reverse=True):
        table.add_row(f"{k} of {len(spread['parties'])}", str(count), "▇" * max(1, count // 2))
    console.print(table)
    console.print(
        "A name is counted where a loaded list proves it in force on the day; unknown is not "
        "counted.",
        style="dim",
    )


def sources(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print the sources."""
    shown = [
        {
            "source": row["source"],
            "party": row["party"],
            "authority": row.get("authority", ""),
            "copies": row["copies"] or "",
            "last": row.get("last") or "",
            "age": _age(row),
            "entries": row.get("entries") or "",
            "quarantined": row.get("quarantined") or "",
        }
        for row in rows
    ]
    table("Sources", shown)


def _age(row: Mapping[str, Any]) -> str:
    if row.get("age_days") is None:
        return "not loaded"
    return f"{row['age_days']} days" + (" (stale)" if row["stale"] else "")


def ingested(results: Sequence[Mapping[str, Any]]) -> None:
    """Print what was read."""
    words = ("records", "quarantined", "added", "changed", "removed", "seconds")
    table(
        "Ingested",
        [
            {
                "source": result["source"],
                "of": result["generated"] or "no date",
                "scope": result["scope"],
                **{word: result[word] for word in words},
                "": "" if result["new"] else "was here",
            }
            for result in results
        ],
    )


def fetched(results: Sequence[Mapping[str, Any]]) -> None:
    """Print what was fetched."""
    table("Fetched", results)


def figures(title: str, found: Mapping[str, Any]) -> None:
    """Print named figures."""
    shown = Table(title=title, title_justify="left", box=None, show_header=False, pad_edge=False)
    for name, value in found.items():
        shown.add_row(name.replace("_", " "), _plain(value))
    standard_output().print(shown)


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {v}" for k, v in value.items())
    return "unknown" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def table(title: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows of one shape."""
    if not rows:
        standard_output().print(f"{title}: none")
        return
    shown = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        shown.add_column(str(name).replace("_", " "), overflow="fold")
    for row in rows:
        shown.add_row(*(Text("" if value is None else str(value)) for value in row.values()))
    standard_output().print(shown)


def dossier(found: Mapping[str, Any]) -> None:
    """Print what is held on one entity."""
    console = standard_output()
    console.print(
        Text(found["caption"], style="bold")
        + Text(f"  {found['kind']}, {found['id']}", style="dim")
    )
    console.print()
    table(
        "Names",
        [
            {
                "name": row["name"],
                "script": row["script"],
                "marks": ", ".join(row["marks"]),
                "used by": ", ".join(row["used_by"]),
            }
            for row in found["names"]
        ],
    )
    acts = [
        {
            "party": party,
            "record": act["record"],
            "programme": act["programme"],
            "topic": act["topic"],
            "since": act["since"] or "not known",
            "kind": (act["since_kind"] or "").replace("_", " "),
            "origin": act["origin"] or "not said",
            "basis": act["basis"] or "",
            "by the list of": (act["list_of"] or "") + (" (stale)" if act["stale"] else ""),
        }
        for party, voice in found["voices"].items()
        for act in voice["acts"]
    ]
    console.print()
    table(f"Listed on {found['as_of']}", acts)
    ended = [
        {
            "party": act["party"],
            "record": act["record"],
            "state": act["state"].replace("_", " "),
            "by the list of": act["list_of"] or "",
        }
        for act in found["ended"]
    ]
    if ended:
        console.print()
        table(f"Not in force on {found['as_of']}, or not known", ended)
    said = [
        {"party": party, "word": s["stance"], "since": s["since"] or "not known",
         "confidence": s["confidence"], "source": s["source"]}
        for party, voice in found["voices"].items()
        for s in voice["stances"]
    ]  # fmt: skip
    for title, rows in (("Said", said), ("Relations", found["relations"])):
        if rows:
            console.print()
            table(title, rows)


def difference(found: Mapping[str, Any]) -> None:
    """Print what came and went."""
    console = standard_output()
    if "source" in found:
        console.print(Text(f"{found['source']}: {found['from']} to {found['to']}", style="bold"))
        for word in ("added", "removed", "changed"):
            table(f"{word} ({len(found[word])})", found[word])
        return
    for end in ("from", "to"):
        head = found[end]
        console.print(f"{end}: {head['preset'] or head['rule']} on {head['as_of']}")
    for word in ("entered", "left", "changed"):
        rows = [
            {
                "caption": row["caption"],
                "from": row["from"],
                "to": row["to"],
                "because": "; ".join(
                    f"{why['party']}: {why['from']} to {why['to']}" for why in row["why"]
                ),
            }
            for row in found[word]
        ]
        table(f"{word} ({len(rows)})", rows)


def quarantine(faults: Sequence[Any]) -> None:
    """Print entries that could not be read."""
    table(
        "Quarantine",
        [
            {
                "id": fault.id,
                "source": fault.source,
                "copy of": fault.day,
                "where": fault.place,
                "reason": fault.reason,
                "raw": fault.raw[:120],
                "looked at": fault.looked_by or "",
            }
            for fault in faults
        ],
    )


def overlays(found: Sequence[Any]) -> None:
    """Print overlays."""
    table(
        "Overlays",
        [
            {
                "id": o.id,
                "record": o.record,
                "field": o.field,
                "value": o.value,
                "author": o.author,
                "reason": o.reason,
                "made": o.made_at,
                "undone": o.undone_at or "",
            }
            for o in found
        ],
    )
