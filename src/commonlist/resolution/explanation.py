"""How the records of an entity came together, in sentences."""

from collections.abc import Collection, Iterator, Mapping

from commonlist.matching import Comparison, Profile
from commonlist.resolution.grouping import Partition, Step, told
from commonlist.resolution.judgements import Judgement


def explain(
    profiles: Mapping[str, Profile], partition: Partition, keys: Collection[str]
) -> tuple[str, ...]:
    """Return, step by step, how these records were joined, then what was kept apart and why.

    ``keys`` are the records of one entity.
    """
    steps = list(_steps(partition, keys))
    held = set(keys) | {key for step in steps for key in (step.left, step.right)}
    joined = (f"{_both(profiles, step.left, step.right)} {_ground(step)}" for step in steps)
    judged = (
        f"{_both(profiles, said.left, said.right)} are judged different {_by(said)}"
        for said in partition.apart
        if said.left in held or said.right in held
    )
    apart = (
        f"{_both(profiles, found.left, found.right)} are kept apart{_score(found.score)}:"
        f" {found.why}"
        for found in partition.suggestions
        if found.left in held or found.right in held
    )
    related = (
        f"{_both(profiles, tie.child, tie.parent)} are related, not the same: {told(tie)}"
        f" (by {tie.author}: {tie.basis})"
        for tie in partition.related
        if tie.child in held or tie.parent in held
    )
    return (*joined, *judged, *related, *apart)


def _steps(partition: Partition, keys: Collection[str]) -> Iterator[Step]:
    """Yield the joins of these records, also those through records no longer held."""
    held = set(keys)
    size = 0
    while size < len(held):
        size = len(held)
        for step in partition.steps:
            if step.left in held or step.right in held:
                held |= {step.left, step.right}
    yield from (step for step in partition.steps if step.left in held)


def _both(profiles: Mapping[str, Profile], left: str, right: str) -> str:
    return f"{_named(profiles, left)} and {_named(profiles, right)}"


def _named(profiles: Mapping[str, Profile], key: str) -> str:
    return f"{profiles[key].caption} ({key})" if key in profiles else key


def _ground(step: Step) -> str:
    if step.judgement:
        return f"are judged the same {_by(step.judgement)}"
    return (
        f"are joined{_score(step.comparison.score)}: {_reasons(step.comparison)}"
        if step.comparison
        else ""
    )


def _by(judgement: Judgement) -> str:
    others = f" (and by {', '.join(judgement.readers)})" if judgement.readers else ""
    return f"by {judgement.author}{others} on {judgement.made_at[:10]}: {judgement.reason}"


def _score(score: float) -> str:
    return f" (score {score:.2f})" if score else ""


def _reasons(comparison: Comparison) -> str:
    speaks_for = [why.sentence for why in comparison.reasons if why.effect > 0]
    against = [why.sentence for why in comparison.reasons if why.effect < 0]
    words = "; ".join(speaks_for)
    return f"{words}; though {'; '.join(against)}" if against else words
