"""Where an agenda's sections get their live data: one table, a row for each section.

A later feature adds its section's row. A section without a row, or whose source has nothing, reads
"Ingen siden sidst"; all that an item of the wheel belongs to gets what the wheel has for it.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from bot.cards.holders import role_name
from bot.domain.agendas import AgendaLine, Found, Matter
from bot.domain.approvals import Approval, ApprovalState
from bot.domain.decisions import Proposal
from bot.domain.meeting_timeline import is_last_of_year
from bot.domain.minutes import Minutes, MinutesState
from bot.domain.occurrence_dates import workdays_between
from bot.domain.occurrences import Occurrence, OccurrenceState
from bot.domain.papers import Basis
from bot.domain.plan import Bearer, PlanTask, TaskState
from bot.domain.plan_approval import is_changed, next_version
from bot.domain.plan_variance import digest, variance
from bot.domain.wheel import WheelItem
from bot.services.meetings import deviation_lines
from bot.services.meetings.assigned import assigned
from bot.services.meetings.scene import Scene
from bot.services.permissions import Ability, role_approves
from bot.texts import Texts

Source = Callable[[Scene, Texts], Awaitable[Found]]

STATUS = "status"
_FINISHED = frozenset({TaskState.DONE, TaskState.VERIFIED, TaskState.ACCEPTED})

ONCE = frozenset({"incidents", "threats"})
"""Sections whose records are told of at one meeting only: those since the one before."""


async def found_for(section_id: str, scene: Scene, texts: Texts) -> Found:
    """Return what there is for a section: its own source's, and the wheel's that belongs there."""
    source = SOURCES.get(section_id)
    own = await source(scene, texts) if source else Found()
    return own + _wheel(section_id, scene, texts)


async def quorum(scene: Scene, texts: Texts) -> Found:
    """Tell when the committee can decide."""
    rule = scene.committee.quorum
    seats = sum(seat.votes for seat in scene.committee.seats)
    if not seats:
        return Found()
    key = "meetings.line.quorum-chair" if rule.chair else "meetings.line.quorum"
    return Found((AgendaLine(texts(key, needed=rule.needed(seats), n=seats)),))


async def minutes(scene: Scene, texts: Texts) -> Found:
    """Tell how far the minutes of the meeting before are."""
    before = scene.previous
    if before is None:
        return Found()
    versions = await scene.work.minutes.of(before.id)
    day = texts.date_medium(before.on)
    if not versions:
        return Found((AgendaLine(texts("meetings.line.minutes-missing", date=day)),))
    return Found((_minutes_line(versions[0], day, texts),))


async def status(scene: Scene, texts: Texts) -> Found:
    """Tell how the wheel, the plan and the units' assignments are getting on, and the votes."""
    approvals = await scene.work.approvals.open()
    mine = (one for one in approvals if one.committee_id == scene.committee.id)
    return Found(
        (
            *_plan_lines(scene, texts),
            *(line for one in mine if (line := _approval_line(one, texts))),
            *await deviation_lines.still_open(scene, texts),
            *await assigned(scene, texts),
        )
    )


async def plan_and_wheel(scene: Scene, texts: Texts) -> Found:
    """Put the plan up at the year's last meeting of those who approve it, where it has changed."""
    plan = scene.organisation.plan
    if not role_approves(scene.organisation, scene.committee.role_id, Ability.APPROVE_PLAN):
        return Found()
    if not is_last_of_year(scene.meetings, scene.meeting) or not is_changed(plan):
        return Found()
    version = next_version(plan)
    proposal = Proposal(
        texts("meetings.matter.plan-what", version=version),
        texts("meetings.matter.plan-how"),
        (Bearer(role_id=scene.committee.secretary_role),),
        scene.meeting.on,
    )
    changes = len(variance(plan))
    words = texts.plural("meetings.matter.plan-tasks", len(plan.tasks), digest=digest(plan))
    if plan.approved:
        words += " " + texts.plural("meetings.matter.plan-changes", changes)
    title = texts("meetings.matter.plan", version=version)
    record, seen = f"plan-version/{version}", digest(plan)
    return Found(matters=(Matter(title, record, proposal, Basis(words), digest=seen),))


