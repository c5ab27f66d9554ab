"""Entities asked for by example: what is found, each parameter, each error."""

import asyncio
import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from yente_client import AsyncClient, Client, Person  # type: ignore[import-untyped]

from commonlist.pipeline.live import Live
from commonlist.pipeline.match import ALGORITHM, OTHERS
from commonlist.pipeline.screening import clear
from commonlist.screening.entities import Example, cleaned
from commonlist.storage import Workspace
from tests.web.api.asked import HERON, HERONS, NOW, TEAL, put, write
from tests.web.conftest import serving


def entity(schema: str = "Person", **properties: Any) -> dict[str, Any]:
    return {"schema": schema, "properties": properties}


IVAN = entity(name=TEAL, birthDate="1970-03-29")


def asked(http: httpx.Client, query: dict[str, Any], **params: Any) -> dict[str, Any]:
    """Return the answer to one query."""
    dataset = params.pop("dataset", "default")
    answer = http.post(f"/match/{dataset}", json={"queries": {"q": query}}, params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["responses"]["q"]
    return found


def found(http: httpx.Client, query: dict[str, Any], **params: Any) -> list[str]:
    return [result["id"] for result in asked(http, query, **params)["results"]]


class TestWhatIsFound:
    def test_an_entity_is_answered_whole_with_its_score(self, http: httpx.Client) -> None:
        (best,) = asked(http, IVAN)["results"]
        assert (best["id"], best["schema"], best["caption"]) == ("NK-teal", "Person", TEAL)
        assert best["properties"]["passportNumber"] == ["AB123456"]
        assert {"datasets", "referents", "target", "first_seen", "last_seen", "last_change"} <= set(
            best
        )
        assert 0.9 < best["score"] <= 1
        assert best["match"] is True

    def test_every_score_is_explained_and_features_are_the_same(self, http: httpx.Client) -> None:
        (best,) = asked(http, IVAN)["results"]
        name = best["explanations"]["name"]
        assert (name["query"], name["candidate"]) == (TEAL, TEAL)
        assert name["detail"]
        assert best["explanations"]["birth"]["score"] > 0
        assert best["features"] == {k: why["score"] for k, why in best["explanations"].items()}

    @pytest.mark.parametrize(
        ("query", "best"),
        [
            (entity(name="Теалов Иван Петрович"), "NK-teal"),
            (entity(alias=["Теалов, Иван Петрович"], name=["Ivan T."]), "NK-teal"),
            (entity(firstName="Ivan", lastName="Tealov", birthDate=1970), "NK-teal"),
            (entity(passportNumber="AB 123456"), "NK-teal"),
            (entity(weakAlias="Ivan Petrovich Tealov"), "NK-teal"),
            (entity("Company", name="Tsaplya Torg"), "NK-heron"),
            (entity("Organization", registrationNumber="he778899"), "NK-heron"),
            (entity("Vessel", name="Crimson Bittern"), "NK-ship"),
            (entity("Vessel", imoNumber=9074729), "NK-ship"),
            (entity("Airplane", serialNumber="SN 445566"), "NK-plane"),
            (entity("PublicBody", name="Ministry of Marshes and Bitterns"), "NK-ministry"),
            (entity("CryptoWallet", publicKey="1BoatSLRHtKNngkdXEeobR76b53LETtpyT"), "NK-wallet"),
            (entity("LegalEntity", name=HERON), "NK-heron"),
            (entity("Thing", name=HERON), "NK-heron"),
            (entity("Thing", name="Crimson Bittern"), "NK-ship"),
            (entity("Person", name="Umber Pelican Front"), "NK-front"),
        ],
    )
    def test_by_any_of_its_names_and_numbers(
        self, http: httpx.Client, query: dict[str, Any], best: str
    ) -> None:
        assert found(http, query, threshold=0.5)[:1] == [best]

    @pytest.mark.parametrize(
        "query",
        [
            entity("Company", name=TEAL),
            entity("Person", name=HERON),
            entity("Vessel", name=HERON),
            entity("Airplane", name="Crimson Bittern", imoNumber="9074729"),
            entity("Company", name="Quiet Meadow Bakery"),
            entity("Person"),
            entity("Person", name=""),
        ],
    )
    def test_nobody_of_another_sort_or_name(
        self, http: httpx.Client, query: dict[str, Any]
    ) -> None:
        assert found(http, query, threshold=0.5) == []

    def test_what_speaks_against_it_counts(self, http: httpx.Client) -> None:
        scores = [
            asked(http, entity(name=TEAL, **more), threshold=0.01)["results"][0]["score"]
            for more in (
                {"birthDate": "1970-03-29"},
                {},
                {"birthDate": "1931"},
                {"birthDate": "1931", "nationality": "Brazil"},
            )
        ]
        assert scores == sorted(scores, reverse=True)
        assert len(set(scores)) == 4


class TestTheQueryAsUnderstood:
    def test_it_is_cleaned(self, http: httpx.Client) -> None:
        query = entity(
            name=["  Ivan   Tealov "], country="Russia", birthDate="29/03/1970", gender="M"
        )
        assert asked(http, query)["query"] == {
            "id": None,
            "schema": "Person",
            "properties": {
                "name": ["Ivan Tealov"],
                "country": ["ru"],
                "birthDate": ["1970-03-29"],
                "gender": ["male"],
            },
        }

    def test_its_id_comes_back_and_is_not_used(self, http: httpx.Client) -> None:
        answer = asked(http, {**entity(name="Quiet Meadow"), "id": "NK-teal"})
        assert (answer["query"]["id"], answer["results"]) == ("NK-teal", [])

    def test_what_is_no_country_or_date_falls(self, http: httpx.Client) -> None:
        query = entity(name=TEAL, country="Nowhere", birthDate="some day")
        assert asked(http, query)["query"]["properties"] == {"name": [TEAL]}

    def test_properties_that_the_schema_lacks_are_told(self, http: httpx.Client) -> None:
        answer = asked(http, entity(name=TEAL, imoNumber="9074729", colour="red"))
        assert answer["ignored"] == ["imoNumber", "colour"]
        assert set(answer["query"]["properties"]) == {"name"}


class TestParameters:
    def test_limit(self, http: httpx.Client) -> None:
        query = entity("Thing", name=TEAL, imoNumber="1", alias=["Abdulkarim Storkani"])
        every = asked(http, query, threshold=0.01)
        assert len(every["results"]) == 2
        one = asked(http, query, threshold=0.01, limit=1)
        assert one["results"] == every["results"][:1]
        assert one["total"] == every["total"] == {"value": 2, "relation": "eq"}

    def test_results_are_sorted_by_score(self, http: httpx.Client) -> None:
        query = entity("Thing", name=TEAL, alias=["Abdulkarim Storkani"])
        scores = [r["score"] for r in asked(http, query, threshold=0.01)["results"]]
        assert scores == sorted(scores, reverse=True)

    def test_threshold_decides_what_is_a_match(self, http: httpx.Client) -> None:
        query = entity(name="Tealov")  # what he shares with all his family
        (loose,) = asked(http, query, threshold=0.02)["results"]
        assert loose["match"] is True
        assert found(http, query, threshold=1) == []
        (shown,) = asked(http, query, threshold=1, cutoff=0.02)["results"]
        assert shown["match"] is False

    def test_a_cutoff_above_the_threshold_has_no_effect(self, http: httpx.Client) -> None:
        assert found(http, IVAN, threshold=0.5, cutoff=1) == ["NK-teal"]

    @pytest.mark.parametrize("name", [ALGORITHM, *OTHERS])
    def test_every_algorithm_is_answered(self, http: httpx.Client, name: str) -> None:
        assert found(http, IVAN, algorithm=name) == ["NK-teal"]

    @pytest.mark.parametrize(
        "params",
        [
            {"exclude_dataset": "herons"},
            {"include_dataset": "others"},
            {"include_dataset": ["herons", "others"], "exclude_dataset": "herons"},
            {"include_dataset": "no_such_list"},
            {"dataset": "others"},
            {"exclude_schema": "Person"},
            {"topics": "crime"},
            {"changed_since": "2026-01-01"},
            {"exclude_entity_ids": "NK-teal"},
            {"exclude_entity_ids": ["NK-heron", "old-NK-teal"]},
        ],
    )
    def test_what_is_left_out(self, http: httpx.Client, params: dict[str, Any]) -> None:
        assert found(http, IVAN, **params) == []

    @pytest.mark.parametrize(
        "params",
        [
            {"exclude_dataset": "others"},
            {"include_dataset": ["herons", "no_such_list"]},
            {"dataset": "herons"},
            {"exclude_schema": ["Company", "Vessel"]},
            {"topics": ["sanction", "crime"]},
            {"changed_since": "2024-05-01"},
            {"changed_since": "2024-04-30T23:59:59"},
            {"exclude_entity_ids": ["NK-heron", "nobody"]},
            {"fuzzy": "false"},
        ],
    )
    def test_what_is_not(self, http: httpx.Client, params: dict[str, Any]) -> None:
        assert found(http, IVAN, **params) == ["NK-teal"]

    def test_weights_have_no_effect_and_that_is_told(self, http: httpx.Client) -> None:
        body = {"queries": {"q": IVAN}, "weights": {"name_literal": 0.0}}
        answer = http.post("/match/default", json=body).json()
        assert answer["ignored"] == ["weights"]
        assert answer["responses"]["q"]["results"]

    def test_a_batch_is_answered_key_by_key(self, http: httpx.Client) -> None:
        queries = {f"k{n}": IVAN if n % 2 else entity("Company", name=HERON) for n in range(100)}
        answer = http.post("/match/default", json={"queries": queries})
        assert answer.headers["x-batch-size"] == "100"
        responses = answer.json()["responses"]
        assert list(responses) == list(queries)
        assert {r["results"][0]["id"] for r in responses.values()} == {"NK-teal", "NK-heron"}
        assert answer.json()["limit"] == 5

    def test_json_needs_no_content_type(self, http: httpx.Client) -> None:
        body = json.dumps({"queries": {"q": IVAN}}).encode()
        answer = http.post("/match/default", content=body)
        assert "content-type" not in answer.request.headers
        assert answer.json()["responses"]["q"]["results"]


class TestErrors:
    @pytest.mark.parametrize(
        ("status", "body", "says"),
        [
            (400, {"queries": {}}, "No queries"),
            (400, {"queries": {"q": None}}, "No queries"),
            (400, {"queries": {"q": entity("Banana", name="x")}}, "unknown schema"),
            (400, {"queries": {"q": entity("Sanction", name="x")}}, "not compared"),
            (400, {"queries": {f"{n}": IVAN for n in range(101)}}, "limit: 100"),
            (400, {"queries": {"q": IVAN}, "config": {"nm_number_mismatch": 1}}, "nm_number"),
            (422, {"queries": {"q": {"properties": {"name": "x"}}}}, "schema"),
            (422, {"queries": []}, "object"),
            (422, {}, "queries"),
            (422, {"queries": {"q": IVAN}, "weights": {"name": "much"}}, "float"),
        ],
    )
    def test_of_the_body(
        self, http: httpx.Client, status: int, body: dict[str, Any], says: str
    ) -> None:
        answer = http.post("/match/default", json=body)
        assert answer.status_code == status
        assert says in str(answer.json()["detail"])
        assert isinstance(answer.json()["detail"], list if status == 422 else str)

    def test_what_is_no_json(self, http: httpx.Client) -> None:
        assert http.post("/match/default", content=b"{").status_code == 422

    @pytest.mark.parametrize(
        "params",
        [
            {"limit": 501},
            {"limit": -1},
            {"threshold": "much"},
            {"threshold": "nan"},
            {"changed_since": "yesterday"},
            {"exclude_entity_ids": [f"NK-{n}" for n in range(51)]},
        ],
    )
    def test_of_parameters_out_of_range(self, http: httpx.Client, params: dict[str, Any]) -> None:
        answer = http.post("/match/default", json={"queries": {"q": IVAN}}, params=params)
        assert (answer.status_code, type(answer.json()["detail"])) == (422, list)

    @pytest.mark.parametrize(
        "params", [{"algorithm": "neural-net"}, {"changed_since": "2024-02-31"}]
    )
    def test_of_parameters_that_mean_nothing(
        self, http: httpx.Client, params: dict[str, Any]
    ) -> None:
        answer = http.post("/match/default", json={"queries": {"q": IVAN}}, params=params)
        assert (answer.status_code, type(answer.json()["detail"])) == (400, str)

    def test_an_unknown_dataset(self, http: httpx.Client) -> None:
        answer = http.post("/match/no_such_list", json={"queries": {"q": IVAN}})
        assert (answer.status_code, answer.json()) == (404, {"detail": "No such dataset."})


class TestAlgorithms:
    def test_names_say_what_answers(self, http: httpx.Client) -> None:
        answer = http.get("/algorithms").json()
        assert (answer["default"], answer["best"]) == (ALGORITHM, ALGORITHM)
        told = {made["name"]: made["description"] for made in answer["algorithms"]}
        assert set(told) == {ALGORITHM, *OTHERS}
        assert ALGORITHM in told["logic-v1"]

    def test_every_feature_of_an_answer_is_documented(self, http: httpx.Client) -> None:
        documented = http.get("/algorithms").json()["algorithms"][0]["features"]
        query = entity(
            name="Ivan Tealoff", birthDate="1971", country="cy", passportNumber="AB123456"
        )
        (best,) = asked(http, query, threshold=0.01)["results"]
        assert set(best["explanations"]) <= set(documented)


class TestClients:
    def test_the_fields_client_matches(self, asked_at: str) -> None:
        with Client(base_url=asked_at, api_key="x") as client:
            answer = client.match(Person(name=[TEAL], birthDate=["1970-03-29"]))
            assert answer.top is not None
            assert (answer.top.id, answer.top.match) == ("NK-teal", True)
            assert answer.top.contributing_explanations["name"].detail
            assert client.algorithms().best == ALGORITHM
            many = dict(client.match_iter([("a", Person(name=TEAL)), ("b", Person(name="Nobody"))]))
            assert {key: bool(each.results) for key, each in many.items()} == {
                "a": True,
                "b": False,
            }

    def test_so_does_its_asynchronous_one(self, asked_at: str) -> None:
        async def ask() -> Any:
            async with AsyncClient(base_url=asked_at, api_key="x") as client:
                return await client.match(
                    Person(name=[TEAL]), datasets=["default", "herons"], exclude_entities=["NK-1"]
                )

        assert asyncio.run(ask()).top.id == "NK-teal"

    def test_its_command_screens_a_file(self, asked_at: str, tmp_path: Path) -> None:
        rows, out = tmp_path / "customers.csv", tmp_path / "hits.csv"
        rows.write_text(f"name,born\n{TEAL},1970-03-29\nQuiet Meadow,\n", "utf-8")
        mapped = ("-i", "name=name", "-i", "born=birthDate", "-o", "passportNumber=passport")
        words = ("yente-cli", "screen", str(rows), str(out), "-s", "Person", *mapped)
        ran = subprocess.run(
            words,
            capture_output=True,
            text=True,
            env={
                "YENTE_BASE_URL": asked_at,
                "OPENSANCTIONS_API_KEY": "x",
                "PATH": str(Path(sys.executable).parent),
            },
        )
        assert ran.returncode == 0, ran.stderr
        hits = list(csv.DictReader(out.open(encoding="utf-8")))
        assert [hit["passport"] for hit in hits] == ["AB123456"]


class TestCleared:
    """A hit that somebody has cleared is no match, and says so, until something has changed."""

    def test_it_stays_and_is_no_match(self, two_lists: Path, tmp_path: Path) -> None:
        shutil.copytree(two_lists, tmp_path / "ws")
        with Live(Workspace(tmp_path / "ws", NOW), lambda: NOW) as live, serving(live) as address:
            http = httpx.Client(base_url=address)
            assert asked(http, IVAN)["results"][0]["match"] is True
            customer = cleaned(msgspec.convert(IVAN, Example)).query
            clear(
                live.workspace,
                customer,
                "herons:NK-teal",
                reason="born in another town",
                author="A. Clerk",
                now=NOW,
            )
            (best,) = asked(http, IVAN)["results"]
            assert (best["id"], best["match"]) == ("NK-teal", False)
            assert best["cleared"] == "A. Clerk: born in another town"
            (other,) = asked(http, entity(name=TEAL, birthDate="1970-03-29", gender="m"))["results"]
            assert other["match"] is True
            changed = [
                {
                    **each,
                    "properties": each["properties"] | {"alias": [f"{each['caption']} II"]},
                    "last_seen": "2026-11-20T00:00:00",
                }
                for each in HERONS
            ]
            put(live.workspace, "herons", write(tmp_path / "new.json", tuple(changed)))
            (back,) = asked(http, IVAN)["results"]
            assert back["match"] is True
            assert "cleared" not in back
