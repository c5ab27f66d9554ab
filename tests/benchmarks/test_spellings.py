import random

import pytest
from spellings import FORM_AND_SPELLING, Rule

NAMES = ("Muhammad Abd al-Rahman Hussein", "Yusuf Kılıç", "Northern Star Shipping Company (Malta)")
RULES = pytest.mark.parametrize("rule", FORM_AND_SPELLING.values(), ids=FORM_AND_SPELLING)


@RULES
@pytest.mark.parametrize("name", NAMES)
def test_another_spelling_is_another_or_none(rule: Rule, name: str) -> None:
    for seed in range(50):
        made = rule(name, random.Random(seed))
        assert made is None or (made.strip() == made and made.casefold() != name.casefold())


@RULES
def test_a_seed_gives_one_spelling(rule: Rule) -> None:
    for name in NAMES:
        assert rule(name, random.Random(7)) == rule(name, random.Random(7))


@pytest.mark.parametrize(
    ("group", "name", "made"),
    [
        ("cut at 20", "Northern Star Shipping Co", "Northern Star Shippi"),
        ("cut at 20", "Short Name", None),
        (
            "cut at 35",
            "Northern Star Shipping Company (Malta)",
            "Northern Star Shipping Company (Mal",
        ),
        ("dropped middle names", "Ann Bo Cy", "Ann Cy"),
        ("glued words", "Ann Cy", "Anncy"),
        ("vowels dropped", "Hassan Karimov", "Hssn Krmv"),
        ("word order", "Madonna", None),
    ],
)
def test_what_a_rule_does(group: str, name: str, made: str | None) -> None:
    assert FORM_AND_SPELLING[group](name, random.Random(1)) == made
