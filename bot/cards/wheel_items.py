"""The wheel's items and the systems register: the lists, and a page for each item."""

from bot.cards.elements import (
    Button,
    Card,
    Element,
    Fact,
    Facts,
    Line,
    Option,
    Select,
    Style,
    Text,
    Tone,
    plain,
)
from bot.cards.holders import role_name
from bot.domain.occurrences import Occurrence
from bot.domain.organisation import Organisation
from bot.domain.paging import Page
from bot.domain.wheel import ItemState, System, WheelItem
from bot.domain.wheel_rules import rule_text
from bot.texts import Texts

LIST, SHOW, SYSTEMS = "wheel_items.list", "wheel_items.show", "wheel_items.systems"
_MOST_OPTIONS = 100
_MOST_DATES = 6


def items_card(
    organisation: Organisation, page: Page[WheelItem], texts: Texts, *, may_edit: bool
) -> Card:
    """Return a page of the items, with one to choose for those who may change them."""
    rows = tuple(
        Fact(
            _label(item, texts),
            (plain(when_text(item, texts)), plain(_who(item, organisation, texts))),
        )
        for item in page.items
    )
    more: tuple[Button, ...] = ()
    if page.following:
        more = (Button(texts("button.more"), LIST, str(page.following)),)
    body: tuple[Element, ...] = (
        (Facts(rows),) if rows else (Text(plain(texts("wheel-items.none"))),)
    )
    return Card(
        texts("wheel-items.title"),
        body=body,
        controls=(*_list_controls(organisation, texts, may_edit=may_edit), *more),
        footer="" if may_edit else texts("wheel-items.only-function"),
    )


def item_page(
    item: WheelItem,
    ahead: tuple[Occurrence, ...],
    organisation: Organisation,
    texts: Texts,
    *,
    may_edit: bool,
    notice: str = "",
) -> Card:
    """Return an item with its next dates.

    Args:
        item: the item.
        ahead: its dates from today on, the earliest first.
        organisation: the data.
        texts: the reader's language.
        may_edit: the reader may change it.
        notice: what has just been done, said first.
    """
    body: list[Element] = [Text(plain(notice))] if notice else []
    if item.state is not ItemState.ACTIVE:
        body.append(Text(plain(texts(f"wheel-items.state.{item.state.value}")), Tone.WARNING))
    body.append(Facts(tuple(_facts(item, ahead, organisation, texts))))
    return Card(
        item.label.in_language(texts.language),
        body=tuple(body),
        controls=_page_controls(item, texts) if may_edit else (),
        footer="" if may_edit else texts("wheel-items.only-function"),
    )


def retire_card(item: WheelItem, texts: Texts) -> Card:
    """Return the question whether an item is to be retired, which cannot be taken back."""
    name = item.label.in_language(texts.language)
    return Card(
        texts("wheel-items.retire-title", name=name),
        body=(Text(plain(texts("wheel-items.retire-what"))),),
        controls=(
            Button(texts("button.retire-item"), "wheel_items.retire", item.id, Style.DANGER),
            Button(texts("button.keep-item"), SHOW, item.id),
        ),
    )


def systems_card(
    organisation: Organisation, texts: Texts, *, may_edit: bool, notice: str = ""
) -> Card:
    """Return the systems register: each system in use with its owner."""
    systems = systems_in_use(organisation)
    rows = tuple(
        Fact(system.name, (plain(_owner(system, organisation, texts)),)) for system in systems
    )
    body: list[Element] = [Text(plain(notice))] if notice else []
    body.append(Text(plain(texts("wheel-systems.what" if rows else "wheel-systems.none"))))
    body += [Facts(rows)] if rows else []
    options = tuple(Option(system.name, system.id) for system in systems[:_MOST_OPTIONS])
    edit = (Select(texts("wheel-systems.edit"), "wheel_items.edit-system", options),)
    new = Button(texts("button.new-system"), "wheel_items.new-system", opens=True)
    controls = (new, *(edit if options else ())) if may_edit else ()
    return Card(
        texts("wheel-systems.title"),
        body=tuple(body),
        controls=(*controls, Button(texts("button.wheel-items"), LIST)),
        footer="" if may_edit else texts("wheel-items.only-function"),
    )


