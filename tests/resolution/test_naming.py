"""Names in the text of entries that could not be read."""

import pytest

from commonlist.resolution.naming import named_in, spelt

FRONT = spelt("Front of Zembla Liberation")


@pytest.mark.parametrize(
    "raw",
    [
        'br,Office,br_x,x,"Front of Zembla Liberation",2012-13-01',
        "<ENTITY><FIRST_NAME>FRONT OF ZEMBLA LIBERATION</FIRST_NAME></ENTITY>",
        '<nameAlias firstName="" wholeName="Front of Zembla-Liberation" function=""/>',
        '{"name": ["Zembla Liberation, Front of"]}',
        "<FIRST_NAME>Front of</FIRST_NAME><SECOND_NAME>Zémbla Liberation</SECOND_NAME>",
    ],
)
def test_a_name_stands_in_a_text_by_its_words_in_any_order(raw: str) -> None:
    assert named_in(raw, {FRONT, spelt("Army of Ruritania")}) == {FRONT}


@pytest.mark.parametrize(
    "raw",
    ["", "Front of the Zembla Liberation", "Front of Zembla", "<NAME>Front</NAME><OF>Zembla</OF>"],
)
def test_but_not_where_other_words_part_it_or_one_lacks(raw: str) -> None:
    assert not named_in(raw, {FRONT})


def test_marks_of_a_form_are_no_words_and_signs_are_undone() -> None:
    assert named_in("<who>Lamp &amp; Bell</who>", {spelt("Lamp Bell"), spelt("who")}) == {
        spelt("Lamp Bell")
    }
