"""The wheel's items and the systems register: the lists, and a page for each item."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

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
from bot.cards.occurrences import names_of
from bot.cards.plaintext import line_text
from bot.domain.occurrence_marks import reference_to
from bot.domain.organisation import Organisation
from bot.domain.paging import Page
from bot.domain.raci import Activity
from bot.domain.wheel import ItemState, System, WheelItem
from bot.domain.wheel_people import people_on
from bot.domain.wheel_rules import rule_text
from bot.domain.wheel_view import ItemDates
from bot.domain.wheel_year import Entry, Mark
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
    dates: ItemDates,
    organisation: Organisation,
    texts: Texts,
    *,
    may_edit: bool,
    on: date | None = None,
    notice: str = "",
) -> Card:
    """Return an item: where it stands, its next dates, and who does it.

    Args:
        item: the item.
        dates: its dates.
        organisation: the data.
        texts: the reader's language.
        may_edit: the reader may change it.
        on: the local date on which those who act are named; None where others read along.
        notice: what has just been done, said first.
    """
    body: list[Element] = [Text(plain(notice))] if notice else []
    if item.state is not ItemState.ACTIVE:
        body.append(Text(plain(texts(f"wheel-items.state.{item.state.value}")), Tone.WARNING))
    body.append(Facts(tuple(_facts(item, dates, organisation, texts, on))))
    return Card(
        item.label.in_language(texts.language),
        body=tuple(body),
        controls=tuple(_page_controls(item, dates, organisation, texts, may_edit=may_edit)),
        footer="" if may_edit else texts("wheel-items.only-function"),
    )


def unsure_card(
    query: str,
    items: Sequence[WheelItem],
    activities: Sequence[Activity],
    texts: Texts,
    *,
    fits: bool,
) -> Card:
    """Return the items that may have been meant.

    Args:
        query: what was typed.
        items: several that fit, or the nearest when none does.
        activities: of the matrix that fit when no item does.
        texts: the reader's language.
        fits: the items fit.
    """
    said = [texts("wheel-items.several" if fits else "wheel-items.no-match", query=query)]
    if not fits:
        said.append(texts("wheel-items.what-else"))
    in_matrix = (
        Button(
            texts("wheel-items.in-matrix", activity=one.name.in_language(texts.language)),
            "raci.show",
            f"activity:{one.id}",
        )
        for one in activities
    )
    return Card(
        texts("wheel-items.which"),
        body=tuple(Text(plain(sentence)) for sentence in said),
        controls=(
            *in_matrix,
            *(Button(item.label.in_language(texts.language), SHOW, item.id) for item in items),
            Button(texts("button.wheel-items"), LIST),
        ),
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


def section_titles(organisation: Organisation, texts: Texts) -> Mapping[str, str]:
    """Return what the sections of the committees' agendas are called, by id."""
    return {
        section.id: section.title.in_language(texts.language)
        for committee in organisation.committees
        for section in committee.agenda
    }


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
    item: WheelItem,
    dates: ItemDates,
    organisation: Organisation,
    texts: Texts,
    on: date | None,
) -> Iterator[Fact]:
    yield from _date_facts(item, dates, texts)
    for key, role_id in (("raci.R", item.responsible), ("raci.A", item.accountable)):
        yield Fact(texts(key), tuple(_bearers(role_id, organisation, texts, on)))
    yield Fact(
        texts("wheel-items.approval"), (plain(_role(item.approval_by, organisation, texts)),)
    )
    activity = organisation.activity.get(item.activity_id)
    name = activity.name.in_language(texts.language) if activity else item.activity_id
    yield Fact(texts("wheel-items.activity"), (plain(name),))
    yield from _reminder_facts(item, texts)
    if section := section_titles(organisation, texts).get(item.agenda_item or ""):
        yield Fact(texts("wheel-items.agenda"), (plain(section),))
    for field in ("evidence", "note"):
        if said := getattr(item, field).in_language(texts.language):
            yield Fact(texts(f"wheel-items.{field}"), (plain(said),))


