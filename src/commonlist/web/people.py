"""Who asks, and whether he may.

`Admission` stands before the routes and says who asks: by a session's cookie, or by a key in each
way in which yente's clients send it. While nobody is set up, whoever reaches the loopback address
is `OPEN`. A route names the right that it needs by `needs`.
"""

import hmac
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from anyio import to_thread
from fastapi import Depends, HTTPException, Request, Response
from fastapi.params import File
from fastapi.routing import APIRoute
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from commonlist.access import Principal, Right, Role
from commonlist.errors import WorkspaceError
from commonlist.pipeline import people, signing_in
from commonlist.pipeline.live import Live
from commonlist.settings import Settings

OPEN = Principal(name="local", role=Role.ADMINISTRATOR)
"""Who asks while nobody is set up: whoever can reach the loopback address."""
NOBODY = Principal(name="", role=None)
"""Who asks without having signed in."""
VISITOR = Principal(name="", role=Role.READER)
"""Who asks without having signed in, where the setting ``public`` lets him read."""
_LINE = {
    "application/json": {
        "schema": {
            "type": "object",
            "properties": {"detail": {"type": "string"}},
            "required": ["detail"],
        }
    }
}
REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"description": "Nobody has signed in, or the key does not hold", "content": _LINE},
    403: {"description": "The right is lacking", "content": _LINE},
    413: {"description": "More was sent than is taken", "content": _LINE},
    429: {"description": "Asked too often; see Retry-After", "content": _LINE},
    503: {"description": "Somebody writes for long; try again", "content": _LINE},
}
"""What any route of the API may answer, as OpenAPI describes it."""
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
_FORM = "csrf"
_FORM_HEADER = "x-csrf-token"
MOST_SENT = 4 << 20
"""Bytes of a body without files: as JSON it takes some thirty times as much to be read."""
MOST_AT_DOORS = 64 << 10
"""Bytes of a body of somebody who need not have signed in."""
_REMEMBERED = 2.0
"""Seconds for which a worker remembers whose key it is: so long a revoked one may still work."""
_KEPT = 10_000
"""Keys and principals that a worker remembers; the one used longest ago goes first."""


class Door(StrEnum):
    """What a route needs that is no right."""

    ANYBODY = "anybody"
    SIGNED_IN = "signed in"


class Need:
    """A route's dependency: it ends with 401 or 403 for whoever may not."""

    def __init__(self, what: Right | Door) -> None:
        self.what = what

    async def __call__(self, request: Request) -> None:
        """Let a request pass, or raise."""
        refusal = _lacking(request.state.principal, self.what)
        if refusal is not None:
            raise refusal


def _lacking(principal: Principal, what: Right | Door) -> HTTPException | None:
    """Return how somebody is refused who lacks what is needed."""
    if what is Door.ANYBODY:
        return None
    if isinstance(what, Right) and principal.may(what):
        return None
    if not principal.name:
        return unknown()
    if what is Door.SIGNED_IN:
        return None
    role = principal.role.value if principal.role else ""
    return HTTPException(403, f"{role} may not {what.value}")


def unknown() -> HTTPException:
    """Return what whoever has not signed in is told, where he needs to."""
    challenge = {"WWW-Authenticate": 'ApiKey realm="commonlist", Bearer realm="commonlist"'}
    return HTTPException(401, "sign in, or send a key that holds", challenge)


def needs(what: Right | Door) -> Any:
    """Return a route's dependency: the right that it needs."""
    return Depends(Need(what))


def needed(route: APIRoute) -> tuple[Right | Door, ...]:
    """Return what a route has named by `needs`."""
    calls = (dependant.call for dependant in route.dependant.dependencies)
    return tuple(call.what for call in calls if isinstance(call, Need))


class Bodies:
    """What may be sent to which route: known before a body is read.

    ``most`` bounds a request with files, in bytes.
    """

    def __init__(self, routes: Iterable[APIRoute], most: int) -> None:
        self._routes = [route for route in routes if (route.methods or set()) - set(SAFE)]
        self._most = most

    def to(self, scope: Scope) -> tuple[tuple[Right | Door, ...], int]:
        """Return what the route of a request needs, and the most bytes that it takes."""
        for route in self._routes:
            if route.matches(scope)[0] is Match.FULL:
                needs = needed(route)
                if any(isinstance(each.field_info, File) for each in route.dependant.body_params):
                    return needs, self._most + MOST_SENT
                return needs, MOST_AT_DOORS if Door.ANYBODY in needs else MOST_SENT
        return (), MOST_SENT  # which nothing reads


async def asker(request: Request) -> Principal:
    """Return who asks."""
    found: Principal = request.state.principal
    return found


