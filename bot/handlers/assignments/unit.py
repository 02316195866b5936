"""What a unit does with its assignment: Kvittér, Send tilbage, Spørg and Meld tilbage."""

from bot.cards import assignment_forms as forms
from bot.chat.reply import Reply
from bot.domain.assignment_steps import Step
from bot.domain.assignments import Answer
from bot.domain.errors import BadInput, FieldErrors
from bot.handlers.assignments import view
from bot.handlers.assignments.shown import done, id_of, opened
from bot.handlers.parsing import sent_file
from bot.handlers.turn import Services, Turn
from bot.services.assignments import Given
from bot.services.ports import NewFile


async def acknowledge(turn: Turn, services: Services) -> Reply:
    """Answer [Kvittér]."""
    await services.assignments.work.acknowledge(turn.argument, turn.cause)
    return await done(turn, services, id_of(turn.argument), "acknowledged")


async def start(turn: Turn, services: Services) -> Reply:
    """Answer [Sæt i gang]."""
    await services.assignments.work.start(turn.argument, turn.cause)
    return await done(turn, services, id_of(turn.argument), "started")


async def send_back(turn: Turn, services: Services) -> Reply:
    """Answer [Send tilbage]: ask why."""
    return await _words(turn, services, Step.SEND_BACK, "sent-back")


async def sent_back(turn: Turn, services: Services) -> Reply:
    """Send an assignment back to the function."""
    reason = turn.value("reason")
    await services.assignments.work.send_back(turn.argument, reason, turn.cause)
    return await done(turn, services, id_of(turn.argument), "sent-back")


async def ask(turn: Turn, services: Services) -> Reply:
    """Answer [Spørg]."""
    return await _words(turn, services, Step.ASK, "asked")


async def asked(turn: Turn, services: Services) -> Reply:
    """Take a question to the function."""
    await services.assignments.work.ask(turn.argument, turn.value("text"), turn.cause)
    return await done(turn, services, id_of(turn.argument), "asked")


async def report(turn: Turn, services: Services) -> Reply:
    """Answer [Meld tilbage]: open the form of the two questions."""
    reference, _, secret = turn.argument.partition(" ")
    case = await services.assignments.work.look(reference, Step.REPORT, turn.cause)
    if secret:
        form = forms.report_form(case.assignment, turn.organisation, turn.texts)
        return opened(turn, form, "assignments.report")
    found = await services.assignments.find.view(case.assignment.id, turn.standing)
    return await view.report_form(turn, services, found)


async def reported(turn: Turn, services: Services) -> Reply:
    """Take a unit's feedback.

    Raises:
        TooLate: it was reported on before, or is over.
        NotAllowed: it is another unit's.
        FieldErrors: a comment is missing, or a file cannot be kept.
    """
    reference, _, secret = turn.argument.partition(" ")
    given = Given(
        Answer(turn.value("followed")),
        Answer(turn.value("successful")),
        turn.value("comment"),
        turn.value("evidence"),
        turn.value("link"),
        await _file(turn, services, secret),
    )
    await services.assignments.work.report(reference, given, turn.cause)
    return await done(turn, services, id_of(reference), "reported")


async def _file(turn: Turn, services: Services, secret: str) -> NewFile | None:
    """Return the form's file, else the one that was sent along with the command.

    Raises:
        FieldErrors: it cannot be kept, or has expired meanwhile.
    """
    try:
        file = await sent_file(turn.files)
    except BadInput as error:
        raise FieldErrors({"file": error}) from error
    if file is not None or not secret:
        return file
    found = await services.files.file(secret)
    if found is None:
        raise FieldErrors({"file": BadInput("assignment-file-expired")})
    return NewFile(found.name, found.content)


async def _words(turn: Turn, services: Services, step: Step, kind: str) -> Reply:
    case = await services.assignments.work.look(turn.argument, step, turn.cause)
    form = forms.words_form(kind, case.assignment, turn.texts)
    return opened(turn, form, f"assignments.{step.value}")
