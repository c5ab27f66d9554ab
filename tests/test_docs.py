"""The manual is read: what the code has stands in it, and what it shows works."""

import re
import shlex
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from commonlist.agreement.language import parse
from commonlist.agreement.presets import PRESETS
from commonlist.agreement.rules import FILTERS
from commonlist.agreement.voices import Detail, Law, Stand
from commonlist.cli.commands import app
from commonlist.errors import CommonlistError, RuleError
from commonlist.fetching import addresses
from commonlist.parties import is_party
from commonlist.pipeline.bundled import ingest_bundled, tables
from commonlist.pipeline.demonstration import demonstrate
from commonlist.pipeline.evidence import Asked, Evidence
from commonlist.pipeline.exporting import OF_ANSWERS, OF_ENTITIES
from commonlist.pipeline.inventory import inventory
from commonlist.pipeline.overlaying import FIELDS
from commonlist.pipeline.resolving import resolve
from commonlist.pipeline.views import comparison
from commonlist.records import Confidence, DateKind
from commonlist.settings import PREFIX, Settings
from commonlist.sources import FORMATS, LISTS, History, reader
from commonlist.sources.table import COLUMNS, STATED, Statements
from commonlist.storage import Workspace

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
Command = Any
"""A command of click, of whichever package typer takes it from."""


@cache
def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text("utf-8")


