"""Write the tables of words as they are looked up, so that no name waits for them to be read.

    python tools/lexicons.py

Writes ``lexicons.json`` beside the tables; to be run when one of them, or how sounds are made, has
changed (a test says so). The same tables give the same bytes.
"""

from pathlib import Path

from commonlist.matching.words import from_tables, stored

DATA = Path(__file__).parents[1] / "src/commonlist/matching/data"

if __name__ == "__main__":
    (DATA / "lexicons.json").write_bytes(stored(from_tables()))
