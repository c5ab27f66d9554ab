"""Checkpoints of the ledger: its size and root, signed (C2SP tlog-checkpoint, signed-note).

::

    commonlist/8f3c1a5be0927d46
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — commonlist/8f3c1a5be0927d46 Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhc...

Signatures are Ed25519. Keys are written as Go's ``note`` package writes them: a public one
``NAME+ID+KEY``, a private one ``PRIVATE+KEY+NAME+ID+KEY``. The name of a key is the log's origin.
"""

import hashlib
import hmac
from base64 import b64decode, b64encode

import msgspec

from commonlist.errors import FormatError

_ED25519 = b"\1"
_PRIVATE = "PRIVATE+KEY+"
_DASH = "\u2014 "
_LONGEST = 1 << 20
"""Characters of a note that are read."""


class Checkpoint(msgspec.Struct, frozen=True):
    """What is signed: which log, how many entries, their root."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        """Return the text of the note."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


class PublicKey(msgspec.Struct, frozen=True):
    """A key that checks signatures."""

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        """Return the four bytes by which a signature says whose it is."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:4]

    def __str__(self) -> str:
        """Return the key as it is written."""
        return f"{self.name}+{self.id.hex()}+{b64encode(_ED25519 + self.key).decode()}"


class PrivateKey(msgspec.Struct, frozen=True):
    """A key that signs."""

    name: str
    seed: bytes

    @property
    def public(self) -> PublicKey:
        """Return the key that checks what this one signs."""
        from nacl.signing import SigningKey

        return PublicKey(self.name, bytes(SigningKey(self.seed).verify_key))

    def written(self) -> str:
        """Return the key as it is kept; it is a secret."""
        seed = b64encode(_ED25519 + self.seed).decode()
        return f"{_PRIVATE}{self.name}+{self.public.id.hex()}+{seed}"

    def derived(self, purpose: str) -> bytes:
        """Return another secret of 32 bytes that only who has this key can have."""
        return hmac.digest(self.seed, purpose.encode(), hashlib.sha256)

    def __repr__(self) -> str:
        """Return what may be shown."""
        return f"PrivateKey({self.name!r})"


def private_key(seed: bytes) -> PrivateKey:
    """Return the key of a seed (32 random bytes), named for its public part."""
    from nacl.signing import SigningKey

    public = bytes(SigningKey(seed).verify_key)
    return PrivateKey(f"commonlist/{hashlib.sha256(public).hexdigest()[:16]}", seed)


def public_key(text: str) -> PublicKey:
    """Read a public key as it is written.

    Raises:
        FormatError: it is none, or not of Ed25519.
    """
    name, key_id, key = _parts(text)
    made = PublicKey(name, key)
    if made.id != key_id:
        raise FormatError("a public key whose id is not that of its name and bytes; copy it anew")
    return made


def read_private_key(text: str) -> PrivateKey:
    """Read a private key as it is kept.

    Raises:
        FormatError: it is none, or not of Ed25519.
    """
    if not text.startswith(_PRIVATE):
        raise FormatError("no private key of a ledger: it begins with PRIVATE+KEY+")
    name, key_id, seed = _parts(text.removeprefix(_PRIVATE))
    made = PrivateKey(name, seed)
    if made.public.id != key_id:
        raise FormatError("a private key whose id is not that of its name and bytes")
    return made


def signed(checkpoint: Checkpoint, key: PrivateKey) -> str:
    """Return a checkpoint with the signature of the log's key."""
    from nacl.signing import SigningKey

    text, signing = str(checkpoint), SigningKey(key.seed)
    key_id = PublicKey(key.name, bytes(signing.verify_key)).id
    line = b64encode(key_id + signing.sign(text.encode()).signature).decode()
    return f"{text}\n{_DASH}{key.name} {line}\n"


def opened(note: str, key: PublicKey) -> Checkpoint:
    """Return the checkpoint in a note that a key signed; other keys' signatures are passed over.

    Raises:
        FormatError: no checkpoint, or not signed by that key.
    """
    text, signatures = _split(note)
    if not any(_is_by(line, text, key) for line in signatures):
        raise FormatError(f"no checkpoint that {key.name} signed")
    return _checkpoint(text)


def unchecked(note: str) -> Checkpoint:
    """Return the checkpoint in a note whose signature is not looked at.

    Raises:
        FormatError: no checkpoint.
    """
    return _checkpoint(_split(note)[0])


def _split(note: str) -> tuple[str, list[str]]:
    """Return the text of a note and its lines of signatures."""
    text, blank, lines = note.rpartition("\n\n")
    control = any(char < " " and char != "\n" for char in note)
    if not blank or not lines.endswith("\n") or control or len(note) > _LONGEST:
        raise FormatError("no signed note: text, an empty line, and lines of signatures")
    signatures = lines.removesuffix("\n").split("\n")
    if not all(line.startswith(_DASH) for line in signatures):
        raise FormatError("no signed note: a line of its signatures is none")
    return text + "\n", signatures


def _is_by(line: str, text: str, key: PublicKey) -> bool:
    """Tell whether a line is a key's good signature of a text.

    Raises:
        FormatError: it says that it is the key's, and is not.
    """
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    signature = _decoded(encoded)
    if name != key.name or signature[:4] != key.id:
        return False
    try:
        VerifyKey(key.key).verify(text.encode(), signature[4:])
    except (BadSignatureError, ValueError):
        raise FormatError(f"a signature of {key.name} that is not of this text") from None
    return True


def _checkpoint(text: str) -> Checkpoint:
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines):
        raise FormatError("no checkpoint: origin, size and root, a line each")
    origin, size, encoded = lines[:3]
    root = _decoded(encoded)
    digits = size.isascii() and size.isdigit()
    if not digits or str(int(size[:20])) != size or len(root) != 32:
        raise FormatError("no checkpoint: its size or its root is none")
    return Checkpoint(origin, int(size), root)


def _parts(text: str) -> tuple[str, bytes, bytes]:
    """Return name, id and key of a written key."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    key = _decoded(encoded)
    try:
        read = bytes.fromhex(key_id)
    except ValueError:
        read = b""
    if not name or any(map(str.isspace, name)) or len(read) != 4 or len(key) != 33:
        raise FormatError("no key: NAME+ID+KEY, as commonlist ledger show prints it")
    if key[:1] != _ED25519:
        raise FormatError("a key of another kind than Ed25519")
    return name, read, key[1:]


def _decoded(text: str) -> bytes:
    """Return what base64 says, b"" if it is none; only the one way to write it counts."""
    try:
        made = b64decode(text, validate=True)
    except ValueError:
        return b""
    return made if b64encode(made).decode() == text else b""
