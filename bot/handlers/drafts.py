"""`/raci set` and `/raci draft`: changing the matrix in a draft, and approving it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date

from bot.cards import draft_forms as forms
from bot.cards import drafts as cards
from bot.cards.draft_forms import Typed
from bot.cards.draft_outcomes import Outcome, outcome_card
from bot.cards.draft_rows import activity_name
from bot.cards.drafts import DraftView
from bot.cards.elements import Card, Form, Picture, Text, Tone, plain
from bot.chat.reply import Audience, Reply
from bot.domain.cpr import mask_cpr
from bot.domain.draft_approval import Grounds, Needs, Version
from bot.domain.draft_findings import applied
from bot.domain.draft_rows import Clash, Seen, seen_from_text
from bot.domain.drafts import Draft, Move, changes, too_late
from bot.domain.errors import BadInput, FieldErrors, NotAllowed
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.raci import Activity
from bot.handlers.turn import Services, Turn
from bot.pictures.raci_matrix import draw_matrix
from bot.search.folding import fold
from bot.services.identifiers import new_id
from bot.services.journal import Cause
from bot.services.matrix import activities_in_order
from bot.services.permissions import Ability, Standing, acting_approvers, may, may_approve_own

_MOST_CANDIDATES = 5
_MOST_PICTURED = 30

MoveDraft = Callable[[Version, Cause, str], Awaitable[Draft]]


@dataclass(frozen=True)
class _Now:
    """Everything as it is stored at this moment."""

    turn: Turn
    organisation: Organisation

    @property
    def standing(self) -> Standing:
        return replace(self.turn.standing, organisation=self.organisation)

    def name(self, activity_id: str) -> str:
        draft = self.organisation.draft
        return activity_name(self.organisation, draft, activity_id, self.turn.texts)


async def edit(turn: Turn, services: Services) -> Reply:
    """Answer `/raci set <activity>`: open the row's form, or ask which activity is meant."""
    now = await _now(turn, services)
    asked = turn.argument.strip(" ?.!")
    if not asked:
        return _choose(now)
    found = await _meant(asked, now, services)
    if len(found) == 1:
        return await _open(found[0], now, services)
    named = [(activity_id, now.name(activity_id)) for activity_id in found]
    return Reply(cards.candidates_card(asked, named, turn.texts), Audience.PERSONAL)


async def open_row(turn: Turn, services: Services) -> Reply:
    """Answer [Ret]: open the form of the activity that the button carries."""
    return await _open(turn.argument, await _now(turn, services), services)


async def choose(turn: Turn, services: Services) -> Reply:
    """Answer [Ret en aktivitet]: ask which."""
    return _choose(await _now(turn, services))


async def chosen(turn: Turn, services: Services) -> Reply:
    """Take the chosen activity, and open its form.

    Raises:
        FieldErrors: no activity is called so.
    """
    now = await _now(turn, services)
    asked = turn.value("activity")
    if asked == forms.NEW_ACTIVITY or fold(asked) == fold(turn.texts("drafts.new-activity")):
        _require_editable(now)
        card = cards.choose_card(turn.texts, draft=True)
        return Reply(card, form=forms.add_form(now.organisation, turn.texts))
    found = await _meant(asked, now, services)
    if len(found) != 1:
        raise FieldErrors({"activity": BadInput("draft-no-such-activity", text=asked[:80])})
    return await _open(found[0], now, services)


async def save(turn: Turn, services: Services) -> Reply:
    """Save a row on top of what the editor saw; what has changed since is shown instead."""
    now = await _now(turn, services)
    seen = seen_from_text(turn.argument)
    cells = forms.read_row(turn.values, seen.cells, now.organisation)
    typed = Typed(cells, turn.value("stays") == forms.RETIRES)
    return await _save(turn, services, seen, typed)


