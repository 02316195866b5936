"""Short ways with deviations: through each step, by the buttons that people see."""

from bot.cards.elements import Form
from bot.chat.reply import Reply
from bot.domain.deviations import Deviation
from bot.services.ports import AuditRecord
from tests.example import Example
from tests.handlers.filling import open_form, submit

DUE, EFFECT = "2027-03-31", "2027-04-30"


async def assessed(example: Example) -> Reply:
    """Let Mette say how grave it is."""
    shown = await look(example, "mette")
    form = await open_form(example, "mette", shown.card, "Vurdér")
    return await submit(example, "mette", form, severity="major", due=DUE)


async def explained(example: Example, shown: Reply) -> Reply:
    """Let Mette say why it happened."""
    form = await open_form(example, "mette", shown.card, "Find årsagen")
    return await submit(example, "mette", form, cause="Ingen har nøglen", elsewhere="no")


async def decided(
    example: Example, shown: Reply, doer: str = "jonas", title: str = "Sæt lås på"
) -> Reply:
    """Let Mette decide an action."""
    form = await open_form(example, "mette", shown.card, "Beslut handling")
    asked = "role:infosec-function"
    return await submit(
        example,
        "mette",
        form,
        title=title,
        responsible=f"person:{example.person(doer).id}",
        due=DUE,
        effect_due=EFFECT,
        asked=asked,
    )


async def carried_out(example: Example, task_id: str, doer: str = "jonas") -> None:
    """Let somebody do a corrective action."""
    shown = await example.press(doer, "plan.task", task_id)
    form = await open_form(example, doer, shown.card, "Markér som gennemført")
    await submit(example, doer, form, evidence="Låsen er sat på")


async def until_decided(example: Example, doer: str = "jonas") -> None:
    """Take a new deviation as far as its action."""
    await example.say("nina", "/isms afvigelse Døren til serverrummet stod åben i nat")
    await decided(example, await explained(example, await assessed(example)), doer)


async def until_done(example: Example, doer: str = "jonas") -> None:
    """Take a new deviation as far as the question whether it worked."""
    await until_decided(example, doer)
    await carried_out(example, (await one(example)).task_ids[0], doer)


async def verify_form(example: Example, who: str) -> Form:
    """Open the form of whether it worked."""
    shown = await look(example, who)
    return await open_form(example, who, shown.card, "Har den virket?")


async def verified(example: Example, who: str, **values: str) -> Reply:
    """Answer whether it worked."""
    return await submit(example, who, await verify_form(example, who), None, **values)


async def look(example: Example, who: str) -> Reply:
    """Show the deviation to somebody."""
    return await example.press(who, "deviations.show", (await one(example)).id)


async def one(example: Example) -> Deviation:
    """Return the only deviation."""
    async with example.house.store.storage.read() as work:
        (found,) = await work.deviations.all()
    return found


async def story(example: Example) -> list[AuditRecord]:
    """Return what the audit log tells of it, in order."""
    about = (await one(example)).subject
    async with example.house.store.storage.read() as work:
        return [e.record async for e in work.audit.entries() if e.record.subject == about]


def labels(reply: Reply) -> list[str]:
    """Return what the buttons say."""
    return [control.label for control in reply.card.controls]
