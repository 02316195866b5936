"""An organisation-wide ask: to who is asked, and to who watches the answers come in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    Option,
    Select,
    Style,
    Text,
    Tone,
    plain,
)
from bot.cards.plan_words import fact
from bot.domain.ask_people import Asked
from bot.domain.ask_rules import sums_of
from bot.domain.asks import Affected, Ask, AskAnswer, AskState
from bot.domain.organisation import Organisation
from bot.texts import Texts

SHOW, LIST, NEW, ANSWER = "asks.show", "asks.list", "asks.new", "asks.answer"
MOST = 12
"""Units or systems of a list on one card."""
_MOST_NAMED = 15
_MOST_OPTIONS = 25
_LONGEST_OPTION = 70
_SHORT = 160


@dataclass(frozen=True)
class Shown:
    """An ask and its reader.

    Args:
        ask: as it stands.
        organisation: as it stands.
        on: the local date.
        keys: for which the reader may answer.
        whole: the reader sees everybody's answers.
        closes: the reader may close it.
        origin: what it came from, as people call it; "" for nothing.
    """

    ask: Ask
    organisation: Organisation
    on: date
    keys: Sequence[str] = ()
    whole: bool = False
    closes: bool = False
    origin: str = ""

    def name(self, key: str, texts: Texts) -> str:
        """Return what a unit or a system is called."""
        asked = Asked(self.organisation, self.on)
        return asked.name(self.ask.audience, key, texts.language)

    @property
    def is_open(self) -> bool:
        """Tell whether it can be answered."""
        return self.ask.state is AskState.OPEN


def ask_card(shown: Shown, texts: Texts, *, why: str = "", notice: str = "") -> Card:
    """Return an ask as its reader sees it: the whole with its sums, or what is asked of them."""
    if shown.whole:
        return status_card(shown, texts, why=why, notice=notice)
    return question_card(shown, texts, why=why, notice=notice)


def question_card(shown: Shown, texts: Texts, *, why: str = "", notice: str = "") -> Card:
    """Return what somebody is asked, with what was answered so far for their units or systems."""
    ask = shown.ask
    body: list[Element] = [Text(plain(notice))] if notice else []
    body.append(Text(plain(ask.question)))
    rows = [fact(shown.name(key, texts), _said(shown, key, texts)) for key in shown.keys]
    if rows:
        body.append(Facts(tuple(rows[:MOST])))
    if len(rows) > MOST:
        body.append(Text(plain(texts.plural("asks.more", len(rows) - MOST)), Tone.MUTED))
    controls: tuple[Control, ...] = ()
    if shown.is_open and shown.keys:
        controls = (_answers(shown, texts),)
    return Card(
        texts("asks.title", number=ask.number),
        why=why,
        body=tuple(body),
        controls=controls,
        footer=_footer(shown, texts),
    )


def status_card(shown: Shown, texts: Texts, *, why: str = "", notice: str = "") -> Card:
    """Return how an ask stands: the counts, who is silent, and where it is mended."""
    ask = shown.ask
    body: list[Element] = [Text(plain(notice))] if notice else []
    body += [Text(plain(ask.question)), Facts(tuple(_sums(shown, texts)))]
    return Card(
        texts("asks.title", number=ask.number),
        why=why,
        body=tuple(body),
        controls=tuple(_watching(shown, texts)),
        footer=_footer(shown, texts),
    )


def answers_card(shown: Shown, texts: Texts, start: int) -> Card:
    """Return everybody's answers in one list, some at a time: those affected first."""
    ask = shown.ask
    order = sorted(ask.keys, key=lambda key: (_rank(ask.answers.get(key)), ask.keys.index(key)))
    part = order[start : start + MOST]
    rows = tuple(fact(shown.name(key, texts), _said(shown, key, texts)) for key in part)
    controls: list[Control] = []
    more = len(order) - start - len(part)
    if more > 0:
        value = f"{ask.id}:{start + MOST}"
        controls.append(Button(texts("button.more"), "asks.answers", value))
    controls += _files(ask, texts)
    controls.append(Button(texts("asks.button.show"), SHOW, ask.id))
    return Card(
        texts("asks.answers-title", number=ask.number),
        body=(Facts(rows),),
        controls=tuple(controls),
        footer=texts.plural("asks.more", more) if more > 0 else "",
    )


def list_card(found: Sequence[Shown], texts: Texts, *, asks: bool) -> Card:
    """Return the asks that concern the reader.

    Args:
        found: the open ones first.
        texts: the reader's language.
        asks: the reader may ask everybody something.
    """
    controls: list[Control] = []
    if asks:
        label = texts("asks.button.new")
        controls.append(Button(label, NEW, style=Style.PRIMARY, opens=True))
    rows = tuple(fact(one.ask.number, _row(one, texts)) for one in found[:MOST])
    body: tuple[Element, ...] = (Facts(rows),)
    if not rows:
        body = (Text(plain(texts("asks.none")), Tone.MUTED),)
    else:
        options = tuple(
            Option(f"{one.ask.number} {one.ask.question}"[:_LONGEST_OPTION], one.ask.id)
            for one in found[:_MOST_OPTIONS]
        )
        controls.insert(0, Select(texts("asks.choose"), SHOW, options))
    more = len(found) - len(rows)
    footer = texts.plural("asks.more", more) if more else ""
    return Card(texts("asks.list"), body=body, controls=tuple(controls), footer=footer)


