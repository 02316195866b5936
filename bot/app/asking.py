"""The tick that asks holders to confirm a role as soon as they can be reached."""

from zoneinfo import ZoneInfo

from bot.app.house import House
from bot.domain.people import Person
from bot.scheduler.clockwork import Job
from bot.services.reach import where_to_write

_SECONDS = 5.0


def asking_job(house: House) -> Job:
    """Return the job; it looks only when the data has changed since it last did."""
    looked_at: list[int] = []

    async def ask() -> None:
        organisation = house.snapshots.current.organisation
        zone = ZoneInfo(organisation.profile.timezone)
        today = house.clock.now().astimezone(zone).date()

        def can_reach(person: Person) -> bool:
            return where_to_write(person, house.store.attached, today) is not None

        if looked_at != [organisation.version]:
            await house.services.confirmations.ask_again(can_reach)
            looked_at[:] = [organisation.version]

    return Job("confirmations", _SECONDS, ask)
