"""Which entry of which list is which entity, with the numbers that the entry quotes, as CSV."""

import re
from collections.abc import Iterable
from typing import TextIO

from commonlist.publication.cells import write_csv
from commonlist.records import Record

HEADER = ("entity", "source", "entry", "references")


def write(rows: Iterable[tuple[str, Record]], out: TextIO) -> None:
    """Write (entity id, record) pairs, sorted by entity, source and entry.

    References are ``scheme:value``, separated by blanks; a blank within one is written ``%20``.
    ``out`` is a text stream opened with ``newline=""``. Of the records only the ids are held.
    """
    write_csv(HEADER, sorted(_cells(entity, record) for entity, record in rows), out)


def _cells(entity: str, record: Record) -> tuple[str, str, str, str]:
    references = " ".join(re.sub(r"\s", "%20", text) for text in record.references)
    return entity, record.source, record.entry, references
