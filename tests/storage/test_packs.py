"""Packs are kept as they came."""

from storage.unit_of_work import SqlStorage

CONTENT = {"title": "Startpakke", "b": [1, 2.5, None, True], "a": {"æ": "«ø»"}}


async def test_a_pack_reads_back_in_its_order(storage: SqlStorage) -> None:
    async with storage.begin() as uow:
        await uow.packs.save("sme", "da", CONTENT)
        await uow.commit()
    async with storage.read() as uow:
        found = await uow.packs.load("sme", "da")
        assert found == CONTENT
        assert list(found or {}) == list(CONTENT)
        assert await uow.packs.load("sme", "en") is None
        assert await uow.packs.load("public", "da") is None


async def test_a_pack_replaces_the_earlier_one(storage: SqlStorage) -> None:
    async with storage.begin() as uow:
        for locale in ("da", "en"):
            await uow.packs.save("sme", locale, CONTENT)
        await uow.packs.save("sme", "da", {"title": "Ny"})
        assert await uow.packs.load("sme", "da") == {"title": "Ny"}
        assert await uow.packs.load("sme", "en") == CONTENT
