"""The forms around a meeting: an item, a reason, a date, and who is there."""

from datetime import date, time

from bot.cards.elements import (
    ChoiceField,
    DateField,
    FileField,
    Form,
    FormField,
    Option,
    Text,
    TextField,
    plain,
)
from bot.cards.meetings import Shown
from bot.cards.pickers import person_options, role_options
from bot.cards.plan_forms import ROLE
from bot.domain.agenda_rules import sections_in_order
from bot.domain.committee_people import Member
from bot.domain.committees import Committee, SectionKind
from bot.domain.meetings import AgendaItem, Attendance, Meeting, Presence
from bot.domain.organisation import Organisation
from bot.texts import Texts

SEAT = "seat:"
PRESENT, APOLOGY, DEPUTY, ABSENT = "present", "apology", "deputy", "absent"
_FEW = 3


def item_form(
    item: AgendaItem,
    value: str,
    committee: Committee,
    organisation: Organisation,
    texts: Texts,
    today: date,
    *,
    new: bool,
    places: bool = False,
    file: str = "",
) -> Form:
    """Return the form of an item: what it is, and for a decision what is proposed and why.

    Args:
        item: as it stands, or a blank one.
        value: what the handler is given back.
        committee: for its sections.
        organisation: for people and roles.
        texts: the reader's language.
        today: the local date.
        new: it is proposed only now.
        places: it may be put in another section.
        file: the name of a file that is along already.
    """
    fields: list[FormField] = [
        TextField("title", texts("meetings.field.title"), item.title, required=True, most=200),
        ChoiceField(
            "kind",
            texts("meetings.field.kind"),
            tuple(Option(texts(f"meetings.kind.{k.value}"), k.value) for k in SectionKind),
            (item.kind.value,),
            required=True,
        ),
        TextField("text", texts("meetings.field.text"), item.text, lines=_FEW),
        TextField(
            "what",
            texts("meetings.element.what"),
            item.proposal.what,
            hint=texts("meetings.hint.decision"),
            lines=_FEW,
        ),
        TextField("how", texts("meetings.element.how"), item.proposal.how, lines=_FEW),
        _who(item, organisation, texts, today),
        DateField("due", texts("meetings.element.when"), item.proposal.due),
        TextField(
            "basis",
            texts("meetings.element.basis"),
            item.basis.text,
            lines=_FEW,
            hint=texts("meetings.hint.basis"),
        ),
        TextField(
            "links",
            texts("meetings.field.links"),
            "\n".join(item.basis.links),
            lines=2,
            hint=texts("meetings.hint.links"),
        ),
    ]
    if not file:
        hint = texts("meetings.hint.file")
        fields.append(FileField("file", texts("meetings.field.file"), hint))
    if places:
        fields.append(_section(item, committee, texts))
    intro = (Text(plain(texts("meetings.file-along", file=file))),) if file else ()
    return Form(
        texts("meetings.form.propose" if new else "meetings.form.edit"),
        "meetings.proposed" if new else "meetings.edited",
        tuple(fields),
        texts("button.propose-item" if new else "button.save"),
        intro=intro,
        value=value,
    )


def reason_form(name: str, title: str, value: str, texts: Texts) -> Form:
    """Return the form of a reason: why something is refused, postponed, referred or cancelled.

    Args:
        name: "refused", "deferred", "referred" or "cancelled".
        title: what it is about.
        value: what the handler is given back.
        texts: the reader's language.
    """
    label = texts("meetings.field.reason")
    return Form(
        texts(f"meetings.form.{name}"),
        f"meetings.{name}",
        (TextField("reason", label, required=True, lines=_FEW, most=1000),),
        texts(f"meetings.submit.{name}"),
        intro=(Text(plain(title)),),
        value=value,
    )


