"""The ledger shown, verified, proved and exported."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from commonlist.errors import InputError, WorkspaceError
from commonlist.ledger import proofs, tree
from commonlist.ledger.audit import Finding, Note
from commonlist.ledger.checkpoints import PublicKey, opened, public_key, unchecked
from commonlist.pipeline.screenings import plain
from commonlist.storage import Workspace, ledger
from commonlist.storage.ledger import Filter


def shown(connection: Connection, chosen: Filter, most: int | None) -> list[dict[str, Any]]:
    """Return entries as plain values, the newest ``most`` of those chosen, in order."""
    found = ledger.entries(connection, chosen, most=most, newest_first=True)
    return [plain(kept) for kept in found][::-1]


def exported(connection: Connection, chosen: Filter) -> Iterator[dict[str, Any]]:
    """Yield entries with all that it takes to check them elsewhere.

    ``leaf`` is the text whose UTF-8 bytes stand in the log, ``hash`` their leaf hash (hex),
    ``salt`` (hex) that of the commitment to ``what``.
    """
    for kept in ledger.entries(connection, chosen):
        yield {
            **plain(kept),
            "leaf": kept.body.decode(),
            "hash": kept.hash.hex() if kept.hash else None,
            "salt": kept.salt.hex() if kept.salt else None,
        }


def head(workspace: Workspace) -> dict[str, Any]:
    """Return the ledger's size, its public key and the last checkpoint."""
    with workspace.reading() as connection:
        size, note = ledger.size(connection), ledger.checkpoint(connection)
    return {"entries": size, "key": str(workspace.signer.public), "checkpoint": note}


def checkpoint(workspace: Workspace) -> str:
    """Return the last checkpoint, which is of all that is there.

    Raises:
        InputError: nothing was recorded yet.
    """
    note = str(head(workspace)["checkpoint"])
    if not note:
        raise InputError("the ledger is empty; it has no checkpoint yet")
    return note


def verified(
    workspace: Workspace, checkpoints: Sequence[Path] = (), key: str = ""
) -> tuple[Finding, ...]:
    """Compute the whole ledger anew; return what is wrong, by itself and against checkpoints.

    ``key`` is the public key if it is not to be the workspace's own.

    Raises:
        InputError: a file that cannot be read, or no key.
    """
    by = _key(workspace, key)
    given = [Note(str(file), _text(file)) for file in checkpoints]
    with workspace.reading() as connection:
        return tuple(ledger.faults(connection, by, given))


def proved(workspace: Workspace, file: Path, key: str = "") -> proofs.Proved:
    """Return what a proof of inclusion in a file proves; the ledger itself is not looked at.

    Raises:
        InputError: the file cannot be read, is no proof, or does not hold.
    """
    by = _key(workspace, key)
    return proofs.proved(_text(file), by)


def inclusion(workspace: Workspace, number: int) -> str:
    """Return the proof that an entry is in the log of the last checkpoint (C2SP tlog-proof).

    Raises:
        InputError: no such entry.
    """
    with workspace.reading() as connection:
        kept = next(ledger.entries(connection, Filter(first=number, last=number)), None)
        if kept is None:
            raise InputError(f"no entry {number}; there are {ledger.size(connection)}, from 0")
        note = ledger.checkpoint(connection)
        path = tree.inclusion(number, unchecked(note).size, ledger.nodes_of(connection))
    return proofs.inclusion(number, kept.body, path, note)


def growth(workspace: Workspace, file: Path) -> str:
    """Return the proof that the log went on from an earlier checkpoint (C2SP tlog-witness).

    Raises:
        InputError: no checkpoint of this log, or of more entries than it has.
    """
    old = opened(_text(file), _key(workspace, ""))
    with workspace.reading() as connection:
        note = ledger.checkpoint(connection)
        size, nodes = ledger.size(connection), ledger.nodes_of(connection)
        if old.size > size or tree.root(old.size, nodes) != old.root:
            raise WorkspaceError(f"{file}: the ledger does not go on from it; verify it")
        path = tree.consistency(old.size, unchecked(note).size, nodes)
    return proofs.consistency(old.size, path, note)


def _key(workspace: Workspace, given: str) -> PublicKey:
    key = public_key(given) if given else workspace.public_key()
    if key is None:
        raise InputError(f"{workspace.ledger_key}: no key there; give the public one: --key KEY")
    return key


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{file}: cannot be read: not UTF-8") from None
