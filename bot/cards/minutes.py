"""Minutes as cards: what they say, where they are, and what the reader may do with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    FileField,
    Form,
    FormField,
    Heading,
    Option,
    Select,
    Style,
    Text,
    TextField,
    plain,
)
from bot.cards.plan_words import fact
from bot.domain.committees import Committee, MinutesRule
from bot.domain.meeting_people import MeetingPeople
from bot.domain.meetings import Attendance, Meeting, Presence
from bot.domain.minutes import Minutes, MinutesItem, MinutesState
from bot.domain.minutes_rules import open_objections, participants, still_to_press
from bot.texts import Texts

_MOST_LINES = 8
_MOST_OTHERS = 25
_LONGEST_OPTION = 70
_PRESSED_OF = 16


@dataclass(frozen=True)
class MinutesPage:
    """Minutes and their reader.

    Args:
        minutes, meeting, committee: what is shown.
        people: around the committee today.
        reader: the reader's id; "" for nobody in particular.
        newest: it is the newest version.
    """

    minutes: Minutes
    meeting: Meeting
    committee: Committee
    people: MeetingPeople
    reader: str = ""
    newest: bool = True

    @property
    def keeps(self) -> bool:
        """Tell whether the reader is the chair or the secretary."""
        return self.reader in self.people.keeping

    @property
    def value(self) -> str:
        """Return what a button carries: the meeting, and the version."""
        return f"{self.meeting.id}/{self.minutes.version}"


def minutes_card(page: MinutesPage, texts: Texts, *, why: str = "", notice: str = "") -> Card:
    """Return minutes with what the reader may do with them."""
    body: list[Element] = [Text(plain(notice))] if notice else []
    body.append(Facts(tuple(minutes_facts(page, texts))))
    if page.minutes.document is None:
        body.append(Facts(tuple(_row(one, page, texts) for one in page.minutes.items)))
    comments = tuple(_comments(page, texts))
    if comments:
        body += [Heading(texts("minutes.comments")), Facts(comments)]
    return Card(
        minutes_title(page, texts),
        why=why,
        body=tuple(body),
        controls=tuple(_controls(page, texts)),
        footer=_footer(page, texts),
    )


def minutes_title(page: MinutesPage, texts: Texts) -> str:
    """Return what minutes are called; a draft says so."""
    fixed = page.minutes.state in (MinutesState.APPROVED, MinutesState.REPLACED)
    return texts(
        "minutes.title" if fixed else "minutes.draft-title",
        committee=page.committee.name.in_language(texts.language),
        date=texts.date_medium(page.meeting.on),
    )


def minutes_facts(page: MinutesPage, texts: Texts) -> Iterator[Fact]:
    """Iterate over where minutes are, who took part, and where they are filed."""
    minutes = page.minutes
    yield fact(texts("minutes.field.state"), texts(f"minutes.state.{minutes.state.value}"))
    if minutes.version > 1:
        yield fact(texts("minutes.field.version"), str(minutes.version))
    if minutes.correction:
        yield fact(texts("minutes.field.correction"), minutes.correction)
    yield from attendance_rows(page, texts)
    if minutes.document is not None:
        yield fact(texts("minutes.field.document"), minutes.document.name)
        yield fact(texts("minutes.field.digest"), minutes.document.sha256)
    if minutes.comments_until and minutes.state is MinutesState.IN_CONSULTATION:
        yield fact(texts("minutes.field.until"), texts.moment(minutes.comments_until))
    if page.committee.minutes_rule is MinutesRule.PRESSES and minutes.approved:
        done = page.people.called([person for person, _ in minutes.approved])
        yield fact(texts("minutes.field.pressed"), done)
    if minutes.approved_at:
        yield fact(texts("minutes.field.approved"), texts.moment(minutes.approved_at))
    if minutes.confirmed_in:
        yield fact(texts("minutes.field.confirmed"), texts("minutes.confirmed"))
    if minutes.case_number:
        yield fact(texts("minutes.field.case"), minutes.case_number)


def attendance_rows(page: MinutesPage, texts: Texts) -> Iterator[Fact]:
    """Iterate over who took part, and who sent an apology."""
    names = page.people.names
    there = page.people.called(participants(page.minutes))
    if there:
        yield fact(texts("minutes.field.present"), there)
    for presence in (Presence.APOLOGY, Presence.ABSENT):
        off = [
            _absent(one, names, texts)
            for one in page.minutes.attendance
            if one.presence is presence
        ]
        if off:
            label = texts(f"minutes.field.{presence.value}")
            yield fact(label, ", ".join(sorted(dict.fromkeys(off))))


def _absent(given: Attendance, names: Mapping[str, str], texts: Texts) -> str:
    """Return who did not take part, with who came instead."""
    person = names.get(given.person_id, given.person_id)
    deputy = names.get(given.deputy_id or "")
    return texts("minutes.deputised", person=person, deputy=deputy) if deputy else person


def item_text(item: MinutesItem, page: MinutesPage, texts: Texts) -> tuple[str, ...]:
    """Return what minutes say of an item, a line each."""
    lines = [line for line in item.text.splitlines() if line.strip()]
    if item.decision:
        lines.append(texts("minutes.decision", number=item.decision))
    if item.recused:
        lines.append(texts("minutes.recused", people=page.people.called(item.recused)))
    return tuple(lines)


def item_card(page: MinutesPage, item: MinutesItem, texts: Texts) -> Card:
    """Return what minutes say of one item, with the button that changes it."""
    value = f"{page.value}/{item.item_id}"
    controls: list[Control] = []
    editable = page.minutes.state is MinutesState.DRAFT and page.minutes.document is None
    if page.keeps and page.newest and editable:
        edit = texts("button.edit-minutes")
        controls.append(Button(edit, "minutes.edit", value, Style.PRIMARY, opens=True))
    controls.append(Button(texts("button.see-minutes"), "minutes.show", page.value))
    return Card(
        texts("minutes.row", number=item.number, title=item.title),
        body=tuple(Text(plain(line)) for line in item_text(item, page, texts)),
        controls=tuple(controls),
        footer=minutes_title(page, texts),
    )


def others_select(meetings: Sequence[Meeting], texts: Texts) -> tuple[Select, ...]:
    """Return the choice of another meeting's minutes; nothing where there are no others."""
    options = tuple(Option(texts.date_long(one.on), one.id) for one in meetings[:_MOST_OTHERS])
    if not options:
        return ()
    return (Select(texts("minutes.choose-meeting"), "minutes.show", options),)


