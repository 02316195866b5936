"""A form to fill in as HTML: a page of its own, and with the script a dialog on the page.

Every text is escaped. The browser checks nothing, because the house's own sentences tell better
what to do; what was typed stands there again beside them.
"""

from dataclasses import replace

from markupsafe import Markup

from bot.cards.elements import (
    ChoiceField,
    DateField,
    FileField,
    FormField,
    Option,
    TextField,
)
from bot.platforms.web.dialogs import Dialog
from bot.platforms.web.html import element_html
from bot.platforms.web.icons import icon
from bot.texts import Texts

FIELD = "field-"
_MOST_IN_SELECT = 12
_MOST_IN_VIEW = 8
_NOTHING = Markup("")
_PARTS = Markup(' enctype="multipart/form-data"')


def form_html(dialog: Dialog, back: str, texts: Texts) -> Markup:
    """Return the form with its heading, its fields and its buttons.

    Args:
        dialog: the open form.
        back: address of the page that cancelling leads to.
        texts: the reader's language, for the few words that are not the form's own.
    """
    form = dialog.form
    fields = _Fields(dialog, texts)
    intro = _NOTHING.join(element_html(one, dialog.person, texts) for one in form.intro)
    return Markup(
        '<form class="form" method="post" action="/demo/submit" novalidate{parts} '
        'aria-labelledby="form-title">{hidden}<h1 id="form-title">{title}</h1>{wrong}{intro}'
        '{fields}<div class="controls"><button class="button primary">{submit}</button>'
        '<a class="button" href="{back}" data-close>{cancel}</a></div></form>'
    ).format(
        parts=_PARTS if any(isinstance(field, FileField) for field in form.fields) else _NOTHING,
        hidden=_hidden(dialog),
        title=form.title,
        wrong=fields.summary(),
        intro=intro,
        fields=_NOTHING.join(
            fields.field(number, field) for number, field in enumerate(form.fields)
        ),
        submit=form.submit,
        back=back,
        cancel=texts("web.form.cancel"),
    )


def _hidden(dialog: Dialog) -> Markup:
    values = {
        "person": dialog.person,
        "message": dialog.message or "",
        "action": dialog.form.action,
        "value": dialog.form.value,
    }
    return _NOTHING.join(
        Markup('<input type="hidden" name="{}" value="{}">').format(name, value)
        for name, value in values.items()
    )


