"""`/isms role`: who holds a role and who deputises, and the forms that change it."""

from datetime import date
from typing import Any

from bot.cards import holder_forms as cards
from bot.cards import holder_pages as pages
from bot.cards.elements import Button, Form
from bot.cards.pickers import CONTACT, NOBODY, PERSON
from bot.chat.reply import Reply
from bot.domain.errors import BadInput, Overtaken
from bot.domain.language import Localized, LocalizedList
from bot.domain.organisation import Organisation
from bot.domain.people import Assignment, Role, RoleKind
from bot.handlers.turn import Services, Turn
from bot.services.identifiers import seen
from bot.services.permissions import Ability, may


async def roles(turn: Turn, services: Services) -> Reply:
    """Answer `/isms role <role>`; without a role, or with none that fits, list them."""
    text = turn.argument.strip()
    if text:
        kinds = frozenset({"role"})
        found = await services.raci.find(text, turn.organisation, turn.today, kinds)
        if found.answers:
            return _role_reply(turn, turn.organisation, found.answers[0].id)
    may_edit = may(turn.standing, Ability.EDIT_HOLDERS)
    return Reply(pages.roles_card(turn.organisation, turn.texts, turn.today, may_edit=may_edit))


async def show(turn: Turn, services: Services) -> Reply:
    """Answer a chosen role, or one of its holders as "role/assignment"."""
    role_id, _, assignment_id = turn.argument.partition("/")
    return _role_reply(turn, turn.organisation, role_id, only=assignment_id)


async def new_role(turn: Turn, services: Services) -> Reply:
    """Open the form of a new role."""
    form = cards.role_form(None, "", turn.texts)
    return _opened(form, "holders.new-role", "", turn)


async def edit_role(turn: Turn, services: Services) -> Reply:
    """Open the form of a role's texts and rules."""
    return _role_form(turn, _role(turn.organisation, turn.argument))


async def save_role(turn: Turn, services: Services) -> Reply:
    """Save a role's texts and rules."""
    role_id, _, seen_then = turn.argument.rpartition(":")
    if not role_id:
        added = Role("", **_role_texts(turn), kind=RoleKind(turn.value("kind")))
        role = await services.holders.add_role(added, turn.cause)
        return _done(turn, services, role.id, "holders.role-added")
    try:
        await services.holders.save_role(role_id, seen_then, _role_texts(turn), turn.cause)
    except Overtaken as overtaken:
        organisation = await _newest(services)
        return _again(_role_form(turn, _role(organisation, role_id)), overtaken, turn)
    return _done(turn, services, role_id, "holders.role-saved")


async def new(turn: Turn, services: Services) -> Reply:
    """Open the form that gives a role to somebody.

    Raises:
        BadInput: an external role, and no third party has a contact.
    """
    role = _role(turn.organisation, turn.argument)
    if role.external and not turn.organisation.contacts:
        raise BadInput("holders-no-contact")
    form = cards.appoint_form(role, turn.organisation, turn.texts, turn.today)
    return _opened(form, "holders.new", role.id, turn)


async def appoint(turn: Turn, services: Services) -> Reply:
    """Give the role to whom the form names."""
    kind, _, holder = turn.value("holder").partition(":")
    role = _role(turn.organisation, turn.argument)
    wanted = Assignment(
        id="",
        role_id=role.id,
        person_id=holder if kind + ":" == PERSON else None,
        contact_id=holder if kind + ":" == CONTACT else None,
        **_terms(turn),
    )
    await services.holders.appoint(wanted, turn.cause)
    return _done(turn, services, turn.argument, "holders.appointed")


async def edit(turn: Turn, services: Services) -> Reply:
    """Open the form of an assignment's deputy, dates and unit."""
    return _change_form(turn, turn.organisation, turn.argument)


async def change(turn: Turn, services: Services) -> Reply:
    """Save an assignment's deputy, dates and unit."""
    assignment_id, _, seen_then = turn.argument.rpartition(":")
    try:
        saved = await services.holders.change(assignment_id, seen_then, _terms(turn), turn.cause)
    except Overtaken as overtaken:
        return _again(_change_form(turn, await _newest(services), assignment_id), overtaken, turn)
    return _done(turn, services, saved.role_id, "holders.changed")


async def leave(turn: Turn, services: Services) -> Reply:
    """Open the form of a holder's last day in a role."""
    return _end_form(turn, turn.organisation, turn.argument)


async def end(turn: Turn, services: Services) -> Reply:
    """Save a holder's last day in a role."""
    assignment_id, _, seen_then = turn.argument.rpartition(":")
    last_day = date.fromisoformat(turn.value("ends"))
    try:
        saved = await services.holders.end(assignment_id, seen_then, last_day, turn.cause)
    except Overtaken as overtaken:
        return _again(_end_form(turn, await _newest(services), assignment_id), overtaken, turn)
    return _done(turn, services, saved.role_id, "holders.ended")


