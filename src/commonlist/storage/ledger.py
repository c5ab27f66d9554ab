"""The ledger's table: entries are added in the transaction of what they record."""

import msgspec
from sqlalchemy import Connection, func, insert, select

from commonlist.ledger import Entry
from commonlist.storage import tables as t


def append(connection: Connection, entry: Entry) -> int:
    """Add an entry; return its number, from 0."""
    number = connection.execute(select(func.count()).select_from(t.ledger)).scalar() or 0
    body = msgspec.json.encode(entry, order="deterministic")
    connection.execute(insert(t.ledger).values(number=number, body=body))
    return int(number)
