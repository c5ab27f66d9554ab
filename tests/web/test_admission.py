"""Who asks: while nobody is set up, by a key in each of its forms, from where."""

from collections.abc import Awaitable, Iterator
from typing import Any, cast

import pytest
from fastapi import HTTPException
from sqlalchemy import select
from starlette.testclient import TestClient
from starlette.types import Message

from commonlist.access import Role
from commonlist.pipeline import people
from commonlist.pipeline.live import Live
from commonlist.pipeline.people import By
from commonlist.settings import Settings
from commonlist.storage import tables
from commonlist.web.app import application
from commonlist.web.people import Limits, _bounded, local
from tests.web.conftest import NOW, visiting

PASSWORD = "a heron stands on one leg"
BY = By("root", "command", NOW)
FILE = "/matrix.json?as_of=2015-12-18"


@pytest.fixture
def key(live: Live) -> str:
    """The key of a reader; the server is closed by it."""
    people.add_user(live.workspace, BY, "root", Role.ADMINISTRATOR, "", PASSWORD)
    return people.add_token(live.workspace, BY, "robot", Role.READER).key


@pytest.fixture
def closed(key: str, client: TestClient) -> TestClient:
    """A client of the server when somebody is set up, without a key."""
    return client


class TestWhileNobodyIsSetUp:
    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"host": "localhost:8000"},
            {"host": "[::1]:8000"},
            {"origin": "http://127.0.0.1:3333", "sec-fetch-site": "same-site"},
            {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"},
            {"authorization": "ApiKey whatever"},
        ],
    )
    def test_the_machine_itself_may_ask(self, client: TestClient, headers: Any) -> None:
        assert client.get(FILE, headers=headers).status_code == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {"host": "attacker.example"},  # its name was led to 127.0.0.1
            {"origin": "https://attacker.example"},
            {"origin": "null"},
            {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"},
            {"x-forwarded-for": "127.0.0.1"},
            {"forwarded": "for=192.0.2.1"},
        ],
    )
    def test_no_other_site_and_no_proxy(self, client: TestClient, headers: Any) -> None:
        assert client.get(FILE, headers=headers).status_code == 401

    @pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "testclient"])
    def test_no_other_machine(self, live: Live, address: str) -> None:
        app = application(live)
        with TestClient(app, base_url="http://127.0.0.1", client=(address, 1)) as client:
            assert client.get(FILE).status_code == 401


class TestOnceSomebodyIs:
    def test_a_file_is_refused_with_a_challenge(self, closed: TestClient) -> None:
        answer = closed.get(FILE)
        assert (answer.status_code, list(answer.json())) == (401, ["detail"])
        assert "ApiKey" in answer.headers["www-authenticate"]

    def test_a_page_leads_to_the_sign_in_and_back(self, closed: TestClient) -> None:
        headers = {"accept": "text/html"}
        answer = closed.get("/?as_of=2015-12-18&rule=a b", headers=headers, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"] == (
            "/sign-in?next=%2F%3Fas_of%3D2015-12-18%26rule%3Da%2520b"
        )

    @pytest.mark.parametrize("path", ["/catalog", FILE])
    def test_what_a_key_is_shown_is_in_no_shared_cache(
        self, closed: TestClient, key: str, path: str
    ) -> None:
        answer = closed.get(path, headers={"authorization": f"ApiKey {key}"})
        assert answer.headers["cache-control"].split(",")[0] == "private"

    @pytest.mark.parametrize("scheme", ["ApiKey ", "apikey ", "Bearer ", "", "ApiKey  "])
    def test_a_key_in_the_header(self, closed: TestClient, key: str, scheme: str) -> None:
        assert closed.get(FILE, headers={"authorization": scheme + key}).status_code == 200

    def test_a_key_in_the_query(self, closed: TestClient, key: str) -> None:
        assert closed.get(f"{FILE}&api_key={key}").status_code == 200

    def test_comes_into_no_link(self, closed: TestClient, key: str) -> None:
        headers = {"accept": "text/html"}
        page = closed.get(f"/?as_of=2015-12-18&api_key={key}", headers=headers)
        assert page.status_code == 200
        assert key not in page.text
        assert "as_of=2015-12-18" in page.text

    def test_no_path_leads_off_the_server(self, closed: TestClient, key: str) -> None:
        headers = {"accept": "text/html", "authorization": f"ApiKey {key}"}
        page = closed.get("http://127.0.0.1//attacker.example/", headers=headers)
        assert page.status_code == 404
        assert "//attacker.example" not in page.text

    @pytest.mark.parametrize("form", ["Basic {}", "ApiKey {}x", "ApiKey x{}", "ApiKey {} {}"])
    def test_no_other_form(self, closed: TestClient, key: str, form: str) -> None:
        answer = closed.get(FILE, headers={"authorization": form.format(key, key)})
        assert answer.status_code == 401

    @pytest.mark.parametrize("given", ["ApiKey", "é", "commonlist_", "x" * 5000])
    def test_what_is_no_key_is_refused(self, closed: TestClient, given: str) -> None:
        answer = closed.get(FILE, headers={b"authorization": given.encode()})
        assert answer.status_code == 401

    def test_a_body_is_not_read_of_nobody(self, closed: TestClient) -> None:
        assert closed.post("/judgements", content=unread()).status_code == 401

    @pytest.mark.parametrize(
        "path", ["/api/jobs/screening", "/api/watches", "/api/judgements", "/sources"]
    )
    def test_a_body_is_not_read_of_who_may_not_send_it(
        self, closed: TestClient, key: str, path: str
    ) -> None:
        headers = {"authorization": f"ApiKey {key}"}
        answer = closed.post(path, content=unread(), headers=headers)
        assert (answer.status_code, "reader may not" in answer.text) == (403, True)


