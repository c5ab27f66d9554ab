"""The index: the names and the rest of what is compared, of many records, as arrays.

An `Index` is frozen; its arrays may be memory-mapped and shared by processes. The kernel
(kernel.c) compares records of one index, or those of two, and finds records by name.
"""

import ctypes
import gc
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, cached_property, lru_cache
from hashlib import blake2b
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from commonlist.matching.library import (
    COUNTS,
    FIELDS,
    Compiled,
    IndexStruct,
    address,
    compiled,
    library,
    serial,
)
from commonlist.matching.model import FEATURES, weights
from commonlist.matching.names import CAPTION, WEAK, Class, Form, Word
from commonlist.matching.profiles import Profile
from commonlist.matching.sounds import is_pinyin
from commonlist.matching.words import bones_and_end, kindred
from commonlist.records import Kind

LETTERS, BONES, SPELT, MOST_WORDS = 24, 16, 63, 24
"""What of a word, and how many words of a name, are looked at (kernel.c has the same)."""
_COUNTED = 16
"""How many kinds of letters of a name are counted (kernel.c has the same)."""

KINDS = {Kind.PERSON: 0, Kind.ORGANIZATION: 1, Kind.VESSEL: 2, Kind.AIRCRAFT: 2, Kind.OTHER: 3}
_GENDERS = {"m": 1, "f": 2}
SOLE = ("imo", "mmsi")
_THREADS = max(1, min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2))
_DEPTH = 96
"""How many names of the index are lined up with one that is looked for."""
_MOST = 64
"""How many records are found at most for one."""
_PART = 50_000
"""How many records are held as objects at one time."""
_AS_LETTERS = np.uint32(0x5BD1E995)

Array = np.ndarray[Any, Any]


class Scored(NamedTuple):
    """Two records by their rows (``left`` < ``right``), and the log-odds that they are one."""

    left: int
    right: int
    logit: float


_TEXTS = ("text", "key", "number", "quoted")


class Index:
    """Records as arrays.

    ``arrays`` is all there is: those of `commonlist.matching.library.FIELDS`, and in UTF-8 the
    texts of names (``text``), record keys (``key``), numbers (``number``), quoted references
    (``quoted``), each with the places where they begin (``text_at`` ...).
    """

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.arrays = arrays
        self._texts = {of: (arrays[f"{of}_at"], arrays[of].data) for of in _TEXTS}
        self._struct = IndexStruct(serial=serial())
        sizes = {
            "words": "vocabulary",
            "names": "name_flags",
            "records": "kind",
            "keys": "key_hash",
            "glues": "glue_hash",
            "ends": "end_hash",
            "acronyms": "acronym_hash",
            "exacts": "exact_hash",
        }
        for name in COUNTS:
            setattr(self._struct, name, len(arrays[sizes[name]]))
        for name in FIELDS:
            setattr(self._struct, name, address(arrays[name]))

    @classmethod
    def of(cls, arrays: Mapping[str, Array]) -> "Index":
        """Return the index that these arrays are; nothing is copied."""
        return cls(arrays)

    @classmethod
    def build(cls, profiles: Iterable[Profile]) -> "Index":
        """Make the index of records, in their order, with what it takes to search it."""
        rest = iter(profiles)
        with _uncollected():
            parts = [describe(part) for part in iter(lambda: list(islice(rest, _PART)), [])]
            return cls.join(parts or [describe(())])

    @classmethod
    def join(cls, parts: Sequence[Mapping[str, Array]]) -> "Index":
        """Make the index of records described in parts (`describe`), in their order."""
        arrays = together(parts)
        return cls({**arrays, **_searchable(arrays)})

    @classmethod
    def plain(cls, profiles: Sequence[Profile]) -> "Index":
        """Make the arrays of records that are asked for, and not themselves searched."""
        with _uncollected():
            return cls({**describe(profiles), **_NOTHING})

    @property
    def reference(self) -> Any:
        """What is handed to the kernel."""
        return ctypes.byref(self._struct)

    def __len__(self) -> int:
        return len(self.arrays["kind"])

    @cached_property
    def keys(self) -> list[str]:
        """The key of each record."""
        return [self.key(row) for row in range(len(self))]

    def key(self, row: int) -> str:
        """Return the key of a record."""
        return self.text("key", row)

    def name(self, row: int) -> str:
        """Return a name as printed."""
        return self.text("text", row)

    def text(self, of: str, row: int) -> str:
        """Return one of the texts: a ``text`` of a name, ``key``, ``number`` or ``quoted``."""
        at, whole = self._texts[of]
        return str(whole[at.item(row) : at.item(row + 1)], "utf-8")

    def names_of(self, record: int) -> range:
        """Return the rows of a record's names."""
        starts = self.arrays["record_names"]
        return range(int(starts[record]), int(starts[record + 1]))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Put garbage collection off: going through all records again and again takes a fifth more."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _sole(number: str) -> int:
    """Return from 1 on which type of `SOLE` a number is of, 0 if of none."""
    kind = number.partition(":")[0]
    return 1 + SOLE.index(kind) if kind in SOLE else 0


