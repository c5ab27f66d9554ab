"""The table that a person fills: what it states of itself, its cells, and what is wrong with it."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.errors import FormatError
from commonlist.records import Confidence, DateKind, Kind, Name, Record
from commonlist.sources import table
from commonlist.sources.reading import Fault, Heading, Input
from commonlist.sources.source import History, Source
from commonlist.values.dates import PartialDate, parse_iso

AsInput = Callable[..., Input]
HEAD = "# topic: terrorism\n"
COLUMNS = "party,authority,list,entry,kind,name"
ROW = "ZZ,Ministry,zz_list,one,organization,Order of the Lamp"


def read(text: str | bytes, as_input: AsInput) -> list[Heading | Record | Fault]:
    return list(table.read([as_input(text, "zz.csv")]))


def records(text: str, as_input: AsInput) -> list[Record]:
    items = read(text, as_input)
    assert not [item for item in items if isinstance(item, Fault)]
    return [item for item in items if isinstance(item, Record)]


def one(as_input: AsInput, head: str = HEAD, **cells: str) -> Record:
    """Read a table of one row; ``cells`` overrides or adds columns."""
    (record,) = records(of(head=head, **cells), as_input)
    return record


def fault(as_input: AsInput, **cells: str) -> str:
    (_, item) = read(of(**cells), as_input)
    assert isinstance(item, Fault)
    return item.reason


def of(head: str = HEAD, **cells: str) -> str:
    row = {**dict(zip(COLUMNS.split(","), ROW.split(","), strict=True)), **cells}
    quoted = ('"' + value.replace('"', '""') + '"' for value in row.values())
    return f"{head}{','.join(row)}\n{','.join(quoted)}\n"


class TestWhatTheFileStates:
    def test_is_the_source(self, as_input: AsInput) -> None:
        head = (
            "# title: Orders, banned\n# topic: terrorism\n# language: ru\n# history: complete\n"
            "# covers_from: 2001\n# covers_to: 2020-05\n# relevant: no\n"
            "# kinds: organization, person\n# stale_after: 90\n# fewest: 2\n"
        )
        source = table.source([as_input(of(head=head))])
        assert source == Source(
            name="zz_list",
            title="Orders, banned",
            party="zz",
            parties=("zz",),
            authority="Ministry",
            language="ru",
            history=History.COMPLETE,
            covers_from=PartialDate(2001),
            covers_to=PartialDate(2020, 5),
            register=None,
            topics=frozenset({"terrorism"}),
            kinds=frozenset({"organization", "person"}),
            stale_after=90,
            fewest=2,
            formats=table.SOURCE.formats,
        )

    def test_without_a_history_it_is_a_fragment_of_the_lists_own_register(
        self, as_input: AsInput
    ) -> None:
        source = table.source([as_input(of())])
        assert (source.history, source.register) == (History.FRAGMENT, "zz_list")

    def test_may_be_another_lists_register(self, as_input: AsInput) -> None:
        source = table.source([as_input(of(head=HEAD + "# register: un_sc\n"))])
        assert source.register == "un_sc"

    def test_parties_are_those_of_the_rows(self, as_input: AsInput) -> None:
        text = of() + "YY,League,zz_list,two,organization,Order of the Bell\n"
        source = table.source([as_input(text)])
        assert (source.party, source.parties) == ("zz", ("zz", "yy"))
        assert source.authority == "Ministry; League"

    def test_a_missing_topic_says_which_line_to_add(self, as_input: AsInput) -> None:
        for head in ("", "# title: Orders\n", "# topic:\n"):
            with pytest.raises(FormatError, match=r"add a line '# topic: terrorism'"):
                read(of(head=head), as_input)

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("# histroy: complete", "line 2: no statement 'histroy'; known are: title, topic"),
            ("# history: snapshots", "line 2: history: 'snapshots' is not complete, current"),
            ("# covers_to: 31.5.2020", "line 2: covers_to: not an ISO date"),
            ("# relevant: maybe", "line 2: relevant: 'maybe' is neither yes nor no"),
            ("# kinds: ship", "line 2: kinds: 'ship' is not a valid Kind"),
            ("# fewest: many", "line 2: fewest: "),
        ],
    )
    def test_a_statement_that_cannot_be_read_is_named_with_its_line(
        self, line: str, told: str, as_input: AsInput
    ) -> None:
        with pytest.raises(FormatError, match=told):
            read(of(head=HEAD + line + "\n"), as_input)

    def test_a_bundled_list_needs_no_statements(self, as_input: AsInput) -> None:
        source = table.source([as_input(of(head="", list="gb_proscribed"))])
        assert source.history is History.COMPLETE
        assert source.covers_from == PartialDate(2001, 2)
        assert source.fewest > 1  # a few rows are not the whole list

    def test_statements_of_a_file_replace_those_of_the_bundled_list(
        self, as_input: AsInput
    ) -> None:
        source = table.source([as_input(of(list="gb_proscribed"))])
        assert (source.history, source.covers_from) == (History.FRAGMENT, None)


class TestTheHeading:
    def test_is_of_the_day_that_the_table_reaches(self, as_input: AsInput) -> None:
        items = read(of(head=HEAD + "# covers_to: 2015-12-18\n", source_date="2020"), as_input)
        assert items[0] == Heading(generated=PartialDate(2015, 12, 18))

    def test_else_of_the_newest_day_that_a_row_was_read(self, as_input: AsInput) -> None:
        text = (
            f"{HEAD}{COLUMNS},source_date\n{ROW},2015-12\n"
            "ZZ,Ministry,zz_list,two,organization,Order of the Bell,2014\n"
        )
        assert read(text, as_input)[0] == Heading(generated=PartialDate(2015, 12))

    def test_else_of_no_day(self, as_input: AsInput) -> None:
        assert read(of(), as_input)[0] == Heading(generated=None)


class TestNames:
    def test_aliases_may_be_dated_to_any_precision(self, as_input: AsInput) -> None:
        aliases = "OL | Bell [from 2014-08-08] | Lantern [until 2013-07] | Lamp [from 2008]"
        assert one(as_input, aliases=aliases).names == (
            Name(text="Order of the Lamp"),
            Name(text="OL", alias=True),
            Name(text="Bell", alias=True, since=PartialDate(2014, 8, 8)),
            Name(text="Lantern", alias=True, until=PartialDate(2013, 7)),
            Name(text="Lamp", alias=True, since=PartialDate(2008)),
        )

    def test_a_round_bracket_is_part_of_a_name(self, as_input: AsInput) -> None:
        names = one(as_input, aliases="Lamp (OL) | Society (The Light)").names
        assert [name.text for name in names[1:]] == ["Lamp (OL)", "Society (The Light)"]

    def test_a_remark_may_say_that_a_name_is_a_former_one(self, as_input: AsInput) -> None:
        record = one(
            as_input,
            aliases="Bell | Lantern | Candle",
            remarks="former name: Bell; printed under the former name Lantern until 2019-07-02",
        )
        assert [name.text for name in record.names if name.former] == ["Bell", "Lantern"]

    @pytest.mark.parametrize(
        ("printed", "names"),
        [
            ("«Орден»", ["«Орден»"]),
            ("движение «Орден»", ["движение «Орден»"]),
            ("«Лампа» («Орден»)", ["«Лампа» («Орден»)", "Лампа", "Орден"]),
            (
                "«Лампа» («Орден» или «Братство лампы»)",
                ["«Лампа» («Орден» или «Братство лампы»)", "Лампа", "Орден", "Братство лампы"],
            ),
            ("«Лампа» (Светильник)", ["«Лампа» (Светильник)", "Лампа"]),
            ("المصباح (لبنان)", ["المصباح (لبنان)"]),
        ],
    )
    def test_original_script_is_kept_as_printed_and_parted_where_it_clearly_holds_several(
        self, printed: str, names: list[str], as_input: AsInput
    ) -> None:
        made = one(as_input, name_original_script=printed).names[1:]
        assert [name.text for name in made] == names
        assert [name.alias for name in made] == [i > 1 for i in range(len(names))]

    def test_a_name_that_stands_twice_is_kept_once(self, as_input: AsInput) -> None:
        names = one(as_input, aliases="Order of the Lamp | OL | OL").names
        assert names == (Name(text="Order of the Lamp"), Name(text="OL", alias=True))


class TestTheAct:
    def test_has_every_cell_in_its_place(self, as_input: AsInput) -> None:
        (act,) = one(
            as_input,
            listed_on="2014-11",
            listed_on_kind="published",
            in_force_on="2015-02-13",
            delisted_on="2020",
            delisted_reason_short="review",
            origin="follows(EU)",
            legal_basis="Act 7",
            reference="SI 12/34",
            confidence="second-hand",
        ).designations
        assert (act.party, act.authority, act.topic) == ("zz", "Ministry", "terrorism")
        assert act.listed_on is not None
        assert (act.listed_on.date, act.listed_on.kind) == (
            PartialDate(2014, 11),
            DateKind.PUBLISHED,
        )
        assert [(d.date, d.kind) for d in act.dates] == [
            (PartialDate(2015, 2, 13), DateKind.IN_FORCE)
        ]
        assert (act.delisted_on, act.delisted_reason) == (PartialDate(2020), "review")
        assert (act.legal_basis, act.reference, act.origin) == ("Act 7", "SI 12/34", "follows(eu)")
        assert act.confidence is Confidence.SECOND_HAND

    def test_empty_means_not_found(self, as_input: AsInput) -> None:
        (act,) = one(as_input, listed_on="", delisted_on="", origin="").designations
        assert (act.listed_on, act.delisted_on, act.origin) == (None, None, "")
        assert act.confidence is Confidence.STATED

    def test_an_end_on_a_day_not_found_keeps_its_reason(self, as_input: AsInput) -> None:
        (act,) = one(as_input, delisted_reason_short="not in current annex").designations
        assert (act.delisted_on, act.delisted_reason) == (None, "not in current annex")

    def test_programme_is_the_rows_else_the_tables_else_the_legal_basis(
        self, as_input: AsInput
    ) -> None:
        head = HEAD + "# programme: FTO\n"
        assert one(as_input, programme="SDGT", head=head).designations[0].programme == "SDGT"
        assert one(as_input, legal_basis="Act 7", head=head).designations[0].programme == "FTO"
        assert one(as_input, legal_basis="Act 7").designations[0].programme == "Act 7"

    def test_a_part_is_not_the_whole(self, as_input: AsInput) -> None:
        (act,) = one(as_input, remarks="part: military wing; former name: Bell").designations
        assert act.part == "military wing"

    @pytest.mark.parametrize("until", ["until 2003-09-12", "[until 2003-09-12]"])
    def test_a_part_until_a_day_is_followed_by_the_whole(
        self, until: str, as_input: AsInput
    ) -> None:
        wing, whole = one(
            as_input, listed_on="2001-12-27", remarks=f"part: the wing {until}"
        ).designations
        assert (wing.part, whole.part) == ("the wing", "")
        assert whole.listed_on is not None
        assert wing.delisted_on == whole.listed_on.date == parse_iso("2003-09-12")

    def test_a_regime_disputed_as_a_class_is_marked(self, as_input: AsInput) -> None:
        assert one(as_input, by_regime="yes").designations[0].by_regime
        assert not one(as_input, by_regime="").designations[0].by_regime

    @pytest.mark.parametrize(
        ("listed", "ended", "kind"),
        [
            ("2012-05-10", "2012", ""),
            ("2012", "2012", ""),
            ("2012-05-10", "2012-05-10", ""),
            ("2012-02-01", "2011-01-01", "amended"),
        ],
    )
    def test_an_end_that_may_be_after_the_start_makes_sense(
        self, listed: str, ended: str, kind: str, as_input: AsInput
    ) -> None:
        assert one(as_input, listed_on=listed, delisted_on=ended, listed_on_kind=kind)


class TestNumbersAndDetails:
    def test_our_mapping_to_the_un_is_no_quoted_reference_and_no_origin(
        self, as_input: AsInput
    ) -> None:
        record = one(as_input, un_reference="QDe.115")
        assert record.references == ()
        assert record.designations[0].origin == ""
        assert record.details == (("un_reference", "QDe.115"),)

    def test_numbers_that_the_list_prints_are_references(self, as_input: AsInput) -> None:
        record = one(as_input, references="un:QDe.115 un-dataid:123")
        assert record.references == ("un:QDe.115", "un-dataid:123")

    def test_where_it_was_read_and_columns_of_the_users_own_are_kept(
        self, as_input: AsInput
    ) -> None:
        record = one(
            as_input,
            source="Gazette 12",
            source_date="2020-05",
            recalled_fields="reference",
            seen_by="A. Clerk",
        )
        assert record.details == (
            ("source", "Gazette 12"),
            ("source_date", "2020-05"),
            ("recalled_fields", "reference"),
            ("seen_by", "A. Clerk"),
        )

    def test_remarks_are_kept_whole(self, as_input: AsInput) -> None:
        assert one(as_input, remarks="part: wing; seen").remarks == "part: wing; seen"


class TestEntries:
    def test_without_an_id_have_a_slug_of_the_name_numbered_when_it_repeats(
        self, as_input: AsInput
    ) -> None:
        text = f"{HEAD}party,authority,list,name\n" + "ZZ,M,zz,Ma’an «Лампа»\n" * 3
        text = text.replace("name\n", "name,kind\n").replace("»\n", "»,organization\n")
        assert [r.entry for r in records(text, as_input)] == [
            "maan-lampa",
            "maan-lampa-2",
            "maan-lampa-3",
        ]

    def test_are_numbered_on_past_what_another_is_called(self, as_input: AsInput) -> None:
        rows = ("Brigade,", "Brigade 2,", "Brigade,", "Legion,", "Legion,legion-3", "Legion,")
        text = f"{HEAD}# kinds: organization\nparty,authority,list,name,entry\n"
        text += "".join(f"ZZ,M,zz,{row}\n" for row in rows)
        assert [r.entry for r in records(text, as_input)] == [
            *("brigade", "brigade-2", "brigade-3"),
            *("legion", "legion-3", "legion-2"),
        ]

    def test_under_one_id_are_both_kept_and_the_second_quarantined(self, as_input: AsInput) -> None:
        _, first, second = read(of() + ROW + "\n", as_input)
        assert isinstance(first, Record)
        assert isinstance(second, Fault)
        assert second.where == "zz.csv: line 4"
        assert second.raw == ROW

    def test_need_no_kind_where_the_table_holds_one_kind(self, as_input: AsInput) -> None:
        head = HEAD + "# kinds: person\n"
        assert one(as_input, kind="", head=head).kind is Kind.PERSON
        assert fault(as_input, kind="") == "kind: '' is not known"


class TestFaults:
    @pytest.mark.parametrize(
        ("cells", "reason"),
        [
            ({"name": " "}, "name is empty"),
            ({"authority": ""}, "authority is empty"),
            ({"kind": "ship"}, "kind: 'ship' is not known"),
            ({"confidence": "sure"}, "confidence: 'sure' is not known"),
            ({"listed_on": "13.5.2020"}, "listed_on: not an ISO date: '13.5.2020'"),
            ({"listed_on": "2020", "listed_on_kind": "heard"}, "listed_on_kind: 'heard' is not"),
            ({"delisted_on": "2021-02-30"}, "delisted_on: "),
            (
                {"listed_on": "2012-02-01", "delisted_on": "2011-01-01"},
                "delisted_on: 2011-01-01 is before listed_on, 2012-02-01",
            ),
            (
                {"listed_on": "2012-02", "remarks": "part: wing until 2012-01-31"},
                "delisted_on: 2012-01-31 is before listed_on, 2012-02",
            ),
            ({"source_date": "May"}, "source_date: not an ISO date: 'May'"),
            ({"aliases": "Bell [from May]"}, "aliases: Bell: not an ISO date: 'May'"),
            ({"remarks": "part: wing until 2003-13"}, "remarks: part: "),
            ({"origin": "copied"}, "origin: 'copied' is not autonomous, transposes(x) or"),
            ({"references": "115"}, "references: '115' is not scheme:value"),
            ({"un_reference": "115"}, "un_reference: '115' is not a permanent reference"),
            ({"by_regime": "perhaps"}, "by_regime: 'perhaps' is neither yes nor no"),
            ({"entry": "", "name": "…"}, "entry is empty and the name gives none"),
        ],
    )
    def test_say_which_cell_is_wrong(
        self, cells: dict[str, str], reason: str, as_input: AsInput
    ) -> None:
        assert fault(as_input, **cells).startswith(reason)

    def test_a_row_of_another_width_is_quarantined_whole(self, as_input: AsInput) -> None:
        *_, item = read(of() + "ZZ,Ministry,zz_list,two,organization,Bell,more\n", as_input)
        assert isinstance(item, Fault)
        assert item.reason == "7 fields, but 6 columns"
        assert item.raw == "ZZ,Ministry,zz_list,two,organization,Bell,more"

    def test_of_one_row_keep_no_other_row_back(self, as_input: AsInput) -> None:
        items = read(of(name="") + ROW.replace("one", "two") + "\n", as_input)
        assert [type(item) for item in items] == [Heading, Fault, Record]


class TestDamagedFiles:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("", "columns lack: party, authority, list, name"),
            ("# topic: terrorism\n", "columns lack: party"),
            (f"{HEAD}party;authority;list;name\n", "columns lack: .*separated by commas"),
            (f"{HEAD}{COLUMNS},name\n", "a column name stands twice"),
            (f"{HEAD}{COLUMNS}\n", "no row that names its list"),
            (of(party=""), "no row that names its party"),
            (of(list="ZZ list"), "a list's name is lower-case letters"),
            (
                of() + ROW.replace("zz_list", "yy_list") + "\n",
                "line 4: list 'yy_list' in the table of 'zz_list'",
            ),
            (of() + '"open', "line 4"),
            (of().encode("utf-16"), "NUL"),
            (of(name="Ordre de la Lumière").encode("cp1252"), "not utf-8"),
            (of(name="a\0b"), "NUL"),
        ],
    )
    def test_are_refused_and_say_where(
        self, text: str | bytes, told: str, as_input: AsInput
    ) -> None:
        with pytest.raises(FormatError, match=told):
            table.source([as_input(text, "zz.csv")])

    def test_a_byte_order_mark_is_no_damage(self, as_input: AsInput) -> None:
        items = read(b"\xef\xbb\xbf" + of().replace("\n", "\r\n").encode(), as_input)
        assert [type(item) for item in items] == [Heading, Record]

    def test_several_files_are_several_tables(self, as_input: AsInput) -> None:
        with pytest.raises(FormatError, match="one file"):
            list(table.read([as_input(of()), as_input(of())]))

    @given(st.binary(max_size=400))
    def test_no_bytes_raise_anything_else(self, data: bytes) -> None:
        _only_format_errors(data)

    @given(
        st.lists(st.tuples(st.integers(0, 700), st.sampled_from('",\n#:[]|«» \0é20-')), max_size=6),
        st.integers(0, 700),
    )
    def test_no_mutation_or_cut_raises_anything_else(
        self, changes: list[tuple[int, str]], cut: int
    ) -> None:
        text = (
            HEAD
            + "# history: complete\n# covers_to: 2020-05\n"
            + of(
                head="",
                aliases="Bell [from 2014-08-08] | Lantern",
                name_original_script="«Лампа» («Орден»)",
                listed_on="2014-11-15",
                remarks="part: the wing until 2016-01; former name: Bell",
                source_date="2020-05",
            )
        )
        for place, char in changes:
            text = text[:place] + char + text[place + 1 :]
        _only_format_errors(text[:cut].encode())


def _only_format_errors(data: bytes) -> None:
    import io

    given_input = Input("fuzz", lambda: io.BytesIO(data))
    try:
        table.source([given_input])
        items = list(table.read([given_input]))
    except FormatError:
        return
    assert sum(isinstance(item, Heading) for item in items) == 1


@pytest.mark.shared
class TestTheFacts:
    """The tables of facts beside the repository, whole: with what nobody read in a source."""

    COUNTS = {  # noqa: RUF012 - stated, recalled
        "us_state_fto": (92, 23),
        "gb_proscribed": (70, 35),
        "ca_listed": (53, 40),
        "eu_931": (25, 17),
        "ru_fsb": (35, 7),
        "au_listed": (12, 22),
        "nz_designated": (6, 1),
        "ae_2014": (48, 28),
        "sa_2014": (7, 2),
        "cn_2003": (4, 0),
        "kz_banned": (3, 14),
        "kg_banned": (2, 4),
        "eg_terror": (1, 4),
        "tr_orgs": (1, 13),
        "gcc_arab_league": (1, 1),
    }

    @pytest.mark.parametrize("name", COUNTS)
    def test_are_read_without_a_fault_and_with_the_counts_of_their_readme(
        self, name: str, shared: Path, file_input: Callable[[Path], Input]
    ) -> None:
        path = shared / "facts" / f"{name}.csv"
        items = list(table.read([file_input(path)]))
        made = [item for item in items if isinstance(item, Record)]
        stated = [r for r in made if r.designations[0].confidence is Confidence.STATED]
        assert (len(stated), len(made) - len(stated)) == self.COUNTS[name]
        assert len(items) == len(made) + 1
        assert len(made) >= table.source([file_input(path)]).fewest

    @pytest.mark.parametrize("name", COUNTS)
    def test_lose_no_cell(
        self, name: str, shared: Path, file_input: Callable[[Path], Input]
    ) -> None:
        path = shared / "facts" / f"{name}.csv"
        made = {r.entry: r for r in table.read([file_input(path)]) if isinstance(r, Record)}
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                kept = str(made[row["entry"]])
                for part in (row["name"], row["legal_basis"], row["reference"], row["remarks"]):
                    assert part in kept or repr(part)[1:-1] in kept
                for value in (row["source"], row["un_reference"], row["recalled_fields"]):
                    assert not value or value in {text for _, text in made[row["entry"]].details}

    def test_hold_the_words_of_their_sources_at_known_places(
        self, shared: Path, file_input: Callable[[Path], Input]
    ) -> None:
        path = shared / "facts/ru_fsb.csv"
        made = {r.entry: r for r in table.read([file_input(path)]) if isinstance(r, Record)}
        assert "Исламское государство" in {name.text for name in made["21"].names}
        assert str(made["7"].designations[0].dates[0].date) == "2003-03-04"
