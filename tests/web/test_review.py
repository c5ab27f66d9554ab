"""The review in a browser: a queue, a pair laid open, a verdict, the way back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from commonlist.pipeline.live import Live
from commonlist.pipeline.resolving import judge
from commonlist.resolution import Verdict
from commonlist.storage import opinions
from tests.web.conftest import NOW
from tests.web.looking import PLACED, WAYS, pictured, serious

Opened = Callable[..., Page]


def asked(client: TestClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/review.json").json()
    return found


def said(live: Live) -> list[tuple[str, str, bool]]:
    """Verdict, reason and whether it waits, of all that was judged here."""
    with live.reading() as connection:
        return [
            (j.verdict.value, j.reason, j.second)
            for j in opinions.judgements(connection)
            if j.author == "local"
        ]


def weighty(client: TestClient) -> dict[str, Any]:
    """The first pair, which changes who is agreed."""
    first = asked(client)[0]
    assert first["changes"]
    return first


def plain(client: TestClient) -> dict[str, Any]:
    """A pair that changes nothing that a rule says."""
    return next(row for row in asked(client) if not row["changes"])


class TestQueue:
    def test_those_that_change_most_come_first(self, client: TestClient) -> None:
        weights = [bool(row["changes"]) for row in asked(client)]
        assert weights == sorted(weights, reverse=True)
        assert any(weights)

    def test_whatever_makes_those_agreed_fewer_or_more_is_among_the_changes(
        self, client: TestClient
    ) -> None:
        for rule in ("vienna-6", "un or us", "atleast(2, un, us, gb)"):
            rows = client.get("/review.json", params={"rule": rule}).json()
            assert all(row["changes"] for row in rows if row["agreed"])

    def test_stands_beside_its_files(self, client: TestClient) -> None:
        page, rows = client.get("/review").text, asked(client)
        assert all(f"/review.{form}" in page for form in ("json", "csv", "xlsx"))
        table = client.get("/review.csv").text.splitlines()
        assert table[0].startswith("id,left,right")
        assert len(table) == len(rows) + 1
        assert client.get("/review.xlsx").content[:2] == b"PK"

    def test_another_rule_weighs_otherwise(self, client: TestClient) -> None:
        by_rule = client.get("/review.json", params={"rule": "un or us"}).json()
        assert {row["id"] for row in by_rule} == {row["id"] for row in asked(client)}
        assert [row["changes"] for row in by_rule] != [row["changes"] for row in asked(client)]


class TestPair:
    def test_says_what_follows_before_anything_is_judged(self, client: TestClient) -> None:
        row = weighty(client)
        page = client.get(f"/review/{row['id']}").text
        change = row["changes"][0]
        assert "Would move" in page
        assert change["caption"] in page
        assert "second reader" in page

    def test_marks_the_words_that_both_names_have(self, client: TestClient) -> None:
        assert (
            "<mark>Jihad</mark>-ul-<mark>Islami</mark>"
            in client.get(f"/review/{weighty(client)['id']}").text
        )

    def test_shows_the_score_by_which_it_stands_in_the_queue(self, client: TestClient) -> None:
        for row in asked(client):
            path = f"/review/{row['id']}"
            laid_open = client.get(f"{path}.json").json()
            assert laid_open["pair"]["score"] == row["score"]
            less_alike = row["score"] > laid_open["comparison"]["score"]
            told = f"Likest pair between the two: {row['score']:.2f}"
            assert (told in client.get(path).text) is less_alike

    def test_stands_beside_its_files(self, client: TestClient) -> None:
        pair = weighty(client)["id"]
        found = client.get(f"/review/{pair}.json").json()
        assert {"fields", "comparison", "if_same", "if_different"} <= found.keys()
        assert client.get(f"/review/{pair}.csv").text.startswith("field,left,right")

    def test_one_that_is_none_is_told(self, client: TestClient) -> None:
        answer = client.get("/review/rv-aaaaaaaaaa")
        assert answer.status_code == 404
        assert "no pair" in answer.json()["detail"]


class TestVerdict:
    def test_that_changes_an_outcome_waits_for_a_second_reader(
        self, client: TestClient, live: Live
    ) -> None:
        row = weighty(client)
        answer = client.post(f"/review/{row['id']}", data={"verdict": row["verdict"]})
        assert (
            "counts when another reader says the same"
            in client.get(f"/review?back={row['id']}").text
        )
        assert answer.url.path == "/review"
        assert said(live) == [(row["verdict"], f"read both: {_word(row)}", True)]

    def test_of_the_second_reader_counts(self, client: TestClient, live: Live) -> None:
        row = weighty(client)
        pair = row["left"], row["right"]
        judge(live.workspace, *pair, Verdict(row["verdict"]), "read", "other", NOW, second=True)
        live.settle()
        assert "Another reader says so too" in client.get(f"/review/{row['id']}").text
        client.post(f"/review/{row['id']}", data={"verdict": row["verdict"]})
        joined = "Joined now" in client.get(f"/review/{row['id']}").text
        assert joined is (row["verdict"] == "same")

    def test_that_changes_no_outcome_counts_at_once(self, client: TestClient, live: Live) -> None:
        row = plain(client)
        client.post(f"/review/{row['id']}", data={"verdict": row["verdict"], "reason": "seen"})
        assert said(live) == [(row["verdict"], "seen", False)]
        assert row["id"] not in {other["id"] for other in asked(client)}

    def test_is_taken_back_with_the_way_it_was_given(self, client: TestClient, live: Live) -> None:
        row = plain(client)
        for verdict in (row["verdict"], "undo"):
            client.post(f"/review/{row['id']}", data={"verdict": verdict})
        assert said(live)[-1] == ("unsure", "taken back", False)
        state = "Joined now" if row["joined"] else "Apart now"
        assert state in client.get(f"/review/{row['id']}").text

    def test_that_was_never_given_cannot_be_taken_back(self, client: TestClient) -> None:
        answer = client.post(f"/review/{plain(client)['id']}", data={"verdict": "undo"})
        assert (answer.status_code, "nothing to take back" in answer.text) == (400, True)


def _word(row: dict[str, Any]) -> str:
    return "the same" if row["verdict"] == "same" else "different"


def press(page: Page, key: str) -> None:
    """Press a key that leads on, and wait until the next page hears keys."""
    with page.expect_navigation():
        page.keyboard.press(key)
    page.wait_for_function("customElements.get('page-keys') !== undefined")


def test_a_sitting_is_done_by_keys_alone(opened: Opened, live: Live) -> None:
    page = opened("/review")
    page.get_by_role("link", name="Begin with the first").focus()
    press(page, "Enter")
    first = page.get_by_role("heading", level=1).text_content()
    press(page, "d")
    expect(page.get_by_role("link", name="Fewer details")).to_be_visible()
    press(page, "l")
    expect(page.get_by_role("link", name="As printed alone")).to_be_visible()
    press(page, "x")
    expect(page.locator(".last")).to_contain_text("the same")
    press(page, "n")
    expect(page.locator(".last")).to_contain_text("different")
    press(page, "s")
    press(page, "u")
    expect(page.locator(".last")).to_contain_text("cannot tell")
    for _ in range(3):
        press(page, "z")
    assert page.get_by_role("heading", level=1).text_content() == first
    assert [verdict for verdict, *_ in said(live)] == ["same", "different", *["unsure"] * 4]


def test_keys_write_where_somebody_writes_and_can_be_switched_off(
    opened: Opened, live: Live
) -> None:
    page = opened("/review")
    page.get_by_role("link", name="Begin with the first").click()
    page.get_by_label("Reason").press_sequentially("xn")
    assert page.get_by_label("Reason").input_value() == "xn"
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_label("Single keys work").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("x")
    assert not said(live)


def test_without_scripts_the_buttons_are_a_form(opened: Opened, live: Live) -> None:
    page = opened("/review", java_script_enabled=False)
    page.get_by_role("link", name="Begin with the first").click()
    page.get_by_label("Reason").fill("read the two lists")
    page.get_by_role("button", name="Same").click()
    assert "Take it back" in page.content()
    page.get_by_role("button", name="Take it back").click()
    assert [(verdict, why) for verdict, why, _ in said(live)] == [
        ("same", "read the two lists"), ("unsure", "taken back"),
    ]  # fmt: skip


def test_looked_at_nothing_is_cut_off_and_axe_finds_nothing_serious(
    opened: Opened, client: TestClient, pictures: Path
) -> None:
    for path, name in (("/review", "review"), (f"/review/{weighty(client)['id']}", "pair")):
        for way, page in zip(WAYS, pictured(opened, path, name, pictures), strict=True):
            assert way in PLACED or not serious(page)
