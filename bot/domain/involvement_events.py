"""What happens to those consulted and informed in a case; what people write stands in it."""

from dataclasses import dataclass

from bot.domain.events import Event


@dataclass(frozen=True)
class InvolvementEvent(Event):
    """What the events share.

    Args:
        case: the case ("decision/<id>").
        by: who did it, by person id.
        at: UTC, ISO 8601.
        on: the local date, ISO 8601.
    """

    case: str
    by: str
    at: str
    on: str

    def subject(self) -> str:
        """Return who is involved in the case."""
        return involvement_subject(self.case)


def involvement_subject(case: str, person_id: str = "") -> str:
    """Return what the messages about a case's involved are about; of one who is asked, theirs."""
    return f"involvement/{case}/{person_id}" if person_id else f"involvement/{case}"


@dataclass(frozen=True)
class PeopleInvolved(InvolvementEvent):
    """The case's owner chose whom it asks (C) and tells (I); only those who are new to it."""

    kind = "involvement.chosen"
    activity_id: str = ""
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConsultationAnswered(InvolvementEvent):
    """Somebody who was asked has answered; `person_id` was, `by` may stand in for them."""

    kind = "involvement.answered"
    person_id: str = ""


@dataclass(frozen=True)
class OutsideNoticed(InvolvementEvent):
    """Somebody pressed to post a notice to roles that get no direct message, or took its text.

    Args:
        roles: their ids.
        place: where it was posted, as `BoundPlace` writes it; "" when the text was only taken.
    """

    kind = "involvement.noticed"
    roles: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class NoticePlaceBound(Event):
    """Notices to everybody are posted in this place of a platform from now on."""

    kind = "involvement.place-bound"
    platform: str
    place_id: str

    def subject(self) -> str:
        """Return the notices' places."""
        return "notice-places"
