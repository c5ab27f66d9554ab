"""Values as HTML, and the files that stand beside every table."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Literal, get_args

import msgspec
from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from commonlist import __version__
from commonlist.access import Principal, Right
from commonlist.publication import cells
from commonlist.publication.cells import guarded
from commonlist.web.asking import View
from commonlist.web.people import form_token
from commonlist.web.texts import COOKIE, LANGUAGES, Language, language, language_of

Form = Literal["json", "csv", "xlsx"]
"""The files that stand beside every table."""
_YEAR = 365 * 24 * 3600
STATUS = ("agreed", "disputed", "undetermined", "not_listed")
"""What a rule can say of an entity, in the order in which tables show it."""


@cache
def _environment(spoken: Language) -> Environment:
    """Return the templates with their texts in a language."""
    made = Environment(
        loader=PackageLoader("commonlist.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.globals["static"] = static
    made.globals["territory"] = spoken.territory
    made.filters["state"] = cells.state
    made.filters["shortest"] = cells.shortest
    made.filters["for_it"] = cells.for_it
    made.globals["program_version"] = __version__
    made.globals["navigation"] = navigation
    made.globals["languages"] = [language(code) for code in LANGUAGES]
    made.install_gettext_callables(  # type: ignore[attr-defined]
        spoken.gettext, spoken.ngettext, newstyle=True
    )
    return made


NAVIGATION = (
    ("/", "Matrix", Right.READ),
    ("/difference", "Difference", Right.READ),
    ("/parties", "Parties", Right.READ),
    ("/review", "Review", Right.JUDGE),
    ("/screening", "Screening", Right.SCREEN),
    ("/sources", "Sources", Right.READ),
    ("/people", "People", Right.ADMINISTER),
)
"""Address, text (a message of the catalogue) and the right that each page needs."""


def navigation(principal: Principal) -> list[tuple[str, str]]:
    """Return address and text of the pages that somebody may open."""
    return [(path, text) for path, text, right in NAVIGATION if principal.may(right)]


@cache
def static(name: str) -> str:
    """Return the address of a file of ours; it changes with the file, so it may be kept for good.

    Raises:
        FileNotFoundError: there is none.
    """
    content = files("commonlist.web").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={sha256(content).hexdigest()[:12]}"


def page(
    request: Request, template: str, view: View | None = None, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """Return a template as a page, in the language that was asked for.

    The template sees ``values``, the view, the principal who asks and the request.
    """
    spoken = language_of(request)
    html = (
        _environment(spoken)
        .get_template(template)
        .render(
            values,
            view=view or View(),
            request=request,
            principal=request.state.principal,
            language=spoken,
            csrf=lambda: form_token(request),
        )
    )
    made = HTMLResponse(html, status, headers={"Content-Language": spoken.code})
    if request.query_params.get("lang") == spoken.code:
        made.set_cookie(COOKIE, spoken.code, max_age=_YEAR, httponly=True, samesite="lax")
    return made


def parted(path: str) -> tuple[str, Form | None]:
    """Part the end of a path that asks for a file; entries' own numbers may have points too."""
    name, _, end = path.rpartition(".")
    form = next((known for known in get_args(Form) if known == end and name), None)
    return (path, None) if form is None else (name, form)


def table(
    form: Form, name: str, header: Sequence[str], rows: Sequence[Sequence[str]], plain: Any
) -> Response:
    """Return a table as a file: ``json`` gives ``plain``, ``csv`` and ``xlsx`` header and rows."""
    return _FORMS[form](name, header, rows, plain)


def _json(name: str, header: object, rows: object, plain: Any) -> Response:
    return Response(msgspec.json.encode(plain), media_type="application/json")


def _csv(
    name: str, header: Sequence[str], rows: Sequence[Sequence[str]], plain: object
) -> Response:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(map(guarded, row) for row in rows)
    return _file(text.getvalue().encode(), f"{name}.csv", "text/csv; charset=utf-8")


def _xlsx(
    name: str, header: Sequence[str], rows: Sequence[Sequence[str]], plain: object
) -> Response:
    from xlsxwriter import Workbook

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": datetime.now(UTC), "title": name})
        text = book.add_format({"quote_prefix": True, "valign": "top"})
        bold = book.add_format({"quote_prefix": True, "bold": True, "bottom": 1})
        sheet = book.add_worksheet(name[:31])
        for at, row in enumerate([header, *rows]):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell[:32_767], text if at else bold)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(rows), max(0, len(header) - 1))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(out.getvalue(), f"{name}.xlsx", kind)


def _file(body: bytes, name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=media_type, headers=headers)


_FORMS: Mapping[str, Callable[..., Response]] = {"json": _json, "csv": _csv, "xlsx": _xlsx}
