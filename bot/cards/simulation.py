"""A year in advance: who would get how many messages, in words; the picture says the same."""

from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    Picture,
    Style,
    Text,
    Tone,
    plain,
)
from bot.domain.paging import Page
from bot.domain.simulation import Forecast, PersonsYear, Week
from bot.texts import Texts

SHOW = "simulation.show"
IN_TIME, NEVER = "in-time", "never"
"""What a button's value says is taken for granted: each task done on its deadline, or none."""


def simulation_card(
    forecast: Forecast,
    page: Page[PersonsYear],
    texts: Texts,
    picture: Picture | None,
) -> Card:
    """Return one page of the people, whoever gets most first.

    Args:
        forecast: the year, with the organisation.
        page: the people to show.
        texts: the reader's language.
        picture: the page drawn, or None when nobody gets anything.
    """
    body: list[Element] = [Text(plain(_assumption(forecast, texts)), Tone.MUTED)]
    if picture:
        rows = tuple(_row(forecast, person, texts) for person in page.items)
        body += [Text(plain(_sum(forecast, texts))), picture, Facts(rows)]
        if forecast.unreached:
            body.append(Text(plain(unreached_note(forecast, texts)), Tone.WARNING))
    else:
        body.append(Text(plain(texts("simulation.nothing"))))
    return Card(
        _title(forecast, page, texts),
        body=tuple(body),
        controls=_controls(forecast, page, texts),
        footer=texts("simulation.nothing-sent"),
    )


def simulation_alt(forecast: Forecast, page: Page[PersonsYear], texts: Texts) -> str:
    """Return the picture's alternative text; the card's own text has each person's months."""
    return texts(
        "simulation.alt",
        year=forecast.year,
        people=len(page.items),
        week=week_name(busiest_week(forecast), texts),
    )


def busiest_week(forecast: Forecast) -> Week:
    """Return the week with the most messages in all, the first of several."""
    return min(forecast.per_week, key=lambda week: (-forecast.per_week[week], week))


def week_name(week: Week, texts: Texts) -> str:
    """Return "uge 10"; the year is said with it where it is another than the title's."""
    return texts("simulation.week", week=week.number)


def unreached_note(forecast: Forecast, texts: Texts) -> str:
    """Return how many of those who would get messages cannot be reached yet."""
    return texts.plural("simulation.unreached", len(forecast.unreached))


def value_of(forecast: Forecast, *, in_time: bool, page: int = 1) -> str:
    """Return a button's value: the year, what is taken for granted, and the page."""
    return f"{forecast.year} {IN_TIME if in_time else NEVER} {page}"


def _title(forecast: Forecast, page: Page[PersonsYear], texts: Texts) -> str:
    title = texts("simulation.title", year=forecast.year)
    if page.count == 1:
        return title
    return texts("matrix.page", title=title, number=page.number, count=page.count)


def _assumption(forecast: Forecast, texts: Texts) -> str:
    return texts("simulation.in-time" if forecast.in_time else "simulation.never")


def _sum(forecast: Forecast, texts: Texts) -> str:
    week = busiest_week(forecast)
    messages = texts.plural("simulation.messages", len(forecast.letters))
    people = texts.plural("simulation.people", len(forecast.people))
    return texts(
        "simulation.sum",
        messages=messages,
        people=people,
        week=week_name(week, texts),
        most=forecast.per_week[week],
    )


def _row(forecast: Forecast, person: PersonsYear, texts: Texts) -> Fact:
    busiest = texts(
        "simulation.busiest",
        week=week_name(person.busiest, texts),
        most=person.weeks[person.busiest],
    )
    months = ", ".join(
        f"{texts.month_short(month)} {count}" for month, count in sorted(person.months.items())
    )
    total = texts.plural("simulation.messages", person.total)
    return Fact(forecast.name_of(person.person_id), (plain(f"{total} · {busiest}"), plain(months)))


def _controls(forecast: Forecast, page: Page[PersonsYear], texts: Texts) -> tuple[Control, ...]:
    in_time = forecast.in_time
    more = (
        (
            Button(
                texts("button.more"),
                SHOW,
                value_of(forecast, in_time=in_time, page=page.following),
                Style.PRIMARY,
            ),
        )
        if page.following
        else ()
    )
    other = texts("button.simulate-never" if in_time else "button.simulate-in-time")
    return (*more, Button(other, SHOW, value_of(forecast, in_time=not in_time)))
