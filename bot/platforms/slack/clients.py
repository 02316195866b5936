"""The clients that slack-sdk and Bolt are given."""

from collections.abc import Callable

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.admission import Identity
from bot.platforms.slack.calls import is_loopback


class Known(AsyncAuthorize):
    """Bolt asks per request who it is; the answer is known and needs no call."""

    def __init__(self, bot_token: str, identity: Callable[[], Identity | None]) -> None:
        self._bot_token = bot_token
        self._identity = identity

    async def __call__(self, *, team_id: str | None, **_: object) -> AuthorizeResult:
        """Return the app's own authorisation."""
        who = self._identity()
        return AuthorizeResult(
            enterprise_id=None,
            team_id=team_id,
            bot_token=self._bot_token,
            bot_user_id=who.bot_user if who else None,
            bot_id=who.bot_id if who else None,
        )


def client_of(api_url: str, token: str | None) -> AsyncWebClient:
    """Return a client of the Web API that tries each call once.

    Args:
        api_url: with a slash at the end; on loopback no proxy is asked.
        token: of the bot or the app.
    """
    client = AsyncWebClient(token=token, base_url=api_url, retry_handlers=[])
    if is_loopback(api_url):
        client.proxy = None
    return client
