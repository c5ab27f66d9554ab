"""One question about the common list, answered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from commonlist.agreement.presets import PRESETS, rule_of
from commonlist.agreement.rules import Rule
from commonlist.errors import InputError, UnknownNameError
from commonlist.parties import party
from commonlist.pipeline import bundled, views
from commonlist.pipeline.dockets import entities_of
from commonlist.pipeline.evidence import Asked, Evidence
from commonlist.pipeline.resolving import repartitioned
from commonlist.records import Kind
from commonlist.resolution import Judgement
from commonlist.sources import LISTS
from commonlist.storage import lists, opinions


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A rule (text or preset) with all that bears on its answer.

    ``topic_said`` tells that the topic of ``asked`` is the user's and goes before the rule's.
    ``entities`` asks of these alone. ``supposed`` are ``party=law``, ``without`` pairs of records
    ``a,b`` whose judgements fall.
    """

    rule: str
    asked: Asked
    topic_said: bool = False
    docket: str = ""
    kind: Kind | None = None
    parties: tuple[str, ...] = ()
    supposed: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Laid:
    """A question with what it is asked of: the rule, the preset ("" if none), the evidence."""

    rule: Rule
    preset: str
    asked: Asked
    evidence: Evidence


def laid_open(connection: Connection, question: Question) -> Laid:
    """Read what a question is asked of; it lives as long as the connection."""
    rule, preset, asked = _read(question)
    _check_sources(connection, rule)
    return Laid(rule, preset, asked, Evidence(connection, asked, _entities(connection, question)))


def agree(connection: Connection, question: Question) -> dict[str, Any]:
    """Return the head (rule, days, parties) and what the rule says of each entity or line."""
    laid = laid_open(connection, question)
    rule, preset, asked, evidence = laid.rule, laid.preset, laid.asked, laid.evidence
    parties = tuple(party(code).code for code in question.parties) or rule.parties()
    lines = _lines(connection, evidence, question)
    rows = views.answer(
        evidence,
        rule,
        parties,
        lines=lines,
        kind=question.kind,
        supposed=_suppositions(question.supposed, rule),
    )
    return {
        "rule": str(rule),
        "preset": preset or None,
        "title": PRESETS[preset].title if preset else None,
        "as_of": asked.day.isoformat(),
        "known": asked.known.isoformat() if asked.known else None,
        "topic": asked.topic or "any",
        "docket": question.docket or None,
        "parties": list(parties),
        "asks": [str(atom) for atom in dict.fromkeys(rule.expression.atoms())],
        "entities": rows,
    }


def _read(question: Question) -> tuple[Rule, str, Asked]:
    rule, preset = rule_of(question.rule)
    asked = question.asked
    if rule.topic and not question.topic_said:
        asked = replace(asked, topic=None if rule.topic == "any" else rule.topic)
    if "recalled" in rule.filters:
        asked = replace(asked, recalled=True)
    return rule, preset, asked


def _check_sources(connection: Connection, rule: Rule) -> None:
    missing = set(rule.sources()) - set(LISTS) - set(lists.sources(connection))
    for name in missing - {source.name for source in bundled.tables()} if missing else ():
        raise UnknownNameError(f"no list {name!r}; commonlist sources shows which there are")


def _lines(
    connection: Connection, evidence: Evidence, question: Question
) -> list[views.Line] | None:
    if question.entities:
        return [views.Line(entity, (entity,)) for entity in question.entities]
    if not question.docket:
        return None
    named = entities_of(opinions.dockets(connection), question.docket, evidence.entity_of)
    return [views.Line(line, entities) for line, entities in named.items()]


def _suppositions(texts: tuple[str, ...], rule: Rule) -> Mapping[str, str]:
    found = {}
    atoms = {str(atom) for atom in rule.expression.atoms()}
    for text in texts:
        who, equals, law = text.partition("=")
        if not equals or law not in views.SUPPOSED:
            words = ", ".join(views.SUPPOSED)
            raise InputError(f"--if: {text!r} is not PARTY=LAW, LAW one of {words}")
        if who.lower() not in atoms:
            raise InputError(f"--if: the rule does not ask {who!r}; it asks {', '.join(atoms)}")
        found[who.lower()] = law
    return found


def _entities(connection: Connection, question: Question) -> dict[str, str]:
    """Entities as they would be without some judgements, or with those known in time."""
    known = question.asked.known
    every = opinions.judgements(connection)
    fallen = [j for j in every if known is not None and _made(j) > known]
    for pair in question.without:
        keys = tuple(sorted(part.strip() for part in pair.split(",")))
        found = [judgement for judgement in every if judgement.pair == keys]
        if not found:
            raise InputError(f"--without: there is no judgement on {pair!r}; give two records, A,B")
        fallen += found
    return repartitioned(connection, without=fallen)


def _made(judgement: Judgement) -> date:
    return judgement.moment().date()
