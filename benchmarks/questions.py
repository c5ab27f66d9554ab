"""Whom to screen against and what to ask: targets, and queries of which the answer is known.

Targets are one entry of each party on the lists and invented parties up to the size asked for.
Queries that ought to be found are other forms of a target's names. Those that ought not are real
parties held out whole, invented ones of the same cultures, and near misses. All is drawn from one
seed, and no matcher is asked.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import msgspec
from inventing import World, world
from published import (
    SHARED,
    apart,
    everything,
    folded,
    judged,
    linked,
    sounded,
    without_references,
)
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel
from spellings import FORM_AND_SPELLING, IMPERSONAL, PERSONAL, Rule

from commonlist.records import Kind, Name, Record
from commonlist.values.scripts import script_of

FROM_ARABIC, TO_ARABIC = "Arabic script → Latin", "Latin → Arabic script"
FROM_OTHER, TO_OTHER = "other scripts → Latin", "Latin → other scripts"
SCRIPTS = (FROM_ARABIC, TO_ARABIC, FROM_OTHER, TO_OTHER)
ALIAS, ACRONYM = "another list's alias", "acronyms"
ALIAS_FAR = "another list's alias, nothing alike"
TRANSLATED, OWN_TRANSLATED = "names translated by another list", "names translated, own alias"
OTHERS = (*SCRIPTS, ALIAS, ALIAS_FAR, ACRONYM, TRANSLATED, OWN_TRANSLATED)
"""Classes of queries beside those of form and spelling."""
NEGATIVES = (
    *("real people", "real organisations", "people of the same cultures"),
    *("companies and NGOs", "same surname, another person", "near-miss organisations"),
)
CONCEPTS = Path(__file__).with_name("concepts.txt")
_FAR = 60.0
"""What is far from a name has no more than this ratio of letters with it (words sorted)."""


_TWICE = 0.9
"""From this share of letters on (words sorted) a name may be a target's, spelt otherwise."""


class Question(NamedTuple):
    """A name to screen: its class, the key of the target that it names ("" for none)."""

    text: str
    kind: Kind
    group: str
    target: str = ""


class Stage(NamedTuple):
    """Targets and questions."""

    targets: list[Record]
    questions: list[Question]


class Held(NamedTuple):
    """A target with names left out, and the query that is asked for it."""

    target: Record
    text: str


