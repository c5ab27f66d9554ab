"""Search, entities, what is beside them, statements and the catalogue, as yente's clients ask."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from yente_client import (  # type: ignore[import-untyped]
    AdjacentPropertyResponse,
    AdjacentResponse,
    AsyncClient,
    Client,
    NotFoundError,
)

from commonlist.pipeline.ingest import Told, ingest
from commonlist.pipeline.live import Live
from commonlist.pipeline.resolving import judge, resolve
from commonlist.resolution import Verdict
from commonlist.settings import Settings
from commonlist.storage import Workspace
from tests.pipeline.conftest import filler, table, un
from tests.web.conftest import NOW, serving

ALPHA = ("QDe.001", "Alpha Front of Hamra", "2006-12-23")
FILE: tuple[dict[str, Any], ...] = (
    {
        "id": "jane",
        "schema": "Person",
        "properties": {
            "name": ["Jane Teal"],
            "nationality": ["sy"],
            "topics": ["sanction"],
            "addressEntity": ["road", "lost"],
        },
        "target": True,
        "first_seen": "2024-02-03T04:05:06",
        "referents": ["jane-before"],
    },
    {"id": "road", "schema": "Address", "properties": {"full": ["1 Teal Road, Hamra"]}},
    {
        "id": "firm",
        "schema": "Company",
        "properties": {"name": ["Teal Shipping"], "country": ["sy"]},
    },
    {"id": "isle", "schema": "LegalEntity", "properties": {"name": ["Isle Shipping"]}},
    {"id": "own", "schema": "Ownership", "properties": {"owner": ["jane"], "asset": ["firm"]}},
    {"id": "own2", "schema": "Ownership", "properties": {"owner": ["jane"], "asset": ["isle"]}},
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server over a list, a table and a file of FollowTheMoney."""
    folder = tmp_path_factory.mktemp("lookup")
    files = {
        "un.xml": un("2026-11-20", ALPHA, *filler(800)),
        "us.csv": table("zz_us", "a,Alpha Front of Hamra,,2003-04-05,,2026-11-20,"),
        "zz.json": "".join(json.dumps(thing) + "\n" for thing in FILE),
        "empty.json": json.dumps({"id": "x", "schema": "Person", "properties": {"name": ["X Y"]}}),
    }
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    with Live(Workspace(folder / "ws", NOW), lambda: NOW) as live:
        ingest(live.workspace, "un_sc", [folder / "un.xml"], NOW)
        ingest(live.workspace, "table", [folder / "us.csv"], NOW)
        ingest(live.workspace, "ftm", [folder / "zz.json"], NOW, Told(name="zala_like"))
        ingest(live.workspace, "ftm", [folder / "empty.json"], NOW, Told(name="other"))
        judge(live.workspace, "un_sc:QDe.001", "zz_us:a", Verdict.SAME, "one", "tester", NOW)
        resolve(live.workspace)
        with serving(live, Settings(update_token="known")) as found:
            yield found


