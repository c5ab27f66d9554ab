"""Where a workspace has its tables: SQLite in its folder, or PostgreSQL at an address.

All that differs between the two stands here and in `columns`; the rest is the same SQL.
"""

import ssl
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Insert,
    create_engine,
    event,
    false,
    func,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, TimeoutError

from commonlist.errors import InputError, WorkspaceError
from commonlist.storage.tables import metadata

_FILE = "commonlist.db"
BUSY_SECONDS = 30.0
"""How long a writer waits for the one before it."""
_POOL = {"pool_size": 8, "max_overflow": 72}
"""Connections: 8 are kept open, up to 80 at once, which is more than a server has threads."""


class Database(ABC):
    """A database of one workspace; ``place`` is how messages call it, without a password."""

    place: str
    engine: Engine
    _reading: ClassVar[str]

    def begin_reading(self, connection: Connection) -> None:
        """Begin a transaction that sees one state throughout."""
        connection.exec_driver_sql(self._reading)

    @abstractmethod
    def begin_writing(self, connection: Connection) -> None:
        """Begin a transaction that is the only one that writes, when the one before it ends."""

    @abstractmethod
    def damage(self, connection: Connection) -> Iterable[str]:
        """Yield what the database itself finds wrong with its files."""

    @abstractmethod
    def copy(self, target: Path) -> None:
        """Copy the database before its schema is changed, if it is in the folder."""

    @abstractmethod
    def number_on(self, connection: Connection) -> None:
        """Let the numbers that the database gives go on after those of rows that came with one."""

    @abstractmethod
    def overwrite(self, connection: Connection) -> None:
        """Let nothing that was erased stay in files, as far as the database does so by itself."""

    @abstractmethod
    def _told(self, error: DBAPIError) -> str:
        """Return what is wrong and what to do."""

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """A connection.

        Raises:
            WorkspaceError: there is none to be had, or what is done with it fails.
        """
        try:
            connection = self.engine.connect()
        except DBAPIError as error:
            raise self.explained(error) from None
        except TimeoutError:
            raise WorkspaceError(f"{self.place}: too many at once; try again") from None
        except OSError as error:
            raise WorkspaceError(f"{self.place}: no connection: {error}") from None
        with connection:
            try:
                yield connection
            except DBAPIError as error:
                raise self.explained(error) from None

    def explained(self, error: DBAPIError) -> WorkspaceError:
        """Return an error of ours for one of the database, in one line."""
        return WorkspaceError(f"{self.place}: {' '.join(self._told(error).split())}")


_BUSY = "another command is writing; try again when it is done"


_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


class Sqlite(Database):
    """A file in WAL mode."""

    _reading = "BEGIN"

    def __init__(self, file: Path) -> None:
        self._file, self.place = file, str(file)
        _made_private(file)
        self.engine = create_engine(
            f"sqlite:///{file}", connect_args={"timeout": BUSY_SECONDS}, **_POOL
        )

        @event.listens_for(self.engine, "connect")
        def _configure(connection: Any, _record: object) -> None:
            connection.isolation_level = None  # transactions are begun by us, not by the driver
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")

    def begin_writing(self, connection: Connection) -> None:
        """Begin as the one writer at once, not at the first write."""
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def damage(self, connection: Connection) -> Iterator[str]:
        """Yield what SQLite's own check finds."""
        found = connection.execute(text("PRAGMA integrity_check")).scalars()
        yield from (line for line in found if line != "ok")

    def copy(self, target: Path) -> None:
        """Copy the file, as it is between two transactions."""
        import sqlite3

        _made_private(target)
        with closing(sqlite3.connect(self._file)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)

    def number_on(self, connection: Connection) -> None:
        """Do nothing: SQLite numbers on after the largest."""

    def overwrite(self, connection: Connection) -> None:
        """Empty the log beside the file; in the file itself `secure_delete` overwrites."""
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _told(self, error: DBAPIError) -> str:
        detail = str(error.orig)
        if "locked" in detail:
            return _BUSY
        if "readonly" in detail:
            return "no right to write it and in its folder, which reading needs too; ask its owner"
        if "unable to open" in detail:
            return "cannot be opened; see that its folder is there, and its owner lets you in"
        return f"{detail}; restore it from a copy, or choose another folder"


def _made_private(file: Path) -> None:
    """Make a file that its owner alone may read, if there is none; SQLite's others are like it."""
    with suppress(OSError):  # of which the one who opens it is told
        file.touch(mode=0o600, exist_ok=False)


