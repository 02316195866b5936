"""Tovholder's demo whose clock alone begins on a morning ahead: ``python -m … demo``.

The time that the clients sign with is the machine's. The day is the working day before the call
for items to the example committee's meeting on 11 May 2027.
"""

import runpy
from datetime import datetime
from functools import partial
from unittest.mock import patch
from zoneinfo import ZoneInfo

from bot.app.clocks import MovableClock

FRIDAY = datetime(2027, 4, 16, 9, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))

if __name__ == "__main__":
    with patch("bot.app.demo.MovableClock", partial(MovableClock, FRIDAY)):
        runpy.run_module("bot", run_name="__main__")
