"""The contract: payments and kin followed, datasets left out, errors, the command line."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient
from yente_client import AsyncClient, Client  # type: ignore[import-untyped]

from commonlist.pipeline.bundled import ingest_bundled
from commonlist.pipeline.ingest import Told, ingest
from commonlist.pipeline.live import Live
from commonlist.pipeline.resolving import resolve
from commonlist.settings import Settings
from commonlist.storage import Workspace, partitions
from commonlist.web.api.contract import MOST_BYTES
from commonlist.web.app import application
from tests.web.conftest import NOW, serving, visiting


def thing(id_: str, schema: str, **properties: list[str]) -> dict[str, Any]:
    """An entity as a file has it."""
    return {
        "id": id_,
        "schema": schema,
        "properties": properties,
        "datasets": ["elsewhere"],
        "referents": [f"old-{id_}"],
        "first_seen": "2024-01-01T10:00:00",
        "last_seen": "2026-03-01T10:00:00",
        "last_change": "2025-06-01T10:00:00",
    }


HARBOUR = (
    thing(
        "anna",
        "Person",
        name=["Anna Zwerin", "Анна Зверин"],
        country=["ru"],
        birthDate=["1980-02-03"],
        topics=["sanction"],
        addressEntity=["quay", "mole"],
    ),
    thing("mole", "Address", full=["The Mole 2, Hamra"], country=["lb"]),
    thing("quay", "Address", full=["Quay 1, Hamra"], country=["lb"]),
    thing("act", "Sanction", entity=["anna"], authority=["Harbour Board"], program=["HB-1"]),
    thing("line", "Company", name=["Zwerin Line Ltd"], country=["lb"]),
    thing("left", "Organization", name=["Left Party of Hamra"]),
    thing("right", "Organization", name=["Right Party of Hamra"]),
    thing("gift", "Payment", payer=["anna"], beneficiary=["left", "right"], amount=["100"]),
    thing("loan", "Payment", payer=["anna"], beneficiary=["left"], amount=["7"]),
    thing("boris", "Person", name=["Boris Okun"], country=["ke"], birthDate=["1975"]),
    thing("kin", "Family", person=["anna"], relative=["boris"], relationship=["brother"]),
    thing("hull", "Vessel", name=["Zwerin Star"], flag=["pa"], imoNumber=["IMO 9074729"]),
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server over the bundled lists and `HARBOUR`."""
    folder = tmp_path_factory.mktemp("harbour")
    file = folder / "harbour.ftm.json"
    file.write_text("".join(json.dumps(each) + "\n" for each in HARBOUR), "utf-8")
    with Live(Workspace(folder / "ws", NOW), lambda: NOW) as live:
        ingest_bundled(live.workspace, NOW)
        ingest(live.workspace, "ftm", [file], NOW, Told(name="harbour"))
        resolve(live.workspace)
        with serving(live) as made:
            yield made


@pytest.fixture
def http(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30) as made:
        yield made


def got(http: httpx.Client, path: str) -> Any:
    answer = http.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(http: httpx.Client, **asked: Any) -> set[str]:
    answer = http.get("/search/harbour", params=asked)
    assert answer.status_code == 200, answer.text
    return {result["id"] for result in answer.json()["results"]}


# Search


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ANNA zwerin", {"anna"}),
        ("Анна", {"anna"}),
        ("boris OR star", {"boris", "hull"}),
        ('"party of hamra"', {"left", "right"}),
        ('"hamra party"', set()),
        ("party -left", {"right"}),
        ("party NOT left", {"right"}),
        ("(left OR right) AND hamra", {"left", "right"}),
        ("zwer*", {"anna", "hull", "line"}),
        ("borys~", {"boris"}),
        ("9074729", {"hull"}),
    ],
)
def test_words_find_entities(http: httpx.Client, text: str, found: set[str]) -> None:
    assert ids(http, q=text) == found


def test_what_has_no_value_to_sort_by_is_last(http: httpx.Client) -> None:
    for order, first in (("asc", "boris"), ("desc", "anna")):
        answer = got(http, f"/search/harbour?sort=properties.birthDate:{order}")
        found = [result["id"] for result in answer["results"]]
        assert (found[0], set(found[:2])) == (first, {"anna", "boris"})


def total(http: httpx.Client, **asked: str) -> int:
    answer = http.get("/search/default", params={"limit": 0, "topics": "sanction", **asked})
    return int(answer.json()["total"]["value"])


