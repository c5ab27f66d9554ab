"""The table of exemptions: whose, under which programme, and where it is read."""

from collections import Counter

import pytest

from commonlist.parties import party
from commonlist.sources.exemptions import exemptions, of
from commonlist.values.dates import parse_iso


def test_every_row_names_a_party_a_day_and_its_text() -> None:
    for row in exemptions():
        assert party(row.party).code == row.party
        assert parse_iso(row.date)
        assert row.url.startswith("https://")
        assert all((row.programmes, row.title, row.reference, row.says)), row.title


def test_no_row_stands_there_twice() -> None:
    assert max(Counter((row.party, row.reference) for row in exemptions()).values()) == 1


@pytest.mark.parametrize(
    ("party_code", "programme", "source", "reference"),
    [
        ("un", "Al-Qaida", "un_sc", "S/RES/2664 (2022), paragraph 1"),
        ("us", "SDGT", "us_ofac_sdn", "87 FR 78484; 31 CFR parts 594 and 597"),
        ("eu", "TERR", "eu_931", "Decision (CFSP) 2024/628, amending Common "
         "Position 2001/931/CFSP"),
        ("ca", "", "ca_listed", "Criminal Code, section 83.03(4) and the authorisation regime; "
         "S.C. 2023, c. 14"),
    ],
)  # fmt: skip
def test_a_programme_or_a_list_leads_to_its_rows(
    party_code: str, programme: str, source: str, reference: str
) -> None:
    assert reference in {row.reference for row in of(party_code, programme, source)}


def test_what_is_not_in_the_table_has_none() -> None:
    assert not list(of("ru", "FSB", "ru_fsb"))
    assert not list(of("us", "FTO-like", "zz_us"))
