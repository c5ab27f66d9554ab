"""Signed notes and checkpoints: Go's own vectors, and what no note may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.errors import FormatError
from commonlist.ledger.checkpoints import (
    Checkpoint,
    opened,
    private_key,
    public_key,
    read_private_key,
    signed,
    unchecked,
)

KEY = private_key(bytes(range(32)))
CHECKPOINT = Checkpoint(KEY.name, 20852163, bytes(range(100, 132)))
NOTE = signed(CHECKPOINT, KEY)
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
"""Of the example in golang.org/x/mod/sumdb/note."""
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdn"
    "gotpRZb6KE6RyyBwJnAM=\n"
)
SPEC_NOTE = (
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
    "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
"""Of the specification of checkpoints; its key is not given there."""


def test_keys_are_written_as_go_writes_them() -> None:
    private = read_private_key(GO_PRIVATE)
    assert private.written() == GO_PRIVATE
    assert str(private.public) == GO_PUBLIC
    assert public_key(GO_PUBLIC) == private.public
    known = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    assert str(public_key(known)) == known


def test_the_note_that_go_signed_is_signed_but_no_checkpoint() -> None:
    with pytest.raises(FormatError, match="no checkpoint: origin, size and root"):
        opened(GO_NOTE, public_key(GO_PUBLIC))
    with pytest.raises(FormatError, match="not of this text"):
        opened(GO_NOTE.replace("problem is", "problem was"), public_key(GO_PUBLIC))


def test_the_checkpoint_of_the_specification_is_read() -> None:
    made = unchecked(SPEC_NOTE)
    assert (made.origin, made.size) == ("example.com/behind-the-sofa", 20852163)
    assert SPEC_NOTE.startswith(str(made) + "\n")


def test_what_is_signed_is_read_back() -> None:
    assert opened(NOTE, KEY.public) == CHECKPOINT
    assert read_private_key(KEY.written()) == KEY
    assert public_key(str(KEY.public)) == KEY.public


def test_an_empty_log_has_a_checkpoint() -> None:
    empty = Checkpoint(KEY.name, 0, CHECKPOINT.root)
    assert opened(signed(empty, KEY), KEY.public) == empty


def test_signatures_of_others_are_passed_over() -> None:
    other = private_key(bytes(32))
    line = signed(CHECKPOINT, other).splitlines()[-1]
    assert opened(f"{NOTE}{line}\n", KEY.public) == CHECKPOINT
    with pytest.raises(FormatError, match="signed"):
        opened(signed(CHECKPOINT, other), KEY.public)


def test_a_secret_is_not_shown() -> None:
    assert repr(KEY) == str(KEY) == f"PrivateKey({KEY.name!r})"


@given(st.data())
def test_no_bit_of_a_checkpoint_can_be_flipped(data: st.DataObject) -> None:
    note = bytearray(NOTE.encode())
    bit = data.draw(st.integers(0, len(note) * 8 - 1))
    note[bit >> 3] ^= 1 << (bit & 7)
    with pytest.raises(FormatError):
        opened(note.decode("utf-8", "replace"), KEY.public)


@given(st.text(max_size=300) | st.binary(max_size=90).map(lambda b: b.decode("latin-1")))
def test_arbitrary_text_is_no_checkpoint_and_no_key(text: str) -> None:
    for read in (unchecked, public_key, read_private_key):
        with pytest.raises(FormatError):
            read(text)


@pytest.mark.parametrize(
    "text",
    [
        "a\n1\n{root}\n",
        "a\n01\n{root}\n\n— a AAAA\n",
        "a\n-1\n{root}\n\n— a AAAA\n",
        "a\n\N{ARABIC-INDIC DIGIT ONE}\n{root}\n\n— a AAAA\n",
        "a\n1\nAAAA\n\n— a AAAA\n",
        "a\n1\n{root}\n\n- a AAAA\n",
        "a\n1\n{root}\n\n— a AAAA",
        "a\t\n1\n{root}\n\n— a AAAA\n",
        "\n1\n{root}\n\n— a AAAA\n",
    ],
)
def test_a_checkpoint_has_one_form(text: str) -> None:
    root = str(CHECKPOINT).split("\n")[2]
    assert unchecked(f"a\n1\n{root}\n\n— a AAAA\n").size == 1
    with pytest.raises(FormatError):
        unchecked(text.replace("{root}", root))
