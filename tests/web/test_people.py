"""Signing in and out, accounts, users and tokens: by a client, and by a person in a browser."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from commonlist.access import Role
from commonlist.pipeline import people
from commonlist.pipeline.live import Live
from commonlist.pipeline.people import By
from commonlist.pipeline.signing_in import BY_NAME
from commonlist.storage import people as stored
from commonlist.web.app import application
from tests.web.conftest import NOW, visiting
from tests.web.looking import serious

PASSWORD = "a heron stands on one leg"
OTHER = "two herons stand on three"
BY = By("root", "command", NOW)
HTML = {"accept": "text/html"}
Opened = Callable[..., Page]


def set_up(live: Live) -> None:
    people.add_user(live.workspace, BY, "root", Role.ADMINISTRATOR, "", PASSWORD)
    people.add_user(live.workspace, BY, "ann", Role.ANALYST, "", PASSWORD)


@pytest.fixture
def closed(live: Live) -> Live:
    """The live workspace with an administrator and an analyst."""
    set_up(live)
    return live


@pytest.fixture
def visitor(closed: Live) -> Iterator[TestClient]:
    """A browser's cookies and nothing else."""
    with visiting(application(closed), "https://lists.example") as made:
        yield made


def sent(client: TestClient, page: str, action: str, **fields: str) -> Any:
    """Load a page, and send the form on it that goes to ``action``."""
    text = client.get(page, headers=HTML).text
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', text, re.S)
    assert form, f"no form to {action} on {page}"
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    return client.post(action, data=hidden | fields, headers=HTML)


def signed_in(client: TestClient, name: str, password: str = PASSWORD) -> TestClient:
    answer = sent(client, "/sign-in", "/sign-in", name=name, password=password)
    assert answer.status_code == 200
    assert name in client.get("/account", headers=HTML).text
    return client


class TestSignIn:
    def test_leads_to_where_one_was_going(self, visitor: TestClient) -> None:
        page = visitor.get("/?as_of=2015-12-18", headers=HTML)
        assert (page.url.path, page.url.query) == (
            "/sign-in",
            b"next=%2F%3Fas_of%3D2015-12-18",
        )
        answer = sent(visitor, str(page.url), "/sign-in", name="ann", password=PASSWORD)
        assert (answer.url.path, answer.url.query) == ("/", b"as_of=2015-12-18")

    def test_leads_nowhere_else(self, visitor: TestClient) -> None:
        for elsewhere in ("https://attacker.example/", "//attacker.example"):
            page = f"/sign-in?next={elsewhere}"
            answer = sent(visitor, page, "/sign-in", name="ann", password=PASSWORD)
            assert str(answer.url) == "https://lists.example/"
            sent(visitor, "/account", "/sign-out")

    def test_the_cookie_is_of_this_host_and_of_no_script(self, visitor: TestClient) -> None:
        sent(visitor, "/sign-in", "/sign-in", name="ann", password=PASSWORD)
        answer = visitor.get("/sign-in", follow_redirects=False)
        assert answer.headers["location"] == "/"
        made = next(cookie for cookie in visitor.cookies.jar if cookie.name == "__Host-session")
        assert (made.secure, made.path, made.domain_specified) == (True, "/", False)
        assert {"HttpOnly", "SameSite"} <= set(made._rest)  # type: ignore[attr-defined]

    def test_over_plain_http_the_cookie_has_its_plain_name(self, closed: Live) -> None:
        with visiting(application(closed)) as client:
            signed_in(client, "ann")
            assert {cookie.name for cookie in client.cookies.jar} == {"session", "form"}

    @pytest.mark.parametrize(
        ("name", "password"), [("ann", "wrong"), ("nobody", PASSWORD), ("", ""), ("é\x00", "\x00")]
    )
    def test_refuses_in_the_same_words(self, visitor: TestClient, name: str, password: str) -> None:
        answer = sent(visitor, "/sign-in", "/sign-in", name=name, password=password)
        assert answer.status_code == 401
        assert "do not go together" in answer.text
        assert "__Host-session" not in visitor.cookies

    def test_says_how_long_to_wait(self, visitor: TestClient) -> None:
        for _ in range(BY_NAME):
            sent(visitor, "/sign-in", "/sign-in", name="ann", password="wrong")
        answer = sent(visitor, "/sign-in", "/sign-in", name="ann", password=PASSWORD)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
        assert "15 minutes" in answer.text

    def test_a_disabled_user_is_out_at_once(self, visitor: TestClient, closed: Live) -> None:
        signed_in(visitor, "ann")
        people.change_user(closed.workspace, BY, "ann", disabled=True)
        assert visitor.get("/account", headers=HTML).url.path == "/sign-in"

    def test_ends_when_one_signs_out(self, visitor: TestClient) -> None:
        signed_in(visitor, "ann")
        cookie = visitor.cookies["__Host-session"]
        sent(visitor, "/account", "/sign-out")
        visitor.cookies.set("__Host-session", cookie)
        assert visitor.get("/account", headers=HTML).url.path == "/sign-in"


