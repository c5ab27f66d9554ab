"""The commands for screening, as a shell runs them."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from commonlist.cli import screening
from commonlist.matching import logit_of
from commonlist.screening.hits import COLUMNS
from tests.cli.conftest import Run

TEAL = "Teal Brigade"
CUSTOMERS = f"""id,name,type,paid
1,{TEAL},entity,TRF TO {TEAL.upper()} REF 123
2,Quiet Meadow Bakery,entity,x
3,,,
"""


@pytest.fixture
def customers(folder: Path) -> Path:
    path = folder / "customers.csv"
    path.write_text(CUSTOMERS, "utf-8")
    return path


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


class TestScreen:
    def test_a_name_is_answered_with_reasons(self, filled: Run) -> None:
        ran = filled("screen", "--name", TEAL, "--kind", "organization", "--as-of", "2015-01-01")
        assert (ran.status, ran.err) == (0, "")
        assert TEAL in ran.out
        assert "listed by us" in ran.out
        lines = ran.out.splitlines()
        assert max(map(len, lines)) == max(len(line.rstrip()) for line in lines)  # not filled up

    def test_the_steps_shown_add_up_to_the_score(self, filled: Run) -> None:
        words = ("screen", "--name", TEAL, "--country", "ru", "--as-of", "2015-01-01")
        for match in filled(*words, "--json").json["matches"]:
            assert sum(step["effect"] for step in match["steps"]) == pytest.approx(
                logit_of(match["score"])
            )
            assert match["steps"][0]["sentence"] == "any two records"
        shown = filled(*words).out
        assert re.search(r"^ +[+-][0-9.]+  any two records *$", shown, re.M)
        assert re.search(r"^ +[+-][0-9.]+  in sum: score 0\.\d{3} *$", shown, re.M)

    def test_what_of_a_name_cannot_be_read_is_told(self, filled: Run) -> None:
        ran = filled("screen", "--name", TEAL, "--dob", "1951-13-45", "--id", "AB")
        assert ran.status == 0
        assert ran.err == (
            "commonlist: '1951-13-45' is no date of birth; 'AB' is no identifier; "
            "screened without them\n"
        )

    def test_what_of_a_row_cannot_be_read_is_told(self, filled: Run, folder: Path) -> None:
        (folder / "rows.csv").write_text(
            f"name,country,type\n{TEAL},Narnia,\n{TEAL},Egypt,company\n{TEAL},,zzz\n"
        )
        columns = ("--names", "name", "--country", "country", "--kind", "type")
        filled("screen", "rows.csv", *columns, "-o", "hits.csv")
        assert rows((folder / "hits.csv.unread.csv").read_text()) == [
            {"row": "1", "reason": "'Narnia' is no country; screened without it", "raw": TEAL},
            {"row": "3", "reason": "'zzz' is no kind; screened without it", "raw": TEAL},
        ]

    def test_a_name_cut_at_its_end_is_told(self, filled: Run) -> None:
        ran = filled("screen", "--name", TEAL + " x" * 1000, "--id", "AB")
        assert ran.status == 0
        assert ran.err == (
            "commonlist: 2,012 characters; the first 2,000 were screened; "
            "'AB' is no identifier; screened without it\n"
        )

    @pytest.mark.parametrize("name", ["-", "???? ??????", "\N{FIRE}"])
    def test_a_name_of_no_letters_is_refused(self, filled: Run, name: str) -> None:
        ran = filled("screen", "--name", name)
        assert (ran.status, ran.out) == (2, "")
        assert ran.err == f"commonlist: --name: {name!r} has no letter and no digit\n"

    def test_rows_in_disorder_are_told_when_hits_are_printed(
        self, filled: Run, folder: Path
    ) -> None:
        (folder / "rows.csv").write_text(f"id,name\n{TEAL}\n1,{TEAL}\n2,??? ????\n3,x,y\n")
        ran = filled("screen", "rows.csv", "--names", "name")
        assert [row["row"] for row in rows(ran.out)] == ["2"]
        assert ran.err == (
            "commonlist: rows not as they should be: 3 (the first, row 1: 1 fields, not 2); "
            "-o FILE lists them\n"
        )

    def test_a_name_that_nobody_has_is_said_so(self, filled: Run) -> None:
        assert "nobody" in filled("screen", "--name", "Quiet Meadow Bakery").out

    def test_what_is_asked_and_kept_is_printed_as_it_is(self, filled: Run) -> None:
        name = "[/b] :smile:"
        assert filled("screen", "--name", name).out.startswith(f"{name}: nobody")
        filled("clear", "add", name, TEAL, "--reason", "[b]a choir", "--author", "ann")
        listed = filled("clear", "list").out
        assert name in listed
        assert "[b]a choir" in listed

    def test_an_engine_that_is_none_is_refused(self, filled: Run) -> None:
        ran = filled("screen", "--name", TEAL, "--engine", "steam")
        assert (ran.status, ran.err) == (2, "commonlist: --engine: 'steam' is not local or spark\n")

    def test_a_name_as_json(self, filled: Run) -> None:
        found = filled(
            "screen",
            "--name",
            TEAL,
            "--kind",
            "organization",
            "--as-of",
            "2015-01-01",
            "--rule",
            "us",
            "--json",
        ).json
        assert found["query"] == TEAL
        (match,) = found["matches"]
        assert tuple(match) == (*COLUMNS, "steps")
        assert (match["caption"], match["parties"], match["status"]) == (TEAL, ["us"], "agreed")
        assert match["reasons"]

    def test_a_file_to_standard_output(self, filled: Run, customers: Path) -> None:
        ran = filled(
            "screen", customers, "--names", "name", "--kind", "type", "--as-of", "2015-01-01"
        )
        assert ran.status == 0
        assert ran.out.startswith(
            "row,query,score,entity,caption,matched_name,parties,status,reasons"
        )
        assert [(row["row"], row["caption"]) for row in rows(ran.out)] == [("1", TEAL)]

    def test_a_file_as_lines_of_json(self, filled: Run, customers: Path) -> None:
        ran = filled("screen", customers, "--names", "name", "--kind", "type", "--json")
        assert [json.loads(line)["row"] for line in ran.out.splitlines()] == [1]

    def test_payment_lines(self, filled: Run, customers: Path) -> None:
        (row,) = rows(filled("screen", customers, "--payment", "paid").out)
        assert (row["caption"], row["searched"]) == (TEAL, TEAL.upper())

    def test_a_file_to_a_file_with_figures_and_receipt(
        self, filled: Run, customers: Path, folder: Path
    ) -> None:
        words = ("screen", customers, "--names", "name", "--kind", "type", "-o", "hits.csv")
        ran = filled(*words)
        assert (ran.status, ran.err) == (0, "")
        assert "rows with a match" in ran.out
        assert [row["row"] for row in rows((folder / "hits.csv").read_text())] == ["1"]
        assert rows((folder / "hits.csv.unread.csv").read_text()) == [
            {"row": "3", "reason": "no name", "raw": ""}
        ]
        assert filled(*words, "--json").json["figures"]["rows"] == 3
        verified = filled("screen", "--verify", "hits.csv.receipt.json")
        assert (verified.status, verified.out) == (0, "the same, to the byte\n")

    def test_an_output_that_is_no_file_is_refused_at_the_start(
        self, filled: Run, customers: Path, folder: Path
    ) -> None:
        (folder / "folder.csv").mkdir()
        os.mkfifo(folder / "pipe.csv")
        before = sorted(folder.iterdir())
        for name, what in (("folder.csv", "a folder"), ("pipe.csv", "a device or pipe")):
            ran = filled("screen", customers, "--names", "name", "-o", name)
            assert (ran.status, ran.err) == (2, f"commonlist: {name}: is {what}; name a file\n")
        assert sorted(folder.iterdir()) == before
        assert (folder / "pipe.csv").is_fifo()

    def test_an_output_that_is_a_link_stays_one(
        self, filled: Run, customers: Path, folder: Path
    ) -> None:
        real, link = folder / "real.csv", folder / "link.csv"
        link.symlink_to(real)
        assert filled("screen", customers, "--names", "name", "-o", link).status == 0
        assert link.is_symlink()
        verified = filled("screen", "--verify", "real.csv.receipt.json", "-o", link)
        assert (verified.status, verified.out) == (0, "the same, to the byte\n")
        assert [row["row"] for row in rows(real.read_text())] == ["1"]

    def test_a_receipt_that_no_longer_holds(
        self, filled: Run, customers: Path, folder: Path
    ) -> None:
        filled("screen", customers, "--names", "name", "--kind", "type", "-o", "hits.csv")
        customers.write_text(CUSTOMERS.replace("Bakery", "Brewery"))
        ran = filled("screen", "--verify", "hits.csv.receipt.json", "--json")
        assert ran.status == 1
        found = json.loads(ran.out)
        assert found["same"] is False
        assert any(line.startswith("input") for line in found["differences"])

    def test_a_hit_that_somebody_took_out_is_told(
        self, filled: Run, customers: Path, folder: Path
    ) -> None:
        filled("screen", customers, "--names", "name", "--kind", "type", "-o", "hits.csv")
        moved = (folder / "hits.csv").rename(folder / "old.csv")
        (folder / "hits.csv.unread.csv").rename(folder / "old.csv.unread.csv")
        verified = ("screen", "--verify", "hits.csv.receipt.json")
        assert filled(*verified, "-o", moved).status == 0
        header, _ = moved.read_text().splitlines()
        moved.write_text(f"{header}\n")
        ran = filled(*verified, "-o", moved)
        assert (ran.status, ran.out) == (1, f"{moved}: changed since it was written\n")

    def test_standard_input(self, folder: Path, loaded: Path) -> None:
        program = "import sys; from commonlist.cli import main; main()"
        words = (
            sys.executable,
            "-c",
            program,
            "-w",
            loaded,
            "screen",
            "-",
            "--names",
            "name",
            "--kind",
            "company",
        )
        ran = subprocess.run(words, input=CUSTOMERS.encode(), capture_output=True, check=True)
        assert [row["row"] for row in rows(ran.stdout.decode())] == ["1"]

    def test_lines_of_another_encoding_are_told(self, filled: Run, folder: Path) -> None:
        (folder / "old.csv").write_bytes("name\nMüller\n".encode("cp1252"))
        ran = filled("screen", "old.csv", "--names", "name")
        assert "1 lines are not UTF-8 and were read as Windows-1252" in ran.err

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            ((), "give a FILE"),
            (("none.csv", "--names", "name"), "cannot be read"),
            (("customers.csv",), "--names"),
            (("customers.csv", "--names", "nom"), "no column 'nom'; there are id, name"),
            (("customers.csv", "--names", "name", "-o", "a.pdf"), "csv, jsonl, parquet, xlsx"),
            (("customers.csv", "--names", "name", "--lists", "zz_none"), "zz_none"),
            (("--name", TEAL, "customers.csv"), "--name is one name"),
            (("--name", TEAL, "--names", "name"), "--name is one name"),
            (("--name", TEAL, "--payment", "paid"), "--name is one name"),
            (("--name", TEAL, "-o", "hits.csv"), "--name is one name"),
            (("--name", TEAL, "--rule", "no-such"), "preset"),
            (("--name", TEAL, "--threshold", "2"), "--threshold: 2.0 is not above 0 and at most 1"),
            (("--name", TEAL, "--threshold", "0"), "--threshold: 0.0 is not above 0 and at most 1"),
            (("--name", TEAL, "--as-of", "soon"), "--as-of"),
            (("--verify", "customers.csv"), "no receipt"),
        ],
    )
    def test_what_makes_no_sense_is_one_line(
        self, filled: Run, customers: Path, words: tuple[str, ...], said: str
    ) -> None:
        ran = filled("screen", *words)
        assert (ran.status, ran.out) == (2, "")
        assert said in ran.err
        assert ran.err.count("\n") == 1


class TestClear:
    def test_leaves_a_match_out_until_it_is_undone(self, filled: Run, customers: Path) -> None:
        words = ("screen", customers, "--names", "name", "--kind", "type")
        said = ("--reason", "a shop", "--author", "A. Clerk")
        made = filled("clear", "add", TEAL, TEAL, "--kind", "entity", *said, "--json").json
        assert (made["query"], made["id"]) == (TEAL, 1)
        assert rows(filled(*words).out) == []
        (shown,) = rows(filled(*words, "--show-cleared").out)
        assert shown["cleared"] == "A. Clerk: a shop"
        assert "a shop" in filled("clear", "list").out
        assert filled("clear", "undo", "1", *said).status == 0
        assert len(rows(filled(*words).out)) == 1
        assert filled("clear", "list", "--json").json == []
        assert [row["state"] for row in filled("clear", "list", "--all", "--json").json] == [
            "ended",
            "ended",
        ]

    @pytest.mark.parametrize(
        ("option", "cell"), [("dob", "1980-13-01"), ("country", "Atlantis"), ("kind", "zzz")]
    )
    def test_is_of_what_can_be_read(
        self, filled: Run, folder: Path, option: str, cell: str
    ) -> None:
        said = ("--reason", "a shop", "--author", "A. Clerk")
        ran = filled("clear", "add", TEAL, TEAL, f"--{option}", cell, *said)
        assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert f"{cell!r} is no " in ran.err
        assert filled("clear", "add", TEAL, TEAL, *said).status == 0
        (folder / "rows.csv").write_text(f"name,{option}\n{TEAL},{cell}\n{TEAL},\n")
        ran = filled("screen", "rows.csv", "--names", "name", f"--{option}", option)
        assert [row["row"] for row in rows(ran.out)] == ["1"]

    def test_needs_a_reason_and_an_author(self, filled: Run) -> None:
        assert "reason" in filled("clear", "add", TEAL, TEAL, "--author", "x").err
        assert "--author" in filled("clear", "add", TEAL, TEAL, "--reason", "x").err


class TestMatch:
    LINE = json.dumps(
        {
            side: {"id": side, "schema": "Organization", "properties": {"name": [TEAL]}}
            for side in ("left", "right")
        }
    )

    def test_answers_line_by_line(self, folder: Path, command: Any) -> None:
        (folder / "pairs.jsonl").write_text(f"{self.LINE}\n{self.LINE}\n")
        ran = command("match", "--pairs", "pairs.jsonl", "--json")
        assert (ran.status, ran.err) == (0, "")
        answers = [json.loads(line) for line in ran.out.splitlines()]
        assert len(answers) == 2
        assert all(list(answer) == ["score", "same", "reasons"] for answer in answers)
        assert not (folder / "commonlist-workspace").exists()

    def test_for_people(self, folder: Path, command: Any) -> None:
        (folder / "pairs.jsonl").write_text(f"{self.LINE}\n")
        assert "same" in command("match", "--pairs", "pairs.jsonl").out

    def test_a_bad_line_costs_no_other(self, folder: Path, command: Any) -> None:
        (folder / "pairs.jsonl").write_text(f"{self.LINE}\nnot json\n{self.LINE}\n")
        ran = command("match", "--pairs", "pairs.jsonl", "--json")
        assert ran.status == 2
        assert "pairs.jsonl: line 2: " in ran.err
        answers = [json.loads(line) for line in ran.out.splitlines()]
        assert ["error" in answer for answer in answers] == [False, True, False]

    def test_standard_input(self, folder: Path) -> None:
        program = "import sys; from commonlist.cli import main; main()"
        words = (sys.executable, "-c", program, "match", "--pairs", "-", "--json")
        ran = subprocess.run(words, input=self.LINE.encode(), capture_output=True, check=True)
        assert json.loads(ran.stdout)["same"] is True

    def test_a_file_that_is_not_there(self, folder: Path, command: Any) -> None:
        ran = command("match", "--pairs", "none.jsonl")
        assert (ran.status, ran.err) == (
            2, "commonlist: none.jsonl: cannot be read: No such file or directory\n"
        )  # fmt: skip

    def test_a_folder(self, folder: Path, command: Any) -> None:
        ran = command("match", "--pairs", folder)
        assert (ran.status, ran.err) == (
            2, f"commonlist: {folder}: cannot be read: Is a directory\n"
        )  # fmt: skip

    def test_a_pipe(self, folder: Path, command: Any) -> None:
        reader, writer = os.pipe()
        os.write(writer, f"{self.LINE}\n".encode())
        os.close(writer)
        ran = command("match", "--pairs", f"/dev/fd/{reader}", "--json")
        os.close(reader)
        assert json.loads(ran.out)["same"] is True


class TestProgress:
    def test_tells_rate_and_what_is_left(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        clock = iter([0.0, 1.5, 4.0, 9.0])
        monkeypatch.setattr(time, "monotonic", lambda: next(clock))
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
        with screening.advancing() as told:
            told(1000, 100, 10_000)
            told(9000, 900, 10_000)
        assert "screening: 9,000 rows, 2,000 a second, 0:46 left" in capsys.readouterr().err