Asker = Annotated[Principal, Depends(asker)]
"""A route's parameter: who asks."""


# At the door

Explain = Callable[[Request, Exception], Response]


class Memory:
    """What a worker remembers of who asked: for `_REMEMBERED` seconds, and no more than `_KEPT`."""

    def __init__(self) -> None:
        self.closed = False
        self._checked = -math.inf
        self._keys: OrderedDict[str, tuple[float, signing_in.Asking | None]] = OrderedDict()
        self._noted: OrderedDict[str, float] = OrderedDict()

    def forget(self) -> None:
        """Forget all: somebody was set up, changed or taken away."""
        self._checked = -math.inf
        self._keys.clear()

    def is_closed(self, live: Live) -> bool:
        """Tell whether anybody is set up; once it is so, it stays so."""
        if not self.is_sure():
            self.closed = people.set_up(live.workspace)
            self._checked = time.monotonic()
        return self.closed

    def is_sure(self) -> bool:
        """Tell whether ``closed`` is known without looking."""
        return self.closed or time.monotonic() - self._checked <= _REMEMBERED

    def knows(self, key: str) -> tuple[float, signing_in.Asking | None] | None:
        """Return whose key it was, if that was found out just now."""
        known = self._keys.get(key)
        return known if known and time.monotonic() - known[0] < _REMEMBERED else None

    def learn(self, key: str, found: signing_in.Asking | None) -> None:
        """Remember whose key it is."""
        _keep(self._keys, key, (time.monotonic(), found))

    def to_note(self, asking: signing_in.Asking) -> bool:
        """Tell whether it is to be stored that somebody asked: once a minute tries a worker."""
        last = self._noted.get(asking.digest, -math.inf)
        if not asking.due or time.monotonic() - last < signing_in.SEEN.total_seconds():
            return False
        _keep(self._noted, asking.digest, time.monotonic())
        return True


