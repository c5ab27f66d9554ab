"""Our exceptions: one child per way a caller can react."""

import re
from collections.abc import Iterator

import pytest

from commonlist import errors
from commonlist.errors import CommonlistError, FormatError, InputError, RecordError, RuleError

CLASSES = {
    name: made
    for name, made in vars(errors).items()
    if isinstance(made, type) and issubclass(made, CommonlistError)
}


def tree() -> Iterator[tuple[int, str, str]]:
    """Depth, name and sentence of each line of the tree in the module's docstring."""
    for line in (errors.__doc__ or "").splitlines():
        found = re.fullmatch(r"    ([│├└─ ]*)(\w+Error) +(.+)", line)
        if found:
            yield len(found[1]) // 4, found[2], found[3]


def parents() -> Iterator[tuple[str, str]]:
    """Each class of the tree with the one that it hangs on."""
    above: dict[int, str] = {}
    for depth, name, _ in tree():
        above[depth] = name
        yield name, above[depth - 1] if depth else "Exception"


class TestTheTree:
    def test_names_every_class_under_its_parent(self) -> None:
        assert dict(parents()) == {name: made.__mro__[1].__name__ for name, made in CLASSES.items()}

    def test_states_the_exit_status_of_every_class_that_has_one_of_its_own(self) -> None:
        said = {name: re.search(r"exit status (\d)", text) for _, name, text in tree()}
        stated = {name: int(found[1]) for name, found in said.items() if found}
        own = {n: made.exit_status for n, made in CLASSES.items() if "exit_status" in vars(made)}
        assert stated | {"CommonlistError": 1} == own


class TestExitStatuses:
    def test_are_distinct(self) -> None:
        own = [made.exit_status for made in CLASSES.values() if "exit_status" in vars(made)]
        assert len(set(own)) == len(own)

    def test_are_never_success_nor_a_shells(self) -> None:
        assert all(0 < made.exit_status < 64 for made in CLASSES.values())

    def test_unusable_input_of_every_kind_has_one(self) -> None:
        assert {m.exit_status for m in CLASSES.values() if issubclass(m, InputError)} == {2}


class TestMessages:
    @pytest.mark.parametrize("made", CLASSES.values(), ids=CLASSES)
    def test_are_what_was_said(self, made: type[CommonlistError]) -> None:
        assert str(made("list.xml: line 3: damaged")) == "list.xml: line 3: damaged"
        assert made.__doc__

    def test_of_a_rule_begin_with_the_column(self) -> None:
        raised = RuleError("no party 'xx'", 7)
        assert (str(raised), raised.column) == ("column 7: no party 'xx'", 7)

    def test_of_a_rule_without_a_text_name_no_column(self) -> None:
        assert (str(RuleError("leaves nothing")), RuleError("x").column) == ("leaves nothing", 0)

    def test_an_entry_that_cannot_be_read_is_not_the_end_of_a_file(self) -> None:
        assert not issubclass(RecordError, InputError)
        assert issubclass(FormatError, InputError)
