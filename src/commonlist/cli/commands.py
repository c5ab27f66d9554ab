"""The commands. Each module is imported when its command runs, so that start-up stays light."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commonlist import __version__
from commonlist.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from commonlist.pipeline.batches import Engine
    from commonlist.pipeline.evidence import Asked
    from commonlist.pipeline.people import By
    from commonlist.screening.receipts import Columns
    from commonlist.screening.terms import Terms
    from commonlist.settings import Settings
    from commonlist.storage import Workspace
    from commonlist.storage.ledger import Filter

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Who lists whom: designation lists compared, and the common list under a rule, any day.",
)
overlay_app = typer.Typer(no_args_is_help=True, help="Correct or add a fact, with a reason.")
docket_app = typer.Typer(no_args_is_help=True, help="Names on the table.")
app.add_typer(overlay_app, name="overlay")
app.add_typer(docket_app, name="docket")

Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
AsOf = Annotated[
    str, typer.Option("--as-of", metavar="DAY", help="The day asked for, YYYY-MM-DD; else today.")
]
Known = Annotated[
    str,
    typer.Option("--known", metavar="DAY", help="Leave out what was made public after this day."),
]
Held = Annotated[
    str, typer.Option("--held", metavar="DAY", help="Leave out files we did not have by this day.")
]
Topic = Annotated[
    str, typer.Option("--topic", help="terrorism, any, or a regime's own word; else the rule's.")
]
KindName = Annotated[
    str, typer.Option("--kind", help="organization, person, vessel, aircraft, other; else all.")
]
Recalled = Annotated[
    bool, typer.Option("--with-recalled", help="Count facts that nobody read in a source.")
]
DocketName = Annotated[str, typer.Option("--docket", metavar="NAME", help="Only these names.")]
Author = Annotated[str, typer.Option("--author", help="Who says so; else COMMONLIST_AUTHOR.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; kept and shown.")]


@dataclass(frozen=True, slots=True)
class _Context:
    settings: "Settings"
    folder: Path


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"commonlist {__version__}")
        raise typer.Exit


@app.callback()
def _begin(
    context: typer.Context,
    workspace: Annotated[
        str, typer.Option("--workspace", "-w", metavar="FOLDER", help="The workspace's folder.")
    ] = "",
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    from commonlist.settings import load

    settings = load(os.environ, Path.cwd())
    context.obj = _Context(settings, Path(workspace or settings.workspace))


@contextmanager
def _workspace(context: typer.Context, *, make: bool = False) -> "Iterator[Workspace]":
    """The workspace; one that is not there is made for what puts something in."""
    from commonlist.storage import Workspace

    with Workspace(
        context.obj.folder,
        _now(),
        context.obj.settings.database_url,
        context.obj.settings.ledger_key,
        make=make,
    ) as opened:
        yield opened


@contextmanager
def _to_read(context: typer.Context) -> "Iterator[Workspace]":
    """The workspace to be read; where there is none an empty one, which does not stay."""
    from commonlist.storage import Workspace

    settings, folder = context.obj.settings, context.obj.folder
    with ExitStack() as stack:
        if Workspace.missing(folder, settings.database_url):
            context.obj = _Context(settings, Path(stack.enter_context(TemporaryDirectory())))
        yield stack.enter_context(_workspace(context, make=True))


@contextmanager
def _resolved(context: typer.Context) -> "Iterator[Workspace]":
    """The workspace with its entities made of all that was put in; nothing is an error."""
    from commonlist.cli.progress import counting
    from commonlist.pipeline.resolving import loaded, outdated, resolve

    with _workspace(context) as opened:
        loaded(opened)
        with opened.reading() as connection:
            due = outdated(connection)
        if due:
            with counting("comparing records") as progress:
                resolve(opened, progress, who=_who(context))
        yield opened


def _now() -> datetime:
    return datetime.now(UTC)


def _day(text: str, option: str) -> date | None:
    if not text:
        return None
    from commonlist.values.dates import parse_iso

    try:
        day = parse_iso(text)
    except ValueError:
        raise InputError(f"{option}: {text!r} is not a day; write it as 2015-12-18") from None
    if not day.day:
        raise InputError(f"{option}: {text!r} has no day; write it as 2015-12-18")
    return day.first()


def _asked(
    as_of: str, known: str = "", held: str = "", topic: str = "", recalled: bool = False
) -> "Asked":
    from commonlist.pipeline.evidence import Asked

    return Asked(
        day=_day(as_of, "--as-of") or _now().date(),
        known=_day(known, "--known"),
        held=_day(held, "--held"),
        topic=None if topic == "any" else topic or "terrorism",
        recalled=recalled,
    )


def _topic_told(connection: "Connection", topic: str, *rules: str) -> None:
    """Say so where no list has the topic that is asked for: a slip of the pen answers nothing."""
    from commonlist.agreement.presets import rule_of
    from commonlist.pipeline.catalogue import no_topic

    asked = [topic] if topic else [rule_of(rule)[0].topic for rule in rules if rule]
    for word in dict.fromkeys(asked):
        if word not in ("", "any") and (said := no_topic(connection, word)):
            _notice(said)


def _kind(name: str) -> Any:
    from commonlist.records import Kind

    if not name:
        return None
    try:
        return Kind(name)
    except ValueError:
        raise InputError(f"--kind: {name!r} is not one of {', '.join(Kind)}") from None


def _author(context: typer.Context, author: str) -> str:
    found = author or str(context.obj.settings.author)
    if not found:
        raise InputError("say who: --author NAME, or set COMMONLIST_AUTHOR")
    return found


def _who(context: typer.Context) -> str:
    """Who acts where nobody need say so."""
    from commonlist.ledger import LOCAL

    return str(context.obj.settings.author) or LOCAL


def _render() -> Any:
    """The tables for people; machines do without the time that it takes to load them."""
    from commonlist.cli import render

    return render


def _out(value: Any) -> None:
    """Print JSON: UTF-8, names as they are."""
    import msgspec

    typer.echo(msgspec.json.format(msgspec.json.encode(value), indent=2))


@app.command()
def demo(context: typer.Context, json: Json = False) -> None:
    """Show the main job on the bundled lists: the Syria docket of 2015 as a matrix.

    It works in a workspace of its own (.demo), or in the one given by --workspace.
    """
    from msgspec.structs import replace

    from commonlist.pipeline.demonstration import demonstrate

    settings = context.obj.settings
    chosen = context.obj.folder
    if chosen == Path(settings.workspace):
        settings, chosen = replace(settings, database_url=""), Path(".demo")
    context.obj = _Context(settings, chosen)
    with _workspace(context, make=True) as opened:
        shown = demonstrate(opened, _now())
    _out(shown) if json else _render().demo(shown)


@app.command()
def sources(context: typer.Context, json: Json = False) -> None:
    """List what can be read and what is in the workspace: last copy, entries, quarantine."""
    from commonlist.pipeline.inventory import inventory

    with _to_read(context) as opened, opened.reading() as connection:
        rows = inventory(connection, _now().date())
    _out(rows) if json else _render().sources(rows)


@app.command()
def fetch(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Which; else all.")] = [],  # noqa: B006
    json: Json = False,
) -> None:
    """Get current files from the authorities' own addresses and ingest them."""
    from commonlist.cli.progress import counting
    from commonlist.pipeline.fetch import fetch_all

    with _workspace(context, make=True) as opened, counting("fetching") as progress:
        results = fetch_all(opened, names, context.obj.settings, _now(), progress)
    _out(results) if json else _render().fetched(results)
    if any(result["error"] for result in results):
        raise typer.Exit(4)


