import csv
import io
import json

from commonlist.publication import listing
from tests.publication.answers import act, need, row, stance, voice

HEAD = {"rule": "all(us, ru)", "as_of": "2015-12-18", "known": None, "parties": ["us", "ru"]}
ROWS = [
    row(
        "cl-a",
        "جبهة البلشون",
        "disputed",
        voices={
            "us": voice(
                "listed",
                "2014-05-15",
                acts=[
                    act("us", "SDGT", "2014-05-15", origin="autonomous", basis="E.O. 13224"),
                    act("us", "FTO", part="the wing"),
                ],
            ),
            "ru": voice("not_listed", **stance("opposes")),
            "jo": voice("unknown", **stance("supports", "second-hand")),
            "gb": voice("listed_in_part", "2008"),
        },
        lists={"eu_931": True},
        needs=[need("agreed", "ru")],
    ),
    row("cl-b", "=HYPERLINK(1)", "not_listed"),
]


def test_json_is_the_answer_with_its_head() -> None:
    out = io.StringIO()
    listing.write_json(HEAD, iter(ROWS), out)
    assert json.loads(out.getvalue()) == {**HEAD, "entities": ROWS}
    assert "جبهة البلشون" in out.getvalue()


def test_an_empty_answer_is_json_too() -> None:
    out = io.StringIO()
    listing.write_json({}, [], out)
    assert json.loads(out.getvalue()) == {"entities": []}


def read_csv(rows: list[dict[str, object]]) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    listing.write_csv(rows, out)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))


def test_csv_has_a_row_for_each_entity() -> None:
    first, second = read_csv(ROWS)
    assert first == {
        "entity": "cl-a",
        "caption": "جبهة البلشون",
        "kind": "organization",
        "status": "disputed",
        "listed": "us eu_931",
        "listed_in_part": "gb",
        "not_listed": "ru",
        "unknown": "jo",
        "stances": "ru opposes; jo supports (second-hand)",
        "since": "2008",
        "acts": "us: SDGT, since 2014-05-15, autonomous, E.O. 13224 | us: FTO, the wing",
        "needs": "agreed: ru",
        "note": "",
    }
    assert second["caption"] == "'=HYPERLINK(1)"


def test_lines_of_a_docket_are_named() -> None:
    parts = [row("cl-a", "Heron", "agreed"), row("cl-b", "Owl", "disputed")]
    line = {**parts[0], "line": "Birds", "status": "disputed", "members": parts}
    assert [(r["entity"], r["line"], r["line_status"]) for r in read_csv([line])] == [
        ("cl-a", "Birds", "disputed"),
        ("cl-b", "Birds", "disputed"),
    ]
