"""What every source module needs to read a file safely: inputs, bounded streams, the item stream.

A source module has ``SOURCE`` (what it is), ``entries(stream)`` and ``record(entry)``, and
``read(inputs)``, which yields one `Heading` and then, or before it, `Record` and `Fault` items.
"""

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, TypeVar

from commonlist.errors import FormatError, RecordError
from commonlist.records import Record
from commonlist.values.dates import PartialDate

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_BYTES = 1 << 30
"""Largest file, unpacked, in bytes; a larger one is refused."""
MAX_FIELD = 1 << 20
"""Largest single field or text node, in characters; a longer one is refused."""
MAX_BETWEEN = 1 << 24
"""Most bytes of XML up to the end of the next entry; a tree takes some thirty times as much."""
MAX_RATIO = 200
"""Largest ratio of unpacked to packed size in a zip."""

E_ = TypeVar("E_")


@dataclass(frozen=True, slots=True)
class Input:
    """One file handed to a source: its name (for messages and for telling parts apart)."""

    name: str
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a copy says of itself.

    ``generated`` is the list's own date, None where it prints none. ``scope`` is ``whole``,
    ``part`` or the regimes that it holds whole, comma-separated, as the module can tell.
    ``language`` is an ISO 639 code; another than the source's makes the copy a translation.
    ``count`` is the number of entries that the file states, None where it states none.
    """

    generated: PartialDate | None = None
    scope: str = "whole"
    language: str = "en"
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """An entry that could not be read: where, why, and its raw text, for the quarantine."""

    where: str
    entry: str
    reason: str
    raw: str


Item = Heading | Record | Fault


class Ids:
    """Gives ids to the entries of a list that prints none, in file order.

    The first of a name has its slug, others ``-2``, ``-3``, past what another name has already.
    Its length is the number of ids.
    """

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._repeats: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._given)

    def kept(self, own: str) -> str:
        """Return an id of the entry's own, which nobody is given from now on."""
        self._given.add(own)
        return own

    def free(self, base: str) -> str:
        """Return ``base``, or it with the next number that nobody has; "" makes no id."""
        while True:
            self._repeats[base] += 1
            made = base if self._repeats[base] == 1 else f"{base}-{self._repeats[base]}"
            if not base or made not in self._given:
                return self.kept(made if base else "")


def attempt(
    record: Callable[[E_], Record],
    entries: Iterable[E_],
    *,
    where: Callable[[E_], str],
    raw: Callable[[E_], str],
) -> Iterator[Record | Fault]:
    """Read each entry, turning a `RecordError` (or a value that makes no sense) into a `Fault`.

    A second entry under one id is kept and quarantined: it comes as a `Fault` too.
    """
    seen: set[str] = set()
    for entry in entries:
        try:
            made = record(entry)
        except (RecordError, ValueError) as error:
            yield Fault(where=where(entry), entry="", reason=str(error), raw=raw(entry)[:MAX_FIELD])
            continue
        if made.entry in seen:
            yield Fault(
                where=where(entry),
                entry=made.entry,
                reason=f"the id {made.entry} stands twice in this file",
                raw=raw(entry)[:MAX_FIELD],
            )
            continue
        seen.add(made.entry)
        yield made


def xml_elements(source: Input, *tags: str, skip_before_root: bool = False) -> Iterator["_Element"]:
    """Yield each element of these local names at its end tag; it is emptied afterwards.

    Entities are not resolved, DTDs not loaded, nothing is fetched; nested elements of the same
    names are not told apart. With ``skip_before_root`` lines before the first ``<?xml`` or root
    (a saved browser's banner) are left out.

    Raises:
        FormatError: not well-formed, wrong encoding, a DTD with entities, or a text node over the
            parser's limit (10 MB); names the line.
    """
    from lxml import etree

    with source.open() as stream:
        head = _after_banner(stream, source.name) if skip_before_root else stream
        bounded = _Bounded(head, source.name)
        events = etree.iterparse(
            bounded,
            events=("end",),
            tag=[f"{{*}}{tag}" for tag in tags],
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        checked = False
        try:
            for _, element in events:
                if not checked:
                    _refuse_entities(element, source.name)
                    checked = True
                yield element
                bounded.since_entry = 0
                element.clear()
                parent = element.getparent()
                while parent is not None and element.getprevious() is not None:
                    del parent[0]
        except etree.XMLSyntaxError as error:
            wrong = " ".join(error.msg.split())
            raise FormatError(
                f"{source.name}: damaged XML: {wrong}; get a fresh copy from the publisher"
            ) from None


def _refuse_entities(element: "_Element", name: str) -> None:
    dtd = element.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):  # type: ignore[attr-defined]
        raise FormatError(f"{name}: declares XML entities, which no list needs; refused")


