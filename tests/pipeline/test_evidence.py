"""Voices from stored copies: time, scope, registers, recalled facts, overlays, judgements."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from commonlist.agreement.presets import rule_of
from commonlist.agreement.rules import Truth
from commonlist.agreement.voices import Law, Voice
from commonlist.errors import InputError
from commonlist.pipeline import overlaying
from commonlist.pipeline.evidence import Asked, Evidence
from commonlist.pipeline.ingest import Told, ingest
from commonlist.pipeline.resolving import judge, repartitioned, resolve
from commonlist.pipeline.standing import standing
from commonlist.pipeline.views import all_acts
from commonlist.records import Kind
from commonlist.resolution import Relation, Role, Verdict
from commonlist.storage import Workspace, opinions
from tests.pipeline.conftest import HEADER, NOW, filler, table, un

Put = Callable[..., dict[str, Any]]
FILLER = filler(800)
ALPHA = ("QDe.001", "Alpha Front", "2006-12-23")


def voice(workspace: Workspace, party: str, key: str, day: str, **asked: Any) -> Voice:
    with workspace.reading() as connection:
        evidence = Evidence(connection, Asked(day=date.fromisoformat(day), **asked))
        entity = evidence.entity_of[key]
        return evidence.voice(party, entity, Kind.ORGANIZATION)


def law(workspace: Workspace, key: str, day: str, party: str = "un", **asked: Any) -> str:
    return voice(workspace, party, key, day, **asked).law.value


def test_entry_that_left_and_came_back_has_two_intervals(put: Put, workspace: Workspace) -> None:
    put("un_sc", un("2020-11-30", ALPHA, *FILLER), "a")
    put("un_sc", un("2024-11-30", *FILLER), "b")
    put("un_sc", un("2025-04-19", *FILLER), "c")
    put("un_sc", un("2026-02-27", ALPHA, *FILLER), "d")
    resolve(workspace)
    days = {
        "2006-12-22": "unknown",
        "2006-12-23": "listed",
        "2020-11-30": "listed",
        "2020-12-01": "unknown",
        "2024-11-30": "not_listed",
        "2024-12-15": "not_listed",
        "2025-04-19": "not_listed",
        "2025-04-20": "unknown",
        "2026-02-27": "listed",
    }
    assert {day: law(workspace, "un_sc:QDe.001", day) for day in days} == days
    again = voice(workspace, "un", "un_sc:QDe.001", "2026-03-01")
    assert (again.since, again.since_kind) == ("2026-02-27", "first_seen")


def test_part_and_translated_copies_delist_nobody(put: Put, workspace: Workspace) -> None:
    put("un_sc", un("2020-11-30", ALPHA, *FILLER), "a")
    put("un_sc", un("2021-06-30", *FILLER), "b", scope="part")
    put("un_sc", un("2022-11-30", ALPHA, *FILLER), "c")
    resolve(workspace)
    assert law(workspace, "un_sc:QDe.001", "2021-07-01") == "listed"


def test_last_copy_reaches_until_it_is_too_old(put: Put, workspace: Workspace) -> None:
    put("un_sc", un("2020-11-30", ALPHA, *FILLER))
    resolve(workspace)
    on_the_day = voice(workspace, "un", "un_sc:QDe.001", "2020-11-30")
    later = voice(workspace, "un", "un_sc:QDe.001", "2021-12-31")
    too_late = voice(workspace, "un", "un_sc:QDe.001", "2022-02-01")
    assert (on_the_day.law, on_the_day.detail) == (Law.LISTED, "autonomous")
    assert (later.law, later.detail) == (Law.LISTED, "stale")
    assert (too_late.law, too_late.detail) == (Law.UNKNOWN, "stale")


def test_party_without_a_covering_copy_is_unknown_never_not_listed(
    put: Put, workspace: Workspace
) -> None:
    put("un_sc", un("2020-11-30", ALPHA, *FILLER))
    resolve(workspace)
    for party in ("us", "ru", "eu", "de", "jp"):
        assert law(workspace, "un_sc:QDe.001", "2020-11-30", party) == "unknown"


def test_not_listed_needs_every_register_of_the_party(put: Put, workspace: Workspace) -> None:
    complete = "# history: complete\n# covers_from: 2000-01-01\n# covers_to: 2021-12-31\n"
    put("un_sc", un("2020-11-30", ALPHA, *FILLER))
    put("table", table("us_state_fto", "b,Beta,,2001-01-01,,,", said=complete))
    resolve(workspace)
    assert law(workspace, "un_sc:QDe.001", "2020-11-30", "us") == "unknown"


def test_recalled_name_without_dates_is_unknown_and_true_absence_not_listed(
    put: Put, workspace: Workspace
) -> None:
    said = "# history: complete\n# covers_from: 2000-01-01\n# covers_to: 2020-12-31\n"
    rows = ("a,Alpha Front,,,,,recalled", "b,Beta Brigade,,2001-01-01,2003-05-05,,stated")
    text = table("zz_banned", *rows, said=said).replace("US,Office", "NZ,Office")
    put("table", text)
    put("table", table("zz_other", "c,Gamma Group,,2001,,2020-06-01,").replace("US,", "JP,"), "o")
    resolve(workspace)
    assert law(workspace, "zz_banned:a", "2020-12-31", "nz") == "unknown"
    assert law(workspace, "zz_banned:a", "2020-12-31", "nz", recalled=True) == "listed"
    assert law(workspace, "zz_banned:b", "2002-01-01", "nz") == "listed"
    ended = voice(workspace, "nz", "zz_banned:b", "2010-01-01")
    assert ended.law is Law.UNKNOWN  # nz_designated is another register, and not loaded


def test_complete_table_tells_before_during_and_after(put: Put, workspace: Workspace) -> None:
    said = "# history: complete\n# covers_from: 2000-01-01\n# covers_to: 2020-12-31\n"
    text = table("zz_banned", "b,Beta Brigade,,2001-01-01,2003-05-05,,stated", said=said)
    put("table", text.replace("US,Office", "JP,Office"))
    resolve(workspace)
    days = {
        "1999-12-31": "unknown",
        "2000-06-01": "not_listed",
        "2001-01-01": "listed",
        "2003-05-04": "listed",
        "2003-05-05": "not_listed",
        "2020-12-31": "not_listed",
        "2021-01-01": "unknown",
    }
    assert {day: law(workspace, "zz_banned:b", day, "jp") for day in days} == days


def test_fragment_never_proves_absence(put: Put, workspace: Workspace) -> None:
    text = table("zz_banned", "b,Beta Brigade,,2001-01-01,2003-05-05,2003-06-01,stated")
    put("table", text.replace("US,Office", "JP,Office"))
    resolve(workspace)
    assert law(workspace, "zz_banned:b", "2002-01-01", "jp") == "listed"
    assert law(workspace, "zz_banned:b", "2003-05-06", "jp") == "unknown"
    assert law(workspace, "zz_banned:b", "2000-05-06", "jp") == "unknown"


def test_member_without_an_entry_has_the_voice_of_its_bloc(put: Put, workspace: Workspace) -> None:
    text = table("zz_banned", "b,Beta Brigade,,2001-01-01,,2015-06-01,stated")
    put("table", text.replace("US,Office", "EU,Council"))
    resolve(workspace)
    for party, day, wanted in (
        ("fr", "2015-01-01", ("listed", "follows")),
        ("gb", "2015-01-01", ("listed", "follows")),
        ("ch", "2015-01-01", ("unknown", None)),
        ("hr", "2012-01-01", ("unknown", None)),
    ):
        found = voice(workspace, party, "zz_banned:b", day)
        assert (party, found.law, found.detail) == (party, *wanted)


def test_an_older_list_of_a_register_does_not_speak_against_a_newer_one(
    put: Put, workspace: Workspace
) -> None:
    whole = ("QDe.002", "Alpha Union", "2006-12-23")
    put("un_sc", un("2020-02-27", ALPHA, whole, *FILLER), "a")
    put("un_sc", un("2020-10-01", whole, *FILLER), "b")
    said = "# history: current\n# covers_to: 2020-02-27\n# register: un_sc\n"
    row = "e,Alpha Front,,2006-12-23,,,,un:QDe.001"
    text = table("zz_un", row, said=said).replace("US,Office", "UN,Office")
    put("table", text.replace(HEADER, f"{HEADER},references"), "table")
    tie = Relation(
        child="zz_un:e", parent="un_sc:QDe.002", role=Role.PART_OF, author="ann", basis="statutes"
    )
    with workspace.writing() as connection:
        opinions.add_relations(connection, [tie])
    resolve(workspace)
    days = {"2020-02-27": "listed", "2020-10-01": "not_listed", "2020-10-15": "not_listed"}
    assert {day: law(workspace, "un_sc:QDe.001", day) for day in days} == days
    assert len(voice(workspace, "un", "un_sc:QDe.002", "2020-02-27").acts) > 1
    assert [a.record for a in voice(workspace, "un", "un_sc:QDe.002", "2020-10-15").acts] == [
        "un_sc:QDe.002"
    ]
    with workspace.reading() as connection:
        told = standing(connection, Asked(day=date(2020, 10, 15)), rule_of("un")[0])
        gone = told[Evidence(connection, Asked(day=date(2020, 10, 15))).entity_of["zz_un:e"]]
    assert (gone.parties, gone.unknown, gone.in_force) == ((), (), False)


def test_acts_shown_are_those_of_the_bloc_that_is_followed_then_ones_own_of_a_part(
    put: Put, workspace: Workspace
) -> None:
    own = edition("complete", "2020-01-01", "a,Alpha Brigade,,2012-01-01,,,,part: military wing")
    bloc = edition("complete", "2020-01-01", "a,Alpha Brigade,,2013-01-01,,,,")
    put("table", own.replace("JP,", "KW,"), "kw")
    put("table", bloc.replace("JP,", "GCC,").replace("zz_banned", "zz_gcc"), "gcc")
    judge(workspace, "zz_banned:a", "zz_gcc:a", Verdict.SAME, "named so", "ann", NOW)
    resolve(workspace)
    for day, law, acts in (
        ("2018-01-01", "listed", [("gcc", ""), ("kw", "military wing")]),
        ("2012-06-01", "listed_in_part", [("kw", "military wing")]),
    ):
        told = voice(workspace, "kw", "zz_banned:a", day)
        assert told.law == law
        assert [(act.party, act.part) for act in all_acts(told)] == acts


def test_known_leaves_out_what_was_public_later(put: Put, workspace: Workspace) -> None:
    put("un_sc", un("2020-11-30", *FILLER), "a")
    put("un_sc", un("2024-11-30", ALPHA, *FILLER), "b")
    resolve(workspace)
    assert law(workspace, "un_sc:QDe.001", "2020-11-30") == "not_listed"
    assert law(workspace, "un_sc:QDe.001", "2021-11-30") == "unknown"
    assert law(workspace, "un_sc:QDe.001", "2021-11-30", known=date(2021, 1, 1)) == "not_listed"


def test_held_leaves_out_files_that_came_later(put: Put, workspace: Workspace) -> None:
    put("un_sc", un("2020-11-30", ALPHA, *FILLER))
    resolve(workspace)
    assert law(workspace, "un_sc:QDe.001", "2020-11-30", held=date(2026, 11, 23)) == "unknown"
    assert law(workspace, "un_sc:QDe.001", "2020-11-30", held=date(2026, 11, 24)) == "listed"


def test_overlay_corrects_a_date_and_is_undone(put: Put, workspace: Workspace) -> None:
    put("un_sc", un("2020-11-30", ALPHA, *FILLER))
    resolve(workspace)
    made = overlaying.add(
        workspace, "un_sc:QDe.001", "listed_on", "2010-05-05", "press release", "ann", NOW
    )
    resolve(workspace)
    assert voice(workspace, "un", "un_sc:QDe.001", "2015-01-01").since == "2010-05-05"
    assert law(workspace, "un_sc:QDe.001", "2008-01-01") == "unknown"
    overlaying.undo(workspace, made.id, NOW)
    with pytest.raises(InputError, match="no overlay"):
        overlaying.undo(workspace, made.id, NOW)
    assert law(workspace, "un_sc:QDe.001", "2008-01-01") == "listed"


@pytest.mark.parametrize(("field", "value"), [("delisted_on", "2015-01-01"), ("topic", "iran")])
def test_overlay_taken_back_later_is_part_of_what_was_known_before(
    field: str, value: str, put: Put, workspace: Workspace
) -> None:
    put("table", edition("complete", "2020-01-01", "a,Alpha Brigade,,2012-01-01,,,,"))
    resolve(workspace)
    made = overlaying.add(workspace, "zz_banned:a", field, value, "letter", "ann", NOW)
    overlaying.undo(workspace, made.id, NOW + timedelta(days=30))
    known = {"2026-11-23": "listed", "2026-11-24": "not_listed", "2026-12-23": "not_listed"}
    known |= {"2026-12-24": "listed"}
    assert {
        day: law(workspace, "zz_banned:a", "2016-01-01", "jp", known=date.fromisoformat(day))
        for day in known
    } == known
    assert law(workspace, "zz_banned:a", "2016-01-01", "jp") == "listed"


def test_class_taken_back_later_is_part_of_what_was_known_before(
    put: Put, workspace: Workspace
) -> None:
    put("un_sc", un("2020-11-30", ALPHA, *FILLER))
    resolve(workspace)
    made = overlaying.add(workspace, "un_sc:QDe.001", "class", "state_organ", "law", "ann", NOW)
    overlaying.undo(workspace, made.id, NOW + timedelta(days=30))
    with workspace.reading() as connection:
        for known, organ in ((date(2026, 12, 1), True), (date(2026, 12, 24), None)):
            evidence = Evidence(connection, Asked(day=date(2020, 11, 30), known=known))
            card = evidence.card(evidence.entity_of["un_sc:QDe.001"])
            assert card.subject.state_organ is organ


def test_judgement_joins_and_what_if_it_fell(put: Put, workspace: Workspace) -> None:
    put("un_sc", un("2020-11-30", ALPHA, *FILLER))
    text = table("zz_banned", "b,Omega Brigade,,2001-01-01,,2020-06-01,stated")
    put("table", text.replace("US,Office", "JP,Office"))
    resolve(workspace)
    assert law(workspace, "un_sc:QDe.001", "2020-06-01", "jp") == "unknown"
    judge(workspace, "un_sc:QDe.001", "zz_banned:b", Verdict.SAME, "renamed", "ann", NOW)
    resolve(workspace)
    assert law(workspace, "un_sc:QDe.001", "2020-06-01", "jp") == "listed"
    with workspace.reading() as connection:
        moved = repartitioned(connection, without=opinions.judgements(connection))
        evidence = Evidence(connection, Asked(day=date(2020, 6, 1)), moved)
        assert evidence.entity_of["un_sc:QDe.001"] != evidence.entity_of["zz_banned:b"]


def test_a_wing_that_is_listed_is_listed_itself_and_its_whole_in_part(
    put: Put, workspace: Workspace
) -> None:
    said = HEADER.replace("confidence", "confidence,remarks")
    wing = "w,Heron Wing,,2001-03-29,,2020-06-01,stated,part: armed wing"
    whole = "h,Society of the Heron,,2000-01-01,2000-06-01,2020-06-01,stated,"
    put("table", table("zz_us", wing, whole).replace(HEADER, said))
    resolve(workspace)
    assert law(workspace, "zz_us:w", "2020-06-01", "us") == "listed_in_part"
    tie = Relation(
        child="zz_us:w", parent="zz_us:h", role=Role.PART_OF, author="ann", basis="its statutes"
    )
    with workspace.writing() as connection:
        opinions.add_relations(connection, [tie])
    made = {key: voice(workspace, "us", f"zz_us:{key}", "2020-06-01") for key in "wh"}
    assert {key: one.law.value for key, one in made.items()} == {
        "w": "listed",
        "h": "listed_in_part",
    }
    assert {act.part for act in made["h"].acts} == {"armed wing"}


@pytest.mark.shared
def test_iran_entries_of_all_un_files_left_and_came_back(tmp_path: Path, shared: Path) -> None:
    with Workspace(tmp_path / "ws", NOW) as workspace:
        for path in sorted((shared / "lists" / "un").glob("*.xml")):
            ingest(workspace, "un_sc", [path], NOW, Told())
        resolve(workspace)
        for key in ("un_sc:IRe.055", "un_sc:IRi.001"):
            asked: dict[str, Any] = {"topic": None}
            assert law(workspace, key, "2019-01-01", **asked) == "listed"
            assert law(workspace, key, "2023-01-01", **asked) == "unknown"
            assert law(workspace, key, "2024-12-15", **asked) == "not_listed"
            assert law(workspace, key, "2026-02-27", **asked) == "listed"


def test_entry_in_quarantine_is_not_delisted(put: Put, workspace: Workspace) -> None:
    put("un_sc", un("2020-11-30", ALPHA, *FILLER), "a")
    broken = un("2021-06-30", ("QDe.001", "Alpha Front", "some day"), *FILLER)
    assert put("un_sc", broken, "b")["quarantined"] == 1
    resolve(workspace)
    assert law(workspace, "un_sc:QDe.001", "2021-07-01") == "listed"


@pytest.mark.parametrize("history", ["complete", "current"])
def test_a_name_in_quarantine_is_not_said_to_be_not_listed(
    history: str, put: Put, workspace: Workspace
) -> None:
    others = ("a,The Alpha-Brigade,Alpha Column,2001-01-01,,,,", "b,Gamma Legion,,2001-01-01,,,,")
    rows = ("z,Some Other Army,,2001-01-01,,,,", "x,ALPHA Column,,2012-13-01,,,,")
    put("table", edition("complete", "2020-01-01", *others).replace("JP,", "MX,"), "mx")
    by = edition(history, "2020-01-01", *rows).replace("zz_banned", "zz_other")
    assert put("table", by, "jp")["quarantined"] == 1
    resolve(workspace)
    told = {key: voice(workspace, "jp", f"zz_banned:{key}", "2020-01-01") for key in "ab"}
    assert (told["a"].law, told["a"].detail) == ("unknown", None)
    assert (told["b"].law, told["b"].detail) == ("not_listed", "never")
    with workspace.reading() as connection:
        evidence = Evidence(connection, Asked(day=date(2020, 1, 1)))
        said = {
            key: evidence.list_says("zz_other", evidence.entity_of[f"zz_banned:{key}"])
            for key in "ab"
        }
    assert said == {"a": Truth.UNKNOWN, "b": Truth.NO}


def test_a_name_in_quarantine_is_open_between_the_copies_beside_it(
    put: Put, workspace: Workspace
) -> None:
    put("table", edition("complete", "2026-01-01", "a,Alpha Brigade,,2001-01-01,,,,"), "jp")
    for day, broken in (("2015-01-01", ""), ("2017-01-01", "x"), ("2019-01-01", "")):
        rows = ["z,Some Other Army,,2001-01-01,,,,"]
        rows += ["x,Alpha Brigade,,2012-13-01,,,,"] if broken else []
        text = edition("current", day, *rows, first="").replace("# covers_from: \n", "")
        text = text.replace("JP,", "MX,").replace("zz_banned", "zz_other")
        put("table", text, day, accept_shrunk=True)
    resolve(workspace)
    days = {"2015-01-01": "not_listed", "2015-01-02": "unknown", "2018-12-31": "unknown"}
    days |= {"2019-01-01": "not_listed", "2019-06-01": "unknown"}
    assert {day: law(workspace, "zz_banned:a", day, "mx") for day in days} == days


def test_entry_in_quarantine_of_the_newest_edition_is_as_the_one_before_says(
    put: Put, workspace: Workspace
) -> None:
    rows = ("a,Alpha Brigade,,2012-01-01,,,,", "b,Beta Brigade,,2012-01-01,,,,")
    put("table", edition("complete", "2015-01-01", *rows), "a")
    broken = edition("complete", "2020-01-01", rows[0].replace("-01,", "-32,"), rows[1])
    assert put("table", broken, "b")["quarantined"] == 1
    resolve(workspace)
    days = {"2015-01-01": "listed", "2015-06-01": "listed", "2018-01-01": "unknown"}
    assert {day: law(workspace, "zz_banned:a", day, "jp") for day in days} == days
    assert law(workspace, "zz_banned:b", "2018-01-01", "jp") == "listed"


def test_cut_copy_of_a_complete_table_delists_nobody(put: Put, workspace: Workspace) -> None:
    said = "# history: complete\n# covers_from: 2000-01-01\n# covers_to: 2020-12-31\n"
    rows = ("a,Alpha Brigade,,2001-01-01,,,", "b,Beta Brigade,,2001-01-01,,,")
    put("table", table("zz_banned", *rows, said=said).replace("US,", "JP,"), "whole")
    part = table("zz_banned", rows[0], said=said).replace("US,", "JP,")
    put("table", part, "part", scope="part")
    resolve(workspace)
    assert law(workspace, "zz_banned:b", "2015-01-01", "jp") == "listed"


def test_order_of_two_editions_of_a_table_does_not_matter(
    tmp_path: Path, put: Put, workspace: Workspace
) -> None:
    complete = "# history: complete\n# covers_from: 2000-01-01\n# covers_to: 2020-12-31\n"
    older = "# history: fragment\n# covers_to: 2018-12-31\n"
    row = "b,Beta Brigade,,2001-01-01,,,"
    put("table", table("zz_banned", row, said=complete).replace("US,", "JP,"), "new")
    put("table", table("zz_banned", row, said=older).replace("US,", "JP,"), "old")
    resolve(workspace)
    assert law(workspace, "zz_banned:b", "2000-06-01", "jp") == "not_listed"


def edition(history: str, day: str, *rows: str, first: str = "2000-01-01") -> str:
    """A table of Japan with remarks, as of a day."""
    said = f"# history: {history}\n# covers_from: {first}\n# covers_to: {day}\n"
    text = table("zz_banned", *rows, said=said).replace("US,Office", "JP,Office")
    return text.replace(HEADER, f"{HEADER},remarks")


@pytest.mark.parametrize(
    ("history", "ended"), [("complete", "not_listed"), ("fragment", "unknown")]
)
def test_a_later_edition_dates_an_act_for_all_days_from_when_it_was_public(
    history: str, ended: str, put: Put, workspace: Workspace
) -> None:
    put("table", edition(history, "2015-01-01", "a,Alpha Brigade,,2012-01-01,,,,"), "a")
    later = "a,Alpha Brigade,,2011-01-01,2017-06-01,,,"
    put("table", edition(history, "2020-01-01", later), "b")
    resolve(workspace)
    days = {"2011-06-01": "listed", "2017-05-31": "listed", "2017-06-01": ended}
    days |= {"2018-01-01": ended, "2019-12-31": ended, "2020-01-01": ended}
    assert {day: law(workspace, "zz_banned:a", day, "jp") for day in days} == days
    told = voice(workspace, "jp", "zz_banned:a", "2014-01-01")
    assert (told.since, told.until) == ("2011-01-01", date(2017, 6, 1))
    before = voice(workspace, "jp", "zz_banned:a", "2014-01-01", known=date(2019, 12, 31))
    assert (before.since, before.until) == ("2012-01-01", None)


@pytest.mark.parametrize("history", ["complete", "fragment"])
def test_a_later_edition_that_says_part_leaves_nothing_of_the_whole(
    history: str, put: Put, workspace: Workspace
) -> None:
    whole = "a,Alpha Brigade,,2012-01-01,,,,"
    put("table", edition(history, "2015-01-01", whole), "a")
    put("table", edition(history, "2020-01-01", f"{whole}part: military wing"), "b")
    resolve(workspace)
    told = voice(workspace, "jp", "zz_banned:a", "2020-01-01")
    assert (told.law, [act.part for act in told.acts]) == ("listed_in_part", ["military wing"])
    known = voice(workspace, "jp", "zz_banned:a", "2015-01-01", known=date(2016, 1, 1))
    assert (known.law, [act.part for act in known.acts]) == ("listed", [""])


def test_a_cut_copy_of_a_complete_table_tells_of_what_it_holds(
    put: Put, workspace: Workspace
) -> None:
    rows = ("a,Alpha Brigade,,2012-01-01,,,,", "b,Beta Brigade,,2001-01-01,,,,")
    put("table", edition("complete", "2015-01-01", *rows), "whole")
    cut = (f"{rows[0]}part: military wing", "c,Gamma Brigade,,2015-05-01,,,,")
    put("table", edition("complete", "2016-01-01", *cut), "cut", scope="part")
    resolve(workspace)
    told = {"a": "listed_in_part", "b": "listed", "c": "listed"}
    assert {key: law(workspace, f"zz_banned:{key}", "2016-01-01", "jp") for key in told} == told


def test_an_end_that_only_the_next_copy_states_ends_the_listing_on_its_day(
    put: Put, workspace: Workspace
) -> None:
    put("table", edition("current", "2015-01-01", "a,Alpha Brigade,,2012-01-01,,,,"), "a")
    later = "a,Alpha Brigade,,2012-01-01,2017-06-01,,,"
    put("table", edition("current", "2020-01-01", later), "b")
    resolve(workspace)
    days = {"2014-01-01": "listed", "2017-05-31": "listed", "2017-06-01": "not_listed"}
    days |= {"2018-01-01": "not_listed", "2020-01-01": "not_listed"}
    assert {day: law(workspace, "zz_banned:a", day, "jp") for day in days} == days


def test_list_asked_by_name_counts_no_recalled_fact(put: Put, workspace: Workspace) -> None:
    said = "# history: complete\n# covers_from: 2000-01-01\n# covers_to: 2020-12-31\n"
    text = table("zz_banned", "a,Alpha Brigade,,,,,recalled", said=said).replace("US,", "JP,")
    put("table", text)
    resolve(workspace)
    with workspace.reading() as connection:
        for recalled, wanted in ((False, Truth.UNKNOWN), (True, Truth.YES)):
            asked = Asked(day=date(2020, 12, 31), recalled=recalled)
            evidence = Evidence(connection, asked)
            entity = evidence.entity_of["zz_banned:a"]
            assert evidence.list_says("zz_banned", entity) is wanted


def test_list_asked_by_name_counts_what_a_party_does_under_filters(
    put: Put, workspace: Workspace
) -> None:
    said = HEADER.replace("confidence", "confidence,remarks,origin,by_regime")
    rows = (
        "a,Alpha Brigade,,2001-01-01,,,stated,,autonomous,",
        "b,Beta Column,,2001-01-01,,,stated,,transposes(un),",
        "c,Gamma Legion,,2001-01-01,,,stated,,,yes",
        "d,Delta Front,,2001-01-01,,,stated,part: armed wing,autonomous,",
    )
    put("table", table("zz_us", *rows).replace(HEADER, said))
    resolve(workspace)
    counted = {
        (): "abc", ("autonomous",): "a", ("no_disputed_regimes",): "ab", ("parts",): "abcd",
        ("autonomous", "parts"): "ad",
    }  # fmt: skip
    with workspace.reading() as connection:
        evidence = Evidence(connection, Asked(day=date(2001, 6, 1)))
        for filters, wanted in counted.items():
            says = {
                key: evidence.list_says(
                    "zz_us", evidence.entity_of[f"zz_us:{key}"], frozenset(filters)
                )
                for key in "abcd"
            }
            assert "".join(key for key, truth in says.items() if truth is Truth.YES) == wanted
            if "autonomous" in filters:
                assert says["c"] is Truth.UNKNOWN  # its origin is not said
