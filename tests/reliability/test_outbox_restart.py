"""PostgreSQL is restarted in the midst of sending: nothing is lost, nothing goes out twice."""

from dataclasses import replace

from bot.app.clocks import SystemClock
from bot.domain.delivery import MessageState
from storage.database import open_database
from storage.unit_of_work import SqlStorage
from tests.reliability.flaky import FlakyPlatforms, Troubles
from tests.reliability.sender import Orders
from tests.reliability.senders import TORTURE, fill, messages, sender, until_settled
from tests.reliability.servers import Server


async def test_a_restarted_database_loses_and_repeats_nothing(own_server: Server) -> None:
    count, restarts = (2000, 5) if TORTURE else (120, 1)
    database = await open_database(own_server.url)
    await fill(SqlStorage(database, SystemClock()), messages(count, "slack"))
    await database.close()
    troubles = Troubles(share=0.0) if TORTURE else Troubles(share=0.0, lag=0.3)
    async with FlakyPlatforms(troubles) as platforms:
        told = Orders(own_server.url, platforms.url, alone=False, lease=(8, 2, 1))
        if not TORTURE:
            told = replace(told, lease=(5, 2, 1), checks=(0.1, 0.2, 0.2, 0.2))
        async with sender(told):
            for round_ in range(restarts):
                await platforms.until((round_ + 1) * count // (restarts + 2))
                await own_server.restart()
            database = await open_database(own_server.url)
            states = await until_settled(SqlStorage(database, SystemClock()), 120)
            await database.close()
    assert states == {MessageState.SENT: count}
    assert [title for title, n in platforms.times().items() if n > 1] == []
    assert len(platforms.times()) == count
