"""Archive by digest and tables: the only SQL and the only files of a workspace.

`Workspace` opens one; the modules hold functions over a connection of it: `lists` (sources,
snapshots, records, faults), `opinions` (judgements, relations, stances, overlays, dockets) and
`partitions` (comparisons, entities).
"""

from commonlist.storage.workspace import Workspace

__all__ = ["Workspace"]
