"""Names put on the table: from a plain list or a CSV, tied to whom lists print under the name."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from commonlist.errors import FormatError, UnknownNameError
from commonlist.pipeline.agreeing import Question, agree
from commonlist.pipeline.dockets import put_docket, put_stances
from commonlist.pipeline.evidence import Asked
from commonlist.pipeline.files import input_of
from commonlist.pipeline.resolving import judge, resolve
from commonlist.resolution import Verdict
from commonlist.storage import Workspace, lists, opinions
from tests.pipeline.conftest import NOW, filler, un

pytestmark = pytest.mark.both

Put = Callable[..., dict[str, Any]]
ALPHA = ("QDe.001", "Alpha Front of Hamra", "2006-12-23")


def docket(workspace: Workspace, tmp_path: Path, text: str, name: str = "mine") -> int:
    path = tmp_path / "names.txt"
    path.write_text(text, "utf-8")
    return put_docket(workspace, name, input_of(path), NOW)[0]


def rows(workspace: Workspace, rule: str = "un", name: str = "mine") -> dict[str, dict[str, Any]]:
    resolve(workspace)
    question = Question(rule=rule, asked=Asked(day=date(2020, 11, 30)), docket=name)
    with workspace.reading() as connection:
        return {row["line"]: row for row in agree(connection, question)["entities"]}


def test_plain_list_of_names_is_a_docket(put: Put, workspace: Workspace, tmp_path: Path) -> None:
    put("un_sc", un("2020-11-30", ALPHA, *filler(800)))
    assert docket(workspace, tmp_path, "ALPHA FRONT, of Hamra\n\nNobody Ever Heard\n") == 2
    found = rows(workspace)
    assert found["ALPHA FRONT, of Hamra"]["status"] == "agreed"
    nobody = found["Nobody Ever Heard"]
    assert (nobody["voices"]["un"]["law"], nobody["may_be"]) == ("unknown", [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    "text",
    [
        "name;line\nÉlan Group;Élan\n",
        "Line\tName\nÉlan\tÉlan Group\n",
        '"Name","Line"\n"Élan Group","Élan"\n',
        "\n NAME , Line , Aliases\nÉlan Group,Élan\n",
    ],
)
def test_table_of_names_however_it_was_saved(
    workspace: Workspace, tmp_path: Path, text: str, encoding: str
) -> None:
    path = tmp_path / "names.csv"
    path.write_text(text, encoding)
    put_docket(workspace, "mine", input_of(path), NOW)
    with workspace.reading() as connection:
        assert opinions.dockets(connection)["mine"] == (("Élan", "docket:mine/elan"),)
        (version,) = lists.versions_of(connection, "docket", "mine/elan")
    assert version[1].caption == "Élan Group"


@pytest.mark.parametrize("header", ["Entity;Country", "names,aliases", "organisation\tkind"])
def test_a_header_without_names_is_no_name(
    workspace: Workspace, tmp_path: Path, header: str
) -> None:
    with pytest.raises(FormatError, match=r"no column 'name'; there are "):
        docket(workspace, tmp_path, f"{header}\nx\n")


def test_a_first_name_with_a_comma_is_a_name(workspace: Workspace, tmp_path: Path) -> None:
    docket(workspace, tmp_path, "Alias, Abu\nEntity, The\n")
    with workspace.reading() as connection:
        assert len(opinions.dockets(connection)["mine"]) == 2


def test_name_on_no_list_is_not_listed_once_somebody_looked(
    put: Put, workspace: Workspace, tmp_path: Path
) -> None:
    put("un_sc", un("2020-11-30", ALPHA, *filler(800)))
    docket(workspace, tmp_path, "Nobody Ever Heard\n")
    left = "docket:mine/nobody-ever-heard"
    judge(workspace, left, "un_sc:QDe.001", Verdict.DIFFERENT, "looked", "ann", NOW)
    assert rows(workspace)["Nobody Ever Heard"]["voices"]["un"]["law"] == "not_listed"


def test_name_that_is_an_alias_of_somebody_listed_is_never_called_not_listed(
    put: Put, workspace: Workspace, tmp_path: Path
) -> None:
    alias = (
        "</FIRST_NAME><ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY>"
        "<ALIAS_NAME>AFH</ALIAS_NAME></ENTITY_ALIAS>"
    )
    text = un("2020-11-30", ALPHA, *filler(800)).replace(
        "of Hamra</FIRST_NAME>", "of Hamra" + alias
    )
    put("un_sc", text)
    docket(workspace, tmp_path, "afh\n")
    found = rows(workspace)["afh"]
    assert found["status"] == "undetermined"
    assert found["voices"]["un"]["law"] == "unknown"
    assert [other["caption"] for other in found["may_be"]] == ["Alpha Front of Hamra"]
    judge(workspace, "docket:mine/afh", "un_sc:QDe.001", Verdict.DIFFERENT, "another", "ann", NOW)
    assert rows(workspace)["afh"]["voices"]["un"]["law"] == "not_listed"
    judge(workspace, "docket:mine/afh", "un_sc:QDe.001", Verdict.SAME, "it is", "bob", NOW)


def test_line_of_several_entities_is_agreed_only_if_each_is(
    put: Put, workspace: Workspace, tmp_path: Path
) -> None:
    put("un_sc", un("2020-11-30", ALPHA, *filler(800)))
    docket(workspace, tmp_path, "line,name\nBoth,Alpha Front of Hamra\nBoth,Group 7 of nowhere X\n")
    found = rows(workspace)["Both"]
    assert found["status"] == "undetermined"
    assert [member["status"] for member in found["members"]] == ["agreed", "undetermined"]


def test_stances_count_where_the_rule_says_so(
    put: Put, workspace: Workspace, tmp_path: Path
) -> None:
    put("un_sc", un("2020-11-30", ALPHA, *filler(800)))
    docket(workspace, tmp_path, "name\nNobody Ever Heard\n")
    path = tmp_path / "stances.csv"
    path.write_text(
        "party,subject,stance,since\nus,Nobody Ever Heard,supports,2020\n"
        "ru,Nobody Ever Heard,opposes,2020-02-03\nru,Nobody Ever Heard,supports,2021\n"
    )
    assert put_stances(workspace, "mine", input_of(path), NOW) == 3
    assert put_stances(workspace, "mine", input_of(path), NOW) == 0
    found = rows(workspace, "all(us, ru) [stances]")["Nobody Ever Heard"]
    assert found["status"] == "disputed"
    assert [found["voices"][p]["stance"] for p in ("us", "ru")] == ["supports", "opposes"]
    assert rows(workspace, "any(us, ru)")["Nobody Ever Heard"]["status"] == "undetermined"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("party,subject,stance\nzz9,A Name,supports\n", "no party"),
        ("party,subject,stance\nus,B Name,supports\n", "no line"),
        ("party,subject,stance\nus,A Name,maybe\n", "stance"),
        ("party,subject,stance,since\nus,A Name,supports,soon\n", "ISO"),
        ("party,subject\nus,A Name\n", "stance"),
    ],
)
def test_bad_stances_are_said_with_their_line(
    workspace: Workspace, tmp_path: Path, text: str, said: str
) -> None:
    docket(workspace, tmp_path, "A Name\n")
    path = tmp_path / "stances.csv"
    path.write_text(text)
    with pytest.raises(FormatError, match=said):
        put_stances(workspace, "mine", input_of(path), NOW)


def test_unknown_docket_is_said(workspace: Workspace) -> None:
    with pytest.raises(UnknownNameError, match="docket"):
        rows(workspace, name="none")
