"""Whoever watches is told once of each change, signed, and of nobody else's."""

import base64
import hashlib
import hmac
import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from structlog.testing import capture_logs

from commonlist.access import Principal, Role
from commonlist.errors import InputError, RuleError, UnknownNameError
from commonlist.pipeline import jobs, keeping, people, watching
from commonlist.pipeline.jobs import Doing
from commonlist.pipeline.people import By
from commonlist.pipeline.resolving import find_entity, judge, resolve
from commonlist.pipeline.watching import (
    PAUSES,
    About,
    CustomerWatch,
    EntityWatch,
    RuleWatch,
    Sending,
    Shown,
    Told,
    Watching,
    chosen,
)
from commonlist.resolution import Verdict
from commonlist.screening.receipts import Columns
from commonlist.screening.terms import Terms
from commonlist.settings import Settings
from commonlist.storage import Workspace, ledger
from commonlist.storage import watches as stored
from commonlist.storage.watches import Due
from tests.pipeline.conftest import NOW, table
from tests.pipeline.receiving import Receiver, receiving

Put = Callable[..., dict[str, Any]]
ANA = Principal(name="ana", role=Role.ANALYST)
BEN = Principal(name="ben", role=Role.ANALYST)
CHIEF = Principal(name="chief", role=Role.ADMINISTRATOR)
FOREIGN = Principal(name="far", role=Role.ADMINISTRATOR, party="fr")
OURS = Settings(webhook_private=True)
NAME = "Orion Relief Committee"


@pytest.fixture
def filled(workspace: Workspace, put: Put) -> Workspace:
    put(
        "table",
        table(
            "zz_one",
            f"a,{NAME},,2001-05-05,,2026-11-01,stated",
            "b,Vega Front,,2002-05-05,,2026-11-01,stated",
        ),
    )
    resolve(workspace)
    return workspace


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def add(workspace: Workspace, about: About, url: str = "", who: Principal = ANA) -> Shown:
    return watching.add(workspace, about, url, who, OURS, NOW)


def wrong(watch: str, error: Exception) -> None:
    raise error


def look(workspace: Workspace, watcher: Watching, now: datetime = NOW) -> int:
    resolve(workspace)
    return watcher.look(workspace, now, wrong)


def events(workspace: Workspace, who: Principal = ANA, after: int = 0) -> tuple[Told, ...]:
    with workspace.reading() as connection:
        return watching.events(connection, who, after, 100)


def send(workspace: Workspace, now: datetime = NOW) -> list[str]:
    """Send all that is due; return what was said of what did not arrive."""
    said: list[str] = []
    with Sending(workspace, OURS, lambda: now, lambda _, why: said.append(why)) as sending:
        while sending.step():
            pass
    return said


def list_another(workspace: Workspace, put: Put) -> None:
    put("table", table("zz_two", f"x,{NAME},,2003-05-05,,2026-11-01,stated"), "two")
    resolve(workspace)


def entity(workspace: Workspace, name: str) -> str:
    with workspace.reading() as connection:
        return find_entity(connection, name)


ABOUT = [
    pytest.param(lambda w: CustomerWatch(text=NAME, rule="us"), id="customer"),
    pytest.param(lambda w: EntityWatch(entity=entity(w, "zz_one:a"), rule="us"), id="entity"),
    pytest.param(lambda w: RuleWatch(rule="us"), id="rule"),
]


@pytest.mark.parametrize("about", ABOUT)
def test_a_change_makes_one_event(filled: Workspace, about: Callable[..., About]) -> None:
    made, watcher = add(filled, about(filled)), Watching()
    assert look(filled, watcher) == 0
    assert events(filled) == ()
    judge(filled, "zz_one:a", "zz_one:b", Verdict.SAME, "one group", "ana", NOW)
    assert look(filled, watcher) == 1
    assert look(filled, watcher) == look(filled, Watching()) == 0
    (event,) = events(filled)
    assert (event.type, event.data["of"]) == ("watch.changed", made.id)
    assert event.data["changes"]
    assert events(filled, after=event.id) == ()


def test_a_change_of_others_makes_none(filled: Workspace, put: Put) -> None:
    add(filled, CustomerWatch(text="Jane Teal", rule="us"))
    watcher = Watching()
    look(filled, watcher)
    list_another(filled, put)
    assert look(filled, watcher) == 0