def unread() -> Iterator[bytes]:
    """A body that must not be looked at."""
    raise AssertionError("it was read")
    yield b""


def ended(awaited: Awaitable[Message]) -> Message:
    """Return what something comes to that waits for nothing."""
    try:
        next(awaited.__await__())
    except StopIteration as end:
        return cast("Message", end.value)
    raise AssertionError("it waits")


class TestBodies:
    """Of a length that is stated or not, none is read beyond what is taken."""

    @pytest.mark.parametrize("path", ["/match/default", "/api/judgements", "/sign-in"])
    def test_without_files_are_short(self, client: TestClient, path: str) -> None:
        answer = client.post(path, content=b" " * (5 << 20))
        assert (answer.status_code, "is the most here" in answer.text) == (413, True)
        form = {"content-type": "application/x-www-form-urlencoded"}
        answer = client.post(path, content=(b"a" for _ in range(1)), headers=form)
        assert answer.status_code != 413
        answer = client.post(path, content=(b"a" * (1 << 20) for _ in range(5)), headers=form)
        assert answer.status_code == 413

    def test_of_what_only_reads_are_left_alone(self, client: TestClient, live: Live) -> None:
        with live.reading() as connection:
            digest = connection.execute(select(tables.snapshot_files.c.digest)).scalar()
        answer = client.request("GET", f"/raw/{digest}", content=b"abc")
        assert (answer.status_code, len(answer.content) > 0) == (200, True)

    def test_to_a_path_with_a_slash_too_many_are_as_long(self, client: TestClient) -> None:
        found = client.post("/match/default/", content=b"{}" + b" " * 100_000)
        assert found.status_code != 413

    def test_with_files_are_as_long_as_the_setting_says(self, live: Live) -> None:
        with visiting(application(live, Settings(upload_megabytes=8))) as client:
            for size, status in ((5, 400), (40, 413)):
                body = {"file": ("a.csv", b" " * (size << 20))}
                assert client.post("/api/jobs/screening", files=body).status_code == status

    def test_end_where_the_most_was_received(self) -> None:
        sent: list[int] = []

        async def receive() -> Message:
            sent.append(3)
            return {"type": "http.request", "body": b"abc", "more_body": True}

        receiving = _bounded(receive, 10)
        for _ in range(3):
            assert ended(receiving())["body"] == b"abc"
        with pytest.raises(HTTPException, match="413"):
            ended(receiving())
        assert sum(sent) == 12


class TestPublic:
    def test_whoever_comes_may_read(self, live: Live, key: str) -> None:
        with visiting(application(live, Settings(public=True))) as client:
            assert client.get(FILE).status_code == 200

    def test_but_not_with_a_key_that_does_not_hold(self, live: Live, key: str) -> None:
        with visiting(application(live, Settings(public=True))) as client:
            assert client.get(f"{FILE}&api_key=commonlist_x").status_code == 401


class TestLimits:
    def test_a_principal_waits_and_others_do_not(self, live: Live, key: str) -> None:
        other = people.add_token(live.workspace, BY, "robot 2", Role.READER).key
        with visiting(application(live, Settings(requests_per_minute=3))) as client:
            statuses = [client.get(f"/none?api_key={key}").status_code for _ in range(4)]
            answer = client.get(f"{FILE}&api_key={key}")
            assert statuses == [404, 404, 404, 429]
            assert 1 <= int(answer.headers["retry-after"]) <= 20
            assert answer.json()["detail"].startswith("too many requests")
            assert client.get(f"{FILE}&api_key={other}").status_code == 200

    def test_goes_on_at_the_pace(self) -> None:
        at = [0.0]
        limits = Limits(60, lambda: at[0])
        assert [limits.wait("a") for _ in range(60)] == [0] * 60
        assert limits.wait("a") == 1
        at[0] += 1
        assert [limits.wait("a"), limits.wait("a")] == [0, 1]
        at[0] += 3600
        assert [limits.wait("a") for _ in range(61)] == [0] * 60 + [1]

    def test_remembers_no_more_than_so_many(self) -> None:
        limits = Limits(1)
        for number in range(20_000):
            limits.wait(str(number))
        assert len(limits._next) == 10_000


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("/?a=b&c=d", "/?a=b&c=d"),
        ("/review", "/review"),
        ("//attacker.example", "/"),
        ("/\\attacker.example", "/"),
        ("https://attacker.example/", "/"),
        ("/\n/attacker.example", "/"),
        ("/\tx", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_one_goes_on_to_a_page_of_ours_only(given: str, path: str) -> None:
    assert local(given) == path


class TestHeaders:
    def test_over_https_browsers_are_told_to_stay_there(self, live: Live) -> None:
        with visiting(application(live), "https://127.0.0.1") as client:
            assert "max-age" in client.get(FILE).headers["strict-transport-security"]

    def test_over_http_not(self, client: TestClient) -> None:
        assert "strict-transport-security" not in client.get(FILE).headers
