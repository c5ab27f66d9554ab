"""The published lists as records, and which of them are one party as far as is known.

Known is what labels say (``labels/crosswalk.csv`` after ``crosswalk_fixes.csv``, for measuring
only), and what the lists quote of each other. No matcher is asked; of what matchers found
to be one, people have judged some (``judged.csv``).
"""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from pathlib import Path

import msgspec
from anyascii import anyascii
from rapidfuzz import fuzz

from commonlist.errors import FormatError
from commonlist.records import Kind, Name, Record
from commonlist.sources import ftm, reader
from commonlist.sources.reading import Input, Item
from commonlist.values.identifiers import un_references

SHARED = Path(__file__).parents[2] / "shared" / "data"
LISTS: Mapping[str, Sequence[str]] = {
    "un_sc": ("un/un_consolidated_2026-02-27.xml",),
    "us_ofac_sdn": tuple(f"us_ofac/2023-12-28/{part}.csv" for part in ("sdn", "add", "alt")),
    "gb_ofsi": ("uk/ofsi_conlist_2020-04-27.csv",),
    "au_dfat": ("au/regulation8_consolidated_2024-12.xlsx",),
    "ca_sema": ("ca/sema_2025-03-20.xml",),
    "tr_masak": ("tr/fcib_persons_orgs_2024-09.txt",),
    "kg_fiu": ("kg/fiu_persons_2021-04.csv",),
    "my_moha": ("my/moha_2025-02.xml",),
    "in_mha": ("in/mha_banned_2015-03-30.html",),
}
"""Source to the files of its newest (or labelled) copy, under ``lists``."""
JUDGED = Path(__file__).with_name("judged.csv")
"""Two entries that are one party, which neither labels nor lists say, and the grounds: judged by
reading what either matcher alerted on of real parties held out (ours from 0.3 on, logic-v2 from
0.8). What was unclear stays two."""
_LABELLED = {
    "un": "un-dataid",
    "us_ofac": "us-ofac",
    "gb_hmt": "gb-ofsi",
    "gb_fcdo": "gb-uksl",
    "au_dfat": "au-dfat",
    "eu_fsf": "eu-fsf",
}
"""The labels' word for a source to the scheme of references that holds its ids."""


def everything(shared: Path = SHARED) -> list[Record]:
    """Read all the lists: one record per entry, with names, births, countries and references."""
    lists = shared / "lists"
    found = [
        record
        for source, files in LISTS.items()
        for record in _read(reader(source).read, *(lists / file for file in files))
    ]
    found += _european(lists / "eu" / "fsf_2022-01-24_ftm.jsonl.gz")
    found += _british(lists / "uk" / "uksl_tables_2026-04")
    found += _tables(shared / "facts")
    return found


def _read(read: Callable[[Sequence[Input]], Iterator[Item]], *paths: Path) -> Iterator[Record]:
    return (item for item in read([_input(path) for path in paths]) if isinstance(item, Record))


def _input(path: Path) -> Input:
    return Input(path.name, lambda: path.open("rb"))


def _european(path: Path) -> Iterator[Record]:
    items = ftm.read([_input(path)], name="eu_fsf", party="eu")
    return (item for item in items if isinstance(item, Record))


def _tables(folder: Path) -> Iterator[Record]:
    for path in sorted(folder.glob("*.csv")):
        try:
            yield from list(_read(reader("table").read, path))
        except (FormatError, IndexError):  # tables of another shape: stances, expectations
            continue


def _british(folder: Path) -> Iterator[Record]:
    """The UK list from tables that somebody else made of it: ids and names.

    Their dates of birth are left out, as many are not those of the entry.
    """
    names = defaultdict(list)
    for row in rows(folder / "subject_names.csv"):
        alias, weak = row["name_type"] != "primary", "low" in row["alias_strength"].lower()
        if row["full_name"]:
            name = Name(text=row["full_name"], alias=alias, weak=weak)
            names[row["unique_id"]].append(name)
    for row in rows(folder / "subjects.csv"):
        if row["unique_id"] in names:
            yield _subject(row, names[row["unique_id"]])


def _subject(row: Mapping[str, str], names: Sequence[Name]) -> Record:
    kinds = {"individual": Kind.PERSON, "entity": Kind.ORGANIZATION, "ship": Kind.VESSEL}
    quoted = [f"un:{number}" for number in un_references(row["un_reference_number"])]
    quoted += [f"gb-ofsi:{row['ofsi_group_id']}"] if row["ofsi_group_id"] else []
    return Record(
        source="gb_uksl",
        entry=row["unique_id"],
        kind=kinds.get(row["subject_type"], Kind.OTHER),
        names=tuple(sorted(names, key=lambda name: name.alias)),
        references=(f"gb-uksl:{row['unique_id']}", *quoted),
    )


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file by column."""
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def folded(name: str) -> str:
    """Return the words of a name in lower-case ASCII, sorted: equal for the same words."""
    letters = anyascii(name).lower().replace("'", "").replace("`", "")
    return " ".join(sorted("".join(c if c.isalnum() else " " for c in letters).split()))


def labelled(records: Iterable[Record], shared: Path = SHARED) -> dict[str, str]:
    """Return record key to its cluster by the labels and their fixes, where it is labelled."""
    labels = shared / "labels"
    joined = Joined()
    for row in rows(labels / "crosswalk_fixes.csv"):
        joined.join(row["cluster_a"], row["cluster_b"])
    known = {
        f"{_LABELLED[row['source']]}:{row['source_id']}": row["cluster"]
        for row in rows(labels / "crosswalk.csv")
        if row["source"] in _LABELLED
    }
    found = {}
    for record in records:
        own = next((known[ref] for ref in _own(record) if ref in known), None)
        if own:
            found[record.key] = joined.of(own)
    return found


def _own(record: Record) -> Iterator[str]:
    """The entry's own ids under the labels' schemes: not those that it quotes of other lists."""
    scheme = {"un_sc": "un-dataid", "us_ofac_sdn": "us-ofac"}.get(record.source)
    scheme = scheme or record.source.replace("_", "-")
    return (ref for ref in record.references if ref.startswith(f"{scheme}:"))


class Joined:
    """Names joined into groups; `of` gives the group's one name."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def of(self, name: str) -> str:
        """Return the name of the group."""
        while (parent := self._parents.get(name, name)) != name:
            self._parents[name] = self._parents.get(parent, parent)
            name = parent
        return name

    def join(self, one: str, two: str) -> None:
        """Make two groups one, named after the smaller name."""
        first, second = sorted((self.of(one), self.of(two)))
        self._parents[second] = first


