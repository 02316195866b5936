"""Third parties: what is known of them, and the forms in which that is changed."""

from bot.cards.elements import (
    Button,
    Card,
    ChoiceField,
    DateField,
    Element,
    Fact,
    Facts,
    Form,
    Option,
    Select,
    Style,
    Text,
    TextField,
    Tone,
    plain,
)
from bot.cards.holders import agreement_text, role_name
from bot.cards.pickers import NOBODY, nobody_option, yes_or_no
from bot.domain.organisation import Organisation
from bot.domain.parties import Agreement, AgreementKind, Contact, Party
from bot.texts import Texts

SHOW = "parties.show"
RISK_CLASSES = ("low", "medium", "high")
_MOST_OPTIONS = 100
_MOST_BUTTONS = 6


def parties_card(organisation: Organisation, texts: Texts, *, may_edit: bool) -> Card:
    """Return the third parties to choose from; those that have ended stand last."""
    parties = sorted(organisation.parties, key=lambda p: (p.ended_on is not None, p.name))
    options = tuple(Option(_named(party, texts), party.id) for party in parties[:_MOST_OPTIONS])
    select = (Select(texts("parties.choose"), SHOW, options),) if options else ()
    new = (Button(texts("button.new-party"), "parties.new", opens=True),) if may_edit else ()
    sentence = texts("parties.list") if options else texts("parties.none")
    return Card(texts("parties.title"), body=(Text(plain(sentence)),), controls=(*select, *new))


def party_page(
    party: Party, organisation: Organisation, texts: Texts, *, may_edit: bool, notice: str = ""
) -> Card:
    """Return everything that is known of a third party, with what may be changed.

    Args:
        party: the third party.
        organisation: the data.
        texts: the reader's language.
        may_edit: the reader may change it.
        notice: what has just been done, said first.
    """
    contacts = tuple(c for c in organisation.contacts if c.party_id == party.id)
    agreements = organisation.agreements_of(party.id)
    body: list[Element] = [Text(plain(notice))] if notice else []
    if party.ended_on:
        ended = texts("parties.ended", date=texts.date_medium(party.ended_on))
        body.append(Text(plain(ended), Tone.WARNING))
    rows = [
        Fact(texts("party.role"), (plain(_role(party, organisation, texts)),)),
        Fact(texts("parties.risk"), (plain(_risk(party.risk_class, texts)),)),
        Fact(texts("parties.personal-data"), (plain(_yes(party.personal_data, texts)),)),
        Fact(
            texts("parties.contacts"),
            tuple(plain(_contact(c, texts)) for c in contacts)
            or (plain(texts("party.no-contact")),),
        ),
        Fact(
            texts("parties.agreements"),
            tuple(plain(_agreement(a, texts)) for a in agreements)
            or (plain(texts("parties.no-agreements")),),
        ),
    ]
    return Card(
        party.name,
        body=(*body, Facts(tuple(rows))),
        controls=_page_controls(party, contacts, agreements, texts) if may_edit else (),
        footer="" if may_edit else texts("parties.only-function"),
    )


def party_form(party: Party | None, value: str, texts: Texts, roles: tuple[Option, ...]) -> Form:
    """Return the form of a third party; an empty one for a new one."""
    shown = party or Party("", "")
    classes = tuple(dict.fromkeys((*RISK_CLASSES, *filter(None, (shown.risk_class,)))))
    risks = tuple(Option(_risk(name, texts), name) for name in classes)
    role = shown.role_id if shown.role_id in {option.value for option in roles} else NOBODY
    return Form(
        texts("parties.form.party") if party else texts("parties.form.new"),
        "parties.save",
        (
            TextField("name", texts("parties.name"), shown.name, required=True, most=120),
            ChoiceField(
                "role", texts("party.role"), (nobody_option(texts), *roles), (role or NOBODY,)
            ),
            ChoiceField(
                "risk_class",
                texts("parties.risk"),
                (nobody_option(texts), *risks),
                (shown.risk_class or NOBODY,),
            ),
            yes_or_no(
                "personal_data",
                texts("parties.personal-data"),
                texts,
                chosen=shown.personal_data,
            ),
            DateField("ended_on", texts("parties.ended-on"), shown.ended_on),
        ),
        texts("button.save"),
        value=value,
    )


