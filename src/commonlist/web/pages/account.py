"""Signing in and out, and one's own account: password, tokens, sessions."""

import secrets
from typing import Annotated, Any
from urllib.parse import quote, unquote, urlsplit

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse

from commonlist.access import RIGHTS, Principal, Role
from commonlist.errors import AccessError, FetchError, InputError, UnknownNameError
from commonlist.pipeline import people, signing_in
from commonlist.pipeline.identity import Provider
from commonlist.pipeline.live import Live
from commonlist.pipeline.people import By
from commonlist.web import people as door
from commonlist.web import rendering
from commonlist.web.asking import Served
from commonlist.web.people import Asker, Door, needs

router = APIRouter()
Text = Annotated[str, Form()]
"""A field of a form; one that is missing is empty."""


@router.get("/sign-in", dependencies=[needs(Door.ANYBODY)])
def ask(
    request: Request,
    live: Served,
    principal: Asker,
    following: Annotated[str, Query(alias="next")] = "",
) -> Response:
    """The page on which one signs in; whoever has already is led on."""
    if principal.name:
        return RedirectResponse(door.local(following), 303)
    return _asked(request, live, following)


@router.post("/sign-in", dependencies=[needs(Door.ANYBODY)])
def sign_in(
    request: Request,
    live: Served,
    name: Text = "",
    password: Text = "",
    following: Annotated[str, Form(alias="next")] = "",
) -> Response:
    """Sign somebody in by his password, and lead him to where he was going."""
    lasts = door.lifetimes(request.app.state.settings)
    outcome = signing_in.sign_in(
        live.workspace,
        name.strip(),
        password,
        address=door.address(request.scope),
        agent=request.headers.get("user-agent", ""),
        now=live.now(),
        lifetimes=lasts,
    )
    if outcome.wait:
        answer = _asked(request, live, following, wait=outcome.wait, status=429)
        answer.headers["Retry-After"] = str(outcome.wait)
        return answer
    if not outcome.secret:
        return _asked(request, live, following, refused=True, status=401)
    answer = RedirectResponse(door.local(following), 303)
    door.begin_session(request, answer, outcome.secret, lasts.whole)
    return answer


def _asked(
    request: Request, live: Live, following: str, *, status: int = 200, **values: Any
) -> Response:
    shown: dict[str, Any] = {"refused": False, "wait": 0, "trouble": ""} | values
    return rendering.page(
        request,
        "sign_in.html",
        status=status,
        following=door.local(following),
        issuer=_issuer(request),
        nobody=not people.set_up(live.workspace),
        **shown,
    )


def _issuer(request: Request) -> str:
    """Return the host of the provider of identities, "" if there is none."""
    provider: Provider | None = request.app.state.provider
    return urlsplit(provider.issuer).hostname or "" if provider else ""


@router.get("/sign-in/provider", dependencies=[needs(Door.ANYBODY)])
def ask_provider(
    request: Request, live: Served, following: Annotated[str, Query(alias="next")] = ""
) -> Response:
    """Send a browser to the provider of identities."""
    secret = secrets.token_urlsafe(32)
    try:
        answer = RedirectResponse(_provider(request).question(secret, _way_back(request)), 303)
    except FetchError as error:
        return _asked(request, live, following, trouble=str(error), status=502)
    door.keep_meanwhile(request, answer, f"{secret}.{quote(door.local(following), safe='')}")
    return answer


@router.get("/sign-in/return", dependencies=[needs(Door.ANYBODY)])
def sign_in_by_provider(request: Request, live: Served) -> Response:
    """Sign in whom the provider of identities sends back."""
    provider, lasts = _provider(request), door.lifetimes(request.app.state.settings)
    secret, _, following = door.kept_meanwhile(request).partition(".")
    try:
        who = provider.answer(secret, _way_back(request), request.query_params)
        outcome = signing_in.sign_in_as(
            live.workspace,
            who,
            agent=request.headers.get("user-agent", ""),
            now=live.now(),
            lifetimes=lasts,
        )
    except FetchError as error:
        return _asked(request, live, unquote(following), trouble=str(error), status=502)
    except (AccessError, InputError) as error:
        return _asked(request, live, unquote(following), trouble=str(error), status=403)
    if not outcome.secret:
        return _asked(request, live, unquote(following), refused=True, status=401)
    request.app.state.admitted.forget()
    answer = RedirectResponse(door.local(unquote(following)), 303)
    door.begin_session(request, answer, outcome.secret, lasts.whole)
    door.keep_meanwhile(request, answer, "")
    return answer


