"""SQLite and PostgreSQL hold the same values in the same order; what fails is said in one line."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from commonlist.errors import CommonlistError, InputError, WorkspaceError
from commonlist.pipeline.ingest import ingest
from commonlist.storage import Workspace, databases, state
from commonlist.storage import tables as t
from commonlist.storage.databases import Postgres
from tests.postgres import Relay, Server, relay
from tests.storage.conftest import NOW, write_table

ODD = (
    "plain",
    "",
    "tab\tline\nreturn\rbackslash\\ \\N \\. quote' \"",
    "nul\0 nul\0",
    "\ufdd0",
    "\ufdd00 and \0 and \ufdd01",
    "Z a É é ß الأول 烏 𐎀 \uffff",
)


def name_in(url: str) -> str:
    """The database's name in a URL."""
    return url.partition("@/")[2].partition("?")[0]


def write(workspace: Workspace, values: tuple[str, ...], *, at_once: bool) -> None:
    rows = [{"record": f"{n}", "party": "us", "note": value} for n, value in enumerate(values)]
    rest = {"stand": "supports", "since": "", "confidence": "", "source": ""}
    with workspace.writing() as connection:
        if at_once:
            connection.execute(insert(t.stances), [row | rest for row in rows])
        else:
            for row in rows:
                connection.execute(insert(t.stances).values(row | rest))


@pytest.mark.parametrize("at_once", [True, False])
def test_text_comes_back_as_it_was(workspace: Workspace, at_once: bool) -> None:
    write(workspace, ODD, at_once=at_once)
    c = t.stances.c
    with workspace.reading() as connection:
        assert tuple(connection.execute(select(c.note).order_by(c.id)).scalars()) == ODD
        for value in ODD:
            assert connection.execute(select(c.note).where(c.note == value)).scalar() == value


@pytest.mark.parametrize("size", [1, 2])
def test_bytes_and_numbers_come_back_as_they_were(workspace: Workspace, size: int) -> None:
    every = bytes(range(256))
    rows = [
        {"left": f"{n}", "right": "", "score": score, "body": every, "joined": True, "why": ""}
        for n, score in enumerate((0.1 + 0.2, 1e-300)[:size])
    ]
    compared = [{k: row[k] for k in ("left", "right", "score", "body")} for row in rows]
    suggested = [{k: v for k, v in row.items() if k != "body"} for row in rows]
    with workspace.writing() as connection:
        connection.execute(insert(t.comparisons), compared)
        connection.execute(insert(t.suggestions), suggested)
    with workspace.reading() as connection:
        found = connection.execute(select(t.comparisons).order_by(t.comparisons.c.left))
        assert [dict(row) for row in found.mappings()] == compared
        found = connection.execute(select(t.suggestions).order_by(t.suggestions.c.left))
        assert [dict(row) for row in found.mappings()] == suggested


def test_columns_that_are_left_out_have_their_default(workspace: Workspace) -> None:
    row = {"verdict": "same", "author": "", "reason": "", "made_at": ""}
    rows = [row | {"left": left, "right": "b"} for left in ("a", "c")]
    with workspace.writing() as connection:
        connection.execute(insert(t.judgements), rows)
    with workspace.reading() as connection:
        found = connection.execute(select(t.judgements.c.id, t.judgements.c.second)).all()
    assert sorted(map(tuple, found)) == [(1, False), (2, False)]


def test_text_is_in_the_order_of_code_points(workspace: Workspace) -> None:
    words = ("Z", "a", "É", "é", "ä", "B", "-b", "_", "b c", "bc", "ا", "𐎀", "\uffff")
    write(workspace, words, at_once=True)
    with workspace.reading() as connection:
        found = connection.execute(select(t.stances.c.note).order_by(t.stances.c.note)).scalars()
        assert list(found) == sorted(words)
        above = select(t.stances.c.note).where(t.stances.c.note > "a")
        assert set(connection.execute(above).scalars()) == {word for word in words if word > "a"}


def test_numbers_are_of_64_bits(workspace: Workspace) -> None:
    with workspace.writing() as connection:
        connection.execute(insert(t.dockets).values(name="", position=2**40, line="", record=""))
    with workspace.reading() as connection:
        c = t.dockets.c
        assert connection.execute(select(c.position).where(c.position < 2**62)).scalar() == 2**40


def test_many_threads_read_and_write_at_once(workspace: Workspace) -> None:
    failed: list[BaseException] = []
    together = threading.Barrier(64)

    def run(number: int) -> None:
        try:
            with workspace.reading() as connection:
                together.wait(20)
                state.version(connection)
            with workspace.writing() as connection:
                state.put(connection, f"{number}", b"")
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    with workspace.reading() as connection:
        assert state.version(connection) == 64


@pytest.mark.postgresql
def test_every_text_of_the_schema_is_in_the_order_of_code_points(
    workspace: Workspace, server: Server, database: Callable[[Path], str]
) -> None:
    query = (
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = "
        "'public' AND table_name <> 'alembic_version' AND (data_type NOT IN "
        "('text', 'bigint', 'boolean', 'bytea', 'double precision') OR "
        "data_type = 'text' AND collation_name IS DISTINCT FROM 'C')"
    )
    other = server.execute(query, name_in(database(workspace.folder)))
    assert not other, "migrations take Integer and Text from storage/columns.py"


