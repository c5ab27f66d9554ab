"""Fetching from a real server on this machine that serves, hangs, lies and redirects.

No fetch leaves this machine.
"""

import gzip
import hashlib
import io
import re
import shutil
import ssl
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commonlist import __version__
from commonlist.errors import FetchError, InputError
from commonlist.fetching import (
    Address,
    Fetched,
    Limits,
    addresses,
    fetch,
    masked,
    sendable,
    with_token,
)
from commonlist.sources import LISTS

BODY = b"<?xml version='1.0'?><CONSOLIDATED_LIST dateGenerated='2026-02-27'/>\n" * 50
CSV = "Report Date: 27-Feb-2026\r\nLast Updated,Unique ID,Name 6\r\n".encode("utf-8-sig")
BOMB = gzip.compress(bytes(64 << 20))
PAGE = b"<!DOCTYPE html><html><body>We are sorry</body></html>"
TOKEN = "n0t-a-real-one/+"
QUOTED = "n0t-a-real-one%2F%2B"
Route = Callable[[BaseHTTPRequestHandler], None]


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("SDN_ENHANCED.XML", BODY)
    return buffer.getvalue()


ZIP = zipped()


def answer(status: int = 200, body: bytes = b"", **headers: str) -> Route:
    """Make a route with these headers (``content_type`` is ``content-type``)."""

    def serve(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"content_length": str(len(body)), **headers}.items():
            if value:
                request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return serve


def conditional(request: BaseHTTPRequestHandler) -> None:
    known = request.headers.get("If-None-Match") == '"one"'
    known = known or request.headers.get("If-Modified-Since") == "Fri, 27 Feb 2026 00:00:00 GMT"
    headers = {"etag": '"one"', "last_modified": "Fri, 27 Feb 2026 00:00:00 GMT"}
    answer(304 if known else 200, b"" if known else BODY, **headers)(request)