@pytest.fixture(scope="module")
def http(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[Client]:
    with Client(base_url=address, api_key="any") as made:
        yield made


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [result["id"] for result in answer.json()["results"]]


class TestSearch:
    def test_the_client_reads_it(self, client: Client) -> None:
        found = client.search("jane teal", datasets=["zala_like"])
        assert [result.id for result in found.results] == ["jane"]

    def test_the_asynchronous_client_reads_it(self, address: str) -> None:
        async def ask() -> set[str]:
            async with AsyncClient(base_url=address, api_key="any") as made:
                found = await made.search("shipping", datasets=["zala_like"])
                return {result.id for result in found.results}

        assert asyncio.run(ask()) == {"firm", "isle"}

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("q=teal", {"jane", "firm", "road"}),
            ("q=teal&schema=Person", {"jane"}),
            ("q=teal&schema=LegalEntity", {"jane", "firm"}),
            ("q=shipping&schema=Company", {"firm", "isle"}),
            ("q=shipping&schema=Person", {"isle"}),
            ("q=teal&exclude_schema=Address", {"jane", "firm"}),
            ("q=teal&countries=sy", {"jane", "firm"}),
            ("q=teal&countries=ke&countries=sy", {"jane", "firm"}),
            ("q=teal&countries=ke&countries=sy&filter_op=AND", set()),
            ("q=teal&topics=sanction", {"jane"}),
            ("q=teal&datasets=other", set()),
            ("q=teal&include_dataset=zala_like", {"jane", "firm", "road"}),
            ("q=teal&include_dataset=nowhere", set()),
            ("q=teal&exclude_dataset=zala_like", set()),
            ("q=teal&filter=properties.country:sy", {"firm"}),
            ("q=teal&target=true", {"jane"}),
            ("q=teal&changed_since=2099-01-01T00:00", set()),
            ("q=teal&changed_since=2020", None),
            ("q=tael&fuzzy=true", {"jane", "firm", "road"}),
            ("q=a/b&simple=true", set()),
            ("schema=Ownership", {"own", "own2"}),
            ("", {"jane", "road", "firm", "isle"}),
        ],
    )
    def test_parameters(self, http: httpx.Client, asked: str, found: set[str] | None) -> None:
        answer = http.get(f"/search/zala_like?{asked}")
        if found is None:
            assert answer.status_code == 422
        else:
            assert set(ids(answer)) == found

    def test_pages_and_order(self, http: httpx.Client) -> None:
        first = http.get("/search/zala_like?sort=caption:desc&limit=2")
        rest = http.get("/search/zala_like?sort=caption:desc&limit=2&offset=2")
        assert ids(first) + ids(rest) == ["firm", "jane", "isle", "road"]
        assert first.json()["total"] == {"value": 4, "relation": "eq"}
        assert (rest.json()["limit"], rest.json()["offset"]) == (2, 2)

    def test_times_are_an_order(self, http: httpx.Client) -> None:
        found = http.get("/search/zala_like?sort=first_seen:asc&limit=1")
        assert ids(found) == ["jane"]

    def test_facets_are_those_asked_for(self, http: httpx.Client) -> None:
        usual = http.get("/search/zala_like").json()["facets"]
        assert set(usual) == {"countries", "topics", "datasets"}
        assert usual["countries"]["values"] == [{"name": "sy", "label": "Syria", "count": 2}]
        asked = http.get("/search/zala_like?facets=schema&facets=topics").json()["facets"]
        assert set(asked) == {"schema", "topics"}
        assert {"name": "Company", "label": "Companies", "count": 1} in asked["schema"]["values"]

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/search/banana", 404),
            ("/search/zala_like?q=a/b", 400),
            ("/search/zala_like?schema=Banana", 400),
            ("/search/zala_like?filter=nothing", 400),
            ("/search/zala_like?sort=id:up", 400),
            ("/search/zala_like?limit=10000", 422),
            ("/search/zala_like?offset=9999", 422),
            ("/search/zala_like?facets=colour", 422),
            ("/search/zala_like?changed_since=now", 422),
            ("/search/zala_like?changed_since=2026-02-31", 400),
            ("/search/zala_like?q=" + "a" * 60_000, 414),
        ],
    )
    def test_errors(self, http: httpx.Client, path: str, status: int) -> None:
        answer = http.get(path)
        assert answer.status_code == status
        assert answer.json()["detail"]

    @pytest.mark.parametrize(
        ("dataset", "found"),
        [("default", True), ("sanctions", True), ("terrorism", True), ("un_sc", True),
         ("vienna-6", True), ("zala_like", False), ("eu-931", False)],
    )  # fmt: skip
    def test_every_kind_of_dataset(self, http: httpx.Client, dataset: str, found: bool) -> None:
        assert bool(ids(http.get(f"/search/{dataset}?q=alpha+hamra"))) is found