async def next_meeting(scene: Scene, texts: Texts) -> Found:
    """Tell when the committee meets next."""
    following = scene.following
    if following is None:
        return Found((AgendaLine(texts("meetings.line.next-none")),))
    return Found((AgendaLine(texts("meetings.line.next", date=texts.date_long(following.on))),))


SOURCES: Mapping[str, Source] = {
    "approve-agenda": quorum,
    "approve-minutes": minutes,
    STATUS: status,
    "handled-deviations": deviation_lines.handled,
    "new-deviations": deviation_lines.new,
    "opt-wheel": plan_and_wheel,
    "aob": next_meeting,
}


def _wheel(section_id: str, scene: Scene, texts: Texts) -> Found:
    """Return what the wheel has for a section.

    What waits for the committee's approval is a matter of its own. What was done since the meeting
    before, or takes place at this one, is told of. Everything else under way belongs to the status.
    """
    found = Found()
    wheel = scene.organisation.wheel
    series = scene.committee.series.item_id
    for one in sorted(wheel.occurrences, key=lambda occurrence: (occurrence.due, occurrence.id)):
        item = wheel.item.get(one.item_id)
        if item is not None and item.id != series and _section_of(item, one, scene) == section_id:
            found += _of_occurrence(one, item, scene, texts)
    return found


def _section_of(item: WheelItem, one: Occurrence, scene: Scene) -> str:
    """Return where an occurrence is told of: in its item's section once there is a result."""
    own = item.agenda_item or STATUS
    known = {section.id for section in scene.committee.agenda}
    ready = one.state in (OccurrenceState.TO_APPROVE, OccurrenceState.DONE)
    return own if own in known and (ready or _takes_place(item, one, scene)) else STATUS


def _takes_place(item: WheelItem, one: Occurrence, scene: Scene) -> bool:
    """Tell whether an item is held at this very meeting."""
    held = item.held_at is not None and item.held_at == scene.committee.series.item_id
    return held and one.is_open and one.due == scene.meeting.on


def _of_occurrence(one: Occurrence, item: WheelItem, scene: Scene, texts: Texts) -> Found:
    record, label = f"occurrence/{one.id}", item.label.in_language(texts.language)
    if one.state is OccurrenceState.TO_APPROVE and _approved_here(item, scene):
        return Found(matters=(_approval_matter(one, item, record, scene, texts),))
    text = _told(one, item, label, scene, texts)
    return Found((AgendaLine(text, record),)) if text else Found()


def _told(one: Occurrence, item: WheelItem, label: str, scene: Scene, texts: Texts) -> str:
    role = _role(scene, item.responsible, texts)
    if one.state is OccurrenceState.DONE:
        done = _done_on(one, scene)
        if done is None or done < scene.since:
            return ""
        return texts("meetings.line.done", item=label, date=texts.date_day(done))
    due = texts.date_medium(one.due)
    if one.state is OccurrenceState.TO_APPROVE:
        approver = _role(scene, item.approval_by or item.accountable, texts)
        return texts("meetings.line.to-approve", item=label, role=approver)
    if _takes_place(item, one, scene):
        return texts("meetings.line.held-here", item=label)
    if one.is_late(scene.on):
        days = workdays_between(scene.organisation.wheel.calendar, one.due, scene.on)
        grave = days >= item.ladder.committee
        key = "meetings.line.late-committee" if grave else "meetings.line.late"
        return texts.plural(key, days, item=label, date=due, role=role)
    if one.state is OccurrenceState.AWAITING_EVIDENCE:
        return texts("meetings.line.awaiting-evidence", item=label, date=due)
    if one.state is OccurrenceState.STARTED:
        return texts("meetings.line.started", item=label, date=due)
    return ""