def test_a_list_left_out_leaves_what_others_have_too(http: httpx.Client) -> None:
    alone = total(http, include_dataset="ca_listed")
    assert total(http) - alone < total(http, exclude_dataset="ca_listed") < total(http)


def test_left_out_goes_before_looked_at(http: httpx.Client) -> None:
    both = {"include_dataset": "ca_listed", "exclude_dataset": "ca_listed"}
    assert total(http, **both) == 0
    assert ids(http, exclude_dataset="harbour") == set()
    assert ids(http, exclude_dataset="sanctions") == ids(http) - {"anna"}


# Entities


def test_payments_have_all_whom_they_went_to(http: httpx.Client) -> None:
    gift, loan = got(http, "/entities/anna")["properties"]["paymentPayer"]
    assert gift["properties"]["payer"] == ["anna"]
    names = [each["caption"] for each in gift["properties"]["beneficiary"]]
    assert names == ["Left Party of Hamra", "Right Party of Hamra"]
    assert [each["id"] for each in loan["properties"]["beneficiary"]] == ["left"]


def test_a_tie_is_seen_from_its_other_side(http: httpx.Client) -> None:
    (kin,) = got(http, "/entities/boris")["properties"]["familyRelative"]
    assert kin["properties"]["person"][0]["id"] == "anna"
    assert kin["properties"]["relative"] == ["boris"]


def test_the_other_end_of_a_tie_is_not_paged(http: httpx.Client) -> None:
    answer = got(http, "/entities/anna/adjacent/paymentPayer?limit=1")
    (gift,) = answer["results"]
    assert (gift["id"], len(gift["properties"]["beneficiary"])) == ("gift", 2)
    assert answer["total"]["value"] == 2


def test_addresses_come_in_the_order_of_the_file(http: httpx.Client) -> None:
    path = "/entities/anna/adjacent/addressEntity"
    assert [each["id"] for each in got(http, path)["results"]] == ["mole", "quay"]
    assert [e["id"] for e in got(http, f"{path}?sort=id:desc")["results"]] == ["quay", "mole"]


