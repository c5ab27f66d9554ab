"""Column types that hold the same values, in the same order, in SQLite and PostgreSQL."""

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine

_NUL, _MARK = "\0", "\ufdd0"
"""A noncharacter: U+FDD0 is for a program's own use (The Unicode Standard, section 23.7)."""


class _ByCodePoint(sa.Text):
    """PostgreSQL's type; parameters are cast to it, as the driver does with its own types."""

    render_bind_cast = True


class _PostgresText(TypeDecorator[str]):
    """Text ordered by code point, as SQLite and Python order it.

    PostgreSQL's text cannot hold NUL, so it is written as U+FDD0 0, and U+FDD0 as U+FDD0 1.
    """

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[str]:
        return _ByCodePoint(collation="C")

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        if value is None or (_NUL not in value and _MARK not in value):
            return value
        return value.replace(_MARK, f"{_MARK}1").replace(_NUL, f"{_MARK}0")

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        if value is None or _MARK not in value:
            return value
        return value.replace(f"{_MARK}0", _NUL).replace(f"{_MARK}1", _MARK)


Text = sa.Text().with_variant(_PostgresText(), "postgresql")
Integer = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
"""A whole number of 64 bits."""
