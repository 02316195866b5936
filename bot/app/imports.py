"""`tovholder import`: the request that goes to the running server, and what it does there."""

import base64
from typing import Any

from bot.app.house import Store
from bot.services.findings import finding_texts
from bot.services.journal import Cause
from bot.services.outcome import Outcome
from bot.settings import Settings
from bot.texts import Texts


def import_request(name: str, content: bytes, *, dry_run: bool, language: str) -> dict[str, Any]:
    """Return the request that imports a file."""
    return {
        "command": "import",
        "name": name,
        "content": base64.b64encode(content).decode(),
        "dry_run": dry_run,
        "language": language,
    }


def undo_request(language: str) -> dict[str, Any]:
    """Return the request that undoes the latest import."""
    return {"command": "import-undo", "language": language}


async def import_file(store: Store, settings: Settings, request: dict[str, Any]) -> dict[str, Any]:
    """Import a pack, a matrix or a list of people; return the outcome as interfaces.md has it.

    Raises:
        BadInput: the file cannot be read, or there is a draft already.
    """
    language = str(request["language"])
    outcome = await store.imports.bring_in(
        base64.b64decode(request["content"]),
        str(request["name"]),
        language,
        dry_run=bool(request["dry_run"]),
        cause=Cause(),
    )
    if outcome.applied:
        await store.plan_wheel()
    return outcome_json(outcome, Texts(language, settings.timezone))


async def undo_import(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Undo the latest import and tell which it was.

    Raises:
        BadInput: there is none, or something was changed since and would be lost.
    """
    name = await store.imports.undo(None, str(request["language"]), Cause())
    await store.plan_wheel()
    return {"findings": [], "changes": {}, "applied": False, "undone": name}


def outcome_json(outcome: Outcome, texts: Texts) -> dict[str, Any]:
    """Return an outcome ready for JSON, its findings in words."""
    return {
        "findings": [
            {
                "code": worded.finding.code,
                "where": worded.finding.where,
                "severity": worded.severity.value,
                "message": worded.message,
            }
            for worded in finding_texts(outcome.organisation, outcome.findings, texts)
        ],
        "changes": dict(outcome.changes),
        "applied": outcome.applied,
        **({"draft": outcome.draft} if outcome.draft else {}),
    }
