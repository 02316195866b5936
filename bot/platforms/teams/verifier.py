"""Who may pass: shape first, then the token, then whose message it is (reliability.md §5)."""

import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.chat.entrance import Foreign, Refusal
from bot.chat.ports import Conversation
from bot.platforms.teams.addresses import is_loopback_host
from bot.platforms.teams.config import TeamsConfig
from bot.platforms.teams.inbound import BadActivity, Incoming, read
from bot.platforms.teams.tokens import CHANNEL, InboundTokens


class TeamsVerifier:
    """Lets in what Microsoft signed for our bot, from a tenant of ours."""

    def __init__(
        self, config: TeamsConfig, tokens: InboundTokens, conversation: Conversation
    ) -> None:
        self._config = config
        self._addresses = config.addresses
        self._tenants = config.allowed_tenants
        self._tokens = tokens
        self._conversation = conversation

    async def __call__(self, headers: Mapping[str, str], body: bytes) -> None:
        """Return when the request may pass.

        Raises:
            Refusal: 400 for its shape, 401 for its token, 403 for whom it is from or for, 429
                while no signing key could be fetched.
        """
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise Refusal(400, "content-type")
        incoming = read_body(body)
        if self._config.anonymous:
            audience = self._require_local(headers)
        else:
            audience = await self._require_signed(headers, incoming)
        if not self._addresses.service_allowed(incoming.service_url):
            raise Refusal(403, "service-url")
        if incoming.channel != CHANNEL:
            raise Refusal(403, "channel")
        await self._require_ours(incoming, audience)

    def _require_local(self, headers: Mapping[str, str]) -> str:
        # A page in a browser on this machine could reach us under a name of its own.
        try:
            host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
        except ValueError:
            host = ""
        if not is_loopback_host(host):
            raise Refusal(403, "anonymous-host")
        return self._config.app_id

    async def _require_signed(self, headers: Mapping[str, str], incoming: Incoming) -> str:
        claims = await self._tokens.claims(headers.get("authorization", ""))
        if claims.service_url.rstrip("/") != incoming.service_url.rstrip("/"):
            raise Refusal(403, "service-url-claim")
        return claims.audience

    async def _require_ours(self, incoming: Incoming, audience: str) -> None:
        """Refuse, and have audited, what is for another bot or from another organisation."""
        ours = self._config.app_id.lower()
        recipient = incoming.bot_id.lower().removeprefix("28:")
        for app in (audience.lower(), recipient if ours else ours):
            if app != ours:
                await self._conversation.refused("teams", incoming.tenant, app)
                raise Refusal(403, "foreign-app")
        if not incoming.tenants:
            raise Refusal(403, "tenant-missing")
        anyone = self._config.anonymous and not self._tenants
        foreign = () if anyone else sorted(incoming.tenants - self._tenants)
        if foreign:
            await self._conversation.refused("teams", foreign[0], recipient)
            raise Foreign("foreign-tenant")


def read_body(body: bytes) -> Incoming:
    """Read a request's body.

    Raises:
        Refusal: 400; it is not JSON, or not an activity.
    """
    try:
        return read(json.loads(body.decode("utf-8")))
    except BadActivity as bad:
        raise Refusal(400, str(bad)) from None
    except (ValueError, RecursionError):
        raise Refusal(400, "json") from None
