"""The buttons and forms of one date of the wheel."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from functools import partial

from bot.cards import occurrence_forms as forms
from bot.cards.elements import Button, Card, Form, Text, Tone, plain
from bot.cards.holder_forms import opening_card
from bot.cards.occurrence_events import own_card
from bot.cards.occurrences import card_for, occurrence_card
from bot.cards.pickers import PERSON
from bot.chat.reply import Audience, Reply
from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput, FieldErrors
from bot.domain.occurrence_answers import Answer, PlanState, count_of
from bot.domain.occurrence_dates import meeting_of, require_decider, require_mover
from bot.domain.occurrence_hands import hands_of
from bot.domain.occurrence_marks import Reference, read_reference, reference_to
from bot.domain.occurrence_rules import (
    needs_control,
    require_approver,
    require_giver,
    require_work,
)
from bot.domain.occurrences import Occurrence
from bot.handlers.parsing import sent_file
from bot.handlers.turn import Services, Turn
from bot.services.journal import Cause
from bot.services.occurrences import Case, Check, Given, Outcome
from bot.services.permissions import Ability, Concern, may

Change = Callable[[Reference, Cause], Awaitable[Outcome]]


async def show(turn: Turn, services: Services) -> Reply:
    """Answer [Se detaljer]: everything that is known, and the files that show it."""
    reference = read_reference(turn.argument)
    turn = await _newest(turn, services)
    occurrence = _found(turn, reference)
    evidence = _may_see_evidence(turn, occurrence)
    card = occurrence_card(
        occurrence,
        reference.part,
        turn.organisation,
        turn.texts,
        turn.today,
        "",
        reader=_me(turn),
        details=True,
        evidence=evidence,
    )
    files = [
        await services.files.keep(one.name, one.media_type, one.content)
        for one in (await services.occurrences.evidence(occurrence) if evidence else ())
    ]
    return Reply(replace(card, body=(*card.body, *files)), Audience.PERSONAL)


async def start(turn: Turn, services: Services) -> Reply:
    """Answer [Sæt i gang]."""
    return await _changed(turn, services, services.occurrences.start)


async def done(turn: Turn, services: Services) -> Reply:
    """Answer [Markér som gennemført]: open the form of what was done and what shows it."""
    return await _ask(turn, services, "occurrences.done", require_work, fresh=False)


async def delivered(turn: Turn, services: Services) -> Reply:
    """Take what was done."""
    try:
        file = await sent_file(turn.files)
    except BadInput as error:
        raise FieldErrors({"file": error}) from error
    given = Given(_answer(turn), turn.value("evidence"), turn.value("link"), file)
    given = replace(given, finding=turn.value("finding"))

    async def deliver(reference: Reference, cause: Cause) -> Outcome:
        return await services.occurrences.deliver(reference, given, cause)

    return await _changed(turn, services, deliver)


async def snooze(turn: Turn, services: Services) -> Reply:
    """Answer [Påmind mig senere]: ask until when, and why."""
    return await _ask(turn, services, "occurrences.snooze", require_work)


async def snoozed(turn: Turn, services: Services) -> Reply:
    """Leave R in peace until the day that was chosen."""
    until = date.fromisoformat(turn.value("until"))

    async def leave(reference: Reference, cause: Cause) -> Outcome:
        return await services.occurrences.snooze(reference, until, turn.value("reason"), cause)

    return await _changed(turn, services, leave)


async def postpone(turn: Turn, services: Services) -> Reply:
    """Answer [Udskyd]: ask for the new date, and why."""
    return await _ask(turn, services, "occurrences.postpone", require_mover, moving=True)


async def postponed(turn: Turn, services: Services) -> Reply:
    """Move the deadline, or ask A to."""
    due = date.fromisoformat(turn.value("due"))

    async def move(reference: Reference, cause: Cause) -> Outcome:
        return await services.occurrences.postpone(reference, due, turn.value("reason"), cause)

    return await _changed(turn, services, move)


async def hand_over(turn: Turn, services: Services) -> Reply:
    """Answer [Overdrag]: ask to whom."""
    return await _ask(turn, services, "occurrences.hand-over", require_giver)


async def handed_over(turn: Turn, services: Services) -> Reply:
    """Hand it over to whom the form names."""
    to = turn.value("to").removeprefix(PERSON)

    async def hand(reference: Reference, cause: Cause) -> Outcome:
        return await services.occurrences.hand_over(reference, to, turn.value("remark"), cause)

    return await _changed(turn, services, hand)


async def lapse(turn: Turn, services: Services) -> Reply:
    """Answer [Lad bortfalde]: ask why."""
    return await _ask(turn, services, "occurrences.lapse", require_mover)


async def lapsed(turn: Turn, services: Services) -> Reply:
    """Let it lapse, or ask A to."""
    return await _with_reason(turn, services, services.occurrences.lapse)


async def grant(turn: Turn, services: Services) -> Reply:
    """Answer [Godkend] on a request."""
    return await _changed(turn, services, services.occurrences.grant)


async def refuse(turn: Turn, services: Services) -> Reply:
    """Answer [Afvis] on a request: ask why."""
    return await _ask(turn, services, "occurrences.refuse", require_decider)


async def refused(turn: Turn, services: Services) -> Reply:
    """Refuse what was asked for."""
    return await _with_reason(turn, services, services.occurrences.refuse)


async def approve(turn: Turn, services: Services) -> Reply:
    """Answer [Godkend] on what was delivered; a doer is asked for a compensating control."""
    reference = read_reference(turn.argument)
    case = await services.occurrences.look(reference, require_approver, turn.cause)
    if needs_control(case.occurrence, case.part, case.act.by, case.hands):
        return opened(turn, case, "occurrences.approve")
    return await _changed(turn, services, partial(_approved, services, ""))


async def approved(turn: Turn, services: Services) -> Reply:
    """Take the doer's own approval with its compensating control."""
    return await _changed(turn, services, partial(_approved, services, turn.value("control")))


