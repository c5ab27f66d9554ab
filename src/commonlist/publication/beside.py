"""Two records side by side, the steps by which a score comes about, and what a verdict would do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commonlist.matching import Reason, logit_of
from commonlist.matching.likewise import Piece, likewise
from commonlist.records import Birth, Designation, Kind, Name, Record
from commonlist.resolution import Consequence

Line = tuple[Piece, ...]
"""A value; what the other side says too is marked."""


@dataclass(frozen=True, slots=True)
class Row:
    """A field of two records, a line for each value."""

    label: str
    left: tuple[Line, ...]
    right: tuple[Line, ...]


def rows(left: Record, right: Record, *, details: bool, latin: bool) -> list[Row]:
    """Return what two records say, field by field; fields that are empty in both are left out.

    ``details`` adds the longer fields. ``latin`` puts names of other scripts in Latin letters too.
    """
    ours, theirs = (fields(record, details=details, latin=latin) for record in (left, right))
    return [
        Row(label, _named(ours[label], right), _named(theirs[label], left))
        if label == "names"
        else Row(label, _same(ours[label], theirs[label]), _same(theirs[label], ours[label]))
        for label in ours
        if ours[label] or theirs[label]
    ]


def text(line: Line) -> str:
    """Return a value without marks."""
    return "".join(piece.text for piece in line)


def _named(values: Sequence[str], other: Record) -> tuple[Line, ...]:
    names, personal = [name.text for name in other.names], other.kind is Kind.PERSON
    return tuple(likewise(value, names, personal=personal) for value in values)


def _same(values: Sequence[str], others: Sequence[str]) -> tuple[Line, ...]:
    return tuple((Piece(value, value in others),) for value in values)


def fields(record: Record, *, details: bool, latin: bool) -> dict[str, list[str]]:
    """Return what a record says, by field, each value as a text."""
    said = {
        "record": [record.key],
        "names": [_name(name, latin=latin) for name in record.names],
        "kind": [record.kind.value],
        "born": [_birth(birth) for birth in record.births],
        "born in": list(record.birth_places),
        "gender": [record.gender] * bool(record.gender),
        "countries": [code.upper() for code in record.countries],
        "numbers": [_number(i.type, i.value, i.country) for i in record.identifiers],
        "references": list(record.references),
        "listed by": list(dict.fromkeys(_act(act) for act in record.designations)),
    }
    if details:
        said |= {
            "titles": [*record.titles, *record.positions],
            "addresses": [a.text or a.country.upper() for a in record.addresses],
            "ties": [f"{link.role.replace('_', ' ')}: {link.text}" for link in record.links],
            "basis": list(
                dict.fromkeys(filter(None, (a.legal_basis for a in record.designations)))
            ),
            "other": [f"{label}: {value}" for label, value in record.details],
            "remarks": [record.remarks] * bool(record.remarks),
        }
    return said


def _name(name: Name, *, latin: bool) -> str:
    marks = [word for word, has in (("weak", name.weak), ("former", name.former)) if has]
    text = name.text
    if latin and not text.isascii():
        from anyascii import anyascii

        text = f"{text} [{anyascii(text)}]"
    return text + (f" ({', '.join(marks)})" if marks else "")


def _birth(birth: Birth) -> str:
    until = f" to {birth.until}" if birth.until else ""
    return f"{'about ' * birth.circa}{birth.date}{until}"


def _number(kind: str, value: str, country: str) -> str:
    return f"{kind.replace('_', ' ')} {value}{f' ({country.upper()})' if country else ''}"


def _act(act: Designation) -> str:
    since = f", {act.listed_on.date}" if act.listed_on else ""
    return f"{act.party}: {act.programme or act.authority} ({act.topic}{since})"


# How a score comes about


@dataclass(frozen=True, slots=True)
class Step:
    """What one reason adds (log-odds), in words.

    ``begin`` and ``end`` are where it leads from and to, on a line from 0 to 1 that all steps of
    a waterfall share.
    """

    effect: float
    words: str
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The steps to a score, from what any two records have; ``line`` is where a threshold is.

    ``total`` is their sum in log-odds, ``score`` the same from 0 to 1.
    """

    steps: tuple[Step, ...]
    total: float
    score: float
    line: float


