"""The only HTTP client: one file from a publisher's address, within limits, with its digest; and
what is sent to an address that a user named.

It never parses what it gets. Servers lie, hang and send error pages as lists: each such case is a
`FetchError` whose one line says what happened, where, and what to do. The values of a query (a
token may be among them) and user names are masked wherever an address is shown.
"""

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from commonlist import __version__
from commonlist.errors import FetchError, InputError

if TYPE_CHECKING:
    from httpx import Client, Response

TOKEN = "TOKEN"  # noqa: S105 - the word in a query that a user's token replaces
_PIECE = 1 << 20
_DAY = 86_400
_HTML = ("text/html", "application/xhtml+xml")
_LATER = "try again later"
_MOVED = "look at the publisher's page and set the new address under 'addresses'"
_REFUSED = "get the file by hand and ingest it, or set a token under 'tokens' if it needs one"
_ADVICE = {401: _REFUSED, 403: _REFUSED, 404: _MOVED, 410: _MOVED}
_PUBLIC = "name an https address of the public internet, or set 'webhook_private'"
_LONGEST_ADDRESS = 2000
_TLS = "the connection is not safe: check the address, the clock and this machine's certificates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a list is had: ``format`` is the suffix of the file there, ``page`` is for people.

    ``address`` is empty where the list is only linked from the page. With ``needs_token`` its
    query says ``TOKEN``.
    """

    source: str
    format: str
    address: str
    page: str = ""
    needs_token: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one fetch may take.

    ``max_bytes`` is of the unpacked file. ``seconds`` is for all of it, redirects included;
    ``connect`` and ``read`` (seconds) are for one wait.

    Raises:
        InputError: no time or no size, or more than a day.
    """

    max_bytes: int = 500 << 20
    seconds: float = 300.0
    connect: float = 20.0
    read: float = 30.0
    redirects: int = 5

    def __post_init__(self) -> None:
        if not (0 < self.seconds <= _DAY and self.max_bytes > 0):
            raise InputError(
                f"settings: 'fetch_seconds' must be above 0 and up to {_DAY}, 'fetch_megabytes'"
                " above 0"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came: SHA-256 (hex) and size in bytes of the unpacked file, and its masked address.

    The address is the one after redirects. ``etag`` and ``modified`` make the next fetch
    conditional. With ``not_modified`` nothing was written, digest and size are empty.
    """

    address: str
    digest: str = ""
    size: int = 0
    etag: str = ""
    modified: str = ""
    not_modified: bool = False


_USUAL = Limits()
_BRIEF = Limits(max_bytes=1 << 20, seconds=15.0, connect=5.0, read=10.0)
_NONE: Mapping[str, str] = {}


class _DeliveryError(Exception):
    """What is wrong with an answer, and what to do."""

    def __init__(self, what: str, advice: str = _LATER) -> None:
        super().__init__(what)
        self.advice = advice


def addresses(overrides: Mapping[str, str] = _NONE) -> dict[str, Address]:
    """Return the known addresses by source; ``overrides`` (source → address) replace or add.

    Raises:
        InputError: an override is no http or https address.
    """
    known = {row.source: row for row in _bundled()}
    for source, address in overrides.items():
        before = known.get(source, Address(source=source, format="", address=""))
        known[source] = _overridden(before, address)
    return known


def with_token(address: Address, token: str) -> str:
    """Return what to fetch, with the user's token in its place in the query.

    Raises:
        FetchError: the list is only linked from its page, or it needs a token and there is none.
    """
    if not address.address:
        raise FetchError(
            f"{address.source}: no file address is known: get the file from {address.page} by hand"
            f" and ingest it, or set '{address.source}' under 'addresses'"
        )
    if not address.needs_token:
        return address.address
    if not token:
        raise FetchError(
            f"{address.source}: needs a token of the publisher ({address.page or 'ask there'}): set"
            f" '{address.source}' under 'tokens' or in COMMONLIST_TOKENS"
        )
    parts = urlsplit(address.address)
    return parts._replace(query=parts.query.replace(TOKEN, quote(token, safe=""))).geturl()


def fetch(
    address: str,
    into: IO[bytes],
    *,
    etag: str = "",
    modified: str = "",
    limits: Limits = _USUAL,
    html: bool = False,
) -> Fetched:
    """Get one file into ``into``; with ``etag`` or ``modified`` only if it has changed.

    ``html`` says that a page is what is wanted; else a page is refused as an error in disguise.
    After an error ``into`` may hold a part of the file.

    Raises:
        FetchError: not reached, not delivered whole, or beyond a limit.
    """
    import httpx

    headers = {"User-Agent": f"commonlist/{__version__}", "Accept-Encoding": "gzip"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": modified} if modified else {}
    with _in_time(address, limits.seconds) as watch:
        try:
            watch.at = _usable(address)
            with _client(headers, limits) as client:
                return _got(client, watch, into, limits, html=html)
        except (_DeliveryError, httpx.HTTPError, httpx.InvalidURL) as error:
            raise FetchError(_told(address, error, limits, watch)) from None


def exchange(
    address: str,
    *,
    form: Mapping[str, str] | None = None,
    user: tuple[str, str] | None = None,
    limits: Limits = _BRIEF,
) -> bytes:
    """Ask a service and return its answer: by GET, or by POST with a form; ``user`` and password.

    No redirect is followed, and nothing of form, user or password is repeated in an error.

    Raises:
        FetchError: not reached, not answered by 200 and whole, or beyond a limit.
    """
    import httpx

    headers = {"User-Agent": f"commonlist/{__version__}", "Accept": "application/json"}
    headers |= {"Accept-Encoding": "gzip"}
    with _in_time(address, limits.seconds) as watch:
        try:
            watch.at = _usable(address)
            with _client(headers, limits) as client:
                return _answered(client, watch, form, user, limits)
        except (_DeliveryError, httpx.HTTPError, httpx.InvalidURL) as error:
            raise FetchError(_told(address, error, limits, watch)) from None


def _answered(
    client: "Client",
    watch: "_Watch",
    form: Mapping[str, str] | None,
    user: tuple[str, str] | None,
    limits: Limits,
) -> bytes:
    with client.stream(
        "GET" if form is None else "POST",
        watch.at,
        data=form,
        auth=user,
        extensions={"trace": watch.trace},
    ) as response:
        if response.status_code != 200:
            what = f"the server answers {response.status_code} {response.reason_phrase}"
            raise _DeliveryError(what, _patience(response.headers.get("retry-after", "")))
        body = BytesIO()
        _written(_unpacked(response), body, limits.max_bytes)
        if watch.over:
            raise _DeliveryError("cut off")
        return body.getvalue()


def send(
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    private: bool = False,
    seconds: float = 15.0,
) -> int:
    """Post JSON to an address that a user named; return the status of the answer.

    The host is looked up once and that very address is connected to, so that no name can lead
    into a network that its owner cannot reach himself. No redirect is followed, no proxy used, and
    of the answer only the status is read. Errors name the host alone: a path is often a secret.

    Raises:
        FetchError: not reached, or (unless ``private``) not https or not a public address.
    """
    import httpx

    with _in_time(_origin(address), seconds) as watch:
        try:
            target, host = _pinned(sendable(address, private=private), private=private)
            whole = {
                "User-Agent": f"commonlist/{__version__}",
                "Content-Type": "application/json",
                "Host": host,
                **headers,
            }
            extensions = {
                "sni_hostname": urlsplit(address).hostname or "",
                "trace": watch.trace,
            }
            timeout = httpx.Timeout(seconds)
            with (
                httpx.Client(timeout=timeout, trust_env=False) as client,
                client.stream(
                    "POST", target, content=body, headers=whole, extensions=extensions
                ) as response,
            ):
                return response.status_code
        except (_DeliveryError, httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            told = _told(_origin(address), error, Limits(seconds=seconds), watch)
            raise FetchError(told) from None


def sendable(address: str, *, private: bool = False) -> str:
    """Return an address that may be sent to, as far as can be told without looking it up.

    Raises:
        FetchError: no address, no https or a private address, unless ``private``.
    """
    try:
        parts = urlsplit(_usable(address))
        if parts.username is not None or len(address) > _LONGEST_ADDRESS:
            raise _DeliveryError("holds a user's name, or is too long", _PUBLIC)
        if not private and parts.scheme != "https":
            raise _DeliveryError("is not https", _PUBLIC)
        if (
            not private
            and _is_number(parts.hostname or "")
            and not _is_public(parts.hostname or "")
        ):
            raise _DeliveryError("is a private address", _PUBLIC)
    except _DeliveryError as error:
        raise FetchError(f"{_origin(address)[:200]}: {error}; {error.advice}") from None
    return address


def _origin(address: str) -> str:
    """Return scheme, host and port of an address."""
    scheme, slashes, rest = masked(address).partition("//")
    return f"{scheme}{slashes}{rest.partition('/')[0].partition('?')[0]}"


def _pinned(address: str, *, private: bool) -> tuple[str, str]:
    """Return an address with its host's number in the name's place, and what it calls itself."""
    import socket

    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    numbers = [str(each[4][0]) for each in found]
    if not private and not all(map(_is_public, numbers)):
        raise _DeliveryError("leads to a private address", _PUBLIC)
    number = f"[{numbers[0]}]" if ":" in numbers[0] else numbers[0]
    return parts._replace(netloc=f"{number}:{port}", fragment="").geturl(), parts.netloc


def _is_number(host: str) -> bool:
    from ipaddress import ip_address

    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_public(number: str) -> bool:
    """Tell whether an address is one of the public internet, also the one that it may wrap."""
    from ipaddress import IPv6Address, ip_address, ip_network

    at = ip_address(number.partition("%")[0])
    if isinstance(at, IPv6Address):
        wrapped = [at.ipv4_mapped, at.sixtofour, *(at.teredo or ())]
        if at in ip_network("64:ff9b::/96"):  # RFC 6052: the last four bytes are of IPv4
            wrapped.append(ip_address(int(at) & 0xFFFFFFFF))
        inner = [each for each in wrapped if each is not None]
        if inner:
            return all(each.is_global and not each.is_multicast for each in inner)
        if at not in ip_network("2000::/3") or at in ip_network("3fff::/20"):
            return False  # RFC 4291, 9637: all else is for special uses, or nobody's yet
    return at.is_global and not at.is_multicast


def masked(address: str) -> str:
    """Return an address as it may be shown: no user, no fragment, ``***`` for values in a query."""
    bare, question, query = address.partition("#")[0].partition("?")
    scheme, slashes, rest = bare.partition("//")
    host, slash, path = rest.partition("/")
    names = "&".join(
        f"{name}=***" if equals else "***"
        for name, equals, _ in (part.partition("=") for part in query.split("&"))
    )
    return f"{scheme}{slashes}{host.rpartition('@')[2]}{slash}{path}" + (
        question + names if query else ""
    )


def _bundled() -> Iterator[Address]:
    import csv
    from importlib.resources import files

    lines = files("commonlist").joinpath("addresses.csv").read_text("utf-8").splitlines()
    for row in csv.DictReader(lines):
        yield Address(
            source=row["source"],
            format=row["format"],
            address=row["address"],
            page=row["page"],
            needs_token=row["needs_token"] == "yes",  # noqa: S105 - no password
        )


def _overridden(before: Address, address: str) -> Address:
    try:
        parts = urlsplit(_usable(address))
    except _DeliveryError as error:
        raise InputError(f"settings: 'addresses' of '{before.source}': {error}") from None
    suffix = parts.path.rpartition("/")[2].rpartition(".")[2].lower() if "." in parts.path else ""
    known = suffix in ("xml", "zip", "csv", "xlsx", "html", "txt", "json")
    return replace(
        before,
        address=address,
        format=suffix if known else before.format,
        needs_token=TOKEN in parts.query,
    )


def _usable(address: str) -> str:
    """Return an http or https address with its scheme in lower case."""
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise _DeliveryError(f"{masked(address)!r} is no http or https address", _MOVED)
    return parts.geturl()


@dataclass(slots=True)
class _Watch:
    """One fetch under way: where it is, its sockets, and whether its time is over."""

    at: str
    sockets: list[Any]
    over: bool = False

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Note each connection that httpx opens."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self.sockets.append(info["return_value"].get_extra_info("socket"))
            if self.over:
                self.end()

    def end(self) -> None:
        """Shut the connections: a read that waits returns at once."""
        import socket

        self.over = True
        for opened in self.sockets:
            with suppress(OSError):  # not an SSLSocket's own shutdown: it races with the reader
                socket.socket.shutdown(opened, socket.SHUT_RDWR)


@contextmanager
def _in_time(at: str, seconds: float) -> Iterator[_Watch]:
    """Shut all connections after ``seconds``: the limit of a single read ends no slow drip."""
    from threading import Timer

    watch = _Watch(at, [])
    timer = Timer(seconds, watch.end)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()


def _client(headers: Mapping[str, str], limits: Limits) -> "Client":
    import httpx

    timeout = httpx.Timeout(limits.read, connect=min(limits.connect, limits.seconds))
    try:
        return httpx.Client(timeout=timeout, headers=headers)
    except (OSError, ImportError, ValueError) as error:
        raise _DeliveryError(
            f"the proxy or certificates of the environment cannot be used: {error}",
            "correct HTTPS_PROXY, ALL_PROXY or SSL_CERT_FILE",
        ) from None


def _got(
    client: "Client", watch: _Watch, into: IO[bytes], limits: Limits, *, html: bool
) -> Fetched:
    """Follow redirects, then write what is there."""
    for _ in range(limits.redirects + 1):
        with client.stream("GET", watch.at, extensions={"trace": watch.trace}) as response:
            if response.has_redirect_location:
                watch.at = _redirected(watch.at, response.headers["location"])
                continue
            known = _known(response, watch.at)
            if response.status_code == 304 and _is_conditional(response):
                return replace(known, not_modified=True)
            _check(response, html=html)
            digest, size = _written(_unpacked(response), into, limits.max_bytes)
            if watch.over:  # a body without a length just ends when its connection is shut
                raise _DeliveryError("cut off")
            return replace(known, digest=digest, size=size)
    raise _DeliveryError(f"more than {limits.redirects} redirects", _MOVED)


def _redirected(at: str, location: str) -> str:
    """Return where a redirect leads; a protected connection is not given up."""
    with suppress(ValueError, _DeliveryError):
        target = _usable(urljoin(at, location))
        if target.startswith("https:") or not at.startswith("https:"):
            return target
    raise _DeliveryError(
        f"redirects to {masked(location)[:200]!r}; refused: other than http and https, or from"
        " https to http",
        _MOVED,
    )


def _known(response: "Response", at: str) -> Fetched:
    """What the headers say; a validator that could not be sent back is left out."""
    found = (response.headers.get(name, "") for name in ("etag", "last-modified"))
    etag, modified = (value if value.isascii() else "" for value in found)
    return Fetched(address=masked(at), etag=etag, modified=modified)


def _is_conditional(response: "Response") -> bool:
    asked = response.request.headers
    return "if-none-match" in asked or "if-modified-since" in asked


def _check(response: "Response", *, html: bool) -> None:
    """Refuse an answer that is no file, by its status and headers."""
    status = response.status_code
    if status != 200:
        retry = response.headers.get("retry-after", "")
        advice = _ADVICE.get(status) or _patience(retry)
        raise _DeliveryError(f"the server answers {status} {response.reason_phrase}", advice)
    if not html and response.headers.get("content-type", "").lower().startswith(_HTML):
        raise _DeliveryError("a web page came where a file is expected", _MOVED)
    encoding = _encoding(response)
    if encoding not in ("", "identity", "gzip"):
        raise _DeliveryError(f"packed as {encoding[:40]!r}, which was not asked for")


def _encoding(response: "Response") -> str:
    found: str = response.headers.get("content-encoding", "")
    return found.strip().lower().removeprefix("x-")


def _patience(retry: str) -> str:
    """What ``Retry-After`` asks for: seconds, or a day and time."""
    from email.utils import parsedate_to_datetime

    if retry.isdecimal():
        return f"try again in {retry[:9]} seconds"
    with suppress(ValueError):
        return f"try again after {parsedate_to_datetime(retry):%Y-%m-%d %H:%M} UTC"
    return _LATER


def _written(chunks: Iterable[bytes], into: IO[bytes], most: int) -> tuple[str, int]:
    """Write the body; return its digest and size."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise _DeliveryError(f"larger than {most:,} bytes", "raise 'fetch_megabytes' if right")
        digest.update(chunk)
        into.write(chunk)
    if not size:
        raise _DeliveryError("an empty file came")
    return digest.hexdigest(), size


def _unpacked(response: "Response") -> Iterator[bytes]:
    """The body as it was before gzip, in pieces that a bomb cannot make big."""
    if _encoding(response) != "gzip":
        yield from response.iter_raw()
        return
    unzip = zlib.decompressobj(wbits=31)
    for sent in response.iter_raw():
        try:
            while sent:
                if unzip.eof:  # gzip may come in several members
                    unzip = zlib.decompressobj(wbits=31)
                yield unzip.decompress(sent, _PIECE)
                sent = unzip.unconsumed_tail or unzip.unused_data
        except zlib.error as error:
            raise _DeliveryError(f"damaged gzip: {error}") from None
    if not unzip.eof:
        raise _DeliveryError("cut off: its gzip has no end")


def _told(address: str, error: Exception, limits: Limits, watch: _Watch) -> str:
    """One line of what, where and what to do, in which nothing of a query is repeated."""
    what, advice = " ".join(str(error).split()) or type(error).__name__, _LATER
    if watch.over:
        what, advice = f"not done in {limits.seconds:g} seconds", "raise 'fetch_seconds' if right"
    elif isinstance(error, _DeliveryError):
        advice = error.advice
    elif "ssl" in what.lower():
        advice = _TLS
    for secret in _secrets(address):
        what = what.replace(secret, "***")
    moved = f" (led to {masked(watch.at)})" if masked(watch.at) != masked(address) else ""
    return f"{masked(address)}{moved}: {what}; {advice}"


def _secrets(address: str) -> list[str]:
    """What an address says in confidence, as it is and as it is quoted; the longest first."""
    with suppress(ValueError):
        parts = urlsplit(address)
        values = [value for _, value in parse_qsl(parts.query)] + [parts.password or ""]
        found = {form for value in values for form in (value, quote(value), quote(value, safe=""))}
        return sorted((form for form in found if len(form) > 3), key=len, reverse=True)
    return []