def linked(records: Sequence[Record], shared: Path = SHARED) -> dict[str, str]:
    """Return record key to its party by labels and quoted references: what is known for sure.

    Lists misquote numbers here and there; so a quoted number joins no two labelled parties.
    """
    joined = Joined()
    clusters = labelled(records, shared)
    holders = {ref: record.key for record in records for ref in _own(record)}
    holders |= {f"un:{r.entry}": r.key for r in records if r.source == "un_sc"}
    told = {key: f"~{cluster}" for key, cluster in clusters.items()}
    for key, cluster in told.items():
        joined.join(key, cluster)
    for record in records:
        for holder in {holders.get(reference, record.key) for reference in record.references}:
            ours, theirs = told.get(record.key), told.get(holder)
            if ours is None or theirs is None:
                joined.join(record.key, holder)
                if ours or theirs:
                    told[record.key] = told[holder] = str(ours or theirs)
    return {record.key: joined.of(record.key) for record in records}


def apart(records: Sequence[Record], parties: Mapping[str, str]) -> dict[str, str]:
    """Return record key to party, joining further what may well be one.

    For what is not to be counted as somebody else: the same words in a name of the same kind, or
    three words or more that sound the same, unless their years of birth differ; or the same day
    of birth and like names (a ratio of 80).
    """
    joined = Joined()
    for key, party in parties.items():
        joined.join(key, f"~{party}")
    by_words, by_day = defaultdict(list), defaultdict(list)
    for record in records:
        names = {folded(name.text) for name in record.names}
        heard = {" ".join(sorted(map(sounded, name.split()))) for name in names if _long(name)}
        for words in {*filter(_telling, names), *heard}:
            by_words[record.kind, words].append(record)
        for day in {str(birth.date) for birth in record.births if birth.date.day}:
            by_day[day].append(record)
    for one, two in (pair for group in by_words.values() for pair in pairwise(group)):
        if compatible(one, two):
            joined.join(one.key, two.key)
    for one, two in (pair for group in by_day.values() for pair in combinations(group[:40], 2)):
        if likeness(one, two) >= 80:
            joined.join(one.key, two.key)
    return {record.key: joined.of(record.key) for record in records}


def judged(parties: Mapping[str, str]) -> dict[str, str]:
    """Return record key to party, joining those that are `JUDGED` to be one."""
    joined = Joined()
    for key, party in parties.items():
        joined.join(key, f"~{party}")
    for row in rows(JUDGED):
        joined.join(row["one"], row["two"])
    return {key: joined.of(key) for key in parties}


_EXCHANGED = tuple(
    (re.compile(letters), other)
    for letters, other in (
        ("dzh|dj|zh|j", "j"), ("tch|shch|ch", "c"), ("sh", "s"), ("kh", "h"), ("gh", "g"),
        ("ts", "c"), ("ph", "f"), ("ck|q", "k"), ("x", "ks"), ("w", "v"), ("z", "s"),
        ("[aeiouy]+", "a"), (r"(.)\1", r"\1"), ("h$", ""),
    )
)  # fmt: skip


def sounded(word: str) -> str:
    """Return a word in lower-case ASCII as it may be heard: one vowel, one sort of each sibilant.

    Crude, and no part of ours: it says which names may be one, before a matcher is asked.
    """
    for letters, other in _EXCHANGED:
        word = letters.sub(other, word)
    return word


def _long(words: str) -> bool:
    return words.count(" ") > 1


def _telling(words: str) -> bool:
    """Tell whether a folded name is more than one short word."""
    return " " in words or len(words) > 6


def compatible(one: Record, two: Record) -> bool:
    """Tell whether years of birth, where both state one, agree within one."""
    ours, theirs = ({birth.date.year for birth in record.births} for record in (one, two))
    return not ours or not theirs or min(abs(a - b) for a in ours for b in theirs) <= 1


def likeness(one: Record, two: Record) -> float:
    """Return the ratio (0 to 100) of the two names that are most alike, words sorted."""
    ours, theirs = ({folded(name.text) for name in record.names} for record in (one, two))
    return max(fuzz.ratio(a, b) for a in ours for b in theirs)


def without_references(record: Record) -> Record:
    """Return a record that quotes no number of its own or another list."""
    return msgspec.structs.replace(record, references=())
