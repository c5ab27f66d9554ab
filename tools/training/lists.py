"""The published lists that the model is trained on: which files, their digests, their records.

No file of labels and no FollowTheMoney export is among them: those measure, and never teach.
"""

import csv
import gzip
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from commonlist.records import Identifier, Kind, Name, Record
from commonlist.sources import reader
from commonlist.sources.reading import Input

Row = Mapping[str, str]


class Edition(NamedTuple):
    """One copy of one list: its name with the day of the copy, its module, its files.

    ``files`` are below the folder of data. Without a module they are the UK's tables.
    """

    name: str
    module: str
    files: tuple[str, ...]


EDITIONS = (
    Edition("un_sc 2026-02-27", "un_sc", ("lists/un/un_consolidated_2026-02-27.xml",)),
    Edition(
        "us_ofac_sdn 2023-12-28",
        "us_ofac_sdn",
        tuple(f"lists/us_ofac/2023-12-28/{part}.csv" for part in ("sdn", "add", "alt")),
    ),
    Edition(
        "us_ofac_nonsdn 2026-01-08",
        "us_ofac_nonsdn",
        ("lists/us_ofac/consolidated_nonsdn_2026-01-08.xml",),
    ),
    Edition("gb_ofsi 2020-04-27", "gb_ofsi", ("lists/uk/ofsi_conlist_2020-04-27.csv",)),
    Edition(
        "gb_uksl 2026-04-29",
        "",
        tuple(
            f"lists/uk/uksl_tables_2026-04/subject{part}"
            for part in (
                *("s.csv", "_names.csv", "_dobs.csv"),
                *("_countries.csv.gz", "_identifiers.csv.gz"),
            )
        ),
    ),
    Edition("eu_fsf 2016-02-11", "eu_fsf", ("lists/eu/fsd_legacy_2016-02-11_part.xml",)),
    Edition(
        "eu_journal 2026-08-14",
        "eu_journal",
        (
            "lists/eu/journal_2026-08/programs.csv",
            *(
                f"lists/eu/journal_2026-08/{act}.csv"
                for act in (
                    *("32001R2580", "32002R0881", "32005R1183", "32010R0356", "32011R0359"),
                    *("32011R0753", "32012R0036", "32012R0267", "32014R0224", "32015R0735"),
                    *("32016R1686", "32017R1509", "32024R0386"),
                )
            ),
        ),
    ),
    Edition("ca_sema 2025-03-20", "ca_sema", ("lists/ca/sema_2025-03-20.xml",)),
    Edition("au_dfat 2024-12", "au_dfat", ("lists/au/regulation8_consolidated_2024-12.xlsx",)),
    Edition("in_mha 2015-03-30", "in_mha", ("lists/in/mha_banned_2015-03-30.html",)),
    Edition("tr_masak 2024-09", "tr_masak", ("lists/tr/fcib_persons_orgs_2024-09.txt",)),
    Edition("my_moha 2024-09-09", "my_moha", ("lists/my/moha_2024-09.xml",)),
    Edition("kg_fiu 2021-04", "kg_fiu", ("lists/kg/fiu_persons_2021-04.csv",)),
    *(
        Edition(f"facts {table}", "table", (f"facts/{table}.csv",))
        for table in (
            *("us_state_fto", "gb_proscribed", "ca_listed", "eu_931", "ru_fsb", "au_listed"),
            *("nz_designated", "ae_2014", "sa_2014", "cn_2003", "kz_banned", "kg_banned"),
            *("eg_terror", "tr_orgs", "gcc_arab_league"),
        )
    ),
)


def records(edition: Edition, shared: Path) -> list[Record]:
    """Read the records of one edition; what is quarantined is left out."""
    paths = [shared / name for name in edition.files]
    if not edition.module:
        return list(_uk_tables(*paths))
    inputs = [Input(path.name, lambda path=path: path.open("rb")) for path in paths]  # type: ignore[misc]
    return [item for item in reader(edition.module).read(inputs) if isinstance(item, Record)]


def digest(edition: Edition, shared: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of an edition."""
    return {
        name: hashlib.sha256((shared / name).read_bytes()).hexdigest() for name in edition.files
    }


_KINDS = {"person": Kind.PERSON, "entity": Kind.ORGANIZATION, "ship": Kind.VESSEL}
_NUMBERS = {"passport": "passport", "national": "national_id", "imo": "imo"}


def _uk_tables(subjects: Path, *others: Path) -> Iterator[Record]:
    """Yield the UK Sanctions List from tables that were made of it, one a field.

    Births are left out: in these tables many are not those of the entry that they stand with.
    """
    names, _, countries, numbers = map(_by_subject, others)
    for row in _rows(subjects):
        key = row["unique_id"]
        if key in names:
            yield Record(
                source="gb_uksl",
                entry=key,
                kind=_KINDS.get(row["subject_type"], Kind.OTHER),
                names=tuple(_uk_name(each) for each in names[key]),
                countries=tuple(_nationalities(countries.get(key, ()))),
                identifiers=tuple(dict.fromkeys(map(_uk_number, numbers.get(key, ())))),
                references=tuple(_uk_references(row)),
            )


def _uk_name(row: Row) -> Name:
    alias = not row["name_type"].startswith("primary")
    return Name(text=row["full_name"], alias=alias, weak=row["alias_strength"].startswith("low"))


def _nationalities(rows: Iterable[Row]) -> list[str]:
    return sorted({row["iso"].casefold() for row in rows if row["country_type"] == "nationality"})


def _uk_number(row: Row) -> Identifier:
    return Identifier(type=_NUMBERS.get(row["identifier_type"], "other"), value=row["raw_value"])


def _uk_references(row: Row) -> Iterator[str]:
    yield f"gb-uksl:{row['unique_id']}"
    if row["un_reference_number"]:
        yield f"un:{row['un_reference_number']}"
    if row["ofsi_group_id"]:
        yield f"gb-ofsi:{row['ofsi_group_id']}"


def _by_subject(path: Path) -> dict[str, list[Row]]:
    rows = sorted(_rows(path), key=lambda row: row["unique_id"])
    return {key: list(found) for key, found in groupby(rows, lambda row: row["unique_id"])}


def _rows(path: Path) -> Iterator[Row]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)
