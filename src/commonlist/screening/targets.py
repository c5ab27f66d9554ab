"""What is shown of each entity, kept as arrays beside the index."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from commonlist.screening.matches import Target

if TYPE_CHECKING:
    import numpy as np

_target = msgspec.json.Decoder(Target).decode


def arrays(
    entities: Sequence[str], targets: Mapping[str, Target]
) -> dict[str, "np.ndarray[Any, Any]"]:
    """Return the targets of records (the entity of each, in the index's order) as arrays.

    ``target_of`` (int32, a number of the target for each record), ``target_at`` (int64, where
    each target's text begins) in ``target_text`` (uint8: JSON).
    """
    import numpy as np

    ordered = sorted(targets)
    number = {entity: at for at, entity in enumerate(ordered)}
    texts = [msgspec.json.encode(targets[entity]) for entity in ordered]
    return {
        "target_of": np.array([number[entity] for entity in entities], np.int32),
        "target_at": np.cumsum([0, *map(len, texts)]).astype(np.int64),
        "target_text": np.frombuffer(b"".join(texts), np.uint8),
    }


class KeptTargets:
    """Looks targets up in the arrays that `arrays` made."""

    def __init__(self, kept: Mapping[str, "np.ndarray[Any, Any]"]) -> None:
        self._of = kept["target_of"]
        self._at = kept["target_at"]
        self._text = kept["target_text"]
        self._read: dict[int, Target] = {}

    def __call__(self, places: Sequence[int]) -> Mapping[int, Target]:
        """Return the target of each place in the index."""
        return {place: self._target(int(self._of[place])) for place in places}

    def _target(self, number: int) -> Target:
        made = self._read.get(number)
        if made is None:
            text = self._text[self._at[number] : self._at[number + 1]].tobytes()
            made = self._read[number] = _target(text)
        return made
