"""Short ways to take an input through its whole flow, as its people press and fill in."""

from dataclasses import dataclass
from datetime import datetime

from bot.cards.elements import Card
from bot.cards.plaintext import card_text
from bot.chat.reply import Reply
from bot.domain.assignments import Assignment
from bot.domain.flow_rules import AGENDA, ASSIGN, ASSIGNMENT, DEVIATE, current, is_conditional
from bot.domain.flows import FlowStep, StepKind
from bot.domain.inputs import Input
from bot.domain.meetings import MeetingState
from bot.services.ports import AuditRecord
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.filling import labels, open_form, press, submit
from tests.handlers.meeting import at, upcoming

UNITS = {"unit-hr": "karin", "unit-it": "jonas"}
"""Units of both packs with their heads in the example."""
PROPOSAL = {
    "what": "Gør som foreslået",
    "how": "Efter planen",
    "due": "2027-08-31",
    "doers": ("role:infosec-function",),
    "basis": "Notat fra funktionen",
}


@dataclass
class Journey:
    """One input on its way.

    Args:
        example: with everybody there and the meetings planned.
        clock: for the day of the meeting.
        input_id: the input.
    """

    example: Example
    clock: SteppedClock
    input_id: str = ""
    shown: tuple[datetime | None, Card] | None = None

    async def begin(self, type_id: str, who: str = "lone", title: str = "Et input") -> Card:
        """Let somebody bring an input, and return the card that the function got."""
        form = (await self.example.say(who, f"/isms input {title}", f"dm-{who}")).form
        reply = await submit(self.example, who, form, type=type_id, text="Hvad det drejer sig om")
        assert "IN-" in reply.card.title
        async with self.example.house.store.storage.read() as work:
            self.input_id = (await work.inputs.all())[0].id
        return await self.look()

    async def item(self) -> Input:
        """Return the input as it is."""
        async with self.example.house.store.storage.read() as work:
            found = await work.inputs.find(self.input_id)
        assert found is not None
        return found

    async def look(self, who: str = "mette") -> Card:
        """Return the input's card as somebody sees it; what was just answered need not be drawn."""
        changed = (await self.item()).changed_at
        if who == "mette" and self.shown and self.shown[0] == changed:
            return self.shown[1]
        return (await self.example.press(who, "inputs.show", self.input_id)).card

    async def _answered(self, reply: Reply) -> Reply:
        item = await self.item()
        if reply.card.title.startswith(item.number):
            self.shown = (item.changed_at, reply.card)
        return reply

    async def press(self, label: str, who: str = "mette") -> Reply:
        """Press a button of the input's card, with its number or without."""
        card = await self.look(who)
        self.clock.advance(minutes=1)
        (full,) = [one for one in labels(card) if one == label or one.endswith(f". {label}")]
        return await self._answered(await press(self.example, who, card, full))

    async def fill(self, label: str, /, **values: str | tuple[str, ...]) -> Reply:
        """Press a button that opens a form as Mette, and submit it."""
        card = await self.look()
        self.clock.advance(minutes=1)
        (full,) = [one for one in labels(card) if one == label or one.endswith(f". {label}")]
        form = await open_form(self.example, "mette", card, full)
        return await self._answered(await submit(self.example, "mette", form, **values))

    async def step(self) -> None:
        """Take the first of the current steps in the way that its act asks for."""
        self.clock.advance(minutes=5)
        item = await self.item()
        step = current(item)[0]
        if is_conditional(step):
            await self.fill("Spring over", reason="Betingelsen er ikke opfyldt")
        elif step.act == AGENDA:
            await self.propose()
        elif step.kind is StepKind.DECISION:
            await self._decide(item, step)
        elif step.act in (ASSIGN, ASSIGNMENT) and "Uddelegér" in labels(await self.look()):
            await self.assign()
        elif step.act == DEVIATE:
            await self.fill("Registrér afvigelse", text="Fund 1: adgange ryddes ikke op")
        else:
            done = next(
                one
                for one in labels(await self.look())
                if one.split(". ")[-1]
                in (
                    "Markér som gennemført",
                    "Luk sagen",
                    "Tilbagemeldingen er i orden",
                    "Ja, det har virket",
                    "Nej, ingen tegn",
                )
            )
            await self.press(done)

    async def propose(self) -> None:
        """Put it on the agenda of the next meeting, which the chair agrees to."""
        await self.fill("Sæt på dagsordenen", **PROPOSAL)
        item = await self.item()
        assert item.agenda_item_id
        await self.example.press("anders", "meetings.accept", item.agenda_item_id)

    async def _decide(self, item: Input, step: FlowStep) -> None:
        if step.role_id == "top-management":
            await self.fill("Notér beslutningen", note="Direktionen svarede den 9. marts")
            return
        if item.agenda_item_id is None:
            await self.propose()
        item = await self.item()
        meeting = await upcoming(self.example)
        if meeting.state is not MeetingState.RUNNING:
            self.clock.moment = at(f"{meeting.on.isoformat()}T09:00")
            await self.example.say("mette", "/isms møde start")
            for who in ("anders", "karin", "lone", "bo", "jonas"):
                await self.example.press(who, "meetings.coming", meeting.id)
        reply = await self.example.press("mette", "meetings.adopt", item.agenda_item_id or "")
        assert "Beslutning 2027-" in card_text(reply.card), card_text(reply.card)

    async def assign(self) -> None:
        """Give two units something to do, which they do and report."""
        before = {one.id for one in await self.assignments()}
        self.clock.advance(hours=1)
        await self.fill(
            "Uddelegér",
            units=tuple(UNITS),
            title="Ryd op i adgange",
            instruction="Gennemgå adgange, og luk dem, der ikke bruges",
            due="2027-08-20",
        )
        given = [one for one in await self.assignments() if one.id not in before]
        assert {one.unit_id for one in given} == set(UNITS)
        for one in given:
            await self.report(one)

    async def report(self, given: Assignment, **answers: str) -> None:
        """Let a unit acknowledge and report, and the function accept it."""
        head = UNITS[given.unit_id]
        card = (await self.example.press(head, "assignments.show", given.id)).card
        await press(self.example, head, card, "Kvittér")
        card = (await self.example.press(head, "assignments.show", given.id)).card
        form = await open_form(self.example, head, card, "Meld tilbage")
        good = {"followed": "yes", "successful": "yes", **answers}
        await submit(self.example, head, form, **good)
        card = (await self.example.press("mette", "assignments.show", given.id)).card
        await press(self.example, "mette", card, "Godkend")

    async def assignments(self) -> list[Assignment]:
        """Return every assignment of the input."""
        async with self.example.house.store.storage.read() as work:
            return list(await work.assignments.all())

    async def story(self) -> list[AuditRecord]:
        """Return what the audit log says of the input, in order."""
        subject = f"input/{self.input_id}"
        async with self.example.house.store.storage.read() as work:
            every = [entry.record async for entry in work.audit.entries()]
        return [record for record in every if record.subject == subject]
