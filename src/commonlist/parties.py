"""Parties (one voice each) and the blocs they belong to, as data.

States go by their ISO 3166 alpha-2 code, bodies by the short name in `_BODIES`; all lower case.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from commonlist.errors import UnknownNameError


@dataclass(frozen=True, slots=True)
class Party:
    """One voice: a state or a body."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Membership:
    """``member`` has the voice of ``bloc`` from ``since`` to before ``until`` (half-open).

    Only blocs whose designations bind or are declared for the members are here.
    """

    member: str
    bloc: str
    since: date
    until: date = date.max


_BODIES = {
    "un": "United Nations",
    "eu": "European Union",
    "gcc": "Gulf Cooperation Council",
    "las": "League of Arab States",
    "csto": "Collective Security Treaty Organization",
    "sco": "Shanghai Cooperation Organisation",
}

# Accession treaties; withdrawal with the end of the transition period, when EU sanctions law
# ceased to apply in the United Kingdom (Withdrawal Agreement, art. 126).
_EU = {
    date(1958, 1, 1): "be de fr it lu nl",
    date(1973, 1, 1): "dk gb ie",
    date(1981, 1, 1): "gr",
    date(1986, 1, 1): "es pt",
    date(1995, 1, 1): "at fi se",
    date(2004, 5, 1): "cy cz ee hu lt lv mt pl si sk",
    date(2007, 1, 1): "bg ro",
    date(2013, 7, 1): "hr",
}
_EU_LEFT = {"gb": date(2021, 1, 1)}
_GCC = "ae bh kw om qa sa"

MEMBERSHIPS: tuple[Membership, ...] = (
    *(
        Membership(member, "eu", since, _EU_LEFT.get(member, date.max))
        for since, members in _EU.items()
        for member in members.split()
    ),
    *(Membership(member, "gcc", date(1981, 5, 25)) for member in _GCC.split()),
)


def blocs_of(code: str, day: date) -> tuple[str, ...]:
    """Return the blocs whose voice a party has on a day, if it has no entry of its own."""
    return tuple(m.bloc for m in MEMBERSHIPS if m.member == code and m.since <= day < m.until)


def party(code: str) -> Party:
    """Return the party of a code.

    Raises:
        UnknownNameError: neither an ISO 3166 alpha-2 code nor one of our bodies.
    """
    code = code.strip().lower()
    name = _BODIES.get(code) or _states().get(code)
    if name is None:
        raise UnknownNameError(f"no party {code!r}; use an ISO code such as us, or {_bodies()}")
    return Party(code, name)


def is_party(code: str) -> bool:
    """Tell whether a code names a party."""
    return code in _BODIES or code in _states()


def _bodies() -> str:
    return ", ".join(_BODIES)


@cache
def _states() -> dict[str, str]:
    """ISO 3166 alpha-2 codes, with English names from the table beside this module."""
    from importlib.resources import files

    lines = files("commonlist").joinpath("states.csv").read_text("utf-8").splitlines()[1:]
    return {code: name.strip('"') for code, _, name in (line.partition(",") for line in lines)}
