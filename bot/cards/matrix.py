"""The matrix and the list of what can be looked up; the text says all that the picture shows."""

from collections.abc import Sequence

from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    Heading,
    Option,
    Picture,
    Select,
    Style,
    Text,
    Tone,
    plain,
)
from bot.cards.holders import role_name
from bot.cards.raci import SHOW, letter_label, version_text
from bot.domain.organisation import Organisation
from bot.domain.paging import Page
from bot.domain.raci import Activity, Letter
from bot.texts import Texts

SHOW_MATRIX = "matrix.show"
SHOW_LIST = "matrix.list"
SHARE_MATRIX = "matrix.share"
_MOST_OPTIONS = 100


def matrix_card(
    organisation: Organisation,
    page: Page[Activity],
    texts: Texts,
    picture: Picture | None,
    *,
    shareable: bool,
) -> Card:
    """Return one page of the matrix as a picture and as text.

    Args:
        organisation: the data that was read.
        page: the activities to show.
        texts: the reader's language.
        picture: the rendered page, or None when there is nothing to draw.
        shareable: whether [Del i kanal] makes sense where the card is shown.
    """
    legend = ", ".join(letter_label(letter, texts) for letter in Letter)
    body: list[Element] = [Text(plain(legend), Tone.MUTED)]
    if picture:
        body.append(picture)
    for heading, activities in grouped(organisation, page.items, texts):
        body.append(Heading(heading))
        body.append(Facts(tuple(_row(organisation, activity, texts) for activity in activities)))
    controls = _page_controls(page, SHOW_MATRIX, texts)
    if shareable:
        controls += (Button(texts("button.share"), SHARE_MATRIX, str(page.number)),)
    return Card(
        _paged(texts("matrix.title"), page, texts),
        body=tuple(body),
        controls=controls,
        footer=version_text(organisation, texts),
    )


def list_card(organisation: Organisation, page: Page[Activity], texts: Texts) -> Card:
    """Return the activities and roles that can be looked up, with a drop-down to choose one."""
    body: list[Element] = []
    for heading, activities in grouped(organisation, page.items, texts):
        names = ", ".join(activity_name(activity, texts) for activity in activities)
        body.append(Facts((Fact(heading, (plain(names),)),)))
    if page.number == 1 and organisation.roles:
        roles = ", ".join(role_name(role, texts) for role in organisation.roles)
        body.append(Facts((Fact(texts("matrix.roles"), (plain(roles),)),)))
    if not body:
        body.append(Text(plain(texts("raci.empty"))))
    options = tuple(
        Option(activity_name(activity, texts), f"activity:{activity.id}")
        for activity in page.items[:_MOST_OPTIONS]
    )
    select = (Select(texts("matrix.choose"), SHOW, options),) if options else ()
    matrix = Button(texts("button.matrix"), SHOW_MATRIX, str(page.number))
    return Card(
        _paged(texts("matrix.list-title"), page, texts),
        body=tuple(body),
        controls=(*select, matrix, *_page_controls(page, SHOW_LIST, texts)),
        footer=version_text(organisation, texts),
    )


def matrix_alt(organisation: Organisation, page: Page[Activity], texts: Texts) -> str:
    """Return the picture's alternative text; the card's own text says what is in each cell."""
    used = {r for a in page.items for r in organisation.matrix.cells.get(a.id, {})}
    return texts("matrix.alt", activities=len(page.items), roles=len(used))


def grouped(
    organisation: Organisation, activities: Sequence[Activity], texts: Texts
) -> tuple[tuple[str, tuple[Activity, ...]], ...]:
    """Return the activities by category, in the categories' order; the rest come last."""
    names = {c.id: c.name.in_language(texts.language) for c in organisation.categories}
    groups: dict[str, list[Activity]] = {category_id: [] for category_id in names}
    for activity in activities:
        groups.setdefault(activity.category_id or "", []).append(activity)
    other = texts("matrix.other")
    return tuple((names.get(key, other), tuple(items)) for key, items in groups.items() if items)


def activity_name(activity: Activity, texts: Texts) -> str:
    """Return the activity's short name, or its whole name when it has no short one."""
    return activity.short.in_language(texts.language) or activity.name.in_language(texts.language)


def _row(organisation: Organisation, activity: Activity, texts: Texts) -> Fact:
    return Fact(
        activity_name(activity, texts), (plain(_letters(organisation, activity, texts, " · ")),)
    )


def _letters(organisation: Organisation, activity: Activity, texts: Texts, between: str) -> str:
    parts = []
    for letter in Letter:
        role_ids = organisation.matrix.roles_with(activity.id, letter)
        roles = [organisation.role[r] for r in role_ids if r in organisation.role]
        if roles:
            names = ", ".join(role_name(role, texts) for role in roles)
            parts.append(f"{letter.value}: {names}")
    return between.join(parts) or texts("matrix.nobody")


def _page_controls(page: Page[Activity], action: str, texts: Texts) -> tuple[Control, ...]:
    if page.number >= page.count:
        return ()
    return (Button(texts("button.more"), action, str(page.number + 1), Style.PRIMARY),)


def _paged(title: str, page: Page[Activity], texts: Texts) -> str:
    if page.count == 1:
        return title
    return texts("matrix.page", title=title, number=page.number, count=page.count)
