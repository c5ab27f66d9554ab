"""Records compared: names taken apart, pairs scored with their reasons, an index to find them in.

`MODEL` names the model release; comparisons made under another are not mixed with it. A score is
the probability that two records are one party, as calibrated on pairs that the index finds. What
needs arrays is loaded when it is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from commonlist.matching.comparison import (
    REVIEW,
    THRESHOLD,
    Comparison,
    Reason,
    logit_of,
    score_of,
)
from commonlist.matching.profiles import Profile, profile

if TYPE_CHECKING:
    from commonlist.matching.finding import Found, find, why
    from commonlist.matching.index import Index, candidates, describe, search, together
    from commonlist.matching.reasons import compare, comparisons

MODEL = "names-14"

__all__ = [
    "MODEL",
    "REVIEW",
    "THRESHOLD",
    "Comparison",
    "Found",
    "Index",
    "Profile",
    "Reason",
    "candidates",
    "compare",
    "comparisons",
    "describe",
    "find",
    "logit_of",
    "profile",
    "score_of",
    "search",
    "together",
    "why",
]


_HOMES = {
    **dict.fromkeys(("Found", "find", "why"), "finding"),
    **dict.fromkeys(("Index", "candidates", "describe", "search", "together"), "index"),
    **dict.fromkeys(("compare", "comparisons"), "reasons"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
