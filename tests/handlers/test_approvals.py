"""A written approval as its people meet it on three platforms: asked, voted on, and told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.cards.codec import card_from_json
from bot.cards.elements import Button, Card, Form
from bot.cards.plaintext import card_text
from bot.chat.reply import Reply
from bot.chat.request import Actor, ButtonPress, Command, FormSubmit, Place, PlaceKind
from bot.domain.committees import Committee, CommitteeSeat, Quorum
from bot.domain.delivery import Message, MessageState, Settlement
from bot.domain.language import Localized
from bot.domain.occurrence_marks import reference_to
from bot.domain.occurrences import Evidence, Occurrence, OccurrenceState, Part
from bot.domain.people import Account
from bot.domain.plan_variance import digest
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.asking import audited
from tests.handlers.filling import button, labels, said

MEMBERS = ("anders", "karin", "lone", "bo", "jonas")
ON = {"anders": "slack", "karin": "teams", "lone": "slack", "bo": "teams", "jonas": "web"}
"""Where each member is; whoever else asks or is consulted is in the local chat."""
CHOICES = [
    "Godkend",
    "Godkend med bemærkninger",
    "Afvis",
    "Send tilbage",
    "Undlad at stemme",
    "Jeg er inhabil",
]
REQUEST: Mapping[str, str | tuple[str, ...]] = {
    "what": "Køb ny backup",
    "how": "Efter tilbud fra Drift A/S",
    "who": ("role:system-administrator",),
    "when": "2027-06-01",
    "basis": "Tilbud af 1. marts",
}


def account(who: str) -> Account:
    """Return somebody's account on the platform where they are."""
    platform = ON.get(who, "web")
    return Account(platform, "demo" if platform == "web" else f"{platform}-tenant", who)


def private(of: Account) -> Place:
    """Return an account's private conversation with the bot."""
    return Place(of.platform, of.tenant, f"dm-{of.id}", PlaceKind.DIRECT)


@dataclass
class Hall:
    """The example's committee of five, on three platforms, and short ways to talk as each."""

    example: Example

    async def say(self, who: str, text: str) -> Reply:
        """Write to the bot."""
        of = account(who)
        command = Command(Actor(of), private(of), "", text)
        return await self.example.house.dispatcher.answer(command)

    async def press(self, who: str, card: Card, label: str, **otherwise: object) -> Reply:
        """Press a button by its label."""
        pressed, of = button(card, label), account(who)
        request = ButtonPress(Actor(of), private(of), pressed.action, pressed.value, "m1")
        return await self.example.house.dispatcher.answer(replace(request, **otherwise))  # type: ignore[arg-type]

    async def submit(
        self, who: str, form: Form | None, /, **values: str | tuple[str, ...]
    ) -> Reply:
        """Fill a form in, what stands in it left as it is, and submit it."""
        assert form is not None
        assert set(values) <= {field.name for field in form.fields}
        filled = {f.name: getattr(f, "chosen", None) or _typed(f) for f in form.fields}
        filled |= {n: v if isinstance(v, tuple) else (v,) for n, v in values.items()}
        of = account(who)
        request = FormSubmit(Actor(of), private(of), form.action, form.value, filled)
        return await self.example.house.dispatcher.answer(request)

    async def ask(self, **values: str | tuple[str, ...]) -> Reply:
        """Ask for a decision as Mette."""
        opened = await self.say("mette", "godkendelse ny Ny backup")
        return await self.submit("mette", opened.form, **{**REQUEST, **values})

    async def answer(self, who: str, label: str, remark: str = "") -> Reply:
        """Press a button of the newest ballot, and give the reason it asks for."""
        reply = await self.press(who, await self.ballot(who), label)
        return await self.submit(who, reply.form, remark=remark) if reply.form else reply

    async def messages(self, kind: str, who: str) -> list[Message]:
        """Return the messages of a kind to somebody, updates left out, in order."""
        reader = self.example.person(who).id
        async with self.example.house.store.storage.read() as work:
            events = [entry.record async for entry in work.audit.entries()]
            ids = dict.fromkeys(r.subject for r in events if r.subject.startswith("approval/"))
            tails = ("", "/1", "/2", "/3", "/consulted", "/keepers", "/result")
            every = [m for one in ids for t in tails for m in await work.outbox.copies(one + t)]
        return [m for m in every if m.kind == kind and m.person_id == reader]

    async def card(self, kind: str, who: str) -> Card:
        """Return the newest card of a kind that was sent to somebody."""
        return card_from_json(dict((await self.messages(kind, who))[-1].card))

    async def deliver(self, message_id: str = "m1") -> None:
        """Note that what waits was delivered, each as a message of this id."""
        sent, storage = MessageState.SENT, self.example.house.store.storage
        while True:
            async with storage.begin() as work:
                platforms = ["slack", "teams", "web"]
                claims = await work.outbox.claim("t", platforms, 100, timedelta(minutes=1))
                await work.outbox.settle(
                    [Settlement(c.message.id, "t", sent, platform_id=message_id) for c in claims]
                )
                await work.commit()
            if not claims:
                return

    async def ballot(self, who: str) -> Card:
        """Return somebody's newest ballot."""
        return await self.card("approvals.ballot", who)

    async def shown(self, kind: str, who: str, index: int = -1) -> str:
        """Return what stands now where a message of a kind was sent to somebody."""
        first = (await self.messages(kind, who))[index]
        async with self.example.house.store.storage.read() as work:
            letters = await work.outbox.letters([MessageState.PENDING, MessageState.SENT])
        updates = [one.message for one in letters if one.message.updates == first.id]
        newest = max(updates, key=lambda one: one.created_at, default=first)
        return card_text(card_from_json(dict(newest.card)))