def _hash64(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def _starts(sizes: Sequence[int] | Array, dtype: Any = np.int32) -> Array:
    starts = np.zeros(len(sizes) + 1, dtype)
    np.cumsum(np.asarray(sizes, dtype), out=starts[1:])
    return starts


class _Rows:
    """The words of names, each given a row once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Word, bool], int] = {}
        self.words: list[tuple[Word, bool]] = []

    def of(self, form: Form, personal: bool) -> list[int]:
        known = self._known
        rows = []
        for word in form.words[:MOST_WORDS]:
            key = (word, personal)
            row = known.get(key)
            if row is None:
                row = known[key] = len(self.words)
                self.words.append(key)
            rows.append(row)
        return rows


def describe(profiles: Sequence[Profile]) -> dict[str, Array]:
    """Return records as arrays: a part of an index, kept for a list that does not change."""
    rows = _Rows()
    words: list[int] = []
    sizes: list[int] = []
    flags: list[int] = []
    of_record: list[int] = []
    texts: list[str] = []
    spelt: list[str] = []
    initials: list[tuple[str, ...]] = []
    named: list[int] = []
    for at, profile in enumerate(profiles):
        named.append(len(profile.forms))
        before = None
        for form in profile.forms:
            found = rows.of(form, form.personal)
            words += found
            sizes.append(len(found))
            flags.append(_flags(form))
            if before and _is_reading(form, before):
                flags[-2] |= _READ
                flags[-1] |= _READ | _READING
            before = form
            texts.append(form.text)
            spelt.append(form.spelt[:SPELT])
            initials.append(form.initials)
            of_record.append(at)
    arrays = {
        "vocabulary": _vocabulary(rows.words),
        "name_start": _starts(sizes),
        "name_words": np.asarray(words, np.int32),
        "name_record": np.asarray(of_record, np.int32),
        "name_flags": np.asarray(flags, np.uint8),
        "record_names": _starts(named),
        "spelt_start": _starts([len(letters) for letters in spelt]),
        "spelt": np.frombuffer("".join(spelt).encode("ascii", "replace"), np.uint8),
        **_initials(initials),
        **_attributes(profiles),
        **_texts("text", texts),
        **_texts("key", [profile.key for profile in profiles]),
    }
    vocabulary = words_in(arrays)
    arrays["name_weight"] = _summed(vocabulary["weight"], arrays).astype(np.float32)
    arrays["name_hash"] = _summed(vocabulary["ident"], arrays)
    return arrays


_READING, _READ = 64, 128


def _is_reading(form: Form, before: Form) -> bool:
    """Tell whether a form is the one before it read otherwise, which is no further name."""
    return form.text == before.text and form.personal == before.personal


def _flags(form: Form) -> int:
    quality = 2 if form.quality >= CAPTION else 0 if form.quality <= WEAK else 1
    spelt = form.spelt[:SPELT]
    vowelless = 10 * sum(map(spelt.count, "aeiou")) <= 3 * len(spelt) and not all(
        is_pinyin(word.letters) for word in form.words
    )
    return quality | form.acronym << 2 | form.personal << 3 | form.cut << 4 | vowelless << 5


def _summed(values: Array, arrays: Mapping[str, Array]) -> Array:
    """Return for each name the sum over its words."""
    starts = arrays["name_start"]
    if values.dtype.kind == "f":
        values = values.astype(np.float64)
    sums: Array = np.zeros(len(arrays["name_words"]) + 1, values.dtype)
    np.cumsum(values[arrays["name_words"]], out=sums[1:], dtype=values.dtype)
    found: Array = sums[starts[1:]] - sums[starts[:-1]]
    return found


WORD = np.dtype(
    [
        ("ident", np.uint64),
        ("meaning", np.uint32),
        ("weight", np.float32),
        ("letter_mask", np.uint32),
        ("heard_mask", np.uint32),
        ("sizes", np.uint8, 3),
        ("group", np.uint8),
        ("flags", np.uint8),
        ("family", np.uint8),
        ("unused", np.uint8, 2),
        ("letters", np.uint8, LETTERS),
        ("heard", np.uint8, LETTERS),
        ("bones", np.uint8, BONES),
    ]
)
"""A word (`Word` in kernel.c): all of it side by side, as a search looks at words here and there.

``sizes`` are those of letters, sound and bones; ``meaning`` is 0 where it is not known.
"""


def words_in(arrays: Mapping[str, Array]) -> Array:
    """Return the words of an index or of a part of one, each a `WORD`."""
    return arrays["vocabulary"].view(WORD).reshape(-1)


def _vocabulary(words: Sequence[tuple[Word, bool]]) -> Array:
    """Return words as bytes, [n, bytes of a `WORD`]."""
    heard = [word.heard[:LETTERS] for word, _ in words]
    letters = [word.letters[:LETTERS] for word, _ in words]
    bones = [word.bones[:BONES] for word, _ in words]
    made = np.zeros(len(words), WORD)
    told = zip(*(_told(word, personal) for word, personal in words), strict=True)
    for name, values in zip(_TOLD, told, strict=bool(words)):
        made[name] = values
    for column, texts in enumerate((letters, heard, bones)):
        made["sizes"][:, column] = [len(text) for text in texts]
    made["letters"] = _padded(letters, LETTERS)
    made["heard"] = _padded(heard, LETTERS)
    made["bones"] = _padded(bones, BONES)
    made["letter_mask"] = _masks(made["letters"])
    made["heard_mask"] = _masks(made["heard"])
    return made.view(np.uint8).reshape(-1, WORD.itemsize)


_TOLD = ("ident", "meaning", "weight", "group", "flags", "family")
"""What is told of a word by other things than its letters."""


@lru_cache(maxsize=1 << 16)
def _told(word: Word, personal: bool) -> tuple[float, ...]:
    """Return what `_TOLD` has of a word; a screening asks for the same ones again and again."""
    return (
        _hash64(_ident(word)),
        _hash64(word.meaning) >> 33 | 1 if word.meaning else 0,
        _weight(word, personal),
        word.group,
        _bits(word, personal),
        kindred().get(word.meaning, 0),
    )


_MOST_WEIGHT = {
    Class.ORDINARY: 1.0,
    Class.COMMON: 0.5,
    Class.GENERIC: 0.7,
    Class.PLACE: 0.6,
    Class.NUMBER: 0.4,
    Class.TITLE: 0.05,
    Class.SLIGHT: 0.2,
}
"""The most that a word of a class weighs, however rare."""


@cache
def weights_by_bones(kind: str) -> Mapping[str, float]:
    """Return the weight of words by consonants and end: of several that of the most frequent."""
    found: dict[str, float] = {}
    for heard, weight in weights(kind).items():
        bones = bones_and_end(heard)
        found[bones] = min(weight, found.get(bones, 1.0))
    return found


_CONSONANTAL, _KNOWN, _PINYIN, _SYLLABLE, _PATRONYMIC, _NOT_LATIN = 1, 2, 4, 8, 16, 32
_OF_THE_FATHER = re.compile(".{3,}(?:[iy]ch|[oe]vn[ay]|vitj|vitsch)")
"""Russian patronymics and those like them, in any romanisation."""


def _bits(word: Word, personal: bool) -> int:
    """Return the kernel's bits of a word.

    Known are words that several parties bear or that have a meaning: two of them that differ are
    hardly one that was misspelt, nor are two that are well formed in pinyin.
    """
    known = bool(word.meaning) or word.heard in weights("person" if personal else "other")
    syllable = word.meaning.endswith("-")
    return (
        _CONSONANTAL * word.consonantal
        | _KNOWN * known
        | _PINYIN * is_pinyin(word.letters)
        | _SYLLABLE * syllable
        | _NOT_LATIN * (not word.latin)
        | _PATRONYMIC * (personal and _OF_THE_FATHER.fullmatch(word.letters) is not None)
    )


def _weight(word: Word, personal: bool) -> float:
    """Return what a word weighs: its rarity, less for what names of its kind have at will."""
    if word.group is Class.NUMBER:
        return _MOST_WEIGHT[Class.NUMBER]
    kind = "person" if personal else "other"
    rarity = _rarity(word, kind)
    size = len(word.letters)
    shortness = _INITIAL if personal and size == 1 else _SHORTNESS.get(size, 1.0)
    return min(rarity * shortness, _MOST_WEIGHT[word.group])


_SHORTNESS = {1: 0.15, 2: 0.6, 3: 0.85}
_INITIAL = 0.03
"""The share of its weight that a short word has, by its letters, and an initial of a person."""


def _rarity(word: Word, kind: str) -> float:
    """Return the weight of a word as it is heard; of what it means, if a firm is named so."""
    if kind == "other" and word.meaning:
        return weights(kind).get(f"={word.meaning}", 1.0)
    if word.consonantal:
        return weights_by_bones(kind).get(bones_and_end(word.heard), 1.0)
    return weights(kind).get(word.heard, 1.0)


def _ident(word: Word) -> str:
    return f"{word.letters}|{word.heard}|{word.meaning}|{int(word.consonantal)}"


def _padded(words: Sequence[str], width: int) -> Array:
    joined = "".join(word.ljust(width, "\0") for word in words).encode("ascii", "replace")
    return np.frombuffer(joined, np.uint8).reshape(-1, width)


def _masks(codes: Array) -> Array:
    """Return which letters are in each word ([n, letters]), a bit a letter; digits share bits."""
    bits = np.where(codes >= ord("a"), codes - ord("a"), 26 + codes % 6).astype(np.uint32)
    marks = np.where(codes > 0, np.uint32(1) << (bits & 31), 0).astype(np.uint32)
    found: Array = np.bitwise_or.reduce(marks, axis=1)
    return found.astype(np.uint32)


def _initials(initials: Sequence[tuple[str, ...]]) -> dict[str, Array]:
    hashes = [_fnv(letters) for each in initials for letters in each]
    return {
        "initial_start": _starts([len(each) for each in initials]),
        "initials": np.array(hashes, np.uint32),
    }


def _fnv(text: str) -> int:
    found = 2166136261
    for code in text.encode():
        found = (found ^ code) * 16777619 & 0xFFFFFFFF
    return found


def _texts(name: str, texts: Sequence[str]) -> dict[str, Array]:
    """Return texts as one of UTF-8 (``name``) and where each begins (``name_at``)."""
    encoded = [text.encode("utf-8", "replace") for text in texts]
    return {
        name: np.frombuffer(b"".join(encoded), np.uint8),
        f"{name}_at": _starts([len(text) for text in encoded], np.int64),
    }


def _attributes(profiles: Sequence[Profile]) -> dict[str, Array]:
    births = [sorted(profile.births) for profile in profiles]
    countries = [sorted(profile.countries) for profile in profiles]
    numbers = [sorted(profile.numbers) for profile in profiles]
    quoted = [
        sorted((scheme, value) for scheme, found in p.references.items() for value in found)
        for p in profiles
    ]
    flat = [years for each in births for years in each]
    cited = [pair for each in quoted for pair in each]
    held = [number for each in numbers for number in each]
    return {
        "kind": np.array([KINDS[profile.kind] for profile in profiles], np.uint8),
        "gender": np.array(
            ["mf".find(p.gender) + 1 if p.gender else 0 for p in profiles], np.uint8
        ),
        "birth_start": _starts([len(each) for each in births]),
        "birth_first": np.array([years.first for years in flat], np.int32),
        "birth_last": np.array([years.last for years in flat], np.int32),
        "birth_day": np.array(
            [int(years.day.replace("-", "")) if years.day else 0 for years in flat], np.int32
        ),
        "country_start": _starts([len(each) for each in countries]),
        "countries": np.array([_code(code) for each in countries for code in each], np.int16),
        "nation": np.array(
            [
                c in p.nationalities
                for p, each in zip(profiles, countries, strict=True)
                for c in each
            ],
            np.uint8,
        ),
        "number_start": _starts([len(each) for each in numbers]),
        "numbers": np.array([_hash64(number) for number in held], np.uint64),
        "number_sole": np.array([_sole(number) for number in held], np.uint8),
        "reference_start": _starts([len(each) for each in quoted]),
        "reference_scheme": np.array([_hash64(scheme) for scheme, _ in cited], np.uint64),
        "reference_value": np.array([_hash64(f"{s} {value}") for s, value in cited], np.uint64),
        **_texts("number", held),
        **_texts("quoted", [f"{scheme.partition(' ')[0]} {value}" for scheme, value in cited]),
    }


def _code(country: str) -> int:
    return (ord(country[0]) * 256 + ord(country[1])) & 0x7FFF if len(country) == 2 else 0


def country_of(code: int) -> str:
    """Return the ISO code that stands in ``countries``."""
    return chr(code >> 8) + chr(code & 0xFF)


_STARTS = (
    *("name_start", "initial_start", "record_names", "birth_start", "country_start"),
    *("number_start", "reference_start", "spelt_start", "text_at", "key_at", "number_at"),
    "quoted_at",
)


def together(parts: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
    """Put described parts end to end, as one part, with each word once."""
    if len(parts) == 1:
        return dict(parts[0])
    joined = {}
    for name in parts[0]:
        arrays = [part[name] for part in parts]
        if name in _STARTS:
            joined[name] = _chained(arrays)
        elif name not in ("name_words", "name_record"):
            joined[name] = np.concatenate(arrays)
    for name, counted in (("name_words", "vocabulary"), ("name_record", "kind")):
        before = np.cumsum([0, *(len(part[counted]) for part in parts[:-1])])
        joined[name] = np.concatenate(
            [part[name] + np.int32(ahead) for part, ahead in zip(parts, before, strict=True)]
        )
    words = words_in(joined)
    said = words["group"].astype(np.uint64) << 48 | words["flags"].astype(np.uint64) << 32
    known = words["ident"] ^ (said | words["weight"].copy().view(np.uint32))
    _, first, row = np.unique(known, return_index=True, return_inverse=True)
    joined["vocabulary"] = joined["vocabulary"][first]
    joined["name_words"] = row[joined["name_words"]].astype(np.int32)
    return joined


def _chained(starts: Sequence[Array]) -> Array:
    """Return places where things begin, of arrays put end to end."""
    sizes = np.concatenate([np.diff(each) for each in starts])
    return _starts(sizes, starts[0].dtype)


_NOTHING = {
    name: np.zeros(1 if name == "post_start" else 0, FIELDS[name])
    for name in list(FIELDS)[list(FIELDS).index("post_start") :]
}


def _searchable(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Make what finds words by keys, names by words, and records by numbers."""
    plain = Index({**arrays, **_NOTHING})
    words, names = arrays["name_words"], arrays["name_start"]
    of_name = np.repeat(np.arange(len(names) - 1, dtype=np.int32), np.diff(names))
    order = np.argsort(words, kind="stable")
    key_hash, key_word = _keyed(plain, library().word_keys)
    glue_hash, glue_name = _keyed(plain, library().glue_keys)
    end_hash, end_name = _keyed(plain, library().end_keys)
    letter_counts = np.empty((len(names) - 1, 2 * _COUNTED), np.uint8)
    library().letter_counts(plain.reference, address(letter_counts))
    acronym_hash, acronym_name = _acronyms(arrays)
    exact_hash, exact_record = _exact(arrays)
    return {
        "post_start": _starts(np.bincount(words, minlength=len(arrays["vocabulary"])), np.int64),
        "post_names": of_name[order],
        "key_hash": key_hash,
        "key_first": _first(key_hash),
        "key_word": key_word,
        "glue_hash": glue_hash,
        "glue_first": _first(glue_hash),
        "glue_name": glue_name,
        "end_hash": end_hash,
        "end_first": _first(end_hash),
        "end_name": end_name,
        "letter_counts": letter_counts,
        "acronym_hash": acronym_hash,
        "acronym_first": _first(acronym_hash),
        "acronym_name": acronym_name,
        "exact_hash": exact_hash,
        "exact_record": exact_record,
    }


def _keyed(plain: Index, keys: Any) -> tuple[Array, Array]:
    total = keys(plain.reference, None, None)
    hashes, rows = np.empty(total, np.uint32), np.empty(total, np.int32)
    keys(plain.reference, address(hashes), address(rows))
    order = np.argsort(hashes, kind="stable")
    return hashes[order], rows[order]


def _first(hashes: Array) -> Array:
    """Return where the hashes with each upper half begin, and where the last ones end."""
    return _starts(np.bincount(hashes >> 16, minlength=1 << 16))


def _acronyms(arrays: Mapping[str, Array]) -> tuple[Array, Array]:
    """Return names by their initials, and single words by their letters, marked as such."""
    starts = arrays["initial_start"]
    by_initials = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    single = np.flatnonzero(np.diff(arrays["name_start"]) == 1).astype(np.int32)
    word = words_in(arrays)[arrays["name_words"][arrays["name_start"][single]]]
    sizes = word["sizes"][:, 0]
    fit = (sizes >= 3) & (sizes <= 8)
    single = single[fit]
    letters = [
        bytes(row[:size]).decode()
        for row, size in zip(word["letters"][fit], sizes[fit], strict=True)
    ]
    spelt = np.array([_fnv(text) for text in letters], np.uint32) ^ _AS_LETTERS
    hashes = np.concatenate([arrays["initials"], spelt]).astype(np.uint32)
    order = np.argsort(hashes, kind="stable")
    return hashes[order], np.concatenate([by_initials, single]).astype(np.int32)[order]


def _exact(arrays: Mapping[str, Array]) -> tuple[Array, Array]:
    hashes = np.concatenate([arrays["numbers"], arrays["reference_value"]])
    records = np.concatenate(
        [
            np.repeat(np.arange(len(arrays["kind"]), dtype=np.int32), np.diff(arrays[start]))
            for start in ("number_start", "reference_start")
        ]
    )
    order = np.argsort(hashes, kind="stable")
    return hashes[order], records[order]


def features(
    left: Index, right: Index, pairs: Array, by: Compiled | None = None
) -> tuple[Array, Array, Array]:
    """Return log-odds [n], features [n, features] and names met [n, 4] of pairs of rows [n, 2].

    The names are the rows of the best pair of names, then of a second one; -1: there is none.
    """
    known = by or compiled()
    ours, theirs = (np.ascontiguousarray(pairs[:, side], np.int32) for side in (0, 1))
    logits = np.empty(len(pairs), np.float64)
    found = np.empty((len(pairs), len(FEATURES)), np.float32)
    names = np.empty((len(pairs), 4), np.int32)
    library().score_pairs(
        left.reference, right.reference, known.reference, address(ours), address(theirs),
        len(pairs), address(logits), address(found), address(names),
    )  # fmt: skip
    return logits, found, names


def kind_of_pairs(left: Index, right: Index, pairs: Array, *, asked: bool = False) -> Array:
    """Return the kinds of pairs of rows [n, 2], int32 places in the model's, as the kernel does.

    Two of an unknown kind that were born are people. Vessels that are asked for are compared as
    organisations.
    """
    person, other, unknown = 0, 2, 3
    ours, theirs = left.arrays["kind"][pairs[:, 0]], right.arrays["kind"][pairs[:, 1]]
    born = _born(left)[pairs[:, 0]] & _born(right)[pairs[:, 1]]
    ours, theirs = (
        np.where(ours == unknown, np.where((theirs == unknown) & born, person, theirs), ours),
        np.where(theirs == unknown, np.where((ours == unknown) & born, person, ours), theirs),
    )
    either, both = (ours == other) | (theirs == other), (ours == other) & (theirs == other)
    named = (ours != person) | (theirs != person)
    return np.where(either & ~(both & asked), other, named).astype(np.int32)


def _born(index: Index) -> Array:
    return np.diff(index.arrays["birth_start"]) > 0


def logits(left: Index, right: Index, pairs: Array, by: Compiled | None = None) -> Array:
    """Return the log-odds of pairs of rows ([n, 2]), by all cores."""
    known = by or compiled()
    ours, theirs = (np.ascontiguousarray(pairs[:, side], np.int32) for side in (0, 1))
    out = np.empty(len(pairs), np.float64)

    def part(start: int, end: int) -> None:
        library().score_pairs(
            left.reference, right.reference, known.reference, address(ours[start:end]),
            address(theirs[start:end]), end - start, address(out[start:end]), None, None,
        )  # fmt: skip

    _split(len(pairs), part)
    return out


class Hits(NamedTuple):
    """What a search found: for each query how many, and [queries, most] rows, log-odds, names.

    Of each row of the matrices the first ``counts`` count, the likest first; ``names`` are the
    rows of the names that were met.
    """

    counts: Array
    rows: Array
    logits: Array
    names: Array


def search(
    queries: Index,
    targets: Index,
    least: float,
    most: int,
    *,
    by: Compiled | None = None,
    threads: int = 0,
) -> Hits:
    """Find for each record of ``queries`` the targets that are alike.

    ``least`` is in log-odds. Where the queries are the targets, a record does not find itself.

    Raises:
        MemoryError: there are not 20 bytes for each name of the targets.
    """
    known = by or compiled(asked=queries is not targets)
    chosen = np.arange(len(queries), dtype=np.int32)
    total = len(chosen)
    hits = Hits(
        np.zeros(total, np.int32),
        np.empty((total, most), np.int32),
        np.empty((total, most), np.float64),
        np.empty((total, most), np.int32),
    )

    def part(start: int, end: int) -> None:
        failed = library().search(
            queries.reference, targets.reference, known.reference, address(chosen[start:end]),
            end - start, least, _DEPTH, most, *(address(a[start:end]) for a in hits),
        )  # fmt: skip
        if failed:
            raise MemoryError("no memory for a search")

    _split(total, part, threads)
    return hits


def candidates(index: Index, least: float, rows: Array | None = None) -> Iterator[Scored]:
    """Yield the pairs of records of which one is in ``rows`` (None: all) that reach ``least``.

    ``least`` is in log-odds. Of one record the likest `_MOST` are found. A pair may be found from
    one of the two alone: so all are looked for, whichever changed.
    """
    if rows is not None and not len(rows):
        return
    hits = search(index, index, least, _MOST)
    wanted = np.ones(len(index), np.bool_) if rows is None else np.isin(np.arange(len(index)), rows)
    pairs: dict[tuple[int, int], float] = {}
    for one, (count, found, odds) in enumerate(
        zip(hits.counts.tolist(), hits.rows, hits.logits, strict=True)
    ):
        for two, logit in zip(found[:count].tolist(), odds[:count].tolist(), strict=True):
            if wanted[one] or wanted[two]:
                pairs[min(one, two), max(one, two)] = logit
    for (left, right), logit in sorted(pairs.items()):
        yield Scored(left, right, logit)


def _split(total: int, part: Any, threads: int = 0) -> None:
    """Do parts of the work side by side; the kernel lets others run."""
    threads = min(threads or _THREADS, max(1, total // 64))
    bounds = [total * k // threads for k in range(threads + 1)]
    if threads == 1:
        part(0, total)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(part, bounds[:-1], bounds[1:]))
