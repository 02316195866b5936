"""The key that signs anchors, and what it signs."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.domain.errors import NotReady
from storage.anchors import create_key, load_key, public_half, sign_anchor, verify_anchor


def test_a_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    path = tmp_path / "data" / "audit.key"
    made = create_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert public_half(load_key(path)) == public_half(made)
    with pytest.raises(NotReady) as refused:
        create_key(path)
    assert (refused.value.key, refused.value.params) == ("audit-key-exists", {"name": "audit.key"})
    assert public_half(load_key(path)) == public_half(made)


def test_a_missing_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotReady) as refused:
        load_key(tmp_path / "audit.key")
    assert refused.value.key == "audit-key-missing"


def test_another_kind_of_file_is_no_key(tmp_path: Path) -> None:
    path = tmp_path / "audit.key"
    rsa = generate_private_key(public_exponent=65537, key_size=2048)
    pem = rsa.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for content in (b"", b"no key", pem):
        path.write_bytes(content)
        with pytest.raises(NotReady) as refused:
            load_key(path)
        assert refused.value.key == "audit-key-unusable"


def test_a_signature_covers_place_and_root(tmp_path: Path) -> None:
    anchor = sign_anchor(create_key(tmp_path / "audit.key"), 7, "ab" * 32)
    assert verify_anchor(anchor)
    other = public_half(create_key(tmp_path / "other.key"))
    for changed in (
        replace(anchor, seq=8),
        replace(anchor, root="cd" * 32),
        replace(anchor, public_key=other),
        replace(anchor, public_key="zz"),
        replace(anchor, signature=""),
    ):
        assert not verify_anchor(changed)
