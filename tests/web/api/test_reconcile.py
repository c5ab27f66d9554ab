"""Reconciliation 0.2 over HTTP: the manifest, queries, suggestions, extension, previews."""

import json
from typing import Any

import httpx
import pytest

from tests.web.api.asked import HERON, TEAL

AT = "/reconcile/default"


def posted(http: httpx.Client, **fields: Any) -> Any:
    data = {name: json.dumps(value) for name, value in fields.items()}
    answer = http.post(AT, data=data)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(http: httpx.Client, **query: Any) -> list[str]:
    return [each["id"] for each in posted(http, queries={"q": query})["q"]["result"]]


class TestManifest:
    def test_it_says_what_there_is(self, http: httpx.Client) -> None:
        said = http.get(AT).json()
        assert said["versions"] == ["0.2"]
        assert {"name", "identifierSpace", "schemaSpace"} <= set(said)
        assert "{{id}}" in said["view"]["url"]
        assert "{{id}}" in said["preview"]["url"]
        assert {"LegalEntity", "Person", "Thing", "Vessel"} <= {
            t["id"] for t in said["defaultTypes"]
        }

    def test_settings_go_by_both_names(self, http: httpx.Client) -> None:
        extend = http.get(AT).json()["extend"]
        ours, yentes = extend["property_settings"], extend["propose_settings"]
        assert [each["name"] for each in ours] == [each["name"] for each in yentes]
        assert {"value", "name"} == set(ours[1]["choices"][0])
        assert {"id", "name"} == set(yentes[1]["choices"][0])

    def test_every_address_carries_the_query_and_the_key(self, http: httpx.Client) -> None:
        said = http.get(AT, params={"for": "us", "api_key": "secret"}).json()
        paths = [each["service_path"] for each in said["suggest"].values()]
        paths += [said["extend"]["propose_properties"]["service_path"], said["preview"]["url"]]
        assert all(path.endswith("?for=us&api_key=secret") for path in paths), paths

    def test_what_it_names_is_there(self, http: httpx.Client) -> None:
        said = http.get(AT).json()
        for service in (*said["suggest"].values(), said["extend"]["propose_properties"]):
            assert http.get(service["service_url"] + service["service_path"]).status_code == 200
        page = http.get(said["preview"]["url"].replace("{{id}}", "NK-teal"))
        assert (page.status_code, TEAL in page.text) == (200, True)

    def test_of_an_unknown_dataset_there_is_none(self, http: httpx.Client) -> None:
        assert http.get("/reconcile/no_such_list").status_code == 404


class TestQueries:
    def test_a_name_is_found(self, http: httpx.Client) -> None:
        answer = http.post(AT, data={"queries": json.dumps({"a": {"query": TEAL}})})
        assert answer.headers["x-batch-size"] == "1"
        best = answer.json()["a"]["result"][0]
        assert (best["id"], best["name"], best["match"]) == ("NK-teal", TEAL, True)
        assert best["type"][0]["id"] == "Person"
        assert 0 < best["score"] <= 1
        assert best["features"]

    @pytest.mark.parametrize(
        ("query", "best"),
        [
            ({"query": TEAL, "type": "Person"}, ["NK-teal"]),
            ({"query": HERON, "type": ["Person", "Company"]}, ["NK-heron"]),
            ({"query": TEAL, "type": "Vessel"}, []),
            ({"query": TEAL, "limit": 0}, []),
            ({"properties": [{"pid": "Person:passportNumber", "v": "AB123456"}], "type": "Person"},
             ["NK-teal"]),
            ({"properties": [{"pid": "Vessel:imoNumber", "v": 9074729}], "type": "Vessel"},
             ["NK-ship"]),
            ({"query": "Quiet Meadow Bakery"}, []),
        ],
    )  # fmt: skip
    def test_types_limits_and_properties(
        self, http: httpx.Client, query: dict[str, Any], best: list[str]
    ) -> None:
        assert ids(http, **query)[:1] == best

    def test_properties_raise_and_lower_the_score(self, http: httpx.Client) -> None:
        def score(value: Any) -> float:
            known = [{"pid": "Person:birthDate", "v": value}, {"pid": "no:such", "v": "x"}]
            query = {"query": TEAL, "type": "Person", "properties": known}
            found: float = posted(http, queries={"q": query})["q"]["result"][0]["score"]
            return found

        assert score("1970-03-29") > score(["1931"])

    def test_queries_may_stand_in_the_address(self, http: httpx.Client) -> None:
        answer = http.get(AT, params={"queries": json.dumps({"a": {"query": TEAL}})}).json()
        assert answer["a"]["result"][0]["id"] == "NK-teal"

    @pytest.mark.parametrize(
        "data",
        [
            {},
            {"queries": "{"},
            {"queries": '{"q": {"query": 5}}'},
            {"queries": '{"q": {"type": "Banana"}}'},
            {"queries": '{"q": {"query": "x", "limit": 501}}'},
            {"queries": json.dumps({str(n): {"query": "x"} for n in range(101)})},
            {"extend": "[]"},
            {"extend": '{"ids": ["NK-teal"], "properties": [{"id": "name", "settings": '
                       '{"limit": "many"}}]}'},
            {"extend": json.dumps({"ids": [str(n) for n in range(101)]})},
        ],
    )  # fmt: skip
    def test_what_cannot_be_read_is_told(self, http: httpx.Client, data: dict[str, str]) -> None:
        answer = http.post(AT, data=data)
        assert (answer.status_code, type(answer.json()["detail"])) == (400, str)

    def test_an_unknown_algorithm(self, http: httpx.Client) -> None:
        answer = http.post(AT, data={"queries": "{}"}, params={"algorithm": "neural-net"})
        assert answer.status_code == 400


