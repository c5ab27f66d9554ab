"""A customer's file screened: whole, in order, the same by one process or several, also killed."""

import hashlib
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from commonlist.errors import InputError
from commonlist.pipeline import batches, inputs
from commonlist.pipeline.batches import Job, Told, screen, verify
from commonlist.pipeline.outputs import Files, State
from commonlist.pipeline.resolving import judge, resolve
from commonlist.resolution import Verdict
from commonlist.screening import Terms, receipts
from commonlist.screening.receipts import Columns, Figures, Receipt
from commonlist.storage import Workspace, partitions
from tests.pipeline.conftest import NOW, table

Put = Callable[..., dict[str, Any]]
SYLLABLES = ("ba", "do", "fi", "gu", "ka", "lem", "mor", "nis", "pel", "rud", "sho", "tan", "vor")
TERMS = Terms(day=NOW.date(), threshold=0.5)
COLUMNS = Columns(names="name", kind="organization")


def invented(number: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    words = ["".join(chance.choices(SYLLABLES, k=3)).title() for _ in range(number)]
    return [f"{' '.join(chance.choices(words, k=3))} Front" for _ in range(number)]


@pytest.fixture
def filled(workspace: Workspace, put: Put) -> Workspace:
    rows = (f"e{at},{name},,2001,,," for at, name in enumerate(invented(200, 1)))
    put("table", table("zz_one", *rows))
    resolve(workspace)
    return workspace


@pytest.fixture
def customers(tmp_path: Path) -> Path:
    """Names of which every fifth is listed, with a row in disorder now and then."""
    listed, others = invented(200, 1), invented(2000, 2)
    names = [listed[at // 5 % 200] if at % 5 == 0 else others[at] for at in range(2000)]
    lines = [f"{at},{name}" if at % 97 else f"{at}" for at, name in enumerate(names)]
    path = tmp_path / "customers.csv"
    path.write_text("id,name\n" + "\n".join(lines) + "\n", "utf-8")
    return path


def run(workspace: Workspace, source: Path, output: Path, **more: Any) -> Receipt:
    job = Job(source=source, output=output, columns=COLUMNS, day_said=True,
              format=output.suffix[1:], **{"terms": TERMS} | more)  # fmt: skip
    return screen(workspace, job, NOW, Told())


@pytest.fixture
def by_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "SMALL", 100)
    monkeypatch.setattr(batches, "_ROWS", 150)


def test_rows_are_numbered_and_none_is_lost(
    filled: Workspace, customers: Path, tmp_path: Path
) -> None:
    made = run(filled, customers, tmp_path / "hits.jsonl")
    found = [msgspec.json.decode(line) for line in (tmp_path / "hits.jsonl").open("rb")]
    listed = {at + 1 for at in range(0, 2000, 5) if at % 97}
    assert listed <= {match["row"] for match in found}
    assert [m["row"] for m in found] == sorted(m["row"] for m in found)
    assert made.figures.rows == 2000
    assert made.figures.matches == len(found)
    assert made.figures.unread == len([at for at in range(2000) if at % 97 == 0])


@pytest.mark.usefixtures("by_processes")
def test_processes_give_the_same_bytes(
    filled: Workspace, customers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(filled, customers, tmp_path / "several.csv", workers=2)
    monkeypatch.setattr(inputs, "SMALL", 1 << 20)
    run(filled, customers, tmp_path / "one.csv")
    for name in ("csv", "csv.unread.csv"):
        assert (tmp_path / f"several.{name}").read_bytes() == (
            tmp_path / f"one.{name}"
        ).read_bytes()


@pytest.mark.usefixtures("by_processes")
def test_processes_look_at_the_lists_that_were_chosen(
    filled: Workspace, put: Put, customers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = (f"f{at},{name},,2001,,," for at, name in enumerate(invented(200, 1)[::2]))
    put("table", table("zz_two", *rows))
    resolve(filled)
    terms = msgspec.structs.replace(TERMS, lists=("zz_two",))
    made = run(filled, customers, tmp_path / "several.csv", workers=2, terms=terms)
    whole = run(filled, customers, tmp_path / "whole.csv", workers=2)
    monkeypatch.setattr(inputs, "SMALL", 1 << 20)
    run(filled, customers, tmp_path / "one.csv", terms=terms)
    assert (tmp_path / "several.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()
    assert 0 < made.figures.matches < whole.figures.matches


@pytest.mark.parametrize(("header", "kind"), [("name,company", ""), ("name,x", "company")])
def test_a_column_is_no_kind_even_if_it_has_the_name_of_one(
    tmp_path: Path, header: str, kind: str
) -> None:
    source = tmp_path / "c.csv"
    source.write_text(f"{header}\nTeal,\n")
    with inputs.CustomerFile(source) as given:
        (part,) = batches._parts(given, Columns(names="name", kind="company"), 0)
    ((_, cells),) = part.rows
    assert cells[3] == kind
    assert batches.read(1, cells, Columns(names="name", kind="company"))[0].kind.value == (
        "organization" if kind else "other"
    )


def test_only_output_and_receipt_stay(filled: Workspace, customers: Path, tmp_path: Path) -> None:
    run(filled, customers, tmp_path / "hits.xlsx")
    there = {path.name for path in tmp_path.glob("*hits*")}
    assert there == {"hits.xlsx", "hits.xlsx.receipt.json", "hits.xlsx.unread.csv"}


class TestReceipts:
    def test_reproduce_the_output(self, filled: Workspace, customers: Path, tmp_path: Path) -> None:
        made = run(filled, customers, tmp_path / "hits.csv")
        assert made.input_digest
        assert verify(filled, tmp_path / "hits.csv.receipt.json", NOW, Told()) == ()

    def test_tell_what_is_not_the_same(
        self, filled: Workspace, customers: Path, tmp_path: Path, put: Put
    ) -> None:
        run(filled, customers, tmp_path / "hits.csv")
        put("table", table("zz_two", f"x,{invented(2000, 2)[1]},,2001,,,"))
        said = verify(filled, tmp_path / "hits.csv.receipt.json", NOW, Told())
        assert any("zz_two" in line and "loaded since" in line for line in said)
        assert any(line.startswith("output") for line in said)

    def test_need_their_input(self, filled: Workspace, customers: Path, tmp_path: Path) -> None:
        run(filled, customers, tmp_path / "hits.csv")
        moved = customers.rename(tmp_path / "moved.csv")
        receipt = tmp_path / "hits.csv.receipt.json"
        with pytest.raises(InputError, match="not here"):
            verify(filled, receipt, NOW, Told())
        assert verify(filled, receipt, NOW, Told(), source=moved) == ()

    @pytest.mark.parametrize("name", ["hits.csv", "hits.xlsx"])
    def test_tell_that_what_was_written_is_not_as_it_was(
        self, filled: Workspace, customers: Path, tmp_path: Path, name: str
    ) -> None:
        run(filled, customers, tmp_path / name)
        receipt = tmp_path / f"{name}.receipt.json"
        for written in (tmp_path / name, tmp_path / f"{name}.unread.csv"):
            body = written.read_bytes()
            written.write_bytes(body[:-40])
            assert verify(filled, receipt, NOW, Told()) == (
                f"{written}: changed since it was written",
            )
            written.unlink()
            (said,) = verify(filled, receipt, NOW, Told())
            assert said.startswith(f"{written}: missing")
            written.write_bytes(body)
        assert verify(filled, receipt, NOW, Told()) == ()

    def test_find_what_was_written_where_it_was_moved(
        self, filled: Workspace, customers: Path, tmp_path: Path
    ) -> None:
        run(filled, customers, tmp_path / "hits.csv")
        for place in ("with the receipt", "without it"):
            (tmp_path / place).mkdir()
        for name in ("hits.csv", "hits.csv.unread.csv", "hits.csv.receipt.json"):
            (tmp_path / name).rename(tmp_path / "with the receipt" / name)
        receipt = tmp_path / "with the receipt" / "hits.csv.receipt.json"
        assert verify(filled, receipt, NOW, Told()) == ()
        moved = tmp_path / "without it" / "of June.csv"
        (receipt.parent / "hits.csv").rename(moved)
        (receipt.parent / "hits.csv.unread.csv").rename(Path(f"{moved}.unread.csv"))
        assert len(verify(filled, receipt, NOW, Told())) == 2
        assert verify(filled, receipt, NOW, Told(), output=moved) == ()

    def test_a_file_that_is_no_receipt_is_refused(self, filled: Workspace, customers: Path) -> None:
        with pytest.raises(InputError, match="no receipt"):
            verify(filled, customers, NOW, Told())


class TestRefused:
    @pytest.mark.parametrize(
        ("columns", "output", "said"),
        [
            (Columns(), "a.csv", "--names"),
            (Columns(names="name", payment="name"), "a.csv", "--names"),
            (Columns(names="none"), "a.csv", "no column"),
            (COLUMNS, "a.docx", "format"),
            (COLUMNS, "none/a.csv", "cannot be written"),
            (COLUMNS, "customers.csv", "is the input"),
        ],
    )
    def test_is_told_and_nothing_is_written(
        self,
        filled: Workspace,
        customers: Path,
        tmp_path: Path,
        columns: Columns,
        output: str,
        said: str,
    ) -> None:
        path = tmp_path / output
        job = Job(
            source=customers, output=path, columns=columns, terms=TERMS, format=path.suffix[1:]
        )
        with pytest.raises(InputError, match=said):
            screen(filled, job, NOW, Told())
        assert not list(tmp_path.glob("a.*"))

    def test_its_input_is_never_written_over(
        self, filled: Workspace, customers: Path, tmp_path: Path
    ) -> None:
        unread = customers.rename(tmp_path / "hits.csv.unread.csv")
        before = unread.read_bytes()
        with pytest.raises(InputError, match="is the input"):
            run(filled, unread, tmp_path / "hits.csv")
        assert unread.read_bytes() == before

    def test_processes_less_than_none(
        self, filled: Workspace, customers: Path, tmp_path: Path
    ) -> None:
        with pytest.raises(InputError, match="--workers"):
            run(filled, customers, tmp_path / "hits.csv", workers=-1)


class TestTwoRunsToOneOutput:
    def test_the_second_is_refused_and_changes_nothing(
        self, filled: Workspace, customers: Path, tmp_path: Path
    ) -> None:
        output = tmp_path / "hits.csv"
        files = Files(output, "csv")
        with files.held():
            files.written(State(run="r", day=NOW.date().isoformat(), began="")).finish()
            before = {path.name: path.read_bytes() for path in tmp_path.glob("hits.csv*")}
            with pytest.raises(InputError, match=r"hits\.csv: another run is writing it"):
                run(filled, customers, output)
            assert {path.name: path.read_bytes() for path in tmp_path.glob("hits.csv*")} == before
        assert run(filled, customers, output).figures.rows == 2000
        assert not list(tmp_path.glob("*.lock"))

    @pytest.mark.parametrize("name", ["hits.csv", "hits.xlsx"])
    def test_the_receipt_is_of_what_its_own_run_wrote(
        self, filled: Workspace, customers: Path, tmp_path: Path, name: str
    ) -> None:
        made = run(filled, customers, tmp_path / name)
        assert made.output_digest == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()


def test_a_full_disk_is_told_in_a_line(
    filled: Workspace, customers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("commonlist.pipeline.outputs.os.fsync", full)
    with pytest.raises(InputError, match=r"hits.csv.*No space left"):
        run(filled, customers, tmp_path / "hits.csv")


class TestTargets:
    """What is shown of entities, kept for other processes."""

    def test_are_those_of_the_present_entities(
        self, workspace: Workspace, put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A record goes to another entity that looks the same."""
        monkeypatch.setattr(inputs, "SMALL", 1)
        for source, rows in (("zz_one", "ab"), ("zz_two", "x")):
            put("table", table(source, *(f"{at},Teal Brigade,,2001,,," for at in rows)))
        say(workspace, "zz_one:a", "zz_one:b", Verdict.DIFFERENT)
        customers = tmp_path / "customers.csv"
        customers.write_text("name\nTeal Brigade\n")
        for now, other in ("ab", "ba"):
            say(workspace, f"zz_one:{other}", "zz_two:x", Verdict.DIFFERENT)
            say(workspace, f"zz_one:{now}", "zz_two:x", Verdict.SAME)
            resolve(workspace)
            output = tmp_path / f"{now}.jsonl"
            run(workspace, customers, output, workers=1)
            with workspace.reading() as connection:
                members = partitions.members(connection)
            found = [msgspec.json.decode(line) for line in output.open("rb")]
            assert found
            assert all(members[key] == m["entity"] for m in found for key in m["records"])

    @pytest.mark.usefixtures("by_processes")
    def test_that_are_damaged_are_made_again(
        self, filled: Workspace, customers: Path, tmp_path: Path
    ) -> None:
        run(filled, customers, tmp_path / "one.csv")
        for file in (filled.folder / "index").glob("targets-*"):
            file.write_bytes(file.read_bytes()[:100])
        run(filled, customers, tmp_path / "two.csv")
        assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def say(workspace: Workspace, left: str, right: str, verdict: Verdict) -> None:
    judge(workspace, left, right, verdict, "read both", "ann", NOW)


# Stopped


PROGRAM = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from commonlist.pipeline import batches, inputs, outputs
from commonlist.screening import Terms
from commonlist.screening.receipts import Columns
from commonlist.storage import Workspace, partitions

def main():
    inputs.SMALL, batches._ROWS, outputs._EVERY = int(sys.argv[4]), 40, 0.01
    day = datetime(2026, 11, 24, 12, tzinfo=UTC)
    job = batches.Job(
        source=Path(sys.argv[2]), output=Path(sys.argv[3]), format=Path(sys.argv[3]).suffix[1:],
        columns=Columns(names="name", kind="organization"),
        terms=Terms(day=day.date(), threshold=0.5), workers=2,
    )
    with Workspace(Path(sys.argv[1]), day, sys.argv[5]) as workspace:
        batches.screen(workspace, job, day, batches.Told(notice=print))

if __name__ == "__main__":
    main()
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    return path


def begin(program: Path, workspace: Workspace, source: Path, output: Path, small: int) -> Any:
    given = (program, workspace.folder, source, output, small, workspace.database_url)
    words = [sys.executable, *map(str, given)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize(
    ("output", "small", "kills"),
    [
        ("hits.csv", 100, 3),
        ("hits.xlsx", 1 << 20, 3),
        pytest.param("hits.csv", 100, 30, marks=pytest.mark.full),
        pytest.param("hits.jsonl", 1 << 20, 30, marks=pytest.mark.full),
    ],
)
def test_killed_it_goes_on_and_ends_with_the_same_bytes(
    filled: Workspace,
    customers: Path,
    tmp_path: Path,
    program: Path,
    output: str,
    small: int,
    kills: int,
) -> None:
    (tmp_path / "killed").mkdir()
    whole, path = tmp_path / f"whole-{output}", tmp_path / "killed" / output
    started = time.monotonic()
    out, err = begin(program, filled, customers, whole, small).communicate(timeout=100)
    assert (out, err) == (b"", b"")
    took = time.monotonic() - started
    chance, hit, went_on = random.Random(kills), 0, False
    while hit < kills or not went_on:
        process = begin(program, filled, customers, path, small)
        time.sleep(chance.uniform(took / 3, took))
        process.send_signal(signal.SIGKILL)
        out, err = process.communicate(timeout=100)
        assert b"Traceback" not in err
        went_on |= b"going on after row" in out
        hit += process.returncode == -signal.SIGKILL
    out, err = begin(program, filled, customers, path, small).communicate(timeout=100)
    assert err == b""
    assert path.read_bytes() == whole.read_bytes()
    assert Path(f"{path}.unread.csv").read_bytes() == Path(f"{whole}.unread.csv").read_bytes()
    receipts = [
        msgspec.json.decode(Path(f"{p}.receipt.json").read_bytes(), type=Receipt)
        for p in (path, whole)
    ]
    assert receipts[0].figures == receipts[1].figures
    assert receipts[0].output_digest == receipts[1].output_digest
    assert {p.name for p in (tmp_path / "killed").iterdir()} <= {
        output, f"{output}.receipt.json", f"{output}.unread.csv",
    }  # fmt: skip


def test_another_input_is_begun_anew(filled: Workspace, customers: Path, tmp_path: Path) -> None:
    output = tmp_path / "hits.csv"
    files = Files(output, "csv")
    files.written(State(run="other", day=NOW.date().isoformat(), began="")).finish()
    told: list[str] = []
    job = Job(source=customers, output=output, columns=COLUMNS, terms=TERMS, format="csv")
    screen(filled, job, NOW, Told(notice=told.append))
    assert any("begun anew" in line for line in told)
    assert len(output.read_text().splitlines()) > 300


def test_begun_anew_it_is_of_the_day_that_it_is(
    filled: Workspace, customers: Path, tmp_path: Path
) -> None:
    """The day of a run that was stopped is that of its own input alone."""
    output = tmp_path / "hits.csv"
    Files(output, "csv").written(State(run="other", day="2020-01-01", began="")).finish()
    job = Job(source=customers, output=output, columns=COLUMNS, terms=TERMS, format="csv")
    assert screen(filled, job, NOW, Told()).terms.day == NOW.date()


def test_gone_on_with_it_is_of_the_day_on_which_it_was_begun(
    filled: Workspace, customers: Path, tmp_path: Path
) -> None:
    output = tmp_path / "hits.csv"
    job = Job(source=customers, output=output, columns=COLUMNS, terms=TERMS, format="csv")
    first = screen(filled, job, NOW, Told())
    known = msgspec.structs.replace(first, input_digest="", encoding="", output_digest="",
                                    unread_digest="", figures=Figures(), finished="",
                                    seconds=0.0)  # fmt: skip
    seen = customers.stat()
    key = receipts.run(known, (seen.st_size, seen.st_mtime_ns))
    Files(output, "csv").written(State(run=key, day=NOW.date().isoformat(), began="then")).finish()
    later = msgspec.structs.replace(TERMS, day=NOW.date() + timedelta(days=1))
    job = Job(source=customers, output=output, columns=COLUMNS, terms=later, format="csv")
    again = screen(filled, job, NOW + timedelta(days=1), Told())
    assert (again.terms.day, again.started) == (NOW.date(), "then")
