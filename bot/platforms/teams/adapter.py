"""Our adapter on botbuilder-core.

The stock CloudAdapter answers 500 to every invoke since 4.17.0 (it writes the body as JSON twice),
checks tokens with a library that blocks, and sends through one as well. Ours runs botbuilder's
turns and middleware on our own token check and connector.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from botbuilder.core import BotAdapter, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes, ConversationReference, ResourceResponse

from bot.chat.ports import DeliveryError
from bot.platforms.teams.connector import Connector
from bot.platforms.teams.conversations import Reference
from bot.platforms.teams.messages import continuing, to_json

Turn = Callable[[TurnContext], Awaitable[None]]


class TeamsAdapter(BotAdapter):  # type: ignore[misc]  # botbuilder has no types
    """Runs turns, and sends what they say."""

    def __init__(self, connector: Connector) -> None:
        super().__init__()
        self._connector = connector

    async def process(self, activity: Activity, turn: Turn) -> InvokeResponse | None:
        """Run a turn for a received activity.

        Args:
            activity: what was received; the verifier has let it in.
            turn: what to do.

        Returns:
            the answer to an invoke, if the turn gave one.
        """
        context = TurnContext(self, activity)
        await self.run_pipeline(context, turn)
        answer = context.turn_state.get(self._INVOKE_RESPONSE_KEY)
        return answer.value if answer is not None else None

    async def send_activities(
        self, context: TurnContext, activities: list[Activity]
    ) -> list[ResourceResponse]:
        """Send `activities` one after the other; an invoke's answer is kept for `process`.

        Raises:
            DeliveryError: one was not, or perhaps not, posted.
        """
        responses = []
        for activity in activities:
            if activity.type == ActivityTypes.invoke_response:
                context.turn_state[self._INVOKE_RESPONSE_KEY] = activity
                responses.append(ResourceResponse())
                continue
            posted = await self._connector.send(
                activity.service_url,
                activity.conversation.id,
                to_json(activity),
                activity.reply_to_id or "",
            )
            responses.append(ResourceResponse(id=posted))
        return responses

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        """Replace the posted activity of `activity`'s id.

        Raises:
            DeliveryError: it was not, or perhaps not, replaced.
        """
        await self._connector.update(
            activity.service_url, activity.conversation.id, activity.id, to_json(activity)
        )
        return ResourceResponse(id=activity.id)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Nothing we send is ever deleted.

        Raises:
            NotImplementedError: always.
        """
        raise NotImplementedError

    async def say(self, reference: Reference, thread: str | None, activity: Activity) -> str:
        """Send `activity` to a known conversation in a turn of its own.

        Args:
            reference: the conversation.
            thread: the channel's thread to write in, if any.
            activity: what to send.

        Returns:
            the message's id.

        Raises:
            DeliveryError: it was not, or perhaps not, posted.
        """
        opening = continuing(reference)
        opening.conversation.id = _in_thread(reference, thread)
        sent: list[str] = []

        async def turn(context: TurnContext) -> None:
            sent.append(await post(context, activity))

        await self.run_pipeline(TurnContext(self, opening), turn)
        return sent[0]

    async def change(
        self, reference: Reference, thread: str | None, message_id: str, activity: Activity
    ) -> None:
        """Show `activity` instead of a message sent earlier to a known conversation.

        Args:
            reference: the conversation.
            thread: the channel's thread that the message stands in, if any.
            message_id: as `say` returned it.
            activity: what to show.

        Raises:
            DeliveryError: it was not, or perhaps not, replaced; permanent when it is gone.
        """
        opening = continuing(reference)
        opening.conversation.id = _in_thread(reference, thread)
        activity.id = message_id
        TurnContext.apply_conversation_reference(
            activity, TurnContext.get_conversation_reference(opening)
        )

        async def turn(context: TurnContext) -> None:
            await self.update_activity(context, activity)

        await self.run_pipeline(TurnContext(self, opening), turn)

    async def open_chat(self, tenant: Reference, account_id: str, member_id: str) -> str:
        """Open the personal chat with a person who has the app, and return its id.

        Args:
            tenant: where to create it.
            account_id: the person's directory object id.
            member_id: the id Teams gave the person for this bot, when known.

        Raises:
            DeliveryError: Teams does not let us write to the person.
        """
        if not account_id:
            raise DeliveryError("no-account", permanent=True)
        parameters: dict[str, Any] = {
            "isGroup": False,
            "bot": {"id": tenant.bot_id},
            "members": [{"id": member_id or account_id}],
            "tenantId": tenant.tenant,
            "channelData": {"tenant": {"id": tenant.tenant}},
        }
        return await self._connector.create(tenant.service_url, parameters)


def _in_thread(reference: Reference, thread: str | None) -> str:
    return (
        f"{reference.conversation_id};messageid={thread}" if thread else reference.conversation_id
    )


async def post(context: TurnContext, activity: Activity) -> str:
    """Send `activity` as the answer to the turn, and return its id.

    Straight to the adapter: `TurnContext.send_activity` copies the whole card first.

    Raises:
        DeliveryError: it was not, or perhaps not, posted.
    """
    reference = TurnContext.get_conversation_reference(context.activity)
    TurnContext.apply_conversation_reference(activity, reference)
    (response,) = await context.adapter.send_activities(context, [activity])
    return str(response.id)