def _typed(field: object) -> tuple[str, ...]:
    value = getattr(field, "value", None)
    return (str(value),) if value else ()


@pytest.fixture
async def hall(sqlite_example: Example, clock: SteppedClock) -> Hall:
    """The example with a committee of five whose quorum is three."""
    example = sqlite_example
    storage = example.house.store.storage
    async with storage.begin() as work:
        for who in (*MEMBERS, "mette", "nina", "sara"):
            await work.accounts.bind(account(who), example.person(who).id, clock.now())
        seats = tuple(
            CommitteeSeat(
                f"seat-{who}", "employees", person_id=example.person(who).id, chair=who == "anders"
            )
            for who in MEMBERS
        )
        await work.committees.save(
            Committee(
                "committee-infosec",
                Localized("Informationssikkerhedsudvalget", "Information security committee"),
                "infosec-committee",
                "top-management",
                "infosec-function",
                seats=seats,
                quorum=Quorum(3, 5, more=False, chair=True),
            )
        )
        await work.commit()
    await example.house.snapshots.refresh()
    return Hall(example)


async def test_a_written_approval_across_platforms(hall: Hall) -> None:
    nina = hall.example.person("nina").id
    asked = await hall.ask(consulted=(f"person:{nina}",), cost="50.000 kr.")
    assert "G-1 er sendt til dem, der konsulteres (C)" in said(asked)
    question = await hall.card("approvals.question", "nina")
    assert "du konsulteres (C) først" in card_text(question)
    form = (await hall.press("nina", question, "Send bemærkning")).form
    answered = await hall.submit("nina", form, remark="Husk prisen")
    assert "Tiden for bemærkninger er gået" in said(answered)

    ballot = await hall.ballot("karin")
    assert labels(ballot)[:6] == CHOICES
    assert sum(c.style == "primary" for c in ballot.controls if isinstance(c, Button)) <= 2
    text = card_text(ballot)
    for part in ("Du får den, fordi du er medlem", "Køb ny backup", "Nina Vest: Husk prisen"):
        assert part in text
    assert "Svar senest fredag den 12. marts 2027 kl. 15.00. Også spurgt: Anders Holm" in text

    await hall.deliver()
    unsaid = await hall.answer("lone", "Afvis", "  ")
    assert unsaid.errors
    voted = await hall.answer("anders", "Godkend")
    assert voted.replaces
    assert "Du har svaret »Godkend«" in said(voted)
    assert labels(voted.card)[:2] == ["Skift svar", "Træk svaret tilbage"]
    paused = await hall.answer("bo", "Send tilbage", "Prisen mangler moms")
    assert "Sat på pause" in said(paused)
    assert "Sat på pause" in await hall.shown("approvals.ballot", "karin")

    keeper = await hall.card("approvals.keeper", "mette")
    assert "Prisen mangler moms" in card_text(keeper)
    form = (await hall.press("mette", keeper, "Send ny version")).form
    sent = await hall.submit("mette", form, cost="62.500")
    assert "Version 2 er sendt ud" in said(sent)
    assert "Forældet" in await hall.shown("approvals.ballot", "karin", 0)
    late = await hall.press("karin", ballot, "Godkend")
    assert "forældet" in said(late)

    await hall.deliver()
    assert "62500 kr." in card_text(await hall.ballot("karin"))
    for who in ("anders", "karin", "lone"):
        await hall.answer(who, "Godkend")
    await hall.answer("bo", "Afvis", "For dyrt")
    change = await hall.press("lone", (await hall.answer("lone", "Godkend")).card, "Skift svar")
    assert labels(change.card)[:6] == CHOICES
    last = await hall.answer("jonas", "Godkend med bemærkninger", "Husk cpr 010190-1234")
    assert "Vedtaget: Ny backup" in said(last)
    assert "4 for, 1 imod, 0 undlod at stemme. 5 af 5" in said(last)
    assert "skjult" in said(last)
    for who in MEMBERS:
        assert "Beslutning 2027-001" in await hall.shown("approvals.ballot", who)
    told = card_text(await hall.card("approvals.result", "mette"))
    assert "fordi du har bedt om beslutningen" in told
    status = said(await hall.say("mette", "godkendelse g-1"))
    assert "Bo Krogh: Afvis. For dyrt" in status
    assert "xxxxxx-xxxx" in status
    assert len(await audited(hall.example, "decision.recorded")) == 1


