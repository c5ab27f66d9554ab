"""Every route by everybody: who may and who may not, and what those who may not can learn.

Whoever adds a route adds a line to `TABLE`.
"""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, ClassVar

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from commonlist.access import RIGHTS, Principal, Role
from commonlist.pipeline import people, signing_in
from commonlist.pipeline.live import Live
from commonlist.pipeline.people import By
from commonlist.settings import Settings
from commonlist.storage import Workspace
from commonlist.web.app import HEADERS, application
from commonlist.web.people import Door, Need, mark
from tests.web.conftest import NOW, visiting

TABLE = """
GET /openapi.json: anybody
GET /static/style.css: anybody
GET /metrics: anybody

GET /: read
GET /matrix.{form}: read
GET /entity/{entity:path}: read
POST /entity/{entity:path}: read judge
GET /dispute/{entity:path}: read
GET /difference: read
GET /difference.{form}: read
GET /difference/sizes.{form}: read
GET /parties: read
GET /parties.{form}: read
GET /raw/{digest}: read
GET /review: judge
GET /review.{form}: judge
GET /review/{pair}: judge
GET /review/{pair}.{form}: judge
POST /review/{pair}: judge
GET /screening: screen
POST /screening: screen
POST /screening.{form}: screen
POST /screening/clear: screen clear
GET /screening/cleared: screen
GET /screening/cleared.{form}: screen
POST /screening/cleared: screen clear
GET /screening/files: screen
POST /screening/files: screen
GET /screening/files/{draft}/columns: screen
POST /screening/files/{draft}/columns: screen
GET /screening/files/{job}: screen
POST /screening/files/{job}: screen
GET /screening/files/{job}/{name}: screen
GET /begin: read
POST /begin: administer
GET /sources: read
GET /sources.{form}: read
POST /sources: read administer
GET /sources/{name}: read
GET /sources/{name}.{form}: read
GET /sources/{name}/quarantine.{form}: read
GET /sources/{name}/difference.{form}: read
POST /sources/{name}: read judge

GET /healthz: anybody
GET /readyz: anybody
POST /updatez: anybody
GET /catalog: read
GET /manifest: read
GET /search/{dataset}: read
GET /statements: read
POST /match/{dataset}: screen
GET /algorithms: read
GET /reconcile/{dataset}: read
POST /reconcile/{dataset}: screen
GET /reconcile/{dataset}/suggest/entity: read
GET /reconcile/{dataset}/suggest/type: read
GET /reconcile/{dataset}/suggest/property: read
GET /reconcile/{dataset}/extend/property: read
GET /reconcile/{dataset}/preview/{entity_id}: read
GET /entities/{entity_id}: read
GET /entities/{entity_id}/adjacent: read
GET /entities/{entity_id}/adjacent/{prop}: read

GET /api/agree: read
GET /api/matrix: read
GET /api/rules: read
GET /api/diff/source/{source}: read
GET /api/diff/rule: read
GET /api/compare: read
GET /api/entities/{entity}: read
GET /api/entities/{entity}/why: read
GET /api/sources: read
GET /api/judgements: read
POST /api/judgements: judge
POST /api/judgements/undo: judge
GET /api/overlays: read
POST /api/overlays: judge
DELETE /api/overlays/{number}: judge
GET /api/dockets: read
GET /api/dockets/{name}: read
POST /api/dockets: judge
GET /api/clearances: screen
POST /api/clearances: clear
DELETE /api/clearances/{number}: clear
GET /api/jobs: screen
POST /api/jobs/screening: screen
POST /api/jobs/ingest: administer
POST /api/jobs/fetch: administer
POST /api/jobs/resolve: administer
GET /api/jobs/{job}: screen
POST /api/jobs/{job}/stop: screen
POST /api/jobs/{job}/resume: screen
DELETE /api/jobs/{job}: screen
GET /api/jobs/{job}/files/{name}: screen
GET /api/watches: screen
POST /api/watches: screen
GET /api/watches/{watch}: screen
DELETE /api/watches/{watch}: screen
GET /api/events: screen

GET /sign-in: anybody
POST /sign-in: anybody
GET /sign-in/provider: anybody
GET /sign-in/return: anybody
POST /sign-out: signed in
GET /account: signed in
POST /account/password: signed in
POST /account/token: signed in
POST /account/token/{number}: signed in
POST /account/session/{session}: signed in
GET /people: administer
GET /people.{form}: administer
GET /people/tokens.{form}: administer
POST /people: administer
POST /people/token: administer
POST /people/token/{number}: administer
GET /people/user/{name}: administer
POST /people/user/{name}/role: administer
POST /people/user/{name}/password: administer
POST /people/user/{name}/disabled: administer
"""
ROWS = {
    line.rpartition(":")[0]: line.rpartition(":")[2].strip() for line in TABLE.splitlines() if line
}
"""What each route needs: rights, or ``anybody``, or ``signed in``, by method and path."""
OF_THEIR_OWN = {"POST /sign-in", "POST /sign-out", "POST /updatez"}
"""Routes that refuse for reasons of their own, or end what asks."""
ABSENT = {"form": "json", "number": "999999"}
"""What stands for a parameter of a path; all others get a word that is nobody's and nothing's."""
PARAMETER = re.compile(r"{(\w+)(?::path)?}")
PASSWORD = "a heron stands on one leg"
BY = By("root", "command", NOW)


