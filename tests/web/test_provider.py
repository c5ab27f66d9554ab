"""Signing in through a provider of identities: a real one, over http."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from oidc_provider_mock import User, run_server_in_thread  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from commonlist.access import Role
from commonlist.pipeline import people
from commonlist.pipeline.live import Live
from commonlist.pipeline.people import By
from commonlist.settings import Oidc, Settings
from commonlist.storage import people as stored
from commonlist.web.app import application
from tests.web.conftest import NOW, visiting

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the provider's own
BY = By("root", "command", NOW)
USERS = (
    User(sub="1", claims={"preferred_username": "Ann", "groups": ["analysts"]}),
    User(sub="2", claims={"preferred_username": "root", "groups": ["analysts"]}),
    User(sub="3", claims={"preferred_username": "eve", "groups": ["guests"]}),
)


@pytest.fixture
def visitor(live: Live) -> Iterator[TestClient]:
    """A browser on a server with an administrator and a provider."""
    people.add_user(live.workspace, BY, "root", Role.ADMINISTRATOR, "", "a heron on one leg")
    with run_server_in_thread(user_claims=USERS, require_nonce=True) as server:
        oidc = Oidc(
            issuer=f"http://localhost:{server.server_port}",
            client_id="commonlist",
            client_secret="secret",
            roles={"analysts": "analyst"},
        )
        with visiting(application(live, Settings(oidc=oidc)), "https://lists.example") as made:
            made.follow_redirects = False
            yield made


def led(visitor: TestClient, sub: str, start: str = "/sign-in/provider") -> str:
    """Go to the provider and say who one is; return where it leads back to."""
    question = visitor.get(start).headers["location"]
    answer = httpx.post(question, data={"sub": sub})
    address = urlsplit(answer.headers["location"])
    assert (address.netloc, address.path) == ("lists.example", "/sign-in/return")
    return f"{address.path}?{address.query}"


def test_the_page_offers_it(visitor: TestClient) -> None:
    assert "Sign in through localhost" in visitor.get("/sign-in").text


def test_one_is_set_up_at_the_first_time_and_known_at_the_second(
    visitor: TestClient, live: Live
) -> None:
    for _ in range(2):
        back = led(visitor, "1", "/sign-in/provider?next=%2Fsources%3Fa%3Db")
        answer = visitor.get(back)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sources?a=b")
    assert "ann" in visitor.get("/account").text
    with live.reading() as connection:
        ann = stored.person(connection, "ann")
        names = [person.name for person in stored.persons(connection)]
    assert ann
    assert (ann.role, ann.subject.rpartition(" ")[2]) == (Role.ANALYST, "1")
    assert names == ["ann", "root"]


def test_a_role_that_was_changed_here_is_the_providers_again(
    visitor: TestClient, live: Live
) -> None:
    visitor.get(led(visitor, "1"))
    people.change_user(live.workspace, BY, "ann", role=Role.READER)
    visitor.get(led(visitor, "1"))
    with live.reading() as connection:
        ann = stored.person(connection, "ann")
    assert ann
    assert ann.role is Role.ANALYST


@pytest.mark.parametrize(
    ("sub", "says"), [("2", "somebody else here"), ("3", "nothing here is set up")]
)
def test_who_is_not_let_in(visitor: TestClient, sub: str, says: str) -> None:
    answer = visitor.get(led(visitor, sub))
    assert (answer.status_code, says in answer.text) == (403, True)
    assert "__Host-session" not in visitor.cookies


def test_a_disabled_user_is_not(visitor: TestClient, live: Live) -> None:
    visitor.get(led(visitor, "1"))
    people.change_user(live.workspace, BY, "ann", disabled=True)
    answer = visitor.get(led(visitor, "1"))
    assert (answer.status_code, "disabled" in answer.text) == (401, True)


def test_an_answer_brought_by_another_browser_is_none(visitor: TestClient) -> None:
    back = led(visitor, "1")
    visitor.cookies.clear()
    assert visitor.get(back).status_code == 403


def test_an_answer_is_of_use_once(visitor: TestClient) -> None:
    back = led(visitor, "1")
    kept = visitor.cookies["__Host-provider"]
    assert visitor.get(back).status_code == 303
    visitor.cookies.clear()
    visitor.cookies.set("__Host-provider", kept)
    assert visitor.get(back).status_code == 502
    assert "__Host-session" not in visitor.cookies


def test_a_provider_that_is_away_is_told(live: Live) -> None:
    oidc = Oidc(issuer="http://127.0.0.1:9", client_id="commonlist")
    with visiting(application(live, Settings(oidc=oidc))) as client:
        assert client.get("/sign-in/provider").status_code == 502


def test_without_a_provider_there_is_no_such_page(client: TestClient) -> None:
    assert client.get("/sign-in/provider").status_code == 404
