"""How a reminder says by when something is due, and why it is the reader's."""

from datetime import date

from bot.cards.holders import role_name
from bot.domain.actors import Actor, Gap, PartPeople
from bot.domain.occurrence_dates import workdays_between
from bot.domain.organisation import Organisation
from bot.texts import Texts


def due_sentence(
    what: str, activity: str, due: date, organisation: Organisation, texts: Texts, on: date
) -> str:
    """Return by when something is to be done, or how late it is.

    Args:
        what: "meeting", which is held, or "activity".
        activity: what it is called.
        due: its deadline.
        organisation: whose working days are counted.
        texts: the reader's language.
        on: the local date today.
    """
    if due == on:
        return texts(f"reminders.today.{what}", activity=activity)
    count = workdays_between(organisation.wheel.calendar, on, due)
    key = f"reminders.overdue.{what}" if due < on else f"reminders.due.{what}"
    return texts.plural(key, count, activity=activity, date=texts.date_long(due))


def whose_note(
    actor: Actor | None,
    people: PartPeople,
    role_id: str,
    organisation: Organisation,
    texts: Texts,
    on: date,
) -> str:
    """Return why something is the reader's who does not hold R: who is away, or what is vacant.

    Args:
        actor: the reader as R, None where they are not.
        people: who does it.
        role_id: the role that has R, "" for a person.
        organisation, texts, on: as for a card.
    """
    if actor is None:
        return ""
    if actor.stands_for is not None:
        away = organisation.person[actor.stands_for]
        absence = organisation.absence_of(away.id, on)
        until = texts.date_medium(absence.last) if absence else ""
        return texts("reminders.note.deputy", person=away.name, until=until)
    if people.gap is None:
        return ""
    role = organisation.role.get(role_id)
    name = role_name(role, texts) if role else ""
    if people.gap is Gap.AWAY:
        return texts("reminders.note.away", person=organisation.person[people.missing].name)
    if people.gap is Gap.EXTERNAL:
        contact = organisation.contact.get(people.missing)
        return texts("reminders.note.external", person=contact.name if contact else name)
    if people.system_id is not None:
        return texts("reminders.note.no-owner")
    if not role_id:
        return texts("reminders.note.gone")
    return texts("reminders.note.vacant", role=name)