def result_text(ask: Ask, texts: Texts) -> str:
    """Return what an ask has come to in one line, for the record that it came from."""
    sums = sums_of(ask)
    counted = texts("asks.answered-of", answered=sums.answered, asked=sums.asked)
    said = [ask.number, counted, texts("asks.sum-affected", n=sums.affected)]
    if sums.affected:
        said.append(texts("asks.sum-fixed", n=sums.fixed))
    if ask.state is AskState.CLOSED:
        said.append(texts("asks.state.closed").lower())
    return " · ".join(said)


def _sums(shown: Shown, texts: Texts) -> Iterator[Fact]:
    ask, sums = shown.ask, sums_of(shown.ask)
    yield fact(texts("asks.field.state"), _state(shown, texts))
    if shown.origin:
        yield fact(texts("asks.field.origin"), shown.origin)
    yield fact(
        texts("asks.field.answers"),
        texts("asks.answered-of", answered=sums.answered, asked=sums.asked),
    )
    affected = texts(
        "asks.affected-of",
        affected=sums.affected,
        fixed=sums.fixed,
        partly=sums.partly,
        unfixed=sums.unfixed,
    )
    yield fact(texts("asks.field.affected"), affected if sums.affected else "0")
    yield fact(texts("asks.field.unaffected"), str(sums.unaffected))
    if sums.unknown:
        yield fact(texts("asks.field.unknown"), str(sums.unknown))
    hit = [key for key in ask.keys if _rank(ask.answers.get(key)) == 0]
    if hit:
        yield fact(texts("asks.field.hit"), _named(shown, hit, texts))
    if ask.silent:
        yield fact(texts("asks.field.silent"), _named(shown, ask.silent, texts))
    nobody = [key for key in ask.silent if key not in ask.told]
    if nobody:
        yield fact(texts("asks.field.nobody"), _named(shown, nobody, texts))


def _named(shown: Shown, keys: Sequence[str], texts: Texts) -> str:
    named = [shown.name(key, texts) for key in keys[:_MOST_NAMED]]
    if len(keys) > _MOST_NAMED:
        named.append(texts.plural("asks.more", len(keys) - _MOST_NAMED))
    return ", ".join(named)


def _watching(shown: Shown, texts: Texts) -> Iterator[Button]:
    ask = shown.ask
    if shown.is_open and any(key not in ask.answers for key in shown.keys):
        yield _answers(shown, texts)
    if shown.closes:
        yield Button(texts("asks.button.close"), "asks.close", ask.id)
    yield Button(texts("asks.button.answers"), "asks.answers", f"{ask.id}:0")
    yield from _files(ask, texts)


def _answers(shown: Shown, texts: Texts) -> Button:
    silent = any(key not in shown.ask.answers for key in shown.keys)
    label = texts("asks.button.answer" if silent else "asks.button.change")
    style = Style.PRIMARY if silent else Style.NORMAL
    return Button(label, ANSWER, shown.ask.id, style, opens=True)


def _files(ask: Ask, texts: Texts) -> tuple[Button, ...]:
    return tuple(
        Button(texts(f"asks.button.{kind}"), "asks.export", f"{ask.id}:{kind}")
        for kind in ("xlsx", "csv")
    )


def _said(shown: Shown, key: str, texts: Texts) -> str:
    answer = shown.ask.answers.get(key)
    if answer is None:
        return texts("asks.silent")
    person = shown.organisation.person.get(answer.by)
    name = person.name if person else texts("asks.somebody-gone")
    parts = [texts(f"asks.affected.{answer.affected.value}")]
    if answer.fixed is not None:
        parts.append(texts(f"asks.fixed-said.{answer.fixed.value}"))
    if answer.comment:
        parts.append(answer.comment)
    parts.append(texts("asks.by-at", person=name, moment=texts.moment(answer.at)))
    return " · ".join(parts)


def _state(shown: Shown, texts: Texts) -> str:
    ask = shown.ask
    if ask.closed_at is None:
        return texts(f"asks.state.{ask.state.value}")
    person = shown.organisation.person.get(ask.closed_by or "")
    name = person.name if person else texts("asks.somebody-gone")
    return texts("asks.closed-by", person=name, moment=texts.moment(ask.closed_at))


def _row(shown: Shown, texts: Texts) -> str:
    ask, sums = shown.ask, sums_of(shown.ask)
    question = ask.question if len(ask.question) <= _SHORT else ask.question[: _SHORT - 1] + "…"
    state = texts(f"asks.state.{ask.state.value}")
    counted = texts("asks.answered-of", answered=sums.answered, asked=sums.asked)
    if not shown.whole:
        left = sum(key not in ask.answers for key in shown.keys)
        counted = texts("asks.yours-silent") if left else texts("asks.yours-answered")
    return " · ".join((question, state, counted))


def _footer(shown: Shown, texts: Texts) -> str:
    ask = shown.ask
    if not shown.is_open:
        return _state(shown, texts)
    person = shown.organisation.person.get(ask.asked_by)
    name = person.name if person else texts("asks.somebody-gone")
    return texts("asks.footer", date=texts.date_medium(ask.due), person=name)


def _rank(answer: AskAnswer | None) -> int:
    """Return where an answer stands in the list: affected, unknown, not affected, silent."""
    if answer is None:
        return 3
    return (Affected.YES, Affected.UNKNOWN, Affected.NO).index(answer.affected)
