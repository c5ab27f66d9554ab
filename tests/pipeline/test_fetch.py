"""Fetching into a workspace, and the command, from a publisher's server on this machine."""

import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from commonlist.cli import main
from commonlist.errors import InputError, UnknownNameError
from commonlist.fetching import addresses
from commonlist.pipeline.fetch import fetch_all
from commonlist.settings import Settings
from commonlist.storage import Workspace, lists
from tests.pipeline.conftest import NOW, filler, un

ENTRIES = filler(1000)
OLD, NEW = un("2020-11-30", *ENTRIES).encode(), un("2021-11-30", *ENTRIES[1:]).encode()
TYPES = {"xml": "application/xml", "html": "text/html; charset=utf-8", "zip": "application/zip"}


class Publisher(ThreadingHTTPServer):
    """Serves `files` by path with an ETag; `answers` are the statuses it gave, in order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.answers: list[int] = []

    def at(self, name: str, body: bytes | None = None) -> str:
        """Put a file there, if one is given, and return the address."""
        if body is not None:
            self.files[f"/{name}"] = body
        return f"http://127.0.0.1:{self.server_port}/{name}"


class Handler(BaseHTTPRequestHandler):
    server: Publisher

    def do_GET(self) -> None:
        body = self.server.files.get(self.path.partition("?")[0])
        etag = f'"{hashlib.sha256(body or b"").hexdigest()}"'
        if body is None:
            self.answer(404, b"")
        elif self.headers["If-None-Match"] == etag:
            self.answer(304, b"")
        else:
            self.answer(200, body, etag)

    def answer(self, status: int, body: bytes, etag: str = "") -> None:
        self.server.answers.append(status)
        self.send_response(status)
        self.send_header("Content-Type", TYPES.get(self.path.rpartition(".")[2], "text/plain"))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with Publisher() as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


def fetched(workspace: Workspace, addresses: dict[str, str], **more: Any) -> list[dict[str, Any]]:
    """Fetch the sources whose addresses are given."""
    settings = Settings(addresses=addresses, fetch_seconds=5, **more)
    return fetch_all(workspace, list(addresses), settings, NOW, lambda count: None)


def days(workspace: Workspace, source: str) -> list[str]:
    with workspace.reading() as connection:
        return [snapshot.day for snapshot in lists.snapshots(connection, source)]


def page(number: int) -> bytes:
    rows = "".join(f"<tr><td>{n}</td><td>Heron Front {n}</td></tr>" for n in range(1, number + 1))
    return (
        "<!DOCTYPE html><html><body><p>LIST OF BANNED TERRORIST ORGANISATIONS (As on 30-03-2015)"
        "</p><table><tr><th>Sl -No</th><th>Organisation</th></tr>"
        f"{rows}</table></body></html>"
    ).encode()


def zipped(number: int) -> bytes:
    """OFAC's enhanced XML of so many invented organisations, as it is published."""
    of = "<sanctionsLists><sanctionsList>Consolidated List</sanctionsList></sanctionsLists>"
    programme = "<sanctionsPrograms><sanctionsProgram>NS-PLC</sanctionsProgram></sanctionsPrograms>"
    made = "".join(
        f'<entity id="{n}"><generalInfo><entityType>Entity</entityType></generalInfo>'
        f"{of}{programme}"
        "<names><name><isPrimary>true</isPrimary><translations><translation><script>Latin</script>"
        f"<formattedFullName>HERON FRONT {n}</formattedFullName>"
        "</translation></translations></name></names></entity>"
        for n in range(1, number + 1)
    )
    text = (
        '<sanctionsData xmlns="https://sanctionslistservice.ofac.treas.gov/exports/ENHANCED_XML">'
        "<publicationInfo><dataAsOf>2026-02-27T10:00:00</dataAsOf>"
        f"<filters>{of}</filters></publicationInfo><entities>{made}</entities></sanctionsData>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("CONS_ENHANCED.XML", text)
    return buffer.getvalue()


class TestAList:
    def test_is_new_then_unchanged_then_new(
        self, workspace: Workspace, publisher: Publisher
    ) -> None:
        where = {"un_sc": publisher.at("un.xml", OLD)}
        (first,) = fetched(workspace, where)
        (second,) = fetched(workspace, where)
        publisher.at("un.xml", NEW)
        (third,) = fetched(workspace, where)
        assert first == {"source": "un_sc", "status": "new", "records": 1000, "error": None}
        assert second == {"source": "un_sc", "status": "unchanged", "records": None, "error": None}
        assert third == {"source": "un_sc", "status": "new", "records": 999, "error": None}
        assert publisher.answers == [200, 304, 200]
        assert days(workspace, "un_sc") == ["2020-11-30", "2021-11-30"]

    def test_at_another_address_is_had_whole_and_is_unchanged(
        self, workspace: Workspace, publisher: Publisher
    ) -> None:
        fetched(workspace, {"un_sc": publisher.at("un.xml", OLD)})
        (row,) = fetched(workspace, {"un_sc": publisher.at("copy.xml", OLD)})
        assert (row["status"], publisher.answers) == ("unchanged", [200, 200])

    @pytest.mark.parametrize(
        ("source", "name", "body", "records"),
        [
            ("in_mha", "page.html", page(25), 25),
            ("in_mha", "page", page(25), 25),
            ("us_ofac_nonsdn", "CONS_ENHANCED.ZIP", zipped(250), 250),
        ],
    )
    def test_may_be_a_page_or_a_zip(
        self,
        workspace: Workspace,
        publisher: Publisher,
        source: str,
        name: str,
        body: bytes,
        records: int,
    ) -> None:
        (row,) = fetched(workspace, {source: publisher.at(name, body)})
        assert (row["status"], row["records"], row["error"]) == ("new", records, None)

    def test_leaves_no_file_but_the_archived(
        self, workspace: Workspace, publisher: Publisher
    ) -> None:
        fetched(workspace, {"un_sc": publisher.at("un.xml", OLD)})
        assert not list(workspace.folder.glob(".fetch-*"))

    def test_with_a_token_is_had_with_the_users(
        self, workspace: Workspace, publisher: Publisher
    ) -> None:
        where = {"un_sc": publisher.at("un.xml", OLD) + "?token=TOKEN"}
        (without,) = fetched(workspace, where)
        (row,) = fetched(workspace, where, tokens={"un_sc": "not-a-real-one"})
        assert "COMMONLIST_TOKENS" in without["error"]
        assert row["status"] == "new"


class TestAFailure:
    def test_stops_no_other_source(self, workspace: Workspace, publisher: Publisher) -> None:
        rows = fetched(
            workspace,
            {
                "au_dfat": publisher.at("nothing.xlsx"),
                "gb_uksl": publisher.at("un.xml", OLD),
                "un_sc": publisher.at("un.xml"),
            },
        )
        assert [row["status"] for row in rows] == ["failed", "failed", "new"]
        assert "404" in rows[0]["error"]
        assert rows[2]["error"] is None

    def test_to_ingest_is_not_taken_for_seen(
        self, workspace: Workspace, publisher: Publisher
    ) -> None:
        where = {"un_sc": publisher.at("un.xml", OLD[:-200])}
        (damaged,) = fetched(workspace, where)
        (again,) = fetched(workspace, where)
        assert damaged["status"] == again["status"] == "failed"
        assert publisher.answers == [200, 200]
        assert days(workspace, "un_sc") == []

    def test_of_a_page_where_a_file_was_keeps_the_last_copy(
        self, workspace: Workspace, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        where = {"un_sc": publisher.at("un.xml", OLD)}
        fetched(workspace, where)
        publisher.at("un.xml", b"<html>We are sorry</html>")
        monkeypatch.setitem(TYPES, "xml", "text/html")
        (row,) = fetched(workspace, where)
        assert "a web page came" in row["error"]
        assert days(workspace, "un_sc") == ["2020-11-30"]

    def test_of_a_list_without_an_address_says_where_it_is(self, workspace: Workspace) -> None:
        (row,) = fetch_all(workspace, ["my_moha"], Settings(), NOW, lambda count: None)
        assert row["status"] == "failed"
        assert addresses()["my_moha"].page in row["error"]


class TestWhatIsAsked:
    def test_by_a_name_that_nobody_knows_is_refused(self, workspace: Workspace) -> None:
        with pytest.raises(UnknownNameError, match="un_sc"):
            fetch_all(workspace, ["un"], Settings(), NOW, lambda count: None)

    def test_at_another_than_an_http_address_is_refused(self, workspace: Workspace) -> None:
        with pytest.raises(InputError, match="addresses"):
            fetched(workspace, {"un_sc": "file:///etc/passwd"})

    def test_in_no_time_is_refused(self, workspace: Workspace) -> None:
        settings = Settings(fetch_seconds=0)
        with pytest.raises(InputError, match="fetch_seconds"):
            fetch_all(workspace, ["un_sc"], settings, NOW, lambda count: None)

    def test_by_no_name_is_every_source(self, workspace: Workspace, publisher: Publisher) -> None:
        nowhere = {
            name: publisher.at("nothing") for name, row in addresses().items() if row.address
        }
        settings = Settings(addresses={**nowhere, "un_sc": publisher.at("un.xml", OLD)})
        rows = fetch_all(workspace, [], settings, NOW, lambda count: None)
        status = {row["source"]: row["status"] for row in rows}
        assert set(status) == set(addresses())
        assert status["un_sc"] == "new"
        assert [name for name in status if status[name] == "by hand"] == [
            *("tr_masak", "my_moha", "kg_fiu")
        ]


class TestTheCommand:
    @pytest.fixture
    def run(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> Any:
        """Run ``commonlist fetch`` with addresses; return the exit status and what is printed."""
        monkeypatch.chdir(tmp_path)

        def fetch(where: dict[str, str], *words: str) -> tuple[int, str]:
            monkeypatch.setenv("COMMONLIST_ADDRESSES", json.dumps(where))
            monkeypatch.setattr(sys, "argv", ["commonlist", "fetch", *where, *words])
            with pytest.raises(SystemExit) as ended:
                main()
            return int(ended.value.code or 0), capsys.readouterr().out

        return fetch

    def test_ends_well_and_prints_a_table(self, run: Any, publisher: Publisher) -> None:
        status, printed = run({"un_sc": publisher.at("un.xml", OLD)})
        assert status == 0
        assert "Fetched" in printed
        assert [*printed.splitlines()[-1].split()] == ["un_sc", "new", "1000"]

    def test_ends_with_4_if_one_failed(self, run: Any, publisher: Publisher) -> None:
        where = {"au_dfat": publisher.at("none.xlsx"), "un_sc": publisher.at("un.xml", OLD)}
        status, printed = run(where)
        assert status == 4
        assert "404" in printed
        assert "new" in printed

    def test_prints_json_for_machines(self, run: Any, publisher: Publisher) -> None:
        where = {"au_dfat": publisher.at("none.xlsx"), "un_sc": publisher.at("un.xml", OLD)}
        status, printed = run(where, "--json")
        failed, new = json.loads(printed)
        assert status == 4
        assert failed["status"] == "failed"
        assert "404" in failed["error"]
        assert new == {"source": "un_sc", "status": "new", "records": 1000, "error": None}
