"""Tovholder on one and the same morning, whenever it is run: ``python -m … demo``."""

import runpy
from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine

MORNING = datetime(2027, 3, 9, 9, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))

if __name__ == "__main__":
    with time_machine.travel(MORNING, tick=True):
        runpy.run_module("bot", run_name="__main__")
