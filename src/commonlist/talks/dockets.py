"""Dockets: names on the table, from a file; each becomes a record of the source ``docket``."""

import codecs
import csv
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO

from commonlist.agreement.voices import Stance, Stand
from commonlist.errors import FormatError
from commonlist.parties import is_party
from commonlist.records import Confidence, Kind, Name, Record
from commonlist.sources import History, Source
from commonlist.sources.reading import Input, csv_rows, named_rows, text_of
from commonlist.values.dates import PartialDate, parse_iso
from commonlist.values.text import clean, slug

SOURCE = Source(
    name="docket",
    title="Names put on the table",
    party="",
    authority="",
    history=History.FRAGMENT,
)

_DELIMITERS = ",;\t"
_HEADINGS = {
    *("line", "aliases", "alias", "name_original_script", "names", "caption", "entity"),
    *("organisation", "organization", "kind", "type", "country", "id"),
}
"""Words of which two tell that a line names columns, not somebody."""


def lines(docket: str, given: Input) -> Iterator[tuple[str, Record]]:
    """Yield each name of a docket's file as (line, record of the source ``docket``).

    The file has a name on each line; or it is a CSV (with ``,``, ``;`` or tabs) with column names:
    ``name`` (needed),
    ``line`` (what the row is called on the docket; several rows of one line are decided
    together), ``aliases`` (split by `` | ``), ``name_original_script`` and ``kind`` (organization
    unless said).

    Raises:
        FormatError: with the line.
    """
    seen: dict[str, int] = {}
    for number, row in _named(given):
        name = clean(row["name"])
        if not name:
            raise FormatError(f"{given.name}: line {number}: the name is empty")
        line = clean(row.get("line", "")) or name
        made = slug(line) or "name"
        seen[made] = seen.get(made, 0) + 1
        entry = f"{docket}/{made}" + (f"-{seen[made]}" if seen[made] > 1 else "")
        yield (
            line,
            Record(
                source=SOURCE.name,
                entry=entry,
                kind=_kind(row.get("kind", ""), f"{given.name}: line {number}"),
                names=_names(name, row),
            ),
        )


def _named(given: Input) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV with a column ``name``; of any other text each line is a name."""
    given = _in_utf8(given)
    lines = text_of(given, "utf-8-sig").splitlines()
    first = next((line for line in lines if line.strip()), "")
    for delimiter in _DELIMITERS:
        columns = _columns(next(csv.reader([first], delimiter=delimiter), []))
        if "name" in columns:
            yield from _rows(given, delimiter)
            return
        if len(_HEADINGS.intersection(columns)) > 1:
            raise FormatError(f"{given.name}: no column 'name'; there are {', '.join(columns)}")
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, {"name": line}


def _in_utf8(given: Input) -> Input:
    """A file as it is, or one in UTF-16, as spreadsheets write "Unicode text", in UTF-8."""
    with given.open() as stream:
        if stream.read(2) not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return given
    with given.open() as stream:
        body = stream.read().decode("utf-16", "replace").encode()
    return Input(given.name, lambda: BytesIO(body))


def _rows(given: Input, delimiter: str) -> Iterator[tuple[int, dict[str, str]]]:
    rows = csv_rows(given, delimiter=delimiter)
    columns = _columns(next(rows)[1])
    for number, cells in rows:
        if len(cells) > len(columns):
            raise FormatError(f"{given.name}: line {number}: more fields than columns")
        stripped = (cell.strip() for cell in cells)
        yield number, dict.fromkeys(columns, "") | dict(zip(columns, stripped, strict=False))


def _columns(header: Iterable[str]) -> tuple[str, ...]:
    return tuple(clean(cell).casefold() for cell in header)


def _kind(text: str, where: str) -> Kind:
    try:
        return Kind(text or "organization")
    except ValueError:
        raise FormatError(f"{where}: kind {text!r} is not {', '.join(Kind)}") from None


def _names(name: str, row: dict[str, str]) -> tuple[Name, ...]:
    aliases = (clean(part) for part in row.get("aliases", "").split(" | "))
    original = clean(row.get("name_original_script", ""))
    return (
        Name(text=name),
        *([Name(text=original)] if original else []),
        *(Name(text=alias, alias=True) for alias in aliases if alias),
    )


def stances(given: Input, keys: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, Stance]]:
    """Yield what parties said of the lines of a docket, as (record key, stance).

    The file is a CSV: ``party``, ``subject`` (a line; ``keys`` are the records of each),
    ``stance`` (supports, opposes, conditional, reserved, reported), ``since`` (ISO, may be partial
    or empty), ``confidence`` (stated, second-hand, recalled), ``source``, ``note``.

    Raises:
        FormatError: with the line.
    """
    for number, row in named_rows(given, "party", "subject", "stance"):
        where = f"{given.name}: line {number}"
        party = row["party"].lower()
        if not is_party(party):
            raise FormatError(f"{where}: no party {party!r}; use a code such as us or eu")
        if row["subject"] not in keys:
            raise FormatError(f"{where}: the docket has no line {row['subject']!r}")
        stance = Stance(
            party=party,
            stand=_stand(row["stance"], where),
            since=_since(row.get("since", ""), where),
            confidence=_confidence(row.get("confidence", ""), where),
            source=row.get("source", ""),
            note=row.get("note", ""),
        )
        for key in keys[row["subject"]]:
            yield key, stance


def _stand(text: str, where: str) -> Stand:
    allowed = [stand for stand in Stand if stand is not Stand.NONE_KNOWN]
    if text not in allowed:
        raise FormatError(f"{where}: stance {text!r} is not {', '.join(allowed)}")
    return Stand(text)


def _confidence(text: str, where: str) -> Confidence:
    try:
        return Confidence(text or "stated")
    except ValueError:
        raise FormatError(f"{where}: confidence {text!r} is not {', '.join(Confidence)}") from None


def _since(text: str, where: str) -> PartialDate | None:
    try:
        return parse_iso(text) if text else None
    except ValueError as error:
        raise FormatError(f"{where}: {error}") from None
