"""Screened by Spark: a real cluster of two processes on this machine gives the bytes that we do."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from commonlist.errors import CommonlistError, InputError
from commonlist.pipeline import batches, outputs, spark
from commonlist.pipeline.batches import Engine, Job, Told, screen, verify
from commonlist.pipeline.ingest import ingest
from commonlist.pipeline.resolving import resolve
from commonlist.pipeline.spark import by_spark
from commonlist.screening.receipts import Columns, Receipt
from commonlist.storage import Workspace
from tests.pipeline.conftest import NOW, table
from tests.pipeline.test_batches import TERMS, invented

CLUSTER = """
spark.master local-cluster[2,1,2048]
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.task.maxFailures 1
spark.ui.enabled false
"""
pytestmark = pytest.mark.xdist_group("spark")
COLUMNS = Columns(names="name", dob="born", country="country", kind="organization")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A session of two executors with a core each, all on this machine's own address."""
    java = Path(os.environ.get("JAVA_HOME", ""), "bin", "java")
    missing = "" if java.is_file() or shutil.which("java") else "there is no Java"
    try:
        import pyspark
        from pyspark.sql import SparkSession
    except ImportError:
        missing = "PySpark is not installed (make spark)"
    if missing:
        pytest.skip(missing)
    folder = tmp_path_factory.mktemp("spark")
    (folder / "spark-defaults.conf").write_text(CLUSTER)
    said = {
        "SPARK_HOME": str(_home(Path(pyspark.__file__).parent, folder / "home")),
        "SPARK_CONF_DIR": str(folder),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in said.items():
            patch.setenv(name, value)
        patch.chdir(folder)
        begun = SparkSession.builder.getOrCreate()
        yield begun
        begun.stop()


def _home(installed: Path, home: Path) -> Path:
    """Make a home of Spark's own: executors work below it, in a folder named after the second.

    Two drivers begun in one second, by tests that run beside these, would share that folder.
    """
    home.mkdir()
    for part in installed.iterdir():
        if part.name != "work":
            (home / part.name).symlink_to(part)
    return home


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("listed")
    rows = (f"e{at},{name},,2001,,," for at, name in enumerate(invented(200, 1)))
    (folder / "table.csv").write_text(table("zz_one", *rows), "utf-8")
    with Workspace(folder / "ws", NOW) as workspace:
        ingest(workspace, "table", [folder / "table.csv"], NOW)
        resolve(workspace)
        yield workspace


@pytest.fixture
def customers(tmp_path: Path) -> Callable[[int], Path]:
    """Write names of which every fifth is like a listed one; a row in disorder now and then."""

    def write(number: int) -> Path:
        chance, listed, others = random.Random(number), invented(200, 1), invented(number, 2)
        path = tmp_path / "customers.csv"
        with path.open("w", encoding="utf-8") as lines:
            lines.write("name,born,country\n")
            for at in range(number):
                name = _misspelt(chance.choice(listed), chance) if at % 5 == 0 else others[at]
                lines.write(f"{name},{chance.randint(1890, 2020)},IR\n" if at % 97 else f"{name}\n")
        return path

    return write


def _misspelt(name: str, chance: random.Random) -> str:
    at = chance.randrange(len(name))
    return name[:at] + name[at + 1 :]


def run(
    workspace: Workspace, source: Path, output: Path, engine: Engine | None, **told: Any
) -> Receipt:
    job = Job(source=source, output=output, columns=COLUMNS, terms=TERMS, day_said=True,
              format=output.suffix[1:])  # fmt: skip
    return screen(workspace, job, NOW, Told(**told), engine)


def same(receipt: Receipt) -> Receipt:
    """A receipt without where and when."""
    return msgspec.structs.replace(receipt, output="", finished="", seconds=0.0)


@pytest.mark.usefixtures("session")
class TestSpark:
    def test_gives_the_bytes_and_the_receipt_that_this_machine_gives(
        self, filled: Workspace, customers: Callable[[int], Path], tmp_path: Path
    ) -> None:
        source = customers(20_000)
        there = run(filled, source, tmp_path / "there.csv", by_spark)
        here = run(filled, source, tmp_path / "here.csv", None)
        for name in ("csv", "csv.unread.csv"):
            assert (tmp_path / f"there.{name}").read_bytes() == (
                tmp_path / f"here.{name}"
            ).read_bytes()
        assert same(there) == same(here)
        assert there.figures.rows == 20_000
        assert there.figures.matched > 3000
        assert there.figures.unread == 20_000 // 97 + 1
        assert verify(filled, tmp_path / "there.csv.receipt.json", NOW, Told()) == ()

    def test_either_goes_on_where_the_other_was_stopped(
        self,
        filled: Workspace,
        customers: Callable[[int], Path],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(outputs, "_EVERY", 0.0)
        monkeypatch.setattr(batches, "_ROWS", 100)
        source = customers(3000)
        run(filled, source, tmp_path / "whole.jsonl", None)

        class StoppedError(Exception):
            pass

        def stop(rows: int, done: int, size: int) -> None:
            raise StoppedError

        for first, then in ((by_spark, None), (None, by_spark)):
            said: list[str] = []
            with pytest.raises(StoppedError):
                run(filled, source, tmp_path / "hits.jsonl", first, progress=stop)
            run(filled, source, tmp_path / "hits.jsonl", then, notice=said.append)
            assert said == ["going on after row 100"]
            assert (tmp_path / "hits.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()

    def test_an_executor_with_another_release_is_refused(
        self,
        filled: Workspace,
        customers: Callable[[int], Path],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(spark, "_RELEASE", ("0.0.1", "names-0"))
        with pytest.raises(CommonlistError, match=r"the driver commonlist 0\.0\.1 \(names-0\)"):
            run(filled, customers(2000), tmp_path / "hits.csv", by_spark)

    def test_the_number_of_executors_is_not_ours_to_say(
        self, filled: Workspace, customers: Callable[[int], Path], tmp_path: Path
    ) -> None:
        job = Job(source=customers(10), output=None, columns=COLUMNS, terms=TERMS, workers=2)
        with pytest.raises(InputError, match="--workers"):
            screen(filled, job, NOW, Told(), by_spark)


def test_without_java_the_command_says_what_is_missing(
    filled: Workspace, customers: Callable[[int], Path]
) -> None:
    pytest.importorskip("pyspark")
    command = "from commonlist.cli import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", command, "-w", str(filled.folder), "screen", str(customers(10)),
         "--names", "name", "--engine", "spark"],
        env=os.environ | {"PATH": "/none", "JAVA_HOME": ""},
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert ran.returncode == 6
    assert "Java 17" in ran.stderr.splitlines()[-1]
    assert "Traceback" not in ran.stderr
