"""What of an entry stands in the log, to the byte, and what is only committed to."""

import hashlib
import hmac
import json

from hypothesis import given
from hypothesis import strategies as st

from commonlist.ledger import Act, Entry
from commonlist.ledger.entry import commitment, leaf, particulars

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


def test_the_bytes_of_a_leaf() -> None:
    entry = Entry(
        at="2026-11-24T12:00:00Z",
        who="R. Heron",
        act=Act.JUDGEMENT,
        basis="“read” both",
        data=7,
        what={"right": "b", "left": "a"},
    )
    assert particulars(entry) == b'{"left":"a","right":"b"}'
    said = commitment(bytes(32), particulars(entry))
    assert said == hmac.new(bytes(32), particulars(entry), hashlib.sha256).hexdigest()
    assert (
        leaf(entry, said)
        == (
            '{"act":"judgement","at":"2026-11-24T12:00:00Z","basis":"“read” both","data":7,"v":1,'
            f'"what":"{said}","who":"R. Heron"}}'
        ).encode()
    )


@given(st.dictionaries(WORDS, PLAIN, max_size=4))
def test_particulars_have_one_form_that_any_reader_of_json_makes(what: dict[str, object]) -> None:
    entry = Entry(at="", who="", act=Act.SCREENING, what=what)
    made = json.dumps(what, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert json.loads(particulars(entry)) == what
    turned = Entry(at="", who="", act=Act.SCREENING, what=dict(reversed(what.items())))
    assert particulars(entry) == particulars(turned)
    if made.isprintable():
        assert particulars(entry) == made.encode()


def test_the_same_particulars_under_another_salt_look_otherwise() -> None:
    assert commitment(b"a" * 32, b"{}") != commitment(b"b" * 32, b"{}")
