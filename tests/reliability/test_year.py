"""A whole year, day by day: what people are sent is what they must be sent, once each.

The model is written apart from the product (year_model.py).
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from random import Random

import pytest

from storage.database import Database
from tests.reliability.senders import TORTURE
from tests.reliability.year import FIRST, LAST, SET_UP, Sent, begin
from tests.reliability.year_acts import absences, do, draw, send_away
from tests.reliability.year_model import DAY, Message, YearModel

PACKS = ["sme", "public"] if TORTURE else ["sme"]
SEEDS = range(8) if TORTURE else range(1)


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
    year = await begin(sqlite_database, tmp_path, pack)
    await year.live()
    model = YearModel(pack, SET_UP).messages(FIRST, LAST)
    assert differences(await year.sent(), model) == []


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("seed", SEEDS)
async def test_when_people_act_nobody_who_has_acted_or_is_away_is_told(
    sqlite_database: Database, tmp_path: Path, pack: str, seed: int
) -> None:
    random = Random(seed)
    model = YearModel(pack, SET_UP)
    model.away = absences(random, model, FIRST, LAST)
    acts = draw(random, model, FIRST, LAST)
    year = await begin(sqlite_database, tmp_path, pack)
    await send_away(year, list(model.away))
    day = FIRST
    while day <= LAST:
        await year.morning(day)
        for act in acts[day]:
            await do(year, act, day)
        day += DAY
    assert differences(await year.sent(), model.messages(FIRST, LAST)) == []