class TestEntities:
    def test_the_client_reads_one(self, client: Client) -> None:
        assert client.fetch("jane").caption == "Jane Teal"

    def test_one_that_is_not_there_is_not_found(self, client: Client, http: httpx.Client) -> None:
        with pytest.raises(NotFoundError):
            client.fetch("banana")
        assert http.get("/entities/banana").json() == {"detail": "No such entity!"}

    def test_all_keys_are_there(self, http: httpx.Client) -> None:
        found = http.get("/entities/road?nested=false").json()
        assert set(found) == {
            *("id", "caption", "schema", "properties", "datasets", "referents", "target"),
            *("first_seen", "last_seen", "last_change"),
        }
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", found["first_seen"])

    def test_nested_it_holds_what_is_beside_it(self, http: httpx.Client) -> None:
        held = http.get("/entities/jane").json()["properties"]
        assert [
            each if isinstance(each, str) else each["id"] for each in held["addressEntity"]
        ] == [
            "road",
            "lost",
        ]
        owned = held["ownershipOwner"][0]["properties"]
        assert owned["owner"] == ["jane"]
        assert owned["asset"][0]["caption"] == "Teal Shipping"

    def test_flat_it_holds_ids(self, http: httpx.Client) -> None:
        held = http.get("/entities/jane?nested=false").json()["properties"]
        assert (held["addressEntity"], "ownershipOwner" in held) == (["road", "lost"], False)

    def test_our_entities_hold_their_acts(self, http: httpx.Client) -> None:
        [id_] = ids(http.get("/search/un_sc?q=alpha"))
        found = http.get(f"/entities/{id_}").json()
        assert {act["datasets"][0] for act in found["properties"]["sanctions"]} == {
            "un_sc",
            "zz_us",
        }

    @pytest.mark.parametrize("old", ["jane-before", "un_sc:QDe.001", "zz_us:a"])
    def test_another_id_leads_to_it(self, http: httpx.Client, old: str) -> None:
        answer = http.get(f"/entities/{old}?nested=false")
        assert answer.status_code == 308
        assert answer.headers["location"].endswith("?nested=false")
        assert http.get(answer.headers["location"]).status_code == 200

    def test_an_old_id_leads_on_beside_it_too(self, http: httpx.Client) -> None:
        answer = http.get("/entities/jane-before/adjacent/ownershipOwner?limit=1")
        assert answer.headers["location"] == "/entities/jane/adjacent/ownershipOwner?limit=1"


class TestAdjacent:
    def test_every_property_has_a_page(self, http: httpx.Client) -> None:
        found = http.get("/entities/jane/adjacent").json()
        assert found["entity"]["id"] == "jane"
        assert set(found["adjacent"]) == {"addressEntity", "ownershipOwner"}
        assert found["adjacent"]["ownershipOwner"]["total"] == {"value": 2, "relation": "eq"}
        assert found["adjacent"]["ownershipOwner"]["limit"] == 10

    def test_the_client_reads_it(self, client: Client) -> None:
        whole = client.adjacent("jane")
        assert isinstance(whole, AdjacentResponse)
        assert whole.entity.id == "jane"
        part = client.adjacent("jane", prop="ownershipOwner", limit=1)
        assert isinstance(part, AdjacentPropertyResponse)
        assert part.total.value == 2

    @pytest.mark.parametrize(("offset", "id_"), [(0, "own"), (1, "own2")])
    def test_pages_are_in_the_order_of_the_file(
        self, http: httpx.Client, offset: int, id_: str
    ) -> None:
        path = f"/entities/jane/adjacent/ownershipOwner?limit=1&offset={offset}"
        assert ids(http.get(path)) == [id_]

    def test_a_property_without_entities_is_none(self, http: httpx.Client) -> None:
        answer = http.get("/entities/jane/adjacent/name")
        assert (answer.status_code, answer.json()) == (404, {"detail": "No such property!"})

    def test_a_property_that_nobody_points_by_is_an_empty_page(self, http: httpx.Client) -> None:
        assert ids(http.get("/entities/jane/adjacent/familyPerson")) == []


class TestStatements:
    def test_the_client_reads_them(self, client: Client) -> None:
        found = client.statements(dataset="zala_like", prop="name")
        assert {each.value for each in found.results} == {
            *("Jane Teal", "Teal Shipping", "Isle Shipping"),
        }

    def test_each_value_has_the_list_that_says_it(self, http: httpx.Client) -> None:
        [id_] = ids(http.get("/search/un_sc?q=alpha"))
        found = http.get(f"/statements?canonical_id={id_}&prop=name").json()["results"]
        said = {(each["dataset"], each["entity_id"]) for each in found}
        assert said == {("un_sc", "un_sc:QDe.001"), ("zz_us", "zz_us:a")}

    def test_of_one_list_only_its_own_words(self, http: httpx.Client) -> None:
        found = http.get("/statements?dataset=zz_us").json()
        assert {each["dataset"] for each in found["results"]} == {"zz_us"}

    def test_pages(self, http: httpx.Client) -> None:
        whole = http.get("/statements?dataset=zala_like&sort=value").json()
        part = http.get("/statements?dataset=zala_like&sort=value&limit=2&offset=1").json()
        assert part["results"] == whole["results"][1:3]
        assert part["total"] == whole["total"]


