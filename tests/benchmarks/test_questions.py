import random
import re
from itertools import islice

import pytest
from inventing import world
from published import JUDGED, SHARED, everything, folded, rows
from questions import ACRONYM, NEGATIVES, OTHERS, SCRIPTS, Stage, stage
from spellings import FORM_AND_SPELLING

from commonlist.values.scripts import script_of

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def made() -> Stage:
    return stage(600, 8, seed=3, shared=SHARED)


def test_every_class_is_asked(made: Stage) -> None:
    asked = {question.group for question in made.questions}
    assert {*FORM_AND_SPELLING, *NEGATIVES} <= asked <= {*FORM_AND_SPELLING, *NEGATIVES, *OTHERS}


def test_what_ought_to_be_found_is_a_target(made: Stage) -> None:
    keys = [target.key for target in made.targets]
    assert len(keys) == len(set(keys)) == 600
    assert {question.target for question in made.questions} - {""} <= set(keys)


def test_what_was_judged_is_two_entries_and_has_grounds() -> None:
    known = {record.key for record in everything(SHARED)}
    for row in rows(JUDGED):
        assert {row["one"], row["two"]} <= known
        assert row["one"] != row["two"]
        assert row["grounds"]


def test_only_negatives_have_no_target(made: Stage) -> None:
    assert all((not q.target) == (q.group in NEGATIVES) for q in made.questions)


def test_no_negative_has_the_words_of_a_target(made: Stage) -> None:
    held = {folded(name.text) for target in made.targets for name in target.names}
    assert not held & {folded(q.text) for q in made.questions if not q.target}


def test_what_is_asked_for_is_held_out_of_the_target(made: Stage) -> None:
    targets = {target.key: target for target in made.targets}
    for question in made.questions:
        if question.group in OTHERS:
            names = [name.text for name in targets[question.target].names]
            assert names
            assert question.text not in names
            scripts = {script_of(name) == "Latin" for name in names}
            if question.group in SCRIPTS:
                assert scripts == {question.group.endswith("Latin")}
            if question.group == ACRONYM:
                assert not any(question.text in re.findall(r"\w+", name) for name in names)


def test_no_target_quotes_a_number(made: Stage) -> None:
    assert not any(target.references for target in made.targets)


def test_a_seed_gives_one_stage(made: Stage) -> None:
    assert stage(600, 8, seed=3, shared=SHARED) == made


def test_invented_parties_differ() -> None:
    parties = list(islice(world().parties(random.Random(1)), 2000))
    assert len({party.caption for party in parties}) > 1900
    assert not any("{" in party.caption for party in parties)
