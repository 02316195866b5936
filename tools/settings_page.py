"""Writes docs/settings.md from the settings class: `python -m tools.settings_page`."""

from pathlib import Path

from pydantic.fields import FieldInfo

from bot.settings.names import described, is_secret

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"
_HEAD = """\
# Settings

This page is written by `python -m tools.settings_page` from `bot/settings/names.py`; a test fails
when the two differ.

Every setting is an environment variable, or a line of the same name in `tovholder.toml` in the
working folder (or in the file that `TOVHOLDER_CONFIG` names). The environment goes before the file.
A setting marked *secret* may instead come from a file: `SLACK_BOT_TOKEN_FILE=/run/secrets/slack`
reads the token from there, without the line break at its end.

Tovholder refuses to start, with one sentence on what to do, when a secret is set but empty, when
half of a platform is configured, or when it does not know a `TOVHOLDER_…` name. Anything else that
is set but empty counts as not set. See `deploy/tovholder.example.toml` for a file to start from.

| Name | Meaning | Default |
|---|---|---|
"""
_TAIL = """
## Slack
`SLACK_BOT_TOKEN` with `SLACK_SIGNING_SECRET` takes calls over HTTP at `POST /slack/events`; with
`SLACK_APP_TOKEN` it uses Socket Mode, which needs no public address. Both together work too.

## Teams
`MICROSOFT_APP_ID`, `MICROSOFT_APP_PASSWORD` and `MICROSOFT_APP_TENANT_ID` for a `SingleTenant` bot;
a `UserAssignedMSI` bot has no password. Calls come in at `POST /api/messages`.

## Behind a proxy
Slack and Teams call over HTTPS: let a proxy hold the certificate and pass requests on, and set
`TOVHOLDER_PUBLIC_URL` to the address it answers on. The server reads no `X-Forwarded-…` header. On
Kubernetes set `enableServiceLinks: false`, or name the service something else than `tovholder`:
otherwise Kubernetes itself sets `TOVHOLDER_PORT`.
"""


def settings_page() -> str:
    """Return the page of settings as Markdown."""
    rows = (_row(name, field) for name, field in described())
    return _HEAD + "".join(rows) + _TAIL


def _row(name: str, field: FieldInfo) -> str:
    meaning = f"{field.description} *Secret.*" if is_secret(field) else field.description
    return f"| `{name}` | {meaning} | {_default(field)} |\n"


def _default(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    if isinstance(extra, dict) and "shown" in extra:
        return str(extra["shown"])
    return "not set" if field.default is None else f"`{field.default}`"


if __name__ == "__main__":
    PAGE.write_text(settings_page(), encoding="utf-8")