def is_named(word: str, text: str) -> bool:
    """Whether a word stands in code quotes or a code block, by itself."""
    quoted = re.findall(r"`[^`\n]+`|^```.*?^```", text, re.M | re.S)
    return any(re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", part) for part in quoted)


def section(text: str, heading: str) -> str:
    """The text under a heading of the second level."""
    match = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert match, f"no section {heading!r}"
    return match[1]


def walk(command: Command, *path: str) -> Iterator[tuple[tuple[str, ...], Command]]:
    """Yield every command under its words, groups left out."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
        return
    for name, below in inner.items():
        yield from walk(below, *path, name)


def options(command: Command) -> set[str]:
    return {name for option in command.params for name in option.opts if name.startswith("-")}


ROOT_COMMAND: Command = get_command(app)
COMMANDS = dict(walk(ROOT_COMMAND))


class TestCommands:
    @pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
    def test_every_command_and_option_is_described(self, path: tuple[str, ...]) -> None:
        text = section(page("commands"), path[0])
        assert is_named(f"commonlist {' '.join(path)}", text)
        missing = {name for name in options(COMMANDS[path]) if not is_named(name, text)}
        assert not missing

    def test_the_options_before_the_command_are_described(self) -> None:
        head = page("commands").partition("\n## ")[0]
        assert all(is_named(name, head) for name in options(ROOT_COMMAND))

    @pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
    def test_help_explains_every_argument_and_option(self, path: tuple[str, ...]) -> None:
        assert not [param.name for param in COMMANDS[path].params if not param.help]

    @pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
    def test_no_option_is_described_that_a_command_lacks(self, path: tuple[str, ...]) -> None:
        known = {name for inner in COMMANDS.values() for name in options(inner)}
        known |= options(ROOT_COMMAND)
        named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", section(page("commands"), path[0])))
        assert named <= known

    @pytest.mark.parametrize("format_name", OF_ENTITIES + OF_ANSWERS)
    def test_every_export_format_is_described(self, format_name: str) -> None:
        assert is_named(format_name, section(page("commands"), "export"))

    @pytest.mark.parametrize("field", FIELDS)
    def test_every_field_of_an_overlay_is_described(self, field: str) -> None:
        assert is_named(field, section(page("commands"), "overlay"))

    def test_every_exit_status_is_described(self) -> None:
        said = set(re.findall(r"^\| (\d+) \|", section(page("commands"), "Exit statuses"), re.M))
        used = {error.exit_status for error in descendants(CommonlistError)}
        assert {str(status) for status in used} | {"0", "130", "141"} == said


def keys(value: Any) -> Iterator[str]:
    """The names of all fields in a document; parties and lists as keys are left out."""
    if isinstance(value, list):
        for each in value:
            yield from keys(each)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(name, str) and not is_party(name) and "(" not in name:
                yield name
            yield from keys(inner)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What machines read, made for real from the bundled lists."""
    folder = tmp_path_factory.mktemp("workspace")
    now = datetime(2026, 1, 2, tzinfo=UTC)
    with Workspace(folder, now) as workspace:
        demo = demonstrate(workspace, now)
        asked = Asked(day=date(2015, 12, 18))
        with workspace.reading() as connection:
            yield {
                "demo": {name: demo[name] for name in demo if name != "answer"},
                "agree": demo["answer"],
                "ingest": ingest_bundled(workspace, now),
                "resolve": resolve(workspace),
                "sources": inventory(connection, now.date()),
                "compare": comparison(Evidence(connection, asked), "us", "ru", None),
            }


@pytest.mark.parametrize("name", ["demo", "agree", "ingest", "resolve", "sources", "compare"])
def test_every_key_of_json_is_described(documents: dict[str, Any], name: str) -> None:
    text = section(page("commands"), name)
    assert not {key for key in keys(documents[name]) if not is_named(key, text)}


def descendants(kind: type[CommonlistError]) -> Iterator[type[CommonlistError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from descendants(child)


class TestWords:
    @pytest.mark.parametrize("name", Settings.__struct_fields__)
    def test_every_setting_is_described(self, name: str) -> None:
        assert is_named(name, page("settings"))
        assert is_named(PREFIX + name.upper(), page("settings"))

    @pytest.mark.parametrize("word", FILTERS)
    def test_every_filter_is_described(self, word: str) -> None:
        assert is_named(word, section(page("rules"), "Filters"))

    @pytest.mark.parametrize("name", PRESETS)
    def test_every_preset_is_described_with_its_rule(self, name: str) -> None:
        line = re.search(rf"^\| `{name}` \|.*", section(page("rules"), "Presets"), re.M)
        assert line
        text = PRESETS[name].text
        assert f"`{text}`" in line[0] or name == "unanimity-vienna"

    @pytest.mark.parametrize("word", [*Law, *Detail, *Stand, *Confidence])
    def test_every_word_of_a_voice_is_described(self, word: str) -> None:
        assert is_named(str(word), page("voices"))

    @pytest.mark.parametrize("word", [*DateKind, *History])
    def test_every_kind_of_date_and_history_is_described(self, word: str) -> None:
        assert is_named(str(word), page("time"))


class TestSources:
    @pytest.mark.parametrize("name", LISTS + FORMATS)
    def test_every_source_is_described(self, name: str) -> None:
        assert is_named(name, page("sources"))

    @pytest.mark.parametrize("name", LISTS)
    def test_every_list_has_a_row_with_its_register_and_least_size(self, name: str) -> None:
        source = reader(name).SOURCE
        row = re.search(rf"^\| \[`{name}`\].*", page("sources"), re.M)
        assert row
        assert f"`{source.register}`" in row[0]
        assert f"{source.fewest:,}" in row[0]

    @pytest.mark.parametrize("name", LISTS)
    def test_every_list_has_a_section_of_its_own(self, name: str) -> None:
        assert re.search(rf"^### .*`{name}`", page("sources"), re.M)

    @pytest.mark.parametrize("name", LISTS + FORMATS)
    def test_every_topic_is_named(self, name: str) -> None:
        text = section(page("sources"), "Topics")
        assert not {word for word in reader(name).SOURCE.topics if not is_named(word, text)}

    def test_every_known_address_is_given(self) -> None:
        named = {name for name in addresses({}) if is_named(name, page("sources"))}
        assert named == set(addresses({}))

    @pytest.mark.parametrize("name", sorted({source.name for source in tables()} | STATED.keys()))
    def test_every_bundled_table_is_described(self, name: str) -> None:
        assert is_named(name, section(page("sources"), "What is bundled"))


class TestTables:
    @pytest.mark.parametrize("column", COLUMNS)
    def test_every_column_is_described(self, column: str) -> None:
        assert f"| `{column}` |" in section(page("tables"), "Columns")

    @pytest.mark.parametrize("statement", Statements.__dataclass_fields__)
    def test_every_statement_is_described(self, statement: str) -> None:
        assert f"| `{statement}` |" in section(page("tables"), "Statements")


# What the pages show


def prose(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.*)$", prose(text), re.M)
    bare = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in bare}


def links() -> Iterator[tuple[Path, str]]:
    for path in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", prose(path.read_text("utf-8"))):
            if not re.match(r"[a-z]+:", target):
                yield path, target


@pytest.mark.parametrize(("path", "target"), list(links()), ids=lambda given: str(given)[-60:])
def test_every_relative_link_resolves(path: Path, target: str) -> None:
    name, _, anchor = target.partition("#")
    found = (path.parent / name) if name else path
    assert found.exists()
    assert not anchor or anchor in anchors(found.read_text("utf-8"))


def shown(program: str) -> list[tuple[str, list[str]]]:
    """The words after ``$ program`` in all pages, remarks left out, with the page's name."""
    return [
        (path.name, shlex.split(line, comments=True))
        for path in PAGES
        for line in re.findall(rf"^\$ {program} (.*)$", path.read_text("utf-8"), re.M)
    ]


@pytest.mark.parametrize(("name", "words"), shown("commonlist"), ids=str)
def test_every_command_shown_exists_with_its_options(name: str, words: list[str]) -> None:
    command: Command = ROOT_COMMAND
    while getattr(command, "commands", None) is not None:
        command = command.commands[words.pop(0)]
    assert {word for word in words if re.match(r"--?[a-z]", word)} <= options(command)


@pytest.mark.parametrize(("name", "words"), shown("make"), ids=str)
def test_every_target_shown_is_in_the_makefile(name: str, words: list[str]) -> None:
    assert re.search(rf"^{words[0]}:", (ROOT / "Makefile").read_text("utf-8"), re.M)


def test_the_readme_begins_with_the_two_commands() -> None:
    assert [words for name, words in shown("make") if name == "README.md"] == [["demo"], ["test"]]


def test_the_example_rules_are_rules() -> None:
    example = re.search(r"^```text\n(.*?)^```", page("rules"), re.M | re.S)
    assert example
    for line in example[1].splitlines():
        assert str(parse(line)) == line


def test_the_errors_shown_are_the_errors_made() -> None:
    shown_errors = re.findall(
        r"^\$ commonlist agree '([^']*)'\ncommonlist: (.*)$", page("rules"), re.M
    )
    assert shown_errors
    for rule, message in shown_errors:
        with pytest.raises(RuleError) as caught:
            parse(rule)
        assert str(caught.value) == message


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_has_a_path_of_a_machine(path: Path) -> None:
    assert not re.search(r"/(?:work|home|root|tmp|Users)/", path.read_text("utf-8"))
