"""Records compared as resolution has it done: those that an index finds."""

from collections.abc import Mapping, Set

import numpy as np

from commonlist.matching import (
    REVIEW,
    Comparison,
    Index,
    Profile,
    candidates,
    comparisons,
    logit_of,
)


def compared(profiles: Mapping[str, Profile], changed: Set[str] | None = None) -> list[Comparison]:
    """Compare the records that may be one, of which one has changed (None: all)."""
    keys = sorted(profiles)
    index = Index.build(profiles[key] for key in keys)
    rows = None
    if changed is not None:
        rows = np.array([row for row, key in enumerate(keys) if key in changed], np.int32)
    found = candidates(index, logit_of(REVIEW), rows)
    return list(comparisons(index, index, [(pair.left, pair.right) for pair in found]))
