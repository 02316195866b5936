"""From the environment and `tovholder.toml` to `Settings`, or one sentence on what is wrong."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import SecretStr, ValidationError

from bot.domain.errors import BadInput
from bot.settings.checks import COMMAND
from bot.settings.names import Names, described, is_secret
from bot.settings.values import Settings, SlackSettings, TeamsSettings, is_loopback

CONFIG = "TOVHOLDER_CONFIG"
CONFIG_FILE = "tovholder.toml"
_PREFIX = "TOVHOLDER_"
_FILE = "_FILE"
# Set and empty, these would quietly open a door: botframework-connector, for one, accepts
# anonymous calls when the application id is empty (reliability.md §5).
_NEVER_EMPTY = frozenset({"MICROSOFT_APP_ID", "MICROSOFT_APP_TENANT_ID"})


def load_settings(environ: Mapping[str, str], folder: Path) -> Settings:
    """Read the settings.

    Args:
        environ: the environment.
        folder: the working folder: relative paths start there, and so does the search for
            `tovholder.toml` unless TOVHOLDER_CONFIG names another file.

    Raises:
        BadInput: a setting is unknown, unusable, or half of a pair. The sentence names the
            setting and never holds its value.
    """
    secrets = frozenset(name for name, field in described() if is_secret(field))
    file = _file_values(environ, folder)
    _refuse_unknown((name for name in environ if name.startswith(_PREFIX)), secrets)
    _refuse_unknown(file, secrets)
    try:
        names = Names(
            environment=_usable(environ, secrets, folder), file=_usable(file, secrets, folder)
        )
    except ValidationError as error:
        # Without the cause: it would show the value.
        raise _sentence(error) from None
    return _settings(names, folder)


def _file_values(environ: Mapping[str, str], folder: Path) -> dict[str, Any]:
    named = environ.get(CONFIG)
    path = folder / (named or CONFIG_FILE)
    if not named and not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        raise BadInput("settings.file", path=str(path)) from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = line[1] if line else "?"
        raise BadInput("settings.file_form", path=str(path), line=where) from None


def _refuse_unknown(names: Iterable[str], secrets: frozenset[str]) -> None:
    known = {name for name, _ in described()} | {name + _FILE for name in secrets} | {CONFIG}
    for name in names:
        if name not in known:
            nearest = difflib.get_close_matches(name, sorted(known), 1, 0.0)
            raise BadInput("settings.unknown", name=name, nearest=nearest[0])


def _usable(values: Mapping[str, Any], secrets: frozenset[str], folder: Path) -> dict[str, Any]:
    """Return the settings among `values`, secrets read from their files, empty ones left out."""
    found: dict[str, Any] = {}
    for name, _ in described():
        value = _from_file(name, values, folder) if name in secrets else values.get(name)
        text = value.strip() if isinstance(value, str) else value
        if text == "" and (name in secrets or name in _NEVER_EMPTY):
            raise BadInput("settings.empty", name=name)
        if text is not None and text != "":
            found[name] = text
    return found


def _from_file(name: str, values: Mapping[str, Any], folder: Path) -> Any:
    path = values.get(name + _FILE)
    if path is None:
        return values.get(name)
    if name in values:
        raise BadInput("settings.twice", name=name, other=name + _FILE)
    try:
        return (folder / str(path)).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadInput("settings.secret_file", name=name + _FILE) from None


def _sentence(error: ValidationError) -> BadInput:
    first = error.errors(include_input=False, include_url=False)[0]
    name, context = str(first["loc"][0]), first.get("ctx", {})
    if first["type"] == "settings":
        return BadInput(context["key"], name=name)
    if first["type"] == "literal_error":
        choices = re.findall(r"'([^']+)'", context["expected"])
        return BadInput("settings.choice", name=name, choices=", ".join(choices))
    if name == "TOVHOLDER_PORT":
        return BadInput("settings.port", name=name)
    return BadInput("settings.form", name=name)


def _settings(names: Names, folder: Path) -> Settings:
    data_dir = (folder / names.data_dir).absolute()
    host = f"[{names.host}]" if ":" in names.host else names.host
    return Settings(
        database_url=_plain(names.database_url) or f"sqlite:///{data_dir / 'tovholder.db'}",
        data_dir=data_dir,
        host=names.host,
        port=names.port,
        public_url=(names.public_url or f"http://{host}:{names.port}").rstrip("/"),
        language=names.language,
        timezone=names.timezone,
        catch_up=names.catch_up,
        catch_up_days=names.catch_up_days,
        slack=_slack(names),
        teams=_teams(names),
        heartbeat_url=_plain(names.heartbeat_url),
        commands=_commands(names.commands),
    )


def _slack(names: Names) -> SlackSettings | None:
    bot_token = _plain(names.slack_bot_token)
    app_token, secret = _plain(names.slack_app_token), _plain(names.slack_signing_secret)
    if bot_token is None:
        for name, value in (("SLACK_APP_TOKEN", app_token), ("SLACK_SIGNING_SECRET", secret)):
            if value is not None:
                raise BadInput("settings.alone", name=name, other="SLACK_BOT_TOKEN")
        return None
    if app_token is None and secret is None:
        raise BadInput("settings.slack_way_in", name="SLACK_BOT_TOKEN")
    return SlackSettings(
        bot_token=bot_token,
        signing_secret=secret,
        app_token=app_token,
        api_url=names.slack_api_url.rstrip("/") + "/",
        teams=names.slack_teams,
        emoji=names.deviation_emoji,
    )


def _teams(names: Names) -> TeamsSettings | None:
    password, tenant = _plain(names.teams_password), names.teams_tenant_id
    given = {
        "MICROSOFT_APP_ID": names.teams_app_id,
        "MICROSOFT_APP_TENANT_ID": tenant,
        "MICROSOFT_APP_PASSWORD": password,
    }
    present = [name for name, value in given.items() if value is not None]
    if names.teams_anonymous:
        if not is_loopback(names.host):
            raise BadInput("settings.anonymous", name="TOVHOLDER_TEAMS_ANONYMOUS")
    elif not present:
        return None
    else:
        if names.teams_app_type == "UserAssignedMSI":
            del given["MICROSOFT_APP_PASSWORD"]
        for name, value in given.items():
            if value is None:
                raise BadInput("settings.alone", name=present[0], other=name)
    return TeamsSettings(
        app_id=names.teams_app_id or "",
        password=password,
        app_type=names.teams_app_type,
        tenant_id=tenant,
        tenants=names.teams_tenants or ((tenant,) if tenant else ()),
        openid_metadata_url=names.teams_openid_metadata_url,
        token_url=names.teams_token_url,
        anonymous=names.teams_anonymous,
    )


def _commands(items: tuple[str, ...]) -> Mapping[str, str]:
    pairs = [match.groups() for item in items if (match := COMMAND.fullmatch(item))]
    return MappingProxyType({word: name or word for word, name in pairs})


def _plain(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
