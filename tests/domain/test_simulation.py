"""A year in advance, counted by person, week and month."""

from dataclasses import replace
from datetime import date

from bot.domain.organisation import Organisation
from bot.domain.people import Account, Person
from bot.domain.reminders import Letter
from bot.domain.simulation import Forecast, Week, week_of, weeks_between

ORGANISATION = Organisation(people=(Person("m", "Mette", "m@example.dk"), Person("b", "Bo", "")))


def letter(person: str, day: date) -> Letter:
    return Letter(f"{person}{day}", person, day, ())


def forecast(*letters: Letter) -> Forecast:
    return Forecast(2027, date(2027, 1, 1), letters, in_time=False, organisation=ORGANISATION)


def test_days_around_new_year_are_counted_in_their_iso_week() -> None:
    assert str(week_of(date(2027, 1, 1))) == "2026-W53"
    assert str(week_of(date(2027, 1, 4))) == "2027-W01"
    weeks = weeks_between(date(2027, 1, 1), date(2027, 12, 31))
    assert (weeks[0], weeks[1], weeks[-1]) == (Week(2026, 53), Week(2027, 1), Week(2027, 52))
    assert len(weeks) == 53


def test_a_week_belongs_to_the_month_of_its_thursday() -> None:
    assert Week(2026, 53).thursday == date(2026, 12, 31)
    assert Week(2027, 17).thursday == date(2027, 4, 29)


def test_messages_are_counted_by_person_week_and_month() -> None:
    found = forecast(
        letter("m", date(2027, 3, 1)),
        letter("b", date(2027, 3, 1)),
        letter("m", date(2027, 3, 3)),
        letter("m", date(2027, 4, 1)),
    )
    mette, bo = found.people
    assert (mette.person_id, mette.total, bo.total) == ("m", 3, 1)
    assert mette.weeks == {Week(2027, 9): 2, Week(2027, 13): 1}
    assert mette.months == {3: 2, 4: 1}
    assert mette.busiest == Week(2027, 9)
    assert found.per_week == {Week(2027, 9): 3, Week(2027, 13): 1}


def test_of_equally_busy_weeks_the_first_is_named() -> None:
    found = forecast(letter("m", date(2027, 5, 3)), letter("m", date(2027, 3, 1)))
    assert found.people[0].busiest == Week(2027, 9)


def test_who_gets_equally_many_stands_by_name() -> None:
    found = forecast(letter("m", date(2027, 3, 1)), letter("b", date(2027, 3, 1)))
    assert [found.name_of(one.person_id) for one in found.people] == ["Bo", "Mette"]


def test_who_has_no_account_is_told_apart_as_soon_as_others_have_one() -> None:
    found = forecast(letter("m", date(2027, 3, 1)), letter("b", date(2027, 3, 1)))
    assert found.unreached == frozenset()
    mette, bo = ORGANISATION.people
    bound = replace(mette, accounts=(Account("slack", "T", "U1"),))
    known = replace(found, organisation=Organisation(people=(bound, bo)))
    assert known.unreached == {"b"}


def test_a_year_without_messages_has_nobody_in_it() -> None:
    assert forecast().people == ()
    assert replace(forecast(), first=date(2027, 12, 31)).weeks == (Week(2027, 52),)
