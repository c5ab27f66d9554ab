"""From labelled pairs to a model, and how good it is on parties that it has not seen."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from commonlist.matching.model import KINDS, Model

from .alerting import alerts
from .examples import FOLDS, ORIGINS, Collection, Examples
from .features import USED
from .fitting import Array, Fitted, Sample, fit, logits, probability
from .queries import Query
from .release import beginning, model_of

ROUNDS = 2
"""How often pairs are found anew by the model that was learnt: which names of two records meet
best depends on it."""
SHARES = {"lists": (0.9, 0.1, 0.0), "queries": (0.0, 0.1, 0.9)}
"""By use, the weight of all pairs of each origin, in the order of `ORIGINS`."""
BINS = 15


def learnt(collection: Collection, name: str) -> tuple[Model, Examples]:
    """Return the model and the pairs that it was last fitted to."""
    words = collection.words
    model = beginning(name, words)
    for _ in range(ROUNDS):
        examples = collection.examples(model)
        model = model_of(name, words, _fitted(examples))
    return model, examples


def _fitted(examples: Examples) -> dict[str, dict[str, Fitted]]:
    return {
        use: {
            kind: fit(sample(examples.where(examples.kind == place), use), features)
            for place, kind in enumerate(KINDS)
        }
        for use, features in USED.items()
    }


def sample(examples: Examples, use: str) -> Sample:
    """Return pairs with weights: those of one origin have its share for this use together.

    So the odds of same and different within an origin stay as they were found.
    """
    weights = np.zeros(len(examples.label))
    for place, share in enumerate(SHARES[use]):
        chosen = examples.origin == place
        whole = examples.weight[chosen].sum(dtype=np.float64)
        weights[chosen] = share * examples.weight[chosen] / max(1.0, whole)
    used = weights > 0
    chosen = examples.where(used)
    labels = chosen.label.astype(np.float64)
    return Sample(chosen.features, labels, weights[used], chosen.origin, len(ORIGINS))


class Tested(NamedTuple):
    """Pairs scored by a model that has seen neither party."""

    examples: Examples
    scores: Array


def tested(examples: Examples) -> list[Tested]:
    """Return for each fold its pairs, scored by a model of the others."""
    return [_tested(examples, fold) for fold in range(FOLDS)]


def _tested(examples: Examples, fold: int) -> Tested:
    models = _fitted(examples.where((examples.folds != fold).all(axis=1)))
    held_out = examples.where(examples.folds[:, 0] == fold)
    scores = np.zeros(len(held_out.label))
    for origin, use in enumerate(("lists", "lists", "queries")):
        for place, kind in enumerate(KINDS):
            chosen = (held_out.kind == place) & (held_out.origin == origin)
            pairs = held_out.where(chosen)
            odds = logits(models[use][kind], USED[use], pairs.features, pairs.origin)
            scores[chosen] = probability(odds)
    return Tested(held_out, scores)


def measured(folds: list[Tested], queries: Sequence[Query]) -> dict[str, Any]:
    """Return the figures of the model card: by fold, by origin and kind, by class of query."""
    whole = Tested(
        Examples.joined([each.examples for each in folds]),
        np.concatenate([each.scores for each in folds]),
    )
    return {
        "folds": [_figures(_of(each, ORIGINS.index("lists"))) for each in folds],
        "origins": {
            f"{origin}, {kind}": _figures(some)
            for place, origin in enumerate(ORIGINS)
            for number, kind in enumerate(KINDS)
            if len((some := _of(whole, place, number)).scores)
        },
        "queries": alerts(whole.examples, whole.scores, queries),
        "reliability": [row._asdict() for row in reliability(_of(whole, ORIGINS.index("lists")))],
    }


def _of(tested: Tested, origin: int, kind: int | None = None) -> Tested:
    chosen = tested.examples.origin == origin
    if kind is not None:
        chosen &= tested.examples.kind == kind
    return Tested(tested.examples.where(chosen), tested.scores[chosen])


def _figures(tested: Tested) -> dict[str, float]:
    label, scores = tested.examples.label, tested.scores
    said = scores >= 0.5
    right = (said & label).sum()
    clipped = np.clip(scores, 1e-9, 1 - 1e-9)
    loss = -np.where(label, np.log(clipped), np.log1p(-clipped)).mean()
    return {
        "pairs": len(label),
        "same": int(label.sum()),
        "log_loss": round(float(loss), 4),
        "calibration_error": round(expected_error(tested), 4),
        "precision": round(float(right / max(1, said.sum())), 4),
        "recall": round(float(right / max(1, label.sum())), 4),
    }


class Bin(NamedTuple):
    """Pairs of nearly one score: how many, their mean score, the share that is the same."""

    pairs: int
    score: float
    same: float


def reliability(tested: Tested) -> Iterator[Bin]:
    """Yield bins of equal width that hold any pair."""
    places = np.minimum((tested.scores * BINS).astype(int), BINS - 1)
    for place in range(BINS):
        chosen = places == place
        if chosen.any():
            score, same = tested.scores[chosen].mean(), tested.examples.label[chosen].mean()
            yield Bin(int(chosen.sum()), round(float(score), 4), round(float(same), 4))


def expected_error(tested: Tested) -> float:
    """Return the mean distance of score and share of same, over all pairs by bin."""
    return sum(each.pairs * abs(each.score - each.same) for each in reliability(tested)) / len(
        tested.scores
    )