async def add(turn: Turn, services: Services) -> Reply:
    """Save a new activity in the draft.

    Raises:
        FieldErrors: it has no name, or another activity's.
    """
    now = await _now(turn, services)
    name = Localized(turn.value("da") or None, turn.value("en") or None)
    if not name.variants():
        raise FieldErrors({"da": BadInput("form-required")})
    if any(_same_name(text, now) for text in name.variants()):
        raise FieldErrors({"da": BadInput("draft-name-taken")})
    position = max((a.position for a in now.organisation.activities), default=0) + 1
    activity = Activity(
        new_id("activity"), name, category_id=turn.value("category") or None, position=position
    )
    cells = forms.read_row(turn.values, {}, now.organisation)
    seen = replace(await services.drafts.look(activity.id), added=activity)
    return await _save(turn, services, seen, Typed(cells))


async def show(turn: Turn, services: Services) -> Reply:
    """Answer `/raci draft` and [Se kladden]; a button's value is the number of the page."""
    now = await _now(turn, services)
    page = int(turn.argument) if turn.argument.isdecimal() else 1
    return Reply(await _card(now, services, page), Audience.PERSONAL)


async def as_it_is(turn: Turn, services: Services) -> Reply:
    """Show what a stale card is about as it is now: the draft, or what became of it."""
    now = await _now(turn, services)
    number = turn.argument.partition(":")[0]
    draft = await services.drafts.find(int(number)) if number.isdecimal() else None
    if draft is None or draft.open:
        return Reply(await _card(now, services), replaces=True)
    return Reply(outcome_card(_outcome(draft), now.organisation, turn.texts), replaces=True)


async def picture(turn: Turn, services: Services) -> Reply:
    """Draw the rows that the draft changes as they would be."""
    now = await _now(turn, services)
    organisation, draft, texts = now.organisation, now.organisation.draft, turn.texts
    if draft is None:
        return Reply(await _card(now, services), Audience.PERSONAL)
    after = applied(organisation, draft, turn.today)
    changed = {change.activity_id for change in changes(organisation.matrix, draft)}
    rows = [a for a in activities_in_order(after, turn.today) if a.id in changed][:_MOST_PICTURED]
    shown = None
    if rows:
        key = ("draft", organisation.version, texts.language)
        secret = await services.gallery.secret_of(key, lambda: draw_matrix(after, rows, texts))
        alt = texts("drafts.picture-alt", n=len(rows), version=draft.version)
        shown = Picture(secret, texts("matrix.title"), alt)
    return Reply(cards.picture_card(shown, draft, texts), Audience.PERSONAL)


async def submit(turn: Turn, services: Services) -> Reply:
    """Send the draft to those who may approve it, and say to whom it went."""
    draft = await services.drafts.submit(_version(turn), turn.cause)
    now = await _now(turn, services)
    asked = acting_approvers(now.organisation, turn.today)
    names = [person.name for person in asked]
    lost = [person.name for person in asked if not person.accounts]
    view = await _view(now, services, draft)
    return Reply(cards.submitted_card(view, names, lost, turn.texts), replaces=True)


async def withdraw(turn: Turn, services: Services) -> Reply:
    """Take a submitted draft back, to edit it again."""
    await services.drafts.withdraw(_version(turn), turn.cause)
    return Reply(await _card(await _now(turn, services), services), replaces=True)


async def discard(turn: Turn, services: Services) -> Reply:
    """Ask whether, and why, the draft is to be thrown away."""
    return await _ask_reason(turn, services, forms.DISCARDED, Move.DISCARD)


async def discarded(turn: Turn, services: Services) -> Reply:
    """Throw the draft away."""
    return await _moved(turn, services, services.drafts.discard)


async def send_back(turn: Turn, services: Services) -> Reply:
    """Ask why the draft is sent back."""
    return await _ask_reason(turn, services, forms.SENT_BACK, Move.SEND_BACK)


async def sent_back(turn: Turn, services: Services) -> Reply:
    """Send the draft back to its authors."""
    return await _moved(turn, services, services.drafts.send_back)


