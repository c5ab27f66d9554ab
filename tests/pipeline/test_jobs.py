"""Jobs are done once, by one keeper; stopped or killed they go on; each is its owner's."""

import io
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commonlist.access import Principal, Role
from commonlist.errors import AccessError, InputError, UnknownNameError
from commonlist.pipeline import drafts, jobs, keeping, people
from commonlist.pipeline.jobs import (
    INPUT,
    Asked,
    Doing,
    FetchSources,
    IngestFiles,
    Resolve,
    ScreenFile,
    Shown,
)
from commonlist.pipeline.people import By
from commonlist.pipeline.resolving import outdated, resolve
from commonlist.screening.receipts import Columns
from commonlist.screening.terms import Terms
from commonlist.settings import Settings
from commonlist.storage import Workspace, tables
from commonlist.storage import jobs as stored
from commonlist.storage.jobs import State
from tests.pipeline.conftest import NOW, table
from tests.pipeline.test_batches import invented

Put = Callable[..., dict[str, Any]]
TERMS = Terms(day=NOW.date(), threshold=0.5)
ASKED = ScreenFile(name="ours.csv", columns=Columns(names="name"), terms=TERMS)
ANA = Principal(name="ana", role=Role.ANALYST)
BEN = Principal(name="ben", role=Role.ANALYST)
CHIEF = Principal(name="chief", role=Role.ADMINISTRATOR)
FOREIGN = Principal(name="far", role=Role.ADMINISTRATOR, party="fr")
SETTINGS = Settings()


@pytest.fixture
def filled(workspace: Workspace, put: Put) -> Workspace:
    rows = (f"e{at},{name},,2001,,," for at, name in enumerate(invented(200, 1)))
    put("table", table("zz_one", *rows))
    resolve(workspace)
    return workspace


def customers(number: int = 40) -> bytes:
    listed, others = invented(200, 1), invented(number, 2)
    names = (listed[at % 200] if at % 5 == 0 else others[at] for at in range(number))
    return ("id,name\n" + "".join(f"{at},{name}\n" for at, name in enumerate(names))).encode()


def add(workspace: Workspace, content: bytes | None = None, who: Principal = ANA) -> Shown:
    files = {INPUT: io.BytesIO(customers() if content is None else content)}
    return jobs.add(workspace, ASKED, files, who, SETTINGS, NOW)


def doing(workspace: Workspace) -> Doing:
    return Doing(workspace, SETTINGS, lambda: NOW, threading.Event())


def do_next(workspace: Workspace) -> bool:
    def failed(job: object, error: Exception) -> None:
        raise error

    return jobs.do_next(doing(workspace), failed)


def look(workspace: Workspace, job: Shown, who: Principal = ANA) -> Shown:
    with workspace.reading() as connection:
        return jobs.one(connection, who, job.id)


@contextmanager
def keeper(workspace: Workspace) -> Iterator[None]:
    leaving = threading.Event()
    thread = threading.Thread(target=keeping.keep, args=(workspace, SETTINGS, lambda: NOW, leaving))
    thread.start()
    try:
        yield
    finally:
        leaving.set()
        thread.join(30)
        assert not thread.is_alive()


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_file_is_screened_and_its_results_are_there(filled: Workspace) -> None:
    job = add(filled)
    assert (job.state, job.name, job.share) == (State.WAITING, "ours.csv", None)
    assert do_next(filled)
    done = look(filled, job)
    assert (done.state, done.share, done.error) == (State.DONE, 1.0, "")
    assert done.files == ("matches.csv", "matches.csv.receipt.json")
    assert done.figures["rows"] == 40
    assert done.figures["matched"] >= 8
    assert jobs.file(filled, ANA, job.id, "matches.csv").read_bytes().count(b"\n") > 8
    assert not do_next(filled)


def test_what_was_screened_is_in_the_ledger_without_a_name(filled: Workspace) -> None:
    job = add(filled)
    do_next(filled)
    with filled.reading() as connection:
        written = str(connection.execute(tables.ledger.select()).all()[-1])
    assert job.id in written
    assert "ours.csv" not in written
    assert not [name for name in invented(200, 1) if name in written]


