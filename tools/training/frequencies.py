"""How many parties bear each word: what makes a word weigh little or much.

A word counts once a party, by sound, and in names of others than persons what it means as well
(``=bank``), in the list where most entries bear it: so one party on many lists is not taken for
many. Only words of at least `FEWEST` entries of one list are written, so that nobody's own rare
name is shipped.
"""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from commonlist.matching.model import FEWEST
from commonlist.matching.names import forms
from commonlist.records import Kind, Record

from .identity import Held

Row = tuple[str, str, int]


def frequencies(held: Iterable[Held]) -> Iterator[Row]:
    """Yield (``person`` or ``other``, word by sound, entries that bear it), sorted.

    The word "" has the number of entries of the largest list. Rows of ``initial`` come first:
    how often each letter or digit is one of the initials of an organisation.
    """
    held = list(held)
    initials = Counter(letter for _, record in held for letter in _initials(record))
    yield from (("initial", letter, count) for letter, count in sorted(initials.items()))
    counted: dict[tuple[bool, str], Counter[str]] = defaultdict(Counter)
    for copy, record in held:
        counted[record.kind is Kind.PERSON, copy].update(_heard(record))
    most: dict[tuple[str, str], int] = {}
    for (personal, _), words in counted.items():
        for word, count in words.items():
            key = ("person" if personal else "other", word)
            most[key] = max(count, most.get(key, 0))
    yield from ((*key, count) for key, count in sorted(most.items()) if count >= FEWEST)


def _initials(record: Record) -> str:
    """Return the initials of an organisation's caption, those that are made of all its words."""
    if record.kind is not Kind.ORGANIZATION:
        return ""
    made = next(forms(record.names[0], personal=False), None)
    return made.initials[-1] if made and made.initials else ""


def _heard(record: Record) -> set[str]:
    """Return the words of all names of a record, each once, and "" for the record itself."""
    personal = record.kind is Kind.PERSON
    made = [form for name in record.names for form in forms(name, personal=personal)]
    meant = {f"={w.meaning}" for form in made for w in form.words if w.meaning and not personal}
    return {"", *(word.heard for form in made for word in form.words), *meant}


def written(rows: Iterable[Row]) -> str:
    """Return the rows as the CSV that the package carries."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
