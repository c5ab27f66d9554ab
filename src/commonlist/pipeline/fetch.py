"""Current files from the authorities' own addresses into the workspace."""

import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from commonlist.errors import CommonlistError, UnknownNameError
from commonlist.fetching import Address, Fetched, Limits, addresses, fetch, with_token
from commonlist.ledger import LOCAL
from commonlist.pipeline.ingest import Told, ingest
from commonlist.settings import Settings
from commonlist.storage import Workspace, state

_SEEN = "fetched"


def fetch_all(
    workspace: Workspace,
    names: Sequence[str],
    settings: Settings,
    now: datetime,
    progress: Callable[[int], None],
    who: str = "",
) -> list[dict[str, Any]]:
    """Fetch and ingest sources (none named: all that we know); one's failure stops no other.

    A row a source: ``status`` is new, unchanged, failed, or, unless it was named, ``by hand`` for
    a list without an address of its file; ``error`` says why it failed. ``who`` is the settings'
    author if not said.

    Raises:
        UnknownNameError: a source of which no address is known.
        InputError: an address or a limit in the settings is not usable.
    """
    known = addresses(settings.addresses)
    actor = who or settings.author or LOCAL
    limits = Limits(max_bytes=settings.fetch_megabytes << 20, seconds=settings.fetch_seconds)
    for name in names:
        if name not in known:
            raise UnknownNameError(f"no address for {name!r}; there are {', '.join(known)}")

    def row(address: Address) -> dict[str, Any]:
        if not (names or address.address):
            return _row(address, "by hand")
        token = settings.tokens.get(address.source, "")
        return _one(workspace, address, token, limits, now, progress, actor)

    return [row(known[name]) for name in names or known]


def _row(
    address: Address, status: str, records: int | None = None, error: str | None = None
) -> dict[str, Any]:
    return {"source": address.source, "status": status, "records": records, "error": error}


def _one(
    workspace: Workspace,
    address: Address,
    token: str,
    limits: Limits,
    now: datetime,
    progress: Callable[[int], None],
    who: str,
) -> dict[str, Any]:
    try:
        figures = _fetched(workspace, address, token, limits, now, progress, who)
    except CommonlistError as error:
        return _row(address, "failed", error=str(error))
    if figures is None:
        return _row(address, "unchanged")
    return _row(address, "new" if figures["new"] else "unchanged", figures["records"])


def _fetched(
    workspace: Workspace,
    address: Address,
    token: str,
    limits: Limits,
    now: datetime,
    progress: Callable[[int], None],
    who: str,
) -> dict[str, Any] | None:
    """Fetch one file and ingest it; None if the publisher says that it has not changed."""
    with workspace.reading() as connection:
        seen = _seen(state.get(connection, _SEEN)).get(address.source, {})
    if seen.get("address") != address.address:
        seen = {}
    with tempfile.TemporaryDirectory(dir=workspace.folder, prefix=".fetch-") as folder:
        path = Path(folder) / _file_name(address)
        with path.open("wb") as into:
            got = fetch(
                with_token(address, token),
                into,
                etag=seen.get("etag", ""),
                modified=seen.get("modified", ""),
                limits=limits,
                html=address.format == "html",
            )
        if got.not_modified:
            return None
        figures = ingest(workspace, address.source, [path], now, Told(who=who), progress)
    _remember(workspace, address, got)
    return figures


def _file_name(address: Address) -> str:
    return f"{address.source}.{address.format}" if address.format else address.source


def _seen(body: bytes | None) -> dict[str, dict[str, str]]:
    return msgspec.json.decode(body, type=dict[str, dict[str, str]]) if body else {}


def _remember(workspace: Workspace, address: Address, got: Fetched) -> None:
    """Keep what makes the next get conditional."""
    with workspace.writing() as connection:
        seen = _seen(state.get(connection, _SEEN))
        seen[address.source] = {
            "address": address.address,
            "etag": got.etag,
            "modified": got.modified,
        }
        state.put(connection, _SEEN, msgspec.json.encode(seen))
