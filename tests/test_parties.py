"""Parties and the blocs whose voice they have, on a day."""

from datetime import date, timedelta

import pytest

from commonlist.errors import UnknownNameError
from commonlist.parties import MEMBERSHIPS, Party, blocs_of, is_party, party

TODAY = date(2026, 11, 24)


def members(bloc: str, day: date) -> set[str]:
    return {m.member for m in MEMBERSHIPS if m.bloc == bloc and m.since <= day < m.until}


class TestAParty:
    @pytest.mark.parametrize(
        ("code", "name"),
        [
            ("us", "United States"),
            ("un", "United Nations"),
            ("eu", "European Union"),
            ("las", "League of Arab States"),
            (" RU ", "Russia"),
        ],
    )
    def test_is_found_by_its_code(self, code: str, name: str) -> None:
        assert party(code) == Party(code.strip().lower(), name)

    def test_with_a_comma_in_its_table_is_whole(self) -> None:
        assert '"' not in party("hk").name

    @pytest.mark.parametrize("code", ["", "zz", "usa", "uk", "code", "united states"])
    def test_there_is_none_of_another_code(self, code: str) -> None:
        assert not is_party(code)
        with pytest.raises(UnknownNameError, match="use an ISO code such as us, or un, eu, gcc"):
            party(code)

    def test_every_member_and_every_bloc_is_one(self) -> None:
        assert all(is_party(m.member) and is_party(m.bloc) for m in MEMBERSHIPS)

    def test_codes_are_lower_case(self) -> None:
        assert not is_party("US")


class TestMembership:
    @pytest.mark.parametrize(
        ("day", "states"),
        [
            (date(1957, 12, 31), 0),
            (date(1958, 1, 1), 6),
            (date(1973, 1, 1), 9),
            (date(1981, 1, 1), 10),
            (date(1986, 1, 1), 12),
            (date(1995, 1, 1), 15),
            (date(2004, 4, 30), 15),
            (date(2004, 5, 1), 25),
            (date(2007, 1, 1), 27),
            (date(2013, 7, 1), 28),
            (date(2021, 1, 1), 27),
        ],
    )
    def test_the_union_had_so_many_states(self, day: date, states: int) -> None:
        assert len(members("eu", day)) == states

    def test_the_united_kingdom_has_the_unions_voice_to_the_end_of_2020(self) -> None:
        assert blocs_of("gb", date(2020, 12, 31)) == ("eu",)
        assert blocs_of("gb", date(2021, 1, 1)) == ()

    def test_begins_on_the_day_of_accession(self) -> None:
        assert blocs_of("hr", date(2013, 6, 30)) == ()
        assert blocs_of("hr", date(2013, 7, 1)) == ("eu",)

    def test_the_gulfs_council_has_six(self) -> None:
        assert members("gcc", TODAY) == {"ae", "bh", "kw", "om", "qa", "sa"}
        assert blocs_of("ae", date(1981, 5, 24)) == ()

    def test_others_have_no_blocs_voice(self) -> None:
        assert [blocs_of(code, TODAY) for code in ("us", "ru", "un", "eu", "zz")] == [()] * 5

    def test_nobody_is_a_member_twice_at_once_or_for_no_time(self) -> None:
        assert len({(m.member, m.bloc) for m in MEMBERSHIPS}) == len(MEMBERSHIPS)
        assert all(m.until - m.since > timedelta(days=1) for m in MEMBERSHIPS)

    def test_no_bloc_is_a_member_of_a_bloc(self) -> None:
        assert not {m.member for m in MEMBERSHIPS} & {m.bloc for m in MEMBERSHIPS}
