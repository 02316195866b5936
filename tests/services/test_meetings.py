"""Where agendas get their data, what follows meetings, and that each step is taken once."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.approval_events import ApprovalMoved
from bot.domain.approvals import Approval, ApprovalState
from bot.domain.decisions import DecisionKind
from bot.domain.meetings import ItemState
from bot.domain.occurrences import Evidence, Occurrence, OccurrenceState, Part
from bot.services.meetings import MeetingPlans
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.asking import audited
from tests.handlers.filling import press, said
from tests.handlers.meeting import (
    FULL,
    at,
    gathered_template,
    items,
    meetings,
    messages,
    room,
    step_to,
    upcoming,
)
from tests.handlers.test_meetings import proposed, started

__all__ = ["gathered_template", "room"]

NOW = at("2027-03-09T12:00")


def date_of(room: Example, item_id: str) -> Occurrence:
    """Return the first date of an item of the wheel."""
    found = [one for one in room.organisation.wheel.occurrences if one.item_id == item_id]
    return min(found, key=lambda one: one.due)


async def write(room: Example, *occurrences: Occurrence) -> None:
    """Write dates as they are now."""
    async with room.house.store.storage.begin() as work:
        await work.claim()
        for one in occurrences:
            await work.wheel.save(one)
        await work.commit()
    await room.house.snapshots.refresh()


def delivered(one: Occurrence, **changes: object) -> Occurrence:
    """Return a date that was delivered and awaits approval."""
    part = Part(
        state=OccurrenceState.TO_APPROVE,
        answer="Billedet er uændret",
        evidence=Evidence("Rapport", "https://example.dk/rapport"),
        done_by="x",
        done_at=NOW,
    )
    made = replace(one, state=OccurrenceState.TO_APPROVE, parts={"": part})
    return replace(made, **changes)  # type: ignore[arg-type]


async def agenda(room: Example) -> str:
    """Return what the secretary reads."""
    return said(await room.say("mette", "/isms dagsorden"))


# -- the sources


async def test_what_awaits_the_committee_is_a_matter_and_its_decision_approves_it(
    room: Example, clock: SteppedClock
) -> None:
    assessment = date_of(room, "w-risk-assessment")
    await write(room, delivered(assessment))
    text = await agenda(room)
    assert "9. Godkendelse af risikovurderingens resultater · Beslutning: 9.1 Godkendelse:" in text
    assert text.count("Risikovurdering") == 1
    await started(room, clock, "anders", "karin", "lone")
    matter = next(
        i for i in (await items(room)).values() if i.section_id == "opt-risk-results" and i.ordinal
    )
    assert matter.records == (f"occurrence/{assessment.id}",)
    assert matter.basis.links == ("https://example.dk/rapport",)
    assert "2027-001" in said(await room.press("mette", "meetings.adopt", matter.id))
    organisation = (await room.house.snapshots.refresh()).organisation
    assert organisation.wheel.occurrence[assessment.id].state is OccurrenceState.DONE


async def test_status_tells_what_is_late_by_role_and_what_was_done(
    room: Example, clock: SteppedClock
) -> None:
    late = replace(date_of(room, "w-risk-assessment"), due=date(2027, 3, 5))
    lost = replace(date_of(room, "w-awareness"), due=date(2027, 2, 10))
    await write(room, late, lost)
    text = await agenda(room)
    assert "forsinket med 2 arbejdsdage, fristen var 5. marts 2027 (CISO" in text
    assert "forsinket med 19 arbejdsdage" in text
    assert text.count("Udvalget bedes tage stilling") == 1
    assert "Mette" not in text


async def test_the_plan_is_up_for_approval_at_the_years_last_meeting(room: Example) -> None:
    assert "Godkendelse af årsplanen" not in await agenda(room)
    december = next(m for m in await meetings(room) if m.on == date(2027, 12, 14))
    text = said(await room.press("mette", "meetings.agenda", december.id))
    assert "Godkendelse af årsplanen, version 1" in text


async def test_the_management_review_stands_at_the_meeting_where_it_is_held(room: Example) -> None:
    february = next(m for m in await meetings(room) if m.on.month == 2)
    text = said(await room.press("mette", "meetings.agenda", february.id))
    assert "Ledelsesgennemgang af ledelsessystemet og årsrapport" in text
    assert "holdes på dette møde" in text
    assert "holdes på dette møde" not in await agenda(room)


async def test_a_request_without_a_quorum_goes_to_the_next_agenda_once(room: Example) -> None:
    mette = room.person("mette").id
    approval = Approval(
        "a-1",
        "G-1",
        "Nye nøgler",
        DecisionKind.RESOURCES,
        mette,
        NOW,
        "committee-infosec",
        state=ApprovalState.MOVED,
    )
    event = ApprovalMoved(
        "a-1", "G-1", 1, approval.digest, None, NOW.isoformat(), committee_id="committee-infosec"
    )
    for _ in range(2):
        async with room.house.store.storage.begin() as work:
            await work.approvals.save(approval)
            await room.house.store.journal.record(work, event)
            await work.commit()
    item = (await items(room))["Nye nøgler"]
    assert (item.section_id, item.records) == ("opt-inputs", ("approval/a-1",))
    assert "9.1 Nye nøgler" in await agenda(room)


async def test_the_agenda_that_was_sent_stays_and_is_made_anew_when_the_meeting_begins(
    room: Example, clock: SteppedClock
) -> None:
    await step_to(room, clock, "2027-05-03T09:00")
    await room.say("mette", "/isms dagsorden send")
    late = replace(date_of(room, "w-risk-assessment"), due=date(2027, 5, 3))
    await write(room, replace(late, planned=late.due))
    clock.moment = at("2027-05-11T09:00")
    before = (await items(room))["Status på igangværende arbejder"]
    await room.say("mette", "/isms møde start")
    after = (await items(room))["Status på igangværende arbejder"]
    assert not any("fristen var 3. maj" in line for line in before.lines)
    assert any("fristen var 3. maj" in line for line in after.lines)
    assert before.id == after.id
    card = (await room.say("mette", "/isms dagsorden")).card
    assert "fristen var 3. maj" in said(await press(room, "mette", card, "Vis flere"))
    own = [i for i in (await items(room)).values() if i.ordinal == 0]
    assert len({i.section_id for i in own}) == len(own)


# -- once


async def test_two_replicas_take_a_step_once(example: Example, clock: SteppedClock) -> None:
    for who in ("mette", "lone"):
        await example.say(who, "/isms mine")
    house = example.house
    plans = house.meeting_plans

    def replica() -> MeetingPlans:
        return MeetingPlans(plans.cases, house.snapshots, house.wheel_plans.materialise)

    first, second = replica(), replica()
    await asyncio.gather(first.tick(), second.tick())
    found = await meetings(example)
    assert len(found) == len({m.occurrence_id for m in found}) > 3
    clock.moment = at("2027-04-19T09:00")
    taken = await asyncio.gather(first.tick(), second.tick())
    assert sum(taken) == 1
    assert len(await messages(example, "meetings.call")) == 1
    assert len(await audited(example, "meeting.step-taken")) == 1


async def test_two_presses_at_once_give_one_decision(room: Example, clock: SteppedClock) -> None:
    await proposed(room, "anders", "Sag", **FULL)
    await started(room, clock, "anders", "karin", "lone")
    item = (await items(room))["Sag"]
    replies = await asyncio.gather(
        *(room.press(who, "meetings.adopt", item.id) for who in ("mette", "anders"))
    )
    assert sum("2027-001" in said(reply).split("Type")[0] for reply in replies) == 1
    assert len(await audited(room, "decision.recorded")) == 1


@pytest.mark.parametrize("typed", ["/isms møde", "/isms dagsorden"])
async def test_a_committee_without_meetings_says_so(room: Example, typed: str) -> None:
    for meeting in await meetings(room):
        form = (await room.press("anders", "meetings.cancel", meeting.id)).form
        assert form is not None
        async with room.house.store.storage.begin() as work:
            await work.meetings.save(replace(meeting, state=type(meeting.state).CANCELLED))
            await work.commit()
    assert "ikke noget kommende møde" in said(await room.say("mette", typed))


async def test_what_was_postponed_is_shown_as_carried_over(
    room: Example, clock: SteppedClock
) -> None:
    await proposed(room, "anders", "Sag", **FULL)
    await started(room, clock, "anders")
    await room.say("mette", "/isms møde slut")
    assert "9.1 Sag · Overført" in await agenda(room)
    assert (await items(room, await upcoming(room)))["Sag"].state is ItemState.ACCEPTED
