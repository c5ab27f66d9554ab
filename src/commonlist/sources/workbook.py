"""A workbook (XLSX, ECMA-376) opened so that neither its zip nor its sheets can fill memory.

The reader makes a grid of a sheet, up to its last cell, and copies a shared text into each cell
that shows it: two cells, or one text shown often, can ask for more memory than there is.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from commonlist.errors import FormatError
from commonlist.sources.reading import MAX_BYTES, MAX_RATIO

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MAX_CELLS = 1 << 24
"""Largest grid of a sheet, in cells up to the last column and row with content (0.5 GB)."""

_UNUSUAL = re.compile(rb"""<(?:[^\s<>/]*:)?c(?=[\s/>])(?! r="[A-P]\d{1,6}"[\s/>])""")
"""A cell beyond column P or row 999,999, or that may be: without one a grid is small enough."""
_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_TEXT = re.compile(rb"<(?:[^\s<>/]*:)?si(?=[\s/>])")
_TEXT_END = re.compile(rb"</(?:[^\s<>/]*:)?si\s*>|<(?:[^\s<>/]*:)?si(?:\s[^<>]*)?/>")
_SHARED = rb"""\bt\s*=\s*(?:"s"|'s')"""
_ANY_SHARED = re.compile(_SHARED)
_PLAINLY_SHARED = re.compile(
    _SHARED + rb"[^>]*>\s*<(?:[^\s<>/]*:)?v\s*>\s*(\d{1,9})\s*</(?:[^\s<>/]*:)?v\s*>"
    rb"\s*</(?:[^\s<>/]*:)?c\s*>"
)
"""A cell that shows a shared text, and nothing else, by its number."""


def first_sheet(stream: IO[bytes], name: str) -> "CalamineSheet":
    """Return the first sheet of a workbook.

    Raises:
        FormatError: not an XLSX, damaged, one that unpacks to more than it may, or a sheet
            of a grid over `MAX_CELLS` or with texts over `MAX_BYTES`.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    plain = _repacked(stream, name)
    try:
        return CalamineWorkbook.from_filelike(plain).get_sheet_by_index(0)
    except (CalamineError, OSError, IndexError, ValueError, OverflowError) as error:
        raise FormatError(f"{name}: damaged workbook: {error}; get a fresh copy") from None


def _repacked(stream: IO[bytes], name: str) -> IO[bytes]:
    """Return the workbook's zip without compression, so that nothing more can come out of it.

    Only what an XLSX is made of: a zip can be a workbook of another form too.
    """
    plain = TemporaryFile()  # noqa: SIM115 - the caller reads it; it goes with its last user
    try:
        with zipfile.ZipFile(stream) as packed, zipfile.ZipFile(plain, "w") as unpacked:
            members = [member for member in packed.infolist() if _of_xlsx(member.filename)]
            _refuse_bombs(members, name)
            texts: list[list[int]] = []
            shown: list[tuple[int, zipfile.ZipInfo]] = []
            for member in members:
                data = _member(packed, member, name)
                unpacked.writestr(member.filename, data)
                texts += filter(None, [_lengths(data, name)])
                shown.append((len(_ANY_SHARED.findall(data)), member))
            longest = max(map(max, texts), default=0)
            often = [member for cells, member in shown if cells * longest > MAX_BYTES]
            known = texts[0] if len(texts) == 1 else []
            for member in often:
                if _copied(_member(packed, member, name), known, longest, name) > MAX_BYTES:
                    raise FormatError(f"{name}: shows more text than it may; save it as CSV")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise FormatError(f"{name}: not a sound XLSX: {error}; get a fresh copy") from None
    plain.seek(0)
    return plain


def _lengths(part: bytes, name: str) -> list[int]:
    """Return the lengths of the shared texts that are in a part of a workbook, in order.

    They are told by their end tags, which is right of XML without comments and the like; where
    there are not as many as there are texts, the longest alone is known.
    """
    ends = [end.end() for end in _TEXT_END.finditer(part)]
    if ends:
        _parse(part, name, plain=True)
    found = [end - begin for begin, end in zip([0, *ends], ends, strict=False)]
    return found if len(_TEXT.findall(part)) == len(ends) else [max(found, default=0)]


