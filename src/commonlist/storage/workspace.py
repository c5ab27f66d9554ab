"""Opening a workspace: a folder with an archive of raw files and an SQLite database (WAL)."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, select, text
from sqlalchemy.exc import DatabaseError, OperationalError

from commonlist.errors import WorkspaceError
from commonlist.ledger.checkpoints import PrivateKey
from commonlist.storage import ledger, state
from commonlist.storage.archive import Archive
from commonlist.storage.committing import Committer
from commonlist.storage.tables import members, records, snapshot_files

HEAD = "0006"
"""The schema that this program writes; a test holds it against the newest migration."""
_BUSY_SECONDS = 30
_KEY = "ledger.key"
V_ = TypeVar("V_")


class Workspace:
    """An open workspace; use it in a ``with`` block.

    ``ledger_key`` is the file of the key that signs the ledger, one in the folder if not said.

    Raises:
        WorkspaceError: not a workspace, damaged, made by a newer program, or in use.
    """

    def __init__(self, folder: Path, now: datetime, ledger_key: Path | None = None) -> None:
        self.folder = folder
        self.ledger_key = ledger_key or folder / _KEY
        self.archive = Archive(folder / "archive")
        self._database = folder / "commonlist.db"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WorkspaceError(f"{folder}: cannot be made: {error.strerror}") from None
        self.archive.sweep(now)
        self._engine = _engine(self._database)
        try:
            self._migrate(now)
        except DatabaseError as error:
            self._engine.dispose()
            raise _explained(self._database, error) from None
        self._committer = Committer(self.recording, lambda error: _explained(self._database, error))

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._committer.close()
        self._engine.dispose()

    @cached_property
    def signer(self) -> PrivateKey:
        """The key that signs the ledger, made at first use."""
        return ledger.key_in(self.ledger_key)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the workspace throughout."""
        with self._guarded(), self._engine.connect() as connection:
            connection.execute(text("BEGIN"))
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that changes data: `state.version` moves on. All is kept or nothing."""
        with self.recording() as connection:
            yield connection
            state.advance(connection)

    @contextmanager
    def recording(self) -> Iterator[Connection]:
        """A connection that takes the writer's place at once; all is kept or nothing.

        It is for what bears on no answer: the ledger, people, jobs. What is kept is on the disk
        at the end of the block. Many threads that write little do it by `recorded`.
        """
        with self._guarded(), self._engine.connect() as connection:
            connection.execute(text("BEGIN IMMEDIATE"))
            try:
                yield connection
                ledger.seal(connection, lambda: self.signer)
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def recorded(self, work: Callable[[Connection], V_]) -> V_:
        """Do what writes a little, as in `recording`, and return what it returns once it is kept.

        Whatever the threads of this process hand in at the same time shares a transaction and
        the wait for the disk; what raises leaves no trace of its own and touches no other. It
        must neither commit nor open a transaction of the workspace: it would wait for itself.
        """
        return self.submitted(work).result()

    def submitted(self, work: Callable[[Connection], V_]) -> "Future[V_]":
        """Hand in what `recorded` would do, without waiting."""
        return self._committer.submit(work)

    def check(self) -> tuple[str, ...]:
        """Return what is wrong with the workspace, a line each; empty if nothing is."""
        with self.reading() as connection:
            found = [row[0] for row in connection.execute(text("PRAGMA integrity_check"))]
            wrong = [f"database: {line}" for line in found if line != "ok"]
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            wrong += [f"database: a row of {row[0]} points nowhere" for row in broken]
            for digest in connection.execute(select(snapshot_files.c.digest).distinct()).scalars():
                if self.archive.damaged(digest):
                    wrong.append(f"archive: {digest} is missing or damaged")
            known = set(connection.execute(select(records.c.source, records.c.entry).distinct()))
            for key in connection.execute(select(members.c.record)).scalars():
                source, _, entry = key.partition(":")
                if (source, entry) not in known:
                    wrong.append(f"entity: {key} is no record")
        return tuple(wrong)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            raise _explained(self._database, error) from None

    def _migrate(self, now: datetime) -> None:
        with self._engine.connect() as connection:
            version = _version(connection)
        if version == HEAD:
            return
        if version is not None and version > HEAD:
            raise WorkspaceError(
                f"{self.folder}: made by a newer commonlist (schema {version}); upgrade commonlist"
            )
        if version is not None:
            self._back_up(version, now)
        _upgrade(self._engine)

    def _back_up(self, version: str, now: datetime) -> None:
        import sqlite3

        target = self.folder / f"backup-{version}-{now:%Y%m%dT%H%M%SZ}.db"
        with (
            closing(sqlite3.connect(self._database)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)


def _engine(database: Path) -> Engine:
    engine = create_engine(f"sqlite:///{database}", connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _configure(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.isolation_level = None  # transactions are begun by us, not by the driver
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _version(connection: Connection) -> str | None:
    tables = "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
    if connection.execute(text(tables)).first() is None:
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(engine: Engine) -> None:
    """Bring the schema forward; killed on the way, the next opening does it again."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", "commonlist.storage:migrations")
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        connection.execute(text("BEGIN IMMEDIATE"))
        if _version(connection) != HEAD:
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise WorkspaceError(
                    f"{engine.url.database}: {error}; it is of another program or was changed"
                ) from None
        connection.commit()


def _explained(database: Path, error: DatabaseError) -> WorkspaceError:
    detail = str(error.orig)
    if isinstance(error, OperationalError) and "locked" in detail:
        return WorkspaceError(f"{database}: another command is writing; try again when it is done")
    return WorkspaceError(f"{database}: {detail}; restore it from a copy, or choose another folder")
