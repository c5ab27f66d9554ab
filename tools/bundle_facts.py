"""Make the bundled tables from the published facts beside the repository.

    PYTHONPATH=src python tools/bundle_facts.py [--facts FOLDER] [--un FOLDER]

Writes ``src/commonlist/sources/bundled/*.csv``; the same input gives the same bytes. The facts'
README says what each file proves and what its columns mean. What is taken: rows with confidence
``stated``, without the fields that rest on memory; of a list whose history holds only with them
also the ``recalled`` rows, as bare names. Names, dates, legal basis, references and where it was
read; no prose. ``judgements.csv``, ``relations.csv`` and the docket are written by hand.
"""

import argparse
import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from commonlist.records import Record
from commonlist.sources import un_sc
from commonlist.sources.reading import Input
from commonlist.sources.source import History
from commonlist.sources.table import COLUMNS, STATED, Statements
from commonlist.values.dates import parse_iso
from commonlist.values.text import slug

HERE = Path(__file__).parents[1]
OUT = HERE / "src/commonlist/sources/bundled"
SHARED = HERE.parent / "shared/data"

Row = dict[str, str]

FACTS = (
    *("party", "authority", "list", "entry", "kind", "name", "aliases", "name_original_script"),
    *("listed_on", "listed_on_kind", "in_force_on", "delisted_on", "delisted_reason_short"),
    *("origin", "legal_basis", "reference", "un_reference", "remarks"),
    *("source", "source_date", "confidence"),
)
"""The columns that a stated row keeps."""
BARE = (
    *("party", "authority", "list", "entry", "kind", "name", "aliases", "name_original_script"),
    *("un_reference", "confidence"),
)
"""The columns of a bare name: it can be found, and nothing is said of it."""
FACTUAL_REMARKS = (
    *("part:", "former name", "printed under the former name"),
    *("listed as an alias", "listed in a new category"),
)
DAY = "2015-12-18"


# The lists


def bundled(rows: Iterable[Row], statements: Statements) -> Iterator[Row]:
    """Yield the rows of one list of facts that go into the package."""
    for row in rows:
        if row["confidence"] == "stated":
            yield from split_by_part(read_only(row))
        elif is_needed(row, statements.history):
            yield bare(row)


def is_needed(row: Row, history: History) -> bool:
    """Is the list's history true only with this recalled row?

    A complete one needs them all; a current one those that are still in force.
    """
    ended = row["delisted_on"] or row["delisted_reason_short"]
    return history is History.COMPLETE or (history is History.CURRENT and not ended)


def read_only(row: Row) -> Row:
    """Leave out the fields of a stated row that rest on memory, and its prose."""
    recalled = row["recalled_fields"].split()
    kept = {column: "" if column in recalled else row[column] for column in FACTS}
    if "in_force_on" in recalled:
        kept["reference"] = re.sub(r"(?:^|; )in force [^;]*", "", kept["reference"])
    return {**kept, "remarks": factual(kept["remarks"])}


def factual(remarks: str) -> str:
    """Keep what a remark says of the part listed or of names."""
    clauses = (clause.strip() for clause in remarks.split(";"))
    return "; ".join(clause for clause in clauses if clause.startswith(FACTUAL_REMARKS))


def bare(row: Row) -> Row:
    """Keep the names alone; a dated alias loses its date."""
    aliases = re.sub(r" \[(?:from|until) [^\]]*\]", "", row["aliases"])
    return {**{column: row[column] for column in BARE}, "aliases": aliases}


WIDENED = {
    ("gb_proscribed", "hizballah-external-security-organisation"): (
        "External Security Organisation, from 2008 military wing",
        "2019-03-01",
        ("S.I. 2001/1261; 2008/1931", "S.I. 2019/406"),
    ),
    ("gb_proscribed", "hamas-izz-al-din-al-qassem-brigades"): (
        "Izz al-Din al-Qassem Brigades",
        "2021",
        ("S.I. 2001/1261", ""),
    ),
}
"""Entries for a wing that became the whole: part, day, references before and after.

They are two rows, as Australia and New Zealand print it: the wing is not the whole, so the names
of the one must not be read as names of the other.
"""
PART_UNTIL = {("eu_931", "10"): "part: Hamas-Izz al-Din al-Qassem until 2003-09-12"}
"""An entry of the whole's name that covered a part until a day."""


