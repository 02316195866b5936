"""Pictures are drawn once, found by their secret, and forgotten in time."""

from bot.services.pictures import Gallery
from tests.services.rooms import Rooms

PNG = b"\x89PNG"


class Pen:
    """Draws, and counts how often."""

    drawn = 0

    def __call__(self) -> bytes:
        """Draw."""
        self.drawn += 1
        return PNG + bytes([self.drawn])


async def test_a_picture_is_drawn_once_a_day_for_each_key(rooms: Rooms) -> None:
    gallery, pen = Gallery(rooms.storage, rooms.clock), Pen()
    first = await gallery.secret_of(("matrix", 1), pen)
    assert await gallery.secret_of(("matrix", 1), pen) == first
    other = await gallery.secret_of(("matrix", 2), pen)
    assert (pen.drawn, other != first) == (2, True)
    rooms.clock.advance(days=1)
    again = await gallery.secret_of(("matrix", 1), pen)
    assert (pen.drawn, again != first) == (3, True)
    assert await gallery.picture(first) == PNG + b"\x01"
    assert await gallery.picture(again) == PNG + b"\x03"


async def test_a_picture_expires_and_another_replica_still_finds_it(rooms: Rooms) -> None:
    secret = await Gallery(rooms.storage, rooms.clock).secret_of(("matrix",), Pen())
    replica = Gallery(rooms.storage, rooms.clock)
    rooms.clock.advance(days=30, seconds=-1)
    assert await replica.picture(secret) is not None
    rooms.clock.advance(seconds=1)
    assert await replica.picture(secret) is None


async def test_a_secret_cannot_be_guessed(sqlite_rooms: Rooms) -> None:
    gallery = Gallery(sqlite_rooms.storage, sqlite_rooms.clock)
    secrets = {await gallery.secret_of((n,), Pen()) for n in range(5)}
    assert len(secrets) == 5
    assert all(len(secret) >= 32 for secret in secrets)
    assert await gallery.picture("x" * 32) is None
