"""Whatever is changed behind the program's back in the ledger is found, and its entry named."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, delete, insert, select, update

from commonlist.ledger import Act, Entry, tree
from commonlist.ledger.audit import Finding, Note
from commonlist.ledger.checkpoints import Checkpoint, PrivateKey, private_key, signed
from commonlist.storage import Workspace, ledger, state
from commonlist.storage import tables as t
from tests.storage.conftest import NOW

SIZE = 13
Change = Callable[[Connection], object]
same_workspace = settings(
    max_examples=settings().max_examples // 3,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""Each example is undone."""


class UndoneError(Exception):
    """Takes a change back."""


@pytest.fixture
def kept(workspace: Workspace) -> Workspace:
    with workspace.recording() as connection:
        for number in range(SIZE):
            ledger.append(connection, entry(number))
    return workspace


def entry(number: int) -> Entry:
    what = {"screened": [{"names": [f"Teal {number}"]}]}
    return Entry(at=f"2026-11-{number + 1:02}T12:00:00Z", who="ann", act=Act.SCREENING, what=what)


def faults(kept: Workspace, change: Change, given: Iterable[Note] = ()) -> list[Finding]:
    """What is found after a change that is taken back."""
    found: list[Finding] = []
    with suppress(UndoneError), kept.recording() as connection:
        change(connection)
        found = list(ledger.faults(connection, kept.signer.public, tuple(given)))
        raise UndoneError
    return found


def nothing(connection: Connection) -> None:
    """Change nothing."""


def flipped(value: bytes, bit: int) -> bytes:
    made = bytearray(value)
    place = bit % (len(made) * 8)
    made[place >> 3] ^= 1 << (place & 7)
    return bytes(made)


def flip(column: Column[Any], bit: int, *where: Any) -> Change:
    """Flip a bit of a cell."""

    def change(connection: Connection) -> None:
        value = connection.execute(select(column).where(*where)).scalar_one()
        if isinstance(value, str):
            place = bit % len(value)
            turned: Any = value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :]
        else:
            turned = flipped(value, bit)
        connection.execute(update(column.table).where(*where).values({column: turned}))

    return change


numbers = st.integers(0, SIZE - 1)
bits = st.integers(0, 1 << 16)


def test_nothing_is_found_where_nothing_was_changed(kept: Workspace) -> None:
    assert faults(kept, nothing) == []
    assert kept.check() == ()


@same_workspace
@given(numbers, bits, st.sampled_from(["body", "salt", "what", "at", "who", "act"]))
def test_a_bit_of_an_entry(kept: Workspace, number: int, bit: int, name: str) -> None:
    found = faults(kept, flip(t.ledger.c[name], bit, t.ledger.c.number == number))
    assert [finding.entry for finding in found] == [number]
    assert f"entry {number} " in str(found[0])


@same_workspace
@given(st.data(), bits)
def test_a_bit_of_a_hash_or_node(kept: Workspace, data: st.DataObject, bit: int) -> None:
    level = data.draw(st.integers(0, 3))
    place = data.draw(st.integers(0, (SIZE >> level) - 1))
    where = (t.nodes.c.level == level, t.nodes.c.place == place)
    found = faults(kept, flip(t.nodes.c.hash, bit, *where))
    assert [finding.entry for finding in found] == [place << level]
    assert f" {place << level} " in f"{found[0]} "


@pytest.mark.sqlite
def test_a_bit_of_the_checkpoint(kept: Workspace) -> None:
    with kept.reading() as connection:
        head = state.get(connection, "ledger head") or b""
    for bit in range(0, len(head) * 8, 11):
        put = partial(state.put, key="ledger head", value=flipped(head, bit))
        found = faults(kept, put)
        assert any("checkpoint" in str(finding) for finding in found), bit