class _Fields:
    """The fields of one form, each with its label, its hint and what is wrong with it."""

    def __init__(self, dialog: Dialog, texts: Texts) -> None:
        self._form = dialog.form
        self._errors = dialog.errors
        self._texts = texts
        wrong = [field.name for field in self._form.fields if field.name in self._errors]
        first = [field.name for field in self._form.fields]
        # The first error is where to go on; without one, the first field is.
        self._first = (wrong or ([] if self._errors else first) or [""])[0]

    def summary(self) -> Markup:
        """Return what is wrong with the form as a whole, "" when nothing is wrong at all."""
        if not self._errors:
            return _NOTHING
        named = {field.name for field in self._form.fields}
        whole = [sentence for name, sentence in self._errors.items() if name not in named]
        said = _NOTHING.join(
            Markup("<span>{}</span>").format(sentence)
            for sentence in whole or [self._texts("web.form.wrong")]
        )
        focus = _NOTHING if self._first else Markup(' tabindex="-1" autofocus')
        return Markup('<p class="warning wrong" role="alert"{}>{}<span>{}</span></p>').format(
            focus, icon("warning"), said
        )

    def field(self, number: int, field: FormField) -> Markup:
        """Return one field."""
        match field:
            case ChoiceField() if field.several or len(field.options) > _MOST_IN_SELECT:
                return self._group(number, field)
            case ChoiceField():
                control = self._select(number, field)
            case TextField():
                control = self._text(number, field)
            case DateField():
                control = self._date(number, field)
            case FileField():
                # A browser never shows a file again that was chosen on the page before.
                again = self._texts("web.form.file-again") if self._errors else ""
                field = replace(field, hint=f"{field.hint} {again}".strip())
                attributes = self._attributes(number, field)
                control = Markup('<input type="file" {}>').format(attributes)
        return Markup('<div class="field"><label for="field-{}">{}</label>{}{}</div>').format(
            number, self._label(field), self._notes(number, field), control
        )

    def _text(self, number: int, field: TextField) -> Markup:
        if field.lines == 1:
            return Markup('<input type="text" {} value="{}">').format(
                self._attributes(number, field), field.value
            )
        # A line break right after the tag is not part of the text, so one stands there always.
        return Markup('<textarea {} rows="{}">\n{}</textarea>').format(
            self._attributes(number, field), min(max(field.lines, 3), 12), field.value
        )

    def _date(self, number: int, field: DateField) -> Markup:
        value = field.value.isoformat() if field.value else ""
        return Markup('<input type="date" {} value="{}">').format(
            self._attributes(number, field), value
        )

    def _select(self, number: int, field: ChoiceField) -> Markup:
        options = list(field.options)
        if not field.required:
            options.insert(0, Option(self._texts("web.form.none"), ""))
        elif not any(option.value in field.chosen for option in options):
            options.insert(0, Option(self._texts("web.message.choose"), ""))
        listed = _NOTHING.join(
            Markup('<option value="{}"{}>{}</option>').format(
                one.value,
                Markup(" selected") if one.value in field.chosen else _NOTHING,
                one.label,
            )
            for one in options
        )
        return Markup("<select {}>{}</select>").format(self._attributes(number, field), listed)

    def _group(self, number: int, field: ChoiceField) -> Markup:
        """Return boxes to tick, or choices of which one counts; a long list may be searched."""
        options = sorted(field.options, key=lambda one: one.value not in field.chosen)
        if not field.several and not field.required:
            options.insert(0, Option(self._texts("web.form.none"), ""))
        # Among choices of which one counts, the keyboard goes on from the one that is chosen.
        chosen = (one for one in options if not field.several and one.value in field.chosen)
        go_on = next(chosen, options[0] if options else None)
        long = len(options) > _MOST_IN_VIEW
        listed = _NOTHING.join(
            self._choice(field, option, focus=field.name == self._first and option == go_on)
            for option in options
        )
        return Markup(
            '<fieldset class="field{}"{}><legend>{}</legend>{}{}'
            '<div class="choices">{}</div></fieldset>'
        ).format(
            " long" if long else "",
            self._described(number, field),
            self._label(field),
            self._notes(number, field),
            self._search(number, field) if long else _NOTHING,
            listed,
        )

    def _choice(self, field: ChoiceField, option: Option, *, focus: bool) -> Markup:
        checked = option.value in field.chosen or (not option.value and not field.chosen)
        return Markup(
            '<label class="pick"><input type="{}" name="{}{}" value="{}"{}{}>'
            "<span>{}</span></label>"
        ).format(
            "checkbox" if field.several else "radio",
            FIELD,
            field.name,
            option.value,
            Markup(" checked") if checked else _NOTHING,
            Markup(" autofocus") if focus else _NOTHING,
            option.label,
        )

    def _search(self, number: int, field: ChoiceField) -> Markup:
        """Return the box that narrows a list; it shows itself only where a script runs."""
        return Markup(
            '<div class="narrow" hidden><label class="unseen" for="narrow-{0}">{1}</label>'
            '<input type="search" id="narrow-{0}" placeholder="{1}" autocomplete="off">'
            '<p class="hint" role="status" data-chosen="{2}" data-none="{3}"></p></div>'
        ).format(
            number,
            self._texts("web.form.narrow", label=field.label),
            self._texts("web.form.chosen"),
            self._texts("web.form.no-match"),
        )

    def _attributes(self, number: int, field: FormField) -> Markup:
        focus = Markup(" autofocus") if field.name == self._first else _NOTHING
        return Markup('id="field-{0}" name="{1}{2}"{3}{4}{5} autocomplete="off"').format(
            number,
            FIELD,
            field.name,
            Markup(' aria-required="true"') if field.required else _NOTHING,
            self._described(number, field),
            focus,
        )

    def _label(self, field: FormField) -> Markup:
        if not field.required:
            return Markup("{}").format(field.label)
        return Markup('{} <span class="hint">{}</span>').format(
            field.label, self._texts("web.form.required")
        )

    def _described(self, number: int, field: FormField) -> Markup:
        """Return the attributes that join a field with its hint and with what is wrong."""
        notes = []
        if field.hint:
            notes.append(f"hint-{number}")
        if field.name in self._errors:
            notes.append(f"error-{number}")
        wrong = Markup(' aria-invalid="true"') if field.name in self._errors else _NOTHING
        if not notes:
            return wrong
        return wrong + Markup(' aria-describedby="{}"').format(" ".join(notes))

    def _notes(self, number: int, field: FormField) -> Markup:
        hint = (
            Markup('<p class="hint" id="hint-{}">{}</p>').format(number, field.hint)
            if field.hint
            else _NOTHING
        )
        error = self._errors.get(field.name)
        if error is None:
            return hint
        return hint + Markup(
            '<p class="error" id="error-{}">{}<span><span class="unseen">{} </span>{}</span></p>'
        ).format(number, icon("warning"), self._texts("web.form.error"), error)
