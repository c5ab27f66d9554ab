"""What goes into the package: facts read in a source, and nothing else."""

import csv
import io
import re
import runpy
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from commonlist.records import Confidence, Record
from commonlist.sources import table
from commonlist.sources.reading import Fault, Heading, Input
from commonlist.values.dates import parse_iso
from commonlist.values.text import slug

ROOT = Path(__file__).parents[1]
BUNDLED = ROOT / "src/commonlist/sources/bundled"
OTHERS = {"syria_2015_docket", "syria_2015_stances", "judgements", "relations"}
TABLES = sorted(path for path in BUNDLED.glob("*.csv") if path.stem not in OTHERS)

ELSEWHERE = {
    *("un_sc:QDe.115", "un_sc:QDe.137", "un_sc:QDe.156", "my_moha:KDN.K.02-2016"),
    *("us_ofac_sdn:4697", "us_ofac_sdn:4702", "us_ofac_sdn:8759", "us_ofac_sdn:10391"),
    *("us_ofac_sdn:10465", "us_ofac_sdn:11462", "us_ofac_sdn:12733", "us_ofac_sdn:16937"),
    *("gb_ofsi:7177", "gb_ofsi:7231", "gb_ofsi:8441", "gb_ofsi:11238", "gb_ofsi:11241"),
    *("gb_ofsi:12981", "gb_ofsi:13804"),
}
"""Entries of lists that are not bundled."""
IN_FULL_FACTS = {
    "ae_2014:jaish-al-islam-in-palestine",
    "au_listed:hizballah-external-security-organisation",
    "nz_designated:islamic-resistance",
    "tr_orgs:hizbullah-turkey",
}
"""Entries of the facts that nobody read in a source: in no bundled table, but in the facts'."""


def as_input(path: Path) -> Input:
    return Input(path.name, lambda: path.open("rb"))


def items(path: Path) -> list[Heading | Record | Fault]:
    return list(table.read([as_input(path)]))


@cache
def records(path: Path) -> tuple[Record, ...]:
    return tuple(item for item in items(path) if isinstance(item, Record))


