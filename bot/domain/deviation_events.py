"""What happens to a deviation; see `events`."""

from dataclasses import dataclass

from bot.domain.events import Event


@dataclass(frozen=True)
class DeviationEvent(Event):
    """What the events of deviations share.

    Args:
        deviation_id: the deviation.
        number: what people call it: "AFV-12".
        origin: the record it came from ("assignment/<id>", "input/<id>"), or "".
        by: who did it; None for what follows by itself.
        at: UTC, ISO 8601; tells one change from the next.
        on: the local date, ISO 8601.
    """

    deviation_id: str
    number: str
    origin: str
    by: str | None
    at: str
    on: str

    def subject(self) -> str:
        """Return the deviation."""
        return deviation_subject(self.deviation_id)


def deviation_subject(deviation_id: str) -> str:
    """Return what the messages about one deviation are about."""
    return f"deviation/{deviation_id}"


@dataclass(frozen=True)
class DeviationRegistered(DeviationEvent):
    """Something that is not as it should be was registered, perhaps in one unit."""

    kind = "deviation.registered"
    unit_id: str = ""


@dataclass(frozen=True)
class DeviationAssessed(DeviationEvent):
    """It was judged how grave it is; `owner` sees to it from now on ("role:…", "person:…")."""

    kind = "deviation.assessed"
    severity: str = ""
    owner: str = ""
    due: str = ""


@dataclass(frozen=True)
class DeviationCauseFound(DeviationEvent):
    """Its cause was found, and it was said whether the same error is found elsewhere."""

    kind = "deviation.cause-found"
    elsewhere: bool = False


@dataclass(frozen=True)
class DeviationActionDecided(DeviationEvent):
    """A corrective action was decided: a task of the plan. `effect_due` is ISO 8601 or ""."""

    kind = "deviation.action-decided"
    task_id: str = ""
    effect_due: str = ""


@dataclass(frozen=True)
class DeviationDone(DeviationEvent):
    """Its last corrective action is done; whether it worked is asked on `effect_due`."""

    kind = "deviation.done"
    effect_due: str = ""


@dataclass(frozen=True)
class DeviationEffectAsked(DeviationEvent):
    """It was too early to tell whether the actions have worked: asked again on `effect_due`."""

    kind = "deviation.effect-asked"
    effect_due: str = ""


@dataclass(frozen=True)
class DeviationVerified(DeviationEvent):
    """Another person than the doers has found that the actions worked, `answer` yes or partly."""

    kind = "deviation.verified"
    answer: str = ""


@dataclass(frozen=True)
class DeviationReopened(DeviationEvent):
    """The actions had not worked, or what was closed has come back; `times` counts them all."""

    kind = "deviation.reopened"
    times: int = 0


@dataclass(frozen=True)
class DeviationClosed(DeviationEvent):
    """It is closed; `without_action` when nothing was to be done about it."""

    kind = "deviation.closed"
    without_action: bool = False


@dataclass(frozen=True)
class DeviationPresented(DeviationEvent):
    """An agenda that was sent lists it: `handled` as handled, else as new."""

    kind = "deviation.presented"
    meeting_id: str = ""
    handled: bool = False


DEVIATION_EVENTS: tuple[type[DeviationEvent], ...] = (
    DeviationRegistered,
    DeviationAssessed,
    DeviationCauseFound,
    DeviationActionDecided,
    DeviationDone,
    DeviationEffectAsked,
    DeviationVerified,
    DeviationReopened,
    DeviationClosed,
)
"""Everything after which a deviation's card is shown anew."""
