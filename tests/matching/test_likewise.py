"""Words of a name that stand in other names too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.matching.likewise import likewise


def met(text: str, *others: str, personal: bool = False) -> list[str]:
    return [piece.text for piece in likewise(text, others, personal=personal) if piece.met]


@pytest.mark.parametrize(
    ("text", "other", "words"),
    [
        ("Teal Brigade of the Lake", "The Lake Brigade", ["Brigade", "Lake"]),
        ("Mohamed Testi", "Muhammad al-Other", ["Mohamed"]),
        ("محمد", "Muhammad", ["محمد"]),
        ("Исламская группа", "Islamic Group", ["Исламская", "группа"]),
        ("Grey Heron", "Teal Lake", []),
    ],
)
def test_are_told_by_meaning_and_sound_in_any_script(
    text: str, other: str, words: list[str]
) -> None:
    assert met(text, other, personal="Testi" in text or text == "محمد") == words


def test_articles_and_particles_do_not_count() -> None:
    assert met("The Union of the North", "The Front of the South") == []


@given(st.text(max_size=40), st.text(max_size=40), st.booleans())
def test_the_pieces_are_the_name(text: str, other: str, personal: bool) -> None:
    assert "".join(p.text for p in likewise(text, [other], personal=personal)) == text
