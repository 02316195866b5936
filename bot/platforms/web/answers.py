"""What came of a request as HTTP: JSON to a script, the page to look at to a person."""

from collections.abc import Callable, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from bot.platforms.web.body import clean
from bot.platforms.web.errors import WebError
from bot.platforms.web.messages import Message
from bot.platforms.web.page import Pages, address, form_address, problem_page
from bot.platforms.web.people import WebPerson
from bot.platforms.web.talk import Outcome, Talk
from bot.platforms.web.wire import form_json, message_json
from bot.texts import Texts

_UNREADABLE = {404: "not-found", 405: "wrong-method"}


class Answers:
    """Turns outcomes and problems into responses."""

    def __init__(self, pages: Pages, talk: Talk, texts: Callable[[str], Texts], own: Texts) -> None:
        """Answer with these pages.

        Args:
            pages: what people look at.
            talk: knows the places.
            texts: the language of the person with an account id.
            own: the organisation's language and zone, where no person is known.
        """
        self._pages = pages
        self._talk = talk
        self._texts = texts
        self._own = own

    def outcome(self, outcome: Outcome, person: WebPerson, *, by_form: bool) -> Response:
        """Answer with what something caused: the messages, a form, or what is wrong in one."""
        dialog = outcome.dialog
        if not by_form:
            return self._scripted(outcome)
        if dialog is not None and dialog.errors:
            place = self._talk.place(dialog.place, person)
            return HTMLResponse(self._pages.form(dialog, person, place), status_code=422)
        if dialog is not None:
            return RedirectResponse(form_address(dialog), status_code=303)
        if outcome.place == person.home.id:
            # Opening the page anew would ask for a fresh one and lose what the press showed.
            return HTMLResponse(self._pages.chat(person, person.home))
        return self.back(person, outcome.place)

    def listed(self, messages: Sequence[Message]) -> list[dict[str, Any]]:
        """Return the messages as scripts read them."""
        return [message_json(message, self._own.timezone) for message in messages]

    def back(self, person: WebPerson, place_id: str) -> Response:
        """Lead back to a place."""
        place = self._talk.place(place_id, person)
        return RedirectResponse(address(person, place), status_code=303)

    async def unreadable(self, request: Request, error: Exception) -> Response:
        """Answer a path or a method that there is not."""
        status = error.status_code if isinstance(error, HTTPException) else 400
        return await self.problem(request, WebError(status, _UNREADABLE.get(status, "bad-request")))

    async def problem(self, request: Request, problem: Exception) -> Response:
        """Answer with the problem's sentence: as JSON to a script, on the page to a person."""
        if not isinstance(problem, WebError):
            raise problem
        person: WebPerson | None = getattr(request.state, "person", None)
        texts = self._texts(person.id) if person else self._own
        sentence = texts(f"web.problem.{problem.key}", **problem.params)
        by_form = getattr(request.state, "form", False)
        if request.scope["path"].startswith("/demo/") and not by_form:
            body = {"error": problem.key, "message": sentence}
            return JSONResponse(body, status_code=problem.status)
        page = self._page_with(person, getattr(request.state, "place", None), sentence)
        return HTMLResponse(page or problem_page(sentence, texts), status_code=problem.status)

    def _scripted(self, outcome: Outcome) -> Response:
        """Answer with the messages; the one on which a form is open bears it."""
        messages = self.listed(outcome.messages)
        dialog = outcome.dialog
        if dialog is None or outcome.opened_on is None:
            return JSONResponse(messages)
        form = form_json(dialog.form)
        if dialog.errors:
            whole = dialog.errors.get("")
            sentence = whole or self._texts(dialog.person)("web.form.wrong")
            told = {"error": "form-errors", "message": sentence, "errors": dict(dialog.errors)}
            return JSONResponse({**told, "form": form}, status_code=422)
        for message in messages:
            if message["id"] == outcome.opened_on.id:
                message["form"] = form
        return JSONResponse(messages)

    def _page_with(self, person: WebPerson | None, place_id: str | None, notice: str) -> str | None:
        if person is None or place_id is None:
            return None
        try:
            return self._pages.chat(person, self._talk.place(clean(place_id), person), notice)
        except WebError:
            return None