@app.command()
def ingest(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="A source, table, ftm, or bundled.")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files or folder.")] = [],  # noqa: B006
    generated: Annotated[
        str, typer.Option("--generated", metavar="DAY", help="The list's date: YYYY[-MM[-DD]].")
    ] = "",
    scope: Annotated[
        str, typer.Option("--scope", help="whole, part (a cut copy), or REGIME,...")
    ] = "",
    name: Annotated[str, typer.Option("--name", help="For ftm: what the source is called.")] = "",
    party: Annotated[str, typer.Option("--party", help="For ftm: whose list it is.")] = "",
    accept_shrunk: Annotated[
        bool, typer.Option("--accept-shrunk", help="The list did lose that many entries.")
    ] = False,
    json: Json = False,
) -> None:
    """Read files of a source into the workspace. The same bytes twice change nothing."""
    from commonlist.cli.progress import counting
    from commonlist.pipeline.ingest import Told, expanded
    from commonlist.pipeline.ingest import ingest as run
    from commonlist.sources import reader
    from commonlist.values.dates import parse_iso

    if generated:
        try:
            parse_iso(generated)
        except ValueError:
            raise InputError(f"--generated: {generated!r} is not YYYY[-MM[-DD]]") from None
    if source != "ftm" and (name or party):
        raise InputError(f"--name and --party are of ftm: {source} says them itself")
    told = Told(
        generated=generated or None,
        scope=scope or None,
        name=name,
        party=party,
        accept_shrunk=accept_shrunk,
        who=_who(context),
    )
    bundled = source == "bundled"
    if bundled and files:
        raise InputError("bundled takes no files: it is what the package carries")
    if not bundled:  # before a workspace is made
        reader(source)
        found = expanded(files)
    with _workspace(context, make=True) as opened, counting(f"reading {source}") as progress:
        if bundled:
            from commonlist.pipeline.bundled import ingest_bundled

            results = ingest_bundled(opened, _now(), progress, _who(context))
        else:
            each = [[path] for path in found] if source == "table" else [found]
            results = [run(opened, source, paths, _now(), told, progress) for paths in each]
    for result in results:
        if result["generated"] is None:
            typer.echo(
                f"commonlist: {result['source']}: the file prints no date, so it counts as the "
                "list of the day on which it was read; say --generated DAY if it is older",
                err=True,
            )
    if json:
        _out(results if bundled or len(results) > 1 else results[0])
    else:
        _render().ingested(results)


@app.command()
def resolve(
    context: typer.Context,
    again: Annotated[bool, typer.Option("--again", help="Compare everything anew.")] = False,
    json: Json = False,
) -> None:
    """Find out which records are the same organisation or person."""
    from commonlist.cli.progress import counting
    from commonlist.pipeline.resolving import resolve as run

    with _workspace(context) as opened, counting("comparing records") as progress:
        figures = run(opened, progress, again=again, who=_who(context))
    _out(figures) if json else _render().figures("Resolution", figures)


@app.command()
def judge(
    context: typer.Context,
    left: Annotated[str, typer.Argument(help="A record, source:entry.")],
    right: Annotated[str, typer.Argument(help="Another record.")],
    verdict: Annotated[str, typer.Argument(help="same, different, or undo.")],
    reason: Reason = "",
    author: Author = "",
    json: Json = False,
) -> None:
    """Say that two records are the same or different; undo takes it back. Nothing is deleted."""
    from commonlist.pipeline.resolving import judge as run
    from commonlist.resolution import Verdict

    said = {"same": Verdict.SAME, "different": Verdict.DIFFERENT, "undo": Verdict.UNSURE}
    if verdict not in said:
        raise InputError(f"{verdict!r} is not same, different or undo")
    why = reason or ("taken back" if verdict == "undo" else "")
    with _workspace(context) as opened:
        made = run(opened, left, right, said[verdict], why, _author(context, author), _now())
    if json:
        _out(made.plain())
    else:
        from commonlist.cli.reviewing import told

        typer.echo(told(made))


@app.command()
def why(
    context: typer.Context,
    entity: Annotated[str, typer.Argument(help="An entity's id, a record, a number or a name.")],
    json: Json = False,
) -> None:
    """Tell in sentences how the records of an entity came together."""
    from commonlist.pipeline.resolving import find_entity
    from commonlist.pipeline.resolving import why as run
    from commonlist.storage import partitions

    with _resolved(context) as opened, opened.reading() as connection:
        found = find_entity(connection, entity)
        keys = sorted(k for k, e in partitions.members(connection).items() if e == found)
        sentences = run(connection, keys)
    if json:
        _out({"id": found, "records": keys, "sentences": sentences})
        return
    typer.echo(f"{found}: {len(keys)} record{'s' * (len(keys) != 1)}")
    for key in keys:
        typer.echo(f"  {key}")
    for number, sentence in enumerate(sentences, 1):
        typer.echo(f"{number}. {sentence}")


