"""The annual wheel: a picture of the year, what presses most, and every date in words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    Heading,
    Line,
    Option,
    Picture,
    Plain,
    Select,
    Strong,
    Style,
    Text,
    Tone,
    plain,
)
from bot.cards.holders import role_name
from bot.domain.occurrence_marks import reference_to
from bot.domain.organisation import Organisation
from bot.domain.paging import Page
from bot.domain.wheel_view import Seen, WheelView
from bot.domain.wheel_year import Entry, Mark, Near, OneOff, Shown
from bot.texts import Texts

SHOW = "wheel.show"
SHARE = "wheel.share"
_MOST_LISTED = 8
_PAST = frozenset({Mark.DONE, Mark.LATE, Mark.TO_APPROVE, Mark.LAPSED})


def wheel_card(
    organisation: Organisation,
    seen: Seen,
    texts: Texts,
    picture: Picture | None,
    *,
    shareable: bool,
) -> Card:
    """Return a page of a year or a month; roles are named, people never.

    Args:
        organisation: the data.
        seen: what is looked at.
        texts: the reader's language.
        picture: of the year, on its first page.
        shareable: whether [Del i kanal] makes sense where the card is shown.
    """
    view, page = seen.view, seen.page
    body: list[Element] = [picture] if picture else []
    if seen.near is not None:
        body += _near_elements(seen.near, organisation, texts)
    if page.items:
        if seen.near is not None:
            body.append(Heading(texts("wheel.whole-year")))
        body.append(Facts(tuple(_dates(page.items, view, organisation, texts))))
    elif not seen.preparing:
        key = "wheel.none-mine" if view.mine else "wheel.none"
        body.append(Text(plain(texts(key))))
    if seen.preparing:
        begins = tuple(_preparing_line(entry, organisation, texts) for entry in seen.preparing)
        body.append(Facts((Fact(texts("wheel.preparing"), begins),)))
    if seen.shown.tasks and page.number == page.count:
        lines = tuple(_task_line(task, texts) for task in seen.shown.tasks)
        body.append(Facts((Fact(texts("wheel.tasks"), lines),)))
    return Card(
        _paged(wheel_title(organisation, view, texts), page, texts),
        body=tuple(body),
        controls=tuple(_controls(view, page, texts, shareable=shareable)),
        footer=texts("wheel.footer-private") if view.mine else "",
    )


def wheel_title(organisation: Organisation, view: WheelView, texts: Texts) -> str:
    """Return "Årshjul 2027", "Mit årshjul 2027" or "Årshjul – marts 2027"."""
    whose = "-mine" if view.mine else ""
    if view.month is not None:
        month = texts.month(view.month)
        return texts(f"wheel.title-month{whose}", month=month, year=view.year)
    return texts(f"wheel.title{whose}", year=year_text(organisation, view))


def picture_title(organisation: Organisation, view: WheelView, texts: Texts) -> str:
    """Return what stands in the middle of the picture, in two lines."""
    whose = texts("wheel.picture.mine") if view.mine else texts("wheel.picture.all")
    return f"{whose}\n{year_text(organisation, view)}"


def year_text(organisation: Organisation, view: WheelView) -> str:
    """Return "2027", or "2027/28" when the wheel begins in another month than January."""
    if organisation.wheel.calendar.year_start_month == 1:
        return str(view.year)
    return f"{view.year}/{(view.year + 1) % 100:02}"


def wheel_alt(organisation: Organisation, shown: Shown, title: str, texts: Texts) -> str:
    """Return the picture in words: every item by category with its dates and how far they are.

    What is so for most of the dates behind today is said once: a chat takes few characters.
    """
    common = _commonest(shown)
    begin = " ".join(title.split())
    parts = [texts("wheel.alt.begin", title=begin, today=texts.date_medium(shown.today))]
    if common is not None:
        parts.append(texts("wheel.alt.past", mark=_mark(common, texts)))
    names = {c.id: c.name.in_language(texts.language) for c in organisation.categories}
    for group in shown.groups:
        items = (
            f"{item.label.in_language(texts.language)} "
            + ", ".join(
                _alt_date(entry, shown, common, texts) for entry in shown.entries_of[item.id]
            )
            for item in group.items
        )
        name = names.get(group.category_id, texts("wheel.other"))
        parts.append(f"{name}: {'; '.join(items)}.")
    if shown.tasks:
        said = "; ".join(_alt_task(task, texts) for task in shown.tasks)
        parts.append(f"{texts('wheel.tasks')}: {said}.")
    return " ".join(parts)


# -- what presses most


def _near_elements(near: Near, organisation: Organisation, texts: Texts) -> Iterator[Element]:
    if near.late:
        yield Text(plain(texts.plural("wheel.late", len(near.late))), Tone.WARNING)
        yield Facts((_listed("wheel.mark.late", near.late, organisation, texts),))
    if near.following:
        yield Facts((_listed("wheel.following", near.following, organisation, texts),))


def _listed(key: str, entries: Sequence[Entry], organisation: Organisation, texts: Texts) -> Fact:
    lines: list[Line] = [
        (
            Plain(f"{texts.date_table(entry.due)} · "),
            Strong(_label(entry, texts)),
            Plain(_role(entry, organisation, texts)),
        )
        for entry in entries[:_MOST_LISTED]
    ]
    if more := len(entries) - len(lines):
        lines.append(plain(texts("mine.more", n=more)))
    return Fact(texts(key), tuple(lines))


# -- every date


def _dates(
    entries: Sequence[Entry], view: WheelView, organisation: Organisation, texts: Texts
) -> Iterator[Fact]:
    """Return a row for each month of a year, or for each day of a month."""
    if view.month is not None:
        for day, found in groupby(entries, key=lambda entry: entry.due):
            lines = tuple(_line(entry, "", organisation, texts) for entry in found)
            yield Fact(texts.date_table(day), lines)
        return
    for (_, month), found in groupby(entries, key=lambda entry: (entry.due.year, entry.due.month)):
        lines = tuple(
            _line(entry, f"{texts.date_day(entry.due)} · ", organisation, texts) for entry in found
        )
        yield Fact(texts.month(month).capitalize(), lines)


def _line(entry: Entry, before: str, organisation: Organisation, texts: Texts) -> Line:
    after = _role(entry, organisation, texts)
    if entry.mark is not Mark.COMING:
        after += f" · {_mark(entry.mark, texts)}"
    if entry.due != entry.occurrence.planned:
        after += " · " + texts("wheel.moved", date=texts.date_table(entry.occurrence.planned))
    return (Plain(before), Strong(_label(entry, texts)), Plain(after))


def _preparing_line(entry: Entry, organisation: Organisation, texts: Texts) -> Line:
    begins, due = entry.occurrence.prepares_on, entry.due
    sentence = texts("wheel.prepares", date=texts.date_day(begins), due=texts.date_table(due))
    return (Strong(_label(entry, texts)), Plain(f" · {sentence}"))


def _task_line(task: OneOff, texts: Texts) -> Line:
    when = texts.date_table(task.due) if task.due else texts("wheel.all-year")
    after = "" if task.mark is Mark.COMING else f" · {_mark(task.mark, texts)}"
    return (Plain(f"{when} · "), Strong(task.title.in_language(texts.language)), Plain(after))


def _label(entry: Entry, texts: Texts) -> str:
    return entry.item.label.in_language(texts.language)


def _role(entry: Entry, organisation: Organisation, texts: Texts) -> str:
    role = organisation.role.get(entry.item.responsible)
    return texts("wheel.by", role=role_name(role, texts)) if role else ""


def _mark(mark: Mark, texts: Texts) -> str:
    return texts(f"wheel.mark.{mark.value}").lower()


# -- in words alone


def _commonest(shown: Shown) -> Mark | None:
    marks = Counter(
        entry.mark for entry in shown.entries if entry.due < shown.today and entry.mark in _PAST
    )
    return marks.most_common(1)[0][0] if marks else None


def _alt_date(entry: Entry, shown: Shown, common: Mark | None, texts: Texts) -> str:
    day = texts.date_number(entry.due)
    expected = common if entry.due < shown.today else Mark.COMING
    return day if entry.mark is expected else f"{day} {_mark(entry.mark, texts)}"


def _alt_task(task: OneOff, texts: Texts) -> str:
    when = f" {texts.date_number(task.due)}" if task.due else ""
    mark = "" if task.mark is Mark.COMING else f" {_mark(task.mark, texts)}"
    return f"{task.title.in_language(texts.language)}{when}{mark}"


# -- where it leads


def _controls(
    view: WheelView, page: Page[Entry], texts: Texts, *, shareable: bool
) -> Iterator[Control]:
    if page.following:
        more = WheelView(view.year, view.month, view.mine, page.following)
        yield Button(texts("button.more"), SHOW, str(more), Style.PRIMARY)
    for by in (-1, 1):
        if moved := view.moved(by):
            yield Button(_view_name(moved, texts), SHOW, str(moved))
    if options := tuple(_openable(page.items, texts)):
        yield Select(texts("wheel.button.open"), "occurrences.show", options)
    if view.month is not None:
        whole = WheelView(view.year, mine=view.mine)
        yield Button(texts("wheel.button.year"), SHOW, str(whole))
    else:
        other = WheelView(view.year, mine=not view.mine)
        key = "wheel.button.all" if view.mine else "wheel.button.mine"
        yield Button(texts(key), SHOW, str(other))
        yield Select(texts("wheel.button.month"), SHOW, tuple(_months(view, texts)))
    if shareable:
        yield Button(texts("button.share"), SHARE, str(view))


def _openable(entries: Iterable[Entry], texts: Texts) -> Iterator[Option]:
    """Iterate over the dates that have a card of their own; what is only planned has none yet."""
    for entry in entries:
        if entry.occurrence.id:
            label = f"{texts.date_day(entry.due)} · {_label(entry, texts)}"
            yield Option(label, str(reference_to(entry.occurrence, "")))


def _months(view: WheelView, texts: Texts) -> Iterator[Option]:
    for month in range(1, 13):
        asked = WheelView(view.year, month, view.mine)
        yield Option(_view_name(asked, texts).capitalize(), str(asked))


def _view_name(view: WheelView, texts: Texts) -> str:
    return f"{texts.month(view.month)} {view.year}" if view.month else str(view.year)


def _paged(title: str, page: Page[Entry], texts: Texts) -> str:
    if page.count == 1:
        return title
    return texts("matrix.page", title=title, number=page.number, count=page.count)
