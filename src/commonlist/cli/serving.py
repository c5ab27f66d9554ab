"""The command that starts the server: workers that share a socket, and a keeper beside them.

This process does nothing but look after them: one that dies is started anew. At SIGTERM or SIGINT
the workers end the requests that they have, the keeper lays down what it does, and all is over.
"""

import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing import connection
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from commonlist.errors import InputError

if TYPE_CHECKING:
    from commonlist.settings import Settings
    from commonlist.storage import Workspace

Tell = Callable[[str], None]
_GRACE = 25
"""Seconds that a worker has to end its requests; what still runs then is cut off."""
_QUICK = 5.0
"""Who lived for fewer seconds is started anew only after a pause."""
_PAUSES = (0.0, 1.0, 5.0, 15.0)


def serve(
    folder: Path, host: str, port: int, settings: "Settings", tell: Tell, workers: int = 1
) -> None:
    """Serve a workspace until it is stopped.

    Raises:
        InputError: nobody is set up, and the host is not this machine's own (see `check_host`); or
            the port is taken.
        WorkspaceError: the workspace cannot be opened.
    """
    from commonlist.pipeline.people import check_host, set_up

    with _workspace(folder, settings) as workspace:
        check_host(workspace, host)
        if not set_up(workspace):
            tell("nobody is set up: whoever is on this machine may do all, and nobody else")
    socket = _bound(host, port)
    shown = f"[{host}]" if ":" in host else host
    tell(f"http://{shown}:{socket.getsockname()[1]}/")
    with tempfile.TemporaryDirectory(prefix="commonlist-metrics-") as counted:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = counted  # the workers count together there
        # threads that come and go leave memory in glibc's arenas, else eight for each core
        os.environ.setdefault("MALLOC_ARENA_MAX", "2")
        children = [
            _Child(f"worker {number}", _work, (folder, settings, socket))
            for number in range(1, workers + 1)
        ]
        children.append(_Child("keeper", _keep, (folder, settings)))
        _look_after(children, settings)


def _bound(host: str, port: int) -> Any:
    """Return a socket that all workers take connections from."""
    import logging

    import uvicorn

    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    try:
        return uvicorn.Config("", host=host, port=port, log_config=None).bind_socket()
    except SystemExit:
        raise InputError(
            f"{host}:{port} cannot be listened on: another program does, or it needs rights;"
            " choose another --port"
        ) from None


# The one who looks after the others


def _workspace(folder: Path, settings: "Settings") -> "Workspace":
    from commonlist.storage import Workspace

    return Workspace(folder, datetime.now(UTC), settings.database_url, settings.ledger_key)


class _Child:
    """A process that is started anew when it dies."""

    def __init__(self, name: str, target: Callable[..., None], given: tuple[Any, ...]) -> None:
        self.name = name
        self._target, self._given = target, given
        self._quick = 0
        self.due = 0.0
        self.process: Any = None

    def start(self) -> None:
        """Start the process."""
        spawning = multiprocessing.get_context("spawn")
        self.process = spawning.Process(
            target=_begun, args=(self._target, self._given), name=self.name
        )
        self._started = time.monotonic()
        self.process.start()

    def buried(self) -> tuple[int, float]:
        """Take note that the process is dead; return how it ended and after what pause to start."""
        code = int(self.process.exitcode or 0)
        self.process.close()
        self.process = None
        lived = time.monotonic() - self._started
        self._quick = self._quick + 1 if lived < _QUICK else 0
        pause = _PAUSES[min(self._quick, len(_PAUSES) - 1)]
        self.due = time.monotonic() + pause
        return code, pause


def _look_after(children: list[_Child], settings: "Settings") -> None:
    """Keep all children alive until this process is told to end, then end them."""
    import structlog

    from commonlist.cli import logs

    logs.configure(settings)
    log = structlog.get_logger("commonlist.server")
    leaving = threading.Event()

    def leave(number: int, frame: FrameType | None) -> None:
        leaving.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    for child in children:
        child.start()
    while not leaving.is_set():
        running = [child.process.sentinel for child in children if child.process]
        connection.wait(running, timeout=0.2)
        for child in children:
            if child.process and not child.process.is_alive() and not leaving.is_set():
                code, pause = child.buried()
                log.error("ended", process=child.name, code=code, again_in_seconds=pause)
            if child.process is None and time.monotonic() >= child.due:
                child.start()
    _end(children)


def _end(children: list[_Child]) -> None:
    """End all processes: gently, and in the end by force."""
    processes = [child.process for child in children if child.process]
    for process in processes:
        process.terminate()
    last = time.monotonic() + _GRACE + 5
    for process in processes:
        process.join(max(0.0, last - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()


def _begun(target: Callable[..., None], given: tuple[Any, ...]) -> None:
    """Begin a process of ours; it ends when the one that looks after it does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal: the other one says when to end
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=follow, daemon=True).start()
    target(*given)


# Those who are looked after


def _work(folder: Path, settings: "Settings", socket: Any) -> None:
    """Answer requests."""
    import uvicorn

    from commonlist.cli import logs
    from commonlist.pipeline.live import Live
    from commonlist.web.app import application

    logs.configure(settings)
    with Live(_workspace(folder, settings)) as live:
        config = uvicorn.Config(
            application(live, settings),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=_GRACE,
        )
        uvicorn.Server(config).run([socket])


def _keep(folder: Path, settings: "Settings") -> None:
    """Do jobs, and what falls due, after those who answer."""
    from commonlist.cli import logs
    from commonlist.pipeline.keeping import keep

    leaving = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: leaving.set())
    os.umask(0o077)
    if sys.platform != "win32":
        os.nice(5)
    logs.configure(settings)
    with _workspace(folder, settings) as workspace:
        keep(workspace, settings, lambda: datetime.now(UTC), leaving)
