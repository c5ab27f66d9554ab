"""Clearances are kept in order and never changed; few records are read without all others."""

from commonlist.records import Kind
from commonlist.screening import Clearance
from commonlist.storage import Workspace, lists, screening

MADE = Clearance(
    query="Ivan Teal",
    query_digest="q",
    entity="cl-1",
    entity_digest="e",
    reason="born elsewhere",
    author="A. Clerk",
    made_at="2024-01-02T03:04:05Z",
)


def test_clearances_are_read_as_they_were_said(workspace: Workspace) -> None:
    import msgspec

    back = msgspec.structs.replace(MADE, cleared=False, expires="2030-01-01")
    with workspace.writing() as connection:
        numbers = [screening.add_clearance(connection, made) for made in (MADE, back)]
    with workspace.reading() as connection:
        found = screening.clearances(connection)
    assert [made.id for made in found] == numbers == [1, 2]
    assert [msgspec.structs.replace(made, id=0) for made in found] == [MADE, back]


def test_members_entities_and_grounds(filled: Workspace) -> None:
    with filled.reading() as connection:
        entity_of = screening.entities_of(connection, ["zz_one:a", "zz_one:none"])
        (entity,) = entity_of.values()
        assert screening.members_of(connection, [entity]) == entity_of == {"zz_one:a": entity}
        grounds = screening.grounds_of(connection, [entity, "cl-none"])
        assert grounds.keys() == {entity}
        assert grounds[entity].keys() == {"zz_one:a"}


def test_captions_and_where_versions_are(filled: Workspace) -> None:
    with filled.reading() as connection:
        ids = screening.record_ids(connection, ["zz_one:a"])
        assert set(screening.captions(connection, ["zz_one:a"])) == {
            ("zz_one:a", "Grey Heron Front", Kind.ORGANIZATION.value)
        }
        every = lists.present(connection, None)
        assert screening.present(connection, ids) == {
            snapshot: [i for i in held if i in ids] for snapshot, held in every.items()
        }
