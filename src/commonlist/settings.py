"""Settings, read once from the environment and from ``commonlist.yml`` in the working folder.

The environment (``COMMONLIST_WORKSPACE`` ...) goes before the file; an empty variable is none.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from commonlist.errors import InputError

FILE = "commonlist.yml"
PREFIX = "COMMONLIST_"


class Oidc(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A provider of identities (OpenID Connect), through which people sign in; without issuer none.

    ``client_id`` and ``client_secret`` are what the provider gave for this server. ``claim`` is
    the word of the ID token that holds a person's groups; ``roles`` and ``parties`` say what a
    group is here: the first that fits, ``*`` fits everybody. Who has no role is not let in.
    """

    issuer: str = ""
    client_id: str = ""
    client_secret: str = ""
    scope: str = "openid profile email"
    claim: str = "groups"
    roles: dict[str, str] = {}
    parties: dict[str, str] = {}


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that a user can set.

    ``workspace`` is the folder of the workspace. ``database_url`` is that of PostgreSQL, if the
    workspace's tables are there. ``author`` signs judgements and overlays.
    ``addresses`` replaces publishers' addresses by source name. ``tokens`` are put in where an
    address says ``TOKEN``. ``fetch_seconds`` and ``fetch_megabytes`` bound one download.

    ``public`` lets whoever comes read. A session lasts ``session_hours``, and
    ``session_idle_minutes`` without a request. ``requests_per_minute`` is what one principal may
    ask of one worker; 0 is without end. ``oidc`` is a provider through which people sign in.

    ``upload_megabytes`` bounds a file that is sent. Jobs and their files go ``keep_job_days``
    after they ended. ``webhook_private`` lets webhooks go to private addresses, and without TLS.
    ``schedule`` says every how many hours a source is fetched. ``log_format`` and ``log_level``
    are of what the server writes.

    ``ledger_key`` is the file of the key that signs the ledger, if it is not in the workspace.
    Names that were screened are kept ``whole`` or as ``digests``, for ``screening_days`` (0: for
    good).
    ``update_token`` is the word by which a program has changed data looked for; "": nobody can.
    """

    workspace: str = "commonlist-workspace"
    database_url: str = ""
    author: str = ""
    addresses: dict[str, str] = {}
    tokens: dict[str, str] = {}
    fetch_seconds: float = 300.0
    fetch_megabytes: int = 500
    public: bool = False
    session_hours: Annotated[float, Meta(gt=0, le=720)] = 8.0
    session_idle_minutes: Annotated[float, Meta(gt=0, le=43_200)] = 30.0
    requests_per_minute: Annotated[int, Meta(ge=0)] = 30_000
    oidc: Oidc = Oidc()
    upload_megabytes: Annotated[int, Meta(gt=0)] = 500
    keep_job_days: Annotated[int, Meta(gt=0)] = 30
    webhook_private: bool = False
    schedule: dict[str, Annotated[float, Meta(gt=0)]] = {}
    log_format: Literal["text", "json"] = "text"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    ledger_key: str = ""
    screened_names: Literal["whole", "digests"] = "whole"
    screening_days: Annotated[int, Meta(ge=0)] = 0
    update_token: str = ""


def load(environ: Mapping[str, str], folder: Path) -> Settings:
    """Return the settings; dictionaries are written as YAML also in the environment.

    Raises:
        InputError: an unknown setting or a value of the wrong type; names where it stands.
    """
    path = folder / FILE
    values: dict[str, Any] = {}
    if path.is_file():
        values = _yaml(_text(path), str(path)) or {}
        if not isinstance(values, dict):
            raise InputError(f"{path}: not a table of settings")
    for name in Settings.__struct_fields__:
        text = environ.get(PREFIX + name.upper())
        if text:
            compound = name in ("addresses", "tokens", "oidc", "schedule")
            values[name] = _yaml(text, PREFIX + name.upper()) if compound else text
    try:
        return msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise InputError(f"settings ({path} and {PREFIX}*): {error}") from None


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: cannot be read as UTF-8 text") from None


def _yaml(text: str, where: str) -> Any:
    import yaml

    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        raise InputError(f"{where}: not YAML: {' '.join(str(error).split())}") from None
