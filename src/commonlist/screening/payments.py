"""Names taken out of payment lines: ``TRF TO MOHAMMED ALI REF 123``, fields of SWIFT's MT103.

A line is cut at what is no name (`narratives`); the runs of words that are left, without filler
(`fillers`) at their ends, are the names that it may hold. Where it is in doubt whether a word is
filler (``PMT MAY TEAL``, ``TEAL TRANSFER COMPANY``) both readings are given.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import pairwise
from typing import NamedTuple

from commonlist.screening import connectors
from commonlist.screening.fillers import (
    BREAKS,
    FILL,
    FIRMS,
    FORMS,
    LEADS,
    MOVES,
    NAMESAKES,
    OTHER_BREAKS,
    OTHER_FILL,
    OTHER_LEADS,
    PURPOSES,
    TAILS,
    WHATFORS,
    bare,
)
from commonlist.screening.narratives import (
    AFTER,
    FROM,
    MARKS,
    SHORT,
    TO,
    cut,
    parted,
    parted_all,
    tells,
)
from commonlist.screening.terms import LONGEST

_JOINED = re.compile(r"(\w+)(?:/| [-–—]+|[-–—]+ )(\w+)")
_CHANNEL = re.compile(r"\b(?:UPI|IMPS|NEFT|RTGS|MMT|IBFT|ACH|BIL)[/*-]")
"""Lines of these have fields between slashes."""
_RUN = re.compile(r"[^\n\x1d\v\f\x1c]+")
_WORD = re.compile(r"\S+")
_DASHES = "-–—"
_BEFORE = " ,.;:/-–—+#=)]}>*?!'\""
_BEHIND = " ,;:/-–—+#=([{<*?!'\""
_EDGES = "–—.,:;()[]{}'\"-/+#?!«»“”„<>="
_PARTICLES = frozenset(("DE", "DU", "DES", "LA", "VON", "ZU", "AN"))
_ENDING = WHATFORS | {"TO", "FROM"}
_BETWEEN = frozenset(("TO", "FROM", "TRANSFER", "DEPOSIT", *map(bare, ("من", "إلى"))))
"""Words that may stand between two names, or within one."""


class _Kind(Enum):
    """What a word of a run may be."""

    NAME = auto()
    NOTHING = auto()  # no letter or digit
    FILL = auto()
    MOVE = auto()
    PURPOSE = auto()
    NAMESAKE = auto()
    NUMBER = auto()
    LEAD = auto()
    OTHER_LEAD = auto()


_KINDS = {
    word: kind
    for words, kind in (
        (NAMESAKES, _Kind.NAMESAKE),
        (PURPOSES, _Kind.PURPOSE),
        (OTHER_LEADS, _Kind.OTHER_LEAD),
        (LEADS, _Kind.LEAD),
        (MOVES, _Kind.MOVE),
        (FILL, _Kind.FILL),
        (OTHER_FILL | BREAKS | OTHER_BREAKS, _Kind.FILL),
    )
    for word in words
}
_UNTOLD = frozenset(
    {
        _Kind.FILL,
        _Kind.MOVE,
        _Kind.PURPOSE,
        _Kind.NAMESAKE,
        _Kind.LEAD,
        _Kind.OTHER_LEAD,
        _Kind.NOTHING,
    }
)
"""Kinds of word that do not tell of a name."""


class _Word(NamedTuple):
    text: str
    bare: str
    kind: _Kind


class _Run(NamedTuple):
    """Words between two cuts; ``mark`` is what was cut before them.

    ``plain`` says that nothing tells of a payment in the line.
    """

    words: Sequence[_Word]
    mark: str
    plain: bool


def is_payment(text: str) -> bool:
    """Tell whether a text is a payment line beyond doubt, rather than a name.

    ``TRF`` alone, or ``Wire Transfer Ltd``, may be a name; ``TRF TO`` and ``REF 123`` are none.
    """
    return tells(bare(text[:LONGEST]))


def names(text: str) -> tuple[str, ...]:
    """Return the names that a payment line may hold, in order, each once; () if it holds none.

    Where it is in doubt what is part of a name, all readings are given, the longest first.
    """
    line = text[:LONGEST]
    found = dict.fromkeys(name for run in _runs(line) for name in _names(run))
    each = dict.fromkeys(one for name in found for one in (name, *connectors.names(name)))
    parties = [name for name in each if not connectors.is_place(name)]
    return tuple(
        dict.fromkeys(
            one for name in parties or each for one in (name, *connectors.without_places(name))
        )
    )


def _runs(line: str) -> Iterator[_Run]:
    """Cut a line; yield what is left of it."""
    read = bare(line)
    left = cut(read)
    between = parted(left)
    apart = parted_all(between)
    if not MARKS.search(left):
        whole = list(_between(line, left, plain=True))
        if not any(word.kind is _Kind.FILL for run in whole for word in run.words):
            yield from whole
            if apart == left:
                return
    joined = [] if _CHANNEL.search(read) else _JOINED.findall(left)
    if 0 < len(joined) < 3 and not any(side in _KINDS for sides in joined for side in sides):
        yield from _between(line, between)
    yield from _between(line, apart)


def _between(line: str, left: str, *, plain: bool = False) -> Iterator[_Run]:
    """Yield the runs of words between marks."""
    for found in _RUN.finditer(left):
        mark = left[found.start() - 1] if found.start() else ""
        yield _Run(_words(line, left, found.span()), mark, plain)


def _words(line: str, left: str, span: tuple[int, int]) -> tuple[_Word, ...]:
    return tuple(
        _word(line[found.start() : found.end()], found[0]) for found in _WORD.finditer(left, *span)
    )


def _word(text: str, plain: str) -> _Word:
    word = plain.strip(_EDGES)
    kind = _KINDS.get(word)
    if kind is None:
        kind = _Kind.NUMBER if SHORT.fullmatch(word) else _Kind.NAME if word else _Kind.NOTHING
    return _Word(text, word, kind)


def _names(run: _Run) -> Iterator[str]:
    """Yield the readings of a run."""
    words = run.words
    start, far = _starts(run)
    end, near = _ends(run, start)
    for at in range(start + 1, end):
        if words[at].bare in _ENDING and not _telling(words[at:end]):
            end = near = at
            break
    inside = range(start + 1, end - 1) if not run.plain else ()
    parts = [at for at in inside if _parts(words[at])]
    if run.plain and _named(words) and not (start and _telling(words[start:])):
        yield " ".join(word.text for word in words)
    sent = parts and _begins_with_sender(run, start) and words[parts[0]].bare == "TO"
    if not sent and sum(map(_dash, words)) < 2:
        yield from _readings(run, (start, far), (end, near))
    if parts:
        yield from _names(_Run(words[: parts[0]], run.mark, run.plain))
    for at, until in pairwise((*parts, end) if parts else ()):
        mark = AFTER if words[at].kind is _Kind.FILL else TO if words[at].bare in LEADS else ""
        yield from _names(_Run(words[at + 1 : until], mark, run.plain))


def _readings(run: _Run, starts: tuple[int, int], ends: tuple[int, int]) -> Iterator[str]:
    words = run.words
    loose = run.mark in (TO, FROM) or any(word.bare in LEADS for word in words[: starts[0]])
    told = False
    for start in dict.fromkeys(starts):
        for end in dict.fromkeys(ends):
            if _telling(words[start:end]):
                told = True
                yield _text(words[start:end])
    if not told and loose and _named(words[starts[0] : ends[0]], purposes=True):
        yield _text(words[starts[0] : ends[0]])
    for at in range(starts[0] + 1, ends[0] if not run.plain else 0):
        if words[at].bare in WHATFORS and _telling(words[starts[0] : at]):
            yield _text(words[starts[0] : at])


def _starts(run: _Run) -> tuple[int, int]:
    """Return where a run begins without what is filler for sure, and without what may be."""
    sure = at = moves = 0
    before = _Kind.FILL if run.mark == AFTER else _Kind.LEAD if run.mark in (TO, FROM) else None
    for at, word in enumerate(run.words):
        kind = word.kind
        if kind in (_Kind.FILL, _Kind.NOTHING):
            sure = at + 1
        elif kind is _Kind.LEAD:
            if run.plain and not moves:
                break
            sure = at + 1
        elif kind is _Kind.OTHER_LEAD:
            if not at or before not in (_Kind.FILL, _Kind.OTHER_LEAD) or sure < at:
                break
            if word.bare not in _PARTICLES or run.words[at - 1].bare not in FILL:
                sure = at + 1
        elif before is _Kind.LEAD:
            break
        elif kind is _Kind.MOVE:
            moves += 1
            if before in (_Kind.FILL, _Kind.MOVE, _Kind.NAMESAKE):
                sure = at + 1
        elif kind is _Kind.PURPOSE:
            following = run.words[at + 1].kind if at + 1 < len(run.words) else None
            if before is None and following not in (_Kind.PURPOSE, _Kind.MOVE):
                break
        elif kind not in (_Kind.NAMESAKE, _Kind.NUMBER) or (run.plain and before is None):
            break
        before = kind if kind is not _Kind.NOTHING else before
    else:
        at = len(run.words)
    following = run.words[at].kind if at < len(run.words) else None
    return sure, sure if following is _Kind.OTHER_LEAD else max(sure, at)


def _ends(run: _Run, start: int) -> tuple[int, int]:
    """Return where a run ends without what is filler for sure, and without what may be."""
    words = run.words
    sure = at = len(words)
    after: _Kind | None = None
    while at > start:
        word = words[at - 1]
        kind = word.kind
        if kind in (_Kind.FILL, _Kind.NOTHING) or (word.bare in TAILS and sure == at):
            sure = at - 1
        elif word.bare in TAILS or kind is _Kind.MOVE:
            pass
        elif kind is _Kind.PURPOSE:
            if after not in (_Kind.FILL, _Kind.MOVE, _Kind.PURPOSE):
                break
        elif kind not in (_Kind.NAMESAKE, _Kind.NUMBER) or run.plain:
            break
        after = kind if kind is not _Kind.NOTHING else after
        at -= 1
    return sure, min(sure, at)


def _parts(word: _Word) -> bool:
    """Whether a word within a run may stand between two names."""
    return word.kind is _Kind.FILL or word.bare in _BETWEEN or word.bare.isdecimal() or _dash(word)


def _dash(word: _Word) -> bool:
    return not word.text.strip(_DASHES)


def _begins_with_sender(run: _Run, start: int) -> bool:
    return run.mark == FROM or any(word.bare == "FROM" for word in run.words[:start])


def _text(words: Sequence[_Word]) -> str:
    text = " ".join(word.text for word in words).lstrip(_BEFORE).rstrip(_BEHIND)
    last = words[-1].bare
    return text if last in FORMS or len(last) < 4 else text.rstrip(f".{_BEHIND}")


def _telling(words: Sequence[_Word]) -> bool:
    """Whether words hold more than filler, purposes and legal forms: some three letters."""
    rest = [word.bare for word in words if word.kind not in _UNTOLD and word.bare not in FORMS]
    formed = any(word.bare in FORMS for word in words)
    return (
        sum(1 + (char > "\u2e7f") for word in rest for char in word if char.isalpha()) > 2 - formed
    )


def _named(words: Sequence[_Word], *, purposes: bool = False) -> bool:
    """Whether words that tell of nobody may be a name all the same: ``17 November``, ``M23``."""
    kinds = {word.kind for word in words}
    if _telling(words):
        return True
    letters = any(char.isalpha() for word in words for char in word.bare)
    formed = len(words) > 1 and words[-1].bare in FIRMS
    usual = {_Kind.FILL} if purposes else {_Kind.FILL, _Kind.MOVE, _Kind.PURPOSE}
    return letters and (formed or not kinds & usual)
