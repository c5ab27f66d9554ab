"""Records compared: names taken apart, candidates found, scores with their reasons.

`MODEL` names the way of comparing; comparisons made under another name are not mixed with it.
"""

from commonlist.matching.comparison import REVIEW, THRESHOLD, Comparison, Reason, compare
from commonlist.matching.pairs import candidates
from commonlist.matching.profiles import Profile, profile

MODEL = "names-1"

__all__ = [
    "MODEL",
    "REVIEW",
    "THRESHOLD",
    "Comparison",
    "Profile",
    "Reason",
    "candidates",
    "compare",
    "profile",
]