class Limits:
    """How often each may ask: so many requests a minute, none saved up beyond a minute's.

    It is the generic cell rate algorithm (ITU-T I.371). Each worker counts by itself.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = 60 / per_minute if per_minute else 0.0
        self._clock = clock
        self._next: OrderedDict[str, float] = OrderedDict()

    def wait(self, who: str) -> int:
        """Count a request; return how many seconds it comes too early, 0 if it may go on."""
        if not self._interval:
            return 0
        now = self._clock()
        due = max(self._next.get(who, now), now) + self._interval
        if due - now > 60:
            return math.ceil(due - now - 60)
        _keep(self._next, who, due)
        return 0


V_ = TypeVar("V_")


def _keep(kept: "OrderedDict[str, V_]", key: str, value: V_) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > _KEPT:
        kept.popitem(last=False)


class Admission:
    """The middleware that says who asks, and whether he may send something, before it is read.

    ``explain`` makes an answer of an error.
    """

    def __init__(
        self, app: ASGIApp, live: Live, settings: Settings, explain: Explain, bodies: Bodies
    ) -> None:
        self._app, self._live, self._explain, self._bodies = app, live, explain, bodies
        self._public = settings.public
        self._lifetimes = lifetimes(settings)
        self._limits = Limits(settings.requests_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state |= {"principal": NOBODY, "session": "", "form": "", "form_is_new": False, "key": ""}
        if scope["path"].startswith("/static/"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        state["key"] = _taken_out(scope)
        asking = await self._identified(scope, headers)
        needs, most = self._bodies.to(scope) if scope["method"] not in SAFE else ((), 0)
        refusal = self._refusal(scope, headers, asking, needs, most)
        if refusal is not None:
            answer = self._explain(Request(scope, receive), refusal)
            await answer(scope, receive, send)
            return
        if scope["method"] not in SAFE:  # whose bodies nobody reads
            receive = _bounded(receive, most)
        await self._app(scope, receive, self._sent(scope, send))
        memory: Memory = scope["app"].state.admitted
        if asking is not None and memory.to_note(asking):  # whoever asked has his answer by now
            with suppress(WorkspaceError):  # somebody writes for long: the next request tries anew
                await to_thread.run_sync(
                    signing_in.asked, self._live.workspace, asking, self._live.now()
                )

    async def _identified(self, scope: Scope, headers: Headers) -> signing_in.Asking | None:
        """Write into the scope who asks."""
        state, memory = scope["state"], scope["app"].state.admitted
        cookies = cookie_parser(headers.get("cookie", ""))
        state["form"] = cookies.get(cookie_name(scope, _FORM_COOKIE), "")
        if not memory.is_sure():
            await to_thread.run_sync(memory.is_closed, self._live)
        if not memory.closed:
            state["principal"] = OPEN if _is_local(scope, headers) else NOBODY
            return None
        key = _key(headers) or state["key"]
        session = cookies.get(cookie_name(scope, _SESSION_COOKIE), "")
        found = None
        if key:
            found = await self._whose_key(memory, key)
        elif session and len(session) < _LONGEST:
            found = await to_thread.run_sync(
                signing_in.by_session,
                self._live.workspace,
                session,
                self._live.now(),
                self._lifetimes,
            )
        if found is not None:
            state["principal"] = found.principal
            if not found.principal.token:
                state["session"] = state["form"] = session
        elif self._public and not key:
            state["principal"] = VISITOR
        return found

    async def _whose_key(self, memory: Memory, key: str) -> signing_in.Asking | None:
        if not key.startswith(people.KEY) or len(key) > _LONGEST:
            return None
        known = memory.knows(digest := people.digest(key))
        if known is not None:
            return known[1]
        found = await to_thread.run_sync(
            signing_in.by_key, self._live.workspace, key, self._live.now()
        )
        memory.learn(digest, found)
        return found

    def _refusal(
        self,
        scope: Scope,
        headers: Headers,
        asking: signing_in.Asking | None,
        needs: Iterable[Right | Door],
        most: int,
    ) -> HTTPException | None:
        state = scope["state"]
        principal: Principal = state["principal"]
        if principal is not OPEN:
            wait = self._limits.wait(asking.digest if asking else f"@{address(scope)}")
            if wait:
                return too_many(wait)
        if scope["method"] in SAFE:
            return None
        if principal.role is None and Door.ANYBODY not in needs:
            return unknown()
        if (state["session"] or principal is OPEN) and _is_foreign(headers):
            return HTTPException(403, "another site sent this; open our own page and send it there")
        lacking = (refusal for what in needs if (refusal := _lacking(principal, what)))
        length = headers.get("content-length", "")
        too_long = length.isdecimal() and int(length[:20]) > most
        return next(lacking, too_large(most) if too_long else None)

    def _sent(self, scope: Scope, send: Send) -> Send:
        """Return ``send`` with the cookies of a new form, and no copies kept of what is private."""
        state = scope["state"]

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if state["form_is_new"]:
                    headers.append("Set-Cookie", _cookie(scope, _FORM_COOKIE, state["form"]))
                if state["form_is_new"] or state["session"]:
                    headers["Cache-Control"] = "no-store"
                elif state["principal"].name and state["principal"] is not OPEN:
                    kept = headers.get("Cache-Control", "")
                    headers["Cache-Control"] = kept.replace("public", "private") or "private"
            await send(message)

        return sent


def _bounded(receive: Receive, most: int) -> Receive:
    """Return ``receive``, which refuses to hand out more than so many bytes of a body."""
    left = most

    async def received() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise too_large(most)
        return message

    return received


def too_large(most: int) -> HTTPException:
    """Return what whoever sends too much is told."""
    return HTTPException(413, f"more than {most} bytes were sent, which is the most here")


def too_many(wait: int) -> HTTPException:
    """Return what whoever asks too often is told."""
    return HTTPException(
        429, f"too many requests; try again in {wait} seconds", {"Retry-After": str(wait)}
    )


def lifetimes(settings: Settings) -> signing_in.Lifetimes:
    """Return how long sessions last."""
    return signing_in.Lifetimes(
        timedelta(hours=settings.session_hours), timedelta(minutes=settings.session_idle_minutes)
    )


def address(scope: Scope) -> str:
    """Return whence a request comes, "" if the server cannot tell."""
    client = scope.get("client")
    return client[0] if client else ""


def _key(headers: Headers) -> str:
    """Return the key in ``Authorization``: after ``ApiKey`` or ``Bearer``, or by itself."""
    scheme, _, rest = headers.get("authorization", "").strip().partition(" ")
    if rest:
        return rest.strip() if scheme.lower() in ("apikey", "bearer") else scheme + rest
    return scheme


def _taken_out(scope: Scope) -> str:
    """Take ``api_key`` out of the query, so that it comes into no link and no log; return it."""
    query: bytes = scope["query_string"]
    if b"api_key" not in query:
        return ""
    given = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    rest = [(name, value) for name, value in given if name != "api_key"]
    scope["query_string"] = urlencode(rest, encoding="latin-1").encode("latin-1")
    return next((value for name, value in given if name == "api_key"), "")


def _is_local(scope: Scope, headers: Headers) -> bool:
    """Tell whether a request comes from this machine, and no other site's page made it.

    The host that it asks for is looked at too: a name of somebody else may lead to the loopback
    address. Whatever came through a proxy is not from here.
    """
    if any(name in headers for name in ("forwarded", "x-forwarded-for", "x-real-ip")):
        return False
    origin = headers.get("origin")
    crossing = headers.get("sec-fetch-site") == "cross-site"
    if crossing and headers.get("sec-fetch-mode") != "navigate":
        return False
    return (
        people.loopback(address(scope))
        and people.loopback(_host(f"//{headers.get('host', '')}"))
        and (origin is None or people.loopback(_host(origin)))
    )


def _is_foreign(headers: Headers) -> bool:
    """Tell whether a browser sent something from another site's page.

    As Go's ``http.CrossOriginProtection``: by Sec-Fetch-Site, else by Origin, which all browsers
    send; a program that sends neither is no browser.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


