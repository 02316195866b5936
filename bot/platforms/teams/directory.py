"""People look-up: the members of the conversations in which they were met."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.chat.ports import DeliveryError, DirectoryProfile
from bot.domain.people import Account
from bot.platforms.teams.connector import Connector
from bot.platforms.teams.conversations import Conversations, Reference
from bot.platforms.teams.inbound import Incoming, Mentioned, clean
from bot.telemetry.logs import get_logger

_KEPT_SECONDS = 600.0
_UNKNOWN_KEPT_SECONDS = 60.0
_KEPT = 10_000
_MOST_PAGES = 200
_log = get_logger(__name__)
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_ROLES_OF_GUESTS = frozenset({"guest", "anonymous", "bot"})


@dataclass(frozen=True)
class _Sighting:
    """Where an account can be asked for: a conversation that it is a member of."""

    service_url: str
    conversation_id: str
    member_id: str


class TeamsDirectory:
    """Profiles by account, from the Bot Connector's roster; kept for some minutes."""

    def __init__(self, connector: Connector, conversations: Conversations) -> None:
        self._connector = connector
        self._conversations = conversations
        self._seen: dict[Account, _Sighting] = {}
        self._profiles: dict[Account, tuple[float, DirectoryProfile | None]] = {}
        self._accounts: dict[tuple[str, str], str] = {}

    def saw(self, incoming: Incoming) -> None:
        """Note where the sender of `incoming` can be asked for."""
        if incoming.sender_account:
            sighting = _Sighting(incoming.service_url, incoming.roster, incoming.sender_id)
            _keep(self._seen, incoming.actor.account, sighting)

    async def profile(self, account: Account) -> DirectoryProfile | None:
        """Return the account's profile, or None when Teams does not know or tell it."""
        expires, profile = self._profiles.get(account, (0.0, None))
        if expires > _now():
            return profile
        profile = await self._fetch(account)
        kept = _KEPT_SECONDS if profile is not None else _UNKNOWN_KEPT_SECONDS
        _keep(self._profiles, account, (_now() + kept, profile))
        return profile

    async def members(self) -> Sequence[tuple[Account, DirectoryProfile]]:
        """Return everyone in the groups and teams that the bot is in.

        A bot has no list of the organisation; one of a place where Teams does not answer is left
        out until the next time.
        """
        found: dict[Account, DirectoryProfile] = {}
        for reference in await self._conversations.rosters():
            try:
                await self._list(reference, found)
            except DeliveryError as error:
                _log.warning("teams.members_incomplete", reason=error.reason)
        return tuple(found.items())

    async def _list(self, reference: Reference, found: dict[Account, DirectoryProfile]) -> None:
        after, pages = "", 0
        while pages < _MOST_PAGES:
            members, after = await self._connector.members(
                reference.service_url, reference.roster, after
            )
            for member in members:
                account = Account("teams", reference.tenant, _told(member))
                profile = _profile(account, member)
                if profile is not None:
                    found[account] = profile
                    met = _Sighting(reference.service_url, reference.roster, _string(member, "id"))
                    self._seen.setdefault(account, met)
                    _keep(self._profiles, account, (_now() + _KEPT_SECONDS, profile))
            pages += 1
            if not after:
                return

    async def accounts(self, incoming: Incoming, people: tuple[Mentioned, ...]) -> tuple[str, ...]:
        """Return the directory object ids of the people mentioned in a message, in order.

        Those that Teams does not tell are left out.
        """
        found = await asyncio.gather(*(self._account(incoming, person) for person in people))
        return tuple(account for account in found if account)

    async def _account(self, incoming: Incoming, person: Mentioned) -> str:
        key = (incoming.tenant, person.user_id)
        account = person.account_id or self._accounts.get(key, "")
        if not account and person.user_id:
            member = await self._member(
                _Sighting(incoming.service_url, incoming.roster, person.user_id)
            )
            account = _told(member)
        if account:
            _keep(self._accounts, key, account)
            met = _Sighting(incoming.service_url, incoming.roster, person.user_id)
            self._seen.setdefault(Account("teams", incoming.tenant, account), met)
        return account

    async def _fetch(self, account: Account) -> DirectoryProfile | None:
        sighting = self._seen.get(account)
        if sighting is None:
            chat = await self._conversations.personal(account)
            if chat is None:
                return None
            sighting = _Sighting(chat.service_url, chat.conversation_id, chat.user_id)
        member = await self._member(sighting)
        return _profile(account, member) if member else None

    async def _member(self, sighting: _Sighting) -> dict[str, Any]:
        try:
            return await self._connector.member(
                sighting.service_url, sighting.conversation_id, sighting.member_id
            )
        except DeliveryError:
            return {}


def _profile(account: Account, member: dict[str, Any]) -> DirectoryProfile | None:
    told = _told(member)
    if not told or told.lower() != account.id.lower():
        return None
    principal = _string(member, "userPrincipalName")
    tenant = _string(member, "tenantId").lower()
    guest = _string(member, "userRole").lower() in _ROLES_OF_GUESTS or "#EXT#" in principal.upper()
    foreign = bool(tenant) and tenant != account.tenant
    return DirectoryProfile(
        name=clean(_string(member, "name")),
        email=_string(member, "email") or principal or None,
        member=not guest and not foreign,
    )


def _told(member: dict[str, Any]) -> str:
    """Return the directory object id; Teams' two ways of listing members name it differently."""
    return _string(member, "aadObjectId") or _string(member, "objectId")


def _string(member: dict[str, Any], name: str) -> str:
    value = member.get(name)
    return value if isinstance(value, str) else ""


def _keep(kept: dict[_Key, _Value], key: _Key, value: _Value) -> None:
    if key not in kept and len(kept) >= _KEPT:
        kept.pop(next(iter(kept)))
    kept[key] = value


def _now() -> float:
    return asyncio.get_running_loop().time()