class Postgres(Database):
    """One schema of a PostgreSQL database, the first of its ``search_path``.

    Writers take a lock of the schema's own name, which ends with their transaction.
    """

    _reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    def __init__(self, url: str) -> None:
        address, arguments = _address(url)
        self.place = f"postgresql://{address.host or ''}/{address.database}"
        self.engine = create_engine(address, connect_args=arguments, pool_pre_ping=True, **_POOL)

        @event.listens_for(self.engine, "connect")
        def _configure(connection: Any, _record: object) -> None:
            connection.autocommit = True  # transactions are begun by us, not by the driver
            connection.handle_messages = _ending(connection.handle_messages)

        event.listen(self.engine, "do_executemany", _copied)

    def begin_writing(self, connection: Connection) -> None:
        """Wait for the lock; each statement after it sees all that was written before it."""
        connection.exec_driver_sql(
            "BEGIN ISOLATION LEVEL READ COMMITTED; "
            f"SET LOCAL lock_timeout = {max(1, round(BUSY_SECONDS * 1000))}; "
            "SELECT pg_advisory_xact_lock(hashtextextended('commonlist ' || current_schema(), 0))"
        )

    def damage(self, connection: Connection) -> tuple[str, ...]:
        """Return whether names could be stored otherwise than written."""
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
        return () if encoding == "UTF8" else (f"its encoding is {encoding}, not UTF8",)

    def copy(self, target: Path) -> None:
        """Copy nothing: the schema is changed in one transaction, and dumps are the server's."""

    def number_on(self, connection: Connection) -> None:
        """Set the sequences."""
        for table in metadata.sorted_tables:
            for column in table.primary_key.columns:
                of = (table.name, column.name)
                sequence = connection.execute(select(func.pg_get_serial_sequence(*of))).scalar()
                if sequence:
                    largest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
                    connection.execute(select(func.setval(sequence, largest, false())))

    def overwrite(self, connection: Connection) -> None:
        """Take erased rows out of the table; the server's own log goes as it is set up to go."""
        connection.exec_driver_sql("VACUUM ledger")

    def _told(self, error: DBAPIError) -> str:
        chain = list(_chain(error.orig))
        answers = (each.args[0] for each in chain if each.args and isinstance(each.args[0], dict))
        said = next(answers, None)
        if said is None:
            detail = ": ".join(dict.fromkeys(map(str, chain)))
            return f"{detail}; see that the server runs and that {_SETTING} is right"
        if said.get("C") == "55P03":  # lock_not_available
            return _BUSY
        return f"{said.get('M', 'error')} ({said.get('C', '')}); the server's log says more"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and those that it came of; the server's answer may be behind the driver's."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


_SETTING = "COMMONLIST_DATABASE_URL"


def _address(url: str) -> tuple[URL, dict[str, Any]]:
    """Read a URL as libpq has it; return it with the driver's arguments.

    Raises:
        InputError: it is not one of PostgreSQL, or has a parameter that we don't know.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise InputError(f"{_SETTING}: not a URL; write postgresql://USER@HOST/DATABASE") from None
    if address.drivername not in ("postgresql", "postgres", "postgresql+pg8000"):
        raise InputError(
            f"{_SETTING}: {address.drivername}: is not known; write postgresql://..., "
            "or leave it out for SQLite in the folder"
        )
    query = {name: values[-1] for name, values in address.normalized_query.items()}
    host: str | None = query.pop("host", None) or address.host or "localhost"
    try:
        port = int(query.pop("port", address.port or 5432))
    except ValueError:
        raise InputError(f"{_SETTING}: port: not a number") from None
    user = query.pop("user", None) or address.username
    if not user or not address.database:
        raise InputError(f"{_SETTING}: names no user or no database: postgresql://USER@HOST/NAME")
    arguments: dict[str, Any] = {
        "application_name": query.pop("application_name", "commonlist"),
        "ssl_context": _ssl(query.pop("sslmode", "prefer"), query.pop("sslrootcert", None)),
    }
    if options := query.pop("options", None):
        arguments["startup_params"] = {"options": options}
    if host and host.startswith("/"):
        arguments |= {"unix_sock": f"{host}/.s.PGSQL.{port}", "ssl_context": False}
        host = None
    password = query.pop("password", None) or address.password
    if query:
        raise InputError(f"{_SETTING}: {', '.join(sorted(query))}: no such parameter")
    made = URL.create("postgresql+pg8000", user, password, host, port, address.database)
    return made, arguments


_MODES = ("disable", "prefer", "require", "verify-ca", "verify-full")


def _ssl(mode: str, root: str | None) -> ssl.SSLContext | bool | None:
    """Return what the driver wants for a mode of libpq; None: encrypted if the server can."""
    if mode in ("disable", "prefer"):
        return False if mode == "disable" else None
    if mode not in _MODES:
        raise InputError(f"{_SETTING}: sslmode: not one of {', '.join(_MODES)}")
    try:
        context = ssl.create_default_context(cafile=root)
    except OSError as error:
        raise InputError(f"{_SETTING}: sslrootcert: {error}") from None
    context.check_hostname = mode == "verify-full"
    if mode == "require":
        context.verify_mode = ssl.CERT_NONE
    return context


def _ending(handle: Callable[[Any], None]) -> Callable[[Any], None]:
    """Let a reset be what the driver calls the end of a connection: pg8000 1.31 has it half so."""

    def handled(context: Any) -> None:
        try:
            handle(context)
        except OSError as error:
            from pg8000 import InterfaceError  # type: ignore[import-untyped]

            raise InterfaceError("network error") from error

    return handled


def _copied(cursor: Any, _statement: str, parameters: Sequence[Any], context: Any) -> bool:
    """Do an INSERT of many rows as COPY, which takes one round trip rather than one a row."""
    compiled = context.compiled
    if not context.isinsert or not _is_plain(compiled.statement):
        return False
    prepared = compiled.preparer
    names = ", ".join(prepared.quote(name) for name in compiled.positiontup)
    rows = "".join(map(_line, parameters)).encode()
    table = prepared.format_table(compiled.statement.table)
    cursor.execute(f"COPY {table} ({names}) FROM STDIN", stream=BytesIO(rows))
    return True


def _is_plain(statement: Insert) -> bool:
    """Tell whether an INSERT has nothing but values: no SELECT, no ON CONFLICT."""
    return statement.select is None and statement._post_values_clause is None


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _line(row: Sequence[Any]) -> str:
    """Return a row in COPY's text format."""
    return "\t".join(map(_cell, row)) + "\n"


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return "\\N" if value is None else str(value)


def database(folder: Path, url: str) -> Database:
    """Return the database of a workspace: that of a URL, else the file in its folder."""
    return Postgres(url) if url else Sqlite(folder / _FILE)


def missing(folder: Path, url: str) -> bool:
    """Tell whether `database` would make one; what cannot be seen may be there."""
    try:
        (folder / _FILE).stat()
    except FileNotFoundError:
        return not url
    except OSError:  # of which the one who opens it is told
        pass
    return False