# Forms and cookies

_SESSION_COOKIE, _FORM_COOKIE = "session", "form"
_LONGEST = 200
"""Characters of a key or cookie that is looked at."""


def form_token(request: Request) -> str:
    """Return what a form carries so that only our own pages can send it.

    It is a mark (HMAC-SHA-256) made with what the session's cookie holds, another each time; of
    somebody without a session, with a cookie of its own.
    """
    state = request.state
    if not state.form:
        state.form, state.form_is_new = secrets.token_urlsafe(32), True
    return mark(state.form)


def mark(secret: str) -> str:
    """Return a mark made with what a cookie holds."""
    once = secrets.token_hex(8)
    return f"{once}.{_marked(secret, once)}"


def _marked(secret: str, once: str) -> str:
    return hmac.new(secret.encode(), f"form {once}".encode(), "sha256").hexdigest()


class FromOurForm:
    """A dependency of all routes: what changes something was sent by a form of ours.

    A key needs none. Of the API it is asked where a session is what lets somebody in; of pages
    (``always``) of everybody, else somebody could be signed in as another without knowing.
    """

    def __init__(self, *, always: bool) -> None:
        self._always = always

    async def __call__(self, request: Request) -> None:
        """Let a request pass, or raise."""
        state = request.state
        if request.method in SAFE or state.principal.token:
            return
        if not self._always and not state.session:
            return
        given = request.headers.get(_FORM_HEADER) or (await request.form()).get(_FORM)
        once, _, mark = str(given or "").partition(".")
        if not state.form or not hmac.compare_digest(
            _marked(state.form, once).encode(), mark.encode()
        ):
            raise HTTPException(403, "this form is too old; load its page again, and send it anew")


def cookie_name(scope: Scope, name: str) -> str:
    """Return a cookie's name: over https one that no other host and no plain page can set."""
    return f"__Host-{name}" if scope["scheme"] == "https" else name


def _cookie(scope: Scope, name: str, value: str, seconds: int | None = None) -> str:
    parts = [f"{cookie_name(scope, name)}={value}", "Path=/", "HttpOnly", "SameSite=Lax"]
    parts += ["Secure"] if scope["scheme"] == "https" else []
    parts += [] if seconds is None else [f"Max-Age={seconds}"]
    return "; ".join(parts)


def begin_session(request: Request, response: Response, secret: str, whole: timedelta) -> None:
    """Give a browser the cookie of a session."""
    cookie = _cookie(request.scope, _SESSION_COOKIE, secret, int(whole.total_seconds()))
    response.headers.append("Set-Cookie", cookie)


def keep_meanwhile(request: Request, response: Response, value: str) -> None:
    """Have a browser keep something for ten minutes, while it is at the provider of identities."""
    seconds = 600 if value else 0
    response.headers.append("Set-Cookie", _cookie(request.scope, "provider", value, seconds))


def kept_meanwhile(request: Request) -> str:
    """Return what `keep_meanwhile` was given, "" if it is gone."""
    return request.cookies.get(cookie_name(request.scope, "provider"), "")


def end_session(request: Request, response: Response) -> None:
    """Take the cookie of a session away from a browser."""
    response.headers.append("Set-Cookie", _cookie(request.scope, _SESSION_COOKIE, "", 0))


def with_key(request: Request, address: str) -> str:
    """Return an address with the key that came in the query: for OpenRefine's manifest alone."""
    if not request.state.key:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'api_key': request.state.key})}"


def way_back(request: Request) -> str:
    """Return where to sign in, from where one comes back to what was asked."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/sign-in?next={quote(asked, safe='')}" if asked != "/" else "/sign-in"


def local(path: str) -> str:
    """Return a path of ours to go on to, "/" for whatever leads elsewhere."""
    sound = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if sound and path.isprintable() and path.isascii() else "/"