def _role_reply(
    turn: Turn, organisation: Organisation, role_id: str, *, notice: str = "", only: str = ""
) -> Reply:
    """Return the role's card; `only` shows one of its holders."""
    role = _role(organisation, role_id)
    assignments = tuple(
        a
        for a in organisation.assignments_of_role.get(role_id, ())
        if (a.ends is None or a.ends >= turn.today) and only in ("", a.id)
    )
    may_edit = may(turn.standing, Ability.EDIT_HOLDERS)
    return Reply(
        pages.role_card(
            role,
            organisation,
            assignments,
            turn.texts,
            turn.today,
            may_edit=may_edit,
            notice=notice,
        )
    )


def _done(turn: Turn, services: Services, role_id: str, notice: str) -> Reply:
    organisation = services.holders.snapshots.current.organisation
    return _role_reply(turn, organisation, role_id, notice=turn.texts(notice))


def _role_form(turn: Turn, role: Role) -> Reply:
    form = cards.role_form(role, f"{role.id}:{seen(role)}", turn.texts)
    return _opened(form, "holders.edit-role", role.id, turn)


def _change_form(turn: Turn, organisation: Organisation, assignment_id: str) -> Reply:
    held = _assignment(organisation, assignment_id)
    value = f"{held.id}:{seen(held)}"
    form = cards.change_form(held, value, organisation, turn.texts, turn.today)
    return _opened(form, "holders.edit", held.id, turn)


def _end_form(turn: Turn, organisation: Organisation, assignment_id: str) -> Reply:
    held = _assignment(organisation, assignment_id)
    value = f"{held.id}:{seen(held)}"
    form = cards.end_form(held, value, organisation, turn.texts, turn.today)
    return _opened(form, "holders.leave", held.id, turn)


def _opened(form: Form, action: str, value: str, turn: Turn) -> Reply:
    button = Button(turn.texts("button.open-form"), action, value, opens=True)
    return Reply(cards.opening_card(form, button), form=form)


def _again(reply: Reply, overtaken: Overtaken, turn: Turn) -> Reply:
    """Return the form as it stands now, with the reason why nothing was saved."""
    errors = {"": turn.texts(f"error.{overtaken.key}")}
    return Reply(reply.card, form=reply.form, errors=errors)


async def _newest(services: Services) -> Organisation:
    return (await services.holders.snapshots.refresh()).organisation


def _role(organisation: Organisation, role_id: str) -> Role:
    role = organisation.role.get(role_id)
    if role is None:
        raise BadInput("lookup-gone")
    return role


def _assignment(organisation: Organisation, assignment_id: str) -> Assignment:
    found = next((a for a in organisation.assignments if a.id == assignment_id), None)
    if found is None:
        raise BadInput("lookup-gone")
    return found


def _terms(turn: Turn) -> dict[str, Any]:
    """Return an assignment's deputy, dates and unit as the form has them."""
    deputy, unit = turn.value("deputy"), turn.value("unit")
    return {
        "deputy_id": deputy.removeprefix(PERSON) if deputy.startswith(PERSON) else None,
        "deputy_contact_id": deputy.removeprefix(CONTACT) if deputy.startswith(CONTACT) else None,
        "starts": _date(turn, "starts"),
        "ends": _date(turn, "ends"),
        "unit_id": unit if unit not in ("", NOBODY) else None,
    }


def _date(turn: Turn, name: str) -> date | None:
    """Return a field's date, None when it is empty."""
    typed = turn.value(name)
    return date.fromisoformat(typed) if typed else None


def _role_texts(turn: Turn) -> dict[str, Any]:
    """Return a role's texts and rules as the form has them, by the role's own field names."""
    return {
        "name": Localized(turn.value("name_da") or None, turn.value("name_en") or None),
        "definition": Localized(
            turn.value("definition_da") or None, turn.value("definition_en") or None
        ),
        "tasks": LocalizedList(_lines(turn, "tasks_da"), _lines(turn, "tasks_en")),
        "aliases": LocalizedList(_lines(turn, "aliases_da"), _lines(turn, "aliases_en")),
        "may_be_accountable": turn.value("may_be_accountable") == "yes",
        "deputy_required": turn.value("deputy_required") == "yes",
        "each": turn.value("each") == "yes",
        "retired_on": _date(turn, "retired_on"),
    }


def _lines(turn: Turn, name: str) -> tuple[str, ...]:
    lines = (line.strip(" \t•-") for line in turn.value(name).splitlines())
    return tuple(line for line in lines if line)
