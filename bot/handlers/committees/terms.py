"""Terms of reference: read by section, written in drafts, and handed out as files."""

from dataclasses import replace
from datetime import date

from bot.cards import terms as cards
from bot.cards.committees import CommitteePage
from bot.cards.exports import file_card
from bot.cards.terms import TermsPage
from bot.chat.reply import Audience, Reply
from bot.domain.committee_rules import terms_findings
from bot.domain.committees import TermsState
from bot.domain.cpr import mask_cpr
from bot.domain.decisions import DecisionKind, Proposal
from bot.domain.errors import BadInput, Overtaken, TooLate
from bot.domain.plan import Bearer
from bot.domain.terms import (
    FREQUENCY,
    Frequency,
    newest,
    section_of,
    terms_digest,
    terms_subject,
)
from bot.handlers.committees.view import again, opened, page_of
from bot.handlers.turn import Services, Turn
from bot.services.approvals import Grounds, NewFile, Wanted
from bot.services.committees.paper import terms_file
from bot.services.committees.terms import SectionText
from bot.services.files import LIFETIME
from bot.services.identifiers import seen

_ANSWER_DAYS = 5


async def terms(turn: Turn, services: Services) -> Reply:
    """Show a committee's terms: the newest version, or the one that was chosen."""
    return await _terms_reply(turn, services, turn.argument)


async def terms_as_it_is(turn: Turn, services: Services) -> Reply:
    """Show how a committee's terms stand."""
    return await _terms_reply(turn, services, turn.argument.partition("/")[0].partition(":")[0])


async def begin_terms(turn: Turn, services: Services) -> Reply:
    """Begin a committee's terms with the eight headings."""
    await services.terms.begin(turn.argument, turn.cause)
    notice = turn.texts("terms.begun")
    return await _terms_reply(turn, services, turn.argument, notice=notice)


async def section(turn: Turn, services: Services) -> Reply:
    """Show a section as it reads today."""
    shown, section_id = await _shown(turn, services, turn.argument)
    return _section_reply(turn, shown, section_id)


async def new_section(turn: Turn, services: Services) -> Reply:
    """Open the form of a new section."""
    return await _section_form(turn, services, turn.argument)


async def edit_section(turn: Turn, services: Services) -> Reply:
    """Open the form of a section."""
    return await _section_form(turn, services, turn.argument)


async def save_section(turn: Turn, services: Services) -> Reply:
    """Save a section in the draft; the meetings follow a new frequency."""
    place, _, seen_then = turn.argument.rpartition(":")
    committee_id, _, rest = place.partition("/")
    section_id = rest.partition("/")[2]
    months = tuple(sorted({int(month) for month in turn.values.get("months", ())}))
    asked = section_id == FREQUENCY and bool(months)
    heading = mask_cpr(" ".join(turn.value("heading").split()))
    body = mask_cpr("\n".join(line.rstrip() for line in turn.value("body").strip().splitlines()))
    frequency = Frequency(months, turn.value("due_rule")) if asked else None
    text = SectionText(turn.texts.language, heading, body, frequency)
    try:
        saved = await services.terms.save_section(
            committee_id, section_id, seen_then, text, turn.cause
        )
    except Overtaken as overtaken:
        newest_place = f"{committee_id}//{section_id}"
        return again(await _section_form(turn, services, newest_place), overtaken, turn)
    notice = turn.texts("terms.section-saved", version=saved.terms.version)
    if saved.moved:
        await services.wheel_items.plans.materialise()
        notice = f"{notice} {turn.texts('terms.series-moved')}"
    page = await page_of(turn, services, committee_id, notice=notice)
    return _section_reply(turn, TermsPage(page, saved.terms), saved.section.id)


async def remove_section(turn: Turn, services: Services) -> Reply:
    """Take one of the organisation's own sections out of the draft."""
    committee_id, _, rest = turn.argument.partition("/")
    await services.terms.remove_section(committee_id, rest.partition("/")[2], turn.cause)
    notice = turn.texts("terms.section-removed")
    return await _terms_reply(turn, services, committee_id, notice=notice)


