"""The few icons. They are drawn in `static/icons.svg` and say nothing that words do not."""

from markupsafe import Markup


def icon(name: str) -> Markup:
    """Return the icon `name`, in the colour of the text around it, hidden from screen readers."""
    return Markup(
        '<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#{}"></use></svg>'
    ).format(name)
