"""The compiled kernel (kernel.c), loaded: its structures, its functions."""

import ctypes
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from commonlist.errors import InstallationError
from commonlist.matching.model import FEATURES, Model, initial_bits, model

_FILE = Path(__file__).with_name("_kernel.so")

FIELDS: dict[str, Any] = {
    "vocabulary": np.uint8,
    "name_start": np.int32,
    "name_words": np.int32,
    "name_record": np.int32,
    "name_flags": np.uint8,
    "name_weight": np.float32,
    "name_hash": np.uint64,
    "spelt_start": np.int32,
    "spelt": np.uint8,
    "initial_start": np.int32,
    "initials": np.uint32,
    "record_names": np.int32,
    "kind": np.uint8,
    "gender": np.uint8,
    "birth_start": np.int32,
    "birth_first": np.int32,
    "birth_last": np.int32,
    "birth_day": np.int32,
    "country_start": np.int32,
    "countries": np.int16,
    "nation": np.uint8,
    "number_start": np.int32,
    "numbers": np.uint64,
    "number_sole": np.uint8,
    "reference_start": np.int32,
    "reference_scheme": np.uint64,
    "reference_value": np.uint64,
    "post_start": np.int64,
    "post_names": np.int32,
    "key_hash": np.uint32,
    "key_first": np.int32,
    "key_word": np.int32,
    "glue_hash": np.uint32,
    "glue_first": np.int32,
    "glue_name": np.int32,
    "end_hash": np.uint32,
    "end_first": np.int32,
    "end_name": np.int32,
    "letter_counts": np.uint8,
    "acronym_hash": np.uint32,
    "acronym_first": np.int32,
    "acronym_name": np.int32,
    "exact_hash": np.uint64,
    "exact_record": np.int32,
}
"""The arrays of an index that the kernel reads, in the order of its structure."""

COUNTS = ("words", "names", "records", "keys", "glues", "ends", "acronyms", "exacts")


serial = count(1).__next__
"""A number for each index and model, by which the kernel knows them again."""


class IndexStruct(ctypes.Structure):
    """`Index` in kernel.c."""

    _fields_ = [(name, ctypes.c_int64) for name in ("serial", *COUNTS)] + [
        (name, ctypes.c_void_p) for name in FIELDS
    ]


class ModelStruct(ctypes.Structure):
    """`Model` in kernel.c."""

    _fields_ = [
        ("serial", ctypes.c_int64),
        ("features", ctypes.c_int64),
        ("knots", ctypes.c_int64),
        ("bias", ctypes.c_void_p),
        ("x", ctypes.c_void_p),
        ("y", ctypes.c_void_p),
        ("n", ctypes.c_void_p),
        ("asked", ctypes.c_int64),
        ("word_knots", ctypes.c_int64),
        ("word_bias", ctypes.c_void_p),
        ("word_x", ctypes.c_void_p),
        ("word_y", ctypes.c_void_p),
        ("word_n", ctypes.c_void_p),
        ("edits", ctypes.c_void_p),
        ("initial_bits", ctypes.c_void_p),
    ]


class Compiled:
    """A model as the kernel takes it, for two entries of lists or for what was ``asked``."""

    def __init__(self, model: Model, *, asked: bool = False) -> None:
        self.asked = asked
        self._tables = model.tables(asked=asked)
        self._words, self._edits = model.word_tables(), model.edits.table()
        self._bits = np.full(256, max(initial_bits().values()), np.float32)
        for letter, bits in initial_bits().items():
            self._bits[ord(letter)] = bits
        at, of = self._tables, self._words
        self._struct = ModelStruct(
            serial(), len(FEATURES), at.x.shape[2], *map(address, (at.bias, at.x, at.y, at.n)),
            asked, of.x.shape[2], *map(address, (of.bias, of.x, of.y, of.n)),
            address(self._edits), address(self._bits),
        )  # fmt: skip

    @property
    def reference(self) -> Any:
        """What is handed to the kernel."""
        return ctypes.byref(self._struct)


@cache
def compiled(*, asked: bool = False) -> Compiled:
    """Return the release that is used, for two entries of lists or for what was ``asked``."""
    return Compiled(model(), asked=asked)


@cache
def library() -> ctypes.CDLL:
    """Return the kernel's functions.

    Raises:
        InstallationError: it was not compiled when the package was installed.
    """
    try:
        found = ctypes.CDLL(str(_FILE))
    except OSError as error:
        raise InstallationError(
            f"{_FILE.name}: {error}; install commonlist anew, where a C compiler or the package "
            "ziglang is at hand"
        ) from None
    index, model, at = ctypes.POINTER(IndexStruct), ctypes.POINTER(ModelStruct), ctypes.c_void_p
    i32, i64, f64 = ctypes.c_int32, ctypes.c_int64, ctypes.c_double
    found.word_keys.argtypes = [index, at, at]
    found.word_keys.restype = i64
    found.glue_keys.argtypes = [index, at, at]
    found.glue_keys.restype = i64
    found.end_keys.argtypes = [index, at, at]
    found.end_keys.restype = i64
    found.letter_counts.argtypes = [index, at]
    found.score_pairs.argtypes = [index, index, model, at, at, i64, at, at, at]
    found.effects.argtypes = [model, at, at, i64, at]
    found.align_names.argtypes = [index, index, model, at, at, i64, at, at, at]
    found.measure_words.argtypes = [index, at, at, i64, at, at]
    found.shape.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p]
    found.search.argtypes = [index, index, model, at, i64, f64, i32, i32, at, at, at, at]
    return found


def shape(letters: str) -> bytes:
    """Return a word in lower-case ASCII by the look of its letters, as a bad scan confuses them."""
    seen = ctypes.create_string_buffer(2 * len(letters))
    size = library().shape(letters.encode(), len(letters), seen)
    return seen.raw[:size]


def address(array: np.ndarray[Any, Any] | None) -> int | None:
    """Return where the items of a contiguous array lie."""
    if array is None:
        return None
    found: int = array.__array_interface__["data"][0]
    return found
