"""`/wheel items`, `/wheel add` and `/wheel systems`: what the annual wheel is made of."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.cards import wheel_item_forms as forms
from bot.cards import wheel_items as cards
from bot.cards.elements import Button, Form
from bot.cards.holder_forms import opening_card
from bot.cards.pickers import NOBODY, PERSON
from bot.chat.reply import Audience, Reply
from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput, FieldErrors, Overtaken, TovholderError
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.paging import page_of
from bot.domain.wheel import ItemKind, ItemState, Ladder, WheelItem
from bot.domain.wheel_rules import MOST_DAYS, days_in
from bot.handlers.turn import Services, Turn
from bot.services.identifiers import seen
from bot.services.permissions import Ability, may
from bot.services.wheel import item_dates

_PER_PAGE = 12
_LATE = 3


async def items(turn: Turn, services: Services) -> Reply:
    """Answer `/wheel items` and [Vis flere]: what the wheel is made of."""
    every = [one for one in turn.organisation.wheel.items if one.state is not ItemState.RETIRED]
    page = page_of(every, _PER_PAGE, turn.argument)
    card = cards.items_card(turn.organisation, page, turn.texts, may_edit=_may_edit(turn))
    return Reply(card, Audience.PERSONAL)


async def show(turn: Turn, services: Services) -> Reply:
    """Show the chosen item."""
    return _page(turn, turn.organisation, turn.argument)


async def new(turn: Turn, services: Services) -> Reply:
    """Open the form of a new item."""
    form = forms.item_form(None, "", turn.organisation, turn.today, turn.texts)
    return _opened(form, "wheel_items.new", "", turn)


async def edit(turn: Turn, services: Services) -> Reply:
    """Open the form of an item."""
    return _item_form(turn, turn.organisation, turn.argument)


async def save(turn: Turn, services: Services) -> Reply:
    """Save an item; its dates follow."""
    item_id, _, seen_then = turn.argument.rpartition(":")
    known = turn.organisation.wheel.item.get(item_id)
    changes = _changes(turn, known)
    try:
        saved = await services.wheel_items.save_item(item_id, seen_then, changes, turn.cause)
    except Overtaken as overtaken:
        organisation = services.wheel_items.snapshots.current.organisation
        again = _item_form(turn, organisation, item_id)
        return _overtaken(again, overtaken, turn)
    organisation = services.wheel_items.snapshots.current.organisation
    notice = turn.texts("wheel-items.saved")
    return _page(turn, organisation, saved.id, notice=_with_mask(turn, notice))


async def pause(turn: Turn, services: Services) -> Reply:
    """Answer [Sæt på pause]."""
    return await _turned(turn, services, ItemState.PAUSED)


async def resume(turn: Turn, services: Services) -> Reply:
    """Answer [Genoptag]."""
    return await _turned(turn, services, ItemState.ACTIVE)


async def ask_retire(turn: Turn, services: Services) -> Reply:
    """Ask whether an item is to be retired."""
    item = _item(turn.organisation, turn.argument)
    return Reply(cards.retire_card(item, turn.texts), Audience.PERSONAL)


async def retire(turn: Turn, services: Services) -> Reply:
    """Retire an item."""
    return await _turned(turn, services, ItemState.RETIRED)


async def as_it_is(turn: Turn, services: Services) -> Reply:
    """Show how an item stands."""
    return _page(turn, turn.organisation, turn.argument.rpartition(":")[0] or turn.argument)


async def systems(turn: Turn, services: Services) -> Reply:
    """Answer `/wheel systems`: the register."""
    return _systems(turn, turn.organisation)


async def new_system(turn: Turn, services: Services) -> Reply:
    """Open the form of a new system."""
    form = forms.system_form(None, "", turn.organisation, turn.today, turn.texts)
    return _opened(form, "wheel_items.new-system", "", turn)


async def edit_system(turn: Turn, services: Services) -> Reply:
    """Open the form of a system."""
    return _system_form(turn, turn.organisation, turn.argument)


async def save_system(turn: Turn, services: Services) -> Reply:
    """Save a system of the register."""
    system_id, _, seen_then = turn.argument.rpartition(":")
    owner = turn.value("owner")
    changes = {
        "name": mask_cpr(" ".join(turn.value("name").split())),
        "owner_id": None if owner in ("", NOBODY) else owner.removeprefix(PERSON),
        "retired_on": turn.today if turn.value("in_use") == "no" else None,
    }
    try:
        await services.wheel_items.save_system(system_id, seen_then, changes, turn.cause)
    except Overtaken as overtaken:
        organisation = services.wheel_items.snapshots.current.organisation
        return _overtaken(_system_form(turn, organisation, system_id), overtaken, turn)
    organisation = services.wheel_items.snapshots.current.organisation
    notice = turn.texts("wheel-systems.saved")
    return _systems(turn, organisation, notice=_with_mask(turn, notice))


def _changes(turn: Turn, known: WheelItem | None) -> Mapping[str, Any]:
    """Return what the form says of an item.

    Raises:
        FieldErrors: a number cannot be read.
    """
    errors: dict[str, TovholderError] = {}
    lead = turn.value("lead_days").strip()
    if not (lead.isascii() and lead.isdigit() and int(lead) <= MOST_DAYS):
        errors["lead_days"] = BadInput("wheel-item-lead", most=MOST_DAYS)
    try:
        before = days_in(turn.value("reminders"))
    except BadInput as error:
        before, errors["reminders"] = (), error
    late = [part.strip() for part in turn.value("late").split(",")]
    if len(late) != _LATE or not all(p.isascii() and p.isdigit() and len(p) < 4 for p in late):
        errors["late"] = BadInput("wheel-item-late")
    if errors:
        raise FieldErrors(errors)
    starts = turn.value("starts_on")
    return {
        "label": _said(known.label if known else Localized(), turn, "label"),
        "activity_id": turn.value("activity_id"),
        "months": tuple(sorted({int(month) for month in turn.values.get("months", ())})),
        "due_rule": turn.value("due_rule"),
        "starts_on": date.fromisoformat(starts) if starts else None,
        "kind": ItemKind(turn.value("kind")),
        "lead_days": int(lead),
        "ladder": Ladder(before, *map(int, late)),
        "responsible": turn.value("responsible"),
        "accountable": turn.value("accountable"),
        "approval_by": _chosen(turn, "approval_by"),
        "evidence": _said(known.evidence if known else Localized(), turn, "evidence"),
        "note": _said(known.note if known else Localized(), turn, "note"),
        "held_at": _chosen(turn, "held_at"),
        "agenda_item": _chosen(turn, "agenda_item"),
    }


def _chosen(turn: Turn, name: str) -> str | None:
    value = turn.value(name)
    return None if value in ("", NOBODY) else value


def _said(text: Localized, turn: Turn, name: str) -> Localized:
    """Return a text with what was typed in the reader's language; unchanged it stays as it was."""
    typed = mask_cpr(" ".join(turn.value(name).split()))
    if typed == text.in_language(turn.texts.language):
        return text
    return replace(text, **{turn.texts.language: typed or None})