async def test_what_is_missing_is_said_in_one_go(hall: Hall) -> None:
    opened = await hall.say("mette", "godkendelse ny Ny backup")
    empty = await hall.submit("mette", opened.form)
    assert set(empty.errors) == {"", "basis", "what", "how", "who", "when"}
    assert empty.errors["basis"].startswith("Sagen mangler et beslutningsgrundlag")
    assert "kan ikke sendes til afstemning" in empty.errors[""]
    mended = await hall.submit("mette", empty.form, **REQUEST)
    assert "G-1 er sendt til afstemning" in said(mended)


async def refused(hall: Hall, reply: Reply, sentence: str) -> None:
    """See that a press was refused with a sentence, recorded, and counted nowhere."""
    assert sentence in said(reply)
    assert (await audited(hall.example, "access.action-refused"))[-1].data["ability"]
    assert not await audited(hall.example, "approval.vote-cast")


async def test_only_the_reader_votes_and_only_on_the_message(hall: Hall) -> None:
    await hall.ask()
    card = await hall.ballot("anders")
    await refused(hall, await hall.press("nina", card, "Godkend"), "sendt til en anden")
    await refused(hall, await hall.press("karin", card, "Godkend"), "sendt til en anden")
    guest = Actor(Account("slack", "slack-tenant", "erik"))
    reply = await hall.press("anders", card, "Godkend", actor=guest)
    await refused(hall, reply, "ikke knyttet")
    other = Account("teams", "teams-tenant", "anders-2")
    async with hall.example.house.store.storage.begin() as work:
        reader = hall.example.person("anders").id
        await work.accounts.bind(other, reader, hall.example.house.clock.now())
        await work.commit()
    await hall.example.house.snapshots.refresh()
    reply = await hall.press("anders", card, "Godkend", actor=Actor(other), place=private(other))
    await refused(hall, reply, "en anden af dine konti")
    channel = Place("slack", "slack-tenant", "C1", PlaceKind.CHANNEL)
    await refused(hall, await hall.press("anders", card, "Godkend", place=channel), "en kopi")
    await hall.deliver("m7")
    await refused(hall, await hall.press("anders", card, "Godkend"), "en kopi")
    counted = await hall.press("anders", card, "Godkend", message_id="m7")
    assert "Du har svaret »Godkend«" in said(counted)


async def test_one_person_has_one_vote_on_two_platforms(hall: Hall) -> None:
    await hall.ask()
    await hall.answer("anders", "Godkend")
    other = Account("teams", "teams-tenant", "anders-2")
    async with hall.example.house.store.storage.begin() as work:
        reader = hall.example.person("anders").id
        await work.accounts.bind(other, reader, hall.example.house.clock.now())
        await work.commit()
    await hall.example.house.snapshots.refresh()
    command = Command(Actor(other), private(other), "", "godkendelse G-1")
    status = await hall.example.house.dispatcher.answer(command)
    pressed = button(status.card, "Skift svar på G-1")
    place = private(other)
    opened = await hall.example.house.dispatcher.answer(
        ButtonPress(Actor(other), place, pressed.action, pressed.value)
    )
    assert opened.form is not None
    values = {"choice": ("against",), "remark": ("Alligevel ikke",)}
    request = FormSubmit(Actor(other), place, opened.form.action, opened.form.value, values)
    await hall.example.house.dispatcher.answer(request)
    cast = await audited(hall.example, "approval.vote-cast")
    assert [record.data["changed"] for record in cast] == [False, True]
    async with hall.example.house.store.storage.read() as work:
        (approval,) = await work.approvals.open()
    assert [vote.choice.value for vote in approval.votes.values()] == ["against"]


