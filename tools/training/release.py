"""A fitted model as the package's own, and as the file that the package carries."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from commonlist.matching.model import KINDS, Curve, Effects, Model

from .examples import ORIGINS
from .features import USED, WORDS, Feature
from .fitting import Fitted
from .spelling import Spelling

BIASES = (-5.0,) * len(ORIGINS)
"""Log-odds of any pair in the model that the work begins with."""


def beginning(name: str, words: Spelling) -> Model:
    """Return the model that finds the first candidates: straight lines, made by hand."""
    straight = {
        use: Fitted(BIASES, tuple(feature.given or _straight(feature) for feature in features))
        for use, features in USED.items()
    }
    return model_of(name, words, {use: dict.fromkeys(KINDS, straight[use]) for use in USED})


def _straight(feature: Feature) -> tuple[float, ...]:
    middle = (feature.knots[0] + feature.knots[-1]) / 2
    nought = middle if feature.neutral is None else feature.neutral
    return tuple(round(feature.rate * (x - nought), 4) for x in feature.knots)


def model_of(name: str, words: Spelling, fitted: Mapping[str, Mapping[str, Fitted]]) -> Model:
    """Return what was fitted of words, and for each use and kind, as a model of the package."""
    kinds, asked = (
        {kind: _effects(fitted[use][kind], ORIGINS.index(use), features) for kind in KINDS}
        for use, features in USED.items()
    )
    return Model(name, words.edits, _effects(words.fitted, 0, WORDS), kinds, asked)


def _effects(fitted: Fitted, origin: int, features: Sequence[Feature]) -> Effects:
    curves = {
        feature.name: Curve(feature.knots, ys)
        for feature, ys in zip(features, fitted.effects, strict=True)
    }
    return Effects(fitted.biases[origin], curves)


def written(model: Model, trained: Mapping[str, Any]) -> bytes:
    """Return the model's file: the model, and how it came about."""
    whole = {**msgspec.to_builtins(model), "trained": trained}
    laid_out = msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"
    return re.sub(rb"\[[-\d.,e\s]+\]", lambda numbers: b"".join(numbers[0].split()), laid_out)
