"""What the function answers and judges, and whether it worked."""

from datetime import date

from bot.cards import assignment_forms as forms
from bot.cards.assignment_words import person_name
from bot.chat.reply import Reply
from bot.domain.assignment_steps import Step
from bot.domain.assignments import Answer
from bot.handlers.assignments.shown import done, id_of, opened
from bot.handlers.turn import Services, Turn


async def answer(turn: Turn, services: Services) -> Reply:
    """Answer [Svar]: open the form with the first question that nobody has answered."""
    case = await services.assignments.work.look(turn.argument, Step.ANSWER, turn.cause)
    found = case.assignment
    place = next(n for n, one in enumerate(found.questions) if one.answered_at is None)
    question = found.questions[place]
    asker = person_name(question.by, turn.organisation, turn.texts)
    intro = turn.texts("assignments.asked", person=asker, text=question.text)
    value = f"{turn.argument} {place}"
    form = forms.words_form("answered", found, turn.texts, value=value, intro=intro)
    return opened(turn, form, "assignments.answer")


async def answered(turn: Turn, services: Services) -> Reply:
    """Take the answer to a unit's question."""
    reference, _, place = turn.argument.partition(" ")
    text = turn.value("text")
    await services.assignments.work.answer(reference, int(place), text, turn.cause)
    return await done(turn, services, id_of(reference), "answered")


async def accept(turn: Turn, services: Services) -> Reply:
    """Answer [Godkend tilbagemelding]."""
    await services.assignments.work.accept(turn.argument, turn.cause)
    return await done(turn, services, id_of(turn.argument), "accepted")


async def return_(turn: Turn, services: Services) -> Reply:
    """Answer [Send tilbage] on feedback: ask why, and by when."""
    case = await services.assignments.work.look(turn.argument, Step.RETURN, turn.cause)
    form = forms.words_form("returned", case.assignment, turn.texts)
    return opened(turn, form, "assignments.return")


async def returned(turn: Turn, services: Services) -> Reply:
    """Send feedback back to its unit."""
    reason, due = turn.value("reason"), _day(turn.value("due"))
    await services.assignments.work.return_(turn.argument, reason, due, turn.cause)
    return await done(turn, services, id_of(turn.argument), "returned")


async def effect(turn: Turn, services: Services) -> Reply:
    """Answer [Har den virket?]."""
    case = await services.assignments.work.look(turn.argument, Step.EFFECT, turn.cause)
    form = forms.effect_form(case.assignment, turn.texts, turn.today)
    return opened(turn, form, "assignments.effect")


async def effect_judged(turn: Turn, services: Services) -> Reply:
    """Take somebody's word for whether it worked.

    Raises:
        NotAllowed: the person did it, or is not asked.
        FieldErrors: the comment or the next date is missing.
    """
    said = Answer(turn.value("answer"))
    await services.assignments.work.judge_effect(
        turn.argument, said, turn.value("comment"), _day(turn.value("due")), turn.cause
    )
    key = "effect-later" if said is Answer.TOO_EARLY else "effect"
    return await done(turn, services, id_of(turn.argument), key)


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