def rows(name: str) -> list[dict[str, str]]:
    with (BUNDLED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells(path: Path) -> Iterator[dict[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return csv.DictReader(io.StringIO("".join(line for line in lines if line[0] != "#")))


def keys() -> set[str]:
    docket = {f"docket:syria-2015/{slug(row['line'])}" for row in rows("syria_2015_docket.csv")}
    return docket | {record.key for path in TABLES for record in records(path)}


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
class TestEachTable:
    def test_is_read_without_a_fault(self, path: Path) -> None:
        assert not [item for item in items(path) if isinstance(item, Fault)]

    def test_states_what_it_proves(self, path: Path) -> None:
        source = table.source([as_input(path)])
        assert source.topics == {"terrorism"}
        assert source.kinds == {"organization"}
        assert len(records(path)) >= source.fewest

    def test_dates_nothing_that_is_recalled(self, path: Path) -> None:
        for record in records(path):
            for act in record.designations:
                if act.confidence is not Confidence.STATED:
                    assert act.confidence is Confidence.RECALLED
                    assert (act.listed_on, act.delisted_on, act.dates) == (None, None, ())
                    assert (act.legal_basis, act.reference, act.origin) == ("", "", "")
                    assert not any(name.since or name.until for name in record.names)
                    assert {label for label, _ in record.details} <= {"un_reference"}

    def test_says_of_every_stated_row_where_it_was_read(self, path: Path) -> None:
        for record in records(path):
            if record.designations[0].confidence is Confidence.STATED:
                source = dict(record.details)["source"]
                assert "general knowledge" not in source

    def test_has_no_column_of_prose_and_no_recalled_field(self, path: Path) -> None:
        for row in cells(path):
            assert set(row) <= set(table.COLUMNS) - {"recalled_fields"}
            assert len(row.get("remarks") or "") < 300


def test_recalled_names_are_carried_only_where_the_history_needs_them() -> None:
    with_recalled = {
        path.stem
        for path in TABLES
        for record in records(path)
        for act in record.designations
        if act.confidence is Confidence.RECALLED
    }
    assert with_recalled == {"us_state_fto", "gb_proscribed", "ca_listed", "eu_931", "ru_fsb"}


def test_words_on_a_date_from_memory_are_left_out_of_references() -> None:
    acts = {r.entry: r.designations[0] for r in records(BUNDLED / "ru_fsb.csv")}
    assert acts["7"].reference == "ГКПИ 03-116"
    assert acts["7"].dates == ()
    assert acts["21"].reference == ""
    assert str(acts["26"].dates[0].date) == "2016-10-25"


def test_a_wing_that_became_the_whole_is_two_entries() -> None:
    acts = {r.entry: r.designations[0] for r in records(BUNDLED / "gb_proscribed.csv")}
    wing, whole = acts["hizballah-external-security-organisation"], acts["hizballah"]
    assert wing.part
    assert not whole.part
    assert whole.listed_on is not None
    assert wing.delisted_on == whole.listed_on.date == parse_iso("2019-03-01")


def test_the_un_tables_hold_the_uns_own_numbers() -> None:
    counts = []
    for path in sorted(BUNDLED.glob("un_organizations_*.csv")):
        source = table.source([as_input(path)])
        assert (source.name, source.register, source.party) == ("un_organizations", "un_sc", "un")
        for record in records(path):
            assert f"un:{record.entry}" in record.references
            assert record.designations[0].by_regime is record.entry.startswith("TAe.")
        counts.append(len(records(path)))
    assert counts == [76, 80, 94]


class TestTheDocket:
    def test_has_the_eleven_names_of_the_talks(self) -> None:
        lines = rows("syria_2015_docket.csv")
        assert len(lines) == 11
        assert len({slug(line["line"]) for line in lines}) == 11

    def test_stances_are_of_its_lines_and_never_from_memory(self) -> None:
        lines = {row["line"] for row in rows("syria_2015_docket.csv")}
        for row in rows("syria_2015_stances.csv"):
            assert row["subject"] in lines
            assert row["stance"] in ("supports", "opposes", "reported")
            assert row["confidence"] in ("stated", "second-hand")
            assert row["source"]
            assert row["party"] == row["party"].lower()
            parse_iso(row["since"])

    @pytest.mark.shared
    def test_bundled_rows_give_every_cell_that_is_listed(self, shared: Path) -> None:
        listed: dict[tuple[str, str], str] = {}
        for record in records(BUNDLED / "syria_2015_law.csv"):
            act = record.designations[0]
            if act.listed_on is None or str(act.listed_on.date) > "2015-12-18":
                continue
            same = [row for row in rows("judgements.csv") if row["right"] == record.key]
            assert [row["verdict"] for row in same] == ["same"]
            state = "listed_in_part" if act.part else "listed"
            listed[(same[0]["left"].rpartition("/")[2], act.party)] = state
        with (shared / "facts/syria_2015_expected.csv").open(encoding="utf-8") as file:
            expected = {
                (slug(row["subject"]), row["party"].lower()): row["law"]
                for row in csv.DictReader(file)
                if row["law"].startswith("listed")
            }
        assert listed == expected
        assert len(expected) == 30

    @pytest.mark.shared
    def test_bundled_stances_give_every_stance_on_the_day(self, shared: Path) -> None:
        last: dict[tuple[str, str], tuple[str, str, str]] = {}
        for row in sorted(rows("syria_2015_stances.csv"), key=lambda row: row["since"]):
            if row["since"] <= "2015-12-18":
                said = (row["stance"], row["since"], row["confidence"])
                last[(row["subject"], row["party"])] = said
        with (shared / "facts/syria_2015_expected.csv").open(encoding="utf-8") as file:
            expected = {
                (row["subject"], row["party"].lower()): (
                    row["stance"].removesuffix("_agreeing"),
                    row["stance_since"],
                    row["stance_confidence"],
                )
                for row in csv.DictReader(file)
                if row["stance"] != "none_known"
            }
        assert last == expected
        assert len(expected) == 17


class TestJudgementsAndRelations:
    def test_name_entries_that_exist(self) -> None:
        known = keys() | ELSEWHERE | IN_FULL_FACTS
        for row in rows("judgements.csv"):
            assert {row["left"], row["right"]} <= known, row
        for row in rows("relations.csv"):
            assert {row["child"], row["parent"]} <= known, row

    def test_judge_each_pair_once_with_a_reason(self) -> None:
        judged = rows("judgements.csv")
        pairs = {frozenset((row["left"], row["right"])) for row in judged}
        assert len(pairs) == len(judged)
        assert all(len(pair) == 2 for pair in pairs)
        assert {row["verdict"] for row in judged} == {"same", "different"}
        assert all(row["reason"] for row in judged)

    def test_do_not_contradict_each_other(self) -> None:
        """No two records said to be different are the same by any chain, mappings included."""
        entity = _entities()
        for row in rows("judgements.csv"):
            same = entity(row["left"]) == entity(row["right"])
            assert same is (row["verdict"] == "same"), row

    def test_every_relation_is_between_two_entities_or_two_names_in_time(self) -> None:
        entity = _entities()
        for row in rows("relations.csv"):
            assert row["basis"]
            if row["role"] != "successor_of":
                assert entity(row["child"]) != entity(row["parent"]), row

    @pytest.mark.parametrize(
        ("left", "right"),
        [
            ("docket:syria-2015/jaysh-al-islam", "us_state_fto:army-of-islam"),
            ("docket:syria-2015/hizballah", "eu_931:11"),
            ("docket:syria-2015/hizballah", "sa_2014:hezbollah-inside-the-kingdom"),
            ("docket:syria-2015/irgc", "docket:syria-2015/qods-force"),
            ("docket:syria-2015/pyd", "docket:syria-2015/ypg"),
            ("docket:syria-2015/muslim-brotherhood", "ae_2014:1"),
            ("un_organizations:QDe.115", "un_organizations:QDe.137"),
            ("eu_931:23", "ru_fsb:3"),
        ],
    )
    def test_keep_apart_what_the_names_confuse(self, left: str, right: str) -> None:
        entity = _entities()
        assert entity(left) != entity(right)


def _entities() -> Callable[[str], str]:
    """Return the closure of references, mappings and "same", as a function key -> root."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for path in TABLES:
        for record in records(path):
            numbers = [ref for ref in record.references if ref.startswith("un:")]
            numbers += [f"un:{text}" for label, text in record.details if label == "un_reference"]
            for number in numbers:
                parent[root(record.key)] = root(number)
    for row in rows("judgements.csv"):
        if row["verdict"] == "same":
            parent[root(row["left"])] = root(row["right"])
    return root


@pytest.mark.shared
class TestTheTool:
    def tool(self) -> dict[str, Any]:
        return runpy.run_path(str(ROOT / "tools/bundle_facts.py"))

    def test_makes_the_bundled_files_to_the_byte(self, shared: Path) -> None:
        made = dict(self.tool()["files"](shared / "facts", shared / "lists/un"))
        for name, text in made.items():
            assert (BUNDLED / name).read_text(encoding="utf-8") == text, name
        by_hand = {"syria_2015_docket.csv", "judgements.csv", "relations.csv"}
        assert {path.name for path in BUNDLED.glob("*.csv")} == set(made) | by_hand

    def test_takes_nothing_from_the_labels_or_derived_files(self) -> None:
        text = (ROOT / "tools/bundle_facts.py").read_text(encoding="utf-8")
        assert not re.search(r"labels|ftm|crosswalk", text)

    def test_counts_rows_as_the_facts_say(self, shared: Path) -> None:
        stated = recalled = 0
        for name in table.STATED:
            for record in records(BUNDLED / f"{name}.csv"):
                known = record.designations[0].confidence is Confidence.STATED
                stated, recalled = stated + known, recalled + (not known)
        # 360 stated rows; two entries for a wing that became the whole are two rows each
        assert stated == 360 + 2
        # all 23 + 35 + 40 + 7 recalled rows of the complete lists, 15 of the EU's 17: two had ended
        assert recalled == 105 + 15