async def paper(turn: Turn, services: Services) -> Reply:
    """Hand out a version as Word or PDF."""
    shown, kind = await _shown(turn, services, turn.argument)
    made = await terms_file(shown, kind, turn.texts, turn.now)
    file = await services.files.keep(made.name, made.media_type, made.content)
    until = turn.texts.moment(turn.now + LIFETIME)
    name = shown.page.committee.name.in_language(turn.texts.language)
    title = turn.texts("terms.title", name=name)
    return Reply(file_card(file, until, turn.texts, title=title), Audience.PERSONAL)


async def submit_terms(turn: Turn, services: Services) -> Reply:
    """Open the form that sends a draft for its approval."""
    shown, _ = await _shown(turn, services, turn.argument)
    if not shown.editable or shown.terms.state is not TermsState.DRAFT:
        raise TooLate("terms-old")
    calendar = turn.organisation.wheel.calendar
    until = calendar.add_workdays(turn.today, _ANSWER_DAYS)
    form = cards.submit_form(shown, until, turn.texts)
    return opened(form, "committees.submit-terms", turn.argument, turn)


async def terms_submitted(turn: Turn, services: Services) -> Reply:
    """Ask whoever approves the terms to do so; from then on they wait for it."""
    shown, _ = await _shown(turn, services, turn.argument)
    terms = shown.terms
    made = await terms_file(shown, "pdf", turn.texts, turn.now)
    until = turn.value("deadline")
    wished = date.fromisoformat(until) if until else None
    name = shown.page.committee.name.in_language(turn.texts.language)
    proposal = Proposal(
        turn.texts("terms.ask.what", name=name, version=terms.version),
        mask_cpr(" ".join(turn.value("changes").split())),
        (Bearer(role_id=shown.page.committee.secretary_role),),
        wished,
    )
    wanted = Wanted(
        turn.texts("terms.ask.title", name=name, version=terms.version),
        proposal,
        Grounds(files=(NewFile(made.name, made.content),)),
        DecisionKind.DOCUMENT,
        approver_role=terms.approver_role,
        wished=wished,
        about=terms_subject(terms.committee_id, terms.version),
        about_digest=terms_digest(terms),
        authors=terms.authors,
    )
    approval = await services.approvals.requests.ask(wanted, turn.cause)
    notice = turn.texts("terms.submitted", number=approval.number)
    return await _terms_reply(turn, services, terms.committee_id, notice=notice)


async def _terms_reply(turn: Turn, services: Services, place: str, *, notice: str = "") -> Reply:
    """Return the card of a version of the terms, the newest where none is named."""
    committee_id, _, version = place.partition("/")
    page = await page_of(turn, services, committee_id, notice=notice)
    if not page.versions:
        return Reply(cards.no_terms_card(page, turn.texts))
    found = terms_findings(page.organisation, page.committee, page.versions, turn.today)
    page = replace(page, findings=tuple(found))
    shown = _version(page, version)
    return Reply(cards.terms_card(shown, turn.texts))


async def _shown(turn: Turn, services: Services, place: str) -> tuple[TermsPage, str]:
    """Return the version that "committee/version/rest" names, and the rest."""
    committee_id, _, rest = place.partition("/")
    version, _, last = rest.partition("/")
    page = await page_of(turn, services, committee_id)
    return _version(page, version), last


def _version(page: CommitteePage, version: str) -> TermsPage:
    """Return a version by its number, the newest one without a number."""
    found = newest(page.versions)
    if version:
        found = next((one for one in page.versions if str(one.version) == version), None)
    if found is None:
        raise BadInput("lookup-gone")
    return TermsPage(page, found)


def _section_reply(turn: Turn, shown: TermsPage, section_id: str) -> Reply:
    found = section_of(shown.terms, section_id)
    if found is None:
        raise BadInput("lookup-gone")
    return Reply(cards.section_card(shown, found, turn.texts))


async def _section_form(turn: Turn, services: Services, place: str) -> Reply:
    """Return the form of a section of the newest version; of a new one without an id."""
    shown, section_id = await _shown(turn, services, place)
    last = newest(shown.page.versions)
    assert last is not None
    shown = TermsPage(shown.page, last)
    if not shown.editable:
        raise BadInput("terms-waiting")
    found = section_of(last, section_id)
    if section_id and found is None:
        raise BadInput("lookup-gone")
    value = f"{shown.value(section_id)}:{seen(found) if found else ''}"
    form = cards.section_form(shown, found, value, turn.texts)
    action = "committees.edit-section" if found else "committees.new-section"
    return opened(form, action, shown.value(section_id), turn)