def _copied(sheet: bytes, texts: Sequence[int], longest: int, name: str) -> int:
    """Return how long all shared texts that a sheet shows are at most.

    ``texts`` are their lengths; of one that is not among them it is the ``longest``.
    """
    _parse(sheet, name)
    plainly = [int(number) for number in _PLAINLY_SHARED.findall(sheet)]
    others = len(_ANY_SHARED.findall(sheet)) - len(plainly)
    known = (texts[number] if number < len(texts) else longest for number in plainly)
    return others * longest + sum(known)


def _parse(
    part: bytes,
    name: str,
    begin: Callable[[str, dict[str, str]], None] | None = None,
    *,
    plain: bool = False,
) -> None:
    """Go through a part of a workbook; ``plain``, that it is made of elements and text alone.

    Raises:
        FormatError: it is no XML, declares a document type, or is not as ``plain`` as is asked.
    """
    parser = expat.ParserCreate("utf-8", " ")
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = _refuse
    if plain:
        parser.CommentHandler = parser.StartCdataSectionHandler = _refuse
        parser.ProcessingInstructionHandler = _refuse
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError) as error:
        raise FormatError(f"{name}: damaged workbook: {error}; get a fresh copy") from None


def _refuse(*_: object) -> None:
    raise ValueError("it holds more than elements and text")


def _of_xlsx(member: str) -> bool:
    inside = member.lower().replace("\\", "/").lstrip("/")
    return inside.endswith((".xml", ".rels")) and inside.startswith(("[content", "_rels/", "xl/"))


def _refuse_bombs(members: list[zipfile.ZipInfo], name: str) -> None:
    if not any(member.filename.lower().endswith("workbook.xml") for member in members):
        raise FormatError(f"{name}: a zip, but no XLSX; save it as XLSX or CSV")
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if size > min(MAX_BYTES, MAX_RATIO * max(packed, 1)):
        raise FormatError(f"{name}: unpacks to more than it may; refused")


def _member(packed: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    with packed.open(member) as stream:
        data = stream.read(member.file_size + 1)
    if b"sheetData" in data and _UNUSUAL.search(data) and _Grid(data, name).size > MAX_CELLS:
        raise FormatError(
            f"{name}: {member.filename} has cells so far apart that its grid has over {MAX_CELLS}"
            " cells; delete what stands far outside, or save the sheet as CSV"
        )
    return data


class _Grid:
    """How far a sheet reaches, by the cells that hold something; rather too far than not enough.

    Raises:
        FormatError: it is no XML, declares a document type, or a cell stands at no place.
    """

    def __init__(self, sheet: bytes, name: str) -> None:
        self._row = self._column = self._here = self._rows = self._columns = 0
        _parse(sheet, name, self._begin)

    @property
    def size(self) -> int:
        """Cells from the first column and row to the last."""
        return self._rows * self._columns

    def _begin(self, name: str, said: dict[str, str]) -> None:
        """Follow rows and cells; one that does not say where it is comes after the one before."""
        match name.rpartition(" ")[2]:
            case "row":
                self._row, self._column = int(said.get("r", self._row + 1)), 0
            case "c":
                column, row = _place(said["r"]) if "r" in said else (0, 0)
                self._column, self._here = max(self._column + 1, column), max(self._row, row)
            case "v" | "is" | "f":
                self._rows = max(self._rows, self._here)
                self._columns = max(self._columns, self._column)


def _place(said: str) -> tuple[int, int]:
    """Return column and row, from 1, of a place such as ``AB12``."""
    read = _PLACE.fullmatch(said)
    if read is None:
        raise ValueError(f"a cell at {said[:20]!r}")
    column = 0
    for letter in read[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(read[2])
