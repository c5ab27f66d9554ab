"""Given pairs compared: FollowTheMoney entities, a pair a line, for evaluation."""

import codecs
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, Literal

import msgspec
import numpy as np

from commonlist.errors import RecordError
from commonlist.matching import (
    THRESHOLD,
    Comparison,
    Index,
    Profile,
    Reason,
    comparisons,
    profile,
    score_of,
)
from commonlist.matching.index import logits
from commonlist.matching.library import compiled
from commonlist.sources import ftm


class Pair(msgspec.Struct, frozen=True):
    """Two entities as they stand in a line, not yet read."""

    left: msgspec.Raw
    right: msgspec.Raw


class Verdict(msgspec.Struct, frozen=True):
    """What is said of a pair; ``same`` from the default threshold on."""

    score: float
    same: bool
    reasons: tuple[Reason, ...]


class Wrong(msgspec.Struct, frozen=True):
    """A line that could not be read: its number from 1, and why."""

    error: str
    line: int


_pair = msgspec.json.Decoder(Pair).decode
_encode = msgspec.json.Encoder().encode


def answers(lines: Iterable[bytes]) -> Iterator[Verdict | Wrong]:
    """Yield an answer to each line that is not blank, in order; a mark of UTF-8 is skipped.

    An entity's id is a label and no evidence: two entities of one id are compared like others.
    Lines are taken some hundreds at a time.
    """
    numbered = enumerate(_unmarked(lines), 1)
    while some := list(islice(numbered, _TOGETHER)):
        read = [_read(line, number) for number, line in some if line.strip()]
        compared = iter(_compared([pair for pair in read if not isinstance(pair, Wrong)]))
        yield from (pair if isinstance(pair, Wrong) else next(compared) for pair in read)


_TOGETHER = 500
"""Lines that are compared in one go."""
_Sides = tuple[Profile, Profile]


def _unmarked(lines: Iterable[bytes]) -> Iterator[bytes]:
    stream = iter(lines)
    for first in islice(stream, 1):
        yield first.removeprefix(codecs.BOM_UTF8)
    yield from stream


def _read(line: bytes, number: int) -> _Sides | Wrong:
    try:
        pair = _pair(line)
        return _side(bytes(pair.left), "left"), _side(bytes(pair.right), "right")
    except (msgspec.MsgspecError, RecordError, UnicodeDecodeError, RecursionError) as error:
        return Wrong(" ".join(str(error).split()), number)


def written(answer: Verdict | Wrong) -> bytes:
    """Return an answer as a line of JSON."""
    return _encode(answer) + b"\n"


def sentence(answer: Verdict | Wrong) -> str:
    """Return an answer as a line for people."""
    if isinstance(answer, Wrong):
        return f"line {answer.line}: {answer.error}"
    word = "same" if answer.same else "different"
    return f"{answer.score:.3f}  {word}  {'; '.join(r.sentence for r in answer.reasons)}"


def _compared(pairs: Sequence[_Sides]) -> Iterator[Verdict]:
    """Compare two entries of lists; or a name with an entry, where a side has but one of its own.

    Who gives one name asks for it, as in a search; the likelier way counts. Where what else is
    known contradicts the names, they are compared as between lists alone.
    """
    left, right = (Index.plain([pair[side] for pair in pairs]) for side in (0, 1))
    listed = list(comparisons(left, right, [(n, n) for n in range(len(pairs))]))
    asked = _asked(pairs, left, right, [made.score for made in listed])
    for n, made in enumerate(listed):
        likelier = asked.get(n)
        if likelier is not None and not _contradicted(made, likelier):
            made = likelier
        yield Verdict(made.score, made.score >= THRESHOLD, made.reasons)


def _asked(
    pairs: Sequence[_Sides], left: Index, right: Index, least: Sequence[float]
) -> Mapping[int, Comparison]:
    """Return, of pairs that are likelier if one side asks for the other, the likelier way."""
    by = compiled(asked=True)
    own = [_own_names(*pair) for pair in pairs]
    ways = (
        (left, right, [n for n, (one, two) in enumerate(own) if one <= min(two, 1)]),
        (right, left, [n for n, (one, two) in enumerate(own) if two <= min(one, 1)]),
    )
    best: dict[int, Comparison] = {}
    for asking, asked_for, rows in ways:
        odds = logits(asking, asked_for, np.array([(n, n) for n in rows]).reshape(-1, 2), by)
        scores = map(score_of, odds.tolist())
        likelier = [
            n
            for n, score in zip(rows, scores, strict=True)
            if score > (best[n].score if n in best else least[n])
        ]
        for n, made in zip(
            likelier,
            comparisons(asking, asked_for, [(n, n) for n in likelier], by),
            strict=True,
        ):
            best[n] = made if asking is left else _turned(made)
    return best


def _own_names(left: Profile, right: Profile) -> tuple[int, int]:
    ours, theirs = ({name.text for name in side.names} for side in (left, right))
    return len(ours - theirs), len(theirs - ours)


def _contradicted(*made: Comparison) -> bool:
    reasons = (reason for comparison in made for reason in comparison.reasons)
    return any(reason.effect < 0 and reason.feature in _BESIDE_NAMES for reason in reasons)


_BESIDE_NAMES = ("birth", "country", "gender", "kind", "numbers")


def _turned(made: Comparison) -> Comparison:
    """Change the sides of a comparison."""
    reasons = tuple(
        msgspec.structs.replace(reason, left=reason.right, right=reason.left)
        for reason in made.reasons
    )
    return Comparison(made.right, made.left, made.score, reasons)


def _side(entity: bytes, side: Literal["left", "right"]) -> Profile:
    """Read an entity.

    Raises:
        RecordError: it is none; says on which side, and in which property if it is in one.
    """
    try:
        return _profile(entity, side)
    except msgspec.ValidationError as error:
        raise RecordError(f"{side}: {_property(entity) or error}") from None
    except RecordError as error:
        raise RecordError(f"{side}: {error}") from None


def _property(entity: bytes) -> str:
    """Say which property is no list of texts, "" if none; a decoder of all would not name it."""
    loose: Any = msgspec.json.decode(entity)
    held = loose.get("properties") if isinstance(loose, dict) else None
    for name, values in held.items() if isinstance(held, dict) else ():
        try:
            msgspec.convert(values, list[str])
        except msgspec.ValidationError as error:
            return f"property {name}: {error}"
    return ""


@lru_cache(maxsize=1 << 13)
def _profile(entity: bytes, side: Literal["left", "right"]) -> Profile:
    """Read an entity; sides are as two lists, since neither is known to be without repeats."""
    thing = _thing(entity)
    record = ftm.record(ftm.Entry(where=side, thing=thing, source=side))
    return profile(msgspec.structs.replace(record, references=()))


_decode = msgspec.json.Decoder(ftm.Thing).decode


def _thing(entity: bytes) -> ftm.Thing:
    """Decode an entity; one without an id gets one, since only its content counts."""
    try:
        return _decode(entity)
    except msgspec.ValidationError:
        loose: Any = msgspec.json.decode(entity)
        if not isinstance(loose, dict) or "id" in loose:
            raise
        return msgspec.convert({**loose, "id": "-"}, ftm.Thing)