@same_workspace
@given(numbers, st.booleans(), st.booleans())
def test_an_entry_cut_out(kept: Workspace, number: int, leaf: bool, above: bool) -> None:
    def change(connection: Connection) -> None:
        connection.execute(delete(t.ledger).where(t.ledger.c.number == number))
        for level in range(int(not leaf), 4 if above else 1):
            gone = (t.nodes.c.level == level, t.nodes.c.place == number >> level)
            connection.execute(delete(t.nodes).where(*gone))

    found = faults(kept, change)
    assert found[0].entry == number
    assert f"entry {number} is missing" in str(found[0])


def cut(first: int) -> Change:
    """Cut the tail off, with the nodes over it."""

    def change(connection: Connection) -> None:
        connection.execute(delete(t.ledger).where(t.ledger.c.number >= first))
        for level in range(5):
            gone = (t.nodes.c.level == level, t.nodes.c.place >= first >> level)
            connection.execute(delete(t.nodes).where(*gone))

    return change


@same_workspace
@given(numbers)
def test_a_tail_cut_off(kept: Workspace, first: int) -> None:
    (found,) = faults(kept, cut(first))
    assert found.entry == first
    assert f"missing: the checkpoint kept here is of {SIZE} entries" in str(found)


@same_workspace
@given(numbers)
def test_a_tail_cut_off_with_the_checkpoint(kept: Workspace, first: int) -> None:
    """Also by somebody who has the key: the checkpoint that was given away tells."""
    with kept.reading() as connection:
        given_away = Note("june.checkpoint", ledger.checkpoint(connection))

    def change(connection: Connection) -> None:
        cut(first)(connection)
        put_head(connection, kept.signer, first)

    assert faults(kept, change) == []
    (found,) = faults(kept, change, [given_away])
    assert found.entry == first
    assert f"missing: june.checkpoint is of {SIZE} entries" in str(found)


def put_head(connection: Connection, key: PrivateKey, size: int) -> None:
    """Sign so many entries as the whole log."""
    nodes = ledger.nodes_of(connection)
    note = signed(Checkpoint(key.name, size, tree.root(size, nodes)), key)
    peaks = [nodes(*subtree) for subtree in tree.subtrees(0, size)]
    head = msgspec.json.encode({"note": note, "peaks": peaks})
    state.put(connection, "ledger head", head)


def rewritten(connection: Connection, number: int) -> None:
    """Put another entry in the place of one, and compute all that stands above it anew."""
    head = state.get(connection, "ledger head") or b""
    state.put(connection, "ledger head", b"")
    connection.execute(delete(t.ledger))
    connection.execute(delete(t.nodes))
    for each in range(SIZE):
        ledger.append(connection, entry(each + 100 if each == number else each))
    state.put(connection, "ledger head", head)


@same_workspace
@given(numbers)
def test_a_history_rewritten_as_a_whole(kept: Workspace, number: int) -> None:
    (found,) = faults(kept, lambda connection: rewritten(connection, number))
    assert (
        str(found) == "ledger: entries 0 to 12 are not those of which the checkpoint kept here is"
    )


def test_a_history_rewritten_and_signed_with_the_key(kept: Workspace) -> None:
    with kept.reading() as connection:
        given_away = Note("june.checkpoint", ledger.checkpoint(connection))

    def change(connection: Connection) -> None:
        rewritten(connection, 3)
        ledger.seal(connection, lambda: kept.signer)
        ledger.append(connection, entry(13))
        ledger.seal(connection, lambda: kept.signer)

    assert faults(kept, change) == []
    (found,) = faults(kept, change, [given_away])
    assert str(found) == "ledger: entries 0 to 12 are not those of which june.checkpoint is"


def test_a_history_signed_with_another_key(kept: Workspace) -> None:
    other = private_key(bytes(32))

    def change(connection: Connection) -> None:
        put_head(connection, other, SIZE)

    (found,) = faults(kept, change)
    assert "no checkpoint that" in str(found)