def split_by_part(row: Row) -> Iterator[Row]:
    """Yield the row, or two if it was widened from a wing to the whole."""
    key = (row["list"], row["entry"])
    if key not in WIDENED:
        yield {**row, "remarks": PART_UNTIL.get(key, row["remarks"])}
        return
    part, day, (before, after) = WIDENED[key]
    later = f" [from {day}]"
    aliases = row["aliases"].split(" | ")
    whole, *others = [alias.removesuffix(later) for alias in aliases if alias.endswith(later)]
    yield {
        **row,
        "aliases": " | ".join(alias for alias in aliases if not alias.endswith(later)),
        "delisted_on": day,
        "delisted_reason_short": f"replaced by the listing of {whole}",
        "reference": before,
        "remarks": f"part: {part}",
    }
    yield {
        **row,
        "entry": slug(whole),
        "name": whole,
        "aliases": " | ".join(others),
        "listed_on": day,
        "reference": after,
        "remarks": "",
    }


# The United Nations


def un_statements(day: str) -> Statements:
    """Say what one edition of the consolidated list proves."""
    return Statements(
        topic="terrorism",
        title="UN Security Council Consolidated List, organisations, QDe and TAe",
        history=History.CURRENT,
        covers_from=parse_iso(day),
        covers_to=parse_iso(day),
        register="un_sc",
        kinds=frozenset({"organization"}),
        fewest=60,
    )


def un_organizations(consolidated: Path, day: str) -> Iterator[Row]:
    """Yield the organisations under resolutions 1267 and 1988, by reference number."""
    given = Input(consolidated.name, lambda: consolidated.open("rb"))
    records = (item for item in un_sc.read([given]) if isinstance(item, Record))
    chosen = (record for record in records if record.entry.startswith(("QDe.", "TAe.")))
    for record in sorted(chosen, key=lambda record: record.entry):
        yield un_row(record, day)


def un_row(record: Record, day: str) -> Row:
    """Take the facts of an entry: names, numbers, day, regime, legal basis."""
    (act,) = record.designations
    caption, *captions = [name.text for name in record.names if not name.alias]
    aliases = [name for name in record.names if name.alias]
    return {
        "party": "UN",
        "authority": act.authority,
        "list": "un_organizations",
        "entry": record.entry,
        "kind": record.kind,
        "name": caption,
        "aliases": " | ".join(name.text for name in aliases),
        "name_original_script": "; ".join(captions),
        "programme": act.programme,
        "by_regime": "yes" if act.by_regime else "",
        "listed_on": str(act.listed_on.date) if act.listed_on else "",
        "listed_on_kind": act.listed_on.kind if act.listed_on else "",
        "origin": act.origin,
        "legal_basis": act.legal_basis,
        "reference": act.reference,
        "references": " ".join(record.references),
        "remarks": "; ".join(f"former name: {name.text}" for name in aliases if name.former),
        "source": "UN Security Council Consolidated List (XML)",
        "source_date": day,
        "confidence": "stated",
    }


# The docket of 2015

AUTHORITIES = {
    "UN": "United Nations Security Council",
    "US": "Department of State",
    "RU": "Supreme Court",
    "EU": "Council of the EU",
    "GB": "Home Office",
    "TR": "Council of Ministers",
    "SA": "Ministry of Interior",
    "QA": "Gulf Cooperation Council",
    "AE": "UAE Cabinet",
    "EG": "Cabinet",
    "FR": "Council of the EU",
}
"""Whose act a row of the positions rests on, where its source does not name another."""
NAMED_AUTHORITIES = (
    ("GCC decision", "Gulf Cooperation Council"),
    ("OFAC", "Department of the Treasury (OFAC)"),
    ("Schedule 2", "Home Office"),
    ("OFSI", "HM Treasury (OFSI)"),
)
STANCES = {
    "proposed_to_list": "supports",
    "opposed_to_list": "opposes",
    "reported_agreeing": "reported",
}
LAW_STATEMENTS = Statements(
    topic="terrorism",
    title="Designations that the Syria docket of 2015 rests on, from no list here",
    covers_to=parse_iso(DAY),
    relevant=False,
    kinds=frozenset({"organization"}),
)