def test_it_says_what_was_and_what_is(filled: Workspace, put: Put) -> None:
    add(filled, CustomerWatch(text="Lyra Charity Fund", rule="us"))
    watcher = Watching()
    look(filled, watcher)
    put("table", table("zz_two", "x,Lyra Charity Fund,,2003-05-05,,2026-11-01,stated"), "two")
    look(filled, watcher)
    (event,) = events(filled)
    (change,) = event.data["changes"]
    assert change["before"] is None
    assert change["after"] == {
        "caption": "Lyra Charity Fund",
        "status": "agreed",
        "parties": ["us"],
    }


def test_a_change_while_no_keeper_ran_is_told(filled: Workspace, put: Put) -> None:
    add(filled, CustomerWatch(text="Lyra Charity Fund", rule="us"))
    look(filled, Watching())
    put("table", table("zz_two", "x,Lyra Charity Fund,,2003-05-05,,2026-11-01,stated"), "two")
    assert look(filled, Watching()) == 1


def test_a_day_that_changes_an_answer_is_told(filled: Workspace, put: Put) -> None:
    add(filled, EntityWatch(entity=entity(filled, "zz_one:a"), rule="us"))
    watcher = Watching()
    look(filled, watcher)
    assert look(filled, watcher, NOW + timedelta(days=800)) == 1  # the list is too old by then


@pytest.mark.parametrize(
    ("about", "error"),
    [
        (CustomerWatch(text="  "), InputError),
        (CustomerWatch(text="x" * 100_000), InputError),
        (RuleWatch(rule="all("), RuleError),
        (EntityWatch(entity="nobody"), UnknownNameError),
    ],
    ids=["nobody", "long", "no rule", "no entity"],
)
def test_what_makes_no_sense_is_refused(
    filled: Workspace, about: About, error: type[Exception]
) -> None:
    with pytest.raises(error):
        add(filled, about)


@pytest.mark.parametrize("who", [BEN, FOREIGN], ids=lambda who: who.name)
def test_nobody_sees_anothers(filled: Workspace, who: Principal) -> None:
    made, watcher = add(filled, CustomerWatch(text=NAME, rule="us")), Watching()
    look(filled, watcher)
    judge(filled, "zz_one:a", "zz_one:b", Verdict.SAME, "one group", "ana", NOW)
    look(filled, watcher)
    assert events(filled, CHIEF) == events(filled, ANA) != ()
    assert events(filled, who) == ()
    with filled.reading() as connection:
        assert watching.of(connection, who) == ()
        with pytest.raises(UnknownNameError, match="no such watch"):
            watching.one(connection, who, made.id)
    with pytest.raises(UnknownNameError, match="no such watch"):
        watching.remove(filled, who, made.id, NOW)


