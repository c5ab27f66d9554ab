"""What is believed of a provider of identities: one over http, whose answers may deceive."""

import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from commonlist.access import Role
from commonlist.errors import AccessError, FetchError, InputError
from commonlist.pipeline.identity import Identity, Provider
from commonlist.settings import Oidc

SECRET, BACK = "what the cookie holds", "http://127.0.0.1/sign-in/return"
Claims = dict[str, Any]


class Issuer:
    """A provider that signs whatever a test has it sign."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.address = f"http://127.0.0.1:{server.server_address[1]}"
        self.about: Claims = {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
        }
        self.kid = ""
        self.turn("first")
        self.sign: Callable[[Claims], str] = self.signed
        self.asked: dict[str, int] = {}
        self.form: dict[str, str] = {}
        self.user = ""
        self.nonce = self.challenge = ""

    def turn(self, kid: str) -> None:
        """Sign with another key from now on, and publish that alone."""
        self.key, self.kid = rsa.generate_private_key(65537, 2048), kid

    def claims(self) -> Claims:
        now = int(datetime.now(UTC).timestamp())
        said = {"iss": self.address, "aud": "commonlist", "sub": "248289761001", "iat": now}
        return said | {
            "exp": now + 300,
            "nonce": self.nonce,
            "preferred_username": "Ann",
            "groups": ["staff", "analysts"],
        }

    def signed(self, claims: Claims) -> str:
        return jwt.encode(claims, self.key, "RS256", {"kid": self.kid})

    def answer(self, path: str) -> tuple[int, Claims]:
        """What stands at a path."""
        self.asked[path] = self.asked.get(path, 0) + 1
        if path == "/.well-known/openid-configuration":
            return 200, self.about
        if path == "/jwks":
            found = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return 200, {"keys": [found | {"kid": self.kid, "use": "sig", "alg": "RS256"}]}
        verifier = self.form.get("code_verifier", "").encode()
        made = urlsafe_b64encode(sha256(verifier).digest()).decode().rstrip("=")
        if self.form.get("code") != "good" or made != self.challenge:
            return 400, {"error": "invalid_grant"}
        return 200, {"id_token": self.sign(self.claims()), "token_type": "Bearer"}


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    made: list[Issuer] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = made[0].answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            made[0].form = dict(parse_qsl(body.decode()))
            made[0].user = self.headers.get("authorization", "")
            self.do_GET()

        def log_message(self, format: str, *words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.append(Issuer(server))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield made[0]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def settings(issuer: Issuer) -> Oidc:
    return Oidc(
        issuer=issuer.address,
        client_id="commonlist",
        client_secret="quite: secret",
        roles={"admins": "administrator", "analysts": "analyst"},
        parties={"staff": "no"},
    )


def brought(provider: Provider, issuer: Issuer, secret: str = SECRET) -> dict[str, str]:
    """Ask the question; return what a browser brings back."""
    asked = dict(parse_qsl(urlsplit(provider.question(secret, BACK)).query))
    issuer.nonce, issuer.challenge = asked["nonce"], asked["code_challenge"]
    return {"code": "good", "state": asked["state"]}


class TestQuestion:
    def test_has_all_that_ties_the_answer_to_it(self, issuer: Issuer, settings: Oidc) -> None:
        address = urlsplit(Provider(settings).question(SECRET, BACK))
        words = {name: value for name, (value,) in parse_qs(address.query).items()}
        assert address.path == "/authorize"
        assert words["code_challenge_method"] == "S256"
        assert (words["response_type"], words["redirect_uri"]) == ("code", BACK)
        assert len({words["state"], words["nonce"], words["code_challenge"]}) == 3
        assert SECRET not in address.query

    def test_is_another_with_another_secret(self, issuer: Issuer, settings: Oidc) -> None:
        provider = Provider(settings)
        assert provider.question("a", BACK) != provider.question("b", BACK)

    def test_is_not_asked_of_another_issuer(self, issuer: Issuer, settings: Oidc) -> None:
        issuer.about["issuer"] = "https://attacker.example"
        with pytest.raises(FetchError, match="another issuer"):
            Provider(settings).question(SECRET, BACK)


class TestAnswer:
    def test_says_who_it_is(self, issuer: Issuer, settings: Oidc) -> None:
        provider = Provider(settings)
        found = provider.answer(SECRET, BACK, brought(provider, issuer))
        subject = f"{issuer.address} 248289761001"
        assert found == Identity(subject, "ann", Role.ANALYST, "no")
        assert issuer.user.startswith("Basic ")
        assert "client_secret" not in issuer.form

    def test_the_secret_goes_in_the_form_where_the_provider_wants_it(
        self, issuer: Issuer, settings: Oidc
    ) -> None:
        issuer.about["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
        provider = Provider(settings)
        provider.answer(SECRET, BACK, brought(provider, issuer))
        assert (issuer.user, issuer.form["client_secret"]) == ("", "quite: secret")

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"state": "x"}, "belongs to no sign-in"),
            ({"state": ""}, "belongs to no sign-in"),
            ({"iss": "https://attacker.example"}, "another provider"),
            ({"code": ""}, "did not sign you in"),
        ],
    )
    def test_that_is_none_is_refused(
        self, issuer: Issuer, settings: Oidc, change: dict[str, str], says: str
    ) -> None:
        provider = Provider(settings)
        given = brought(provider, issuer) | change
        with pytest.raises(AccessError, match=says):
            provider.answer(SECRET, BACK, given)
        assert "/token" not in issuer.asked

    def test_of_another_browser_is_refused(self, issuer: Issuer, settings: Oidc) -> None:
        provider = Provider(settings)
        given = brought(provider, issuer)
        with pytest.raises(AccessError, match="belongs to no sign-in"):
            provider.answer("another secret", BACK, given)

    def test_a_code_that_was_stolen_has_no_verifier(self, issuer: Issuer, settings: Oidc) -> None:
        provider = Provider(settings)
        brought(provider, issuer)
        others = brought(provider, issuer, "another secret")
        brought(provider, issuer)
        with pytest.raises(FetchError, match="400"):
            provider.answer("another secret", BACK, others)

    @pytest.mark.parametrize(
        "change",
        [
            {"aud": "another"},
            {"aud": ["another"]},
            {"aud": ["commonlist", "another"], "azp": "another"},
            {"iss": "https://attacker.example"},
            {"exp": 1_700_000_000},
            {"iat": 4_000_000_000},
            {"nonce": "of another question"},
            {"nonce": None},
            {"exp": None},
            {"sub": None},
            {"iat": None},
        ],
        ids=str,
    )
    def test_a_token_is_not_believed_that_says(
        self, issuer: Issuer, settings: Oidc, change: Claims
    ) -> None:
        def sign(claims: Claims) -> str:
            said = {name: v for name, v in (claims | change).items() if v is not None}
            return issuer.signed(said)

        issuer.sign, provider = sign, Provider(settings)
        with pytest.raises(AccessError, match="ID token"):
            provider.answer(SECRET, BACK, brought(provider, issuer))

    @pytest.mark.parametrize(
        "how", ["unsigned", "by a secret", "by another key", "cut", "no token"]
    )
    def test_a_token_is_not_believed_that_is_signed(
        self, issuer: Issuer, settings: Oidc, how: str
    ) -> None:
        other = rsa.generate_private_key(65537, 2048)

        def sign(claims: Claims) -> str:
            head = {"kid": issuer.kid}
            if how == "unsigned":
                return jwt.encode(claims, "", "none", head)
            if how == "by a secret":
                return jwt.encode(claims, "quite: secret, and long enough for HMAC", "HS256", head)
            if how == "by another key":
                return jwt.encode(claims, other, "RS256", head)
            return issuer.signed(claims)[:-9] if how == "cut" else "no token"

        issuer.sign, provider = sign, Provider(settings)
        with pytest.raises(AccessError, match="not to be believed"):
            provider.answer(SECRET, BACK, brought(provider, issuer))


class TestKeys:
    def test_are_asked_for_once_and_again_when_they_turn(
        self, issuer: Issuer, settings: Oidc
    ) -> None:
        at = [0.0]
        provider = Provider(settings, lambda: at[0])
        for _ in range(3):
            provider.answer(SECRET, BACK, brought(provider, issuer))
        assert (issuer.asked["/jwks"], issuer.asked["/.well-known/openid-configuration"]) == (1, 1)
        issuer.turn("second")
        at[0] += 11
        provider.answer(SECRET, BACK, brought(provider, issuer))
        assert issuer.asked["/jwks"] == 2

    def test_are_not_asked_for_at_each_token_of_a_key_that_is_unknown(
        self, issuer: Issuer, settings: Oidc
    ) -> None:
        provider = Provider(settings, lambda: 0.0)
        issuer.sign = lambda claims: jwt.encode(claims, issuer.key, "RS256", {"kid": "third"})
        for _ in range(3):
            with pytest.raises(AccessError, match="does not publish"):
                provider.answer(SECRET, BACK, brought(provider, issuer))
        assert issuer.asked["/jwks"] == 1


class TestSettings:
    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"issuer": "http://login.example"}, "https"),
            ({"client_id": ""}, "client_id"),
            ({"roles": {"staff": "king"}}, "not one of reader"),
        ],
    )
    def test_that_cannot_be_used(self, settings: Oidc, change: Claims, says: str) -> None:
        with pytest.raises(InputError, match=says):
            Provider(msgspec.structs.replace(settings, **change))

    @pytest.mark.parametrize(
        ("change", "role", "party"),
        [
            ({"roles": {"*": "reader"}}, Role.READER, "no"),
            ({"roles": {"staff": "administrator"}}, Role.ADMINISTRATOR, ""),
            ({"claim": "preferred_username", "roles": {"Ann": "reviewer"}}, Role.REVIEWER, ""),
        ],
    )
    def test_make_a_role_of_a_group(
        self, issuer: Issuer, settings: Oidc, change: Claims, role: Role, party: str
    ) -> None:
        provider = Provider(msgspec.structs.replace(settings, **change))
        found = provider.answer(SECRET, BACK, brought(provider, issuer))
        assert (found.role, found.party) == (role, party)

    def test_without_a_role_nobody_is_let_in(self, issuer: Issuer, settings: Oidc) -> None:
        provider = Provider(msgspec.structs.replace(settings, roles={"admins": "administrator"}))
        with pytest.raises(AccessError, match="nothing here is set up for you"):
            provider.answer(SECRET, BACK, brought(provider, issuer))


def test_a_provider_that_is_away_is_told_without_the_secret(settings: Oidc, issuer: Issuer) -> None:
    provider = Provider(settings)
    given = brought(provider, issuer) | {"code": "of no use"}
    with pytest.raises(FetchError) as raised:
        provider.answer(SECRET, BACK, given)
    assert "quite" not in str(raised.value)
    assert "of no use" not in str(raised.value)
