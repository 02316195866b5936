"""How a form reaches the person, and what becomes of the modal when it is submitted."""

from dataclasses import replace
from typing import Any

from bot.cards.elements import Card, Form
from bot.chat.ports import DeliveryError
from bot.chat.reply import Reply
from bot.platforms.slack.fields import overlong
from bot.platforms.slack.markup import Json
from bot.platforms.slack.messenger import SlackMessenger
from bot.platforms.slack.modals import apology, field_errors, modal, outcome, waiting
from bot.platforms.slack.replies import Replies
from bot.platforms.slack.spot import Kept, Spot
from bot.telemetry.logs import get_logger
from bot.texts import Texts

_log = get_logger(__name__)


class Dialogs:
    """Opens modals and answers their submissions.

    Args:
        messenger: sends.
        replies: shows a card where the form was opened.
        texts: the organisation's language.
    """

    def __init__(self, messenger: SlackMessenger, replies: Replies, texts: Texts) -> None:
        self._messenger = messenger
        self._replies = replies
        self._texts = texts

    async def open(self, reply: Reply, spot: Spot, trigger: str) -> None:
        """Open the reply's form; when that cannot be, show the reply's card, which opens it.

        Args:
            reply: with a form or without.
            spot: where the card goes instead.
            trigger: of the press or the command, "" once it is too old to open anything.
        """
        form = reply.form
        if form is None or not trigger:
            await self._replies.to_spot(reply, spot)
            return
        if label := overlong(form):
            texts = self._in(reply.language)
            card = Card(texts("slack.form.too-long", label=label))
            await self._replies.to_spot(replace(reply, card=card), spot)
            return
        try:
            await self._messenger.open_view(trigger, self._modal(form, reply, spot))
        except DeliveryError as error:
            _log.warning("slack.form_failed", kind="open", reason=error.reason)
            await self._replies.to_spot(reply, spot)

    def response(self, reply: Reply, kept: Kept) -> dict[str, Any]:
        """Return the answer to a submission within its acknowledgement.

        A card closes the modal and is shown where the form was opened: `finish` does that.
        """
        form = reply.form
        if form is None:
            return {"response_action": "clear"}
        if reply.errors and not kept.told:
            placed = field_errors(form, reply.errors, self._modal(form, reply, kept.spot))
            if placed:
                return {"response_action": "errors", "errors": placed}
        view = modal(form, kept.spot, self._in(reply.language), self._messenger.teams, reply.errors)
        return {"response_action": "update", "view": view}

    def wait(self) -> dict[str, Any]:
        """Return the answer to a submission whose own answer is not there yet."""
        return {"response_action": "update", "view": waiting(self._texts)}

    def later(self, block: str | None) -> dict[str, Any]:
        """Return the answer to a submission that could not be received.

        What was typed stays, beside one of its blocks; without any there is nothing to keep.
        """
        if block is None:
            return {"response_action": "update", "view": apology(self._texts)}
        return {"response_action": "errors", "errors": {block: self._texts("slack.later")}}

    async def finish(self, reply: Reply, kept: Kept, waiting_view: str | None = None) -> None:
        """Show what a submission led to, outside its acknowledgement.

        Args:
            reply: the answer.
            kept: by the modal.
            waiting_view: the id of the modal that still waits, or None when there is none.
        """
        if waiting_view is not None:
            await self._settle(reply, kept, waiting_view)
        if reply.form is None:
            await self._replies.to_spot(reply, kept.spot)

    async def _settle(self, reply: Reply, kept: Kept, view_id: str) -> None:
        texts, teams = self._in(reply.language), self._messenger.teams
        if reply.form is None:
            view = outcome(reply.card, texts, teams)
        else:
            view = modal(reply.form, kept.spot, texts, teams, reply.errors)
        try:
            await self._messenger.update_view(view_id, view)
        except DeliveryError as error:
            # The person may have closed it meanwhile; a form can then only be opened anew.
            _log.warning("slack.form_failed", kind="update", reason=error.reason)
            if reply.form is not None:
                await self._replies.to_spot(reply, kept.spot)

    def _modal(self, form: Form, reply: Reply, spot: Spot) -> Json:
        return modal(form, spot, self._in(reply.language), self._messenger.teams)

    def _in(self, language: str) -> Texts:
        return replace(self._texts, language=language) if language else self._texts
