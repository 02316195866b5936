"""What the Teams platform is told by the composition root, and what it refuses to start with."""

from dataclasses import dataclass

from bot.domain.errors import NotReady
from bot.platforms.teams.addresses import Addresses, is_loopback

APP_TYPES = ("SingleTenant", "UserAssignedMSI")


@dataclass(frozen=True)
class TeamsConfig:
    """The settings of the Teams platform (interfaces.md, Settings).

    Args:
        app_id: the bot's Microsoft app id; may be empty in anonymous mode only.
        app_password: the client secret; not used by UserAssignedMSI.
        app_type: "SingleTenant" or "UserAssignedMSI".
        tenant_id: the organisation's tenant.
        tenants: tenants whose messages are let in; empty means `tenant_id` alone.
        openid_metadata_url: where the Bot Framework publishes its signing keys.
        token_url: the token endpoint, `{tenant}` standing for `tenant_id`; for UserAssignedMSI
            the instance metadata endpoint.
        anonymous: no tokens in or out, for an emulator on this machine.
        public_url: this installation's own address, without a trailing slash, for picture links.
    """

    app_id: str
    app_password: str
    app_type: str
    tenant_id: str
    tenants: frozenset[str]
    openid_metadata_url: str
    token_url: str
    anonymous: bool
    public_url: str

    @property
    def allowed_tenants(self) -> frozenset[str]:
        """The tenants that are let in."""
        own = {self.tenant_id} if self.tenant_id else set()
        return frozenset(tenant.lower() for tenant in self.tenants or own)

    @property
    def addresses(self) -> Addresses:
        """Which addresses may be talked to."""
        return Addresses(
            anonymous=self.anonymous, endpoints=(self.openid_metadata_url, self.token_url)
        )


def require_usable(config: TeamsConfig) -> None:
    """Refuse a configuration under which messages could not be verified or answered safely.

    Raises:
        NotReady: a secret is missing, an address is not secure, or anonymous mode is asked for on
            a machine that others can reach.
    """
    if config.anonymous:
        if not is_loopback(config.public_url):
            raise NotReady("teams.anonymous_not_local")
        return
    if not config.app_id:
        raise NotReady("teams.app_id_missing")
    if not config.allowed_tenants:
        raise NotReady("teams.tenant_missing")
    if config.app_type not in APP_TYPES:
        raise NotReady("teams.app_type_unknown", allowed="/".join(APP_TYPES))
    managed = config.app_type == "UserAssignedMSI"
    if not managed and not config.app_password:
        raise NotReady("teams.password_missing")
    if not config.addresses.endpoint_allowed(config.openid_metadata_url):
        raise NotReady("teams.address_insecure", name="TOVHOLDER_TEAMS_OPENID_METADATA_URL")
    if not config.addresses.endpoint_allowed(config.token_url, managed_identity=managed):
        raise NotReady("teams.address_insecure", name="TOVHOLDER_TEAMS_TOKEN_URL")
