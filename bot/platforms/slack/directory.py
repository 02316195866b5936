"""Slack's own directory: who an account is, and whether they belong to the organisation."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.ports import DirectoryProfile
from bot.domain.people import Account
from bot.platforms.slack.admission import Admission
from bot.platforms.slack.failures import CALL_ERRORS, delivery_error
from bot.platforms.slack.readback import next_cursor
from bot.telemetry.logs import get_logger

KNOWN_FOR = 600.0
"""Seconds a profile is kept."""

UNKNOWN_FOR = 30.0
"""Seconds it is remembered that Slack did not tell."""

_ROOM = 5_000
_PAGE = 500
_OUTSIDERS = (
    "deleted",
    "is_bot",
    "is_workflow_bot",
    "is_restricted",
    "is_ultra_restricted",
    "is_stranger",
)


_log = get_logger(__name__)


class SlackDirectory:
    """Looks accounts up with users.info.

    Args:
        client: with the shared session.
        admission: knows the organisation's own workspaces.
        clock: seconds.
    """

    def __init__(
        self, client: AsyncWebClient, admission: Admission, clock: Callable[[], float]
    ) -> None:
        self._client = client
        self._admission = admission
        self._clock = clock
        self._kept: dict[str, tuple[float, DirectoryProfile | None]] = {}

    async def profile(self, account: Account) -> DirectoryProfile | None:
        """Return the account's profile; see `bot.chat.ports.Directory`."""
        if account.platform != "slack":
            return None
        until, kept = self._kept.get(account.id, (0.0, None))
        if self._clock() < until:
            return kept
        found = await self._ask(account.id)
        self._kept.pop(account.id, None)
        lasts = UNKNOWN_FOR if found is None else KNOWN_FOR
        self._kept[account.id] = (self._clock() + lasts, found)
        if len(self._kept) > _ROOM:
            del self._kept[next(iter(self._kept))]
        return found

    async def members(self) -> Sequence[tuple[Account, DirectoryProfile]]:
        """Return everyone the workspace lists; see `bot.chat.ports.Directory`.

        When Slack stops answering, those it has told of so far.
        """
        found: list[tuple[Account, DirectoryProfile]] = []
        cursor: str | None = ""
        while cursor is not None:
            try:
                page = await self._client.users_list(limit=_PAGE, cursor=cursor or None)
            except CALL_ERRORS as error:
                failed = delivery_error(error)
                if failed.retry_after is None:
                    _log.warning("slack.members_incomplete", reason=failed.reason)
                    return found
                await asyncio.sleep(failed.retry_after)
                continue
            found.extend(self._listed(page.get("members")))
            cursor = next_cursor(page.get("response_metadata"))
        return found

    def _listed(self, users: Any) -> Iterator[tuple[Account, DirectoryProfile]]:
        for user in users if isinstance(users, list) else ():
            profile = self._read(user)
            if profile is not None and isinstance(user.get("id"), str) and not user.get("deleted"):
                team = user.get("team_id") or next(iter(self._admission.teams), "")
                yield Account("slack", str(team), user["id"]), profile

    async def _ask(self, user: str) -> DirectoryProfile | None:
        try:
            answer = await self._client.users_info(user=user)
        except CALL_ERRORS:
            return None
        return self._read(answer.get("user"))

    def _read(self, user: Any) -> DirectoryProfile | None:
        if not isinstance(user, dict):
            return None
        profile = user.get("profile")
        profile = profile if isinstance(profile, dict) else {}
        names = (profile.get("real_name"), user.get("real_name"), user.get("name"))
        email = profile.get("email")
        return DirectoryProfile(
            name=next((name for name in names if isinstance(name, str) and name), ""),
            email=email if isinstance(email, str) and email else None,
            member=self._is_member(user),
        )

    def _is_member(self, user: dict[str, Any]) -> bool:
        """Guests, bots, the departed and people of another workspace are no members."""
        if any(user.get(mark) for mark in _OUTSIDERS) or user.get("id") == "USLACKBOT":
            return False
        team = user.get("team_id")
        return team is None or team in self._admission.teams