def date_form(
    meeting: Meeting | None, committee: Committee, value: str, texts: Texts, today: date
) -> Form:
    """Return the form in which a meeting is moved, or an extraordinary one is called."""
    series = committee.series
    name = "moved" if meeting else "called"
    starts = meeting.starts_at if meeting else series.starts_at
    place = meeting.place if meeting else series.place
    clock = texts.time_of_day(starts)
    fields = (
        DateField("on", texts("meetings.field.on"), meeting.on if meeting else None, required=True),
        TextField("starts", texts("meetings.field.starts"), clock, required=True, most=8),
        TextField("place", texts("meetings.field.place"), place, most=200),
        TextField("reason", texts("meetings.field.reason"), required=True, lines=_FEW, most=1000),
    )
    return Form(
        texts(f"meetings.form.{name}"),
        f"meetings.{name}",
        fields,
        texts(f"meetings.submit.{name}"),
        value=value,
    )


def attendance_form(shown: Shown, texts: Texts) -> Form:
    """Return the form of who takes part, a choice for each seat that somebody sits in."""
    fields = tuple(
        _seat(member, shown.meeting.attendance.get(member.seat.id), texts)
        for member in shown.people.members
        if member.person is not None or member.deputy is not None
    )
    return Form(
        texts("meetings.form.attend"),
        "meetings.attended",
        fields,
        texts("button.save"),
        value=shown.meeting.id,
    )


def read_time(text: str) -> time | None:
    """Return a local time of "9", "9.00", "09:00" or "kl. 9"; None for anything else."""
    digits = text.strip().casefold().removeprefix("kl.").removeprefix("kl").strip()
    hour, _, minute = digits.replace(".", ":").partition(":")
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        return None


def _who(item: AgendaItem, organisation: Organisation, texts: Texts, today: date) -> ChoiceField:
    roles = (
        Option(texts("plan.role-option", role=option.label), ROLE + option.value)
        for option in role_options(organisation, today, texts)
    )
    options = (*roles, *person_options(organisation, today, texts))
    known = {option.value for option in options}
    chosen = tuple(str(bearer) for bearer in item.proposal.who if str(bearer) in known)
    return ChoiceField("doers", texts("meetings.element.who"), options, chosen, several=True)


def _section(item: AgendaItem, committee: Committee, texts: Texts) -> ChoiceField:
    options = tuple(
        Option(section.title.in_language(texts.language), section.id)
        for section in sections_in_order(committee.agenda)
    )
    known = {option.value for option in options}
    chosen = (item.section_id,) if item.section_id in known else ()
    return ChoiceField("section", texts("meetings.field.section"), options, chosen)


def _seat(member: Member, given: Attendance | None, texts: Texts) -> ChoiceField:
    holder = member.person or member.deputy
    assert holder is not None
    options = [Option(texts("meetings.attend.present"), PRESENT)]
    if member.deputy is not None and member.deputy.id != holder.id:
        label = texts("meetings.attend.deputy", person=member.deputy.name)
        options.append(Option(label, DEPUTY))
    options.append(Option(texts("meetings.attend.apology"), APOLOGY))
    options.append(Option(texts("meetings.attend.absent"), ABSENT))
    known = {option.value for option in options}
    chosen = _chosen(given)
    return ChoiceField(
        SEAT + member.seat.id,
        holder.name,
        tuple(options),
        (chosen,) if chosen in known else (),
    )


def _chosen(given: Attendance | None) -> str:
    if given is None:
        return ""
    if given.presence is Presence.APOLOGY and given.deputy_id:
        return DEPUTY
    return given.presence.value


def attendance_from(member: Member, value: str) -> Attendance | None:
    """Return who takes part for a seat, as the form says; None where nothing was chosen."""
    holder = member.person or member.deputy
    if holder is None or not value:
        return None
    if value == DEPUTY and member.deputy is not None:
        return Attendance(member.seat.id, holder.id, Presence.APOLOGY, member.deputy.id)
    return Attendance(member.seat.id, holder.id, Presence(value))
