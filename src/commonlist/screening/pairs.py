"""Given pairs compared: FollowTheMoney entities, a pair a line, for evaluation."""

import codecs
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Literal

import msgspec

from commonlist.errors import RecordError
from commonlist.matching import (
    THRESHOLD,
    Comparison,
    Profile,
    Reason,
    compare,
    compare_query,
    profile,
)
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
    """
    for number, line in enumerate(lines, 1):
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if not line.strip():
            continue
        try:
            yield _compared(_pair(line))
        except (msgspec.MsgspecError, RecordError, UnicodeDecodeError, RecursionError) as error:
            yield Wrong(" ".join(str(error).split()), number)


def written(answer: Verdict | Wrong) -> bytes:
    """Return an answer as a line of JSON."""
    return _encode(answer) + b"\n"


def sentence(answer: Verdict | Wrong) -> str:
    """Return an answer as a line for people."""
    if isinstance(answer, Wrong):
        return f"line {answer.line}: {answer.error}"
    word = "same" if answer.same else "different"
    return f"{answer.score:.3f}  {word}  {'; '.join(r.sentence for r in answer.reasons)}"


def _compared(pair: Pair) -> Verdict:
    made = _comparison(_side(bytes(pair.left), "left"), _side(bytes(pair.right), "right"))
    return Verdict(made.score, made.score >= THRESHOLD, made.reasons)


def _comparison(left: Profile, right: Profile) -> Comparison:
    """Compare two entries of lists; or a name with an entry, where a side has but one of its own.

    Who gives one name asks for it, as in a search; the likelier way counts. Where what else is
    known contradicts the names, they are compared as between lists alone.
    """
    listed = compare(left, right)
    ours, theirs = ({name.text for name in side.names} for side in (left, right))
    one, two = len(ours - theirs), len(theirs - ours)
    if min(one, two) > 1:
        return listed
    ways = [compare_query(left, right)] if one <= two else []
    ways += [_turned(compare_query(right, left))] if two <= one else []
    asked = max(ways, key=_score)
    return listed if _contradicted(listed, asked) else max(listed, asked, key=_score)


def _contradicted(*made: Comparison) -> bool:
    reasons = (reason for comparison in made for reason in comparison.reasons)
    return any(reason.effect < 0 and reason.feature in _BESIDE_NAMES for reason in reasons)


_BESIDE_NAMES = ("birth", "country", "gender", "kind", "numbers")


def _score(made: Comparison) -> float:
    return made.score


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
