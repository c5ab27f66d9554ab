"""Which column of a customer's file holds what, guessed by the words in its first row."""

import re
from collections.abc import Sequence

from commonlist.screening.receipts import Columns
from commonlist.values.text import slug

_WORDS = {
    "payment": (
        *("payment", "remittance", "narrative", "purpose", "description", "memo", "details"),
        *("verwendungszweck", "libelle", "concepto", "aciklama", "naznachenie"),
    ),
    "names": (
        *("name", "customer", "client", "beneficiary", "counterparty", "party", "payee", "entity"),
        *("nom", "nombre", "kunde", "firma", "ad", "isim", "imya", "fio", "naimenovanie", "ism"),
    ),
    "dob": (
        *("dob", "birth", "birthdate", "birthday", "born", "geburtsdatum", "geburt"),
        *("naissance", "nacimiento", "dogum", "rozhdeniya"),
    ),
    "country": (
        *("country", "nationality", "citizenship", "land", "nationalitat", "pays", "nationalite"),
        *("pais", "nacionalidad", "ulke", "uyruk", "strana", "grazhdanstvo"),
    ),
    "kind": ("kind", "type", "schema", "entitytype", "typ", "tip"),
    "id": (
        *("passport", "identifier", "registration", "taxid", "tin", "inn", "ogrn", "imo", "swift"),
        *("bic", "idnumber", "nationalid", "documentnumber", "ausweis", "passeport", "pasaporte"),
    ),
}
"""Words of several languages, in Latin letters, for what a column may hold."""
_NAMES = {"name", "nom", "nombre", "ad", "isim", "imya", "fio", "naimenovanie", "ism"}
"""Words for a name itself: beside such a column that of a customer may hold a number."""
_FULL = {"full", "fullname", "customername", "clientname", "partyname", "whole"}
"""Words that make a column of names the likelier one of several."""


def guessed(header: Sequence[str]) -> Columns:
    """Guess the columns by their headings; a file of payment lines is one that has no names.

    What is not found is left open; somebody looks at the guess before it is used.
    """
    found = {what: _column(header, words) for what, words in _WORDS.items()}
    if found["names"]:
        found["payment"] = ""
    elif not found["payment"]:
        found["names"] = next(iter(header), "")
    return Columns(**found)


def _column(header: Sequence[str], words: Sequence[str]) -> str:
    """Return the column whose heading has one of some words; the fuller and shorter one first,
    then the one that says that it holds names.
    """
    rated = []
    for place, heading in enumerate(header):
        parts = _parts(heading)
        if met := parts & set(words):
            rank = not parts & _FULL, len(parts - met), not parts & _NAMES
            rated.append((*rank, place, heading))
    return min(rated)[-1] if rated else ""


def _parts(heading: str) -> set[str]:
    """Return the words of a heading, and all run together: ``birthDate`` is two and one."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    parts = [part for part in slug(split).split("-") if part]
    return {*parts, "".join(parts)}
