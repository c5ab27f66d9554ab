"""What is in ``deploy/``: the unit is one that systemd takes, the images do not run as root."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

DEPLOY = Path(__file__).parents[1] / "deploy"
UNIT = (DEPLOY / "commonlist.service").read_text("utf-8")
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine"
)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program that is on this machine."""
    path = tmp_path / "commonlist.service"
    path.write_text(UNIT.replace("/opt/commonlist/bin/commonlist", "/bin/true"), "utf-8")
    return path


@needs_systemd
def test_systemd_has_nothing_to_say_against_the_unit(unit: Path) -> None:
    ran = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")


@needs_systemd
def test_the_unit_is_exposed_little(unit: Path) -> None:
    words = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(unit)]
    ran = subprocess.run(words, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout


def test_the_image_is_made_in_two_stages_and_not_run_by_root() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert len(re.findall(r"^FROM .*-slim", text, re.M)) == 2
    user = re.search(r"^USER (\d+)", text, re.M)
    assert user
    assert int(user[1]) >= 1000
    assert "HEALTHCHECK" in text


def test_the_container_can_write_nothing_but_its_volume() -> None:
    server = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))["services"]["server"]
    assert server["read_only"] is True
    assert server["cap_drop"] == ["ALL"]
    assert server["volumes"] == ["workspace:/data"]
    assert [each.split(":")[0] for each in server["ports"]] == ["127.0.0.1"]


def test_a_server_has_time_to_end() -> None:
    stop = re.search(r"^TimeoutStopSec=(\d+)", UNIT, re.M)
    assert stop
    server = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))["services"]["server"]
    assert int(stop[1]) > 30
    assert int(server["stop_grace_period"].removesuffix("s")) > 30


@pytest.mark.full
def test_a_wheelhouse_installs_without_a_network(tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environ["PYTHON"] = sys.executable
    subprocess.run(["sh", DEPLOY / "wheelhouse", tmp_path / "house"], check=True, env=environ)
    environ |= {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    install = ["sh", str(tmp_path / "house" / "install"), str(tmp_path / "venv")]
    ran = subprocess.run(install, check=True, env=environ, capture_output=True, text=True)
    assert ran.stdout.startswith("commonlist ")
    (tmp_path / "house" / "install").write_text("echo changed\n")
    again = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
    assert subprocess.run(again, cwd=tmp_path / "house", capture_output=True).returncode != 0