@docket_app.command("add")
def docket_add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What the docket is called.")],
    file: Annotated[Path, typer.Argument(help="CSV with a column name (and line, aliases ...).")],
    stances: Annotated[
        Path | None, typer.Option("--stances", help="CSV of what parties said of its lines.")
    ] = None,
    json: Json = False,
) -> None:
    """Put names on the table, from a file; replaces a docket of that name."""
    from commonlist.pipeline.dockets import put_docket
    from commonlist.pipeline.files import input_of
    from commonlist.values.text import slug

    if slug(name) != name:
        raise InputError(f"{name!r}: a docket's name is lower-case words joined by hyphens")
    given, said_of = input_of(file), input_of(stances) if stances else None
    with _workspace(context, make=True) as opened:
        lines, said = put_docket(opened, name, given, _now(), said_of, who=_who(context))
    if json:
        _out({"docket": name, "lines": lines, "new_stances": said})
    else:
        typer.echo(f"docket {name}: {lines} lines" + (f", {said} new stances" if stances else ""))


@docket_app.command("list")
def docket_list(context: typer.Context, json: Json = False) -> None:
    """List the dockets."""
    from commonlist.storage import opinions

    with _workspace(context) as opened, opened.reading() as connection:
        rows = {
            name: list(dict.fromkeys(line for line, _ in lines))
            for name, lines in opinions.dockets(connection).items()
        }
    if json:
        _out(rows)
    else:
        for name, lines in rows.items():
            typer.echo(f"{name}: {', '.join(lines)}")


@docket_app.command("show")
def docket_show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Which docket.")],
    json: Json = False,
) -> None:
    """Show the lines of a docket and the entity that each means."""
    from commonlist.pipeline.inventory import docket

    with _resolved(context) as opened, opened.reading() as connection:
        rows = docket(connection, name)
    _out(rows) if json else _render().table(f"Docket {name}", rows)


@app.command()
def agree(
    context: typer.Context,
    rule: Annotated[str, typer.Argument(help="A rule, or the name of a preset; 'presets' lists.")],
    as_of: AsOf = "",
    known: Known = "",
    held: Held = "",
    docket: DocketName = "",
    kind: KindName = "",
    topic: Topic = "",
    recalled: Recalled = False,
    supposed: Annotated[
        list[str], typer.Option("--if", metavar="PARTY=LAW", help="What if: ru=listed.")
    ] = [],  # noqa: B006
    without: Annotated[
        list[str],
        typer.Option(
            "--without", metavar="A,B", help="What if the judgements on two records fell."
        ),
    ] = [],  # noqa: B006
    json: Json = False,
) -> None:
    """Say who is on the common list under a rule on a day, who isn't, and what it would take."""
    from commonlist.pipeline.agreeing import Question
    from commonlist.pipeline.agreeing import agree as run

    if rule == "presets":
        _presets(json)
        return
    question = Question(
        rule=rule,
        asked=_asked(as_of, known, held, topic, recalled),
        topic_said=bool(topic),
        docket=docket,
        kind=_kind(kind),
        supposed=tuple(supposed),
        without=tuple(without),
    )
    with _resolved(context) as opened, opened.reading() as connection:
        _topic_told(connection, topic, rule)
        answer = run(connection, question)
    _out(answer) if json else _render().agreed(answer)


def _presets(json: bool) -> None:
    from commonlist.agreement.presets import PRESETS

    rows = [
        {"name": p.name, "rule": p.text, "title": p.title, "source": p.source, "note": p.note}
        for p in PRESETS.values()
    ]
    _out(rows) if json else _render().table("Presets", rows)


@app.command()
def matrix(
    context: typer.Context,
    rule: Annotated[str, typer.Argument(help="A rule or preset; its parties are the columns.")],
    parties: Annotated[
        str, typer.Option("--parties", metavar="P,P,...", help="Other columns than the rule's.")
    ] = "",
    as_of: AsOf = "",
    known: Known = "",
    held: Held = "",
    docket: DocketName = "",
    kind: KindName = "",
    topic: Topic = "",
    recalled: Recalled = False,
    rows: Annotated[int, typer.Option("--rows", min=0, help="Most rows to print; 0 is all.")] = 100,
    json: Json = False,
) -> None:
    """Show organisations against parties: who lists whom, and what each says."""
    from commonlist.pipeline.agreeing import Question
    from commonlist.pipeline.agreeing import agree as run

    question = Question(
        rule=rule,
        asked=_asked(as_of, known, held, topic, recalled),
        topic_said=bool(topic),
        docket=docket,
        kind=_kind(kind),
        parties=tuple(part.strip().lower() for part in parties.split(",") if part.strip()),
    )
    with _resolved(context) as opened, opened.reading() as connection:
        _topic_told(connection, topic, rule)
        answer = run(connection, question)
    _out(answer) if json else _render().matrix(answer, rows)


@app.command()
def show(
    context: typer.Context,
    entity: Annotated[str, typer.Argument(help="An entity's id, a record, a number or a name.")],
    as_of: AsOf = "",
    known: Known = "",
    topic: Annotated[
        str, typer.Option("--topic", help="terrorism, or a regime's own word; else any.")
    ] = "any",
    json: Json = False,
) -> None:
    """Show an entity: names and who uses them, designations, relations, stances."""
    from commonlist.pipeline.inventory import dossier

    with _resolved(context) as opened, opened.reading() as connection:
        _topic_told(connection, topic)
        found = dossier(connection, entity, _asked(as_of, known, topic=topic))
    _out(found) if json else _render().dossier(found)


@app.command()
def compare(
    context: typer.Context,
    left: Annotated[str, typer.Argument(help="A party, such as us.")],
    right: Annotated[str, typer.Argument(help="Another party.")],
    as_of: AsOf = "",
    known: Known = "",
    kind: KindName = "",
    topic: Topic = "",
    recalled: Recalled = False,
    json: Json = False,
) -> None:
    """Compare two parties: overlap, Jaccard, kappa, who was first."""
    from commonlist.parties import party
    from commonlist.pipeline.evidence import Evidence
    from commonlist.pipeline.views import comparison

    codes = [party(code).code for code in (left, right)]
    with _resolved(context) as opened, opened.reading() as connection:
        _topic_told(connection, topic)
        evidence = Evidence(connection, _asked(as_of, known, topic=topic, recalled=recalled))
        found = comparison(evidence, codes[0], codes[1], _kind(kind))
    _out(found) if json else _render().figures(f"{codes[0]} and {codes[1]}", found)