async def test_an_answer_given_elsewhere_is_shown_on_the_ballot(hall: Hall) -> None:
    await hall.ask()
    await hall.deliver()
    status = await hall.say("bo", "godkendelse G-1")
    opened = await hall.press("bo", status.card, "Svar på G-1")
    await hall.submit("bo", opened.form, choice=("for",))
    shown = await hall.shown("approvals.ballot", "bo")
    assert "Du har svaret »Godkend«" in shown
    assert "Skift svar" in shown
    # Nobody else's card changes, nor does a press on the ballot itself send it again.
    assert "Du har svaret" not in await hall.shown("approvals.ballot", "lone")
    async with hall.example.house.store.storage.read() as work:
        before = await work.outbox.count()
    await hall.answer("lone", "Godkend")
    async with hall.example.house.store.storage.read() as work:
        assert await work.outbox.count() == before


async def test_a_removed_member_is_refused(hall: Hall) -> None:
    await hall.ask()
    card = await hall.ballot("bo")
    async with hall.example.house.store.storage.begin() as work:
        committee = hall.example.organisation.committees[0]
        seats = tuple(seat for seat in committee.seats if seat.id != "seat-bo")
        await work.committees.save(replace(committee, seats=seats))
        await work.commit()
    await hall.example.house.snapshots.refresh()
    await refused(hall, await hall.press("bo", card, "Godkend"), "ikke længere pladsen")


async def test_a_typed_answer_does_not_count(hall: Hall) -> None:
    await hall.ask()
    reply = await hall.say("karin", "godkendt")
    assert "Tryk på knappen, så tæller det" in said(reply)
    assert "Svar på G-1" in labels(reply.card)
    assert not await audited(hall.example, "approval.vote-cast")
    form = (await hall.press("karin", reply.card, "Svar på G-1")).form
    unsaid = await hall.submit("karin", form, choice="against")
    assert unsaid.errors == {"remark": "Skriv hvorfor."}
    told = await hall.submit("karin", unsaid.form, remark="Nej")
    assert "Dit svar er registreret: Afvis" in said(told)
    mine = await hall.say("bo", "mine")
    assert "Venter på dit svar: G-1 · Ny backup · svar senest fredag" in said(mine)
    assert "Svar på godkendelser" in labels(mine.card)
    assert "Der er ingen godkendelser" in said(await hall.say("karin", "godkendelser"))


async def test_the_chair_decides_alone_and_the_asker_may_withdraw(hall: Hall) -> None:
    await hall.ask()
    status = await hall.say("anders", "godkendelse G-1")
    form = (await hall.press("anders", status.card, "Afgør som formand")).form
    done = await hall.submit("anders", form, choice="for", remark="Lukker i aften")
    assert "formanden vedtog Ny backup alene" in said(done)
    told = card_text(await hall.card("approvals.result", "karin"))
    assert "formanden vedtog" in told
    assert "Lukker i aften" in told
    await hall.ask(title="Noget andet")
    status = await hall.say("mette", "godkendelse G-2")
    sure = await hall.press("mette", status.card, "Træk tilbage")
    gone = await hall.press("mette", sure.card, "Træk tilbage")
    assert "Sagen er trukket tilbage" in said(gone)
    assert len(await audited(hall.example, "approval.withdrawn")) == 1


async def test_the_doctor_names_what_nobody_moves_on(hall: Hall, clock: SteppedClock) -> None:
    await hall.ask()
    assert "Ingen godkendelser er gået i stå." in said(await hall.say("mette", "admin tjek"))
    await hall.answer("bo", "Send tilbage", "Uklart")
    clock.advance(days=8)
    told = said(await hall.say("mette", "admin tjek"))
    assert "Godkendelser, der er gået i stå: G-1 Ny backup." in told


async def delivered(hall: Hall) -> Occurrence:
    """Deliver, as Mette, a date of the wheel that the committee approves."""
    wheel = hall.example.organisation.wheel
    found = next(
        one
        for one in wheel.occurrences
        if wheel.item[one.item_id].approval_by == "infosec-committee"
    )
    part = Part(
        "",
        OccurrenceState.TO_APPROVE,
        answer="Rapporten er klar",
        evidence=Evidence("Rapport"),
        done_by=hall.example.person("mette").id,
        done_at=hall.example.house.clock.now(),
    )
    waits = replace(found, state=OccurrenceState.TO_APPROVE, parts={"": part})
    async with hall.example.house.store.storage.begin() as work:
        await work.wheel.save(waits)
        await work.commit()
    await hall.example.house.snapshots.refresh()
    return waits


