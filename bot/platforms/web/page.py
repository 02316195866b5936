"""The chat's pages, rendered on the server; they work without a script."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.chat.request import PlaceKind
from bot.platforms.web.assets import fill
from bot.platforms.web.clock import MovableClock
from bot.platforms.web.dialogs import Dialog
from bot.platforms.web.form_html import form_html
from bot.platforms.web.icons import icon
from bot.platforms.web.message_html import avatar, bot_avatar, message_html
from bot.platforms.web.messages import Message, MessageLog
from bot.platforms.web.people import WebPerson, WebPlace
from bot.platforms.web.talk import LONGEST_TEXT
from bot.texts import Texts

_NOTHING = Markup("")
_MORNING = 9


@dataclass(frozen=True)
class Pages:
    """What the pages are made of.

    Args:
        people: who one can be.
        places: the channels.
        texts: a person's language.
        log: the messages.
        clock: the clock that is shown.
        suggestions: commands to try, by language.
        organisation: name of the organisation, for the corner.
        shortcuts: in every message's menu.
    """

    people: Callable[[], Sequence[WebPerson]]
    places: Sequence[WebPlace]
    texts: Callable[[str], Texts]
    log: MessageLog
    clock: MovableClock
    suggestions: Mapping[str, Sequence[str]]
    organisation: str
    shortcuts: Sequence[str] = ()

    def chat(self, reader: WebPerson, place: WebPlace, notice: str = "") -> str:
        """Return the page of `place`, or of the reader's own work.

        Args:
            reader: as whom one looks.
            place: a channel, the reader's direct conversation or their home.
            notice: a sentence to show on top, such as what went wrong.
        """
        texts = self.texts(reader.id)
        at_home = place == reader.home
        heading = self.heading(place, reader, texts)
        return fill(
            "page",
            lang=texts.language,
            title=texts("web.title", place=heading),
            person=reader.id,
            place=place.id,
            home=reader.home.id,
            run=self.log.run,
            latest=f"{self.log.run}-{self.log.latest}",
            lost=texts("web.status.lost"),
            unread=texts("web.nav.unread"),
            elsewhere=texts("web.status.elsewhere"),
            show=texts("web.status.show"),
            unsent=texts("web.form.unsent"),
            skip_messages=texts("web.skip.messages"),
            skip_compose=_NOTHING if at_home else texts("web.skip.compose"),
            menu=texts("web.menu.open"),
            menu_close=texts("web.menu.close"),
            bot=texts("web.bot"),
            organisation=self.organisation or texts("web.organisation"),
            icon_close=icon("close"),
            icon_menu=icon("menu"),
            switcher=self._switcher(reader, place, texts),
            nav=texts("web.nav.label"),
            nav_channels=texts("web.nav.channels"),
            nav_direct=texts("web.nav.direct"),
            home_link=self._link(reader, reader.home, place, "work", texts),
            channel_links=_NOTHING.join(
                self._link(reader, one, place, "channel", texts) for one in self.places
            ),
            direct_link=self._link(reader, reader.direct, place, "direct", texts),
            clock=self._clock(reader, place, texts),
            heading=heading,
            purpose=texts(_purpose(place, at_home)),
            you=texts("web.person.you"),
            you_avatar=avatar(reader.id, self.people()),
            notice=notice,
            content=self._content(reader, place, at_home, texts),
        )

    def form(self, dialog: Dialog, reader: WebPerson, place: WebPlace) -> str:
        """Return the page of a form that the reader has open in `place`."""
        texts = self.texts(reader.id)
        back = address(reader, place)
        return fill(
            "form",
            lang=texts.language,
            title=texts("web.title", place=dialog.form.title),
            bot=texts("web.bot"),
            organisation=self.organisation or texts("web.organisation"),
            form=form_html(dialog, back, texts),
        )

    def heading(self, place: WebPlace, reader: WebPerson, texts: Texts) -> str:
        """Return what a place is called."""
        if place == reader.home:
            return texts("web.nav.home")
        return texts("web.bot") if place.kind is PlaceKind.DIRECT else place.name

    def message(self, message: Message, reader: WebPerson, place: WebPlace) -> Markup:
        """Return one message of `place` as `reader` sees it."""
        texts = self.texts(reader.id)
        return message_html(message, reader, place, self.people(), texts, self.shortcuts)

    def now(self, texts: Texts) -> str:
        """Return the clock's moment in words."""
        return texts.moment(self.clock.now())

    def _content(self, reader: WebPerson, place: WebPlace, at_home: bool, texts: Texts) -> Markup:
        messages = [one for one in self.log.in_place(place.id) if one.visible_to(reader)]
        log = Markup(
            '<section class="log{}" id="log" role="log" tabindex="0" aria-label="{}">{}{}</section>'
        ).format(
            " home" if at_home else "",
            texts("web.log.label"),
            self._messages(messages, reader, place, texts),
            Markup('<div id="latest"></div>'),
        )
        return log if at_home else log + self._composer(reader, place, texts)

    def _messages(
        self, messages: Sequence[Message], reader: WebPerson, place: WebPlace, texts: Texts
    ) -> Markup:
        if not messages:
            return Markup('<p class="empty">{}{}</p>').format(bot_avatar(), texts("web.log.empty"))
        zone = ZoneInfo(texts.timezone)
        shown: list[Markup] = []
        day = None
        for message in messages:
            if (written := message.at.astimezone(zone).date()) != day:
                day = written
                shown.append(
                    Markup('<p class="day"><span>{}</span></p>').format(texts.date_long(day))
                )
            shown.append(self.message(message, reader, place))
        return _NOTHING.join(shown)

    def _composer(self, reader: WebPerson, place: WebPlace, texts: Texts) -> Markup:
        heading = self.heading(place, reader, texts)
        suggestions = _NOTHING.join(
            Markup('<button class="suggestion" name="text" value="{0}">{0}</button>').format(one)
            for one in self.suggestions.get(texts.language, ())
        )
        return fill(
            "composer",
            person=reader.id,
            place=place.id,
            suggestions_label=texts("web.compose.suggestions"),
            suggestions=suggestions,
            label=texts("web.compose.label", place=heading),
            placeholder=texts("web.compose.placeholder", place=heading),
            limit=LONGEST_TEXT,
            send=texts("web.compose.send"),
            icon_send=icon("send"),
            attach=texts("web.compose.attach"),
            unattach=texts("web.compose.unattach"),
            icon_file=icon("file"),
            icon_close=icon("close"),
        )

    def _switcher(self, reader: WebPerson, place: WebPlace, texts: Texts) -> Markup:
        others = _NOTHING.join(
            Markup('<li><a href="{}"{}{}>{}</a></li>').format(
                address(one, _same_place(one, reader, place)),
                self._news_of(one) if one.id != reader.id else _NOTHING,
                Markup(' aria-current="true"') if one.id == reader.id else _NOTHING,
                self._who(one, texts),
            )
            for one in self.people()
        )
        return Markup(
            '<details class="switcher"><summary><span class="unseen">{} </span>{}{}</summary>'
            "<h2>{}</h2><ul>{}</ul></details>"
        ).format(
            texts("web.person.you"),
            self._who(reader, texts),
            icon("chevron"),
            texts("web.person.switch"),
            others,
        )

    def _who(self, person: WebPerson, texts: Texts) -> Markup:
        title = texts("web.person.guest") if person.guest and not person.title else person.title
        return Markup('{}<span class="who"><strong>{}</strong><span>{}</span></span>').format(
            avatar(person.id, self.people()), person.name, title
        )

    def _link(
        self, reader: WebPerson, target: WebPlace, place: WebPlace, picture: str, texts: Texts
    ) -> Markup:
        return Markup(
            '<li><a href="{}" data-place="{}" data-latest="{}"{}>{}<span>{}</span></a></li>'
        ).format(
            address(reader, target),
            target.id,
            self._latest(target, reader),
            Markup(' aria-current="page"') if target == place else _NOTHING,
            icon(picture),
            self.heading(target, reader, texts),
        )

    def _latest(self, place: WebPlace, reader: WebPerson) -> int:
        """Return the number of the latest change by others; the home page has no news."""
        others = (
            message.changed
            for message in ([] if place == reader.home else self.log.in_place(place.id))
            if message.visible_to(reader) and message.person != reader.id
        )
        return max(others, default=0)

    def _news_of(self, person: WebPerson) -> Markup:
        """Return the attributes that tell what is new in somebody else's direct conversation."""
        return Markup(' data-person="{}" data-place="{}" data-latest="{}"').format(
            person.id, person.direct.id, self._latest(person.direct, person)
        )

    def _clock(self, reader: WebPerson, place: WebPlace, texts: Texts) -> Markup:
        now = self.clock.now()
        local = now.astimezone(ZoneInfo(texts.timezone))
        tomorrow = (local + timedelta(days=1)).replace(hour=_MORNING, minute=0)
        return fill(
            "clock",
            label=texts("web.clock.label"),
            now=self.now(texts),
            person=reader.id,
            place=place.id,
            hour=texts("web.clock.hour"),
            day=texts("web.clock.day"),
            week=texts("web.clock.week"),
            other=texts("web.clock.other"),
            to=texts("web.clock.to"),
            tomorrow=f"{tomorrow:%Y-%m-%dT%H:%M}",
            soonest=f"{local + timedelta(minutes=1):%Y-%m-%dT%H:%M}",
            move=texts("web.clock.move"),
            icon_clock=icon("clock"),
            icon_chevron=icon("chevron"),
        )


def problem_page(sentence: str, texts: Texts) -> str:
    """Return a page that says what went wrong and leads back."""
    return fill(
        "problem",
        lang=texts.language,
        bot=texts("web.bot"),
        sentence=sentence,
        back=texts("web.back"),
    )


def address(person: WebPerson, place: WebPlace) -> str:
    """Return where `place` is shown to `person`, from its latest message on."""
    if place == person.home:
        return "/home?" + urlencode({"person": person.id})
    return "/?" + urlencode({"person": person.id, "place": place.id}) + "#latest"


def form_address(dialog: Dialog) -> str:
    """Return where an open form is shown."""
    return "/form?" + urlencode({"person": dialog.person, "value": dialog.form.value})


def _same_place(person: WebPerson, reader: WebPerson, place: WebPlace) -> WebPlace:
    if place == reader.home:
        return person.home
    return person.direct if place == reader.direct else place


def _purpose(place: WebPlace, at_home: bool) -> str:
    if at_home:
        return "web.purpose.home"
    return "web.purpose.direct" if place.kind is PlaceKind.DIRECT else "web.purpose.channel"
