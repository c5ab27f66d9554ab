"""Presets: each parses, says where it is written down, and names whom its source names."""

import csv
from pathlib import Path

import pytest

from commonlist.agreement.language import parse
from commonlist.agreement.presets import PRESETS, Preset, rule_of
from commonlist.agreement.rules import AtLeast
from commonlist.errors import RuleError, UnknownNameError
from commonlist.sources import LISTS
from tests.test_bundled import TABLES


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
class TestEach:
    def test_parses_and_prints_as_it_is_written(self, preset: Preset) -> None:
        assert str(preset.rule()) == preset.text

    def test_has_a_title_and_a_source(self, preset: Preset) -> None:
        assert preset.title
        assert len(preset.source) > 20

    def test_is_found_by_its_name(self, preset: Preset) -> None:
        assert PRESETS[preset.name] is preset
        assert rule_of(preset.name) == (preset.rule(), preset.name)

    def test_names_no_party_twice(self, preset: Preset) -> None:
        named = [str(atom) for atom in preset.rule().expression.atoms()]
        assert len(named) == len(set(named))

    def test_asks_lists_that_there_are(self, preset: Preset) -> None:
        known = {*LISTS, *(path.stem for path in TABLES)}
        assert set(preset.rule().sources()) <= known

    def test_says_what_of_a_procedure_is_not_computed(self, preset: Preset) -> None:
        rule = preset.rule()
        assert preset.note or not (rule.procedures() or rule.sources())

    def test_talks_ask_for_stances_and_law_does_not(self, preset: Preset) -> None:
        talks = {"vienna-6", "unanimity-vienna", "bilateral-us-ru"}
        assert ("stances" in preset.rule().filters) == (preset.name in talks)


class TestTheParties:
    def named(self, name: str) -> set[str]:
        return set(PRESETS[name].rule().parties())

    def test_p5_are_the_permanent_members(self) -> None:
        assert self.named("p5") == {"cn", "fr", "gb", "ru", "us"}

    def test_csto_are_its_six_members(self) -> None:
        assert self.named("csto") == {"am", "by", "kz", "kg", "ru", "tj"}

    def test_quartet_are_four(self) -> None:
        assert self.named("quartet") == {"sa", "ae", "eg", "bh"}

    def test_tftc_are_the_united_states_and_the_six_of_the_gulf(self) -> None:
        assert self.named("tftc") == {"us", "sa", "ae", "bh", "kw", "om", "qa"}

    @pytest.mark.shared
    def test_vienna_6_names_the_participants_of_the_communique(self, shared: Path) -> None:
        with (shared / "facts/vienna_participants.csv").open(encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["vienna_2015_10_30"] == "yes"]
        participants = {row["party"].lower() for row in rows}
        assert len(participants) == 19
        assert self.named("vienna-6") == self.named("unanimity-vienna") == participants

    def test_vienna_6_asks_every_participant_but_the_un_which_suffices(self) -> None:
        expression = PRESETS["vienna-6"].rule().expression
        assert isinstance(expression, AtLeast)
        un, everyone = expression.parts
        assert (str(un), expression.word) == ("un", "or")
        assert isinstance(everyone, AtLeast)
        assert everyone.needed == len(everyone.parts) == 18


class TestARuleOrAName:
    def test_a_text_is_read_as_a_rule(self) -> None:
        assert rule_of("all(us, ru) [stances]") == (parse("all(us, ru) [stances]"), "")

    @pytest.mark.parametrize("name", ["vienna-7", "Vienna-6", "p-5"])
    def test_what_looks_like_a_name_is_said_to_be_none(self, name: str) -> None:
        with pytest.raises(UnknownNameError, match=r"no preset .*vienna-6, un-mandated"):
            rule_of(name)

    def test_anything_else_is_a_rule_that_cannot_be_read(self) -> None:
        with pytest.raises(RuleError, match="column 1: no party 'p6'"):
            rule_of("p6")
