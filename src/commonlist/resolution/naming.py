"""Names put on the table, tied to what lists print under exactly that name.

A bare name has nothing else to be compared by. If one entity alone is captioned so, that is who
is meant; if it is only an alias of some, or the caption of several, a person has to say.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from commonlist.matching import Comparison, Profile, Reason
from commonlist.records import Kind, Record
from commonlist.resolution.judgements import Judgement, Verdict, in_force


def folded(name: str) -> str:
    """Return a name without case, accents and signs, for comparing names as printed."""
    letters = name.casefold()
    if not letters.isascii():
        bare = unicodedata.normalize("NFKD", letters)
        letters = "".join(char for char in bare if not unicodedata.combining(char))
    return re.sub(r"[\W_]+", " ", letters).strip()


_MARKUP = re.compile(r"</?[\w:.-]+|[\w:.-]+(?==\")")


def spelt(name: str) -> tuple[str, ...]:
    """Return the words of a name without case, accents, signs and order."""
    return tuple(sorted(folded(name).split()))


def telling(record: Record) -> set[tuple[str, ...]]:
    """Return the names of a record, `spelt`, that tell whom a text means.

    Those that the list calls weak do not, nor does one word of a person.
    """
    fewest = 2 if record.kind is Kind.PERSON else 1
    names = {spelt(name.text) for name in record.names if not name.weak}
    return {name for name in names if len(name) >= fewest}


def named_in(raw: str, names: Set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Return those of some names, `spelt`, whose words stand together in an entry as printed.

    It may be of any form: what is between signs counts, not the tags and keys of XML.
    """
    read = folded(html.unescape(_MARKUP.sub(" ", raw))).split()
    return {
        found
        for size in {len(name) for name in names}
        for at in range(len(read) - size + 1)
        if (found := tuple(sorted(read[at : at + size]))) in names
    }


def by_caption(
    profiles: Mapping[str, Profile],
    groups: Iterable[Sequence[str]],
    source: str,
) -> Iterator[Comparison]:
    """Yield a comparison for each record of ``source`` whose caption one other entity alone has."""
    group_of = {key: number for number, group in enumerate(groups) for key in group}
    wanted = {folded(p.caption) for p in profiles.values() if p.source == source}
    captioned: dict[str, dict[int, str]] = {}
    for key in sorted(profiles) if wanted else ():
        of = profiles[key]
        name = folded(of.caption)
        if of.source != source and name in wanted:
            captioned.setdefault(name, {}).setdefault(group_of[key], key)
    for key in sorted(profiles):
        of = profiles[key]
        others = captioned.get(folded(of.caption), {}) if of.source == source else {}
        if len(others) == 1 and group_of[key] not in others:
            (other,) = others.values()
            left, right = sorted((key, other))
            why = f"“{of.caption}” is the caption of this entity alone"
            yield Comparison(left, right, 1.0, (Reason("caption", 1.0, why),))


def left_open(
    records: Mapping[str, Record],
    groups: Iterable[Sequence[str]],
    judgements: Iterable[Judgement],
    source: str,
) -> dict[str, tuple[str, ...]]:
    """Return, for each record of ``source`` that is tied to none, the records of its name.

    One record of each entity that has the name; none where no entity has, yet nobody looked: it
    may go by another name. A record that a person judged on, and that has no namesake but those
    judged different, is settled.
    """
    listed = [tuple(group) for group in groups]
    group_of = {key: number for number, group in enumerate(listed) for key in group}
    standing = in_force(judgements)
    different = {p for p, said in standing.items() if said.verdict is Verdict.DIFFERENT}
    looked_at = {key for pair in different for key in pair}
    alone = {
        key
        for key, record in records.items()
        if record.source == source
        and all(records[k].source == source for k in listed[group_of[key]] if k in records)
    }
    wanted: dict[str, list[str]] = {}
    for key in alone:
        for name in records[key].names:
            wanted.setdefault(folded(name.text), []).append(key)
    found: dict[str, dict[int, str]] = {key: {} for key in alone if key not in looked_at}
    for key in sorted(records) if wanted else ():
        if records[key].source == source:
            continue
        for name in records[key].names:
            for asked in wanted.get(folded(name.text), ()):
                apart = (min(key, asked), max(key, asked)) in different
                if not apart and group_of[key] != group_of[asked]:
                    found.setdefault(asked, {}).setdefault(group_of[key], key)
    return {key: tuple(others.values()) for key, others in sorted(found.items())}
