"""The rule of the house: which room may import which, read from the code of all modules.

A room imports only rooms above it. Only ``pipeline``, ``web`` and ``cli`` import ``storage`` and
``settings``.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import commonlist

PACKAGE = Path(commonlist.__file__).parent
ROOMS = (
    *("errors", "settings", "values", "parties", "access", "records", "sources", "matching"),
    *(
        "resolution",
        "agreement",
        "ledger",
        "talks",
        "publication",
        "screening",
        "positions",
        "sharing",
    ),
    *("fetching", "storage", "pipeline", "web", "cli"),
)
"""From the top: each may import those before it."""
OUTER = ("pipeline", "web", "cli")
"""The rooms that know a workspace and its settings."""
PURE = ROOMS[ROOMS.index("values") : ROOMS.index("fetching")]
"""The rooms of the domain: values in, values out."""
VAGUE = {"models", "model", "utils", "util", "common", "helpers", "helper", "services", "misc"}
STATISTICAL = {"commonlist.matching.model"}
"""Where a model is a statistical one, as the field calls it."""
MODULES = sorted(PACKAGE.rglob("*.py"))


def dotted(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(("commonlist", *(part for part in parts if part != "__init__")))


def room_of(module: str) -> str:
    """The room of a module of ours; "" for the package itself."""
    return ([*module.split("."), ""])[1]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Every import of a module, also within functions and for types only: (line, dotted name)."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(path, node)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def _absolute(path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = dotted(path).split(".")
    depth = node.level - (path.name == "__init__.py")
    return ".".join([*package[: len(package) - depth], *filter(None, [node.module])])


def rooms_imported(path: Path) -> Iterator[tuple[int, str]]:
    """The rooms of ours that a module imports, other than its own."""
    own = room_of(dotted(path))
    for line, name in imported(path):
        room = room_of(name)
        if name.split(".")[0] == "commonlist" and room in ROOMS and room != own:
            yield line, room


def offences(allowed: "dict[str, set[str]]") -> list[str]:
    """Imports of a room that the importing one may not know."""
    return [
        f"{dotted(path)}, line {line}: imports {room}"
        for path in MODULES
        for line, room in rooms_imported(path)
        if room not in allowed.get(room_of(dotted(path)), set())
    ]


def test_every_module_stands_in_a_room() -> None:
    assert {room_of(dotted(path)) for path in MODULES} <= {"", *ROOMS}


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = {dotted(path) for path in MODULES if VAGUE & set(dotted(path).split(".")[1:])}
    assert vague == STATISTICAL


def test_a_room_imports_only_rooms_above_it() -> None:
    above = {room: set(ROOMS[:place]) for place, room in enumerate(ROOMS)}
    assert not offences(above)


@pytest.mark.parametrize("room", ["storage", "settings"])
def test_only_the_outer_rooms_import(room: str) -> None:
    everything = set(ROOMS)
    allowed = {r: everything if r in OUTER else everything - {room} for r in ROOMS}
    assert not offences(allowed)


def test_only_fetching_opens_a_connection() -> None:
    clients = {"httpx", "requests", "aiohttp", "socket", "ftplib"}
    found = {
        dotted(path)
        for path in MODULES
        for _, name in imported(path)
        if name.split(".")[0] in clients or name.startswith(("urllib.request", "http.client"))
    }
    assert {room_of(module) for module in found} <= {"fetching"}


def test_the_domain_knows_no_database() -> None:
    databases = {"sqlalchemy", "sqlite3", "alembic", "duckdb"}
    assert not [
        f"{dotted(path)}, line {line}: imports {name}"
        for path in MODULES
        for line, name in imported(path)
        if room_of(dotted(path)) in PURE and name.split(".")[0] in databases
    ]


def test_the_domain_reads_no_clock_and_no_environment() -> None:
    clocks = {"now", "utcnow", "today", "time", "getenv", "environ"}
    modules = {"date", "datetime", "time", "os"}
    assert not [
        f"{dotted(path)}, line {node.lineno}: {node.value.id}.{node.attr}"
        for path in MODULES
        if room_of(dotted(path)) in PURE
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in modules
        and node.attr in clocks
    ]


HEAVY = ("sqlalchemy", "alembic", "lxml", "httpx", "babel", "rapidfuzz", "anyascii", "xlsxwriter")


def test_the_command_line_starts_light() -> None:
    """A command imports what it needs when it needs it."""
    program = f"import sys, commonlist.cli; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout.strip()) == (0, ""), ran.stderr


@pytest.mark.parametrize("source", sorted(path.stem for path in PACKAGE.glob("sources/*.py")))
def test_knowing_what_a_list_is_needs_no_parser(source: str) -> None:
    module = "commonlist.sources" if source == "__init__" else f"commonlist.sources.{source}"
    heavy = ("lxml", "python_calamine", "babel", "sqlalchemy", "httpx")
    program = f"import sys, {module}; print(*[m for m in {heavy!r} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout.strip()) == (0, ""), ran.stderr


class TestTheReadingOfImports:
    """The rule is only as good as the reading: each form of an import is seen."""

    @pytest.mark.parametrize(
        ("code", "names"),
        [
            ("import commonlist.storage", ["commonlist.storage"]),
            ("import commonlist.storage as kept", ["commonlist.storage"]),
            ("from commonlist import storage", ["commonlist.storage"]),
            ("from commonlist.storage import lists", ["commonlist.storage.lists"]),
            ("from ..storage import lists", ["commonlist.storage.lists"]),
            ("from .. import storage", ["commonlist.storage"]),
            ("from .rules import Rule", ["commonlist.agreement.rules.Rule"]),
            ("def f():\n    import commonlist.cli", ["commonlist.cli"]),
            ("if TYPE_CHECKING:\n    from commonlist import cli", ["commonlist.cli"]),
        ],
    )
    def test_sees(self, code: str, names: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(f"{__name__}.parsed", lambda path: ast.parse(code))
        found = [name for _, name in imported(PACKAGE / "agreement" / "rules.py")]
        assert found == names
