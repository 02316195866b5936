"""How people, roles and third parties are written on a card."""

from dataclasses import dataclass
from datetime import date

from bot.cards.elements import Inline, Line, Mention, Plain, Strong, plain
from bot.cards.sentences import sentence
from bot.domain.holder_rules import held_by_everyone
from bot.domain.holders import PartyView, RoleView, Seat
from bot.domain.parties import Agreement, Contact
from bot.domain.people import Person, Role
from bot.texts import Texts


@dataclass(frozen=True)
class Voice:
    """The words of an answer, and whether it may mention people (a shared answer: A and R only).

    Args:
        texts: the reader's language.
        mentions: False writes people as plain text.
    """

    texts: Texts
    mentions: bool = True

    def person(self, person: Person) -> Inline:
        """Write a person, as a mention where allowed; without an account the contact follows."""
        if not self.mentions:
            return Plain(person.name)
        contact = "" if person.accounts else _reach(person.email, person.phone)
        return Mention(person.name + contact, person.accounts)

    def quiet(self) -> "Voice":
        """Return the same voice without mentions."""
        return Voice(self.texts, mentions=False)


def role_name(role: Role, texts: Texts) -> str:
    """Return the role's name without an explanation in brackets, so that lists stay short."""
    name = role.name.in_language(texts.language)
    return name.split(" (")[0] or name


def role_lines(view: RoleView, voice: Voice, owner: str) -> tuple[Line, ...]:
    """Write a role and who stands behind it, one line per holder.

    Args:
        view: the role on the day asked for.
        voice: the reader's words, and whether people are mentioned.
        owner: who can fill the role when it is vacant, in the reader's language.
    """
    if view.vacant:
        return holder_lines(view, voice, owner)
    first, *rest = holder_lines(view, voice, owner)
    return ((Strong(role_name(view.role, voice.texts)), Plain(": "), *first), *rest)


def holder_lines(view: RoleView, voice: Voice, owner: str) -> tuple[Line, ...]:
    """Write who stands behind a role, without the role's name; see `role_lines`."""
    if view.vacant:
        return (_nobody(view.role, voice.texts, owner),)
    seats = tuple(_seat_line(seat, voice) for seat in view.seats)
    parties = (
        ((Strong(party.party.name), Plain(" – "), *first), *rest)
        for party in view.parties
        for first, *rest in (party_lines(party, voice),)
    )
    return (*seats, *(line for lines in parties for line in lines))


def _nobody(role: Role, texts: Texts, owner: str) -> Line:
    """Write a role that nobody is assigned to: everyone's, a third party's, or vacant."""
    name = Strong(role_name(role, texts))
    if held_by_everyone(role):
        return (name,)
    if role.external:
        return sentence(texts, "raci.no-party", role=name)
    return sentence(texts, "raci.vacant", role=name, owner=owner)


def party_lines(view: PartyView, voice: Voice) -> tuple[Line, ...]:
    """Write a third party's contacts, then the agreements that bind it."""
    contacts = "; ".join(_contact_text(contact) for contact in view.contacts)
    first = plain(contacts or voice.texts("party.no-contact"))
    if not view.agreements:
        return (first, plain(voice.texts("party.no-agreement")))
    return (first, *(plain(agreement_text(a, voice.texts)) for a in view.agreements))


def agreement_text(agreement: Agreement, texts: Texts) -> str:
    """Write an agreement: its kind, title, and until when it binds."""
    kind = texts(f"agreement.{agreement.kind.value}")
    if agreement.expires_on is None:
        return texts("agreement.open-ended", kind=kind, title=agreement.title)
    until = texts.date_medium(agreement.expires_on)
    return texts("agreement.until", kind=kind, title=agreement.title, date=until)


def as_of_text(texts: Texts, on: date, today: date) -> str:
    """Return a note that the answer holds for another day than today, else an empty string."""
    return "" if on == today else texts("raci.as-of", date=texts.date_medium(on))


def _seat_line(seat: Seat, voice: Voice) -> Line:
    if seat.person is None:
        return plain(_contact_text(seat.contact) if seat.contact else "")
    if seat.absence is None:
        return (voice.person(seat.person),)
    until = voice.texts.date_medium(seat.absence.last)
    away = voice.quiet().person(seat.person)
    deputy = _deputy(seat, voice)
    if deputy is None:
        return sentence(voice.texts, "raci.absent-alone", person=away, date=until)
    return sentence(voice.texts, "raci.absent", person=away, date=until, deputy=deputy)


def _deputy(seat: Seat, voice: Voice) -> Inline | None:
    if seat.deputy:
        return voice.person(seat.deputy)
    return Plain(_contact_text(seat.deputy_contact)) if seat.deputy_contact else None


def _contact_text(contact: Contact) -> str:
    return contact.name + _reach(contact.email, contact.phone)


def _reach(email: str | None, phone: str | None) -> str:
    parts = [part for part in (email, phone) if part]
    return f" ({', '.join(parts)})" if parts else ""
