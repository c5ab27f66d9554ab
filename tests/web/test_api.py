"""Our own API: what each route answers, whose things are whose, and that it is described."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from commonlist.pipeline import jobs, watching
from commonlist.pipeline.jobs import Doing
from commonlist.pipeline.live import Live
from commonlist.settings import Settings
from commonlist.web.api import clearances, lists, opinions, watches
from commonlist.web.api import jobs as jobs_api

VIEW = {"rule": "all(us, eu)", "as_of": "2015-12-18"}
FILE = {"file": ("ours.csv", b"name\nHizballah\nJane Teal\n", "text/csv")}


@pytest.fixture
def api(client: TestClient) -> Callable[..., Any]:
    """Ask a path of the API; return the answer, which is to have a status."""

    def ask(method: str, path: str, status: int = 200, **given: Any) -> Any:
        response = client.request(method, f"/api{path}", **given)
        assert response.status_code == status, response.text
        if response.headers.get("content-type") == "application/json":
            return response.json()
        return response

    return ask


Api = Callable[..., Any]


def test_a_rule_is_answered(api: Api) -> None:
    found = api("GET", "/agree", params=VIEW)
    assert (found["rule"], found["as_of"]) == ("all(us, eu)", "2015-12-18")
    assert found["entities"]
    table = api("GET", "/matrix", params=VIEW)
    assert len(table["rows"]) == len(found["entities"])
    assert {len(row) for row in table["rows"]} == {len(table["header"])}


def test_what_cannot_be_read_is_said_in_a_line(api: Api) -> None:
    assert "column" in api("GET", "/agree", 400, params={"rule": "all("})["detail"]
    assert api("GET", "/entities/nobody-at-all", 404)["detail"]
    assert api("GET", "/diff/source/nothing?from=2015-01-01&to=2016-01-01", 404)["detail"]
    assert "earlier" in api("GET", "/diff/rule?from=2016-01-01&to=2015-01-01", 400)["detail"]


def test_rules_are_told_apart(api: Api) -> None:
    found = api("GET", "/diff/rule?from=2010-01-01&to=2015-12-18&rule=us&to_rule=all(us,eu)")
    assert {"entered", "left", "changed"} <= found.keys()
    assert [rule["name"] for rule in api("GET", "/rules")].count("vienna-6") == 1


def test_parties_are_compared(api: Api) -> None:
    found = api("GET", "/compare?left=us&right=eu")
    assert (found["left"], found["right"]) == ("us", "eu")
    assert api("GET", "/compare?left=us&right=atlantis", 404)["detail"]


def test_an_entity_is_told_by_any_name_of_it(api: Api) -> None:
    found = api("GET", "/entities/Hizballah")
    assert api("GET", f"/entities/{found['id']}")["caption"] == found["caption"]
    why = api("GET", f"/entities/{found['id']}/why")
    assert why["records"] == [record["key"] for record in found["records"]]
    assert why["sentences"]


def test_sources_tell_their_age(api: Api) -> None:
    rows = {row["source"]: row for row in api("GET", "/sources")}
    assert rows["sa_2014"]["stale"] is True
    assert rows["un_sc"]["copies"] == 0


def test_a_judgement_is_made_listed_and_taken_back(api: Api) -> None:
    found = api("GET", "/entities/Hizballah")
    left, right = sorted(record["key"] for record in found["records"])[:2]
    given = {"left": left, "right": right, "verdict": "different", "reason": "not one"}
    made = api("POST", "/judgements", 201, json=given)
    assert (made["verdict"], made["author"]) == ("different", "local")
    assert len(api("GET", f"/judgements?author=local&record={left}")) == 1
    pair = {"left": left, "right": right}
    assert api("POST", "/judgements/undo", 201, json=pair)["verdict"] == "unsure"
    assert len(api("GET", "/judgements?author=local")) == 2
    assert api("POST", "/judgements", 404, json={**given, "left": "no:one"})["detail"]
    assert api("POST", "/judgements", 422, json={**given, "verdict": "perhaps"})["detail"]


def test_an_overlay_is_made_listed_and_taken_back(api: Api) -> None:
    key = api("GET", "/entities/Hizballah")["records"][0]["key"]
    given = {"record": key, "field": "country", "value": "lb", "reason": "seat"}
    made = api("POST", "/overlays", 201, json=given)
    assert [row["id"] for row in api("GET", "/overlays")] == [made["id"]]
    api("DELETE", f"/overlays/{made['id']}")
    assert api("GET", "/overlays") == []
    assert len(api("GET", "/overlays?ended=true")) == 1
    api("DELETE", f"/overlays/{made['id']}", 400)


def test_a_docket_is_put_on_the_table(api: Api) -> None:
    files = {"file": ("names.csv", b"name\nOrion Relief\nHizballah\n", "text/csv")}
    made = api("POST", "/dockets", 201, data={"name": "ours"}, files=files)
    assert made["lines"] == 2
    assert {"name": "ours", "lines": ["Orion Relief", "Hizballah"]} in api("GET", "/dockets")
    assert [row["line"] for row in api("GET", "/dockets/ours")] == ["Orion Relief", "Hizballah"]
    api("POST", "/dockets", 400, data={"name": "Not so"}, files=files)


def test_a_customer_is_told_apart_and_shown_again(api: Api) -> None:
    given = {"name": "Hizballah Trading", "entity": "Hizballah", "reason": "a shop"}
    made = api("POST", "/clearances", 201, json=given)
    assert [row["clearance"]["id"] for row in api("GET", "/clearances")] == [made["id"]]
    assert api("DELETE", f"/clearances/{made['id']}")["cleared"] is False
    assert api("GET", "/clearances") == []
    assert len(api("GET", "/clearances?ended=true")) == 2
    api("DELETE", f"/clearances/{made['id']}", 400)
    api("POST", "/clearances", 404, json={**given, "entity": "nobody"})


class TestJobs:
    def do(self, live: Live) -> None:
        doing = Doing(live.workspace, Settings(), live.now, threading.Event())

        def failed(job: object, error: Exception) -> None:
            raise error

        while jobs.do_next(doing, failed):
            pass

    def test_a_file_is_sent_and_its_matches_come_back(self, api: Api, live: Live) -> None:
        made = api("POST", "/jobs/screening", 202, data={"names": "name"}, files=FILE)
        assert (made["state"], made["name"], made["secret"]) == ("waiting", "ours.csv", None)
        self.do(live)
        done = api("GET", f"/jobs/{made['id']}")
        assert (done["state"], done["share"], done["figures"]["rows"]) == ("done", 1.0, 2)
        assert [job["id"] for job in api("GET", "/jobs")] == [made["id"]]
        matches = api("GET", f"/jobs/{made['id']}/files/{done['files'][0]}")
        assert "Hizballah" in matches.text
        api("GET", f"/jobs/{made['id']}/files/input", 404)
        api("DELETE", f"/jobs/{made['id']}", 204)
        api("GET", f"/jobs/{made['id']}", 404)

    def test_it_is_stopped_and_resumed(self, api: Api, live: Live) -> None:
        made = api("POST", "/jobs/screening", 202, data={"names": "name"}, files=FILE)
        assert api("POST", f"/jobs/{made['id']}/stop")["state"] == "stopped"
        assert api("POST", f"/jobs/{made['id']}/resume")["state"] == "waiting"
        self.do(live)
        assert api("GET", f"/jobs/{made['id']}")["state"] == "done"
        events = api("GET", "/events")
        assert [event["type"] for event in events["events"]] == ["job.ended"]
        assert api("GET", f"/events?after={events['next']}")["events"] == []

    def test_a_file_without_the_column_is_refused(self, api: Api) -> None:
        told = api("POST", "/jobs/screening", 400, data={"names": "title"}, files=FILE)
        assert "title" in told["detail"]
        assert api("GET", "/jobs") == []

    def test_files_of_a_list_are_read(self, api: Api, live: Live) -> None:
        text = "party,authority,list,entry,name\nUS,Office,zz_ours,a,Orion Relief\n"
        text = f"# topic: terrorism\n# kinds: organization\n{text}"
        files = [("files", ("ours.csv", text.encode(), "text/csv"))]
        made = api("POST", "/jobs/ingest", 202, data={"source": "table"}, files=files)
        self.do(live)
        api("POST", "/jobs/resolve", 202, json={"again": False})
        self.do(live)
        done = api("GET", f"/jobs/{made['id']}")
        assert (done["state"], done["error"]) == ("done", "")
        assert api("GET", "/entities/zz_ours:a")["caption"] == "Orion Relief"

    def test_a_source_that_is_none_fails_with_a_line(self, api: Api, live: Live) -> None:
        made = api("POST", "/jobs/fetch", 202, json={"sources": ["nowhere"]})
        self.do(live)
        done = api("GET", f"/jobs/{made['id']}")
        assert done["state"] == "failed"
        assert "no address for 'nowhere'" in done["error"]


class TestWatches:
    @pytest.mark.parametrize(
        "about",
        [
            {"kind": "customer", "text": "Hizballah", "schema": "organization"},
            {"kind": "entity", "entity": "Hizballah"},
            {"kind": "rule", "rule": "all(us, eu)"},
        ],
        ids=lambda about: str(about["kind"]),
    )
    def test_it_is_made_answered_and_removed(
        self, api: Api, live: Live, about: dict[str, str]
    ) -> None:
        made = api("POST", "/watches", 201, json={"about": about})
        assert made["secret"] is None
        watching.Watching().look(live.workspace, live.now(), lambda watch, error: None)
        found = api("GET", f"/watches/{made['id']}")
        assert found["answer"]
        assert [watch["id"] for watch in api("GET", "/watches")] == [made["id"]]
        api("DELETE", f"/watches/{made['id']}", 204)
        api("GET", f"/watches/{made['id']}", 404)

    def test_a_private_address_is_refused(self, api: Api) -> None:
        given = {"about": {"kind": "rule"}, "url": "https://127.0.0.1/hook"}
        assert "private" in api("POST", "/watches", 400, json=given)["detail"]

    def test_a_secret_is_shown_once(self, api: Api) -> None:
        given = {"about": {"kind": "rule"}, "url": "https://example.org/hook"}
        made = api("POST", "/watches", 201, json=given)
        assert made["secret"].startswith("whsec_")
        assert api("GET", f"/watches/{made['id']}")["secret"] is None


@pytest.mark.parametrize(
    "given", ['{"reason": "\\ud800 Vorkblatt"}', '{"\\ud800": "Vorkblatt"}', '"Vorkblatt"']
)
def test_what_cannot_be_read_is_told_and_not_said_back(
    client: TestClient, given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in ("/api/judgements", "/api/overlays", "/api/watches", "/api/clearances"):
        answer = client.post(path, content=given, headers={"content-type": "application/json"})
        assert answer.status_code == 422
        assert answer.json()["detail"]
        assert "Vorkblatt" not in answer.text
    logged = capsys.readouterr().out
    assert (logged.count("status=422"), "Vorkblatt" in logged) == (4, False)


OURS = (lists, opinions, clearances, jobs_api, watches)


def operations(client: TestClient) -> Iterator[tuple[str, dict[str, Any]]]:
    described = client.get("/openapi.json").json()
    for path, item in described["paths"].items():
        if path.startswith("/api/"):
            yield from ((f"{method} {path}", told) for method, told in item.items())


def test_every_route_is_described_with_an_example(client: TestClient) -> None:
    found = dict(operations(client))
    assert len(found) == sum(len(module.router.routes) for module in OURS)
    for name, told in found.items():
        assert told["summary"], name
        assert told["description"], name
        good = [told["responses"][s] for s in told["responses"] if s in ("200", "201", "202")]
        content = [each["content"] for each in good if "content" in each]
        for each in content:
            for kind, shape in each.items():
                assert kind == "application/octet-stream" or "example" in shape, name
        assert {"400", "401", "403", "404"} <= told["responses"].keys(), name
