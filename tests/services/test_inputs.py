"""Inputs beside their people: what comes from elsewhere, and what an older pack had in it."""

from dataclasses import replace

from bot.domain.flows import FlowBook
from bot.domain.plan import Origin
from bot.services.inputs import FlowAdoption, NewInput, receive
from storage.inputs import FLOW, INPUT_TYPE
from tests.example import Example
from tests.handlers.asking import audited
from tests.handlers.wheeling import introduce
from tests.packs import starter_pack
from tests.services.rooms import Rooms


async def test_another_feature_brings_an_input_in_its_own_transaction(
    sqlite_example: Example,
) -> None:
    await introduce(sqlite_example)
    house = sqlite_example.house
    new = NewInput("in-alerts", "Nedbrud", origin=Origin(subject="incident/h-1"))
    async with house.store.storage.begin() as work:
        organisation = await work.organisation()
        item, event = await receive(work, organisation, new, None, house.clock.now())
        await house.store.journal.record(work, event)
        await work.commit()
    (record,) = await audited(sqlite_example, "input.received")
    assert (record.actor, record.data["origin"]) == ("system", "incident/h-1")
    async with house.store.storage.read() as work:
        assert await work.inputs.find(item.id) == item
        asked = await work.outbox.copies(item.subject, "inputs.desk")
    assert {one.person_id for one in asked} == {sqlite_example.person("mette").id}


async def test_a_flow_that_changes_leaves_inputs_on_their_way_alone(
    sqlite_example: Example,
) -> None:
    house = sqlite_example.house
    async with house.store.storage.begin() as work:
        organisation, at = await work.organisation(), house.clock.now()
        new = NewInput("in-threats", "Nye angreb")
        item, _ = await receive(work, organisation, new, None, at)
        flow = item.flow
        await work.flows.save_flows([replace(flow, steps=flow.steps[:2])])
        await work.commit()
    async with house.store.storage.read() as work:
        found = await work.inputs.find(item.id)
        assert found is not None
        assert found.flow == flow
        assert len((await work.flows.book()).flow[flow.id].steps) == 2


async def test_the_types_of_a_pack_that_was_there_before_are_taken_over_once(
    sqlite_rooms: Rooms,
) -> None:
    await sqlite_rooms.packs.run(starter_pack("sme"), dry_run=False)
    async with sqlite_rooms.storage.begin() as work:
        for table in (INPUT_TYPE, FLOW):
            await work._transaction.connection.execute(table.delete())  # type: ignore[attr-defined]
        await work.commit()
    adoption = FlowAdoption(sqlite_rooms.storage)
    assert await adoption.adopt() == 9
    async with sqlite_rooms.storage.read() as work:
        book = await work.flows.book()
    assert book == starter_pack("sme").flows
    assert await adoption.adopt() == 0
    assert book != FlowBook()
