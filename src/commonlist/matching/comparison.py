"""What a comparison of two records says: a score, and the reasons that it is the sum of."""

import math

import msgspec

THRESHOLD = 0.5
"""From this score on two records are likelier the same than not."""
REVIEW = 0.35
"""Below this score a pair is not worth a person's look."""


class Reason(msgspec.Struct, frozen=True):
    """One thing that speaks for (``effect`` > 0, in log-odds) or against two records being one.

    ``left`` and ``right`` are what was compared, as printed.
    """

    feature: str
    effect: float
    sentence: str
    left: str = ""
    right: str = ""


class Comparison(msgspec.Struct, frozen=True):
    """Two records (keys), the score from 0 to 1 and why, what counts most first."""

    left: str
    right: str
    score: float
    reasons: tuple[Reason, ...]


def score_of(logit: float) -> float:
    """Return the probability for log-odds."""
    if logit >= 0:
        return 1 / (1 + math.exp(-logit))
    return math.exp(logit) / (1 + math.exp(logit))


def logit_of(score: float) -> float:
    """Return the log-odds of a probability; at the ends those of one in 10¹⁵."""
    return math.log(max(score, 1e-15) / max(1 - score, 1e-15))
