"""What records are compared by: the newest version of each, translations and overlays in."""

import hashlib
from collections.abc import Set

import msgspec
from sqlalchemy import Connection

from commonlist.pipeline.overlaying import apply, by_record
from commonlist.records import Record
from commonlist.storage import lists, opinions


def grounds(connection: Connection) -> dict[str, bytes]:
    """Return for each record key the digest of all that it is compared by."""
    digests = lists.digests(connection)
    found = {
        f"{source}:{entry}": digests[record_id]
        for (source, entry), record_id in lists.newest_ids(connection).items()
    }
    for (source, entry), record_id in lists.newest_ids(connection, translations=True).items():
        key = f"{source}:{entry}"
        found[key] = _hashed(found.get(key, b""), digests[record_id])
    for key, overlays in by_record(opinions.overlays(connection)).items():
        if key in found:
            found[key] = _hashed(found[key], *(f"{o.field}={o.value}".encode() for o in overlays))
    return found


def _hashed(*parts: bytes) -> bytes:
    return hashlib.sha256(b"\0".join(parts)).digest()[:16]


def newest(connection: Connection, keys: Set[str] | None) -> dict[str, Record]:
    """Return the newest version of each record (None: of all), translated names and overlays in."""
    found: dict[str, Record] = {}
    overlays = by_record(opinions.overlays(connection))
    for translations in (False, True):
        wanted = {
            record_id
            for (source, entry), record_id in lists.newest_ids(
                connection, translations=translations
            ).items()
            if keys is None or f"{source}:{entry}" in keys
        }
        for _, record in lists.bodies(connection, wanted):
            found[record.key] = _with_names(found.get(record.key), record)
    return {key: apply(record, overlays.get(key, ())) for key, record in found.items()}


def _with_names(record: Record | None, translation: Record) -> Record:
    """Add a translation's names to a record."""
    if record is None:
        return translation
    more = tuple(name for name in translation.names if name not in record.names)
    return msgspec.structs.replace(record, names=record.names + more)
