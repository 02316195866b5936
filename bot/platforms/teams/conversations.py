"""Where the bot has been spoken to: what is needed to write there again, kept across restarts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.chat.request import Place, PlaceKind
from bot.domain.people import Account

_REMEMBERED = 10_000


class ConversationStore(Protocol):
    """Keeps conversation references, JSON objects of under 1 kB, by key."""

    async def remember(self, key: str, reference: dict[str, Any]) -> None:
        """Store `reference` under `key` in place of any other."""
        ...

    async def recall(self, key: str) -> dict[str, Any] | None:
        """Return what is stored under `key`, or None."""
        ...

    async def forget(self, key: str) -> None:
        """Remove what is stored under `key`, if anything is."""
        ...

    async def every(self) -> Sequence[dict[str, Any]]:
        """Return everything that is stored, in no order."""
        ...


@dataclass(frozen=True)
class Reference:
    """A conversation that can be written to.

    Args:
        service_url: the Bot Connector that serves it; checked again before every use.
        tenant: the tenant it lies in.
        conversation_id: without a channel's thread; empty for a tenant's own reference, which
            only tells where new conversations are created.
        kind: personal, group or channel.
        bot_id: our own id in it.
        roster: the conversation whose members it has: the team, for a channel.
        user_id: whom the conversation is with, in a personal chat: the id Teams gave them for
            this bot, and
        account_id: their directory object id.
    """

    service_url: str
    tenant: str
    conversation_id: str
    kind: PlaceKind
    bot_id: str
    roster: str = ""
    user_id: str = ""
    account_id: str = ""


class Conversations:
    """References by place, by person and by tenant; what was seen lately is not written again."""

    def __init__(self, store: ConversationStore) -> None:
        self._store = store
        self._latest: dict[str, Reference] = {}

    async def note(self, reference: Reference) -> None:
        """Keep `reference`, and for a personal chat also whom it is with."""
        for key in _keys(reference):
            if await self._read(key) != reference:
                await self._store.remember(key, _to_json(reference))
                self._keep(key, reference)
        await self._note_tenant(reference)

    async def drop(self, reference: Reference) -> None:
        """Forget the conversation: the bot was removed from it."""
        for key in _keys(reference):
            self._latest.pop(key, None)
            await self._store.forget(key)

    async def knows(self, reference: Reference) -> bool:
        """Tell whether the conversation was met before."""
        key = _place_key(reference.tenant, reference.conversation_id)
        return await self._read(key) is not None

    async def at(self, place: Place) -> Reference | None:
        """Return the reference of a place; a personal one may be named by its person's id."""
        found = await self._read(_place_key(place.tenant, place.id))
        if found is None and place.kind is PlaceKind.DIRECT:
            found = await self._read(_person_key(place.tenant, place.id))
        return found

    async def personal(self, account: Account) -> Reference | None:
        """Return the personal chat with `account`."""
        return await self._read(_person_key(account.tenant, account.id))

    async def rosters(self) -> Sequence[Reference]:
        """Return a reference for each group and team that the bot is in."""
        references = (_from_json(stored) for stored in await self._store.every())
        shared = (r for r in references if r is not None and r.kind is not PlaceKind.DIRECT)
        return tuple({(r.tenant, r.roster): r for r in shared}.values())

    async def of_tenant(self, tenant: str) -> Reference | None:
        """Return where new conversations of `tenant` are created."""
        return await self._read(_tenant_key(tenant))

    async def _note_tenant(self, reference: Reference) -> None:
        key = _tenant_key(reference.tenant)
        known = await self._read(key)
        if known is None or known.service_url != reference.service_url:
            bare = Reference(
                reference.service_url, reference.tenant, "", PlaceKind.DIRECT, reference.bot_id
            )
            await self._store.remember(key, _to_json(bare))
            self._keep(key, bare)

    async def _read(self, key: str) -> Reference | None:
        found = self._latest.get(key)
        if found is None:
            stored = await self._store.recall(key)
            found = _from_json(stored) if stored is not None else None
            if found is not None:
                self._keep(key, found)
        return found

    def _keep(self, key: str, reference: Reference) -> None:
        if len(self._latest) >= _REMEMBERED:
            self._latest.pop(next(iter(self._latest)))
        self._latest[key] = reference


def _keys(reference: Reference) -> tuple[str, ...]:
    place = _place_key(reference.tenant, reference.conversation_id)
    if reference.kind is PlaceKind.DIRECT and reference.account_id:
        return place, _person_key(reference.tenant, reference.account_id)
    return (place,)


def _place_key(tenant: str, conversation_id: str) -> str:
    return f"teams:place:{tenant}:{conversation_id}"


def _person_key(tenant: str, account_id: str) -> str:
    return f"teams:person:{tenant}:{account_id}"


def _tenant_key(tenant: str) -> str:
    return f"teams:tenant:{tenant}"


def _to_json(reference: Reference) -> dict[str, Any]:
    """Return the reference in the form of the Bot Framework's ConversationReference."""
    return {
        "channelId": "msteams",
        "serviceUrl": reference.service_url,
        "conversation": {
            "id": reference.conversation_id,
            "conversationType": reference.kind.value,
            "tenantId": reference.tenant,
        },
        "bot": {"id": reference.bot_id},
        "roster": reference.roster,
        "user": {"id": reference.user_id, "aadObjectId": reference.account_id},
    }


def _from_json(stored: dict[str, Any]) -> Reference | None:
    """Read a stored reference; one that cannot be read counts as none."""
    try:
        return Reference(
            service_url=str(stored["serviceUrl"]),
            tenant=str(stored["conversation"]["tenantId"]),
            conversation_id=str(stored["conversation"]["id"]),
            kind=PlaceKind(stored["conversation"]["conversationType"]),
            bot_id=str(stored["bot"]["id"]),
            roster=str(stored["roster"]),
            user_id=str(stored["user"]["id"]),
            account_id=str(stored["user"]["aadObjectId"]),
        )
    except (KeyError, TypeError, ValueError):
        return None