@pytest.mark.postgresql
def test_two_schemas_of_a_database_are_two_workspaces(
    tmp_path: Path, database: Callable[[Path], str], server: Server
) -> None:
    url = database(tmp_path)
    for schema in ("one", "two"):
        server.execute(f"CREATE SCHEMA {schema}", name_in(url))
    one, two = (
        Workspace(tmp_path / schema, NOW, f"{url}&options=-csearch_path%3D{schema}")
        for schema in ("one", "two")
    )
    path = write_table(tmp_path / "zz.csv", "zz_one", "a,Grey Heron Front,2001")
    with one, two, one.recording():
        ingest(two, "table", [path], NOW)  # the other's writer is none of its business
        with one.reading() as left, two.reading() as right:
            assert (state.version(left), state.version(right)) == (0, 1)


@pytest.mark.postgresql
@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+pg8000"])
def test_url_may_be_written_as_other_programs_write_it(
    tmp_path: Path, database: Callable[[Path], str], scheme: str
) -> None:
    url = database(tmp_path).replace("postgresql", scheme) + "&port=5432&application_name=desk"
    with Workspace(tmp_path, NOW, url) as opened:
        assert opened.check() == ()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://u:secret@host/d", "mysql: is not known"),
        ("sqlite:///file.db", "leave it out for SQLite"),
        ("nothing", "not a URL"),
        ("postgresql://u:secret@host:port/d", "not a URL"),
        ("postgresql://u:secret@/d?port=x", "not a number"),
        ("postgresql://u:secret@host", "names no user or no database"),
        ("postgresql://host/d", "names no user"),
        ("postgresql://u:secret@host/d?passfile=x&zz=1", "passfile, zz: no such parameter"),
        ("postgresql://u:secret@host/d?sslmode=secret", "sslmode: not one of disable"),
        ("postgresql://u:secret@host/d?sslmode=require&sslrootcert=none.pem", "sslrootcert"),
    ],
)
def test_url_that_cannot_be_used_is_said_without_its_password(
    tmp_path: Path, url: str, says: str
) -> None:
    with pytest.raises(InputError, match=f"COMMONLIST_DATABASE_URL: .*{says}") as raised:
        Workspace(tmp_path, NOW, url)
    assert ":secret" not in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("?host=", "?host=/none"), "see that the server runs"),
        (("@/", "@127.0.0.1:1/"), "see that the server runs"),
        (("@/t", "@/none"), "does not exist"),
        (("postgres:secret", "nobody:secret"), 'role "nobody" does not exist'),
    ],
)
def test_server_that_cannot_be_used_is_said_without_its_password(
    tmp_path: Path, database: Callable[[Path], str], change: tuple[str, str], says: str
) -> None:
    url = database(tmp_path).replace("postgres@", "postgres:secret@").replace(*change)
    if "127" in url:
        url = url.partition("?")[0]
    with pytest.raises(WorkspaceError, match=says) as raised:
        Workspace(tmp_path, NOW, url)
    assert "secret" not in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.postgresql
def test_connections_that_the_server_ended_are_made_anew(
    filled: Workspace, database: Callable[[Path], str], server: Server
) -> None:
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    with filled.reading() as connection:
        state.version(connection)
    server.execute(end)
    with filled.reading() as connection:
        assert state.version(connection) > 0


@pytest.fixture
def relayed(
    tmp_path: Path, database: Callable[[Path], str], server: Server
) -> Iterator[tuple[Workspace, Relay]]:
    """A workspace whose database is behind a relay."""
    with relay(server) as made:
        url = database(tmp_path).replace(server.folder, made.folder)
        with Workspace(tmp_path, NOW, url) as opened:
            yield opened, made


@pytest.mark.postgresql
def test_connections_that_were_reset_are_made_anew(relayed: tuple[Workspace, Relay]) -> None:
    workspace, between = relayed
    with workspace.reading() as connection:
        before = state.version(connection)
    between.reset()
    with workspace.reading() as connection:
        assert state.version(connection) == before


@pytest.mark.postgresql
def test_reset_amid_a_transaction_is_one_line_and_nothing_of_it_is_kept(
    relayed: tuple[Workspace, Relay],
) -> None:
    workspace, between = relayed
    with workspace.reading() as connection:
        before = state.version(connection)

    def write() -> None:
        with workspace.writing() as connection:
            state.advance(connection)
            between.reset()
            state.advance(connection)

    with pytest.raises(WorkspaceError, match=r"network error.*see that the server runs") as raised:
        write()
    assert "\n" not in str(raised.value)
    with workspace.reading() as connection:
        assert state.version(connection) == before


@pytest.mark.postgresql
def test_more_connections_than_there_may_be_is_one_line(
    tmp_path: Path, database: Callable[[Path], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        databases, "_POOL", {"pool_size": 1, "max_overflow": 0, "pool_timeout": 0.1}
    )
    with (
        Workspace(tmp_path, NOW, database(tmp_path)) as opened,
        opened.reading(),
        pytest.raises(CommonlistError, match="too many at once; try again"),
        opened.reading(),
    ):
        pass


def test_address_tells_what_it_means_without_user_and_password() -> None:
    made = Postgres("postgres://user:secret@host.example:6543/lists?sslmode=verify-full")
    assert made.place == "postgresql://host.example/lists"