class TestWhoMayNoMore:
    """Who is disabled, was revoked, lost the right or went to another party is told nothing."""

    CHIEF = By("chief", "web", NOW)
    ROBOT = Principal(name="robot", role=Role.ANALYST, token=True)
    LOSSES = pytest.mark.parametrize(
        ("name", "change"),
        [
            ("ana", {"disabled": True}),
            ("ana", {"role": Role.READER}),
            ("ana", {"party": "fr"}),
            ("robot", {}),
        ],
        ids=["disabled", "role", "party", "revoked"],
    )

    @pytest.fixture
    def peopled(self, filled: Workspace) -> Workspace:
        word = "a heron stands on one leg"
        people.add_user(filled, self.CHIEF, "chief", Role.ADMINISTRATOR, "", word)
        people.add_user(filled, self.CHIEF, "ana", Role.ANALYST, "", word)
        people.add_token(filled, self.CHIEF, "robot", Role.ANALYST, days=30)
        return filled

    def watched(self, workspace: Workspace, receiver: Receiver, name: str) -> Watching:
        about, watcher = CustomerWatch(text=NAME, rule="us"), Watching()
        who = {"ana": ANA, "robot": self.ROBOT}[name]
        add(workspace, about, receiver.url, who)
        look(workspace, watcher)
        return watcher

    def change(self, workspace: Workspace) -> None:
        judge(workspace, "zz_one:a", "zz_one:b", Verdict.SAME, "one group", "chief", NOW)

    def lose(self, workspace: Workspace, name: str, change: dict[str, Any]) -> None:
        if change:
            people.change_user(workspace, self.CHIEF, name, **change)
        else:
            people.revoke_token(workspace, self.CHIEF, 1)

    @LOSSES
    def test_no_event_is_made(
        self, peopled: Workspace, receiver: Receiver, name: str, change: dict[str, Any]
    ) -> None:
        watcher = self.watched(peopled, receiver, name)
        self.lose(peopled, name, change)
        self.change(peopled)
        assert look(peopled, watcher) == look(peopled, Watching()) == 0
        assert events(peopled, CHIEF) == ()

    @LOSSES
    def test_what_is_due_is_not_sent(
        self, peopled: Workspace, receiver: Receiver, name: str, change: dict[str, Any]
    ) -> None:
        watcher = self.watched(peopled, receiver, name)
        self.change(peopled)
        assert look(peopled, watcher) == 1
        self.lose(peopled, name, change)
        assert send(peopled) == []
        with peopled.reading() as connection:
            assert stored.unsent(connection) == 0
        assert receiver.got == []

    def test_a_token_that_has_expired_is_over(self, peopled: Workspace, receiver: Receiver) -> None:
        watcher = self.watched(peopled, receiver, "robot")
        self.change(peopled)
        assert look(peopled, watcher, NOW + timedelta(days=31)) == 0

    def test_who_is_enabled_again_is_told_what_changed(
        self, peopled: Workspace, receiver: Receiver
    ) -> None:
        watcher = self.watched(peopled, receiver, "ana")
        people.change_user(peopled, self.CHIEF, "ana", disabled=True)
        self.change(peopled)
        look(peopled, watcher)
        people.change_user(peopled, self.CHIEF, "ana", disabled=False)
        assert (look(peopled, watcher), send(peopled), len(receiver.got)) == (1, [], 1)

    def test_the_houses_administrator_removes_what_he_may_not_read(
        self, peopled: Workspace
    ) -> None:
        theirs = msgspec.structs.replace(ANA, name="zoé", party="fr")
        made = add(peopled, CustomerWatch(text="Jane Teal"), "", theirs)
        with peopled.reading() as connection:
            (seen,) = watching.of(connection, CHIEF)
            assert seen == watching.one(connection, CHIEF, made.id)
        assert (seen.id, seen.who, seen.party) == (made.id, "zoé", "fr")
        assert (seen.about, seen.url, seen.answer) == (None, "", None)
        watching.remove(peopled, CHIEF, made.id, NOW)
        with peopled.reading() as connection:
            assert watching.of(connection, theirs) == ()
            *_, last = ledger.entries(connection)
        assert (last.who, last.particulars()) == (
            "chief",
            {"did": "watch removed", "watch": made.id, "owner": "zoé"},
        )