def contact_form(contact: Contact | None, value: str, party: Party, texts: Texts) -> Form:
    """Return the form of a contact at a third party."""
    shown = contact or Contact("", party.id, "")
    return Form(
        texts("parties.form.contact"),
        "parties.save-contact",
        (
            TextField("name", texts("parties.name"), shown.name, required=True, most=120),
            TextField("email", texts("parties.email"), shown.email or "", most=254),
            TextField("phone", texts("parties.phone"), shown.phone or "", most=40),
            yes_or_no("on_call", texts("parties.on-call"), texts, chosen=shown.on_call),
        ),
        texts("button.save"),
        intro=(Text(plain(party.name)),),
        value=value,
    )


def agreement_form(agreement: Agreement | None, value: str, party: Party, texts: Texts) -> Form:
    """Return the form of an agreement with a third party."""
    kinds = tuple(Option(texts(f"agreement.{kind.value}"), kind.value) for kind in AgreementKind)
    return Form(
        texts("parties.form.agreement"),
        "parties.save-agreement",
        (
            ChoiceField(
                "kind",
                texts("parties.kind"),
                kinds,
                (agreement.kind.value,) if agreement else (),
                required=True,
            ),
            TextField(
                "title",
                texts("parties.agreement-title"),
                agreement.title if agreement else "",
                required=True,
                most=200,
            ),
            DateField(
                "valid_from",
                texts("parties.valid-from"),
                agreement.valid_from if agreement else None,
                required=True,
            ),
            *(
                DateField(name, texts(f"parties.{name}"), getattr(agreement, name, None))
                for name in ("review_on", "expires_on", "terminated_on")
            ),
        ),
        texts("button.save"),
        intro=(Text(plain(party.name)),),
        value=value,
    )


def party_buttons(party_id: str, texts: Texts) -> tuple[Button, ...]:
    """Return the buttons on a look-up's answer for who may change a third party."""
    return (
        Button(texts("button.edit"), "parties.edit", party_id, opens=True),
        Button(texts("button.add-agreement"), "parties.new-agreement", party_id, opens=True),
        Button(texts("button.party-page"), SHOW, party_id),
    )


def external_roles(organisation: Organisation, texts: Texts) -> tuple[Option, ...]:
    """Return the external roles that a third party may play."""
    return tuple(
        Option(role_name(role, texts), role.id) for role in organisation.roles if role.external
    )


def _page_controls(
    party: Party, contacts: tuple[Contact, ...], agreements: tuple[Agreement, ...], texts: Texts
) -> tuple[Button | Select, ...]:
    edit_contacts = (
        Button(texts("button.edit-one", name=c.name), "parties.edit-contact", c.id, opens=True)
        for c in contacts[:_MOST_BUTTONS]
    )
    edit_agreements = (
        Button(texts("button.edit-one", name=a.title), "parties.edit-agreement", a.id, opens=True)
        for a in agreements[-_MOST_BUTTONS:]
    )
    return (
        Button(texts("button.edit"), "parties.edit", party.id, Style.PRIMARY, opens=True),
        Button(texts("button.add-agreement"), "parties.new-agreement", party.id, opens=True),
        Button(texts("button.add-contact"), "parties.new-contact", party.id, opens=True),
        *edit_contacts,
        *edit_agreements,
    )


def _named(party: Party, texts: Texts) -> str:
    if party.ended_on is None:
        return party.name
    return f"{party.name} ({texts('parties.over', date=texts.date_medium(party.ended_on))})"


def _role(party: Party, organisation: Organisation, texts: Texts) -> str:
    role = organisation.role.get(party.role_id or "")
    return role_name(role, texts) if role else texts("holders.nobody")


def _risk(risk_class: str | None, texts: Texts) -> str:
    """Return a risk class in words; one from a file that is not ours stands as it is."""
    if not risk_class:
        return texts("parties.risk-unknown")
    key = f"parties.risk-{risk_class}"
    return texts(key) if risk_class in RISK_CLASSES else risk_class


def _yes(value: bool, texts: Texts) -> str:
    return texts("answer.yes") if value else texts("answer.no")


def _contact(contact: Contact, texts: Texts) -> str:
    on_call = texts("parties.is-on-call") if contact.on_call else None
    return " · ".join(p for p in (contact.name, contact.email, contact.phone, on_call) if p)


def _agreement(agreement: Agreement, texts: Texts) -> str:
    said = agreement_text(agreement, texts)
    if agreement.terminated_on:
        day = texts.date_medium(agreement.terminated_on)
        said = f"{said} · {texts('parties.terminated', date=day)}"
    if agreement.review_on:
        said = f"{said} · {texts('parties.review', date=texts.date_medium(agreement.review_on))}"
    return said