USERS = {role: Principal(name=f"the-{role.value}", role=role) for role in Role}
MACHINE = Principal(name="robot of ru", role=Role.ANALYST, party="ru", token=True)
ASKERS: dict[str, Principal | None] = {
    "nobody": None,
    **{role.value: user for role, user in USERS.items()},
    "another party's machine": MACHINE,
    "a revoked key": None,
}


@pytest.fixture(scope="module")
def live(lists: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The bundled lists, and a user of each role."""
    folder = tmp_path_factory.mktemp("rights") / "ws"
    shutil.copytree(lists, folder)
    with Live(Workspace(folder, NOW), lambda: NOW) as made:
        for role in reversed(Role):  # the first user is an administrator
            party = "no" if role is Role.DELEGATE else ""
            people.add_user(made.workspace, BY, USERS[role].name, role, party, PASSWORD)
        yield made


@pytest.fixture(scope="module")
def app(live: Live) -> FastAPI:
    return application(live, Settings(requests_per_minute=0))


@pytest.fixture(scope="module")
def clients(app: FastAPI, live: Live) -> dict[str, TestClient]:
    """A client of each who asks; none follows redirects."""
    return {who: _client(app, live, who) for who in ASKERS}


def _client(app: FastAPI, live: Live, who: str) -> TestClient:
    client, principal, cookie = visiting(app), ASKERS[who], "of a form"
    client.follow_redirects = False
    if who == "a revoked key":
        made = people.add_token(live.workspace, BY, "old robot", Role.ADMINISTRATOR)
        people.revoke_token(live.workspace, BY, made.token.id)
        client.headers["authorization"] = f"ApiKey {made.key}"
    elif principal and principal.token:
        words = principal.name, principal.role or Role.READER, principal.party
        made = people.add_token(live.workspace, BY, *words)
        client.headers["authorization"] = f"ApiKey {made.key}"
    elif principal:
        with live.workspace.recording() as connection:
            by, lasts = By(principal.name, "test", NOW), signing_in.Lifetimes()
            cookie = signing_in.begin(connection, by, "Test/1", lasts)
        client.cookies.set("session", cookie)
    else:
        client.cookies.set("form", cookie)
    client.headers["x-csrf-token"] = mark(cookie)
    return client


def may(principal: Principal | None, needed: str) -> bool:
    """Whether the table lets somebody do something."""
    if needed == Door.ANYBODY:
        return True
    if principal is None or principal.role is None:
        return False
    return needed == Door.SIGNED_IN or set(needed.split()) <= RIGHTS[principal.role]


def path_of(row: str, **given: str) -> tuple[str, str]:
    """The method and a path of a row; parameters that are not given name nothing that there is."""
    method, _, template = row.partition(" ")

    def word(parameter: re.Match[str]) -> str:
        name = parameter[1]
        return given.get(name) or ABSENT.get(name, "nothing-of-the-sort")

    return method, PARAMETER.sub(word, template)


def refused(answer: Any) -> bool:
    away = answer.headers.get("location", "").startswith("/sign-in?")
    return answer.status_code in (401, 403) or (answer.status_code == 303 and away)


def declared(app: FastAPI) -> dict[str, str]:
    """What each route says that it needs, "" if it says nothing."""
    found: dict[str, str] = {}
    for context in iter_route_contexts(app.routes):
        path, dependant = str(context.path), getattr(context, "dependant", None)
        calls = [each.call for each in dependant.dependencies] if dependant else []
        needed = dict.fromkeys(call.what.value for call in calls if isinstance(call, Need))
        for method in getattr(context, "methods", None) or ["GET"]:
            if method != "HEAD":
                name = "/static/style.css" if path == "/static" else path
                plain = path in ("/static", "/openapi.json")
                found[f"{method} {name}"] = Door.ANYBODY if plain else " ".join(needed)
    return found


def test_every_route_has_a_line_and_says_what_stands_there(app: FastAPI) -> None:
    assert declared(app) == ROWS


@pytest.mark.parametrize("who", ASKERS)
def test_whoever_may_not_is_refused_and_whoever_may_is_not(
    clients: dict[str, TestClient], who: str
) -> None:
    wrong: list[str] = []
    for row, needed in ROWS.items():
        if row in OF_THEIR_OWN:
            continue
        answer = clients[who].request(*path_of(row))
        if refused(answer) is may(ASKERS[who], needed):
            wrong.append(f"{row}: {answer.status_code}")
    assert not wrong


def test_public_lets_whoever_comes_read_and_no_more(live: Live) -> None:
    with visiting(application(live, Settings(public=True, requests_per_minute=0))) as client:
        client.follow_redirects = False
        client.cookies.set("form", "x")
        client.headers["x-csrf-token"] = mark("x")
        visitor = Principal(name="", role=Role.READER)
        wrong = [
            row
            for row, needed in ROWS.items()
            if row not in OF_THEIR_OWN
            and refused(client.request(*path_of(row)))
            is (may(visitor, needed) and needed != Door.SIGNED_IN)
        ]
        assert not wrong


def test_every_answer_has_the_headers(clients: dict[str, TestClient]) -> None:
    for who in ("nobody", Role.ADMINISTRATOR.value):
        for row in ROWS.keys() - OF_THEIR_OWN:
            answer = clients[who].request(*path_of(row))
            assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, row


class TestNothingLeaks:
    """What may not be seen answers as if it were not there."""

    THERE: ClassVar = {
        "/entity": {"entity": "Jaysh al-Islam"},
        "/sources": {"name": "ru_fsb"},
        "/people/user": {"name": "the-reader"},
        "/people/token": {"number": "1"},
    }

    @pytest.mark.parametrize("who", ["nobody", "reader", "delegate", "a revoked key"])
    def test_whether_it_is_there(self, clients: dict[str, TestClient], who: str) -> None:
        client, seen = clients[who], 0
        for row, needed in ROWS.items():
            path = row.partition(" ")[2]
            for begin, given in self.THERE.items():
                if path.startswith(f"{begin}/{{") and not may(ASKERS[who], needed):
                    there, absent = (client.request(*path_of(row, **g)) for g in (given, {}))
                    assert (there.status_code, there.text) == (absent.status_code, absent.text)
                    seen += 1
        assert seen

    @pytest.mark.parametrize("who", ["nobody", "reader", "delegate", "a revoked key"])
    def test_by_how_long_it_takes(
        self,
        clients: dict[str, TestClient],
        live: Live,
        who: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """A refusal reads nothing of the workspace, but who asks."""

        def read(*words: object) -> Any:
            raise AssertionError("it was looked at")

        client = clients[who]
        client.request("GET", "/")
        for name in ("reading", "of", "answer"):
            monkeypatch.setattr(live, name, read)
        for row, needed in ROWS.items():
            if not may(ASKERS[who], needed):
                assert refused(client.request(*path_of(row))), row

    @pytest.mark.parametrize("who", [role.value for role in Role])
    def test_by_links(self, clients: dict[str, TestClient], who: str) -> None:
        """Links and forms of a page lead only to what one may do."""
        wrong: set[str] = set()
        for row, needed in ROWS.items():
            path = row.partition(" ")[2]
            if not row.startswith("GET") or "{" in path or not may(ASKERS[who], needed):
                continue
            page = clients[who].get(path, headers={"accept": "text/html"}).text
            led = {("GET", link) for link in re.findall(r'<a [^>]*href="(/[^"]*)"', page)}
            led |= {("POST", link) for link in re.findall(r'action="(/[^"]*)" method="post"', page)}
            rows = {_row(method, unescape(link).partition("?")[0]) for method, link in led}
            wrong |= {f"{row} → {to}" for to in rows if to and not may(ASKERS[who], ROWS[to])}
        assert not wrong

    def test_what_another_party_has(self, clients: dict[str, TestClient]) -> None:
        """Jobs and watches of the house are not there for another party's machine, nor counted."""
        house, other = clients["analyst"], clients["another party's machine"]
        about = {"about": {"kind": "rule", "rule": "vienna-6"}}
        watch = house.post("/api/watches", json=about).json()["id"]
        job = clients["administrator"].post("/api/jobs/resolve", json={}).json()["id"]
        for path, mine in (("/api/jobs", job), ("/api/watches", watch)):
            assert mine not in other.get(path).text
            for method in ("GET", "DELETE"):
                there = other.request(method, f"{path}/{mine}")
                absent = other.request(method, f"{path}/{'0' * len(mine)}")
                assert (there.status_code, there.text) == (404, absent.text)
        assert house.get(f"/api/watches/{watch}").status_code == 200

    def test_a_job_beyond_ones_right_is_not_resumed(
        self, app: FastAPI, live: Live, clients: dict[str, TestClient]
    ) -> None:
        """An administrator's key of an analyst sees his jobs, but does no more than an analyst."""
        chief = clients["administrator"]
        job = chief.post("/api/jobs/resolve", json={}).json()["id"]
        chief.post(f"/api/jobs/{job}/stop")
        owner = USERS[Role.ADMINISTRATOR].name
        made = people.add_token(live.workspace, BY, "a lesser key", Role.ANALYST, owner=owner)
        lesser = visiting(app)
        lesser.headers["authorization"] = f"ApiKey {made.key}"
        for path, form in (
            (f"/api/jobs/{job}/resume", {}),
            (f"/screening/files/{job}", {"to": "resume"}),
        ):
            answer = lesser.post(path, data=form)
            assert (answer.status_code, answer.json()) == (
                403,
                {"detail": "analyst may not administer"},
            )
        assert lesser.get(f"/api/jobs/{job}").json()["state"] == "stopped"

    def test_what_another_party_cleared_is_neither_told_nor_counts(
        self, clients: dict[str, TestClient]
    ) -> None:
        house, other = clients["analyst"], clients["another party's machine"]
        (target, *_) = house.get("/search/default?schema=Organization").json()["results"]
        asked = {"schema": "Organization", "properties": {"name": [target["caption"]]}}

        def match(client: TestClient) -> dict[str, Any]:
            answer = client.post("/match/default", json={"queries": {"q": asked}}).json()
            results = answer["responses"]["q"]["results"]
            return next(each for each in results if each["id"] == target["id"])

        words = {"name": target["caption"], "entity": target["id"], "reason": "a choir of Oslo"}
        made = house.post("/api/clearances", json={**words, "schema": "organization"}).json()
        assert ("choir" in match(house)["cleared"], match(house)["match"]) == (True, False)
        assert "cleared" not in match(other)
        for path in ("/api/clearances?ended=true", "/screening/cleared", "/screening/cleared.json"):
            assert "choir" in house.get(path).text
            assert "choir" not in other.get(path).text
        there = other.delete(f"/api/clearances/{made['id']}")
        absent = other.delete("/api/clearances/999999")
        assert there.status_code == absent.status_code == 400
        assert there.text.replace(str(made["id"]), "999999") == absent.text
        assert "cleared" in match(house)


def _row(method: str, path: str) -> str:
    """The row of a path, "" if there is none."""
    for row in ROWS:
        of, _, template = row.partition(" ")
        pattern = PARAMETER.sub("[^/]+", template.replace(".", r"\."))
        if of == method and re.fullmatch(pattern, path):
            return row
    return ""
