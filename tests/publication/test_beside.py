"""Two records side by side, and the steps to a score."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commonlist.matching import Reason, logit_of
from commonlist.publication.beside import rows, text, waterfall
from commonlist.records import Kind, Name, Record


def record(entry: str, *names: str, **more: object) -> Record:
    named = tuple(Name(text=name) for name in names)
    return Record(source="zz", entry=entry, kind=Kind.ORGANIZATION, names=named, **more)  # type: ignore[arg-type]


@example(0.5, [])
@given(st.floats(0.001, 0.999), st.lists(st.floats(-5, 5), max_size=8))
def test_the_steps_lead_to_the_score_one_from_the_end_of_the_other(
    score: float, effects: list[float]
) -> None:
    falls = waterfall(score, [Reason("name", effect, "a word") for effect in effects])
    assert sum(step.effect for step in falls.steps) == pytest.approx(logit_of(score))
    ends = [step.end for step in falls.steps]
    assert [step.begin for step in falls.steps[1:]] == ends[:-1]
    assert all(0 <= place <= 1 for step in falls.steps for place in (step.begin, step.end))
    last = ends[-1] if ends else falls.line  # without a reason, one half has no step
    assert (last >= falls.line) is (score >= 0.5)


def test_a_field_that_both_lack_is_left_out_and_one_that_one_lacks_is_shown() -> None:
    shown = {
        row.label: row
        for row in rows(record("a", "Teal"), record("b", "Teal", references=("QDe.1",)),
                        details=False, latin=False)
    }  # fmt: skip
    assert "numbers" not in shown
    assert (shown["references"].left, text(shown["references"].right[0])) == ((), "QDe.1")


def test_latin_letters_stand_beside_other_scripts() -> None:
    left, right = record("a", "القاعدة"), record("b", "Al-Qaida")
    (names,) = (r for r in rows(left, right, details=False, latin=True) if r.label == "names")
    assert text(names.left[0]).startswith("القاعدة [")
    assert text(names.right[0]) == "Al-Qaida"
