"""What reaches employees and external parties as such, among everything that was written."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.domain.delivery import Message
from bot.domain.involvement_rules import is_outside
from storage.outbox_tables import COLUMNS, message_from
from tests.example import Example


async def written(example: Example) -> Sequence[Message]:
    """Return everything that ever stood in the outbox."""
    async with example.house.store.storage.read() as work:
        rows = await work._transaction.connection.execute(select(*COLUMNS))  # type: ignore[attr-defined]
        return [message_from(row) for row in rows]


def goes_outside(message: Message, example: Example) -> bool:
    """Tell whether a message reaches employees or external parties as such.

    That is whatever is said in a channel, and whatever goes to somebody who has no role, leads no
    unit and sits in no committee, or is nobody of the organisation's own.
    """
    organisation = example.organisation
    if message.destination.kind == "channel" or message.person_id is None:
        return True
    roles = {
        a.role_id
        for a in organisation.assignments
        if message.person_id in (a.person_id, a.deputy_id)
    }
    inside = {role for role in roles if not is_outside(organisation.role[role])}
    heads = {unit.head_id for unit in organisation.units}
    return not inside and message.person_id not in heads
