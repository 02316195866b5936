"""The settings as they are written: every name, its meaning, its type and its default."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.settings import checks

Token = Annotated[SecretStr, AfterValidator(checks.token)]
PrivateAddress = Annotated[str, AfterValidator(checks.private_address)]
Items = Annotated[tuple[str, ...], BeforeValidator(checks.items)]


def _shown(default: str) -> dict[str, Any]:
    """Describe a default that is worked out, or not a value, for the page of settings."""
    return {"shown": default}


class Names(BaseSettings):
    """The settings as they are written: one field a name, each with its meaning."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    database_url: Annotated[SecretStr, AfterValidator(checks.database)] | None = Field(
        None,
        alias="TOVHOLDER_DATABASE_URL",
        description="The database: `sqlite:///…` or `postgresql://…`.",
        json_schema_extra=_shown("`sqlite:///<data dir>/tovholder.db`"),
    )
    data_dir: Path = Field(
        Path("./data"),
        alias="TOVHOLDER_DATA_DIR",
        description="Folder of the database, the lock and the files; seen from the working folder.",
        json_schema_extra=_shown("`./data`"),
    )
    host: str = Field(
        "127.0.0.1", alias="TOVHOLDER_HOST", description="Address the server listens on."
    )
    port: int = Field(
        8080, alias="TOVHOLDER_PORT", ge=1, le=65535, description="Port the server listens on."
    )
    public_url: Annotated[str, AfterValidator(checks.web_address)] | None = Field(
        None,
        alias="TOVHOLDER_PUBLIC_URL",
        description="Address of pictures, files and feeds in messages.",
        json_schema_extra=_shown("`http://HOST:PORT`"),
    )
    language: Literal["da", "en"] = Field(
        "da", alias="TOVHOLDER_LANGUAGE", description="The organisation's language: `da` or `en`."
    )
    timezone: Annotated[str, AfterValidator(checks.timezone)] = Field(
        "Europe/Copenhagen",
        alias="TOVHOLDER_TIMEZONE",
        description="The organisation's time zone, by its IANA name.",
    )
    catch_up: Literal["latest", "all", "skip"] = Field(
        "latest",
        alias="TOVHOLDER_CATCH_UP",
        description=(
            "After a stop, which of the missed reminders are sent on the next morning: `latest` "
            "(the latest about each thing), `all`, or `skip` (none)."
        ),
    )
    catch_up_days: int = Field(
        14,
        alias="TOVHOLDER_CATCH_UP_DAYS",
        ge=1,
        le=366,
        description="How many days back missed reminders are still sent.",
    )
    slack_bot_token: Token | None = Field(
        None, alias="SLACK_BOT_TOKEN", description="The workspace's bot token; turns Slack on."
    )
    slack_signing_secret: Token | None = Field(
        None,
        alias="SLACK_SIGNING_SECRET",
        description="Signing secret of the Slack app; needed unless Socket Mode is on.",
    )
    slack_app_token: Token | None = Field(
        None, alias="SLACK_APP_TOKEN", description="App-level token; turns Socket Mode on."
    )
    slack_api_url: PrivateAddress = Field(
        "https://slack.com/api/", alias="SLACK_API_URL", description="Slack's Web API."
    )
    slack_teams: Items = Field(
        (),
        alias="TOVHOLDER_SLACK_TEAMS",
        description="Allowed workspace ids, divided by commas.",
        json_schema_extra=_shown("the token's own"),
    )
    deviation_emoji: Annotated[str, AfterValidator(checks.emoji)] = Field(
        "triangular_flag_on_post",
        alias="TOVHOLDER_DEVIATION_EMOJI",
        description=(
            "Name of the emoji that marks a message in Slack as a deviation, without its colons: "
            "who sets it is asked, alone, whether to register what the message says."
        ),
    )
    teams_app_id: str | None = Field(
        None, alias="MICROSOFT_APP_ID", description="The bot's application id; turns Teams on."
    )
    teams_password: Token | None = Field(
        None,
        alias="MICROSOFT_APP_PASSWORD",
        description="The application's client secret; not used with a managed identity.",
    )
    teams_app_type: Literal["SingleTenant", "UserAssignedMSI"] = Field(
        "SingleTenant",
        alias="MICROSOFT_APP_TYPE",
        description="`SingleTenant` or `UserAssignedMSI`.",
    )
    teams_tenant_id: str | None = Field(
        None, alias="MICROSOFT_APP_TENANT_ID", description="The application's tenant."
    )
    teams_tenants: Items = Field(
        (),
        alias="TOVHOLDER_TEAMS_TENANTS",
        description="Allowed tenant ids, divided by commas.",
        json_schema_extra=_shown("the application's own"),
    )
    teams_openid_metadata_url: PrivateAddress = Field(
        "https://login.botframework.com/v1/.well-known/openidconfiguration",
        alias="TOVHOLDER_TEAMS_OPENID_METADATA_URL",
        description="Where the keys of Teams' tokens are found.",
    )
    teams_token_url: PrivateAddress | None = Field(
        None,
        alias="TOVHOLDER_TEAMS_TOKEN_URL",
        description="Where the bot's own tokens are fetched.",
        json_schema_extra=_shown("Microsoft's, for the tenant"),
    )
    teams_anonymous: bool = Field(
        False,
        alias="TOVHOLDER_TEAMS_ANONYMOUS",
        description=(
            "`1` lets calls in without a token, for a local emulator only: refused unless the "
            "host and every serviceUrl are loopback."
        ),
        json_schema_extra=_shown("off"),
    )
    heartbeat_url: Annotated[SecretStr, AfterValidator(checks.secret_address)] | None = Field(
        None,
        alias="TOVHOLDER_HEARTBEAT_URL",
        description=(
            "Address that is pinged every minute while all is well (a dead man's switch); "
            "HTTPS, or on this machine."
        ),
        json_schema_extra=_shown("off"),
    )
    commands: Annotated[Items, AfterValidator(checks.command_names)] = Field(
        (),
        alias="TOVHOLDER_COMMANDS",
        description=(
            "Slash commands to answer to, divided by commas; `incident=isms-incident` gives a "
            "command another name where its own is taken."
        ),
        json_schema_extra=_shown("all, under their own names"),
    )

    def __init__(self, environment: Mapping[str, Any], file: Mapping[str, Any]) -> None:
        """Check what was read.

        Raises:
            ValidationError: a value cannot be used.
        """
        super().__init__(environment=environment, file=file)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic-settings' signature
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read only what `load_settings` was given, the environment before the file."""
        given = init_settings()
        return tuple(_Given(settings_cls, given[source]) for source in ("environment", "file"))


class _Given(PydanticBaseSettingsSource):
    """Settings by the names they have in the environment and in the file."""

    def __init__(self, settings_cls: type[BaseSettings], values: Mapping[str, Any]) -> None:
        super().__init__(settings_cls)
        self._values = values

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        name = field.alias or field_name
        return self._values.get(name), name, False

    def __call__(self) -> dict[str, Any]:
        return {name: self._values[name] for name, _ in described() if name in self._values}


def described() -> Iterator[tuple[str, FieldInfo]]:
    """Return every name with its field, in the order of the page of settings."""
    for field in Names.model_fields.values():
        yield field.alias or "", field


def is_secret(field: FieldInfo) -> bool:
    """Tell whether the setting may also come from a file, and is never shown."""
    return SecretStr in (field.annotation, *get_args(field.annotation)) or any(
        SecretStr in get_args(part) for part in get_args(field.annotation)
    )
