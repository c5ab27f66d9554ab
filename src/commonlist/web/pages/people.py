"""Users and tokens, for administrators."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from commonlist.access import RIGHTS, Right, Role
from commonlist.errors import InputError, UnknownNameError
from commonlist.pipeline import people
from commonlist.pipeline.live import Live
from commonlist.pipeline.people import By
from commonlist.storage import people as stored
from commonlist.web import rendering
from commonlist.web.asking import Served
from commonlist.web.pages.account import Text, days_of, role_of
from commonlist.web.people import Asker, needs

router = APIRouter(dependencies=[needs(Right.ADMINISTER)])


@router.get("/people")
def show(request: Request, live: Served, done: str = "") -> Response:
    """All users and tokens."""
    return _people(request, live, done=done)


@router.get("/people.{form}")
def users(live: Served, form: rendering.Form) -> Response:
    """The users as a file."""
    with live.reading() as connection:
        found = stored.persons(connection)
    return _file(form, "people", stored.Person.__struct_fields__, found)


@router.get("/people/tokens.{form}")
def tokens(live: Served, form: rendering.Form) -> Response:
    """The tokens as a file; what a key is, nobody knows but who has it."""
    with live.reading() as connection:
        found = stored.tokens(connection)
    return _file(form, "tokens", stored.Token.__struct_fields__, found)


@router.post("/people")
def add(
    request: Request,
    live: Served,
    principal: Asker,
    name: Text = "",
    role: Text = "",
    party: Text = "",
    password: Text = "",
) -> Response:
    """Set a user up."""
    by = By(principal.name, "web", live.now())
    try:
        people.add_user(live.workspace, by, name.strip(), role_of(role), _code(party), password)
    except InputError as error:
        kept = {"name": name, "role": role, "party": party}
        return _people(request, live, wrong=str(error), kept=kept)
    request.app.state.admitted.forget()
    return RedirectResponse("/people?done=added", 303)


@router.post("/people/token")
def add_token(
    request: Request,
    live: Served,
    principal: Asker,
    name: Text = "",
    role: Text = "",
    party: Text = "",
    days: Text = "",
) -> Response:
    """Make a token of a machine; its key is shown this once."""
    by = By(principal.name, "web", live.now())
    try:
        made = people.add_token(
            live.workspace, by, name.strip(), role_of(role), _code(party), days=days_of(days)
        )
    except InputError as error:
        return _people(request, live, wrong=str(error))
    request.app.state.admitted.forget()
    return _people(request, live, made=made)


@router.post("/people/token/{number}")
def revoke_token(request: Request, live: Served, principal: Asker, number: int) -> Response:
    """End a token."""
    people.revoke_token(live.workspace, By(principal.name, "web", live.now()), number)
    request.app.state.admitted.forget()
    return RedirectResponse("/people?done=revoked", 303)


@router.get("/people/user/{name}")
def user(request: Request, live: Served, name: str, done: str = "") -> Response:
    """One user."""
    return _user(request, live, name, done=done)


@router.post("/people/user/{name}/role")
def change_role(
    request: Request,
    live: Served,
    principal: Asker,
    name: str,
    role: Text = "",
    party: Text = "",
) -> Response:
    """Give a user another role and party."""
    by = By(principal.name, "web", live.now())
    try:
        people.change_user(live.workspace, by, name, role=role_of(role), party=_code(party))
    except InputError as error:
        return _user(request, live, name, wrong=str(error))
    request.app.state.admitted.forget()
    return RedirectResponse(f"/people/user/{name}?done=role", 303)


@router.post("/people/user/{name}/password")
def set_password(
    request: Request, live: Served, principal: Asker, name: str, password: Text = ""
) -> Response:
    """Give a user a new password; he is signed out everywhere."""
    by = By(principal.name, "web", live.now())
    try:
        people.set_password(live.workspace, by, name, password)
    except InputError as error:
        return _user(request, live, name, wrong=str(error))
    return RedirectResponse(f"/people/user/{name}?done=password", 303)


@router.post("/people/user/{name}/disabled")
def disable(
    request: Request, live: Served, principal: Asker, name: str, disabled: Text = ""
) -> Response:
    """Disable a user, or (an empty field) let him sign in again."""
    by = By(principal.name, "web", live.now())
    try:
        people.change_user(live.workspace, by, name, disabled=bool(disabled))
    except InputError as error:
        return _user(request, live, name, wrong=str(error))
    request.app.state.admitted.forget()
    done = "disabled" if disabled else "enabled"
    return RedirectResponse(f"/people/user/{name}?done={done}", 303)


def _people(request: Request, live: Live, *, wrong: str = "", **values: Any) -> Response:
    with live.reading() as connection:
        persons, held = stored.persons(connection), stored.tokens(connection)
    return rendering.page(
        request,
        "people.html",
        status=400 if wrong else 200,
        persons=persons,
        tokens=held,
        roles=list(Role),
        rights=RIGHTS,
        wrong=wrong,
        **({"done": "", "made": None, "kept": {"name": "", "role": "", "party": ""}} | values),
    )


def _user(request: Request, live: Live, name: str, *, wrong: str = "", done: str = "") -> Response:
    with live.reading() as connection:
        person, held = stored.person(connection, name), stored.tokens(connection, name)
    if person is None:
        raise UnknownNameError(f"no user {name[:80]!r}")
    return rendering.page(
        request,
        "person.html",
        status=400 if wrong else 200,
        person=person,
        tokens=held,
        roles=list(Role),
        wrong=wrong,
        done=done,
    )


def _code(party: str) -> str:
    return party.strip().lower()


def _file(
    form: rendering.Form, name: str, header: tuple[str, ...], rows: tuple[Any, ...]
) -> Response:
    cells = [[str(getattr(row, column)) for column in header] for row in rows]
    return rendering.table(form, name, header, cells, rows)