def law(positions: Iterable[Row], docket: dict[str, Row]) -> Iterator[Row]:
    """Yield the stated listings of the positions, one row an act."""
    for row in positions:
        if row["kind"] == "listed" and row["confidence"] == "stated":
            yield law_row(row, docket[row["subject"]])


def law_row(row: Row, line: Row) -> Row:
    """Make a listing of the positions a row of a table."""
    named = (name for words, name in NAMED_AUTHORITIES if words in row["basis_or_source"])
    return {
        "party": row["party"],
        "authority": next(named, AUTHORITIES[row["party"]]),
        "list": "syria_2015_law",
        "entry": slug(" ".join((row["party"], row["subject"], row["part"]))),
        "kind": "organization",
        "name": line["name"],
        "aliases": row["subject"] if row["subject"] != line["name"] else "",
        "listed_on": row["since"],
        "listed_on_kind": "designated" if row["since"] else "",
        "origin": row["note"] if row["note"].startswith("follows(") else "",
        "remarks": f"part: {row['part']}" if row["part"] else "",
        "source": row["basis_or_source"],
        "source_date": DAY if row["as_of_2015_12_18"] == "yes" else row["since"],
        "confidence": "stated",
    }


def stances(positions: Iterable[Row]) -> Iterator[Row]:
    """Yield what parties said, read in a source or reported by another; nothing from memory."""
    for row in positions:
        if row["kind"] in STANCES and row["confidence"] in ("stated", "second-hand"):
            yield {
                "party": row["party"].lower(),
                "subject": row["subject"],
                "stance": STANCES[row["kind"]],
                "since": row["since"],
                "confidence": row["confidence"],
                "source": row["basis_or_source"],
                "note": row["note"],
            }


# Writing


def header(said: Statements) -> str:
    """Print statements as the lines that a table begins with."""
    blank = Statements(topic="")
    lines = [
        f"# {key}: {printed(getattr(said, key))}"
        for key in Statements.__dataclass_fields__
        if getattr(said, key) != getattr(blank, key) or key in ("history", "relevant")
    ]
    return "\n".join(lines) + "\n"


def printed(value: object) -> str:
    """Print one statement's value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def as_csv(rows: Iterable[Row], columns: Iterable[str]) -> str:
    """Print rows as CSV with those of ``columns`` that any row fills."""
    made = list(rows)
    used = [column for column in columns if any(row.get(column) for row in made)]
    out = io.StringIO()
    writer = csv.DictWriter(out, used, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(made)
    return out.getvalue()


def read(path: Path) -> list[Row]:
    """Read a CSV with a header line."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files(facts: Path, un: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and text of each bundled table."""
    for name, said in STATED.items():
        rows = bundled(read(facts / f"{name}.csv"), said)
        yield f"{name}.csv", header(said) + as_csv(rows, COLUMNS)
    for day in ("2015-03-27", "2016-06-20", "2026-02-27"):
        rows = un_organizations(un / f"un_consolidated_{day}.xml", day)
        text = header(un_statements(day)) + as_csv(rows, COLUMNS)
        yield f"un_organizations_{day}.csv", text
    positions = read(facts / "syria_2015_positions.csv")
    docket = {row["line"]: row for row in read(OUT / "syria_2015_docket.csv")}
    yield "syria_2015_law.csv", header(LAW_STATEMENTS) + as_csv(law(positions, docket), COLUMNS)
    said_by = ("party", "subject", "stance", "since", "confidence", "source", "note")
    yield "syria_2015_stances.csv", as_csv(stances(positions), said_by)


def main() -> None:
    """Write the bundled tables."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--facts", type=Path, default=SHARED / "facts")
    options.add_argument("--un", type=Path, default=SHARED / "lists/un")
    given = options.parse_args()
    for name, text in files(given.facts, given.un):
        (OUT / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
