"""What people do with organisation-wide asks: send them, answer them, watch and close them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.domain import ask_rules as rules
from bot.domain.ask_events import AskAnswered, AskClosed
from bot.domain.ask_people import Asked
from bot.domain.ask_rules import Reply
from bot.domain.asks import Ask, AskState
from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput, NotAllowed, TooLate
from bot.domain.occurrence_hands import Act
from bot.domain.organisation import Organisation
from bot.services.asks.starting import NewAsk, Origin, start
from bot.services.identifiers import seen
from bot.services.journal import Cause, Journal
from bot.services.permissions import Ability, Standing, may, require
from bot.services.ports import Clock, Storage, UnitOfWork

_DEVIATION, _INPUT = "deviation", "input"


@dataclass(frozen=True)
class AskView:
    """An ask as its reader may see it.

    Args:
        ask: as it stands.
        keys: for which the reader may answer, the unanswered ones first.
        whole: the reader sees everybody's answers.
        closes: the reader may close it.
        origin: what it came from, as people call it.
    """

    ask: Ask
    keys: tuple[str, ...] = ()
    whole: bool = False
    closes: bool = False
    origin: str = ""

    @property
    def mark(self) -> str:
        """Return what tells the answers that the reader has seen from later ones."""
        return mark_of(self.ask, self.keys)


@dataclass(frozen=True)
class Asks:
    """Takes what people do with asks."""

    storage: Storage
    journal: Journal
    clock: Clock

    # -- seen

    async def origin(self, subject: str, standing: Standing) -> Origin:
        """Return the record that an ask is to come from, for the ask's form.

        Raises:
            NotAllowed: the person asks nobody.
            BadInput: the record is gone.
        """
        require(standing, Ability.ASSIGN)
        async with self.storage.read() as work:
            return await _origin(work, subject)

    async def view(self, ask_id: str, standing: Standing) -> AskView:
        """Return an ask.

        Raises:
            BadInput: there is none.
            NotAllowed: it doesn't concern the reader.
        """
        async with self.storage.read() as work:
            return await _view(work, await work.asks.find(ask_id), standing)

    async def open_view(self, ask_id: str, standing: Standing) -> AskView:
        """Return an ask that the reader may answer, for the form of the two questions.

        Raises:
            BadInput: there is none.
            TooLate: it is closed.
            NotAllowed: the reader answers for nobody who is asked.
        """
        found = await self.view(ask_id, standing)
        rules.require_open(found.ask)
        if not found.keys:
            raise NotAllowed("not-allowed.ask-answer", number=found.ask.number)
        return found

    async def by_number(self, number: str, standing: Standing) -> AskView:
        """Return the ask that people call `number`.

        Raises:
            BadInput, NotAllowed: as for `view`.
        """
        async with self.storage.read() as work:
            return await _view(work, await work.asks.by_number(number), standing, number)

    async def listed(self, standing: Standing) -> Sequence[AskView]:
        """Return the asks that concern the reader, the newest first, the open ones before."""
        async with self.storage.read() as work:
            found = [_seen_by(ask, standing) for ask in await work.asks.all()]
        shown = [one for one in found if one.whole or one.keys]
        return sorted(shown, key=lambda one: one.ask.state is not AskState.OPEN)

    # -- changed

    async def start(self, wanted: NewAsk, cause: Cause) -> Ask:
        """Ask every unit or system owner.

        Raises:
            NotAllowed: the person asks nobody.
            BadInput: the record that it comes from is gone.
            TooLate: that record is being asked about already.
            FieldErrors: what is missing or wrong, by field.
        """
        async with self.storage.begin() as work:
            organisation = await work.organisation()
            act = self._act(organisation, cause)
            require(Standing(organisation, organisation.person[act.by], act.on), Ability.ASSIGN)
            # The record is locked before the number is: so does who starts one by an answer.
            await self._require_unasked(work, wanted.origin)
            ask, event = await start(work, organisation, wanted, act)
            await self.journal.record(work, event, cause)
            await work.commit()
        return ask

    async def answer(
        self, ask_id: str, keys: Sequence[str], mark: str, reply: Reply, cause: Cause
    ) -> Ask:
        """Answer for some units or systems.

        Args:
            ask_id: the ask.
            keys: the units or systems.
            mark: of what the person had seen; see `AskView.mark`.
            reply: what is answered.
            cause: who answers.

        Raises:
            TooLate: it is closed, or somebody else has answered meanwhile.
            NotAllowed: one of them is another's to answer for.
            FieldErrors: what is missing.
        """
        async with self.storage.begin() as work:
            organisation = await work.organisation()
            act = self._act(organisation, cause)
            ask = _there(await work.asks.lock(ask_id))
            rules.require_open(ask)
            own = _keys_of(ask, Standing(organisation, organisation.person[act.by], act.on))
            if not set(keys) <= set(own) or not own:
                raise NotAllowed("not-allowed.ask-answer", number=ask.number)
            if mark_of(ask, own) != mark:
                raise TooLate("ask-answered", number=ask.number)
            said = replace(reply, comment=mask_cpr(reply.comment))
            after = rules.answered(ask, keys, said, act)
            await work.asks.save(after)
            fixed = after.answers[keys[0]].fixed
            event = AskAnswered(
                *_told(after, act),
                keys=tuple(keys),
                affected=reply.affected.value,
                fixed=fixed.value if fixed else "",
                complete=not after.silent,
            )
            await self.journal.record(work, event, cause)
            await work.commit()
        return after

    async def close(self, ask_id: str, cause: Cause) -> Ask:
        """Close an ask; who is silent is not reminded any more.

        Raises:
            TooLate: it is closed.
            NotAllowed: the person asks nobody.
        """
        async with self.storage.begin() as work:
            organisation = await work.organisation()
            act = self._act(organisation, cause)
            ask = _there(await work.asks.lock(ask_id))
            if not _closes(ask, Standing(organisation, organisation.person[act.by], act.on)):
                raise NotAllowed("not-allowed.ask-close", number=ask.number)
            after = rules.closed(ask, act)
            await work.asks.save(after)
            event = AskClosed(*_told(after, act), silent=len(after.silent))
            await self.journal.record(work, event, cause)
            await work.commit()
        return after

    # -- how

    async def _require_unasked(self, work: UnitOfWork, origin: str) -> None:
        kind, _, id_ = origin.partition("/")
        if kind == _INPUT:
            await work.inputs.lock(id_)
        if kind == _DEVIATION:
            found = await work.deviations.lock(id_)
            if found is None:
                raise BadInput("lookup-gone")
            before = await work.asks.find(found.ask_id) if found.ask_id else None
            if before is not None and before.state is AskState.OPEN:
                raise TooLate("ask-under-way", number=before.number)

    def _act(self, organisation: Organisation, cause: Cause) -> Act:
        if cause.actor not in organisation.person:
            raise BadInput("account-unbound")
        now = self.clock.now()
        on = now.astimezone(ZoneInfo(organisation.profile.timezone)).date()
        return Act(cause.actor, now, on)


def mark_of(ask: Ask, keys: Sequence[str]) -> str:
    """Return what tells the answers for some keys from later ones."""
    return seen(tuple((key, ask.answers.get(key)) for key in sorted(keys)))


def _told(ask: Ask, act: Act) -> tuple[str, str, str, str, str, str]:
    at, on = act.at.isoformat(), act.on.isoformat()
    return ask.id, ask.number, ask.origin, act.by, at, on


def _there(found: Ask | None) -> Ask:
    if found is None:
        raise TooLate("ask-gone")
    return found


async def _view(
    work: UnitOfWork, found: Ask | None, standing: Standing, number: str = ""
) -> AskView:
    if found is None:
        raise BadInput("ask-none", number=number or "–")
    view = _seen_by(found, standing)
    if not view.whole and not view.keys:
        raise NotAllowed("not-allowed.ask-see", number=found.number)
    origin = await _origin(work, found.origin)
    return replace(view, origin=f"{origin.number} {origin.title}".strip() if view.whole else "")


def _seen_by(ask: Ask, standing: Standing) -> AskView:
    keys = _keys_of(ask, standing)
    whole = may(standing, Ability.SEE_DECISION) or _closes(ask, standing)
    return AskView(ask, keys, whole, _closes(ask, standing) and ask.state is AskState.OPEN)


def _keys_of(ask: Ask, standing: Standing) -> tuple[str, ...]:
    """Return for which a person may answer; the function notes it where nobody else can."""
    if standing.person is None:
        return ()
    asked = Asked(standing.organisation, standing.on)
    own = asked.keys_of(ask, standing.person.id)
    if not may(standing, Ability.ASSIGN):
        return own
    alone = (key for key in ask.keys if asked.told(ask.audience, key) is None)
    return (*own, *(key for key in alone if key not in own))


def _closes(ask: Ask, standing: Standing) -> bool:
    own = standing.person is not None and standing.person.id == ask.asked_by
    return own or may(standing, Ability.ASSIGN)


async def _origin(work: UnitOfWork, subject: str) -> Origin:
    kind, _, id_ = subject.partition("/")
    if kind == _DEVIATION and (deviation := await work.deviations.find(id_)) is not None:
        return Origin(subject, deviation.number, deviation.title, elsewhere=True)
    if kind == _INPUT and (found := await work.inputs.find(id_)) is not None:
        return Origin(subject, found.number, found.title)
    return Origin()
