"""Anchors: a signed point of the audit chain, which shows a tail cut off later."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from bot.domain.anchors import Anchor
from bot.domain.errors import NotReady
from storage.audit_chain import canonical

_PURPOSE = "tovholder-audit-anchor/1"


def create_key(path: Path) -> Ed25519PrivateKey:
    """Make the key that signs anchors, in a file that only its owner reads.

    Raises:
        NotReady: there is a file already; a new key would orphan every earlier anchor.
    """
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise NotReady("audit-key-exists", name=path.name) from error
    with os.fdopen(file, "wb") as target:
        target.write(pem)
        target.flush()
        os.fsync(target.fileno())
    return key


def load_key(path: Path) -> Ed25519PrivateKey:
    """Read the key that `create_key` made.

    Raises:
        NotReady: the file is missing or holds no such key.
    """
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError as error:
        raise NotReady("audit-key-missing", name=path.name) from error
    except (ValueError, TypeError) as error:
        raise NotReady("audit-key-unusable", name=path.name) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise NotReady("audit-key-unusable", name=path.name)
    return key


def public_half(key: Ed25519PrivateKey) -> str:
    """Return the key's public half as hex, to be kept where the log's keeper cannot change it."""
    return key.public_key().public_bytes_raw().hex()


def sign_anchor(key: Ed25519PrivateKey, seq: int, root: str) -> Anchor:
    """Sign the chain's end."""
    return Anchor(seq, root, public_half(key), key.sign(_message(seq, root)).hex())


def verify_anchor(anchor: Anchor) -> bool:
    """Tell whether the signature is the anchor's own key's. Not whose key it is."""
    try:
        public_key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(anchor.public_key))
        public_key.verify(bytes.fromhex(anchor.signature), _message(anchor.seq, anchor.root))
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _message(seq: int, root: str) -> bytes:
    return canonical({"purpose": _PURPOSE, "seq": seq, "root": root})
