"""A workspace in one file, and back: what its tables hold, its raw files, the ledger's key.

The file is a tar (ustar) under gzip, so that other tools open it too::

    backup.json              format, schema, when it was made and by which program
    tables/NAME-0001.jsonl   the columns' names, then a row a line; parts of `_PART` bytes
    archive/DIGEST           the raw files
    ledger.key               if there is one
    SHA256SUMS               of all the above, in their order, as `sha256sum -c` reads it

Bytes in rows are in base64. Rows say nothing of the database that they were in, so a backup of
SQLite can be restored into PostgreSQL and the other way round. Nothing is read whole into memory
but a row.
"""

import gzip
import hashlib
import io
import os
import re
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Annotated, Any, Union

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.exc import DBAPIError

from commonlist import __version__
from commonlist.errors import FormatError, InputError, WorkspaceError
from commonlist.storage.archive import Archive
from commonlist.storage.columns import Text
from commonlist.storage.migrations import upgrade
from commonlist.storage.tables import metadata, snapshot_files
from commonlist.values.dates import stamp

_FORMAT = 1
_PART = 8 << 20
"""Bytes after which a table goes on in another part."""
_LONGEST = 256 << 20
"""Most bytes of a row; the largest list that is read has twice as many."""
_SMALL = 64 << 10
"""Most bytes of what is neither rows nor a raw file."""
_ROWS = 500
_KEY, _SUMS, _HEAD = "ledger.key", "SHA256SUMS", "backup.json"
_NAME = re.compile(
    rf"(?P<table>tables/(?P<name>[a-z_]+)-\d{{4,}}\.jsonl)|(?P<file>archive/(?P<digest>[0-9a-f]{{64}}))"
    rf"|{re.escape(_KEY)}|{_SUMS}|{re.escape(_HEAD)}"
)


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands first in a backup; ``made_at`` is UTC."""

    format: int
    schema: str
    made_at: str
    program: str


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds."""

    schema: str
    made_at: str
    rows: int
    files: int


# Writing


def write(
    connection: Connection, archive: Archive, key: Path, schema: str, now: datetime, file: Path
) -> Contents:
    """Write what a connection sees, the archive and the ledger's key (if it is there) to a file.

    The file appears at the end, whole, and only its owner may read it.

    Raises:
        InputError: the file is there already, or cannot be written.
        WorkspaceError: a raw file is missing or damaged.
    """
    if file.exists():
        raise InputError(f"{file}: is there already; name another file")
    head = Head(format=_FORMAT, schema=schema, made_at=stamp(now), program=__version__)
    try:
        with _appearing(file) as out, _packed(out, now) as packer:
            packer.put(_HEAD, msgspec.json.encode(head))
            rows = sum(_put_table(packer, connection, table) for table in metadata.sorted_tables)
            files = _put_files(packer, connection, archive)
            if key.exists():
                packer.put(_KEY, key.read_bytes())
    except OSError as error:
        at = f" ({error.filename})" if error.filename else ""
        raise InputError(f"{file}: cannot be written: {error.strerror or error}{at}") from None
    return Contents(schema=schema, made_at=head.made_at, rows=rows, files=files)


@contextmanager
def _appearing(file: Path) -> Iterator[IO[bytes]]:
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".new-", delete=False) as new:
        copy = Path(new.name)
        try:
            yield new
            new.flush()
            os.fsync(new.fileno())
            copy.replace(file)
        finally:
            copy.unlink(missing_ok=True)


class _Packer:
    """Puts members into a tar one after the other, and notes their digests."""

    def __init__(self, tar: Any, sums: IO[bytes], now: datetime) -> None:
        self._tar, self._sums, self._time = tar, sums, int(now.timestamp())

    def add(self, name: str, stream: IO[bytes], size: int) -> str:
        """Add a stream of so many bytes; return its digest."""
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, self._time
        read = _Digested(stream)
        self._tar.addfile(member, io.BufferedReader(read))
        self._tar.members.clear()  # it would remember them all
        self._sums.write(_sum(read.digest(), name))
        return read.digest()

    def put(self, name: str, data: bytes) -> None:
        """Add bytes."""
        self.add(name, io.BytesIO(data), len(data))


@contextmanager
def _packed(out: IO[bytes], now: datetime) -> Iterator[_Packer]:
    """What packs into a file; at the end the digests are added."""
    with (
        gzip.GzipFile("", "wb", 6, out, now.timestamp()) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.USTAR_FORMAT) as tar,
        tempfile.SpooledTemporaryFile(_PART) as sums,
    ):
        yield _Packer(tar, sums, now)
        size = sums.tell()
        sums.seek(0)
        _Packer(tar, io.BytesIO(), now).add(_SUMS, sums, size)


