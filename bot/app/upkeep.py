"""Behind `doctor`, `backup`, `migrate`, `audit export` and `verify`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.app.audit_key import anchors_path, audit_key_path
from bot.app.clocks import SystemClock
from bot.app.control import ask_server
from bot.app.house import furnish, open_store
from bot.app.outbox import carry_out
from bot.app.platforms import build_platforms
from bot.domain.anchors import Anchor
from bot.domain.errors import BadInput
from bot.services.doctor import diagnosis_text
from bot.settings import Settings
from bot.texts import Texts
from storage import backup as copies
from storage.anchor_book import anchors_in, kept_anchors
from storage.anchors import load_key
from storage.audit_export import export_jsonl, verify_export
from storage.schema import current
from storage.server_lock import ServerLock


async def examine(settings: Settings) -> list[dict[str, Any]]:
    """Return the state of the installation, reading beside a server that runs.

    Raises:
        NotReady: the database cannot be read.
    """
    texts = Texts(settings.language, settings.timezone)
    clock = SystemClock()
    async with open_store(settings, clock, read_only=True) as store:
        house = await furnish(settings, store, clock)
        platforms = build_platforms(house)
        today = clock.now().astimezone(ZoneInfo(settings.timezone)).date()
        await platforms.look()
        try:
            found = await house.services.doctor.examine(today)
        finally:
            await platforms.stop()
    return [
        {"code": line.code, "ok": line.ok, "message": diagnosis_text(line, texts)} for line in found
    ]


async def decide(settings: Settings, request: Mapping[str, Any]) -> None:
    """Carry out a decision about a message, through the running server where there is one.

    Args:
        request: from `bot.app.outbox`.

    Raises:
        BadInput, TooLate: it cannot be done, or has been.
        NotReady: the database cannot be written to.
    """
    if await ask_server(settings, dict(request)) is not None:
        return
    with ServerLock(settings.database_url):
        async with open_store(settings, SystemClock()) as store:
            await carry_out(store, request)


async def back_up(settings: Settings, target: Path) -> str:
    """Copy the database and say what the copy holds."""
    made = await copies.backup(settings.database_url, target)
    return Texts(settings.language)("backup.made", name=made.path.name, n=made.audit_seq)


async def bring_up_to_date(settings: Settings) -> str:
    """Bring the schema up to date and say which version it has."""
    async with open_store(settings, SystemClock()) as store:
        version = await current(store.database)
    return Texts(settings.language)("migrate.done", version=version or "")


async def export_audit(settings: Settings, target: Path) -> str:
    """Export the audit log, signed with the installation's key, and say how far it goes.

    The anchors that were signed before come with it.

    Raises:
        NotReady: there is no key; `init` makes it.
    """
    key = load_key(audit_key_path(settings))
    earlier = [kept.anchor for kept in kept_anchors(anchors_path(settings))]
    async with (
        open_store(settings, SystemClock(), read_only=True) as store,
        store.storage.read() as work,
    ):
        anchor = await export_jsonl(work.audit, key, target, earlier)
    return Texts(settings.language)("audit.exported", name=target.name, n=anchor.seq)


def verify_audit(
    settings: Settings, file: Path, key: str | None, anchors: Path | None = None
) -> tuple[bool, list[str]]:
    """Verify an exported log; return whether it is whole, and what to say.

    Args:
        settings: for the language alone; the file is verified by itself.
        file: the export.
        key: the public key, in hex, that must have signed; any key will do without it.
        anchors: a file of anchors that were kept elsewhere, or an earlier export.

    Raises:
        BadInput: a file cannot be read, or has no anchors.
    """
    texts = Texts(settings.language)
    earlier = _anchors(anchors) if anchors else ()
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            verdict = verify_export(lines, key, earlier)
    except OSError:
        raise BadInput("import-unreadable", name=file.name[:80]) from None
    said = [
        texts(f"audit.fault.{fault.kind.value}", place=fault.seq or fault.line or "–")
        for fault in verdict.faults
    ]
    if verdict.whole:
        said.append(texts("audit.whole", n=verdict.entries, signer=verdict.public_key or ""))
    return verdict.whole, said


def _anchors(file: Path) -> list[Anchor]:
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            found = anchors_in(lines)
    except OSError:
        raise BadInput("import-unreadable", name=file.name[:80]) from None
    if not found:
        raise BadInput("anchors-none", name=file.name[:80])
    return found
