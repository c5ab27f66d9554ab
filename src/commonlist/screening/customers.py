"""A customer's row as it was read: the query, and the cells that say something nobody can read."""

import re
from collections.abc import Iterator

from commonlist.screening.numbers import forms
from commonlist.screening.queries import Query, countries, known_kind, query


class Customer(Query, frozen=True, kw_only=True):
    """A query that remembers what it was made of.

    ``unread`` are texts that are no date of birth, no country or no kind, each with what it should
    be. A customer of whom such a thing is said is not one of whom nothing is.
    """

    unread: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(
        cls,
        text: str,
        *,
        row: int = 1,
        kind: str = "",
        birth: str = "",
        country: str = "",
        number: str = "",
        payment: bool = False,
    ) -> "Customer":
        """Read a row's cells; what a cell does not say is left open."""
        made = query(
            text,
            row=row,
            kind=kind,
            birth=birth,
            country=country,
            number=number,
            payment=payment,
        )
        fields = {name: getattr(made, name) for name in Query.__struct_fields__}
        return cls(**fields, unread=tuple(_unread(made, kind, birth, country)))


def _unread(made: Query, kind: str, birth: str, country: str) -> Iterator[tuple[str, str]]:
    if birth.strip() and not made.births:
        yield "date of birth", birth.strip()
    if country.strip():
        parts = (part.strip() for part in re.split(r"[;|]", country))
        yield from (("country", part) for part in parts if part and not countries(part))
    if kind.strip() and not known_kind(kind):
        yield "kind", kind.strip()


def unread(asked: Query) -> tuple[tuple[str, str], ...]:
    """Return what of a query could not be read; of one that is no customer's row, nothing."""
    return asked.unread if isinstance(asked, Customer) else ()


def sentences(asked: Query) -> tuple[str, ...]:
    """Say what of a query could not be read."""
    return tuple(f"{text[:40]!r} is no {what}" for what, text in unread(asked))


def left_out(asked: Query) -> str:
    """Say without what of a customer he was screened; "" if without nothing."""
    short = (f"{text[:40]!r} is no identifier" for text in asked.numbers if not forms(text))
    said = (*sentences(asked), *short)
    return (
        f"{'; '.join(said)}; screened without {'them' if len(said) > 1 else 'it'}" if said else ""
    )
