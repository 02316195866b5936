"""Who is asked to confirm a role, who sees the answer, and who hears that a role was declined."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.cards.confirmations import answered_card, ask_card, declined_card
from bot.cards.elements import Card
from bot.domain.confirmation_rules import confirmation_of, to_confirm
from bot.domain.confirmations import Answer
from bot.domain.events import Event, MatrixApproved
from bot.domain.holder_events import (
    HolderAppointed,
    HolderReachable,
    RoleAnswered,
    confirmation_subject,
)
from bot.domain.organisation import Organisation
from bot.domain.people import Assignment
from bot.services.notices import Follow, Notice, Replacement, Rule
from bot.services.permissions import Ability, acting_approvers, who_may
from bot.texts import Texts

ASK = "confirmations.ask"
DECLINED = "confirmations.declined"


def approved(event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Ask every holder of a role that has a part in the version."""
    assert isinstance(event, MatrixApproved)
    on = date.fromisoformat(event.on)
    return _ask(organisation, to_confirm(organisation, on), on)


def appointed(event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Ask a holder who has the role only now, or who can be asked only now."""
    assert isinstance(event, HolderAppointed | HolderReachable)
    on = date.fromisoformat(event.on)
    asked = (a for a in to_confirm(organisation, on) if a.id == event.assignment_id)
    return _ask(organisation, asked, on)


def answered(event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Show the answer wherever the question stands; tell of a refusal."""
    assert isinstance(event, RoleAnswered)
    assignment = next(a for a in organisation.assignments if a.id == event.assignment_id)
    given = confirmation_of(organisation, assignment.id)
    if given is None:
        return ()

    def answer(texts: Texts) -> Card:
        return answered_card(assignment, given, organisation, texts)

    def refusal(texts: Texts) -> Card:
        return declined_card(assignment, given, organisation, texts)

    shown = Replacement(event.subject(), answer)
    if given.answer is Answer.CONFIRMED:
        return (shown,)
    on = given.at.astimezone(ZoneInfo(organisation.profile.timezone)).date()
    told = {p.id for p in who_may(organisation, Ability.EDIT_HOLDERS, on)}
    told |= {p.id for p in acting_approvers(organisation, on)}
    about = f"declined/{event.version}/{event.assignment_id}"
    readers = sorted(told - {given.by})
    return (shown, *(Notice(DECLINED, about, reader, refusal) for reader in readers))


RULES: Mapping[type[Event], Rule] = {
    MatrixApproved: approved,
    HolderAppointed: appointed,
    HolderReachable: appointed,
    RoleAnswered: answered,
}


def _ask(
    organisation: Organisation, assignments: Iterable[Assignment], on: date
) -> Sequence[Follow]:
    """Ask the holders; for a contact, who has no account here, the function is asked."""
    follows = []
    for assignment in assignments:
        if confirmation_of(organisation, assignment.id) is None:
            follows += _notices(organisation, assignment, on)
    return follows


def _notices(organisation: Organisation, assignment: Assignment, on: date) -> list[Notice]:
    def card(texts: Texts) -> Card:
        return ask_card(
            assignment, organisation, texts, for_contact=assignment.contact_id is not None
        )

    if assignment.person_id is not None:
        readers = [assignment.person_id]
    else:
        readers = [p.id for p in who_may(organisation, Ability.EDIT_HOLDERS, on)]
    subject = confirmation_subject(organisation.matrix.version, assignment.id)
    day = on.isoformat()
    return [
        Notice(ASK, subject, reader, card, f"{ASK}:{subject}:{reader}:{day}") for reader in readers
    ]