async def send_back(turn: Turn, services: Services) -> Reply:
    """Answer [Send tilbage]: ask why."""
    return await _ask(turn, services, "occurrences.send-back", require_approver)


async def sent_back(turn: Turn, services: Services) -> Reply:
    """Send back what was delivered."""
    return await _with_reason(turn, services, services.occurrences.send_back)


async def as_it_is(turn: Turn, services: Services) -> Reply:
    """Show how the occurrence stands now, with what the reader may still do."""
    turn = await _newest(turn, services)
    reference = read_reference(turn.argument)
    occurrence = _found(turn, reference)
    card = card_for(occurrence, _me(turn), turn.organisation, turn.texts, turn.today)
    return Reply(card, Audience.PERSONAL, replaces=True)


async def _ask(
    turn: Turn,
    services: Services,
    action: str,
    check: Check,
    *,
    moving: bool = False,
    fresh: bool = True,
) -> Reply:
    """Open the form of an action to whom `check` lets pass."""
    reference = read_reference(turn.argument)
    case = await services.occurrences.look(reference, check, turn.cause, moving=moving, fresh=fresh)
    return opened(turn, case, action)


def opened(turn: Turn, case: Case, action: str, file: str = "") -> Reply:
    """Return the form of an action, and a card that opens it where it cannot open by itself.

    Args:
        turn: who is asked.
        case: the occurrence as it stands.
        action: what the button runs.
        file: the name of a file that is along already.
    """
    form = _form(turn, case, action, file)
    label = turn.texts("button.open-form")
    button = Button(label, action, form.value, opens=True)
    return Reply(opening_card(form, button), Audience.PERSONAL, form=form)


def _form(turn: Turn, case: Case, action: str, file: str) -> Form:
    organisation, occurrence = case.organisation, case.occurrence
    reference = reference_to(occurrence, case.part)
    where = (occurrence, reference, organisation, turn.texts, turn.today)
    match action.partition(".")[2]:
        case "done":
            return forms.done_form(*where, file=file)
        case "snooze":
            return forms.snooze_form(*where)
        case "postpone":
            meeting = meeting_of(organisation.wheel, occurrence)
            decides = case.act.by in case.hands_of(meeting).accountable
            return forms.postpone_form(meeting, *where, decides=decides)
        case "hand-over":
            return forms.hand_over_form(*where)
        case "approve":
            return forms.control_form(*where)
        case "lapse":
            return forms.reason_form("lapsed", *where)
        case "refuse":
            return forms.reason_form("refused", *where)
        case _:
            return forms.reason_form("sent-back", *where)


async def _approved(
    services: Services, control: str, reference: Reference, cause: Cause
) -> Outcome:
    return await services.occurrences.approve(reference, "", control, cause)


async def _with_reason(
    turn: Turn,
    services: Services,
    change: Callable[[Reference, str, Cause], Awaitable[Outcome]],
) -> Reply:
    async def changed(reference: Reference, cause: Cause) -> Outcome:
        return await change(reference, turn.value("reason"), cause)

    return await _changed(turn, services, changed)


async def _changed(turn: Turn, services: Services, change: Change) -> Reply:
    """Make a change, and show it in place of the card that was pressed."""
    reference = read_reference(turn.argument)
    outcome = await change(reference, turn.cause)
    return Reply(told(turn, services, outcome), Audience.PERSONAL, replaces=True)


def told(turn: Turn, services: Services, outcome: Outcome) -> Card:
    """Return the card of what the person has just done."""
    organisation = services.occurrences.changes.snapshots.current.organisation
    card = own_card(
        outcome.event,
        organisation.wheel.occurrence[outcome.occurrence.id],
        _me(turn),
        organisation,
        turn.texts,
        turn.today,
        outcome.part or None,
    )
    written = "\n".join(text for given in turn.values.values() for text in given)
    if mask_cpr(written) == written:
        return card
    note = Text(plain(turn.texts("occurrences.masked")), Tone.WARNING)
    return replace(card, body=(*card.body, note))


async def _newest(turn: Turn, services: Services) -> Turn:
    snapshot = await services.occurrences.changes.snapshots.refresh()
    return replace(turn, organisation=snapshot.organisation)


def _found(turn: Turn, reference: Reference) -> Occurrence:
    found = turn.organisation.wheel.occurrence.get(reference.occurrence_id)
    if found is None or found.item_id not in turn.organisation.wheel.item:
        raise BadInput("occurrence-gone")
    return found


def _may_see_evidence(turn: Turn, occurrence: Occurrence) -> bool:
    """Tell whether the reader may see what was answered, and what shows it."""
    hands = hands_of(turn.organisation, occurrence, turn.today, small=False)
    doing, answering = hands.concerned(occurrence)
    concern = Concern(responsible_ids=doing, accountable_ids=answering)
    return may(replace(turn.standing, concern=concern), Ability.SEE_EVIDENCE)


def _me(turn: Turn) -> str:
    return turn.person.id if turn.person else ""


def _answer(turn: Turn) -> Answer:
    plan = turn.value("plan")
    return Answer(
        turn.value("answer"),
        PlanState(plan) if plan else None,
        count_of(turn.value("reviewed")),
        count_of(turn.value("removed")),
    )
