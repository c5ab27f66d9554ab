"""Overlays: a user's correction of one field of a record, applied whenever the record is used."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec
from sqlalchemy import Connection

from commonlist.errors import InputError, UnknownNameError
from commonlist.ledger import LOCAL, Act, Entry
from commonlist.pipeline.catalogue import no_topic
from commonlist.records import (
    Birth,
    DateKind,
    Designation,
    Kind,
    Name,
    Record,
    StatedDate,
)
from commonlist.storage import Workspace, ledger, lists, opinions, state
from commonlist.storage.opinions import Overlay
from commonlist.values.countries import country_code
from commonlist.values.dates import parse_iso, stamp


@dataclass(frozen=True, slots=True)
class Field:
    """A field that an overlay can set: what it does, how, and if records are compared by it.

    ``shape`` is what a new value must look like; earlier ones stay as they are.
    """

    help: str
    set: Callable[[Record, str], Record]
    compared: bool = False
    shape: str = r".*"


def _replace(record: Record, **fields: object) -> Record:
    return msgspec.structs.replace(record, **fields)


def _each_act(record: Record, **fields: object) -> Record:
    acts = record.designations or (_bare(record),)
    return _replace(
        record, designations=tuple(msgspec.structs.replace(act, **fields) for act in acts)
    )


def _bare(record: Record) -> Designation:
    raise InputError(f"{record.key}: has no designation that could be corrected")


def _listed_on(record: Record, text: str) -> Record:
    date = StatedDate(date=parse_iso(text), kind=DateKind.DESIGNATED) if text else None
    return _each_act(record, listed_on=date)


def _kind(record: Record, text: str) -> Record:
    if text not in set(Kind):
        raise ValueError(f"kind {text!r} is not one of {', '.join(Kind)}")
    return _replace(record, kind=Kind(text))


def _country(record: Record, text: str) -> Record:
    code = country_code(text)
    if not code:
        raise ValueError(f"no country {text!r}")
    return _replace(record, countries=(*record.countries, code))


def _class(record: Record, text: str) -> Record:
    if text not in ("state_organ", "non_state"):
        raise ValueError(f"class {text!r} is not state_organ or non_state")
    return _replace(record, details=(*record.details, ("class", text)))


_NAME = r".*\w.*"
FIELDS: Mapping[str, Field] = {
    "name": Field(
        "the caption",
        lambda r, v: _replace(r, names=(Name(text=v), *r.names[1:])),
        compared=True,
        shape=_NAME,
    ),
    "alias": Field(
        "one more alias",
        lambda r, v: _replace(r, names=(*r.names, Name(text=v, alias=True))),
        compared=True,
        shape=_NAME,
    ),
    "kind": Field("person, organization ...", _kind, compared=True),
    "birth_date": Field(
        "one more date of birth (ISO, may be partial)",
        lambda r, v: _replace(r, births=(*r.births, Birth(date=parse_iso(v)))),
        compared=True,
    ),
    "country": Field("one more country", _country, compared=True),
    "reference": Field(
        "one more number of the same party, scheme:value",
        lambda r, v: _replace(r, references=(*r.references, v)),
        compared=True,
        shape=r"[a-z][a-z0-9-]*:\S+",
    ),
    "class": Field("state_organ or non_state", _class),
    "listed_on": Field("day of the listing (ISO, may be partial; empty: not known)", _listed_on),
    "delisted_on": Field(
        "day of the delisting (ISO, may be partial; empty: none)",
        lambda r, v: _each_act(r, delisted_on=parse_iso(v) if v else None),
    ),
    "topic": Field("topic of its designations", lambda r, v: _each_act(r, topic=v)),
    "origin": Field(
        "autonomous, transposes(x) or follows(x)",
        lambda r, v: _each_act(r, origin=v),
        shape=r"(autonomous|(transposes|follows)\([a-z0-9-]+\))?",
    ),
    "legal_basis": Field("legal basis", lambda r, v: _each_act(r, legal_basis=v)),
    "part": Field("what is listed, if not the whole", lambda r, v: _each_act(r, part=v)),
}


def apply(record: Record, overlays: Sequence[Overlay]) -> Record:
    """Return the record with overlays on it, in the order in which they were made.

    Raises:
        InputError: no such field, or a value that makes no sense for it.
    """
    for overlay in overlays:
        field = FIELDS.get(overlay.field)
        if field is None:
            raise InputError(f"no field {overlay.field!r}; there are {', '.join(FIELDS)}")
        try:
            record = field.set(record, overlay.value)
        except ValueError as error:
            raise InputError(f"{overlay.record}: {overlay.field}: {error}") from None
    return record


def by_record(overlays: Sequence[Overlay]) -> dict[str, tuple[Overlay, ...]]:
    """Return the overlays of each record."""
    found: dict[str, tuple[Overlay, ...]] = {}
    for overlay in overlays:
        found[overlay.record] = (*found.get(overlay.record, ()), overlay)
    return found


def in_being(connection: Connection, known: date | None) -> dict[str, tuple[Overlay, ...]]:
    """Return the overlays of each record that were in being at the end of a day; None: now."""
    if known is None:
        return by_record(opinions.overlays(connection))
    day = known.isoformat()
    every = opinions.overlays(connection, ended=True)
    return by_record(
        [
            overlay
            for overlay in every
            if overlay.made_at[:10] <= day
            and (overlay.undone_at is None or overlay.undone_at[:10] > day)
        ]
    )


def add(
    workspace: Workspace,
    key: str,
    field: str,
    value: str,
    reason: str,
    author: str,
    now: datetime,
) -> Overlay:
    """Store an overlay on a record; return it with its number.

    Raises:
        UnknownNameError: no such record.
        InputError: no such field, a value that makes no sense for it, or no reason.
    """
    if not reason.strip():
        raise InputError("an overlay needs a reason: --reason '...'")
    made = Overlay(
        record=key,
        field=field,
        value=value.strip(),
        author=author,
        reason=reason,
        made_at=stamp(now),
    )
    source, _, entry = key.partition(":")
    with workspace.writing() as connection:
        versions = lists.versions_of(connection, source, entry)
        if not versions:
            raise UnknownNameError(f"no record {key!r}; a record is source:entry")
        apply(versions[-1][1], [made])
        _check(connection, made)
        if FIELDS[field].compared:
            state.bump(connection)
        made = replace(made, id=opinions.add_overlay(connection, made))
        ledger.append(connection, _entry(made, made.made_at, author, reason))
    return made


def _check(connection: Connection, made: Overlay) -> None:
    """Refuse what no list says: it would change the answers of rules and be met nowhere."""
    field = FIELDS[made.field]
    if not re.fullmatch(field.shape, made.value, re.DOTALL):
        raise InputError(f"{made.record}: {made.field}: {made.value!r} is not {field.help}")
    if made.field == "topic" and (wrong := no_topic(connection, made.value)):
        raise InputError(f"{made.record}: {made.field}: {wrong}")


def undo(workspace: Workspace, number: int, now: datetime, *, author: str = LOCAL) -> None:
    """End an overlay.

    Raises:
        InputError: there is none of that number in being.
    """
    with workspace.writing() as connection:
        made = next((o for o in opinions.overlays(connection) if o.id == number), None)
        if made is None:
            raise InputError(f"no overlay {number} in being; commonlist overlay list shows them")
        if FIELDS[made.field].compared:
            state.bump(connection)
        at = stamp(now)
        opinions.undo_overlay(connection, number, at)
        ledger.append(connection, _entry(made, at, author, "taken back"))


def _entry(made: Overlay, at: str, who: str, basis: str) -> Entry:
    what = {name: getattr(made, name) for name in ("id", "record", "field", "value")}
    return Entry(at=at, who=who, act=Act.OVERLAY, basis=basis, what=what)
