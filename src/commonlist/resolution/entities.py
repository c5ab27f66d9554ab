"""Ids of entities: minted once from a record key, and kept."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count


def entity_id(key: str) -> str:
    """Return the id minted from a record key: ``cl-`` and 50 bits of its SHA-256 in base32."""
    digest = hashlib.sha256(key.encode()).digest()
    return "cl-" + base64.b32encode(digest)[:10].decode().lower()


def assign(
    groups: Iterable[Sequence[str]], previous: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Give each group an id, and say where ids that ended lead.

    ``previous`` is record key to id. A group keeps the id that its records had; of several the
    one minted from the smallest record key. Where groups were one before, that with the record
    from which the id was minted keeps it, else that with the smallest key; the others get new
    ids. An id that a group bears is alive, also if it led elsewhere before: the returned
    redirects (old id to new) are to be laid over earlier ones, and those of living ids dropped.

    Returns:
        Record key to id, and ended id to the id of the group that has the smallest of its records.
    """
    ordered = sorted(tuple(sorted(group)) for group in groups)
    minted = _minting_keys(previous)
    kept = _kept(ordered, previous, minted)
    taken = set(kept.values())
    ids: dict[str, str] = {}
    for number, group in enumerate(ordered):
        chosen = kept.get(number)
        if chosen is None:
            chosen = next(new for new in _mints(group) if new not in taken)
            taken.add(chosen)
        ids.update(dict.fromkeys(group, chosen))
    return ids, _redirects(previous, ids)


def _minting_keys(previous: Mapping[str, str]) -> dict[str, str]:
    """Return the record key that each id was minted from; its smallest where that is gone."""
    keys: dict[str, str] = {}
    for key in sorted(previous, reverse=True):
        keys[previous[key]] = key
    keys.update((minted, key) for key in previous if (minted := entity_id(key)) in keys)
    return keys


def _kept(
    groups: Sequence[tuple[str, ...]], previous: Mapping[str, str], minted: Mapping[str, str]
) -> dict[int, str]:
    """Return the number of each group that keeps an id, with the id."""
    claims = sorted(
        (minted[old], minted[old] not in group, group[0], number, old)
        for number, group in enumerate(groups)
        for old in {previous[key] for key in group if key in previous}
    )
    kept: dict[int, str] = {}
    taken: set[str] = set()
    for _, _, _, number, old in claims:
        if number not in kept and old not in taken:
            kept[number] = old
            taken.add(old)
    return kept


def _mints(group: tuple[str, ...]) -> Iterator[str]:
    yield from map(entity_id, group)
    yield from (entity_id(f"{group[0]}#{number}") for number in count(2))


def _redirects(previous: Mapping[str, str], ids: Mapping[str, str]) -> dict[str, str]:
    alive = set(ids.values())
    leads: dict[str, str] = {}
    for key in sorted(previous):
        old = previous[key]
        if old not in alive and key in ids:
            leads.setdefault(old, ids[key])
    return leads