def stage(size: int, each: int, seed: int, shared: Path = SHARED) -> Stage:
    """Return ``size`` targets and up to ``each`` questions of every class."""
    draw = random.Random(seed)
    records = everything(shared)
    sure = linked(records, shared)
    parties = apart(records, sure)
    groups = _grouped(records, parties)
    draw.shuffle(groups)
    invented = world(records)
    away, kept = _held_out(groups, each)
    away = list(_nowhere_else(away, kept, judged(parties)))
    targets, asked = _asked_otherwise(kept[: size * 3 // 5], sure, each, draw)
    targets += islice(invented.parties(draw), size - len(targets))
    plain = [target for target in targets if target.key not in {q.target for q in asked}]
    asked += _respelt(plain, each, draw)
    asked += _not_there(away, targets, invented, each, draw)
    return Stage(targets, asked)


def _grouped(records: Iterable[Record], parties: Mapping[str, str]) -> list[list[Record]]:
    groups = defaultdict(list)
    for record in records:
        groups[parties[record.key]].append(record)
    return [groups[party] for party in sorted(groups)]


def _held_out(
    groups: Sequence[list[Record]], each: int
) -> tuple[list[list[Record]], list[list[Record]]]:
    """Part off real people and organisations, a few more than are asked for of each."""
    left = {Kind.PERSON: each * 5 // 4, Kind.ORGANIZATION: each * 5 // 4}
    away, kept = [], []
    for group in groups:
        kind = group[0].kind
        if left.get(kind) and script_of(group[0].caption) == "Latin":
            left[kind] -= 1
            away.append(group)
        else:
            kept.append(group)
    return away, kept


def _nowhere_else(
    away: Iterable[list[Record]], kept: Iterable[list[Record]], parties: Mapping[str, str]
) -> Iterator[list[Record]]:
    """Leave out who stands among the kept too. Nothing is drawn anew when people judge more."""
    there = {parties[record.key] for group in kept for record in group}
    return (group for group in away if there.isdisjoint(parties[r.key] for r in group))


# Queries that ought to be found


def _asked_otherwise(
    groups: Sequence[list[Record]], sure: Mapping[str, str], each: int, draw: random.Random
) -> tuple[list[Record], list[Question]]:
    """Choose one entry of each group as the target; ask for some by names that they lack."""

    def by_others(make: Callable[[Record, list[Record]], Iterator[Held]]) -> _Maker:
        return lambda group: (
            held
            for record in group
            for held in make(record, [other for other in group if _elsewhere(record, other, sure)])
        )

    makers: dict[str, _Maker] = {
        TRANSLATED: by_others(_translated),
        ALIAS: by_others(aliases),
        ACRONYM: lambda group: chain.from_iterable(map(_acronyms, group)),
        FROM_ARABIC: lambda group: chain.from_iterable(_across(r, True) for r in group),
        FROM_OTHER: lambda group: chain.from_iterable(_across(r, False) for r in group),
        OWN_TRANSLATED: lambda group: chain.from_iterable(map(_own_translated, group)),
    }
    targets, questions = [], []
    free = list(groups)
    for name, make in makers.items():
        left: list[list[Record]] = []
        taken = 0
        for group in free:
            wanted = group[0].kind in _ASKED and taken < each * (1 + (name in _BACK))
            made = list(make(group)) if wanted else []
            if not made:
                left.append(group)
                continue
            taken += 1
            held = draw.choice(made)
            targets.append(without_references(held.target))
            questions.append(
                Question(held.text, held.target.kind, _class(name, held), held.target.key)
            )
        free = left
    targets += [without_references(draw.choice(group)) for group in free]
    return targets, questions


_BACK = {FROM_ARABIC: TO_ARABIC, FROM_OTHER: TO_OTHER}
"""Classes that are made together with those of the way back."""


def _class(name: str, held: Held) -> str:
    """Return the class of what a maker made."""
    if name in _BACK and script_of(held.text) == "Latin":
        return _BACK[name]
    return ALIAS_FAR if name == ALIAS and _far(held) else name


_Maker = Callable[[list[Record]], Iterator[Held]]
_ASKED = (Kind.PERSON, Kind.ORGANIZATION)


def _elsewhere(record: Record, other: Record, sure: Mapping[str, str]) -> bool:
    """Tell whether another list's entry is of the same party by labels or quoted references."""
    return other.source != record.source and sure[other.key] == sure[record.key]


def _with(record: Record, names: Iterable[Name]) -> Record:
    return msgspec.structs.replace(record, names=tuple(names))


def _across(record: Record, arabic: bool) -> Iterator[Held]:
    """One script is asked for, the target has the other: the original one, or Latin letters."""
    latin, rest = _by_script(record, arabic)
    whole = [name for name in rest if _whole(name)]
    if latin and whole and _whole(latin[0]):
        yield Held(_with(record, latin), whole[0].text)
        yield Held(_with(record, rest), latin[0].text)


def _by_script(record: Record, arabic: bool) -> tuple[list[Name], list[Name]]:
    """Return the names in Latin letters, and those in Arabic ones or those in other ones."""
    latin = [name for name in record.names if script_of(name.text) == "Latin"]
    rest = [name for name in record.names if name not in latin]
    return latin, [name for name in rest if (script_of(name.text) == "Arabic") is arabic]


def _whole(name: Name) -> bool:
    """Tell whether a name is two words of some length or more, and not weak."""
    return not name.weak and sum(len(word) > 2 for word in folded(name.text).split()) > 1


def aliases(record: Record, others: Iterable[Record]) -> Iterator[Held]:
    """A whole name of the same party on another list that the target has in no order of words."""
    own = {folded(name.text) for name in record.names}
    for name in (name for other in others for name in other.names):
        if _whole(name) and script_of(name.text) == "Latin" and folded(name.text) not in own:
            yield Held(record, name.text)


def _far(held: Held) -> bool:
    return all(_ratio(Name(text=held.text), name) <= _FAR for name in held.target.names)


_SHORT = re.compile(r"[A-Z]{3,7}")
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_SMALL = frozenset(
    {"of", "the", "and", "for", "in", "al", "de", "la", "el", "y", "et", "du", "des"}
)


def _acronyms(record: Record) -> Iterator[Held]:
    """Initials of a name, where they are a name too: asked for, and taken from the target."""
    if record.kind is not Kind.ORGANIZATION:
        return
    printed = {text for name in record.names for text in _SHORT.findall(_short_parts(name.text))}
    for short in sorted(printed):
        left = [_without(name, short) for name in record.names]
        names = [name for name in left if name.text and short not in name.text.split()]
        if any(_initials(name.text, short) for name in names):
            yield Held(_with(record, names), short)


def _short_parts(text: str) -> str:
    """A name that is one word, or what stands in brackets."""
    return " ".join(_BRACKETS.findall(text)) if " " in text else text


def _without(name: Name, short: str) -> Name:
    def bare(match: re.Match[str]) -> str:
        return "" if short in match[0] else match[0]

    text = "" if name.text == short else " ".join(_BRACKETS.sub(bare, name.text).split())
    return msgspec.structs.replace(name, text=text)


def _initials(text: str, short: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text.replace("'", ""))
    firsts = "".join(word[0] for word in words).upper()
    telling = "".join(word[0] for word in words if word.lower() not in _SMALL).upper()
    return short in (firsts, telling)


def _translated(record: Record, others: Iterable[Record]) -> Iterator[Held]:
    """A name on another list that means what a name of the target does, in other words."""
    if record.kind is Kind.ORGANIZATION:
        for name in (name for other in others for name in other.names):
            if _translates(name, record.names):
                yield Held(record, name.text)


def _own_translated(record: Record) -> Iterator[Held]:
    """The same of the entry's own aliases, which the target is left without."""
    if record.kind is not Kind.ORGANIZATION:
        return
    for name in record.names[1:]:
        rest = [other for other in record.names if _ratio(name, other) <= _FAR]
        if rest and _translates(name, rest):
            yield Held(_with(record, rest), name.text)


def _translates(name: Name, names: Sequence[Name]) -> bool:
    if not _whole(name) or any(_ratio(name, other) > _FAR for other in names):
        return False
    said = _concepts(name.text)
    return any(_tells(said, _concepts(held.text)) for held in names)


def _tells(ours: Mapping[str, int], theirs: Mapping[str, int]) -> bool:
    """Tell whether words that differ mean the same: two of them, or one that is not usual."""
    same = {ours[a] for a in ours for b in theirs if a != b and abs(ours[a]) == abs(theirs[b])}
    return len(same) > 1 or any(meaning > 0 for meaning in same)


def _ratio(one: Name, two: Name) -> float:
    return fuzz.ratio(folded(one.text), folded(two.text))


def _concepts(text: str) -> dict[str, int]:
    """Return the words of a name whose meaning is known, with its number; usual ones below 0."""
    known = _meanings()
    words = re.findall(r"[^\W\d_]+", text.lower().replace("’", "'"))
    return {word: known[word] for word in words if word in known}


@cache
def _meanings() -> dict[str, int]:
    lines = CONCEPTS.read_text("utf-8").splitlines()
    said = [line.split() for line in lines if not line.startswith("#")]
    return {
        word: -number if words[0] == "-" else number
        for number, words in enumerate(said, start=1)
        for word in words
    }


def _respelt(targets: Sequence[Record], each: int, draw: random.Random) -> Iterator[Question]:
    """Other spellings of captions in Latin letters, half of them of real parties."""
    fitting = [t for t in targets if _telling(t)]
    real = [target for target in fitting if target.source != "invented"]
    invented = [target for target in fitting if target.source == "invented"]
    for group, rule in FORM_AND_SPELLING.items():
        half = list(islice(_by_rule(group, rule, real, draw), each // 2))
        yield from half
        yield from islice(_by_rule(group, rule, invented, draw), each - len(half))


def _telling(record: Record) -> bool:
    name = record.names[0]
    return record.kind in _ASKED and _whole(name) and script_of(name.text) == "Latin"


def _by_rule(
    group: str, rule: Rule, targets: Sequence[Record], draw: random.Random
) -> Iterator[Question]:
    for target in draw.sample(targets, len(targets)):
        personal = target.kind is Kind.PERSON
        if group in (IMPERSONAL if personal else PERSONAL):
            continue
        if text := rule(_forwards(target.caption), draw):
            yield Question(
                text, Kind.OTHER if group == "payment lines" else target.kind, group, target.key
            )


def _forwards(name: str) -> str:
    """Return ``LAST, First`` as ``First LAST``."""
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma and first and "," not in first else name


# Queries that ought not to be found


def _not_there(
    away: Sequence[Sequence[Record]],
    targets: Sequence[Record],
    invented: World,
    each: int,
    draw: random.Random,
) -> Iterator[Question]:
    """Ask for others: names that could be no target's, whoever compares them."""
    held = _Known({folded(name.text) for target in targets for name in target.names})
    makers: Mapping[str, tuple[Kind, Iterator[str]]] = {
        "real people": (Kind.PERSON, _real(away, Kind.PERSON)),
        "real organisations": (Kind.ORGANIZATION, _real(away, Kind.ORGANIZATION)),
        "people of the same cultures": (Kind.PERSON, _captions(invented.people(draw))),
        "companies and NGOs": (Kind.ORGANIZATION, _captions(invented.organizations(draw))),
        "same surname, another person": (Kind.PERSON, _namesakes(targets, invented, draw)),
        "near-miss organisations": (Kind.ORGANIZATION, _near_misses(targets, invented, draw)),
    }
    for group, (kind, texts) in makers.items():
        changed = group == "near-miss organisations"
        fresh = (t for t in texts if not held.within(t) and (changed or not held.alike(t)))
        yield from (Question(text, kind, group) for text in islice(fresh, each))


class _Known:
    """Names of the targets, and which names could be one of them by the letters alone."""

    def __init__(self, names: Iterable[str]) -> None:
        known = sorted(names)
        self._words = [_telling_words(name) for name in known]
        self._with: defaultdict[str, list[int]] = defaultdict(list)
        self._by_length: defaultdict[int, list[str]] = defaultdict(list)
        for row, name in enumerate(known):
            self._by_length[len(name)].append(name)
            for word in self._words[row]:
                self._with[word].append(row)

    def within(self, text: str) -> bool:
        """Tell whether a name is a known one, by its sound, with words more or less.

        All words of the one are among those of the other, but for legal forms; the smaller has
        two, or they are the same.
        """
        words = _telling_words(folded(text))
        shared = Counter(row for word in words for row in self._with[word])
        smaller = any(count > 1 and count == len(self._words[row]) for row, count in shared.items())
        same = any(self._words[row] == words for row in shared)
        return smaller or same or (len(words) > 1 and len(words) in shared.values())

    def alike(self, text: str) -> bool:
        """Tell whether `_TWICE` of a name's letters are a known one's."""
        name = folded(text)
        least, most = int(len(name) * 0.81), int(len(name) * 1.23) + 1
        near = [known for size in range(least, most + 1) for known in self._by_length[size]]
        scorer = Indel.normalized_similarity
        return process.extractOne(name, near, scorer=scorer, score_cutoff=_TWICE) is not None


_FORMS = frozenset(
    {"al", "and", "ao", "closed", "co", "company", "corp", "corporation", "fze", "gmbh", "group",
     "holding", "inc", "international", "joint", "jsc", "liability", "limited", "llc", "ltd",
     "ltda", "oao", "of", "ojsc", "ooo", "open", "pao", "pjsc", "private", "public", "sa", "sas",
     "stock", "the", "zao"}
)  # fmt: skip


def _telling_words(name: str) -> frozenset[str]:
    return frozenset(sounded(word) for word in name.split() if len(word) > 1 and word not in _FORMS)


def _captions(records: Iterable[Record]) -> Iterator[str]:
    return (record.caption for record in records)


def _real(away: Iterable[Sequence[Record]], kind: Kind) -> Iterator[str]:
    for group in away:
        if group[0].kind is kind and _whole(group[0].names[0]):
            yield _forwards(group[0].caption)


def _namesakes(targets: Sequence[Record], invented: World, draw: random.Random) -> Iterator[str]:
    """A target's last word behind other given names of its culture."""
    people = [t for t in targets if t.kind is Kind.PERSON and _telling(t)]
    for target in draw.sample(people, len(people)):
        culture = invented.culture_of(target.countries, draw)
        last = _forwards(target.caption).split()[-1]
        if len(last) > 2:
            given = draw.sample(culture.given, draw.choice((1, 1, 2)))
            yield " ".join((*given, last))


def _near_misses(targets: Sequence[Record], invented: World, draw: random.Random) -> Iterator[str]:
    """A target organisation's name with one of several telling words replaced."""
    trades = invented.trades
    places = {place.lower() for place in trades.places}
    plain = {word.lower() for text in (*trades.generic, *trades.charity) for word in text.split()}
    organizations = [t for t in targets if t.kind is Kind.ORGANIZATION and _telling(t)]
    for target in draw.sample(organizations, len(organizations)):
        words = target.caption.split()
        fitting = [n for n, w in enumerate(words) if len(w) > 3 and w.lower() not in plain]
        if len(fitting) > 1:
            place = draw.choice(fitting)
            pool = trades.places if words[place].lower() in places else trades.telling
            words[place] = draw.choice(pool)
            yield " ".join(words)
