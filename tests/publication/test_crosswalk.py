import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from commonlist.publication import crosswalk
from commonlist.records import Kind, Name, Record


def entry(source: str, id_: str, *references: str) -> Record:
    return Record(
        source=source,
        entry=id_,
        kind=Kind.ORGANIZATION,
        names=(Name(text="Grey Heron Front"),),
        references=references,
    )


def written(*rows: tuple[str, Record]) -> str:
    out = io.StringIO(newline="")
    crosswalk.write(rows, out)
    return out.getvalue()


def test_header_and_references_are_as_documented() -> None:
    text = written(("cl-a", entry("un_sc", "QDe.900", "un-dataid:1", "un:QDe.900")))
    assert text == ("entity,source,entry,references\ncl-a,un_sc,QDe.900,un-dataid:1 un:QDe.900\n")


def test_rows_are_in_order_of_entity_source_and_entry() -> None:
    rows = [
        ("cl-b", entry("un_sc", "1")),
        ("cl-a", entry("us_ofac_sdn", "2")),
        ("cl-a", entry("us_ofac_sdn", "10")),
        ("cl-a", entry("gb_ofsi", "3")),
    ]
    assert written(*rows) == written(*reversed(rows))
    assert [line.split(",")[:3] for line in written(*rows).splitlines()[1:]] == [
        ["cl-a", "gb_ofsi", "3"],
        ["cl-a", "us_ofac_sdn", "10"],
        ["cl-a", "us_ofac_sdn", "2"],
        ["cl-b", "un_sc", "1"],
    ]


def test_a_blank_within_a_reference_does_not_make_two() -> None:
    assert "my-moha:KDN%20K.01" in written(("cl-a", entry("my_moha", "x", "my-moha:KDN K.01")))


def test_an_entry_that_looks_like_a_formula_is_text() -> None:
    assert "cl-a,x,'=1+1," in written(("cl-a", entry("x", "=1+1")))


words = st.text(st.characters(categories=("L", "N")), min_size=1)


@given(st.lists(st.tuples(words, words, words, st.lists(words))))
def test_what_is_written_is_read_back(rows: list[tuple[str, str, str, list[str]]]) -> None:
    text = written(*((entity, entry(s, e, *refs)) for entity, s, e, refs in rows))
    back = list(csv.DictReader(io.StringIO(text, newline="")))
    found = [(r["entity"], r["source"], r["entry"], r["references"].split()) for r in back]
    assert sorted(found) == sorted(rows)