def drip_of_headers(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    drip(request)


def drip_of_body(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    drip(request)


def drip(request: BaseHTTPRequestHandler) -> None:
    for _ in range(200):
        try:
            request.wfile.write(b"x")
        except OSError:
            return
        time.sleep(0.05)


def silence(request: BaseHTTPRequestHandler) -> None:
    time.sleep(2)


def endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(10_000):
        try:
            request.wfile.write(bytes(1 << 16))
        except OSError:
            return


def cut_chunks(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n")


def nonsense(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"220 mail.example.org ESMTP\r\n\r\n")


def echo(request: BaseHTTPRequestHandler) -> None:
    answer(body=f"{request.path} {request.headers['User-Agent']}".encode())(request)


def indiscreet(request: BaseHTTPRequestHandler) -> None:
    """Repeat the query in the reason and in the path of a redirect's target."""
    query = request.path.partition("?")[2]
    request.wfile.write(f"HTTP/1.1 500 Wrong: {query}\r\n\r\n".encode())


def indiscreet_redirect(request: BaseHTTPRequestHandler) -> None:
    redirect(f"ftp://a.example/{request.path.partition('=')[2]}")(request)


def redirect(to: str, status: int = 302) -> Route:
    return answer(status, location=to)


ROUTES: dict[str, Route] = {
    "/list.xml": answer(body=BODY, content_type="application/xml"),
    "/list.csv": answer(body=CSV, content_type="text/csv"),
    "/list.zip": answer(body=ZIP, content_type="application/zip"),
    "/members.xml": answer(
        body=gzip.compress(BODY[:100]) + gzip.compress(BODY[100:]), content_encoding="gzip"
    ),
    "/packed.xml": answer(body=gzip.compress(BODY), content_encoding="gzip"),
    "/conditional": conditional,
    "/echo": echo,
    "/page": answer(body=PAGE, content_type="text/html; charset=utf-8"),
    "/odd-etag": answer(body=BODY, etag='"\u00e9"'),
    "/indiscreet": indiscreet,
    "/indiscreet-redirect": indiscreet_redirect,
    "/wait": answer(429, retry_after="120"),
    "/wait-until": answer(429, retry_after="Fri, 27 Feb 2026 10:30:00 GMT"),
    "/wait-for-what": answer(503, retry_after="Tuesday"),
    "/empty": answer(),
    "/short": answer(body=BODY, content_length=str(len(BODY) + 10)),
    "/cut-chunks": cut_chunks,
    "/cut-gzip": answer(body=gzip.compress(BODY)[:-20], content_encoding="gzip"),
    "/false-gzip": answer(body=BODY, content_encoding="gzip"),
    "/gzip-and-more": answer(body=gzip.compress(BODY) + b"more", content_encoding="gzip"),
    "/twice-packed": answer(body=BOMB, content_encoding="gzip, gzip"),
    "/bomb": answer(body=BOMB, content_encoding="gzip"),
    "/endless": endless,
    "/drip": drip_of_body,
    "/drip-of-headers": drip_of_headers,
    "/silence": silence,
    "/nonsense": nonsense,
    "/moved": redirect("/list.xml", 301),
    "/loop": redirect("/loop"),
    "/away": redirect("file:///etc/passwd"),
    "/nowhere": redirect("http://[::1"),
    "/no-location": answer(302),
    **{f"/{status}": answer(status) for status in (304, 401, 403, 404, 410, 429, 500, 503)},
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        ROUTES[self.path.partition("?")[0]](self)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are what is tested."""


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[str]:
    with Server(("127.0.0.1", 0), Handler) as http:
        if context:
            http.socket = context.wrap_socket(http.socket, server_side=True)
        Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
        yield f"{'https' if context else 'http'}://127.0.0.1:{http.server_port}"
        http.shutdown()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server that answers as `ROUTES` says."""
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody signed, with its key in the same file."""
    if not (openssl := shutil.which("openssl")):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    made = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -keyout key -out cert"
    subprocess.run(
        [openssl, *made.split(), "-addext", "subjectAltName=IP:127.0.0.1"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    both = folder / "both.pem"
    both.write_bytes((folder / "key").read_bytes() + (folder / "cert").read_bytes())
    return both


@pytest.fixture(scope="module")
def secure_server(certificate: Path) -> Iterator[str]:
    """The same server behind TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(context) as address:
        yield address


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxies of the machine that runs the tests are not asked."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


SHORT = Limits(seconds=5)


def got(address: str, limits: Limits = SHORT) -> tuple[bytes, Fetched]:
    into = io.BytesIO()
    fetched = fetch(address, into, limits=limits)
    return into.getvalue(), fetched


def refused(address: str, limits: Limits = SHORT) -> str:
    """Return the line of the error that a fetch ends with, in a few seconds."""
    started = time.monotonic()
    with pytest.raises(FetchError) as error:
        fetch(address, io.BytesIO(), limits=limits)
    assert time.monotonic() - started < 4
    assert str(error.value).isprintable()
    return str(error.value)


class TestAFile:
    @pytest.mark.parametrize("path", ["/list.xml", "/packed.xml", "/members.xml", "/moved"])
    def test_is_written_unpacked_with_its_digest(self, server: str, path: str) -> None:
        body, fetched = got(server + path)
        assert body == BODY
        assert fetched.digest == hashlib.sha256(BODY).hexdigest()
        assert fetched.size == len(BODY)

    @pytest.mark.parametrize(("path", "content"), [("/list.csv", CSV), ("/list.zip", ZIP)])
    def test_is_written_as_it_is_whatever_its_format(
        self, server: str, path: str, content: bytes
    ) -> None:
        assert got(server + path)[0] == content

    def test_says_where_it_was_at_last(self, server: str) -> None:
        assert got(f"{server}/moved")[1].address == f"{server}/list.xml"

    def test_is_asked_for_by_name_of_the_client(self, server: str) -> None:
        assert got(f"{server}/echo?a=b")[0] == f"/echo?a=b commonlist/{__version__}".encode()

    def test_that_is_a_page_is_had_where_a_page_is_wanted(self, server: str) -> None:
        into = io.BytesIO()
        fetch(f"{server}/page", into, limits=SHORT, html=True)
        assert into.getvalue() == PAGE


class TestAConditionalGet:
    def test_is_possible_with_what_the_first_returned(self, server: str) -> None:
        _, first = got(f"{server}/conditional")
        into = io.BytesIO()
        again = fetch(f"{server}/conditional", into, etag=first.etag)
        since = fetch(f"{server}/conditional", into, modified=first.modified)
        assert again.not_modified
        assert since.not_modified
        assert again.etag == first.etag == '"one"'
        assert (again.digest, again.size, into.getvalue()) == ("", 0, b"")

    def test_of_a_changed_file_writes_it(self, server: str) -> None:
        into = io.BytesIO()
        assert not fetch(f"{server}/conditional", into, etag='"old"').not_modified
        assert into.getvalue() == BODY

    def test_that_nobody_made_is_not_answered_so(self, server: str) -> None:
        assert "304" in refused(f"{server}/304")

    def test_is_not_made_with_what_cannot_be_sent(self, server: str) -> None:
        assert got(f"{server}/odd-etag")[1].etag == ""


class TestAServerThatLies:
    @pytest.mark.parametrize(
        ("path", "what"),
        [
            ("/short", "without sending complete"),
            ("/cut-chunks", "without sending complete"),
            ("/cut-gzip", "cut off: its gzip has no end"),
            ("/false-gzip", "damaged gzip"),
            ("/gzip-and-more", "damaged gzip"),
            ("/twice-packed", "not asked for"),
            ("/empty", "an empty file"),
            ("/page", "a web page came.* 'addresses'"),
            ("/nonsense", "try again"),
            ("/loop", "more than 5 redirects"),
            ("/away", "redirects to 'file:///etc/passwd'; refused"),
            ("/nowhere", "Invalid URL in location"),
            ("/no-location", "answers 302"),
        ],
    )
    def test_is_refused_in_one_line(self, server: str, path: str, what: str) -> None:
        line = refused(server + path)
        assert line.startswith(server + path)
        assert re.search(what, line)

    @pytest.mark.parametrize(
        ("status", "what"),
        [
            (401, "tokens"),
            (403, "by hand"),
            (404, "addresses"),
            (410, "addresses"),
            (429, "later"),
            (500, "later"),
            (503, "later"),
        ],
    )
    def test_or_fails_is_told_with_what_to_do(self, server: str, status: int, what: str) -> None:
        line = refused(f"{server}/{status}")
        assert f"answers {status}" in line
        assert what in line

    @pytest.mark.parametrize(
        ("path", "when"),
        [
            ("/wait", "in 120 seconds"),
            ("/wait-until", "after 2026-02-27 10:30 UTC"),
            ("/wait-for-what", "later"),
        ],
    )
    def test_or_is_busy_says_when_to_come_back(self, server: str, path: str, when: str) -> None:
        assert refused(server + path).endswith(f"try again {when}")

    def test_is_left_when_nobody_listens(self) -> None:
        assert "refused" in refused("http://127.0.0.1:1/list.xml")


class TestTls:
    def test_with_a_certificate_of_nobody_is_refused(self, secure_server: str) -> None:
        line = refused(f"{secure_server}/list.xml")
        assert "CERTIFICATE_VERIFY_FAILED" in line
        assert "not safe" in line

    def test_that_is_none_is_refused(self, server: str) -> None:
        assert "not safe" in refused(server.replace("http:", "https:") + "/list.xml")

    def test_is_not_left_by_a_redirect(
        self, server: str, secure_server: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        monkeypatch.setitem(ROUTES, "/down", redirect(f"{server}/list.xml"))
        monkeypatch.setitem(ROUTES, "/up", redirect(f"{secure_server}/list.xml"))
        assert "redirects to" in refused(f"{secure_server}/down")
        assert got(f"{server}/up") == got(f"{secure_server}/list.xml")

    @pytest.mark.parametrize("path", ["/drip", "/drip-of-headers"])
    def test_ends_in_time_too(
        self, secure_server: str, certificate: Path, monkeypatch: pytest.MonkeyPatch, path: str
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert "not done in 0.5 seconds" in refused(secure_server + path, Limits(seconds=0.5))


class TestLimits:
    @pytest.mark.parametrize("path", ["/drip", "/drip-of-headers", "/silence"])
    def test_of_time_end_a_fetch_that_never_stalls_long(self, server: str, path: str) -> None:
        assert "not done in 0.5 seconds" in refused(server + path, Limits(seconds=0.5))

    def test_of_one_wait_end_a_silence(self, server: str) -> None:
        assert "timed out" in refused(f"{server}/silence", Limits(read=0.3))

    @pytest.mark.parametrize("path", ["/endless", "/list.xml", "/packed.xml"])
    def test_of_size_are_of_the_unpacked_file(self, server: str, path: str) -> None:
        assert "larger than 1,000 bytes" in refused(server + path, Limits(max_bytes=1000))

    def test_of_size_stop_a_bomb_before_it_is_written(self, server: str) -> None:
        into = io.BytesIO()
        with pytest.raises(FetchError, match="larger"):
            fetch(f"{server}/bomb", into, limits=Limits(max_bytes=8 << 20))
        assert len(into.getvalue()) <= 8 << 20

    def test_allow_a_file_of_just_that_size(self, server: str) -> None:
        assert got(f"{server}/list.xml", Limits(max_bytes=len(BODY)))[0] == BODY

    def test_of_redirects_are_counted(self, server: str) -> None:
        assert got(f"{server}/moved", Limits(redirects=1))[0] == BODY
        assert "more than 0 redirects" in refused(f"{server}/moved", Limits(redirects=0))

    @pytest.mark.parametrize("seconds", [0.0, -1.0, float("inf"), float("nan")])
    def test_that_are_none_are_refused(self, seconds: float) -> None:
        with pytest.raises(InputError, match="fetch_seconds"):
            Limits(seconds=seconds)


class TestSecrets:
    @pytest.mark.parametrize(
        "path", ["/404", "/indiscreet", "/indiscreet-redirect", "/page", "/short", "/loop"]
    )
    def test_are_in_no_error(self, server: str, path: str) -> None:
        host = server.replace("//", "//user:pass-word@")
        line = refused(f"{host}{path}?token={QUOTED}#{QUOTED}")
        assert f"{server}{path}?token=***" in line
        assert not [word for word in (TOKEN, QUOTED, "pass-word", "user") if word in line]

    def test_are_in_no_result(self, server: str) -> None:
        body, fetched = got(f"{server}/echo?token={QUOTED}")
        assert QUOTED in body.decode()
        assert fetched.address == f"{server}/echo?token=***"

    @given(st.text(), st.text())
    @example("a=b&token=", "x")
    @example("", "")
    def test_of_any_address_are_masked(self, query: str, user: str) -> None:
        shown = masked(f"https://{user}:s3cret@a.example/b?token=s3cret&{query}=s3cret#s3cret")
        assert "s3cret" not in shown or any(mark in user for mark in "/?#") or "#" in query


class TestTheEnvironment:
    def test_is_told_where_it_cannot_be_used(
        self, server: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/cert.pem")
        assert "SSL_CERT_FILE" in refused(f"{server}/list.xml")

    def test_has_a_proxy_that_is_no_http(
        self, server: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ALL_PROXY", "gopher://127.0.0.1")
        assert "ALL_PROXY" in refused(f"{server}/list.xml")


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        ["ftp://example.org/a", "file:///etc/passwd", "list.xml", "", "http://", "http://["],
    )
    def test_other_than_http_are_refused(self, address: str) -> None:
        assert "no http or https address" in refused(address)
        with pytest.raises(InputError, match="'addresses' of 'un_sc'"):
            addresses({"un_sc": address})

    def test_are_of_lists_that_can_be_read(self) -> None:
        assert set(addresses()) <= set(LISTS)
        assert all(row.page.startswith("https://") for row in addresses().values())
        files = [row.address for row in addresses().values() if row.address]
        assert all(address.startswith("https://") for address in files)

    def test_of_lists_only_linked_from_a_page_are_left_to_the_user(self) -> None:
        page = addresses()["tr_masak"].page
        with pytest.raises(FetchError, match=re.escape(page)):
            with_token(addresses()["tr_masak"], "")

    def test_are_replaced_and_added_by_settings(self) -> None:
        un, mine = "https://a.example/un", "http://a.example/m.CSV?key=TOKEN"
        known = addresses({"un_sc": un, "gb_ofsi": mine})
        assert (known["un_sc"].address, known["un_sc"].format) == (un, "xml")
        assert known["gb_ofsi"] == Address(
            source="gb_ofsi", format="csv", address=mine, needs_token=True
        )
        assert known["eu_fsf"] == addresses()["eu_fsf"]

    def test_with_a_token_need_one(self) -> None:
        eu = addresses()["eu_fsf"]
        assert eu.needs_token
        assert with_token(eu, TOKEN) == eu.address.replace("TOKEN", QUOTED)
        with pytest.raises(FetchError, match=r"'tokens'.*COMMONLIST_TOKENS"):
            with_token(eu, "")

    def test_without_a_token_stay(self) -> None:
        un = addresses()["un_sc"]
        assert with_token(un, TOKEN) == un.address


@pytest.mark.parametrize(
    "number",
    [
        *("127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "224.0.0.1", "0.0.0.0"),
        *("::1", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "::127.0.0.1", "::ffff:127.0.0.1"),
        *("::ffff:0:127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::169.254.169.254", "5f00::1"),
        *("2002:7f00:1::", "2001:db8::1", "3fff::1", "4000::1"),
    ],
)
def test_what_is_sent_goes_to_no_address_of_a_network_of_ones_own(number: str) -> None:
    host = f"[{number}]" if ":" in number else number
    with pytest.raises(FetchError, match="private address"):
        sendable(f"https://{host}/")


@pytest.mark.parametrize(
    "number", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::93.184.216.34", "2a00:1450::5"]
)
def test_what_is_sent_goes_to_the_public_internet(number: str) -> None:
    address = f"https://[{number}]/" if ":" in number else f"https://{number}/"
    assert sendable(address) == address
