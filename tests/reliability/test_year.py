"""A whole year, day by day: what people are sent is what they must be sent, once each.

The model is written apart from the product (year_model.py).
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from random import Random

import pytest

from bot.domain.simulation import Wished
from bot.services.simulation import what_is_known, work_out
from storage.database import Database
from tests.databases import SteppedClock
from tests.example import furnished
from tests.reliability.plan_model import OF_THE_PLAN, TASKS
from tests.reliability.senders import TORTURE
from tests.reliability.year import FIRST, LAST, SET_UP, Sent, at, begin
from tests.reliability.year_acts import absences, do, do_task, draw, draw_tasks, send_away
from tests.reliability.year_model import DAY, Message, YearModel

PACKS = ["sme", "public"] if TORTURE else ["sme"]
SEEDS = range(4) if TORTURE else range(1)


def differences(
    sent: Mapping[tuple[str, date], Sent], model: Mapping[tuple[str, date], Message]
) -> list[str]:
    """Return where the outbox is not what the model says, day by day."""
    found = []
    for key in sorted(sent.keys() | model.keys(), key=lambda one: (one[1], one[0])):
        one, must = sent.get(key, Sent()), model.get(key, Message(*key, weekly=False))
        if len(one.texts) != (key in model):
            found.append(f"{key}: {len(one.texts)} messages")
        if one.stages != must.stages:
            found.append(f"{key}: {sorted(one.stages ^ must.stages)}")
        if one.texts and one.weekly != must.weekly:
            found.append(f"{key}: {'a' if one.weekly else 'no'} Monday letter")
    return found


@pytest.mark.parametrize("pack", PACKS)
async def test_when_nobody_acts_everybody_is_told_every_stage_once(
    sqlite_database: Database, tmp_path: Path, pack: str
) -> None:
    model = YearModel(pack, SET_UP, more_tasks=TASKS)
    year = await begin(sqlite_database, tmp_path, pack)
    known = await what_is_known(year.example.house.store.storage)
    for day in days(model):
        await year.morning(day)
    sent = await year.sent()
    assert differences(sent, model.messages(FIRST, LAST)) == []
    forecast = work_out(known, Wished(2027), SET_UP)
    foretold = {(year.key(one.person_id), one.on) for one in forecast.letters}
    assert {key for key in foretold if key[1] <= LAST} == {k for k in sent if k[1].year == 2027}


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("seed", SEEDS)
async def test_when_people_act_nobody_who_has_acted_or_is_away_is_told(
    sqlite_database: Database, tmp_path: Path, pack: str, seed: int
) -> None:
    random = Random(seed)
    model = YearModel(pack, SET_UP, more_tasks=TASKS)
    model.away = absences(random, model, FIRST, LAST)
    acts = draw(random, model, FIRST, LAST)
    task_acts = draw_tasks(random, model, FIRST, LAST)
    year = await begin(sqlite_database, tmp_path, pack)
    await send_away(year, model.away)
    for day in days(model):
        await year.morning(day)
        for act in acts[day]:
            await do(year, act, day)
        for task_act in task_acts[day]:
            await do_task(year, task_act, day)
    assert differences(await year.sent(), model.messages(FIRST, LAST)) == []


@pytest.mark.parametrize("pack", PACKS)
async def test_a_year_in_advance_is_the_models_year(
    sqlite_database: Database, tmp_path: Path, pack: str
) -> None:
    clock = SteppedClock(at(date(2026, 12, 30), 13))
    example = await furnished(sqlite_database, clock, tmp_path, pack=pack)
    known = await what_is_known(example.house.store.storage)
    forecast = work_out(known, Wished(2027), date(2026, 12, 30))
    key = {person.id: person.email.split("@")[0] for person in forecast.organisation.people}
    occurrence = forecast.organisation.wheel.occurrence
    foretold = {
        (key[letter.person_id], letter.on): (
            letter.weekly,
            {
                (occurrence[line.occurrence_id].item_id, occurrence[line.occurrence_id].planned)
                for line in letter.lines
            }
            | {(line.task_id, OF_THE_PLAN) for line in letter.tasks},
            {(occurrence[line.occurrence_id].item_id, line.stage) for line in letter.lines}
            | {(line.task_id, line.stage) for line in letter.tasks},
        )
        for letter in forecast.letters
    }
    model = YearModel(pack, date(2026, 12, 30)).messages(date(2027, 1, 1), date(2027, 12, 31))
    assert foretold.keys() == model.keys()
    for at_, (weekly, listed, stages) in foretold.items():
        must = model[at_]
        assert weekly == must.weekly, at_
        assert listed == must.listed | {(s.item, s.planned) for s in must.stages}, at_
        assert {s for s in stages if s[1]} == {(s.item, s.name) for s in must.stages}, at_


def days(model: YearModel) -> list[date]:
    """Return the days that are lived through: in everyday runs those on which people work."""
    every = [FIRST + DAY * number for number in range((LAST - FIRST).days + 1)]
    return [day for day in every if TORTURE or model.works(day)]