class _Digested(io.RawIOBase):
    """A stream that takes the digest of what is read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._digest = stream, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self._digest.update(data)
        return len(data)

    def digest(self) -> str:
        return self._digest.hexdigest()


def _sum(digest: str, name: str) -> bytes:
    return f"{digest}  {name}\n".encode()


def _put_table(packer: _Packer, connection: Connection, table: Table) -> int:
    """Write the rows of a table in the order of its key; return how many there are."""
    query = select(table).order_by(*table.primary_key.columns)
    rows = connection.execute(query, execution_options={"yield_per": _ROWS})
    head = msgspec.json.encode([str(column.name) for column in table.columns]) + b"\n"
    encode, count, number = msgspec.json.Encoder().encode, 0, 0
    lines, size = [head], 0
    for row in rows:
        line = encode(tuple(row)) + b"\n"
        if len(line) > _LONGEST:
            raise WorkspaceError(f"table {table.name}: a row of {len(line):,} bytes is too long")
        lines.append(line)
        count, size = count + 1, size + len(line)
        if size > _PART:
            number += 1
            packer.put(f"tables/{table.name}-{number:04}.jsonl", b"".join(lines))
            lines, size = [head], 0
    if size:
        packer.put(f"tables/{table.name}-{number + 1:04}.jsonl", b"".join(lines))
    return count


def _put_files(packer: _Packer, connection: Connection, archive: Archive) -> int:
    """Write all raw files that are there now, among them those of the rows; return how many."""
    found = archive.digests()
    needed = set(connection.execute(select(snapshot_files.c.digest).distinct()).scalars())
    for digest in sorted(needed.difference(found)):
        raise WorkspaceError(f"the archive lacks the file {digest}; commonlist check says more")
    for digest in found:
        with archive.open(digest) as stream:
            size = os.fstat(stream.fileno()).st_size
            if packer.add(f"archive/{digest}", stream, size) != digest:
                raise WorkspaceError(f"the archive's file {digest} is damaged; put it back")
    return len(found)


# Reading


def read(
    connection: Connection,
    archive: Archive,
    key: Path,
    head: str,
    file: Path,
) -> Contents:
    """Put what a backup holds into an empty workspace, within the connection's transaction.

    Raw files are put into the archive as they come, and taken out again if this fails; the key is
    put in its place at the end. The schema is that of the backup first, then brought to ``head``.

    Raises:
        InputError: the file is not there.
        FormatError: it is damaged, or no backup.
        WorkspaceError: the workspace is not empty, or the backup is of a newer program.
    """
    _check_empty(connection)
    kept: list[str] = []
    try:
        with _opened(file) as members:
            found = _load(connection, archive, key, head, members, kept)
        upgrade(connection)
    except BaseException:
        for digest in kept:
            archive.remove(digest)
        raise
    return found


def _check_empty(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(select(sa.literal(1)).select_from(table).limit(1)).first():
            raise WorkspaceError(
                "the workspace is not empty; restore into another folder, and another database"
            )


@contextmanager
def _opened(file: Path) -> Iterator["Iterator[_Member]"]:
    """The members of a backup; whatever is wrong with its bytes is a FormatError."""
    try:
        stream = file.open("rb")
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from None
    with stream, _sound(file), gzip.GzipFile(fileobj=stream) as packed:
        yield _members(_Guarded(packed))


@contextmanager
def _sound(file: Path) -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, _DamageError) as error:
        raise FormatError(f"{file}: damaged, or no backup ({error}); take another copy") from None


class _DamageError(Exception):
    """What is wrong with the bytes of a backup."""


class _Guarded(io.RawIOBase):
    """Bytes unpacked, with one exception for all that can be wrong with them."""

    def __init__(self, packed: gzip.GzipFile) -> None:
        self._packed = packed

    def read(self, size: int = -1) -> bytes:
        try:
            return self._packed.read(size)
        except (OSError, EOFError, zlib.error) as error:
            raise _DamageError(str(error)) from None


class _Info(tarfile.TarInfo):
    """The head of a member; what is no plain file is refused before anything of it is read."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "_Info":
        made = super().frombuf(buf, encoding, errors)
        if made.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or made.size < 0:
            raise _DamageError(f"{made.name[:80]!r} is no plain file")
        return made


class _Member:
    """One member: its name, and its bytes, which can be read once."""

    def __init__(self, name: str, stream: IO[bytes]) -> None:
        self.name = name
        self.digested = _Digested(stream)
        self.stream = io.BufferedReader(self.digested, 1 << 16)

    def small(self) -> bytes:
        """Return the bytes of what has few."""
        data = self.stream.read(_SMALL + 1)
        if len(data) > _SMALL:
            raise _DamageError(f"{self.name} is too long")
        return data

    def lines(self) -> Iterator[bytes]:
        """Yield the lines, which may not be too long."""
        while line := self.stream.readline(_LONGEST + 1):
            if not line.endswith(b"\n"):
                raise _DamageError(f"{self.name} is cut short or has a row that is too long")
            yield line