def _with_mask(turn: Turn, notice: str) -> str:
    """Return the notice, saying so when something that was typed is not kept."""
    typed = (value for values in turn.values.values() for value in values)
    if any(mask_cpr(value) != value for value in typed):
        return f"{notice} {turn.texts('wheel-items.masked')}"
    return notice


async def _turned(turn: Turn, services: Services, state: ItemState) -> Reply:
    await services.wheel_items.turn(turn.argument, state, turn.cause)
    organisation = services.wheel_items.snapshots.current.organisation
    notice = turn.texts(f"wheel-items.turned.{state.value}")
    return _page(turn, organisation, turn.argument, notice=notice)


def _page(turn: Turn, organisation: Organisation, item_id: str, *, notice: str = "") -> Reply:
    item = _item(organisation, item_id)
    dates = item_dates(organisation, item, turn.today)
    card = cards.item_page(
        item,
        dates,
        organisation,
        turn.texts,
        may_edit=_may_edit(turn),
        on=turn.today,
        notice=notice,
    )
    return Reply(card, Audience.PERSONAL)


def _systems(turn: Turn, organisation: Organisation, *, notice: str = "") -> Reply:
    may_edit = _may_edit(turn)
    card = cards.systems_card(organisation, turn.texts, may_edit=may_edit, notice=notice)
    return Reply(card, Audience.PERSONAL)


def _item_form(turn: Turn, organisation: Organisation, item_id: str) -> Reply:
    item = _item(organisation, item_id)
    value = f"{item.id}:{seen(item)}"
    form = forms.item_form(item, value, organisation, turn.today, turn.texts)
    return _opened(form, "wheel_items.edit", item.id, turn)


def _system_form(turn: Turn, organisation: Organisation, system_id: str) -> Reply:
    system = next((one for one in organisation.wheel.systems if one.id == system_id), None)
    if system is None:
        raise BadInput("lookup-gone")
    value = f"{system.id}:{seen(system)}"
    form = forms.system_form(system, value, organisation, turn.today, turn.texts)
    return _opened(form, "wheel_items.edit-system", system.id, turn)


def _opened(form: Form, action: str, value: str, turn: Turn) -> Reply:
    button = Button(turn.texts("button.open-form"), action, value, opens=True)
    return Reply(opening_card(form, button), form=form)


def _overtaken(again: Reply, overtaken: Overtaken, turn: Turn) -> Reply:
    errors = {"": turn.texts(f"error.{overtaken.key}")}
    return Reply(again.card, form=again.form, errors=errors)


def _item(organisation: Organisation, item_id: str) -> WheelItem:
    item = organisation.wheel.item.get(item_id)
    if item is None:
        raise BadInput("lookup-gone")
    return item


def _may_edit(turn: Turn) -> bool:
    return may(turn.standing, Ability.EDIT_WHEEL)