def _after_banner(stream: IO[bytes], name: str) -> IO[bytes]:
    data = _whole(stream, name)
    start = re.search(rb"<\?xml|<[A-Za-z]", data)
    return io.BytesIO(data[start.start() :] if start else data)


class _Bounded(io.RawIOBase):
    """A stream that refuses to deliver more than `MAX_BYTES`, or `MAX_BETWEEN` for one entry."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream, self._name, self._left = stream, name, MAX_BYTES
        self.since_entry = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(min(size, 1 << 20) if size >= 0 else 1 << 20)
        self._left -= len(data)
        if self._left < 0:
            raise FormatError(f"{self._name}: larger than {MAX_BYTES >> 20} MB; refused")
        self.since_entry += len(data)
        if self.since_entry > MAX_BETWEEN:
            raise FormatError(f"{self._name}: {MAX_BETWEEN >> 20} MB without an entry; refused")
        return data


def text_of(source: Input, *encodings: str) -> str:
    """Return the whole text of a file in the first of ``encodings`` that fits it.

    Raises:
        FormatError: none fits, it is larger than `MAX_BYTES`, or it holds NUL bytes.
    """
    with source.open() as stream:
        data = _whole(stream, source.name)
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise FormatError(f"{source.name}: line {line}: a NUL byte; get a fresh copy")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
    raise FormatError(f"{source.name}: line {line}: not {' or '.join(encodings)}; get a fresh copy")


def _whole(stream: IO[bytes], name: str) -> bytes:
    """Return all bytes, read in blocks: to ask for `MAX_BYTES` at once would take that much."""
    blocks, size = [], 0
    while block := stream.read(1 << 20):
        size += len(block)
        if size > MAX_BYTES:
            raise FormatError(f"{name}: larger than {MAX_BYTES >> 20} MB; refused")
        blocks.append(block)
    return b"".join(blocks)


def csv_rows(
    source: Input, *encodings: str, delimiter: str = ","
) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, fields) of each row that is not blank; ``line`` counts from 1.

    ``line`` is the row's last line, as fields may hold line breaks.

    Raises:
        FormatError: see `text_of`; or a field longer than `MAX_FIELD`, or broken quoting.
    """
    text = text_of(source, *(encodings or ("utf-8-sig",)))
    csv.field_size_limit(MAX_FIELD)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in rows:
            if any(field.strip() for field in row):
                yield rows.line_num, row
    except csv.Error as error:
        raise FormatError(f"{source.name}: line {rows.line_num}: {error}") from None


def named_rows(source: Input, *needed: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, fields by column) of a CSV with column names in its first line.

    Raises:
        FormatError: a needed column lacks, or a row has more fields than there are columns.
    """
    lines = csv_rows(source)
    line, header = next(lines, (1, []))
    lacking = [column for column in needed if column not in header]
    if lacking:
        raise FormatError(f"{source.name}: line {line}: columns lack: {', '.join(lacking)}")
    for line, values in lines:
        if len(values) > len(header):
            raise FormatError(f"{source.name}: line {line}: more fields than columns")
        cells = (value.strip() for value in values)
        yield line, {**dict.fromkeys(header, ""), **dict(zip(header, cells, strict=False))}


def unzipped(source: Input, suffix: str) -> Input:
    """Return ``source`` itself, or, if it is a zip, its one member that ends in ``suffix``.

    Raises:
        FormatError: no or several such members, or one that unpacks to more than it may.
    """
    with source.open() as stream:
        if stream.read(4) != b"PK\x03\x04":
            return source
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as packed:
            members = [m for m in packed.infolist() if m.filename.lower().endswith(suffix)]
            if len(members) != 1:
                raise FormatError(
                    f"{source.name}: {len(members)} files ending in {suffix} in the zip, not one"
                )
            member = members[0]
            if member.file_size > min(MAX_BYTES, MAX_RATIO * max(member.compress_size, 1)):
                raise FormatError(f"{source.name}: {member.filename} unpacks to more than it may")
            data = packed.open(member).read(member.file_size + 1)
            if len(data) > member.file_size:
                raise FormatError(f"{source.name}: {member.filename} is larger than the zip says")
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError),
        *(OSError, RuntimeError, ValueError),
    ) as error:
        raise FormatError(f"{source.name}: damaged zip: {error}; get a fresh copy") from None
    return Input(f"{source.name}/{member.filename}", lambda: io.BytesIO(data))


def single(inputs: Sequence[Input], source: str) -> Input:
    """Return the only input.

    Raises:
        FormatError: there are several.
    """
    if len(inputs) != 1:
        raise FormatError(f"{source} is one file; {len(inputs)} were given")
    return inputs[0]
