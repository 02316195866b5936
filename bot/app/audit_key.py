"""The installation's key, which signs where the audit log ends (reliability.md §3)."""

from collections.abc import Sequence
from pathlib import Path

from bot.services.doctor import Diagnosis, Probe
from bot.settings import Settings
from storage.anchors import create_key


def audit_key_path(settings: Settings) -> Path:
    """Return where the key lies."""
    return settings.data_dir / "audit-key.pem"


def anchors_path(settings: Settings) -> Path:
    """Return where the anchors that it signed are kept."""
    return settings.data_dir / "audit-anchors.jsonl"


def ensure_audit_key(settings: Settings) -> bool:
    """Make the key unless there is one; tell whether it was made now."""
    path = audit_key_path(settings)
    if path.exists():
        return False
    create_key(path)
    return True


def audit_key_probe(settings: Settings) -> Probe:
    """Return the doctor's question whether the key is in place."""

    async def ask() -> Sequence[Diagnosis]:
        return (Diagnosis("audit-key", ok=audit_key_path(settings).exists()),)

    return ask
