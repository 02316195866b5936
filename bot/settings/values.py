"""The settings as the house uses them: frozen, with the defaults filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class SlackSettings:
    """One workspace.

    Args:
        signing_secret: of the HTTP entrance; None when only Socket Mode is used.
        app_token: turns Socket Mode on.
        api_url: ends with a slash.
        teams: allowed workspace ids; empty means the token's own.
        emoji: the name of the emoji that marks a message as a deviation.
    """

    bot_token: str = field(repr=False)
    signing_secret: str | None = field(repr=False)
    app_token: str | None = field(repr=False)
    api_url: str
    teams: tuple[str, ...]
    emoji: str


@dataclass(frozen=True)
class TeamsSettings:
    """One bot registration.

    Args:
        app_id: empty only when `anonymous`.
        password: None with a managed identity.
        tenants: allowed tenant ids: the app's own unless others are named.
        token_url: None means Microsoft's.
        anonymous: calls without a token are let in; the host is then loopback, and the platform
            must refuse every serviceUrl that is not.
    """

    app_id: str
    password: str | None = field(repr=False)
    app_type: Literal["SingleTenant", "UserAssignedMSI"]
    tenant_id: str | None
    tenants: tuple[str, ...]
    openid_metadata_url: str
    token_url: str | None
    anonymous: bool


@dataclass(frozen=True)
class Settings:
    """Everything that is set, with the defaults filled in.

    Args:
        data_dir: absolute.
        public_url: no trailing slash.
        timezone: IANA name.
        catch_up: which missed reminders are sent after a stop.
        catch_up_days: how many days back.
        commands: the command's own word → the name it has in chat, without slashes; empty means
            every command under its own name.
        slack, teams: None when the platform is not configured.
    """

    database_url: str = field(repr=False)
    data_dir: Path
    host: str
    port: int
    public_url: str
    language: Literal["da", "en"]
    timezone: str
    catch_up: Literal["latest", "all", "skip"]
    catch_up_days: int
    slack: SlackSettings | None
    teams: TeamsSettings | None
    heartbeat_url: str | None = field(repr=False)
    commands: Mapping[str, str]

    def secrets(self) -> tuple[str, ...]:
        """Return every secret value, for the log's redactor."""
        password = urlsplit(self.database_url).password or ""
        found = [password, unquote(password), self.heartbeat_url]
        if self.slack:
            found += [self.slack.bot_token, self.slack.signing_secret, self.slack.app_token]
        if self.teams:
            found.append(self.teams.password)
        return tuple(secret for secret in found if secret)

    def remote_platforms(self) -> tuple[str, ...]:
        """Return the settings whose address, of a platform or to ping, is not on this machine.

        `demo` attaches Slack and Teams only when there are none (interfaces.md).
        """
        addresses: dict[str, str] = {}
        if self.slack:
            addresses["SLACK_API_URL"] = self.slack.api_url
        if self.teams and not self.teams.anonymous:
            addresses["TOVHOLDER_TEAMS_OPENID_METADATA_URL"] = self.teams.openid_metadata_url
            addresses["TOVHOLDER_TEAMS_TOKEN_URL"] = self.teams.token_url or ""
        if self.heartbeat_url:
            addresses["TOVHOLDER_HEARTBEAT_URL"] = self.heartbeat_url
        return tuple(
            name for name, url in addresses.items() if not is_loopback(urlsplit(url).hostname or "")
        )


def is_loopback(host: str) -> bool:
    """Tell whether `host` (a name or an address) can only be this machine."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