@app.command()
def diff(
    context: typer.Context,
    begin: Annotated[str, typer.Option("--from", metavar="DAY", help="The earlier day.")],
    end: Annotated[str, typer.Option("--to", metavar="DAY", help="The later day.")],
    source: Annotated[str, typer.Option("--source", help="A list: what came and went in it.")] = "",
    rule: Annotated[str, typer.Option("--rule", help="A rule: who entered and left.")] = "",
    to_rule: Annotated[str, typer.Option("--to-rule", help="Another rule on the later day.")] = "",
    known_from: Annotated[
        str, typer.Option("--known-from", metavar="DAY", help="As --known, for the earlier day.")
    ] = "",
    known_to: Annotated[
        str, typer.Option("--known-to", metavar="DAY", help="As --known, for the later day.")
    ] = "",
    docket: DocketName = "",
    kind: KindName = "",
    topic: Topic = "",
    json: Json = False,
) -> None:
    """Show the difference between two days of a list, or of a rule's answer, and why."""
    from commonlist.pipeline.agreeing import Question
    from commonlist.pipeline.differences import of_rules, of_source

    first, last = _day(begin, "--from"), _day(end, "--to")
    if first is None or last is None or bool(source) == bool(rule):
        raise InputError("diff needs --from, --to, and either --source or --rule")
    if last < first:
        raise InputError(f"--from {begin} is after --to {end}; give the earlier day first")
    if source and (to_rule or known_from or known_to or docket or kind or topic):
        raise InputError(
            "--to-rule, --known-from, --known-to, --docket, --kind and --topic are of --rule"
        )
    if source:
        with _workspace(context) as opened, opened.reading() as connection:
            found = of_source(connection, source, first, last)
    else:
        one, other = (
            Question(
                rule=text,
                asked=_asked(day, known, topic=topic),
                topic_said=bool(topic),
                docket=docket,
                kind=_kind(kind),
            )
            for text, day, known in ((rule, begin, known_from), (to_rule or rule, end, known_to))
        )
        with _resolved(context) as opened, opened.reading() as connection:
            _topic_told(connection, topic, rule, to_rule)
            found = of_rules(connection, one, other)
    _out(found) if json else _render().difference(found)


@app.command()
def quarantine(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Also what was looked at.")] = False,
    looked: Annotated[
        list[int], typer.Option("--looked", metavar="ID", help="Mark as looked at.")
    ] = [],  # noqa: B006
    author: Author = "",
    json: Json = False,
) -> None:
    """Show entries that could not be read: why, where, and their raw text."""
    from commonlist.pipeline.quarantine import look_at
    from commonlist.storage import lists

    with _workspace(context) as opened:
        if looked:
            look_at(opened, looked, _author(context, author), _now())
        with opened.reading() as connection:
            found = lists.faults(connection, all_of_them=every)
    _out(found) if json else _render().quarantine(found)


@overlay_app.command("add")
def overlay_add(
    context: typer.Context,
    record: Annotated[str, typer.Argument(help="A record, source:entry.")],
    field: Annotated[str, typer.Argument(help="What to set; 'commonlist overlay fields' lists.")],
    value: Annotated[str, typer.Argument(help="The value; dates as 2015-12-18.")],
    reason: Reason = "",
    author: Author = "",
    json: Json = False,
) -> None:
    """Correct or add a fact. The list's own text stays and the overlay is shown."""
    from commonlist.pipeline.overlaying import add

    with _workspace(context) as opened:
        made = add(opened, record, field, value, reason, _author(context, author), _now())
    _out(made) if json else typer.echo(f"overlay {made.id}: {record} {field} = {value}")


@overlay_app.command("undo")
def overlay_undo(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The overlay's number.")],
    json: Json = False,
) -> None:
    """End an overlay."""
    from commonlist.pipeline.overlaying import undo

    with _workspace(context) as opened:
        undo(opened, number, _now(), author=_who(context))
    _out({"id": number, "undone": True}) if json else typer.echo(f"overlay {number}: undone")


@overlay_app.command("list")
def overlay_list(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Also those undone.")] = False,
    json: Json = False,
) -> None:
    """List the overlays."""
    from commonlist.storage import opinions

    with _workspace(context) as opened, opened.reading() as connection:
        found = opinions.overlays(connection, ended=every)
    _out(found) if json else _render().overlays(found)


@overlay_app.command("fields")
def overlay_fields(json: Json = False) -> None:
    """List the fields that an overlay can set."""
    from commonlist.pipeline.overlaying import FIELDS

    rows = [{"field": name, "sets": field.help} for name, field in FIELDS.items()]
    _out(rows) if json else _render().table("Fields", rows)


@app.command()
def export(
    context: typer.Context,
    format_name: Annotated[
        str, typer.Option("--format", help="crosswalk, matrix, ftm, csv, xlsx or json.")
    ],
    out: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file; else standard output.")
    ] = None,
    rule: Annotated[str, typer.Option("--rule", help="For matrix, csv, xlsx and json.")] = "",
    as_of: AsOf = "",
    known: Known = "",
    docket: DocketName = "",
    kind: KindName = "",
    topic: Topic = "",
    recalled: Recalled = False,
) -> None:
    """Write entities (crosswalk, ftm) or a rule's answer (matrix, csv, xlsx, json) to a file."""
    from commonlist.pipeline.agreeing import Question
    from commonlist.pipeline.exporting import export as run

    question = Question(
        rule=rule,
        asked=_asked(as_of, known, topic=topic, recalled=recalled),
        topic_said=bool(topic),
        docket=docket,
        kind=_kind(kind),
    )
    with _resolved(context) as opened, opened.reading() as connection:
        _topic_told(connection, topic, rule)
        run(connection, format_name, question, out, _now())


@app.command()
def check(context: typer.Context, json: Json = False) -> None:
    """Check the workspace: database, archive, entities."""
    with _workspace(context) as opened:
        wrong = opened.check()
    _out({"ok": not wrong, "wrong": wrong}) if json else typer.echo("\n".join(wrong) or "in order")
    if wrong:
        raise typer.Exit(5)


