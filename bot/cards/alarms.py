"""The operator's alarms: what is wrong, what to do, and that it is over."""

from collections.abc import Iterator
from datetime import date

from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    Style,
    Text,
    Tone,
    plain,
)
from bot.domain.alarms import Alarm, AlarmKind, Trouble
from bot.domain.organisation import Organisation
from bot.texts import Texts

_TO_DECIDE = frozenset({AlarmKind.MESSAGE_DEAD, AlarmKind.MESSAGE_HELD})


def alarm_card(alarm: Alarm, organisation: Organisation, texts: Texts) -> Card:
    """Return what is wrong and what to do; a message that waits for a choice has its buttons."""
    trouble = alarm.trouble
    body: list[Element] = [
        Text(plain(_said(trouble, "text", texts)), Tone.WARNING),
        Text(plain(_said(trouble, "remedy", texts))),
    ]
    controls: tuple[Control, ...] = ()
    if trouble.kind in _TO_DECIDE:
        body.append(Facts(tuple(_message_facts(trouble, organisation, texts))))
        controls = decision_buttons(trouble.about, texts)
    return Card(
        _said(trouble, "title", texts),
        why=texts("alarm.why"),
        body=tuple(body),
        controls=controls,
        footer=texts("alarm.since", moment=texts.moment(alarm.raised_at)),
    )


def over_card(alarm: Alarm, texts: Texts) -> Card:
    """Return that an alarm is over."""
    title = _said(alarm.trouble, "title", texts)
    return Card(
        texts("alarm.over.title", title=title),
        body=(Text(plain(_said(alarm.trouble, "over", texts))),),
        footer=texts("alarm.since", moment=texts.moment(alarm.raised_at)),
    )


def alarm_sentence(trouble: Trouble, texts: Texts) -> str:
    """Return what is wrong and what to do on one line, for stderr and `/readyz`."""
    return f"{_said(trouble, 'text', texts)} {_said(trouble, 'remedy', texts)}"


def late_sentence(job: str, why: str, texts: Texts) -> str:
    """Return on one line that a timed job does not do its work, and why; "watch" is the clock."""
    if job == "watch":
        return texts("ready.tick")
    return texts("ready.job", job=job_name(job, texts), why=texts(f"job.why.{why}"))


def job_name(job: str, texts: Texts) -> str:
    """Return a timed job as people know it, with the name that the log has for it."""
    key = f"job.name.{job}"
    return f"{job} ({texts(key)})" if texts.has(key) else job


def decision_buttons(message_id: str, texts: Texts) -> tuple[Control, ...]:
    """Return the buttons that send a message again or give it up."""
    return (
        Button(texts("button.send-again"), "outbox.replay", message_id, Style.PRIMARY),
        Button(texts("button.discard"), "outbox.discard", message_id, Style.DANGER, opens=True),
    )


def reader_name(person_id: str, organisation: Organisation, texts: Texts) -> str:
    """Return who a message is for: a person's name, or that it is for a channel."""
    if not person_id:
        return texts("alarm.to-channel")
    person = organisation.person.get(person_id)
    return person.name if person else person_id


def _message_facts(trouble: Trouble, organisation: Organisation, texts: Texts) -> Iterator[Fact]:
    given = trouble.params
    reader = reader_name(str(given["person_id"]), organisation, texts)
    platform = str(given["platform"]).title()
    rows = (
        ("alarm.fact.message", f"{given['kind']} ({given['subject']})"),
        ("alarm.fact.reader", f"{reader} · {platform}"),
        ("alarm.fact.reason", str(given["reason"] or "–")),
        ("alarm.fact.id", trouble.about),
    )
    for key, value in rows:
        yield Fact(texts(key), (plain(value),))


def _said(trouble: Trouble, part: str, texts: Texts) -> str:
    words = {**trouble.params, "about": trouble.about.title()}
    if trouble.kind is AlarmKind.TICK_LATE:
        words["job"] = job_name(trouble.about, texts)
        words["why"] = texts(f"job.why.{trouble.params.get('why', 'fails')}")
    if trouble.kind is AlarmKind.MORNING_LATE:
        words["day"] = texts.date_long(date.fromisoformat(str(trouble.params["day"])))
    if trouble.kind in (AlarmKind.ITEMS_UNDATED, AlarmKind.TASKS_UNTOLD):
        words["items"] = trouble.params[texts.language]
    return texts(f"alarm.{trouble.kind.value}.{part}", **words)
