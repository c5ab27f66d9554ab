"""Opening a workspace: a folder with an archive of raw files, and a database."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from sqlalchemy import Connection, inspect, select, text

from commonlist.errors import InputError, WorkspaceError
from commonlist.ledger import Entry
from commonlist.ledger.checkpoints import PrivateKey, PublicKey
from commonlist.storage import backups, ledger, state
from commonlist.storage.archive import Archive
from commonlist.storage.committing import Committer
from commonlist.storage.databases import Database, database, missing
from commonlist.storage.migrations import upgrade
from commonlist.storage.tables import members, metadata, records, snapshot_files

HEAD = "0008"
"""The schema that this program writes; a test holds it against the newest migration."""
_KEY = "ledger.key"
V_ = TypeVar("V_")


class Workspace:
    """An open workspace; use it in a ``with`` block.

    ``database_url`` is that of PostgreSQL; without one the tables are in the folder, in SQLite.
    ``ledger_key`` is the file of the key that signs the ledger, one in the folder if not said.
    With ``make`` false one that is not there is not made.

    Raises:
        InputError: a URL that cannot be read; no such folder.
        WorkspaceError: not a workspace, damaged, made by a newer program, or in use.
    """

    def __init__(
        self,
        folder: Path,
        now: datetime,
        database_url: str = "",
        ledger_key: str | Path = "",
        *,
        make: bool = True,
    ) -> None:
        if not make and self.missing(folder, database_url):
            raise InputError(
                f"no list is loaded in {folder}: there is no workspace; commonlist ingest makes it"
            )
        self.folder = folder
        self.database_url = database_url
        self.ledger_key = Path(ledger_key) if ledger_key else folder / _KEY
        self.archive = Archive(folder / "archive")
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise WorkspaceError(f"{folder}: cannot be made: {error.strerror}") from None
        self.archive.sweep(now)
        self._database = database(folder, database_url)
        try:
            self._migrate(now)
        except BaseException:
            self._database.engine.dispose()
            raise
        self._committer = Committer(self.recording, self._database.explained)

    @staticmethod
    def missing(folder: Path, database_url: str = "") -> bool:
        """Tell whether there is no workspace, as far as is seen without opening it."""
        return missing(folder, database_url)

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._committer.close()
        self._database.engine.dispose()

    @cached_property
    def signer(self) -> PrivateKey:
        """The key that signs the ledger, made at first use."""
        return ledger.key_in(self.ledger_key)

    def public_key(self) -> PublicKey | None:
        """Return the key that checks the ledger's signatures, None if there is none here."""
        return self.signer.public if self.ledger_key.exists() else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the workspace throughout."""
        with self._database.connected() as connection:
            self._database.begin_reading(connection)
            yield connection

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
        with self._database.connected() as connection:
            self._database.begin_writing(connection)
            yield connection
            ledger.seal(connection, lambda: self.signer)
            connection.commit()

    def recorded(self, work: Callable[[Connection], V_]) -> V_:
        """Do what writes a little, as in `recording`, and return what it returns once it is kept.

        Whatever the threads of this process hand in at the same time shares a transaction and
        the wait for the disk; what raises leaves no trace of its own and touches no other. It
        may be called twice (see `committing`), and must neither commit nor open a transaction of
        the workspace: it would wait for itself.
        """
        return self.submitted(work).result()

    def submitted(self, work: Callable[[Connection], V_]) -> "Future[V_]":
        """Hand in what `recorded` would do, without waiting."""
        return self._committer.submit(work)

    def back_up(self, file: Path, now: datetime) -> backups.Contents:
        """Write all of it to one file, as it is at one moment; see `backups.write`."""
        with self.reading() as connection:
            return backups.write(connection, self.archive, self.ledger_key, HEAD, now, file)

    def restore(self, file: Path, entry: Callable[[backups.Contents], Entry]) -> backups.Contents:
        """Put what a backup holds into this workspace, which is empty; see `backups.read`.

        ``entry`` makes what the ledger says of it.
        """
        with self.recording() as connection:
            found = backups.read(connection, self.archive, self.ledger_key, HEAD, file)
            self._database.number_on(connection)
            ledger.append(connection, entry(found))
        return found

    def overwrite(self) -> None:
        """Let nothing that was erased stay in the database's files."""
        with self._database.connected() as connection:
            self._database.overwrite(connection)

    def check(self) -> tuple[str, ...]:
        """Return what is wrong with the workspace, a line each; empty if nothing is."""
        with self.reading() as connection:
            wrong = [f"database: {line}" for line in self._database.damage(connection)]
            wrong += [f"database: a row of {name} points nowhere" for name in _broken(connection)]
            for digest in connection.execute(select(snapshot_files.c.digest).distinct()).scalars():
                if self.archive.damaged(digest):
                    wrong.append(f"archive: {digest} is missing or damaged")
            known = set(connection.execute(select(records.c.source, records.c.entry).distinct()))
            for key in connection.execute(select(members.c.record)).scalars():
                source, _, entry = key.partition(":")
                if (source, entry) not in known:
                    wrong.append(f"entity: {key} is no record")
            signed_by = self.public_key()
            if signed_by is None and ledger.size(connection):
                wrong.append(f"ledger: its key is missing: {self.ledger_key}")
            wrong += map(str, ledger.faults(connection, signed_by))
        return tuple(wrong)

    def _migrate(self, now: datetime) -> None:
        with self._database.connected() as connection:
            version = _version(connection)
        if version == HEAD:
            return
        if version is not None and version > HEAD:
            raise WorkspaceError(
                f"{self.folder}: made by a newer commonlist (schema {version}); upgrade commonlist"
            )
        if version is not None:
            self._database.copy(self.folder / f"backup-{version}-{now:%Y%m%dT%H%M%SZ}.db")
        _upgrade(self._database)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(database: Database) -> None:
    """Bring the schema forward; killed on the way, the next opening does it again."""
    with database.connected() as connection:
        database.begin_writing(connection)
        if _version(connection) != HEAD:
            try:
                upgrade(connection)
            except ValueError as error:
                raise WorkspaceError(
                    f"{database.place}: {error}; it is of another program or was changed"
                ) from None
        connection.commit()


def _broken(connection: Connection) -> Iterator[str]:
    """Yield the table of each row that refers to a row that is not there."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                there = select(key.column)
                query = select(column).where(column.is_not(None), column.not_in(there))
                yield from (table.name for _ in connection.execute(query))