@app.command()
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to make; it holds secrets.")],
    json: Json = False,
) -> None:
    """Write the whole workspace to one file, as it is at one moment."""
    with _workspace(context) as opened:
        made = opened.back_up(file, _now())
    _out(made) if json else typer.echo(f"{file}: {made.rows:,} rows, {made.files:,} raw files")


@app.command()
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that backup has made.")],
    json: Json = False,
) -> None:
    """Put a backup into an empty workspace, of SQLite or of PostgreSQL."""
    from commonlist.pipeline.backups import restore as run
    from commonlist.pipeline.files import input_of

    input_of(file)  # before a workspace is made
    with _workspace(context, make=True) as opened:
        found = run(opened, file, _now(), _who(context))
    _out(found) if json else typer.echo(
        f"restored as of {found.made_at}: {found.rows:,} rows, {found.files:,} raw files"
    )


@app.command()
def screen(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="CSV, TSV, either as .gz, or XLSX; - is standard input.")
    ] = None,
    name: Annotated[str, typer.Option("--name", help="One name instead of a file.")] = "",
    names: Annotated[str, typer.Option("--names", metavar="COL", help="Column of names.")] = "",
    payment: Annotated[
        str, typer.Option("--payment", metavar="COL", help="Column of payment lines, instead.")
    ] = "",
    dob: Annotated[
        str, typer.Option("--dob", metavar="COL", help="Column of dates of birth; or the date.")
    ] = "",
    country: Annotated[
        str, typer.Option("--country", metavar="COL", help="Column of countries; or the country.")
    ] = "",
    kind: Annotated[
        str, typer.Option("--kind", metavar="COL", help="Column of kinds; or one kind for all.")
    ] = "",
    number: Annotated[
        str, typer.Option("--id", metavar="COL", help="Column of identifiers; or the identifier.")
    ] = "",
    threshold: Annotated[
        float | None,
        typer.Option("--threshold", help="Least score, above 0 and at most 1; else the model's."),
    ] = None,
    chosen: Annotated[
        str, typer.Option("--lists", metavar="NAME,...", help="Only whom these lists name.")
    ] = "",
    as_of: AsOf = "",
    rule: Annotated[str, typer.Option("--rule", help="Rule of the status; else vienna-6.")] = "",
    delisted: Annotated[
        bool, typer.Option("--with-delisted", help="Also who is on no list on the day.")
    ] = False,
    cleared: Annotated[
        bool, typer.Option("--show-cleared", help="Also matches that were cleared, marked.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="FILE.csv, .jsonl, .parquet or .xlsx; else printed."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, help="Processes for a large file; else one a core."),
    ] = None,
    engine: Annotated[
        str, typer.Option("--engine", help="local, or spark: a cluster screens a file.")
    ] = "local",
    receipt: Annotated[
        Path | None, typer.Option("--verify", metavar="RECEIPT", help="Screen again, and compare.")
    ] = None,
    json: Json = False,
) -> None:
    """Screen names, payment lines and identifiers against the lists. Stopped, it goes on."""
    from commonlist.matching import THRESHOLD
    from commonlist.screening.receipts import Columns
    from commonlist.screening.terms import RULE, Terms

    screened_by = _engine(engine)
    terms = Terms(
        day=_day(as_of, "--as-of") or _now().date(),
        rule=rule or RULE,
        threshold=THRESHOLD if threshold is None else threshold,
        lists=tuple(part.strip() for part in chosen.split(",") if part.strip()),
        delisted=delisted,
        show_cleared=cleared,
    )
    if receipt is not None:
        if any((name, names, payment, dob, country, kind, number, chosen, as_of, rule)) or any(
            (threshold is not None, delisted, cleared, workers, screened_by)
        ):
            raise InputError("--verify screens as the receipt says: it takes FILE, -o and --json")
        _verify(context, receipt, file, output, json)
    elif name:
        if file or names or payment or output or workers or screened_by:
            raise InputError(
                "--name is one name: FILE, --names, --payment, -o, --workers and --engine are of "
                "a file"
            )
        _screen_name(context, (name, dob, country, kind, number), terms, json)
    elif file is not None:
        columns = Columns(
            names=names, payment=payment, dob=dob, country=country, kind=kind, id=number
        )
        _screen_file(
            context, file, output, columns, terms, workers or 0, bool(as_of), screened_by, json
        )
    else:
        raise InputError("give a FILE with --names COL, or --name TEXT")


def _screen_name(
    context: typer.Context, cells: tuple[str, ...], terms: "Terms", json: bool
) -> None:
    from commonlist.cli import screening as shown
    from commonlist.cli.progress import counting
    from commonlist.pipeline import screenings
    from commonlist.pipeline.batches import read
    from commonlist.pipeline.screening import Screening
    from commonlist.screening.queries import is_nothing
    from commonlist.screening.receipts import Columns

    settings, name = context.obj.settings, cells[0]
    customer, unread = read(1, cells, Columns(names="name"))
    if is_nothing(customer):
        raise InputError(f"--name: {name!r} has no letter and no digit")
    with counting("indexing") as progress:
        screening = Screening(
            context.obj.folder,
            terms,
            database_url=settings.database_url,
            ledger_key=settings.ledger_key,
            now=_now(),
            progress=progress,
        )
        with screening as opened:
            found = next(opened.screen([customer])).matches
            asked, who = (customer, found), _who(context)
            made = screenings.entry(opened.workspace, [asked], terms, settings, _now(), who=who)
            screenings.record(opened.workspace, made)
    if unread:
        _notice(unread)
    if json:
        _out({"query": name, "terms": terms, "matches": shown.plain(found, terms.threshold)})
        return

    shown.matches(name, found, terms.threshold)


