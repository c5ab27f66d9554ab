"""An entry of the ledger and its canonical bytes."""

from enum import StrEnum
from typing import Any

import msgspec


class Act(StrEnum):
    """What was done."""

    INGEST = "ingest"
    RESOLVE = "resolve"
    JUDGEMENT = "judgement"
    OVERLAY = "overlay"
    DOCKET = "docket"
    STANCE = "stance"
    QUARANTINE = "quarantine"
    SCREENING = "screening"
    CLEARANCE = "clearance"
    SIGN_IN = "sign-in"
    ADMINISTRATION = "administration"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what, on which basis, when (UTC, ISO to the second), over which data version.

    ``what`` are the particulars, plain values.
    """

    at: str
    who: str
    act: Act
    basis: str = ""
    data: int = 0
    what: dict[str, Any] = {}