def test_files_are_their_owners_alone(filled: Workspace) -> None:
    job = add(filled)
    do_next(filled)
    folder = jobs.file(filled, ANA, job.id, "matches.csv").parent
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"id,title\n1,x\n", "no column 'name'"),
        (b"\x00\x01\x02\x03" * 99, "input"),
    ],
)
def test_a_file_that_is_no_table_is_refused_at_once(
    filled: Workspace, content: bytes, said: str
) -> None:
    with pytest.raises(InputError, match=said) as caught:
        add(filled, content)
    assert str(filled.folder) not in str(caught.value)
    assert not list((filled.folder / "jobs").iterdir())


def test_a_file_over_the_limit_is_refused_and_not_kept(filled: Workspace) -> None:
    files = {INPUT: io.BytesIO(customers(90_000))}
    with pytest.raises(InputError, match="larger than 1 megabytes"):
        jobs.add(filled, ASKED, files, ANA, Settings(upload_megabytes=1), NOW)
    assert not list((filled.folder / "jobs").iterdir())


@pytest.mark.parametrize("name", ["", "..", ".hidden", "x\n", "x" * 201])
def test_a_name_of_a_file_is_a_plain_one(name: str) -> None:
    with pytest.raises(InputError, match="letters"):
        jobs.plain_name(name)


def test_a_path_is_cut_to_its_last_part() -> None:
    assert jobs.plain_name("C:\\lists\\../sdn.xml") == "sdn.xml"


class TestWhoSees:
    def test_the_owner_and_the_administrator_of_the_house(self, filled: Workspace) -> None:
        job = add(filled)
        assert look(filled, job, ANA).id == look(filled, job, CHIEF).id == job.id

    @pytest.mark.parametrize("who", [BEN, FOREIGN], ids=lambda who: who.name)
    def test_nobody_else(self, filled: Workspace, who: Principal) -> None:
        job = add(filled)
        for act in (
            lambda: look(filled, job, who),
            lambda: jobs.stop(filled, who, job.id, NOW),
            lambda: jobs.resume(filled, who, job.id),
            lambda: jobs.remove(filled, who, job.id),
            lambda: jobs.file(filled, who, job.id, "matches.csv"),
        ):
            with pytest.raises(UnknownNameError, match="no such job"):
                act()
        with filled.reading() as connection:
            assert jobs.of(connection, who) == ()
        assert look(filled, job).state is State.WAITING

    def test_the_newest_is_first(self, filled: Workspace) -> None:
        one = add(filled)
        files = {INPUT: io.BytesIO(customers())}
        two = jobs.add(filled, ASKED, files, BEN, SETTINGS, NOW + timedelta(seconds=1))
        with filled.reading() as connection:
            assert [job.id for job in jobs.of(connection, CHIEF)] == [two.id, one.id]
            assert [job.id for job in jobs.of(connection, ANA)] == [one.id]


class TestStopping:
    def test_a_waiting_job_is_not_done(self, filled: Workspace) -> None:
        job = add(filled)
        assert jobs.stop(filled, ANA, job.id, NOW).state is State.STOPPED
        assert not do_next(filled)

    def test_it_goes_on_when_resumed(self, filled: Workspace) -> None:
        job = add(filled)
        jobs.stop(filled, ANA, job.id, NOW)
        assert jobs.resume(filled, ANA, job.id).state is State.WAITING
        assert do_next(filled)
        assert look(filled, job).state is State.DONE

    def test_a_running_job_ends_soon(self, filled: Workspace) -> None:
        job = add(filled, customers(60_000))
        with keeper(filled):
            until(lambda: look(filled, job).rows > 0)
            jobs.stop(filled, ANA, job.id, NOW)
            time.sleep(1)
            rows = look(filled, job).rows
            time.sleep(1)
            assert look(filled, job).rows == rows
        assert look(filled, job).state is State.STOPPED
        assert look(filled, job).files == ()

    def test_what_is_done_stays_done(self, filled: Workspace) -> None:
        job = add(filled)
        do_next(filled)
        assert jobs.stop(filled, ANA, job.id, NOW).state is State.DONE
        assert jobs.resume(filled, ANA, job.id).state is State.DONE

    def test_only_what_has_ended_is_removed(self, filled: Workspace) -> None:
        job = add(filled)
        with pytest.raises(InputError, match="stop the job"):
            jobs.remove(filled, ANA, job.id)
        jobs.stop(filled, ANA, job.id, NOW)
        jobs.remove(filled, ANA, job.id)
        assert not list((filled.folder / "jobs").iterdir())
        with pytest.raises(UnknownNameError):
            look(filled, job)


