"""The language of rules: text to `Rule`, with errors that point at the column.

::

    rule      = either [ "[" word { "," word } "]" ]
    either    = both { "or" both }
    both      = one { "and" one }
    one       = "(" either ")" | call | party
    call      = "atleast" "(" number "," either { "," either } ")"
              | ( "all" | "any" | "bloc" ) "(" either { "," either } ")"
              | "source" "(" name ")"
              | "no_objection" "(" party { "," party } "," number "days" ")"
              | "present_and_confirm" "(" party { "," party } ")"
              | "joint_action" "(" party { "," party } [ "," "same" "day" ] ")"

A word in brackets is a filter (`FILTERS`) or a topic. The printer is ``str``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from commonlist.agreement.rules import (
    FILTERS,
    AtLeast,
    Expression,
    PartyAtom,
    Procedure,
    Rule,
    SourceAtom,
)
from commonlist.errors import RuleError
from commonlist.parties import is_party

MAX_LENGTH = 10_000
"""Longest rule in characters."""
MAX_DEPTH = 50
"""Deepest nesting of brackets."""

_TOKEN = re.compile(r"\s*(?:([A-Za-z_][A-Za-z0-9_-]*)|(\d+)|([()\[\],]))")
_WORDS = ("atleast", "all", "any", "bloc", "source")
_PROCEDURES = ("no_objection", "present_and_confirm", "joint_action")


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    column: int


def parse(text: str) -> Rule:
    """Read a rule.

    Raises:
        RuleError: with the column (from 1) at which it cannot be read, and what was expected.
    """
    if len(text) > MAX_LENGTH:
        raise RuleError(f"a rule has at most {MAX_LENGTH} characters, this one {len(text)}")
    return _Parser(_tokens(text), len(text.rstrip()) + 1).rule()


def _tokens(text: str) -> list[_Token]:
    tokens = []
    place = 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            column = place + len(text[place:]) - len(text[place:].lstrip()) + 1
            raise RuleError(f"{text[column - 1]!r} has no meaning in a rule", column)
        tokens.append(_Token(match[match.lastindex or 0], match.start(match.lastindex or 0) + 1))
        place = match.end()
    return tokens


def _topic(word: str, column: int) -> str:
    """Any word may be a regime's own, but hardly one that is almost a filter: ``stance``."""
    meant = get_close_matches(word, FILTERS, 1, 0.8)
    if meant:
        raise RuleError(f"no filter {word!r}; did you mean {meant[0]!r}?", column)
    return word


class _Parser:
    """Recursive descent over the tokens; one method a line of the grammar."""

    def __init__(self, tokens: list[_Token], end: int) -> None:
        self._tokens = tokens
        self._next = 0
        self._end = end
        self._depth = 0

    def rule(self) -> Rule:
        expression = self._either()
        filters: set[str] = set()
        topic = ""
        if self._take("["):
            while True:
                column = self._column()
                word = self._word("a filter or topic").lower()
                if word in FILTERS:
                    filters.add(word)
                elif topic:
                    raise RuleError(
                        f"{word!r} is no filter ({', '.join(FILTERS)}) and the topic "
                        f"is already {topic!r}",
                        column,
                    )
                else:
                    topic = _topic(word, column)
                if not self._take(","):
                    break
            self._expect("]")
        if self._next < len(self._tokens):
            raise RuleError(
                f"unexpected {self._peek()!r} after the end of the rule", self._column()
            )
        if {"organizations", "persons"} <= filters:
            raise RuleError("organizations and persons together leave nothing", self._end)
        return Rule(expression, frozenset(filters), topic)

    def _either(self) -> Expression:
        return self._chain("or", lambda n: 1, self._both)

    def _both(self) -> Expression:
        return self._chain("and", lambda n: n, self._one)

    def _chain(
        self, word: str, needed: Callable[[int], int], part: Callable[[], Expression]
    ) -> Expression:
        parts = [part()]
        while self._peek().lower() == word:
            self._next += 1
            parts.append(part())
        return AtLeast(word, needed(len(parts)), tuple(parts)) if len(parts) > 1 else parts[0]

    def _one(self) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise RuleError(f"more than {MAX_DEPTH} brackets inside each other", self._column())
        try:
            if self._take("("):
                inner = self._either()
                self._expect(")")
                return inner
            column = self._column()
            word = self._word("a party, a function or '('").lower()
            if self._peek() == "(":
                return self._call(word, column)
            return self._party(word, column)
        finally:
            self._depth -= 1

    def _call(self, word: str, column: int) -> Expression:
        if word not in _WORDS and word not in _PROCEDURES:
            raise RuleError(
                f"no function {word!r}; there are {', '.join((*_WORDS, *_PROCEDURES))}", column
            )
        self._expect("(")
        if word == "source":
            made: Expression = SourceAtom(self._word("the name of a list"))
        elif word in _PROCEDURES:
            made = self._procedure(word)
        else:
            made = self._threshold(word, column)
        self._expect(")")
        return made

    def _threshold(self, word: str, column: int) -> Expression:
        needed = 0
        if word == "atleast":
            needed = self._number()
            self._expect(",")
        parts = [self._either()]
        while self._take(","):
            parts.append(self._either())
        needed = needed if word == "atleast" else len(parts) if word == "all" else 1
        try:
            return AtLeast(word, needed, tuple(parts))
        except RuleError as error:
            raise RuleError(str(error), column) from None

    def _procedure(self, word: str) -> Procedure:
        parties: list[PartyAtom] = []
        argument = ""
        while True:
            column = self._column()
            if word == "no_objection" and self._peek().isdigit():
                argument = f"{self._number()} {self._literal('days')}"
                break
            if word == "joint_action" and self._peek().lower() == "same" and parties:
                argument = f"{self._literal('same')} {self._literal('day')}"
                break
            parties.append(self._party(self._word("a party").lower(), column))
            if not self._take(","):
                break
        if word == "no_objection" and not argument:
            raise RuleError("no_objection ends with a number of days: '30 days'", self._column())
        if not parties:
            raise RuleError(f"{word} needs parties", self._column())
        return Procedure(word, tuple(parties), argument)

    def _party(self, word: str, column: int) -> PartyAtom:
        if not is_party(word):
            raise RuleError(f"no party {word!r}; use a code such as un, us, eu", column)
        return PartyAtom(word)

    def _literal(self, word: str) -> str:
        if self._peek().lower() != word:
            raise RuleError(f"expected {word!r}, not {self._shown()}", self._column())
        self._next += 1
        return word

    def _number(self) -> int:
        text = self._peek()
        if not text.isdigit() or len(text) > 6:
            raise RuleError(f"expected a number, not {self._shown()}", self._column())
        self._next += 1
        return int(text)

    def _word(self, wanted: str) -> str:
        text = self._peek()
        if not text or not (text[0].isalpha() or text[0] == "_"):
            raise RuleError(f"expected {wanted}, not {self._shown()}", self._column())
        self._next += 1
        return text

    def _take(self, text: str) -> bool:
        if self._peek() != text:
            return False
        self._next += 1
        return True

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise RuleError(f"expected {text!r}, not {self._shown()}", self._column())

    def _peek(self) -> str:
        return self._tokens[self._next].text if self._next < len(self._tokens) else ""

    def _shown(self) -> str:
        return repr(self._peek()) if self._peek() else "the end"

    def _column(self) -> int:
        at_end = self._next >= len(self._tokens)
        return self._end if at_end else self._tokens[self._next].column