@same_workspace
@given(numbers, numbers)
def test_entries_that_change_places(kept: Workspace, one: int, other: int) -> None:
    def change(connection: Connection) -> None:
        columns = [column for column in t.ledger.c if column.name != "number"]
        rows = {}
        for number in (one, other):
            row = connection.execute(select(*columns).where(t.ledger.c.number == number)).one()
            rows[number] = dict(row._mapping)
        for number, values in ((one, rows[other]), (other, rows[one])):
            connection.execute(update(t.ledger).where(t.ledger.c.number == number).values(values))

    found = faults(kept, change)
    assert {finding.entry for finding in found} == ({one, other} if one != other else set())


@same_workspace
@given(numbers, st.integers(0, 1 << 30))
def test_an_entry_under_another_number(kept: Workspace, number: int, more: int) -> None:
    def change(connection: Connection) -> None:
        where = t.ledger.c.number == number
        connection.execute(update(t.ledger).where(where).values(number=SIZE + more))

    found = faults(kept, change)
    assert any(f"entry {number} is missing" in str(finding) for finding in found) or (
        number == SIZE - 1
    )
    assert {number, SIZE + more} & {finding.entry for finding in found}


def test_an_entry_put_in_without_a_signature(kept: Workspace) -> None:
    (found,) = faults(kept, lambda connection: ledger.append(connection, entry(13)))
    assert str(found) == "ledger: entry 13 is not signed: the checkpoint kept here ends before"


def test_a_node_that_belongs_to_no_entry(kept: Workspace) -> None:
    def change(connection: Connection) -> None:
        connection.execute(insert(t.nodes).values(level=2, place=7, hash=bytes(32)))
        connection.execute(insert(t.nodes).values(level=30, place=0, hash=bytes(32)))

    assert [str(finding) for finding in faults(kept, change)] == [
        "ledger: a node that belongs to no entry (level 2, 7)",
        "ledger: a node that belongs to no entry (level 30, 0)",
    ]


def test_no_checkpoint_at_all(kept: Workspace) -> None:
    where = t.state.c.key == "ledger head"
    (found,) = faults(kept, lambda connection: connection.execute(delete(t.state).where(where)))
    assert "no checkpoint is kept" in str(found)


@pytest.mark.parametrize("values", [{"salt": None}, {"what": None}, {"salt": None, "what": None}])
def test_particulars_that_are_gone_and_nobody_says_so(
    kept: Workspace, values: dict[str, None]
) -> None:
    where = t.ledger.c.number == 4
    change = update(t.ledger).where(where).values(values)
    (found,) = faults(kept, lambda connection: connection.execute(change))
    assert found.entry == 4
    assert "lacks its particulars" in str(found)


def test_particulars_that_were_erased_by_an_entry(kept: Workspace) -> None:
    def change(connection: Connection) -> None:
        assert ledger.erase(connection, [4, 5, 9]) == [4, 5, 9]
        assert ledger.erase(connection, [5]) == []
        what = {"entries": [[4, 5], [9, 9]]}
        erasure = Entry(at=entry(0).at, who="ann", act=Act.ERASURE, basis="asked", what=what)
        ledger.append(connection, erasure)
        ledger.seal(connection, lambda: kept.signer)

    assert faults(kept, change) == []


@pytest.mark.sqlite
@pytest.mark.parametrize("name", ["body", "salt", "what"])
def test_a_value_of_another_kind(kept: Workspace, name: str) -> None:
    statement = f"UPDATE ledger SET {name} = 'text' WHERE number = 6"
    found = faults(kept, lambda connection: connection.exec_driver_sql(statement))
    assert [finding.entry for finding in found] == [6]


@pytest.mark.sqlite
def test_a_hash_of_another_kind(kept: Workspace) -> None:
    statement = "UPDATE ledger_node SET hash = 'text' WHERE level = 0 AND place = 6"
    (found,) = faults(kept, lambda connection: connection.exec_driver_sql(statement))
    assert found.entry == 6


def test_a_key_that_is_lost_is_told(kept: Workspace) -> None:
    kept.ledger_key.unlink()
    with Workspace(kept.folder, NOW, kept.database_url) as again:
        assert any("its key is missing" in line for line in again.check())
