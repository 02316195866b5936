"""Who the bot token is: auth.test, and the app's id from whoever tells it."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.domain.errors import NotReady
from bot.platforms.slack.admission import Identity
from bot.platforms.slack.failures import CALL_ERRORS, delivery_error


async def ask_identity(client: AsyncWebClient) -> Identity:
    """Return what the client's token stands for.

    Raises:
        NotReady: `slack.token` when Slack refuses the token, `slack.unreachable` when it cannot be
            asked just now.
    """
    try:
        answer = await client.auth_test()
    except CALL_ERRORS as error:
        failed = delivery_error(error)
        refused = failed.permanent or failed.credentials
        key = "slack.token" if refused else "slack.unreachable"
        raise NotReady(key, reason=failed.reason) from error
    team, user = answer.get("team_id"), answer.get("user_id")
    if not isinstance(team, str) or not isinstance(user, str):
        raise NotReady("slack.token", reason="no_workspace")
    bot = answer.get("bot_id")
    bot = bot if isinstance(bot, str) else None
    app = answer.get("app_id")
    return Identity(
        team=team,
        bot_user=user,
        bot_id=bot,
        app=app if isinstance(app, str) else await _ask_app(client, bot),
        scopes=_scopes(answer),
    )


async def _ask_app(client: AsyncWebClient, bot: str | None) -> str | None:
    if bot is None:
        return None
    try:
        answer = await client.bots_info(bot=bot)
    except CALL_ERRORS:
        return None
    told: Any = answer.get("bot")
    app = told.get("app_id") if isinstance(told, dict) else None
    return app if isinstance(app, str) else None


def _scopes(answer: AsyncSlackResponse) -> frozenset[str]:
    headers = answer.headers or {}
    listed = next((str(v) for k, v in headers.items() if str(k).lower() == "x-oauth-scopes"), "")
    return frozenset(scope.strip() for scope in listed.split(",") if scope.strip())
