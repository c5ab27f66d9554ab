"""Answers of a rule on invented parties to a conflict, as `agree --json` gives them."""

from typing import Any

Row = dict[str, Any]


def voice(law: str = "unknown", since: str | None = None, **more: Any) -> Row:
    return {
        "law": law,
        "law_detail": None,
        "stance": "none_known",
        "counts": None,
        "since": since,
        "since_kind": None,
        "until": None,
        "confidence": "stated",
        "acts": [],
        "stances": [],
        **more,
    }


def stance(word: str, confidence: str = "stated") -> Row:
    held = {"stance": word, "since": None, "confidence": confidence, "source": "", "note": ""}
    return {"stance": word, "stances": [held]}


def act(party: str, programme: str, since: str | None = None, **more: Any) -> Row:
    said = {"party": party, "programme": programme, "since": since}
    return {"record": "x:1", "origin": None, "part": None, "basis": None, **said, **more}


def need(to: str, *parties: str) -> Row:
    return {"to": to, "changes": [{"party": party, "to": "listed"} for party in parties]}


def row(id_: str, caption: str, status: str, /, **more: Any) -> Row:
    return {
        "id": id_,
        "caption": caption,
        "kind": "organization",
        "status": status,
        "voices": {},
        "needs": [],
        **more,
    }
