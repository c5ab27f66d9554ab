import csv
import io

import pytest

from commonlist.publication import matrix
from commonlist.publication.cells import guarded, needs_words, shortest, voice_words
from tests.publication.answers import Row, need, row, stance, voice

DISPUTED = row(
    "cl-a",
    "Grey Heron Front",
    "disputed",
    voices={
        "us": voice("listed", "2014-05-15"),
        "gb": voice("listed_in_part", "2008"),
        "ru": voice("not_listed"),
        "jo": voice("unknown", **stance("supports", "second-hand")),
    },
    needs=[need("agreed", "ru"), need("agreed", "eu", "gb"), need("not_listed", "us")],
)


def test_each_party_has_its_law_and_since_when() -> None:
    header, rows = matrix.table([DISPUTED], ["us", "ru"])
    assert header == (
        *("entity", "caption", "kind", "status"),
        *("us", "us_since", "ru", "ru_since", "needs"),
    )
    assert list(rows) == [
        (
            *("cl-a", "Grey Heron Front", "organization", "disputed"),
            *("listed", "2014-05-15", "not listed", ""),
            "agreed: ru; or eu + gb | not_listed: us",
        )
    ]


@pytest.mark.parametrize(
    ("party", "words"),
    [
        ("us", "listed"),
        ("gb", "listed in part"),
        ("ru", "not listed"),
        ("jo", "unknown; supports (second-hand)"),
        ("fr", "unknown"),
    ],
)
def test_a_cell_tells_unknown_from_not_listed_and_words_from_law(party: str, words: str) -> None:
    assert voice_words(DISPUTED, party) == words


def test_a_fact_that_nobody_read_is_marked() -> None:
    listed = row("cl-a", "X", "agreed", voices={"us": voice("listed", confidence="recalled")})
    assert voice_words(listed, "us") == "listed (recalled)"


def test_the_last_stance_with_its_own_confidence_holds() -> None:
    said = {**stance("supports", "second-hand"), "stance": "opposes"}
    said["stances"].append(stance("opposes")["stances"][0])
    assert voice_words(row("a", "X", "disputed", voices={"ru": voice(**said)}), "ru") == (
        "unknown; opposes"
    )


@pytest.mark.parametrize(
    ("says", "words"), [(True, "listed"), (False, "not listed"), (None, "unknown")]
)
def test_a_list_that_the_rule_names_can_be_a_column(says: bool | None, words: str) -> None:
    assert voice_words(row("cl-a", "X", "agreed", lists={"eu_931": says}), "eu_931") == words


def test_nothing_is_needed_where_no_voice_can_decide() -> None:
    assert needs_words(row("cl-a", "X", "undetermined")) == ""


def test_what_is_needed_but_not_known_is_unknown() -> None:
    open_ = row("cl-a", "X", "undetermined", needs=None)
    assert (needs_words(open_), shortest(open_)) == ("unknown", None)
    assert shortest(row("cl-a", "X", "agreed", needs=None)) == ()


def docket() -> list[Row]:
    wing = row("cl-w", "Heron Wing", "agreed", voices={"us": voice("listed")})
    whole = row("cl-h", "Heron", "disputed", voices={"us": voice("not_listed")})
    line = {**wing, "line": "Herons", "status": "disputed", "members": [wing, whole]}
    return [line, {**row("cl-o", "Owl", "agreed"), "line": "Owls"}]


def test_a_line_of_several_entities_gives_a_row_for_each() -> None:
    header, rows = matrix.table(docket(), ["us"])
    assert header[-2:] == ("line", "line_status")
    assert [(r[0], r[3], r[4], *r[-2:]) for r in rows] == [
        ("cl-w", "agreed", "listed", "Herons", "disputed"),
        ("cl-h", "disputed", "not listed", "Herons", "disputed"),
        ("cl-o", "agreed", "unknown", "Owls", "agreed"),
    ]


def test_an_empty_answer_is_a_header() -> None:
    out = io.StringIO(newline="")
    matrix.write([], ["us"], out)
    assert out.getvalue() == "entity,caption,kind,status,us,us_since,needs\n"


def test_names_in_any_script_are_kept() -> None:
    captions = ["جبهة البلشون الرمادي", 'Фронт «Цапля», "1"', "a\nb"]
    out = io.StringIO(newline="")
    matrix.write((row("cl-a", text, "agreed") for text in captions), [], out)
    back = csv.DictReader(io.StringIO(out.getvalue(), newline=""))
    assert [line["caption"] for line in back] == captions


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "\r1", "＝1"])
def test_a_formula_is_written_as_text(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Al-Heron", "1-2", "'x", "«=»", "جبهة"])
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_rows_are_taken_one_by_one() -> None:
    taken = []

    def rows() -> object:
        for number in range(5):
            taken.append(number)
            yield row(f"cl-{number}", "X", "agreed")

    _, found = matrix.table(rows(), [])  # type: ignore[arg-type]
    next(found)
    assert taken == [0]