class TestForms:
    @pytest.mark.parametrize("given", [None, "", "x", "0123456789abcdef.0123", "é.é"])
    def test_without_the_mark_nothing_is_done(
        self, visitor: TestClient, closed: Live, given: str | None
    ) -> None:
        signed_in(visitor, "ann")
        fields = {"name": "laptop", "role": "reader"} | ({} if given is None else {"csrf": given})
        assert visitor.post("/account/token", data=fields).status_code == 403
        with closed.reading() as connection:
            assert not stored.tokens(connection)

    def test_the_mark_of_another_session_is_none(self, visitor: TestClient, closed: Live) -> None:
        signed_in(visitor, "ann")
        with visiting(application(closed), "https://lists.example") as other:
            signed_in(other, "root")
            page = other.get("/account", headers=HTML).text
        (mark, *_) = re.findall(r'name="csrf" value="([^"]*)"', page)
        assert visitor.post("/sign-out", data={"csrf": mark}).status_code == 403

    @pytest.mark.parametrize(
        "headers",
        [
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"origin": "https://attacker.example"},
            {"origin": "null"},
        ],
    )
    def test_nothing_is_taken_from_another_site(
        self, visitor: TestClient, headers: dict[str, str]
    ) -> None:
        signed_in(visitor, "ann")
        page = visitor.get("/account", headers=HTML).text
        (mark, *_) = re.findall(r'name="csrf" value="([^"]*)"', page)
        answer = visitor.post("/sign-out", data={"csrf": mark}, headers=headers)
        assert (answer.status_code, "another site" in answer.text) == (403, True)
        assert visitor.get("/account").status_code == 200

    def test_nobody_is_signed_in_by_anothers_form(self, visitor: TestClient) -> None:
        fields = {"name": "ann", "password": PASSWORD}
        assert visitor.post("/sign-in", data=fields).status_code == 403

    def test_a_page_of_a_session_is_kept_nowhere(self, visitor: TestClient) -> None:
        signed_in(visitor, "ann")
        assert visitor.get("/account").headers["cache-control"] == "no-store"