class TestWebhooks:
    def changed(self, filled: Workspace, receiver: Receiver) -> Shown:
        """Make a watch, and a change."""
        made, watcher = add(filled, CustomerWatch(text=NAME, rule="us"), receiver.url), Watching()
        look(filled, watcher)
        judge(filled, "zz_one:a", "zz_one:b", Verdict.SAME, "one group", "ana", NOW)
        look(filled, watcher)
        return made

    def test_an_event_arrives_once_and_signed(self, filled: Workspace, receiver: Receiver) -> None:
        made = self.changed(filled, receiver)
        assert send(filled) == send(filled) == []
        (got,) = receiver.got
        assert made.secret
        key = base64.b64decode(made.secret.removeprefix("whsec_"))
        event_id, moment = got.headers["webhook-id"], got.headers["webhook-timestamp"]
        signed = f"{event_id}.{moment}.".encode() + got.body
        expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert got.headers["webhook-signature"] == f"v1,{expected}"
        assert moment == str(int(NOW.timestamp()))
        assert got.headers["content-type"] == "application/json"
        body = json.loads(got.body)
        (event,) = events(filled)
        assert body == {
            "id": event.id,
            "type": event.type,
            "timestamp": event.timestamp,
            "data": event.data,
        }

    def test_the_secret_is_shown_once(self, filled: Workspace, receiver: Receiver) -> None:
        made = add(filled, RuleWatch(rule="us"), receiver.url)
        assert made.secret
        assert len(base64.b64decode(made.secret.removeprefix("whsec_"))) == 32
        with filled.reading() as connection:
            assert watching.one(connection, ANA, made.id).secret is None

    @pytest.mark.parametrize("status", [302, 404, 500, 503])
    def test_what_is_refused_is_tried_later(
        self, filled: Workspace, receiver: Receiver, status: int
    ) -> None:
        self.changed(filled, receiver)
        receiver.statuses = [status]
        assert send(filled) == [f"answers {status}"]
        assert send(filled, NOW + timedelta(seconds=PAUSES[0] - 1)) == []
        assert len(receiver.got) == 1
        assert send(filled, NOW + timedelta(seconds=PAUSES[0])) == []
        assert len(receiver.got) == 2
        assert receiver.got[0].headers["webhook-id"] == receiver.got[1].headers["webhook-id"]

    def test_it_is_given_up_in_the_end(self, filled: Workspace, receiver: Receiver) -> None:
        self.changed(filled, receiver)
        receiver.statuses = [500] * 99
        now = NOW
        for pause in (*PAUSES, 10**6):
            send(filled, now)
            now += timedelta(seconds=pause)
        assert send(filled, now) == []
        assert len(receiver.got) == len(PAUSES) + 1

    def test_who_says_gone_is_not_asked_again(self, filled: Workspace, receiver: Receiver) -> None:
        self.changed(filled, receiver)
        receiver.statuses = [410]
        send(filled)
        send(filled, NOW + timedelta(days=9))
        assert len(receiver.got) == 1

    def test_nothing_is_sent_for_a_watch_that_is_removed(
        self, filled: Workspace, receiver: Receiver
    ) -> None:
        made = self.changed(filled, receiver)
        watching.remove(filled, ANA, made.id, NOW)
        send(filled)
        assert receiver.got == []
        assert len(events(filled)) == 1

    def test_the_customer_is_not_in_it(self, filled: Workspace, receiver: Receiver) -> None:
        about = CustomerWatch(text="Oryon Reliefe Committee", rule="us")
        watcher = Watching()
        add(filled, about, receiver.url)
        look(filled, watcher)
        judge(filled, "zz_one:a", "zz_one:b", Verdict.SAME, "one group", "ana", NOW)
        look(filled, watcher)
        send(filled)
        assert b"Oryon" not in receiver.got[0].body

    @pytest.mark.parametrize(
        "url",
        [
            "http://example.org/x",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://10.1.2.3/x",
            "https://169.254.169.254/latest",
            "https://[::ffff:127.0.0.1]/",
            "ftp://example.org/",
            "https://user:word@example.org/",
            "nothing",
        ],
    )
    def test_a_private_address_is_refused(self, filled: Workspace, url: str) -> None:
        with pytest.raises(InputError):
            watching.add(filled, RuleWatch(rule="us"), url, ANA, Settings(), NOW)

    @pytest.mark.parametrize("settings", [OURS, Settings()], ids=["nobody there", "not allowed"])
    def test_a_log_holds_the_host_and_no_more_of_an_address(
        self, filled: Workspace, settings: Settings
    ) -> None:
        receiver = Receiver()
        receiver.url = "http://127.0.0.1:9/services/T000/SECRETPATH?k=SECRETWORD"
        self.changed(filled, receiver)
        with (
            capture_logs() as logged,
            Sending(filled, settings, lambda: NOW, keeping._unsent) as sending,
        ):
            sending.step()
        (line,) = logged
        assert line["event_id"] == events(filled)[0].id
        assert line["why"].startswith("http://127.0.0.1:9: ")
        assert "SECRET" not in str(line)
        assert "services" not in str(line)

    def test_a_job_tells_when_it_has_ended(self, filled: Workspace, receiver: Receiver) -> None:
        asked = jobs.ScreenFile(
            name="secret.csv", columns=Columns(names="name"), terms=Terms(day=NOW.date())
        )
        files = {jobs.INPUT: io.BytesIO(b"name\nOrion Relief Committee\n")}
        made = jobs.add(filled, asked, files, ANA, OURS, NOW, receiver.url)
        jobs.do_next(Doing(filled, OURS, lambda: NOW, threading.Event()), wrong)  # type: ignore[arg-type]
        send(filled)
        body = json.loads(receiver.got[0].body)
        assert body["type"] == "job.ended"
        assert body["data"] == {
            "of": made.id,
            "job": "screening",
            "state": "done",
            "error": False,
            "rows": 1,
        }


