"""Matches as the field's clients read them: an entity with a score and an explanation by feature.

What is known of an entity is JSON already; it is copied, and not read.
"""

import math
from collections.abc import Iterable, Sequence

import msgspec

from commonlist.matching import Reason
from commonlist.screening.entities import Cleaned
from commonlist.screening.matches import Match

FEATURES = {
    "name": "how far the names agree, by sound, spelling and meaning of their words",
    "common_name": "names that agree in very common words alone",
    "lone_name": "names that agree, where the one is a single word",
    "acronym": "one name is the initials of the other",
    "unlike": "no two names are alike",
    "letters": "letters that differ where names are compared run together",
    "crossed": "names compared by consonants alone, across scripts",
    "blur": "words that are written differently",
    "initials": "initials that stand for words",
    "begins": "one name is the beginning of the other",
    "joined": "words that the one name runs together",
    "clash": "words of the one name that stand against words of the other",
    "untranslated": "words of two scripts that may be translations, of unknown meaning",
    "extra": "words that only one of the names has",
    "second": "further names that agree",
    "met": "the share of all names that are met",
    "captions": "main names that are not among the names of the other",
    "caption_clash": "main names that tell the two apart",
    "birth": "dates of birth",
    "gender": "gender",
    "country": "nationality and other countries",
    "kind": "person, organization, vessel or aircraft",
    "identifier": "an identity, registration or other number that is the same",
    "payment": "the name is read in a payment line, or in a text that holds several",
}
"""What can speak for or against two parties being one."""


class Explanation(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one feature says: ``score`` are log-odds, above 0 for being one, below 0 against.

    All of them and the bias of the kind of pair add up to the log-odds of the match's score.
    """

    score: float
    detail: str = ""
    query: str = ""
    candidate: str = ""


def explanations(reasons: Iterable[Reason]) -> dict[str, Explanation]:
    """Return reasons by feature, what counts most first."""
    return {
        reason.feature: Explanation(
            _finite(reason.effect), reason.sentence, reason.left, reason.right
        )
        for reason in reasons
    }


def _finite(value: float) -> float:
    return round(value, 6) if math.isfinite(value) else 0.0


class Scored(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is said of an entity beside itself.

    ``features`` are the scores of ``explanations``, as older clients read them. ``matched_name`` is
    the name that was met. ``cleared`` says who told the two apart, and why; it is no match then.
    """

    score: float
    match: bool
    explanations: dict[str, Explanation]
    features: dict[str, float]
    matched_name: str = ""
    cleared: str = ""


def scored(match: Match, threshold: float) -> Scored:
    """Return what is said of a match, which one counts as from a threshold on."""
    made = explanations(match.reasons)
    return Scored(
        score=round(match.score, 6),
        match=match.score >= threshold and not match.cleared,
        explanations=made,
        features={feature: why.score for feature, why in made.items()},
        matched_name=match.matched_name,
        cleared=match.cleared,
    )


def beside(entity: bytes, said: Scored) -> msgspec.Raw:
    """Return an entity (JSON, an object) with what is said beside it."""
    return msgspec.Raw(entity[:-1] + b"," + _encode(said)[1:])


class Total(msgspec.Struct, frozen=True):
    """How many there are."""

    value: int
    relation: str = "eq"


class Response(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to one query, best first, with the query as it was understood."""

    status: int
    results: Sequence[msgspec.Raw]
    total: Total
    query: "Echo"
    ignored: tuple[str, ...] = ()


class Echo(msgspec.Struct, frozen=True):
    """A query as it was understood."""

    id: str | None
    schema: str
    properties: dict[str, list[str]]


def response(asked: Cleaned, results: Sequence[msgspec.Raw], total: int) -> Response:
    """Return the answer to a query: ``total`` entities, of which these are shown."""
    echo = Echo(asked.id, asked.schema, asked.properties)
    return Response(200, results, Total(total), echo, asked.ignored)


_encode = msgspec.json.Encoder().encode
