"""Signing in through a provider of identities: OpenID Connect, the authorization code with PKCE.

What ties the answer to the question (state, nonce, code verifier) is derived from one secret that
the browser's cookie holds meanwhile, so no worker keeps anything. An ID token is believed that the
provider signed by an algorithm of `ALGORITHMS`, for us, of this question, and that has not expired.

OpenID Connect Core 1.0; Discovery 1.0; RFC 7636 (PKCE); RFC 9207 (issuer in the answer); RFC 9700.
"""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from commonlist.access import Role
from commonlist.errors import AccessError, FetchError, InputError
from commonlist.fetching import exchange
from commonlist.pipeline.people import is_name, loopback
from commonlist.settings import Oidc

if TYPE_CHECKING:
    from jwt import PyJWK, PyJWKSet

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures that are believed: all with a public key, none with a shared secret and never none."""
_LEEWAY = 60
"""Seconds by which the provider's clock may differ."""
_HOUR = 3600.0
_AGAIN = 10.0
"""Seconds after which keys are asked for again, if a token names one that is not known."""
_BASIC = "client_secret_basic"
_NAMES = ("preferred_username", "email")


class Identity(NamedTuple):
    """Whom the provider says it is, and what the settings make of him.

    ``subject`` is the issuer, a blank and its ``sub``: the one thing that stays.
    """

    subject: str
    name: str
    role: Role
    party: str


