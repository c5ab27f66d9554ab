"""A workbook (XLSX, ECMA-376) opened so that neither its zip nor its sheets can fill memory.

The reader makes a grid of a sheet, up to its last cell: two cells can ask for half a terabyte.
"""

import io
import re
import zipfile
import zlib
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


def first_sheet(stream: IO[bytes], name: str) -> "CalamineSheet":
    """Return the first sheet of a workbook.

    Raises:
        FormatError: not an XLSX, damaged, one that unpacks to more than it may, or a sheet with
            a cell so far from the first that the grid would have over `MAX_CELLS`.
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
    plain = io.BytesIO()
    try:
        with zipfile.ZipFile(stream) as packed, zipfile.ZipFile(plain, "w") as unpacked:
            members = [member for member in packed.infolist() if _of_xlsx(member.filename)]
            _refuse_bombs(members, name)
            for member in members:
                unpacked.writestr(member.filename, _member(packed, member, name))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise FormatError(f"{name}: not a sound XLSX: {error}; get a fresh copy") from None
    plain.seek(0)
    return plain


def _of_xlsx(member: str) -> bool:
    inside = member.lower().lstrip("/")
    return inside.endswith((".xml", ".rels")) and inside.startswith(("[content", "_rels/", "xl/"))


def _refuse_bombs(members: list[zipfile.ZipInfo], name: str) -> None:
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
        parser = expat.ParserCreate("utf-8", " ")
        parser.StartElementHandler = self._begin
        parser.StartDoctypeDeclHandler = _refuse
        try:
            parser.Parse(sheet, True)
        except (expat.ExpatError, ValueError) as error:
            raise FormatError(f"{name}: damaged sheet: {error}; get a fresh copy") from None

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


def _refuse(*_: object) -> None:
    raise ValueError("it declares a document type")


def _place(said: str) -> tuple[int, int]:
    """Return column and row, from 1, of a place such as ``AB12``."""
    read = _PLACE.fullmatch(said)
    if read is None:
        raise ValueError(f"a cell at {said[:20]!r}")
    column = 0
    for letter in read[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(read[2])
