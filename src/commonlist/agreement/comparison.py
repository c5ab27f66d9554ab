"""Two parties compared over the same entities, and the spread over "on k of n lists"."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commonlist.agreement.voices import Law, Voice
from commonlist.records import DateKind
from commonlist.values.dates import parse_iso


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How two parties' laws overlap; a listing in part counts as none.

    ``unknown`` are the entities on which either law is not known; all figures below leave them
    out. ``jaccard`` is both / any; ``kappa`` is Cohen's (1960); None where undefined. ``first``
    counts, of the entities that both list since known days, who was first (or the same day), and
    ``median_days`` by how many days the later one followed. A year or month alone is no known
    day, nor is the day of the first copy that we hold.
    """

    left: str
    right: str
    both: int
    only_left: int
    only_right: int
    neither: int
    unknown: int
    jaccard: float | None
    kappa: float | None
    first: Mapping[str, int]
    median_days: float | None


def compare(left: str, right: str, voices: Sequence[tuple[Voice, Voice]]) -> Comparison:
    """Compare two parties over entities, given as pairs of their voices."""
    known = [(a, b) for a, b in voices if Law.UNKNOWN not in (a.law, b.law)]
    tally = Counter((a.law is Law.LISTED, b.law is Law.LISTED) for a, b in known)
    both, only_left = tally[True, True], tally[True, False]
    only_right, neither = tally[False, True], tally[False, False]
    either = both + only_left + only_right
    days = [d for a, b in known if (d := _days_between(a, b)) is not None]
    return Comparison(
        left=left,
        right=right,
        both=both,
        only_left=only_left,
        only_right=only_right,
        neither=neither,
        unknown=len(voices) - len(known),
        jaccard=both / either if either else None,
        kappa=_kappa(both, only_left, only_right, neither),
        first={
            left: sum(d > 0 for d in days),
            right: sum(d < 0 for d in days),
            "same day": sum(d == 0 for d in days),
        },
        median_days=_median([abs(d) for d in days]),
    )


def _kappa(both: int, only_left: int, only_right: int, neither: int) -> float | None:
    total = both + only_left + only_right + neither
    if not total:
        return None
    observed = (both + neither) / total
    left, right = (both + only_left) / total, (both + only_right) / total
    expected = left * right + (1 - left) * (1 - right)
    return (observed - expected) / (1 - expected) if expected < 1 else None


def _days_between(left: Voice, right: Voice) -> int | None:
    """Days by which the right party followed the left; None unless both list since known days."""
    first, second = _known_day(left), _known_day(right)
    return (second - first).days if first and second else None


def _known_day(voice: Voice) -> date | None:
    if voice.law is not Law.LISTED or not voice.since or voice.since_kind is DateKind.FIRST_SEEN:
        return None
    since = parse_iso(voice.since)
    return since.first() if since.day else None


def _median(values: list[int]) -> float | None:
    if not values:
        return None
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return float(ordered[middle])
    return (ordered[middle - 1] + ordered[middle]) / 2


def spread(entities: Iterable[Iterable[Voice]]) -> dict[int, int]:
    """Return for each k how many entities are listed by exactly k of the parties, most first."""
    tally = Counter(sum(voice.law is Law.LISTED for voice in voices) for voices in entities)
    return {k: tally[k] for k in sorted(tally, reverse=True) if k}