class Provider:
    """A provider of identities; it remembers for an hour what the provider says of itself.

    Raises:
        InputError: settings that cannot be used.
    """

    def __init__(self, settings: Oidc, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock, self._lock = settings, clock, Lock()
        self._about: tuple[float, Mapping[str, Any]] | None = None
        self._keys: tuple[float, PyJWKSet] | None = None
        issuer = urlsplit(settings.issuer)
        if issuer.scheme != "https" and not loopback(issuer.hostname or ""):
            raise InputError("settings: 'oidc': the issuer must be an https address")
        if not settings.client_id:
            raise InputError("settings: 'oidc': say the client_id that the provider gave you")
        for role in settings.roles.values():
            if role not in set(Role):
                raise InputError(f"settings: 'oidc': {role!r} is not one of {', '.join(Role)}")

    @property
    def issuer(self) -> str:
        """Who the provider is."""
        return self._settings.issuer

    def question(self, secret: str, way_back: str) -> str:
        """Return the address to which a browser is sent, to come back to ``way_back``.

        Raises:
            FetchError: the provider does not answer.
        """
        challenge = urlsafe_b64encode(sha256(_derived(secret, "verifier").encode()).digest())
        words = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": way_back,
            "scope": self._settings.scope,
            "state": _derived(secret, "state"),
            "nonce": _derived(secret, "nonce"),
            "code_challenge": challenge.decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        endpoint = str(self._said("authorization_endpoint"))
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(words)}"

    def answer(self, secret: str, way_back: str, given: Mapping[str, str]) -> Identity:
        """Return who it is, by what a browser brought back (``code``, ``state``, ``iss``).

        Raises:
            AccessError: it is no answer to our question, or not of the provider; or the settings
                have no role for him.
            FetchError: the provider does not answer.
        """
        if not hmac.compare_digest(
            given.get("state", "").encode(), _derived(secret, "state").encode()
        ):
            raise AccessError("the answer belongs to no sign-in begun in this browser; begin anew")
        if given.get("iss", self.issuer) != self.issuer:
            raise AccessError("another provider answered; begin anew")
        if not given.get("code"):
            raise AccessError("the provider did not sign you in; begin anew")
        return self._identity(self._claims(self._token(secret, way_back, given["code"]), secret))

    # What the provider says

    def _said(self, word: str, otherwise: Any = None) -> Any:
        """Return a word of the provider's metadata."""
        with self._lock:
            if self._about is None or self._clock() - self._about[0] > _HOUR:
                address = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
                about = _table(exchange(address), address)
                if about.get("issuer") != self.issuer:
                    raise FetchError(f"{address}: it is of another issuer than the settings say")
                self._about = (self._clock(), about)
            found = self._about[1].get(word, otherwise)
        if found is None:
            raise FetchError(f"{self.issuer}: the provider names no {word}")
        return found

    def _token(self, secret: str, way_back: str, code: str) -> str:
        """Return the ID token that the provider gives for a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": way_back,
            "client_id": self._settings.client_id,
            "code_verifier": _derived(secret, "verifier"),
        }
        pair = (self._settings.client_id, self._settings.client_secret)
        ways = self._said("token_endpoint_auth_methods_supported", [_BASIC])
        basic = (quote(pair[0], safe=""), quote(pair[1], safe=""))  # RFC 6749, 2.3.1
        if pair[1] and _BASIC not in ways:
            form["client_secret"] = pair[1]
        endpoint = str(self._said("token_endpoint"))
        user = basic if pair[1] and _BASIC in ways else None
        token = _table(exchange(endpoint, form=form, user=user), endpoint).get("id_token")
        if not isinstance(token, str):
            raise FetchError(f"{endpoint}: the provider gave no ID token")
        return token

    def _claims(self, token: str, secret: str) -> dict[str, Any]:
        """Return what an ID token says, if it is to be believed."""
        import jwt

        try:
            kid = jwt.get_unverified_header(token).get("kid", "")
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key(kid),
                algorithms=list(ALGORITHMS),
                audience=self._settings.client_id,
                issuer=self.issuer,
                leeway=_LEEWAY,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except jwt.PyJWTError as error:
            raise AccessError(f"the provider's ID token is not to be believed: {error}") from None
        if not hmac.compare_digest(
            str(claims.get("nonce", "")).encode(), _derived(secret, "nonce").encode()
        ):
            raise AccessError("the provider's ID token answers another question; begin anew")
        if claims.get("azp", self._settings.client_id) != self._settings.client_id:
            raise AccessError("the provider's ID token was made for somebody else")
        return claims

    def _key(self, kid: str) -> "PyJWK":
        """Return the provider's key; if it is not known, the keys are asked for anew."""
        import jwt

        address = str(self._said("jwks_uri"))
        with self._lock:
            for _ in range(2):
                at, keys = self._keys or (-_HOUR, None)
                old = self._clock() - at
                found = [key for key in keys.keys if key.key_id == kid or not kid] if keys else []
                if found and old < _HOUR:
                    return found[0]
                if old < _AGAIN:
                    break
                published = _table(exchange(address), address)
                self._keys = (self._clock(), jwt.PyJWKSet.from_dict(published))
        raise jwt.InvalidKeyError("it is signed by a key that the provider does not publish")

    # What the settings make of it

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        said = claims.get(self._settings.claim, [])
        groups = [str(each) for each in said] if isinstance(said, list) else [str(said)]
        held = [*groups, "*"]
        role = next((r for group, r in self._settings.roles.items() if group in held), None)
        if role is None:
            raise AccessError("the provider knows you, but nothing here is set up for you")
        party = next((p for group, p in self._settings.parties.items() if group in held), "")
        names = (str(claims.get(claim, "")).strip().lower() for claim in _NAMES)
        name = next((name for name in names if is_name(name)), "")
        if not name:
            raise AccessError(f"the provider says no name of yours ({', '.join(_NAMES)})")
        subject = f"{self.issuer} {claims['sub']}"
        return Identity(subject, name, Role(role), "" if role == Role.ADMINISTRATOR else party)


def _derived(secret: str, word: str) -> str:
    """Return 43 characters that follow from the cookie's secret and tell nothing of it."""
    made = hmac.digest(secret.encode(), f"oidc {word}".encode(), "sha256")
    return urlsafe_b64encode(made).decode().rstrip("=")


def _table(body: bytes, address: str) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise FetchError(f"{address}: no JSON object came")
    return found
