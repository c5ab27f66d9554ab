"""Rules made at random, shared by the tests of this room."""

from hypothesis import strategies as st

from commonlist.agreement.rules import (
    FILTERS,
    AtLeast,
    Expression,
    PartyAtom,
    Procedure,
    Rule,
    SourceAtom,
)

_MANY = ("ae", "au", "ca", "cn", "eg", "eu", "gb", "kg", "kz", "nz", "ru", "sa", "tr", "un", "us")
_BUT_ONE = (", ".join(party for party in _MANY if party != one) for one in _MANY)
BEYOND = f"atleast(8, {', '.join(f'atleast(7, {named})' for named in _BUT_ONE)})"
"""A rule of 1,000 characters; what it would take is too much to look through if all is unknown."""

PARTIES = ("un", "us", "ru", "eu", "fr", "gb", "cn", "tr")

parties = st.sampled_from(PARTIES).map(PartyAtom)
lists = st.sampled_from(("un_sc", "eu_931", "my-list")).map(SourceAtom)


def _procedure(word: str, arguments: st.SearchStrategy[str]) -> st.SearchStrategy[Expression]:
    named = st.lists(parties, min_size=1, max_size=4).map(tuple)
    return st.builds(Procedure, st.just(word), named, arguments)


procedures: st.SearchStrategy[Expression] = st.one_of(
    _procedure("no_objection", st.integers(0, 999_999).map("{} days".format)),
    _procedure("present_and_confirm", st.just("")),
    _procedure("joint_action", st.sampled_from(("", "same day"))),
)


def compounds(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    """Thresholds of every word over some parts."""

    def threshold(word: str, inner: tuple[Expression, ...]) -> st.SearchStrategy[Expression]:
        fixed = len(inner) if word in ("all", "and") else 1
        needed = st.integers(1, len(inner)) if word == "atleast" else st.just(fixed)
        return needed.map(lambda n: AtLeast(word, n, inner))

    def of_word(word: str) -> st.SearchStrategy[Expression]:
        fewest = 2 if word in ("or", "and") else 1
        inner = st.lists(parts, min_size=fewest, max_size=4).map(tuple)
        return inner.flatmap(lambda made: threshold(word, made))

    return st.sampled_from(("atleast", "all", "any", "or", "and", "bloc")).flatmap(of_word)


def over(atoms: st.SearchStrategy[Expression], leaves: int = 8) -> st.SearchStrategy[Expression]:
    """Expressions over some atoms, atoms repeated or not."""
    return st.recursive(atoms, compounds, max_leaves=leaves)


expressions: st.SearchStrategy[Expression] = over(st.one_of(parties, lists, procedures), 12)


def _meant(filters: frozenset[str]) -> bool:
    return not {"organizations", "persons"} <= filters


rules: st.SearchStrategy[Rule] = st.builds(
    Rule,
    expressions,
    st.frozensets(st.sampled_from(sorted(FILTERS))).filter(_meant),
    st.sampled_from(("", "terrorism", "any", "human-rights", "dprk")),
)