def words_form(
    name: str, value: str, texts: Texts, *, text: str = "", intro: str = "", lines: int = 6
) -> Form:
    """Return a form that asks for words.

    Args:
        name: "edited", "commented", "objected", "corrected" or "filed".
        value: what the handler is given back.
        texts: the reader's language.
        text: what stands there to begin with.
        intro: said above it.
        lines: how many lines the field has.
    """
    field = {"corrected": "reason", "filed": "case"}.get(name, "text")
    fields: tuple[FormField, ...] = (
        TextField(field, texts(f"minutes.form-field.{name}"), text, required=True, lines=lines),
    )
    return Form(
        texts(f"minutes.form.{name}"),
        f"minutes.{name}",
        fields,
        texts(f"minutes.submit.{name}"),
        intro=(Text(plain(intro)),) if intro else (),
        value=value,
    )


def upload_form(value: str, texts: Texts) -> Form:
    """Return the form that takes a Word file in place of what was written."""
    label = texts("minutes.form-field.uploaded")
    return Form(
        texts("minutes.form.uploaded"),
        "minutes.uploaded",
        (FileField("file", label, texts("minutes.upload-hint")),),
        texts("minutes.submit.uploaded"),
        intro=(Text(plain(texts("minutes.upload-intro"))),),
        value=value,
    )


def _row(item: MinutesItem, page: MinutesPage, texts: Texts) -> Fact:
    lines = item_text(item, page, texts)
    shown = lines[:_MOST_LINES]
    rows = [plain(line) for line in shown]
    if len(lines) > len(shown):
        rows.append(plain(texts.plural("minutes.more", len(lines) - len(shown))))
    return Fact(texts("minutes.row", number=item.number, title=item.title), tuple(rows))


def _comments(page: MinutesPage, texts: Texts) -> Iterator[Fact]:
    names = page.people.names
    for one in page.minutes.comments:
        label = names.get(one.by, one.by)
        if one.objection:
            key = "minutes.objection-settled" if one.settled_by else "minutes.objection-open"
            label = texts(key, person=label)
        yield fact(label, one.text)


def _controls(page: MinutesPage, texts: Texts) -> Iterator[Control]:
    state, value = page.minutes.state, page.value
    if page.newest and state is MinutesState.IN_CONSULTATION:
        yield from _answering(page, texts)
    if page.newest and page.keeps:
        yield from _keeping(page, texts)
    options = tuple(
        Option(
            texts("minutes.row", number=one.number, title=one.title)[:_LONGEST_OPTION],
            f"{value}/{one.item_id}",
        )
        for one in page.minutes.items
    )
    if options and page.minutes.document is None:
        yield Select(texts("minutes.choose-item"), "minutes.item", options)
    for kind in ("docx", "pdf"):
        if kind == "docx" or page.minutes.document is None:
            yield Button(texts(f"button.paper-{kind}"), "minutes.paper", f"{value}/{kind}")


def _answering(page: MinutesPage, texts: Texts) -> Iterator[Control]:
    presses = page.committee.minutes_rule is MinutesRule.PRESSES
    if presses and (not page.reader or page.reader in still_to_press(page.minutes)):
        value = f"{page.value}/{page.minutes.digest[:_PRESSED_OF]}"
        yield Button(texts("button.approve-minutes"), "minutes.approve", value, Style.PRIMARY)
    yield _opening("comment-minutes", "minutes.comment", page.value, texts)
    yield _opening("object-minutes", "minutes.object", page.value, texts)


def _keeping(page: MinutesPage, texts: Texts) -> Iterator[Control]:
    minutes, value = page.minutes, page.value
    match minutes.state:
        case MinutesState.DRAFT:
            label = texts("button.send-minutes")
            yield Button(label, "minutes.send", value, Style.PRIMARY)
            yield _opening("upload-minutes", "minutes.upload", value, texts)
        case MinutesState.IN_CONSULTATION:
            yield Button(texts("button.take-back-minutes"), "minutes.take-back", value)
        case MinutesState.APPROVED:
            yield _opening("file-minutes", "minutes.file", value, texts)
            yield _opening("correct-minutes", "minutes.correct", value, texts)
        case _:
            return
    for one in open_objections(minutes):
        who = page.people.names.get(one.by, "")
        label = texts("button.settle-objection", person=who)
        yield Button(label, "minutes.settle", f"{value}/{one.id}")


def _footer(page: MinutesPage, texts: Texts) -> str:
    minutes = page.minutes
    if minutes.state is not MinutesState.IN_CONSULTATION:
        return texts("minutes.footer-digest", digest=minutes.digest[:12])
    if page.committee.minutes_rule is MinutesRule.SILENCE:
        return texts("minutes.footer-silence")
    return texts.plural("minutes.footer-presses", len(still_to_press(minutes)))


def _opening(name: str, action: str, value: str, texts: Texts) -> Button:
    return Button(texts(f"button.{name}"), action, value, opens=True)
