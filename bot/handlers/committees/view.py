"""`/isms committee`: which committees there are, who sits in them, and what is missing."""

from bot.cards import committees as cards
from bot.cards.committees import CommitteePage
from bot.cards.elements import Button, Form
from bot.cards.holder_forms import opening_card
from bot.chat.reply import Reply
from bot.domain.committee_rules import findings_of, terms_findings
from bot.domain.committees import Committee
from bot.domain.errors import BadInput, Overtaken
from bot.domain.finding import worst_first
from bot.domain.organisation import Organisation
from bot.domain.seat_rules import open_committees
from bot.handlers.turn import Services, Turn
from bot.services.permissions import Ability, may


async def show(turn: Turn, services: Services) -> Reply:
    """Answer `/isms committee [name]`: the one there is, the named one, or a choice of them."""
    asked = " ".join(turn.argument.split())
    committees = open_committees(turn.organisation.committees, turn.today)
    if asked:
        found = named(committees, asked)
        if len(found) == 1:
            return await committee_reply(turn, services, found[0].id)
        return _choice(turn, asked)
    if len(committees) == 1 and len(turn.organisation.committees) == 1:
        return await committee_reply(turn, services, committees[0].id)
    return _choice(turn)


async def shown(turn: Turn, services: Services) -> Reply:
    """Show the chosen committee; without one, as `show`."""
    if not turn.argument:
        return await show(turn, services)
    return await committee_reply(turn, services, turn.argument)


async def as_it_is(turn: Turn, services: Services) -> Reply:
    """Show how a committee stands."""
    return await committee_reply(turn, services, turn.argument.partition("/")[0].partition(":")[0])


async def seats(turn: Turn, services: Services) -> Reply:
    """Show a committee's seats."""
    return seats_reply(turn, turn.organisation, turn.argument)


async def seats_as_it_is(turn: Turn, services: Services) -> Reply:
    """Show how a committee's seats stand."""
    committee_id = turn.argument.partition("/")[0].partition(":")[0]
    return seats_reply(turn, services.committees.snapshots.current.organisation, committee_id)


def named(committees: tuple[Committee, ...], asked: str) -> tuple[Committee, ...]:
    """Return the committees of that name, or those whose name holds it."""
    said = asked.casefold()
    names = {one.id: [name.casefold() for name in one.name.variants()] for one in committees}
    exact = tuple(one for one in committees if said in names[one.id])
    return exact or tuple(o for o in committees if any(said in name for name in names[o.id]))


async def page_of(
    turn: Turn, services: Services, committee_id: str, *, notice: str = ""
) -> CommitteePage:
    """Return what a committee's cards are made of, as it stands now.

    Raises:
        BadInput: there is no such committee.
    """
    organisation = services.committees.snapshots.current.organisation
    committee = committee_of(organisation, committee_id)
    versions = await services.committees.versions(committee_id)
    return CommitteePage(
        organisation,
        committee,
        turn.today,
        versions,
        may_edit=may_edit(turn),
        notice=notice,
    )


async def committee_reply(
    turn: Turn, services: Services, committee_id: str, *, notice: str = ""
) -> Reply:
    """Return a committee's card."""
    page = await page_of(turn, services, committee_id, notice=notice)
    found = (
        *findings_of(page.organisation, page.committee, turn.today),
        *terms_findings(page.organisation, page.committee, page.versions, turn.today),
    )
    closed = page.committee.closed_on is not None
    shown = CommitteePage(
        page.organisation,
        page.committee,
        page.on,
        page.versions,
        () if closed else worst_first(found),
        page.may_edit,
        notice,
    )
    return Reply(cards.committee_card(shown, turn.texts))


def seats_reply(
    turn: Turn, organisation: Organisation, committee_id: str, *, notice: str = ""
) -> Reply:
    """Return the card of a committee's seats."""
    committee = committee_of(organisation, committee_id)
    page = CommitteePage(
        organisation, committee, turn.today, may_edit=may_edit(turn), notice=notice
    )
    return Reply(cards.seats_card(page, turn.texts))


def committee_of(organisation: Organisation, committee_id: str) -> Committee:
    """Return a committee.

    Raises:
        BadInput: there is none with this id.
    """
    committee = organisation.committee.get(committee_id)
    if committee is None:
        raise BadInput("lookup-gone")
    return committee


def may_edit(turn: Turn) -> bool:
    """Tell whether whoever asks may change committees."""
    return may(turn.standing, Ability.EDIT_COMMITTEE)


def opened(form: Form, action: str, value: str, turn: Turn) -> Reply:
    """Return a form that opens, with a card that opens it where it cannot."""
    button = Button(turn.texts("button.open-form"), action, value, opens=True)
    return Reply(opening_card(form, button), form=form)


def again(reply: Reply, overtaken: Overtaken, turn: Turn) -> Reply:
    """Return a form as it stands now, with the reason why nothing was saved."""
    errors = {"": turn.texts(f"error.{overtaken.key}")}
    return Reply(reply.card, form=reply.form, errors=errors)


def _choice(turn: Turn, asked: str = "") -> Reply:
    card = cards.committees_card(
        turn.organisation, turn.today, turn.texts, may_edit=may_edit(turn), asked=asked
    )
    return Reply(card)