def _screen_file(
    context: typer.Context,
    file: Path,
    output: Path | None,
    columns: "Columns",
    terms: "Terms",
    workers: int,
    day_said: bool,
    engine: "Engine | None",
    json: bool,
) -> None:
    from commonlist.cli import screening as shown
    from commonlist.cli.progress import counting
    from commonlist.pipeline.batches import Job, Told
    from commonlist.pipeline.batches import screen as run
    from commonlist.pipeline.files import output_of
    from commonlist.pipeline.outputs import Files

    output = output_of(output) if output else None
    written = output.suffix.lstrip(".").lower() if output else "jsonl" if json else "csv"
    job = Job(
        source=None if str(file) == "-" else file,
        output=output,
        columns=columns,
        terms=terms,
        day_said=day_said,
        format=written,
        workers=workers,
        who=_who(context),
    )
    try:
        with (
            _workspace(context) as opened,
            counting("indexing") as built,
            shown.advancing() as told,
        ):
            telling = Told(progress=told, building=built, notice=_notice)
            made = run(opened, job, _now(), telling, engine)
    except KeyboardInterrupt:
        if output is None or job.source is None:
            raise
        held = Files(output, written).state()
        then = f"goes on after row {held.rows:,}" if held else "begins anew"
        _notice(f"stopped; the same command {then}")
        raise typer.Exit(130) from None
    if output:
        _out(made) if json else shown.receipt(made)


def _engine(name: str) -> "Engine | None":
    if name == "spark":
        from commonlist.pipeline.spark import by_spark

        return by_spark
    if name != "local":
        raise InputError(f"--engine: {name!r} is not local or spark")
    return None


def _verify(
    context: typer.Context, receipt: Path, file: Path | None, output: Path | None, json: bool
) -> None:
    from commonlist.cli import screening as shown
    from commonlist.pipeline.batches import Told, verify
    from commonlist.pipeline.files import output_of

    output = output_of(output) if output else None
    with _workspace(context) as opened, shown.advancing() as told:
        telling = Told(progress=told, notice=_notice)
        found = verify(opened, receipt, _now(), telling, source=file, output=output)
    if json:
        _out({"same": not found, "differences": found})
    else:
        typer.echo("\n".join(found) or "the same, to the byte")
    if found:
        raise typer.Exit(1)


def _notice(text: str) -> None:
    typer.echo(f"commonlist: {text}", err=True)


@app.command()
def match(
    pairs: Annotated[
        Path,
        typer.Option("--pairs", metavar="FILE", help="Pairs of entities; - is standard input."),
    ],
    json: Json = False,
) -> None:
    """Compare given pairs of FollowTheMoney entities, a pair a line; no workspace is needed."""
    import sys
    from contextlib import nullcontext

    from commonlist.screening.pairs import Wrong, answers, sentence, written

    try:
        given = nullcontext(sys.stdin.buffer) if str(pairs) == "-" else pairs.open("rb")
    except OSError as error:
        raise InputError(f"{pairs}: cannot be read: {error.strerror}") from None
    wrong = 0
    with given as lines:
        for answer in answers(lines):
            if isinstance(answer, Wrong):
                wrong += 1
                _notice(f"{pairs}: line {answer.line}: {answer.error}")
            if json:
                sys.stdout.buffer.write(written(answer))
            else:
                typer.echo(sentence(answer))
    sys.stdout.flush()
    if wrong:
        raise typer.Exit(2)


clear_app = typer.Typer(no_args_is_help=True, help="Tell a customer apart from an entity.")
app.add_typer(clear_app, name="clear")


@clear_app.command("add")
def clear_add(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(help="The name as it stands in the customer's file.")],
    entity: Annotated[str, typer.Argument(help="An entity's id, a record, a number or a name.")],
    dob: Annotated[str, typer.Option("--dob", help="The customer's date of birth.")] = "",
    country: Annotated[str, typer.Option("--country", help="The customer's country.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="The customer's kind.")] = "",
    number: Annotated[str, typer.Option("--id", help="The customer's identifier.")] = "",
    expires: Annotated[
        str, typer.Option("--expires", metavar="DAY", help="The day on which it ends.")
    ] = "",
    reason: Reason = "",
    author: Author = "",
    json: Json = False,
) -> None:
    """Say that a customer is not an entity, until something of either changes."""
    from commonlist.pipeline.screening import clear
    from commonlist.screening import query

    asked = query(customer, birth=dob, country=country, kind=kind, number=number)
    with _resolved(context) as opened:
        made = clear(
            opened,
            asked,
            entity,
            reason=reason,
            author=_author(context, author),
            now=_now(),
            expires=_day(expires, "--expires"),
        )
    _out(made) if json else typer.echo(f"clearance {made.id}: {customer} is not {made.entity}")


@clear_app.command("undo")
def clear_undo(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The clearance's number.")],
    reason: Reason = "",
    author: Author = "",
    json: Json = False,
) -> None:
    """Take a clearance back: the match is shown again."""
    from commonlist.pipeline.screening import unclear

    with _workspace(context) as opened:
        made = unclear(opened, number, reason=reason, author=_author(context, author), now=_now())
    _out(made) if json else typer.echo(f"clearance {number}: undone")


@clear_app.command("list")
def clear_list(
    context: typer.Context,
    as_of: AsOf = "",
    every: Annotated[
        bool, typer.Option("--all", help="Also what expired, fell or was undone.")
    ] = False,
    json: Json = False,
) -> None:
    """List who was told apart from whom, why, and whether it holds."""
    from commonlist.pipeline.screening import shown

    day = _day(as_of, "--as-of") or _now().date()
    with _workspace(context) as opened, opened.reading() as connection:
        found = shown(connection, day, every=every)
    if json:
        _out(found)
        return
    from commonlist.cli import screening

    screening.clearances(found)


ledger_app = typer.Typer(no_args_is_help=True, help="Who did what, when: signed, and provable.")
app.add_typer(ledger_app, name="ledger")

First = Annotated[int, typer.Option("--from", metavar="N", help="The first entry.")]
Last = Annotated[int, typer.Option("--to", metavar="N", help="The last entry; else the newest.")]
ActName = Annotated[
    str, typer.Option("--act", help="ingest, judgement, screening, clearance ...; else all.")
]
Who = Annotated[str, typer.Option("--who", metavar="NAME", help="Who did it.")]
Since = Annotated[str, typer.Option("--since", metavar="DAY", help="The first day, YYYY-MM-DD.")]
Until = Annotated[str, typer.Option("--until", metavar="DAY", help="The last day, YYYY-MM-DD.")]
Key = Annotated[
    str, typer.Option("--key", metavar="KEY", help="The log's public key; else the workspace's.")
]


def _filter(first: int, last: int, act: str, who: str, since: str, until: str) -> "Filter":
    from commonlist.ledger import Act
    from commonlist.storage.ledger import Filter

    if act and act not in set(Act):
        raise InputError(f"--act: {act!r} is not one of {', '.join(Act)}")
    begin, end = _day(since, "--since"), _day(until, "--until")
    return Filter(
        first=first,
        last=None if last < 0 else last,
        act=Act(act) if act else None,
        who=who,
        since=begin.isoformat() if begin else "",
        until=end.isoformat() if end else "",
    )


@ledger_app.command("show")
def ledger_show(
    context: typer.Context,
    first: First = 0,
    last: Last = -1,
    act: ActName = "",
    who: Who = "",
    since: Since = "",
    until: Until = "",
    most: Annotated[int, typer.Option("--limit", min=0, help="The newest so many; 0 is all.")] = 20,
    json: Json = False,
) -> None:
    """Show entries, and the key that signs."""
    from commonlist.pipeline.auditing import head, shown

    chosen = _filter(first, last, act, who, since, until)
    with _workspace(context) as opened:
        about = head(opened)
        with opened.reading() as connection:
            rows = shown(connection, chosen, most or None)
    if json:
        _out({**about, "shown": rows})
        return
    from commonlist.cli import ledger

    ledger.entries(rows)
    typer.echo(f"{about['entries']} entries; key {about['key']}")


@ledger_app.command("verify")
def ledger_verify(
    context: typer.Context,
    checkpoints: Annotated[
        list[Path],
        typer.Option("--checkpoint", metavar="FILE", help="A checkpoint kept elsewhere."),
    ] = [],  # noqa: B006
    proof: Annotated[
        Path | None,
        typer.Option("--proof", metavar="FILE", help="Check this proof, not the ledger."),
    ] = None,
    key: Key = "",
    json: Json = False,
) -> None:
    """Compute the whole ledger anew, and name what is not as it was written and signed."""
    from commonlist.pipeline.auditing import proved, verified

    with _workspace(context) if proof is None else _to_read(context) as opened:
        if proof is not None:
            made = proved(opened, proof, key)
            said = f"entry {made.number}: {made.leaf.act} by {made.leaf.who} on {made.leaf.at}"
            _out(made) if json else typer.echo(f"in the log: {said}")
            return
        found = verified(opened, checkpoints, key)
    if json:
        _out({"ok": not found, "wrong": found})
    else:
        typer.echo("\n".join(map(str, found)) or "in order")
    if found:
        raise typer.Exit(5)


@ledger_app.command("prove")
def ledger_prove(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="An entry's number.")] = -1,
    grown: Annotated[
        Path | None,
        typer.Option("--checkpoint", metavar="FILE", help="Prove that it goes on from this one."),
    ] = None,
) -> None:
    """Print the proof that an entry is in the log, or that the log only grew."""
    from commonlist.pipeline.auditing import growth, inclusion

    if (number < 0) == (grown is None):
        raise InputError("give the number of an entry, or --checkpoint FILE")
    with _workspace(context) as opened:
        text = growth(opened, grown) if grown else inclusion(opened, number)
    typer.echo(text, nl=False)


