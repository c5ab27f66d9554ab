"""The page of an entity: from who lists it down to the raw entry."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from starlette.testclient import TestClient

from commonlist.pipeline.live import Live
from commonlist.pipeline.resolving import find_entity, judge, resolve
from commonlist.resolution import Verdict
from tests.web.looking import pictured, serious

US, GB = "us_state_fto:hizballah", "gb_proscribed:hizballah"


@pytest.fixture
def entity(live: Live) -> str:
    """The id of an entity of many records."""
    with live.reading() as connection:
        return find_entity(connection, US)


def told_apart(live: Live, entity: str) -> str:
    """Judge two records of it different, make entities anew, and return the other one's id."""
    judge(live.workspace, US, GB, Verdict.DIFFERENT, "read both", "ann", live.now())
    resolve(live.workspace)
    with live.reading() as connection:
        (other,) = {find_entity(connection, key) for key in (US, GB)} - {entity}
    return other


@pytest.mark.parametrize("key", [US, "docket:syria-2015/hizballah", "Hizballah (Lebanon)"])
def test_a_record_or_name_leads_to_its_entity(client: TestClient, entity: str, key: str) -> None:
    answer = client.get(f"/entity/{key}?as_of=2015-12-18", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/entity/{entity}?as_of=2015-12-18"


def test_a_point_in_an_entry_is_no_ending(client: TestClient) -> None:
    answer = client.get("/entity/un_organizations:QDe.115", follow_redirects=False)
    assert answer.status_code == 303
    assert client.get("/entity/un_organizations:QDe.115.json").json()["id"].startswith("cl-")


def test_what_is_none_is_told(client: TestClient) -> None:
    answer = client.get("/entity/cl-nothinghere")
    assert (answer.status_code, "nothing goes by" in answer.json()["detail"]) == (404, True)


def test_every_claim_leads_to_the_raw_file(client: TestClient, entity: str) -> None:
    page = client.get(f"/entity/{entity}").text
    digest = re.findall(r'href="/raw/([0-9a-f]{64})"', page)[0]
    assert hashlib.sha256(client.get(f"/raw/{digest}").content).hexdigest() == digest


@pytest.mark.parametrize("digest", ["0" * 64, "..%2Fcommonlist.db", "x"])
def test_what_is_no_file_of_a_list_is_not_given(client: TestClient, digest: str) -> None:
    assert client.get(f"/raw/{digest}").status_code == 404


def test_dates_tell_their_kind(client: TestClient, entity: str) -> None:
    found = client.get(f"/entity/{entity}.json").json()
    dates = {(act["record"], d["kind"], d["date"]) for act in found["acts"] for d in act["dates"]}
    assert (US, "designated", "1997-10-08") in dates


def test_exemptions_name_their_text_and_what_is_not_known_says_so(
    client: TestClient, entity: str
) -> None:
    page = client.get(f"/entity/{entity}").text
    assert "87 FR 78484" in page
    assert "none known here; that does not mean that there is none" in page


def test_an_id_that_went_into_another_leads_there(
    live: Live, client: TestClient, entity: str
) -> None:
    apart = told_apart(live, entity)
    judge(live.workspace, US, GB, Verdict.SAME, "read both again", "ann", live.now())
    resolve(live.workspace)
    answer = client.get(f"/entity/{apart}?as_of=2015-12-18", follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["location"] == f"/entity/{entity}?as_of=2015-12-18"


def test_an_id_that_was_split_says_into_what(live: Live, client: TestClient, entity: str) -> None:
    apart = told_apart(live, entity)
    for one, other in ((entity, apart), (apart, entity)):
        page = client.get(f"/entity/{one}").text
        assert f'Told apart from <a href="/entity/{other}"' in page
        assert "read both" in page


def test_two_records_are_judged_different_without_scripts(
    opened: Callable[..., Page], live: Live, entity: str
) -> None:
    page = opened(f"/entity/{entity}", java_script_enabled=False)
    page.get_by_text("Two of them are not the same").click()
    page.get_by_label("This record").select_option(US)
    page.get_by_label("is not the same as").select_option(GB)
    page.get_by_label("Reason").fill("read both")
    page.get_by_role("button", name="Judge them different").click()
    assert "Your word is kept" in page.content()
    page.reload()
    assert "Told apart from" in page.content()


def test_a_judgement_without_a_reason_is_refused(client: TestClient, entity: str) -> None:
    words = {"left": US, "right": GB, "reason": " "}
    assert "needs a reason" in client.post(f"/entity/{entity}", data=words).json()["detail"]


def test_it_is_readable_by_all_and_pictures_are_taken(
    opened: Callable[..., Page], entity: str, pictures: Path
) -> None:
    for page in pictured(opened, f"/entity/{entity}?as_of=2015-12-18", "entity", pictures):
        assert page.locator("svg.drawing rect").count() > 3
        assert not serious(page)
