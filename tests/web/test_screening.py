"""Screening in a browser: a name, its reasons, a hit told apart, the record of it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from commonlist.pipeline.ingest import Told, ingest
from commonlist.pipeline.live import Live
from commonlist.pipeline.single import Given, record, screen
from commonlist.screening import Terms
from commonlist.settings import Settings
from commonlist.storage import tables
from commonlist.web.people import OPEN
from tests.web.conftest import NOW
from tests.web.looking import PLACED, WAYS, pictured, serious

Opened = Callable[..., Page]
NUSRA = "Jabhat al-Nusra"
TESTI = {
    "id": "t1",
    "schema": "Person",
    "properties": {
        "name": ["Nadir Karim Testi"],
        "birthDate": ["1970-03-29"],
        "nationality": ["jo"],
        "passportNumber": ["AB1234567"],
        "topics": ["sanction"],
    },
}


def put(live: Live, folder: Path, day: str, **changes: list[str]) -> None:
    """Put a list in that names one invented person, of whom much is known."""
    entity = {**TESTI, "properties": {**TESTI["properties"], **changes}}  # type: ignore[dict-item]
    path = folder / f"persons-{day}.json"
    path.write_text(json.dumps(entity) + "\n", "utf-8")
    told = Told(name="zz_persons", party="us", generated=day)
    ingest(live.workspace, "ftm", [path], NOW, told)
    live.settle()


@pytest.fixture
def persons(live: Live, tmp_path: Path) -> Live:
    """The bundled lists, and one that names a person."""
    put(live, tmp_path, "2026-11-01")
    return live


def asked(client: TestClient, name: str = NUSRA, **more: str) -> dict[str, Any]:
    answer = client.post("/screening.json", data={"name": name, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def best(client: TestClient, name: str = NUSRA, **more: str) -> dict[str, Any]:
    found: dict[str, Any] = asked(client, name, **more)["hits"][0]
    return found


NADIR = "Nadir Testi"


class TestAnswer:
    def test_says_whose_list_and_what_the_rule_says(self, client: TestClient) -> None:
        match = best(client)["match"]
        assert "un" in match["parties"]
        assert match["status"] in ("agreed", "disputed")
        assert match["reasons"]

    def test_says_a_score_with_digits_that_stand_on_its_side_of_the_line(
        self, client: TestClient
    ) -> None:
        score = best(client)["match"]["score"]
        line = (score + round(score, 2)) / 2
        page = client.post("/screening", data={"name": NUSRA, "threshold": str(line)}).text
        assert f'<span class="number">{score:.4f}</span>' in page

    def test_of_nobody_says_that_only_what_is_loaded_was_searched(self, client: TestClient) -> None:
        page = client.post("/screening", data={"name": "Zyxw Vutsrq"}).text
        assert "Only lists that are loaded are searched" in page

    def test_by_number_has_the_score_of_its_type(self, persons: Live, client: TestClient) -> None:
        hit = best(client, "", number="AB 123 4567")
        assert (hit["match"]["caption"], hit["match"]["score"]) == ("Nadir Karim Testi", 0.97)

    def test_shows_what_a_detail_would_change(self, persons: Live, client: TestClient) -> None:
        hit = best(client, NADIR)
        changes = {change["detail"]: change for change in hit["changes"]}
        assert set(changes) == {"birth", "country", "kind", "number"}
        for detail in ("birth", "country"):
            assert changes[detail]["agreed"] > hit["match"]["score"]
            assert changes[detail]["contradicted"] < hit["match"]["score"]
        with_birth = best(client, NADIR, birth="1970-03-29")
        assert with_birth["match"]["score"] == pytest.approx(changes["birth"]["agreed"])
        assert "birth" not in {change["detail"] for change in with_birth["changes"]}

    def test_shows_those_below_the_line_as_such(self, persons: Live, client: TestClient) -> None:
        page = client.post("/screening", data={"name": NADIR, "threshold": "0.999"}).text
        assert "Below the line" in page
        assert "No match" in page

    def test_that_could_not_be_read_whole_says_so(self, client: TestClient) -> None:
        page = client.post("/screening", data={"name": NUSRA, "birth": "someday"}).text
        assert "is no date of birth; screened without it" in page

    @pytest.mark.parametrize(
        ("form", "told"),
        [({"name": NUSRA, "threshold": "2"}, "threshold"), ({"name": ""}, "no name")],
    )
    def test_to_what_makes_no_sense_is_told(
        self, client: TestClient, form: dict[str, str], told: str
    ) -> None:
        answer = client.post("/screening", data=form)
        assert (answer.status_code in (200, 400), told in answer.text) == (True, True)
        assert 'class="notice"' in answer.text

    def test_stands_beside_its_files(self, client: TestClient) -> None:
        sheet = client.post("/screening.xlsx", data={"name": NUSRA})
        assert sheet.content[:2] == b"PK"
        assert client.post("/screening.csv", data={"name": NUSRA}).text.startswith("row,query")


def test_what_cannot_be_read_of_a_form_is_told_to_a_person_in_a_line(client: TestClient) -> None:
    form = {"name": NUSRA, "threshold": "high"}
    answer = client.post("/screening", data=form, headers={"accept": "text/html"})
    assert (answer.status_code, "threshold: " in answer.text) == (422, True)
    assert client.post("/screening", data=form).json()["detail"][0]["loc"][-1] == "threshold"


class TestRecord:
    def test_the_same_question_gives_the_same_digests(self, client: TestClient) -> None:
        one, two = (asked(client) for _ in range(2))
        assert one["receipt"] == two["receipt"]
        assert two["ledger"] == one["ledger"] + 1

    def test_other_data_give_another_receipt(
        self, live: Live, client: TestClient, tmp_path: Path
    ) -> None:
        before = asked(client)["receipt"]
        put(live, tmp_path, "2026-11-01")
        after = asked(client)["receipt"]
        assert before["data"] < after["data"]
        assert before["index"] != after["index"]
        assert before["query"] == after["query"]

    def test_the_ledger_has_who_asked_for_what(self, live: Live, client: TestClient) -> None:
        number = asked(client)["ledger"]
        with live.reading() as connection:
            row = connection.execute(
                tables.ledger.select().where(tables.ledger.c.number == number)
            ).one()
        assert (row.act, row.who) == ("screening", "local")
        (screened,) = json.loads(row.what)["screened"]
        assert screened["names"] == [NUSRA]

    def test_where_the_settings_say_so_the_ledger_has_digests_of_names_alone(
        self, live: Live
    ) -> None:
        made = screen(live, Given(name=NUSRA), Terms(day=NOW.date()), OPEN)
        number = record(live, made, Settings(screened_names="digests"))
        with live.reading() as connection:
            row = connection.execute(
                tables.ledger.select().where(tables.ledger.c.number == number)
            ).one()
        assert NUSRA.casefold() not in bytes(row.what).decode().casefold()
        assert json.loads(row.what)["receipt"]

    def test_no_name_stands_in_an_address(self, opened: Opened) -> None:
        page = opened("/screening")
        seen: list[str] = []
        page.on("request", lambda request: seen.append(request.url))
        page.get_by_label("Name").fill(NUSRA)
        page.get_by_role("button", name="Screen", exact=True).click()
        expect(page.locator(".hit").first).to_be_visible()
        assert not [url for url in (*seen, page.url) if "Nusra" in url]


class TestToldApart:
    @pytest.mark.parametrize("scripts", [True, False])
    def test_a_hit_is_cleared_and_taken_back(
        self, persons: Live, opened: Opened, client: TestClient, scripts: bool
    ) -> None:
        page = opened("/screening", java_script_enabled=scripts)
        page.get_by_label("Name").fill(NADIR)
        page.keyboard.press("Enter")
        page.get_by_label("It is somebody else").fill("born elsewhere")
        page.get_by_role("button", name="Tell apart").click()
        assert "Told apart by" in page.locator(".hit").first.inner_text()
        assert "Cleared" in page.locator(".hit .band").first.inner_text()
        page.get_by_role("link", name="Take it back").click()
        page.get_by_role("button", name="Take it back").click()
        assert "taken back" in page.content()
        assert not best(client, NADIR)["match"]["cleared"]

    def test_is_no_match_any_more(self, persons: Live, client: TestClient) -> None:
        before = client.post("/screening", data={"name": NADIR}).text
        assert '<h2 id="answer">1 match</h2>' in before
        form = {"name": NADIR, "entity": best(client, NADIR)["match"]["entity"], "reason": "other"}
        client.post("/screening/clear", data=form)
        after = client.post("/screening", data={"name": NADIR}).text
        assert '<h2 id="answer">No match, 1 cleared</h2>' in after

    def test_needs_a_reason_and_a_day_to_come(self, client: TestClient) -> None:
        entity = best(client)["match"]["entity"]
        for more in ({"reason": " "}, {"reason": "seen", "expires": "2020-01-01"}):
            form = {"name": NUSRA, "entity": entity, **more}
            answer = client.post("/screening/clear", data=form)
            assert (answer.status_code, 'role="alert"' in answer.text) == (400, True)

    def test_comes_back_when_the_entity_has_changed(
        self, persons: Live, client: TestClient, tmp_path: Path
    ) -> None:
        hit = best(client, NADIR)
        form = {"name": NADIR, "entity": hit["match"]["entity"], "reason": "born elsewhere"}
        client.post("/screening/clear", data=form)
        assert best(client, NADIR)["match"]["cleared"].startswith("local: born elsewhere")
        put(persons, tmp_path, "2026-11-10", alias=["Nadir al-Other"])
        page = client.post("/screening", data={"name": NADIR}).text
        assert "It was told apart, and is back" in page
        assert client.get("/screening/cleared.json").json()[0]["state"] == "changed"

    def test_holds_for_what_was_asked_alone(self, persons: Live, client: TestClient) -> None:
        entity = best(client, NADIR)["match"]["entity"]
        client.post(
            "/screening/clear", data={"name": NADIR, "entity": entity, "reason": "elsewhere"}
        )
        assert not best(client, NADIR, country="jo")["match"]["cleared"]


def test_looked_at_nothing_is_cut_off_and_axe_finds_nothing_serious(
    persons: Live, opened: Opened, client: TestClient, pictures: Path
) -> None:
    entity = best(client)["match"]["entity"]
    form = {
        "name": NUSRA,
        "entity": entity,
        "reason": "a shop of that name",
        "expires": "2027-01-01",
    }
    client.post("/screening/clear", data=form)
    for way, page in zip(
        WAYS, pictured(opened, "/screening/cleared", "cleared", pictures), strict=True
    ):
        assert way in PLACED or not serious(page)
    for way, page in zip(WAYS, pictured(opened, "/screening", "screening", pictures), strict=True):
        page.locator("[name=name]").fill(NADIR)
        page.locator("[name=name]").press("Enter")
        expect(page.locator(".hit").first).to_be_visible()
        assert way in PLACED or not serious(page)
        page.screenshot(path=pictures / f"answer-{way}.png", full_page=True)
        wide = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide[0] <= wide[1]