class TestTurns:
    def test_owners_take_turns(self, filled: Workspace) -> None:
        kept = [add(filled, who=ANA) for _ in range(3)]
        kept += [add(filled, who=BEN), add(filled, who=BEN), add(filled, who=CHIEF)]
        served, doer = "", doing(filled)
        while jobs.do_next(doer, lambda job, error: None):
            (now_done,) = [job for job in kept if look(filled, job, CHIEF).state is State.DONE]
            kept.remove(now_done)
            served += now_done.who[0]
        assert [sorted(served[:3]), sorted(served[3:5]), served[5]] == [[*"abc"], [*"ab"], "a"]

    def test_so_many_wait_of_one(self, filled: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(jobs, "MOST_WAITING", 2)
        first, _ = add(filled), add(filled)
        with pytest.raises(InputError, match="2 jobs of yours wait"):
            add(filled)
        assert len(list((filled.folder / "jobs").iterdir())) == 2
        add(filled, who=BEN)
        jobs.stop(filled, ANA, first.id, NOW)
        add(filled)
        with pytest.raises(InputError, match="2 jobs of yours wait"):
            jobs.resume(filled, ANA, first.id)
        for _ in range(3):
            jobs.add(filled, Resolve(), {}, jobs.SCHEDULE, SETTINGS, NOW)

    def test_so_many_files_of_one_wait_for_their_columns(self, filled: Workspace) -> None:
        def sent(who: Principal) -> str:
            return drafts.keep(filled, "a.csv", io.BytesIO(customers()), who, SETTINGS).id

        other, (first, *kept) = sent(BEN), [sent(ANA) for _ in range(drafts.MOST + 1)]
        with pytest.raises(UnknownNameError, match="send it again"):
            drafts.read(filled, first, ANA)
        assert len([drafts.read(filled, each, ANA) for each in kept]) == drafts.MOST
        assert drafts.read(filled, other, BEN)


class TestRights:
    """A job is gone on with, and done, only for whoever may begin such a job now."""

    CHIEF_S_KEY = Principal(name="chief", role=Role.ANALYST, token=True)
    KINDS = pytest.mark.parametrize(
        "asked",
        [Resolve(), FetchSources(sources=("un_sc",)), IngestFiles(source="table", names=())],
        ids=["resolve", "fetch", "ingest"],
    )

    @pytest.fixture
    def peopled(self, filled: Workspace) -> Workspace:
        by, word = By("chief", "web", NOW), "a heron stands on one leg"
        for name, role in (("root", Role.ADMINISTRATOR), ("chief", Role.ADMINISTRATOR)):
            people.add_user(filled, by, name, role, "", word)
        people.add_user(filled, by, "ana", Role.ANALYST, "", word)
        return filled

    @KINDS
    def test_a_key_of_less_does_not_go_on_with_it(self, peopled: Workspace, asked: Asked) -> None:
        job = jobs.add(peopled, asked, {}, CHIEF, SETTINGS, NOW)
        jobs.stop(peopled, self.CHIEF_S_KEY, job.id, NOW)
        with pytest.raises(AccessError, match=r"^analyst may not administer$"):
            jobs.resume(peopled, self.CHIEF_S_KEY, job.id)
        assert look(peopled, job, CHIEF).state is State.STOPPED
        assert jobs.resume(peopled, CHIEF, job.id).state is State.WAITING

    @KINDS
    def test_who_lost_the_right_meanwhile_is_not_served(
        self, peopled: Workspace, asked: Asked
    ) -> None:
        job = jobs.add(peopled, asked, {}, CHIEF, SETTINGS, NOW)
        people.change_user(peopled, By("root", "web", NOW), "chief", role=Role.ANALYST)
        assert do_next(peopled)
        done = look(peopled, job, CHIEF)
        assert (done.state, done.error) == (State.FAILED, "chief may not administer any more")

    def test_nor_who_is_disabled(self, peopled: Workspace) -> None:
        job = add(peopled)
        people.change_user(peopled, By("root", "web", NOW), "ana", disabled=True)
        assert do_next(peopled)
        assert look(peopled, job).error == "ana may not screen any more"

    def test_others_are(self, peopled: Workspace) -> None:
        kept = [
            add(peopled),
            jobs.add(peopled, Resolve(), {}, CHIEF, SETTINGS, NOW),
            jobs.add(peopled, FetchSources(sources=("x",)), {}, jobs.SCHEDULE, SETTINGS, NOW),
        ]
        while do_next(peopled):
            pass
        assert not [job for job in kept if "may not" in look(peopled, job, CHIEF).error]


class TestTheKeeper:
    def test_it_does_what_waits_and_resolves_what_came(self, filled: Workspace, put: Put) -> None:
        put("table", table("zz_two", "x1,Something New,,2001,,,"))
        job = add(filled)
        with keeper(filled):
            until(lambda: look(filled, job).state is State.DONE)
        with filled.reading() as connection:
            assert not outdated(connection)

    def test_a_second_one_waits_for_its_place(self, filled: Workspace) -> None:
        with keeper(filled), keeper(filled):
            found = [add(filled) for _ in range(5)]
            until(lambda: all(look(filled, job).state is State.DONE for job in found))

    def test_what_was_left_running_is_taken_up(self, filled: Workspace) -> None:
        job = add(filled)
        with filled.recording() as connection:
            assert stored.begin(connection, job.id)
        assert not do_next(filled)
        jobs.restart(filled)
        assert do_next(filled)
        assert look(filled, job).state is State.DONE

    def test_what_ends_the_process_each_time_has_failed(self, filled: Workspace) -> None:
        job = add(filled)
        for _ in range(3):
            with filled.recording() as connection:
                assert stored.begin(connection, job.id)
            jobs.restart(filled)
        assert look(filled, job).state is State.FAILED
        assert "ended the process" in look(filled, job).error

    def test_what_has_ended_goes_after_its_days(self, filled: Workspace) -> None:
        old, waiting = add(filled), add(filled)
        jobs.stop(filled, ANA, old.id, NOW)
        jobs.clean_up(filled, SETTINGS, NOW + timedelta(days=29))
        assert look(filled, old).state is State.STOPPED
        jobs.clean_up(filled, SETTINGS, NOW + timedelta(days=31))
        with pytest.raises(UnknownNameError):
            look(filled, old)
        assert look(filled, waiting).state is State.WAITING
        assert [folder.name for folder in (filled.folder / "jobs").iterdir()] == [waiting.id]


PROGRAM = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from commonlist.pipeline import batches, keeping
from commonlist.settings import Settings
from commonlist.storage import Workspace
batches._ROWS = 100
if __name__ == "__main__":
    now = lambda: datetime(2026, 11, 24, 12, tzinfo=UTC)
    with Workspace(Path(sys.argv[1]), now(), sys.argv[2]) as workspace:
        keeping.keep(workspace, Settings(), now, Event())
"""


def test_a_screening_killed_on_its_way_comes_to_the_same(filled: Workspace, tmp_path: Path) -> None:
    content = customers(12_000)
    whole = add(filled, content)
    do_next(filled)
    program = tmp_path / "keeper.py"
    program.write_text(PROGRAM)
    job = add(filled, content)
    for _ in range(2):
        before = look(filled, job).rows
        words = [sys.executable, str(program), str(filled.folder), filled.database_url]
        process = subprocess.Popen(words)
        try:
            until(lambda before=before: look(filled, job).rows > before)  # type: ignore[misc]
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
    assert look(filled, job).state is State.RUNNING
    with keeper(filled):
        until(lambda: look(filled, job).state is State.DONE)
    one, two = (jobs.file(filled, ANA, each.id, "matches.csv") for each in (whole, job))
    assert one.read_bytes() == two.read_bytes()