@ledger_app.command("checkpoint")
def ledger_checkpoint(context: typer.Context) -> None:
    """Print the signed checkpoint; keep it elsewhere, and verify against it later."""
    from commonlist.pipeline.auditing import checkpoint

    with _workspace(context) as opened:
        text = checkpoint(opened)
    typer.echo(text, nl=False)


@ledger_app.command("export")
def ledger_export(
    context: typer.Context,
    first: First = 0,
    last: Last = -1,
    act: ActName = "",
    who: Who = "",
    since: Since = "",
    until: Until = "",
) -> None:
    """Print entries as JSON, one a line, with all that it takes to check them elsewhere."""
    import msgspec

    from commonlist.pipeline.auditing import exported

    chosen = _filter(first, last, act, who, since, until)
    with _workspace(context) as opened, opened.reading() as connection:
        for row in exported(connection, chosen):
            typer.echo(msgspec.json.encode(row))


@ledger_app.command("erase")
def ledger_erase(
    context: typer.Context,
    before: Annotated[
        str, typer.Option("--before", metavar="DAY", help="What was screened before this day.")
    ] = "",
    name: Annotated[str, typer.Option("--name", help="What was screened under this name.")] = "",
    numbers: Annotated[
        list[int], typer.Option("--entry", metavar="N", help="This screening.")
    ] = [],  # noqa: B006
    expired: Annotated[
        bool, typer.Option("--expired", help="What is older than screening_days.")
    ] = False,
    reason: Reason = "",
    author: Author = "",
    json: Json = False,
) -> None:
    """Erase what was screened; the log still verifies, and says that it was done."""
    from commonlist.pipeline.screenings import Erased, erase, expire

    with _workspace(context) as opened:
        if expired:
            if not context.obj.settings.screening_days:
                _notice("nothing expires: the setting screening_days is 0")
            days_over = expire(opened, context.obj.settings, _now(), who=author or _who(context))
            done = Erased(days_over, 0)
        else:
            done = erase(
                opened,
                _now(),
                before=_day(before, "--before"),
                name=name,
                numbers=numbers,
                who=_author(context, author),
                reason=reason,
            )
    if json:
        _out({"erased": done.screenings, "watches": done.watches})
        return
    watches = f" and {done.watches} watches" if done.watches else ""
    typer.echo(f"{done.screenings} screenings{watches} erased")


@ledger_app.command("subject")
def ledger_subject(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Whose name.")],
    json: Json = False,
) -> None:
    """Show all that is held on one name: screenings, watches, clearances, records, opinions."""
    from commonlist.pipeline.screenings import held

    with _workspace(context) as opened, opened.reading() as connection:
        found = held(opened, connection, name)
    if json:
        _out(found)
        return
    from commonlist.cli import ledger

    ledger.subject(found)