def test_one_that_is_no_more_says_what_it_was_split_into(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An id that lives on in several is no redirect: nobody can tell which was meant."""
    client = visiting(application(live))
    (found,) = client.get("/search/ca_listed?limit=1").json()["results"]
    old = found["referents"][0]
    assert client.get(f"/entities/{old}", follow_redirects=False).status_code == 308
    monkeypatch.setattr(partitions, "splits", lambda connection: {old: ("cl-zzzzzzzzzz",)})
    with live.workspace.writing():
        pass  # data of another version: nothing made before is good any more
    answer = client.get(f"/entities/{old}")
    detail = f"No such entity! It was split into {found['id']}, cl-zzzzzzzzzz"
    assert (answer.status_code, answer.json()) == (404, {"detail": detail})


# Statements


def test_statements_are_chosen_by_value_and_by_any_id(http: httpx.Client) -> None:
    (found,) = got(http, "/statements?value=Boris Okun")["results"]
    assert (found["canonical_id"], found["prop"]) == ("boris", "name")
    for id_ in ("old-anna", "anna", "harbour:anna"):
        said = got(http, f"/statements?entity_id={id_}&prop=country")
        assert [each["value"] for each in said["results"]] == ["ru"]
        assert said["total"] == {"value": 1, "relation": "eq"}


def test_no_further_than_the_page_is_looked(http: httpx.Client) -> None:
    found = got(http, "/statements?dataset=harbour&limit=3")
    assert len(found["results"]) == 3
    assert found["total"] == {"value": 4, "relation": "gte"}


# The catalogue, and the order to look anew


def test_each_dataset_has_its_figures_but_a_rule_has_none(http: httpx.Client) -> None:
    known = {each["name"]: each for each in got(http, "/catalog")["datasets"]}
    assert (known["harbour"]["entity_count"], known["harbour"]["thing_count"]) == (12, 8)
    assert "harbour" in known["default"]["children"]
    assert known["vienna-6"]["entity_count"] is None


@pytest.fixture
def updating(live: Live) -> TestClient:
    return visiting(application(live, Settings(update_token="open sesame")))


def put_in(live: Live, folder: Path) -> None:
    file = folder / "quay.json"
    file.write_text(json.dumps(thing("q1", "Person", name=["Quentin Kay"])) + "\n", "utf-8")
    ingest(live.workspace, "ftm", [file], NOW, Told(name="quay"))


@pytest.mark.parametrize("sync", ["true", "false"])
def test_after_an_update_what_was_put_in_is_found(
    updating: TestClient, live: Live, tmp_path: Path, sync: str
) -> None:
    put_in(live, tmp_path)
    answer = updating.post("/updatez", params={"token": "open sesame", "sync": sync})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    (found,) = updating.get("/search/quay?q=quentin").json()["results"]
    assert found["id"] == "q1"


def test_without_a_token_set_up_nobody_may(live: Live) -> None:
    answer = visiting(application(live)).post("/updatez?token=")
    assert (answer.status_code, answer.json()) == (403, {"detail": "Invalid token."})


def test_until_the_new_shelf_is_made_the_old_one_answers(
    updating: TestClient, live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = updating.get("/search/default?limit=0").json()["total"]
    put_in(live, tmp_path)
    live.settle()
    monkeypatch.setattr("commonlist.pipeline.live._PATIENCE", 0.0)
    assert updating.get("/search/default?limit=0").json()["total"] == before
    monkeypatch.setattr("commonlist.pipeline.live._PATIENCE", 60.0)
    after = updating.get("/search/default?limit=0").json()["total"]
    assert after["value"] == before["value"] + 1


def test_not_ready_while_it_takes_long(
    updating: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commonlist.pipeline.live._PATIENCE", 0.0)
    answer = updating.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"detail": "Index not ready."})
    monkeypatch.setattr("commonlist.pipeline.live._PATIENCE", 60.0)
    assert updating.get("/readyz").json() == {"status": "ok"}


# Every answer


def test_pages_keep_their_own_headers(http: httpx.Client) -> None:
    origin = {"Origin": "https://example.org"}
    headers = http.get("/account", headers=origin).headers
    assert "access-control-allow-origin" not in headers
    assert "traceparent" not in headers


def test_a_browser_may_ask_first(http: httpx.Client) -> None:
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    answer = http.options("/match/default", headers=asked)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "authorization" in answer.headers["access-control-allow-headers"]


def test_an_address_may_be_long_but_not_longer(http: httpx.Client) -> None:
    path = "/search/harbour?simple=true&q="
    assert http.get(path + "a" * (MOST_BYTES - len(path))).status_code == 200
    longer = path + "a" * (MOST_BYTES - len(path) + 1)
    answer = http.get(longer, headers={"Origin": "https://example.org"})
    assert (answer.status_code, answer.json()) == (414, {"detail": "Request URI too long"})
    assert {"traceparent", "access-control-allow-origin"} <= set(answer.headers)


def test_an_error_is_no_page_whoever_asks(http: httpx.Client) -> None:
    answer = http.get("/entities/banana", headers={"Accept": "text/html"})
    assert answer.json() == {"detail": "No such entity!"}


def test_an_error_of_the_program_is_told_in_its_form(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(live: Live) -> bytes:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("commonlist.pipeline.datasets.catalogue", broken)
    quiet = TestClient(
        application(live),
        "http://127.0.0.1",
        raise_server_exceptions=False,
        client=("127.0.0.1", 50_000),
    )
    answer = quiet.get("/catalog", headers={"Accept": "text/html", "Origin": "http://localhost"})
    assert (answer.status_code, answer.json()) == (500, {"status": "error"})
    assert {"traceparent", "access-control-allow-origin"} <= set(answer.headers)


# Clients


def test_each_call_of_the_asynchronous_client_works(address: str) -> None:
    async def ask() -> None:
        async with AsyncClient(base_url=address) as made:
            assert (await made.healthz()).status == "ok"
            assert (await made.readyz()).status == "ok"
            assert "harbour" in (await made.datasets()).current
            assert (await made.fetch("old-anna")).id == "anna"
            assert (await made.adjacent("anna")).adjacent["paymentPayer"].total.value == 2
            assert (await made.adjacent("anna", prop="sanctions")).total.value == 1
            found = await made.search("zwerin", datasets=["harbour"], schema="Vessel")
            assert [each.id for each in found.results] == ["hull"]
            said = await made.statements(canonical_id="boris", prop="birthDate")
            assert [each.value for each in said.results] == ["1975"]

    asyncio.run(ask())


def test_the_client_asks_for_the_catalogue_once(address: str) -> None:
    with Client(base_url=address) as made:
        assert made.datasets() == made.datasets()


def test_the_command_line_tells_the_status(address: str) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("yente-cli")), "status", "-f", "json"],
        env={**os.environ, "YENTE_BASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "harbour" in done.stdout