def _members(stream: io.RawIOBase) -> Iterator[_Member]:
    """Yield the members before the digests, and hold them against those at the end."""
    sums = hashlib.sha256()
    tar: Any
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Info, errorlevel=2) as tar:
        while (info := tar.next()) is not None:
            tar.members.clear()  # it would remember them all
            if not _NAME.fullmatch(info.name):
                raise _DamageError(f"{info.name[:80]!r} does not belong to a backup")
            content = tar.extractfile(info)
            assert content is not None
            member = _Member(info.name, content)
            if info.name != _SUMS:
                yield member
            while member.stream.read(1 << 20):
                pass
            if info.name != _SUMS:
                sums.update(_sum(member.digested.digest(), info.name))
            elif member.digested.digest() != sums.hexdigest():
                raise _DamageError("not what its digests say")
            else:
                break
        else:
            raise _DamageError("cut short")
        if tar.next() is not None:
            raise _DamageError("more after its digests")


def _load(
    connection: Connection,
    archive: Archive,
    key: Path,
    newest: str,
    members: Iterator[_Member],
    kept: list[str],
) -> Contents:
    head, tables = _begun(connection, newest, next(members, None))
    rows, files, secret = 0, set(), b""
    for member in members:
        name = _NAME.fullmatch(member.name)
        assert name is not None
        if name["table"]:
            rows += _put_rows(connection, tables.get(name["name"]), member)
        elif digest := name["digest"]:
            with archive.staged(member.stream) as staged:
                if staged.digest != digest:
                    raise _DamageError(f"{member.name} has other bytes than its name says")
                if staged.keep():
                    kept.append(digest)
            files.add(digest)
        elif member.name == _KEY:
            secret = member.small()
        else:
            raise _DamageError(f"{member.name} once more")
    needed = select(snapshot_files.c.digest).distinct()
    if missing := set(connection.execute(needed).scalars()) - files:
        raise _DamageError(f"it lacks the raw file {min(missing)}")
    if secret:
        _place(key, secret)
    return Contents(schema=head.schema, made_at=head.made_at, rows=rows, files=len(files))


def _begun(
    connection: Connection, newest: str, first: _Member | None
) -> tuple[Head, dict[str, Table]]:
    """Make the tables of the backup's schema, empty; return what it says, and the tables."""
    try:
        head = msgspec.json.decode(first.small() if first else b"", type=Head)
    except msgspec.MsgspecError:
        raise _DamageError(f"it has no {_HEAD}") from None
    if head.format > _FORMAT or head.schema > newest:
        raise WorkspaceError(
            f"the backup is of a newer commonlist ({head.program[:20]}); upgrade commonlist"
        )
    metadata.drop_all(connection)
    connection.execute(sa.text("DROP TABLE alembic_version"))
    try:
        upgrade(connection, head.schema)
    except ValueError:
        raise _DamageError(f"no schema is called {head.schema[:20]!r}") from None
    found = sa.MetaData()

    @sa.event.listens_for(found, "column_reflect")
    def _typed(_inspector: object, _table: object, column: Any) -> None:
        if isinstance(column["type"], sa.Text):
            column["type"] = Text

    found.reflect(connection)
    return head, {name: table for name, table in found.tables.items() if name != "alembic_version"}


def _put_rows(connection: Connection, table: Table | None, member: _Member) -> int:
    """Put in the rows of a part of a table; return how many there were."""
    if table is None:
        raise _DamageError(f"{member.name}: no such table")
    lines, count = member.lines(), 0
    names = [str(column.name) for column in table.columns]
    try:
        if msgspec.json.decode(next(lines, b"")) != names:
            raise _DamageError(f"{member.name}: not the columns of its schema")
        row = msgspec.json.Decoder(tuple[tuple(map(_type, table.columns))]).decode  # type: ignore[misc]
        for some in _batches(lines):
            rows = [dict(zip(names, row(line), strict=True)) for line in some]
            connection.execute(insert(table), rows)
            count += len(rows)
    except msgspec.MsgspecError as error:
        raise _DamageError(f"{member.name}: {error}") from None
    except DBAPIError:
        raise _DamageError(f"{member.name}: its rows don't fit the other ones") from None
    return count


def _batches(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    """Yield lines, some at a time."""
    some, size = [], 0
    for line in lines:
        some.append(line)
        size += len(line)
        if len(some) == _ROWS or size > _PART:
            yield some
            some, size = [], 0
    if some:
        yield some


def _type(column: sa.Column[Any]) -> Any:
    """Return what stands in a row for a column."""
    known = {
        sa.Boolean: bool,
        sa.Integer: Annotated[int, msgspec.Meta(ge=-(1 << 63), le=(1 << 63) - 1)],
        sa.Float: float,
        sa.LargeBinary: bytes,
        sa.Text: str,
    }
    (plain,) = (known[kind] for kind in known if isinstance(column.type, kind))
    return Union[plain, None] if column.nullable else plain  # noqa: UP007


def _place(key: Path, secret: bytes) -> None:
    """Put the ledger's key where it belongs; another one is left alone.

    Raises:
        WorkspaceError: there is another one, or it cannot be written.
    """
    try:
        if key.exists():
            if key.read_bytes() != secret:
                raise WorkspaceError(f"{key}: another ledger's key is here; put it elsewhere first")
            return
        with _appearing(key) as out:
            out.write(secret)
    except OSError as error:
        raise WorkspaceError(f"{key}: cannot be written: {error.strerror}") from None
