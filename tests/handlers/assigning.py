"""Short ways for tests of assignments: a decision in the register, units with it, their cards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.cards.elements import Card, ChoiceField, DateField, Form, TextField
from bot.chat.reply import Reply
from bot.domain.assignments import Assignment
from bot.domain.decisions import Decision, DecisionKind, Mode, Outcome, Proposal
from bot.domain.papers import Basis
from bot.domain.plan import Bearer
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.filling import button, card_of, open_form, press, submit

HEADS = {"unit-sales": "lone", "unit-finance": "bo", "unit-hr": "karin", "unit-it": "jonas"}
"""Who leads which of the example's units."""


@dataclass(frozen=True)
class Desk:
    """The example with a decision that was adopted, and short ways to carry it out."""

    example: Example
    clock: SteppedClock
    decision: Decision

    async def give(self, *units: str, **more: str | tuple[str, ...]) -> Mapping[str, Assignment]:
        """Give units assignments as the function; return them by the keys of their heads."""
        shown = await self.example.say("mette", f"/isms beslutning {self.decision.number}")
        form = await open_form(self.example, "mette", shown.card, "Uddelegér")
        values: dict[str, str | tuple[str, ...]] = {"due": "2027-03-23", "title": "indføre nøgler"}
        values |= {"units": units or tuple(HEADS), **more}
        given = await submit(self.example, "mette", form, None, **values)
        assert not given.errors, given.errors
        return await self.given()

    async def given(self) -> Mapping[str, Assignment]:
        """Return the decision's assignments as they are stored, by the keys of their heads."""
        async with self.example.house.store.storage.read() as work:
            found = await work.assignments.of_decisions([self.decision.id])
        return {HEADS[one.unit_id]: one for one in found}

    async def cards(self, who: str, kind: str = "unit") -> list[Card]:
        """Return the cards that somebody was sent about the decision's assignments, in order."""
        person = self.example.person(who).id
        async with self.example.house.store.storage.read() as work:
            every = await work.assignments.of_decisions([self.decision.id])
            found = [
                copy
                for one in every
                for copy in await work.outbox.copies(one.subject, f"assignments.{kind}")
            ]
        mine = [one for one in found if one.person_id == person]
        return [card_of(one) for one in sorted(mine, key=lambda one: one.created_at)]

    async def press(self, who: str, label: str, kind: str = "unit") -> Reply:
        """Press a button on the newest card somebody was sent that has it."""
        cards = [card for card in await self.cards(who, kind) if label in _labels(card)]
        self.clock.moment += timedelta(minutes=1)
        return await press(self.example, who, cards[-1], label)

    async def report(
        self, who: str, followed: str, successful: str, comment: str = "", **more: str
    ) -> Reply:
        """Report back as the head of a unit."""
        one = (await self.given())[who]
        opened = await self.example.say(who, f"/isms tilbagemeld {one.number}")
        answers = {"followed": followed, "successful": successful, "comment": comment}
        return await submit(self.example, who, opened.form, None, **answers, **more)

    async def accept(self, who: str) -> Reply:
        """Accept, as the function, what somebody's unit has reported."""
        one = (await self.given())[who]
        shown = await self.example.say("mette", f"/isms tilbagemeld {one.number}")
        return await press(self.example, "mette", shown.card, "Godkend")


async def desk(example: Example, clock: SteppedClock, outcome: Outcome = Outcome.ADOPTED) -> Desk:
    """Put a decision of the committee in the register."""
    (committee, *_) = example.organisation.committees
    made = Decision(
        "decision-1",
        "",
        committee.id,
        "Sikkerhedsnøgler til alle",
        DecisionKind.MATTER,
        Proposal("Køb nøgler", "I to bølger", (Bearer(role_id="hr"),), date(2027, 6, 1)),
        Basis("Notat"),
        outcome,
        Mode.MEETING,
        example.house.clock.now(),
    )
    async with example.house.store.storage.begin() as work:
        decision = await work.decisions.add(made, 2027)
        await work.commit()
    return Desk(example, clock, decision)


def begins(form: Form | None, name: str) -> tuple[str, ...]:
    """Return what stands in a form's field to begin with."""
    assert form is not None
    (field,) = [one for one in form.fields if one.name == name]
    match field:
        case ChoiceField(chosen=chosen):
            return chosen
        case TextField(value=text):
            return (text,)
        case DateField(value=day):
            return (str(day),)
    return ()


def action(card: Card, label: str) -> tuple[str, str]:
    """Return what a button runs, with its value."""
    found = button(card, label)
    return found.action, found.value


def _labels(card: Card) -> list[str]:
    return [control.label for control in card.controls]
