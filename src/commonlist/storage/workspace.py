"""Opening a workspace: a folder with an archive of raw files and an SQLite database (WAL)."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection, Engine, create_engine, event, select, text
from sqlalchemy.exc import DatabaseError, OperationalError

from commonlist.errors import WorkspaceError
from commonlist.storage import state
from commonlist.storage.archive import Archive
from commonlist.storage.tables import members, records, snapshot_files

HEAD = "0005"
"""The schema that this program writes; a test holds it against the newest migration."""
_BUSY_SECONDS = 30


class Workspace:
    """An open workspace; use it in a ``with`` block.

    Raises:
        WorkspaceError: not a workspace, damaged, made by a newer program, or in use.
    """

    def __init__(self, folder: Path, now: datetime) -> None:
        self.folder = folder
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

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._engine.dispose()

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

        It is for what bears on no answer: the ledger, people, jobs.
        """
        with self._guarded(), self._engine.connect() as connection:
            connection.execute(text("BEGIN IMMEDIATE"))
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

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
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
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