@app.command()
def review(
    context: typer.Context,
    rule: Annotated[str, typer.Option("--rule", help="Rule by which pairs are weighed.")] = "",
    as_of: AsOf = "",
    most: Annotated[int, typer.Option("--limit", min=0, help="Most pairs; 0 is all.")] = 20,
    listing: Annotated[
        bool, typer.Option("--list", help="Print the queue, and ask nothing.")
    ] = False,
    reason: Reason = "",
    author: Author = "",
    json: Json = False,
) -> None:
    """Judge pairs side by side, those first that change most in the common list."""
    from commonlist.pipeline.reviewing import RULE, Review

    only_shown = listing or json
    who = author or str(context.obj.settings.author) if only_shown else _author(context, author)
    with _resolved(context) as opened, opened.reading() as connection:
        found = Review(connection, rule or RULE, _asked(as_of), who)
        questions = found.questions(most)
        if json:
            _out([found.plain(question) for question in questions])
            return
        from commonlist.cli.reviewing import Sitting, shown

        if listing:
            shown(questions, found)
        else:
            Sitting(opened, found, questions, who, reason, _now).run()


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port to listen on; 0: any.")
    ] = 8000,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help="Processes that answer requests.")
    ] = 1,
) -> None:
    """Serve pages and the API on this workspace."""
    from commonlist.cli.serving import serve as run

    run(context.obj.folder, host, port, context.obj.settings, _notice, workers)


user_app = typer.Typer(no_args_is_help=True, help="People who sign in.")
token_app = typer.Typer(no_args_is_help=True, help="Machine tokens: keys by which programs ask.")
app.add_typer(user_app, name="user")
app.add_typer(token_app, name="token")

RoleName = Annotated[
    str, typer.Option("--role", help="reader, analyst, reviewer, delegate, administrator.")
]
PartyCode = Annotated[
    str, typer.Option("--party", metavar="CODE", help="The party, such as no; else the house.")
]
UserName = Annotated[str, typer.Argument(metavar="NAME", help="What the user is called.")]
Administrator = Annotated[
    str,
    typer.Option("--author", help="Who does it; else COMMONLIST_AUTHOR or the account's name."),
]


def _by(context: typer.Context, author: str) -> "By":
    from getpass import getuser

    from commonlist.pipeline.people import By

    return By(author or str(context.obj.settings.author) or getuser(), "command", _now())


@user_app.command("add")
def user_add(
    context: typer.Context,
    name: UserName,
    role: RoleName = "reader",
    party: PartyCode = "",
    author: Administrator = "",
    json: Json = False,
) -> None:
    """Set a user up; the password is asked for, or the first line of standard input."""
    from commonlist.cli import people as asked
    from commonlist.pipeline.people import add_user

    by, wanted = _by(context, author), asked.role(role)
    with _workspace(context, make=True) as opened:
        made = add_user(opened, by, name, wanted, party, asked.asked_password())
    _out(made) if json else typer.echo(f"user {name}: {made.role.value}")


@user_app.command("list")
def user_list(context: typer.Context, json: Json = False) -> None:
    """List the users."""
    from commonlist.storage import people

    with _workspace(context) as opened, opened.reading() as connection:
        found = people.persons(connection)
    _out(found) if json else _render().table("Users", [_plain(each) for each in found])


@user_app.command("role")
def user_role(
    context: typer.Context,
    name: UserName,
    role: Annotated[str, typer.Argument(help="The new role.")],
    party: PartyCode = "",
    author: Administrator = "",
    json: Json = False,
) -> None:
    """Give a user another role, and the party that goes with it."""
    from commonlist.cli import people as asked
    from commonlist.pipeline.people import change_user

    with _workspace(context) as opened:
        made = change_user(opened, _by(context, author), name, role=asked.role(role), party=party)
    _out(made) if json else typer.echo(f"user {name}: {made.role.value}")


@user_app.command("password")
def user_password(
    context: typer.Context, name: UserName, author: Administrator = "", json: Json = False
) -> None:
    """Give a user a new password, and end his sessions."""
    from commonlist.cli.people import asked_password
    from commonlist.pipeline.people import set_password

    with _workspace(context) as opened:
        set_password(opened, _by(context, author), name, asked_password())
    _out({"name": name, "password": "set"}) if json else typer.echo(f"user {name}: password set")


@user_app.command("disable")
def user_disable(
    context: typer.Context,
    name: UserName,
    undo: Annotated[bool, typer.Option("--undo", help="Let the user sign in again.")] = False,
    author: Administrator = "",
    json: Json = False,
) -> None:
    """Disable a user, and end his sessions."""
    from commonlist.pipeline.people import change_user

    with _workspace(context) as opened:
        made = change_user(opened, _by(context, author), name, disabled=not undo)
    state = "disabled" if made.disabled else "may sign in"
    _out(made) if json else typer.echo(f"user {name}: {state}")


@token_app.command("add")
def token_add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What the machine is called.")],
    role: RoleName = "reader",
    party: PartyCode = "",
    owner: Annotated[
        str, typer.Option("--owner", metavar="NAME", help="A user whose token it is.")
    ] = "",
    days: Annotated[
        int, typer.Option("--days", min=0, help="How long it lasts; 0 is without end.")
    ] = 0,
    author: Administrator = "",
    json: Json = False,
) -> None:
    """Make a token and print its key, which is shown this once."""
    from commonlist.cli import people as asked
    from commonlist.pipeline.people import add_token

    with _workspace(context, make=True) as opened:
        made = add_token(
            opened,
            _by(context, author),
            name,
            asked.role(role),
            party,
            owner=owner,
            days=days,
        )
    _out(_plain(made.token) | {"key": made.key}) if json else typer.echo(made.key)
    _notice(f"token {made.token.id}: the key is shown this once")


@token_app.command("list")
def token_list(context: typer.Context, json: Json = False) -> None:
    """List the tokens; a key is known by its first characters."""
    from commonlist.storage import people

    with _workspace(context) as opened, opened.reading() as connection:
        found = people.tokens(connection)
    _out(found) if json else _render().table("Tokens", [_plain(each) for each in found])


@token_app.command("revoke")
def token_revoke(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The token's number.")],
    author: Administrator = "",
    json: Json = False,
) -> None:
    """End a token."""
    from commonlist.pipeline.people import revoke_token

    with _workspace(context) as opened:
        revoke_token(opened, _by(context, author), number)
    _out({"id": number, "revoked": True}) if json else typer.echo(f"token {number}: revoked")


def _plain(value: Any) -> dict[str, Any]:
    import msgspec

    found: dict[str, Any] = msgspec.to_builtins(value)
    return found
