"""Slack and Teams, wired from the settings: the two lines that a new platform needs.

An SDK is imported only when its platform is set up: botbuilder alone takes 0.8 s.
"""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.app.house import House
from bot.chat.entrance import Entrance
from bot.chat.ports import Directory, Messenger
from bot.domain.errors import NotReady
from bot.services.doctor import Diagnosis, Probe
from bot.settings import SlackSettings, TeamsSettings
from bot.texts import Texts

_MICROSOFT_TOKEN_URL = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"  # noqa: S105 - an address
_MANAGED_IDENTITY_URL = "http://169.254.169.254/metadata/identity/oauth2/token"


class Platform(Protocol):
    """What every platform offers to the composition root."""

    entrance: Entrance
    directory: Directory
    messenger: Messenger

    def start(self) -> Awaitable[None]: ...

    def look(self) -> Awaitable[None]: ...

    def check(self) -> Awaitable[None]: ...

    def stop(self) -> Awaitable[None]: ...

    def problems(self) -> Sequence[NotReady]: ...


@dataclass(frozen=True)
class Platforms:
    """The platforms whose settings are present, by name."""

    by_name: dict[str, Platform] = field(default_factory=dict)

    @property
    def entrances(self) -> tuple[Entrance, ...]:
        """Return their doors."""
        return tuple(platform.entrance for platform in self.by_name.values())

    @property
    def messengers(self) -> dict[str, Messenger]:
        """Return their ways out."""
        return {name: platform.messenger for name, platform in self.by_name.items()}

    async def start(self) -> None:
        """Start each.

        Raises:
            NotReady: a platform refuses our credentials.
        """
        for platform in self.by_name.values():
            await platform.start()

    async def look(self) -> None:
        """Ask each once whether it knows us, for `doctor`; nothing is listened to."""
        for platform in self.by_name.values():
            await platform.look()

    async def stop(self) -> None:
        """Stop each."""
        for platform in self.by_name.values():
            await platform.stop()

    def probe(self, texts: Texts) -> Probe:
        """Return the doctor's question to the platforms."""

        async def ask() -> Sequence[Diagnosis]:
            names = ", ".join(name.title() for name in self.by_name)
            lines = [Diagnosis("platforms", ok=bool(names), params={"names": names})]
            for platform in self.by_name.values():
                for problem in platform.problems():
                    sentence = texts(f"error.{problem.key}", **problem.params)
                    lines.append(Diagnosis("platform", ok=False, params={"problem": sentence}))
            return lines

        return ask


def build_platforms(house: House) -> Platforms:
    """Return the platforms whose settings are present, joined to the house's dispatcher."""
    settings = house.settings
    texts = Texts(settings.language, settings.timezone)
    found: dict[str, Platform] = {}
    if settings.slack:
        found["slack"] = _slack(house, settings.slack, texts)
    if settings.teams:
        found["teams"] = _teams(house, settings.teams, texts)
    house.dispatcher.attach({name: platform.directory for name, platform in found.items()})
    platforms = Platforms(found)
    house.services.doctor.attach(platforms.probe(texts))
    return platforms


def _slack(house: House, slack: SlackSettings, texts: Texts) -> Platform:
    from bot.platforms.slack.app import SlackConfig, SlackPlatform

    config = SlackConfig(
        bot_token=slack.bot_token,
        signing_secret=slack.signing_secret or "",
        app_token=slack.app_token,
        api_url=slack.api_url,
        teams=frozenset(slack.teams),
        emoji=slack.emoji,
        commands=tuple(f"/{name}" for name in house.settings.commands.values()),
    )
    return SlackPlatform(config, house.dispatcher, house.services.gallery, texts)


def _teams(house: House, teams: TeamsSettings, texts: Texts) -> Platform:
    from bot.platforms.teams.app import TeamsPlatform
    from bot.platforms.teams.config import TeamsConfig

    managed = teams.app_type == "UserAssignedMSI"
    config = TeamsConfig(
        app_id=teams.app_id,
        app_password=teams.password or "",
        app_type=teams.app_type,
        tenant_id=teams.tenant_id or "",
        tenants=frozenset(teams.tenants),
        openid_metadata_url=teams.openid_metadata_url,
        token_url=teams.token_url or (_MANAGED_IDENTITY_URL if managed else _MICROSOFT_TOKEN_URL),
        anonymous=teams.anonymous,
        public_url=house.settings.public_url,
    )
    return TeamsPlatform(
        config, house.dispatcher, texts, house.store.conversations, files=house.services.files
    )
