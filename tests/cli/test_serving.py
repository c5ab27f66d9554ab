"""The command ``serve``: its processes, what it writes, and how it ends."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from commonlist.pipeline.ingest import ingest
from commonlist.pipeline.resolving import outdated, resolve
from commonlist.storage import Workspace
from tests.cli.served import PROGRAM, serving
from tests.pipeline.conftest import table

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
JSON = {"log_format": "json"}


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    folder = tmp_path / "ws"
    path = tmp_path / "one.csv"
    path.write_text(table("zz_one", "a,Orion Relief,,2001,,,", "b,Vega Front,,2002,,,"), "utf-8")
    with Workspace(folder, NOW) as opened:
        ingest(opened, "table", [path], NOW)
        resolve(opened)
    return folder


def metric(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.M)
    assert found, text
    return float(found[1])


def test_workers_share_a_socket_and_count_together(filled: Path, tmp_path: Path) -> None:
    with serving(filled, tmp_path, "--workers", "2") as running:
        for _ in range(40):  # a connection each, so that both answer some
            assert httpx.get(f"{running.address}/?rule=us").status_code == 200
        text = httpx.get(f"{running.address}/metrics").text
    assert metric(text, 'commonlist_requests_total{method="GET",route="/",status="200"}') == 40
    assert metric(text, 'commonlist_list_age_days{source="zz_one"}') >= 0


def test_whoever_is_killed_is_started_anew(filled: Path, tmp_path: Path) -> None:
    with serving(filled, tmp_path, "--workers", "2", settings=JSON) as running:
        before = running.children()
        assert len(before) == 3
        for pid in before.values():
            os.kill(pid, signal.SIGKILL)
        assert httpx.get(f"{running.address}/?rule=us", timeout=30).status_code == 200
        end = time.monotonic() + 30
        while len(running.children()) < 3:
            assert time.monotonic() < end
            time.sleep(0.05)
        assert not set(before.values()) & set(running.children().values())
    ended = [json.loads(line) for line in running.written().splitlines() if '"ended"' in line]
    assert sorted(each["process"] for each in ended) == ["keeper", "worker 1", "worker 2"]
    assert {each["code"] for each in ended} == {-9}


def test_what_others_put_in_is_resolved_by_the_keeper(filled: Path, tmp_path: Path) -> None:
    with serving(filled, tmp_path), Workspace(filled, NOW) as opened:
        path = tmp_path / "two.csv"
        path.write_text(table("zz_two", "x,Orion Relief,,2001,,,"), "utf-8")
        ingest(opened, "table", [path], NOW)
        end = time.monotonic() + 30
        while True:
            with opened.reading() as connection:
                if not outdated(connection):
                    break
            assert time.monotonic() < end
            time.sleep(0.05)


def test_requests_end_before_the_server_does(filled: Path, tmp_path: Path) -> None:
    with serving(filled, tmp_path, "--workers", "2") as running:
        host, port = running.address.removeprefix("http://").split(":")
        begun = [socket.create_connection((host, int(port))) for _ in range(8)]
        body = b"x" * 10
        head = f"POST /nothing HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n"
        for connection in begun:  # each has its request half sent
            connection.sendall(f"{head}Connection: close\r\n\r\n".encode() + body[:5])
        time.sleep(0.3)
        ending = threading.Thread(target=running.stop)
        ending.start()
        time.sleep(0.5)
        answers = []
        for connection in begun:
            connection.sendall(body[5:])
            answers.append(connection.recv(64))
            connection.close()
        ending.join()
    assert {answer[:9] for answer in answers} == {b"HTTP/1.1 "}
    assert running.process.returncode == 0


def test_no_word_of_a_request_is_written(filled: Path, tmp_path: Path) -> None:
    with serving(filled, tmp_path, settings=JSON) as running:
        secret = "Orion Secretname"
        httpx.get(f"{running.address}/", params={"rule": secret})
        httpx.get(f"{running.address}/{secret}", headers={"X-Request-ID": "of-a-proxy"})
    written = running.written()
    assert "Secretname" not in written
    lines = [json.loads(line) for line in written.splitlines() if '"request"' in line]
    assert [(line["route"], line["status"]) for line in lines[-2:]] == [("/", 400), ("none", 404)]
    assert lines[-1]["id"] == "of-a-proxy"
    assert set(lines[-1]) == {
        "id",
        "method",
        "route",
        "status",
        "ms",
        "event",
        "level",
        "timestamp",
    }


def test_metrics_are_not_for_whoever_comes_through_a_proxy(filled: Path, tmp_path: Path) -> None:
    with serving(filled, tmp_path) as running:
        answer = httpx.get(f"{running.address}/metrics", headers={"X-Forwarded-For": "192.0.2.1"})
    assert answer.status_code == 401


def test_a_port_that_is_taken_is_one_line(filled: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-c", PROGRAM, "-w", str(filled), "serve", "--port", port]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 2
    assert "choose another --port" in ran.stderr.splitlines()[-1]
    assert "Traceback" not in ran.stderr