class TestTurns:
    """Nobody's receivers hold up another's."""

    def due(self, *owners_and_hosts: str) -> list[Due]:
        return [
            Due(number, pair.partition(" ")[0], "", f"https://{pair.partition(' ')[2]}/{number}")
            for number, pair in enumerate(owners_and_hosts, 1)
        ]

    def owners(self, due: list[Due], under_way: list[Due]) -> str:
        return "".join(each.who for each in chosen(due, under_way))

    def test_owners_take_turns(self) -> None:
        due = self.due("a one", "a two", "a three", "b four", "b five", "c six")
        assert self.owners(due, []) == "abcaba"

    def test_next_is_who_has_the_least_under_way(self) -> None:
        due = self.due("a one", "a two", "b three")
        assert self.owners(due, self.due("a four", "b five", "b six")) == "aab"

    def test_few_go_to_one_host_and_few_are_of_one(self) -> None:
        assert self.owners(self.due(*["a one"] * 9, *["b one"] * 9), []) == "ab"
        assert self.owners(self.due(*(f"a {host}" for host in "stuvwxyz")), []) == "aaaa"
        assert self.owners(self.due("a one", "b two"), self.due("b one", "b ONE")) == "b"

    def test_never_more_than_may_be(self) -> None:
        due = self.due(*(f"{name} {name}" for name in "abcdefghijk"))
        assert self.owners(due, []) == "abcdefgh"
        assert self.owners(due, self.due(*(f"{name} x{name}" for name in "mnopqrst"))) == ""

    def test_who_hangs_holds_up_nobody_else(self, filled: Workspace, receiver: Receiver) -> None:
        with socket.create_server(("127.0.0.2", 0), backlog=100) as hangs:
            dead = f"http://127.0.0.2:{hangs.getsockname()[1]}/"
            for who, url in ((ANA, dead),) * 40 + ((BEN, receiver.url),) * 3:
                happen(filled, who.name, url)
            with Sending(filled, OURS, lambda: NOW, lambda *_: None) as sending:
                end = time.monotonic() + 5
                while len(receiver.got) < 3 and time.monotonic() < end:
                    assert sending.step()
                arrived = len(receiver.got)
                hangs.close()
        assert arrived == 3

    @pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".org", ".org"])
    def test_an_address_that_cannot_be_looked_up_stops_nobody(
        self, filled: Workspace, receiver: Receiver, host: str
    ) -> None:
        happen(filled, ANA.name, f"https://{host}/SECRETPATH")
        happen(filled, BEN.name, receiver.url)
        (said,) = send(filled)
        assert said.startswith(f"https://{host}: ")
        assert "SECRET" not in said
        assert len(receiver.got) == 1


def happen(workspace: Workspace, who: str, url: str) -> None:
    """Make an event of somebody that is due."""
    secret = watching.secret_for(url, OURS)
    at = "2026-11-24T11:00:00Z"
    made = stored.Event(
        kind="watch.changed",
        of="x",
        who=who,
        party="",
        at=at,
        body=b"{}",
        url=url,
        secret=secret,
        due_at=at,
    )
    with workspace.recording() as connection:
        stored.happen(connection, made)


class TestTheKeeper:
    def kept(self, workspace: Workspace, settings: Settings, now: datetime) -> Doing:
        return Doing(workspace, settings, lambda: now, threading.Event())

    def test_it_sends_and_leaves_when_told(self, filled: Workspace, receiver: Receiver) -> None:
        doing = self.kept(filled, OURS, NOW)
        words = (filled, OURS, lambda: NOW, doing.leaving)
        keeper = threading.Thread(target=keeping.keep, args=words)
        keeper.start()
        for _ in range(5):
            happen(filled, ANA.name, receiver.url)
        end = time.monotonic() + 20
        while len(receiver.got) < 5 and time.monotonic() < end:
            time.sleep(0.05)
        doing.leaving.set()
        keeper.join(20)
        assert (len(receiver.got), keeper.is_alive()) == (5, False)
        with filled.reading() as connection:
            assert stored.unsent(connection) == 0

    def test_it_fetches_in_the_hours_that_are_set(self, filled: Workspace) -> None:
        settings = Settings(schedule={"un_sc": 6})

        def asked() -> int:
            with filled.reading() as connection:
                house = Principal(name="x", role=Role.ADMINISTRATOR)
                return len(jobs.of(connection, house))

        for hours, jobs_then in ((0, 1), (5, 1), (6, 2), (7, 2)):
            now = NOW + timedelta(hours=hours)
            keeping.schedule(self.kept(filled, settings, now), now)
            assert asked() == jobs_then