def _approved_here(item: WheelItem, scene: Scene) -> bool:
    return item.approval_by == scene.committee.role_id


def _approval_matter(
    one: Occurrence, item: WheelItem, record: str, scene: Scene, texts: Texts
) -> Matter:
    """Return the approval of what was delivered, resting on its answer and what shows it."""
    label = item.label.in_language(texts.language)
    parts = [part for part in one.parts.values() if part.done_at]
    answers = [part.answer for part in parts if part.answer]
    shown = [part.evidence for part in parts]
    words = [*answers, *(evidence.text for evidence in shown if evidence.text)]
    if any(evidence.file_id for evidence in shown):
        words.append(texts("meetings.matter.file", item=label))
    return Matter(
        texts("meetings.matter.approval", item=label),
        record,
        Proposal(
            texts("meetings.matter.approval-what", item=label),
            texts("meetings.matter.approval-how"),
            (Bearer(role_id=item.responsible),),
            scene.meeting.on,
        ),
        Basis("\n".join(words), tuple(e.link for e in shown if e.link)),
        f"role:{item.responsible}",
    )


def _done_on(one: Occurrence, scene: Scene) -> date | None:
    moments = [m for part in one.parts.values() if (m := part.approved_at or part.done_at)]
    zone = ZoneInfo(scene.organisation.profile.timezone)
    return max(moments).astimezone(zone).date() if moments else None


def _plan_lines(scene: Scene, texts: Texts) -> Iterator[AgendaLine]:
    plan = scene.organisation.plan
    year = scene.meeting.on.year
    tasks = [t for t in plan.tasks if year in t.years and t.state is not TaskState.CANCELLED]
    if tasks:
        done = sum(task.state in _FINISHED for task in tasks)
        said = texts.plural("meetings.line.plan", len(tasks), year=year, done=done)
        yield AgendaLine(said, f"plan/{year}")
    for task in sorted(tasks, key=lambda one: (one.deadline, one.id)):
        if task.is_late(scene.on):
            yield AgendaLine(_late_task(task, texts), f"plan-task/{task.id}")


def _late_task(task: PlanTask, texts: Texts) -> str:
    title = " ".join(task.title.in_language(texts.language).split())
    return texts("meetings.line.plan-late", task=title, date=texts.date_medium(task.deadline))


def _approval_line(approval: Approval, texts: Texts) -> AgendaLine | None:
    if approval.state in (ApprovalState.DRAFT, ApprovalState.MOVED):
        return None
    closes = approval.closes_at
    key = f"meetings.line.approval-{approval.state.value}"
    if approval.state is ApprovalState.VOTING and closes:
        text = texts(key, number=approval.number, title=approval.title, moment=texts.moment(closes))
    else:
        text = texts(key, number=approval.number, title=approval.title)
    return AgendaLine(text, f"approval/{approval.id}")


def _minutes_line(newest: Minutes, day: str, texts: Texts) -> AgendaLine:
    record = f"minutes/{newest.meeting_id}/{newest.version}"
    objections = sum(one.objection and not one.settled_by for one in newest.comments)
    if newest.state is MinutesState.IN_CONSULTATION and newest.comments_until:
        until = texts.moment(newest.comments_until)
        text = texts("meetings.line.minutes-in-consultation", date=day, moment=until)
    elif newest.state is MinutesState.APPROVED:
        text = texts("meetings.line.minutes-approved", date=day)
    else:
        text = texts("meetings.line.minutes-draft", date=day)
    if objections:
        text += " " + texts.plural("meetings.line.objections", objections)
    return AgendaLine(text, record)


def _role(scene: Scene, role_id: str, texts: Texts) -> str:
    role = scene.organisation.role.get(role_id)
    return role_name(role, texts) if role else role_id