def _date_facts(item: WheelItem, dates: ItemDates, texts: Texts) -> Iterator[Fact]:
    if dates.open:
        yield Fact(texts("wheel-items.stands"), (plain(_stands(dates.open[0], texts)),))
    ahead = tuple(plain(_dated(entry, texts)) for entry in dates.open[:_MOST_DATES])
    yield Fact(texts("wheel-items.next"), ahead or (plain(texts("wheel-items.no-next")),))
    if dates.last:
        yield Fact(texts("wheel-items.last"), (plain(texts.date_long(dates.last.due)),))
    yield Fact(texts("wheel-items.when"), (plain(when_text(item, texts)),))


def _stands(entry: Entry, texts: Texts) -> str:
    return texts(f"wheel.mark.{entry.mark.value}")


def _dated(entry: Entry, texts: Texts) -> str:
    day = texts.date_long(entry.due)
    mark = "" if entry.mark is Mark.COMING else f" · {_stands(entry, texts).lower()}"
    if entry.due == entry.occurrence.planned:
        return day + mark
    moved = texts("wheel.moved", date=texts.date_table(entry.occurrence.planned))
    return f"{day}{mark} · {moved}"


def _bearers(
    role_id: str, organisation: Organisation, texts: Texts, on: date | None
) -> Iterator[Line]:
    """Return a role, and who holds it where nobody else reads along."""
    role = _role(role_id, organisation, texts)
    if on is None:
        yield plain(role)
        return
    actors = people_on(organisation, on).acting_as(role_id)
    names = names_of(actors, organisation, texts) or (plain(texts("occurrences.nobody")),)
    yield plain(f"{role}: {', '.join(map(line_text, names))}")


def _reminder_facts(item: WheelItem, texts: Texts) -> Iterator[Fact]:
    ladder = item.ladder
    days = ", ".join(str(day) for day in ladder.before)
    late = f"{ladder.responsible}, {ladder.accountable}, {ladder.committee}"
    lead = texts.plural("wheel-items.days", item.lead_days)
    yield Fact(texts("wheel-items.lead"), (plain(lead),))
    yield Fact(texts("wheel-items.reminders"), (plain(days or texts("wheel-items.no-reminders")),))
    yield Fact(texts("wheel-items.late"), (plain(late),))


def _list_controls(
    organisation: Organisation, texts: Texts, *, may_edit: bool
) -> tuple[Button | Select, ...]:
    items = [one for one in organisation.wheel.items if one.state is not ItemState.RETIRED]
    options = tuple(Option(_label(item, texts), item.id) for item in items[:_MOST_OPTIONS])
    choose = (Select(texts("wheel-items.choose"), SHOW, options),) if options else ()
    new = (Button(texts("button.new-item"), "wheel_items.new", "", Style.PRIMARY, opens=True),)
    return (*choose, *(new if may_edit else ()), Button(texts("button.systems"), SYSTEMS))


def _page_controls(
    item: WheelItem,
    dates: ItemDates,
    organisation: Organisation,
    texts: Texts,
    *,
    may_edit: bool,
) -> Iterator[Button | Select]:
    if dates.open and dates.open[0].occurrence.id:
        reference = str(reference_to(dates.open[0].occurrence, ""))
        label = texts("wheel-items.see-next", date=texts.date_day(dates.open[0].due))
        yield Button(label, "occurrences.show", reference, Style.PRIMARY)
    if item.activity_id in organisation.activity:
        yield Button(texts("wheel-items.see-raci"), "raci.show", f"activity:{item.activity_id}")
    if may_edit and item.state is not ItemState.RETIRED:
        yield Button(texts("button.edit"), "wheel_items.edit", item.id, opens=True)
        if item.state is ItemState.ACTIVE:
            yield Button(texts("button.pause-item"), "wheel_items.pause", item.id)
        else:
            yield Button(texts("button.resume-item"), "wheel_items.resume", item.id)
        ask = "wheel_items.ask-retire"
        yield Button(texts("button.retire-item"), ask, item.id, Style.DANGER)
    yield Button(texts("button.wheel-items"), LIST)