def systems_in_use(organisation: Organisation) -> tuple[System, ...]:
    """Return the systems that are not retired, by name."""
    systems = (one for one in organisation.wheel.systems if one.retired_on is None)
    return tuple(sorted(systems, key=lambda one: one.name.casefold()))


def when_text(item: WheelItem, texts: Texts) -> str:
    """Return when an item falls: its rule and its months."""
    months = ", ".join(texts.month_short(month) for month in item.months)
    every = texts("wheel-items.every-month") if len(item.months) == 12 else months
    return f"{rule_text(item.due_rule, texts)} · {every}"


def _label(item: WheelItem, texts: Texts) -> str:
    label = item.label.in_language(texts.language)
    if item.state is ItemState.ACTIVE:
        return label
    return f"{label} ({texts(f'wheel-items.{item.state.value}')})"


def _who(item: WheelItem, organisation: Organisation, texts: Texts) -> str:
    return texts(
        "wheel-items.who",
        responsible=_role(item.responsible, organisation, texts),
        accountable=_role(item.accountable, organisation, texts),
    )


def _role(role_id: str | None, organisation: Organisation, texts: Texts) -> str:
    role = organisation.role.get(role_id or "")
    return role_name(role, texts) if role else texts("holders.nobody")


def _owner(system: System, organisation: Organisation, texts: Texts) -> str:
    person = organisation.person.get(system.owner_id or "")
    return person.name if person else texts("wheel-systems.no-owner")


def _facts(
    item: WheelItem, ahead: tuple[Occurrence, ...], organisation: Organisation, texts: Texts
) -> list[Fact]:
    activity = organisation.activity.get(item.activity_id)
    ladder = item.ladder
    days = ", ".join(str(day) for day in ladder.before)
    dates: tuple[Line, ...] = tuple(plain(texts.date_long(one.due)) for one in ahead[:_MOST_DATES])
    facts = [
        Fact(
            texts("wheel-items.activity"),
            (plain(activity.name.in_language(texts.language) if activity else item.activity_id),),
        ),
        Fact(texts("wheel-items.when"), (plain(when_text(item, texts)),)),
        Fact(texts("wheel-items.next"), dates or (plain(texts("wheel-items.no-next")),)),
        Fact(texts("wheel-items.lead"), (plain(texts.plural("wheel-items.days", item.lead_days)),)),
        Fact(
            texts("wheel-items.reminders"),
            (plain(days or texts("wheel-items.no-reminders")),),
        ),
        Fact(
            texts("wheel-items.late"),
            (plain(f"{ladder.responsible}, {ladder.accountable}, {ladder.committee}"),),
        ),
        Fact(texts("raci.R"), (plain(_role(item.responsible, organisation, texts)),)),
        Fact(texts("raci.A"), (plain(_role(item.accountable, organisation, texts)),)),
        Fact(texts("wheel-items.approval"), (plain(_role(item.approval_by, organisation, texts)),)),
    ]
    return [
        *facts,
        *(
            Fact(texts(f"wheel-items.{name}"), (plain(said),))
            for name in ("evidence", "note")
            if (said := getattr(item, name).in_language(texts.language))
        ),
    ]


def _list_controls(
    organisation: Organisation, texts: Texts, *, may_edit: bool
) -> tuple[Button | Select, ...]:
    items = [one for one in organisation.wheel.items if one.state is not ItemState.RETIRED]
    options = tuple(Option(_label(item, texts), item.id) for item in items[:_MOST_OPTIONS])
    choose = (Select(texts("wheel-items.choose"), SHOW, options),) if options else ()
    new = (Button(texts("button.new-item"), "wheel_items.new", "", Style.PRIMARY, opens=True),)
    return (*choose, *(new if may_edit else ()), Button(texts("button.systems"), SYSTEMS))


def _page_controls(item: WheelItem, texts: Texts) -> tuple[Button, ...]:
    back = Button(texts("button.wheel-items"), LIST)
    if item.state is ItemState.RETIRED:
        return (back,)
    turn = (
        Button(texts("button.pause-item"), "wheel_items.pause", item.id)
        if item.state is ItemState.ACTIVE
        else Button(texts("button.resume-item"), "wheel_items.resume", item.id)
    )
    return (
        Button(texts("button.edit"), "wheel_items.edit", item.id, Style.PRIMARY, opens=True),
        turn,
        Button(texts("button.retire-item"), "wheel_items.ask-retire", item.id, Style.DANGER),
        back,
    )