def waterfall(score: float, reasons: Sequence[Reason], threshold: float = 0.5) -> Waterfall:
    """Return the steps to a score: what any pair has, then each reason, what counts most first."""
    total = logit_of(score)
    effects = sorted(reasons, key=lambda why: -abs(why.effect))
    start = total - sum(why.effect for why in effects)
    told = [(why.effect, why.sentence) for why in effects]
    if abs(start) > _CLOSE:
        told.insert(0, (start, "any two records"))
    at, ends = 0.0, [0.0]
    for effect, _ in told:
        at += effect
        ends.append(at)
    limit = logit_of(threshold)
    low, high = min(*ends, limit) - _ROOM, max(*ends, limit) + _ROOM

    def place(value: float) -> float:
        return round((value - low) / (high - low), 4)

    steps = (
        Step(effect, words, place(begin), place(end))
        for (effect, words), begin, end in zip(told, ends, ends[1:], strict=False)
    )
    return Waterfall(tuple(steps), total, score, place(limit))


def falls_of(
    score: float, reasons: Sequence[Reason], threshold: float
) -> tuple[Waterfall, tuple[Reason, ...]]:
    """Return the steps to the score of a match, and the reasons that did not make it.

    Where a number and a name were met the better one alone makes the score.
    """
    numbers = tuple(why for why in reasons if why.feature == "identifier")
    names = tuple(why for why in reasons if why.feature != "identifier")
    by_number = any(abs(why.effect - logit_of(score)) < _CLOSE for why in numbers)
    made, others = (numbers, names) if by_number else (names, numbers)
    return waterfall(score, made, threshold), others


_CLOSE = 1e-3
"""Log-odds within which an effect is a score."""
_ROOM = 0.5
"""Log-odds beside the outermost step."""


# What follows


def outcome(follows: Consequence) -> str:
    """Return in words which decisions change, "" if none does."""
    return "; ".join(
        f"{change.caption}: {_decision(change.before)} → {_decision(change.after)}"
        for change in follows.changes
    )


def _decision(word: str | None) -> str:
    return word.replace("_", " ") if word else "no decision of its own"


# As tables

QUESTION = (
    *("id", "left", "right", "left_caption", "right_caption", "score", "now", "asked"),
    *("changes", "agreed", "second_reader"),
)
"""The columns of a question of the review."""


def questions(asked: Iterable[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Return questions (as `pipeline.reviewing.queue` has them) as rows under `QUESTION`."""
    return [
        (
            *(row[name] for name in ("id", "left", "right")),
            *row["captions"],
            f"{row['score']:.6f}",
            "joined" if row["joined"] else "apart",
            row["verdict"],
            "; ".join(
                f"{change['caption']}: {_decision(change['from'])} → {_decision(change['to'])}"
                for change in row["changes"]
            ),
            f"{row['agreed']:+d}" if row["agreed"] else "0",
            "yes" if row["second_reader"] else "no",
        )
        for row in asked
    ]


def cells(fields: Iterable[Row]) -> list[tuple[str, str, str]]:
    """Return fields as label, left and right, values split by ``;``."""
    return [
        (row.label, "; ".join(map(text, row.left)), "; ".join(map(text, row.right)))
        for row in fields
    ]


def plain(row: Row) -> dict[str, Any]:
    """Return a field as plain values."""
    return {
        "field": row.label,
        "left": list(map(text, row.left)),
        "right": list(map(text, row.right)),
    }


def steps(falls: Waterfall) -> list[tuple[str, str, str]]:
    """Return the steps to a score as rows: what each is, its effect in log-odds, nothing."""
    each = [(f"reason: {step.words}", f"{step.effect:+.3f}", "") for step in falls.steps]
    return [*each, ("score", f"{falls.score:.6f}", "")]