async def reject(turn: Turn, services: Services) -> Reply:
    """Ask why the draft is rejected."""
    return await _ask_reason(turn, services, forms.REJECTED, Move.REJECT)


async def rejected(turn: Turn, services: Services) -> Reply:
    """Reject the draft for good."""
    return await _moved(turn, services, services.drafts.reject)


async def approve(turn: Turn, services: Services) -> Reply:
    """Bring the draft into force, or ask first for what its approval needs.

    Raises:
        NotAllowed: the approver has prepared the draft.
    """
    version = _version(turn)
    await services.drafts.require_as_seen(version, Move.APPROVE)
    now = await _now(turn, services)
    draft = now.organisation.draft
    if draft is not None and draft.version == version.number:
        view = await _view(now, services, draft)
        if view.needs:
            card = cards.draft_card(view, turn.texts)
            form = forms.approve_form(view.needs, str(version), now.organisation, turn.texts)
            return Reply(card, form=form)
    return await _approved(turn, services, version, Grounds())


async def approved(turn: Turn, services: Services) -> Reply:
    """Bring the draft into force with the grounds that the form asked for."""
    until = turn.value("until")
    grounds = Grounds(
        turn.value("control"),
        turn.value("exception"),
        date.fromisoformat(until) if until else None,
    )
    return await _approved(turn, services, _version(turn), grounds)


async def _approved(turn: Turn, services: Services, version: Version, grounds: Grounds) -> Reply:
    draft = await services.drafts.approve(version, turn.cause, grounds)
    now = await _now(turn, services)
    card = outcome_card(_outcome(draft), now.organisation, turn.texts)
    written = grounds.control + grounds.exception
    return Reply(_with_mask_note(card, written, turn), replaces=True)


async def _moved(turn: Turn, services: Services, move: MoveDraft) -> Reply:
    reason = turn.value("reason")
    draft = await move(_version(turn), turn.cause, reason)
    now = await _now(turn, services)
    card = outcome_card(_outcome(draft), now.organisation, turn.texts)
    return Reply(_with_mask_note(card, reason, turn), replaces=True)


async def _save(turn: Turn, services: Services, seen: Seen, typed: Typed) -> Reply:
    saved = await services.drafts.save_row(seen, typed.cells, turn.cause, retires=typed.retires)
    now = await _now(turn, services)
    texts, organisation = turn.texts, now.organisation
    if isinstance(saved, Clash):
        form = forms.clash_form(saved, typed, organisation, texts)
        said = forms.clash_text(saved, organisation, texts)
        card = cards.edit_card(now.name(seen.activity_id), seen.activity_id, texts)
        card = replace(card, body=(Text(plain(said), Tone.WARNING),))
        return Reply(card, Audience.PERSONAL, form=form, errors={"": said})
    if saved is None:
        card = cards.unchanged_card(now.name(seen.activity_id), texts)
        return Reply(card, Audience.PERSONAL, replaces=True)
    view = await _view(now, services, saved)
    card = cards.saved_card(now.name(seen.activity_id), view, texts)
    return Reply(card, Audience.PERSONAL, replaces=True)


async def _now(turn: Turn, services: Services) -> _Now:
    return _Now(turn, await services.drafts.organisation())


async def _card(now: _Now, services: Services, page: int = 1) -> Card:
    draft = now.organisation.draft
    if draft is None:
        edits = may(now.standing, Ability.EDIT_MATRIX)
        return cards.no_draft_card(now.turn.texts, edits=edits)
    return cards.draft_card(await _view(now, services, draft, page), now.turn.texts)


async def _view(now: _Now, services: Services, draft: Draft, page: int = 1) -> DraftView:
    turn, standing = now.turn, now.standing
    verdict = await services.drafts.judged(now.organisation, draft, turn.today)
    view = DraftView(
        now.organisation,
        draft,
        verdict,
        edits=may(standing, Ability.EDIT_MATRIX),
        approves=may(standing, Ability.APPROVE_MATRIX),
        page=page,
    )
    if not view.approves or turn.person is None or verdict.blocking:
        return view
    try:
        person = turn.person.id
        control = may_approve_own(now.organisation, draft.authors, person, turn.today)
    except NotAllowed:
        return replace(view, own=True)
    return replace(view, needs=Needs(control, verdict.exceptional))


