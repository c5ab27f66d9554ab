"""Names, numbers and payment lines screened against the lists, each match with its reasons."""

from commonlist.matching import THRESHOLD
from commonlist.screening.clearances import Clearance
from commonlist.screening.matches import Match, Target
from commonlist.screening.queries import Query, query
from commonlist.screening.screener import Answer, Screener
from commonlist.screening.terms import RULE, Terms

__all__ = [
    "RULE",
    "THRESHOLD",
    "Answer",
    "Clearance",
    "Match",
    "Query",
    "Screener",
    "Target",
    "Terms",
    "query",
]
