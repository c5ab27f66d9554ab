"""PostgreSQL and SQLite give the same answers to the byte, in whatever order rows lie."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest

from commonlist.pipeline.agreeing import Question, agree
from commonlist.pipeline.bundled import ingest_bundled
from commonlist.pipeline.evidence import Asked
from commonlist.pipeline.exporting import export
from commonlist.pipeline.indexing import indexed
from commonlist.pipeline.inventory import inventory
from commonlist.pipeline.resolving import resolve
from commonlist.pipeline.screening import Screening
from commonlist.screening import Terms
from commonlist.storage import Workspace
from commonlist.storage.tables import metadata
from tests.pipeline.conftest import NOW

DAY = date(2015, 12, 18)
QUESTIONS = tuple(
    Question(rule=rule, asked=Asked(day=DAY), docket=docket)
    for rule, docket in (("vienna-6", "syria-2015"), ("atleast(2, us, eu, ru)", ""))
)


def shuffled(workspace: Workspace) -> None:
    """Write every other row again: PostgreSQL puts it behind all others."""
    with workspace.recording() as connection:
        for table in metadata.sorted_tables:
            column = list(table.columns)[-1].name
            connection.exec_driver_sql(
                f'UPDATE "{table.name}" AS each SET "{column}" = "{column}" '
                "WHERE hashtext(each::text) % 2 = 0"
            )


def answers(workspace: Workspace, folder: Path) -> dict[str, bytes]:
    """What a workspace says: answers, exports, the index, matches, the inventory."""
    folder.mkdir()
    found = {}
    with workspace.reading() as connection:
        for number, question in enumerate(QUESTIONS):
            found[f"agree {number}"] = msgspec.json.encode(agree(connection, question))
            for form in ("matrix", "csv", "json"):
                export(connection, form, question, folder / f"{number}.{form}", NOW)
        for form in ("crosswalk", "ftm"):
            export(connection, form, QUESTIONS[0], folder / form, NOW)
        found["inventory"] = msgspec.json.encode(inventory(connection, DAY))
    found |= {path.name: path.read_bytes() for path in folder.iterdir()}
    found["index"] = indexed(workspace, NOW).path.name.encode()
    url = workspace.database_url
    with Screening(workspace.folder, Terms(day=DAY), database_url=url, now=NOW) as screening:
        for name in ("Jabhat al-Nusra", "Hizballah", "Kurdistan Workers Party"):
            found[name] = msgspec.json.encode(screening.search(name))
    return found


@pytest.mark.postgresql
def test_answers_are_the_same_to_the_byte(
    bundled: Workspace, tmp_path: Path, database: Callable[[Path], str]
) -> None:
    expected = answers(bundled, tmp_path / "sqlite")
    assert all(len(said) > 20 for said in expected.values())
    with Workspace(tmp_path / "ws", NOW, database(tmp_path / "ws")) as workspace:
        ingest_bundled(workspace, NOW)
        shuffled(workspace)
        resolve(workspace)
        shuffled(workspace)
        assert answers(workspace, tmp_path / "postgresql") == expected
