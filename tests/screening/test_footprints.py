"""What is kept of somebody screened: enough to find the same name again, no more than was asked."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.records import Kind
from commonlist.screening import Match, query
from commonlist.screening.footprints import bears, digest, footprint, normalised

KEY, OTHER = bytes(32), bytes(range(32))
ASKED = query("Jane Grey-Heron", kind="person", birth="1970-03-29", country="fr", number="AB123456")
MATCH = Match(
    row=1, query=ASKED.text, score=0.9312345, entity="cl-1", caption="Grey Heron",
    matched_name="Grey Heron", parties=("un",), status="", reasons=(), kind=Kind.PERSON, records=(),
)  # fmt: skip


def test_a_row_is_kept_whole() -> None:
    assert footprint(ASKED, [MATCH]) == {
        "names": ["Jane Grey-Heron"],
        "kind": "person",
        "births": ["1970-03-29"],
        "countries": ["fr"],
        "numbers": ["AB123456"],
        "matches": [{"entity": "cl-1", "score": 0.9312, "cleared": False}],
    }


def test_with_a_key_nothing_of_the_row_is_kept_but_digests() -> None:
    kept = footprint(ASKED, [MATCH], KEY)
    assert kept.keys() == {"name_digests", "number_digests", "matches"}
    written = msgspec.json.encode(kept).decode()
    assert not [said for said in ("Jane", "1970", 'fr"', "AB123456") if said in written]
    assert kept["matches"] == footprint(ASKED, [MATCH])["matches"]


@pytest.mark.parametrize("key", [None, KEY])
def test_the_same_name_is_found_again(key: bytes | None) -> None:
    kept = footprint(ASKED, [], key)
    for name in ("Jane Grey-Heron", " JANE  grey-heron\n"):
        assert bears(kept, name, KEY)
    for name in ("Jane", "Grey-Heron Jane", ""):
        assert not bears(kept, name, KEY)


def test_without_the_key_it_is_not() -> None:
    assert not bears(footprint(ASKED, [], KEY), ASKED.text, OTHER)


def test_a_name_in_a_payment_line_is_found() -> None:
    line = query("TRANSFER FROM JANE GREYHERON REF 12345", payment=True)
    for key in (None, KEY):
        assert bears(footprint(line, [], key), "Jane Greyheron", KEY)


@given(st.text(max_size=20), st.text(max_size=20))
def test_digests_are_the_same_as_names_are(one: str, other: str) -> None:
    same = normalised(one) == normalised(other)
    assert (digest(KEY, one) == digest(KEY, other)) is same
