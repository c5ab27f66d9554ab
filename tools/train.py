"""Make the matching model from the published lists beside the repository.

    python tools/train.py [--shared FOLDER] [-o MODEL.json] [--card docs/model.md]

Writes the weights of words (``frequencies-NAME.csv``) and the model (``model-NAME.json``, with
what it was made of and how well it does on parties that it has not seen), and puts the figures
and the reliability plot into the model card. The same data give the same bytes. It takes some
minutes and two gigabytes of memory.
"""

import argparse
import os
import sys
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # so that sums are added in one order everywhere

from training import card, frequencies, learning, lists, release
from training.examples import Collection
from training.identity import Held, copy_of

HERE = Path(__file__).parents[1]
DATA = HERE / "src/commonlist/matching/data"


def main() -> int:
    """Read the lists, count words, learn, test on held-out parties, write."""
    options = argparse.ArgumentParser(description="Make the matching model.")
    options.add_argument("--shared", type=Path, default=HERE.parent / "shared/data")
    options.add_argument("-o", "--output", type=Path, default=DATA / "model-names-14.json")
    options.add_argument("--card", type=Path, help="model card to bring up to date")
    given = options.parse_args()
    name = given.output.stem.removeprefix("model-")
    held = [
        Held(copy_of(edition.name, record), record)
        for edition in lists.EDITIONS
        for record in lists.records(edition, given.shared)
    ]
    counted = frequencies.written(frequencies.frequencies(held))
    given.output.with_name(f"frequencies-{name}.csv").write_text(counted, "utf-8")
    collection = Collection(held)
    model, examples = learning.learnt(collection, name)
    trained = {
        "data": {edition.name: lists.digest(edition, given.shared) for edition in lists.EDITIONS},
        "measured": learning.measured(learning.tested(examples), collection.queries),
    }
    given.output.write_bytes(release.written(model, trained))
    if given.card:
        card.update(given.card, trained)
    return 0


if __name__ == "__main__":
    sys.exit(main())