async def shown_to(hall: Hall, who: str, waits: Occurrence) -> Card:
    """Return the card of a date as somebody sees it."""
    of = account(who)
    request = ButtonPress(Actor(of), private(of), "occurrences.show", str(reference_to(waits, "")))
    return (await hall.example.house.dispatcher.answer(request)).card


async def test_what_awaits_the_committee_is_put_to_its_vote_and_then_approved(hall: Hall) -> None:
    waits = await delivered(hall)
    card = await shown_to(hall, "anders", waits)
    put = await hall.press("anders", card, "Send til afstemning")
    assert "G-1 er sendt til afstemning" in said(put)
    again = await hall.press("anders", card, "Send til afstemning")
    assert "Den venter allerede på en beslutning: G-1" in said(again)
    for who in MEMBERS:
        await hall.answer(who, "Godkend")
    now = hall.example.organisation.wheel.occurrence[waits.id]
    assert now.state is OccurrenceState.DONE
    assert now.part("").remark == "2027-001"
    assert len(await audited(hall.example, "occurrence.approved")) == 1
    assert len(await audited(hall.example, "decision.recorded")) == 1


async def test_a_date_that_is_approved_alone_is_voted_on_no_more(hall: Hall) -> None:
    waits = await delivered(hall)
    card = await shown_to(hall, "anders", waits)
    await hall.press("anders", card, "Send til afstemning")
    await hall.answer("bo", "Godkend")
    ballot = await hall.ballot("lone")
    assert "godkendt" in said(await hall.press("anders", card, "Godkend"))
    late = await hall.press("lone", ballot, "Godkend")
    assert "G-1 blev trukket tilbage" in said(late)
    assert "afgjort eller skrevet om" in said(late)
    assert "afgjort eller skrevet om" in card_text(await hall.card("approvals.result", "bo"))
    (gone,) = await audited(hall.example, "approval.withdrawn")
    assert gone.data["overtaken"] is True
    assert len(await audited(hall.example, "decision.recorded")) == 1
    async with hall.example.house.store.storage.read() as work:
        assert await work.approvals.open() == []


async def test_a_committee_with_an_open_request_is_not_closed(hall: Hall) -> None:
    await hall.ask()
    asked = await hall.example.press("mette", "committees.ask-close", "committee-infosec")
    pressed = button(asked.card, "Nedlæg udvalget")
    refused_ = await hall.example.press("mette", pressed.action, pressed.value)
    assert "ikke er afgjort: G-1" in said(refused_)
    assert hall.example.organisation.committee["committee-infosec"].closed_on is None


async def test_the_chairs_own_press_is_told_to_the_committee_or_refused(hall: Hall) -> None:
    waits = await delivered(hall)
    card = await shown_to(hall, "anders", waits)
    storage = hall.example.house.store.storage
    committee = hall.example.organisation.committee["committee-infosec"]
    async with storage.begin() as work:
        await work.committees.save(replace(committee, chair_decides=False))
        await work.commit()
    await hall.example.house.snapshots.refresh()
    told = said(await hall.press("anders", card, "Godkend"))
    assert "Det godkender udvalget i fællesskab" in told
    async with storage.begin() as work:
        await work.committees.save(committee)
        await work.commit()
    await hall.example.house.snapshots.refresh()
    assert "godkendt" in said(await hall.press("anders", card, "Godkend"))
    (record,) = await audited(hall.example, "decision.recorded")
    assert record.data["mode"] == "chair"
    async with storage.read() as work:
        copies = await work.outbox.copies(f"{record.subject}/told")
    assert len(copies) == 4
    assert "formanden godkendte" in card_text(card_from_json(dict(copies[0].card)))


async def test_the_plan_is_put_to_the_vote_from_its_card(hall: Hall) -> None:
    shown = await hall.say("mette", "plan")
    opened = await hall.press("mette", shown.card, "Send til afstemning")
    sent = await hall.submit("mette", opened.form)
    assert "G-1 er sendt til afstemning" in said(sent)
    async with hall.example.house.store.storage.read() as work:
        (approval,) = await work.approvals.open()
    plan = hall.example.organisation.plan
    assert (approval.about, approval.about_digest) == ("plan-version/1", digest(plan))
    assert [paper.name.rpartition(".")[2] for paper in approval.basis.papers] == ["xlsx"]
    for who in MEMBERS:
        await hall.answer(who, "Godkend")
    approved = hall.example.organisation.plan.approved
    assert approved is not None
    assert approved.version == 1
    assert "Send til afstemning" not in labels((await hall.say("mette", "plan")).card)
