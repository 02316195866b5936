"""Files to people, by file consent in the personal chat: offered, agreed to, and put there once.

Source: Microsoft, "Send and receive files from a bot".
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import aiohttp
from botbuilder.schema import Activity, ActivityTypes, Attachment

from bot.cards.elements import Card, File
from bot.chat.ports import FileStore, StoredFile
from bot.domain.people import Account
from bot.platforms.teams.addresses import Addresses
from bot.platforms.teams.conversations import ConversationStore
from bot.platforms.teams.http import Http
from bot.platforms.teams.inbound import Incoming, clean, part
from bot.telemetry.logs import get_logger
from bot.texts import Texts

_log = get_logger(__name__)

CONSENT = "fileConsent/invoke"
CONSENT_CARD = "application/vnd.microsoft.teams.card.file.consent"
INFO_CARD = "application/vnd.microsoft.teams.card.file.info"
_KEPT = 5  # offers to one person; an older one has long expired
_UPLOAD_SECONDS = 30.0
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Offer:
    """A file offered to a person, under a random id."""

    id: str
    secret: str
    name: str


class FileTrouble(Exception):
    """A file could not be put where the person wants it.

    Args:
        key: the catalogue key of the sentence that says so.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Files:
    """The files on offer, kept by person; whoever else agrees to one finds none.

    Args:
        store: keeps the offers across restarts.
        files: where the contents wait; None when nothing is offered.
        addresses: where they may be put.
        http: the connection.
    """

    def __init__(
        self, store: ConversationStore, files: FileStore | None, addresses: Addresses, http: Http
    ) -> None:
        self._store = store
        self._files = files
        self._addresses = addresses
        self._http = http
        self._taking: set[str] = set()

    async def offer(self, account: Account, card: Card, texts: Texts) -> Sequence[Activity]:
        """Return a message for each file on `card` that asks the person where to put it."""
        if self._files is None or not account.id:
            return ()
        found = [element for element in card.body if isinstance(element, File)]
        messages = []
        for file in found:
            offer = Offer(secrets.token_urlsafe(16), file.secret, file.name[:_LONGEST_NAME])
            await self._keep(account, [*await self._offers(account), offer])
            messages.append(_consent_message(offer, file, texts))
        return messages

    async def take(self, incoming: Incoming) -> Activity | None:
        """Put the file that a person agreed to where Teams says; None when they declined.

        Returns:
            the message that shows the file.

        Raises:
            FileTrouble: it is not theirs, was put there already, or could not be.
        """
        account = incoming.actor.account
        value = part(incoming.data, "value")
        wanted = part(value, "context").get("offer")
        offer = next((o for o in await self._offers(account) if o.id == wanted), None)
        if offer is None or offer.id in self._taking:
            raise FileTrouble("teams.file_gone")
        self._taking.add(offer.id)
        try:
            shown = None
            if value.get("action") == "accept":
                shown = await self._put(offer, part(value, "uploadInfo"))
            left = [other for other in await self._offers(account) if other.id != offer.id]
            await self._keep(account, left)
        finally:
            self._taking.discard(offer.id)
        return shown

    async def _put(self, offer: Offer, upload: Mapping[str, Any]) -> Activity:
        file = await self._files.file(offer.secret) if self._files else None
        if file is None or not file.content:
            raise FileTrouble("teams.file_gone")
        url = upload.get("uploadUrl")
        if not isinstance(url, str) or not self._addresses.file_allowed(url):
            _log.warning("teams.file_address_refused")
            raise FileTrouble("teams.file_failed")
        await self._upload(url, file)
        return _info_message(file, upload)

    async def _upload(self, url: str, file: StoredFile) -> None:
        size = len(file.content)
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Range": f"bytes 0-{size - 1}/{size}",
        }
        try:
            status, _, _ = await self._http.request(
                "PUT", url, seconds=_UPLOAD_SECONDS, headers=headers, data=file.content
            )
        except (TimeoutError, aiohttp.ClientError) as error:
            _log.warning("teams.file_not_uploaded", reason=type(error).__name__)
            raise FileTrouble("teams.file_failed") from None
        if not 200 <= status < 300:
            _log.warning("teams.file_not_uploaded", reason=str(status))
            raise FileTrouble("teams.file_failed")

    async def _offers(self, account: Account) -> list[Offer]:
        stored = await self._store.recall(_key(account))
        try:
            return [Offer(**offer) for offer in (stored or {}).get("offers", [])]
        except TypeError:
            return []

    async def _keep(self, account: Account, offers: list[Offer]) -> None:
        if not offers:
            await self._store.forget(_key(account))
            return
        kept = [asdict(offer) for offer in offers[-_KEPT:]]
        await self._store.remember(_key(account), {"offers": kept})


def is_consent(incoming: Incoming) -> bool:
    """Tell whether the activity is the answer to an offered file."""
    return incoming.type == "invoke" and incoming.name == CONSENT


def _key(account: Account) -> str:
    return f"teams:offers:{account.tenant}:{account.id}"


def _consent_message(offer: Offer, file: File, texts: Texts) -> Activity:
    context = {"offer": offer.id}
    content = {
        "description": texts("teams.file_offer"),
        "sizeInBytes": file.size,
        "acceptContext": context,
        "declineContext": context,
    }
    card = Attachment(content_type=CONSENT_CARD, name=clean(file.name), content=content)
    return Activity(type=ActivityTypes.message, attachments=[card])


def _info_message(file: StoredFile, upload: Mapping[str, Any]) -> Activity:
    told = {name: upload.get(name) for name in ("uniqueId", "fileType", "contentUrl")}
    known = {name: value for name, value in told.items() if isinstance(value, str)}
    url = known.pop("contentUrl", "")
    card = Attachment(content_type=INFO_CARD, name=clean(file.name), content_url=url, content=known)
    return Activity(type=ActivityTypes.message, attachments=[card])
