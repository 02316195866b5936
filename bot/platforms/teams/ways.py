"""How an answer is given: to a message, to a pressed button, or in a dialog.

Each way can first say that the answer takes a moment, and then give it as a message of its own.
Source: Microsoft, "Universal Actions for Adaptive Cards" and "Use dialogs with bots".
"""

from dataclasses import dataclass, replace
from typing import Any, Protocol

from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes

from bot.cards.elements import Card
from bot.chat.reply import Reply
from bot.platforms.teams.adaptive import CONTENT_TYPE, LONGEST_LABEL, clip
from bot.platforms.teams.formcards import Shown, task_info
from bot.platforms.teams.inbound import Incoming
from bot.platforms.teams.pressed import (
    is_dialog,
    is_press,
    is_shortcut,
    opener,
    pressed,
    submits_form,
)
from bot.platforms.teams.showing import Showing, is_elsewhere, notice, opens_a_form
from bot.platforms.teams.wording import literal

MESSAGE_TYPE = "application/vnd.microsoft.activity.message"


class Way(Protocol):
    """The answer's way to who asked. All raise `DeliveryError` when it is not posted."""

    async def give(self, reply: Reply) -> None:
        """Answer."""
        ...

    async def say(self, sentence: str) -> None:
        """Answer with a sentence of the catalogues."""
        ...

    async def wait(self, sentence: str) -> "Way":
        """Say that the answer takes a moment, and return the way it goes then."""
        ...


@dataclass(frozen=True)
class Plan:
    """What a reply changes.

    Args:
        replaced: what is shown instead of a message, by the message's id.
        shown: what is shown besides.
    """

    replaced: tuple[tuple[str, Reply], ...] = ()
    shown: Reply | None = None


def plan(incoming: Incoming, reply: Reply) -> Plan:
    """Return where a reply goes.

    A form that was filled in on a card of its own gives way to its answer, so that it is not
    filled in twice; unless the answer is not for everyone who sees the card.
    """
    standing, opened_on = pressed(incoming), opener(incoming)
    if submits_form(incoming) and not is_dialog(incoming) and standing:
        if is_elsewhere(incoming, reply):
            return Plan(shown=reply)
        if reply.form is None and reply.replaces and opened_on:
            done = replace(reply, card=Card(reply.card.title))
            return Plan(((opened_on, reply), (standing, done)))
        return Plan(((standing, reply),))
    if reply.replaces and reply.form is None and standing:
        return Plan(((standing, reply),))
    return Plan(shown=reply)


class MessageWay:
    """Messages in the conversation: for what is typed, and for whatever is answered late."""

    def __init__(self, context: TurnContext, incoming: Incoming, showing: Showing) -> None:
        self._context = context
        self._incoming = incoming
        self._showing = showing

    async def give(self, reply: Reply) -> None:
        """Show the reply, instead of what was pressed if it replaces that."""
        if not is_press(self._incoming) and opens_a_form(reply):
            # Nothing that is typed can open a dialog, but the card's button can.
            reply = replace(reply, form=None)
        planned = plan(self._incoming, reply)
        await self.replace(planned)
        if planned.shown is not None and (sentence := await self.show(planned.shown)):
            await self.say(sentence)

    async def replace(self, planned: Plan, answered: str = "") -> None:
        """Replace what the plan replaces; what cannot be replaced is shown besides.

        Args:
            planned: what to replace.
            answered: the message that the answer itself replaces, for who pressed it.
        """
        where = self._context, self._incoming
        for message_id, reply in planned.replaced:
            done = await self._showing.replace(*where, message_id, reply)
            if not done and message_id != answered:
                await self._showing.show(*where, reply)

    async def show(self, reply: Reply) -> str | None:
        """Show a reply to whom it is for; return the sentence for the asker, if there is one."""
        return await self._showing.show(self._context, self._incoming, reply)

    async def say(self, sentence: str) -> None:
        """Say it in the conversation."""
        await self._showing.tell(self._context, sentence)

    async def wait(self, sentence: str) -> Way:
        """Show that an answer is being written."""
        await self._showing.type(self._context)
        return self


