"""A customer's file screened in a browser: sent, confirmed, followed, downloaded."""

import json
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from commonlist.access import Role
from commonlist.pipeline import jobs, people
from commonlist.pipeline.jobs import Doing
from commonlist.pipeline.live import Live
from commonlist.pipeline.people import By
from commonlist.settings import Settings
from tests.web.conftest import NOW
from tests.web.looking import PLACED, WAYS, pictured, serious

Opened = Callable[..., Page]
CUSTOMERS = "No;Customer Name;Born;Nationality\n" + "".join(
    f"{at};{name};1970;\n"
    for at, name in enumerate(("Jabhat al-Nusra", "Zyxw Vutsrq", "Islamic Jihad Union", ""))
)


def work(live: Live) -> None:
    """Do what waits, as the keeper does."""

    def failed(job: object, error: Exception) -> None:
        raise error

    while jobs.do_next(Doing(live.workspace, Settings(), live.now, Event()), failed):
        pass


def sent(client: TestClient, content: bytes = CUSTOMERS.encode(), name: str = "ours.csv") -> str:
    """Send a file; return the path of its columns."""
    answer = client.post("/screening/files", files={"file": (name, content)})
    assert answer.status_code == 200, answer.text
    return str(answer.url.path)


def begun(client: TestClient, **more: str) -> str:
    """Begin to screen a file; return its path."""
    form = {"names": "Customer Name", "dob": "Born", **more}
    answer = client.post(sent(client), data=form)
    assert answer.status_code == 200, answer.text
    return str(answer.url.path)


@pytest.fixture
def customers(tmp_path: Path) -> Path:
    path = tmp_path / "ours.csv"
    path.write_text(CUSTOMERS, "utf-8")
    return path


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_is_sent_confirmed_followed_and_its_matches_are_had(
    live: Live, opened: Opened, customers: Path, scripts: bool
) -> None:
    page = opened("/screening", java_script_enabled=scripts)
    page.get_by_role("link", name="A file of names").click()
    page.get_by_label("File", exact=True).set_input_files(customers)
    page.get_by_role("button", name="Send it").click()
    for field, column in (("names", "Customer Name"), ("dob", "Born"), ("country", "Nationality")):
        assert page.locator(f"[name={field}]").input_value() == column
    page.get_by_role("button", name="Screen the file").click()
    expect(page.get_by_role("heading", name="waiting")).to_be_visible()
    work(live)
    if not scripts:
        page.get_by_role("link", name="Refresh").click()
    expect(page.get_by_role("heading", name="done")).to_be_visible()
    expect(page.locator("progress")).to_have_attribute("value", "100")
    with page.expect_download() as had:
        page.get_by_role("link", name="matches.csv", exact=True).click()
    rows = Path(had.value.path()).read_text("utf-8").splitlines()
    assert rows[0].startswith("row,query,score")
    assert {row.split(",")[0] for row in rows[1:]} == {"1", "3"}


class TestResults:
    @pytest.mark.parametrize(("form", "begins"), [("xlsx", b"PK"), ("jsonl", b'{"row":1')])
    def test_come_in_the_form_that_was_chosen(
        self, live: Live, client: TestClient, form: str, begins: bytes
    ) -> None:
        path = begun(client, form=form)
        work(live)
        assert client.get(f"{path}/matches.{form}").content.startswith(begins)

    def test_have_a_receipt_and_what_could_not_be_read(
        self, live: Live, client: TestClient
    ) -> None:
        path = begun(client)
        work(live)
        receipt = json.loads(client.get(f"{path}/matches.csv.receipt.json").content)
        assert receipt["figures"]["rows"] == 4
        assert len(receipt["input_digest"]) == 64
        assert "no name" in client.get(f"{path}/matches.csv.unread.csv").text

    def test_of_nobody_else_are_told(self, live: Live, client: TestClient) -> None:
        by = By("root", "command", NOW)
        people.add_user(live.workspace, by, "root", Role.ADMINISTRATOR, "", "a heron on one leg")
        keys = (people.add_token(live.workspace, by, name, Role.ANALYST).key for name in "ab")
        mine, others = ({"Authorization": f"ApiKey {key}"} for key in keys)
        client.headers.update(mine)
        columns, path = sent(client), begun(client)
        work(live)
        places = (columns, path, f"{path}/matches.csv")
        assert [client.get(place).status_code for place in places] == [200, 200, 200]
        client.headers.update(others)
        assert [client.get(place).status_code for place in places] == [404, 404, 404]
        assert "ours.csv" not in client.get("/screening/files").text


def test_is_stopped_and_gone_on_with_and_removed(live: Live, client: TestClient) -> None:
    path = begun(client)
    assert "stopped" in client.post(path, data={"to": "stop"}).text
    work(live)
    assert "matches.csv" not in client.get(path).text
    assert "waiting" in client.post(path, data={"to": "resume"}).text
    work(live)
    assert "matches.csv" in client.get(path).text
    assert client.post(path, data={"to": "remove"}).url.path == "/screening/files"
    assert client.get(path).status_code == 404


class TestErrors:
    @pytest.mark.parametrize("content", [b"", b"\x1f\x8b\x08 no gzip", b"PK\x03\x04 no sheet"])
    def test_a_file_that_is_no_table_is_told_by_its_name(
        self, client: TestClient, content: bytes
    ) -> None:
        answer = client.post("/screening/files", files={"file": ("ours.csv", content)})
        assert (answer.status_code, "ours.csv" in answer.text) == (400, True)
        assert "/jobs/" not in answer.text

    @pytest.mark.parametrize(
        ("form", "told"),
        [
            ({"names": "", "payment": ""}, "which column holds names"),
            ({"names": "Nothing"}, "no column"),
            ({"names": "Customer Name", "threshold": "7"}, "not above 0"),
        ],
    )
    def test_a_choice_that_makes_no_sense_is_told_beside_the_form(
        self, client: TestClient, form: dict[str, str], told: str
    ) -> None:
        answer = client.post(sent(client), data=form)
        assert (answer.status_code, told in answer.text) == (400, True)
        assert "Screen the file" in answer.text


def test_looked_at_nothing_is_cut_off_and_axe_finds_nothing_serious(
    live: Live, opened: Opened, client: TestClient, pictures: Path
) -> None:
    path, columns = begun(client), sent(client)
    for way, page in zip(WAYS, pictured(opened, columns, "columns", pictures), strict=True):
        assert way in PLACED or not serious(page)
    for page in pictured(opened, path, "waiting", pictures):
        assert page.locator("progress").is_visible()
    work(live)
    for place, name in ((path, "done"), ("/screening/files", "files")):
        for way, page in zip(WAYS, pictured(opened, place, name, pictures), strict=True):
            assert way in PLACED or not serious(page)
