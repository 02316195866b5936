"""An agenda lists a deviation once, in the right item, at each of two consecutive meetings."""

from bot.domain.meetings import Meeting
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.asking import audited
from tests.handlers.deviating import carried_out, one, until_decided, verified
from tests.handlers.filling import submit
from tests.handlers.meeting import at, gathered_template, items, meetings, room

__all__ = ["gathered_template", "room"]

NEW, HANDLED, STATUS = "new-deviations", "handled-deviations", "status"


async def test_it_is_new_at_one_meeting_and_handled_at_the_next(
    room: Example, clock: SteppedClock
) -> None:
    first, second, third = (await meetings(room))[:3]
    await until_decided(room)
    await room.press("mette", "meetings.send", first.id)
    assert await _listed(room, first) == {NEW: "AFV-1"}
    await _hold(room, clock, first)
    await carried_out(room, (await one(room)).task_ids[0])
    await verified(room, "mette", answer="yes")
    await room.press("mette", "meetings.send", second.id)
    assert await _listed(room, second) == {HANDLED: "AFV-1"}
    await _hold(room, clock, second)
    await room.press("mette", "meetings.send", third.id)
    assert await _listed(room, third) == {}
    found = await one(room)
    assert (found.presented_in, found.handled_in) == ((first.id,), (second.id,))
    assert len(await audited(room, "deviation.presented")) == 2


async def test_between_them_it_belongs_to_the_status(room: Example, clock: SteppedClock) -> None:
    first, second = (await meetings(room))[:2]
    await until_decided(room)
    await room.press("mette", "meetings.send", first.id)
    await _hold(room, clock, first)
    await room.press("mette", "meetings.send", second.id)
    assert await _listed(room, second) == {STATUS: "AFV-1"}


async def test_what_came_and_went_between_two_meetings_is_handled(room: Example) -> None:
    first, second = (await meetings(room))[:2]
    await until_decided(room)
    await carried_out(room, (await one(room)).task_ids[0])
    await verified(room, "mette", answer="yes")
    await room.press("mette", "meetings.send", first.id)
    assert await _listed(room, first) == {HANDLED: "AFV-1"}
    await room.press("mette", "meetings.send", second.id)
    assert await _listed(room, second) == {}


async def test_what_an_agenda_lists_stays_where_it_stood_when_it_is_sent_again(
    room: Example,
) -> None:
    first, second = (await meetings(room))[:2]
    await until_decided(room)
    await room.press("mette", "meetings.send", first.id)
    await carried_out(room, (await one(room)).task_ids[0])
    await verified(room, "mette", answer="yes")
    await room.press("mette", "meetings.send", first.id)
    assert await _listed(room, first) == {NEW: "AFV-1"}
    await room.press("mette", "meetings.send", second.id)
    assert await _listed(room, second) == {HANDLED: "AFV-1"}


async def test_a_meeting_that_was_cancelled_has_told_nobody(room: Example) -> None:
    first, second = (await meetings(room))[:2]
    await until_decided(room)
    await room.press("mette", "meetings.send", first.id)
    form = (await room.press("anders", "meetings.cancel", first.id)).form
    await submit(room, "anders", form, reason="Formanden er rejst")
    await room.press("mette", "meetings.send", second.id)
    assert await _listed(room, second) == {NEW: "AFV-1"}


async def _hold(example: Example, clock: SteppedClock, meeting: Meeting) -> None:
    """Hold a meeting on its day, and go on to the day after."""
    clock.moment = at(f"{meeting.on}T10:00")
    await example.press("mette", "meetings.start", meeting.id)
    await example.press("mette", "meetings.end", meeting.id)
    clock.advance(days=1)


async def _listed(example: Example, meeting: Meeting) -> dict[str, str]:
    """Return in which sections the agenda that was sent lists deviations, by their numbers."""
    found = {}
    for item in (await items(example, meeting)).values():
        if told := [line.partition(" ")[0] for line in item.lines if line.startswith("AFV-")]:
            found[item.section_id] = " ".join(told)
    return found