class PressWay:
    """The answer to an Action.Execute, which the presser alone is told."""

    def __init__(self, context: TurnContext, incoming: Incoming, showing: Showing) -> None:
        self._context = context
        self._incoming = incoming
        self._showing = showing
        self._messages = MessageWay(context, incoming, showing)

    async def give(self, reply: Reply) -> None:
        """Answer with the card that replaces the pressed one, with a notice, or by a message.

        The answer's card is shown to the presser only, so the message is replaced as well.
        """
        planned = plan(self._incoming, reply)
        await self._messages.replace(planned, answered=pressed(self._incoming))
        standing = dict(planned.replaced).get(pressed(self._incoming))
        if standing is not None:
            (card,) = self._showing.message(self._incoming, standing).attachments
            await self._respond(CONTENT_TYPE, card.content)
            return
        said = notice(reply) if reply.form is None else None
        if said is None:
            said = await self._messages.show(reply) or reply.card.title
        await self.say(said)

    async def say(self, sentence: str) -> None:
        """Say it to the presser."""
        await self._respond(MESSAGE_TYPE, sentence)

    async def wait(self, sentence: str) -> Way:
        """Say it to the presser."""
        await self.say(sentence)
        return self._messages

    async def _respond(self, kind: str, value: Any) -> None:
        await respond(self._context, {"statusCode": 200, "type": kind, "value": value})


class DialogWay:
    """The answer to a dialog that is opened or submitted."""

    def __init__(self, context: TurnContext, incoming: Incoming, showing: Showing) -> None:
        self._context = context
        self._incoming = incoming
        self._showing = showing
        self._messages = MessageWay(context, incoming, showing)

    async def give(self, reply: Reply) -> None:
        """Show the reply's form; or close the dialog, and show the card where it belongs."""
        if reply.form is not None:
            shown = Shown(reply.errors, opener(self._incoming), dialog=True)
            frame = self._showing.frame(self._incoming, reply)
            await self._respond("continue", task_info(reply.form, frame, shown))
            return
        if is_shortcut(self._incoming):
            await self._show_within(reply)
            return
        planned = plan(self._incoming, reply)
        await self._messages.replace(planned)
        said = None
        if planned.shown is not None:
            said = notice(reply) or await self._messages.show(reply)
        if said:
            await self.say(said)
        else:
            await respond(self._context, {})

    async def _show_within(self, reply: Reply) -> None:
        """Show the card in the dialog: the bot may be no member where the shortcut was chosen.

        A dialog has no buttons of ours but the one that submits it.
        """
        bare = replace(reply, card=replace(reply.card, controls=()))
        (card,) = self._showing.message(self._incoming, bare).attachments
        content = {"contentType": CONTENT_TYPE, "content": card.content}
        title = clip(literal(reply.card.title), LONGEST_LABEL)
        await self._respond("continue", {"title": title, "height": "medium", "card": content})

    async def say(self, sentence: str) -> None:
        """Say it in the dialog."""
        await self._respond("message", sentence)

    async def wait(self, sentence: str) -> Way:
        """Say it in the dialog; a form that follows is then a card of its own."""
        await self.say(sentence)
        return self._messages

    async def _respond(self, kind: str, value: Any) -> None:
        await respond(self._context, {"task": {"type": kind, "value": value}})


def way_of(context: TurnContext, incoming: Incoming, showing: Showing) -> Way:
    """Return how `incoming` is answered."""
    if is_dialog(incoming):
        return DialogWay(context, incoming, showing)
    if incoming.type == "invoke":
        return PressWay(context, incoming, showing)
    return MessageWay(context, incoming, showing)


async def respond(context: TurnContext, body: dict[str, Any]) -> None:
    """Answer an invoke."""
    response = InvokeResponse(status=200, body=body)
    await context.adapter.send_activities(
        context, [Activity(type=ActivityTypes.invoke_response, value=response)]
    )
