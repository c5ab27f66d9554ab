"""Judgements and relations from tables, and one at a time."""

from collections.abc import Iterator

from commonlist.errors import FormatError
from commonlist.resolution import Judgement, Relation, Role, Verdict
from commonlist.sources.reading import Input, csv_rows
from commonlist.values.dates import PartialDate, parse_iso


def rows_of(given: Input, *needed: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, fields by column) of a CSV with column names in its first line.

    Raises:
        FormatError: a needed column lacks, or a row has more fields than there are columns.
    """
    lines = csv_rows(given)
    line, header = next(lines, (1, []))
    lacking = [column for column in needed if column not in header]
    if lacking:
        raise FormatError(f"{given.name}: line {line}: columns lack: {', '.join(lacking)}")
    for line, values in lines:
        if len(values) > len(header):
            raise FormatError(f"{given.name}: line {line}: more fields than columns")
        cells = (value.strip() for value in values)
        yield line, {**dict.fromkeys(header, ""), **dict(zip(header, cells, strict=False))}


def judgements_in(given: Input, author: str, stamp: str) -> Iterator[Judgement]:
    """Read judgements: columns left, right (record keys), verdict, reason.

    Raises:
        FormatError: with the line.
    """
    for line, row in rows_of(given, "left", "right", "verdict", "reason"):
        try:
            verdict = Verdict(row["verdict"])
        except ValueError:
            raise FormatError(
                f"{given.name}: line {line}: verdict {row['verdict']!r} is not same, different "
                "or unsure"
            ) from None
        yield Judgement(
            left=row["left"],
            right=row["right"],
            verdict=verdict,
            author=author,
            reason=row["reason"],
            made_at=stamp,
        )


def relations_in(given: Input, author: str) -> Iterator[Relation]:
    """Read relations: columns child, parent (record keys), role, since, until, basis.

    Raises:
        FormatError: with the line.
    """
    for line, row in rows_of(given, "child", "parent", "role", "basis"):
        where = f"{given.name}: line {line}"
        if row["role"] not in set(Role):
            raise FormatError(f"{where}: role {row['role']!r} is not one of {', '.join(Role)}")
        yield Relation(
            child=row["child"],
            parent=row["parent"],
            role=Role(row["role"]),
            since=day(row.get("since", ""), where),
            until=day(row.get("until", ""), where),
            author=author,
            basis=row["basis"],
        )


def day(text: str, where: str) -> PartialDate | None:
    """Read a date that may be empty.

    Raises:
        FormatError: not an ISO date; says where.
    """
    try:
        return parse_iso(text) if text else None
    except ValueError as error:
        raise FormatError(f"{where}: {error}") from None
