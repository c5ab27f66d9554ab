"""Judgements and relations from tables, and one at a time."""

from collections.abc import Iterator

from commonlist.errors import FormatError
from commonlist.resolution import Judgement, Relation, Role, Verdict
from commonlist.sources.reading import Input, named_rows
from commonlist.values.dates import PartialDate, parse_iso


def judgements_in(given: Input, author: str, stamp: str) -> Iterator[Judgement]:
    """Read judgements: columns left, right (record keys), verdict, reason.

    Raises:
        FormatError: with the line.
    """
    for line, row in named_rows(given, "left", "right", "verdict", "reason"):
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
    for line, row in named_rows(given, "child", "parent", "role", "basis"):
        where = f"{given.name}: line {line}"
        if row["role"] not in set(Role):
            raise FormatError(f"{where}: role {row['role']!r} is not one of {', '.join(Role)}")
        yield Relation(
            child=row["child"],
            parent=row["parent"],
            role=Role(row["role"]),
            since=_day(row.get("since", ""), where),
            until=_day(row.get("until", ""), where),
            author=author,
            basis=row["basis"],
        )


def _day(text: str, where: str) -> PartialDate | None:
    """Read a date that may be empty.

    Raises:
        FormatError: not an ISO date; says where.
    """
    try:
        return parse_iso(text) if text else None
    except ValueError as error:
        raise FormatError(f"{where}: {error}") from None