class TestCatalogue:
    def test_the_client_reads_it(self, client: Client) -> None:
        names = {dataset.name for dataset in client.datasets().datasets}
        assert {"un_sc", "zala_like", "default", "sanctions", "terrorism", "vienna-6"} <= names

    def test_counts_are_of_the_shelf(self, http: httpx.Client) -> None:
        rows = {row["name"]: row for row in http.get("/catalog").json()["datasets"]}
        assert (rows["zala_like"]["entity_count"], rows["zala_like"]["thing_count"]) == (6, 4)
        assert rows["zala_like"]["version"] == rows["zala_like"]["index_version"]

    def test_it_is_sent_once(self, http: httpx.Client) -> None:
        first = http.get("/catalog")
        again = http.get("/manifest", headers={"If-None-Match": f'"x", {first.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert first.headers["cache-control"] == "public, max-age=300"


class TestSystem:
    def test_the_client_asks(self, client: Client) -> None:
        client.search("teal")
        assert (client.healthz().status, client.readyz().status) == ("ok", "ok")

    def test_it_is_well_and_ready(self, http: httpx.Client) -> None:
        http.get("/search/default")
        assert http.get("/healthz").json() == {"status": "ok"}
        assert http.get("/readyz").json() == {"status": "ok"}

    @pytest.mark.parametrize(
        ("query", "status"), [("", 403), ("?token=no", 403), ("?token=known", 200)]
    )
    def test_an_update_needs_the_word(self, http: httpx.Client, query: str, status: int) -> None:
        assert http.post(f"/updatez{query}").status_code == status

    def test_an_update_is_posted(self, http: httpx.Client) -> None:
        assert http.get("/updatez").status_code == 405


class TestEveryAnswer:
    def test_other_origins_may_read(self, http: httpx.Client) -> None:
        answer = http.get("/healthz", headers={"Origin": "https://example.org"})
        assert answer.headers["access-control-allow-origin"] == "*"

    def test_long_ones_are_packed(self, http: httpx.Client) -> None:
        assert http.get("/catalog").headers["content-encoding"] == "gzip"
        assert "content-encoding" not in http.get("/healthz").headers

    def test_a_trace_goes_on(self, http: httpx.Client) -> None:
        given = {
            "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "tracestate": "rojo=00f067aa0ba902b7",
        }
        headers = http.get("/healthz", headers=given).headers
        shape = r"00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01"
        assert re.fullmatch(shape, headers["traceparent"])
        assert re.fullmatch(r"yente=[0-9a-f]{16},rojo=00f067aa0ba902b7", headers["tracestate"])

    @pytest.mark.parametrize("broken", ["", "ff-0-0-0", f"00-{'0' * 32}-b7ad6b7169203331-01"])
    def test_a_broken_trace_begins_anew(self, http: httpx.Client, broken: str) -> None:
        headers = http.get("/healthz", headers={"traceparent": broken}).headers
        assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-00", headers["traceparent"])


def test_what_was_taken_apart_says_into_what(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(table("zz_t", "a,Alpha Front,,2003,,,"), "utf-8")
    (tmp_path / "s.csv").write_text(table("zz_s", "b,Brigade of Teal,,2003,,,"), "utf-8")
    with Live(Workspace(tmp_path / "ws", NOW), lambda: NOW) as live:
        for name in ("t.csv", "s.csv"):
            ingest(live.workspace, "table", [tmp_path / name], NOW, Told(generated="2026-11-01"))
        for verdict in (Verdict.SAME, Verdict.DIFFERENT):
            judge(live.workspace, "zz_t:a", "zz_s:b", verdict, "seen", "tester", NOW)
            resolve(live.workspace)
        with serving(live) as address, httpx.Client(base_url=address) as http:
            found = {
                key: http.get(f"/entities/{key}", follow_redirects=True).json()
                for key in ("zz_t:a", "zz_s:b")
            }
    kept = next(each for each in found.values() if "split_into" in each)
    assert kept["split_into"] == [each["id"] for each in found.values() if each is not kept]