class TestAccount:
    def test_a_key_is_shown_once_and_lets_in(self, visitor: TestClient, closed: Live) -> None:
        signed_in(visitor, "ann")
        fields = {"name": "laptop", "role": "analyst", "days": "30"}
        page = sent(visitor, "/account", "/account/token", **fields).text
        (key,) = re.findall(r"commonlist_[\w-]{43}", page)
        assert key not in visitor.get("/account").text
        with visiting(application(closed)) as program:
            found = program.get("/matrix.json", headers={"authorization": f"ApiKey {key}"})
            assert found.status_code == 200
            assert program.get("/account", params={"api_key": key}).status_code == 404
            sent(visitor, "/account", "/account/token/1")
            assert visitor.get("/account").text.count("revoked") == 1

    def test_no_token_is_more_than_oneself(self, visitor: TestClient) -> None:
        signed_in(visitor, "ann")
        page = sent(visitor, "/account", "/account/token", name="x", role="administrator")
        assert (page.status_code, "cannot be more" in page.text) == (400, True)

    def test_nobody_elses_token_is_revoked(self, visitor: TestClient, closed: Live) -> None:
        people.add_token(closed.workspace, BY, "robot", Role.READER)
        signed_in(visitor, "ann")
        people.add_token(closed.workspace, BY, "laptop", Role.READER, owner="ann")
        page = visitor.get("/account", headers=HTML).text
        (mark, *_) = re.findall(r'name="csrf" value="([^"]*)"', page)
        assert visitor.post("/account/token/1", data={"csrf": mark}).status_code == 404
        assert visitor.post("/account/token/2", data={"csrf": mark}).status_code == 200

    def test_a_new_password_ends_other_sessions(self, visitor: TestClient, closed: Live) -> None:
        with visiting(application(closed), "https://lists.example") as elsewhere:
            signed_in(elsewhere, "ann")
            signed_in(visitor, "ann")
            fields = {"current": PASSWORD, "new": OTHER, "again": OTHER}
            page = sent(visitor, "/account", "/account/password", **fields)
            assert "your other sessions have ended" in page.text
            assert elsewhere.get("/account", headers=HTML).url.path == "/sign-in"
            signed_in(elsewhere, "ann", OTHER)

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({"current": "wrong", "new": OTHER, "again": OTHER}, "present password"),
            ({"current": PASSWORD, "new": OTHER, "again": "x"}, "same twice"),
            ({"current": PASSWORD, "new": "short", "again": "short"}, "15 to 256"),
        ],
    )
    def test_a_new_password_is_refused(
        self, visitor: TestClient, fields: dict[str, str], says: str
    ) -> None:
        signed_in(visitor, "ann")
        page = sent(visitor, "/account", "/account/password", **fields)
        assert (page.status_code, says in page.text) == (400, True)

    def test_a_session_elsewhere_is_ended(self, visitor: TestClient, closed: Live) -> None:
        with visiting(application(closed), "https://lists.example") as elsewhere:
            elsewhere.headers["user-agent"] = "Elsewhere/1"
            signed_in(elsewhere, "ann")
            signed_in(visitor, "ann")
            page = visitor.get("/account").text
            assert "Elsewhere/1" in page
            (action,) = re.findall(r'action="(/account/session/\w+)"', page)
            sent(visitor, "/account", action)
            assert elsewhere.get("/account", headers=HTML).url.path == "/sign-in"


class TestPeople:
    def test_an_administrator_sets_up_changes_and_disables(
        self, visitor: TestClient, closed: Live
    ) -> None:
        signed_in(visitor, "root")
        fields = {"name": "nils", "role": "delegate", "party": "NO", "password": OTHER}
        assert "is set up" in sent(visitor, "/people", "/people", **fields).text
        user = "/people/user/nils"
        fields = {"role": "reviewer", "party": ""}
        assert "are changed" in sent(visitor, user, f"{user}/role", **fields).text
        assert "is set" in sent(visitor, user, f"{user}/password", password=PASSWORD).text
        assert "is disabled" in sent(visitor, user, f"{user}/disabled").text
        assert "may sign in again" in sent(visitor, user, f"{user}/disabled").text
        with closed.reading() as connection:
            person = stored.person(connection, "nils")
        assert person
        assert (person.role, person.party, person.disabled) == (Role.REVIEWER, "", False)

    def test_what_is_wrong_is_said_and_the_fields_stay(self, visitor: TestClient) -> None:
        signed_in(visitor, "root")
        fields = {"name": "nils", "role": "delegate", "party": "", "password": OTHER}
        page = sent(visitor, "/people", "/people", **fields)
        assert (page.status_code, "speaks for a party" in page.text) == (400, True)
        assert 'value="nils"' in page.text
        assert OTHER not in page.text

    def test_a_token_of_a_machine_is_made_and_revoked(
        self, visitor: TestClient, closed: Live
    ) -> None:
        signed_in(visitor, "root")
        fields = {"name": "robot", "role": "analyst", "party": "no", "days": ""}
        page = sent(visitor, "/people", "/people/token", **fields).text
        (key,) = re.findall(r"commonlist_[\w-]{43}", page)
        assert visitor.get("/matrix.json", params={"api_key": key}).status_code == 200
        assert "is revoked" in sent(visitor, "/people", "/people/token/1").text
        assert visitor.get("/matrix.json", params={"api_key": key}).status_code == 401

    def test_the_files_hold_no_password_and_no_key(self, visitor: TestClient, closed: Live) -> None:
        key = people.add_token(closed.workspace, BY, "robot", Role.READER).key
        signed_in(visitor, "root")
        for path in ("/people.json", "/people.csv", "/people/tokens.json", "/people/tokens.csv"):
            text = visitor.get(path).text
            assert "argon2" not in text
            assert people.digest(key) not in text
            assert key not in text

    def test_the_first_administrator_closes_the_server(self, live: Live) -> None:
        with visiting(application(live)) as client:
            assert "Nobody is set up" in client.get("/account").text
            fields = {"name": "root", "role": "administrator", "password": PASSWORD}
            answer = sent(client, "/people", "/people", **fields)
            assert answer.url.path == "/sign-in"
            signed_in(client, "root")


