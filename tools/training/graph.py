"""Connected components."""

from collections.abc import Iterable


def joined(count: int, links: Iterable[tuple[int, int]]) -> list[int]:
    """Return for each of ``count`` nodes the smallest node that it is linked with."""
    root = list(range(count))

    def top(node: int) -> int:
        while root[node] != node:
            root[node] = node = root[root[node]]
        return node

    for left, right in links:
        one, two = sorted((top(left), top(right)))
        root[two] = one
    return [top(node) for node in range(count)]