async def _open(activity_id: str, now: _Now, services: Services) -> Reply:
    """Open a row's form.

    Raises:
        BadInput: there is no such activity any more.
        TooLate: the draft waits for approval.
    """
    _require_editable(now)
    draft, texts = now.organisation.draft, now.turn.texts
    if activity_id not in now.organisation.activity and not (draft and activity_id in draft.rows):
        raise BadInput("lookup-gone")
    form: Form = forms.row_form(await services.drafts.look(activity_id), now.organisation, texts)
    card = cards.edit_card(now.name(activity_id), activity_id, texts)
    return Reply(card, Audience.PERSONAL, form=form)


def _choose(now: _Now) -> Reply:
    _require_editable(now)
    organisation, texts = now.organisation, now.turn.texts
    draft = organisation.draft
    added = tuple(row.added for row in draft.rows.values() if row.added) if draft else ()
    activities = (*added, *activities_in_order(organisation, now.turn.today))
    card = cards.choose_card(texts, draft=draft is not None)
    return Reply(card, Audience.PERSONAL, form=forms.choose_form(activities, organisation, texts))


def _require_editable(now: _Now) -> None:
    draft = now.organisation.draft
    if draft is not None and not draft.editable:
        person = now.organisation.person.get(draft.by or "")
        raise too_late(draft, person.name if person else "")


async def _meant(asked: str, now: _Now, services: Services) -> tuple[str, ...]:
    """Return ids of the activities that may be meant: one, when it is clear which."""
    if asked in now.organisation.activity:
        return (asked,)
    if exact := _same_name(asked, now):
        return (exact,)
    activity = frozenset({"activity"})
    found = await services.raci.find(asked, now.organisation, now.turn.today, activity)
    best = [target.id for target in found.answers]
    if best and (len(best) == 1 or not found.ambiguous):
        return (best[0],)
    nearest = [target.id for target in found.nearest]
    return tuple(dict.fromkeys((*best, *nearest)))[:_MOST_CANDIDATES]


def _same_name(text: str, now: _Now) -> str | None:
    """Return the id of the activity that is called just so, those that the draft adds included."""
    draft = now.organisation.draft
    added = tuple(row.added for row in draft.rows.values() if row.added) if draft else ()
    for activity in (*added, *now.organisation.activities):
        names = (*activity.name.variants(), *activity.short.variants())
        if activity.retired_on is None and fold(text) in map(fold, names):
            return activity.id
    return None


async def _ask_reason(turn: Turn, services: Services, action: str, move: Move) -> Reply:
    version = _version(turn)
    await services.drafts.require_as_seen(version, move)
    form = forms.reason_form(action, str(version), version.number, turn.texts)
    return Reply(Card(form.title, body=form.intro), form=form)


def _version(turn: Turn) -> Version:
    """Read the content that a button or a form is about.

    Raises:
        BadInput: the button belongs to another version of the program.
    """
    number, _, digest = turn.argument.partition(":")
    if not number.isdecimal() or not digest:
        raise BadInput("button-unknown")
    return Version(int(number), digest)


def _outcome(draft: Draft) -> Outcome:
    return Outcome(
        draft.status,
        draft.version,
        draft.by or draft.started_by,
        draft.at or draft.started_at,
        draft.reason,
        draft.control,
    )


def _with_mask_note(card: Card, written: str, turn: Turn) -> Card:
    """Tell the writer that what looked like a CPR number was masked (domain.md §3)."""
    if mask_cpr(written) == written:
        return card
    note = Text(plain(turn.texts("drafts.masked")), Tone.WARNING)
    return replace(card, body=(*card.body, note))