class TestInABrowser:
    """The main task of each page, with scripts and without."""

    @pytest.mark.parametrize("scripts", [True, False])
    def test_from_nobody_to_a_key(self, opened: Opened, scripts: bool) -> None:
        page = opened("/people", java_script_enabled=scripts)
        page.get_by_label("Name", exact=True).first.fill("root")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Set up", exact=True).click()
        page.get_by_label("Name").fill("root")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(page).to_have_title(re.compile("People"))
        page.get_by_label("Name of the token").fill("laptop")
        page.get_by_role("button", name="Make a token").click()
        expect(page.locator("code.key")).to_contain_text("commonlist_")
        page.get_by_role("link", name="root").first.click()
        expect(page).to_have_title(re.compile("Account"))
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_title(re.compile("Sign in"))

    @pytest.mark.parametrize("width", [1280, 390])
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_looks_well(
        self, closed: Live, opened: Opened, tmp_path: Path, width: int, scheme: str
    ) -> None:
        people.add_user(closed.workspace, BY, "nils", Role.DELEGATE, "no", PASSWORD)
        people.change_user(closed.workspace, BY, "nils", disabled=True)
        people.add_token(closed.workspace, BY, "robot", Role.ANALYST, days=30)
        made = people.add_token(closed.workspace, BY, "laptop", Role.READER, owner="root")
        people.revoke_token(closed.workspace, BY, made.token.id)
        viewport = {"width": width, "height": 900}
        page = opened("/sign-in", viewport=viewport, color_scheme=scheme)
        seen = [_looked_at(page, tmp_path / f"sign-in-{width}-{scheme}.png", width)]
        page.get_by_label("Name").fill("root")
        page.get_by_label("Password").fill("not this one")
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        seen.append(_looked_at(page, tmp_path / f"refused-{width}-{scheme}.png", width))
        page.get_by_label("Name").fill("root")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        for path in ("/account", "/people", "/people/user/nils"):
            page.goto(path)
            name = f"{path.strip('/').replace('/', '-')}-{width}-{scheme}.png"
            seen.append(_looked_at(page, tmp_path / name, width))
        page.get_by_role("link", name="People", exact=True).first.click()
        page.get_by_label("Name of the token").fill("a second robot")
        page.get_by_role("button", name="Make a token").click()
        seen.append(_looked_at(page, tmp_path / f"key-{width}-{scheme}.png", width))
        assert seen == [[]] * 6


def _looked_at(page: Page, picture: Path, width: int) -> list[str]:
    """Take a picture; return what is seriously wrong with the page."""
    page.screenshot(path=picture, full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth")
    return serious(page) + ([f"{picture.stem}: {wide} px wide"] if wide > width else [])
