"""The command ``serve``, run as a user runs it, on the loopback address."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

PROGRAM = "import sys; from commonlist.cli import main; main()"


class Running:
    """A server that runs; ``errors`` is the file of what it wrote."""

    def __init__(self, process: "subprocess.Popen[bytes]", errors: Path) -> None:
        self.process, self.errors = process, errors
        self.address = ""

    def written(self) -> str:
        return self.errors.read_text("utf-8")

    def children(self) -> dict[str, int]:
        """The processes under it: ``worker 1`` ..., ``keeper``, by their order of starting."""
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        found = [int(pid) for pid in task.read_text().split()]
        mine = [pid for pid in found if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        return {f"{place}": pid for place, pid in enumerate(mine)}

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)


@contextmanager
def serving(
    workspace: Path, folder: Path, *options: str, settings: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Run the command until the block ends; its address is known when it answers."""
    errors = folder / "errors.txt"
    environ = {
        **os.environ,
        **{f"COMMONLIST_{name.upper()}": value for name, value in (settings or {}).items()},
    }
    command = [sys.executable, "-c", PROGRAM, "-w", str(workspace), "serve", "--port", "0"]
    with errors.open("wb") as out:
        process = subprocess.Popen([*command, *options], stderr=out, env=environ)
    running = Running(process, errors)
    try:
        running.address = _address(running)
        yield running
    finally:
        if process.poll() is None:
            running.stop()


def _address(running: Running) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end and running.process.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:\d+", running.written())
        if found:
            try:
                httpx.get(f"{found[0]}/metrics", timeout=30)
            except httpx.TransportError:
                pass
            else:
                return found[0]
        time.sleep(0.05)
    raise AssertionError(f"the server did not start: {running.written()}")
