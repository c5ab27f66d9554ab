"""Merkle trees: the vectors of certificate-transparency, and RFC 6962's own definitions."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.ledger import tree

LEAVES = [
    bytes.fromhex(text)
    for text in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
"""Those of merkle_tree_test in github.com/google/certificate-transparency."""
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSIONS = [
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
]
CONSISTENCIES = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
]


class Kept:
    """A tree with all its nodes, grown leaf by leaf."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        for number, leaf in enumerate(leaves):
            made = tree.leaf_hash(leaf)
            self.nodes[0, number] = made
            for level, place, node in list(tree.grown(number, made, self)):
                self.nodes[level, place] = node

    def __call__(self, level: int, place: int) -> bytes:
        return self.nodes[level, place]


# RFC 6962, section 2.1, word for word


def split(n: int) -> int:
    return max(1 << k for k in range(n.bit_length()) if 1 << k < n)


def mth(d: Sequence[bytes]) -> bytes:
    if not d:
        return hashlib.sha256(b"").digest()
    if len(d) == 1:
        return hashlib.sha256(b"\0" + d[0]).digest()
    k = split(len(d))
    return hashlib.sha256(b"\1" + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: Sequence[bytes]) -> list[bytes]:
    if len(d) == 1:
        return []
    k = split(len(d))
    return [*path(m, d[:k]), mth(d[k:])] if m < k else [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m: int, d: Sequence[bytes], b: bool) -> list[bytes]:
    if m == len(d):
        return [] if b else [mth(d)]
    k = split(len(d))
    if m <= k:
        return [*subproof(m, d[:k], b), mth(d[k:])]
    return [*subproof(m - k, d[k:], False), mth(d[:k])]


@pytest.mark.parametrize(("size", "root"), list(enumerate(ROOTS)))
def test_known_roots(size: int, root: str) -> None:
    assert tree.root(size, Kept(LEAVES)).hex() == root


@pytest.mark.parametrize(("number", "size", "proof"), INCLUSIONS)
def test_known_inclusions(number: int, size: int, proof: list[str]) -> None:
    made = tree.inclusion(number, size, Kept(LEAVES))
    assert [node.hex() for node in made] == proof
    root = bytes.fromhex(ROOTS[size])
    assert tree.is_included(number, size, tree.leaf_hash(LEAVES[number]), made, root)


@pytest.mark.parametrize(("first", "second", "proof"), CONSISTENCIES)
def test_known_consistencies(first: int, second: int, proof: list[str]) -> None:
    made = tree.consistency(first, second, Kept(LEAVES))
    assert [node.hex() for node in made] == proof
    roots = (bytes.fromhex(ROOTS[first]), bytes.fromhex(ROOTS[second]))
    assert tree.is_consistent(first, second, made, *roots)


leaves = st.lists(st.binary(max_size=3), min_size=1, max_size=70)


@given(leaves, st.data())
def test_roots_and_proofs_are_those_of_the_definition(d: list[bytes], data: st.DataObject) -> None:
    nodes = Kept(d)
    size = data.draw(st.integers(1, len(d)))
    number = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(1, size))
    assert tree.root(size, nodes) == mth(d[:size])
    assert list(tree.inclusion(number, size, nodes)) == path(number, d[:size])
    assert list(tree.consistency(first, size, nodes)) == subproof(first, d[:size], True)


@given(leaves, st.data())
def test_true_proofs_hold_and_no_other(d: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(d)))
    number = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(0, size))
    leaf, root, first_root = tree.leaf_hash(d[number]), mth(d[:size]), mth(d[:first])
    inclusion = path(number, d[:size])
    consistency = subproof(first, d[:size], True) if first else []
    assert tree.is_included(number, size, leaf, inclusion, root)
    assert tree.is_consistent(first, size, consistency, first_root, root)
    for proof in (inclusion, consistency):
        mutated = data.draw(mutations(proof))
        if mutated == proof:
            continue
        if proof is inclusion:
            assert not tree.is_included(number, size, leaf, mutated, root)
        if proof is consistency:
            assert not tree.is_consistent(first, size, mutated, first_root, root)
    other = tree.leaf_hash(d[number] + b"x")
    assert not tree.is_included(number, size, other, inclusion, root)
    if first:  # anything goes on from nothing
        assert not tree.is_consistent(first, size, consistency, first_root, other)
        assert not tree.is_consistent(first, size, consistency, other, root)


@st.composite
def mutations(draw: st.DrawFn, proof: list[bytes]) -> list[bytes]:
    """A proof cut, longer, in another order, or with a bit flipped."""
    kind = draw(st.sampled_from(["cut", "longer", "turned", "flipped"]))
    place = draw(st.integers(0, max(0, len(proof) - 1)))
    if kind == "cut":
        return proof[:place] + proof[place + 1 :]
    if kind == "longer":
        return [*proof[:place], draw(st.binary(min_size=32, max_size=32)), *proof[place:]]
    if kind == "turned":
        return proof[::-1]
    bit = draw(st.integers(0, 255))
    flipped = [bytes(byte ^ ((bit >> 3 == at) << (bit & 7)) for at, byte in enumerate(each))
               for each in proof[place : place + 1]]  # fmt: skip
    return [*proof[:place], *flipped, *proof[place + 1 :]]


@pytest.mark.parametrize(("number", "size"), [(1, 1), (-1, 4), (0, 0), (5, 3)])
def test_no_leaf_outside_the_tree_is_included(number: int, size: int) -> None:
    assert not tree.is_included(number, size, tree.leaf_hash(b""), [], tree.leaf_hash(b""))


def test_more_before_than_after_is_not_consistent() -> None:
    assert not tree.is_consistent(3, 2, [], tree.EMPTY, tree.EMPTY)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_proofs_read_few_nodes(number: int, more: int) -> None:
    size = number + more
    asked: list[tuple[int, int]] = []

    def nodes(level: int, place: int) -> bytes:
        asked.append((level, place))
        return bytes(32)

    tree.inclusion(number, size, nodes)
    tree.consistency(number, size, nodes)
    tree.root(size, nodes)
    list(tree.grown(number, bytes(32), nodes))
    assert len(asked) < 100
