"""OFAC's published lists are read whole: counts of entries, types and terrorism programmes."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from commonlist.records import Record
from commonlist.sources import us_ofac_nonsdn, us_ofac_sdn
from commonlist.sources.reading import Fault, Heading, Input, Item
from commonlist.values.dates import PartialDate

pytestmark = pytest.mark.shared
FileInput = Callable[[Path], Input]

TRIO = ("sdn.csv", "add.csv", "alt.csv")


def read(source: ModuleType, shared: Path, file_input: FileInput, *names: str) -> list[Item]:
    folder = shared / "lists" / "us_ofac"
    return list(source.read([file_input(folder / name) for name in names]))


def count(items: list[Item]) -> tuple[int, int]:
    """Records and faults."""
    return (
        sum(isinstance(item, Record) for item in items),
        sum(isinstance(item, Fault) for item in items),
    )


def kinds(items: list[Item]) -> Counter[str]:
    return Counter(item.kind.value for item in items if isinstance(item, Record))


def tags(items: list[Item]) -> Counter[str]:
    records = (item for item in items if isinstance(item, Record))
    return Counter(act.programme for record in records for act in record.designations)


def heading(items: list[Item]) -> Heading:
    (only,) = (item for item in items if isinstance(item, Heading))
    return only


def test_sdn_of_2019_with_comments_of_a_later_copy(shared: Path, file_input: FileInput) -> None:
    names = [f"2019-01/{name}" for name in (*TRIO, "sdn_comments.csv")]
    items = read(us_ofac_sdn, shared, file_input, *names)
    # Its sdn_comments.csv is of 2022 or later: ten rows are of entries that came after 2019.
    assert count(items) == (7379, 10)
    assert kinds(items) == {
        "person": 3845,
        "organization": 2994,
        "vessel": 323,
        "aircraft": 217,
    }
    found = tags(items)
    assert (found["SDGT"], found["FTO"], found["SDT"]) == (1408, 65, 33)


def test_sdn_of_2022_where_one_number_stands_twice(shared: Path, file_input: FileInput) -> None:
    items = read(us_ofac_sdn, shared, file_input, *[f"2022-01/{name}" for name in TRIO])
    # 9,044 rows: the second 2677 (an organisation, SDGT) is quarantined, as is an address of 34489.
    assert count(items) == (9043, 2)
    assert kinds(items) == {
        "person": 4643,
        "organization": 3701 - 1,
        "vessel": 420,
        "aircraft": 280,
    }
    assert (tags(items)["SDGT"], tags(items)["FTO"]) == (1787 - 1, 75)
    faults = [item for item in items if isinstance(item, Fault)]
    assert [fault.entry for fault in faults] == ["2677", "34489"]


def test_sdn_of_2023_whole_and_fast(shared: Path, file_input: FileInput) -> None:
    start = time.process_time()
    items = read(us_ofac_sdn, shared, file_input, *[f"2023-12-28/{name}" for name in TRIO])
    assert time.process_time() - start < 6, "about one second on an idle machine"
    assert count(items) == (13821, 0)
    assert kinds(items) == {
        "person": 6646,
        "organization": 6033,
        "vessel": 764,
        "aircraft": 378,
    }
    assert (tags(items)["SDGT"], tags(items)["FTO"]) == (2213, 70)


@pytest.mark.parametrize(
    ("name", "entries", "sdgt", "fto"),
    [("sdn_2021-10-06.csv", 9122, 1756, 74), ("sdn_2022-10-03.csv", 10878, 1856, 70)],
)
def test_sdn_csv_alone(
    shared: Path, file_input: FileInput, name: str, entries: int, sdgt: int, fto: int
) -> None:
    items = read(us_ofac_sdn, shared, file_input, name)
    assert count(items) == (entries, 0)
    assert (tags(items)["SDGT"], tags(items)["FTO"]) == (sdgt, fto)


def test_enhanced_export_of_one_programme_is_a_part(shared: Path, file_input: FileInput) -> None:
    items = read(us_ofac_sdn, shared, file_input, "enhanced_irgc_2024-08-28.xml")
    assert count(items) == (293, 0)
    assert heading(items) == Heading(generated=PartialDate(2024, 8, 28), scope="part")
    assert tags(items)["IRGC"] == 293


@pytest.mark.parametrize(
    ("name", "entries", "day"),
    [
        ("consolidated_nonsdn_2018-04-06.xml", 639, PartialDate(2018, 4, 6)),
        ("consolidated_nonsdn_2020-03-17.xml", 375, PartialDate(2020, 3, 17)),
        ("consolidated_nonsdn_2025-03-28.xml", 443, PartialDate(2025, 3, 28)),
        ("consolidated_nonsdn_2026-01-08.xml", 442, PartialDate(2026, 1, 8)),
    ],
)
def test_nonsdn_xml_in_both_namespaces(
    shared: Path, file_input: FileInput, name: str, entries: int, day: PartialDate
) -> None:
    items = read(us_ofac_nonsdn, shared, file_input, name)
    assert count(items) == (entries, 0)
    assert heading(items) == Heading(generated=day, count=entries)
    assert tags(items)["NS-PLC"] == 78


def test_nonsdn_enhanced_in_a_zip_dates_every_ns_plc_entry(
    shared: Path, file_input: FileInput
) -> None:
    name = "consolidated_nonsdn_enhanced_2025-01-10.zip"
    items = read(us_ofac_nonsdn, shared, file_input, name)
    assert count(items) == (443, 0)
    assert heading(items) == Heading(generated=PartialDate(2025, 1, 10))
    records = [item for item in items if isinstance(item, Record)]
    acts = [act for record in records for act in record.designations if act.programme == "NS-PLC"]
    assert len(acts) == 78
    assert {str(act.listed_on.date)[:4] for act in acts if act.listed_on} == {"2006"}
    assert all(act.listed_on for act in acts)


def test_nonsdn_csv_trio(shared: Path, file_input: FileInput) -> None:
    names = [f"cons_csv/cons_{part}.csv" for part in ("prim", "add", "alt")]
    items = read(us_ofac_nonsdn, shared, file_input, *names)
    assert count(items) == (442, 0)
    assert tags(items)["NS-PLC"] == 78


def test_no_programme_is_without_a_topic_of_the_table(shared: Path, file_input: FileInput) -> None:
    items = read(us_ofac_sdn, shared, file_input, *[f"2023-12-28/{name}" for name in TRIO])
    records = (item for item in items if isinstance(item, Record))
    topics = {act.topic for record in records for act in record.designations}
    assert topics <= us_ofac_sdn.SOURCE.topics
