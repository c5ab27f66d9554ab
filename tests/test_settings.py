"""Settings: the environment before the file, and a clear word about what cannot be used."""

from pathlib import Path

import pytest

from commonlist.errors import InputError
from commonlist.settings import FILE, PREFIX, Settings, load


def written(folder: Path, text: str | bytes) -> Path:
    (folder / FILE).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


class TestWhereTheyComeFrom:
    def test_defaults_without_a_file(self, tmp_path: Path) -> None:
        assert load({}, tmp_path) == Settings()

    @pytest.mark.parametrize("text", ["", "# nothing yet\n", "{}"])
    def test_an_empty_file_is_none(self, tmp_path: Path, text: str) -> None:
        assert load({}, written(tmp_path, text)) == Settings()

    def test_the_file(self, tmp_path: Path) -> None:
        text = (
            "workspace: lists\nauthor: A. Analyst\naddresses:\n  un_sc: http://localhost/un.xml\n"
        )
        made = load({}, written(tmp_path, text + "fetch_seconds: 20\n"))
        assert (made.workspace, made.author, made.fetch_seconds) == ("lists", "A. Analyst", 20.0)
        assert made.addresses == {"un_sc": "http://localhost/un.xml"}

    def test_the_environment_goes_before_the_file(self, tmp_path: Path) -> None:
        folder = written(tmp_path, "workspace: of-file\nauthor: of-file\n")
        made = load({"COMMONLIST_WORKSPACE": "of-environment"}, folder)
        assert (made.workspace, made.author) == ("of-environment", "of-file")

    def test_numbers_and_tables_can_stand_in_the_environment(self, tmp_path: Path) -> None:
        environ = {"COMMONLIST_FETCH_MEGABYTES": "20", "COMMONLIST_TOKENS": "{eu_fsf: secret}"}
        made = load(environ, tmp_path)
        assert (made.fetch_megabytes, made.tokens) == (20, {"eu_fsf": "secret"})

    def test_text_that_looks_like_yaml_is_text(self, tmp_path: Path) -> None:
        assert load({"COMMONLIST_AUTHOR": "yes: [no"}, tmp_path).author == "yes: [no"

    @pytest.mark.parametrize("name", Settings.__struct_fields__)
    def test_an_empty_variable_is_none(self, tmp_path: Path, name: str) -> None:
        assert load({PREFIX + name.upper(): ""}, tmp_path) == Settings()

    def test_variables_of_others_are_not_looked_at(self, tmp_path: Path) -> None:
        assert load({"WORKSPACE": "other", "AUTHOR": "other"}, tmp_path) == Settings()


class TestWhatCannotBeUsed:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("worksapce: here\n", "worksapce"),
            ("workspace: 5\n", "str"),
            ("fetch_seconds: soon\n", "float"),
            ("fetch_megabytes: 1.5\n", "int"),
            ("addresses: [un_sc]\n", "addresses"),
            ("tokens: {eu_fsf: {a: b}}\n", "tokens"),
            ("- workspace\n", "not a table of settings"),
            ("workspace\n", "not a table of settings"),
            ("5: 6\n", "settings"),
            ("a: [\n", "not YAML"),
            ("author: 2024-13-45\n", "not YAML"),
            ("a: \x00\n", "not YAML"),
            ("author: !!python/object:os.system {}\n", "not YAML"),
        ],
    )
    def test_in_the_file_is_said_in_one_line_that_names_it(
        self, tmp_path: Path, text: str, says: str
    ) -> None:
        with pytest.raises(InputError) as raised:
            load({}, written(tmp_path, text))
        assert says in str(raised.value)
        assert str(tmp_path / FILE) in str(raised.value)
        assert "\n" not in str(raised.value)

    def test_another_encoding_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="cannot be read as UTF-8"):
            load({}, written(tmp_path, "author: André".encode("latin-1")))

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("FETCH_SECONDS", "soon"),
            ("FETCH_MEGABYTES", "many"),
            ("ADDRESSES", "un_sc"),
            ("TOKENS", "{a: [}"),
        ],
    )
    def test_in_the_environment_is_said_too(self, tmp_path: Path, name: str, value: str) -> None:
        with pytest.raises(InputError, match="COMMONLIST_"):
            load({PREFIX + name: value}, tmp_path)

    def test_settings_cannot_be_changed(self) -> None:
        with pytest.raises(AttributeError):
            Settings().author = "somebody"  # type: ignore[misc]
