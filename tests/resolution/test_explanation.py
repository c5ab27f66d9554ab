"""How an entity came together can be read."""

from commonlist.matching import Comparison, Reason
from commonlist.resolution import Judgement, Relation, Role, Verdict, explain, partition
from tests.matching.entries import group, profiles

HELD = profiles(
    group("un:1", "Al-Qaida", references=["un:QDe.900"]),
    group("gb:1", "AL-QAIDA", references=["un:QDe.900"]),
    group("ru:1", "База"),
    group("us:1", "Karma Testers"),
    group("us:2", "Zorba Brothers"),
)
SAID = [
    Judgement(
        left="ru:1", right="un:1", verdict=Verdict.SAME, author="bundled",
        reason="База is Russian for the base", made_at="2026-01-02T00:00:00Z",
    ),
    Judgement(
        left="un:1", right="us:1", verdict=Verdict.DIFFERENT, author="desk",
        reason="read both", made_at="2026-01-03T00:00:00Z",
    ),
]  # fmt: skip
QUOTED = Reason("reference", 12.0, "both quote un QDe.900")
NAMED = Reason("name", 2.0, "the name AL-QAIDA is Al-Qaida")
MADE = partition(HELD, [Comparison("gb:1", "un:1", 0.998, (QUOTED, NAMED))], SAID)


def test_each_join_is_told_with_its_ground_in_the_order_it_was_made() -> None:
    assert explain(HELD, MADE, ["gb:1", "ru:1", "un:1"]) == (
        "База (ru:1) and Al-Qaida (un:1) are judged the same by bundled on 2026-01-02:"
        " База is Russian for the base",
        "AL-QAIDA (gb:1) and Al-Qaida (un:1) are joined (score 1.00): both quote un QDe.900;"
        " the name AL-QAIDA is Al-Qaida",
        "Al-Qaida (un:1) and Karma Testers (us:1) are judged different by desk on 2026-01-03:"
        " read both",
    )


def test_a_record_on_its_own_has_nothing_to_tell() -> None:
    assert explain(HELD, MADE, ["us:2"]) == ()


def test_what_was_kept_apart_is_told_with_what_keeps_it() -> None:
    held = profiles(group("a:1", "Army of Islam"), group("b:1", "Army of Islam"))
    name = Reason("name", 4.0, "the name Army of Islam is Army of Islam")
    made = partition(held, [Comparison("a:1", "b:1", 0.4, (name,))], [])
    assert explain(held, made, ["a:1"]) == (
        "Army of Islam (a:1) and Army of Islam (b:1) are kept apart (score 0.40):"
        " too little to go by: the name Army of Islam is Army of Islam",
    )


def test_a_record_no_longer_held_is_told_by_its_key() -> None:
    held = profiles(group("a:1", "Zorba"), group("b:1", "Karma"))
    said = [
        Judgement(
            left=key, right="x:9", verdict=Verdict.SAME, author="desk", reason="read both",
            made_at="2026-01-01",
        )
        for key in held
    ]  # fmt: skip
    assert explain(held, partition(held, [], said), ["a:1", "b:1"]) == (
        "Zorba (a:1) and x:9 are judged the same by desk on 2026-01-01: read both",
        "Karma (b:1) and x:9 are judged the same by desk on 2026-01-01: read both",
    )


def test_both_readers_of_a_judgement_are_named() -> None:
    held = profiles(group("a:1", "Zorba"), group("b:1", "Karma"))
    said = [
        Judgement(
            left="a:1", right="b:1", verdict=Verdict.SAME, author=author, reason="renamed",
            made_at=f"2026-01-0{day}", second=True,
        )
        for day, author in enumerate(("ann", "bob"), 1)
    ]  # fmt: skip
    assert explain(held, partition(held, [], said), ["a:1", "b:1"]) == (
        "Zorba (a:1) and Karma (b:1) are judged the same by bob (and by ann) on 2026-01-02:"
        " renamed",
    )


def test_what_a_relation_keeps_apart_is_told_with_its_ground() -> None:
    held = profiles(group("a:1", "Zorba"), group("b:1", "Zorba Guard"))
    tie = Relation(child="b:1", parent="a:1", role=Role.PART_OF, author="desk", basis="its statute")
    assert explain(held, partition(held, [], [], [tie]), ["a:1"]) == (
        "Zorba Guard (b:1) and Zorba (a:1) are related, not the same: b:1 is part of a:1"
        " (by desk: its statute)",
    )


def test_what_says_too_little_is_told_with_what_speaks_for_it_and_against() -> None:
    made = Comparison(
        "a:1", "b:1", 0.8,
        (
            Reason("common_name", 3.0, "the name Group is Group (very common words alone)"),
            Reason("blur", -0.5, "written differently: gruop and group"),
        ),
    )  # fmt: skip
    held = profiles(group("a:1", "Group"), group("b:1", "Gruop"))
    [sentence] = explain(held, partition(held, [made], []), ["a:1"])
    assert sentence.endswith(
        "too little to go by: the name Group is Group (very common words alone);"
        " though written differently: gruop and group"
    )
