"""`/isms supplier`: third parties, their contacts and agreements, and the forms for them."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any

from bot.cards import parties as cards
from bot.cards.elements import Button, Form
from bot.cards.holder_forms import opening_card
from bot.cards.pickers import NOBODY
from bot.chat.reply import Reply
from bot.domain.errors import BadInput, Overtaken
from bot.domain.organisation import Organisation
from bot.domain.parties import Agreement, AgreementKind, Contact, Party
from bot.handlers.turn import Services, Turn
from bot.services.identifiers import seen
from bot.services.permissions import Ability, may

MakeForm = Callable[[Turn, Organisation, str], Reply]


async def parties(turn: Turn, services: Services) -> Reply:
    """Answer `/isms supplier <name>`; without a name, or with none that fits, list them."""
    text = turn.argument.strip()
    if text:
        kinds = frozenset({"party"})
        found = await services.raci.find(text, turn.organisation, turn.today, kinds)
        if found.answers:
            return _page(turn, turn.organisation, found.answers[0].id)
    may_edit = may(turn.standing, Ability.EDIT_HOLDERS)
    return Reply(cards.parties_card(turn.organisation, turn.texts, may_edit=may_edit))


async def show(turn: Turn, services: Services) -> Reply:
    """Show the chosen third party."""
    return _page(turn, turn.organisation, turn.argument)


async def new(turn: Turn, services: Services) -> Reply:
    """Open the form of a new third party."""
    roles = cards.external_roles(turn.organisation, turn.texts)
    form = cards.party_form(None, "", turn.texts, roles)
    return _opened(form, "parties.new", "", turn)


async def edit(turn: Turn, services: Services) -> Reply:
    """Open the form of a third party."""
    return _party_form(turn, turn.organisation, turn.argument)


async def save(turn: Turn, services: Services) -> Reply:
    """Save a third party."""
    party_id, _, seen_then = turn.argument.rpartition(":")
    role, risk = turn.value("role"), turn.value("risk_class")
    changes: dict[str, Any] = {
        "name": turn.value("name"),
        "role_id": role if role not in ("", NOBODY) else None,
        "risk_class": risk if risk not in ("", NOBODY) else None,
        "personal_data": turn.value("personal_data") == "yes",
        "ended_on": _date(turn, "ended_on"),
    }
    saved = services.parties.save_party(Party(party_id, ""), seen_then, changes, turn.cause)
    return await _saved(turn, services, saved, _party_form, party_id)


async def new_contact(turn: Turn, services: Services) -> Reply:
    """Open the form of a new contact at a third party."""
    party = _party(turn.organisation, turn.argument)
    form = cards.contact_form(None, f"{party.id}::", party, turn.texts)
    return _opened(form, "parties.new-contact", party.id, turn)


async def edit_contact(turn: Turn, services: Services) -> Reply:
    """Open the form of a contact."""
    return _contact_form(turn, turn.organisation, turn.argument)


async def save_contact(turn: Turn, services: Services) -> Reply:
    """Save a contact."""
    party_id, contact_id, seen_then = turn.argument.split(":")
    changes: dict[str, Any] = {
        "name": turn.value("name"),
        "email": turn.value("email") or None,
        "phone": turn.value("phone") or None,
        "on_call": turn.value("on_call") == "yes",
    }
    contact = Contact(contact_id, party_id, "")
    saved = services.parties.save_contact(contact, seen_then, changes, turn.cause)
    return await _saved(turn, services, saved, _contact_form, contact_id)


async def new_agreement(turn: Turn, services: Services) -> Reply:
    """Open the form of a new agreement with a third party."""
    party = _party(turn.organisation, turn.argument)
    form = cards.agreement_form(None, f"{party.id}::", party, turn.texts)
    return _opened(form, "parties.new-agreement", party.id, turn)


async def edit_agreement(turn: Turn, services: Services) -> Reply:
    """Open the form of an agreement."""
    return _agreement_form(turn, turn.organisation, turn.argument)


async def save_agreement(turn: Turn, services: Services) -> Reply:
    """Save an agreement."""
    party_id, agreement_id, seen_then = turn.argument.split(":")
    dates = ("review_on", "expires_on", "terminated_on")
    begins = date.fromisoformat(turn.value("valid_from"))
    changes: Mapping[str, Any] = {
        "kind": AgreementKind(turn.value("kind")),
        "title": turn.value("title"),
        "valid_from": begins,
        **{name: _date(turn, name) for name in dates},
    }
    agreement = Agreement(agreement_id, party_id, AgreementKind.CONTRACT, "", begins)
    saved = services.parties.save_agreement(agreement, seen_then, changes, turn.cause)
    return await _saved(turn, services, saved, _agreement_form, agreement_id)


async def _saved(
    turn: Turn,
    services: Services,
    saving: Awaitable[Party | Contact | Agreement],
    form_of: MakeForm,
    item_id: str,
) -> Reply:
    """Return the third party's page, or the form again with what somebody else has saved."""
    try:
        saved = await saving
    except Overtaken as overtaken:
        organisation = (await services.parties.snapshots.refresh()).organisation
        again = form_of(turn, organisation, item_id)
        errors = {"": turn.texts(f"error.{overtaken.key}")}
        return Reply(again.card, form=again.form, errors=errors)
    party_id = saved.id if isinstance(saved, Party) else saved.party_id
    organisation = services.parties.snapshots.current.organisation
    return _page(turn, organisation, party_id, notice=turn.texts("parties.saved"))


def _page(turn: Turn, organisation: Organisation, party_id: str, *, notice: str = "") -> Reply:
    may_edit = may(turn.standing, Ability.EDIT_HOLDERS)
    party = _party(organisation, party_id)
    card = cards.party_page(party, organisation, turn.texts, may_edit=may_edit, notice=notice)
    return Reply(card)


def _party_form(turn: Turn, organisation: Organisation, party_id: str) -> Reply:
    party = _party(organisation, party_id)
    roles = cards.external_roles(organisation, turn.texts)
    form = cards.party_form(party, f"{party.id}:{seen(party)}", turn.texts, roles)
    return _opened(form, "parties.edit", party.id, turn)


def _contact_form(turn: Turn, organisation: Organisation, contact_id: str) -> Reply:
    contact = organisation.contact.get(contact_id)
    if contact is None:
        raise BadInput("lookup-gone")
    party = _party(organisation, contact.party_id)
    value = f"{party.id}:{contact.id}:{seen(contact)}"
    form = cards.contact_form(contact, value, party, turn.texts)
    return _opened(form, "parties.edit-contact", contact.id, turn)


def _agreement_form(turn: Turn, organisation: Organisation, agreement_id: str) -> Reply:
    agreement = next((a for a in organisation.agreements if a.id == agreement_id), None)
    if agreement is None:
        raise BadInput("lookup-gone")
    party = _party(organisation, agreement.party_id)
    value = f"{party.id}:{agreement.id}:{seen(agreement)}"
    form = cards.agreement_form(agreement, value, party, turn.texts)
    return _opened(form, "parties.edit-agreement", agreement.id, turn)


def _opened(form: Form, action: str, value: str, turn: Turn) -> Reply:
    button = Button(turn.texts("button.open-form"), action, value, opens=True)
    return Reply(opening_card(form, button), form=form)


def _party(organisation: Organisation, party_id: str) -> Party:
    party = organisation.party.get(party_id)
    if party is None:
        raise BadInput("lookup-gone")
    return party


def _date(turn: Turn, name: str) -> date | None:
    """Return a field's date, None when it is empty."""
    typed = turn.value(name)
    return date.fromisoformat(typed) if typed else None