class TestSuggestions:
    def suggested(self, http: httpx.Client, kind: str, **params: Any) -> list[str]:
        answer = http.get(f"{AT}/suggest/{kind}", params=params).json()
        assert (answer["code"], answer["status"]) == ("/api/status/ok", "200 OK")
        assert answer["prefix"] == params.get("prefix", "")
        return [each["id"] for each in answer["result"]]

    @pytest.mark.parametrize("kind", ["entity", "type", "property"])
    @pytest.mark.parametrize("params", [{}, {"prefix": ""}, {"prefix": "banana man"}])
    def test_of_nothing_there_is_nothing(
        self, http: httpx.Client, kind: str, params: dict[str, str]
    ) -> None:
        assert self.suggested(http, kind, **params) == []

    @pytest.mark.parametrize(
        ("prefix", "found"),
        [("ivan pet", ["NK-teal"]), ("Теал", ["NK-teal"]), ("hero", ["NK-heron"])],
    )
    def test_entities_by_how_a_word_begins(
        self, http: httpx.Client, prefix: str, found: list[str]
    ) -> None:
        assert self.suggested(http, "entity", prefix=prefix) == found

    def test_no_more_than_asked_for(self, http: httpx.Client) -> None:
        assert len(self.suggested(http, "entity", prefix="crimson")) == 2
        assert len(self.suggested(http, "entity", prefix="crimson", limit=1)) == 1

    def test_types(self, http: httpx.Client) -> None:
        assert self.suggested(http, "type", prefix="organ") == ["Organization"]

    def test_properties(self, http: httpx.Client) -> None:
        found = self.suggested(http, "property", prefix="country")
        assert {"Thing:country", "LegalEntity:mainCountry"} <= set(found)


class TestExtension:
    def test_values_of_entities(self, http: httpx.Client) -> None:
        wanted = [{"id": "name"}, {"id": "Person:nationality"}, {"id": "colour"}]
        found = posted(http, extend={"ids": ["NK-teal", "nobody"], "properties": wanted})
        assert [each["id"] for each in found["meta"]] == ["name", "Person:nationality", "colour"]
        row = found["rows"]["NK-teal"]
        assert {"str": TEAL} in row["name"]
        assert row["Person:nationality"] == [{"str": "Russia"}]
        assert row["colour"] == []
        assert found["rows"]["nobody"] == {}

    def test_settings_bound_them_and_leave_them_raw(self, http: httpx.Client) -> None:
        wanted = [
            {"id": "name", "settings": {"limit": "1"}},
            {"id": "nationality", "settings": {"render": "raw"}},
        ]
        row = posted(http, extend={"ids": ["NK-teal"], "properties": wanted})["rows"]["NK-teal"]
        assert (len(row["name"]), row["nationality"]) == (1, [{"str": "ru"}])

    def test_properties_to_extend_by(self, http: httpx.Client) -> None:
        answer = http.get(
            f"{AT}/extend/property", params={"type": "LegalEntity", "limit": 5}
        ).json()
        assert (answer["type"], answer["limit"]) == ("LegalEntity", 5)
        assert {"name", "country"} <= {each["id"] for each in answer["properties"]}
        assert len(answer["properties"]) == 5

    def test_of_no_such_type(self, http: httpx.Client) -> None:
        answer = http.get(f"{AT}/extend/property", params={"type": "Banana"})
        assert answer.status_code == 400


class TestPreviews:
    def test_may_stand_in_a_frame(self, http: httpx.Client) -> None:
        page = http.get(f"{AT}/preview/NK-teal")
        assert page.headers["content-type"].startswith("text/html")
        assert "frame-ancestors *" in page.headers["content-security-policy"]
        assert "1970-03-29" in page.text
        assert "Russia" in page.text

    def test_of_nobody(self, http: httpx.Client) -> None:
        assert http.get(f"{AT}/preview/nobody").status_code == 404