def _provider(request: Request) -> Provider:
    found: Provider | None = request.app.state.provider
    if found is None:
        raise HTTPException(404, "no provider of identities is set up")
    return found


def _way_back(request: Request) -> str:
    return str(request.base_url.replace(path="/sign-in/return"))


@router.post("/sign-out", dependencies=[needs(Door.SIGNED_IN)])
def sign_out(request: Request, live: Served, principal: Asker) -> Response:
    """End the session."""
    session = people.digest(request.state.session)
    signing_in.sign_out(live.workspace, _by(live, principal), session)
    answer = RedirectResponse("/sign-in", 303)
    door.end_session(request, answer)
    return answer


# The account


@router.get("/account", dependencies=[needs(Door.SIGNED_IN)])
def account(request: Request, live: Served, principal: Asker, done: str = "") -> Response:
    """One's own account."""
    return _account(request, live, principal, done=done)


@router.post("/account/password", dependencies=[needs(Door.SIGNED_IN)])
def password(
    request: Request,
    live: Served,
    principal: Asker,
    current: Text = "",
    new: Text = "",
    again: Text = "",
) -> Response:
    """Change one's own password; one's other sessions end."""
    _own(principal)
    tried = signing_in.confirm(live.workspace, principal.name, current, live.now())
    if tried.wait:
        raise door.too_many(tried.wait)
    try:
        if not tried.right:
            raise InputError("the present password is another")
        if new != again:
            raise InputError("the new password was not typed the same twice")
        here = people.digest(request.state.session)
        people.set_password(live.workspace, _by(live, principal), principal.name, new, here)
    except InputError as error:
        return _account(request, live, principal, wrong=str(error))
    return RedirectResponse("/account?done=password", 303)


@router.post("/account/token", dependencies=[needs(Door.SIGNED_IN)])
def add_token(
    request: Request,
    live: Served,
    principal: Asker,
    name: Text = "",
    role: Text = "",
    days: Text = "",
) -> Response:
    """Make a token of one's own; its key is shown this once."""
    _own(principal)
    try:
        made = people.add_token(
            live.workspace,
            _by(live, principal),
            name.strip(),
            role_of(role),
            owner=principal.name,
            days=days_of(days),
        )
    except InputError as error:
        return _account(request, live, principal, wrong=str(error))
    return _account(request, live, principal, made=made)


@router.post("/account/token/{number}", dependencies=[needs(Door.SIGNED_IN)])
def revoke_token(request: Request, live: Served, principal: Asker, number: int) -> Response:
    """End a token of one's own."""
    _own(principal)
    people.revoke_token(live.workspace, _by(live, principal), number, owner=principal.name)
    request.app.state.admitted.forget()
    return RedirectResponse("/account?done=token", 303)


@router.post("/account/session/{session}", dependencies=[needs(Door.SIGNED_IN)])
def end_session(live: Served, principal: Asker, session: str) -> Response:
    """End a session of one's own, such as one left open elsewhere."""
    _own(principal)
    signing_in.sign_out(live.workspace, _by(live, principal), session)
    return RedirectResponse("/account?done=session", 303)


def _own(principal: Principal) -> None:
    """Refuse whoever has no account: a machine, and whoever is on a server that is open."""
    if principal.token or principal is door.OPEN:
        raise HTTPException(404, "there is no account here")


def _by(live: Live, principal: Principal) -> By:
    return By(principal.name, "web", live.now())


def _account(
    request: Request, live: Live, principal: Principal, *, wrong: str = "", **values: Any
) -> Response:
    found = None
    if principal is not door.OPEN:
        _own(principal)
        lasts = door.lifetimes(request.app.state.settings)
        found = signing_in.account(live.workspace, principal.name, live.now(), lasts)
    return rendering.page(
        request,
        "own.html",
        status=400 if wrong else 200,
        account=found,
        roles=[role for role in Role if principal.role and RIGHTS[role] <= RIGHTS[principal.role]],
        here=people.digest(request.state.session),
        wrong=wrong,
        **({"done": "", "made": None} | values),
    )


def role_of(text: str) -> Role:
    """Return a role that a form named.

    Raises:
        UnknownNameError: it is none.
    """
    try:
        return Role(text)
    except ValueError:
        raise UnknownNameError(f"{text[:80]!r} is not one of {', '.join(Role)}") from None


def days_of(text: str) -> int:
    """Return a number of days that a form named, 0 for an empty field.

    Raises:
        InputError: it is no number.
    """
    if not text.strip():
        return 0
    if not (text.strip().isascii() and text.strip().isdecimal() and len(text) < 9):
        raise InputError(f"{text[:80]!r} is no number of days")
    return int(text)
